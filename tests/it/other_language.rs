//! Answers that are not in the language of the question: with a note, plainly, or not at all, as the settings say.

use crate::support::fake_telegram::{Chat, FakeTelegram};
use crate::support::{Database, Starting, TestApp, both};
use hamyar::model::Holder;
use hamyar_knowledge::{Article, Audience, Status};

both!(
    with_plain_the_answer_is_given_as_any_other,
    with_person_only_the_language_of_the_question_answers,
    with_person_who_waits_is_told_once_there_is_a_translation,
    without_a_setting_the_answer_has_a_note,
);

const NOTE_FA: &str = "هنوز پاسخی به زبان شما نیست";
const NOTE_EN: &str = "There is no answer to this in your language yet";
const HANDED_OVER_FA: &str = "پاسخ این را نمی‌دانم";
const HANDED_OVER_EN: &str = "I have no answer to that";

const IN_PERSIAN: &str = "روی خودنویس اسم حک می‌کنید؟";
const IN_ENGLISH: &str = "do you engrave names on fountain pens";

fn article(id: &str, locale: &str, title: &str, question: &str, body: &str) -> Article {
    Article {
        id: id.to_owned(),
        root: id.split_once('/').unwrap().1.to_owned(),
        locale: locale.to_owned(),
        title: title.to_owned(),
        questions: vec![question.to_owned()],
        body: body.to_owned(),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    }
}

/// The bookshop with an article on pens in English alone and one on schools in Persian alone, each found by questions of both
/// languages.
async fn bookshop(database: Database, policy: Option<&str>) -> (TestApp, FakeTelegram) {
    let (starting, telegram) = Starting::product(database).await;
    let mut pens = article("en/pens", "en", "Engraved pens", IN_ENGLISH, "We engrave **every** pen.");
    pens.questions.push(IN_PERSIAN.to_owned());
    let mut schools = article("fa/schools", "fa", "تخفیف مدرسه‌ها", "تخفیف مدرسه‌ها چقدر است", "برای مدرسه‌ها ده درصد.");
    schools.questions.push("how much is the discount for schools".to_owned());
    let starting = starting.articles(vec![pens, schools]);
    let starting = match policy {
        Some(policy) => starting.setting("HAMYAR_ANSWERS__OTHER_LANGUAGE", policy),
        None => starting,
    };
    (starting.start().await, telegram)
}

/// Somebody new asks in private.
async fn ask(telegram: &FakeTelegram, name: &str, language: &str, text: &str) -> (Chat, String) {
    let chat = telegram.user(name).language(language).private();
    chat.says(text);
    let reply = chat.next_reply().await.text;
    (chat, reply)
}

async fn without_a_setting_the_answer_has_a_note(database: Database) {
    let (_app, telegram) = bookshop(database, None).await;
    let (_, reply) = ask(&telegram, "Mina", "fa", IN_PERSIAN).await;
    assert!(reply.starts_with(NOTE_FA) && reply.contains("We engrave every pen."), "{reply}");
    let (_, reply) = ask(&telegram, "Tobias", "en", "how much is the discount for schools").await;
    assert!(reply.starts_with(NOTE_EN) && reply.contains("ده درصد"), "{reply}");
    let (_, reply) = ask(&telegram, "Lena", "en", IN_ENGLISH).await;
    assert!(reply.starts_with("We engrave every pen."), "{reply}");
}

async fn with_plain_the_answer_is_given_as_any_other(database: Database) {
    let (app, telegram) = bookshop(database, Some("plain")).await;
    let (_, reply) = ask(&telegram, "Mina", "fa", IN_PERSIAN).await;
    assert!(reply.starts_with("We engrave every pen.") && !reply.contains(NOTE_FA), "{reply}");
    let (_, reply) = ask(&telegram, "Tobias", "en", "how much is the discount for schools").await;
    assert!(reply.starts_with("برای مدرسه‌ها") && !reply.contains(NOTE_EN), "{reply}");
    assert_eq!(app.conversation(1).await.holder, Holder::Bot);
}

async fn with_person_only_the_language_of_the_question_answers(database: Database) {
    let (app, telegram) = bookshop(database, Some("person")).await;
    let (_, reply) = ask(&telegram, "Mina", "fa", IN_PERSIAN).await;
    assert!(reply.contains(HANDED_OVER_FA) && !reply.contains("pen"), "{reply}");
    assert_eq!(app.conversation(1).await.holder, Holder::Queue);
    let (_, reply) = ask(&telegram, "Tobias", "en", "how much is the discount for schools").await;
    assert!(reply.contains(HANDED_OVER_EN) && !reply.contains("مدرسه"), "{reply}");
    assert_eq!(app.conversation(2).await.holder, Holder::Queue);
    // Who asks in its language is answered, whatever the language of their phone.
    let (_, reply) = ask(&telegram, "Lena", "fa", IN_ENGLISH).await;
    assert!(reply.starts_with("We engrave every pen."), "{reply}");
    let (_, reply) = ask(&telegram, "Reza", "en", "تخفیف مدرسه‌ها چقدر است").await;
    assert!(reply.starts_with("برای مدرسه‌ها"), "{reply}");
    assert_eq!((app.conversation(3).await.holder, app.conversation(4).await.holder), (Holder::Bot, Holder::Bot));
    // Once there is a translation it answers, though the other language has the very words.
    let translated = article("fa/pens", "fa", "خودنویس با اسم", "حکاکی روی خودنویس", "روی همهٔ خودنویس‌ها.");
    app.store.save_articles(vec![translated], None).await.unwrap();
    app.library.refresh().await.unwrap();
    let (_, reply) = ask(&telegram, "Nima", "fa", IN_PERSIAN).await;
    assert!(reply.starts_with("روی همهٔ خودنویس‌ها."), "{reply}");
}

async fn with_person_who_waits_is_told_once_there_is_a_translation(database: Database) {
    let (app, telegram) = bookshop(database, Some("person")).await;
    let (mina, _) = ask(&telegram, "Mina", "fa", IN_PERSIAN).await;
    mina.presses("وقتی دانستید خبرم کنید");
    mina.next_reply().await;
    // What is written in English is no answer to her, still.
    let more = article("en/pens-2", "en", "Pens again", IN_PERSIAN, "Every pen.");
    app.store.save_articles(vec![more], None).await.unwrap();
    app.library.refresh().await.unwrap();
    let translated = article("fa/pens", "fa", "خودنویس با اسم", IN_PERSIAN, "روی همهٔ خودنویس‌ها.");
    app.store.save_articles(vec![translated], None).await.unwrap();
    app.library.refresh().await.unwrap();
    let told = mina.next_reply().await.text;
    assert!(told.contains("روی همهٔ خودنویس‌ها.") && !told.contains("Every pen"), "{told}");
}
