//! Messages that did not arrive: seen, sent again and given up, on the command line and at the desk.

use std::sync::Arc;

use axum::http::StatusCode;
use hamyar::clock::Clock;
use hamyar::model::{AgentRole, ConversationId, DeliveryStatus};
use hamyar::store::{Failed, Finish};
use hamyar_channel::testing::{Person, within};
use hamyar_channel::{Address, Author, Channel, Event, Inbound, Inbox, Message, Scope, SendError, Setting, Where};
use serde_json::Value;

use crate::support::desk::TestDesk;
use crate::support::{Database, Program, Starting, TestApp, both};

both!(
    what_waits_already_is_put_off_where_the_platform_asks_for_it,
    what_became_of_an_attempt_is_never_taken_for_a_later_one,
    what_did_not_arrive_is_listed_first_and_sent_again_by_the_courier,
    what_has_perhaps_arrived_stays_marked_when_it_is_sent_again,
    what_is_given_up_is_on_the_timeline_and_counts_no_more,
    a_wrong_id_or_state_is_named_and_the_others_are_done,
    nothing_is_sent_while_sending_is_paused,
    at_the_desk_a_failed_message_is_sent_again_or_given_up,
    what_the_customer_took_back_is_not_sent_again,
    all_that_did_not_arrive_is_on_one_page_of_the_desk,
    what_was_taken_back_can_only_be_given_up_at_the_desk,
);

/// A program on the database of an app.
fn program(app: &TestApp) -> Program {
    Program::new().with("HAMYAR_DATABASE__URL", &app.database.url)
}

async fn listed(program: &Program, arguments: &[&str]) -> Vec<Value> {
    let said = program.done(&[&["deliveries", "list", "--json"], arguments].concat()).await;
    let said: Value = serde_json::from_str(&said).unwrap();
    said["deliveries"].as_array().unwrap().clone()
}

fn id(delivery: &Value) -> &str {
    delivery["id"].as_str().unwrap()
}

/// Asks something whose answer fails with this as often as it takes, and waits until it is given up.
async fn fails(app: &TestApp, person: &Person, error: &SendError, attempts: usize) {
    for _ in 0..attempts {
        app.channel.fail_next(error.clone());
    }
    app.channel.says(person, "a question").accepted().await;
    for _ in 0..attempts {
        app.channel.next_attempt().await;
        app.settled().await;
        app.clock.advance(chrono::Duration::hours(1));
    }
}

fn rejected() -> SendError {
    SendError::Rejected { reason: "bad entities".into() }
}

fn cut() -> SendError {
    SendError::Unknown { reason: "cut".into() }
}

/// Waits until the answer to whoever asked first is where it is.
async fn stands(app: &TestApp, number: i64, status: DeliveryStatus) {
    let conversation = app.conversation(number).await.id;
    let mut changes = app.live.desk();
    loop {
        let states = app.store.delivery_states(conversation, (0, i64::MAX)).await.unwrap();
        if states.first().is_some_and(|state| state.status == status) {
            return;
        }
        within("a delivery", changes.recv()).await.unwrap();
    }
}

async fn what_did_not_arrive_is_listed_first_and_sent_again_by_the_courier(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    fails(&app, &mina, &rejected(), 2).await;
    stands(&app, 1, DeliveryStatus::Dead).await;
    // A day later it is still sent as often as any other.
    app.clock.advance(chrono::Duration::hours(30));
    let program = program(&app);
    let dead = listed(&program, &["--state", "dead"]).await;
    assert_eq!(
        (dead.len(), &dead[0]["channel"], &dead[0]["error"]),
        (1, &"fake:main".into(), &"rejected: bad entities".into())
    );
    assert_eq!(listed(&program, &[]).await[0], dead[0], "what needs somebody is first");
    assert!(listed(&program, &["--channel", "telegram:main"]).await.is_empty());
    let told = program.done(&["deliveries", "list"]).await;
    assert!(told.starts_with(id(&dead[0])) && told.contains("\tdead\tfake:main\t#1\t"), "{told}");
    assert!(!told.contains("Answer to"), "a list says nothing of what is in a message: {told}");

    assert_eq!(program.done(&["deliveries", "retry", id(&dead[0])]).await, "1 to be sent again\n");
    stands(&app, 1, DeliveryStatus::Sent).await;
    assert!(app.kinds(1).await.ends_with(" resent"), "{}", app.kinds(1).await);
    let shown = app.channel.transcript(mina.address());
    assert!(shown.iter().any(|said| said.text.text.starts_with("Answer to: a question")), "{shown:?}");
    assert!(listed(&program, &["--state", "dead"]).await.is_empty());
}

async fn what_has_perhaps_arrived_stays_marked_when_it_is_sent_again(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    fails(&app, &mina, &cut(), 2).await;
    stands(&app, 1, DeliveryStatus::Unknown).await;
    let program = program(&app);
    let unknown = listed(&program, &["--state", "unknown"]).await;
    assert_eq!(unknown[0]["ambiguous"], true);
    program.done(&["deliveries", "retry", id(&unknown[0])]).await;
    stands(&app, 1, DeliveryStatus::Sent).await;
    let shown = app.channel.transcript(mina.address());
    let answer = shown.iter().find(|said| said.text.text.contains("Answer to: a question")).unwrap();
    assert!(answer.text.text.starts_with("You may have received this message already."), "{answer:?}");
}

async fn what_is_given_up_is_on_the_timeline_and_counts_no_more(database: Database) {
    let app = Starting::on(database).start().await;
    fails(&app, &Person::direct("mina"), &rejected(), 2).await;
    stands(&app, 1, DeliveryStatus::Dead).await;
    let program = program(&app);
    let dead = listed(&program, &["--state", "dead"]).await;
    assert_eq!(program.done(&["deliveries", "drop", id(&dead[0])]).await, "1 given up\n");
    let timeline = app.timeline(1).await;
    let given_up = timeline.iter().find(|entry| entry.kind.word() == "given_up").unwrap();
    assert_eq!(given_up.data["of"], dead[0]["seq"]);
    assert!(listed(&program, &["--state", "dead"]).await.is_empty());
    assert_eq!(app.store.delivery_counts().await.unwrap().dead, 0);
    let again = program.run(&["deliveries", "retry", id(&dead[0])]).await;
    assert_eq!(
        (again.code, again.out),
        (1, format!("error: {} was given up already\n0 to be sent again\n", id(&dead[0])))
    );
}

async fn a_wrong_id_or_state_is_named_and_the_others_are_done(database: Database) {
    let app = Starting::on(database).start().await;
    fails(&app, &Person::direct("mina"), &rejected(), 2).await;
    stands(&app, 1, DeliveryStatus::Dead).await;
    app.channel.says(&Person::direct("reza"), "a question").accepted().await;
    stands(&app, 2, DeliveryStatus::Sent).await;
    let program = program(&app);
    let (dead, sent) = (listed(&program, &["--state", "dead"]).await, listed(&program, &["--state", "sent"]).await);
    let sent = sent.iter().find(|sent| sent["number"] == 2).unwrap();
    let nobody = "00000000-0000-0000-0000-000000000007";
    let ran = program.run(&["deliveries", "retry", nobody, id(sent), id(&dead[0])]).await;
    assert_eq!(ran.code, 1);
    let expected = format!(
        "error: there is no delivery {nobody}; `hamyar deliveries list` lists them\n\
         error: {} is sent: only what is dead, unknown or held can be sent again\n1 to be sent again\n",
        id(sent)
    );
    assert_eq!(ran.out, expected);
    assert_eq!(program.run(&["deliveries", "retry"]).await.code, 2);
    assert_eq!(program.run(&["deliveries", "drop", "7"]).await.code, 2);
    let ran = program.run(&["deliveries", "list", "--state", "lost"]).await;
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("allowed: pending sending sent unknown dead cancelled held"), "{}", ran.err);
}

async fn nothing_is_sent_while_sending_is_paused(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, program) = (Person::direct("mina"), program(&app));
    assert_eq!(program.done(&["deliveries", "pause"]).await, "nothing is sent until `hamyar deliveries resume`\n");
    app.channel.says(&mina, "a question").accepted().await;
    app.decided(1).await;
    app.clock.advance(chrono::Duration::hours(1));
    assert_eq!(app.store.delivery_counts().await.unwrap().pending, 1);
    let told = program.done(&["deliveries", "list"]).await;
    assert!(told.contains("\tpending\t") && told.contains("nothing is sent since "), "{told}");
    assert!(app.channel.attempts().is_empty());
    assert_eq!(program.done(&["deliveries", "resume"]).await, "what waits is sent\n");
    app.channel.next_sent().await;
    app.settled_all().await;
    assert_eq!(app.channel.attempts().len(), 1);
}

async fn what_the_customer_took_back_is_not_sent_again(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    app.channel.apply_and_fail_next(cut());
    let said = app.channel.says(&mina, "never mind");
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    app.channel.next_attempt().await;
    app.settled().await;
    app.channel.deletes(&mina, &message).accepted().await;
    stands(&app, 1, DeliveryStatus::Unknown).await;
    let program = program(&app);
    let unknown = listed(&program, &["--state", "unknown"]).await;
    let ran = program.run(&["deliveries", "retry", id(&unknown[0])]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("is not sent again: what it answers was taken back"), "{ran:?}");
    assert_eq!(program.done(&["deliveries", "drop", id(&unknown[0])]).await, "1 given up\n");
}

/// The bot's answer to a new customer, which failed for good.
async fn failed(desk: &TestDesk, who: &str) -> (ConversationId, i64) {
    failed_so(desk, who, refused()).await
}

fn refused() -> Failed {
    Failed { unknown: false, gone: false, messages: Vec::new(), error: "refused".to_owned() }
}

async fn failed_so(desk: &TestDesk, who: &str, failed: Failed) -> (ConversationId, i64) {
    let id = desk.says(who, "how do I restore a folder").await;
    let channels = [desk.channel.id().to_string()];
    let claimed = desk.store.claim_deliveries(&channels, 9, chrono::Duration::minutes(1)).await.unwrap();
    let delivery = claimed.into_iter().find(|delivery| delivery.conversation == id).unwrap();
    let seq = delivery.seq;
    desk.store.finish_deliveries(vec![(delivery, Finish::Failed(failed))].into()).await.unwrap();
    (id, seq)
}

async fn what_became_of_an_attempt_is_never_taken_for_a_later_one(database: Database) {
    let desk = TestDesk::new(database).await;
    desk.says("mina", "how do I restore a folder").await;
    let (channels, lease) = ([desk.channel.id().to_string()], chrono::Duration::minutes(1));
    let first = desk.store.claim_deliveries(&channels, 9, lease).await.unwrap().remove(0);
    let held_back = Finish::Retry {
        at: first.created_at,
        ambiguous: false,
        plain: false,
        counts: false,
        messages: Vec::new(),
        error: "busy".to_owned(),
    };
    let ended = Arc::new(vec![(first, held_back)]);
    assert_eq!(desk.store.finish_deliveries(Arc::clone(&ended)).await.unwrap().len(), 1);
    let second = desk.store.claim_deliveries(&channels, 9, lease).await.unwrap();
    assert_eq!(second.len(), 1);
    // Recorded again, since it was not known whether it was recorded.
    assert!(desk.store.finish_deliveries(ended).await.unwrap().is_empty());
    assert!(desk.store.claim_deliveries(&channels, 9, lease).await.unwrap().is_empty(), "it is on its way");
}

/// Somebody asks in a topic of a group, and it is decided what they are told.
async fn asks_in(desk: &TestDesk, who: &str, (chat, thread): (&str, &str)) {
    let mut changes = desk.changes();
    let waiting = desk.store.delivery_counts().await.unwrap().pending;
    desk.clock.advance(chrono::Duration::seconds(1));
    let message = Message { id: who.to_owned(), text: "a question".to_owned(), addressed: true, ..Message::default() };
    let address = Address { chat: chat.to_owned(), thread: Some(thread.to_owned()) };
    let asked = Inbound {
        key: who.to_owned(),
        at: desk.clock.now(),
        place: Where { address, setting: Setting::Shared, title: None },
        author: Author { id: who.to_owned(), name: Some(who.to_owned()), ..Author::default() },
        event: Event::Message(message),
    };
    desk.engine.accept(desk.channel.id(), vec![asked]).await.unwrap();
    while desk.store.delivery_counts().await.unwrap().pending == waiting {
        within("an answer", changes.recv()).await.unwrap();
    }
}

async fn what_waits_already_is_put_off_where_the_platform_asks_for_it(database: Database) {
    let desk = TestDesk::new(database).await;
    for (who, at) in [
        ("mina", ("readers", "pianos")),
        ("reza", ("readers", "pianos")),
        ("omid", ("readers", "books")),
        ("sara", ("writers", "pens")),
    ] {
        asks_in(&desk, who, at).await;
    }
    let (channels, lease) = ([desk.channel.id().to_string()], chrono::Duration::minutes(1));
    let claim = async |most| desk.store.claim_deliveries(&channels, most, lease).await.unwrap();
    for (scope, seconds, left) in [(Scope::Address, 35, 2), (Scope::Chat, 70, 1), (Scope::Channel, 90, 0)] {
        let first = claim(1).await.remove(0);
        let until = desk.clock.now() + chrono::Duration::seconds(seconds);
        let held = Finish::Held { until, scope, messages: Vec::new(), error: "busy".to_owned() };
        desk.store.finish_deliveries(vec![(first, held)].into()).await.unwrap();
        let waiting = desk.store.deliveries(Some(DeliveryStatus::Pending), None, 9).await.unwrap();
        assert_eq!(waiting.iter().filter(|one| one.not_before < until).count(), left, "{scope:?}: {waiting:?}");
    }
    assert!(claim(9).await.is_empty());
    desk.clock.advance(chrono::Duration::seconds(90));
    assert_eq!(claim(9).await.len(), 4);
}

async fn at_the_desk_a_failed_message_is_sent_again_or_given_up(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut vera, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    let (id, seq) = failed(&desk, "mina").await;
    let (page, path) = (format!("/desk/conversations/{id}"), format!("/desk/conversations/{id}/settle/{seq}"));
    sara.get(&page).await.shows(&[&format!("action=\"{path}?view=open\""), "Send again", "Give up"]);
    vera.get(&page).await.hides(&["Send again", "Give up"]);
    assert_eq!(vera.submit(&path, &[("settle", "resend")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(sara.submit(&path, &[("settle", "burn")]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(sara.post(&path, &[("token", "guessed"), ("settle", "resend")]).await.status, StatusCode::FORBIDDEN);

    assert_eq!(sara.submit(&path, &[("settle", "resend")]).await.status, StatusCode::SEE_OTHER);
    let again = sara.get(&page).await;
    again.shows(&["You had a message sent again", "message--pending"]);
    again.hides(&[&path]);
    // Whoever was slower changes nothing.
    assert_eq!(sara.submit(&path, &[("settle", "drop")]).await.status, StatusCode::SEE_OTHER);
    sara.get(&page).await.hides(&["You gave up"]);

    let (id, seq) = failed(&desk, "reza").await;
    let path = format!("/desk/conversations/{id}/settle/{seq}");
    assert_eq!(sara.submit(&path, &[("settle", "drop")]).await.status, StatusCode::SEE_OTHER);
    let page = sara.get(&format!("/desk/conversations/{id}")).await;
    page.shows(&["You gave up a message that did not arrive", "message--failed"]);
    page.hides(&[&path]);
    let nowhere = format!("/desk/conversations/{id}/settle/77");
    assert_eq!(sara.submit(&nowhere, &[("settle", "drop")]).await.status, StatusCode::NOT_FOUND);
}

/// What Mina was told failed for good, of what Reza was told nobody knows, and Omid blocked us.
async fn three_failed(desk: &TestDesk) -> [(ConversationId, i64); 3] {
    let mina = failed(desk, "mina").await;
    let reza = failed_so(desk, "reza", Failed { unknown: true, gone: false, ..refused() }).await;
    let omid = failed_so(desk, "omid", Failed { unknown: false, gone: true, ..refused() }).await;
    [mina, reza, omid]
}

async fn all_that_did_not_arrive_is_on_one_page_of_the_desk(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut vera, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    let list = "/desk/deliveries";
    sara.get(list).await.shows(&["Everything has arrived", "href=\"/desk/deliveries\" aria-current=\"page\""]);
    let [mina, reza, omid] = three_failed(&desk).await;
    let path = |(id, seq): (ConversationId, i64)| format!("{list}/{id}/{seq}");
    let page = sara.get(list).await;
    page.shows(&[
        "<bdi>mina</bdi>",
        "<span class=\"chip chip--danger\">Not delivered</span>",
        "the channel refused it",
        "<bdi>reza</bdi>",
        "<span class=\"chip chip--warn\">Perhaps delivered</span>",
        "the channel did not confirm",
        "the customer blocked the bot",
        "Open Recently removed.",
        "<span class=\"visually-hidden\">3 messages did not arrive</span>",
    ]);
    for one in [mina, reza, omid] {
        page.shows(&[&format!("action=\"{}\"", path(one)), &format!("href=\"/desk/conversations/{}\"", one.0)]);
    }
    page.hides(&["<script>alert", "Sending is paused", "refused\n"]);
    sara.get("/desk/inbox/open/fragment").await.shows(&["id=\"rail-undelivered\"", "3 messages did not arrive"]);
    vera.get("/desk").await.hides(&[list, "did not arrive"]);
    assert_eq!(vera.get(list).await.status, StatusCode::FORBIDDEN);
    assert_eq!(vera.submit(&path(mina), &[("settle", "drop")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(sara.submit(&path(mina), &[("settle", "burn")]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(sara.post(&path(mina), &[("token", "guessed"), ("settle", "drop")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(sara.submit(&path((mina.0, 77)), &[("settle", "drop")]).await.status, StatusCode::NOT_FOUND);

    let done = sara.submit(&path(mina), &[("settle", "resend")]).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/desk/deliveries?done=resent"));
    let page = sara.get(done.location()).await;
    page.shows(&["It is being sent again.", "2 messages did not arrive"]);
    page.hides(&[&path(mina)]);
    let channels = [desk.channel.id().to_string()];
    let claimed = desk.store.claim_deliveries(&channels, 9, chrono::Duration::minutes(1)).await.unwrap();
    assert!(claimed.iter().any(|delivery| (delivery.conversation, delivery.seq) == mina), "{claimed:?}");
    // Whoever was slower is told, and changes nothing.
    let slower = sara.submit(&path(mina), &[("settle", "drop")]).await;
    sara.get(slower.location()).await.shows(&["Somebody else has decided about it already."]);
    let done = sara.submit(&path(reza), &[("settle", "drop")]).await;
    sara.get(done.location()).await.shows(&["Given up.", "1 message did not arrive"]);
    sara.get(&format!("/desk/conversations/{}", reza.0)).await.shows(&["You gave up a message that did not arrive"]);

    desk.store.pause(true).await.unwrap();
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Admin, "fa").await;
    nima.get(list).await.shows(&["dir=\"rtl\"", "نرسیده‌ها", "۱ پیام نرسیده است", "ارسال از", "متوقف است"]);
    sara.get(list).await.shows(&["Sending is paused since"]);
}

async fn what_was_taken_back_can_only_be_given_up_at_the_desk(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (id, seq) = failed_so(&desk, "mina", Failed { unknown: true, gone: false, ..refused() }).await;
    desk.database().run("update deliveries set withdrawn = (1 = 1)").await;
    let path = format!("/desk/deliveries/{id}/{seq}");
    let page = sara.get("/desk/deliveries").await;
    page.shows(&[&path, "value=\"drop\""]);
    page.hides(&["value=\"resend\""]);
    let refused = sara.submit(&path, &[("settle", "resend")]).await;
    assert_eq!(refused.location(), "/desk/deliveries?done=taken-back");
    sara.get(refused.location()).await.shows(&["Not sent again: the customer took back what it answers.", &path]);
}
