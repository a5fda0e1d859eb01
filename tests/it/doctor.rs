//! What an operator is told of what Hamyar stands on.

use chrono::Duration;
use hamyar_channel::SendError;
use hamyar_channel::testing::Person;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::fake_telegram::FakeTelegram;
use crate::support::{ARTICLES, Database, Program, Starting, both};

both!(what_waits_for_somebody_is_said_with_what_to_do, a_database_of_a_later_program_is_said_with_what_to_do,);

fn findings(out: &str) -> (bool, Vec<(String, String, String)>) {
    let report: Value = serde_json::from_str(out).unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let list = report["findings"].as_array().unwrap().iter();
    let list = list.map(|one| (text(one, "state"), text(one, "what"), text(one, "remedy"))).collect();
    (report["healthy"].as_bool().unwrap(), list)
}

async fn what_waits_for_somebody_is_said_with_what_to_do(database: Database) {
    let app = Starting::on(database).start().await;
    app.agent("sara").await;
    for _ in 0..2 {
        app.channel.fail_next(SendError::Rejected { reason: "no".into() });
    }
    app.channel.says(&Person::direct("mina"), "a question").accepted().await;
    app.channel.next_attempt().await;
    app.channel.next_attempt().await;
    app.settled().await;
    let program = Program::new().with("HAMYAR_DATABASE__URL", &app.database.url);
    let said = program.done(&["doctor"]).await;
    assert!(said.contains("note  1 messages did not arrive, 0 perhaps; `hamyar deliveries list` shows them"), "{said}");
    program.done(&["deliveries", "pause"]).await;
    let ran = program.run(&["doctor", "--json"]).await;
    assert_eq!(ran.code, 1);
    let (healthy, findings) = findings(&ran.out);
    assert!(!healthy);
    let paused = findings.iter().find(|(_, what, _)| what.starts_with("nothing is sent since ")).unwrap();
    assert_eq!((paused.0.as_str(), paused.2.as_str()), ("fail", "`hamyar deliveries resume` lets it go on"));
    assert!(findings.iter().all(|(state, _, remedy)| (state == "fail") != remedy.is_empty()), "{findings:?}");
}

async fn a_database_of_a_later_program_is_said_with_what_to_do(database: Database) {
    let program = Program::new().with("HAMYAR_DATABASE__URL", &database.url);
    program.done(&["migrate"]).await;
    let step = "insert into _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
        values (7777, 'later', '2027-01-01 00:00:00', true, 'x', 0)";
    database.run(step).await;
    let ran = program.run(&["doctor"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("is newer than this program, which does not know step 7777"), "{ran:?}");
    assert!(ran.out.contains("\n      install the version that last used this database"), "{ran:?}");
}

#[tokio::test]
async fn the_index_is_compared_with_the_database() {
    let fake = FakeTelegram::start().await;
    let program = Program::new().on_telegram(&fake);
    program.done(&["agent", "add", "sara@team.example", "--name", "Sara"]).await;
    program.done(&["kb", "import", ARTICLES]).await;
    let mut server = program.start(&["run"]);
    server.url().await;
    // Beside a server, which has the index open.
    let said = program.done(&["doctor"]).await;
    assert!(said.contains("ok    the knowledge index fits the database\n"), "{said}");
    assert_eq!(server.stop().await, Some(0));
    program.done(&["kb", "remove", "en/return-book"]).await;
    let said = program.done(&["doctor"]).await;
    assert!(said.contains("note  the knowledge index is at revision "), "{said}");
    let index = program.dir().join("data/index");
    let current = std::fs::read_to_string(index.join("CURRENT")).unwrap();
    let store = std::fs::read_dir(index.join(current.trim())).unwrap().map(|entry| entry.unwrap().path());
    let store = store.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "store")).unwrap();
    let mut bytes = std::fs::read(&store).unwrap();
    bytes[10] ^= 1;
    std::fs::write(&store, bytes).unwrap();
    let ran = program.run(&["doctor"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("FAIL  the knowledge index cannot be used: 1 files are damaged"), "{ran:?}");
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let late = hamyar::clock::Edge::system().now() - Duration::minutes(10);
    let answer = format!(
        "HTTP/1.1 404 Not Found\r\nDate: {}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}",
        late.format("%a, %d %b %Y %H:%M:%S GMT")
    );
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 4096]).await;
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    let program = Program::new().with("HAMYAR_TELEGRAM__TOKEN", "7001:x").with("HAMYAR_TELEGRAM__API_URL", &url);
    let ran = program.run(&["doctor"]).await;
    assert_eq!(ran.code, 1);
    let line = ran.out.lines().find(|line| line.contains("the clock of this machine is")).unwrap();
    assert!(line.starts_with("FAIL  ") && line.ends_with(" s ahead of Telegram's"), "{line}");
    assert!(ran.out.contains("timedatectl set-ntp true"));
}

#[tokio::test]
async fn what_telegram_could_not_bring_is_said() {
    let fake = FakeTelegram::start().await;
    let program = Program::new().on_telegram(&fake);
    let hook = format!("{}/bot{}/setWebhook", fake.url(), crate::support::fake_telegram::TOKEN);
    let elsewhere = serde_json::json!({ "url": "https://elsewhere.example/hook" });
    reqwest::Client::new().post(hook).json(&elsewhere).send().await.unwrap();
    let said = program.run(&["doctor"]).await.out;
    assert!(
        said.contains("note  telegram still brings updates to a webhook (https://elsewhere.example/hook)"),
        "{said}"
    );
    let program = program
        .with("HAMYAR_TELEGRAM__MODE", "webhook")
        .with("HAMYAR_TELEGRAM__WEBHOOK_SECRET", "s3cret")
        .with("HAMYAR_HTTP__PUBLIC_URL", "https://support.example");
    let said = program.run(&["doctor"]).await.out;
    assert!(
        said.contains("note  telegram brings updates to another address (https://elsewhere.example/hook)"),
        "{said}"
    );
}
