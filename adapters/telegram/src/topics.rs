//! Topics of a forum: opening and naming them, putting them aside and away.

use std::collections::HashMap;

use hamyar_channel::{Address, RichText, SendError, Unit};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::{Api, CallError};
use crate::listener::Listener;
use crate::telegram::Place;

/// The longest title of a topic, in UTF-16 units.
const TITLE: usize = 128;

/// Words in a refusal that mean that there is no such topic. That the bot is not in the group any more, or may not do it, says
/// nothing of the topic.
const NO_TOPIC: [&str; 4] = ["thread not found", "topic_id_invalid", "topic_deleted", "topic deleted"];

#[derive(Deserialize)]
struct Topic {
    message_thread_id: i64,
}

/// One of the icons that any topic can have.
#[derive(Deserialize)]
struct Sticker {
    emoji: Option<String>,
    custom_emoji_id: Option<String>,
}

/// Opens a topic in a forum.
pub(crate) async fn open(api: &Api, place: &Address, title: &str) -> Result<Address, SendError> {
    let parameters = json!({ "chat_id": Place::of(place)?.chat, "name": fitting(title, TITLE) });
    let topic: Topic = api.call("createForumTopic", &parameters).await?;
    Ok(Address::thread(&place.chat, topic.message_thread_id.to_string()))
}

/// Says what a topic is called. Its icon is that of the mark; a mark without one goes before the title.
pub(crate) async fn entitle(
    api: &Api,
    topic: &Address,
    title: &str,
    mark: &str,
    icon: Option<String>,
) -> Result<(), SendError> {
    let mut parameters = named(topic)?;
    match icon {
        Some(icon) => {
            parameters["name"] = fitting(title, TITLE).into();
            parameters["icon_custom_emoji_id"] = icon.into();
        }
        None => {
            let left = TITLE.saturating_sub(Unit::Utf16.length(mark) + 1);
            parameters["name"] = format!("{mark} {}", fitting(title, left)).into();
        }
    }
    done(api.call("editForumTopic", &parameters).await)
}

/// Calls a method whose only subject is a topic.
pub(crate) async fn call(api: &Api, method: &str, topic: &Address) -> Result<(), SendError> {
    done(api.call(method, &named(topic)?).await)
}

/// Removes a topic with all that is in it. One that is not there is removed.
pub(crate) async fn delete(api: &Api, topic: &Address) -> Result<(), SendError> {
    match api.call::<_, Value>("deleteForumTopic", &named(topic)?).await {
        Err(error) if !NO_TOPIC.iter().any(|words| error.says(words)) => Err(error.into()),
        _ => Ok(()),
    }
}

/// The icon for an emoji, if topics can have it. Telegram is asked for the list until it has told it once.
pub(crate) async fn icon(listener: &Listener, mark: &str) -> Option<String> {
    let icons = listener.icons.get_or_try_init(|| async {
        let stickers: Vec<Sticker> = listener.api.call("getForumTopicIconStickers", &json!({})).await?;
        let icon = |sticker: Sticker| Some((bare(&sticker.emoji?), sticker.custom_emoji_id?));
        Ok::<_, CallError>(stickers.into_iter().filter_map(icon).collect::<HashMap<_, _>>())
    });
    match icons.await {
        Ok(icons) => icons.get(&bare(mark)).cloned(),
        Err(error) => {
            tracing::debug!(channel = %listener.settings.id, %error, "the icons of topics are not known yet");
            None
        }
    }
}

/// An emoji without the selector that asks for its colours: some have it, some do not.
fn bare(emoji: &str) -> String {
    emoji.chars().filter(|character| *character != '\u{fe0f}').collect()
}

fn named(topic: &Address) -> Result<Value, SendError> {
    let Place { chat, thread } = Place::of(topic)?;
    Ok(json!({ "chat_id": chat, "message_thread_id": thread }))
}

fn done(called: Result<Value, CallError>) -> Result<(), SendError> {
    match called {
        Err(error) if !error.says("not_modified") => Err(error.into()),
        _ => Ok(()),
    }
}

fn fitting(title: &str, most: usize) -> String {
    RichText::plain(title).split(most, Unit::Utf16).into_iter().next().unwrap_or_default().text
}
