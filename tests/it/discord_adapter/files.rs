//! Files that people sent, fetched: by a fresh address, from Discord alone, and without showing the token. And files that
//! we send: once, however often they are tried.

use std::sync::Arc;

use bytes::Bytes;
use hamyar_channel::{Address, Attachment, Channel, Event, FetchError, Outbound, OutboundFile, SendError};

use super::stand::{Scene, bot, outbound};
use crate::support::fake_discord::{Comes, Fault, Kept};
use crate::support::sending::{PIECE, breaking_off, piece_by_piece};

#[tokio::test]
async fn only_discords_own_hosts_are_called_and_none_is_shown_the_token() {
    let scene = Scene::new().await;
    let chat = scene.fake.user("Mina").direct();
    let listening = scene.listens().await;
    chat.sends_file("report.pdf", "application/pdf", Kept::whole(b"%PDF-1.7"));
    let Event::Message(message) = scene.inbox.next().await.event else { panic!("no message") };
    let file = message.attachments[0].clone();

    // What the gateway told has run out; the message is read again for an address that has not.
    assert_eq!(listening.bot.fetch(&file).await.unwrap().size, Some(8));
    assert_eq!(scene.fake.fetches(), (1, 0), "fetched once, and the token was not shown");

    for elsewhere in ["http://169.254.169.254", "https://cdn.discordapp.com.evil.example", "file:///etc"] {
        scene.fake.files_at(elsewhere);
        let refused = listening.bot.fetch(&file).await.unwrap_err();
        let reason = "its address is not one of Discord's".to_owned();
        assert_eq!(refused, FetchError::Unavailable { reason }, "{elsewhere}");
    }
    assert_eq!(scene.fake.fetches(), (1, 0));
    listening.stop().await;
}

#[tokio::test]
async fn what_goes_wrong_is_said() {
    let scene = Scene::new().await;
    let chat = scene.fake.user("Mina").direct();
    let listening = scene.listens().await;
    let kept = Kept { comes: Comes::Status(503), ..Kept::whole(b"%PDF-1.7") };
    let said = chat.sends_file("report.pdf", "application/pdf", kept);
    let Event::Message(message) = scene.inbox.next().await.event else { panic!("no message") };
    let file = message.attachments[0].clone();
    let error = listening.bot.fetch(&file).await.unwrap_err();
    assert!(matches!(error, FetchError::Unavailable { .. }), "{error:?}");
    let other = Attachment { id: file.id.replace('/', "-"), ..file.clone() };
    assert_eq!(listening.bot.fetch(&other).await.unwrap_err(), FetchError::Unsupported);
    chat.deletes(said);
    let error = listening.bot.fetch(&file).await.unwrap_err();
    assert!(matches!(error, FetchError::Gone { .. }), "{error:?}");
    listening.stop().await;
}

#[tokio::test]
async fn a_file_arrives_once_however_often_it_is_tried() {
    let scene = Scene::new().await;
    let chat = scene.fake.user("Mina").direct();
    let listening = scene.listens().await;
    let (name, bytes) = ("گزارش ۱.pdf", Bytes::from_static("سلام".as_bytes()));
    let file = OutboundFile::of_bytes(name, "application/pdf", bytes);
    let message = Outbound { file: Some(file), ..outbound(Address::chat(chat.id()), "file-1", "") };
    scene.fake.next("POST messages", Fault::AppliedThenCut);
    let error = listening.bot.send(&message).await.unwrap_err();
    assert!(matches!(error, SendError::Unknown { .. }), "{error:?}");
    let sent = listening.bot.send(&message).await.unwrap();
    let request = &scene.fake.requests("POST messages")[1];
    assert_eq!(
        (&request["files"][0]["filename"], &request["files"][0]["text"]),
        (&"گزارش ۱.pdf".into(), &"سلام".into())
    );
    assert_eq!(request["attachments"][0]["filename"], "گزارش ۱.pdf");

    // Long after, when Discord does not know the nonce any more, it is looked for by what it carries.
    let since = hamyar::clock::Clock::now(&*scene.clock);
    scene.later(10);
    scene.fake.forgets_nonces();
    let again = Outbound { perhaps_sent_since: Some(since), ..message.clone() };
    assert_eq!(listening.bot.send(&again).await.unwrap(), sent);
    let other = OutboundFile::of_bytes(name, "application/pdf", Bytes::from_static(b"another"));
    let other = Outbound { file: Some(other), key: "file-2".to_owned(), ..again };
    assert_ne!(listening.bot.send(&other).await.unwrap(), sent, "another file is another message");
    assert_eq!(chat.transcript().replies().len(), 2);
    listening.stop().await;
}

#[tokio::test]
async fn a_file_is_read_while_it_is_sent() {
    let scene = Arc::new(Scene::new().await);
    let (bot, chat) = (bot(&scene.fake, &scene.clock), scene.fake.user("Mina").direct());
    let came = Arc::clone(&scene);
    let file = piece_by_piece(16, move |bytes| came.fake.uploaded(bytes));
    let carrying = |file, key| Outbound { file: Some(file), ..outbound(Address::chat(chat.id()), key, "Here") };
    bot.send(&carrying(file, "long")).await.unwrap();
    assert_eq!(scene.fake.requests("POST messages")[0]["files"][0]["size"], 16 * PIECE);

    let error = bot.send(&carrying(breaking_off(), "half")).await.unwrap_err();
    assert!(matches!(error, SendError::Unknown { .. }), "{error:?}");
    assert_eq!(scene.fake.calls("POST messages"), 1, "half a file is no message");
    assert_eq!(chat.transcript().replies().len(), 1);
}
