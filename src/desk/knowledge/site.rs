//! Reading a site at the desk: a page or a sitemap by its address, in the background; then it is looked at and taken in as a file is. Some
//! are read again by themselves.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Duration, Utc};
use hamyar_knowledge::files::{Unread, Upkeeps};
use serde::Deserialize;
use url::Url;

use super::arrival::{ArrivalPage, Stage};
use super::brought::Refused;
use super::import::place;
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::attachment::visible;
use crate::desk::csrf::{Checked, Tokened};
use crate::desk::failure::Failure;
use crate::desk::tongue::Tongue;
use crate::model::AgentId;
use crate::sites::{self, Sourced};
use crate::store::{NewUpload, Site, Sources, UPLOADS_KEPT};

/// How many days may lie between two readings.
pub(super) const EVERY: [u16; 3] = [1, 7, 30];

/// After so long a reading whose node is not this one has ended, or its node has.
const LONGEST: Duration = Duration::hours(6);

/// The longest address, in characters.
const ADDRESS: usize = 1000;

/// A site that is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    token: String,
    url: String,
    /// After how many days again; empty for never by itself. Left out, that stays as it is.
    #[serde(default)]
    every: Option<String>,
}

impl Tokened for Wanted {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Begins to read a site.
pub(super) async fn read(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(wanted): Checked<Wanted>,
) -> Result<Response, Failure> {
    let agent = visitor.agent.id;
    let every = wanted.every.as_deref().map(days).transpose()?;
    let url = match checked(&desk, &wanted.url) {
        Ok(url) => url,
        Err(why) => {
            let stage = Stage::Empty(Some(Refused::Site(wanted.url, why)));
            let page = ArrivalPage::show(&desk, &visitor, stage).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    if let Some(every) = every {
        desk.store.remember_site(url.to_string(), every, Some(agent)).await?;
    }
    desk.store.drop_uploads(desk.edge.now() - UPLOADS_KEPT, None).await?;
    let id = desk.store.announce_upload(agent, url.to_string()).await?;
    let (working, stop) = (desk.clone(), desk.stop.child_token());
    let progress = desk.imports.begin_reading(id, stop.clone());
    tokio::spawn(async move {
        let reading = async {
            let _room = working.imports.room_for_sites().await;
            let read = working.sites.read(&url, &progress).await;
            let new = NewUpload { sources: Some(sources(&read.articles)), ..brought(agent, url.to_string(), read) };
            working.store.fill_upload(id, new).await
        };
        if let Some(Err(error)) = stop.run_until_cancelled(reading).await {
            tracing::error!(%error, upload = %id, "what was read from a site was not kept");
        }
        working.imports.end_reading(id);
    });
    Ok(Redirect::to(&place(id)).into_response())
}

/// The address that somebody wishes to be read, if it may be called as far as can be told.
pub(in crate::desk) fn checked(desk: &Desk, typed: &str) -> Result<Url, sites::Refused> {
    match typed.chars().count() {
        0..=ADDRESS => desk.sites.address(typed),
        _ => Err(sites::Refused::NoAddress),
    }
}

/// Reads a site that is due, once no other is read here; what is new or has changed becomes drafts. Does nothing where somebody else was
/// quicker.
pub(in crate::desk) fn read_in_background(desk: &Desk, url: String) {
    let (working, stop) = (desk.clone(), desk.stop.clone());
    tokio::spawn(async move {
        let Some(_room) = stop.run_until_cancelled(working.imports.room_for_sites()).await else { return };
        if let Err(error) = working.library.read_due(&working.sites, Some(url), &stop).await {
            tracing::error!(%error, "a site was not read");
        }
    });
}

fn brought(agent: AgentId, name: String, read: sites::Read) -> NewUpload {
    let articles = read.articles.into_iter().map(|sourced| sourced.article).collect();
    NewUpload { agent, name, articles, upkeep: Upkeeps::new(), problems: read.problems, sources: None }
}

fn sources(read: &[Sourced]) -> Sources {
    read.iter().map(|sourced| (sourced.article.id.clone(), sourced.source.clone())).collect()
}

fn days(text: &str) -> Result<Option<u16>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().ok().filter(|days| EVERY.contains(days)).map(Some).ok_or(Failure::BadForm)
}

/// A site that is not read again by itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Forgotten {
    token: String,
    url: String,
}

impl Tokened for Forgotten {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Has a site not read again.
pub(super) async fn forget(
    State(desk): State<Desk>,
    Checked(forgotten): Checked<Forgotten>,
) -> Result<Redirect, Failure> {
    desk.store.remember_site(forgotten.url.replace('\0', ""), None, None).await?;
    Ok(Redirect::to("/desk/knowledge/import"))
}

/// Whether another node may be reading what was begun then: how far it is, it alone knows.
pub(super) fn is_read_elsewhere(desk: &Desk, since: DateTime<Utc>) -> bool {
    desk.store.is_shared() && desk.edge.now() - since < LONGEST
}

/// A site that is read again, as it is listed.
pub(super) struct Remembered {
    pub(super) url: String,
    pub(super) every: String,
    pub(super) next: String,
    pub(super) last: Option<String>,
    pub(super) came: Option<String>,
    pub(super) problem: Option<String>,
}

impl Remembered {
    pub(super) fn new(t: &Tongue, site: Site) -> Self {
        let count = |number: usize| t.number(i64::try_from(number).unwrap_or(i64::MAX));
        let came = site.outcome.as_ref().map(|outcome| {
            let tallied = &outcome.tallied;
            let counts = [
                ("new", count(tallied.new)),
                ("changed", count(tallied.changed)),
                ("edited", count(tallied.edited)),
                ("broken", count(tallied.broken)),
            ];
            let counts: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
            t.text("site-came", &counts)
        });
        Self {
            every: t.count("site-every-days", site.every_days),
            next: t.moment(&site.due_at),
            last: site.read_at.map(|at| t.moment(&at)),
            came,
            problem: site.outcome.and_then(|outcome| outcome.problem).map(|problem| told(t, &problem).0),
            url: site.url,
        }
    }
}

/// Why an address is not read.
pub(super) fn sentence(t: &Tongue, typed: &str, why: &sites::Refused) -> String {
    let shown = visible(&typed.chars().take(200).collect::<String>());
    let (word, figure) = why.word();
    let figure = figure.map(|figure| figure.to_string()).unwrap_or_default();
    t.text("site-refused", &[("url", &shown), ("why", &t.with(why_key(word), "figure", &figure))])
}

/// What could not be read, in a sentence, and in the words of whoever read it where these say more and are not of the reader's language.
pub(super) fn told(t: &Tongue, unread: &Unread) -> (String, Option<String>) {
    // What a program before this one kept is a sentence alone.
    if t.language() == "en" || unread.what.is_empty() {
        return (visible(&unread.to_string()), None);
    }
    let figure = unread.figure.map(|figure| figure.to_string()).unwrap_or_default();
    let why = t.with(why_key(&unread.what), "figure", &figure);
    let place = visible(&unread.place);
    let sentence = if place.is_empty() { why } else { t.text("site-problem", &[("place", &place), ("why", &why)]) };
    (sentence, unread.what.starts_with("file-").then(|| visible(&unread.said)))
}

/// The sentence for a word that [`sites::Refused::word`] gave.
pub(super) fn why_key(word: &str) -> &'static str {
    match word {
        "no-address" => "site-why-no-address",
        "scheme" => "site-why-scheme",
        "user-info" => "site-why-user-info",
        "port" => "site-why-port",
        "private" => "site-why-private",
        "unknown-name" => "site-why-unknown-name",
        "redirects" => "site-why-redirects",
        "elsewhere" => "site-why-elsewhere",
        "status" => "site-why-status",
        "too-slow" => "site-why-too-slow",
        "unreachable" => "site-why-unreachable",
        "too-large" => "site-why-too-large",
        "spent" => "site-why-spent",
        "kind" => "site-why-kind",
        "compressed" => "site-why-compressed",
        "robots" => "site-why-robots",
        "no-index" => "site-why-no-index",
        "empty" => "site-why-empty",
        "complicated" => "site-why-complicated",
        "time" => "site-why-time",
        "sitemaps" => "site-why-sitemaps",
        "pages" => "site-why-pages",
        "more" => "site-why-more",
        "file-unreadable" => "import-why-unreadable",
        "file-article" => "import-why-article",
        "file-columns" => "import-why-columns",
        "file-too-large" => "import-why-too-large",
        "file-too-many" => "import-why-too-many",
        "file-twice" => "import-why-twice",
        "file-place" => "import-why-place",
        "file-archive" => "import-why-archive",
        _ => "site-why-sitemap",
    }
}
