//! What people of the team write in a staff room, and what it asks for. Pure.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{Action, BrokenStep};

/// What begins a command, also as keyboards of other scripts write it. Twice it begins a note for the team alone.
const STROKES: [char; 2] = ['/', '／'];

/// How long the button puts something off.
const PRESSED_SNOOZE: Duration = Duration::hours(1);

/// Something that somebody of the team wants done from a staff room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomWish {
    /// What they can do at the desk as well.
    Do(Action),
    /// To be put off for so long.
    Snooze(Duration),
    /// The macro of this name; or the reply of this name that is kept ready, to the customer.
    Macro(String),
    /// What is replied to is taken back.
    Unsay,
}

/// Why nothing was done about what somebody wrote in a staff room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomProblem {
    /// There is no such command.
    Command,
    /// The command needs words after it.
    Words,
    /// That is not a time.
    Time,
    /// There is no such reply.
    Canned,
    /// A step of the macro cannot be taken any more.
    Broken(BrokenStep),
    /// Files go to the customer alone: with a note or a command there can be none.
    Files,
    /// A file cannot be sent.
    File {
        /// What it is called.
        name: String,
        /// Why.
        why: FileProblem,
    },
    /// What was sent without words gets none.
    Caption,
    /// What was said is not changed.
    Edit,
    /// An account is linked in private.
    Public,
    /// Nobody of the team, as far as is known.
    Stranger,
    /// Somebody who writes as the group.
    Anonymous,
    /// Somebody without the role that the room asks for.
    Role,
    /// Somebody of whom the platform does not say which roles they have.
    RoleUnknown,
}

/// Why a file from a staff room cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileProblem {
    /// The customer's channel takes none.
    Channel,
    /// There are more than so many.
    Many(usize),
    /// It has more bytes than these.
    Large(u64),
    /// Only files whose names end so are sent.
    Kind(Vec<String>),
    /// It is not what its name says.
    Disguised,
    /// It has no bytes.
    Empty,
    /// It could not be had from the room's platform.
    Lost,
}

/// The buttons of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomButton {
    /// Take it.
    Take,
    /// Give it back to the bot.
    Return,
    /// Put it off for an hour.
    Snooze,
    /// Take up what was put off.
    Wake,
    /// End it.
    Resolve,
    /// Take it up again.
    Reopen,
}

impl RoomButton {
    const ALL: [Self; 6] = [Self::Take, Self::Return, Self::Snooze, Self::Wake, Self::Resolve, Self::Reopen];

    /// What a press carries. The topic says which conversation it is about.
    #[must_use]
    pub fn action(self) -> &'static str {
        match self {
            Self::Take => "topic:take",
            Self::Return => "topic:bot",
            Self::Snooze => "topic:snooze",
            Self::Wake => "topic:wake",
            Self::Resolve => "topic:resolve",
            Self::Reopen => "topic:reopen",
        }
    }

    /// What a press asks for.
    ///
    /// # Errors
    ///
    /// When it is under no card.
    pub fn read(action: &str) -> Result<RoomWish, RoomProblem> {
        let button = Self::ALL.into_iter().find(|button| button.action() == action).ok_or(RoomProblem::Command)?;
        Ok(match button {
            Self::Take => RoomWish::Do(Action::Take),
            Self::Return => RoomWish::Do(Action::Return),
            Self::Snooze => RoomWish::Snooze(PRESSED_SNOOZE),
            Self::Wake => RoomWish::Do(Action::Wake),
            Self::Resolve => RoomWish::Do(Action::Resolve),
            Self::Reopen => RoomWish::Do(Action::Reopen),
        })
    }
}

impl RoomWish {
    /// What a message asks for: to be said to the customer, unless it begins as a note or a command does.
    ///
    /// # Errors
    ///
    /// When it cannot be made out: then nothing of it may be said to the customer.
    pub fn of_message(text: &str) -> Result<Self, RoomProblem> {
        match Self::command(text) {
            Some((name, rest)) => Self::of_command(name, rest),
            None => Ok(Self::Do(Action::Reply(text.trim().to_owned()))),
        }
    }

    /// The command that a text is, and what follows it: also one in letters that the platform does not take for a command.
    #[must_use]
    pub fn command(text: &str) -> Option<(&str, &str)> {
        let bare = text.trim_start_matches(|letter| is_unseen(letter) || is_formatting(letter));
        let command = bare.trim_end().strip_prefix(STROKES)?;
        match command.strip_prefix(STROKES) {
            Some(note) => Some(("note", note)),
            None => Some(command.split_once(char::is_whitespace).unwrap_or((command, ""))),
        }
    }

    /// What a command asks for, in English or Persian.
    ///
    /// # Errors
    ///
    /// When there is no such command, or what follows it does not go with it.
    pub fn of_command(name: &str, rest: &str) -> Result<Self, RoomProblem> {
        let rest = rest.trim();
        let words = || if rest.is_empty() { Err(RoomProblem::Words) } else { Ok(rest.to_owned()) };
        Ok(match name {
            "note" | "یادداشت" => Self::Do(Action::Note(words()?)),
            "take" | "برداشتن" => Self::Do(Action::Take),
            "resolve" | "حل" => Self::Do(Action::Resolve),
            "bot" | "ربات" => Self::Do(Action::Return),
            "reopen" | "بازکردن" => Self::Do(Action::Reopen),
            "wake" | "ادامه" => Self::Do(Action::Wake),
            "snooze" | "تعویق" => Self::Snooze(time_span(&words()?).ok_or(RoomProblem::Time)?),
            "delete" | "حذف" => Self::Unsay,
            "macro" | "آماده" => Self::Macro(words()?),
            "link" => return Err(RoomProblem::Public),
            _ => return Err(RoomProblem::Command),
        })
    }
}

/// Formatting that people put before words: a note stays one in bold, or as a quotation.
fn is_formatting(letter: char) -> bool {
    matches!(letter, '*' | '_' | '~' | '`' | '|' | '>' | '\\')
}

/// Nothing is to be seen of it: spaces, and the marks of direction and joining that keyboards put before words.
fn is_unseen(letter: char) -> bool {
    let marks = matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    marks || letter.is_whitespace() || letter.is_control()
}

/// A time such as `2h`, `30 m`, `۲ روز`. Hours where nothing is said.
#[must_use]
pub fn time_span(text: &str) -> Option<Duration> {
    let text = text.trim();
    let number: String = text.chars().map_while(digit).collect();
    let count: i64 = number.parse().ok().filter(|count| *count > 0 && number.len() <= 5)?;
    let unit: String = text.chars().skip(number.len()).collect();
    let minutes = match unit.trim().to_lowercase().as_str() {
        "m" | "min" | "minute" | "minutes" | "دقیقه" => 1,
        "" | "h" | "hour" | "hours" | "ساعت" => 60,
        "d" | "day" | "days" | "روز" => 24 * 60,
        "w" | "week" | "weeks" | "هفته" => 7 * 24 * 60,
        _ => return None,
    };
    Some(Duration::minutes(count * minutes))
}

/// An ASCII, Persian or Arabic digit as an ASCII one.
fn digit(letter: char) -> Option<char> {
    let value = match letter {
        '0'..='9' => letter as u32 - '0' as u32,
        '۰'..='۹' => letter as u32 - '۰' as u32,
        '٠'..='٩' => letter as u32 - '٠' as u32,
        _ => return None,
    };
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_begins_with_a_stroke_is_said_to_the_customer() {
        let read = |text: &str| RoomWish::of_message(text);
        let note = |text: &str| Ok(RoomWish::Do(Action::Note(text.to_owned())));
        assert_eq!(read(" hello "), Ok(RoomWish::Do(Action::Reply("hello".to_owned()))));
        assert_eq!(read("//ask Reza"), note("ask Reza"));
        assert_eq!(read("  // ask Reza"), note("ask Reza"));
        assert_eq!(read("/یادداشت از رضا بپرس"), note("از رضا بپرس"));
        assert_eq!(read("//"), Err(RoomProblem::Words));
        assert_eq!(read("/ note"), Err(RoomProblem::Command));
        assert_eq!(read("/nonsense"), Err(RoomProblem::Command));
    }

    #[test]
    fn what_is_not_seen_before_a_stroke_hides_it_from_nobody() {
        let note = Ok(RoomWish::Do(Action::Note("نشانی".to_owned())));
        let unseen =
            ["\u{200e}", "\u{200f}", "\u{200b}", "\u{feff}", "\u{2066}", "\u{2068}", "\u{61c}", " \u{200f} \u{200c}"];
        for unseen in unseen {
            for begin in ["//", "/note ", "／／", "／note ", "/／", "/یادداشت "] {
                let text = format!("{unseen}{begin}نشانی");
                assert_eq!(RoomWish::of_message(&text), note, "{text:?}");
            }
        }
        for text in ["**//نشانی", "> // نشانی", "__/note نشانی", "||//نشانی"] {
            assert_eq!(RoomWish::of_message(text), note, "{text:?}");
        }
        let words = "**so** /that is all";
        assert_eq!(RoomWish::of_message(words), Ok(RoomWish::Do(Action::Reply(words.to_owned()))));
        let words = "\u{200f}و/یا";
        assert_eq!(RoomWish::of_message(words), Ok(RoomWish::Do(Action::Reply(words.to_owned()))));
    }

    #[test]
    fn times_are_read_in_both_languages() {
        let read = |text: &str| RoomWish::of_command("snooze", text);
        let hours = |hours| Ok(RoomWish::Snooze(Duration::hours(hours)));
        for text in ["2h", "2", "2 hours", "۲ ساعت", "۲h", "120m", "۱۲۰ دقیقه"] {
            assert_eq!(read(text), hours(2), "{text}");
        }
        assert_eq!(read("1 week"), hours(7 * 24));
        for text in ["h", "0h", "-2h", "2x", "999999d", "tomorrow"] {
            assert_eq!(read(text), Err(RoomProblem::Time), "{text}");
        }
        assert_eq!(read(""), Err(RoomProblem::Words));
    }
}
