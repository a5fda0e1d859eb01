//! Gaps that need no article of their own: their wordings go to one that is there, or somebody says why not. And what the team
//! answered meanwhile.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{AgentRole, ConversationId};
use hamyar_channel::Event;

use super::gaps::answers;
use super::{VOUCHERS, VOUCHERS_ID, curator, saves};
use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(
    a_gap_that_needs_no_article_is_dismissed_and_brought_back,
    what_many_ask_after_it_was_dismissed_is_shown_again,
    a_gap_of_very_many_is_settled_whole,
    its_wordings_go_to_any_article_that_is_found,
    the_best_of_what_the_team_answered_is_taken,
    its_wordings_go_to_an_article_that_is_there,
    what_the_team_answered_begins_the_article,
    gaps_are_there_in_persian_too,
    who_waits_to_be_told_is_counted,
    forms_about_gaps_that_are_none_change_nothing,
);

const GAPS: &str = "/desk/knowledge/gaps";
const NOTHING: &str = "Nothing is left open";

async fn a_gap_that_needs_no_article_is_dismissed_and_brought_back(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    desk.says("mina", "do you buy used pianos").await;
    desk.clock.advance(Duration::minutes(1));
    desk.says("tobias", "can I pay with gold coins?").await;
    let page = omid.get(GAPS).await;
    page.shows(&["It needs no article:", "not about what we do", "gold coins", "used pianos"]);
    page.hides(&["Need no article"]);
    let keys = page.value("keys");
    let dismissed = omid.submit("/desk/knowledge/gaps/dismiss", &[("keys", &keys), ("reason", "not_ours")]).await;
    assert_eq!((dismissed.status, dismissed.location()), (StatusCode::SEE_OTHER, GAPS));
    let page = omid.get(GAPS).await;
    assert_eq!(page.body.matches("class=\"gap\"").count(), 1);
    page.shows(&["used pianos", "Need no article", "gold coins", "Bring back"]);

    // Who asks the same again is put with it; and it is no gap of the measures either.
    desk.clock.advance(Duration::minutes(1));
    desk.says("reza", "pay with coins of gold").await;
    let page = omid.get(GAPS).await;
    assert_eq!(page.body.matches("class=\"gap\"").count(), 1);
    page.shows(&["asked by 2 people"]);
    omid.get("/desk/knowledge/measures").await.hides(&["gold"]);

    let restored = page.body.split("/desk/knowledge/gaps/restore").nth(1).unwrap();
    let keys = restored.split("name=\"keys\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let page = omid.submit("/desk/knowledge/gaps/restore", &[("keys", keys)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let page = omid.get(GAPS).await;
    assert_eq!(page.body.matches("class=\"gap\"").count(), 2);
    page.hides(&["Need no article"]);
}

async fn its_wordings_go_to_an_article_that_is_there(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    saves(&mut omid, &VOUCHERS, "publish").await;
    desk.says("mina", "my present card from the shop, which box takes its letters").await;
    let page = omid.get(GAPS).await;
    page.shows(&["my present card from the shop", "Add these wordings to “Paying with a gift voucher”"]);
    let questions = "my present card from the shop, which box takes its letters\r\nhow do I use a gift voucher";
    let linked = [("id", VOUCHERS_ID), ("questions", questions)];
    let editor = omid.submit("/desk/knowledge/gaps/link", &linked).await;
    assert_eq!(editor.status, StatusCode::OK);
    editor.shows(&[
        "The wordings are among the questions below",
        "where does the voucher code go\nmy present card from the shop, which box takes its letters</textarea>",
    ]);
    // Nothing is published unseen.
    omid.get(GAPS).await.shows(&["my present card"]);
    let base = editor.value("base");
    let questions = "how do I use a gift voucher\r\nwhere does the voucher code go\r\n\
        my present card from the shop, which box takes its letters";
    saves(&mut omid, &super::Written { id: VOUCHERS_ID, base: &base, questions, ..VOUCHERS }, "publish").await;
    omid.get(GAPS).await.shows(&[NOTHING]);
}

async fn what_the_team_answered_begins_the_article(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let first = desk.says("Farhad", "do you buy used pianos").await;
    let second = desk.says("tobias", "Do you buy a used piano?").await;
    let long = "Dear Farhad, we do: send a photo of your piano to pianos@example.org or call 0912 345 6789.";
    answers(&mut sara, first, long).await;
    answers(&mut sara, second, "Yes, we do. Sara").await;
    let mut omid = curator(&desk, "Omid").await;
    let page = omid.get(GAPS).await;
    page.shows(&["What the team answered", "Yes, we do. […]"]);
    page.hides(&["pianos@example.org", "0912 345", "Dear Farhad"]);
    assert_eq!(page.value("body"), "Dear […], we do: send a photo of your piano to […] or call […].");
    page.shows(&["2 in the last 7 days, 0 in the 7 before"]);
}

async fn gaps_are_there_in_persian_too(database: Database) {
    let desk = TestDesk::knowing(database).await;
    desk.says("sima", "چطور پولم را پس بگیرم").await;
    desk.says("nasim", "پولم رو چطوری پس بگیرم؟").await;
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    let page = nima.get(GAPS).await;
    assert_eq!(page.body.matches("class=\"gap\"").count(), 1, "{}", page.body);
    page.shows(&["۲ نفر پرسیده‌اند", "۲ بار در ۷ روز گذشته", "جای دیگری پاسخ دارد", "به کار ما ربطی ندارد"]);
}

async fn who_waits_to_be_told_is_counted(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let id = desk.says("mina", "do you buy used pianos").await;
    let mut omid = curator(&desk, "Omid").await;
    omid.get(GAPS).await.hides(&["to be told"]);
    let entries = desk.store.entries(id, None, 10).await.unwrap();
    let reply = entries.iter().find_map(|entry| entry.data["reply"].as_u64()).unwrap();
    let action = format!("tell:{}:{reply}", id.0.simple());
    desk.happens("mina", "c:1", Event::Button { action, message: None }).await;
    omid.get(GAPS).await.shows(&["1 waits to be told"]);
}

async fn forms_about_gaps_that_are_none_change_nothing(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let id = desk.says("mina", "do you buy used pianos").await;
    let mut omid = curator(&desk, "Omid").await;
    let dismiss = "/desk/knowledge/gaps/dismiss";
    let many = format!("{id}:2 ").repeat(201);
    for (keys, reason) in
        [("", "noise"), ("x:1", "noise"), (&*format!("{id}:x"), "noise"), (&many, "noise"), (&*format!("{id}:2"), "")]
    {
        let page = omid.submit(dismiss, &[("keys", keys), ("reason", reason)]).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{keys} {reason}");
    }
    // An entry that is there but no gap, and a conversation that is not.
    let foreign = format!("{id}:1 {}:1", ConversationId(uuid::Uuid::from_u128(7)));
    let page = omid.submit(dismiss, &[("keys", &foreign), ("reason", "noise")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let page = omid.get(GAPS).await;
    page.shows(&["used pianos"]);
    page.hides(&["Need no article"]);
    for id in ["en/nothing", "a\0b"] {
        let page = omid.submit("/desk/knowledge/gaps/link", &[("id", id), ("questions", "x")]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
}

async fn what_many_ask_after_it_was_dismissed_is_shown_again(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    desk.says("mina", "do you buy used pianos").await;
    let keys = omid.get(GAPS).await.value("keys");
    omid.submit("/desk/knowledge/gaps/dismiss", &[("keys", &keys), ("reason", "not_ours")]).await;
    desk.clock.advance(Duration::minutes(1));
    for number in 1..=4 {
        desk.says(&format!("asker {number}"), "Do you buy a used piano?").await;
        desk.says("asker 1", "Do you buy a used piano, please?").await;
    }
    omid.get(GAPS).await.shows(&[NOTHING, "asked by 5 people"]);
    desk.says("asker 5", "used pianos: do you buy them?").await;
    let page = omid.get(GAPS).await;
    page.shows(&["asked by 6 people"]);
    page.hides(&[NOTHING, "Need no article"]);
    // The latest word counts, whatever was said before.
    let keys = page.value("keys");
    desk.clock.advance(Duration::minutes(1));
    omid.submit("/desk/knowledge/gaps/dismiss", &[("keys", &keys), ("reason", "noise")]).await;
    omid.get(GAPS).await.shows(&[NOTHING, "not a question"]);
}

async fn a_gap_of_very_many_is_settled_whole(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    for number in 0..205 {
        desk.says(&format!("asker {number}"), "do you buy used pianos").await;
    }
    let dismissed = async || {
        let all = desk.store.unhelped(desk.edge.now() - Duration::days(1), 1000).await.unwrap();
        (all.iter().filter(|one| one.dismissed.is_some()).count(), all.len())
    };
    let page = omid.get(GAPS).await;
    page.shows(&["asked by 205 people"]);
    omid.submit("/desk/knowledge/gaps/dismiss", &[("keys", &page.value("keys")), ("reason", "noise")]).await;
    assert_eq!(dismissed().await, (205, 205), "every entry of it");
    let page = omid.get(GAPS).await;
    page.shows(&[NOTHING, "asked by 205 people"]);
    omid.submit("/desk/knowledge/gaps/restore", &[("keys", &page.value("keys"))]).await;
    assert_eq!(dismissed().await, (0, 205));
    omid.get(GAPS).await.hides(&["Need no article"]);
}

async fn its_wordings_go_to_any_article_that_is_found(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    saves(&mut omid, &VOUCHERS, "publish").await;
    desk.says("mina", "do you buy used pianos").await;
    omid.get(GAPS).await.shows(&["Words of another article", "name=\"find\""]);
    let link = "/desk/knowledge/gaps/link";
    let wordings = ("questions", "do you buy used pianos");
    let page = omid.submit(link, &[("id", ""), wordings, ("find", "VOUCHER code")]).await;
    assert_eq!(page.status, StatusCode::OK);
    page.shows(&["Paying with a gift voucher", "do you buy used pianos", &format!("value=\"{VOUCHERS_ID}\"")]);
    omid.submit(link, &[("id", ""), wordings, ("find", "zeppelin")])
        .await
        .shows(&["No article holds all of these words."]);
    let editor = omid.submit(link, &[("id", VOUCHERS_ID), wordings]).await;
    editor.shows(&["data-unsaved", "where does the voucher code go\ndo you buy used pianos</textarea>"]);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    nima.submit(link, &[("id", ""), wordings, ("find", "voucher")]).await.shows(&["افزودن به این", "dir=\"rtl\""]);
}

async fn the_best_of_what_the_team_answered_is_taken(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("tobias", "do you buy used pianos").await;
    answers(&mut sara, id, "Hi Tobias, let me look into it for you, one moment please.").await;
    answers(&mut sara, id, "We buy every used piano: send a photo.").await;
    desk.says("tobias", "thank you").await;
    let other = desk.says("lena", "Do you buy a used piano?").await;
    answers(
        &mut sara,
        other,
        "Good morning Lena! What a wonderful day it is today in our lovely shop by the lake, where we all wish you a very fine week.",
    )
    .await;
    let mut omid = curator(&desk, "Omid").await;
    assert_eq!(omid.get(GAPS).await.value("body"), "We buy every used piano: send a photo.");
}
