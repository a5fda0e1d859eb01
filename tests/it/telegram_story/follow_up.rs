//! Questions on Telegram that go on with the one before: "and on Android?".

use hamyar_knowledge::{Article, Audience, Status};

use super::{Scene, readable};

/// Two things that can be done on two devices: the device alone says too little.
fn devices(language: &str) -> Vec<Article> {
    let article = |id: &str, title: &str, body: &str| Article {
        id: format!("{language}/{id}"),
        root: id.to_owned(),
        locale: language.to_owned(),
        title: title.to_owned(),
        questions: Vec::new(),
        body: body.to_owned(),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    };
    if language == "fa" {
        return vec![
            article("read-iphone", "خواندن کتاب دیجیتال روی آیفون", "برنامهٔ نارنج را از اپ‌استور بگیرید."),
            article("read-android", "خواندن کتاب دیجیتال روی اندروید", "برنامهٔ نارنج را از کافه‌بازار بگیرید."),
            article("print-iphone", "چاپ فاکتور خرید از آیفون", "در آیفون دکمهٔ هم‌رسانی را بزنید."),
            article("print-android", "چاپ فاکتور خرید از اندروید", "در اندروید منوی سه‌نقطه را باز کنید."),
        ];
    }
    vec![
        article("read-iphone", "Reading a digital book on an iPhone", "Get the app from the App Store."),
        article("read-android", "Reading a digital book on Android", "Get the app from Google Play."),
        article("print-iphone", "Printing an invoice from an iPhone", "Press the button for sharing."),
        article("print-android", "Printing an invoice from Android", "Open the menu with three dots."),
    ]
}

async fn scene(language: &str) -> Scene {
    Scene::with(language, |starting| starting.articles(devices(language))).await
}

async fn gone_on_with(language: &str, asked: [&str; 3]) -> String {
    let scene = scene(language).await;
    for text in asked {
        scene.asks(text).await;
    }
    let timeline = scene.app.timeline(1).await;
    let follows = |seq: usize| timeline[seq].data["why"]["follows"] == true;
    assert_eq!(
        [follows(1), follows(3), follows(5)],
        [false, true, true],
        "{:?} {:?}",
        timeline[3].data,
        timeline[5].data
    );
    readable(&scene.chat.transcript())
}

#[tokio::test]
async fn a_question_that_cannot_stand_alone_is_read_with_the_one_before() {
    let asked = ["how do I read a digital book on an iPhone?", "and on Android?", "what about the iPhone?"];
    insta::assert_snapshot!(gone_on_with("en", asked).await, @r"
    Mina: how do I read a digital book on an iPhone?
    bot: Get the app from the App Store.

    📖 From: Reading a digital book on an iPhone

    I am a bot of Narenj. Write “human” at any time and a person takes over.
        [This helped] [Not this]
        [A person, please]
    Mina: and on Android?
    bot: Get the app from Google Play.

    📖 From: Reading a digital book on Android
        [This helped] [Not this]
        [A person, please]
    Mina: what about the iPhone?
    bot: Get the app from the App Store.

    📖 From: Reading a digital book on an iPhone
        [This helped] [Not this]
        [A person, please]
    ");
    let asked = ["چطور کتاب دیجیتال را روی آیفون بخوانم؟", "روی اندروید چطور؟", "آیفون چی؟"];
    insta::assert_snapshot!(gone_on_with("fa", asked).await, @r"
    Mina: چطور کتاب دیجیتال را روی آیفون بخوانم؟
    bot: برنامهٔ نارنج را از اپ‌استور بگیرید.

    📖 از مقالهٔ «خواندن کتاب دیجیتال روی آیفون»

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
        [کمک کرد] [این نبود]
        [پشتیبان می‌خواهم]
    Mina: روی اندروید چطور؟
    bot: برنامهٔ نارنج را از کافه‌بازار بگیرید.

    📖 از مقالهٔ «خواندن کتاب دیجیتال روی اندروید»
        [کمک کرد] [این نبود]
        [پشتیبان می‌خواهم]
    Mina: آیفون چی؟
    bot: برنامهٔ نارنج را از اپ‌استور بگیرید.

    📖 از مقالهٔ «خواندن کتاب دیجیتال روی آیفون»
        [کمک کرد] [این نبود]
        [پشتیبان می‌خواهم]
    ");
}

#[tokio::test]
async fn what_is_about_something_else_or_too_late_is_not() {
    let scene = scene("en").await;
    scene.asks("how do I read a digital book on an iPhone?").await;
    let strange = scene.asks("and in the garden?").await;
    assert!(strange.starts_with("I have no answer to that"), "{strange}");
    let late = self::scene("en").await;
    late.asks("how do I read a digital book on an iPhone?").await;
    late.later(31 * 60);
    let reply = late.asks("and on Android?").await;
    assert!(!reply.contains("Google Play"), "nobody remembers what it was about: {reply}");
    // A question that says what it is about needs nothing before it.
    late.asks("how do I return a book?").await;
    let alone = late.asks("and how do I print an invoice from Android?").await;
    assert!(alone.starts_with("Open the menu with three dots."), "{alone}");
    let timeline = late.app.timeline(1).await;
    assert!(timeline.iter().all(|entry| entry.data["why"]["follows"].is_null()), "nothing was read together");
}
