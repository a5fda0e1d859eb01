//! Articles in and out as files: the formats of the page, all of it or nothing.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use hamyar_knowledge::files::{Format, Imported};
use hamyar_knowledge::{Article, Status};
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::problem::Problem;
use super::sent::{Asked, bytes, kind};
use crate::desk::Desk;
use crate::desk::knowledge::export::written;
use crate::desk::knowledge::import::read_file;
use crate::desk::knowledge::saving::follow;
use crate::model::AuditKind;
use crate::store::{Arriving, Care, Import, Standing, TakenIn, Tallied};

/// The kinds of file that are read, and how the names of such files end.
const KINDS: [(&str, &str); 7] = [
    ("application/jsonl", "jsonl"),
    ("application/x-ndjson", "jsonl"),
    ("text/csv", "csv"),
    ("text/tab-separated-values", "tsv"),
    ("application/zip", "zip"),
    ("text/markdown", "md"),
    ("text/x-markdown", "md"),
];

/// The longest name of a file, in characters.
const NAME: usize = 120;

/// How articles are taken in.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct How {
    /// Change nothing; say what it would come to.
    dry_run: bool,
    /// Overwrite what was edited at the desk too, and end its drafts.
    overwrite: bool,
    /// Leave out what cannot be read.
    skip_broken: bool,
    /// The revision of a dry run: if one of the articles was touched since, nothing is taken in.
    seen: Option<i64>,
    /// What the file is called, without its ending: the id of an article that has none, and what problems begin with.
    name: Option<String>,
}

/// An article of the file.
#[derive(Serialize)]
struct Row {
    id: String,
    locale: String,
    title: String,
    /// As it is taken in: `review` where somebody else has to look before it is published.
    status: Status,
    standing: &'static str,
    /// Who edited the one that is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    edited_by: Option<String>,
    /// What is there has a draft beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<bool>,
}

/// What it came to, or would.
#[derive(Serialize)]
struct Came {
    dry_run: bool,
    /// The revision of the knowledge at which it was looked at, for `seen`.
    seen: i64,
    new: usize,
    changed: usize,
    same: usize,
    edited: usize,
    overwritten: bool,
    broken: usize,
    /// How many were taken in, or would be.
    taken: usize,
    articles: Vec<Row>,
    /// Who is to keep them and when they are to be looked at again, where that is not so already.
    upkeep: Vec<Care>,
    problems: Vec<String>,
}

impl Came {
    fn of(
        how: &How,
        taking: Import,
        (seen, articles, standings): (i64, &[Article], &[Standing]),
        (upkeep, problems): (Vec<Care>, Vec<String>),
    ) -> Self {
        let tallied = Tallied { overwritten: how.overwrite, ..Tallied::of(standings) };
        Self {
            dry_run: how.dry_run,
            seen,
            new: tallied.new,
            changed: tallied.changed,
            same: tallied.same,
            edited: tallied.edited,
            overwritten: how.overwrite,
            broken: problems.len(),
            taken: tallied.taken(),
            articles: articles
                .iter()
                .zip(standings)
                .map(|(article, standing)| row(article, standing, taking))
                .collect(),
            upkeep,
            problems,
        }
    }
}

fn row(article: &Article, standing: &Standing, taking: Import) -> Row {
    let status = if *standing == Standing::Same { article.status } else { taking.as_taken(article).status };
    let (word, edited_by, draft) = match standing {
        Standing::New => ("new", None, None),
        Standing::Changed => ("changed", None, None),
        Standing::Same => ("same", None, None),
        Standing::Removed => ("removed", None, None),
        Standing::Edited { by, draft } => ("edited", by.clone(), Some(*draft)),
    };
    Row {
        id: article.id.clone(),
        locale: article.locale.clone(),
        title: article.title.clone(),
        status,
        standing: word,
        edited_by,
        draft,
    }
}

/// What the file is called: its kind says how that ends.
fn name(how: &How, kind: &str) -> Result<String, Problem> {
    let Some((_, ending)) = KINDS.into_iter().find(|(known, _)| *known == kind) else {
        let known = KINDS.map(|(known, _)| known).join(", ");
        return Err(Problem::wrong_kind(format!("Content-Type says what the file is; allowed are {known}")));
    };
    let name = how.name.as_deref().unwrap_or("articles");
    let fits =
        (1..=NAME).contains(&name.chars().count()) && !name.contains(['/', '\\', '\0']) && !name.starts_with('.');
    let name = fits.then(|| format!("{name}.{ending}"));
    name.ok_or_else(|| Problem::field("name", format!("1 to {NAME} characters without / are allowed")))
}

/// Takes a file in, or says what that would come to.
pub(super) async fn import(
    State(desk): State<Desk>,
    Caller(doer): Caller,
    Asked(how): Asked<How>,
    request: Request,
) -> Result<Response, Problem> {
    let name = name(&how, &kind(request.headers()))?;
    let file = bytes(request, &desk).await?;
    let Imported { articles, upkeep, problems } = read_file(&desk, name, file).await?;
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    if articles.is_empty() && problems.is_empty() {
        return Err(Problem::invalid("there is no article in the file"));
    }
    let second_look = desk.settings.second_look;
    let taking = Import { agent: Some(doer.agent), overwrite: how.overwrite, seen: how.seen, second_look };
    // Before they are looked at: what is saved meanwhile is noticed.
    let seen = desk.store.article_revision().await?;
    let said = desk.store.upkeep_standings(upkeep.clone(), how.overwrite).await?;
    if how.dry_run {
        let standings = desk.store.article_standings(&articles, taking).await?;
        return Ok(Json(Came::of(&how, taking, (seen, &articles, &standings), (said, problems))).into_response());
    }
    if !problems.is_empty() && !how.skip_broken {
        let told = "nothing is taken in: mend what is named, or leave it out with skip_broken=true";
        return Err(Problem::unreadable(problems, told));
    }
    let arriving = Arriving { articles: articles.clone(), upkeep };
    let TakenIn::Done(standings) = desk.store.import_articles(arriving, taking).await? else {
        return Err(Problem::overtaken(StatusCode::CONFLICT, None));
    };
    let came = Came::of(&how, taking, (seen, &articles, &standings), (said, problems));
    if came.taken > 0 {
        doer.did(&desk, AuditKind::Imported, came.taken).await?;
        follow(&desk).await;
    }
    Ok(Json(came).into_response())
}

/// A format that is written.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Wanted {
    Jsonl,
    Csv,
    Zip,
}

/// Which format.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Export {
    format: Wanted,
}

/// Every article, as a file.
pub(super) async fn export(
    State(desk): State<Desk>,
    Caller(doer): Caller,
    Asked(export): Asked<Export>,
) -> Result<Response, Problem> {
    let (format, kind) = match export.format {
        Wanted::Jsonl => (Format::Jsonl, "application/jsonl; charset=utf-8"),
        Wanted::Csv => (Format::Csv, "text/csv; charset=utf-8"),
        Wanted::Zip => (Format::Zip, "application/zip"),
    };
    let file = written(&desk, &doer, format).await?;
    Ok(([(CONTENT_TYPE, kind)], file).into_response())
}
