//! Setting how the bot behaves in a place.

use hamyar_channel::Address;

use super::arguments::{PlaceArguments, PlaceCommand};
use super::output::{Output, shown};
use crate::app::open_store;
use crate::clock::Edge;
use crate::config::Config;
use crate::model::{AuditKind, Autonomy, Deed, LONGEST_TAG, Place, PlaceId, Role};
use crate::store::Store;

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
                out.line(line(&place))?;
            }
        }
        PlaceCommand::List { json: true } => {
            let places: Vec<_> = store.shared_places().await?.iter().map(listed).collect();
            out.json(&places)?;
        }
        PlaceCommand::Set(arguments) => {
            let place = set(&store, config, &edge, arguments).await?;
            out.line(line(&place))?;
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
        None => Place {
            id: PlaceId(edge.id()),
            channel: wanted.channel,
            address,
            direct: false,
            opener: None,
            title: None,
            role: Role::Help,
            autonomy: Autonomy::Addressed,
            language: None,
            listen: false,
            group: None,
        },
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
    store.save_place(place.clone(), None).await?;
    if let Some(tag) = wanted.solved_tag {
        let tag = Some(tag.trim().to_owned()).filter(|tag| !tag.is_empty());
        store.set_solved_tag(place.channel.clone(), place.address.chat.clone(), tag).await?;
    }
    store.audit(Deed::by_command(AuditKind::PlaceSet).with(place.id)).await?;
    Ok(place)
}

fn line(place: &Place) -> String {
    let thread = place.address.thread.as_deref().map(|thread| format!("/{}", shown(thread))).unwrap_or_default();
    format!(
        "{} {}{thread}\t{}\t{}\tlanguage {}\tlisten {}\tgroup {}\t{}",
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
fn listed(place: &Place) -> serde_json::Value {
    serde_json::json!({
        "channel": place.channel,
        "chat": place.address.chat,
        "thread": place.address.thread,
        "title": place.title,
        "settings": place.settings(),
    })
}
