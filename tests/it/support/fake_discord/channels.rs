//! Channels and threads: how they come, go and change.

use serde_json::{Value, json};

use super::BOT;
use super::messages::list;
use super::rest::{Answered, Refusal};
use super::state::{ChannelState, State, Stored, kind, right};

impl State {
    /// A channel of a guild.
    pub(super) fn add_channel(&mut self, guild: u64, kind: u8, name: &str) -> u64 {
        let id = self.next_id();
        let channel = ChannelState { guild: Some(guild), ..ChannelState::new(id, kind, name) };
        let told = channel.to_json();
        self.channels.insert(id, channel);
        self.dispatch_in(id, "CHANNEL_CREATE", &told);
        id
    }

    /// A thread in a channel, under a message of it if one is named: then it has the message's id.
    pub(super) fn add_thread(&mut self, parent: u64, under: Option<u64>, name: &str, owner: u64) -> u64 {
        let id = under.unwrap_or_else(|| self.next_id());
        self.add_thread_of(kind::THREAD, parent, id, name, owner)
    }

    pub(super) fn add_thread_of(&mut self, kind: u8, parent: u64, id: u64, name: &str, owner: u64) -> u64 {
        let guild = self.channels.get(&parent).and_then(|channel| channel.guild);
        let thread =
            ChannelState { guild, parent: Some(parent), owner: Some(owner), ..ChannelState::new(id, kind, name) };
        let mut told = thread.to_json();
        told["newly_created"] = json!(true);
        self.channels.insert(id, thread);
        self.dispatch_in(id, "THREAD_CREATE", &told);
        id
    }

    /// A thread that the bot opens.
    pub(super) fn thread_by_bot(&mut self, parent: u64, under: Option<u64>, body: &Value) -> Answered {
        let channel = self.channels.get(&parent).ok_or_else(Refusal::unknown_channel)?;
        let is_post = channel.kind == kind::FORUM && body["message"].is_object();
        if channel.kind != kind::TEXT && !is_post {
            return Err(Refusal::new(400, 50_024, "Cannot execute action on this channel type"));
        }
        if under.is_some_and(|message| !channel.messages.contains_key(&message)) {
            return Err(Refusal::new(404, 10_008, "Unknown Message"));
        }
        if under.is_some_and(|message| self.channels.contains_key(&message)) {
            return Err(Refusal::new(400, 160_004, "A thread has already been created for this message"));
        }
        self.need(parent, right::OPEN_THREADS)?;
        let name = body["name"].as_str().filter(|name| (1..=100).contains(&name.chars().count()));
        let name = name.ok_or_else(|| Refusal::new(400, 50_035, "Invalid Form Body"))?.to_owned();
        let id = self.add_thread(parent, under, &name, BOT);
        if is_post {
            // The first message of a post has the id of its thread.
            self.check(id, &body["message"])?;
            let mut stored = Stored::new(id, BOT, body["message"]["content"].as_str().unwrap_or_default());
            stored.components = list(&body["message"]["components"]);
            stored.embeds = list(&body["message"]["embeds"]);
            self.put(id, &stored);
        }
        Ok(self.channels[&id].to_json())
    }

    /// The bot adds somebody to a thread.
    pub(super) fn add_member(&mut self, thread: u64, user: u64) -> Answered {
        let thread = self.channels.get_mut(&thread).ok_or_else(Refusal::unknown_channel)?;
        thread.members.push(user);
        Ok(Value::Null)
    }

    /// The threads of a guild that the bot may see and that are not in the archive.
    pub(super) fn active_threads(&self, guild: u64) -> Value {
        let threads =
            self.channels.values().filter(|channel| channel.guild == Some(guild) && kind::is_thread(channel.kind));
        let active = threads.filter(|thread| thread.archived.is_none() && self.is_seen(thread.id));
        json!({ "threads": active.map(ChannelState::to_json).collect::<Vec<_>>(), "members": [] })
    }

    /// A channel or thread is no more.
    pub(super) fn delete_channel(&mut self, id: u64) {
        let Some(channel) = self.channels.get(&id) else { return };
        let (told, thread) = (channel.to_json(), kind::is_thread(channel.kind));
        self.dispatch_in(id, if thread { "THREAD_DELETE" } else { "CHANNEL_DELETE" }, &told);
        self.channels.remove(&id);
    }

    /// A thread that the bot changes. What is in the archive has to come out of it first.
    pub(super) fn modify_thread(&mut self, id: u64, body: &Value) -> Answered {
        if !self.is_seen(id) {
            return Err(Refusal::unknown_channel());
        }
        let now = self.now;
        let thread = self.channels.get_mut(&id).ok_or_else(Refusal::unknown_channel)?;
        if thread.archived.is_some() && body["archived"] != false {
            return Err(Refusal::new(400, 50_083, "Thread is archived"));
        }
        if let Some(name) = body["name"].as_str() {
            name.clone_into(&mut thread.name);
        }
        if let Some(tags) = body["applied_tags"].as_array() {
            thread.applied = tags.iter().filter_map(|tag| tag.as_str().map(str::to_owned)).collect();
        }
        if let Some(archived) = body["archived"].as_bool() {
            thread.archived = archived.then_some(now);
        }
        thread.locked &= body["locked"] != false;
        let told = thread.to_json();
        self.dispatch_in(id, "THREAD_UPDATE", &told);
        Ok(told)
    }

    /// A thread goes to the archive.
    pub(super) fn archive(&mut self, id: u64, locked: bool) {
        let now = self.now;
        let Some(thread) = self.channels.get_mut(&id) else { return };
        (thread.archived, thread.locked) = (Some(now), locked);
        let told = thread.to_json();
        self.dispatch_in(id, "THREAD_UPDATE", &told);
    }
}
