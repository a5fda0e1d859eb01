//! A list of words that mean the same, as it is kept and as it is edited: one group at a time, and nothing else of the list changes,
//! remarks included. Pure.

use hamyar_knowledge::analysis::language::base;
use hamyar_knowledge::{Synonyms, SynonymsError};

/// The longest group, in characters.
const LONGEST: usize = 3_000;

/// A list, line by line.
pub struct WordList(Vec<Line>);

/// Why a group of words cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum GroupFault {
    /// There is nothing in it.
    #[error("a group has at least two words")]
    Alone,
    /// It would be read as something else, or is too long.
    #[error("a group begins with a word, not with `#` or `[`, and has at most {LONGEST} characters")]
    Start,
    /// With it the list cannot be read.
    #[error(transparent)]
    List(SynonymsError),
}

enum Line {
    /// What follows is of this language.
    Language { tag: String, text: String },
    /// Words that mean the same.
    Group { language: String, words: String },
    /// A remark, or nothing.
    Other(String),
}

impl WordList {
    /// A list that [`hamyar_knowledge::Synonyms`] can read.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut language = String::new();
        let line = |text: &str| {
            let plain = text.trim().trim_start_matches('\u{feff}');
            if plain.is_empty() || plain.starts_with('#') {
                return Line::Other(text.to_owned());
            }
            if let Some(tag) = plain.strip_prefix('[').and_then(|tag| tag.strip_suffix(']')) {
                language = base(tag.trim()).to_ascii_lowercase();
                return Line::Language { tag: language.clone(), text: text.to_owned() };
            }
            Line::Group { language: language.clone(), words: plain.to_owned() }
        };
        Self(text.lines().map(line).collect())
    }

    /// Every group with its language, in the order of the list.
    pub fn groups(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|line| match line {
            Line::Group { language, words } => Some((language.as_str(), words.as_str())),
            _ => None,
        })
    }

    /// The group in this line of the list, counted from 1.
    #[must_use]
    pub fn group_at(&self, line: usize) -> Option<&str> {
        match self.0.get(line.checked_sub(1)?)? {
            Line::Group { words, .. } => Some(words),
            _ => None,
        }
    }

    /// Adds a group after the others of its language.
    pub fn add(&mut self, language: &str, words: &str) {
        let own = |line: &Line| match line {
            Line::Language { tag, .. } => tag == language,
            Line::Group { language: of, .. } => of == language,
            Line::Other(_) => false,
        };
        let at = if let Some(last) = self.0.iter().rposition(own) {
            last + 1
        } else {
            self.0.push(Line::Language { tag: language.to_owned(), text: format!("[{language}]") });
            self.0.len()
        };
        self.0.insert(at, Line::Group { language: language.to_owned(), words: words.to_owned() });
    }

    /// Puts a group in the place of another, or takes it out. False if there is none such.
    pub fn change(&mut self, language: &str, was: &str, now: Option<&str>) -> bool {
        let is_it = |line: &Line| matches!(line, Line::Group { language: of, words } if of == language && words == was);
        let Some(at) = self.0.iter().position(is_it) else { return false };
        match now {
            Some(words) => self.0[at] = Line::Group { language: language.to_owned(), words: words.to_owned() },
            None => drop(self.0.remove(at)),
        }
        true
    }

    /// Why the list cannot be kept with these words in it, as [`group`] has them.
    #[must_use]
    pub fn fault(&self, words: &str) -> Option<GroupFault> {
        if words.is_empty() {
            return Some(GroupFault::Alone);
        }
        if words.starts_with(['#', '[']) || words.chars().count() > LONGEST {
            return Some(GroupFault::Start);
        }
        self.error().map(GroupFault::List)
    }

    /// What is wrong with the whole list.
    #[must_use]
    pub fn error(&self) -> Option<SynonymsError> {
        Synonyms::parse(&self.text()).err()
    }

    /// The whole list.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.0 {
            text.push_str(match line {
                Line::Language { text, .. } | Line::Other(text) => text,
                Line::Group { words, .. } => words,
            });
            text.push('\n');
        }
        text
    }
}

/// What parts the words of a language.
#[must_use]
pub fn comma(language: &str) -> &'static str {
    if matches!(language, "fa" | "ar" | "ur" | "ckb" | "ps") { "، " } else { ", " }
}

/// Words as somebody typed them, separated by commas: without what stands around them, and with the commas of their language.
#[must_use]
pub fn group(typed: &str, language: &str) -> String {
    let members = typed.split([',', '،']).map(|member| member.split_whitespace().collect::<Vec<_>>().join(" "));
    let members: Vec<String> = members.filter(|member| !member.is_empty()).collect();
    members.join(comma(language)).replace('\0', "")
}
