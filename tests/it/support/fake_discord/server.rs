//! The HTTP side: connections, paths, faults.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::super::fake_telegram::files::{Body, full, whole};
use super::fault::Fault;
use super::rest::{self, Answered, Call, Refusal};
use super::{Shared, TOKEN, load};

/// Ends a connection without an answer.
#[derive(Debug)]
struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cut on purpose")
    }
}

impl std::error::Error for Cut {}

/// Serves until it is aborted; open connections end with it.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        let _ = stream.set_nodelay(true);
        connections.spawn(async move {
            let service = service_fn(|request| handle(&shared, request));
            // A client that goes away is none of our business.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn handle(shared: &Arc<Shared>, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
    let (head, body) = request.into_parts();
    let media_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let came = |bytes| shared.change(|state| state.uploaded += bytes);
    let Some(body) = whole(body, media_type, came).await else { return Err(Cut) };
    let shown = head.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let Some(id) = head.uri.path().strip_prefix("/files/") {
        return Ok(file(shared, id, head.uri.query(), !shown.is_empty()));
    }
    if shown != format!("Bot {TOKEN}") || shared.state().revoked {
        return Ok(answer(Err(Refusal::new(401, 0, "401: Unauthorized"))));
    }
    let Some(path) = head.uri.path().strip_prefix("/api/v10/") else {
        return Ok(answer(Err(Refusal::new(404, 0, "404: Not Found"))));
    };
    let body = read(media_type, body).await.unwrap_or(Value::Null);
    let call = Call::new(head.method.as_str(), path, head.uri.query().unwrap_or_default(), body);
    answer_call(shared, &call).await
}

/// A file, at an address that has not run out.
fn file(shared: &Shared, id: &str, query: Option<&str>, token_shown: bool) -> Response<Body> {
    let kept = shared.change(|state| {
        state.fetches += 1;
        state.tokens_shown += usize::from(token_shown);
        id.parse().ok().and_then(|id: u64| state.files.get(&id).cloned()).filter(|_| query == Some("ex=fresh"))
    });
    kept.map_or_else(|| respond(404, Bytes::from_static(b"This content is no longer available.")), |kept| kept.answer())
}

/// A body: JSON, or a form whose files are named among it.
async fn read(media_type: &str, body: Bytes) -> Option<Value> {
    let Ok(boundary) = multer::parse_boundary(media_type) else { return serde_json::from_slice(&body).ok() };
    let stream = tokio_stream::once(Ok::<_, Infallible>(body));
    let mut form = multer::Multipart::new(stream, boundary);
    let (mut payload, mut files) = (Value::Null, Vec::new());
    while let Some(field) = form.next_field().await.ok()? {
        if field.name() == Some("payload_json") {
            payload = serde_json::from_str(&field.text().await.ok()?).ok()?;
            continue;
        }
        let (name, media_type) = (field.file_name()?.to_owned(), field.content_type().map(ToString::to_string));
        let bytes = field.bytes().await.ok()?;
        let text = String::from_utf8_lossy(&bytes);
        files.push(json!({ "filename": name, "content_type": media_type, "size": bytes.len(), "text": text }));
    }
    payload["files"] = Value::Array(files);
    Some(payload)
}

async fn answer_call(shared: &Arc<Shared>, call: &Call) -> Result<Response<Body>, Cut> {
    let load = shared.state().load.clone().filter(|load| load.is_for(call));
    let (fault, spent) = match &load {
        // These are too many to be kept.
        Some(_) => (shared.state().next_fault(call), None),
        None => shared.change(|state| {
            state.requests.entry(call.name()).or_default().push(call.body.clone());
            (state.next_fault(call), call.message_to().and_then(|channel| state.spend(channel)))
        }),
    };
    if let Some(Err(seconds)) = spent {
        return Ok(too_many(f64::from(seconds), "user"));
    }
    let answered = match (&fault, load) {
        (Some(fault), _) if !fault.is_applied() => Err(Refusal::new(500, 0, "a fault on purpose")),
        (_, Some(load)) => load::answer(shared, &load, call).ok_or_else(Refusal::unknown_channel),
        (_, None) => shared.change(|state| rest::answer(state, call)),
    };
    match fault {
        None => {
            let mut response = answer(answered);
            if let Some(Ok((left, seconds))) = spent {
                let headers = response.headers_mut();
                headers.insert("x-ratelimit-bucket", HeaderValue::from_static("messages"));
                headers.insert("x-ratelimit-remaining", HeaderValue::from(left));
                headers.insert("x-ratelimit-reset-after", HeaderValue::from(seconds));
            }
            Ok(response)
        }
        Some(Fault::AppliedThenLate(told)) => {
            told.notified().await;
            Ok(answer(answered))
        }
        Some(Fault::TooMany(seconds)) => Ok(too_many(seconds, "user")),
        Some(Fault::TooManyOfAll(seconds)) => Ok(too_many(seconds, "global")),
        Some(Fault::Refused(status, code, message)) => Ok(answer(Err(Refusal::new(status, code, message)))),
        Some(Fault::Status(status) | Fault::AppliedThenStatus(status)) => {
            Ok(respond(status, Bytes::from_static(b"<html>something on the way</html>")))
        }
        Some(Fault::Cut | Fault::AppliedThenCut) => Err(Cut),
        Some(Fault::Hang) => match std::future::pending::<Infallible>().await {},
    }
}

fn too_many(seconds: f64, scope: &'static str) -> Response<Body> {
    let body = json!({ "message": "You are being rate limited.", "retry_after": seconds, "global": scope == "global" });
    let mut response = respond(429, body.to_string().into());
    response.headers_mut().insert("x-ratelimit-scope", HeaderValue::from_static(scope));
    response
}

fn answer(answered: Answered) -> Response<Body> {
    match answered {
        Ok(Value::Null) => respond(204, Bytes::new()),
        Ok(result) => respond(200, result.to_string().into()),
        Err(refusal) => respond(refusal.status, refusal.body()),
    }
}

fn respond(status: u16, body: Bytes) -> Response<Body> {
    let mut response = Response::new(full(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
