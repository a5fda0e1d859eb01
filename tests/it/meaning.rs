//! Finding by meaning: an embeddings endpoint of the test's own stands beside the product, and fails as endpoints fail.

use chrono::Duration;
use hamyar_channel::testing::within;
use hamyar_knowledge::{Article, Audience, Status};

use crate::support::fake_embeddings::{DIMENSION, FakeEmbeddings, Fault, KEY};
use crate::support::fake_telegram::{Chat, FakeTelegram};
use crate::support::{Database, Kind, Program, Starting, TestApp, both};

/// Ways of saying one thing that have no word in common.
const MEANINGS: [&[&str]; 2] =
    [&["loyalty points", "reward for buying often", "پاداش خرید زیاد"], &["wheelchair ramp", "step-free entrance"]];

const BY_MEANING: &str = "any reward for buying often?";
const IN_PERSIAN: &str = "پاداش خرید زیاد چیست؟";
const BY_WORDS: &str = "how long does delivery take?";
const ANSWER: &str = "Every tenth visit brings a gift";
const HANDED_OVER: &str = "I have no answer to that";

fn article() -> Article {
    Article {
        id: "en/loyalty".to_owned(),
        root: "loyalty".to_owned(),
        locale: "en".to_owned(),
        title: "Loyalty points".to_owned(),
        questions: vec!["when are loyalty points granted".to_owned(), "my loyalty points".to_owned()],
        body: format!("{ANSWER} card, as thanks for loyalty points."),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    }
}

/// The bookshop with the endpoint, before it starts.
async fn bookshop(database: Database, endpoint: &FakeEmbeddings) -> (Starting, FakeTelegram) {
    let (starting, telegram) = Starting::product(database).await;
    let starting = starting
        .articles(vec![article()])
        .setting("HAMYAR_KNOWLEDGE__EMBEDDINGS__URL", endpoint.url())
        .setting("HAMYAR_KNOWLEDGE__EMBEDDINGS__MODEL", "fake-1")
        .setting("HAMYAR_KNOWLEDGE__EMBEDDINGS__DIMENSION", &DIMENSION.to_string())
        .setting("HAMYAR_KNOWLEDGE__EMBEDDINGS__KEY", KEY)
        // A busy machine must not decide what a test sees.
        .setting("HAMYAR_KNOWLEDGE__EMBEDDINGS__QUESTION_WITHIN", "20s");
    (starting, telegram)
}

/// The figures, which name no secret.
async fn figures(app: &TestApp) -> String {
    let text = reqwest::get(format!("http://{}/metrics", app.http)).await.unwrap().text().await.unwrap();
    assert!(!text.contains("canary") && !text.contains("reward"), "a secret comes out: {text}");
    text
}

/// Waits until a line of the figures holds.
async fn until(app: &TestApp, line: &str) {
    let shown = async {
        while !figures(app).await.lines().any(|one| one.starts_with(line)) {
            tokio::task::yield_now().await;
        }
    };
    within(line, shown).await;
}

/// Waits until every article is found by meaning.
async fn embedded(app: &TestApp) {
    until(app, "hamyar_embedded_articles 20").await;
}

async fn ask(chat: &Chat, text: &str) -> String {
    chat.says(text);
    chat.next_reply().await.text
}

fn private(telegram: &FakeTelegram, name: &str) -> Chat {
    telegram.user(name).language("en").private()
}

async fn what_is_meant_is_found_in_other_words_and_another_language(database: Database) {
    let endpoint = FakeEmbeddings::start(&MEANINGS).await;
    let (starting, telegram) = bookshop(database, &endpoint).await;
    let app = starting.start().await;
    embedded(&app).await;
    let reply = ask(&private(&telegram, "Mina"), BY_MEANING).await;
    assert!(reply.starts_with(ANSWER), "{reply}");
    let reply = ask(&private(&telegram, "Omid"), IN_PERSIAN).await;
    assert!(reply.starts_with("هنوز پاسخی به زبان شما نیست") && reply.contains(ANSWER), "{reply}");
    let reply = ask(&private(&telegram, "Sara"), BY_WORDS).await;
    assert!(reply.starts_with("Two working days"), "{reply}");
    let figures = figures(&app).await;
    assert!(figures.contains("hamyar_embeddings_total{of=\"question\",outcome=\"ok\"} 3"), "{figures}");
}

async fn a_restart_and_an_edit_embed_only_what_is_new(database: Database) {
    let endpoint = FakeEmbeddings::start(&MEANINGS).await;
    let (starting, telegram) = bookshop(database, &endpoint).await;
    let app = starting.start().await;
    embedded(&app).await;
    let first = endpoint.texts();
    assert!(first.len() > 60 && first.iter().any(|text| text == "Loyalty points"), "{first:?}");
    let app = app.stop().await.start().await;
    embedded(&app).await;
    // To see which model answers, one sample is asked about.
    assert_eq!(endpoint.texts().len(), 1);
    let ramp = "There is a wheelchair ramp at the back.";
    let ramp = Article { title: "Getting in".to_owned(), body: ramp.to_owned(), ..article() };
    app.store.save_articles(vec![ramp], None).await.unwrap();
    let edited = async {
        while !ask(&private(&telegram, "Mina"), "is there a step-free entrance?")
            .await
            .starts_with("There is a wheelchair")
        {}
    };
    within("the edit to be found", edited).await;
    let mut texts = endpoint.texts();
    texts.retain(|text| !text.contains("step-free"));
    assert_eq!(texts, ["Getting in", "Getting in\nThere is a wheelchair ramp at the back."]);
}

async fn two_models_are_never_mixed(database: Database) {
    let endpoint = FakeEmbeddings::start(&MEANINGS).await;
    let (starting, telegram) = bookshop(database, &endpoint).await;
    let app = starting.start().await;
    embedded(&app).await;
    let all = endpoint.texts().len();
    let starting = app.stop().await.setting("HAMYAR_KNOWLEDGE__EMBEDDINGS__MODEL", "fake-2");
    let app = starting.start().await;
    embedded(&app).await;
    assert_eq!(endpoint.texts().len(), all, "another name: all is embedded anew");
    let kept = async {
        while app.store.embeddings_by("fake-1").await.unwrap() > 0 {
            tokio::task::yield_now().await;
        }
    };
    within("the old vectors to be forgotten", kept).await;
    endpoint.other_weights();
    let app = app.stop().await.start().await;
    embedded(&app).await;
    assert_eq!(endpoint.texts().len(), all, "another model behind the name: all is embedded anew");
    // It answers under another name while we run: words alone, then all anew.
    endpoint.fault(Some(Fault::OtherModel));
    let reply = ask(&private(&telegram, "Mina"), BY_MEANING).await;
    assert!(reply.starts_with(HANDED_OVER), "{reply}");
    until(&app, "hamyar_embeddings_total{of=\"question\",outcome=\"another_model\"} 1").await;
    let named = async {
        while app.store.embeddings_by("fake-2 (another)").await.unwrap() < i64::try_from(all).unwrap() {
            tokio::task::yield_now().await;
        }
    };
    within("the articles to be embedded by it", named).await;
    embedded(&app).await;
    let found = async { while !ask(&private(&telegram, "Omid"), BY_MEANING).await.starts_with(ANSWER) {} };
    within("the answer", found).await;
}

both!(
    what_is_meant_is_found_in_other_words_and_another_language,
    a_restart_and_an_edit_embed_only_what_is_new,
    two_models_are_never_mixed,
);

/// Whatever the endpoint does, words are searched, and what needs meaning gets a person.
async fn words_alone(telegram: &FakeTelegram, name: &str) {
    let reply = ask(&private(telegram, &format!("{name} one")), BY_WORDS).await;
    assert!(reply.starts_with("Two working days"), "{name}: {reply}");
    let reply = ask(&private(telegram, &format!("{name} two")), BY_MEANING).await;
    assert!(reply.starts_with(HANDED_OVER), "{name}: {reply}");
}

#[tokio::test]
async fn a_question_that_cannot_be_embedded_is_searched_by_its_words() {
    let endpoint = FakeEmbeddings::start(&MEANINGS).await;
    let (starting, telegram) = bookshop(Database::new(Kind::Sqlite).await, &endpoint).await;
    let starting = starting.setting("HAMYAR_KNOWLEDGE__EMBEDDINGS__QUESTION_WITHIN", "3s");
    let app = starting.start().await;
    embedded(&app).await;
    for (fault, outcome) in [
        (Fault::Garbage, "garbage"),
        (Fault::WrongDimension, "unusable"),
        (Fault::TooFew, "unusable"),
        (Fault::NotANumber, "garbage"),
        (Fault::Zero, "unusable"),
        (Fault::Fails, "failed"),
        (Fault::Hangs, "too_slow"),
    ] {
        endpoint.fault(Some(fault));
        words_alone(&telegram, &format!("{fault:?}")).await;
        until(&app, &format!("hamyar_embeddings_total{{of=\"question\",outcome=\"{outcome}\"}}")).await;
        // Two failures are borne; the next question is asked, and all is well.
        endpoint.fault(None);
        let reply = ask(&private(&telegram, &format!("{fault:?} three")), BY_MEANING).await;
        assert!(reply.starts_with(ANSWER), "{fault:?}: {reply}");
    }
}

#[tokio::test]
async fn a_dead_endpoint_is_left_in_peace_for_a_while() {
    let endpoint = FakeEmbeddings::start(&MEANINGS).await;
    let (starting, telegram) = bookshop(Database::new(Kind::Sqlite).await, &endpoint).await;
    let app = starting.start().await;
    embedded(&app).await;
    endpoint.fault(Some(Fault::Fails));
    for name in ["Mina", "Omid"] {
        words_alone(&telegram, name).await;
    }
    let asked = endpoint.requests();
    words_alone(&telegram, "Sara").await;
    assert_eq!(endpoint.requests(), asked, "it is not asked while it rests");
    until(&app, "hamyar_embeddings_total{of=\"question\",outcome=\"resting\"} 3").await;
    endpoint.fault(None);
    app.clock.advance(Duration::minutes(1));
    let reply = ask(&private(&telegram, "Reza"), BY_MEANING).await;
    assert!(reply.starts_with(ANSWER), "{reply}");
    // One that says when to come back is believed at once.
    endpoint.fault(Some(Fault::Busy));
    words_alone(&telegram, "Nima").await;
    let asked = endpoint.requests();
    app.clock.advance(Duration::minutes(4));
    words_alone(&telegram, "Tara").await;
    assert_eq!(endpoint.requests(), asked);
}

#[tokio::test]
async fn articles_that_cannot_be_embedded_are_found_by_their_words_and_tried_again() {
    for fault in [
        Fault::Garbage,
        Fault::WrongDimension,
        Fault::TooFew,
        Fault::NotANumber,
        Fault::Zero,
        Fault::Fails,
        Fault::Busy,
    ] {
        let endpoint = FakeEmbeddings::start(&MEANINGS).await;
        endpoint.fault(Some(fault));
        let (starting, telegram) = bookshop(Database::new(Kind::Sqlite).await, &endpoint).await;
        let app = starting.start().await;
        words_alone(&telegram, "Mina").await;
        until(&app, "hamyar_embeddings_total{of=\"articles\",outcome=").await;
        until(&app, "hamyar_embedded_articles 0").await;
        endpoint.fault(None);
        let tried = async {
            while !figures(&app).await.contains("hamyar_embedded_articles 20") {
                app.clock.advance(Duration::seconds(1));
                tokio::task::yield_now().await;
            }
        };
        within("the articles to be embedded", tried).await;
        let reply = ask(&private(&telegram, "Omid"), BY_MEANING).await;
        assert!(reply.starts_with(ANSWER), "{fault:?}: {reply}");
        app.stop().await;
    }
}

#[tokio::test]
async fn doctor_says_whether_the_endpoint_can_be_used() {
    let endpoint = FakeEmbeddings::start(&MEANINGS).await;
    let program = Program::new()
        .with("HAMYAR_KNOWLEDGE__EMBEDDINGS__URL", endpoint.url())
        .with("HAMYAR_KNOWLEDGE__EMBEDDINGS__MODEL", "fake-1")
        .with("HAMYAR_KNOWLEDGE__EMBEDDINGS__DIMENSION", DIMENSION.to_string())
        .with("HAMYAR_KNOWLEDGE__EMBEDDINGS__QUESTION_WITHIN", "20s")
        .with("HAMYAR_KNOWLEDGE__EMBEDDINGS__KEY", KEY);
    let line =
        |out: &str| out.lines().skip_while(|line| !line.contains("embeddings")).take(2).collect::<Vec<_>>().join("\n");
    let told = line(&program.run(&["doctor"]).await.out);
    assert!(told.starts_with("ok    the embeddings endpoint answers as fake-1\n"), "{told}");
    endpoint.fault(Some(Fault::WrongDimension));
    insta::assert_snapshot!(line(&program.run(&["doctor"]).await.out), @r"
    FAIL  embeddings: the endpoint's vectors cannot be used: a vector of 257 numbers where 256 were expected
          look at knowledge.embeddings.url, model, dimension and key; until then words alone are searched
    ");
    endpoint.fault(None);
    let program = program.with("HAMYAR_KNOWLEDGE__EMBEDDINGS__KEY", "wrong-canary");
    insta::assert_snapshot!(line(&program.run(&["doctor"]).await.out), @r"
    FAIL  embeddings: the endpoint does not accept the key (401)
          look at knowledge.embeddings.url, model, dimension and key; until then words alone are searched
    ");
    assert_eq!(program.run(&["config", "check"]).await.code, 0);
    assert!(program.run(&["config", "show"]).await.out.contains("key = \"(set)\""));
}
