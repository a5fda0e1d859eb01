//! Which conversation a button of ours is about, and which a thread was asked for by.

use hamyar_channel::{Address, Event, Inbound, NotTheirs, Setting, Where};
use uuid::Uuid;

use super::Recorder;
use super::matter::{Matter, matter};
use crate::model::{Choice, Place};
use crate::store::StoreError;
use crate::store::db::{Conn, on};

/// The conversation of a button itself, of the same chat: it may have gone on in a thread of it.
const OF_BUTTON: &str = matter!(
    "from conversations c
    join places p on p.id = c.place
    where c.id = $1 and p.channel = $2 and p.chat = $3"
);

/// The conversation of the button, or the one that its asker has opened where that is held since.
const OF_BUTTON_OR_LATER: &str = matter!(
    "from conversations b
    join places p on p.id = b.place
    join conversations c on c.place = b.place and c.asker = b.asker and (c.id = b.id or c.status <> 'resolved')
    where b.id = $1 and p.channel = $2 and p.chat = $3
    order by case when c.status = 'resolved' then 1 else 0 end
    limit 1"
);

/// A thread under a message has the message's id where threads are opened under messages, so that what is said in one
/// before the conversation has moved there finds it.
const OPENING: &str = matter!(
    "from deliveries d
    join conversations c on c.id = d.conversation
    join places p on p.id = d.place
    where d.kind = 'open' and d.status in ('pending', 'sending', 'sent') and d.reply_to = $3 and d.place = c.place
        and p.channel = $1 and p.chat = $2 and c.status <> 'resolved'
    limit 1"
);

/// A thread of ours that bears the name under which one is being opened: under what shows a command, whose id is not the
/// thread's, or under nothing. Of several the author's own comes first.
const OPENING_NAMED: &str = matter!(
    "from places p
    join conversations c on c.place = p.id
    join timeline t on t.conversation = c.id and t.kind = 'thread_asked' and t.body = $3
    join deliveries d on d.id = t.id
    join identities i on i.id = c.asker
    where p.channel = $1 and p.chat = $2 and c.status <> 'resolved'
        and cast(c.memory ->> 'opening' as text) in ('true', '1')
        and d.kind = 'open' and d.status in ('pending', 'sending', 'sent') and d.place = c.place
    order by case when i.external_id = $4 then 0 else 1 end, d.created_at desc
    limit 1"
);

impl Recorder<'_> {
    /// Notes a press that counts for nothing, so that whoever pressed can be told.
    pub(super) fn note_press(&mut self, event: &Inbound, place: &Place, who: Uuid, matter: &Matter) {
        let Event::Button { action, .. } = &event.event else { return };
        let for_asker = Choice::parse_action(action).is_ok_and(|(_, press)| press.choice.is_for_asker_alone());
        if for_asker && who != matter.asker && !place.direct {
            let language = self.language(event, place);
            self.not_theirs.push(NotTheirs { key: event.key.clone(), language });
        }
    }

    pub(super) async fn of_button(&mut self, place: &Place, action: &str) -> Result<Option<Matter>, StoreError> {
        let Ok((conversation, press)) = Choice::parse_action(action) else { return Ok(None) };
        // A peer's consent is about the one conversation; an asker who presses wants something now.
        let sql = if press.choice.is_askers() { OF_BUTTON_OR_LATER } else { OF_BUTTON };
        Ok(on!(self.c, Conn, c => sqlx::query_as(sql)
            .bind(conversation.0).bind(self.channel.as_str()).bind(&place.address.chat)
            .fetch_optional(&mut **c).await)?)
    }

    /// The conversation for which the thread in which this happens is being opened.
    pub(super) async fn opening(&mut self, event: &Inbound) -> Result<Option<Matter>, StoreError> {
        let Where { address: Address { chat, thread: Some(thread) }, setting, title } = &event.place else {
            return Ok(None);
        };
        let under: Option<Matter> = on!(self.c, Conn, c => sqlx::query_as(OPENING)
            .bind(self.channel.as_str()).bind(chat).bind(thread).fetch_optional(&mut **c).await)?;
        // What somebody else has opened is not ours, whatever its name.
        let (None, Some(title), Setting::Thread { opener: None }) = (&under, title, setting) else { return Ok(under) };
        Ok(on!(self.c, Conn, c => sqlx::query_as(OPENING_NAMED)
            .bind(self.channel.as_str()).bind(chat).bind(title).bind(&event.author.id)
            .fetch_optional(&mut **c).await)?)
    }
}
