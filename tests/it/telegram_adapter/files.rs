//! Files that people sent, fetched: what goes wrong is said, and the token is nowhere in it.

use futures::StreamExt;
use hamyar_channel::{Attachment, AttachmentKind, Channel, FetchError};
use hamyar_telegram::Settings;

use super::stand::{bot, bot_with, settings};
use crate::support::fake_telegram::{Comes, FakeTelegram, Fault, Kept, TOKEN};

fn file(id: &str) -> Attachment {
    Attachment { kind: AttachmentKind::File, id: id.to_owned(), name: None, media_type: None, size: None }
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
