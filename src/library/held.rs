//! Questions that were asked while a person of the team spoke, and that the team answered: the bot was not asked, so nothing says that it
//! had no answer. Pure.

use crate::decide::intent::{Intent, intent};
use crate::model::EntryKind;
use crate::store::{Talk, Unhelped};

/// Words that a question begins with in English, where nobody types its mark.
const FIRST: [&str; 22] = [
    "how", "what", "when", "where", "why", "which", "who", "whose", "can", "could", "do", "does", "did", "is", "are",
    "will", "would", "should", "may", "might", "have", "has",
];
/// Words of Persian questions, wherever they stand.
const ANYWHERE: [&str; 21] = [
    "چطور",
    "چطوری",
    "چگونه",
    "چجوری",
    "آیا",
    "کجا",
    "کی",
    "چرا",
    "چند",
    "چقدر",
    "چه",
    "چی",
    "چیه",
    "کدام",
    "کدوم",
    "میشه",
    "می‌شه",
    "می‌شود",
    "میشود",
    "دارید",
    "دارین",
];
/// Words before the first.
const BEFORE: [&str; 8] = ["and", "but", "so", "or", "also", "ok", "hi", "please"];

/// Whether a text asks for something, as far as its words tell.
#[must_use]
pub fn asks(text: &str) -> bool {
    intent(text) == Intent::Question && (text.contains(['?', '؟']) || text.split(CLAUSE_ENDS).any(is_question))
}

/// What parts the clauses of a message.
const CLAUSE_ENDS: [char; 9] = [',', '،', '.', '!', ';', '؛', ':', '\n', '…'];

fn is_question(clause: &str) -> bool {
    let words: Vec<String> = clause.split_whitespace().map(str::to_lowercase).collect();
    let first = words.iter().find(|word| !BEFORE.contains(&word.as_str()));
    first.is_some_and(|first| FIRST.contains(&first.as_str()))
        || words.iter().any(|word| ANYWHERE.contains(&word.as_str()))
}

/// The questions in these talks that the team answered while it held the conversation, the latest first. `talks` is conversation by
/// conversation, the first of each first.
#[must_use]
pub fn answered_by_team(talks: &[Talk]) -> Vec<Unhelped> {
    let mut found = Vec::new();
    for talk in talks.chunk_by(|one, other| one.as_asked.key.conversation == other.as_asked.key.conversation) {
        // Whether a person of the team spoke last, and what the customer has asked since.
        let (mut held, mut waiting) = (false, Vec::new());
        for one in talk {
            match one.kind {
                EntryKind::Message if held && asks(&one.body) => waiting.push(one.as_asked.clone()),
                EntryKind::Message => {}
                EntryKind::AgentReply => {
                    found.append(&mut waiting);
                    held = true;
                }
                _ => {
                    waiting.clear();
                    held = false;
                }
            }
        }
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.at));
    found
}
