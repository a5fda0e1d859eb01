//! People, and the guilds and channels in which they meet.

use std::sync::Arc;

use serde_json::json;

use super::Shared;
use super::chat::Chat;
use super::state::{GuildState, Person, Stored, kind};

/// A person with an account.
#[derive(Clone)]
pub(crate) struct User {
    shared: Arc<Shared>,
    id: u64,
}

impl User {
    pub(super) fn new(shared: &Arc<Shared>, name: &str, bot: bool) -> Self {
        let id = shared.change(|state| {
            let id = state.next_id();
            let (name, locale) = (name.to_owned(), "en-US".to_owned());
            state.people.insert(id, Person { id, name, bot, locale, admin: false, blocks_bot: false });
            id
        });
        Self { shared: Arc::clone(shared), id }
    }

    pub(crate) fn id(&self) -> String {
        self.id.to_string()
    }

    pub(super) fn number(&self) -> u64 {
        self.id
    }

    /// May change guilds.
    pub(crate) fn admin(self) -> Self {
        self.change(|person| person.admin = true);
        self
    }

    /// Their direct chat with the bot.
    pub(crate) fn direct(&self) -> Chat {
        let channel = self.shared.change(|state| state.direct_chat(self.id));
        Chat::new(&self.shared, channel, self.id)
    }

    /// Takes no messages from the bot any more.
    pub(crate) fn blocks_bot(&self) {
        self.change(|person| person.blocks_bot = true);
    }

    fn change(&self, change: impl FnOnce(&mut Person)) {
        self.shared.change(|state| state.people.get_mut(&self.id).map(change));
    }
}

/// A guild.
#[derive(Clone)]
pub(crate) struct Guild {
    shared: Arc<Shared>,
    id: u64,
}

impl Guild {
    pub(super) fn new(shared: &Arc<Shared>, title: &str) -> Self {
        let id = shared.change(|state| {
            let id = state.next_id();
            let guild = GuildState { id, title: title.to_owned(), bot_is_out: false, is_away: false };
            let told = state.guild_json(&guild);
            state.guilds.insert(id, guild);
            state.dispatch("GUILD_CREATE", &told);
            id
        });
        Self { shared: Arc::clone(shared), id }
    }

    pub(crate) fn id(&self) -> String {
        self.id.to_string()
    }

    /// A channel in which people write.
    pub(crate) fn channel(&self, name: &str) -> Room {
        self.room(kind::TEXT, name)
    }

    /// A forum: every question is a post with a thread.
    pub(crate) fn forum(&self, name: &str) -> Room {
        self.room(kind::FORUM, name)
    }

    fn room(&self, kind: u8, name: &str) -> Room {
        let id = self.shared.change(|state| state.add_channel(self.id, kind, name));
        Room { shared: Arc::clone(&self.shared), id }
    }

    /// It cannot be reached for a while: people write, and the bot is not told.
    pub(crate) fn goes_away(&self) {
        self.shared.change(|state| {
            state.guilds.get_mut(&self.id).into_iter().for_each(|guild| guild.is_away = true);
            state.dispatch("GUILD_DELETE", &json!({ "id": self.id.to_string(), "unavailable": true }));
        });
    }

    /// It can be reached again.
    pub(crate) fn returns(&self) {
        self.shared.change(|state| {
            let Some(guild) = state.guilds.get_mut(&self.id) else { return };
            guild.is_away = false;
            let told = state.guild_json(&state.guilds[&self.id]);
            state.dispatch("GUILD_CREATE", &told);
        });
    }

    /// Puts the bot out.
    pub(crate) fn removes_bot(&self) {
        self.shared.change(|state| {
            if let Some(guild) = state.guilds.get_mut(&self.id) {
                guild.bot_is_out = true;
            }
            state.dispatch("GUILD_DELETE", &json!({ "id": self.id.to_string() }));
        });
    }
}

/// A channel, forum or thread.
#[derive(Clone)]
pub(crate) struct Room {
    shared: Arc<Shared>,
    id: u64,
}

impl Room {
    pub(crate) fn id(&self) -> String {
        self.id.to_string()
    }

    /// The same place as one of its members has it.
    pub(crate) fn with(&self, user: &User) -> Chat {
        Chat::new(&self.shared, self.id, user.number())
    }

    /// A webhook writes here, in any name.
    pub(crate) fn webhook_says(&self, text: &str) -> u64 {
        self.shared.change(|state| {
            let id = state.next_id();
            let stored = Stored { webhook: true, ..Stored::new(id, 900_000_000_000_000_009, text) };
            state.put(self.id, &stored);
            id
        })
    }

    /// Somebody posts a question in a forum.
    pub(crate) fn post(&self, user: &User, title: &str, text: &str) -> Chat {
        let thread = self.shared.change(|state| {
            let id = state.add_thread(self.id, None, title, user.number());
            // The first message of a post has the id of its thread.
            state.put(id, &Stored::new(id, user.number(), text));
            id
        });
        Chat::new(&self.shared, thread, user.number()).unread()
    }

    /// Somebody opens a thread.
    pub(crate) fn thread(&self, user: &User, name: &str) -> Self {
        let id = self.shared.change(|state| state.add_thread(self.id, None, name, user.number()));
        Self { shared: Arc::clone(&self.shared), id }
    }

    /// Somebody opens a thread that only its members see; the bot is one.
    pub(crate) fn private_thread(&self, user: &User, name: &str) -> Self {
        let id = self.shared.change(|state| {
            let id = state.next_id();
            state.add_thread_of(kind::PRIVATE_THREAD, self.id, id, name, user.number())
        });
        Self { shared: Arc::clone(&self.shared), id }
    }

    /// Who was added to the thread, each time.
    pub(crate) fn members(&self) -> Vec<String> {
        let state = self.shared.state();
        state.channels.get(&self.id).into_iter().flat_map(|thread| &thread.members).map(u64::to_string).collect()
    }

    /// The posts of a forum, or the threads of a channel, as one of its members has them, with their names.
    pub(crate) fn threads(&self, user: &User) -> Vec<(String, Chat)> {
        let state = self.shared.state();
        let of_here = state.channels.values().filter(|channel| channel.parent == Some(self.id));
        let found: Vec<(String, u64)> = of_here.map(|thread| (thread.name.clone(), thread.id)).collect();
        drop(state);
        let chat = |id| Chat::new(&self.shared, id, user.number()).unread();
        found.into_iter().map(|(name, id)| (name, chat(id))).collect()
    }

    /// The forum has tags of these emoji or names.
    pub(crate) fn has_tags(&self, emoji: &[&str]) {
        self.shared.change(|state| {
            if let Some(forum) = state.channels.get_mut(&self.id) {
                forum.tags = emoji.iter().map(|emoji| (*emoji).to_owned()).collect();
            }
        });
    }

    /// Waits for a post that is called so and has the tag of this emoji, and enters it.
    pub(crate) async fn tagged(&self, name: &str, emoji: &str) -> Self {
        let find = |state: &super::state::State| {
            let forum = state.channels.get(&self.id)?;
            let number = forum.tags.iter().position(|tag| tag == emoji)? + 1;
            let mut posts = state.channels.values().filter(|post| post.parent == Some(self.id));
            posts.find(|post| post.name == name && post.applied == [number.to_string()]).map(|post| post.id)
        };
        let id = self.shared.until(find, || format!("no post {name} with {emoji}")).await;
        Self { shared: Arc::clone(&self.shared), id }
    }

    /// Waits for a post whose name holds this, and enters it.
    pub(crate) async fn post_called(&self, part: &str) -> Self {
        let find = |state: &super::state::State| {
            let mut posts = state.channels.values().filter(|post| post.parent == Some(self.id));
            posts.find(|post| post.name.contains(part)).map(|post| post.id)
        };
        let id = self.shared.until(find, || format!("no post with {part} in its name")).await;
        Self { shared: Arc::clone(&self.shared), id }
    }

    /// Waits until it is in the archive.
    pub(crate) async fn archived(&self) {
        let is = |state: &super::state::State| state.channels.get(&self.id)?.archived.map(|_| ());
        self.shared.until(is, || "it is not in the archive".to_owned()).await;
    }

    /// The thread under a message.
    pub(crate) fn thread_under(&self, message: u64) -> Self {
        Self { shared: Arc::clone(&self.shared), id: message }
    }

    /// It is no more.
    pub(crate) fn deletes(&self) {
        self.shared.change(|state| state.delete_channel(self.id));
    }

    /// The thread goes to the archive.
    pub(crate) fn archives(&self) {
        self.shared.change(|state| state.archive(self.id, false));
    }

    /// The thread goes to the archive and takes nothing any more.
    pub(crate) fn locks(&self) {
        self.shared.change(|state| state.archive(self.id, true));
    }

    /// The bot may not see it.
    pub(crate) fn hides(&self) {
        self.shared.change(|state| {
            if let Some(channel) = state.channels.get_mut(&self.id) {
                channel.hidden = true;
            }
        });
    }
}
