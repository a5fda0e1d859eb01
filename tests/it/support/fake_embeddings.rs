//! An embeddings endpoint on loopback, as OpenAI's is: texts that mean the same to it have one vector, and faults come on
//! demand.

use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, RETRY_AFTER};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// How many numbers its vectors have: so many that texts of different meaning are hardly ever alike by chance.
pub(crate) const DIMENSION: usize = 256;
/// What it wants to see.
pub(crate) const KEY: &str = "sk-embeddings-canary";

/// What goes wrong, until it is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing is ever answered.
    Hangs,
    /// What is answered is not JSON.
    Garbage,
    /// Vectors have one number too many.
    WrongDimension,
    /// Another model answers.
    OtherModel,
    /// 429, come back after an hour.
    Busy,
    /// 500.
    Fails,
    /// The last vector is missing.
    TooFew,
    /// A number is none.
    NotANumber,
    /// A vector has no direction.
    Zero,
}

/// The endpoint, while this value lives.
pub(crate) struct FakeEmbeddings {
    url: String,
    state: Arc<Mutex<State>>,
    server: tokio::task::JoinHandle<()>,
}

#[derive(Default)]
struct State {
    /// Phrases that mean one thing, in any language.
    meanings: Vec<Vec<&'static str>>,
    fault: Option<Fault>,
    /// Which weights lie behind the name.
    weights: u64,
    requests: usize,
    texts: Vec<String>,
}

impl FakeEmbeddings {
    /// Starts on a free port. Texts with one of the phrases of a list mean the same.
    pub(crate) async fn start(meanings: &[&[&'static str]]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let meanings = meanings.iter().map(|phrases| phrases.to_vec()).collect();
        let state = Arc::new(Mutex::new(State { meanings, ..State::default() }));
        let server = tokio::spawn(serve(listener, Arc::clone(&state)));
        Self { url, state, server }
    }

    /// The address for `knowledge.embeddings.url`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// From now on this goes wrong, or nothing.
    pub(crate) fn fault(&self, fault: Option<Fault>) {
        self.state().fault = fault;
    }

    /// Puts other weights behind the same name.
    pub(crate) fn other_weights(&self) {
        self.state().weights += 1;
    }

    /// Requests so far.
    pub(crate) fn requests(&self) -> usize {
        self.state().requests
    }

    /// The texts that were asked about since this was last called.
    pub(crate) fn texts(&self) -> Vec<String> {
        std::mem::take(&mut self.state().texts)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Drop for FakeEmbeddings {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            let service = service_fn(|request| handle(&state, request));
            // A client that goes away is none of our business.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn handle(state: &Mutex<State>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let Ok(body) = body.collect().await else { return Ok(answer(400, "")) };
    if head.uri.path() != "/v1/embeddings" {
        return Ok(answer(404, ""));
    }
    let key = head.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if key != Some(&format!("Bearer {KEY}")) {
        return Ok(answer(401, &json!({ "error": { "message": "Incorrect API key provided" } }).to_string()));
    }
    let Ok(body) = serde_json::from_slice::<Value>(&body.to_bytes()) else { return Ok(answer(400, "")) };
    let texts: Vec<String> = serde_json::from_value(body["input"].clone()).unwrap_or_default();
    let (fault, reply) = {
        let mut state = state.lock().unwrap();
        state.requests += 1;
        state.texts.extend(texts.iter().cloned());
        (state.fault, reply(&state, &body["model"], &texts))
    };
    Ok(match fault {
        Some(Fault::Hangs) => std::future::pending().await,
        Some(Fault::Garbage) => answer(200, "<html>a page of some proxy</html>"),
        Some(Fault::Fails) => answer(500, "{}"),
        Some(Fault::Busy) => {
            let mut busy = answer(429, "{}");
            busy.headers_mut().insert(RETRY_AFTER, "3600".parse().unwrap());
            busy
        }
        _ => answer(200, &reply),
    })
}

fn reply(state: &State, model: &Value, texts: &[String]) -> String {
    let mut data: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| json!({ "object": "embedding", "index": index, "embedding": vector(state, text) }))
        .collect();
    // The protocol names each one's place; nobody promised their order.
    data.reverse();
    let mut model = model.clone();
    match state.fault {
        Some(Fault::OtherModel) => model = "another".into(),
        Some(Fault::TooFew) => drop(data.pop()),
        Some(Fault::WrongDimension) => {
            for one in &mut data {
                one["embedding"].as_array_mut().unwrap().push(0.5.into());
            }
        }
        Some(Fault::Zero) => {
            for one in &mut data {
                one["embedding"] = vec![0.0; DIMENSION].into();
            }
        }
        _ => {}
    }
    let reply = json!({ "object": "list", "data": data, "model": model }).to_string();
    if state.fault == Some(Fault::NotANumber) {
        reply.replacen("\"embedding\":[", "\"embedding\":[NaN,", 1)
    } else {
        reply
    }
}

/// The same numbers for whatever means the same.
fn vector(state: &State, text: &str) -> Vec<f64> {
    let text = text.to_lowercase();
    let meant = state.meanings.iter().position(|phrases| phrases.iter().any(|phrase| text.contains(phrase)));
    let number = |place: usize| {
        let mut hasher = DefaultHasher::new();
        (state.weights, place).hash(&mut hasher);
        match meant {
            Some(meaning) => meaning.hash(&mut hasher),
            None => text.hash(&mut hasher),
        }
        f64::from(u32::try_from(hasher.finish() >> 32).unwrap()) / f64::from(u32::MAX) - 0.5
    };
    (0..DIMENSION).map(number).collect()
}

fn answer(status: u16, body: &str) -> Response<Full<Bytes>> {
    Response::builder().status(status).body(Full::new(Bytes::from(body.to_owned()))).unwrap()
}
