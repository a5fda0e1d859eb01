//! Files that people of the team send from a staff room: they reach the customer as files, or it is said why not.

use hamyar::model::EntryKind;
use serde_json::json;

use super::Scene;
use super::discord::{Scene as OnDiscord, member, scene};
use crate::support::fake_telegram::{Comes, Kept};
use crate::support::{Database, both};

both!(
    a_photo_and_a_document_reach_the_customer,
    what_cannot_be_sent_is_told_in_the_topic,
    a_file_that_does_not_come_is_told_and_sent_once_it_does,
    words_with_a_file_are_changed_and_taken_back,
    several_files_of_one_message_on_discord_are_sent_and_taken_back_together,
);

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01";

/// A photo as Telegram tells of one: without a name.
fn photo(id: &str, size: usize, caption: Option<&str>) -> serde_json::Value {
    let photo = json!({ "file_id": id, "file_unique_id": id, "width": 1, "height": 1, "file_size": size });
    match caption {
        Some(caption) => json!({ "photo": [photo], "caption": caption }),
        None => json!({ "photo": [photo] }),
    }
}

async fn a_photo_and_a_document_reach_the_customer(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await.with(&sara.user);
    scene.fake.keeps("AgAC1", Kept::whole(JPEG));
    topic.sends(&photo("AgAC1", JPEG.len(), Some("This is how it *looks*.")));
    scene.mina.until(|shown| shown.lines.iter().any(|line| line.file.as_deref() == Some("photo.jpg"))).await;
    let lines = scene.mina.transcript().lines;
    let line = lines.iter().find(|line| line.file.is_some()).unwrap();
    assert!(line.text.starts_with("sara\nThis is how it"), "{}", line.text);
    assert_eq!(scene.fake.requests("sendPhoto").len(), 1);
    topic.sends_file("فرم ۱.pdf", "application/pdf", Kept::whole(b"%PDF-1.7 form"));
    scene.mina.until(|shown| shown.lines.iter().any(|line| line.file.as_deref() == Some("فرم ۱.pdf"))).await;
    let sent = &scene.fake.requests("sendDocument")[0];
    assert_eq!(sent["document"]["text"], "%PDF-1.7 form");
    scene.quiet().await;
    // Whoever wrote it has the conversation now, and what is in the topic is not told there again.
    let timeline = scene.app.timeline(1).await;
    let said: Vec<_> = timeline.iter().filter(|entry| entry.kind == EntryKind::AgentReply).collect();
    assert_eq!(said.iter().map(|entry| entry.agent).collect::<Vec<_>>(), [Some(sara.id); 2]);
    assert_eq!(said[0].data["attachments"][0]["media_type"], "image/jpeg");
    let shown = topic.transcript().to_string();
    assert!(!shown.contains("📎"), "{shown}");
}

async fn what_cannot_be_sent_is_told_in_the_topic(database: Database) {
    let scene = Scene::with("en", database, |starting| starting.setting("HAMYAR_FILES__MAX_BYTES", "2MB")).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await.with(&sara.user);
    let large = vec![b'x'; 2_000_001];
    for (name, media_type, bytes, told) in [
        (
            "run.exe",
            "application/x-msdownload",
            &b"MZ\x90\0"[..],
            "“run.exe”: files of this kind are not sent. Allowed are png,",
        ),
        ("page.png", "image/png", b"<html><script>", "“page.png” is not what its name says."),
        ("notes.txt", "text/plain", b"", "“notes.txt” is empty."),
        ("large.txt", "text/plain", &large, "“large.txt” is larger than 2 MB."),
    ] {
        topic.sends_file(name, media_type, Kept::whole(bytes));
        let reply = topic.next_reply().await;
        assert!(reply.text.starts_with("Not sent. ") && reply.text.contains(told), "{name}: {}", reply.text);
        assert!(reply.answers.is_some(), "it says about what: {name}");
    }
    topic.sends(&json!({ "location": { "latitude": 35.7, "longitude": 51.4 } }));
    assert!(topic.next_reply().await.text.starts_with("Not sent. "));
    for command in ["//", "/note canary", "/macro price", "/resolve"] {
        scene.fake.keeps("AgAC1", Kept::whole(JPEG));
        topic.sends(&photo("AgAC1", JPEG.len(), Some(command)));
        let told = topic.next_reply().await.text;
        assert!(told.starts_with("Nothing was done: "), "{command}: {told}");
    }
    scene.quiet().await;
    let told = scene.mina.transcript().to_string();
    assert!(!told.contains(".txt") && !told.contains("canary"), "{told}");
    assert!(!scene.since_handover().await.contains("agent_reply"), "nothing of all that was sent");
}

async fn a_file_that_does_not_come_is_told_and_sent_once_it_does(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let room = scene.asked().await;
    let topic = room.with(&sara.user);
    for comes in [Comes::Status(500), Comes::Cut(3)] {
        topic.sends_file("offer.pdf", "application/pdf", Kept { comes, ..Kept::whole(b"%PDF-1.7 offer") });
        let told = topic.next_reply().await.text;
        assert!(told.starts_with("Not sent. “offer.pdf” could not be had from here."), "{comes:?}: {told}");
    }
    topic.sends_file("offer.pdf", "application/pdf", Kept::whole(b"%PDF-1.7 offer"));
    scene.mina.until(|shown| shown.lines.iter().any(|line| line.file.is_some())).await;
    scene.quiet().await;
    assert_eq!(scene.fake.requests("sendDocument").len(), 1);
    // A stranger's file is nobody's word.
    let stranger = room.with(&scene.fake.user("Omid"));
    stranger.sends_file("virus.pdf", "application/pdf", Kept::whole(b"%PDF-1.7 virus"));
    stranger.until(|shown| shown.to_string().contains("I do not know whose account this is")).await;
    scene.quiet().await;
    assert_eq!(scene.fake.requests("sendDocument").len(), 1);
}

async fn words_with_a_file_are_changed_and_taken_back(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await.with(&sara.user);
    scene.fake.keeps("AgAC1", Kept::whole(PNG));
    let said = topic.sends(&photo("AgAC1", PNG.len(), None));
    scene.mina.until(|shown| shown.lines.iter().any(|line| line.file.as_deref() == Some("photo.png"))).await;
    topic.edits(said, "with words now");
    topic.until(|shown| shown.to_string().contains("a file that was sent without words cannot be given any")).await;
    topic.replies(said, "/delete");
    scene.mina.until(|shown| shown.lines.iter().all(|line| line.file.is_none())).await;
}

async fn several_files_of_one_message_on_discord_are_sent_and_taken_back_together(database: Database) {
    let OnDiscord { app, fake, forum, mina } = scene(database).await;
    let (sara, user) = member(&app, &fake).await;
    let (post, customer) = (forum.tagged("#1 Mina", "❗").await.with(&user), mina.direct());
    let pdf = |name| (name, "application/pdf", Kept::whole(b"%PDF-1.7"));
    let many = (0..6).map(|_| pdf("many.pdf")).collect();
    post.sends_files("all of them", many);
    post.until(|shown| shown.to_string().contains("at most 5 files can be sent at once")).await;
    let said = post.sends_files("both forms", vec![pdf("one.pdf"), pdf("two.pdf")]);
    let has = |name: &'static str| {
        move |shown: &crate::support::fake_discord::Transcript| {
            shown.lines.iter().any(|line| line.file.as_deref() == Some(name))
        }
    };
    customer.until(has("one.pdf")).await;
    customer.until(has("two.pdf")).await;
    customer.until(|shown| shown.to_string().contains("both forms")).await;
    assert_eq!(app.conversation(1).await.holder.agent(), Some(sara));
    post.deletes(said);
    customer.until(|shown| shown.lines.iter().all(|line| line.file.is_none())).await;
    customer.says("thank you");
    app.decided(1).await;
    assert_eq!(app.kinds(1).await.matches("agent_deletion").count(), 2);
}
