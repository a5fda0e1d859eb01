//! Looking at an index that somebody else may be using: nothing is locked, and nothing is changed.

use std::path::Path;

use tantivy::Index;

use super::disk::current;
use super::{FORMAT, Payload};

/// The revision of the index in `dir`, as `Knowledge::open` would find it; `None` where there is none yet.
///
/// # Errors
/// In words, when the index is damaged or of another format.
pub fn stored_revision(dir: &Path) -> Result<Option<i64>, String> {
    let Some(name) = current(dir) else { return Ok(None) };
    let index = Index::open_in_dir(dir.join(name)).map_err(|error| error.to_string())?;
    let damaged = index.validate_checksum().map_err(|error| error.to_string())?;
    if !damaged.is_empty() {
        return Err(format!("{} files are damaged", damaged.len()));
    }
    let payload = index.load_metas().map_err(|error| error.to_string())?.payload;
    let payload: Option<Payload> = payload.and_then(|payload| serde_json::from_str(&payload).ok());
    match payload {
        Some(payload) if payload.format == FORMAT => Ok(Some(payload.revision)),
        _ => Err("it has another format".to_owned()),
    }
}
