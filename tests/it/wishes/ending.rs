//! How a wish ends that is not told: what was taken back, erased, let go of or solved otherwise.

use chrono::Duration;
use hamyar::clock::Clock;
use hamyar::model::{Action, Status};
use hamyar::store::Cutoffs;
use hamyar_channel::testing::Person;

use super::{LICENCE, TELL, all_looked_at, asks, licence, open, presses, publishes, told, wishes};
use crate::erase::found;
use crate::support::{Database, Program, Starting, both};

both!(
    what_its_asker_took_back_is_not_told,
    a_question_that_says_something_else_is_told_by_what_it_says,
    who_was_erased_is_not_told,
    what_was_kept_long_enough_is_let_go,
    what_its_asker_calls_solved_is_not_told,
    while_a_person_speaks_with_them_they_are_not_told,
);

async fn what_its_asker_took_back_is_not_told(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, lena) = (Person::direct("mina"), Person::direct("lena"));
    let said = app.channel.says(&mina, LICENCE);
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    let offered = told(&app, &mina).await;
    presses(&app, &mina, &offered, TELL).await;
    told(&app, &mina).await;
    app.channel.deletes(&mina, &message).accepted().await;
    // What is taken back before it is wished cannot be wished.
    let said = app.channel.says(&lena, LICENCE);
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    let offered = told(&app, &lena).await;
    app.channel.deletes(&lena, &message).accepted().await;
    app.decided(2).await;
    presses(&app, &lena, &offered, TELL).await;
    app.decided(2).await;
    app.decided(1).await;
    assert_eq!((open(&app, 1).await, open(&app, 2).await), (0, 0));
    publishes(&app, vec![licence()]).await;
    all_looked_at(&app).await;
    assert!(app.channel.unread().is_empty());
}

async fn a_question_that_says_something_else_is_told_by_what_it_says(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let said = app.channel.says(&mina, "do you know the unknown soldier of 12 Rose Street?");
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    let offered = told(&app, &mina).await;
    presses(&app, &mina, &offered, TELL).await;
    told(&app, &mina).await;
    app.channel.edits(&mina, &message, LICENCE).accepted().await;
    app.decided(1).await;
    publishes(&app, vec![licence()]).await;
    let text = told(&app, &mina).await.outbound.text.text;
    assert!(text.contains("Open your account") && !text.contains("Rose Street"), "{text}");
}

async fn who_was_erased_is_not_told(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    wishes(&app, &mina, LICENCE).await;
    app.settled_all().await;
    let contact = app.store.contact_of(app.conversation(1).await.asker).await.unwrap().unwrap();
    let program = Program::new().with("HAMYAR_DATABASE__URL", &app.database.url);
    program.done(&["contact", "erase", &contact.to_string(), "--yes"]).await;
    publishes(&app, vec![licence()]).await;
    all_looked_at(&app).await;
    assert_eq!((open(&app, 1).await, app.channel.unread().len()), (0, 0));
}

async fn what_was_kept_long_enough_is_let_go(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, sara) = (Person::direct("mina"), app.agent("sara").await);
    wishes(&app, &mina, "where is the unknown Kormoran?").await;
    app.act(app.conversation(1).await.id, sara, Action::Resolve).await;
    app.settled_all().await;
    assert_eq!(open(&app, 1).await, 1);
    let cutoffs = Cutoffs { conversations: Some(app.clock.now() + Duration::seconds(1)), ..Cutoffs::default() };
    assert_eq!(app.store.let_go_of(cutoffs).await.unwrap().conversations, 1);
    assert_eq!(open(&app, 1).await, 0);
    let left = found(&app.database, "Kormoran").await;
    let left: Vec<_> = left.into_iter().filter(|hit| !hit.contains(".db")).collect();
    assert_eq!(left, Vec::<String>::new());
}

async fn what_its_asker_calls_solved_is_not_told(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::in_group("mina", "group");
    wishes(&app, &mina, LICENCE).await;
    app.channel.commands(&mina, "solved", "").accepted().await;
    told(&app, &mina).await;
    assert_eq!((app.conversation(1).await.status, open(&app, 1).await), (Status::Resolved, 0));
    publishes(&app, vec![licence()]).await;
    all_looked_at(&app).await;
    assert!(app.channel.unread().is_empty());
}

async fn while_a_person_speaks_with_them_they_are_not_told(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, sara) = (Person::direct("mina"), app.agent("sara").await);
    let offered = asks(&app, &mina, LICENCE).await;
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Take).await;
    // Noted without a word: a person has them.
    presses(&app, &mina, &offered, TELL).await;
    app.decided(1).await;
    assert_eq!((open(&app, 1).await, app.channel.unread().len()), (1, 0));
    publishes(&app, vec![licence()]).await;
    all_looked_at(&app).await;
    assert_eq!((open(&app, 1).await, app.channel.unread().len()), (1, 0));
    app.act(id, sara, Action::Return).await;
    assert!(told(&app, &mina).await.outbound.text.text.starts_with("The bot is back"));
    assert!(told(&app, &mina).await.outbound.text.text.contains("Open your account"));
}
