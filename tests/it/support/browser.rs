//! A browser without a screen: it keeps cookies, posts what the chat page posts, and reads what comes live.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use hamyar_channel::testing::within;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

/// A browser at the chat page.
#[derive(Clone)]
pub(crate) struct Browser {
    client: Client,
    site: String,
    cookies: BTreeMap<String, String>,
    token: Option<String>,
    /// What a proxy says of its address.
    forwarded: Option<&'static str>,
}

/// What a request came to.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// An open live connection.
pub(crate) struct Live {
    response: Response,
    unread: Vec<u8>,
}

/// Something said, as the page shows it.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: String,
    html: String,
}

impl Browser {
    pub(crate) fn at(server: SocketAddr) -> Self {
        let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { client, site: format!("http://{server}"), cookies: BTreeMap::new(), token: None, forwarded: None }
    }

    /// A browser in which the chat is open in a frame on another site: it has a token, and no cookies go along.
    pub(crate) async fn in_a_frame(server: SocketAddr) -> Self {
        let mut browser = Self::at(server);
        let page = browser.get("/chat/embed?lang=en").await.body;
        assert!(browser.cookies.is_empty());
        let token = page.split("data-visitor=\"").nth(1).and_then(|rest| rest.split('"').next());
        Self { token: Some(token.unwrap().to_owned()), ..browser }
    }

    /// A browser of which a proxy says that it is at this address.
    pub(crate) fn forwarded_for(self, address: &'static str) -> Self {
        Self { forwarded: Some(address), ..self }
    }

    /// The same browser, when the server has moved to another port, or another one answers.
    pub(crate) fn moved_to(mut self, server: SocketAddr) -> Self {
        self.site = format!("http://{server}");
        self
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.site)).header("accept", "text/html");
        self.send(request).await
    }

    /// What the page's script posts.
    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.post_raw(path, &body.to_string()).await
    }

    pub(crate) async fn post_raw(&mut self, path: &str, body: &str) -> Answer {
        let request = self.client.post(format!("{}{path}", self.site)).body(body.to_owned());
        self.send(request.header("content-type", "application/json").header("sec-fetch-site", "same-origin")).await
    }

    /// Writes a message, which must be taken.
    pub(crate) async fn says(&mut self, key: &str, text: &str) {
        let answer = self.post("/chat/messages", &json!({ "key": key, "text": text })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Brings a file as the page's script does, its name percent-encoded.
    pub(crate) async fn brings(&mut self, name: &str, bytes: impl Into<reqwest::Body>) -> Answer {
        let request = self.client.post(format!("{}/chat/files", self.site)).header("hamyar-file", name).body(bytes);
        let request = request.header("content-type", "application/octet-stream");
        self.send(request.header("sec-fetch-site", "same-origin")).await
    }

    /// What the form posts without a script.
    pub(crate) async fn posts_form(&mut self, form: reqwest::multipart::Form) -> Answer {
        let request = self.client.post(format!("{}/chat/messages", self.site)).multipart(form);
        self.send(request.header("accept", "text/html").header("accept-language", "en")).await
    }

    /// What a form of the desk posts, with the secret of its session.
    pub(crate) async fn submits(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get("/desk/account").await.body;
        let token = page.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let body = form.append_pair("token", token).extend_pairs(fields).finish();
        let request = self.client.post(format!("{}{path}", self.site)).body(body);
        self.send(request.header("content-type", "application/x-www-form-urlencoded")).await
    }

    /// Presses a button under an item, which must be taken.
    pub(crate) async fn presses(&mut self, item: &Item, label: &str) {
        let answer = self.press(&item.id, &item.action(label)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    pub(crate) async fn press(&mut self, item: &str, action: &str) -> Answer {
        self.post("/chat/presses", &json!({ "item": item, "action": action })).await
    }

    /// Opens the live connection.
    pub(crate) async fn live(&self) -> Live {
        self.live_at("/chat/events?lang=en").await
    }

    /// Opens the live connection of another page.
    pub(crate) async fn live_at(&self, path: &str) -> Live {
        let request = self.client.get(format!("{}{path}", self.site));
        let response = within("the live connection", self.with_cookies(request).send()).await.unwrap();
        assert_eq!(response.status(), 200);
        Live { response, unread: Vec::new() }
    }

    async fn send(&mut self, request: RequestBuilder) -> Answer {
        let response = within("an answer", self.with_cookies(request).send()).await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Answer { status: response.status().as_u16(), body: response.text().await.unwrap() }
    }

    fn with_cookies(&self, request: RequestBuilder) -> RequestBuilder {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request.header("cookie", cookies.join("; "));
        if let Some(address) = self.forwarded {
            request = request.header("x-forwarded-for", address);
        }
        match &self.token {
            Some(token) => request.header("hamyar-visitor", token),
            None => request,
        }
    }
}

impl Live {
    /// The next event of this name; others are passed over.
    pub(crate) async fn next(&mut self, name: &str) -> Value {
        serde_json::from_str(&self.told(name).await).unwrap()
    }

    /// What the next event of this name says, as it stands; others are passed over.
    pub(crate) async fn told(&mut self, name: &str) -> String {
        loop {
            // A chunk may end within a character: only whole events are text.
            while let Some(end) = self.unread.windows(2).position(|two| two == b"\n\n") {
                let block = String::from_utf8(self.unread.drain(..end + 2).collect()).unwrap();
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name).map(str::trim));
                if field("event:") == Some(name) {
                    return field("data:").filter(|data| !data.is_empty()).unwrap_or("null").to_owned();
                }
            }
            let chunk = within(&format!("an event “{name}”"), self.response.chunk()).await.unwrap();
            let chunk = chunk.unwrap_or_else(|| panic!("the stream ended before “{name}”"));
            self.unread.extend_from_slice(&chunk);
        }
    }

    /// Waits until something with these words is said, and returns it.
    pub(crate) async fn item(&mut self, words: &str) -> Item {
        loop {
            let data = self.next("items").await;
            let mut items = data["items"].as_array().unwrap().iter().map(Item::of);
            if let Some(item) = items.rfind(|item| item.text().contains(words)) {
                return item;
            }
        }
    }

    /// Waits until this one speaks for us: `bot`, `waiting` or `agent`.
    pub(crate) async fn voice(&mut self, kind: &str) -> String {
        loop {
            let data = self.next("voice").await;
            if data["kind"] == kind {
                return data["text"].as_str().unwrap().to_owned();
            }
        }
    }
}

impl Item {
    fn of(item: &Value) -> Self {
        let text = |name: &str| item[name].as_str().unwrap().to_owned();
        Self { id: text("id"), html: text("html") }
    }

    /// The words of it, as they are read.
    pub(crate) fn text(&self) -> String {
        words(&self.html)
    }

    /// What is written on the buttons.
    pub(crate) fn labels(&self) -> Vec<String> {
        self.buttons().into_iter().map(|(label, _)| label).collect()
    }

    fn action(&self, label: &str) -> String {
        let found = self.buttons().into_iter().find(|(known, _)| known == label);
        found.unwrap_or_else(|| panic!("no button “{label}” in {}", self.html)).1
    }

    fn buttons(&self) -> Vec<(String, String)> {
        let buttons = self.html.split("<button class=\"choice\"").skip(1);
        let button = |html: &str| {
            let action = html.split("value=\"").nth(1)?.split('"').next()?;
            let label = words(html.split_once('>')?.1.split("</button>").next()?);
            Some((label, action.replace("&#58;", ":")))
        };
        buttons.filter_map(button).collect()
    }
}

/// The words of a piece of HTML, a space between its parts.
pub(crate) fn words(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        let words = part.split_once('>').map_or(part, |(_, words)| words);
        text.push(' ');
        text.push_str(words);
    }
    let references = [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
        ("&#38;", "&"),
    ];
    let text = references.iter().fold(text, |text, (reference, character)| text.replace(reference, character));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
