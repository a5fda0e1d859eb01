//! A file as a browser brings it: of a form of ours, not too large, and of a kind that is read.

use std::path::Path;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::StatusCode;
use subtle::ConstantTimeEq;

use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::failure::Failure;
use crate::sites;

/// The largest file, in bytes.
pub(in crate::desk) const LARGEST: usize = 32 << 20;

/// How much of a larger one is heard to its end, so that the browser gets to read why it was refused.
pub(super) const HEARD: usize = 8 * LARGEST;

/// The longest name of a file that is kept, in characters.
const NAME: usize = 120;

/// How the names of files end that are read.
pub(super) const ENDINGS: [&str; 6] = [".zip", ".jsonl", ".csv", ".tsv", ".md", ".ndjson"];

/// A file, or why there is none.
pub(super) enum Brought {
    File { name: String, bytes: Vec<u8> },
    Refused(Refused),
}

/// Why a file is not read.
pub(super) enum Refused {
    /// None was chosen.
    None,
    /// It is too large.
    Large,
    /// Its name does not say that it is of a kind that is read.
    Kind(String),
    /// There is nothing in it.
    Nothing(String),
    /// It is an address that is not read.
    Site(String, sites::Refused),
    /// Nobody reads it any more, and nothing was kept.
    Interrupted,
}

impl FromRequest<Desk> for Brought {
    type Rejection = Failure;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, desk).await?;
        let form = Multipart::from_request(Request::from_parts(parts, body), desk).await;
        let mut form = form.map_err(|_| Failure::BadForm)?;
        let (mut is_ours, mut brought) = (false, Self::Refused(Refused::None));
        loop {
            let field = match form.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => break,
                Err(error) => return unread(&error),
            };
            match field.name().unwrap_or_default() {
                // It comes first: nothing is read of a stranger's.
                "token" => {
                    let token = match field.bytes().await {
                        Ok(token) => token,
                        Err(error) => return unread(&error),
                    };
                    is_ours = bool::from(token.as_ref().ct_eq(visitor.token.as_bytes()));
                }
                _ if !is_ours => return Err(Failure::ForeignForm),
                "files" => brought = read(field).await?,
                _ => return Err(Failure::BadForm),
            }
        }
        if is_ours { Ok(brought) } else { Err(Failure::ForeignForm) }
    }
}

/// Why no more of the form can be read: more of it came than is heard, or it was cut off.
fn unread(error: &MultipartError) -> Result<Brought, Failure> {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Ok(Brought::Refused(Refused::Large))
    } else {
        Err(Failure::BadForm)
    }
}

async fn read(mut field: Field<'_>) -> Result<Brought, Failure> {
    let name = field.file_name().unwrap_or_default();
    let name = Path::new(name).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let beginning = name.chars().count().saturating_sub(NAME);
    // Its end says of which kind it is.
    let name: String = name.chars().skip(beginning).collect();
    let (mut bytes, mut is_large) = (Vec::new(), false);
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) if is_large || bytes.len() + chunk.len() > LARGEST => {
                (is_large, bytes) = (true, Vec::new());
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return unread(&error),
        }
    }
    if is_large {
        return Ok(Brought::Refused(Refused::Large));
    }
    if name.is_empty() {
        return Ok(Brought::Refused(Refused::None));
    }
    let lower = name.to_lowercase();
    if !ENDINGS.iter().any(|ending| lower.ends_with(ending)) {
        return Ok(Brought::Refused(Refused::Kind(name)));
    }
    Ok(Brought::File { name, bytes })
}
