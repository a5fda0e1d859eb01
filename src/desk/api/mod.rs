//! REST for curators: what the pages of the knowledge base do, as JSON for programs. A program shows an access token of somebody of the
//! team and may do what both the token and they may; no cookie is read. What is done is done by the functions of the pages
//! (`desk/knowledge/saving.rs`, `library`), and every path and method says here which role it needs.
//!
//! What is wrong is told as RFC 9457 has it (`problem`), in English, for whoever writes the program.

mod articles;
mod ask;
pub(super) mod caller;
mod change;
mod exchange;
mod freshness;
mod gaps;
mod measures;
mod outlook;
mod problem;
mod revisions;
mod sent;
mod shapes;
mod sites;
mod translations;
mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn;
use axum::routing::any;

use super::Desk;
use super::knowledge::brought;
use super::table::{Declared, Table};
use crate::model::AgentRole;

/// The largest request in JSON, in bytes: an article may have a quarter of it.
const JSON: usize = 4 << 20;

/// The routes, and what each of them needs. An id of an article is one part of a path: a `/` in it is written `%2F`.
pub(super) fn routes(table: Table) -> (Router<Desk>, Vec<Declared>) {
    let (router, declared) = about_the_rest(about_articles(table)).finish();
    let router = router
        .route("/api", any(problem::nothing_here))
        .route("/api/{*unknown}", any(problem::nothing_here))
        .layer(DefaultBodyLimit::max(JSON))
        .layer(from_fn(problem::dress));
    (router, declared)
}

fn about_articles(table: Table) -> Table {
    let (get, post, put) = (Method::GET, Method::POST, Method::PUT);
    let (agent, curator, admin) = (AgentRole::Agent, AgentRole::Curator, AgentRole::Admin);
    table
        .api(&get, "/api/v1/knowledge/articles", agent, articles::list)
        .api(&post, "/api/v1/knowledge/articles", curator, change::create)
        .api(&get, "/api/v1/knowledge/articles/{id}", agent, articles::one)
        .api(&Method::PATCH, "/api/v1/knowledge/articles/{id}", curator, change::change)
        .api(&Method::DELETE, "/api/v1/knowledge/articles/{id}", admin, change::remove)
        .api(&put, "/api/v1/knowledge/articles/{id}/status", curator, change::set_status)
        .api(&put, "/api/v1/knowledge/articles/{id}/review", curator, change::plan_review)
        .api(&get, "/api/v1/knowledge/articles/{id}/revisions", agent, revisions::list)
        .api(&get, "/api/v1/knowledge/articles/{id}/revisions/{revision}", agent, revisions::one)
        .api(&post, "/api/v1/knowledge/articles/{id}/revisions/{revision}/restore", curator, revisions::restore)
        .api(&get, "/api/v1/knowledge/articles/{id}/translations", curator, translations::of_article)
        .api(&put, "/api/v1/knowledge/articles/{id}/translations/{language}", curator, translations::save)
        .api(&post, "/api/v1/knowledge/articles/{id}/translations/{language}/confirm", curator, translations::confirm)
        .api(&get, "/api/v1/knowledge/articles/{id}/measures", curator, measures::of_article)
        .api(&get, "/api/v1/knowledge/translations", curator, translations::list)
}

fn about_the_rest(table: Table) -> Table {
    let (get, post, put, curator) = (Method::GET, Method::POST, Method::PUT, AgentRole::Curator);
    table
        .api(&get, "/api/v1/knowledge/gaps", curator, gaps::list)
        .api(&post, "/api/v1/knowledge/gaps/dismiss", curator, gaps::dismiss)
        .api(&post, "/api/v1/knowledge/gaps/restore", curator, gaps::bring_back)
        .api(&post, "/api/v1/knowledge/gaps/link", curator, gaps::link)
        .api(&post, "/api/v1/knowledge/gaps/draft", curator, gaps::draft)
        .api(&post, "/api/v1/knowledge/ask", curator, ask::ask)
        .api(&post, "/api/v1/knowledge/outlook", curator, outlook::tell)
        .api(&get, "/api/v1/knowledge/freshness", curator, freshness::show)
        .api(&get, "/api/v1/knowledge/words", curator, words::show)
        .api(&put, "/api/v1/knowledge/words", curator, words::replace)
        .api(&post, "/api/v1/knowledge/words/groups", curator, words::add)
        .api(&get, "/api/v1/knowledge/words/suggestions", curator, words::suggestions)
        .api(&get, "/api/v1/knowledge/words/revisions", curator, words::revisions)
        .api(&post, "/api/v1/knowledge/words/revisions/{revision}/restore", curator, words::restore)
        .api(&get, "/api/v1/knowledge/measures", curator, measures::show)
        .api(
            &post,
            "/api/v1/knowledge/import",
            curator,
            exchange::import.layer(DefaultBodyLimit::max(brought::LARGEST)),
        )
        .api(&get, "/api/v1/knowledge/export", curator, exchange::export)
        .api(&get, "/api/v1/knowledge/sites", curator, sites::list)
        .api(&post, "/api/v1/knowledge/sites", curator, sites::follow)
        .api(&get, "/api/v1/knowledge/sites/{url}", curator, sites::one)
        .api(&Method::DELETE, "/api/v1/knowledge/sites/{url}", curator, sites::forget)
        .api(&post, "/api/v1/knowledge/sites/{url}/read", curator, sites::read)
}
