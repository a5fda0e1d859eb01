//! Whether somebody of the team wrote what an article says.

use std::collections::HashSet;

use hamyar_knowledge::{Candidate, detect, words};

/// Words that an answer of the team must have to be compared with an article.
const ENOUGH: usize = 6;
/// The share of them that the article has too, from which on it says the same.
const SAME: f64 = 0.8;
/// And up to which it says something else. In between nothing is known.
const OTHER: f64 = 0.4;

/// Whether the team wrote what the article says, in its language.
#[must_use]
pub fn says_the_same(article: &Candidate, said: &str) -> Option<bool> {
    let locale = article.locale.as_str();
    if detect(said, Some(locale)) != detect(&format!("{}\n{}", article.title, article.body), Some(locale)) {
        return None;
    }
    let of = |text: &str| words(text, locale).into_iter().collect::<HashSet<_>>();
    let (said, article) = (of(said), of(&format!("{}\n{}", article.title, article.body)));
    if said.len() < ENOUGH {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "words of a message")]
    let share = said.intersection(&article).count() as f64 / said.len() as f64;
    if share >= SAME {
        Some(true)
    } else if share <= OTHER {
        Some(false)
    } else {
        None
    }
}
