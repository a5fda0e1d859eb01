//! What was kept long enough is let go: when it is asked for, and once a day by itself.

use bytes::Bytes;
use chrono::Duration;
use hamyar::clock::{Clock, Edge};
use hamyar::model::{Action, AgentRole, ConversationId, FileId};
use hamyar::store::{Cutoffs, FileOwner, NewFile, NewUpload, Sought};
use hamyar_channel::testing::{Person, within};
use hamyar_channel::{Event, Inbound, Membership};
use hamyar_knowledge::files::Upkeeps;
use hamyar_knowledge::{Article, Audience, Status};

use crate::erase::found;
use crate::support::desk::TestDesk;
use crate::support::{Database, Program, Starting, TestApp, both};

both!(
    nothing_but_old_payloads_goes_by_itself,
    words_and_files_go_when_they_are_old_enough_and_the_story_stays,
    what_was_brought_and_not_taken_in_goes_after_a_day,
    more_than_a_batch_goes_too,
    the_server_lets_go_once_a_day,
);

fn program(app: &TestApp) -> Program {
    Program::new().with("HAMYAR_DATABASE__URL", &app.database.url)
}

/// Sets the clock of the app to so long before that of the machine, by which commands go.
fn ago(app: &TestApp, before: Duration) {
    app.clock.advance(Edge::system().now() - app.clock.now() - before);
}

/// The bot is brought into so many groups: events that belong to no conversation.
async fn joins(app: &TestApp, groups: usize) {
    let one = |number: usize| {
        let person = Person::in_group("mina", &format!("group{number}"));
        Inbound {
            key: format!("b:{number}"),
            at: app.clock.now(),
            place: person.place,
            author: person.author,
            event: Event::Membership(Membership::Added),
        }
    };
    app.channel.push_batch((0..groups).map(one).collect()).accepted().await;
}

/// A conversation that is over, with a file and a canary in its words.
async fn over(app: &TestApp, who: &str) -> (ConversationId, FileId) {
    let sara = app.agent(&format!("sara-of-{who}")).await;
    app.channel.says(&Person::direct(who), "Pelikan of long ago").accepted().await;
    app.channel.next_sent().await;
    app.settled().await;
    let contacts = i64::try_from(app.store.contacts(100).await.unwrap().len()).unwrap();
    let id = app.conversation(contacts).await.id;
    let owner = FileOwner::Agent { conversation: id, agent: sara };
    let new = NewFile { owner, name: "Pelikan.txt".to_owned(), media_type: "text/plain".to_owned() };
    let file = app.store.begin_file(new).await.unwrap();
    app.store.add_chunk(file, 0, Bytes::from_static(b"Pelikan bytes")).await.unwrap();
    let own = app.store.own_file(file, id).await.unwrap().unwrap();
    app.act(id, sara, Action::Send { text: "Dear Pelikan".to_owned(), files: vec![own] }).await;
    app.settled_all().await;
    app.act(id, sara, Action::Resolve).await;
    app.settled_all().await;
    (id, file)
}

async fn nothing_but_old_payloads_goes_by_itself(database: Database) {
    let app = Starting::on(database).start().await;
    ago(&app, Duration::days(400));
    let (_, file) = over(&app, "mina").await;
    joins(&app, 3).await;
    let program = program(&app);
    let said = program.done(&["retention", "run", "--dry-run"]).await;
    let kept = "files are kept: retention.files is not set\nwords are kept: retention.conversations is not set\n";
    assert_eq!(said, format!("would go: 3 payloads, 0 files, the words of 0 conversations\n{kept}"));
    let said = program.done(&["retention", "run", "--dry-run"]).await;
    assert!(said.starts_with("would go: 3 payloads"), "looking changes nothing: {said}");
    let said = program.done(&["retention", "run"]).await;
    assert!(said.starts_with("gone: 3 payloads, 0 files"), "{said}");
    let said = program.done(&["retention", "run", "--json"]).await;
    assert_eq!(serde_json::from_str::<serde_json::Value>(&said).unwrap()["payloads"], 0);
    assert!(app.store.chunk(file, 0).await.unwrap().is_some());
    assert_eq!(app.timeline(1).await[0].body, "Pelikan of long ago");
}

async fn words_and_files_go_when_they_are_old_enough_and_the_story_stays(database: Database) {
    let app = Starting::on(database).start().await;
    ago(&app, Duration::days(100));
    let (_, file) = over(&app, "mina").await;
    ago(&app, Duration::days(50));
    let (late, _) = over(&app, "reza").await;
    let kinds = app.kinds(1).await;
    let program = program(&app);
    let files_only = program.with("HAMYAR_RETENTION__FILES", "60d");
    let said = files_only.done(&["retention", "run"]).await;
    assert!(said.starts_with("gone: 0 payloads, 1 files, the words of 0"), "{said}");
    assert!(app.store.chunk(file, 0).await.unwrap().is_none());
    let program = files_only.with("HAMYAR_RETENTION__CONVERSATIONS", "60d");
    let said = program.done(&["retention", "run", "--dry-run"]).await;
    assert_eq!(said, "would go: 0 payloads, 0 files, the words of 1 conversations\n");
    let said = program.done(&["retention", "run"]).await;
    assert_eq!(said, "gone: 0 payloads, 0 files, the words of 1 conversations\n");
    assert_eq!(program.done(&["retention", "run"]).await, "gone: 0 payloads, 0 files, the words of 0 conversations\n");
    assert_eq!(app.kinds(1).await, kinds, "the story has as many facts, in the same order");
    assert!(app.timeline(1).await.iter().all(|entry| entry.body.is_empty()));
    assert_eq!(app.timeline(2).await[0].body, "Pelikan of long ago");
    assert!(app.store.conversation(late).await.unwrap().is_some());

    while app.store.make_searchable(100).await.unwrap() > 0 {}
    let sought = Sought::of("pelikan long");
    assert_eq!(app.store.find(&sought, None).await.unwrap().conversations.len(), 1, "what is kept can be found");
    let program = program.with("HAMYAR_RETENTION__CONVERSATIONS", "40d").with("HAMYAR_RETENTION__FILES", "40d");
    program.done(&["retention", "run"]).await;
    for word in ["Pelikan", "pelikan"] {
        let left = found(&app.database, word).await;
        let left: Vec<_> = left.into_iter().filter(|hit| !hit.contains(".db")).collect();
        assert_eq!(left, Vec::<String>::new());
    }
    assert_eq!(app.store.find(&sought, None).await.unwrap().conversations, []);
}

async fn what_was_brought_and_not_taken_in_goes_after_a_day(database: Database) {
    let desk = TestDesk::new(database).await;
    let sara = desk.agent("Sara", AgentRole::Curator, "en").await;
    let article = Article {
        id: "en/a".to_owned(),
        root: "a".to_owned(),
        locale: "en".to_owned(),
        title: "About a".to_owned(),
        questions: Vec::new(),
        body: "It is.".to_owned(),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    };
    let mut brought = Vec::new();
    for hours in [50, 49, 48, 47, 46, 45, 1] {
        desk.clock.advance(Edge::system().now() - desk.clock.now() - Duration::hours(hours));
        let articles = vec![article.clone()];
        let new = NewUpload {
            agent: sara,
            name: "a.jsonl".to_owned(),
            articles,
            upkeep: Upkeeps::new(),
            problems: Vec::new(),
            sources: None,
        };
        brought.push(desk.store.keep_upload(new).await.unwrap());
    }
    let program = Program::new().with("HAMYAR_DATABASE__URL", &desk.database().url);
    let told = "6 files of articles that were brought to the desk\n";
    let said = program.done(&["retention", "run", "--dry-run"]).await;
    assert!(said.contains(&format!("would go: {told}")), "{said}");
    let said = program.done(&["retention", "run"]).await;
    assert!(said.contains(&format!("gone: {told}")), "{said}");
    let last = brought.pop().unwrap();
    assert_eq!(desk.store.upload_articles(last).await.unwrap(), [article]);
    assert!(desk.store.upload(last, sara).await.unwrap().is_some());
    for id in brought {
        assert!(desk.store.upload(id, sara).await.unwrap().is_none());
        assert_eq!(desk.store.upload_articles(id).await.unwrap(), []);
    }
}

async fn more_than_a_batch_goes_too(database: Database) {
    let app = Starting::on(database).start().await;
    ago(&app, Duration::days(31));
    joins(&app, 1_101).await;
    let said = program(&app).done(&["retention", "run"]).await;
    assert!(said.starts_with("gone: 1101 payloads"), "{said}");
}

async fn the_server_lets_go_once_a_day(database: Database) {
    let app = Starting::on(database).start().await;
    joins(&app, 2).await;
    let all = Cutoffs { payloads: Some(app.clock.now() + Duration::days(1)), ..Cutoffs::default() };
    app.clock.advance(Duration::days(29));
    assert_eq!(app.store.to_be_let_go(all).await.unwrap().payloads, 2, "they are not old enough");
    app.clock.advance(Duration::days(2));
    let gone = async {
        while app.store.to_be_let_go(all).await.unwrap().payloads > 0 {
            tokio::task::yield_now().await;
        }
    };
    within("a day of letting go", gone).await;
}

#[tokio::test]
async fn words_cannot_go_while_their_conversation_may_go_on() {
    let program = Program::new().with("HAMYAR_RETENTION__CONVERSATIONS", "2d");
    let ran = program.run(&["config", "check"]).await;
    assert_eq!(ran.code, 2);
    insta::assert_snapshot!(ran.err, @"error: HAMYAR_RETENTION__CONVERSATIONS: retention.conversations: allowed is longer than conversation.reopen_within");
}
