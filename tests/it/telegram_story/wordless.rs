//! What comes without words: recorded with its ids, and the bot says that it cannot read it.

use hamyar::clock::Clock;
use serde_json::{Value, json};

use super::{Scene, readable};
use crate::support::Starting;

fn sent() -> [(&'static str, Value); 15] {
    let file = |id: &str| json!({ "file_id": id, "file_unique_id": "u" });
    [
        (
            "photo",
            json!({ "photo": [{ "file_id": "small", "file_unique_id": "s", "width": 90, "height": 90 },
            { "file_id": "large", "file_unique_id": "l", "width": 900, "height": 900 }] }),
        ),
        ("voice", json!({ "voice": file("spoken") })),
        ("video", json!({ "video": file("moving") })),
        ("sticker", json!({ "sticker": { "file_id": "stuck", "file_unique_id": "u", "emoji": "🐱" } })),
        ("sticker without emoji", json!({ "sticker": file("bare") })),
        ("location", json!({ "location": { "latitude": 35.7, "longitude": 51.4 } })),
        ("file", json!({ "document": { "file_id": "doc", "file_unique_id": "u", "file_name": "invoice.pdf" } })),
        ("contact", json!({ "contact": { "phone_number": "+9821", "first_name": "Omid" } })),
        ("dice", json!({ "dice": { "emoji": "🎲", "value": 3 } })),
        ("story", json!({ "story": { "id": 7, "chat": { "id": 8, "type": "channel", "title": "Readers" } } })),
        ("paid media", json!({ "paid_media": { "star_count": 5, "paid_media": [] } })),
        ("game", json!({ "game": { "title": "Chess", "description": "", "photo": [] } })),
        ("checklist", json!({ "checklist": { "title": "To do", "tasks": [] } })),
        (
            "invoice",
            json!({ "external_reply": {}, "invoice": { "title": "A book", "currency": "EUR", "total_amount": 1 } }),
        ),
        ("giveaway", json!({ "giveaway": { "winner_count": 1 } })),
    ]
}

async fn answers(language: &str) -> String {
    let scene = Scene::speaking(language).await;
    scene.asks("/start").await;
    let mut lines = Vec::new();
    for (name, fields) in sent() {
        scene.chat.sends(&fields);
        let reply = scene.chat.next_reply().await;
        lines.push(format!("{name}: {} [{}]", reply.text, reply.labels().join("] [")));
    }
    let timeline = scene.app.timeline(1).await;
    let ids: Vec<_> = timeline.iter().filter_map(|entry| entry.data["attachments"][0]["id"].as_str()).collect();
    assert_eq!(
        ids,
        [
            "large",
            "spoken",
            "moving",
            "stuck",
            "bare",
            "35.7,51.4",
            "doc",
            "+9821",
            "dice",
            "story",
            "paid_media",
            "game",
            "checklist",
            "invoice",
            "giveaway"
        ]
    );
    readable(&lines.join("\n"))
}

#[tokio::test]
async fn what_the_bot_cannot_read_it_says() {
    insta::assert_snapshot!(answers("en").await, @r"
    photo: I cannot look at pictures. Tell me in words what you need, or a person can look at it. [A person, please]
    voice: I cannot listen to recordings. Tell me in writing what you need, or a person can listen. [A person, please]
    video: I cannot watch videos. Tell me in words what you need, or a person can watch it. [A person, please]
    sticker: I cannot read stickers. Tell me in words what you need, or I fetch a person. [A person, please]
    sticker without emoji: I cannot read stickers. Tell me in words what you need, or I fetch a person. [A person, please]
    location: I cannot read places on the map. Tell me in words what you need, or a person can look at it. [A person, please]
    file: I cannot open files. Tell me in words what you need, or a person can look at it. [A person, please]
    contact: I cannot open files. Tell me in words what you need, or a person can look at it. [A person, please]
    dice: I cannot read stickers. Tell me in words what you need, or I fetch a person. [A person, please]
    story: I cannot open files. Tell me in words what you need, or a person can look at it. [A person, please]
    paid media: I cannot open files. Tell me in words what you need, or a person can look at it. [A person, please]
    game: I cannot open files. Tell me in words what you need, or a person can look at it. [A person, please]
    checklist: I cannot open files. Tell me in words what you need, or a person can look at it. [A person, please]
    invoice: I cannot open files. Tell me in words what you need, or a person can look at it. [A person, please]
    giveaway: I cannot open files. Tell me in words what you need, or a person can look at it. [A person, please]
    ");
    insta::assert_snapshot!(answers("fa").await, @r"
    photo: من عکس را نمی‌بینم. بنویسید چه می‌خواهید، یا پشتیبان نگاهش کند. [پشتیبان می‌خواهم]
    voice: من صدا را نمی‌شنوم. بنویسید چه می‌خواهید، یا پشتیبان گوش کند. [پشتیبان می‌خواهم]
    video: من ویدئو را نمی‌بینم. بنویسید چه می‌خواهید، یا پشتیبان نگاهش کند. [پشتیبان می‌خواهم]
    sticker: من از استیکر سر در نمی‌آورم. بنویسید چه می‌خواهید، یا پشتیبان را خبر کنم. [پشتیبان می‌خواهم]
    sticker without emoji: من از استیکر سر در نمی‌آورم. بنویسید چه می‌خواهید، یا پشتیبان را خبر کنم. [پشتیبان می‌خواهم]
    location: من جای روی نقشه را نمی‌خوانم. بنویسید چه می‌خواهید، یا پشتیبان نگاهش کند. [پشتیبان می‌خواهم]
    file: من فایل را باز نمی‌کنم. بنویسید چه می‌خواهید، یا پشتیبان نگاهش کند. [پشتیبان می‌خواهم]
    contact: من فایل را باز نمی‌کنم. بنویسید چه می‌خواهید، یا پشتیبان نگاهش کند. [پشتیبان می‌خواهم]
    dice: من از استیکر سر در نمی‌آورم. بنویسید چه می‌خواهید، یا پشتیبان را خبر کنم. [پشتیبان می‌خواهم]
    story: من فایل را باز نمی‌کنم. بنویسید چه می‌خواهید، یا پشتیبان نگاهش کند. [پشتیبان می‌خواهم]
    paid media: من فایل را باز نمی‌کنم. بنویسید چه می‌خواهید، یا پشتیبان نگاهش کند. [پشتیبان می‌خواهم]
    game: من فایل را باز نمی‌کنم. بنویسید چه می‌خواهید، یا پشتیبان نگاهش کند. [پشتیبان می‌خواهم]
    checklist: من فایل را باز نمی‌کنم. بنویسید چه می‌خواهید، یا پشتیبان نگاهش کند. [پشتیبان می‌خواهم]
    invoice: من فایل را باز نمی‌کنم. بنویسید چه می‌خواهید، یا پشتیبان نگاهش کند. [پشتیبان می‌خواهم]
    giveaway: من فایل را باز نمی‌کنم. بنویسید چه می‌خواهید، یا پشتیبان نگاهش کند. [پشتیبان می‌خواهم]
    ");
}

#[tokio::test]
async fn a_picture_with_a_question_under_it_is_answered() {
    let scene = Scene::english().await;
    let photo = json!([{ "file_id": "p", "file_unique_id": "u", "width": 9, "height": 9 }]);
    scene.chat.sends(&json!({ "photo": photo, "caption": "how do I return a book?" }));
    let answer = scene.chat.next_reply().await.text;
    assert!(answer.starts_with("Within seven days of delivery"), "{answer}");
}

const SECRET: &str = "s3cret_-";

/// A picture of an album, as Telegram brings it by webhook: a message and a request of its own.
async fn brings(scene: &Scene, number: i64, album: &str, caption: Option<&str>) {
    let id: i64 = scene.mina.id().parse().unwrap();
    let mut message = json!({
        "message_id": number, "date": scene.app.clock.now().timestamp(), "media_group_id": album,
        "from": { "id": id, "first_name": "Mina", "language_code": "en" }, "chat": { "id": id, "type": "private" },
        "photo": [{ "file_id": format!("picture-{number}"), "file_unique_id": "u", "width": 9, "height": 9 }],
    });
    if let Some(caption) = caption {
        message["caption"] = json!(caption);
    }
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client
        .post(format!("http://{}/telegram/webhook", scene.app.http))
        .header("x-telegram-bot-api-secret-token", SECRET)
        .json(&json!({ "update_id": number, "message": message }));
    assert_eq!(request.send().await.unwrap().status(), 200);
}

/// The bot has a webhook and waits for the rest of what comes in parts.
async fn by_webhook() -> Scene {
    let webhook = |starting: Starting| {
        starting
            .setting("HAMYAR_TELEGRAM__MODE", "webhook")
            .setting("HAMYAR_TELEGRAM__WEBHOOK_SECRET", SECRET)
            .setting("HAMYAR_HTTP__PUBLIC_URL", "https://help.example.com")
            .setting("HAMYAR_ANSWERS__FRAGMENT_WAIT", "1500ms")
    };
    let scene = Scene::with("en", webhook).await;
    scene.fake.called("setWebhook", 1).await;
    scene
}

/// The pictures on the timeline, and how many replies there are.
async fn recorded(scene: &Scene) -> (Vec<String>, usize) {
    let timeline = scene.app.timeline(1).await;
    let pictures = timeline.iter().filter_map(|entry| entry.data["attachments"][0]["id"].as_str());
    (pictures.map(str::to_owned).collect(), scene.fake.calls("sendMessage"))
}

#[tokio::test]
async fn an_album_with_a_caption_is_answered_once_however_its_pictures_come() {
    // Telegram puts the words under the first picture; nothing says that it comes first.
    for under in [101, 103] {
        let scene = by_webhook().await;
        for number in 101..=under {
            let caption = (number == under).then_some("how do I return a book?");
            brings(&scene, number, "holiday", caption).await;
        }
        let answer = scene.chat.next_reply().await.text;
        assert!(answer.starts_with("Within seven days of delivery"), "{answer}");
        for number in under + 1..=105 {
            brings(&scene, number, "holiday", None).await;
            scene.app.decided(1).await;
        }
        scene.later(60);
        scene.app.settled_all().await;
        let pictures: Vec<String> = (101..=105).map(|number| format!("picture-{number}")).collect();
        assert_eq!(recorded(&scene).await, (pictures, 1), "words under {under}: {}", scene.chat.transcript());
    }
}

#[tokio::test]
async fn an_album_without_words_is_told_once_that_it_is_not_read() {
    let scene = by_webhook().await;
    for number in 101..=104 {
        brings(&scene, number, "holiday", None).await;
    }
    assert_eq!(scene.app.kinds(1).await, "message message message message", "its words may still come");
    scene.later(2);
    let told = scene.chat.next_reply().await;
    assert!(told.text.starts_with("I cannot look at pictures."), "{}", told.text);
    assert_eq!(told.labels(), ["A person, please"]);
    brings(&scene, 105, "holiday", None).await;
    scene.app.decided(1).await;
    scene.app.settled_all().await;
    let pictures: Vec<String> = (101..=105).map(|number| format!("picture-{number}")).collect();
    assert_eq!(recorded(&scene).await, (pictures, 1), "{}", scene.chat.transcript());

    brings(&scene, 106, "birthday", None).await;
    scene.later(2);
    assert!(scene.chat.next_reply().await.text.starts_with("I cannot look at pictures."), "another album is another");
}

#[tokio::test]
async fn the_question_of_a_poll_is_what_is_asked() {
    let scene = Scene::english().await;
    let options = json!([{ "text": "Two days", "voter_count": 0 }, { "text": "A week", "voter_count": 0 }]);
    scene.chat.sends(&json!({ "poll": { "id": "1", "question": "how do I return a book?", "options": options } }));
    let answer = scene.chat.next_reply().await.text;
    assert!(answer.starts_with("Within seven days of delivery"), "{answer}");
    let asked = &scene.app.timeline(1).await[0];
    assert_eq!(asked.body, "how do I return a book?\n• Two days\n• A week");
}

#[tokio::test]
async fn what_telegram_tells_of_the_chat_itself_is_no_message_to_us() {
    let scene = Scene::english().await;
    scene.asks("hello").await;
    for notice in [json!({ "pinned_message": { "message_id": 1 } }), json!({ "message_auto_delete_timer_changed": {} })]
    {
        scene.chat.sends(&notice);
        scene.quiet().await;
    }
    assert_eq!(scene.fake.calls("sendMessage"), 1, "{}", scene.chat.transcript());
}
