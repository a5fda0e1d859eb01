//! Questions whose outcome is known, asked again of the knowledge base as it is now.

use hamyar_knowledge::calibrate::Outcome;
use hamyar_knowledge::eval::Asked;
use hamyar_knowledge::{Candidate, Found, Knowledge, Query, Reader};

use crate::library::says_the_same;
use crate::model::{Feedback, Told};

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
    Some(knowledge.article(article, &Reader::PUBLIC)?.root == first.root)
}
