//! What is asked and not answered.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::answer::KnowledgeAnswerer;
use crate::library::{Beginning, Deed, Gap, Library, Looked, Looks, beginnings};
use crate::model::ConversationId;
use crate::store::StoreError;

/// Gaps that are told.
pub(crate) const SHOWN: usize = 30;

/// Wordings of one gap that are told.
const WORDINGS: usize = 20;

/// Entries of one gap that are told, and that may be named at once.
pub(crate) const ENTRIES: usize = 200;

/// An article that may be meant.
#[derive(Debug, Serialize)]
pub(crate) struct Near {
    pub(crate) id: String,
    title: String,
}

/// A gap as it is.
#[derive(Debug, Serialize)]
pub(crate) struct Plain {
    pub(crate) question: String,
    wordings: Vec<String>,
    pub(crate) language: String,
    languages: Vec<String>,
    /// How many asked.
    pub(crate) people: usize,
    /// The conversations in which it was asked.
    conversations: Vec<ConversationId>,
    last_asked_at: Option<DateTime<Utc>>,
    asked_last_week: usize,
    asked_week_before: usize,
    /// Somebody had an answer, and it was not it.
    refused: bool,
    /// What names it when it is dismissed or answered.
    entries: Vec<String>,
}

/// A gap that is open, with what is known around it.
#[derive(Debug, Serialize)]
pub(crate) struct Open {
    #[serde(flatten)]
    pub(crate) plain: Plain,
    /// What the bot would do by now.
    pub(crate) outcome: Deed,
    /// Articles that may be meant, the likeliest first.
    pub(crate) near: Vec<Near>,
    /// What people of the team answered, the best first; personal data struck.
    answers: Vec<String>,
    /// How many wait to be told when it is known.
    pub(crate) waiting: usize,
}

/// A gap that needs no article.
#[derive(Debug, Serialize)]
pub(crate) struct Dismissed {
    #[serde(flatten)]
    plain: Plain,
    reason: &'static str,
}

/// Gaps: those that most people met first.
#[derive(Debug, Serialize)]
pub(crate) struct Unanswered {
    pub(crate) gaps: Vec<Open>,
    pub(crate) dismissed: Vec<Dismissed>,
    /// Older ones are yet to be put together with these; ask again in a while.
    partial: bool,
}

impl Unanswered {
    /// The first `most` that are open, with what is known around them, and those that need no article.
    pub(crate) async fn tell(
        library: &Library,
        (looks, answerer): (&Looks, &KnowledgeAnswerer),
        (gaps, is_all): (&[Gap], bool),
        most: usize,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let open = gaps.iter().filter(|gap| gap.dismissal().is_none());
        let looked = looks.open(library, answerer, open, most).await?;
        let begun = beginnings(&library.store, &looked.iter().map(|(gap, _)| *gap).collect::<Vec<_>>()).await?;
        let dismissed = gaps.iter().filter_map(|gap| {
            let reason = gap.dismissal()?.word();
            Some(Dismissed { plain: plain(gap, now), reason })
        });
        Ok(Self {
            dismissed: dismissed.take(SHOWN).collect(),
            gaps: looked.into_iter().zip(begun).map(|((gap, looked), begun)| around(gap, looked, begun, now)).collect(),
            partial: !is_all,
        })
    }
}

fn plain(gap: &Gap, now: DateTime<Utc>) -> Plain {
    let [asked_last_week, asked_week_before] = gap.trend(now);
    Plain {
        question: gap.wordings.first().map(|one| one.text.clone()).unwrap_or_default(),
        wordings: gap.wordings.iter().take(WORDINGS).map(|one| one.text.clone()).collect(),
        language: gap.language.clone(),
        languages: gap.languages.iter().cloned().collect(),
        people: gap.people.len(),
        conversations: gap.conversations.keys().rev().take(WORDINGS).copied().collect(),
        last_asked_at: gap.times.first().map(|time| time.at),
        asked_last_week,
        asked_week_before,
        refused: !gap.refused.is_empty(),
        entries: gap.keys().take(ENTRIES).map(|key| key.to_string()).collect(),
    }
}

fn around(gap: &Gap, Looked { deed, near }: Looked, Beginning { answers, .. }: Beginning, now: DateTime<Utc>) -> Open {
    let near = near.into_iter().map(|(id, title)| Near { id, title }).collect();
    Open { plain: plain(gap, now), outcome: deed, near, answers, waiting: gap.waiting.len() }
}
