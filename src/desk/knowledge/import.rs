//! Taking articles in from a file at the desk: brought, looked at, and then taken in, all of it or nothing. What is read, and how much of
//! it, is the library's rule, as for the command.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hamyar_knowledge::files::{Imported, Limits, Unread, read_bytes};
use serde::Deserialize;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;

use super::address;
use super::arrival::{ArrivalPage, Stage};
use super::brought::{Brought, LARGEST, Refused};
use super::site;
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::csrf::{Checked, Tokened};
use crate::desk::failure::Failure;
use crate::model::{AuditKind, UploadId};
use crate::sites::Progress;
use crate::store::{Arrived, Import, NewUpload, TakenIn, Tallied, UPLOADS_KEPT};

/// How much of a file is read.
const READ: Limits = Limits { entries: 50_000, unpacked: 4 * LARGEST as u64, articles: 20_000, problems: 1_000 };

/// Imports that this node remembers.
const REMEMBERED: usize = 32;

/// What this node is taking in, and room for files that are read.
#[derive(Debug)]
pub(in crate::desk) struct Imports {
    /// One at a time: a file may need a few hundred megabytes while it is read.
    reading: Semaphore,
    running: Mutex<HashMap<UploadId, Running>>,
    /// One site at a time, and how far each is that is read or waits for that.
    sites: Semaphore,
    reading_sites: Mutex<HashMap<UploadId, (Arc<Progress>, CancellationToken)>>,
}

impl Default for Imports {
    fn default() -> Self {
        Self {
            reading: Semaphore::new(1),
            running: Mutex::default(),
            sites: Semaphore::new(1),
            reading_sites: Mutex::default(),
        }
    }
}

/// An import, while it goes on and for a while after it.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pub(super) arrived: Arc<Arrived>,
    pub(super) came: Came,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// It goes on.
    On,
    /// It is done, or was before.
    Done,
    /// Somebody touched one of the articles meanwhile; nothing was taken in.
    Overtaken,
    /// The database refused; nothing was taken in.
    Failed,
}

impl Imports {
    fn locked(&self) -> MutexGuard<'_, HashMap<UploadId, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn of(&self, id: UploadId) -> Option<Running> {
        self.locked().get(&id).cloned()
    }

    /// Notes that one begins, unless it goes on already.
    fn begin(&self, id: UploadId) -> Option<Arc<Arrived>> {
        let mut running = self.locked();
        if running.get(&id).is_some_and(|running| running.came == Came::On) {
            return None;
        }
        if running.len() >= REMEMBERED {
            running.retain(|_, running| running.came == Came::On);
        }
        let arrived = Arc::new(Arrived::default());
        running.insert(id, Running { arrived: Arc::clone(&arrived), came: Came::On });
        Some(arrived)
    }

    /// Notes that a site is read, or waits for that, until this token stops it.
    pub(super) fn begin_reading(&self, id: UploadId, stop: CancellationToken) -> Arc<Progress> {
        let progress = Arc::new(Progress::default());
        self.reading_sites().insert(id, (Arc::clone(&progress), stop));
        progress
    }

    /// Waits until no other site is read.
    pub(super) async fn room_for_sites(&self) -> Option<SemaphorePermit<'_>> {
        self.sites.acquire().await.ok()
    }

    pub(super) fn reading_of(&self, id: UploadId) -> Option<Arc<Progress>> {
        self.reading_sites().get(&id).map(|(progress, _)| Arc::clone(progress))
    }

    /// Has a site read no further.
    fn stop_reading(&self, id: UploadId) {
        if let Some((_, stop)) = self.reading_sites().get(&id) {
            stop.cancel();
        }
    }

    pub(super) fn end_reading(&self, id: UploadId) {
        self.reading_sites().remove(&id);
    }

    fn reading_sites(&self) -> MutexGuard<'_, HashMap<UploadId, (Arc<Progress>, CancellationToken)>> {
        self.reading_sites.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, id: UploadId, came: Came) {
        if let Some(running) = self.locked().get_mut(&id) {
            running.came = came;
        }
    }
}

/// What the address may carry.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    id: Option<String>,
    /// Which of its articles are listed.
    show: String,
}

/// Where a file is brought, or how its articles stand.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let stage = match &asked.id {
        None => Stage::Empty(None),
        Some(id) => stage(&desk, &visitor, id, &asked.show).await?,
    };
    ArrivalPage::show(&desk, &visitor, stage).await
}

/// The part of the page that shows how far an import is.
pub(super) async fn progress(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let id = asked.id.as_deref().unwrap_or_default();
    let stage = stage(&desk, &visitor, id, "").await?;
    ArrivalPage::progress(&desk, &visitor, stage)
}

async fn stage(desk: &Desk, visitor: &Visitor, id: &str, show: &str) -> Result<Stage, Failure> {
    let id: UploadId = id.parse().map_err(|_| Failure::NotFound)?;
    // Before it is looked at: what ends meanwhile is ready then.
    let (running, reading) = (desk.imports.of(id), desk.imports.reading_of(id));
    let upload = desk.store.upload(id, visitor.agent.id).await?.ok_or(Failure::NotFound)?;
    // Once the audit log tells of it and questions are answered with it, not before.
    if let Some(running) = running.as_ref().filter(|running| upload.ready && running.came == Came::On) {
        return Ok(Stage::Running(upload, Arc::clone(&running.arrived)));
    }
    if upload.taken.is_some() {
        return Ok(Stage::Taken(upload));
    }
    if !upload.ready {
        return Ok(match reading {
            Some(progress) => Stage::Reading(upload, Some(progress.seen())),
            None if site::is_read_elsewhere(desk, upload.at) => Stage::Reading(upload, None),
            None => Stage::Empty(Some(Refused::Interrupted)),
        });
    }
    // Before the articles are looked at: what is saved meanwhile is noticed.
    let seen = desk.store.article_revision().await?;
    let articles = desk.store.upload_articles(id).await?;
    let standings = desk.store.upload_standings(&upload, &articles, how(desk)).await?;
    let said = desk.store.upkeep_standings(upload.upkeep.clone(), false).await?;
    Ok(Stage::Looked {
        upload,
        said,
        seen,
        articles,
        standings,
        show: show.to_owned(),
        came: running.map(|running| running.came),
    })
}

/// What is taken in here is published by two people, where the settings say so.
fn how(desk: &Desk) -> Import {
    Import { second_look: desk.settings.second_look, ..Import::default() }
}

/// Reads the file that is brought, and keeps what is in it.
pub(super) async fn bring(State(desk): State<Desk>, visitor: Visitor, brought: Brought) -> Result<Response, Failure> {
    let (name, bytes) = match brought {
        Brought::File { name, bytes } => (name, bytes),
        Brought::Refused(why) => return refused(&desk, &visitor, why).await,
    };
    desk.store.drop_uploads(desk.edge.now() - UPLOADS_KEPT, None).await?;
    let Imported { articles, upkeep, problems } = read_file(&desk, name.clone(), bytes).await?;
    if articles.is_empty() && problems.is_empty() {
        return refused(&desk, &visitor, Refused::Nothing(name)).await;
    }
    let problems = problems.iter().map(Unread::from).collect();
    let new = NewUpload { agent: visitor.agent.id, name, articles, upkeep, problems, sources: None };
    let id = desk.store.keep_upload(new).await?;
    Ok(Redirect::to(&place(id)).into_response())
}

/// What is in a file of this name; one is read at a time.
pub(in crate::desk) async fn read_file(
    desk: &Desk,
    name: String,
    bytes: impl AsRef<[u8]> + Send + 'static,
) -> Result<Imported, Failure> {
    let Ok(_room) = desk.imports.reading.acquire().await else { return Err(Failure::Unavailable) };
    let read = tokio::task::spawn_blocking(move || read_bytes(&name, bytes.as_ref(), READ)).await;
    read.map_err(|_| Failure::Unavailable)
}

async fn refused(desk: &Desk, visitor: &Visitor, why: Refused) -> Result<Response, Failure> {
    let status =
        if matches!(why, Refused::Large) { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ArrivalPage::show(desk, visitor, Stage::Empty(Some(why))).await?;
    Ok((status, page).into_response())
}

pub(super) fn place(id: UploadId) -> String {
    address("import", &[("id", &id.to_string())])
}

/// How the articles of a file are taken in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Taking {
    token: String,
    id: String,
    /// The revision of the knowledge at which the page was looked at.
    seen: i64,
    /// What was edited at the desk is overwritten.
    #[serde(default)]
    overwrite: Option<String>,
    /// What could not be read is left out.
    #[serde(default)]
    skip: Option<String>,
    /// Take it in, or let go of it.
    deed: String,
}

impl Tokened for Taking {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Takes them in, beside whatever else the server does; the page shows how far it is.
pub(super) async fn take(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(taking): Checked<Taking>,
) -> Result<Response, Failure> {
    let id: UploadId = taking.id.parse().map_err(|_| Failure::NotFound)?;
    let agent = visitor.agent.id;
    let upload = desk.store.upload(id, agent).await?.ok_or(Failure::NotFound)?;
    match taking.deed.as_str() {
        "drop" => {
            if desk.imports.of(id).is_none_or(|running| running.came != Came::On) {
                desk.store.drop_uploads(desk.edge.now() - UPLOADS_KEPT, Some((id, agent))).await?;
                desk.imports.stop_reading(id);
            }
            return Ok(Redirect::to("/desk/knowledge/import").into_response());
        }
        "take" if upload.ready && (upload.problems.is_empty() || taking.skip.is_some()) => {}
        "take" => {
            let stage = stage(&desk, &visitor, &taking.id, "broken").await?;
            let page = ArrivalPage::show(&desk, &visitor, stage).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        _ => return Err(Failure::BadForm),
    }
    if let Some(arrived) = desk.imports.begin(id) {
        let overwrite = taking.overwrite.is_some();
        let how = Import { agent: Some(agent), overwrite, seen: Some(taking.seen), ..how(&desk) };
        let (working, stop) = (desk.clone(), desk.stop.clone());
        tokio::spawn(async move {
            let taken = stop.run_until_cancelled(working.store.take_upload(id, how, arrived)).await;
            let came = match taken {
                Some(Ok(TakenIn::Done(standings))) => {
                    let tallied = Tallied { overwritten: how.overwrite, ..Tallied::of(&standings) };
                    told(&working, &visitor, tallied.taken()).await;
                    Came::Done
                }
                Some(Ok(TakenIn::Overtaken)) => Came::Overtaken,
                Some(Err(error)) => {
                    tracing::error!(%error, upload = %id, "articles were not taken in");
                    Came::Failed
                }
                None => Came::Failed,
            };
            if came == Came::Done
                && let Err(error) = working.library.refresh().await
            {
                tracing::warn!(%error, "the knowledge index follows later");
            }
            working.imports.end(id, came);
        });
    }
    Ok(Redirect::to(&place(id)).into_response())
}

/// Keeps in the audit log that so many articles were taken in.
async fn told(desk: &Desk, visitor: &Visitor, articles: usize) {
    if articles > 0 && visitor.did(desk, AuditKind::Imported, articles).await.is_err() {
        tracing::error!(agent = %visitor.agent.id, articles, "articles were taken in, and the audit log does not tell it");
    }
}
