//! Answers in another language than the question's: where an article is not translated.

use hamyar_knowledge::analysis::{detect, language::base};
use hamyar_knowledge::{Article, Found, Query};

/// What is done with an answer that is not in the question's language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OtherLanguage {
    /// It is given, with a note that there is none in theirs.
    #[default]
    Note,
    /// It is given as any other.
    Plain,
    /// It is not given: a person is fetched.
    Person,
}

impl OtherLanguage {
    /// What may be given of what was found.
    pub(super) fn admit(self, query: &Query<'_>, mut found: Found) -> Found {
        if self == Self::Person {
            let language = found.language;
            found.candidates.retain(|one| speaks(&one.locale, language, query));
            // What is left is as probable as if the others had been refused.
            found.confidence = found.candidates.first().map_or(0.0, |first| first.otherwise);
        }
        found
    }

    /// The language that an answer is said to be in, where that is to be said.
    pub(super) fn told(self, locale: &str, language: Option<&str>, query: &Query<'_>) -> Option<String> {
        (self == Self::Note && !speaks(locale, language, query)).then(|| base(locale).to_owned())
    }
}

/// Whether an article is in the language of a question. `language` is that which the search took it for: one of those that articles
/// are in.
fn speaks(locale: &str, language: Option<&str>, query: &Query<'_>) -> bool {
    let locale = base(locale);
    if locale == Article::UNKNOWN_LOCALE || language == Some(locale) {
        return true;
    }
    detect(query.text, query.locale).or(query.locale.map(base)).is_none_or(|own| own == locale)
}
