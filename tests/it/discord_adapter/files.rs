//! Files that people sent, fetched: by a fresh address, from Discord alone, and without showing the token.

use hamyar_channel::{Attachment, Channel, Event, FetchError};

use super::stand::Scene;
use crate::support::fake_discord::{Comes, Kept};

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
