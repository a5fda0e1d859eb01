//! What was asked in vain lately, and what an article about it begins with.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::{Gap, Wording, answered_by_team, best_answers, struck};
use crate::model::ConversationId;
use crate::store::{Said, Store, StoreError, Unhelped};

/// How far back is looked, and at how many handoffs and presses.
const SINCE: Duration = Duration::days(30);
const MOST: i64 = 50_000;

/// Replies of the team among whose conversations is looked for what was asked meanwhile.
const HELD: i64 = 1_000;

/// Wordings and answers of one gap that a draft begins with.
const WORDINGS: usize = 8;
const ANSWERS: usize = 3;

/// Conversations of a gap in which is looked for what the team answered.
const READ: usize = 20;

/// The longest wording that a draft begins with, in characters.
const WORDING: usize = 200;

/// What an article about a gap begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beginning {
    /// Wordings that say nothing of who wrote them.
    pub wordings: Vec<String>,
    /// What people of the team answered, the best first.
    pub answers: Vec<String>,
}

/// All that was asked in vain lately, the latest first.
///
/// # Errors
///
/// When the database refuses.
pub async fn asked_in_vain(store: &Store, now: DateTime<Utc>) -> Result<Vec<Unhelped>, StoreError> {
    let since = now - SINCE;
    let mut asked = store.unhelped(since, MOST).await?;
    asked.extend(answered_by_team(&store.talks_with_team(since, HELD).await?));
    asked.sort_by_key(|one| Reverse(one.at));
    Ok(asked)
}

/// What articles about these gaps begin with, of each in turn.
///
/// # Errors
///
/// When the database refuses.
pub async fn beginnings(store: &Store, gaps: &[&Gap]) -> Result<Vec<Beginning>, StoreError> {
    let read = gaps.iter().flat_map(|gap| gap.conversations.keys().rev().take(READ)).copied();
    let said = store.said_by_team(read.collect()).await?;
    let mut of: BTreeMap<ConversationId, Vec<&Said>> = BTreeMap::new();
    for said in &said {
        of.entry(said.key.conversation).or_default().push(said);
    }
    let shown = |gap: &Gap| gap.wordings.iter().take(WORDINGS).map(|one| one.conversation).collect::<Vec<_>>();
    let names = store.names_in(gaps.iter().flat_map(|gap| shown(gap)).collect()).await?;
    let nobody = Vec::new();
    let beginning = |gap: &&Gap| {
        let plain = |one: &Wording| shorten(&struck(&one.text, names.get(&one.conversation).unwrap_or(&nobody)));
        Beginning {
            wordings: gap.wordings.iter().take(WORDINGS).map(plain).collect(),
            answers: best_answers(gap, &of, ANSWERS),
        }
    };
    Ok(gaps.iter().map(beginning).collect())
}

/// A wording in one line, and not too long.
fn shorten(wording: &str) -> String {
    let words: Vec<&str> = wording.split_whitespace().collect();
    words.join(" ").chars().take(WORDING).collect()
}
