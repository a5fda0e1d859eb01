//! The HTTP side: connections, paths, faults.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::fault::Fault;
use super::files::{Body, full, whole};
use super::methods::{self, Answered, Refusal};
use super::params::Params;
use super::{Shared, TOKEN};

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
            let _ = http1::Builder::new().pipeline_flush(true).serve_connection(TokioIo::new(stream), service).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn handle(shared: &Arc<Shared>, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
    let (head, body) = request.into_parts();
    let content_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let came = |bytes| shared.change(|state| state.uploaded += bytes);
    let Some(body) = whole(body, content_type, came).await else { return Err(Cut) };
    if let Some(path) = head.uri.path().strip_prefix("/file/bot") {
        return Ok(file(shared, path));
    }
    let Some(method) = head.uri.path().strip_prefix("/bot").and_then(|path| path.split_once('/')) else {
        return Ok(answer(Err(Refusal::new(404, "Not Found"))));
    };
    let (token, method) = method;
    if token != TOKEN || shared.state().revoked {
        return Ok(answer(Err(Refusal::new(401, "Unauthorized"))));
    }
    match Params::read(content_type, body).await {
        Some(params) => call(shared, method, params).await,
        None => Ok(answer(Err(Refusal::bad("can't parse the request")))),
    }
}

/// A file, at the path that `getFile` told.
fn file(shared: &Shared, path: &str) -> Response<Body> {
    let kept = path.strip_prefix(TOKEN).and_then(|path| path.strip_prefix("/documents/"));
    let kept = kept.and_then(|id| shared.state().files.get(id).cloned());
    kept.map_or_else(|| answer(Err(Refusal::new(404, "Not Found"))), |kept| kept.answer())
}

async fn call(shared: &Arc<Shared>, method: &str, params: Params) -> Result<Response<Body>, Cut> {
    let fault = shared.note_call(method, &params);
    let answered = match &fault {
        Some(fault) if !fault.is_applied() => Err(Refusal::new(500, "a fault on purpose")),
        _ => methods::answer(shared, method, params).await,
    };
    match fault {
        None | Some(Fault::Spared) => Ok(answer(answered)),
        Some(Fault::TooMany(seconds)) => Ok(answer(Err(Refusal::too_many(seconds)))),
        Some(Fault::Refused(code, description)) => Ok(answer(Err(Refusal::new(code, description)))),
        Some(Fault::Migrated(to)) => Ok(answer(Err(Refusal::migrated(to)))),
        Some(Fault::Status(code) | Fault::AppliedThenStatus(code)) => {
            Ok(bare(code, "<html>something on the way</html>"))
        }
        Some(Fault::Garbage) => Ok(bare(200, "{\"ok\":tru")),
        Some(Fault::Cut | Fault::AppliedThenCut) => Err(Cut),
        Some(Fault::Hang | Fault::AppliedThenHang) => match std::future::pending::<Infallible>().await {},
    }
}

fn bare(code: u16, body: &'static str) -> Response<Body> {
    respond(code, Bytes::from_static(body.as_bytes()))
}

fn answer(answered: Answered) -> Response<Body> {
    match answered {
        Ok(result) => {
            let mut body = Vec::with_capacity(result.len() + 24);
            body.extend_from_slice(b"{\"ok\":true,\"result\":");
            body.extend_from_slice(&result);
            body.push(b'}');
            respond(200, body.into())
        }
        Err(refusal) => respond(refusal.code, refusal.body()),
    }
}

fn respond(code: u16, body: Bytes) -> Response<Body> {
    let mut response = Response::new(full(body));
    *response.status_mut() = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static("application/json"));
    response
}
