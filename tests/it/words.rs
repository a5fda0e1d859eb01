//! The words that people read: whole in every language, and what their files may hold.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_bundle::FluentResource;
use hamyar::words::{Catalog, LANGUAGES};
use hamyar_channel::{Words, WordsExt};

use crate::sources::{self, Source};

/// Keys that are put together from a name, so that no source holds them whole: the commands of the menu.
const PUT_TOGETHER: [&str; 3] = ["command-", "discord-command-", "discord-option-"];

/// Texts in the sources that look like a key and are none: names of cookies, classes and the like.
const NO_KEYS: [&str; 0] = [];

/// One message of a file of words.
struct Message {
    file: String,
    line: usize,
    key: String,
    text: String,
}

/// All messages of a language. A file's own syntax is checked by `the_files_of_words_parse`.
fn messages(language: &str) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    for source in sources::files(&format!("src/locales/{language}"), &["ftl"]) {
        for (index, line) in source.text.lines().enumerate() {
            let starts = line.chars().next().is_some_and(|first| first.is_ascii_lowercase());
            match line.split_once(" =") {
                Some((key, text)) if starts => messages.push(Message {
                    file: source.path.clone(),
                    line: index + 1,
                    key: key.to_owned(),
                    text: text.trim().to_owned(),
                }),
                _ if line.starts_with('#') => {}
                _ => {
                    if let Some(last) = messages.last_mut() {
                        last.text.push('\n');
                        last.text.push_str(line.trim_end());
                    }
                }
            }
        }
    }
    messages
}

/// The arguments that a text asks for.
fn arguments(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect();
    text.split('$').skip(1).map(name).collect()
}

/// What people read of a text: without arguments, selectors, keys of variants, addresses, code and commands.
fn prose(text: &str) -> String {
    let variant = |line: &str| -> String {
        let trimmed = line.trim_start();
        let labelled = trimmed.strip_prefix('*').unwrap_or(trimmed);
        match labelled.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((_, text)) => text.to_owned(),
            None => line.to_owned(),
        }
    };
    let text: String = text.lines().map(|line| variant(line) + "\n").collect();
    let mut prose = String::new();
    let mut depth = 0_usize;
    let mut code = false;
    for character in text.chars() {
        match character {
            '`' => code = !code,
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 && !code => prose.push(character),
            _ => {}
        }
    }
    prose
        .split_whitespace()
        .filter(|word| !word.starts_with('/') && !word.contains("://"))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn the_files_of_words_parse_and_hold_each_key_once_under_their_own_name() {
    let mut problems = Vec::new();
    for language in LANGUAGES {
        for source in sources::files(&format!("src/locales/{language}"), &["ftl"]) {
            if let Err((_, errors)) = FluentResource::try_new(source.text.clone()) {
                problems.push(format!("{}: {errors:?}", source.path));
            }
        }
        let mut seen = BTreeSet::new();
        for Message { file, line, key, text } in messages(language) {
            let stem = Path::new(&file).file_stem().unwrap().to_str().unwrap().to_owned();
            if !key.starts_with(&format!("{stem}-")) {
                problems.push(format!("{file}:{line}: `{key}` must begin with `{stem}-`, the name of its file"));
            }
            if text.is_empty() {
                problems.push(format!("{file}:{line}: `{key}` says nothing"));
            }
            if !seen.insert(key.clone()) {
                problems.push(format!("{file}:{line}: `{key}` is there twice; keep one"));
            }
        }
    }
    sources::assert_none(&problems);
}

#[test]
fn all_languages_have_the_same_keys_with_the_same_arguments() {
    let of = |language: &str| -> BTreeMap<String, BTreeSet<String>> {
        messages(language).into_iter().map(|message| (message.key, arguments(&message.text))).collect()
    };
    let english = of("en");
    let mut problems = Vec::new();
    for language in &LANGUAGES[1..] {
        let other = of(language);
        for key in english.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
            match (english.get(key), other.get(key)) {
                (Some(here), Some(there)) if here == there => {}
                (Some(here), Some(there)) => {
                    problems.push(format!("`{key}` takes {here:?} in en and {there:?} in {language}"));
                }
                (None, _) => problems.push(format!("`{key}` is in {language} and not in en")),
                (_, None) => problems.push(format!("`{key}` is in en and not in {language}: write it there too")),
            }
        }
    }
    sources::assert_none(&problems);
}

/// The texts in quotes that look like a key, and those that begin like one and go on with an argument.
fn keys_in(source: &Source, files: &BTreeSet<String>) -> Vec<String> {
    let is_key = |text: &str| {
        text.split_once('-').is_some_and(|(file, rest)| files.contains(file) && !rest.is_empty())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    let is_template = Path::new(&source.path).extension().is_some_and(|ending| ending == "html");
    let code = if is_template { expressions(&source.text) } else { source.text.clone() };
    code.split('"')
        .map(|text| text.split('{').next().unwrap_or_default().to_owned())
        .filter(|text| is_key(text))
        .collect()
}

/// Only the expressions of a template: its classes and ids are no keys.
fn expressions(template: &str) -> String {
    template
        .split("{{")
        .skip(1)
        .filter_map(|rest| rest.split_once("}}"))
        .map(|(code, _)| code)
        .chain(template.split("{%").skip(1).filter_map(|rest| rest.split_once("%}")).map(|(code, _)| code))
        .collect()
}

#[test]
fn every_key_that_is_used_exists_and_every_key_that_exists_is_used() {
    let messages = messages("en");
    let keys: BTreeSet<&str> = messages.iter().map(|message| message.key.as_str()).collect();
    let files = messages.iter().map(|message| message.key.split('-').next().unwrap().to_owned()).collect();
    let mut used: BTreeSet<String> = PUT_TOGETHER.iter().map(|&key| key.to_owned()).collect();
    let mut problems = Vec::new();
    for source in sources::of_program() {
        for key in keys_in(&source, &files) {
            let exists = keys.contains(key.as_str()) || key.ends_with('-') && keys.iter().any(|k| k.starts_with(&key));
            if !exists && !NO_KEYS.contains(&key.as_str()) {
                problems.push(format!(
                    "{}: \"{key}\" looks like a key of words and there is none; add it to src/locales/*/, \
                     or to NO_KEYS in tests/it/words.rs if it is something else",
                    source.path
                ));
            }
            used.insert(key);
        }
    }
    for Message { file, line, key, .. } in &messages {
        if !used.contains(key) && !used.iter().any(|used| used.ends_with('-') && key.starts_with(used)) {
            problems.push(format!("{file}:{line}: nothing uses `{key}`; remove it in every language"));
        }
    }
    sources::assert_none(&problems);
}

#[test]
fn persian_is_written_with_its_own_letters_digits_and_quotes() {
    let mut problems = Vec::new();
    for Message { file, line, key, text } in messages("fa") {
        let wrong = prose(&text).chars().find_map(|character| match character {
            'ي' | 'ى' => Some("an Arabic ye; write ی"),
            'ك' => Some("an Arabic kaf; write ک"),
            '0'..='9' | '٠'..='٩' => Some("a digit that is not Persian; write ۰ to ۹"),
            '"' | '\'' | '“' | '”' => Some("a quote that is not Persian; write «…»"),
            ',' | ';' | '?' => Some("a Latin mark; write ، or ؛ or ؟"),
            _ => None,
        });
        if let Some(wrong) = wrong {
            problems.push(format!("{file}:{line}: `{key}` has {wrong}"));
        }
    }
    sources::assert_none(&problems);
}

#[test]
fn commands_fit_the_menu_of_telegram() {
    for language in LANGUAGES {
        for Message { key, text, .. } in messages(language).iter().filter(|message| message.key.starts_with("command-"))
        {
            assert!((3..=256).contains(&text.chars().count()), "{language}: `{key}` must have 3 to 256 characters");
        }
    }
}

#[test]
fn a_text_is_found_in_the_language_or_in_english_or_is_its_key() {
    let words = Catalog::new("fa", ["en", "fa", "xx"]);
    assert_eq!(words.languages(), ["fa", "en"]);
    assert_eq!(words.word("fa", "date-today"), "امروز");
    assert_eq!(words.word("fa-IR", "date-today"), "امروز");
    assert_eq!(words.word("de", "date-today"), "today");
    assert_eq!(words.word("", "date-today"), "today");
    assert_eq!(words.word("fa", "no-such-key"), "no-such-key");
}

#[test]
fn arguments_take_the_languages_digits_and_keep_the_order_of_the_sentence() {
    let words = Catalog::default();
    let joined = |language, first, second| words.text(language, "date-and", &[("first", first), ("second", second)]);
    assert_eq!(joined("fa", "12", "3.5"), "۱۲ و ۳٫۵");
    assert_eq!(joined("en", "12", "3.5"), "12 3.5");
    assert_eq!(joined("fa", "0912", "12345678901234567"), "0912 و 12345678901234567", "no number, but a code");
    assert_eq!(joined("fa", "سارا", "Omid"), "سارا و \u{2068}Omid\u{2069}");
    assert_eq!(joined("en", "سارا", "Omid"), "\u{2068}سارا\u{2069} Omid");
    assert_eq!(joined("fa", "https://example.org/a", "x"), "https://example.org/a و \u{2068}x\u{2069}");
    let days = |language, count| words.text(language, "date-days", &[("count", count)]);
    assert_eq!([days("en", "1"), days("en", "2"), days("fa", "2")], ["1 day", "2 days", "۲ روز"]);
}
