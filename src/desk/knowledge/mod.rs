//! The knowledge base at the desk: what there is, how it is written, what it would answer, and what it was before. Agents
//! read it; curators keep it.

mod arrival;
mod article;
pub(super) mod attention;
pub(super) mod brought;
mod compare;
pub(super) mod editor;
pub(super) mod export;
mod facets;
mod form;
pub(super) mod fresh;
pub(super) mod gaps;
mod history;
pub(super) mod import;
mod list;
pub(super) mod measures;
pub(super) mod outlook;
mod present;
mod preview;
pub(super) mod saving;
pub(super) mod settling;
pub(super) mod site;
pub(super) mod translate;
pub(super) mod translations;
mod trial;
mod under_way;
pub(super) mod words;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use hamyar_knowledge::{Article, Audience, Status};
use url::form_urlencoded;

pub(super) use self::facets::Facets;
pub(super) use self::import::Imports;
pub(super) use self::translations::Kept as Translations;

use super::Needs;
use super::table::Table;
use super::tongue::Tongue;
use crate::model::AgentRole;

/// The largest form with an article, in bytes: an article may have a quarter of it, and most letters take three times as much
/// in a form.
const FORM: usize = 4 << 20;

/// The routes. What an article is about stands behind the `?`: its id may be a path.
pub(super) fn routes(table: Table) -> Table {
    let (get, post) = (Method::GET, Method::POST);
    let (agent, curator) = (Needs::Role(AgentRole::Agent), Needs::Role(AgentRole::Curator));
    table
        .route(&get, "/desk/knowledge", agent, list::page)
        .route(&get, "/desk/knowledge/article", agent, article::page)
        .route(&get, "/desk/knowledge/history", agent, history::page)
        .route(&post, "/desk/knowledge/restore", curator, history::restore)
        .route(&get, "/desk/knowledge/gaps", curator, gaps::page)
        .route(&post, "/desk/knowledge/gaps/dismiss", curator, settling::dismiss)
        .route(&post, "/desk/knowledge/gaps/restore", curator, settling::bring_back)
        .route(&post, "/desk/knowledge/gaps/link", curator, settling::link)
        .route(&get, "/desk/knowledge/freshness", curator, fresh::page)
        .route(&post, "/desk/knowledge/review", curator, fresh::review)
        .route(&get, "/desk/knowledge/words", curator, words::page)
        .route(&post, "/desk/knowledge/words", curator, words::edit)
        .route(&post, "/desk/knowledge/words/restore", curator, words::restore)
        .route(&get, "/desk/knowledge/measures", curator, measures::page)
        .route(&get, "/desk/knowledge/measures.csv", curator, measures::sheet::csv)
        .route(&get, "/desk/knowledge/measures/article", curator, measures::article::page)
        .route(&get, "/desk/knowledge/translations", curator, translations::page)
        .route(&get, "/desk/knowledge/translate", curator, translate::page)
        .route(&post, "/desk/knowledge/translate", curator, translate::submit.layer(DefaultBodyLimit::max(FORM)))
        .route(&get, "/desk/knowledge/import", curator, import::page)
        .route(&post, "/desk/knowledge/import", curator, import::bring.layer(DefaultBodyLimit::max(brought::HEARD)))
        .route(&post, "/desk/knowledge/import/site", curator, site::read)
        .route(&post, "/desk/knowledge/import/forget", curator, site::forget)
        .route(&get, "/desk/knowledge/import/progress", curator, import::progress)
        .route(&post, "/desk/knowledge/import/take", curator, import::take)
        .route(&get, "/desk/knowledge/export.csv", curator, export::csv)
        .route(&get, "/desk/knowledge/export.jsonl", curator, export::jsonl)
        .route(&get, "/desk/knowledge/export.zip", curator, export::zip)
        .route(&get, "/desk/knowledge/edit", curator, editor::page)
        .route(&get, "/desk/knowledge/present", curator, present::fragment)
        .route(&post, "/desk/knowledge/here", curator, present::here)
        .route(&post, "/desk/knowledge/outlook", curator, outlook::page.layer(DefaultBodyLimit::max(FORM)))
        .route(&post, "/desk/knowledge/edit", curator, editor::submit.layer(DefaultBodyLimit::max(FORM)))
}

/// Every status, in the order in which an article has them.
const STATUSES: [Status; 4] = [Status::Draft, Status::Review, Status::Published, Status::Archived];

fn status_key(status: Status) -> &'static str {
    match status {
        Status::Draft => "curate-status-draft",
        Status::Review => "curate-status-review",
        Status::Published => "curate-status-published",
        Status::Archived => "curate-status-archived",
    }
}

/// The class of a chip that shows a status.
fn status_class(status: Status) -> &'static str {
    match status {
        Status::Published => "chip--ok",
        Status::Review => "chip--warn",
        Status::Draft | Status::Archived => "",
    }
}

/// Every kind of audience, as an address has it, and the key of its words.
const AUDIENCES: [(&str, &str); 4] = [
    ("public", "curate-audience-public"),
    ("members", "curate-audience-members"),
    ("group", "curate-audience-group"),
    ("agents", "curate-audience-agents"),
];

/// Who may see an article, in words.
fn audience_name(t: &Tongue, audience: &Audience) -> String {
    match audience {
        Audience::Public => t.word("curate-audience-public"),
        Audience::Members => t.word("curate-audience-members"),
        Audience::Group(name) => t.with("curate-audience-of-group", "name", name),
        Audience::Agents => t.word("curate-audience-agents"),
    }
}

/// The kind of an audience, as an address has it.
fn audience_word(audience: &Audience) -> &'static str {
    match audience {
        Audience::Public => "public",
        Audience::Members => "members",
        Audience::Group(_) => "group",
        Audience::Agents => "agents",
    }
}

/// What an article is called where it is spoken of: by its title, else by how it is asked for, else by its id.
fn name_of(article: &Article) -> String {
    let texts = std::iter::once(&article.title).chain(&article.questions);
    texts.map(|text| text.trim()).find(|text| !text.is_empty()).unwrap_or(&article.id).to_owned()
}

/// An address below `/desk/knowledge` with what it carries; what is empty is left out.
pub(super) fn address(page: &str, carried: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in carried.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    let (query, path) = (query.finish(), if page.is_empty() { "" } else { "/" });
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/desk/knowledge{path}{page}{mark}{query}")
}

/// Who saved a version.
fn editor_name(t: &Tongue, by: Option<&str>) -> String {
    by.map_or_else(|| t.word("curate-by-command"), str::to_owned)
}
