//! Two nodes that both see that something is known by now: one tells.

use hamyar_channel::testing::Person;

use super::{LICENCE, licence, told, wishes};
use crate::support::{Database, Starting, shared};

shared!(two_nodes_tell_each_once);

async fn two_nodes_tell_each_once(database: Database) {
    let first = Starting::on(database).start().await;
    let second = first.beside("second").start().await;
    let people: Vec<Person> = (0..40).map(|number| Person::direct(&format!("person{number}"))).collect();
    for person in &people {
        wishes(&first, person, LICENCE).await;
    }
    first.store.save_articles(vec![licence()], None).await.unwrap();
    let (here, there) = tokio::join!(first.library.refresh(), second.library.refresh());
    here.unwrap();
    there.unwrap();
    for person in &people {
        assert!(told(&first, person).await.outbound.text.text.contains("Open your account"));
    }
    first.settled_all().await;
    for number in 1..=40 {
        let timeline = first.timeline(number).await;
        assert_eq!(timeline.iter().filter(|entry| entry.data["told"].is_number()).count(), 1, "{number}");
    }
    assert!(first.channel.unread().is_empty(), "nobody hears it twice");
}
