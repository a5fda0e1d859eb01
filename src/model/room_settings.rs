//! What is set for a staff room beyond what is set for every place: whom it calls, and who is heard in it. Pure.

use std::fmt;

use hamyar_channel::Mention;
use serde::{Deserialize, Serialize};

/// As many people and roles can be called by one room.
pub const MOST_MENTIONS: usize = 10;

/// What is set for a staff room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoomSettings {
    /// Whom a handoff and an escalation call, by the platform's own names for them.
    pub mentions: Vec<Mention>,
    /// The role on the platform without which nobody is heard in the room, where one is set.
    pub staff_role: Option<String>,
}

/// What cannot be set for a staff room.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRoomSetting {
    /// This calls nobody on Telegram.
    #[error("`{0}` calls nobody on Telegram; allowed: @username, or an account's number")]
    Telegram(String),
    /// This calls nobody on Discord.
    #[error("`{0}` calls nobody on Discord; allowed: role:NUMBER, or a member's number")]
    Discord(String),
    /// The platform has no way to call somebody.
    #[error("nobody can be called on this channel")]
    Platform,
    /// They are more than can be.
    #[error("at most {MOST_MENTIONS} people and roles can be called")]
    Many,
    /// This is no role.
    #[error("`{0}` is no role; allowed: the number of a role on Discord")]
    Role(String),
}

/// As much is told of what could not be read.
const SHOWN: usize = 40;

impl RoomSettings {
    /// Whom a room on this platform calls, as people write it: names and numbers between spaces or commas.
    ///
    /// # Errors
    ///
    /// Names the first that calls nobody there, and what does.
    pub fn read_mentions(platform: &str, text: &str) -> Result<Vec<Mention>, InvalidRoomSetting> {
        let mut mentions = Vec::new();
        let parts = text.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '،' | ';'));
        for part in parts.filter(|part| !part.is_empty()) {
            let shown = || part.chars().take(SHOWN).collect::<String>();
            let mention = match platform {
                "telegram" => on_telegram(part).ok_or_else(|| InvalidRoomSetting::Telegram(shown()))?,
                "discord" => on_discord(part).ok_or_else(|| InvalidRoomSetting::Discord(shown()))?,
                _ => return Err(InvalidRoomSetting::Platform),
            };
            if !mentions.contains(&mention) {
                mentions.push(mention);
            }
        }
        if mentions.len() > MOST_MENTIONS { Err(InvalidRoomSetting::Many) } else { Ok(mentions) }
    }

    /// The role without which nobody is heard, as people write it; none where nothing is written.
    ///
    /// # Errors
    ///
    /// When it is no role of the platform's.
    pub fn read_role(platform: &str, text: &str) -> Result<Option<String>, InvalidRoomSetting> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let bare = text.strip_prefix("<@&").and_then(|rest| rest.strip_suffix('>'));
        let bare = bare.or_else(|| text.strip_prefix("role:")).unwrap_or(text);
        match number(bare).filter(|_| platform == "discord") {
            Some(role) => Ok(Some(role)),
            None => Err(InvalidRoomSetting::Role(text.chars().take(SHOWN).collect())),
        }
    }

    /// Whom it calls, as it can be written.
    #[must_use]
    pub fn written(&self) -> String {
        self.mentions.iter().map(|mention| Written(mention).to_string()).collect::<Vec<_>>().join(" ")
    }
}

/// A mention as people write it.
struct Written<'a>(&'a Mention);

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Mention::Name(name) => write!(f, "@{name}"),
            Mention::Account(id) => f.write_str(id),
            Mention::Role(id) => write!(f, "role:{id}"),
        }
    }
}

/// A user name has 5 to 32 letters, digits and underscores, of which the first is a letter.
fn on_telegram(text: &str) -> Option<Mention> {
    let Some(name) = text.strip_prefix('@') else { return number(text).map(Mention::Account) };
    let letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let is_name = (5..=32).contains(&name.len())
        && name.chars().all(letter)
        && name.starts_with(|first: char| first.is_ascii_alphabetic());
    is_name.then(|| Mention::Name(name.to_owned()))
}

fn on_discord(text: &str) -> Option<Mention> {
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
    if let Some(role) = inner.strip_prefix("role:").or_else(|| inner.strip_prefix("@&")) {
        return number(role).map(Mention::Role);
    }
    let bare = inner.strip_prefix("@!").or_else(|| inner.strip_prefix('@')).unwrap_or(inner);
    number(bare).map(Mention::Account)
}

/// The number of an account or a role.
fn number(text: &str) -> Option<String> {
    let is_one = (1..=20).contains(&text.len()) && text.chars().all(|digit| digit.is_ascii_digit());
    (is_one && !text.starts_with('0')).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_a_room_calls_is_read_as_it_is_written() {
        let telegram = |text: &str| RoomSettings::read_mentions("telegram", text);
        let discord = |text: &str| RoomSettings::read_mentions("discord", text);
        let account = |id: &str| Mention::Account(id.to_owned());
        assert_eq!(telegram(" @sara_n،  42 @sara_n"), Ok(vec![Mention::Name("sara_n".to_owned()), account("42")]));
        assert_eq!(
            discord("role:7 <@&8>, <@9> 10"),
            Ok(vec![Mention::Role("7".to_owned()), Mention::Role("8".to_owned()), account("9"), account("10")])
        );
        assert_eq!(telegram(""), Ok(Vec::new()));
        for wrong in ["@ab", "@1sara", "@everyone!", "sara", "-5", "@sara.n", "role:7", "007"] {
            assert_eq!(telegram(wrong), Err(InvalidRoomSetting::Telegram(wrong.to_owned())), "{wrong}");
        }
        for wrong in ["@everyone", "@here", "sara", "role:", "<@&>", "123456789012345678901"] {
            assert_eq!(discord(wrong), Err(InvalidRoomSetting::Discord(wrong.to_owned())), "{wrong}");
        }
        let many: Vec<String> = (1..=11).map(|id| id.to_string()).collect();
        assert_eq!(discord(&many.join(" ")), Err(InvalidRoomSetting::Many));
        assert_eq!(RoomSettings::read_mentions("web", "42"), Err(InvalidRoomSetting::Platform));
        let settings = RoomSettings { mentions: discord("role:7 9").unwrap(), staff_role: None };
        assert_eq!(settings.written(), "role:7 9");
    }

    #[test]
    fn a_role_is_a_number_on_discord() {
        let read = |text: &str| RoomSettings::read_role("discord", text);
        for text in ["77", "role:77", "<@&77>", " 77 "] {
            assert_eq!(read(text), Ok(Some("77".to_owned())), "{text}");
        }
        assert_eq!(read(" "), Ok(None));
        assert_eq!(read("Staff"), Err(InvalidRoomSetting::Role("Staff".to_owned())));
        assert!(RoomSettings::read_role("telegram", "77").is_err());
    }
}
