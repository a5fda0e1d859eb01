//! Files that people sent, fetched, and files that we send: what goes wrong is said, and the token is nowhere in it.

use std::sync::Arc;

use bytes::Bytes;
use futures::StreamExt;
use hamyar_channel::{Address, Attachment, AttachmentKind, Channel, FetchError, Outbound, OutboundFile, SendError};
use hamyar_telegram::Settings;

use super::stand::{bot, bot_with, outbound, settings};
use crate::support::fake_telegram::{Comes, FakeTelegram, Fault, Kept, TOKEN};
use crate::support::sending::{PIECE, breaking_off, piece_by_piece};

fn file(id: &str) -> Attachment {
    Attachment { kind: AttachmentKind::File, id: id.to_owned(), name: None, media_type: None, size: None, group: None }
}

/// Why a file could not be opened, or not be read to its end.
async fn trouble(bot: &impl Channel, id: &str) -> FetchError {
    let mut stream = match bot.fetch(&file(id)).await {
        Ok(stream) => stream.bytes,
        Err(error) => return error,
    };
    while let Some(chunk) = stream.next().await {
        if let Err(error) = chunk {
            return error;
        }
    }
    panic!("{id} was read to its end");
}

#[tokio::test]
async fn what_goes_wrong_is_said_without_the_token() {
    let fake = FakeTelegram::start().await;
    let bot = bot(&fake);
    let mut told = Vec::new();
    let mut tell = |error: FetchError| told.push(format!("{error:?}"));

    tell(trouble(&bot, "unknown").await);
    fake.keeps("large", Kept::whole(&vec![0; 20_000_001]));
    tell(trouble(&bot, "large").await);
    for (id, comes) in [("gone", Comes::Status(404)), ("broken", Comes::Status(502))] {
        fake.keeps(id, Kept { comes, ..Kept::whole(&vec![7; 100_000]) });
        tell(trouble(&bot, id).await);
    }
    fake.next("getFile", Fault::Refused(401, "Unauthorized: 7001:fake-TOKEN_canary"));
    tell(trouble(&bot, "gone").await);
    fake.next("getFile", Fault::Cut);
    tell(trouble(&bot, "gone").await);
    let told = told.join("\n");
    assert!(!told.contains(TOKEN), "{told}");
    insta::assert_snapshot!(told, @r#"
    Gone { reason: "Bad Request: wrong file_id or the file is temporarily unavailable" }
    TooLarge { limit: 20000000 }
    Gone { reason: "it is not at the Bot API any more" }
    Unavailable { reason: "the Bot API answered with status 502 Bad Gateway" }
    Unavailable { reason: "401: Unauthorized: …" }
    Unavailable { reason: "no answer: connection closed before message completed" }
    "#);

    fake.keeps("cut", Kept { comes: Comes::Cut(70_000), ..Kept::whole(&vec![7; 100_000]) });
    let error = trouble(&bot, "cut").await;
    assert!(matches!(error, FetchError::Unavailable { .. }), "{error:?}");
    assert!(!format!("{error:?} {error}").contains(TOKEN));
}

#[tokio::test]
async fn a_bot_api_that_goes_silent_is_not_waited_for_for_ever() {
    let fake = FakeTelegram::start().await;
    let call_limit = std::time::Duration::from_millis(50);
    let bot = bot_with(Settings { call_limit, ..settings(&fake.url()) });
    fake.keeps("stuck", Kept { comes: Comes::Stuck(70_000), ..Kept::whole(&vec![7; 100_000]) });
    let silent = FetchError::Unavailable { reason: "the Bot API went silent".to_owned() };
    assert_eq!(trouble(&bot, "stuck").await, silent);
}

fn with_file(name: &str, media_type: &str, markdown: &str) -> Outbound {
    let file = OutboundFile::of_bytes(name, media_type, Bytes::from_static("سلام".as_bytes()));
    Outbound { file: Some(file), reply_to: Some("9".to_owned()), ..outbound(Address::chat("0"), markdown) }
}

#[tokio::test]
async fn a_picture_goes_as_a_photo_and_anything_else_as_a_document() {
    let fake = FakeTelegram::start().await;
    let (bot, chat) = (bot(&fake), fake.user("Mina").private());
    let to = |message: Outbound| Outbound { to: Address::chat(chat.id()), ..message };
    bot.send(&to(with_file("screen.png", "image/png", "**Here**"))).await.unwrap();
    bot.send(&to(with_file("گزارش ۱.pdf", "application/pdf", ""))).await.unwrap();
    bot.send(&to(with_file("moving.gif", "image/gif", ""))).await.unwrap();

    let photo = &fake.requests("sendPhoto")[0];
    assert_eq!(photo["photo"]["file_name"], "screen.png");
    assert_eq!((&photo["photo"]["text"], &photo["caption"]), (&"سلام".into(), &"Here".into()));
    assert_eq!(photo["caption_entities"], "[{\"length\":4,\"offset\":0,\"type\":\"bold\"}]");
    assert!(photo["reply_parameters"].as_str().unwrap().contains("\"message_id\":9"));
    let documents = fake.requests("sendDocument");
    let names: Vec<_> = documents.iter().map(|one| one["document"]["file_name"].as_str().unwrap()).collect();
    assert_eq!(names, ["گزارش ۱.pdf", "moving.gif"]);
    assert!(documents[0].get("caption").is_none());

    // What Telegram takes for no photo is surely not sent, and goes as a document.
    fake.next("sendPhoto", Fault::Refused(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"));
    bot.send(&to(with_file("thin.png", "image/png", ""))).await.unwrap();
    assert_eq!(fake.requests("sendDocument")[2]["document"]["file_name"], "thin.png");
    fake.next("sendPhoto", Fault::AppliedThenCut);
    let error = bot.send(&to(with_file("screen.png", "image/png", ""))).await.unwrap_err();
    assert!(matches!(error, SendError::Unknown { .. }), "{error:?}");
    assert!(!format!("{error:?}").contains(TOKEN));
    assert_eq!(fake.calls("sendDocument"), 3, "what may have arrived is not sent in another way");
}

#[tokio::test]
async fn a_file_is_read_while_it_is_sent() {
    let fake = Arc::new(FakeTelegram::start().await);
    let (bot, chat) = (bot(&fake), fake.user("Mina").private());
    let came = Arc::clone(&fake);
    let file = piece_by_piece(16, move |bytes| came.uploaded(bytes));
    let carrying = |file| Outbound { file: Some(file), ..outbound(Address::chat(chat.id()), "Here") };
    bot.send(&carrying(file)).await.unwrap();
    assert_eq!(fake.requests("sendDocument")[0]["document"]["size"], 16 * PIECE);

    let error = bot.send(&carrying(breaking_off())).await.unwrap_err();
    assert!(matches!(error, SendError::Unknown { .. }), "{error:?}");
    assert_eq!(fake.calls("sendDocument"), 1, "half a file is no message");
    assert_eq!(chat.transcript().replies().len(), 1);
}
