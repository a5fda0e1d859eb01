//! PostgreSQL that goes away: while nothing is being done, while it is written to, and in the middle of a commit.

use chrono::Duration;
use hamyar::store::StoreError;
use hamyar_channel::SendError;
use hamyar_channel::testing::{Person, within};

use super::proxy::{Cut, Proxy};
use super::{REPEAT, ours};
use crate::support::{Database, Kind, Starting, TestApp, Writing};

/// More commits than a message needs, from being recorded to its receipt.
const COMMITS: usize = 5;
/// The same where the first attempt to send fails: that is recorded, and the delivery claimed again.
const CLAIMING: usize = COMMITS + 2;
const PEOPLE: usize = 20;
/// Connections that a database refuses while it starts: more than a failed commit needs to let go of what it had claimed.
const REFUSALS: usize = 6;

const END_ALL: &str = "
    select pg_terminate_backend(pid)
    from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()";

/// The kinds of the entries of somebody's matter, and how much of all is left to be sent. The database may be away.
async fn stands(app: &TestApp, number: i64) -> Result<(String, i64), StoreError> {
    let Some(id) = app.store.conversation_numbered(number).await? else { return Ok(Default::default()) };
    let entries = app.store.entries(id, None, 1000).await?;
    let kinds: Vec<&str> = entries.iter().map(|entry| entry.kind.word()).collect();
    let counts = app.store.delivery_counts().await?;
    Ok((kinds.join(" "), counts.pending + counts.sending))
}

/// Waits until somebody's matter looks like this and nothing is left to be sent. Time passes meanwhile, as it does.
async fn comes_to(app: &TestApp, number: i64, kinds: &str) {
    let mut changes = app.live.desk();
    let done = async {
        loop {
            // What is to be sent is committed with the entry.
            if stands(app, number).await.is_ok_and(|(now, unsent)| now == kinds && unsent == 0) {
                return;
            }
            app.clock.advance(Duration::milliseconds(100));
            let _ = tokio::time::timeout(std::time::Duration::from_millis(20), changes.recv()).await;
        }
    };
    within(&format!("matter {number} to be {kinds}"), done).await;
}

#[tokio::test]
async fn a_commit_whose_outcome_is_unknown_is_neither_lost_nor_done_twice() {
    let mut database = Database::new(Kind::Postgres).await;
    let proxy = Proxy::before(&mut database).await;
    let app = Starting::on(database).start().await;
    let mut number = 0;
    for cut in [Cut::Before, Cut::Behind] {
        for commits in 0..COMMITS {
            number += 1;
            let person = Person::direct(&format!("person {number}"));
            proxy.cut(commits, cut);
            app.channel.says(&person, "a question").accepted().await;
            comes_to(&app, number, "message reply").await;
            let shown = ours(&app, &person);
            assert_eq!(shown.len(), 1, "{cut:?} {commits} commits: {shown:?}");
            assert!(!shown[0].starts_with(REPEAT), "{cut:?} {commits} commits: {shown:?}");
            assert!(proxy.has_cut() || commits > 2, "recorded, decided and received are three commits");
        }
    }
    let asked = app.answers.asked().len();
    assert!(asked >= usize::try_from(number).unwrap(), "{asked}");
}

#[tokio::test]
async fn a_claim_whose_outcome_is_unknown_is_let_go_of() {
    let mut database = Database::new(Kind::Postgres).await;
    let proxy = Proxy::before(&mut database).await;
    let app = Starting::on(database).start().await;
    for (number, commits) in (1..).zip(0..CLAIMING) {
        let person = Person::direct(&format!("person {number}"));
        // What is tried again is claimed by the courier.
        app.channel.fail_next(SendError::Transient { reason: "away".to_owned(), retry_after: None });
        proxy.cut(commits, Cut::Behind);
        app.channel.says(&person, "a question").accepted().await;
        comes_to(&app, number, "message reply").await;
        let shown = ours(&app, &person);
        assert_eq!(shown.len(), 1, "{commits} commits: {shown:?}");
        assert!(!shown[0].starts_with(REPEAT), "{commits} commits: {shown:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_let_go_of_at_once_is_let_go_of_when_it_is_back() {
    let mut database = Database::new(Kind::Postgres).await;
    let proxy = Proxy::before(&mut database).await;
    let app = Starting::on(database).start().await;
    for (number, (cut, commits)) in
        (1..).zip([Cut::Before, Cut::Behind].into_iter().flat_map(|cut| [(cut, 0), (cut, 1)]))
    {
        let person = Person::direct(&format!("person {number}"));
        proxy.cut(commits, cut);
        proxy.refuse(REFUSALS);
        app.channel.says(&person, "a question").accepted().await;
        comes_to(&app, number, "message reply").await;
        let shown = ours(&app, &person);
        assert_eq!(shown.len(), 1, "{cut:?} {commits} commits: {shown:?}");
    }
}

/// What is waited for in tests of a database that says nothing.
const WRITE_WITHIN: &str = "250ms";

/// An app that soon gives up a connection on which nothing is heard.
async fn impatient(database: Database) -> TestApp {
    Starting::on(database).setting("HAMYAR_DATABASE__WRITE_WITHIN", WRITE_WITHIN).start().await
}

#[tokio::test]
async fn a_commit_on_a_connection_that_falls_silent_is_decided_before_it_is_looked_for() {
    let mut database = Database::new(Kind::Postgres).await;
    let proxy = Proxy::before(&mut database).await;
    let app = impatient(database).await;
    let mut number = 0;
    for cut in [Cut::SilentBefore, Cut::SilentBehind] {
        for commits in 0..COMMITS {
            number += 1;
            let person = Person::direct(&format!("person {number}"));
            proxy.cut(commits, cut);
            app.channel.says(&person, "a question").accepted().await;
            comes_to(&app, number, "message reply").await;
            let shown = ours(&app, &person);
            assert_eq!(shown.len(), 1, "{cut:?} {commits} commits: {shown:?}");
            assert!(!shown[0].starts_with(REPEAT), "{cut:?} {commits} commits: {shown:?}");
            assert!(proxy.has_cut() || commits > 2, "recorded, decided and received are three commits");
        }
    }
}

#[tokio::test]
async fn connections_that_fall_silent_are_replaced_whatever_they_were_used_for() {
    let mut database = Database::new(Kind::Postgres).await;
    let proxy = Proxy::before(&mut database).await;
    let app = impatient(database).await;
    for number in 1..=5 {
        let person = Person::direct(&format!("person {number}"));
        app.channel.says(&person, "a question").accepted().await;
        proxy.silence();
        comes_to(&app, number, "message reply").await;
        let shown = ours(&app, &person);
        assert!(shown.len() == 1 || shown.len() == 2 && shown[1].starts_with(REPEAT), "{shown:?}");
    }
}

#[tokio::test]
async fn what_somebody_else_keeps_locked_fails_alone() {
    let app = impatient(Database::new(Kind::Postgres).await).await;
    let writing = Writing::to(&app.database).await;
    let mina = Person::direct("mina");
    let pushed = app.channel.says(&mina, "a question");
    // The server says no in time: the writer and its connection are there for others.
    app.store.write_nothing().await.unwrap();
    writing.finishes().await;
    pushed.accepted().await;
    comes_to(&app, 1, "message reply").await;
    assert_eq!(ours(&app, &mina).len(), 1);
}

#[tokio::test]
async fn whatever_it_ends_goes_on() {
    let app = Starting::on(Database::new(Kind::Postgres).await).start().await;
    app.database.run(END_ALL).await;
    let people: Vec<Person> = (0..PEOPLE).map(|number| Person::direct(&format!("person {number}"))).collect();
    let mut pushed = Vec::new();
    for (number, person) in people.iter().enumerate() {
        pushed.push(app.channel.says(person, "a question"));
        if number % 4 == 0 {
            app.database.run(END_ALL).await;
        }
    }
    for pushed in pushed {
        pushed.accepted().await;
    }
    app.database.run(END_ALL).await;
    for (number, person) in (1..).zip(&people) {
        comes_to(&app, number, "message reply").await;
        let shown = ours(&app, person);
        assert!(shown.len() == 1 || shown.len() == 2 && shown[1].starts_with(REPEAT), "{shown:?}");
    }
}
