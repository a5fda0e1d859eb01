//! Sites that are read again and again: which there are, one more, read now, no more. What is read becomes drafts, as by itself.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::problem::Problem;
use super::sent::Sent;
use super::shapes::part;
use crate::desk::Desk;
use crate::desk::knowledge::site::{checked, read_in_background};
use crate::library::told::Followed;
use crate::store::{LONGEST_REREADING, Site};

#[derive(Serialize)]
struct Listed {
    sites: Vec<Followed>,
}

/// All of them, by address.
pub(super) async fn list(State(desk): State<Desk>) -> Result<Response, Problem> {
    let now = desk.edge.now();
    let sites = desk.store.sites().await?.into_iter().map(|site| Followed::new(site, now)).collect();
    Ok(Json(Listed { sites }).into_response())
}

/// A site that is wished for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// The address of a page or of a sitemap.
    url: String,
    /// How many days lie between two readings.
    every_days: u16,
}

/// Has a site read, now and again and again. One that is read already has other days from now on.
pub(super) async fn follow(
    State(desk): State<Desk>,
    Caller(doer): Caller,
    Sent(wanted): Sent<Wanted>,
) -> Result<Response, Problem> {
    let url = checked(&desk, &wanted.url).map_err(|why| Problem::field("url", why.to_string()))?.to_string();
    if !(1..=LONGEST_REREADING).contains(&wanted.every_days) {
        return Err(Problem::field("every_days", format!("1 to {LONGEST_REREADING} days are allowed")));
    }
    let is_new = desk.store.site(&url).await?.is_none();
    desk.store.remember_site(url.clone(), Some(wanted.every_days), Some(doer.agent)).await?;
    if !is_new {
        return shown(&desk, StatusCode::OK, &url).await;
    }
    begin(&desk, &url).await?;
    let place = format!("/api/v1/knowledge/sites/{}", part(&url));
    let response = shown(&desk, StatusCode::CREATED, &url).await?;
    Ok((AppendHeaders([(LOCATION, place)]), response).into_response())
}

/// One of them, and what came of reading it last.
pub(super) async fn one(State(desk): State<Desk>, Path(url): Path<String>) -> Result<Response, Problem> {
    let site = found(&desk, &url).await?;
    Ok(Json(Followed::new(site, desk.edge.now())).into_response())
}

/// Has one read now. One that is being read is not read once more.
pub(super) async fn read(State(desk): State<Desk>, Path(url): Path<String>) -> Result<Response, Problem> {
    let site = found(&desk, &url).await?;
    begin(&desk, &site.url).await?;
    shown(&desk, StatusCode::ACCEPTED, &site.url).await
}

/// Has one read no more. What was read stays.
pub(super) async fn forget(State(desk): State<Desk>, Path(url): Path<String>) -> Result<Response, Problem> {
    let site = found(&desk, &url).await?;
    desk.store.remember_site(site.url, None, None).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Says that it is due, which outlives this node, and reads it as soon as no other site is read here.
async fn begin(desk: &Desk, url: &str) -> Result<(), Problem> {
    desk.store.site_is_due(url.to_owned()).await?;
    read_in_background(desk, url.to_owned());
    Ok(())
}

async fn shown(desk: &Desk, status: StatusCode, url: &str) -> Result<Response, Problem> {
    let site = found(desk, url).await?;
    Ok((status, Json(Followed::new(site, desk.edge.now()))).into_response())
}

/// The site of an address as it was given, or as addresses are written.
async fn found(desk: &Desk, url: &str) -> Result<Site, Problem> {
    if let Some(site) = desk.store.site(url).await? {
        return Ok(site);
    }
    let written = desk.sites.address(url).ok().map(|url| url.to_string()).filter(|written| written != url);
    let site = match written {
        Some(written) => desk.store.site(&written).await?,
        None => None,
    };
    site.ok_or_else(|| {
        Problem::not_found("no such site is read again; its address is one part of a path: write / as %2F")
    })
}
