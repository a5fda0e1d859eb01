//! Which translations are missing or behind, for whoever writes them.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;

use super::address;
use super::list::{Choice, Field};
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::library::{Translated, Translation, translations};

/// Translations on a page.
const PAGE: usize = 50;

/// What is to be done, in the order in which it is listed.
const OPEN: [Translated; 3] = [Translated::Behind, Translated::Missing, Translated::Draft];

/// What the address may carry.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    language: String,
    state: String,
    page: usize,
}

/// An article in a language.
struct Row {
    name: String,
    from: String,
    into: String,
    state: (&'static str, String),
    /// When the source was revised.
    when: String,
    href: String,
    action: String,
}

#[derive(Template)]
#[template(path = "translations.html")]
struct TranslationsPage {
    t: Tongue,
    frame: Frame,
    fields: Vec<Field>,
    chosen: bool,
    /// How many of each state, with the class of a chip.
    counts: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    before: Option<String>,
    next: Option<String>,
}

/// What was found out last, and at which revision of the knowledge.
#[derive(Debug, Default)]
pub(in crate::desk) struct Kept(std::sync::Mutex<Option<(i64, Arc<Known>)>>);

/// The languages there are, and what stands how in them.
#[derive(Debug, Default)]
pub(in crate::desk) struct Known {
    pub(in crate::desk) languages: Vec<String>,
    pub(in crate::desk) all: Vec<Translation>,
}

impl Kept {
    /// As it is now.
    pub(in crate::desk) async fn read(&self, desk: &Desk) -> Result<Arc<Known>, Failure> {
        let revision = desk.store.article_revision().await?;
        {
            let last = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Some((_, known)) = last.as_ref().filter(|(of, _)| *of == revision) {
                return Ok(Arc::clone(known));
            }
        }
        let renderings = desk.store.renderings().await?;
        let locales = renderings.iter().map(|one| one.locale.as_str());
        let languages = languages(desk, locales);
        let mut all = translations(&renderings, &languages);
        all.sort_by(|one, other| (one.state, &other.source.revised_at).cmp(&(other.state, &one.source.revised_at)));
        let known = Arc::new(Known { languages, all });
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some((revision, Arc::clone(&known)));
        Ok(known)
    }
}

/// The languages into which is translated: those that are offered, the usual one first, and those that articles are in.
pub(in crate::desk) fn languages<'a>(desk: &Desk, locales: impl Iterator<Item = &'a str>) -> Vec<String> {
    crate::library::languages(desk.words.languages(), locales)
}

/// Translations that are missing, not published or behind: those that are behind first, then those whose source changed last.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let state = match asked.state.as_str() {
        "" => None,
        word => Some(OPEN.into_iter().find(|state| state.word() == word).ok_or(Failure::NotFound)?),
    };
    let known = desk.translations.read(&desk).await?;
    if !asked.language.is_empty() && !known.languages.contains(&asked.language) {
        return Err(Failure::NotFound);
    }
    let of_language = |one: &&Translation| asked.language.is_empty() || one.language == asked.language;
    let counts = OPEN.into_iter().map(|state| {
        let count = known.all.iter().filter(of_language).filter(|one| one.state == state).count();
        let number = t.number(i64::try_from(count).unwrap_or(i64::MAX));
        (class(state), t.text("translate-count", &[("state", &t.word(key(state))), ("number", &number)]))
    });
    let wanted = |one: &&Translation| match state {
        Some(state) => one.state == state,
        None => one.state != Translated::Current,
    };
    let mut found = known.all.iter().filter(of_language).filter(wanted).skip(asked.page.saturating_mul(PAGE));
    let rows: Vec<Row> = found.by_ref().take(PAGE).map(|one| row(&t, one)).collect();
    let at = |page: usize| {
        let page = if page == 0 { String::new() } else { page.to_string() };
        address("translations", &[("language", &asked.language), ("state", &asked.state), ("page", &page)])
    };
    let page = TranslationsPage {
        frame: Frame::read(&desk, &visitor, Section::Translations, &at(asked.page)).await?,
        fields: fields(&t, &known.languages, &asked),
        chosen: state.is_some() || !asked.language.is_empty(),
        counts: counts.collect(),
        rows,
        before: (asked.page > 0).then(|| at(asked.page - 1)),
        next: found.next().map(|_| at(asked.page + 1)),
        t,
    };
    Ok(Html(page.render()?))
}

fn fields(t: &Tongue, languages: &[String], asked: &Asked) -> Vec<Field> {
    let choice =
        |value: &str, label: String, chosen: &str| Choice { chosen: value == chosen, value: value.to_owned(), label };
    let mut into = vec![choice("", t.word("curate-any-locale"), &asked.language)];
    into.extend(languages.iter().map(|tag| choice(tag, t.language_name(tag), &asked.language)));
    let mut states = vec![choice("", t.word("translate-any-state"), &asked.state)];
    states.extend(OPEN.map(|state| choice(state.word(), t.word(key(state)), &asked.state)));
    vec![
        Field { name: "language", label: t.word("translate-into"), options: into },
        Field { name: "state", label: t.word("translate-state"), options: states },
    ]
}

fn row(t: &Tongue, one: &Translation) -> Row {
    let source = &one.source;
    Row {
        name: if source.title.trim().is_empty() { source.id.clone() } else { source.title.clone() },
        from: t.language_name(&source.locale),
        into: t.language_name(&one.language),
        state: (class(one.state), t.word(key(one.state))),
        when: t.when(&source.revised_at),
        href: address("translate", &[("id", &source.id), ("into", &one.language)]),
        action: t.word(if one.own.is_some() { "translate-revise" } else { "translate-write" }),
    }
}

pub(super) fn key(state: Translated) -> &'static str {
    match state {
        Translated::Behind => "translate-behind",
        Translated::Missing => "translate-missing",
        Translated::Draft => "translate-draft",
        Translated::Current => "translate-current",
    }
}

/// The class of a chip that shows a state.
pub(super) fn class(state: Translated) -> &'static str {
    match state {
        Translated::Behind => "chip--warn",
        Translated::Missing => "chip--danger",
        Translated::Draft => "",
        Translated::Current => "chip--ok",
    }
}
