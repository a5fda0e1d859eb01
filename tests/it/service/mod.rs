//! Service levels: what is expected of people is counted rightly, told once, and seen; and nobody waits unseen.

mod clocks;
mod desk;
mod nodes;
mod unseen;

use hamyar::model::{Action, AgentId, Conversation};
use hamyar_channel::testing::Person;

use crate::support::{Database, Starting, TestApp};

/// A team of which a first reply within an hour is expected, and a resolution within four.
fn within_an_hour(database: Database) -> Starting {
    Starting::on(database)
        .setting("HAMYAR_SERVICE_LEVELS__FIRST_REPLY", "1h")
        .setting("HAMYAR_SERVICE_LEVELS__RESOLUTION", "4h")
}

/// Somebody asks for a person, and is told that one will come.
async fn asks(app: &TestApp, name: &str) -> Person {
    let person = Person::direct(name);
    app.channel.says(&person, "I want to talk to a person").accepted().await;
    app.channel.next_sent_to(person.address()).await;
    app.settled_all().await;
    person
}

/// Does something in the conversation of this number.
async fn does(app: &TestApp, number: i64, agent: AgentId, action: Action) -> Conversation {
    app.act(app.conversation(number).await.id, agent, action).await;
    app.conversation(number).await
}
