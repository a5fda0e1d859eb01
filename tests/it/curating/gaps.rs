//! What is asked and not answered, and the way from there to an answer.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{AgentRole, EntryKind};
use hamyar_channel::Event;

use super::{VOUCHERS, VOUCHERS_ID, Written, answer, curator, saves, send};
use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(what_nobody_answers_is_put_together_and_written, what_was_not_it_is_a_gap_too);

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
    page.shows(&[
        "asked in 3 conversations",
        "asked in 1 conversation<",
        "&#60;gold&#62;",
        "پیانوی دست‌دوم",
        "Other wordings",
    ]);
    page.hides(&["bicycles", "a human", "debts"]);
    let at = |text: &str| page.body.find(text).unwrap();
    assert!(at("do you buy used pianos") < at("پیانوی"), "what most people ask comes first");
    assert!(at("پیانوی") < at("gold"), "then what was asked last");
    assert_eq!(page.body.matches("class=\"gap\"").count(), 3);
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(sara.get(GAPS).await.status, StatusCode::FORBIDDEN);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    nima.get(GAPS).await.shows(&["در ۳ گفت‌وگو پرسیده شده", "نوشتن پاسخ", "dir=\"rtl\""]);

    // One click opens a draft with the title and the wordings.
    let form = page.body.split("<form").find(|form| form.contains("name=\"questions\"")).unwrap();
    let title = form.split("name=\"title\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let questions = form.split("hidden>").nth(1).unwrap().split("</textarea>").next().unwrap();
    let begun = Written { title, questions, body: "", labels: "", locale: "en", ..VOUCHERS };
    assert!(form.contains("name=\"locale\" value=\"en\"") && form.contains("name=\"deed\" value=\"look\""));
    let draft = send(&mut omid, &begun, "look").await;
    draft.shows(&[
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
        "the answer was not it",
        "Answered now with “Paying with a gift voucher”",
        &format!("/desk/knowledge/edit?id={}", VOUCHERS_ID.replace('/', "%2F")),
        &format!("/desk/conversations/{id}"),
    ]);
}
