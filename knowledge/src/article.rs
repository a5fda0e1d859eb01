//! What a knowledge base is made of.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::analysis::normalize;

/// One article in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Unique in the knowledge base; a path such as `fa/refund` for articles that came from a folder.
    pub id: String,
    /// What translations of one article share.
    pub root: String,
    /// A language tag such as `fa`, `en` or `pt-BR`; [`Article::UNKNOWN_LOCALE`] when it is not known.
    pub locale: String,
    /// The heading; may be empty.
    pub title: String,
    /// Ways in which customers ask for it.
    pub questions: Vec<String>,
    /// The answer, in Markdown; may be empty.
    pub body: String,
    /// Words by which curators sort articles.
    pub labels: Vec<String>,
    /// Who may find it.
    pub audience: Audience,
    /// Where it stands between writing and publishing.
    pub status: Status,
    /// On which days it is found, where it is published.
    #[serde(default)]
    pub validity: Validity,
}

impl Article {
    /// The locale of an article whose language is not known.
    pub const UNKNOWN_LOCALE: &'static str = "und";

    /// Whether a search on behalf of `reader` may find it.
    #[must_use]
    pub fn visible_to(&self, reader: &Reader<'_>) -> bool {
        self.status == Status::Published
            && reader.day.is_none_or(|day| self.validity.holds(day))
            && match &self.audience {
                Audience::Public => true,
                Audience::Members => reader.agent || reader.member,
                Audience::Group(group) => reader.agent || reader.groups.iter().any(|one| same_group(one, group)),
                Audience::Agents => reader.agent,
            }
    }
}

/// Who may find an article. It is written `public`, `members`, `group:NAME` or `agents`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Audience {
    /// Customers, and agents too.
    #[default]
    Public,
    /// Customers who are known as members, and agents.
    Members,
    /// Customers of this group, and agents.
    Group(String),
    /// Agents only.
    Agents,
}

/// An audience that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no audience; allowed: public, members, group: with a name of 1 to {LONGEST_GROUP} characters, agents"
)]
pub struct InvalidAudience(String);

/// The longest name of a group, in characters: that of a label that people bear.
const LONGEST_GROUP: usize = 40;

impl Audience {
    /// The audience of a group with this name.
    ///
    /// # Errors
    /// When it is empty, too long or not in one line.
    pub fn group(name: &str) -> Result<Self, InvalidAudience> {
        let spaced: Vec<&str> = name.split_whitespace().collect();
        let group = spaced.join(" ");
        if group.is_empty() || group.chars().count() > LONGEST_GROUP || name.chars().any(char::is_control) {
            return Err(InvalidAudience(format!(
                "group:{}",
                name.escape_debug().take(LONGEST_GROUP).collect::<String>()
            )));
        }
        Ok(Self::Group(group))
    }
}

/// Whether two names are of one group: however their letters are typed, large or small.
#[must_use]
pub fn same_group(one: &str, other: &str) -> bool {
    let spelled = |name: &str| normalize(name, Article::UNKNOWN_LOCALE);
    one == other || spelled(one) == spelled(other)
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Members => f.write_str("members"),
            Self::Group(name) => write!(f, "group:{name}"),
            Self::Agents => f.write_str("agents"),
        }
    }
}

impl FromStr for Audience {
    type Err = InvalidAudience;

    fn from_str(text: &str) -> Result<Self, InvalidAudience> {
        match text.trim() {
            "public" => Ok(Self::Public),
            "members" => Ok(Self::Members),
            "agents" => Ok(Self::Agents),
            other => match other.strip_prefix("group:") {
                Some(name) => Self::group(name),
                None => Err(InvalidAudience(other.escape_debug().take(LONGEST_GROUP).collect())),
            },
        }
    }
}

impl From<Audience> for String {
    fn from(audience: Audience) -> Self {
        audience.to_string()
    }
}

impl TryFrom<String> for Audience {
    type Error = InvalidAudience;

    fn try_from(text: String) -> Result<Self, InvalidAudience> {
        text.parse()
    }
}

/// On whose behalf is searched, and on which day. The usual one is a customer of whom nothing is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reader<'a> {
    /// Somebody of the team.
    pub agent: bool,
    /// A customer who is known as a member.
    pub member: bool,
    /// Groups of the customer.
    pub groups: &'a [String],
    /// The day; without one, articles are found whenever they are valid.
    pub day: Option<NaiveDate>,
}

impl<'a> Reader<'a> {
    /// A customer of whom nothing is known.
    pub const PUBLIC: Reader<'static> = Reader { agent: false, member: false, groups: &[], day: None };
    /// Somebody of the team.
    pub const AGENT: Reader<'static> = Reader { agent: true, ..Self::PUBLIC };

    /// Whoever may just find what this audience may.
    #[must_use]
    pub fn of(audience: &'a Audience) -> Self {
        match audience {
            Audience::Public => Self::PUBLIC,
            Audience::Members => Self { member: true, ..Self::PUBLIC },
            Audience::Group(name) => Self { groups: std::slice::from_ref(name), ..Self::PUBLIC },
            Audience::Agents => Self::AGENT,
        }
    }

    /// The same on this day.
    #[must_use]
    pub fn on(self, day: NaiveDate) -> Self {
        Self { day: Some(day), ..self }
    }

    /// Whether there may be articles for this reader that are not for everybody.
    pub(crate) fn is_known(&self) -> bool {
        self.agent || self.member || !self.groups.is_empty()
    }
}

/// The days on which an article is found, both included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Validity {
    /// The first; without one, from ever.
    pub from: Option<NaiveDate>,
    /// The last; without one, for ever.
    pub until: Option<NaiveDate>,
}

impl Validity {
    /// Whether this is one of the days.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it begins before it ends.
    #[must_use]
    pub fn is_in_order(&self) -> bool {
        self.from.zip(self.until).is_none_or(|(from, until)| from <= until)
    }
}

/// Where an article stands between writing and publishing. Only published articles are found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Being written.
    Draft,
    /// Waiting for a second pair of eyes.
    Review,
    /// Found by searches.
    #[default]
    Published,
    /// Kept, but no longer found.
    Archived,
}

impl Status {
    /// As it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Review => "review",
            Self::Published => "published",
            Self::Archived => "archived",
        }
    }
}
