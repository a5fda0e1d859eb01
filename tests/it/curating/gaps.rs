//! What is asked and not answered, and the way from there to an answer.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{AgentRole, ConversationId, EntryKind};
use hamyar_channel::Event;

use super::{EDIT, VOUCHERS, VOUCHERS_ID, Written, answer, curator, saves, send};
use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, both};

both!(
    what_nobody_answers_is_put_together_and_written,
    what_was_not_it_is_a_gap_too,
    what_most_people_wait_for_comes_first,
    what_is_asked_while_a_person_speaks_is_a_gap_too,
    who_asked_is_nowhere_in_what_is_written,
);

const GAPS: &str = "/desk/knowledge/gaps";

async fn what_nobody_answers_is_put_together_and_written(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    omid.get(GAPS).await.shows(&["Nothing is left open"]);
    desk.says("old", "is there parking for bicycles").await;
    desk.clock.advance(Duration::days(31));
    let mut omid = curator(&desk, "Omid again").await;
    for (who, question) in [
        ("mina", "do you buy used pianos"),
        ("reza", "can I pay with <gold> coins?"),
        ("tobias", "Do you buy a used piano?"),
        ("lena", "Used pianos, do you buy them"),
        ("sima", "آیا پیانوی دست‌دوم می‌خرید"),
        ("mina2", "I want to speak to a human"),
    ] {
        desk.says(who, question).await;
        desk.clock.advance(Duration::minutes(1));
    }
    desk.says("shy", "how do I hide my debts").await;
    desk.happens("shy", "d:8", Event::Delete { message: "8".to_owned() }).await;

    let page = omid.get(GAPS).await;
    page.shows(&["asked by 3 people", "asked by 1 person<", "&#60;gold&#62;", "پیانوی دست‌دوم", "Other wordings"]);
    page.hides(&["bicycles", "a human", "debts"]);
    let at = |text: &str| page.body.find(text).unwrap();
    assert!(at("do you buy used pianos") < at("پیانوی"), "what most people ask comes first");
    assert!(at("پیانوی") < at("gold"), "then what was asked last");
    assert_eq!(page.body.matches("class=\"gap\"").count(), 3);
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(sara.get(GAPS).await.status, StatusCode::FORBIDDEN);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    nima.get(GAPS).await.shows(&["۳ نفر پرسیده‌اند", "نوشتن پاسخ", "dir=\"rtl\""]);

    // One click opens a draft with the title and the wordings.
    let form = page.body.split("<form").find(|form| form.contains("name=\"questions\"")).unwrap();
    let title = form.split("name=\"title\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let questions = form.split("hidden>").nth(1).unwrap().split("</textarea>").next().unwrap();
    let begun = Written { title, questions, body: "", labels: "", locale: "en", ..VOUCHERS };
    assert!(form.contains("name=\"locale\" value=\"en\"") && form.contains("name=\"deed\" value=\"look\""));
    let draft = send(&mut omid, &begun, "look").await;
    draft.shows(&[
        "data-unsaved",
        "value=\"do you buy used pianos\"",
        "do you buy used pianos\nUsed pianos, do you buy them\nDo you buy a used piano?</textarea>",
        "list=\"locales\" value=\"en\"",
    ]);
    let written = Written {
        title: "Used pianos",
        questions: "Used pianos, do you buy them\r\nDo you buy a used piano?\r\ndo you buy used pianos",
        body: "Bring a **photo** of it.",
        ..VOUCHERS
    };
    saves(&mut omid, &written, "publish").await;
    assert!(answer(&desk, "new", "do you buy used pianos?").await.contains("photo"));
    let page = omid.get(GAPS).await;
    page.hides(&["used piano", "Used piano"]);
    page.shows(&["gold", "پیانوی"]);
}

async fn what_was_not_it_is_a_gap_too(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    saves(&mut omid, &VOUCHERS, "publish").await;
    let id = desk.says("mina", "how do I use a gift voucher in Narnia").await;
    let entries = desk.store.entries(id, None, 10).await.unwrap();
    let reply = entries.iter().find(|entry| entry.kind == EntryKind::Reply).unwrap();
    assert_eq!(reply.data["type"], "answer");
    omid.get(GAPS).await.shows(&["Nothing is left open"]);
    let action = format!("not:{}:{}", id.0.simple(), reply.data["reply"]);
    desk.happens("mina", "c:1", Event::Button { action, message: None }).await;
    let page = omid.get(GAPS).await;
    page.shows(&[
        "how do I use a gift voucher in Narnia",
        "the answer did not help",
        "Answered now with “Paying with a gift voucher”",
        &format!("/desk/knowledge/edit?id={}", VOUCHERS_ID.replace('/', "%2F")),
        &format!("/desk/conversations/{id}"),
    ]);
    // Another label, and a draft beside it, leave it as it was refused.
    desk.clock.advance(Duration::minutes(1));
    let page = omid.get(&format!("{EDIT}?id={VOUCHERS_ID}")).await;
    let base = page.value("base");
    let known = Written { id: VOUCHERS_ID, root: "paying-with-a-gift-voucher", ..VOUCHERS };
    let page = saves(&mut omid, &Written { base: &base, labels: "narnia", ..known }, "publish").await;
    let base = page.value("base");
    let mended = Written { base: &base, body: "In Narnia nobody takes them.", ..known };
    let page = saves(&mut omid, &mended, "draft").await;
    omid.get(GAPS).await.shows(&["in Narnia", "the answer did not help"]);
    // Once it says something else, there is an answer.
    let base = page.value("base");
    saves(&mut omid, &Written { base: &base, ..mended }, "publish").await;
    omid.get(GAPS).await.shows(&["Nothing is left open"]);
}

async fn what_most_people_wait_for_comes_first(database: Database) {
    let desk = TestDesk::knowing(database).await;
    for _ in 0..3 {
        desk.says("mina", "can I pay with gold coins?").await;
        desk.clock.advance(Duration::days(2));
    }
    desk.says("tobias", "do you buy used pianos").await;
    desk.says("lena", "Do you buy a used piano?").await;
    let mut omid = curator(&desk, "Omid").await;
    let order = |page: &Page| page.body.find("pianos").unwrap() < page.body.find("gold").unwrap();
    let page = omid.get(GAPS).await;
    assert!(order(&page), "two people are more than one who asks three times");
    page.shows(&["asked by 2 people", "asked by 1 person<"]);
    // Whoever waits to be told counts once more; two do.
    for who in ["ali", "reza"] {
        let id = desk.says(who, "may I borrow an umbrella").await;
        let entries = desk.store.entries(id, None, 10).await.unwrap();
        let reply = entries.iter().find_map(|entry| entry.data["reply"].as_u64()).unwrap();
        let action = format!("tell:{}:{reply}", id.0.simple());
        desk.happens(who, &format!("c:{who}"), Event::Button { action, message: None }).await;
    }
    desk.says("sima", "a used piano, do you buy it?").await;
    let page = omid.get(GAPS).await;
    page.shows(&["2 wait to be told", "asked by 3 people"]);
    assert!(page.body.find("umbrella").unwrap() < page.body.find("piano").unwrap());
}

/// Somebody of the team takes the conversation, and answers.
pub(super) async fn answers(who: &mut Browser, id: ConversationId, text: &str) {
    let page = who.get(&format!("/desk/conversations/{id}")).await;
    let (version, seen) = (page.value("version"), page.value("seen"));
    let fields = [("version", version.as_str()), ("seen", &seen), ("mode", "reply"), ("text", text)];
    let page = who.upload(&format!("/desk/conversations/{id}/write"), &fields, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
}

async fn what_is_asked_while_a_person_speaks_is_a_gap_too(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let mut omid = curator(&desk, "Omid").await;
    let id = desk.says("mina", "do you buy used pianos").await;
    answers(&mut sara, id, "Yes: send us a photo of the piano.").await;
    desk.says("mina", "Thanks! It is a brown one.").await;
    desk.says("mina", "and how long does tuning a harp take?").await;
    omid.get(GAPS).await.hides(&["harp"]);
    desk.clock.advance(Duration::minutes(1));
    answers(&mut sara, id, "Tuning a harp takes two hours.").await;
    desk.clock.advance(Duration::minutes(1));
    let page = omid.get(GAPS).await;
    page.shows(&["and how long does tuning a harp take?", "Tuning a harp takes two hours."]);
    page.hides(&["brown one"]);
    assert_eq!(page.body.matches("class=\"gap\"").count(), 2);
    // It can be settled as any other.
    let harp = page.body.split("class=\"gap\"").find(|gap| gap.contains("harp")).unwrap();
    let keys = harp.split("name=\"keys\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let sent = omid.submit("/desk/knowledge/gaps/dismiss", &[("keys", keys), ("reason", "answered")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let page = omid.get(GAPS).await;
    page.shows(&["Need no article", "it is answered now"]);
    assert_eq!(page.body.matches("class=\"gap\"").count(), 1);
    // Until somebody asks it again in vain.
    desk.clock.advance(Duration::minutes(1));
    desk.says("lena", "how long does tuning a harp take?").await;
    assert_eq!(omid.get(GAPS).await.body.matches("class=\"gap\"").count(), 2);
}

async fn who_asked_is_nowhere_in_what_is_written(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    desk.says("Mina Karimi", "I am Mina Karimi, do you buy used pianos?").await;
    desk.says("x71", "my name is Farhad: do you buy used pianos? 0912 345 6789").await;
    let page = omid.get(GAPS).await;
    let form = page.body.split("<form").find(|form| form.contains("value=\"look\"")).unwrap();
    let begun = form.split("</form>").next().unwrap();
    assert!(begun.contains("do you buy used pianos?") && begun.contains("[…]"), "{begun}");
    for name in ["Mina", "Karimi", "Farhad", "0912"] {
        assert!(!begun.contains(name), "{name}: {begun}");
    }
}
