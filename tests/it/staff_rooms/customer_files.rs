//! Files that customers send: they reach the topic of their conversation as files, or it is said there where they are.

use hamyar::model::Action;
use hamyar::store::{FileOwner, NewFile};

use super::discord::{Scene as OnDiscord, scene};
use super::{Scene, UNKNOWN};
use crate::support::fake_discord::Transcript;
use crate::support::fake_telegram::{Comes, Kept, Transcript as Shown};
use crate::support::{Database, both};

both!(
    a_file_reaches_the_topic_as_a_file_and_once,
    files_of_what_the_card_tells_follow_it,
    what_is_too_large_or_does_not_come_is_told_with_where_it_is,
    a_post_begins_with_its_card_and_files_follow,
    a_file_that_its_customer_takes_back_goes_from_the_post,
    a_colleague_at_the_desk_sends_a_file_and_the_room_sees_it,
);

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const PDF: &[u8] = b"%PDF-1.7 bill";

fn has(name: &str) -> impl Fn(&Shown) -> bool + '_ {
    move |shown| shown.lines.iter().any(|line| line.from.is_none() && line.file.as_deref() == Some(name))
}

fn has_on_discord(name: &str) -> impl Fn(&Transcript) -> bool + '_ {
    move |shown| shown.lines.iter().any(|line| line.from.is_none() && line.file.as_deref() == Some(name))
}

async fn a_file_reaches_the_topic_as_a_file_and_once(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await.with(&sara.user);
    let sent = scene.mina.sends_file("قبض ۱.pdf", "application/pdf", Kept::whole(PDF));
    topic.until(has("قبض ۱.pdf")).await;
    scene.mina.sends_file("broken.png", "image/png", Kept::whole(PNG));
    topic.until(has("broken.png")).await;
    scene.mina.says("that is all");
    topic.until(|shown| shown.to_string().contains("that is all")).await;
    assert_eq!((scene.fake.calls("sendDocument"), scene.fake.calls("sendPhoto")), (1, 1));
    assert_eq!(scene.fake.requests("sendDocument")[0]["document"]["text"], "%PDF-1.7 bill");
    // It is known by its message: who replies to it there replies to it here.
    let shown = topic.transcript().lines.into_iter().find(|line| line.file.as_deref() == Some("قبض ۱.pdf")).unwrap();
    topic.replies(shown.id, "The total is on page two.");
    scene.mina.until(|shown| shown.lines.iter().any(|line| line.text == "sara\nThe total is on page two.")).await;
    let line = scene.mina.transcript().lines.pop().unwrap();
    assert_eq!(line.answers, Some(sent), "{line:?}");
}

async fn files_of_what_the_card_tells_follow_it(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    scene.mina.sends_file("first.pdf", "application/pdf", Kept::whole(PDF));
    scene.mina.next_reply().await;
    scene.mina.says("I want to talk to a person");
    let topic = scene.topic("❗️ ").await.with(&sara.user);
    topic.until(has("first.pdf")).await;
    let lines = topic.transcript().lines;
    assert!(lines[0].text.starts_with("#1 Mina") && lines[1].file.is_some(), "{lines:?}");
}

async fn what_is_too_large_or_does_not_come_is_told_with_where_it_is(database: Database) {
    let url = "https://help.example.org";
    let change = |starting: crate::support::Starting| {
        starting.setting("HAMYAR_FILES__MAX_BYTES", "1MB").setting("HAMYAR_HTTP__PUBLIC_URL", url)
    };
    let scene = Scene::with("en", database, change).await;
    let topic = scene.asked().await.with(&scene.fake.user("Sara"));
    scene.mina.sends_file("film.mp4", "video/mp4", Kept::whole(&vec![b'x'; 1_000_001]));
    topic.until(|shown| shown.to_string().contains("📎 “film.mp4” is larger than 1 MB.\nOpen at the desk")).await;
    let links = topic.transcript().lines.len();
    let gone = Kept { comes: Comes::Status(404), ..Kept::whole(PDF) };
    scene.mina.sends_file("gone.pdf", "application/pdf", gone);
    topic.until(|shown| shown.to_string().contains("“gone.pdf” cannot be shown here.")).await;
    assert_eq!(topic.transcript().lines.len(), links + 2, "its words, and what became of its file");
    assert_eq!(scene.fake.calls("sendDocument"), 0);
    let said = scene.fake.requests("sendMessage");
    let told = said.iter().find(|said| said["text"].as_str().unwrap_or_default().contains("film.mp4” is")).unwrap();
    assert!(told["entities"].to_string().contains(&format!("{url}/desk/conversations/")), "{told}");
    scene.mina.says("and now?");
    topic.until(|shown| shown.to_string().contains("and now?")).await;
}

async fn a_post_begins_with_its_card_and_files_follow(database: Database) {
    let OnDiscord { app, fake, forum, mina } = scene(database).await;
    let post = forum.tagged("#1 Mina", "❗").await.with(&fake.user("Sara"));
    post.until(|shown| shown.to_string().contains("Discord · English")).await;
    let first = post.transcript().lines.remove(0);
    assert!(first.text.contains(UNKNOWN) && first.text.contains("Discord · English"), "{first:?}");
    assert_eq!(first.labels, [["Take", "To the bot", "Resolve"]], "{first:?}");
    assert_eq!(fake.requests("POST threads").len(), 1);
    mina.direct().sends_file("bill.pdf", "application/pdf", Kept::whole(PDF));
    post.until(has_on_discord("bill.pdf")).await;
    app.act(app.conversation(1).await.id, app.agent("Reza").await, Action::Take).await;
    forum.tagged("#1 Mina", "💬").await;
    post.until(|shown| shown.lines[0].text.contains("Reza has it")).await;
    let cards = post.transcript().to_string().matches("Discord · English").count();
    assert_eq!(cards, 1, "the card is changed, and not said twice");
}

async fn a_file_that_its_customer_takes_back_goes_from_the_post(database: Database) {
    let OnDiscord { app: _app, fake, forum, mina } = scene(database).await;
    let (post, chat) = (forum.tagged("#1 Mina", "❗").await.with(&fake.user("Sara")), mina.direct());
    let said = chat.sends_files(
        "both",
        vec![("one.pdf", "application/pdf", Kept::whole(PDF)), ("two.png", "image/png", Kept::whole(PNG))],
    );
    post.until(has_on_discord("one.pdf")).await;
    post.until(has_on_discord("two.png")).await;
    chat.edits(said, "both of them");
    post.until(|shown| shown.to_string().contains("both of them")).await;
    assert!(has_on_discord("two.png")(&post.transcript()), "other words, the same files");
    chat.deletes(said);
    post.until(|shown| shown.lines.iter().all(|line| line.file.is_none())).await;
    post.until(|shown| shown.to_string().contains("This message was deleted by its author.")).await;
}

async fn a_colleague_at_the_desk_sends_a_file_and_the_room_sees_it(database: Database) {
    let OnDiscord { app, fake, forum, mina } = scene(database).await;
    let post = forum.tagged("#1 Mina", "❗").await.with(&fake.user("Sara"));
    let (reza, id) = (app.agent("Reza").await, app.conversation(1).await.id);
    let owner = FileOwner::Agent { conversation: id, agent: reza };
    let new = NewFile { owner, name: "offer.pdf".to_owned(), media_type: "application/pdf".to_owned() };
    let file = app.store.begin_file(new).await.unwrap();
    app.store.add_chunk(file, 0, PDF.into()).await.unwrap();
    let own = app.store.own_file(file, id).await.unwrap().unwrap();
    let action = Action::Send { text: "Here it is.".to_owned(), files: vec![own] };
    app.act(id, reza, action).await;
    mina.direct().until(has_on_discord("offer.pdf")).await;
    post.until(has_on_discord("offer.pdf")).await;
}
