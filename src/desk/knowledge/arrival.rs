//! The page on which a file is brought, looked at, and seen to arrive.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::response::Html;
use hamyar_knowledge::Article;

use super::brought::{ENDINGS, LARGEST, Refused};
use super::import::Came;
use super::site::{self, EVERY, Remembered};
use super::under_way::{Arriving, Open, arriving, open};
use super::{address, name_of};
use crate::desk::access::Visitor;
use crate::desk::attachment::visible;
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::desk::{Desk, assets};
use crate::sites::Seen;
use crate::store::{Arrived, Care, Standing, Tallied, Tended, Tending, Upload};

/// Articles that are listed.
const SHOWN: usize = 200;

/// Addresses that nobody knows, as many as are listed.
const STRANGERS: usize = 20;

/// How far it is.
pub(super) enum Stage {
    /// Nothing was brought, perhaps for a reason.
    Empty(Option<Refused>),
    /// It was looked at.
    Looked {
        upload: Upload,
        /// The revision of the knowledge at which it was looked at.
        seen: i64,
        articles: Vec<Article>,
        standings: Vec<Standing>,
        /// What the file says of who keeps them, and when they are to be looked at.
        said: Vec<Care>,
        /// Which of them are listed; those that matter where that is empty.
        show: String,
        /// How it came out that it was not taken in.
        came: Option<Came>,
    },
    /// It is a site that is being read; how far that is, where this node reads it.
    Reading(Upload, Option<Seen>),
    /// It is being taken in.
    Running(Upload, Arc<Arrived>),
    /// It is taken in.
    Taken(Upload),
}

/// An article of the file, or what could not be read.
struct Row {
    state: (&'static str, String),
    /// The article's name and id; the sentence that says what is wrong where there is none.
    name: String,
    sentence: bool,
    id: Option<String>,
    note: Option<String>,
}

/// How many stand how, and where they are listed.
struct Count {
    class: &'static str,
    words: String,
    href: String,
    chosen: bool,
}

/// What was looked at.
struct Looked {
    id: String,
    name: String,
    seen: i64,
    counts: Vec<Count>,
    rows: Vec<Row>,
    more: Option<String>,
    broken: Option<String>,
    edited: bool,
    /// Why what is taken in is published by nobody yet.
    unpublished: Option<String>,
    /// Whom the file names as keepers and nobody knows.
    strangers: Option<String>,
    /// There is nothing to take in.
    nothing: bool,
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "import.html")]
pub(super) struct ArrivalPage {
    t: Tongue,
    frame: Frame,
    script: &'static str,
    wrong: Option<String>,
    limits: String,
    endings: String,
    largest: usize,
    large: String,
    /// The address that was typed and is not read.
    typed: String,
    every: Vec<(u16, String)>,
    open: Vec<Open>,
    sites: Vec<Remembered>,
    looked: Option<Looked>,
    arriving: Option<Arriving>,
}

#[derive(Template)]
#[template(path = "_progress.html")]
struct ProgressPart {
    t: Tongue,
    arriving: Arriving,
}

impl ArrivalPage {
    /// The whole page.
    pub(super) async fn show(desk: &Desk, visitor: &Visitor, stage: Stage) -> Result<Html<String>, Failure> {
        let t = visitor.tongue(desk);
        let frame = Frame::read(desk, visitor, Section::Import, "/desk/knowledge/import").await?;
        let size = t.size(LARGEST as u64);
        let mut page = Self {
            script: assets::import(),
            wrong: None,
            limits: t.text("import-limits", &[("size", &size), ("kinds", &kinds())]),
            endings: ENDINGS.join(","),
            largest: LARGEST,
            large: t.with("import-large", "size", &size),
            typed: String::new(),
            every: EVERY.iter().map(|days| (*days, t.count("site-every-days", i64::from(*days)))).collect(),
            open: Vec::new(),
            sites: Vec::new(),
            looked: None,
            arriving: None,
            frame,
            t,
        };
        match stage {
            Stage::Empty(why) => {
                if let Some(Refused::Site(typed, _)) = &why {
                    page.typed.clone_from(typed);
                }
                page.wrong = why.map(|why| sentence(&page.t, &why));
                page.open = open(desk, &page.t, visitor).await?;
                let sites = desk.store.sites().await?;
                page.sites = sites.into_iter().map(|site| Remembered::new(&page.t, site)).collect();
            }
            Stage::Looked { upload, seen, articles, standings, said, show, came } => {
                let unpublished = unpublished(&page.t, upload.sources.is_some(), desk.settings.second_look);
                let found = looked(&page.t, &upload, (seen, &articles, &standings), unpublished, (&show, came));
                let nothing = found.nothing && said.iter().all(|said| said.standing == Tended::Kept);
                page.looked = Some(Looked { nothing, strangers: strangers(&page.t, &said), ..found });
            }
            stage => page.arriving = arriving(&page.t, stage, desk.settings.second_look),
        }
        Ok(Html(page.render()?))
    }

    /// The part that shows how far it is.
    pub(super) fn progress(desk: &Desk, visitor: &Visitor, stage: Stage) -> Result<Html<String>, Failure> {
        let t = visitor.tongue(desk);
        let arriving = arriving(&t, stage, desk.settings.second_look).ok_or(Failure::NotFound)?;
        Ok(Html(ProgressPart { t, arriving }.render()?))
    }
}

/// The kinds of files that are read, from left to right whatever the language, without dots that would stand beside the sentence's own.
fn kinds() -> String {
    format!("\u{2066}{}\u{2069}", ENDINGS.map(|ending| ending.trim_start_matches('.')).join(", "))
}

fn sentence(t: &Tongue, why: &Refused) -> String {
    match why {
        Refused::None => t.word("import-none"),
        Refused::Large => t.with("import-large", "size", &t.size(LARGEST as u64)),
        Refused::Kind(name) => t.text("import-kind", &[("name", &visible(name)), ("kinds", &kinds())]),
        Refused::Nothing(name) => t.with("import-nothing", "name", &visible(name)),
        Refused::Site(typed, why) => site::sentence(t, typed, why),
        Refused::Interrupted => t.word("site-interrupted"),
    }
}

/// Why what is taken in is published by nobody yet, where that is so.
fn unpublished(t: &Tongue, of_site: bool, second_look: bool) -> Option<String> {
    match (of_site, second_look) {
        (true, _) => Some(t.word("site-drafts-hint")),
        (false, true) => Some(t.word("import-second-look")),
        (false, false) => None,
    }
}

fn looked(
    t: &Tongue,
    upload: &Upload,
    (seen, articles, standings): (i64, &[Article], &[Standing]),
    unpublished: Option<String>,
    (show, came): (&str, Option<Came>),
) -> Looked {
    let Tallied { new, changed, same, edited, .. } = Tallied::of(standings);
    let broken = upload.problems.len();
    let number = |count: usize| t.number(i64::try_from(count).unwrap_or(i64::MAX));
    let id = upload.id.to_string();
    let counts = [
        ("broken", "chip--danger", broken),
        ("edited", "chip--warn", edited),
        ("changed", "chip--accent", changed),
        ("new", "chip--ok", new),
        ("same", "", same),
    ];
    let counts = counts.map(|(kind, class, count)| Count {
        class,
        words: t.text("import-count", &[("state", &t.word(key(kind))), ("number", &number(count))]),
        href: address("import", &[("id", &id), ("show", if kind == show { "" } else { kind })]),
        chosen: kind == show,
    });
    let mut rows: Vec<Row> = Vec::new();
    if matches!(show, "" | "broken") {
        rows.extend(upload.problems.iter().map(|problem| {
            let (name, id) = site::told(t, problem);
            Row { state: ("chip--danger", t.word(key("broken"))), name, sentence: true, id, note: None }
        }));
    }
    for (kind, class) in [("edited", "chip--warn"), ("changed", "chip--accent"), ("new", "chip--ok"), ("same", "")] {
        // Of what stays as it is, it is enough to know how much there is.
        if show != kind && (!show.is_empty() || kind == "same") {
            continue;
        }
        let of_kind = articles.iter().zip(standings).filter(|(_, standing)| kind_of(standing) == kind);
        rows.extend(of_kind.map(|(article, standing)| Row {
            state: (class, t.word(key(kind))),
            name: name_of(article),
            sentence: false,
            id: Some(article.id.clone()),
            note: note(t, standing),
        }));
    }
    let more = rows.len().saturating_sub(SHOWN);
    rows.truncate(SHOWN);
    let wrong = match came {
        Some(Came::Overtaken) => Some(t.word("import-overtaken")),
        Some(Came::Failed) => Some(t.word("import-failed")),
        _ => None,
    };
    Looked {
        id,
        name: visible(&upload.name),
        seen,
        counts: counts.into(),
        rows,
        more: (more > 0).then(|| t.count("import-more", i64::try_from(more).unwrap_or(i64::MAX))),
        broken: (broken > 0).then(|| t.count("import-skip", i64::try_from(broken).unwrap_or(i64::MAX))),
        edited: edited > 0,
        unpublished,
        strangers: None,
        nothing: new + changed + edited == 0,
        wrong,
    }
}

/// Whom the file names as keepers though nobody of the team has their addresses.
fn strangers(t: &Tongue, said: &[Care]) -> Option<String> {
    let unknown = said.iter().filter(|said| said.standing == Tended::Unknown);
    let addresses: BTreeSet<String> = unknown
        .filter_map(|said| match &said.what {
            Tending::Owner(owner) => Some(visible(owner)),
            Tending::ReviewOn(_) => None,
        })
        .collect();
    let listed: Vec<String> = addresses.into_iter().take(STRANGERS).collect();
    (!listed.is_empty()).then(|| t.with("import-unknown-keepers", "addresses", &listed.join(", ")))
}

fn kind_of(standing: &Standing) -> &'static str {
    match standing {
        Standing::New => "new",
        Standing::Changed => "changed",
        Standing::Same => "same",
        Standing::Edited { .. } | Standing::Removed => "edited",
    }
}

fn key(kind: &str) -> &'static str {
    match kind {
        "new" => "import-new",
        "changed" => "import-changed",
        "same" => "import-same",
        "edited" => "import-edited",
        _ => "import-broken",
    }
}

fn note(t: &Tongue, standing: &Standing) -> Option<String> {
    if *standing == Standing::Removed {
        return Some(t.word("import-removed"));
    }
    let Standing::Edited { by, draft } = standing else { return None };
    let key = if *draft { "import-draft-of" } else { "import-edit-of" };
    by.as_ref().map(|by| t.with(key, "name", by))
}
