//! The webhook: only Telegram is heard, and only what was recorded is acknowledged.

use std::sync::Arc;

use bytes::Bytes;
use hamyar_channel::{Channel, Event, HttpService, boxed_body};
use hamyar_telegram::{Settings, Telegram};
use http_body_util::Full;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower::ServiceExt;

use super::stand::{Listening, Memory, bot_with, serve, settings, webhook, words};
use crate::support::fake_telegram::FakeTelegram;

const SECRET: &str = "s3cret_-";

fn bot_at(fake: &FakeTelegram, url: &str) -> Telegram {
    bot_with(Settings { mode: webhook(url), ..settings(&fake.url()) })
}

async fn post(service: &HttpService, secret: Option<&str>, body: impl Into<Bytes>) -> u16 {
    let mut request = http::Request::post("/webhook").header("content-type", "application/json");
    if let Some(secret) = secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    let request = request.body(boxed_body(Full::new(body.into()))).unwrap();
    service.clone().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn strangers_and_garbage_are_refused_and_nothing_unrecorded_is_acknowledged() {
    let fake = FakeTelegram::start().await;
    let inbox = Arc::new(Memory::default());
    let bot = bot_at(&fake, "https://help.example.com/");
    let service = bot.http(inbox.clone()).unwrap();
    let update = r#"{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5,"first_name":"M"},"text":"hi"}}"#;
    assert_eq!(post(&service, Some(SECRET), update).await, 503, "before Telegram told us who we are");

    let listening = Listening::start(bot, Arc::clone(&inbox));
    fake.called("setWebhook", 1).await;
    let set = &fake.requests("setWebhook")[0];
    assert_eq!(set["url"], "https://help.example.com/telegram/webhook");
    assert_eq!(set["secret_token"], SECRET);

    for wrong in [None, Some(""), Some("s3cret_"), Some("s3cret_-x")] {
        assert_eq!(post(&service, wrong, update).await, 401, "{wrong:?}");
    }
    assert_eq!(post(&service, None, vec![b'x'; 100 << 20]).await, 401, "a stranger's body is not even read");
    assert_eq!(post(&service, Some(SECRET), vec![b' '; (1 << 20) + 1]).await, 413);
    for garbage in
        ["", "x", "[]", "{}", "{\"update_id\":\"1\"}", "\u{0}", &"[".repeat(10_000), &"{\"a\":".repeat(10_000)]
    {
        assert_eq!(post(&service, Some(SECRET), garbage.to_owned()).await, 400);
    }
    assert_eq!(post(&service, Some(SECRET), vec![0xff, 0xfe]).await, 400);
    assert!(inbox.events().is_empty());

    inbox.refuse(1);
    assert_eq!(post(&service, Some(SECRET), update).await, 503, "not recorded, so not acknowledged");
    assert_eq!(post(&service, Some(SECRET), update).await, 200);
    assert_eq!(post(&service, Some(SECRET), r#"{"update_id":2,"new_thing":{}}"#).await, 200, "unknown kinds are kept");
    assert_eq!(inbox.texts(), ["hi"]);
    assert_eq!(inbox.events()[1].event, Event::Unknown { kind: "new_thing".to_owned() });
    listening.stop().await.unwrap();
}

/// Serves a bot's routes as a host does.
async fn host(fake: &FakeTelegram, inbox: &Arc<Memory>) -> (Telegram, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let bot = bot_at(fake, &format!("http://{}", listener.local_addr().unwrap()));
    let service = bot.http(inbox.clone()).unwrap();
    let server = serve(listener, &bot.mount(), service);
    (bot, server)
}

#[tokio::test]
async fn updates_come_by_webhook_again_until_recorded_and_presses_are_answered_at_once() {
    let fake = FakeTelegram::start().await;
    let inbox = Arc::new(Memory::default());
    inbox.refuse(2);
    let (bot, server) = host(&fake, &inbox).await;
    let listening = Listening::start(bot, Arc::clone(&inbox));
    let chat = fake.user("Mina").private();
    chat.says("سلام");
    let press = chat.presses_action(3, "help:yes");
    let others = chat.presses_action(3, "others");
    fake.drained().await;
    assert_eq!(inbox.events().len(), 3);
    fake.called("answerCallbackQuery", 2).await;
    let answers = fake.requests("answerCallbackQuery");
    assert_eq!((&answers[0]["callback_query_id"], &answers[0]["text"]), (&json!(press), &Value::Null));
    assert_eq!(
        (&answers[1]["callback_query_id"], &answers[1]["text"], &answers[1]["show_alert"]),
        (&json!(others), &json!("press-not-theirs in fa"), &json!(true))
    );

    let lines = listening.bot.check().await.unwrap().lines();
    assert!(lines[2].starts_with("Updates come by webhook at http://127.0.0.1:"), "{lines:?}");
    assert!(lines[3].contains("503"), "Telegram's last trouble is told: {lines:?}");
    listening.stop().await.unwrap();
    server.abort();
}

#[tokio::test]
async fn polling_takes_a_webhook_off_and_loses_nothing() {
    let fake = FakeTelegram::start().await;
    fake.user("Mina").private().says("waiting");
    let by_webhook = Listening::start(bot_at(&fake, "http://127.0.0.1:9"), Arc::default());
    fake.called("setWebhook", 1).await;
    by_webhook.stop().await.unwrap();
    let polling = Listening::start(bot_with(settings(&fake.url())), Arc::default());
    polling.inbox.until(1).await;
    assert_eq!(polling.inbox.texts(), ["waiting"]);
    polling.stop().await.unwrap();
}

fn refusal(settings: Settings) -> String {
    let bot = Telegram::new(settings, words());
    bot.expect_err("refused").to_string()
}

#[test]
fn settings_that_cannot_work_are_refused() {
    let refused = |change: fn(&mut Settings)| {
        let mut settings = settings("http://127.0.0.1:1");
        change(&mut settings);
        refusal(settings)
    };
    let ends = [
        refused(|settings| settings.token = "".into()),
        refused(|settings| settings.token = "1:x/../y".into()),
        refused(|settings| settings.api_url = "api.telegram.org".to_owned()),
        refused(|settings| settings.proxy = Some("http://user:pass word@[".into())),
        refused(|settings| settings.mode = webhook("ftp://x")),
        refused(|settings| {
            settings.mode = hamyar_telegram::Mode::Webhook { public_url: "https://x".to_owned(), secret: "ü".into() }
        }),
    ];
    insta::assert_snapshot!(ends.join("\n"), @r"
    the Telegram token is malformed: it looks like 123456789:AA… and is given by @BotFather
    the Telegram token is malformed: it looks like 123456789:AA… and is given by @BotFather
    the Bot API's address `api.telegram.org` is not an http or https URL
    the proxy's address is not a URL
    the public address `ftp://x` is not an http or https URL
    the webhook's secret must be 1 to 256 letters, digits, `_` and `-`
    ");
}
