//! Which of the things that the team wrote answers a question best. Pure.

use std::collections::{BTreeMap, BTreeSet};

use hamyar_knowledge::words;

use super::{Gap, asks, struck};
use crate::decide::intent::{Intent, intent};
use crate::model::{ConversationId, EntryKind};
use crate::store::Said;

/// The longest and shortest answers, in characters.
const LONG: usize = 2000;
const SHORT: usize = 12;

/// Words of an answer that count.
const WORDS: usize = 60;

/// Replies of the team after a question among which its answer is looked for.
const REPLIES: usize = 6;

/// What is said before an answer is known, not in place of it.
const NOT_YET: [&str; 22] = [
    "let me",
    "look into",
    "looking into",
    "one moment",
    "a moment",
    "moment please",
    "checking",
    "will check",
    "i'll check",
    "get back to you",
    "please wait",
    "hold on",
    "bear with",
    "بررسی می",
    "چند لحظه",
    "یک لحظه",
    "یه لحظه",
    "صبر کن",
    "صبر بفرم",
    "منتظر بمان",
    "پیگیری می",
    "خبر می",
];

/// What people of the team answered to a gap, each once, the best first: what settled the matter, was well rated, says much, and speaks of what
/// was asked. Greetings count for nothing, and what puts the customer off or asks back counts against it.
#[must_use]
pub fn best_answers(gap: &Gap, said: &BTreeMap<ConversationId, Vec<&Said>>, most: usize) -> Vec<String> {
    let asked: BTreeSet<String> = gap.wordings.iter().flat_map(|wording| words(&wording.text, &gap.language)).collect();
    let mut found: Vec<(f64, String)> = Vec::new();
    for key in gap.keys() {
        let of = said.get(&key.conversation).into_iter().flatten();
        let after = of.filter(|said| said.key.seq > key.seq).take(REPLIES);
        let fits = after.filter(|said| (SHORT..=LONG).contains(&said.body.trim().chars().count()));
        let weighed = fits.map(|said| (worth(said, &asked, &gap.language), said));
        let Some((worth, said)) = weighed.max_by(|(one, _), (other, _)| one.total_cmp(other)) else { continue };
        let body = struck(said.body.trim(), &said.names);
        match found.iter_mut().find(|(_, known)| *known == body) {
            Some((known, _)) => *known = known.max(worth),
            None => found.push((worth, body)),
        }
    }
    found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    found.into_iter().take(most).map(|(_, body)| body).collect()
}

/// How good an answer it is.
fn worth(said: &Said, asked: &BTreeSet<String>, language: &str) -> f64 {
    let body = said.body.trim();
    let own: Vec<String> =
        body.split(['.', '!', '\n']).filter(|part| !is_courtesy(part)).flat_map(|part| words(part, language)).collect();
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let mut worth = count(own.len().min(WORDS)).ln_1p();
    let spoken_of = own.iter().collect::<BTreeSet<_>>().into_iter().filter(|word| asked.contains(*word)).count();
    worth += 2.0 * count(spoken_of) / count(asked.len().max(1));
    let settled = said.next.as_ref().is_some_and(|(kind, words)| match kind {
        EntryKind::Message => matches!(intent(words), Intent::Thanks | Intent::Goodbye),
        kind => matches!(kind, EntryKind::Resolved | EntryKind::Solved),
    });
    worth += if settled { 1.5 } else { 0.0 };
    worth += said.score.map_or(0.0, |score| count(usize::try_from(score).unwrap_or_default()) - 3.0) / 2.0;
    let lower = body.to_lowercase();
    if NOT_YET.iter().any(|words| lower.contains(words)) || asks(body) && lower.ends_with(['?', '؟']) {
        worth -= 3.0;
    }
    worth
}

fn is_courtesy(part: &str) -> bool {
    intent(part) != Intent::Question && intent(part) != Intent::Person
}
