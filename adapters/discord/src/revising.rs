//! Looking again: what became of what was said lately in a place, while nobody told us.

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::Instant;

use crate::api::CallError;
use crate::catch_up::{PAGE, messages};
use crate::listener::Listener;
use crate::object::{Emoji, Id, User, id_at, time};

/// Where nothing was said for so long, it is not asked whether what was said before says something else.
pub(crate) const REVISED: Duration = Duration::days(1);

/// By these the one who asked says that it is solved. Others who set them cannot be told apart without asking.
pub(crate) const SIGNS: [char; 3] = ['✅', '✔', '☑'];

/// So many reactions are asked for in one place: of the newest messages.
const ASKED: usize = 20;

/// For so long they are asked for, all of one place: what is said there waits for that.
const ASKING: std::time::Duration = std::time::Duration::from_secs(2);

/// What is there of a place.
pub(crate) struct Revised {
    /// Messages that say something else since then, oldest first, as Discord tells them.
    pub(crate) edited: Vec<Box<RawValue>>,
    /// Nothing where nothing can be said of it.
    pub(crate) seen: Option<Seen>,
}

/// A stretch of a place, every message of it.
pub(crate) struct Seen {
    pub(crate) after: Id,
    pub(crate) before: Id,
    pub(crate) messages: Vec<Id>,
    pub(crate) signs: Vec<Sign>,
}

/// A reaction on a message, and who has set it.
pub(crate) struct Sign {
    pub(crate) message: Id,
    pub(crate) emoji: Emoji,
    pub(crate) users: Vec<User>,
}

/// What matters of a message that was heard before.
#[derive(Deserialize)]
pub(crate) struct Known {
    pub(crate) id: Id,
    edited_timestamp: Option<DateTime<Utc>>,
    #[serde(default)]
    pub(crate) reactions: Vec<Set>,
}

/// A reaction on a message, and how many have set it.
#[derive(Deserialize)]
pub(crate) struct Set {
    #[serde(default)]
    count: u32,
    #[serde(default)]
    me: bool,
    pub(crate) emoji: Emoji,
}

impl Set {
    /// Somebody else than us says by it that it is solved.
    pub(crate) fn is_sign(&self) -> bool {
        let name = self.emoji.name.as_deref().filter(|_| self.emoji.id.is_none());
        self.count > u32::from(self.me) && name.is_some_and(|name| name.starts_with(SIGNS))
    }
}

/// Reads one page of what was said before this, and who has set which signs on it.
pub(crate) async fn look(listener: &Listener, place: Id, before: Id, since: Id) -> Result<Revised, CallError> {
    let mut raw = messages(listener, place, &format!("before={before}")).await?;
    let known: Option<Vec<Known>> = raw.iter().map(|raw| serde_json::from_str(raw.get()).ok()).collect();
    let seen = match known {
        Some(known) => seen(listener, place, before, since, known).await,
        None => None,
    };
    raw.retain(|raw| is_edited(raw, since));
    Ok(Revised { edited: raw, seen })
}

/// What is there. Of an empty page nothing can be said: it looks the same where we may not read what was said before.
async fn seen(listener: &Listener, place: Id, before: Id, since: Id, mut known: Vec<Known>) -> Option<Seen> {
    let oldest = known.iter().map(|known| known.id).min()?;
    let begins = if known.len() < PAGE { place } else { oldest };
    let after = begins.max(id_at(time(since) - REVISED));
    known.retain(|known| known.id > after);
    known.sort_unstable_by_key(|known| std::cmp::Reverse(known.id));
    let messages = known.iter().map(|known| known.id).collect();
    let set = known.into_iter().flat_map(|known| known.reactions.into_iter().map(move |set| (known.id, set)));
    let (mut signs, until) = (Vec::new(), Instant::now() + ASKING);
    for (message, Set { emoji, .. }) in set.filter(|(_, set)| set.is_sign()).take(ASKED) {
        // One that cannot be asked for is gone by now, or can be done without.
        if let Some(users) = by(listener, place, message, &emoji, until).await {
            signs.push(Sign { message, emoji, users });
        }
    }
    Some(Seen { after, before, messages, signs })
}

async fn by(listener: &Listener, place: Id, message: Id, emoji: &Emoji, until: Instant) -> Option<Vec<User>> {
    let name = emoji.name.as_deref().unwrap_or_default();
    listener.ask(&format!("/channels/{place}/messages/{message}/reactions/{name}?limit={PAGE}"), until).await
}

/// Whether a message says something else since then.
fn is_edited(raw: &RawValue, since: Id) -> bool {
    let edited = serde_json::from_str::<Known>(raw.get()).ok().and_then(|known| known.edited_timestamp);
    edited.is_some_and(|at| at >= time(since))
}
