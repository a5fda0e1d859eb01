//! Questions whose outcome is known, asked again of the knowledge base as it is now.

use std::collections::HashSet;

use hamyar_knowledge::calibrate::Outcome;
use hamyar_knowledge::eval::Asked;
use hamyar_knowledge::{Audience, Candidate, Found, Knowledge, Query, detect, words};

use crate::model::{Feedback, Told};

/// Words that an answer of the team must have to be compared with an article.
const ENOUGH: usize = 6;
/// The share of them that the article has too, from which on it says the same.
const SAME: f64 = 0.8;
/// And up to which it says something else. In between nothing is known.
const OTHER: f64 = 0.4;

/// A question whose right articles are known.
pub(super) fn asked(knowledge: &Knowledge, asked: &Asked) -> Outcome {
    let found = search(knowledge, &asked.text);
    let right = found.candidates.first().is_some_and(|first| asked.relevant.contains(&first.article));
    Outcome { question: asked.text.clone(), signals: found.signals, right }
}

/// A question that somebody has asked, if what came of it tells whether its first candidate is right.
pub(super) fn told(knowledge: &Knowledge, feedback: &Feedback) -> Option<Outcome> {
    let found = search(knowledge, &feedback.question);
    let first = found.candidates.first()?;
    let right = match &feedback.told {
        Told::Helped(article) => is_translation(knowledge, first, article)?,
        Told::NotThis(article) => is_translation(knowledge, first, article)?.then_some(false)?,
        Told::Answered(said) => says_the_same(first, said)?,
    };
    Some(Outcome { question: feedback.question.clone(), signals: found.signals, right })
}

fn search(knowledge: &Knowledge, text: &str) -> Found {
    knowledge.search(&Query { text, limit: 1, ..Query::default() })
}

/// Whether the candidate is this article in some language; nothing if the article is gone.
fn is_translation(knowledge: &Knowledge, first: &Candidate, article: &str) -> Option<bool> {
    Some(knowledge.article(article, Audience::Public)?.root == first.root)
}

/// Whether the team wrote what the article says, in its language.
fn says_the_same(first: &Candidate, said: &str) -> Option<bool> {
    let locale = first.locale.as_str();
    if detect(said, Some(locale)) != detect(&format!("{}\n{}", first.title, first.body), Some(locale)) {
        return None;
    }
    let of = |text: &str| words(text, locale).into_iter().collect::<HashSet<_>>();
    let (said, article) = (of(said), of(&format!("{}\n{}", first.title, first.body)));
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
