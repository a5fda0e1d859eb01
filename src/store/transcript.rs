//! What a person in a place can see of their conversations.

use std::collections::{HashMap, HashSet};

use hamyar_channel::{
    Address, Attachment, AttachmentKind, Button, ChannelId, TranscriptAuthor, TranscriptButton, TranscriptFile,
    TranscriptItem, Voice,
};
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Db, on};
use super::rows::EntryRow;
use super::{Store, StoreError};
use crate::model::{Choice, ConversationId, Entry, EntryKind, FileId, Speaker};

/// Entries read for each item shown: edits, presses and changes of state lie between.
const SPREAD: usize = 3;

const VISIBLE: &str = "
    select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data,
        a.name as agent_name, coalesce(m.name, (
            select min(o.name)
            from team_members b
            join teams o on o.id = b.team
            where b.agent = a.id)) as team_name, d.buttons, c.status as conversation_status
    from places p
    join conversations c on c.place = p.id
    join timeline t on t.conversation = c.id
    left join agents a on a.id = t.agent
    left join teams m on m.id = c.team
    left join deliveries d on d.id = t.id
    where p.channel = $1 and p.chat = $2 and p.thread = $3
        and t.kind in ('message', 'edit', 'deletion', 'press', 'reply', 'agent_reply', 'agent_edit', 'agent_deletion')
    order by t.at desc, t.seq desc
    limit $4";

const VOICE: &str = "
    select c.holder, a.name, coalesce(m.name, (
        select min(o.name)
        from team_members b
        join teams o on o.id = b.team
        where b.agent = a.id))
    from places p
    join conversations c on c.place = p.id
    left join agents a on a.id = c.agent
    left join teams m on m.id = c.team
    where p.channel = $1 and p.chat = $2 and p.thread = $3 and c.status <> 'resolved'
    order by c.opened_at desc
    limit 1";

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    entry: EntryRow,
    agent_name: Option<String>,
    team_name: Option<String>,
    buttons: Option<Json<Vec<Vec<Button>>>>,
    conversation_status: String,
}

impl Store {
    /// What can be seen in a place, oldest first: what came after the item `after` or changed after it, at most `limit`
    /// of the newest; and who speaks for us. People of the team are called what `told` says.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn transcript(
        &self,
        channel: &ChannelId,
        place: &Address,
        after: Option<&str>,
        limit: usize,
        told: impl Fn(&Speaker) -> String,
    ) -> Result<(Vec<TranscriptItem>, Voice), StoreError> {
        let thread = place.thread.as_deref().unwrap_or_default();
        let most = i64::try_from(limit.saturating_mul(SPREAD)).unwrap_or(i64::MAX);
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(VISIBLE)
            .bind(channel.as_str()).bind(&place.chat).bind(thread).bind(most).fetch_all(pool).await)?;
        let voice: Option<(String, Option<String>, Option<String>)> = on!(&self.db, Db, pool => sqlx::query_as(VOICE)
            .bind(channel.as_str()).bind(&place.chat).bind(thread).fetch_optional(pool).await)?;
        let mut page = Page::default();
        for row in rows.into_iter().rev() {
            if row.conversation_status == "resolved" {
                page.resolved.insert(row.entry.conversation);
            }
            let agent = row.agent_name.map(|name| told(&Speaker { name, team: row.team_name }));
            page.add(Entry::try_from(row.entry)?, agent, row.buttons.map(|json| json.0).unwrap_or_default());
        }
        page.close();
        let after = after.and_then(|id| id.parse::<Uuid>().ok());
        let mut items = page.after(after);
        items.drain(..items.len().saturating_sub(limit));
        let voice = voice.map_or(Voice::Bot, |(holder, name, team)| {
            voice_of(&holder, name.map(|name| told(&Speaker { name, team })))
        });
        Ok((items, voice))
    }
}

fn voice_of(holder: &str, name: Option<String>) -> Voice {
    match (holder, name) {
        ("agent", Some(name)) => Voice::Agent { name },
        ("queue", _) => Voice::Waiting,
        _ => Voice::Bot,
    }
}

/// The files that came with an entry, and that we have ourselves.
fn files(entry: &Entry) -> Vec<TranscriptFile> {
    let list: Vec<Attachment> = serde_json::from_value(entry.data["attachments"].clone()).unwrap_or_default();
    let file = |file: Attachment| TranscriptFile {
        name: file.name.unwrap_or_default(),
        size: file.size.unwrap_or_default(),
        is_picture: file.kind == AttachmentKind::Photo,
    };
    list.into_iter().filter(|file| FileId::of(file).is_some()).map(file).collect()
}

/// A transcript in the making: entries folded into what stands now.
#[derive(Default)]
struct Page {
    items: Vec<(TranscriptItem, Uuid)>,
    messages: HashMap<String, usize>,
    replies: HashMap<(Uuid, u64), usize>,
    said: HashMap<(Uuid, i64), usize>,
    /// What was pressed last, and under which item.
    pressed: Option<(usize, String)>,
    /// The conversations that are over.
    resolved: HashSet<Uuid>,
}

impl Page {
    fn add(&mut self, entry: Entry, agent: Option<String>, buttons: Vec<Vec<Button>>) {
        if entry.is_erased() {
            return;
        }
        let message = entry.data["message"].as_str().unwrap_or_default().to_owned();
        match entry.kind {
            EntryKind::Message => {
                self.messages.insert(message, self.items.len());
                self.push(entry, TranscriptAuthor::Customer, Vec::new());
            }
            EntryKind::Edit => match self.messages.get(&message) {
                Some(at) => {
                    let (item, changed) = &mut self.items[*at];
                    item.body = entry.body;
                    item.edited = true;
                    *changed = entry.id.0;
                }
                None => self.push(entry, TranscriptAuthor::Customer, Vec::new()),
            },
            EntryKind::Deletion => {
                if let Some(at) = self.messages.get(&message) {
                    let (item, changed) = &mut self.items[*at];
                    item.body.clear();
                    item.edited = true;
                    *changed = entry.id.0;
                }
            }
            EntryKind::Press => self.press(&entry),
            EntryKind::Reply => self.reply(entry, buttons),
            EntryKind::AgentDeletion => {
                let at = entry.data["changes"].as_i64().and_then(|seq| self.said.get(&(entry.conversation.0, seq)));
                if let Some(at) = at {
                    let (item, changed) = &mut self.items[*at];
                    item.body.clear();
                    item.edited = true;
                    *changed = entry.id.0;
                }
            }
            EntryKind::AgentEdit => {
                let at = entry.data["changes"].as_i64().and_then(|seq| self.said.get(&(entry.conversation.0, seq)));
                if let Some(at) = at {
                    let (item, changed) = &mut self.items[*at];
                    item.body = entry.body;
                    item.edited = true;
                    *changed = entry.id.0;
                } else {
                    self.push(entry, TranscriptAuthor::Agent(agent.unwrap_or_default()), Vec::new());
                }
            }
            EntryKind::AgentReply => {
                self.said.insert((entry.conversation.0, entry.seq), self.items.len());
                self.push(entry, TranscriptAuthor::Agent(agent.unwrap_or_default()), Vec::new());
            }
            _ => {}
        }
    }

    fn push(&mut self, entry: Entry, author: TranscriptAuthor, buttons: Vec<Vec<TranscriptButton>>) {
        let id = entry.id.0;
        let shown = matches!(entry.kind, EntryKind::AgentReply | EntryKind::Message);
        let files = if shown { files(&entry) } else { Vec::new() };
        let item = TranscriptItem {
            id: id.to_string(),
            author,
            at: entry.at,
            body: entry.body,
            files,
            buttons,
            edited: false,
            key: entry.event_key,
        };
        self.items.push((item, id));
    }

    /// A reply of the bot, in place of the one it revises if that is shown.
    fn reply(&mut self, entry: Entry, buttons: Vec<Vec<Button>>) {
        let number = |key: &str| entry.data[key].as_u64().map(|number| (entry.conversation.0, number));
        let own = number("reply");
        let at = number("revises").and_then(|revised| self.replies.get(&revised).copied());
        // Whoever rates sees what they chose, although the buttons are others by then.
        let rated = self.pressed.as_ref().filter(|(under, _)| entry.data["type"] == "rating" && Some(*under) == at);
        let button = |Button { label, action }: Button| {
            let pressed = rated.is_some_and(|(_, chosen)| *chosen == label);
            TranscriptButton { label, action, pressed }
        };
        let buttons = buttons.into_iter().map(|row| row.into_iter().map(button).collect()).collect();
        if let Some(own) = own {
            self.replies.insert(own, at.unwrap_or(self.items.len()));
        }
        match at {
            Some(at) => {
                let (item, changed) = &mut self.items[at];
                item.body = entry.body;
                item.buttons = buttons;
                item.edited = true;
                *changed = entry.id.0;
            }
            None => self.push(entry, TranscriptAuthor::Bot, buttons),
        }
    }

    fn press(&mut self, entry: &Entry) {
        let Some(action) = entry.data["action"].as_str() else { return };
        for (at, (item, changed)) in self.items.iter_mut().enumerate().rev() {
            for button in item.buttons.iter_mut().flatten() {
                if button.action == action {
                    button.pressed = true;
                    self.pressed = Some((at, button.label.clone()));
                    *changed = entry.id.0;
                    return;
                }
            }
        }
    }

    /// Takes away what can be chosen only while a conversation goes on: the way back from people to the bot; and, where people
    /// have answered, to be told once there is an answer.
    fn close(&mut self) {
        let answered: HashSet<Uuid> = self.said.keys().map(|(conversation, _)| *conversation).collect();
        let is_over = |button: &TranscriptButton| {
            let Ok((ConversationId(of), press)) = Choice::parse_action(&button.action) else { return false };
            let ends = match press.choice {
                Choice::Bot => true,
                Choice::Tell => answered.contains(&of),
                _ => false,
            };
            ends && !button.pressed && self.resolved.contains(&of)
        };
        for (item, _) in &mut self.items {
            for row in &mut item.buttons {
                row.retain(|button| !is_over(button));
            }
            item.buttons.retain(|row| !row.is_empty());
        }
    }

    fn after(self, after: Option<Uuid>) -> Vec<TranscriptItem> {
        let new = |(_, changed): &(TranscriptItem, Uuid)| after.is_none_or(|after| *changed > after);
        self.items.into_iter().filter(new).map(|(item, _)| item).collect()
    }
}
