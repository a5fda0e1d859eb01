//! Words that mean the same, kept at the desk: questions are answered by them at once, nobody's change is overwritten, and what customers
//! call otherwise is suggested.

use axum::http::StatusCode;
use hamyar::model::{AgentRole, AuditKind, EntryKind};
use hamyar::store::AuditFilter;
use hamyar_channel::Event;

use super::{NO_ANSWER, answer, article, curator};
use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, both};

both!(
    a_question_is_answered_with_a_synonym_as_soon_as_it_is_kept,
    who_was_slower_is_told_and_what_was_can_be_brought_back,
    words_that_no_article_holds_are_suggested,
);

const WORDS: &str = "/desk/knowledge/words";

/// A change of the list, over the one that is shown.
async fn does(browser: &mut Browser, deed: &str, language: &str, words: &str, was: &str) -> Page {
    let seen = browser.get(WORDS).await.value("seen");
    let fields = [("seen", seen.as_str()), ("language", language), ("was", was), ("words", words), ("deed", deed)];
    browser.submit(WORDS, &fields).await
}

async fn keeps(browser: &mut Browser, language: &str, words: &str) {
    let sent = does(browser, "add", language, words, "").await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/desk/knowledge/words?done=saved"));
}

async fn shop(desk: &TestDesk) {
    let articles = [
        article("en/tariff", "Delivery cost", "Five euros."),
        article("en/cards", "Credit cards", "Every card."),
        article("fa/mobile", "چطور موبایل را بیمه کنم؟", "در همان روز خرید."),
    ];
    desk.store.save_articles(articles.into(), None).await.unwrap();
    desk.library.refresh().await.unwrap();
}

async fn a_question_is_answered_with_a_synonym_as_soon_as_it_is_kept(database: Database) {
    let desk = TestDesk::knowing(database).await;
    shop(&desk).await;
    let mut omid = curator(&desk, "Omid").await;
    omid.get(WORDS).await.shows(&["Words that mean the same", "Nothing is kept so far."]);
    assert!(answer(&desk, "mina", "haulage tariff").await.contains(NO_ANSWER));
    keeps(&mut omid, "en", " haulage ,delivery,  door  to door ").await;
    keeps(&mut omid, "en", "tariff, cost").await;
    assert!(answer(&desk, "lena", "haulage tariff").await.contains("Five euros"), "at once");
    keeps(&mut omid, "fa", "موبایل، گوشی").await;
    assert!(answer(&desk, "ali", "چطور گوشی را بیمه کنم؟").await.contains("همان روز"));
    let page = omid.get(WORDS).await;
    page.hides(&["<bdi>[en]</bdi>"]);
    page.shows(&["value=\"haulage, delivery, door to door\"", "value=\"موبایل، گوشی\"", "In force", "Omid"]);
    omid.get(&format!("{WORDS}?q=HAUL")).await.shows(&["haulage"]);
    omid.get(&format!("{WORDS}?q=zeppelin")).await.shows(&["No group holds that."]);
    let kept = desk.store.kept().await.unwrap().synonyms.unwrap();
    assert_eq!(kept, "[en]\nhaulage, delivery, door to door\ntariff, cost\n[fa]\nموبایل، گوشی\n");
    let audit = AuditFilter { kind: Some(AuditKind::WordsChanged), ..AuditFilter::default() };
    assert_eq!(desk.store.audited(&audit, None, 10).await.unwrap().len(), 3);

    for (words, why) in [
        ("alone", "A group needs two words or more"),
        ("", "A group needs two words or more"),
        ("#, b", "A group begins with a word"),
        ("[en], b", "A group begins with a word"),
        ("?!, b", "There is no word in “?!”."),
        ("deliveries, parcel service", "“deliveries” is in another group already: haulage, delivery, door to door."),
        (&"a, ".repeat(21), "A group has 20 words at most."),
        (&format!("{}, b", "x".repeat(101)), "A word or phrase has 100 characters at most."),
    ] {
        let sent = does(&mut omid, "add", "en", words, "").await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        sent.shows(&[why]);
    }
    assert_eq!(desk.store.kept().await.unwrap().synonyms.unwrap(), kept, "a mistake changes nothing");
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    does(&mut nima, "add", "fa", "تنها", "").await.shows(&["گروه به دو واژه یا بیشتر"]);

    let sent = does(&mut omid, "change", "en", "haulage, delivery", "haulage, delivery, door to door").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let sent = does(&mut omid, "remove", "fa", "x", "موبایل، گوشی").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.store.kept().await.unwrap().synonyms.unwrap(), "[en]\nhaulage, delivery\ntariff, cost\n[fa]\n");
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(sara.get(WORDS).await.status, StatusCode::FORBIDDEN);
}

async fn who_was_slower_is_told_and_what_was_can_be_brought_back(database: Database) {
    let desk = TestDesk::knowing(database).await;
    shop(&desk).await;
    // A list that a command took in, with a remark that stays.
    let list = "# Ours.\n[en]\nhaulage, delivery\n".to_owned();
    assert!(desk.store.save_synonyms(list, None, None).await.unwrap());
    desk.library.refresh().await.unwrap();
    let (mut omid, mut sima) = (curator(&desk, "Omid").await, curator(&desk, "Sima").await);
    let seen = omid.get(WORDS).await.value("seen");
    keeps(&mut sima, "en", "plastic money, credit cards").await;
    let fields = [("seen", seen.as_str()), ("language", "en"), ("words", "money, cash"), ("deed", "add")];
    let sent = omid.submit(WORDS, &fields).await;
    assert_eq!(sent.status, StatusCode::CONFLICT);
    sent.shows(&["somebody else changed the words", "plastic money, credit cards", "value=\"money, cash\""]);
    let page = omid.get(WORDS).await;
    page.shows(&["Sima", "Command line", "<ins>", "plastic money, credit cards"]);
    assert!(answer(&desk, "mina", "plastic money").await.contains("Every card"));
    let fields = [("seen", page.value("seen")), ("revision", "1".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(omid.submit(&format!("{WORDS}/restore"), &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.store.kept().await.unwrap().synonyms.unwrap(), "# Ours.\n[en]\nhaulage, delivery\n");
    assert!(answer(&desk, "lena", "plastic money").await.contains(NO_ANSWER));
    assert_eq!(omid.submit(&format!("{WORDS}/restore"), &fields).await.status, StatusCode::CONFLICT);
    let none = [("seen", "3"), ("revision", "99")];
    assert_eq!(omid.submit(&format!("{WORDS}/restore"), &none).await.status, StatusCode::NOT_FOUND);
}

async fn words_that_no_article_holds_are_suggested(database: Database) {
    let desk = TestDesk::knowing(database).await;
    shop(&desk).await;
    let mut omid = curator(&desk, "Omid").await;
    omid.get(WORDS).await.hides(&["Words that no article holds"]);
    // Twice asked in vain, and once: the one may be a slip.
    desk.says("one", "do you know haulage").await;
    desk.says("two", "where can I find the haulage?").await;
    desk.says("three", "do you sell zeppelins").await;
    let page = omid.get(WORDS).await;
    page.shows(&["Words that no article holds", "haulage", "in 2 questions", "Not known"]);
    page.hides(&["zeppelin"]);
    // Somebody is helped by an article that does not hold the word.
    let id = desk.says("four", "delivery cost, mateybub?").await;
    let entries = desk.store.entries(id, None, 20).await.unwrap();
    let reply = entries.iter().rev().find(|entry| entry.kind == EntryKind::Reply).unwrap();
    let action = format!("helped:{}:{}", id.0.simple(), reply.data["reply"]);
    desk.happens("four", "c:four", Event::Button { action, message: None }).await;
    omid.get(WORDS).await.shows(&["mateybub", "Delivery cost"]);
    keeps(&mut omid, "en", "haulage, delivery").await;
    omid.get(WORDS).await.hides(&["in 2 questions"]);
    // What customers wrote is in no address.
    let page = omid.get(WORDS).await;
    page.shows(&["name=\"words\" value=\"mateybub\"", "value=\"begin\""]);
    page.hides(&["words=mateybub"]);
    let begun = does(&mut omid, "begin", "fa", "گوشی", "").await;
    assert_eq!(begun.status, StatusCode::OK);
    begun.shows(&["value=\"گوشی، \"", "value=\"fa\" selected"]);
    assert!(!desk.store.kept().await.unwrap().synonyms.unwrap().contains("گوشی"), "nothing is kept by beginning");
}
