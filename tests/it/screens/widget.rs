//! The chat on a page of another site, as it is used: by the keyboard alone, in its frame, closed and opened again.

use std::net::SocketAddr;

use chrono::Duration;
use hamyar::model::{Action, AgentRole};
use tokio::net::TcpListener;

use super::gallery::site;
use super::{access, colleague};
use crate::sources::assert_none;
use crate::support::chromium::{Person, Theme};
use crate::support::{Database, Kind, Starting, TestApp};

/// What is said in one language.
struct Tongue {
    language: &'static str,
    direction: &'static str,
    launcher: &'static str,
    unread: &'static str,
    one: &'static str,
    new: &'static str,
    question: &'static str,
    told: &'static str,
    reply: &'static str,
}

const EN: Tongue = Tongue {
    language: "en",
    direction: "ltr",
    launcher: "Chat with Narenj",
    unread: "Chat with Narenj, unread messages: 1",
    one: "1",
    new: "New message in the chat",
    question: "how long does delivery take?",
    told: "Two working days",
    reply: "It left this morning.",
};

const FA: Tongue = Tongue {
    language: "fa",
    direction: "rtl",
    launcher: "گفت‌وگو با Narenj",
    unread: "گفت‌وگو با Narenj، پیام‌های خوانده‌نشده: ۱",
    one: "۱",
    new: "پیام تازه‌ای در گفت‌وگو آمد",
    question: "ارسال سفارش چند روز طول می‌کشد؟",
    told: "دو روز کاری",
    reply: "امروز صبح فرستادیم.",
};

/// What the tests look at on the page around the frame.
const PARTS: &str = "window.chat = () => { \
    const shadow = document.querySelector('hamyar-chat').shadowRoot; \
    const part = (name) => shadow.querySelector(`.${name}`); \
    return { shadow, all: part('widget'), launcher: part('launcher'), badge: part('badge'), panel: part('panel'), \
        status: part('status'), on: shadow.activeElement }; }; \
    window.chatOn = document.currentScript ?? document.querySelector('script[src*=\"widget.js\"]');";

const OPEN: &str = "chat().panel.open && 'ready' in chat().panel.dataset && chat().on?.localName === 'iframe' && \
    chat().launcher.getAttribute('aria-expanded') === 'true'";
const CLOSED: &str = "!chat().panel.open && chat().on === chat().launcher && \
    chat().launcher.getAttribute('aria-expanded') === 'false'";
const IN_THE_FIELD: &str = "document.activeElement?.id === 'say'";

/// A shop with the chat on its own site, and somebody who visits that.
struct Scene {
    app: TestApp,
    site: SocketAddr,
    visitor: Person,
    tongue: &'static Tongue,
}

impl Scene {
    async fn new(tongue: &'static Tongue) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let starting = Starting::product(Database::new(Kind::Sqlite).await).await.0;
        let app = starting.setting("HAMYAR_WEB__EMBED_ON", &format!("http://{address}")).start().await;
        tokio::spawn(site(listener, app.http));
        let scene = Self { app, site: address, visitor: Person::new().await, tongue };
        scene.visits("").await;
        scene
    }

    /// Opens a page of the shop's, with these attributes of the chat's line.
    async fn visits(&self, attributes: &str) {
        self.visitor.opens(&format!("http://{}/{}?{attributes}", self.site, self.tongue.language)).await;
        self.visitor.until(&format!("Boolean(control({:?}))", self.tongue.launcher), "the button").await;
        self.visitor.runs(PARTS).await;
    }

    /// Opens the chat by the keyboard, on a page where nothing had the focus; returns what is in the frame.
    async fn opens_it(&self) -> Person {
        self.visitor.key("Tab").await;
        self.visitor.until("chat().on === chat().launcher", "the focus on the button").await;
        self.visitor.key("Enter").await;
        self.in_the_frame().await
    }

    async fn in_the_frame(&self) -> Person {
        self.visitor.until(OPEN, "the open chat").await;
        let frame = self.visitor.frame("/chat/embed").await;
        frame.until(IN_THE_FIELD, "the focus in the field").await;
        frame
    }

    async fn asks(&self, frame: &Person) {
        self.visitor.types(self.tongue.question).await;
        self.visitor.key("Enter").await;
        frame.sees(self.tongue.told).await;
        self.app.decided(1).await;
        assert_eq!(self.app.kinds(1).await, "message reply");
    }

    fn is_whole(&self) {
        assert_eq!(self.visitor.complaints(), Vec::<String>::new());
    }
}

async fn somebody_asks_by_keyboard(tongue: &'static Tongue) {
    let scene = Scene::new(tongue).await;
    let visitor = &scene.visitor;
    let spoken = visitor.looks("[chat().all.lang, chat().all.dir].join()").await;
    assert_eq!(spoken, format!("{},{}", tongue.language, tongue.direction));
    let frame = scene.opens_it().await;
    let spoken = frame.looks("[document.documentElement.lang, document.documentElement.dir].join()").await;
    assert_eq!(spoken, format!("{},{}", tongue.language, tongue.direction));
    scene.asks(&frame).await;

    // Escape closes it from within the frame, and from the page around it; so does the button in the frame.
    visitor.key("Escape").await;
    visitor.until(CLOSED, "the focus back on the button").await;
    visitor.key("Enter").await;
    scene.in_the_frame().await;
    visitor.key("Shift+Tab").await;
    visitor.runs("chat().launcher.focus()").await;
    visitor.key("Escape").await;
    visitor.until(CLOSED, "the focus on the button still").await;
    visitor.key("Enter").await;
    let frame = scene.in_the_frame().await;
    frame.runs("document.querySelector('#close').focus()").await;
    visitor.key("Enter").await;
    visitor.until(CLOSED, "the focus back on the button").await;

    // Open when the visitor goes on to another page, it is open there, and takes no focus unasked.
    visitor.key("Enter").await;
    scene.in_the_frame().await;
    scene.visits("").await;
    visitor.until("chat().panel.open && 'ready' in chat().panel.dataset", "the chat").await;
    let frame = visitor.frame("/chat/embed").await;
    frame.sees(tongue.told).await;
    assert_eq!(visitor.looks("document.activeElement.localName").await, "body");
    scene.is_whole();
}

async fn what_comes_while_it_is_closed_is_told(tongue: &'static Tongue) {
    let scene = Scene::new(tongue).await;
    let (app, visitor) = (&scene.app, &scene.visitor);
    let sara = colleague(app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    let frame = scene.opens_it().await;
    scene.asks(&frame).await;
    visitor.until("chat().badge.hidden && chat().status.textContent === ''", "nothing new").await;
    visitor.key("Escape").await;
    visitor.until(CLOSED, "the closed chat").await;
    let id = app.conversation(1).await.id;
    // What is newer than what was read is unread.
    app.clock.advance(Duration::minutes(1));
    app.act(id, sara, Action::Take).await;
    app.act(id, sara, Action::Reply(tongue.reply.to_owned())).await;
    visitor.until(&format!("!chat().badge.hidden && chat().badge.textContent === {:?}", tongue.one), "the badge").await;
    visitor.until(&format!("chat().status.textContent === {:?}", tongue.new), "that it is said aloud").await;
    assert_eq!(visitor.looks("chat().status.getAttribute('role')").await, "status");
    visitor.until(&format!("control({:?}) === chat().launcher", tongue.unread), "the button's name").await;
    // Another page of the site knows it too, and is silent about it.
    scene.visitor.opens(&format!("http://{}/{}", scene.site, tongue.language)).await;
    visitor.until(&format!("Boolean(control({:?}))", tongue.unread), "the button's name").await;
    visitor.runs(PARTS).await;
    assert_eq!(visitor.looks("chat().status.textContent").await, "");
    let frame = scene.opens_it().await;
    frame.sees(tongue.reply).await;
    visitor.until("chat().badge.hidden && chat().status.textContent === ''", "that it was read").await;
    visitor.until(&format!("control({:?}) === chat().launcher", tongue.launcher), "the button's name").await;
    // What is said while they look at another page altogether is there when they come back.
    let _elsewhere = visitor.another_page().await;
    visitor.until("document.hidden", "that nobody looks").await;
    let more = format!("{} 🙂", tongue.reply);
    app.act(id, sara, Action::Reply(more.clone())).await;
    visitor.comes_to_the_front().await;
    frame.sees(&more).await;
    scene.is_whole();
}

async fn the_page_says_how_it_looks(tongue: &'static Tongue) {
    let scene = Scene::new(tongue).await;
    let visitor = &scene.visitor;
    let frame = scene.opens_it().await;
    let around = "[chat().all.dataset.theme, getComputedStyle(chat().all).colorScheme].join()";
    let within = "document.documentElement.dataset.theme ?? ''";
    for (theme, scheme) in [("dark", "dark"), ("light", "light"), ("", "light dark")] {
        visitor.runs(&format!("chatOn.dataset.theme = {theme:?}")).await;
        visitor.until(&format!("{around} === '{theme},{scheme}'"), "the theme of the button").await;
        frame.until(&format!("({within}) === {theme:?}"), "the theme of the frame").await;
    }
    let right = "chat().launcher.getBoundingClientRect().left > innerWidth / 2";
    let panel = "chat().panel.getBoundingClientRect().left + chat().panel.offsetWidth / 2 > innerWidth / 2";
    let sides =
        [("left", false), ("right", true), ("start", tongue.direction == "rtl"), ("", tongue.direction == "ltr")];
    for (side, is_right) in sides {
        visitor.runs(&format!("chatOn.dataset.side = {side:?}")).await;
        visitor.until(&format!("({right}) === {is_right} && ({panel}) === {is_right}"), side).await;
    }
    // As the page is written, too.
    scene.visits("data-side=left&data-theme=dark").await;
    visitor.until(&format!("({right}) === false && {around} === 'dark,dark'"), "what the line says").await;
    scene.is_whole();
}

async fn everybody_can_use_it(tongue: &'static Tongue) {
    let scene = Scene::new(tongue).await;
    let visitor = &scene.visitor;
    let mut problems = access::problems(visitor, Theme::Light).await;
    problems.extend(access::keyboard_problems(visitor).await);
    scene.visits("").await;
    let frame = scene.opens_it().await;
    scene.asks(&frame).await;
    for theme in Theme::ALL {
        visitor.has_screen(1280, 800, theme).await;
        problems.extend(access::problems(visitor, theme).await);
        problems.extend(access::problems(&frame, theme).await);
    }
    problems.extend(access::keyboard_problems(&frame).await);
    problems.extend(access::keyboard_problems(visitor).await);
    assert_none(&problems);
    scene.is_whole();
}

/// The same in each language.
macro_rules! in_both {
    ($($name:ident: $english:ident, $persian:ident;)+) => { $(
        #[tokio::test]
        async fn $english() {
            $name(&EN).await;
        }

        #[tokio::test]
        async fn $persian() {
            $name(&FA).await;
        }
    )+ };
}

in_both! {
    somebody_asks_by_keyboard: asked_by_keyboard_in_english, asked_by_keyboard_in_persian;
    what_comes_while_it_is_closed_is_told: told_while_closed_in_english, told_while_closed_in_persian;
    the_page_says_how_it_looks: looks_as_the_page_says_in_english, looks_as_the_page_says_in_persian;
    everybody_can_use_it: for_everybody_in_english, for_everybody_in_persian;
}
