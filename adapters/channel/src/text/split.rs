//! Cutting text that is longer than a message may be.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{Format, RichText, Span, Unit};

impl RichText {
    /// Cuts the text into parts of at most `limit` units each, in order, with nothing but white space lost between
    /// them. A cut is made at the best place in the second half of a part, else in the first: between paragraphs, lines,
    /// sentences, words, and only then between graphemes. It never falls inside a grapheme, a link or a piece of code
    /// that would fit a message alone; a block of code that must be cut is a block of code in every part. A text that
    /// fits is one part; an empty text is none.
    ///
    /// # Panics
    ///
    /// If `limit` is smaller than 16: no platform has such a limit.
    #[must_use]
    pub fn split(&self, limit: usize, unit: Unit) -> Vec<Self> {
        assert!(limit >= 16, "a message of {limit} cannot hold text");
        if self.text.is_empty() {
            return Vec::new();
        }
        if unit.length(&self.text) <= limit {
            return vec![self.clone()];
        }
        let splitter = Splitter { rich: self, limit, unit, whole: self.indivisible(limit, unit) };
        let mut parts = Vec::new();
        let mut from = 0;
        while from < self.text.len() {
            let cut = splitter.next(from);
            if !self.text[from..cut.end].trim().is_empty() {
                parts.push(self.slice(from..cut.end));
            }
            from = cut.next;
        }
        parts
    }

    /// Links and code that fit a message, as disjoint ranges in order.
    fn indivisible(&self, limit: usize, unit: Unit) -> Vec<Range<usize>> {
        let mut whole: Vec<Range<usize>> = Vec::new();
        for span in &self.spans {
            let kept = matches!(span.format, Format::Link(_) | Format::Code | Format::Pre(_) | Format::Mention(_));
            let inside_last = whole.last().is_some_and(|last| span.start < last.end);
            if kept && !inside_last && unit.length(&self.text[span.start..span.end]) <= limit {
                whole.push(span.start..span.end);
            }
        }
        whole
    }

    /// A part of the text with its part of the formatting.
    fn slice(&self, range: Range<usize>) -> Self {
        let clip = |at: usize| at.clamp(range.start, range.end) - range.start;
        let spans = self.spans.iter().map(|span| Span {
            start: clip(span.start),
            end: clip(span.end),
            format: span.format.clone(),
        });
        Self { text: self.text[range.clone()].to_owned(), spans: spans.filter(|span| span.start < span.end).collect() }
    }
}

/// Where a part ends, and where the next begins: white space between them is lost.
#[derive(Clone, Copy)]
struct Cut {
    end: usize,
    next: usize,
}

/// How good a place for a cut is, the best last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Quality {
    Word,
    Sentence,
    Line,
    Paragraph,
}

struct Splitter<'a> {
    rich: &'a RichText,
    limit: usize,
    unit: Unit,
    whole: Vec<Range<usize>>,
}

impl Splitter<'_> {
    /// The cut that ends the part beginning at `from`.
    fn next(&self, from: usize) -> Cut {
        let Some(window) = self.window(from) else {
            let end = self.rich.text.len();
            return Cut { end, next: end };
        };
        let candidates = self.candidates(from, &window);
        let half = from + (window.hard - from) / 2;
        let best = |cuts: &mut dyn Iterator<Item = &(Quality, Cut)>| {
            cuts.max_by_key(|(quality, cut)| (*quality, cut.end)).map(|(_, cut)| *cut)
        };
        best(&mut candidates.iter().filter(|(_, cut)| cut.end > half))
            .or_else(|| best(&mut candidates.iter()))
            .unwrap_or_else(|| self.forced(from, window.hard))
    }

    /// What fits a part beginning at `from`; `None` if all that remains does.
    fn window(&self, from: usize) -> Option<Window> {
        let mut length = 0;
        let mut hard = None;
        let mut starts = Vec::new();
        let mut gaps: Vec<Cut> = Vec::new();
        for (offset, grapheme) in self.rich.text[from..].grapheme_indices(true) {
            let at = from + offset;
            let end = at + grapheme.len();
            if hard.is_none() {
                starts.push(at);
                length += self.unit.length(grapheme);
                hard = (length > self.limit).then_some(at);
            }
            if grapheme.chars().all(char::is_whitespace) {
                match gaps.last_mut() {
                    Some(gap) if gap.next == at => gap.next = end,
                    _ => gaps.push(Cut { end: at, next: end }),
                }
            } else if hard.is_some() {
                break;
            }
        }
        hard.map(|hard| Window { hard, starts, gaps })
    }

    fn candidates(&self, from: usize, window: &Window) -> Vec<(Quality, Cut)> {
        let gaps = window.gaps.iter().map(|gap| self.grade(*gap));
        let text = &self.rich.text[from..window.hard];
        // The last sentence ends where the window does, which says nothing.
        let sentences = text.split_sentence_bound_indices().filter_map(|(offset, sentence)| {
            let next = from + offset + sentence.len();
            let cut = Cut { end: from + offset + sentence.trim_end().len(), next };
            let real = next < window.hard && window.starts.binary_search(&next).is_ok();
            real.then_some((Quality::Sentence, cut))
        });
        gaps.chain(sentences).filter(|(_, cut)| self.is_free(from, *cut)).collect()
    }

    fn grade(&self, gap: Cut) -> (Quality, Cut) {
        let blank = &self.rich.text[gap.end..gap.next];
        let Some(last) = blank.rfind('\n') else { return (Quality::Word, gap) };
        let quality = if blank[..last].contains('\n') { Quality::Paragraph } else { Quality::Line };
        // The indent of what follows is kept.
        (quality, Cut { end: gap.end, next: gap.end + last + 1 })
    }

    /// Neither empty nor inside a link or piece of code.
    fn is_free(&self, from: usize, cut: Cut) -> bool {
        let first = self.whole.partition_point(|range| range.end <= cut.end);
        let inside = self.whole.get(first).is_some_and(|range| range.start < cut.end && cut.next < range.end);
        cut.end > from && !inside
    }

    /// Where no good place is: before what may not be cut, else between graphemes, else between characters.
    fn forced(&self, from: usize, hard: usize) -> Cut {
        let first = self.whole.partition_point(|range| range.end <= hard);
        let end = match self.whole.get(first) {
            Some(range) if range.start < hard && range.start > from => range.start,
            _ if hard > from => hard,
            _ => self.characters(from),
        };
        Cut { end, next: end }
    }

    /// The end of as many characters as fit: a single grapheme may be longer than a message.
    fn characters(&self, from: usize) -> usize {
        let mut length = 0;
        for (offset, character) in self.rich.text[from..].char_indices() {
            length += self.unit.length(character.encode_utf8(&mut [0; 4]));
            if length > self.limit {
                return from + offset;
            }
        }
        self.rich.text.len()
    }
}

/// What fits a part.
struct Window {
    /// The end of the last grapheme that fits.
    hard: usize,
    /// Where its graphemes begin.
    starts: Vec<usize>,
    /// Its runs of white space.
    gaps: Vec<Cut>,
}
