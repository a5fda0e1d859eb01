//! Gaps as those who close them see them: what the bot would do by now, which articles may be meant, what the team answered, who waits.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use futures::{StreamExt, future, stream};
use hamyar_knowledge::{Audience, Candidate, Query};

use super::{Deed, Gap, Gaps, struck};
use crate::answer::KnowledgeAnswerer;
use crate::model::ConversationId;
use crate::store::{GapKey, Said, Store, StoreError};

/// How far back is looked, and at how many handoffs and presses.
const SINCE: Duration = Duration::days(30);
const MOST: i64 = 50_000;

/// Gaps that the bot is asked about at once.
const AT_ONCE: usize = 8;

/// Articles that may be meant, answers of the team, and wordings that a draft begins with.
const NEAR: usize = 3;
const ANSWERS: usize = 3;
const WORDINGS: usize = 8;

/// Conversations of a gap in which is looked for what the team answered, and entries of it that are settled at once.
const READ: usize = 20;
const SETTLED: usize = 200;

/// The longest wording that a draft begins with, and the longest and shortest answers, in characters.
const WORDING: usize = 200;
const LONG: usize = 2000;
const SHORT: usize = 12;

/// A gap that is open.
#[derive(Clone, Debug)]
pub struct OpenGap {
    /// What is asked.
    pub gap: Gap,
    /// What the bot would do by now.
    pub deed: Deed,
    /// Articles that may be meant, the likeliest first: id and title.
    pub near: Vec<(String, String)>,
    /// What people of the team answered, the best first; personal data struck.
    pub answers: Vec<String>,
    /// How many wait to be told.
    pub waiting: i64,
}

impl OpenGap {
    /// The article that the bot would give or offer first, where it would.
    #[must_use]
    pub fn best(&self) -> Option<&(String, String)> {
        self.near.first().filter(|_| matches!(self.deed, Deed::Answers | Deed::Suggests))
    }
}

impl Gap {
    /// The wordings that an article begins with: each in one line and not too long, personal data struck.
    #[must_use]
    pub fn beginnings(&self) -> Vec<String> {
        self.wordings.iter().take(WORDINGS).map(|wording| shorten(&struck(wording, &[]))).collect()
    }

    /// Its entries, as far as they are settled at once.
    #[must_use]
    pub fn entries(&self) -> &[GapKey] {
        &self.keys[..self.keys.len().min(SETTLED)]
    }
}

/// All that was asked in vain lately, and whether it is put together whole.
///
/// # Errors
///
/// When it cannot be read.
pub async fn asked_in_vain(
    store: &Store,
    gaps: &Arc<Gaps>,
    now: DateTime<Utc>,
) -> Result<(Arc<Vec<Gap>>, bool), StoreError> {
    let asked = store.unhelped(now - SINCE, MOST).await?;
    Ok(gaps.of(asked).await)
}

/// The first `most` of these that are open: nobody dismissed them, and what was only handed over then is not answered now.
pub async fn open_gaps(answerer: &KnowledgeAnswerer, gaps: &[Gap], most: usize) -> Vec<OpenGap> {
    let open: Vec<Gap> = gaps.iter().filter(|gap| gap.dismissal.is_none()).cloned().collect();
    let looked_at = stream::iter(open).map(|gap| look(answerer, gap)).buffered(AT_ONCE);
    looked_at.filter_map(future::ready).take(most).collect().await
}

/// These with what the team answered, and how many wait to be told.
///
/// # Errors
///
/// When that cannot be read.
pub async fn with_people(store: &Store, open: Vec<OpenGap>) -> Result<Vec<OpenGap>, StoreError> {
    let read = open.iter().flat_map(|open| open.gap.conversations.keys().rev().take(READ)).copied();
    let said = store.said_by_team(read.collect()).await?;
    let mut of: HashMap<ConversationId, Vec<&Said>> = HashMap::new();
    for said in &said {
        of.entry(said.key.conversation).or_default().push(said);
    }
    let asking = open.iter().flat_map(|open| open.gap.conversations.keys().copied()).collect();
    let wishes = store.wishes_of(asking).await?;
    let with_people = open.into_iter().map(|open| OpenGap {
        waiting: open.gap.conversations.keys().filter_map(|id| wishes.get(id)).sum(),
        answers: answers(&open.gap, &of),
        ..open
    });
    Ok(with_people.collect())
}

/// A gap with what the bot finds for it, unless it is closed.
async fn look(answerer: &KnowledgeAnswerer, gap: Gap) -> Option<OpenGap> {
    let question = gap.wordings.first()?;
    let query = Query {
        text: question,
        locale: Some(&gap.language),
        audience: Audience::Public,
        limit: NEAR,
        ..Query::default()
    };
    let (found, thresholds) = answerer.find(&query).await;
    let deed = Deed::of(question, &found, &thresholds);
    if deed == Deed::Answers && !gap.refused {
        return None;
    }
    let title = |one: &Candidate| if one.title.is_empty() { one.question.clone() } else { one.title.clone() };
    let near = found.candidates.iter().map(|one| (one.article.clone(), title(one))).collect();
    Some(OpenGap { gap, deed, near, answers: Vec::new(), waiting: 0 })
}

/// What people of the team said first after the question had come to nothing, each once; what says most first.
fn answers(gap: &Gap, said: &HashMap<ConversationId, Vec<&Said>>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for key in &gap.keys {
        let of = said.get(&key.conversation).into_iter().flatten();
        let mut after = of.filter(|said| said.key.seq > key.seq).map(|said| (said, said.body.trim().chars().count()));
        let Some((said, _)) = after.find(|(_, length)| (SHORT..=LONG).contains(length)) else { continue };
        let body = struck(said.body.trim(), &said.names);
        if !found.contains(&body) {
            found.push(body);
        }
    }
    found.sort_by_key(|body| std::cmp::Reverse(body.chars().count()));
    found.truncate(ANSWERS);
    found
}

/// A wording in one line, and not too long.
fn shorten(wording: &str) -> String {
    let words: Vec<&str> = wording.split_whitespace().collect();
    words.join(" ").chars().take(WORDING).collect()
}
