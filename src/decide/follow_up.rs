//! Questions that cannot stand alone: "and on Android?". Pure; it says what a question looks like. Whether it is read
//! together with the one before is for the answerer to find out.

use chrono::{DateTime, TimeDelta, Utc};
use hamyar_knowledge::normalize;

use crate::model::{Exchange, IdentityId};

/// How long after a question another one may lean on it: as long as people remember what they were talking about.
const FRESH: TimeDelta = TimeDelta::minutes(30);

/// Words of the longest question that leans on another.
const MOST: usize = 10;
/// Words of the longest question that leans on another without saying so by a word that begins or ends it.
const FEW: usize = 4;

/// Words that begin a question that goes on.
const BEGINS: [&str; 22] = [
    "and",
    "or",
    "but",
    "so",
    "then",
    "also",
    "what about",
    "how about",
    "what if",
    "same for",
    "و",
    "پس",
    "یا",
    "ولی",
    "اما",
    "حالا",
    "خب",
    "درباره",
    "در مورد",
    "راجع به",
    "va",
    "pas",
];

/// Words that end one.
const ENDS: [&str; 10] = ["چطور", "چطوره", "چی", "چه", "چطور است", "چی میشه", "too", "then", "instead", "chi"];

/// Words that stand for what was spoken of.
const STANDS_FOR: [&str; 42] = [
    "it",
    "its",
    "they",
    "them",
    "their",
    "that",
    "this",
    "those",
    "these",
    "there",
    "one",
    "ones",
    "he",
    "she",
    "ان",
    "اون",
    "این",
    "انها",
    "اونها",
    "اونا",
    "اینها",
    "اینا",
    "همان",
    "همون",
    "همین",
    "انجا",
    "اونجا",
    "برایش",
    "براش",
    "بهش",
    "ازش",
    "توش",
    "روش",
    "باهاش",
    "درش",
    "اولی",
    "دومی",
    "اخری",
    "قبلی",
    "قبلی ها",
    "بعدی",
    "هم",
];

/// Words that begin a place or a circumstance, and no question.
const CIRCUMSTANCES: [&str; 17] = [
    "on", "in", "for", "with", "without", "from", "by", "at", "after", "before", "با", "بدون", "روی", "در", "برای",
    "توی", "از",
];

/// Whether a question looks as if it went on with another: short, and beginning with "and" or "what about", ending with
/// «چطور؟», standing on "it" or «آن», or no more than a circumstance.
#[must_use]
pub fn leans(text: &str) -> bool {
    let normal = normalize(text, "fa");
    let words: Vec<&str> =
        normal.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > MOST {
        return false;
    }
    let text = words.join(" ");
    let begins = |with: &&str| text.strip_prefix(*with).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let ends = |with: &&str| text.strip_suffix(*with).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '));
    BEGINS.iter().any(begins)
        || (words.len() <= FEW && (ENDS.iter().any(ends) || CIRCUMSTANCES.iter().any(begins)))
        || words.iter().any(|word| STANDS_FOR.contains(word))
}

/// What a question of these people may lean on: the question of the last exchange, or what that leant on, if it was
/// asked by the same person a little while ago.
pub(super) fn earlier(exchange: Option<&Exchange>, by: Option<IdentityId>, now: DateTime<Utc>) -> Option<String> {
    let exchange = exchange?;
    let fresh = exchange.at.is_some_and(|at| now - at <= FRESH);
    let topic = exchange.topic.as_ref().unwrap_or(&exchange.question);
    (fresh && by.is_some() && exchange.by == by && !topic.trim().is_empty()).then(|| topic.clone())
}
