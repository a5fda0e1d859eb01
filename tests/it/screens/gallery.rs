//! Every page at two widths, in both directions and both themes: a picture of each in `target/screens`, and what can be said
//! of it without eyes. Nothing reaches beyond a narrow screen, no script fails, nothing breaks the policy, axe finds nothing,
//! and the keyboard reaches everything.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use axum::extract::RawQuery;
use axum::response::Html;
use axum::routing::get;
use hamyar::model::{Action, AgentRole};
use tokio::net::TcpListener;

use super::pictures::{self, NARROW, WIDE};
use super::shop::{PIANO_FA, Shop};
use super::{access, at_the_desk, colleague, factor, in_the_chat, pages};
use crate::sources::assert_none;
use crate::support::chromium::{Person, Theme};

/// Looks at pages, keeps their pictures, and what is wrong with them.
pub(super) struct Gallery {
    pub(super) language: &'static str,
    folder: PathBuf,
    problems: Vec<String>,
    /// The pages of the desk that are looked at, and no others, where somebody names them: `HAMYAR_SCREENS=gaps,words`.
    only: Option<String>,
    /// The page, or the one before, is refused: what Chromium tells of that is not wrong.
    is_refused: bool,
}

impl Gallery {
    fn new(language: &'static str) -> Self {
        let only = std::env::var("HAMYAR_SCREENS").ok();
        Self { language, folder: pictures::folder(), problems: Vec::new(), only, is_refused: false }
    }

    /// Looks at what somebody sees now, on every screen.
    pub(super) async fn shows(&mut self, person: &Person, name: &str) {
        let told = person.looks("[document.documentElement.lang, document.documentElement.dir].join()").await;
        if told != if self.language == "fa" { "fa,rtl" } else { "en,ltr" } {
            self.found(name, vec![format!("its language and direction are {told}")]);
        }
        let mut was_narrow = false;
        for (screen, theme) in [WIDE, NARROW].into_iter().flat_map(|screen| Theme::ALL.map(|theme| (screen, theme))) {
            let name = format!("{name}-{}", self.language);
            let file = pictures::keep(person, &self.folder, &name, screen, theme).await;
            // The second time on a narrow screen only the colours differ, which were looked at on a wide one.
            if screen == NARROW && was_narrow {
                continue;
            }
            was_narrow = screen == NARROW;
            if was_narrow {
                self.found(&file, pictures::overflow(person, NARROW.0).await);
            }
            self.found(&file, access::problems(person, theme).await);
        }
        let told = person.complaints().into_iter();
        self.found(name, told.filter(|one| !self.is_refused || !is_status(one) && !is_leaving(one)).collect());
        person.has_screen(WIDE.0, WIDE.1, Theme::Light).await;
    }

    pub(super) fn found(&mut self, where_to: &str, problems: Vec<String>) {
        self.problems.extend(problems.into_iter().map(|problem| format!("{where_to}: {problem}")));
    }

    async fn the_desk(&mut self, shop: &Shop) {
        let agent = if self.language == "fa" { shop.omid } else { shop.sara };
        let admin = at_the_desk(&shop.app, agent).await;
        let wanted =
            |page: &pages::Page| self.only.as_ref().is_none_or(|only| only.split(',').any(|one| one == page.name));
        let pages: Vec<pages::Page> = pages::of_the_desk(shop).await.into_iter().filter(wanted).collect();
        let mut left_unsaved = false;
        for page in pages {
            // What was begun on the page before is not a part of this one.
            admin.runs("if (location.protocol === 'http:') sessionStorage.clear()").await;
            admin.opens(&format!("http://{}{}", shop.app.http, page.path)).await;
            for (done, shown) in page.then {
                admin.looks(&done).await;
                admin.until(&format!("document.querySelector({shown:?}) !== null"), shown).await;
            }
            self.is_refused = page.is_refused || left_unsaved;
            left_unsaved = page.is_refused;
            self.shows(&admin, page.name).await;
            if page.by_keyboard {
                self.found(page.name, access::keyboard_problems(&admin).await);
            }
        }
        self.is_refused = false;
    }

    /// What whoever may not go on meets: of the status alone may be complained.
    async fn closed_doors(&mut self, shop: &Shop) {
        let stranger = Person::new().await;
        stranger.opens(&format!("http://{}/desk/sign-in?lang={}", shop.app.http, self.language)).await;
        self.shows(&stranger, "sign-in").await;
        self.found("sign-in", access::keyboard_problems(&stranger).await);
        stranger
            .runs("document.querySelectorAll('.input').forEach((field) => { field.value = 'who@team.example'; })")
            .await;
        stranger.runs("document.querySelector('form').requestSubmit()").await;
        stranger.until("document.querySelector('[role=alert]') !== null", "that the password is wrong").await;
        assert!(stranger.complaints().iter().all(|one| is_status(one)));
        self.shows(&stranger, "sign-in-wrong").await;
        shop.accounts.state().fault = Some(503);
        stranger.opens(&format!("http://{}/desk/openid?lang={}", shop.app.http, self.language)).await;
        shop.accounts.state().fault = None;
        assert!(stranger.complaints().iter().all(|one| is_status(one)));
        self.shows(&stranger, "openid-away").await;
        let link = shop.invitation(self.language).await;
        stranger.opens(&link).await;
        self.shows(&stranger, "join").await;
        self.found("join", access::keyboard_problems(&stranger).await);
        let email = format!("viewer-{}@team.example", self.language);
        let viewer = colleague(&shop.app, "Vida", &email, AgentRole::Viewer, self.language).await;
        let viewer = at_the_desk(&shop.app, viewer).await;
        for (name, path) in [("forbidden", "/desk/report"), ("missing", "/desk/nowhere")] {
            viewer.opens(&format!("http://{}{path}", shop.app.http)).await;
            assert!(viewer.complaints().iter().all(|one| is_status(one)));
            self.shows(&viewer, name).await;
        }
    }

    async fn the_chat(&mut self, shop: &Shop) {
        let customer = in_the_chat(&shop.app, self.language).await;
        self.shows(&customer, "chat").await;
        self.found("chat", access::keyboard_problems(&customer).await);
        let (field, question, told, unknown, handed) = if self.language == "fa" {
            ("پیام شما", "ارسال سفارش چند روز طول می‌کشد؟", "دو روز کاری", PIANO_FA, "پاسخ این را نمی‌دانم")
        } else {
            (
                "Your message",
                "how long does delivery take?",
                "Two working days",
                "do you buy used pianos?",
                "I have no answer",
            )
        };
        customer.writes(field, question).await;
        customer.key("Enter").await;
        customer.sees(told).await;
        self.shows(&customer, "chat-answered").await;
        customer.writes(field, unknown).await;
        customer.key("Enter").await;
        customer.sees(handed).await;
        let number = shop.newest().await;
        shop.act(number, shop.sara, Action::Take).await;
        let reply = "We do: *upright* ones, on Tuesdays.\n\n- بله، سه‌شنبه‌ها\n- `order 12`";
        shop.act(number, shop.sara, Action::Reply(reply.to_owned())).await;
        customer.sees("on Tuesdays").await;
        self.shows(&customer, "chat-person").await;
        shop.act(number, shop.sara, Action::Resolve).await;
        customer.sees("😀").await;
        self.shows(&customer, "chat-rating").await;
        self.found("chat-rating", access::keyboard_problems(&customer).await);
    }

    /// The chat on a page of another site, closed and open.
    async fn the_widget(&mut self, shop: &Shop, site: SocketAddr) {
        let visitor = Person::new().await;
        visitor.opens(&format!("http://{site}/{}", self.language)).await;
        let button = if self.language == "fa" { "گفت‌وگو" } else { "Chat" };
        visitor.until(&format!("Boolean(nameOf({button:?}))"), button).await;
        self.shows(&visitor, "widget").await;
        self.found("widget", access::keyboard_problems(&visitor).await);
        visitor.runs("document.querySelector('hamyar-chat').shadowRoot.activeElement?.blur()").await;
        visitor.key("Tab").await;
        visitor.key("Enter").await;
        let open = "within(document).some((one) => one.localName === 'iframe' && isShown(one))";
        visitor.until(open, "the chat in its frame").await;
        self.shows(&visitor, "widget-open").await;
        visitor.opens(&format!("http://{}/chat/embed?lang={}", shop.app.http, self.language)).await;
        self.shows(&visitor, "widget-frame").await;
        self.found("widget-frame", access::keyboard_problems(&visitor).await);
    }
}

/// Chromium tells of each status that is an error.
fn is_status(complaint: &str) -> bool {
    complaint.contains("the server responded with a status of")
}

/// Chromium tells that it does not ask whether what was written is to be left: nobody pressed anything on that page.
fn is_leaving(complaint: &str) -> bool {
    complaint.contains("beforeunload")
}

/// A shop's own page, with the chat on it. What is asked for behind its address stands in the script's element.
pub(super) async fn site(listener: TcpListener, chat: SocketAddr) {
    let page = move |language: &'static str, direction: &'static str, title: &'static str, words: &'static str| {
        get(async move |RawQuery(asked): RawQuery| {
            let asked = asked.unwrap_or_default().replace('&', " ");
            Html(format!(
                "<!doctype html><html lang={language} dir={direction}><meta charset=utf-8>\
                 <meta name=viewport content='width=device-width, initial-scale=1'><link rel=icon href='data:,'>\
                 <title>{title}</title><main><h1>{title}</h1><p>{words}</p></main>\
                 <script src=http://{chat}/chat/widget.js {asked} async></script></html>"
            ))
        })
    };
    let router = Router::new()
        .route("/en", page("en", "ltr", "Narenj, books old and new", "Come in, and have a look around."))
        .route("/fa", page("fa", "rtl", "نارنج، کتاب‌های نو و کهنه", "خوش آمدید، بفرمایید تو."));
    axum::serve(listener, router).await.unwrap();
}

async fn every_page_in(language: &'static str) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shop = Shop::open(&format!("http://{address}")).await;
    tokio::spawn(site(listener, shop.app.http));
    let mut gallery = Gallery::new(language);
    gallery.the_desk(&shop).await;
    if gallery.only.is_some() {
        return assert_none(&gallery.problems);
    }
    gallery.closed_doors(&shop).await;
    factor::is_set_up_and_asked_for(&mut gallery, &shop).await;
    gallery.the_chat(&shop).await;
    gallery.the_widget(&shop, address).await;
    assert_none(&gallery.problems);
}

/// A page with one of each mistake: what is not found here would not be found anywhere.
const WRONG: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Wrong</title><link rel=icon href='data:,'>\
    <meta name=viewport content='width=device-width'><style>button { outline: none } p { color: #ccc; width: 500px }</style>\
    <main><h1>Wrong</h1><p>Too pale, and too wide.</p><button>Go</button><input onkeydown='event.preventDefault()'>\
    <a href=/>Behind it</a></main><script>console.error('it failed'); missing()</script></html>";

#[tokio::test]
async fn what_is_wrong_is_found() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let strict = [("content-security-policy", "default-src 'none'; img-src data:")];
    let router = Router::new()
        .route("/", get(|| std::future::ready(Html(WRONG))))
        .route("/strict", get(move || std::future::ready((strict, Html(WRONG)))));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let folder = tempfile::tempdir().unwrap();
    let mut gallery = Gallery {
        language: "en",
        folder: folder.path().to_owned(),
        problems: Vec::new(),
        only: None,
        is_refused: false,
    };
    let person = Person::new().await;
    for name in ["", "strict"] {
        person.opens(&format!("http://{address}/{name}")).await;
        gallery.shows(&person, name).await;
        let found = access::keyboard_problems(&person).await;
        gallery.found(name, found);
    }
    let found = gallery.problems.join("\n");
    for expected in [
        "its language and direction are \"en,\"",
        "color-contrast",
        "\"label\"",
        "the page is",
        "p. from 8 to 508",
        "it failed",
        "missing is not defined",
        "policy:",
        "not reached: a “Behind it”",
        "its focus is not seen: button “Go”",
    ] {
        assert!(found.contains(expected), "{expected} among:\n{found}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 8, "a picture of each page on each screen");
}

#[tokio::test]
async fn every_page_in_english() {
    Box::pin(every_page_in("en")).await;
}

#[tokio::test]
async fn every_page_in_persian() {
    Box::pin(every_page_in("fa")).await;
}
