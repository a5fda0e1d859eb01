//! An index of the articles that is missing or damaged: people answer, rather than that anybody is answered wrongly.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hamyar::app::App;
use hamyar::clock::{Clock, Edge, RandomIds};
use hamyar::config::Config;
use hamyar::model::Entry;
use hamyar::store::Store;
use hamyar_channel::testing::{FakeChannel, within};
use hamyar_channel::{Address, Author, Channel, Event, Inbound, Inbox, Message, Setting, Where};
use hamyar_knowledge::{Article, Flaw};
use tokio_util::sync::CancellationToken;

use crate::support::{Database, MockClock, Starting, both};

both!(while_the_index_is_damaged_people_answer, while_a_large_index_is_missing_people_answer);

const QUESTION: &str = "how long does delivery take?";
const ANSWER: &str = "Two working days";

/// Where nothing more can be begun: no index can be built here as long as this is there.
fn full(index: &Path) -> PathBuf {
    index.join(format!("index-{}", u64::MAX))
}

/// Changes a byte of the articles that the index keeps.
fn damage(index: &Path) {
    let current = index.join(std::fs::read_to_string(index.join("CURRENT")).unwrap().trim());
    let files = std::fs::read_dir(current).unwrap().map(|file| file.unwrap().path());
    let store = files.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "store")).unwrap();
    let mut bytes = std::fs::read(&store).unwrap();
    bytes[20] ^= 0x55;
    std::fs::write(store, bytes).unwrap();
}

/// Why a person got it.
fn reason(timeline: &[Entry]) -> &str {
    let handoff = timeline.iter().find(|entry| entry.kind.word() == "handoff").unwrap();
    handoff.data["reason"].as_str().unwrap()
}

async fn while_the_index_is_damaged_people_answer(database: Database) {
    let (starting, fake) = Starting::product(database).await;
    let app = starting.index_on_disk().start().await;
    let [mina, reza, omid] = ["Mina", "Reza", "Omid"].map(|name| fake.user(name).language("en").private());
    mina.says(QUESTION);
    assert!(mina.next_reply().await.text.starts_with(ANSWER));

    let (knowledge, index) = (app.library.knowledge(), app.database.dir.path().join("index"));
    knowledge.settle().unwrap();
    std::fs::write(full(&index), "").unwrap();
    damage(&index);
    knowledge.check().unwrap_err();
    reza.says(QUESTION);
    let told = reza.next_reply().await.text;
    assert!(told.starts_with("Something failed on our side, so I have passed this to the team"), "{told}");
    app.happened(2, "message handoff reply").await;
    assert_eq!(reason(&app.timeline(2).await), "no_index");
    let ready = reqwest::get(format!("http://{}/readyz", app.http)).await.unwrap();
    assert_eq!(ready.status(), 200, "what happens is recorded");
    let said = ready.text().await.unwrap();
    assert_eq!(said, "ready, but the knowledge index is being built: people answer meanwhile\n");

    let mut taken = app.library.revisions();
    std::fs::remove_file(full(&index)).unwrap();
    within("the index to be built anew", taken.changed()).await.unwrap();
    omid.says(QUESTION);
    assert!(omid.next_reply().await.text.starts_with(ANSWER));
    assert_eq!(knowledge.flaw(), None);
}

/// An app that is built and does not follow its articles yet: more of them than are indexed before it is up.
async fn unfilled(database: &Database, channel: &FakeChannel) -> App {
    let edge = Edge { clock: Arc::new(MockClock::new()), ids: Arc::new(RandomIds) };
    let simple = |id: String, title: String, body: &str| Article {
        root: id.clone(),
        id,
        title,
        body: body.to_owned(),
        locale: "en".to_owned(),
        ..Article::default()
    };
    let mut articles: Vec<Article> =
        (0..1000).map(|number| simple(format!("a{number}"), format!("Shelf {number}"), "")).collect();
    articles.push(simple("delivery".to_owned(), "How long does delivery take?".to_owned(), ANSWER));
    let store = Store::open(&database.url, "command", edge.clone()).await.unwrap();
    store.save_articles(articles, None).await.unwrap();
    store.close().await;
    let environment = [
        ("HAMYAR_DATABASE__URL", database.url.clone()),
        ("HAMYAR_DATA_DIR", database.dir.path().display().to_string()),
        ("HAMYAR_ANSWERS__FRAGMENT_WAIT", "0s".to_owned()),
    ];
    let config = Config::load(None, environment.to_vec()).unwrap();
    let builder = App::builder(config).edge(edge).without_configured_channels().channel(channel.clone());
    builder.build().await.unwrap()
}

/// Somebody asks, and it is decided what they are told: the kinds of what happened.
async fn asks(app: &App, channel: &FakeChannel, clock: &MockClock, who: &str) -> Vec<Entry> {
    let mut changes = app.live.desk();
    let message = Message { id: who.to_owned(), text: QUESTION.to_owned(), addressed: true, ..Message::default() };
    let asked = Inbound {
        key: who.to_owned(),
        at: clock.now(),
        place: Where { address: Address::chat(who), setting: Setting::Direct, title: None },
        author: Author { id: who.to_owned(), name: Some(who.to_owned()), ..Author::default() },
        event: Event::Message(message),
    };
    app.engine.accept(channel.id(), vec![asked]).await.unwrap();
    loop {
        let id = within("a decision", changes.recv()).await.unwrap();
        let turn = app.store.load_turn(id).await.unwrap().unwrap();
        if turn.place.address.chat == who && turn.entries.is_empty() {
            return app.store.entries(id, None, 9).await.unwrap();
        }
    }
}

async fn while_a_large_index_is_missing_people_answer(database: Database) {
    let (channel, clock, stop) = (FakeChannel::new("fake:main"), MockClock::new(), CancellationToken::new());
    let app = unfilled(&database, &channel).await;
    assert_eq!(app.library.knowledge().flaw(), Some(Flaw::Unfilled), "it is up before that is done");
    let engine = tokio::spawn(Arc::clone(&app.engine).run(stop.clone()));
    assert_eq!(reason(&asks(&app, &channel, &clock, "mina").await), "no_index");
    // As the app does once it runs.
    app.library.refresh().await.unwrap();
    let told = asks(&app, &channel, &clock, "reza").await;
    assert_eq!(told.last().unwrap().data["type"], "answer", "{told:?}");
    stop.cancel();
    within("the engine to stop", engine).await.unwrap();
}
