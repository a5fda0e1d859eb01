//! Somebody who writes to us.

use crate::{Address, Author, Setting, Where};

/// A person, and the place where they write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who it is.
    pub author: Author,
    /// Where they write.
    pub place: Where,
}

impl Person {
    /// Somebody in a direct chat, whose id is theirs.
    #[must_use]
    pub fn direct(id: &str) -> Self {
        Self::at(id, Where { address: Address::chat(id), setting: Setting::Direct, title: None })
    }

    /// Somebody in a chat of many.
    #[must_use]
    pub fn in_group(id: &str, chat: &str) -> Self {
        let place = Where { address: Address::chat(chat), setting: Setting::Shared, title: Some(chat.to_owned()) };
        Self::at(id, place)
    }

    /// Somebody in a thread that was opened for one question.
    #[must_use]
    pub fn in_thread(id: &str, chat: &str, thread: &str, opener: Option<&str>) -> Self {
        let setting = Setting::Thread { opener: opener.map(str::to_owned) };
        Self::at(id, Where { address: Address::thread(chat, thread), setting, title: None })
    }

    /// The same person, with a name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.author.name = Some(name.to_owned());
        self
    }

    /// The same person, whose app is in this language.
    #[must_use]
    pub fn speaking(mut self, language: &str) -> Self {
        self.author.language = Some(language.to_owned());
        self
    }

    /// The same person, an administrator of the place.
    #[must_use]
    pub fn admin(mut self) -> Self {
        self.author.admin = true;
        self
    }

    /// The same account, run by a program.
    #[must_use]
    pub fn program(mut self) -> Self {
        self.author.bot = true;
        self
    }

    /// Where answers to them go.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.place.address
    }

    pub(super) fn is_direct(&self) -> bool {
        self.place.setting == Setting::Direct
    }

    fn at(id: &str, place: Where) -> Self {
        Self { author: Author { id: id.to_owned(), ..Author::default() }, place }
    }
}
