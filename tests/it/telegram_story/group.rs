//! The bot in groups: when it is addressed, and where its place lets it.

use hamyar::model::{Autonomy, Holder};
use hamyar_channel::Address;
use serde_json::{Value, json};

use super::{EN, Scene, readable, telegram};
use crate::support::calling::{CALLING, calling_article};
use crate::support::fake_telegram::{Chat, Group};

const MENTION: &str = "@hamyar_bot how long does delivery take?";

/// A group of Mina and Reza.
async fn group() -> (Scene, Group, Chat, Chat) {
    let scene = Scene::english().await;
    let group = scene.fake.group("Readers");
    let (mina, reza) = (group.with(&scene.mina), group.with(&scene.fake.user("Reza").language("en")));
    (scene, group, mina, reza)
}

#[tokio::test]
async fn it_answers_who_addresses_it() {
    let (scene, _, mina, reza) = group().await;
    reza.says("what a day");
    let asked = mina.says(MENTION);
    let answer = mina.next_reply().await;
    assert_eq!(answer.answers, Some(asked), "it is seen whom it answers");
    reza.says("I am wondering, how do I return a book?");
    reza.replies(answer.id, "and how do I return a book?");
    let other = mina.next_reply().await;
    mina.says("/ask@hamyar_bot how can I pay?");
    mina.says("/ask@another_bot how can I pay?");
    mina.until(|transcript| transcript.replies().len() == 3).await;
    scene.fake.drained().await;
    assert!(other.text.starts_with("Within seven days"), "{}", other.text);
    insta::assert_snapshot!(readable(&mina.transcript()), @r"
    Reza: what a day
    Mina: @hamyar_bot how long does delivery take?
    bot: Two working days within the city, up to five everywhere else.

    Orders placed before noon leave the same day.

    📖 From: How long does delivery take?

    I am a bot of Narenj. Write “human” at any time and a person takes over.
        [This helped] [Not this]
        [A person, please]
    Reza: I am wondering, how do I return a book?
    Reza: and how do I return a book?
    bot: Within seven days of delivery:

    1. Open My orders and choose the book.
    2. Press Return and print the label.
    3. Hand the parcel to any post office.

    📖 From: How do I return a book?

    I am a bot of Narenj. Write “human” at any time and a person takes over.
        [This helped] [Not this]
        [A person, please]
    Mina: /ask@hamyar_bot how can I pay?
    Mina: /ask@another_bot how can I pay?
    bot: By any bank card, by gift card, or in cash when the parcel arrives.

    📖 From: How can I pay?
        [This helped] [Not this]
        [A person, please]
    ");
    assert_eq!(scene.app.kinds(1).await, "message reply command reply", "what is not for us is not recorded");
    assert_eq!(scene.app.kinds(2).await, "message reply");
}

#[tokio::test]
async fn only_the_asker_presses() {
    let (scene, _, mina, reza) = group().await;
    mina.says(MENTION);
    mina.next_reply().await;
    let others = reza.presses(EN.helped);
    reza.presses(EN.person_button);
    scene.fake.drained().await;
    scene.app.decided(1).await;
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Bot);
    mina.presses(EN.helped);
    mina.next_reply().await;
    assert_eq!(mina.transcript().replies().len(), 2, "{}", mina.transcript());
    assert!(scene.app.kinds(1).await.ends_with("reply resolved"));
    let acknowledged = scene.fake.requests("answerCallbackQuery");
    assert!(acknowledged.iter().any(|call| call["callback_query_id"] == json!(others)), "no button spins on");
}

/// Presses a button of somebody else's answer, and reads what is said to that.
async fn told(scene: &Scene, chat: &Chat) -> Value {
    let before = scene.fake.calls("answerCallbackQuery");
    let press = chat.presses(EN.person_button);
    scene.fake.called("answerCallbackQuery", before + 1).await;
    let answer = scene.fake.requests("answerCallbackQuery").remove(before);
    assert_eq!(answer["callback_query_id"], json!(press));
    answer
}

#[tokio::test]
async fn who_did_not_ask_is_told_alone_how_to() {
    let (scene, group, mina, reza) = group().await;
    mina.says(MENTION);
    mina.next_reply().await;
    let sara = group.with(&scene.fake.user("Sara").language("fa"));
    let answers = [told(&scene, &reza).await, told(&scene, &sara).await];
    assert!(answers.iter().all(|answer| answer["show_alert"] == true), "it stays until it is read");
    let texts = answers.map(|answer| answer["text"].as_str().unwrap().to_owned());
    assert!(texts.iter().all(|text| text.chars().count() <= 200), "as much as Telegram shows: {texts:?}");
    insta::assert_snapshot!(readable(&texts.join("\n")), @r"
    Only the person who asked can use these buttons. To ask something yourself, write /ask and your question; for a person, write /human.
    این دکمه‌ها فقط برای کسی است که پرسیده. اگر خودتان پرسشی دارید ⟨/ask⟩ و پرسشتان را بنویسید؛ برای گفت‌وگو با پشتیبان ⟨/human⟩ را بنویسید.
    ");
    assert_eq!(mina.transcript().replies().len(), 1, "nobody else reads it");
    let asker = told(&scene, &mina).await;
    assert_eq!((&asker["text"], &asker["show_alert"]), (&Value::Null, &Value::Null));
    assert!(mina.next_reply().await.text.contains("person"), "a person comes to who asked: {}", mina.transcript());

    // In its turn, whoever was told does as they were told.
    reza.says("/human@hamyar_bot");
    mina.next_reply().await;
    assert_eq!(scene.app.conversation(2).await.holder, Holder::Queue);
}

#[tokio::test]
async fn a_topic_is_a_place_of_its_own() {
    let scene = Scene::english().await;
    let forum = scene.fake.forum("Readers");
    let (one, other) = (forum.topic("Delivery").with(&scene.mina), forum.topic("Returns").with(&scene.mina));
    one.says(MENTION);
    one.next_reply().await;
    other.says("@hamyar_bot how do I return a book?");
    assert!(other.next_reply().await.text.starts_with("Within seven days"));
    one.says("nobody is asked here");
    scene.fake.drained().await;
    assert_eq!((one.transcript().replies().len(), other.transcript().replies().len()), (1, 1));
    assert_eq!(scene.app.kinds(1).await, "message reply");
    assert_eq!(scene.app.kinds(2).await, "message reply");
}

/// Lets the bot speak so freely in a place where it was spoken to. Where it reads along from then on, it says so.
async fn allow(scene: &Scene, group: &Group, mina: &Chat, autonomy: Autonomy) {
    let mut place = scene.app.store.place_at(&telegram(), &Address::chat(group.id())).await.unwrap().unwrap();
    place.autonomy = autonomy;
    scene.app.store.save_place(place, None).await.unwrap();
    if autonomy != Autonomy::Never {
        let told = mina.next_reply().await.text;
        assert!(told.contains("From now on I read along here"), "{told}");
    }
}

#[tokio::test]
async fn where_it_speaks_always_it_answers_everything() {
    let (scene, group, mina, reza) = group().await;
    mina.says(MENTION);
    mina.next_reply().await;
    allow(&scene, &group, &mina, Autonomy::Always).await;
    reza.says("how do I return a book?");
    assert!(mina.next_reply().await.text.starts_with("Within seven days"));
    reza.says(EN.unknown);
    assert!(mina.next_reply().await.text.starts_with("I have no answer to that"));
}

#[tokio::test]
async fn where_it_must_be_sure_it_speaks_unasked_only_then() {
    let (scene, group, mina, reza) = group().await;
    mina.says(MENTION);
    mina.next_reply().await;
    allow(&scene, &group, &mina, Autonomy::Confident).await;
    // One after the other: what is said together is read together.
    for text in [EN.unknown, "hello everybody"] {
        reza.says(text);
        scene.fake.drained().await;
        scene.app.decided(3).await;
    }
    reza.says("how do I return a book?");
    assert!(mina.next_reply().await.text.starts_with("Within seven days"), "{}", mina.transcript());
    assert_eq!(scene.app.conversation(3).await.holder, Holder::Bot, "nobody is fetched unasked");
}

#[tokio::test]
async fn where_it_never_speaks_a_person_can_be_fetched() {
    let (scene, group, mina, _) = group().await;
    mina.says(MENTION);
    mina.next_reply().await;
    allow(&scene, &group, &mina, Autonomy::Never).await;
    mina.says(MENTION);
    mina.says("@hamyar_bot I want to talk to a human");
    let told = mina.next_reply().await.text;
    assert!(told.starts_with("I have passed this to the team"), "{told}");
    assert_eq!(mina.transcript().replies().len(), 2, "{}", mina.transcript());
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Queue);
}

#[tokio::test]
async fn an_article_that_names_roles_of_another_platform_is_plain_words_here() {
    let scene = Scene::with("en", |starting| starting.articles(vec![calling_article()])).await;
    let group = scene.fake.group("Readers");
    let mina = group.with(&scene.mina);
    mina.says(&format!("@hamyar_bot {}", CALLING.0));
    let answer = mina.next_reply().await;
    assert!(answer.text.starts_with(CALLING.1), "{}", answer.text);
    let sent = scene.fake.requests("sendMessage").remove(0);
    let entities = sent["entities"].as_array().cloned().unwrap_or_default();
    assert!(entities.iter().all(|entity| entity["type"] != "text_mention" && entity["type"] != "mention"), "{sent}");
    assert!(sent["parse_mode"].is_null(), "{sent}");
}
