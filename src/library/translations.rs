//! Which translations are missing, not published, or behind what they were translated from. Pure.

use std::collections::BTreeSet;

use hamyar_knowledge::analysis::language::base;
use hamyar_knowledge::{Article, Status};
use serde::{Deserialize, Serialize};

use crate::store::Rendering;

/// How an article stands in a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Translated {
    /// The source was revised since.
    Behind,
    /// There is none.
    Missing,
    /// There is one that is not published.
    Draft,
    /// It says what the source says, as far as is known.
    Current,
}

impl Translated {
    /// As addresses and commands have it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Behind => "behind",
            Self::Missing => "missing",
            Self::Draft => "draft",
            Self::Current => "current",
        }
    }
}

/// An article in a language other than its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Translation {
    /// What is translated.
    pub source: Rendering,
    /// The language it is translated into: the first part of a tag.
    pub language: String,
    /// The translation, if there is one.
    pub own: Option<Rendering>,
    /// How it stands.
    pub state: Translated,
}

/// The languages into which is translated: those that are offered, in their order, and those that articles are in.
#[must_use]
pub fn languages<'a>(offered: &[&str], locales: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut languages: Vec<String> = offered.iter().map(|&language| language.to_owned()).collect();
    let others: BTreeSet<&str> = locales.map(base).filter(|&one| one != Article::UNKNOWN_LOCALE).collect();
    for other in others {
        if !languages.iter().any(|language| language == other) {
            languages.push(other.to_owned());
        }
    }
    languages
}

/// How every published article stands in each of `languages`. `all` has those of one root together; of several that could be the source
/// it is the one whose language comes first in `languages`.
#[must_use]
pub fn translations(all: &[Rendering], languages: &[String]) -> Vec<Translation> {
    let mut found = Vec::new();
    for group in all.chunk_by(|one, next| one.root == next.root) {
        let Some(source) = source(group, languages) else { continue };
        for language in languages.iter().filter(|language| *language != base(&source.locale)) {
            let mut own = group.iter().filter(|one| base(&one.locale) == language && one.status != Status::Archived);
            let own = own.clone().find(|one| one.status == Status::Published).or_else(|| own.next());
            let state = own.map_or(Translated::Missing, |own| state(source, own));
            found.push(Translation { source: source.clone(), language: language.clone(), own: own.cloned(), state });
        }
    }
    found
}

/// What the others are translated from: nothing where nothing is published, or only what is in no known language.
fn source<'a>(group: &'a [Rendering], languages: &[String]) -> Option<&'a Rendering> {
    let rank = |one: &Rendering| languages.iter().position(|language| language == base(&one.locale));
    let published = group.iter().filter(|one| one.status == Status::Published);
    let known = published.filter(|one| one.locale != Article::UNKNOWN_LOCALE);
    known.min_by_key(|one| (rank(one).unwrap_or(usize::MAX), one.id.clone()))
}

fn state(source: &Rendering, own: &Rendering) -> Translated {
    let is_behind = match &own.seen {
        Some((of, revision)) if *of == source.id => source.revision > *revision,
        // Articles that came together, as from a file, are taken to say the same.
        _ => source.revised_at > own.revised_at,
    };
    match own.status {
        Status::Published if is_behind => Translated::Behind,
        Status::Published => Translated::Current,
        _ => Translated::Draft,
    }
}
