//! What is wrong with the settings, said so that whoever reads it can put it right.

use std::fmt;
use std::io;
use std::path::PathBuf;

use figment::error::{Actual, Kind};

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is not TOML.
    #[error("{place}: this is not TOML: {reason}")]
    Syntax {
        /// The file and line.
        place: Place,
        /// What the parser says, without the text it read, which may be a secret.
        reason: String,
    },
    /// A variable is not Unicode.
    #[error("{variable}: the value is not valid UTF-8")]
    NotUnicode {
        /// The variable.
        variable: String,
    },
    /// A setting is not known, or has a value that is not allowed.
    #[error("{place}: {key}: {reason}")]
    Invalid {
        /// Where it is set.
        place: Place,
        /// The dotted key.
        key: String,
        /// What was found and what is allowed.
        reason: String,
    },
}

/// Where a setting came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file, and the line if it is known.
    File {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: Option<usize>,
    },
    /// A variable of the environment.
    Variable(String),
    /// The defaults.
    Defaults,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line: Some(line) } => write!(f, "{}:{line}", path.display()),
            Self::File { path, line: None } => write!(f, "{}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Defaults => f.write_str("defaults"),
        }
    }
}

/// What was found and what is allowed, for the setting at `path`. `known` are the dotted keys of all settings and
/// sections, as they are spelt where this one is set.
pub(super) fn reason(kind: &Kind, path: &[String], known: &[Known]) -> String {
    match kind {
        Kind::UnknownField(_, siblings) => unknown(path, siblings, known),
        Kind::UnknownVariant(found, allowed) => {
            format!("found {}, allowed are {}", shortened(found), quoted(allowed))
        }
        // A token ends up here easily, so the value is not quoted.
        Kind::InvalidType(_, expected) if expected == "a section" => {
            "found a value, allowed is a section: its keys are set one by one".to_owned()
        }
        Kind::InvalidType(actual, expected) | Kind::InvalidValue(actual, expected) => {
            format!("found {}, allowed is {}", found(actual), allowed(expected))
        }
        other => other.to_string(),
    }
}

/// A setting or section that there is.
pub(super) struct Known {
    /// The dotted key.
    pub(super) key: String,
    /// The key, or the variable that sets it.
    pub(super) spelt: String,
}

fn unknown(path: &[String], siblings: &[&str], known: &[Known]) -> String {
    let place = match path {
        [] | [_] => "known here are".to_owned(),
        [sections @ .., _] => format!("known in [{}] are", sections.join(".")),
    };
    let siblings = siblings.join(", ");
    match most_alike(&path.join("."), known) {
        Some(meant) => format!("there is no such setting, did you mean {meant}? {place} {siblings}"),
        None => format!("there is no such setting, {place} {siblings}"),
    }
}

/// The known key most like `wrong`, whatever stands between its words, or the one that lacks its section.
fn most_alike<'k>(wrong: &str, known: &'k [Known]) -> Option<&'k str> {
    /// Chosen by eye: one or two letters wrong are above it, another word is below.
    const ALIKE: f64 = 0.75;
    let letters =
        |key: &str| key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let wrong_letters = letters(wrong);
    let alike = |known: &Known| match known.key.rsplit_once('.') {
        Some((_, name)) if name == wrong => 1.0,
        _ => strsim::normalized_damerau_levenshtein(&letters(&known.key), &wrong_letters),
    };
    known
        .iter()
        .map(|known| (alike(known), known))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known.spelt.as_str())
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

/// A value of a file in quotes, cut where it is long.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        format!("{text:?}")
    } else {
        format!("{:?}…", text.chars().take(MOST).collect::<String>())
    }
}

fn found(actual: &Actual) -> String {
    match actual {
        Actual::Bool(value) => value.to_string(),
        Actual::Unsigned(value) => value.to_string(),
        Actual::Signed(value) => value.to_string(),
        Actual::Float(value) => value.to_string(),
        Actual::Str(text) => shortened(text),
        Actual::Seq => "a list".to_owned(),
        Actual::Map => "a section".to_owned(),
        other => other.to_string(),
    }
}

/// What serde expected, in words for people.
fn allowed(expected: &str) -> &str {
    match expected {
        "u32" => "a whole number from 0 to 4294967295",
        "a nonzero u32" => "a whole number from 1 to 4294967295",
        "f64" => "a number",
        "a boolean" => "true or false",
        "a string" | "path string" => "text in quotes",
        other => other,
    }
}
