//! Setting a place: what can be set, in the words of `/setup`, of buttons and of the command line.

use serde::{Deserialize, Serialize};

use super::{Autonomy, Label, Role};

/// What can be set for a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceSettings {
    /// What it is for.
    pub role: Role,
    /// How freely the bot speaks there.
    pub autonomy: Autonomy,
    /// The language of the place, where one is set.
    pub language: Option<String>,
    /// Talk that is not addressed to us is recorded too.
    pub listen: bool,
    /// The group that everybody in it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Label>,
}

impl Default for PlaceSettings {
    /// As a shared place is before anybody sets it.
    fn default() -> Self {
        Self { role: Role::Help, autonomy: Autonomy::Addressed, language: None, listen: false, group: None }
    }
}

/// What is said in a place about a change of its settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// What people say here is recorded from now on, addressed to us or not.
    ReadsAlong,
    /// It no longer is.
    ReadsNoMore,
    /// We keep quiet here, and what our mark means.
    Community,
}

impl PlaceSettings {
    /// What is not addressed to us is recorded too.
    #[must_use]
    pub fn reads_along(&self) -> bool {
        let here = !matches!(self.role, Role::Ignored | Role::Staff);
        here && (self.listen || matches!(self.autonomy, Autonomy::Always | Autonomy::Confident))
    }

    /// What people in the place must be told when these settings become those.
    #[must_use]
    pub fn notices(&self, after: &Self) -> Vec<Notice> {
        let mut notices = Vec::new();
        match (self.reads_along(), after.reads_along()) {
            (false, true) => notices.push(Notice::ReadsAlong),
            (true, false) => notices.push(Notice::ReadsNoMore),
            _ => {}
        }
        if self.role != Role::Community && after.role == Role::Community {
            notices.push(Notice::Community);
        }
        notices
    }
}

/// One setting and its new value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceChange {
    /// What the place is for.
    Role(Role),
    /// How freely the bot speaks.
    Autonomy(Autonomy),
    /// Whether talk that is not addressed to us is recorded.
    Listen(bool),
    /// The language: its number among those offered, from 1; 0 for none.
    Language(u8),
}

/// Why `/setup` did not understand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupProblem {
    /// There is no such setting.
    Setting,
    /// There is no such role, or not for a chat to choose.
    Role,
    /// There is no such autonomy.
    Autonomy,
    /// It is either on or off.
    Listen,
    /// The language is not offered.
    Language,
}

impl PlaceChange {
    /// The roles that a chat may choose for itself. `staff` is none: the team's own rooms are named by the team, or any
    /// stranger's group could pass for one.
    pub const ROLES: [Role; 3] = [Role::Help, Role::Community, Role::Ignored];

    /// Every autonomy.
    pub const AUTONOMIES: [Autonomy; 4] = [Autonomy::Addressed, Autonomy::Confident, Autonomy::Always, Autonomy::Never];

    /// Reads the arguments of `/setup`: a setting and its value.
    ///
    /// # Errors
    ///
    /// The part that was not understood.
    pub fn parse(arguments: &str, languages: &[String]) -> Result<Self, SetupProblem> {
        let arguments = arguments.to_lowercase();
        let mut words = arguments.split([' ', '\t', '\n', '=', ':']).filter(|word| !word.is_empty());
        let (setting, value) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let alone = words.next().is_none();
        match setting {
            "role" => {
                let role = value.parse().ok().filter(|role| alone && Self::ROLES.contains(role));
                role.map(Self::Role).ok_or(SetupProblem::Role)
            }
            "autonomy" => value.parse().ok().filter(|_| alone).map(Self::Autonomy).ok_or(SetupProblem::Autonomy),
            "listen" => match value {
                "on" if alone => Ok(Self::Listen(true)),
                "off" if alone => Ok(Self::Listen(false)),
                _ => Err(SetupProblem::Listen),
            },
            "language" => {
                let number = match value {
                    "none" | "auto" => Some(0),
                    _ => languages.iter().position(|language| language == value).map(|index| index + 1),
                };
                let number = number.filter(|_| alone).and_then(|number| u8::try_from(number).ok());
                number.map(Self::Language).ok_or(SetupProblem::Language)
            }
            _ => Err(SetupProblem::Setting),
        }
    }

    /// The settings with this change.
    #[must_use]
    pub fn apply(self, settings: &PlaceSettings, languages: &[String]) -> PlaceSettings {
        let mut settings = settings.clone();
        match self {
            Self::Role(role) => settings.role = role,
            Self::Autonomy(autonomy) => settings.autonomy = autonomy,
            Self::Listen(listen) => settings.listen = listen,
            Self::Language(0) => settings.language = None,
            Self::Language(number) => {
                let chosen = languages.get(usize::from(number) - 1).cloned();
                settings.language = chosen.or(settings.language);
            }
        }
        settings
    }

    /// What a button for it carries, short.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Self::Role(role) => format!("r-{role}"),
            Self::Autonomy(autonomy) => format!("a-{autonomy}"),
            Self::Listen(listen) => format!("l-{}", if listen { "on" } else { "off" }),
            Self::Language(number) => format!("t-{number}"),
        }
    }

    /// Reads what [`PlaceChange::word`] wrote.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let (setting, value) = word.split_once('-')?;
        match setting {
            "r" => value.parse().ok().filter(|role| Self::ROLES.contains(role)).map(Self::Role),
            "a" => value.parse().ok().map(Self::Autonomy),
            "l" => Some(Self::Listen(value == "on")),
            "t" => value.parse().ok().map(Self::Language),
            _ => None,
        }
    }
}
