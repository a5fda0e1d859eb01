//! What the database remembers.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, ensure};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, PgConnection};

use super::database::Database;
use super::plan::Kind;
use super::platform::Expected;

/// What people said and were told, conversation by conversation, in order.
const SQLITE: &str = "
    with failed as materialized (
        select distinct f.conversation, json_extract(f.data, '$.of') as seq
        from timeline f
        where f.kind = 'failed' and json_extract(f.data, '$.unknown'))
    select i.external_id as person, hex(t.conversation) as conversation, t.kind as kind, t.event_key as event,
        case t.kind when 'message' then t.body else json_extract(t.data, '$.question') end as question,
        lower(hex(d.id)) as delivery, d.status as status, f.seq is not null as told
    from timeline t
    join conversations c on c.id = t.conversation
    join identities i on i.id = c.asker
    left join deliveries d on d.conversation = t.conversation and d.seq = t.seq
    left join failed f on f.conversation = t.conversation and f.seq = t.seq
    where t.kind in ('message', 'reply')
    order by i.external_id, t.conversation, t.seq";

const POSTGRES: &str = "
    with failed as materialized (
        select distinct f.conversation, (f.data ->> 'of')::bigint as seq
        from timeline f
        where f.kind = 'failed' and (f.data ->> 'unknown')::boolean)
    select i.external_id as person, t.conversation::text as conversation, t.kind as kind, t.event_key as event,
        case t.kind when 'message' then t.body else t.data ->> 'question' end as question,
        replace(d.id::text, '-', '') as delivery, d.status as status, f.seq is not null as told
    from timeline t
    join conversations c on c.id = t.conversation
    join identities i on i.id = c.asker
    left join deliveries d on d.conversation = t.conversation and d.seq = t.seq
    left join failed f on f.conversation = t.conversation and f.seq = t.seq
    where t.kind in ('message', 'reply')
    order by i.external_id, t.conversation, t.seq";

/// What is left to be decided and to be sent, for whoever looks why nothing moves.
const LEFT: &str = "
    select 'deliveries ' || status || ': ' || count(*) || ', claimed up to ' || coalesce(cast(max(lease_until) as text), '-')
    from deliveries
    where status <> 'sent'
    group by status
    union all
    select 'conversations to decide: ' || count(*) || ', claimed: ' || count(lease_owner) || ', up to '
        || coalesce(cast(max(lease_until) as text), '-') || ', due from ' || coalesce(cast(min(wake_at) as text), '-')
    from conversations
    where pending_seq > handled_seq
    union all
    select 'messages recorded: ' || count(*)
    from timeline
    where kind = 'message'";

/// What is remembered, and what of it an operator is shown as perhaps arrived.
#[derive(Clone)]
pub(super) struct Record {
    pub(super) entries: Vec<Entry>,
    /// Ids of deliveries.
    pub(super) unknown: HashSet<String>,
}

/// A message, or the reply to one.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Entry {
    person: String,
    conversation: String,
    kind: String,
    event: Option<String>,
    question: Option<String>,
    /// What carries the reply.
    delivery: Option<String>,
    /// What became of the reply.
    status: Option<String>,
    /// The timeline says that it has perhaps not arrived.
    told: bool,
}

pub(super) async fn read(database: &Database) -> anyhow::Result<Vec<Entry>> {
    match database.kind {
        Kind::Sqlite => {
            let options = database.url.parse::<SqliteConnectOptions>()?.read_only(true);
            let mut connection = SqliteConnection::connect_with(&options).await?;
            Ok(sqlx::query_as(SQLITE).fetch_all(&mut connection).await?)
        }
        Kind::Postgres => {
            let mut connection = PgConnection::connect(&database.url).await?;
            Ok(sqlx::query_as(POSTGRES).fetch_all(&mut connection).await?)
        }
    }
}

/// What is left to be done, in words.
pub(super) async fn left(database: &Database) -> anyhow::Result<Vec<String>> {
    Ok(match database.kind {
        Kind::Sqlite => {
            let options = database.url.parse::<SqliteConnectOptions>()?.read_only(true);
            sqlx::query_scalar(LEFT).fetch_all(&mut SqliteConnection::connect_with(&options).await?).await?
        }
        Kind::Postgres => sqlx::query_scalar(LEFT).fetch_all(&mut PgConnection::connect(&database.url).await?).await?,
    })
}

impl Record {
    /// Every message is recorded once, with one reply to it right behind it, which was sent. One that has perhaps arrived
    /// is that on the timeline and in the list, too.
    pub(super) fn check(&self, expected: &Expected<'_>) -> anyhow::Result<()> {
        let mut of: HashMap<&str, Vec<&Entry>> = HashMap::new();
        for entry in &self.entries {
            of.entry(&entry.person).or_default().push(entry);
        }
        ensure!(of.len() == expected.people, "LOST: {} of {} people are recorded", of.len(), expected.people);
        let mut people: Vec<&str> = of.keys().copied().collect();
        people.sort_unstable();
        let mut events = HashSet::new();
        for (number, person) in people.into_iter().enumerate() {
            let mut entries = of[person].iter();
            for (at, asked) in expected.questions(number).enumerate() {
                let place = || format!("message {at} of person {number}");
                let message = entries.next().with_context(|| format!("LOST: {} is not recorded", place()))?;
                ensure!(message.kind == "message", "DOUBLED: before {} stands a second reply", place());
                ensure!(message.question.as_deref() == Some(&*asked.text), "OUT OF ORDER: {} is another", place());
                ensure!(events.insert(&message.event), "DOUBLED: {} is recorded twice", place());
                let reply = entries.next().with_context(|| format!("LOST: {} has no reply", place()))?;
                ensure!(
                    reply.kind == "reply"
                        && reply.question == message.question
                        && reply.conversation == message.conversation,
                    "OUT OF ORDER: behind {} stands something else than its reply",
                    place()
                );
                self.arrived(reply).with_context(|| format!("LOST: the reply to {}", place()))?;
            }
            ensure!(entries.next().is_none(), "DOUBLED: there is more of person {number} than they said");
        }
        Ok(())
    }

    /// That everybody has heard it is known of the platform.
    fn arrived(&self, reply: &Entry) -> anyhow::Result<()> {
        let status = reply.status.as_deref().context("nothing carries it")?;
        let listed = reply.delivery.as_ref().is_some_and(|delivery| self.unknown.contains(delivery));
        match status {
            "sent" => ensure!(!listed, "it was sent, and is listed as if that were not known"),
            "unknown" => {
                ensure!(reply.told, "it has perhaps arrived, and the timeline does not say so");
                ensure!(listed, "it has perhaps arrived, and no operator is shown it");
            }
            other => anyhow::bail!("it is {other}"),
        }
        Ok(())
    }

    /// The same with damage that must be seen.
    pub(super) fn damaged(&self) -> Vec<(&'static str, Self)> {
        let middle = self.entries.len() / 2;
        let with = |change: &dyn Fn(&mut Vec<Entry>)| {
            let mut record = self.clone();
            change(&mut record.entries);
            record
        };
        // A reply that arrived is made one of which nobody knows.
        let reply = self.entries.iter().position(|entry| entry.status.as_deref() == Some("sent")).unwrap_or(middle);
        let unknown = |told: bool, listed: bool| {
            let mut record = with(&|entries| {
                entries[reply].status = Some("unknown".to_owned());
                entries[reply].told = told;
            });
            if listed {
                record.unknown.extend(record.entries[reply].delivery.clone());
            }
            record
        };
        vec![
            ("an entry that is missing", with(&|entries| drop(entries.remove(middle)))),
            ("an entry that is there twice", with(&|entries| entries.insert(middle, entries[middle].clone()))),
            ("two entries out of order", with(&|entries| entries.swap(middle, middle + 1))),
            ("a reply that was not sent", with(&|entries| entries.iter_mut().for_each(|entry| entry.status = None))),
            ("a reply that perhaps arrived, of which the timeline does not tell", unknown(false, true)),
            ("a reply that perhaps arrived, which is not listed", unknown(true, false)),
        ]
    }
}
