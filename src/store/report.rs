//! Figures of a period. What can be counted is counted where the rows are; of what was handed to people a few columns of an index
//! come back, since how long things took is a matter of rank.
//!
//! What happened is read along the index `timeline_reported`. Its condition is repeated in every statement, word for word:
//! SQLite uses it only then.

use std::collections::HashMap;
use std::time::Duration as Span;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::types::Json;
use uuid::Uuid;

use super::batch::{batch, instant};
use super::db::{Db, Text, on};
use super::{Store, StoreError};
use crate::model::{AgentId, EntryKind, Score};

/// A stretch of time: from its beginning, up to its end and without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// When it begins.
    pub begins: DateTime<Utc>,
    /// When it is over.
    pub ends: DateTime<Utc>,
}

/// Conversations that began on one day, on one channel and in one language.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Begun {
    /// Which of the days, from 0.
    pub day: i64,
    /// The channel.
    pub channel: String,
    /// The language.
    pub language: String,
    /// How many.
    pub conversations: i64,
    /// In how many of them the bot spoke, and nobody of the team was wanted, came or resolved them.
    pub by_bot: i64,
    /// How many of them a person of the team was wanted in, or came to.
    pub by_people: i64,
}

/// A handoff to people in the period, and what came of it: up to the next one of its conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The channel.
    pub channel: String,
    /// The language.
    pub language: String,
    /// Why it was handed over: a word of [`Reason`](crate::model::Reason), or nothing if that is not known any more.
    pub reason: String,
    /// Who of the team replied first, and how soon after the handoff.
    pub reply: Option<(AgentId, Span)>,
    /// How soon after the handoff it was resolved.
    pub resolution: Option<Span>,
}

/// Equal ratings that were given in the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The channel.
    pub channel: String,
    /// The language.
    pub language: String,
    /// Who had resolved the matter.
    pub agent: Option<AgentId>,
    /// What was given.
    pub score: Score,
    /// How often.
    pub count: i64,
}

/// The figures of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Conversations that began.
    pub begun: Vec<Begun>,
    /// Messages that people wrote, whoever they are.
    pub messages: i64,
    /// What was handed over.
    pub cases: Vec<Case>,
    /// How often somebody was asked for a rating.
    pub asked: i64,
    /// To how many of these questions one was given, by now.
    pub answered: i64,
    /// Ratings.
    pub given: Vec<Given>,
}

// The conversation that a place has about itself is nobody's.
const BEGUN: Text = batch!(
    "with begun as materialized (
        select e.day, p.channel, c.language,
            c.resolved_by is null and cast(coalesce(c.memory ->> 'replies', '0') as bigint) > 0 as served,
            w.conversation is not null as wanted
        from ",
    (day: bigint, begins: timestamptz, ends: timestamptz),
    "join conversations c on c.opened_at >= e.begins and c.opened_at < e.ends
        join places p on p.id = c.place
        join identities i on i.id = c.asker
        left join (
            select t.conversation
            from timeline t
            where t.kind in ('message', 'handoff', 'taken', 'agent_reply', 'resolved') and t.kind = 'handoff'
                and t.at >= $2
            union
            select t.conversation
            from timeline t
            where t.kind in ('message', 'handoff', 'taken', 'agent_reply', 'resolved') and t.kind = 'taken'
                and t.at >= $2
            union
            select t.conversation
            from timeline t
            where t.kind in ('message', 'handoff', 'taken', 'agent_reply', 'resolved') and t.kind = 'agent_reply'
                and t.at >= $2) w on w.conversation = c.id
        where i.external_id not like 'place:%')
    select day, channel, language, count(*) as conversations,
        count(case when not wanted and served then 1 end) as by_bot, count(case when wanted then 1 end) as by_people
    from begun
    group by day, channel, language
    order by day"
);

#[derive(Serialize)]
struct Bounds {
    day: usize,
    #[serde(serialize_with = "instant")]
    begins: DateTime<Utc>,
    #[serde(serialize_with = "instant")]
    ends: DateTime<Utc>,
}

const MESSAGES: &str = "
    select count(*)
    from timeline t
    where t.kind in ('message', 'handoff', 'taken', 'agent_reply', 'resolved') and t.kind = 'message'
        and t.at >= $1 and t.at < $2";

const HANDED_OVER: &str = "
    select t.conversation, t.at, t.data ->> 'reason' as reason, p.channel, c.language
    from timeline t
    join conversations c on c.id = t.conversation
    join places p on p.id = c.place
    where t.kind in ('message', 'handoff', 'taken', 'agent_reply', 'resolved') and t.kind = 'handoff'
        and t.at >= $1 and t.at < $2
    order by t.at";

/// What happened after the beginning of the period in those conversations. Both statements read the index alone, in its
/// order. They are put together here and not there: SQLite needs ten times as long for it.
macro_rules! followed {
    ($conversation:literal) => {
        concat!(
            "select t.conversation, t.at, t.agent
            from timeline t
            where t.kind in ('message', 'handoff', 'taken', 'agent_reply', 'resolved') and t.kind = $3 and t.at >= $1
                and ",
            $conversation,
            " in (
                    select h.conversation
                    from timeline h
                    where h.kind in ('message', 'handoff', 'taken', 'agent_reply', 'resolved') and h.kind = 'handoff'
                        and h.at >= $1 and h.at < $2)
            order by t.at"
        )
    };
}

// The sign keeps SQLite from looking through each of the conversations.
const FOLLOWED: Text = Text { sqlite: followed!("+t.conversation"), postgres: followed!("t.conversation") };

const ASKED: &str = "
    select count(*), count(score)
    from ratings
    where asked_at >= $1 and asked_at < $2";

const GIVEN: &str = "
    select p.channel, c.language, r.agent, r.score, count(*) as times
    from ratings r
    join conversations c on c.id = r.conversation
    join places p on p.id = c.place
    where r.rated_at >= $1 and r.rated_at < $2 and r.score is not null
    group by p.channel, c.language, r.agent, r.score";

#[derive(sqlx::FromRow)]
struct HandedOver {
    conversation: Uuid,
    at: DateTime<Utc>,
    reason: Option<String>,
    channel: String,
    language: String,
}

#[derive(sqlx::FromRow)]
struct Followed {
    conversation: Uuid,
    at: DateTime<Utc>,
    agent: Option<Uuid>,
}

/// Puts together what was read in the order of time: what follows a handoff belongs to the last one before it, and nothing that a
/// person says after the end of a case is a reply to it.
fn cases(handed_over: Vec<HandedOver>, replies: Vec<Followed>, resolutions: Vec<Followed>) -> Vec<Case> {
    let mut of: HashMap<Uuid, Vec<(DateTime<Utc>, Case)>> = HashMap::new();
    for HandedOver { conversation, at, reason, channel, language } in handed_over {
        let reason = reason.unwrap_or_default();
        let case = Case { channel, language, reason, reply: None, resolution: None };
        of.entry(conversation).or_default().push((at, case));
    }
    let after = |from: DateTime<Utc>, at: DateTime<Utc>| (at - from).to_std().ok();
    for Followed { conversation, at, agent: _ } in resolutions {
        if let Some((from, case)) = of.get_mut(&conversation).and_then(|cases| last_before(cases, at)) {
            case.resolution = case.resolution.or(after(*from, at));
        }
    }
    for Followed { conversation, at, agent } in replies {
        if let (Some((from, case)), Some(agent)) =
            (of.get_mut(&conversation).and_then(|cases| last_before(cases, at)), agent)
            && let Some(soon) = after(*from, at)
            && case.resolution.is_none_or(|over| soon <= over)
        {
            case.reply = case.reply.or(Some((AgentId(agent), soon)));
        }
    }
    of.into_values().flatten().map(|(_, case)| case).collect()
}

fn last_before(cases: &mut [(DateTime<Utc>, Case)], at: DateTime<Utc>) -> Option<&mut (DateTime<Utc>, Case)> {
    let before = cases.partition_point(|(from, _)| *from <= at);
    cases.get_mut(before.checked_sub(1)?)
}

#[derive(sqlx::FromRow)]
struct GivenRow {
    channel: String,
    language: String,
    agent: Option<Uuid>,
    score: i64,
    times: i64,
}

impl GivenRow {
    fn given(self) -> Option<Given> {
        let Self { channel, language, agent, score, times } = self;
        Some(Given { channel, language, agent: agent.map(AgentId), score: Score::try_from(score).ok()?, count: times })
    }
}

impl Store {
    /// The figures of a period, which is these days one after the other.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn report(&self, days: &[Stretch]) -> Result<Report, StoreError> {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(Report::default()) };
        let (from, until) = (first.begins, last.ends);
        let rows: Vec<Bounds> =
            days.iter().enumerate().map(|(day, one)| Bounds { day, begins: one.begins, ends: one.ends }).collect();
        let begun = self.db.text(BEGUN);
        let begun: Vec<Begun> = on!(&self.db, Db, pool => sqlx::query_as(begun)
            .bind(Json(rows)).bind(from).fetch_all(pool).await)?;
        let (messages,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(MESSAGES)
            .bind(from).bind(until).fetch_one(pool).await)?;
        let handed_over: Vec<HandedOver> = on!(&self.db, Db, pool => sqlx::query_as(HANDED_OVER)
            .bind(from).bind(until).fetch_all(pool).await)?;
        let replies = self.followed(from, until, EntryKind::AgentReply).await?;
        let resolutions = self.followed(from, until, EntryKind::Resolved).await?;
        let (asked, answered): (i64, i64) = on!(&self.db, Db, pool => sqlx::query_as(ASKED)
            .bind(from).bind(until).fetch_one(pool).await)?;
        let given: Vec<GivenRow> = on!(&self.db, Db, pool => sqlx::query_as(GIVEN)
            .bind(from).bind(until).fetch_all(pool).await)?;
        Ok(Report {
            begun,
            messages,
            cases: cases(handed_over, replies, resolutions),
            asked,
            answered,
            given: given.into_iter().filter_map(GivenRow::given).collect(),
        })
    }

    /// What happened of this kind in conversations that were handed over in the period.
    async fn followed(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
        kind: EntryKind,
    ) -> Result<Vec<Followed>, StoreError> {
        let sql = self.db.text(FOLLOWED);
        Ok(on!(&self.db, Db, pool => sqlx::query_as(sql)
            .bind(from).bind(until).bind(kind.word()).fetch_all(pool).await)?)
    }
}
