//! What the marks in a text mean: `<@42>` is a mention, `<:wave:7>` an emoji of the guild's own.

use super::called;
use crate::object::{Id, User};

/// What people write behind the name of somebody they address.
const AFTER_A_NAME: [char; 10] = [' ', '\u{a0}', ',', ':', ';', '،', '؛', '-', '–', '—'];

/// A mark and the text before it.
struct Mark<'a> {
    before: &'a str,
    inside: &'a str,
    after: &'a str,
}

/// The first thing in angle brackets.
fn mark(text: &str) -> Option<Mark<'_>> {
    let mut from = 0;
    loop {
        let start = from + text[from..].find('<')?;
        let rest = &text[start + 1..];
        match rest.find(['<', '>']) {
            Some(end) if rest[end..].starts_with('>') => {
                return Some(Mark { before: &text[..start], inside: &rest[..end], after: &rest[end + 1..] });
            }
            Some(_) => from = start + 1,
            None => return None,
        }
    }
}

/// What a mark stands for.
enum Meaning {
    User(Id),
    Role(Id),
    Emoji(String),
    Other,
}

fn meaning(inside: &str) -> Meaning {
    let id = |text: &str| text.parse::<u64>().ok().filter(|id| *id > 0).map(Id::new);
    if let Some(role) = inside.strip_prefix("@&") {
        return id(role).map_or(Meaning::Other, Meaning::Role);
    }
    if let Some(user) = inside.strip_prefix('@') {
        return id(user.strip_prefix('!').unwrap_or(user)).map_or(Meaning::Other, Meaning::User);
    }
    let emoji = inside.strip_prefix("a:").or(inside.strip_prefix(':'));
    match emoji.and_then(|emoji| emoji.split_once(':')) {
        Some((name, number)) if id(number).is_some() => Meaning::Emoji(format!(":{name}:")),
        _ => Meaning::Other,
    }
}

/// Somebody mentions us, or the role that Discord made for us.
pub(super) fn mentions(text: &str, me: Id, roles: &[Id]) -> bool {
    let mut rest = text;
    while let Some(Mark { inside, after, .. }) = mark(rest) {
        if is_ours(&meaning(inside), me, roles) {
            return true;
        }
        rest = after;
    }
    false
}

fn is_ours(meaning: &Meaning, me: Id, roles: &[Id]) -> bool {
    match meaning {
        Meaning::User(id) => *id == me,
        Meaning::Role(id) => roles.contains(id),
        Meaning::Emoji(_) | Meaning::Other => false,
    }
}

/// The text without mentions of us, others being called by their names; `None` where there is no mark in it.
pub(super) fn readable(text: &str, me: Id, roles: &[Id], mentioned: &[User]) -> Option<String> {
    let mut read = String::with_capacity(text.len());
    let (mut rest, mut changed) = (text, false);
    while let Some(Mark { before, inside, after }) = mark(rest) {
        read.push_str(before);
        rest = after;
        let meaning = meaning(inside);
        if is_ours(&meaning, me, roles) {
            let stands_alone = read.is_empty() || read.ends_with(char::is_whitespace);
            rest = if stands_alone { rest.trim_start_matches(AFTER_A_NAME) } else { rest };
            changed = true;
            continue;
        }
        let name = match meaning {
            Meaning::User(id) => mentioned
                .iter()
                .find(|user| user.id == id)
                .map(|user| format!("@{}", called(user, user.member.as_deref()))),
            Meaning::Emoji(name) => Some(name),
            Meaning::Role(_) | Meaning::Other => None,
        };
        match name {
            Some(name) => {
                read.push_str(&name);
                changed = true;
            }
            None => read.extend(["<", inside, ">"]),
        }
    }
    read.push_str(rest);
    changed.then(|| read.trim().to_owned())
}
