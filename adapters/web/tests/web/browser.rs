//! A browser without a screen: keeps cookies, sends what a page would send, reads what it would show.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use axum::extract::ConnectInfo;
use chrono::DateTime;
use hamyar_channel::testing::{MemoryInbox, START, within};
use hamyar_channel::{Address, Channel, HttpBody, HttpService, boxed_body};
use hamyar_web::{Settings, WebChat};
use http::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use tower::ServiceExt;

use crate::words::FileWords;

pub(crate) fn settings() -> Settings {
    Settings {
        id: "web:main".parse().unwrap(),
        brand: "Narvan".into(),
        cookie_key: [7; 64],
        secure_cookie: false,
        trusted_proxies: Vec::new(),
        messages_per_minute: 0,
        max_message_bytes: 16 * 1024,
        max_streams: 8,
        embed_on: Vec::new(),
        welcome: Arc::new(|language| vec![format!("a question in {language}")]),
        now: Arc::new(|| START),
    }
}

/// A chat with its inbox.
pub(crate) struct Site {
    pub(crate) chat: WebChat,
    pub(crate) inbox: Arc<MemoryInbox>,
    service: HttpService,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self::with(|_| ())
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = settings();
        change(&mut settings);
        let chat = WebChat::new(settings, Arc::new(FileWords::load()));
        let inbox = Arc::new(MemoryInbox::new());
        let service = chat.http(inbox.clone()).unwrap();
        Self { chat, inbox, service }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.service.clone())
    }

    /// A browser that has opened the page, and the place of its visitor.
    pub(crate) async fn visitor(&self) -> (Browser, Address) {
        let browser = self.browser();
        assert_eq!(browser.get("/").await.status, StatusCode::OK);
        assert_eq!(browser.say("first", "hello").await.status, StatusCode::OK);
        let place = self.inbox.next().await.place.address;
        (browser, place)
    }
}

pub(crate) struct Browser {
    service: HttpService,
    cookies: Mutex<BTreeMap<String, String>>,
    headers: Vec<(&'static str, String)>,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Browser {
    pub(crate) fn new(service: HttpService) -> Self {
        Self { service, cookies: Mutex::default(), headers: Vec::new() }
    }

    /// The same browser, which adds this header to every request.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        read(self.request(Request::get(path).header("accept", "text/html"), "").await).await
    }

    /// What the page's script posts.
    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        let request =
            Request::post(path).header(CONTENT_TYPE, "application/json").header("sec-fetch-site", "same-origin");
        read(self.request(request, body).await).await
    }

    pub(crate) async fn say(&self, key: &str, text: &str) -> Answer {
        self.post("/messages", &serde_json::json!({ "key": key, "text": text }).to_string()).await
    }

    /// What a form posts.
    pub(crate) async fn submit(&self, path: &str, body: &str) -> Answer {
        let request = Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        read(self.request(request.header("accept", "text/html"), body).await).await
    }

    /// Opens the live connection.
    pub(crate) async fn live(&self, query: &str, last: Option<&str>) -> Live {
        let mut request = Request::get(format!("/events?{query}")).header("accept", "text/event-stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = self.request(request, "").await;
        assert_eq!(response.status(), StatusCode::OK);
        Live { body: response.into_body(), unread: String::new() }
    }

    pub(crate) async fn request(&self, request: http::request::Builder, body: &str) -> http::Response<HttpBody> {
        let cookies: Vec<_> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request.header(COOKIE, cookies.join("; "));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let peer: SocketAddr = "192.0.2.1:4000".parse().unwrap();
        let request = request.extension(ConnectInfo(peer)).body(boxed_body(Full::from(body.to_owned()))).unwrap();
        let response = call(self.service.clone(), request).await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.set_cookie(name, value);
        }
        response
    }
}

type Calling = Pin<Box<dyn Future<Output = Result<http::Response<HttpBody>, Infallible>> + Send>>;

/// Boxed, because the compiler cannot prove the future of a service over boxed errors to be `Send` inside another one.
fn call(service: HttpService, request: Request<HttpBody>) -> Calling {
    Box::pin(service.oneshot(request))
}

async fn read(response: http::Response<HttpBody>) -> Answer {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

/// An open live connection.
pub(crate) struct Live {
    body: HttpBody,
    unread: String,
}

/// One event of it.
#[derive(Debug)]
pub(crate) struct LiveEvent {
    pub(crate) name: String,
    pub(crate) id: Option<String>,
    pub(crate) data: Value,
}

impl Live {
    /// The next event, `None` at the end of the stream.
    pub(crate) async fn next(&mut self) -> Option<LiveEvent> {
        loop {
            while let Some((block, rest)) = self.unread.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.unread = rest;
                if let Some(event) = parse(&block) {
                    return Some(event);
                }
            }
            let frame = within("an event", self.body.frame()).await?.unwrap();
            self.unread.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        }
    }

    /// The data of the next event, which must have this name.
    pub(crate) async fn expect(&mut self, name: &str) -> Value {
        let event = self.next().await.unwrap_or_else(|| panic!("the stream ended before {name}"));
        assert_eq!(event.name, name, "{event:?}");
        event.data
    }
}

fn parse(block: &str) -> Option<LiveEvent> {
    let field = |name: &str| {
        let lines = block.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        lines.map(str::trim_start).next().map(str::to_owned)
    };
    let data = serde_json::from_str(&field("data")?).unwrap();
    Some(LiveEvent { name: field("event")?, id: field("id"), data })
}

/// The words of a piece of HTML.
pub(crate) fn words_of(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let references = [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    references.iter().fold(text, |text, (reference, character)| text.replace(reference, character))
}

/// What stands between two marks, everywhere.
pub(crate) fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).filter_map(|part| part.split(end).next()).collect()
}

pub(crate) fn at(seconds: i64) -> DateTime<chrono::Utc> {
    START + chrono::TimeDelta::seconds(seconds)
}
