//! A site on loopback whose pages the test writes. By its address it may be read where settings name it; by the name `localhost` it is
//! what nobody may reach.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use bytes::Bytes;
use futures::{StreamExt, stream};
use tokio::net::TcpListener;

/// How often a letter comes where a page trickles.
const TRICKLE: std::time::Duration = std::time::Duration::from_millis(20);

/// What is there.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: What,
}

#[derive(Clone, Debug)]
enum What {
    Text(Bytes),
    /// It never ends.
    Endless,
    /// A little comes, now and then, for ever.
    Trickle,
    /// It begins, and then nothing more comes.
    Stuck,
    /// It never begins.
    Nothing,
}

impl Answer {
    /// A page.
    pub(crate) fn page(html: &str) -> Self {
        Self::of("text/html; charset=utf-8", html.as_bytes())
    }

    /// Something of this kind.
    pub(crate) fn of(kind: &str, body: &[u8]) -> Self {
        let headers = vec![("content-type", kind.to_owned())];
        Self { status: 200, headers, body: What::Text(Bytes::copy_from_slice(body)) }
    }

    /// A sitemap of these addresses.
    pub(crate) fn sitemap(places: &[String]) -> Self {
        let places = places.join("</loc></url><url><loc>");
        let xml = format!(
            "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>{places}</loc></url></urlset>"
        );
        Self::of("application/xml", xml.as_bytes())
    }

    /// Nothing but a status.
    pub(crate) fn status(status: u16) -> Self {
        Self { status, ..Self::of("text/plain", b"no") }
    }

    /// It leads elsewhere.
    pub(crate) fn leads_to(place: &str) -> Self {
        let headers = vec![("location", place.to_owned())];
        Self { status: 302, headers, body: What::Text(Bytes::new()) }
    }

    /// A page without an end.
    pub(crate) fn endless() -> Self {
        Self { body: What::Endless, ..Self::page("") }
    }

    /// A page that begins and never ends, without growing.
    pub(crate) fn stuck() -> Self {
        Self { body: What::Stuck, ..Self::page("") }
    }

    /// A page of which a letter comes now and then, for ever.
    pub(crate) fn trickle() -> Self {
        Self { body: What::Trickle, ..Self::page("") }
    }

    /// Nobody ever answers.
    pub(crate) fn nothing() -> Self {
        Self { body: What::Nothing, ..Self::page("") }
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

#[derive(Default)]
struct Pages {
    answers: HashMap<String, Answer>,
    /// What was asked for, as `GET /path`.
    asked: Vec<String>,
    agents: Vec<String>,
}

/// The site, while this value lives.
pub(crate) struct FakeSite {
    address: SocketAddr,
    pages: Arc<Mutex<Pages>>,
    server: tokio::task::JoinHandle<()>,
}

impl FakeSite {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let pages = Arc::<Mutex<Pages>>::default();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&pages));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, pages, server }
    }

    /// What settings call it.
    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    /// The address of a page.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The same by a name that leads to loopback.
    pub(crate) fn by_name(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.address.port())
    }

    /// From now on this is there; for one method alone where the path says so (`HEAD /path`).
    pub(crate) fn has(&self, path: &str, answer: Answer) {
        self.pages.lock().unwrap().answers.insert(path.to_owned(), answer);
    }

    /// What was asked for so far, as `GET /path`.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.pages.lock().unwrap().asked.clone()
    }

    /// What whoever asked called themselves.
    pub(crate) fn agents(&self) -> Vec<String> {
        self.pages.lock().unwrap().agents.clone()
    }
}

impl Drop for FakeSite {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(pages): State<Arc<Mutex<Pages>>>, request: Request) -> Response<Body> {
    let answer = {
        let mut pages = pages.lock().unwrap();
        let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        pages.asked.push(format!("{} {path}", request.method()));
        let agent = request.headers().get("user-agent").and_then(|agent| agent.to_str().ok());
        pages.agents.push(agent.unwrap_or_default().to_owned());
        let by_method = pages.answers.get(&format!("{} {path}", request.method())).or_else(|| pages.answers.get(&path));
        by_method.cloned().unwrap_or_else(|| Answer::status(404))
    };
    let body = match answer.body {
        What::Text(text) => Body::from(text),
        What::Endless => {
            let more = Bytes::from(vec![b'x'; 64 * 1024]);
            Body::from_stream(stream::repeat_with(move || Ok::<_, Infallible>(more.clone())))
        }
        What::Trickle => {
            let letters = stream::unfold(tokio::time::interval(TRICKLE), async |mut ticks| {
                ticks.tick().await;
                Some((Ok::<_, Infallible>(Bytes::from_static(b"x")), ticks))
            });
            Body::from_stream(letters)
        }
        What::Stuck => {
            let begin = stream::once(async { Ok::<_, Infallible>(Bytes::from_static(b"<h1>Wait")) });
            Body::from_stream(begin.chain(stream::pending()))
        }
        What::Nothing => std::future::pending().await,
    };
    let headers: HeaderMap = answer
        .headers
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
        .collect();
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap();
    *response.headers_mut() = headers;
    response
}
