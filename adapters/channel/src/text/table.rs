//! A table as aligned text, for platforms that have no tables.

use pulldown_cmark::Alignment;
use unicode_segmentation::UnicodeSegmentation;

/// Wider cells are not padded to, so that one long cell does not widen every row.
const WIDEST: usize = 40;

const GAP: &str = "  ";

/// A table while it is read.
pub(super) struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, rows: Vec::new() }
    }

    pub(super) fn begin_row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(super) fn begin_cell(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.push(String::new());
        }
    }

    pub(super) fn write(&mut self, text: &str) {
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut()) {
            cell.push_str(text);
        }
    }

    /// The head, a line, and the rows below.
    pub(super) fn layout(&self) -> String {
        let widths = self.widths();
        let mut lines: Vec<String> = self.rows.iter().map(|row| self.line(row, &widths)).collect();
        if lines.len() > 1 {
            let rule: Vec<String> = widths.iter().map(|&width| "─".repeat(width)).collect();
            lines.insert(1, rule.join(GAP));
        }
        lines.join("\n")
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths = vec![1; self.alignments.len()];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(length(cell).min(WIDEST));
            }
        }
        widths
    }

    fn line(&self, row: &[String], widths: &[usize]) -> String {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .zip(&self.alignments)
            .map(|((cell, width), alignment)| {
                let room = width.saturating_sub(length(cell));
                let before = match alignment {
                    Alignment::Right => room,
                    Alignment::Center => room / 2,
                    Alignment::None | Alignment::Left => 0,
                };
                format!("{}{cell}{}", " ".repeat(before), " ".repeat(room - before))
            })
            .collect();
        cells.join(GAP).trim_end().to_owned()
    }
}

fn length(cell: &str) -> usize {
    cell.graphemes(true).count()
}
