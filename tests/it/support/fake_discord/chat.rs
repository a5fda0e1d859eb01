//! A channel as one person has it: what they do there, and what they see.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::super::fake_telegram::files::Kept;
use super::guild::Room;
use super::interactions::MESSAGE;
use super::state::{State, Stored};
use super::transcript::{Reply, Transcript};
use super::{BOT, Shared};

/// A channel as one person has it.
#[derive(Clone)]
pub(crate) struct Chat {
    shared: Arc<Shared>,
    channel: u64,
    user: u64,
    /// The last message of the bot's that `next_reply` returned.
    seen: Arc<AtomicU64>,
}

impl Chat {
    pub(super) fn new(shared: &Arc<Shared>, channel: u64, user: u64) -> Self {
        let last = shared.state().channels.get(&channel).and_then(|place| place.messages.keys().next_back().copied());
        Self { shared: Arc::clone(shared), channel, user, seen: Arc::new(AtomicU64::new(last.unwrap_or_default())) }
    }

    /// As somebody has it who has read nothing of it.
    pub(crate) fn unread(self) -> Self {
        Self { seen: Arc::default(), ..self }
    }

    /// Discord's id of the channel.
    pub(crate) fn id(&self) -> String {
        self.channel.to_string()
    }

    /// Writes a message; returns its id.
    pub(crate) fn says(&self, text: &str) -> u64 {
        self.sends(text, json!({}))
    }

    /// Writes a message with further fields as Discord tells them: attachments, a poll.
    pub(crate) fn sends(&self, text: &str, more: Value) -> u64 {
        self.puts(|stored| Stored { content: text.to_owned(), more, ..stored })
    }

    /// Sends a file without words; returns the message's id.
    pub(crate) fn sends_file(&self, name: &str, media_type: &str, file: Kept) -> u64 {
        self.sends_files("", vec![(name, media_type, file)])
    }

    /// Sends files with words, or without any; returns the message's id.
    pub(crate) fn sends_files(&self, text: &str, files: Vec<(&str, &str, Kept)>) -> u64 {
        let kept = |(name, media_type, file): (&str, &str, Kept)| {
            let size = file.bytes.len();
            let id = self.shared.change(|state| {
                let id = state.next_id();
                state.files.insert(id, file);
                id
            });
            json!({ "id": id.to_string(), "filename": name, "content_type": media_type, "size": size })
        };
        let attachments = files.into_iter().map(kept).collect();
        self.puts(|stored| Stored { content: text.to_owned(), attachments, ..stored })
    }

    /// Writes a message in reply to another.
    pub(crate) fn replies(&self, to: u64, text: &str) -> u64 {
        self.puts(|stored| Stored { content: text.to_owned(), reply_to: Some(to), ..stored })
    }

    fn puts(&self, fill: impl FnOnce(Stored) -> Stored) -> u64 {
        self.shared.change(|state| {
            let id = state.next_id();
            state.put(self.channel, &fill(Stored::new(id, self.user, "")));
            id
        })
    }

    /// Discord tells of a message of theirs once more.
    pub(crate) fn repeats(&self, message: u64) {
        self.tells_of(message, "MESSAGE_CREATE");
    }

    /// Discord has looked up the links in a message: it says what it said.
    pub(crate) fn embeds(&self, message: u64) {
        self.tells_of(message, "MESSAGE_UPDATE");
    }

    fn tells_of(&self, message: u64, kind: &str) {
        self.shared.change(|state| {
            let Some(place) = state.channels.get(&self.channel) else { return };
            let told = place.messages.get(&message).map(|stored| state.message_json(place, stored, true));
            if let Some(told) = told {
                state.dispatch_in(self.channel, kind, &told);
            }
        });
    }

    /// Changes the text of a message of theirs.
    pub(crate) fn edits(&self, message: u64, text: &str) {
        self.shared.change(|state| {
            let now = state.now;
            let place = state.channels.get_mut(&self.channel);
            if let Some(stored) = place.and_then(|place| place.messages.get_mut(&message)) {
                text.clone_into(&mut stored.content);
                stored.edited = Some(now);
            }
        });
        self.tells_of(message, "MESSAGE_UPDATE");
    }

    /// Takes a message of theirs back.
    pub(crate) fn deletes(&self, message: u64) {
        self.shared.change(|state| {
            let _ = state.remove(self.channel, message);
        });
    }

    /// A moderator takes several messages away.
    pub(crate) fn purges(&self, messages: &[u64]) {
        self.shared.change(|state| {
            let Some(place) = state.channels.get_mut(&self.channel) else { return };
            place.messages.retain(|id, _| !messages.contains(id));
            let guild = place.guild.map(|id| id.to_string());
            let ids: Vec<String> = messages.iter().map(u64::to_string).collect();
            let gone = json!({ "ids": ids, "channel_id": self.channel.to_string(), "guild_id": guild });
            state.dispatch_in(self.channel, "MESSAGE_DELETE_BULK", &gone);
        });
    }

    /// Sets a reaction on a message, or takes it off.
    pub(crate) fn reacts(&self, message: u64, emoji: &str, added: bool) {
        self.shared.change(|state| {
            let place = state.channels.get_mut(&self.channel);
            if let Some(stored) = place.and_then(|place| place.messages.get_mut(&message)) {
                let mark = (self.user, emoji.to_owned());
                stored.reacted.retain(|reacted| *reacted != mark);
                stored.reacted.extend(added.then_some(mark));
            }
            let guild = state.channels.get(&self.channel).and_then(|channel| channel.guild).map(|id| id.to_string());
            let mut reaction = json!({
                "user_id": self.user.to_string(), "channel_id": self.channel.to_string(), "message_id": message.to_string(),
                "emoji": { "id": null, "name": emoji },
            });
            if let Some(guild) = guild {
                reaction["guild_id"] = json!(guild);
                reaction["member"] = json!({ "user": state.user_json(self.user), "roles": [] });
            }
            let kind = if added { "MESSAGE_REACTION_ADD" } else { "MESSAGE_REACTION_REMOVE" };
            state.dispatch_in(self.channel, kind, &reaction);
        });
    }

    /// Tags the post, in place of what it was tagged with.
    pub(crate) fn tags(&self, names: &[&str]) {
        self.shared.change(|state| {
            let parent = state.channels.get(&self.channel).and_then(|post| post.parent);
            let known = parent.and_then(|forum| state.channels.get(&forum)).map(|forum| forum.tags.clone());
            let known = known.unwrap_or_default();
            let number = |name: &&str| known.iter().position(|tag| tag == name).map(|at| (at + 1).to_string());
            if let Some(post) = state.channels.get_mut(&self.channel) {
                post.applied = names.iter().filter_map(number).collect();
                let told = post.to_json();
                state.dispatch_in(self.channel, "THREAD_UPDATE", &told);
            }
        });
    }

    /// Gives a command, with a text if it takes one.
    pub(crate) fn commands(&self, name: &str, text: Option<&str>) -> String {
        let options: Vec<Value> =
            text.map(|text| json!({ "name": "text", "type": 3, "value": text })).into_iter().collect();
        let data = json!({ "id": "77", "name": name, "type": 1, "options": options });
        self.shared.change(|state| state.interact(self.channel, self.user, 2, &data, None))
    }

    /// Chooses what this command is called in the menu of a message.
    pub(crate) fn chooses(&self, name: &str, message: u64) -> String {
        self.shared.change(|state| {
            let place = &state.channels[&self.channel];
            let told = state.message_json(place, &place.messages[&message], false);
            let id = message.to_string();
            let mut data = json!({ "id": "78", "name": name, "type": MESSAGE, "target_id": id });
            data["resolved"] = json!({ "messages": { (id): told } });
            state.interact(self.channel, self.user, 2, &data, None)
        })
    }

    /// Presses the newest button with this label.
    pub(crate) fn presses(&self, label: &str) -> String {
        let found = self.newest(|reply| {
            let mut buttons = reply.buttons.iter().flatten();
            buttons.find(|(text, _)| text == label).map(|(_, action)| (reply.id, action.clone()))
        });
        match found {
            Some((message, action)) => self.presses_action(message, &action),
            None => panic!("no button “{label}” in:\n{}", self.transcript()),
        }
    }

    /// Presses a button that carries this action, whether or not it is there.
    pub(crate) fn presses_action(&self, message: u64, action: &str) -> String {
        let data = json!({ "custom_id": action, "component_type": 2 });
        self.shared.change(|state| state.interact(self.channel, self.user, 3, &data, Some(message)))
    }

    fn newest<T>(&self, find: impl Fn(&Reply) -> Option<T>) -> Option<T> {
        let state = self.shared.state();
        let messages = state.channels.get(&self.channel)?.messages.values().rev();
        messages.filter(|stored| stored.author == BOT).map(Reply::of).find_map(|reply| find(&reply))
    }

    /// The bot has answered an interaction in time.
    pub(crate) async fn answered(&self, token: &str) {
        let is = |state: &State| state.interactions.get(token).filter(|one| one.answered).map(|_| ());
        self.shared.until(is, || format!("not acknowledged in:\n{}", self.transcript())).await;
    }

    /// They have read everything that is here.
    pub(crate) fn read_all(&self) {
        let last = self.transcript().lines.last().map_or(0, |line| line.id);
        self.seen.store(last, Ordering::SeqCst);
    }

    /// Waits for the bot's next message here.
    pub(crate) async fn next_reply(&self) -> Reply {
        let after = self.seen.load(Ordering::SeqCst);
        let find = |state: &State| {
            let mut newer = state.channels.get(&self.channel)?.messages.range(after + 1..).map(|(_, stored)| stored);
            newer.find(|stored| stored.author == BOT && !stored.more["type"].is_u64()).map(Reply::of)
        };
        let reply = self.shared.until(find, || format!("no reply in:\n{}", self.transcript())).await;
        self.seen.store(reply.id, Ordering::SeqCst);
        reply
    }

    /// Waits until the channel shows what `shows` looks for.
    pub(crate) async fn until(&self, shows: impl Fn(&Transcript) -> bool) {
        let find = |state: &State| shows(&self.read(state)).then_some(());
        self.shared.until(find, || format!("not to be seen in:\n{}", self.transcript())).await;
    }

    /// Whose eyes these are.
    pub(crate) fn reader(&self) -> String {
        self.shared.state().people.get(&self.user).map_or_else(String::new, |person| person.name.clone())
    }

    /// What the place is called, from the outside in, and whether it is in the archive. A direct chat has no name.
    pub(crate) fn place(&self) -> (Vec<String>, bool) {
        self.place_in(&self.shared.state())
    }

    /// Waits until the place is called so, among others, and is in the archive or not.
    pub(crate) async fn stands(&self, name: &str, closed: bool) {
        let find = |state: &State| {
            let (names, is_closed) = self.place_in(state);
            (is_closed == closed && names.last()?.contains(name)).then_some(())
        };
        self.shared.until(find, || format!("not {name}, closed: {closed}, but {:?}", self.place())).await;
    }

    fn place_in(&self, state: &State) -> (Vec<String>, bool) {
        let Some(channel) = state.channels.get(&self.channel) else { return Default::default() };
        let parent = channel.parent.and_then(|id| state.channels.get(&id));
        let tags = channel.applied.iter().filter_map(|tag| {
            let number = tag.parse::<usize>().ok()?.checked_sub(1)?;
            parent?.tags.get(number)
        });
        let own: Vec<&str> = tags.chain([&channel.name]).map(String::as_str).collect();
        let names = match (parent, channel.guild) {
            (Some(parent), _) => vec![format!("#{}", parent.name), own.join(" ")],
            (None, Some(_)) => vec![format!("#{}", channel.name)],
            (None, None) => Vec::new(),
        };
        (names, channel.archived.is_some())
    }

    /// What the channel shows now.
    pub(crate) fn transcript(&self) -> Transcript {
        self.read(&self.shared.state())
    }

    fn read(&self, state: &State) -> Transcript {
        let messages = state.channels.get(&self.channel).into_iter().flat_map(|place| place.messages.values());
        Transcript::of(state, messages)
    }
}
