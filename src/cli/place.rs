//! Setting how the bot behaves in a place.

use clap::{Args, Subcommand};
use hamyar_channel::{Address, ChannelId};

use super::output::{Output, shown};
use crate::app::open_store;
use crate::clock::Edge;
use crate::config::Config;
use crate::model::{AuditKind, Autonomy, Deed, LONGEST_TAG, Place, PlaceId, Role, RoomSettings};
use crate::store::Store;

#[derive(Debug, Subcommand)]
pub(super) enum PlaceCommand {
    /// List groups and topics
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Set what a place is for and how freely the bot speaks there
    Set(PlaceArguments),
}

#[derive(Args, Debug)]
pub(super) struct PlaceArguments {
    /// The channel, for example telegram:main
    pub(super) channel: ChannelId,
    /// The chat's id on the platform
    #[arg(allow_hyphen_values = true)]
    pub(super) chat: String,
    /// The thread's or topic's id
    #[arg(long)]
    pub(super) thread: Option<String>,
    /// help, community, staff or ignored
    #[arg(long)]
    pub(super) role: Option<Role>,
    /// always, addressed, confident or never
    #[arg(long)]
    pub(super) autonomy: Option<Autonomy>,
    /// The language of the place; empty for none
    #[arg(long)]
    pub(super) language: Option<String>,
    /// The group that everybody there belongs to, who are given articles for members and for it; empty for none
    #[arg(long)]
    pub(super) group: Option<String>,
    /// Record talk that is not addressed to the bot; people there are told
    #[arg(long)]
    pub(super) listen: Option<bool>,
    /// Of a forum: the tag by which alone its posts say that they are solved; empty for the usual ones
    #[arg(long, value_name = "TAG")]
    pub(super) solved_tag: Option<String>,
    /// Whom a staff room calls when somebody waits: @username or a number on Telegram, role:NUMBER or a member's number on
    /// Discord; several between spaces, and nothing for nobody
    #[arg(long, allow_hyphen_values = true)]
    pub(super) mentions: Option<String>,
    /// The number of the Discord role without which nobody is heard in a staff room; nothing for none
    #[arg(long)]
    pub(super) staff_role: Option<String>,
}

pub(super) async fn execute(
    command: PlaceCommand,
    config: &Config,
    edge: Edge,
    out: &mut Output,
) -> anyhow::Result<()> {
    let store = open_store(config, edge.clone()).await?;
    match command {
        PlaceCommand::List { json: false } => {
            for place in store.shared_places().await? {
                out.line(line(&place, &store.room_settings(place.id).await?))?;
            }
        }
        PlaceCommand::List { json: true } => {
            let mut places = Vec::new();
            for place in store.shared_places().await? {
                places.push(listed(&place, &store.room_settings(place.id).await?));
            }
            out.json(&places)?;
        }
        PlaceCommand::Set(arguments) => {
            let place = set(&store, config, &edge, arguments).await?;
            out.line(line(&place, &store.room_settings(place.id).await?))?;
        }
    }
    store.close().await;
    Ok(())
}

/// A place that was not seen yet can be set before the first word is said there.
async fn set(store: &Store, config: &Config, edge: &Edge, wanted: PlaceArguments) -> anyhow::Result<Place> {
    let address = Address { chat: wanted.chat, thread: wanted.thread };
    let mut place = match store.place_at(&wanted.channel, &address).await? {
        Some(place) => place,
        None => Place::shared(PlaceId(edge.id()), wanted.channel, address),
    };
    let fits = wanted.role.is_none_or(|role| (role == Role::Direct) == place.direct);
    anyhow::ensure!(fits, "a private chat has the role `direct`, and nothing else has it");
    place.role = wanted.role.unwrap_or(place.role);
    place.autonomy = wanted.autonomy.unwrap_or(place.autonomy);
    place.listen = wanted.listen.unwrap_or(place.listen);
    if let Some(language) = wanted.language {
        let known = language.is_empty() || config.languages.contains(&language);
        anyhow::ensure!(known, "language `{language}` is not offered; allowed: {}", config.languages.join(", "));
        place.language = Some(language).filter(|language| !language.is_empty());
    }
    if let Some(group) = wanted.group {
        place.group = Some(group).filter(|group| !group.is_empty()).map(|group| group.parse()).transpose()?;
    }
    if let Some(tag) = &wanted.solved_tag {
        let is_chat = place.address.thread.is_none() && !place.direct;
        anyhow::ensure!(is_chat, "a tag is set for a forum, not for a thread or a private chat");
        let fits = tag.chars().count() <= LONGEST_TAG && !tag.contains('\0');
        anyhow::ensure!(fits, "a tag has at most {LONGEST_TAG} characters");
    }
    let room = room_settings(store, &place, wanted.mentions.as_deref(), wanted.staff_role.as_deref()).await?;
    store.save_place(place.clone(), None).await?;
    if let Some(tag) = wanted.solved_tag {
        let tag = Some(tag.trim().to_owned()).filter(|tag| !tag.is_empty());
        store.set_solved_tag(place.channel.clone(), place.address.chat.clone(), tag).await?;
    }
    if let Some(room) = room {
        let known = store.place_at(&place.channel, &place.address).await?;
        store.set_room_settings(known.map_or(place.id, |known| known.id), room).await?;
    }
    store.audit(Deed::by_command(AuditKind::PlaceSet).with(place.id)).await?;
    Ok(place)
}

/// What is to be set for a staff room, if anything is.
async fn room_settings(
    store: &Store,
    place: &Place,
    mentions: Option<&str>,
    staff_role: Option<&str>,
) -> anyhow::Result<Option<RoomSettings>> {
    if mentions.is_none() && staff_role.is_none() {
        return Ok(None);
    }
    let is_room = place.role == Role::Staff && place.address.thread.is_none();
    anyhow::ensure!(is_room, "only a staff room calls people and asks for a role: a place with the role `staff`");
    let (mut settings, platform) = (store.room_settings(place.id).await?, place.channel.platform());
    if let Some(mentions) = mentions {
        settings.mentions = RoomSettings::read_mentions(platform, mentions)?;
    }
    if let Some(role) = staff_role {
        settings.staff_role = RoomSettings::read_role(platform, role)?;
    }
    Ok(Some(settings))
}

fn line(place: &Place, room: &RoomSettings) -> String {
    let calls = if room.mentions.is_empty() { String::new() } else { format!("\tcalls {}", room.written()) };
    let role = room.staff_role.as_ref().map(|role| format!("\tstaff role {role}")).unwrap_or_default();
    let thread = place.address.thread.as_deref().map(|thread| format!("/{}", shown(thread))).unwrap_or_default();
    format!(
        "{} {}{thread}\t{}\t{}\tlanguage {}\tlisten {}\tgroup {}\t{}{calls}{role}",
        place.channel,
        shown(&place.address.chat),
        place.role,
        place.autonomy,
        place.language.as_deref().unwrap_or("-"),
        if place.listen { "on" } else { "off" },
        place.group.as_ref().map_or_else(|| "-".to_owned(), |group| shown(group.as_str())),
        shown(place.title.as_deref().unwrap_or("-")),
    )
}

/// A place for programs.
fn listed(place: &Place, room: &RoomSettings) -> serde_json::Value {
    let mut listed = serde_json::json!({
        "channel": place.channel,
        "chat": place.address.chat,
        "thread": place.address.thread,
        "title": place.title,
        "settings": place.settings(),
    });
    if place.role == Role::Staff {
        listed["mentions"] = room.written().into();
        listed["staff_role"] = room.staff_role.clone().into();
    }
    listed
}
