//! Keeping the knowledge base at the desk: what curators do there, and what customers are answered then.

mod arriving;
mod audiences;
mod editing;
mod exporting;
mod faring;
mod gaps;
mod ill_sites;
mod killed;
mod large_sites;
mod links;
mod list;
mod live;
mod outlook;
mod peers;
mod reading;
mod revisions;
mod settling;
pub(crate) mod sites;
mod together;
mod translating;
mod trying;
mod words;

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{AgentRole, EntryKind};
use hamyar_knowledge::{Article, Audience, Status};

use crate::support::TestApp;
use crate::support::desk::{Browser, Page, TestDesk};

const EDIT: &str = "/desk/knowledge/edit";

/// What the editor's form holds.
#[derive(Clone, Copy)]
struct Written<'a> {
    id: &'a str,
    base: &'a str,
    title: &'a str,
    body: &'a str,
    questions: &'a str,
    labels: &'a str,
    locale: &'a str,
    audience: &'a str,
    root: &'a str,
    question: &'a str,
}

/// An article about vouchers, not saved yet.
const VOUCHERS: Written<'_> = Written {
    id: "",
    base: "",
    title: "Paying with a gift voucher",
    body: "Type the code of the voucher **before** you pay.",
    questions: "how do I use a gift voucher\r\nwhere does the voucher code go\r\n",
    labels: "payment, vouchers",
    locale: "en",
    audience: "public",
    root: "",
    question: "",
};

const VOUCHERS_ID: &str = "en/paying-with-a-gift-voucher";

impl<'a> Written<'a> {
    fn fields(&self, deed: &'a str) -> [(&'a str, &'a str); 11] {
        [
            ("id", self.id),
            ("base", self.base),
            ("title", self.title),
            ("body", self.body),
            ("questions", self.questions),
            ("labels", self.labels),
            ("locale", self.locale),
            ("audience", self.audience),
            ("root", self.root),
            ("question", self.question),
            ("deed", deed),
        ]
    }
}

/// Sends the form, with what is to be done.
async fn send(browser: &mut Browser, written: &Written<'_>, deed: &str) -> Page {
    browser.submit(EDIT, &written.fields(deed)).await
}

/// Saves what must be fit to be saved.
async fn saves(browser: &mut Browser, written: &Written<'_>, deed: &str) -> Page {
    let page = send(browser, written, deed).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    browser.get(page.location()).await
}

/// A curator whose desk is English.
async fn curator(desk: &TestDesk, name: &str) -> Browser {
    desk.desk_of(name, AgentRole::Curator, "en").await.0
}

/// What the bot says to somebody's first question.
async fn answer(desk: &TestDesk, who: &str, question: &str) -> String {
    let id = desk.says(who, question).await;
    let entries = desk.store.entries(id, None, 100).await.unwrap();
    let said = entries.iter().rev().find(|entry| matches!(entry.kind, EntryKind::Reply | EntryKind::Handoff));
    said.unwrap_or_else(|| panic!("nothing was said: {entries:?}")).body.clone()
}

/// Moves the clock on, now and then by so much, until something is so: whoever works in the background may be asleep until then.
async fn in_time(app: &TestApp, step: Duration, mut is_so: impl AsyncFnMut() -> bool) {
    for look in 1_u32.. {
        if is_so().await {
            return;
        }
        if look.is_multiple_of(50) {
            app.clock.advance(step);
        }
        tokio::task::yield_now().await;
    }
}

const NO_ANSWER: &str = "I have no answer to that";

fn article(id: &str, title: &str, body: &str) -> Article {
    Article {
        id: id.to_owned(),
        root: id.split_once('/').map_or(id, |(_, root)| root).to_owned(),
        locale: id.split_once('/').map_or("en", |(locale, _)| locale).to_owned(),
        title: title.to_owned(),
        questions: Vec::new(),
        body: body.to_owned(),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    }
}
