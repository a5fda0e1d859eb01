//! What could not be read, in a form that is kept and that can be told in any language.

use serde::{Deserialize, Serialize};

use super::Problem;

/// What kind of thing is wrong with a file, or with a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It cannot be read at all.
    Unreadable,
    /// It is no article, or not a whole one.
    Article,
    /// The first row names no columns of ours.
    Columns,
    /// It is larger than what is read.
    TooLarge,
    /// There is more of it than is read.
    TooMany,
    /// Its name is used already.
    Twice,
    /// It is a link or lies too deep, so that nobody looks there.
    Place,
    /// An archive holds what is not taken from one.
    Archive,
}

impl Trouble {
    /// A word for it that is kept.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unreadable => "file-unreadable",
            Self::Article => "file-article",
            Self::Columns => "file-columns",
            Self::TooLarge => "file-too-large",
            Self::TooMany => "file-too-many",
            Self::Twice => "file-twice",
            Self::Place => "file-place",
            Self::Archive => "file-archive",
        }
    }
}

/// Something that could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct Unread {
    /// A file, with the line if it is about one, or an address.
    pub place: String,
    /// A word for what is wrong: of [`Trouble::word`], or of whoever reads addresses. Empty for what an older program kept.
    pub what: String,
    /// The figure that goes with the word, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<u32>,
    /// What is wrong, in an English sentence that goes on after the place.
    pub said: String,
}

/// As it is kept; a program before this one kept one sentence.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Sentence(String),
    Whole {
        place: String,
        what: String,
        #[serde(default)]
        figure: Option<u32>,
        said: String,
    },
}

impl From<Kept> for Unread {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Sentence(said) => Self { said, ..Self::default() },
            Kept::Whole { place, what, figure, said } => Self { place, what, figure, said },
        }
    }
}

impl From<&Problem> for Unread {
    fn from(problem: &Problem) -> Self {
        let path = problem.path.display();
        Self {
            place: problem.line.map_or_else(|| path.to_string(), |line| format!("{path}:{line}")),
            what: problem.trouble.word().to_owned(),
            figure: None,
            said: problem.message.clone(),
        }
    }
}

impl std::fmt::Display for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.place.is_empty() { f.write_str(&self.said) } else { write!(f, "{}: {}", self.place, self.said) }
    }
}
