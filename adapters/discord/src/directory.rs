//! Which channels, threads and guilds there are, as the gateway told us. A cache: what it does not know can be asked.

use std::collections::HashMap;

use hamyar_channel::{Address, Setting, Where};
use serenity::model::channel::ChannelType;
use serenity::model::permissions::Permissions;

use crate::object::{Channel, Guild, Id, Overwrite};

/// What is known of where we are.
#[derive(Debug)]
pub(crate) struct Directory {
    me: Id,
    guilds: HashMap<Id, Roof>,
    channels: HashMap<Id, Channel>,
}

/// A guild, as far as it says what is ours in it.
#[derive(Debug)]
struct Roof {
    title: Option<String>,
    /// All roles that we have.
    held: Vec<Id>,
    /// What our roles let us do.
    rights: Permissions,
}

impl Directory {
    pub(crate) fn new(me: Id) -> Self {
        Self { me, guilds: HashMap::new(), channels: HashMap::new() }
    }

    /// A guild, with all that is in it. Takes it apart. Returns the roles that Discord made for us: people mention them
    /// instead of us.
    pub(crate) fn enter(&mut self, guild: Guild) -> Vec<Id> {
        let Guild { id, name, owner_id, roles, members, channels, threads, .. } = guild;
        let me = members.into_iter().find(|member| member.user.as_ref().is_some_and(|user| user.id == self.me));
        let mut held = me.map(|me| me.roles).unwrap_or_default();
        // The role of everybody has the id of the guild.
        held.push(id);
        let is_ours = |tags: &crate::object::RoleTags| tags.bot_id == Some(self.me);
        let ours = roles.iter().filter(|role| role.tags.as_ref().is_some_and(is_ours)).map(|role| role.id).collect();
        let rights = roles.iter().filter(|role| held.contains(&role.id)).map(|role| role.permissions);
        let rights = rights.fold(Permissions::empty(), |all, more| all | more);
        let rights = if owner_id == Some(self.me) { Permissions::all() } else { rights };
        self.guilds.insert(id, Roof { title: name, held, rights });
        for channel in channels.into_iter().chain(threads) {
            self.add(Channel { guild_id: Some(id), ..channel });
        }
        ours
    }

    /// A channel or thread, as it is now.
    pub(crate) fn add(&mut self, channel: Channel) {
        self.channels.insert(channel.id, channel);
    }

    pub(crate) fn remove(&mut self, channel: Id) -> Option<Channel> {
        self.channels.remove(&channel)
    }

    /// We are out of a guild. Returns what it was called.
    pub(crate) fn leave(&mut self, guild: Id) -> Option<String> {
        self.channels.retain(|_, channel| channel.guild_id != Some(guild));
        self.guilds.remove(&guild).and_then(|roof| roof.title)
    }

    pub(crate) fn get(&self, channel: Id) -> Option<&Channel> {
        self.channels.get(&channel)
    }

    /// A channel or thread of a guild as a place. A channel that nobody knows is one in which people talk.
    pub(crate) fn place(&self, id: Id) -> Where {
        let Some(channel) = self.channels.get(&id) else {
            return Where { address: Address::chat(id.to_string()), setting: Setting::Shared, title: None };
        };
        place(channel, self.me)
    }

    /// The channels of a guild that we can read.
    pub(crate) fn readable(&self, guild: Id) -> Vec<&Channel> {
        let ours = self.channels.values().filter(|channel| channel.guild_id == Some(guild));
        let mut readable: Vec<&Channel> = ours.filter(|channel| self.can_read(channel)).collect();
        readable.sort_unstable_by_key(|channel| channel.id);
        readable
    }

    /// Whether we may read what was said in a channel, as Discord works it out: what our roles allow, then what the channel
    /// takes from and gives to everybody, to our roles, and to us. A thread is read by who may read its channel.
    fn can_read(&self, channel: &Channel) -> bool {
        let Some(roof) = channel.guild_id.and_then(|guild| self.guilds.get(&guild)) else { return true };
        if roof.rights.contains(Permissions::ADMINISTRATOR) {
            return true;
        }
        if is_thread(channel.kind) {
            let parent = channel.parent_id.and_then(|parent| self.channels.get(&parent));
            return parent.is_none_or(|parent| self.can_read(parent));
        }
        let apply = |rights: Permissions, ids: &[Id]| {
            let found = channel.permission_overwrites.iter().filter(|overwrite| ids.contains(&overwrite.id));
            let (allow, deny) = found.fold(
                (Permissions::empty(), Permissions::empty()),
                |(allow, deny), Overwrite { allow: more, deny: less, .. }| (allow | *more, deny | *less),
            );
            (rights & !deny) | allow
        };
        let everybody = channel.guild_id.unwrap_or_default();
        let roles: Vec<Id> = roof.held.iter().copied().filter(|role| *role != everybody).collect();
        let rights = apply(apply(apply(roof.rights, &[everybody]), &roles), &[self.me]);
        rights.contains(Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY)
    }
}

/// A channel or thread as a place.
pub(crate) fn place(channel: &Channel, me: Id) -> Where {
    let (name, parent) = (channel.name.clone(), channel.parent_id.filter(|_| is_thread(channel.kind)));
    match parent {
        Some(parent) => {
            // Who opens a thread asks in it. If that was us, it was for whoever speaks first in it.
            let opener = channel.owner_id.filter(|owner| *owner != me).map(|owner| owner.to_string());
            let address = Address::thread(parent.to_string(), channel.id.to_string());
            Where { address, setting: Setting::Thread { opener }, title: name }
        }
        None => Where {
            address: Address::chat(channel.id.to_string()),
            setting: Setting::Shared,
            title: name.map(|name| format!("#{name}")),
        },
    }
}

pub(crate) fn is_thread(kind: ChannelType) -> bool {
    matches!(kind, ChannelType::NewsThread | ChannelType::PublicThread | ChannelType::PrivateThread)
}

/// Whether people write in it, and not only in threads of it.
pub(crate) fn has_messages(kind: ChannelType) -> bool {
    is_thread(kind) || matches!(kind, ChannelType::Text | ChannelType::News | ChannelType::Voice | ChannelType::Stage)
}

/// Whether threads can be opened in it.
pub(crate) fn has_threads(kind: ChannelType) -> bool {
    matches!(kind, ChannelType::Text | ChannelType::News) || has_posts(kind)
}

/// Whether nothing is said in it but in posts. The number is that of a channel for media, which serenity does not know.
pub(crate) fn has_posts(kind: ChannelType) -> bool {
    matches!(kind, ChannelType::Forum | ChannelType::Unknown(16))
}
