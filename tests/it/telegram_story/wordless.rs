//! What comes without words: recorded with its ids, and the bot says that it cannot read it.

use serde_json::{Value, json};

use super::{Scene, readable};

fn sent() -> [(&'static str, Value); 8] {
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
    assert_eq!(ids, ["large", "spoken", "moving", "stuck", "bare", "35.7,51.4", "doc", "+9821"]);
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
