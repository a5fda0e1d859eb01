//! Which texts of an article have a vector.

use crate::article::Article;
use crate::index::passages;

/// Titles and question variants of one article that have a vector; more of them are found by their words alone.
const MOST_HEADS: usize = 500;
/// Bytes of one text that are embedded. Models read about 500 words at most; what follows would not count.
const MOST_BYTES: usize = 4_000;

/// What a text is to its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Its title, or one way of asking for it: compared as one question with another.
    Head,
    /// A passage of its body, under its title: compared as an answer with a question.
    Passage,
}

/// A text of an article that has a vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is to the article.
    pub role: Role,
    /// Its place among the article's heads or passages, as a search counts them.
    pub(super) at: u16,
    /// The words.
    pub text: String,
}

/// The texts of `article`, always the same for the same article.
#[must_use]
pub fn parts(article: &Article) -> Vec<Part> {
    let heads = std::iter::once(&article.title).chain(&article.questions).filter(|text| !text.trim().is_empty());
    let heads = heads.take(MOST_HEADS).map(|text| (Role::Head, shortened(text.trim()).to_owned()));
    let title = article.title.trim();
    let passages = passages(&article.body).into_iter().map(|piece| {
        let text = piece.text.trim();
        let text = if title.is_empty() { text.to_owned() } else { format!("{title}\n{text}") };
        (Role::Passage, shortened(&text).to_owned())
    });
    let (heads, passages): (Vec<_>, Vec<_>) = (heads.collect(), passages.collect());
    let numbered = |all: Vec<(Role, String)>| (0..=u16::MAX).zip(all).map(|(at, (role, text))| Part { role, at, text });
    numbered(heads).chain(numbered(passages)).collect()
}

/// The beginning of a text, as long as a model reads.
#[must_use]
pub fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(MOST_BYTES)]
}
