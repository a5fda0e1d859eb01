//! What the database remembers.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use anyhow::{Context, ensure};
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use super::platform::Expected;

/// What people said and were told, conversation by conversation, in order.
const ENTRIES: &str = "
    select i.external_id as person, hex(t.conversation) as conversation, t.kind as kind, t.event_key as event,
        case t.kind when 'message' then t.body else json_extract(t.data, '$.question') end as question,
        d.status as status
    from timeline t
    join conversations c on c.id = t.conversation
    join identities i on i.id = c.asker
    left join deliveries d on d.conversation = t.conversation and d.seq = t.seq
    where t.kind in ('message', 'reply')
    order by i.external_id, t.conversation, t.seq";

/// A message, or the reply to one.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Entry {
    person: String,
    conversation: String,
    kind: String,
    event: Option<String>,
    question: Option<String>,
    /// What became of the reply.
    status: Option<String>,
}

pub(super) async fn read(database: &Path) -> anyhow::Result<Vec<Entry>> {
    let options = SqliteConnectOptions::new().filename(database).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let entries = sqlx::query_as(ENTRIES).fetch_all(&mut connection).await?;
    connection.close().await?;
    Ok(entries)
}

/// Every message is recorded once, with one reply to it right behind it, which was sent.
pub(super) fn check(expected: &Expected<'_>, entries: &[Entry]) -> anyhow::Result<()> {
    let mut of: HashMap<&str, Vec<&Entry>> = HashMap::new();
    for entry in entries {
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
            ensure!(reply.status.as_deref() == Some("sent"), "LOST: the reply to {} is {:?}", place(), reply.status);
        }
        ensure!(entries.next().is_none(), "DOUBLED: there is more of person {number} than they said");
    }
    Ok(())
}

/// The same with damage that must be seen.
pub(super) fn damaged(entries: &[Entry]) -> Vec<(&'static str, Vec<Entry>)> {
    let middle = entries.len() / 2;
    let with = |change: &dyn Fn(&mut Vec<Entry>)| {
        let mut entries = entries.to_vec();
        change(&mut entries);
        entries
    };
    vec![
        ("an entry that is missing", with(&|entries| drop(entries.remove(middle)))),
        ("an entry that is there twice", with(&|entries| entries.insert(middle, entries[middle].clone()))),
        ("two entries out of order", with(&|entries| entries.swap(middle, middle + 1))),
        ("a reply that was not sent", with(&|entries| entries.iter_mut().for_each(|entry| entry.status = None))),
    ]
}
