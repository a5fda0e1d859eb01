//! All articles as a file, to keep elsewhere or to work on in a spreadsheet.

use std::io;

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use hamyar_knowledge::files::Format;

use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::audit::Doer;
use crate::desk::failure::Failure;
use crate::model::AuditKind;

/// A spreadsheet.
pub(super) async fn csv(State(desk): State<Desk>, visitor: Visitor) -> Result<Response, Failure> {
    file(&desk, &visitor, Format::Csv, "text/csv; charset=utf-8", "attachment; filename=\"articles.csv\"").await
}

/// An article a line.
pub(super) async fn jsonl(State(desk): State<Desk>, visitor: Visitor) -> Result<Response, Failure> {
    file(&desk, &visitor, Format::Jsonl, "application/jsonl; charset=utf-8", "attachment; filename=\"articles.jsonl\"")
        .await
}

/// A folder of Markdown files.
pub(super) async fn zip(State(desk): State<Desk>, visitor: Visitor) -> Result<Response, Failure> {
    file(&desk, &visitor, Format::Zip, "application/zip", "attachment; filename=\"articles.zip\"").await
}

async fn file(
    desk: &Desk,
    visitor: &Visitor,
    format: Format,
    kind: &'static str,
    disposition: &'static str,
) -> Result<Response, Failure> {
    let bytes = written(desk, &visitor.doer(), format).await?;
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

/// Every article in this format.
pub(in crate::desk) async fn written(desk: &Desk, doer: &Doer, format: Format) -> Result<Vec<u8>, Failure> {
    doer.did(desk, AuditKind::Exported, "articles").await?;
    let (articles, upkeeps) = (desk.store.articles().await?, desk.store.upkeeps().await?);
    // Beside the tasks that answer: twenty thousand articles take their time.
    let written = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        format.write(&mut bytes, &articles, &upkeeps).map(|()| bytes)
    });
    Ok(written.await.map_err(io::Error::other)??)
}
