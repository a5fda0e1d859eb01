//! Who listens: one node at a time, and another at once when it stops, or soon when it dies.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use hamyar_channel::testing::{Person, within};
use sqlx::{Connection, PgConnection};

use crate::faults::proxy::{Cut, Proxy};
use crate::support::fake_discord::FakeDiscord;
use crate::support::{Database, Program, Starting, TestApp, shared};

shared!(
    another_listens_when_one_stops,
    another_listens_when_one_dies,
    one_that_is_started_again_listens_at_once,
    a_renewal_that_fails_is_tried_again_in_time,
    telegram_is_asked_by_one_node_at_a_time,
    discord_goes_on_where_the_other_was,
    the_doctor_says_who_runs_and_who_listens,
);

const QUESTION: &str = "how long does delivery take?";

/// How many events a node has recorded.
async fn recorded(app: &TestApp) -> bool {
    let url = format!("http://{}/metrics", app.http);
    reqwest::get(url).await.unwrap().text().await.unwrap().contains("outcome=\"recorded\"")
}

async fn another_listens_when_one_stops(database: Database) {
    let first = Starting::on(database).start().await;
    first.channel.listened_to().await;
    let second = first.beside("second").start().await;
    let (channel, mina) = (first.channel.clone(), Person::direct("mina"));
    channel.says(&mina, "a question").accepted().await;
    assert!(recorded(&first).await && !recorded(&second).await, "the first listens");
    channel.next_sent().await;
    first.stop().await;
    // The lease would last for longer than is waited here.
    channel.says(&mina, "another question").accepted().await;
    assert!(recorded(&second).await);
    channel.next_sent().await;
    assert_eq!(channel.most_listeners(), 1);
    assert_eq!(second.kinds(1).await, "message reply message reply");
}

async fn another_listens_when_one_dies(database: Database) {
    let first = Starting::on(database).setting("HAMYAR_NODE__LEASE", "2s").start_apart();
    first.channel.listened_to().await;
    let second = first.beside("second").start().await;
    let (channel, mina) = (first.channel.clone(), Person::direct("mina"));
    channel.says(&mina, "a question").accepted().await;
    channel.next_sent().await;
    first.kill();
    channel.deserted().await;
    let died = Instant::now();
    channel.says(&mina, "another question").accepted().await;
    assert!(died.elapsed() < Duration::from_secs(7), "the lease and five seconds: {:?}", died.elapsed());
    assert!(recorded(&second).await);
    channel.next_sent().await;
    assert_eq!(channel.most_listeners(), 1);
}

async fn one_that_is_started_again_listens_at_once(database: Database) {
    let app = Starting::on(database).start_apart();
    app.channel.listened_to().await;
    let app = app.kill().start().await;
    // By its name: the lease of the process before it lasts for longer than is waited here.
    app.channel.says(&Person::direct("mina"), "a question").accepted().await;
    app.channel.next_sent().await;
}

async fn a_renewal_that_fails_is_tried_again_in_time(mut database: Database) {
    let mut watched = PgConnection::connect(&database.url).await.unwrap();
    let proxy = Proxy::before(&mut database).await;
    let app = Starting::on(database).setting("HAMYAR_NODE__LEASE", "3s").start().await;
    app.channel.listened_to().await;
    let mut lease = async || -> (i64, DateTime<Utc>) {
        let read = sqlx::query_as("select fence, until from leases where name = 'listen:fake:main'");
        read.fetch_one(&mut watched).await.unwrap()
    };
    let (fence, _) = lease().await;
    // The node renews two: that it lives, and that it listens.
    for _ in 0..2 {
        proxy.cut(0, Cut::Before);
        let cut = async {
            while !proxy.has_cut() {
                tokio::task::yield_now().await;
            }
        };
        within("a renewal to be cut", cut).await;
    }
    let (_, cut) = lease().await;
    let renewed = async {
        loop {
            let (now, until) = lease().await;
            assert_eq!(now, fence, "it was lost");
            if until > cut {
                return;
            }
        }
    };
    within("the lease to be renewed", renewed).await;
    assert_eq!(app.channel.most_listeners(), 1);
}

async fn telegram_is_asked_by_one_node_at_a_time(database: Database) {
    let (starting, fake) = Starting::product(database).await;
    let first = starting.start().await;
    let chat = fake.user("Mina").language("en").private();
    chat.says(QUESTION);
    assert!(chat.next_reply().await.text.starts_with("Two working days"));
    let second = first.beside("second").start().await;
    chat.says("how can I pay?");
    chat.next_reply().await;
    assert!(!recorded(&second).await);
    first.stop().await;
    chat.says("how do I return a book?");
    chat.next_reply().await;
    assert!(recorded(&second).await);
    assert_eq!(chat.transcript().replies().len(), 3, "{}", chat.transcript());
}

async fn discord_goes_on_where_the_other_was(database: Database) {
    let (starting, fake): (Starting, FakeDiscord) = Starting::product_on_discord(database).await;
    let first = starting.start().await;
    fake.connected(1).await;
    let chat = fake.user("mina").direct();
    chat.says(QUESTION);
    assert!(chat.next_reply().await.text.starts_with("Two working days"));
    let second = first.beside("second").start().await;
    first.stop().await;
    // Whether it is said before the other is connected or after.
    chat.says("how can I pay?");
    chat.next_reply().await;
    assert_eq!(fake.sessions(), (1, 1), "the same session, taken up again");
    assert_eq!(second.kinds(1).await, "message reply message reply");
}

async fn the_doctor_says_who_runs_and_who_listens(database: Database) {
    let first = Starting::on(database).start().await;
    first.channel.listened_to().await;
    let second = first.beside("second").start().await;
    let program = Program::new().with("HAMYAR_DATABASE__URL", &*second.database.url);
    let said = program.run(&["doctor"]).await.out;
    assert!(said.contains("running on this database: second, test"), "{said}");
    assert!(said.contains("test listens to fake:main"), "{said}");
    first.stop().await;
    second.channel.says(&Person::direct("mina"), "a question").accepted().await;
    let said = program.run(&["doctor"]).await.out;
    assert!(said.contains("running on this database: second\n"), "{said}");
    assert!(said.contains("second listens to fake:main"), "{said}");
}
