//! Backups: what comes back is what was there, and nothing begins to talk by itself.

use std::collections::BTreeSet;

use bytes::Bytes;
use chrono::Duration;
use hamyar::clock::{Clock, Edge};
use hamyar::model::Action;
use hamyar::store::{Backup, DeliveryCounts, FileOwner, NewFile};
use hamyar_channel::testing::{Person, within};
use serde_json::Value;

use crate::erase::{MARK, contact, found, leaves_traces};
use crate::support::{ARTICLES, Database, Kind, Program, Starting, TestApp, both};

both!(
    what_comes_back_is_what_was_there,
    what_was_to_be_sent_waits_and_what_is_old_is_held,
    whoever_was_erased_since_stays_erased,
    whoever_was_erased_stays_so_where_the_database_was_lost,
    a_damaged_file_is_refused_and_nothing_is_touched,
    nothing_is_replaced_unless_that_is_said,
    a_backup_made_under_load_is_of_one_moment,
    a_backup_of_a_later_program_is_refused,
);

/// A program on this database, with a data directory of its own.
fn program(database: &Database) -> Program {
    Program::new().with("HAMYAR_DATABASE__URL", &database.url)
}

fn kind(database: &Database) -> Kind {
    if database.url.starts_with("sqlite:") { Kind::Sqlite } else { Kind::Postgres }
}

/// The app, started on what an empty database became by a restore of this file.
async fn restored(file: &str, of: Kind) -> (TestApp, Program) {
    let database = Database::new(of).await;
    let program = program(&database);
    program.done(&["restore", file]).await;
    (Starting::on(database).start().await, program)
}

fn file_in(program: &Program, name: &str) -> String {
    program.dir().join(name).display().to_string()
}

async fn asks(app: &TestApp, who: &str) {
    app.channel.says(&Person::direct(who), &format!("a question of {who}")).accepted().await;
}

async fn what_comes_back_is_what_was_there(database: Database) {
    let (of, program) = (kind(&database), program(&database));
    program.done(&["kb", "import", ARTICLES]).await;
    let app = Starting::on(database).start().await;
    asks(&app, "mina").await;
    app.channel.next_sent().await;
    let (sara, id) = (app.agent("sara").await, app.conversation(1).await.id);
    let owner = FileOwner::Agent { conversation: id, agent: sara };
    let new = NewFile { owner, name: "all bytes.bin".to_owned(), media_type: "application/octet-stream".to_owned() };
    let file = app.store.begin_file(new).await.unwrap();
    let bytes: Bytes = (0..300_000_u32).map(|number| u8::try_from(number % 251).unwrap()).collect();
    app.store.add_chunk(file, 0, bytes.clone()).await.unwrap();
    let own = app.store.own_file(file, id).await.unwrap().unwrap();
    let text = "Tab\there, newline\nthere, \\ and \"quotes\", half-space «می‌خواهم» 🥑".to_owned();
    app.act(id, sara, Action::Send { text, files: vec![own] }).await;
    app.settled_all().await;

    let path = file_in(&program, "copy.hamyar");
    let said = program.done(&["backup", "copy.hamyar"]).await;
    assert!(said.starts_with("copy.hamyar written, "), "{said}");
    let (copy, program) = restored(&path, of).await;
    assert_eq!(copy.timeline(1).await, app.timeline(1).await);
    assert_eq!(copy.store.conversation(id).await.unwrap(), app.store.conversation(id).await.unwrap());
    assert_eq!(copy.store.chunk(file, 0).await.unwrap(), Some(bytes));
    assert_eq!(copy.store.articles().await.unwrap(), app.store.articles().await.unwrap());
    assert_eq!(copy.store.contacts(9).await.unwrap(), app.store.contacts(9).await.unwrap());
    assert_eq!(copy.store.agents().await.unwrap(), app.store.agents().await.unwrap());
    // And it goes on.
    program.done(&["deliveries", "resume"]).await;
    asks(&copy, "reza").await;
    copy.channel.next_sent().await;
    assert_eq!(copy.conversation(2).await.number, 2);
}

async fn what_was_to_be_sent_waits_and_what_is_old_is_held(database: Database) {
    let (of, program) = (kind(&database), program(&database));
    let app = Starting::on(database).start().await;
    program.done(&["deliveries", "pause"]).await;
    // What is old is told by the clock of the machine.
    app.clock.advance(Edge::system().now() - app.clock.now() - Duration::hours(1));
    asks(&app, "mina").await;
    app.decided(1).await;
    app.clock.advance(Duration::minutes(59));
    asks(&app, "reza").await;
    app.decided(2).await;
    program.done(&["backup", "copy.hamyar"]).await;

    let database = Database::new(of).await;
    let copy_program = self::program(&database);
    let said = copy_program.done(&["restore", &file_in(&program, "copy.hamyar")]).await;
    assert!(said.contains("2 conversations\nsending is paused: 1 messages wait, 1 older ones are held"), "{said}");
    let copy = Starting::on(database).start().await;
    copy.clock.advance(Edge::system().now() - copy.clock.now() + Duration::hours(1));
    assert!(copy.channel.attempts().is_empty(), "it talks by itself");
    let listed: Value = serde_json::from_str(&copy_program.done(&["deliveries", "list", "--json"]).await).unwrap();
    assert!(listed["paused_since"].is_string(), "{listed}");
    let states: Vec<_> = listed["deliveries"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(states, ["held", "pending"]);

    copy_program.done(&["deliveries", "resume"]).await;
    let sent = copy.channel.next_sent().await;
    assert!(sent.outbound.text.text.contains("a question of reza"), "{sent:?}");
    copy.settled().await;
    assert_eq!(copy_program.done(&["deliveries", "retry", "--held"]).await, "1 to be sent again\n");
    let sent = copy.channel.next_sent().await;
    assert!(sent.outbound.text.text.contains("a question of mina"), "{sent:?}");
    copy.settled_all().await;
    assert_eq!(copy.store.delivery_counts().await.unwrap(), DeliveryCounts::default());
}

async fn whoever_was_erased_since_stays_erased(database: Database) {
    let program = program(&database);
    let app = Starting::on(database).start().await;
    let person = leaves_traces(&app).await;
    let id = contact(&app, &person).await;
    let others = app.timeline(1).await.into_iter().filter(|entry| entry.body.contains("the words of")).count();
    program.done(&["backup", "copy.hamyar"]).await;
    program.done(&["contact", "erase", &id, "--yes"]).await;
    // Nobody who only has the database knows of it.
    std::fs::remove_file(program.dir().join("data/erasures.json")).unwrap();
    let starting = app.stop().await;
    let said = program.done(&["restore", "copy.hamyar", "--force"]).await;
    assert!(said.contains("1 accounts of people who were erased since are erased again"), "{said}");
    let app = starting.start().await;
    assert_eq!(found(&app.database, MARK).await, Vec::<String>::new(), "the backup brought them back");
    let now = app.timeline(1).await.into_iter().filter(|entry| entry.body.contains("the words of")).count();
    assert!(others > 1 && now == others, "others' words are there: {now} of {others}");
}

async fn whoever_was_erased_stays_so_where_the_database_was_lost(database: Database) {
    let (of, program) = (kind(&database), program(&database));
    let app = Starting::on(database).start().await;
    let person = leaves_traces(&app).await;
    let id = contact(&app, &person).await;
    program.done(&["backup", "copy.hamyar"]).await;
    program.done(&["contact", "erase", &id, "--yes"]).await;
    let lost = Database::new(of).await;
    let program = program.with("HAMYAR_DATABASE__URL", &lost.url);
    program.done(&["restore", "copy.hamyar"]).await;
    assert_eq!(found(&lost, MARK).await, Vec::<String>::new(), "the backup brought them back");
}

async fn a_damaged_file_is_refused_and_nothing_is_touched(database: Database) {
    let program = program(&database);
    let app = Starting::on(database).start().await;
    asks(&app, "mina").await;
    app.channel.next_sent().await;
    app.settled().await;
    program.done(&["backup", "copy.hamyar"]).await;
    let whole = std::fs::read(program.dir().join("copy.hamyar")).unwrap();
    let before = app.timeline(1).await;
    let starting = app.stop().await;
    let mut damaged = vec![
        ("empty", Vec::new()),
        ("other", b"SQLite format 3\0 and more".to_vec()),
        ("longer", [whole.as_slice(), b"x"].concat()),
    ];
    for cut in [10, 17, 40, whole.len() / 2, whole.len() - 40, whole.len() - 1] {
        damaged.push(("cut", whole[..cut].to_vec()));
    }
    for at in [3, 16, 18, 25, whole.len() / 3, whole.len() / 2, whole.len() - 60, whole.len() - 2] {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x41;
        damaged.push(("flipped", flipped));
    }
    let mut shown = BTreeSet::new();
    for (how, bytes) in damaged {
        let path = program.dir().join("bad.hamyar");
        std::fs::write(&path, &bytes).unwrap();
        let error = Backup::open(&path).unwrap_err().to_string();
        assert!(error.contains("bad.hamyar is damaged: "), "{how} {}: {error}", bytes.len());
        // As an operator sees it, of each kind one.
        if !shown.insert(how) {
            continue;
        }
        let ran = program.run(&["restore", "bad.hamyar", "--force"]).await;
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{how} {}: {ran:?}", bytes.len());
        assert!(ran.err.contains("bad.hamyar is damaged: ") && ran.err.ends_with("nothing was touched\n"), "{ran:?}");
    }
    let ran = program.run(&["restore", "nowhere.hamyar", "--force"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("nowhere.hamyar: No such file"), "{ran:?}");
    let app = starting.start().await;
    assert_eq!(app.timeline(1).await, before);
    assert!(app.store.paused_since().await.unwrap().is_none());
}

async fn nothing_is_replaced_unless_that_is_said(database: Database) {
    let program = program(&database);
    let app = Starting::on(database).start().await;
    asks(&app, "mina").await;
    app.channel.next_sent().await;
    app.settled().await;
    program.done(&["backup", "copy.hamyar"]).await;
    let ran = program.run(&["backup", "copy.hamyar"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: copy.hamyar exists already; --force replaces it\n"));
    program.done(&["backup", "copy.hamyar", "--force"]).await;
    let here: Vec<_> = std::fs::read_dir(program.dir()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(here.len(), 2, "a half-made copy is left: {here:?}");

    let ran = program.run(&["restore", "copy.hamyar", "--force"]).await;
    assert_eq!(ran.code, 1, "somebody uses it");
    assert_eq!(ran.err, "error: somebody uses the database: stop every node and command first\n");
    asks(&app, "reza").await;
    app.channel.next_sent().await;
    let starting = app.stop().await;
    let ran = program.run(&["restore", "copy.hamyar"]).await;
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err, "error: there is something in the database already; --force replaces all of it\n");
    program.file("data/index/left-over", "of the articles that were there");
    program.done(&["restore", "copy.hamyar", "--force"]).await;
    assert!(!program.dir().join("data/index").exists(), "the index is of other articles");
    let app = starting.start().await;
    assert!(app.store.conversation_numbered(1).await.unwrap().is_some());
    assert!(app.store.conversation_numbered(2).await.unwrap().is_none(), "all of it is as it was");
}

async fn a_backup_made_under_load_is_of_one_moment(database: Database) {
    let (of, program) = (kind(&database), program(&database));
    let app = Starting::on(database).start().await;
    let load = async {
        for number in 0..300 {
            app.channel.says(&Person::direct(&format!("p{number}")), "a question").accepted().await;
        }
    };
    let ((), said) = tokio::join!(load, program.done(&["backup", "copy.hamyar"]));
    assert!(said.contains(" written, "), "{said}");
    let (copy, _) = restored(&file_in(&program, "copy.hamyar"), of).await;
    let people = copy.store.contacts(1000).await.unwrap().len();
    // Whoever is there has the whole of what they said, and the answers that are there have their deliveries.
    for number in 1..=i64::try_from(people).unwrap() {
        let entries = within("a moment in which nothing is decided", async {
            loop {
                let (before, entries) = (copy.conversation(number).await, copy.timeline(number).await);
                // What was undecided in the copy is decided now.
                if copy.conversation(number).await.last_seq == before.last_seq {
                    break (entries.len(), before.last_seq);
                }
            }
        });
        let (entries, last_seq) = entries.await;
        assert_eq!(entries, usize::try_from(last_seq).unwrap());
    }
    copy.agent("sara").await;
}

async fn a_backup_of_a_later_program_is_refused(database: Database) {
    let (of, program) = (kind(&database), program(&database));
    let app = Starting::on(database).start().await;
    let step = "insert into _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
        values (7777, 'later', '2027-01-01 00:00:00', true, 'x', 0)";
    app.database.run(step).await;
    let path = program.dir().join("copy.hamyar");
    app.store.backup(&path, false).await.unwrap();
    let empty = Database::new(of).await;
    let program = program.with("HAMYAR_DATABASE__URL", &empty.url);
    let ran = program.run(&["restore", "copy.hamyar"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("error: the backup is newer than this program (step 7777, known is "), "{ran:?}");
}

#[tokio::test]
async fn a_backup_of_the_other_database_is_refused_and_one_of_nothing_is_not_made() {
    let program = Program::new();
    let ran = program.run(&["backup", "copy.hamyar"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("error: there is no database yet"), "{ran:?}");
    assert!(!program.dir().join("data/hamyar.db").exists());
    program.done(&["migrate"]).await;
    program.done(&["backup", "copy.hamyar"]).await;
    let postgres = Database::new(Kind::Postgres).await;
    let program = program.with("HAMYAR_DATABASE__URL", &postgres.url);
    let ran = program.run(&["restore", "copy.hamyar"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: the backup is of sqlite, and database.url names postgres\n"));
}
