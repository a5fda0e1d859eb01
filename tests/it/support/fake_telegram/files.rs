//! Files that a fake platform keeps, and how they come when somebody fetches them. It stands alone: both fakes use it.

use std::error::Error;

use bytes::{Bytes, BytesMut};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::CONTENT_LENGTH;
use hyper::{Response, StatusCode};

/// The body of an answer, which may break off.
pub(crate) type Body = UnsyncBoxBody<Bytes, Box<dyn Error + Send + Sync>>;

/// A file as the platform keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) bytes: Bytes,
    pub(crate) comes: Comes,
}

/// How a file comes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Comes {
    /// With its length said before.
    Whole,
    /// Without a word about its length.
    Undeclared,
    /// Broken off after so many bytes.
    Cut(usize),
    /// Nothing comes after so many bytes, and it does not end.
    Stuck(usize),
    /// Not at all: this status.
    Status(u16),
}

impl Kept {
    pub(crate) fn whole(bytes: &[u8]) -> Self {
        Self { bytes: Bytes::copy_from_slice(bytes), comes: Comes::Whole }
    }

    pub(crate) fn answer(&self) -> Response<Body> {
        let size = self.bytes.len();
        match self.comes {
            Comes::Whole => Response::new(full(self.bytes.clone())),
            Comes::Undeclared => Response::new(chunks(self.bytes.clone(), After::Ends)),
            Comes::Cut(after) => declared(size, chunks(self.bytes.slice(..after), After::Breaks)),
            Comes::Stuck(after) => declared(size, chunks(self.bytes.slice(..after), After::Waits)),
            Comes::Status(status) => {
                let mut response = Response::new(full(Bytes::from_static(b"<html>no</html>")));
                *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                response
            }
        }
    }
}

/// All of a request. How much of it has come is told while it comes, where it is a form.
pub(crate) async fn whole(mut body: Incoming, media_type: &str, came: impl Fn(usize)) -> Option<Bytes> {
    if !media_type.starts_with("multipart/") {
        return Some(body.collect().await.ok()?.to_bytes());
    }
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.ok()?.into_data() {
            whole.extend_from_slice(&data);
            came(data.len());
        }
    }
    Some(whole.freeze())
}

/// A whole body.
pub(crate) fn full(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

fn declared(size: usize, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_LENGTH, size.into());
    response
}

/// What follows the last chunk.
#[derive(Clone, Copy)]
enum After {
    Ends,
    Breaks,
    Waits,
}

/// The bytes in chunks of 64 kB.
fn chunks(bytes: Bytes, after: After) -> Body {
    let stream = futures::stream::try_unfold(bytes, move |mut rest| async move {
        if !rest.is_empty() {
            let chunk = rest.split_to(rest.len().min(65_536));
            return Ok(Some((Frame::data(chunk), rest)));
        }
        match after {
            After::Ends => Ok(None),
            After::Breaks => Err(Box::<dyn Error + Send + Sync>::from("broken off on purpose")),
            After::Waits => std::future::pending().await,
        }
    });
    BodyExt::boxed_unsync(StreamBody::new(stream))
}
