//! Databases of earlier versions: what was recorded then is there, and goes on.

use std::path::Path;

use hamyar_channel::testing::Person;
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

use crate::support::{Database, Program, Starting, both};

both!(
    what_was_recorded_before_rows_lay_in_order_goes_on,
    a_database_of_a_later_program_is_refused,
    several_that_start_at_once_make_each_step_once,
    steps_that_were_cut_off_go_on_where_they_were,
);

/// A question and its answer, as version 4 of the tables kept them. `{n}` is the id of this number.
const RECORDED: &str = "
    insert into places (id, channel, chat, direct, role, autonomy, created_at)
    values ({1}, 'fake:main', 'mina', {yes}, 'direct', 'always', {at});
    insert into contacts (id, name, introduced, created_at) values ({2}, 'mina', {yes}, {at});
    insert into identities (id, channel, external_id, contact, name, created_at)
    values ({3}, 'fake:main', 'mina', {2}, 'mina', {at});
    insert into conversations
        (id, number, place, asker, language, status, holder, version, last_seq, pending_seq, handled_seq, opened_at,
        touched_at, memory)
    values ({4}, 1, {1}, {3}, 'en', 'open', 'bot', 1, 2, 1, 1, {at}, {at}, '{\"replies\": 1}');
    insert into timeline (conversation, seq, id, channel, event_key, identity, at, kind, body, data)
    values ({4}, 1, {5}, 'fake:main', 'm:mina:old-1', {3}, {at}, 'message', 'a question', '{\"message\": \"old-1\"}');
    insert into timeline (conversation, seq, id, at, kind, body, data)
    values ({4}, 2, {6}, {at}, 'reply', 'an answer', '{\"reply\": 1, \"type\": \"answer\"}');
    insert into deliveries
        (id, conversation, seq, reply, place, identity, kind, buttons, language, status, attempts, parts_sent,
        not_before, created_at, finished_at)
    values ({7}, {4}, 2, 1, {1}, {3}, 'send', '[]', 'en', 'sent', 1, 1, {at}, {at}, {at});
    insert into mirrors (channel, chat, message, conversation, seq, reply, part)
    values ('fake:main', 'mina', 'old-2', {4}, 2, 1, 0);";

async fn what_was_recorded_before_rows_lay_in_order_goes_on(database: Database) {
    recorded(&database.url, 4, RECORDED).await;
    let app = Starting::on(database).start().await;
    assert_eq!(app.kinds(1).await, "message reply");
    let before = app.conversation(1).await;
    let states = app.store.delivery_states(before.id, (0, i64::MAX)).await.unwrap();
    assert!(states.iter().any(|state| state.seq == 2), "the reply knows its delivery: {states:?}");
    assert_eq!(app.store.messages_of(before.id, 1).await.unwrap(), ["old-2"]);
    let mina = Person::direct("mina");
    app.channel.says(&mina, "another question").accepted().await;
    app.channel.next_sent().await;
    app.settled().await;
    assert_eq!(app.kinds(1).await, "message reply message reply");
}

/// Brings an empty database to the step of this number, and runs `sql` in it.
async fn recorded(url: &str, step: i64, sql: &str) {
    let sqlite = url.starts_with("sqlite:");
    let folder = if sqlite { "migrations/sqlite" } else { "migrations/postgres" };
    let mut steps = Migrator::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).await.unwrap();
    steps.migrations.to_mut().retain(|migration| migration.version <= step);
    let mut sql =
        sql.replace("{at}", "'2026-01-02T03:04:05.000000+00:00'").replace("{yes}", if sqlite { "1" } else { "true" });
    for number in 1..10 {
        let id = format!("{number:032x}");
        sql = sql.replace(&format!("{{{number}}}"), &if sqlite { format!("x'{id}'") } else { format!("'{id}'") });
    }
    if sqlite {
        let mut connection = SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
        steps.run(&mut connection).await.unwrap();
        connection.execute(AssertSqlSafe(sql)).await.unwrap();
        connection.close().await.unwrap();
    } else {
        let mut connection = PgConnection::connect(url).await.unwrap();
        steps.run(&mut connection).await.unwrap();
        connection.execute(AssertSqlSafe(sql)).await.unwrap();
        connection.close().await.unwrap();
    }
}

async fn a_database_of_a_later_program_is_refused(database: Database) {
    let program = Program::new().with("HAMYAR_DATABASE__URL", &database.url);
    program.done(&["migrate"]).await;
    let step = "insert into _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
        values (7777, 'later', '2027-01-01 00:00:00', true, 'x', 0)";
    database.run(step).await;
    for command in [&["run"][..], &["migrate"], &["contact", "list"]] {
        let ran = program.run(command).await;
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{command:?}");
        assert!(ran.err.contains("is newer than this program, which does not know step 7777 of it"), "{ran:?}");
        assert!(ran.err.ends_with("nothing was changed\n"), "{ran:?}");
    }
}

async fn several_that_start_at_once_make_each_step_once(database: Database) {
    let program = Program::new().with("HAMYAR_DATABASE__URL", &database.url);
    let ran = futures::future::join_all((0..4).map(|_| program.run(&["migrate"]))).await;
    for ran in ran {
        assert_eq!((ran.code, ran.out.as_str()), (0, "the database is up to date\n"), "{ran:?}");
    }
}

async fn steps_that_were_cut_off_go_on_where_they_were(database: Database) {
    // As a process leaves it that ended between two steps.
    recorded(&database.url, 6, "select 1").await;
    let program = Program::new().with("HAMYAR_DATABASE__URL", &database.url);
    assert_eq!(program.done(&["migrate"]).await, "the database is up to date\n");
    let app = Starting::on(database).start().await;
    app.channel.says(&Person::direct("mina"), "a question").accepted().await;
    app.channel.next_sent().await;
}
