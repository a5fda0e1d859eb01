//! An SQLite database that another process writes to.

use hamyar::store::StoreError;
use hamyar_channel::testing::Person;

use super::ours;
use crate::support::{Database, Kind, Starting, Writing};

#[tokio::test]
async fn for_a_while_it_is_waited_for() {
    let app = Starting::on(Database::new(Kind::Sqlite).await).start().await;
    let mina = Person::direct("mina");
    let other = Writing::to(&app.database).await;
    let pushed = app.channel.says(&mina, "a question");
    assert!(app.store.conversation_numbered(1).await.unwrap().is_none(), "whoever reads waits for nobody");
    other.finishes().await;
    assert_eq!(pushed.accepted().await.recorded, 1);
    app.channel.next_sent().await;
    assert_eq!(app.kinds(1).await, "message reply");
}

#[tokio::test]
async fn for_long_it_is_not_waited_for_and_nothing_is_acknowledged() {
    let app = Starting::on(Database::new(Kind::Sqlite).await).start().await;
    let mina = Person::direct("mina");
    let other = Writing::to(&app.database).await;
    let pushed = app.channel.says(&mina, "a question");
    // It ends when the database was waited for in vain.
    let refused = app.store.write_nothing().await;
    assert!(matches!(&refused, Err(StoreError::Refused(error)) if error.to_string().contains("locked")), "{refused:?}");
    assert_eq!(app.channel.acknowledged(), 0);
    assert_eq!(reqwest::get(format!("http://{}/readyz", app.http)).await.unwrap().status(), 200, "what reads goes on");
    other.finishes().await;
    let accepted = pushed.accepted().await;
    assert_eq!((accepted.recorded, accepted.repeated), (1, 0));
    app.channel.next_sent().await;
    app.settled_all().await;
    assert_eq!(app.kinds(1).await, "message reply");
    assert_eq!(ours(&app, &mina).len(), 1);
}

#[tokio::test]
async fn meanwhile_discord_is_told_to_wait_for_a_command() {
    let (starting, fake) = Starting::product_on_discord(Database::new(Kind::Sqlite).await).await;
    let chat = fake.guild("Readers").channel("help").with(&fake.user("Mina"));
    let app = starting.start().await;
    fake.connected(1).await;
    let other = Writing::to(&app.database).await;
    // That it waits behind something else makes no difference.
    chat.says("hello");
    let token = chat.commands("ask", Some("how long does delivery take?"));
    chat.answered(&token).await;
    assert_eq!(chat.transcript().replies(), ["(thinking)"], "the database is not there yet");
    other.finishes().await;
    chat.until(|transcript| transcript.replies().iter().any(|text| text.starts_with("Two working days"))).await;
    assert_eq!(chat.transcript().replies()[0], "> how long does delivery take?");
}

#[tokio::test]
async fn a_reaction_on_what_is_not_ours_waits_for_nobody_who_writes() {
    let app = Starting::on(Database::new(Kind::Sqlite).await).start().await;
    let mina = Person::in_group("mina", "readers");
    app.channel.says_to_us(&mina, "a question").accepted().await;
    let reply = app.channel.next_sent().await.message;
    app.settled_all().await;
    let other = Writing::to(&app.database).await;
    for (message, added) in [("of-reza", true), ("of-reza", false), ("of-omid", true)] {
        let accepted = app.channel.reacts(&mina, message, "✅", added).accepted().await;
        assert_eq!((accepted.recorded, accepted.ignored), (0, 1));
    }
    // One on what is ours is recorded, also among others.
    let pushed = app.channel.reacts(&mina, &reply, "👍", true);
    other.finishes().await;
    assert_eq!(pushed.accepted().await.recorded, 1);
    assert!(app.kinds(1).await.contains("reaction"), "{}", app.kinds(1).await);
}
