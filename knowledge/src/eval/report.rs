//! A report as a person reads it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::intervals::{Figure, figures};
use super::kinds::KindReport;
use super::metrics::Report;
use super::{Asked, RunLine};
use crate::confidence::Thresholds;

/// A report with how far each figure could be off, at the thresholds that chose what was answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Questions.
    pub questions: usize,
    /// Questions that the knowledge base answers.
    pub answerable: usize,
    /// What was answered.
    pub thresholds: Thresholds,
    /// Every figure, by the name that `score.py` gives it.
    pub figures: BTreeMap<String, Figure>,
    /// The confidence from which on 90% of the answers are right, with hindsight.
    pub thr90: Option<f64>,
    /// And 95%.
    pub thr95: Option<f64>,
    /// Answered questions whose passage is known but does not hold the answer: counted in no other figure of the operating
    /// point.
    pub hard_answered: usize,
    /// The figures of each kind of question.
    pub kinds: Vec<KindReport>,
}

impl Summary {
    /// Sums up a run whose `answered` was chosen at `thresholds`.
    #[must_use]
    pub fn new(questions: &[Asked], run: &[RunLine], thresholds: Thresholds) -> Self {
        let report = Report::new(questions, run);
        Self {
            questions: report.questions,
            answerable: report.answerable,
            thresholds,
            figures: figures(questions, run),
            thr90: report.c90.threshold,
            thr95: report.c95.threshold,
            hard_answered: report.operating.hard_answered,
            kinds: report.kinds,
        }
    }

    fn line(&self, f: &mut fmt::Formatter<'_>, label: &str, name: &str, remark: &str) -> fmt::Result {
        let Some(figure) = self.figures.get(name) else { return Ok(()) };
        let range = match (figure.low, figure.high) {
            (Some(low), Some(high)) => format!("{low:.4} to {high:.4}"),
            _ => "-".to_owned(),
        };
        let line = format!("{label:<16} {:>7}   {range:<17} {remark}", number(figure.value));
        writeln!(f, "{}", line.trim_end())
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} questions, {} of them answerable\n", self.questions, self.answerable)?;
        writeln!(f, "{:<16} {:>7}   95% interval", "", "")?;
        for (label, name) in
            [("R@1", "R1"), ("R@5", "R5"), ("MRR@10", "MRR10"), ("nDCG@10", "nDCG10"), ("AUROC", "AUROC")]
        {
            self.line(f, label, name, "")?;
        }
        let from = |threshold: Option<f64>| threshold.map_or(String::new(), |at| format!("from {at:.4}"));
        self.line(f, "c90", "cov90", &from(self.thr90))?;
        self.line(f, "  answers", "ans90", "")?;
        self.line(f, "c95", "cov95", &from(self.thr95))?;
        self.line(f, "  answers", "ans95", "")?;
        self.line(f, "c90 hard", "cov90_hard", "")?;
        self.line(f, "c95 hard", "cov95_hard", "")?;
        self.line(f, "AURC", "AURC", "")?;
        let Thresholds { answer, suggest } = self.thresholds;
        writeln!(f, "\nwhat the product does (answers from {answer:.2}, suggests from {suggest:.2})")?;
        self.line(f, "answers", "op.answered", "of all questions")?;
        self.line(f, "right", "op.precision", "of the answers")?;
        self.line(f, "resolved", "op.resolved", "of the answerable questions")?;
        self.line(f, "false answers", "op.false_answer", "of the questions for a person")?;
        if self.kinds.iter().any(|kind| kind.kind == super::data::IN_PASSAGE) {
            writeln!(f, "answered, though the passage does not say it: {}", self.hard_answered)?;
        }
        writeln!(
            f,
            "\n{:<18} {:>9} {:>7} {:>7} {:>9} {:>9}",
            "kind", "questions", "R@1", "AUROC", "answered", "resolved"
        )?;
        for kind in &self.kinds {
            let resolved = if kind.answerable { format!("{:.4}", kind.resolved) } else { "-".to_owned() };
            let (r1, auroc) = (number(kind.r1), number(kind.auroc));
            let KindReport { kind, questions, answered, .. } = kind;
            writeln!(f, "{kind:<18} {questions:>9} {r1:>7} {auroc:>7} {answered:>9.4} {resolved:>9}")?;
        }
        Ok(())
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.4}"))
}
