//! The desk: how places are set, and what peers answered.

use axum::http::StatusCode;
use chrono::Utc;
use hamyar::model::{AgentRole, Autonomy, Place, Role};
use hamyar_channel::testing::within;
use hamyar_channel::{Address, Author, Event, Inbound, Inbox, Message, Quoted, Setting, Where};

use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(an_admin_sets_a_place, what_a_place_cannot_be, what_peers_answered_is_listed);

/// Somebody does something in a group, and it is recorded.
async fn in_group(desk: &TestDesk, who: &str, key: &str, event: Event) {
    let event = Inbound {
        key: format!("m:-7:{key}"),
        at: chrono::DateTime::<Utc>::UNIX_EPOCH,
        place: Where {
            address: Address::chat("-7"),
            setting: Setting::Shared,
            title: Some("<b>خوانندگان</b>".to_owned()),
        },
        author: Author { id: who.to_owned(), name: Some(who.to_owned()), ..Author::default() },
        event,
    };
    desk.engine.accept(&"telegram:main".parse().unwrap(), vec![event]).await.unwrap();
}

async fn group(desk: &TestDesk) -> Place {
    let message = Message { id: "1".to_owned(), text: "where is it".to_owned(), addressed: true, ..Message::default() };
    in_group(desk, "mina", "1", Event::Message(message)).await;
    desk.store.shared_places().await.unwrap().pop().unwrap()
}

async fn an_admin_sets_a_place(database: Database) {
    let desk = TestDesk::new(database).await;
    let place = group(&desk).await;
    let path = format!("/desk/places/{}", place.id);
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(sara.get("/desk/places").await.status, StatusCode::FORBIDDEN);
    sara.get("/desk").await.hides(&["/desk/places"]);
    let (mut omid, _) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    let list = omid.get("/desk/places").await;
    list.shows(&[&path, "&#60;b&#62;خوانندگان", "for questions to me", "when I am addressed"]);
    let page = omid.get(&path).await;
    page.shows(&["<option value=\"help\" selected>", "<option value=\"\" selected>everybody’s own</option>"]);
    let fields = [("role", "community"), ("autonomy", "confident"), ("language", "fa"), ("listen", "on")];
    let saved = omid.submit(&path, &fields).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, format!("{path}?saved=yes").as_str()));
    let page = omid.get(saved.location()).await;
    page.shows(&["Saved.", "<option value=\"community\" selected>", "value=\"on\"", " checked>"]);
    let set = desk.store.place(place.id).await.unwrap().unwrap();
    assert_eq!(
        (set.role, set.autonomy, set.language.as_deref(), set.listen),
        (Role::Community, Autonomy::Confident, Some("fa"), true)
    );

    let (mut in_persian, _) = desk.desk_of("Nima", AgentRole::Admin, "fa").await;
    let page = in_persian.get(&path).await;
    page.shows(&["dir=\"rtl\"", "جمعی که در آن کم حرف می‌زنم", "خواندن همهٔ پیام‌ها", "ذخیره"]);
    in_persian.get("/desk/places").await.shows(&["وقتی از من بپرسند یا از پاسخ مطمئن باشم", "فارسی"]);
}

async fn what_a_place_cannot_be(database: Database) {
    let desk = TestDesk::new(database).await;
    let place = group(&desk).await;
    desk.says("reza", "how is it").await;
    let path = format!("/desk/places/{}", place.id);
    let (mut omid, _) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    for (role, autonomy, language) in [
        ("direct", "always", ""),
        ("king", "always", ""),
        ("help", "sometimes", ""),
        ("help", "always", "tlh"),
        ("", "always", "en"),
    ] {
        let fields = [("role", role), ("autonomy", autonomy), ("language", language)];
        assert_eq!(omid.submit(&path, &fields).await.status, StatusCode::BAD_REQUEST, "{role} {autonomy} {language}");
    }
    let fields = [("role", "help"), ("autonomy", "never"), ("language", "")];
    assert_eq!(omid.post(&path, &fields).await.status, StatusCode::BAD_REQUEST, "without the form's secret");
    assert_eq!(omid.submit("/desk/places/7", &fields).await.status, StatusCode::NOT_FOUND);
    let direct = desk.store.place_at(&"telegram:main".parse().unwrap(), &Address::chat("reza")).await.unwrap().unwrap();
    assert_eq!(omid.get(&format!("/desk/places/{}", direct.id)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.store.place(place.id).await.unwrap().unwrap(), place);
}

async fn what_peers_answered_is_listed(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut omid, _) = desk.desk_of("Omid", AgentRole::Curator, "en").await;
    omid.get("/desk/candidates").await.shows(&["Nobody has helped anybody yet"]);
    group(&desk).await;
    let reza = Author { id: "reza".to_owned(), name: Some("Reza".to_owned()), ..Author::default() };
    let quoted = Quoted { message: "2".to_owned(), author: reza, text: "behind <the> door".to_owned() };
    let solved = Event::Command {
        message: Some("3".to_owned()),
        name: "solved".to_owned(),
        arguments: String::new(),
        quoted: Some(Box::new(quoted)),
    };
    let mut changes = desk.changes();
    in_group(&desk, "mina", "3", solved).await;
    while desk.store.candidates(1).await.unwrap().is_empty() {
        within("a candidate", changes.recv()).await.unwrap();
    }
    let page = omid.get("/desk/candidates").await;
    page.shows(&["where is it", "behind &#60;the&#62; door", "Reza", "Not agreed to yet"]);
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(sara.get("/desk/candidates").await.status, StatusCode::FORBIDDEN);
}
