//! Accepted answers of peers at the desk: opened as drafts once their authors agree, asked for, not wanted, taken back.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::clock::Clock;
use hamyar::model::{AgentRole, Choice, Consent, ConversationId, Place, PlaceId};
use hamyar_channel::testing::within;
use hamyar_channel::{Address, Author, Channel, Event, Inbound, Inbox, Message, Quoted, Setting, Solved, Where};

use super::{EDIT, curator};
use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, both};

both!(
    an_answer_becomes_a_draft_when_its_author_agrees,
    what_was_made_of_an_answer_that_is_taken_back_is_flagged,
    what_was_made_of_the_words_of_somebody_erased_is_flagged,
    an_answer_that_is_not_wanted_is_put_aside_and_brought_back,
    forms_about_answers_that_are_none_change_nothing,
    peers_are_at_the_desk_in_persian_too,
    a_forum_is_named_by_its_address,
);

const PEERS: &str = "/desk/candidates";
const FRESH: &str = "/desk/knowledge/freshness";

fn person(id: &str) -> Author {
    Author { id: id.to_lowercase(), name: Some(id.to_owned()), ..Author::default() }
}

/// Something happens in a post of Mina's.
fn in_post(desk: &TestDesk, who: &Author, key: &str, event: Event) -> Inbound {
    Inbound {
        key: key.to_owned(),
        at: desk.clock.now(),
        place: Where {
            address: Address::thread("forum", "post"),
            setting: Setting::Thread { opener: Some("mina".to_owned()) },
            title: Some("Selling a piano of Mina".to_owned()),
        },
        author: who.clone(),
        event,
    }
}

/// A post of Mina's that Reza has answered is marked solved; returns its conversation, once it is a candidate.
async fn solved(desk: &TestDesk, old: bool) -> ConversationId {
    let said = |message: &str, who: &str, text: &str| Quoted {
        message: message.to_owned(),
        author: person(who),
        text: text.to_owned(),
    };
    let solved = Solved {
        tags: vec!["Solved".to_owned()],
        question: said("1", "Mina", "where can I sell a used piano?"),
        answer: Some(said("2", "Reza", "Ask in the <shop> next door, Mina, or call 0912 345 6789.")),
        by_asker: false,
        link: Some("https://discord.com/channels/9/8/2".to_owned()),
        old,
    };
    let mut changes = desk.changes();
    let event = in_post(desk, &person("Mina"), "t:post:2", Event::Solved(Box::new(solved)));
    desk.engine.accept(desk.channel.id(), vec![event]).await.unwrap();
    loop {
        if let Some(found) = desk.store.candidates(1).await.unwrap().pop() {
            return found.conversation;
        }
        within("a candidate", changes.recv()).await.unwrap();
    }
}

/// Reza presses a button of this kind under the reply of this number, and what follows is decided.
async fn presses(desk: &TestDesk, id: ConversationId, choice: Choice, reply: u32, expect: Option<Consent>) {
    let event = Event::Button { action: choice.action(id, reply), message: Some(format!("b{reply}")) };
    let event = in_post(desk, &person("Reza"), &format!("c:{choice}{reply}"), event);
    let mut changes = desk.changes();
    desk.engine.accept(desk.channel.id(), vec![event]).await.unwrap();
    while desk.store.candidates(1).await.unwrap().first().map(|one| one.consent) != expect {
        within("consent", changes.recv()).await.unwrap();
    }
}

/// Opens the draft that the list offers.
async fn opens(browser: &mut Browser) -> Page {
    let list = browser.get(PEERS).await;
    let questions = list.body.split("<textarea name=\"questions\" hidden>").nth(1).unwrap();
    let questions = questions.split('<').next().unwrap().to_owned();
    let form = list.body.split("action=\"/desk/knowledge/edit\"").nth(1).unwrap();
    let field = |name: &str| {
        let value = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        value.split('"').next().unwrap().replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")
    };
    let [title, body, locale, candidate] = ["title", "body", "locale", "candidate"].map(field);
    let fields = written(&title, &body, &questions, &locale, &candidate);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.submit(EDIT, &[&fields[..], &[("deed", "look")]].concat()).await
}

fn written(title: &str, body: &str, questions: &str, locale: &str, candidate: &str) -> Vec<(&'static str, String)> {
    let fields = [
        ("id", ""),
        ("base", ""),
        ("title", title),
        ("body", body),
        ("questions", questions),
        ("labels", ""),
        ("locale", locale),
        ("audience", "public"),
        ("root", ""),
        ("candidate", candidate),
    ];
    fields.map(|(name, value)| (name, value.to_owned())).into()
}

/// Publishes what was made of the candidate.
async fn publishes(browser: &mut Browser, candidate: &str, body: &str) -> Page {
    let fields = written("Selling a piano", body, "where can I sell a used piano?", "en", candidate);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.submit(EDIT, &[&fields[..], &[("deed", "publish")]].concat()).await
}

async fn candidate(desk: &TestDesk) -> String {
    desk.store.candidates(1).await.unwrap().first().map(|one| one.id.to_string()).unwrap_or_default()
}

async fn an_answer_becomes_a_draft_when_its_author_agrees(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let id = solved(&desk, true).await;
    let page = omid.get(PEERS).await;
    page.shows(&[
        "Selling a piano of Mina",
        "where can I sell",
        "next door",
        "Reza",
        "Not asked yet",
        "Ask the author",
    ]);
    page.shows(&["href=\"https://discord.com/channels/9/8/2\""]);
    page.hides(&["Open as a draft"]);
    let asked = omid.submit(&format!("{PEERS}/ask"), &[("id", &candidate(&desk).await), ("show", "waiting")]).await;
    assert_eq!(asked.location(), format!("{PEERS}?show=waiting&done=asked"));
    let page = omid.get(asked.location()).await;
    page.shows(&["The author is asked", "Not agreed to yet"]);
    page.hides(&["Ask the author"]);
    omid.get(&format!("{PEERS}?show=ready")).await.shows(&["There are none of these."]);

    presses(&desk, id, Choice::KeepNamed, 1, Some(Consent::Named)).await;
    omid.get(PEERS).await.shows(&["May be kept, with the name", "Open as a draft"]);
    let editor = opens(&mut omid).await;
    // What is somebody's is struck out, but for the name that its owner wants there.
    editor.shows(&[
        "Selling a piano of […]",
        "next door, […], or call […].",
        "This answer is by [Reza](https://discord",
    ]);
    editor.hides(&["0912"]);
    assert_eq!(desk.store.articles().await.unwrap(), [], "nothing is saved by looking");
    let saved = publishes(&mut omid, &candidate(&desk).await, "Ask in the shop next door.").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let page = omid.get(&format!("{PEERS}?show=used")).await;
    page.shows(&["/desk/knowledge/edit?id=en%2Fselling-a-piano", "The article"]);
    page.hides(&["Open as a draft"]);
    omid.get(FRESH).await.hides(&["Taken back"]);
}

async fn what_was_made_of_an_answer_that_is_taken_back_is_flagged(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let id = solved(&desk, false).await;
    presses(&desk, id, Choice::Keep, 1, Some(Consent::Given)).await;
    opens(&mut omid).await.hides(&["This answer is by", "discord.com"]);
    let known = candidate(&desk).await;
    publishes(&mut omid, &known, "Ask in the shop next door.").await;
    desk.clock.advance(Duration::minutes(1));
    presses(&desk, id, Choice::TakeBack, 2, None).await;
    omid.get(PEERS).await.shows(&["Nobody has helped anybody yet"]);
    omid.get(FRESH).await.shows(&["Taken back", "Selling a piano"]);
    // Who had it open cannot save it any more.
    let late = publishes(&mut omid, &known, "Ask in the shop next door!").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    late.shows(&["The author has taken this answer back."]);

    desk.clock.advance(Duration::minutes(1));
    let page = omid.get(&format!("{EDIT}?id=en%2Fselling-a-piano")).await;
    let base = page.value("base");
    let fields = written("Selling a piano", "Nobody buys them.", "", "en", "");
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.retain(|(name, _)| !matches!(*name, "id" | "base"));
    let over = [&fields[..], &[("id", "en/selling-a-piano"), ("base", &base), ("deed", "publish")]].concat();
    assert_eq!(omid.submit(EDIT, &over).await.status, StatusCode::SEE_OTHER);
    omid.get(FRESH).await.hides(&["Taken back"]);
}

async fn what_was_made_of_the_words_of_somebody_erased_is_flagged(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let id = solved(&desk, false).await;
    presses(&desk, id, Choice::KeepNamed, 1, Some(Consent::Named)).await;
    publishes(&mut omid, &candidate(&desk).await, "Ask in the shop next door. *This answer is by Reza.*").await;
    desk.clock.advance(Duration::minutes(1));
    let author = desk.store.candidates(1).await.unwrap()[0].author;
    let reza = desk.store.contact_of(author).await.unwrap().unwrap();
    desk.store.erase(reza).await.unwrap().unwrap();
    assert_eq!(desk.store.candidates(10).await.unwrap(), []);
    omid.get(FRESH).await.shows(&["Taken back", "Selling a piano"]);
}

async fn an_answer_that_is_not_wanted_is_put_aside_and_brought_back(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let id = solved(&desk, false).await;
    presses(&desk, id, Choice::Keep, 1, Some(Consent::Given)).await;
    let one = candidate(&desk).await;
    let dismiss = format!("{PEERS}/dismiss");
    let done = omid.submit(&dismiss, &[("id", &one), ("reason", "known")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let page = omid.get(&format!("{PEERS}?show=dismissed")).await;
    page.shows(&["an article says it", "Bring back"]);
    page.hides(&["Open as a draft"]);
    omid.get(&format!("{PEERS}?show=ready")).await.shows(&["There are none of these."]);
    omid.submit(&dismiss, &[("id", &one)]).await;
    omid.get(&format!("{PEERS}?show=ready")).await.shows(&["Open as a draft"]);
}

async fn forms_about_answers_that_are_none_change_nothing(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let nobody = uuid::Uuid::nil().to_string();
    let dismiss = format!("{PEERS}/dismiss");
    solved(&desk, false).await;
    let one = candidate(&desk).await;
    for (path, id, reason, status) in [
        (dismiss.as_str(), nobody.as_str(), "known", StatusCode::NOT_FOUND),
        (dismiss.as_str(), "7", "known", StatusCode::BAD_REQUEST),
        (dismiss.as_str(), one.as_str(), "ugly", StatusCode::BAD_REQUEST),
        (&format!("{PEERS}/ask"), nobody.as_str(), "", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(omid.submit(path, &[("id", id), ("reason", reason)]).await.status, status, "{path} {id} {reason}");
    }
    // Nobody is asked twice.
    let asked = omid.submit(&format!("{PEERS}/ask"), &[("id", &one)]).await;
    assert_eq!(asked.location(), format!("{PEERS}?done=not-asked"));
    // What its author has not agreed to is not made into an article, whoever asks for it.
    let refused = publishes(&mut omid, &one, "Ask in the shop next door.").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(desk.store.articles().await.unwrap(), []);
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(sara.get(PEERS).await.status, StatusCode::FORBIDDEN);
}

async fn peers_are_at_the_desk_in_persian_too(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    let id = solved(&desk, false).await;
    presses(&desk, id, Choice::KeepNamed, 1, Some(Consent::Named)).await;
    let page = nima.get(PEERS).await;
    page.shows(&["dir=\"rtl\"", "با نام اجازه داده", "باز کردن به‌شکل پیش‌نویس", "نمی‌خواهیمش"]);
}

async fn a_forum_is_named_by_its_address(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut omid = curator(&desk, "Omid").await;
    omid.get(PEERS).await.hides(&["Old posts of a forum"]);
    // There is a Discord once anything was heard there.
    let message = Message { id: "1".to_owned(), text: "hello".to_owned(), addressed: true, ..Message::default() };
    let event = in_post(&desk, &person("Mina"), "m:forum:1", Event::Message(message));
    desk.engine.accept(&"discord:main".parse().unwrap(), vec![event]).await.unwrap();
    omid.get(PEERS).await.shows(&["Old posts of a forum", "name=\"channel\" value=\"discord:main\""]);
    let path = format!("{PEERS}/forum");
    let wrong = omid.submit(&path, &[("channel", "discord:main"), ("forum", "help")]).await;
    omid.get(wrong.location()).await.shows(&["That names no forum."]);
    let elsewhere = omid.submit(&path, &[("channel", "telegram:main"), ("forum", "12")]).await;
    assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST);
    let typed = "https://discord.com/channels/9/12";
    let begun = omid.submit(&path, &[("channel", "discord:main"), ("forum", typed)]).await;
    omid.get(begun.location()).await.shows(&["The forum is being read.", "Being read: 0 with an accepted answer"]);
    assert_eq!(desk.store.forum_readings(5).await.unwrap()[0].forum, "12");

    // An admin says which tag it is there, once the forum is a place.
    let place = Place::shared(PlaceId(uuid::Uuid::from_u128(7)), "discord:main".parse().unwrap(), Address::chat("12"));
    desk.store.save_place(place, None).await.unwrap();
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let path = format!("/desk/places/{}", uuid::Uuid::from_u128(7));
    sara.get(&path).await.shows(&["Tag of solved posts", "name=\"solved_tag\""]);
    let set = |tag: &str| {
        [
            ("role", "help".to_owned()),
            ("autonomy", "addressed".to_owned()),
            ("language", String::new()),
            ("solved_tag", tag.to_owned()),
        ]
    };
    for (tag, status) in [("klappt", StatusCode::SEE_OTHER), (&"x".repeat(51), StatusCode::BAD_REQUEST)] {
        let fields = set(tag);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(sara.submit(&path, &fields).await.status, status, "{tag}");
    }
    sara.get(&path).await.shows(&["value=\"klappt\""]);
}
