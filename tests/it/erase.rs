//! Forgetting a person: not a word of theirs is left anywhere, and everybody else's are.

mod finding;
mod joined;

use std::collections::BTreeSet;

use bytes::Bytes;
use hamyar::model::{Action, AgentId, AgentRole, ContactId};
use hamyar::store::{FileOwner, Labelled, NewFile, Sought};
use hamyar_channel::testing::{Person, within};
use hamyar_channel::{Attachment, AttachmentKind, Event, Inbound, Message, SendError};
use serde_json::Value;

pub(crate) use self::finding::{found, in_files};
use self::joined::joined_and_parted;
use crate::support::desk::TestDesk;
use crate::support::fake_telegram::FakeTelegram;
use crate::support::{ARTICLES, Database, Program, Starting, TestApp, both};

both!(
    a_canary_in_every_field_is_nowhere_after_an_erasure,
    tombstones_keep_the_order_and_others_keep_their_words,
    who_was_erased_may_begin_anew,
    an_erasure_is_confirmed_and_a_wrong_id_is_named,
    at_the_desk_only_tombstones_are_seen,
);

/// What must not be found again.
pub(crate) const MARK: &str = "Pelican7391";

/// The mark as it is searched for.
fn small() -> String {
    MARK.to_lowercase()
}

fn program(app: &TestApp) -> Program {
    Program::new().with("HAMYAR_DATABASE__URL", &app.database.url)
}

/// Somebody whose every name holds the mark.
fn marked(mut person: Person) -> Person {
    person.author.id = format!("{MARK}-id");
    person.author.name = Some(format!("{MARK} Name"));
    person.author.username = Some(format!("{MARK}_handle"));
    person
}

/// A message with a file of the platform's.
fn with_file(person: &Person, id: &str) -> Inbound {
    let attachment = Attachment {
        kind: AttachmentKind::File,
        id: format!("{MARK}-file"),
        name: Some(format!("{MARK}.pdf")),
        media_type: None,
        size: Some(7),
        group: None,
    };
    let message = Message {
        id: id.to_owned(),
        text: format!("{MARK} with a file"),
        question: Some(format!("{MARK} asked")),
        attachments: vec![attachment],
        addressed: true,
        ..Message::default()
    };
    Inbound {
        key: format!("m:{}:{id}", person.address().chat),
        at: hamyar_channel::testing::START,
        place: person.place.clone(),
        author: person.author.clone(),
        event: Event::Message(message),
    }
}

/// Reza, whose words stay, has asked in a thread, and the person helped him there.
async fn helps_reza(app: &TestApp) {
    let in_thread = |who: &str| Person::in_thread(who, "forum", "post", Some("reza"));
    let (reza, helper) = (in_thread("reza"), marked(in_thread("helper")));
    app.channel.says_to_us(&reza, "the words of Reza").accepted().await;
    app.channel.next_sent().await;
    for text in ["did you try it off and on", "and a second thing"] {
        app.channel.says(&helper, &format!("{MARK} {text}")).accepted().await;
    }
    app.channel.says(&in_thread("other"), "the words of another helper").accepted().await;
    app.channel.commands(&reza, "solved", "").accepted().await;
    let asked = app.channel.next_sent().await.outbound;
    assert!(asked.buttons.iter().flatten().any(|button| button.label.contains(MARK)), "they are named on a button");
}

/// Everything that a customer can leave behind, with the mark in it. Returns the person in their private chat.
pub(crate) async fn leaves_traces(app: &TestApp) -> Person {
    helps_reza(app).await;
    let person = marked(Person::direct(&format!("{MARK}-id")));
    let said = app.channel.says(&person, &format!("{MARK} is my question"));
    let message = said.message().unwrap().to_owned();
    said.accepted().await;
    let answer = app.channel.next_sent_to(person.address()).await;
    app.channel.edits(&person, &message, &format!("{MARK} is my better question")).accepted().await;
    app.channel.next_attempt().await;
    app.channel.commands(&person, "note", &format!("{MARK} after a command")).accepted().await;
    app.channel.reacts(&person, &answer.message, "👍", true).accepted().await;
    app.channel.push(with_file(&person, "77")).accepted().await;
    // An edit of something that we never saw belongs nowhere.
    let mut stray = with_file(&Person::in_group("helper", "lounge"), "99");
    stray.author = person.author.clone();
    "e:lounge:99:1:2".clone_into(&mut stray.key);
    let Event::Message(edited) = stray.event else { panic!("it is a message") };
    stray.event = Event::Edit(edited);
    app.channel.push(stray).accepted().await;
    app.settled_all().await;
    let number = mine(app, &person).await;
    told_by_the_team(app, number).await;
    drafts(app, number, &person).await;
    // Nothing more arrives: what was to be said of it names them, too.
    for _ in 0..2 {
        app.channel.fail_next(SendError::Rejected { reason: format!("{MARK} is no user") });
    }
    let mut changes = app.live.desk();
    app.channel.says(&person, &format!("{MARK} again, a person please")).accepted().await;
    while app.store.delivery_counts().await.unwrap().dead == 0 {
        within("what is said to fail", changes.recv()).await.unwrap();
    }
    app.decided(number).await;
    asks_in_a_community(app, number).await;
    person
}

/// In a community that has had its share, an answer is held back, and with it what was asked.
async fn asks_in_a_community(app: &TestApp, number: i64) {
    let asker = app.conversation(number).await.asker;
    let omid = Person::in_group("omid", "community").admin();
    app.channel.commands(&omid, "setup", "role community").accepted().await;
    app.channel.next_sent_to(omid.address()).await;
    let mut changes = app.live.desk();
    let there = marked(Person::in_group("helper", "community"));
    app.channel.says_to_us(&there, &format!("{MARK} asks the first question")).accepted().await;
    app.channel.next_sent_to(there.address()).await;
    app.channel.says_to_us(&there, &format!("{MARK} asks the second question")).accepted().await;
    while app.store.held_answer(asker).await.unwrap().is_none() {
        within("an answer to be held back", changes.recv()).await.unwrap();
    }
    app.settled_all().await;
}

/// Files that were brought and not sent: by a colleague, and by the customer.
async fn drafts(app: &TestApp, number: i64, person: &Person) {
    let (omid, conversation) = (app.agent("omid").await, app.conversation(number).await.id);
    let place = FileOwner::Place { channel: "fake:main".parse().unwrap(), place: person.address().clone() };
    for owner in [FileOwner::Agent { conversation, agent: omid }, place] {
        let new = NewFile { owner, name: format!("{MARK}-draft.txt"), media_type: "text/plain".to_owned() };
        let file = app.store.begin_file(new).await.unwrap();
        app.store.add_chunk(file, 0, Bytes::from(format!("{MARK} drafts"))).await.unwrap();
    }
}

/// The number of the person's own conversation.
async fn mine(app: &TestApp, person: &Person) -> i64 {
    for number in 1.. {
        let conversation = app.conversation(number).await;
        let contact = app.store.contact_of(conversation.asker).await.unwrap().unwrap();
        let (_, identities) = app.store.contact(contact).await.unwrap().unwrap();
        if identities[0].external_id == person.author.id {
            return number;
        }
    }
    unreachable!("there are no more numbers")
}

/// A colleague answers, notes something down and keeps a file; a link of identities has a reason.
async fn told_by_the_team(app: &TestApp, number: i64) {
    let (sara, id) = (app.agent("sara").await, app.conversation(number).await.id);
    let owner = FileOwner::Agent { conversation: id, agent: sara };
    let new = NewFile { owner, name: format!("{MARK}-contract.txt"), media_type: "text/plain".to_owned() };
    let file = app.store.begin_file(new).await.unwrap();
    // Longer than a page of the database.
    let bytes = Bytes::from(format!("{MARK} ").repeat(5_000));
    app.store.add_chunk(file, 0, bytes).await.unwrap();
    let file = app.store.own_file(file, id).await.unwrap().unwrap();
    app.act(id, sara, Action::Note(format!("{MARK} sounds angry"))).await;
    app.act(id, sara, Action::Label(format!("{MARK} case").parse().unwrap())).await;
    app.act(id, sara, Action::Send { text: format!("Dear {MARK}"), files: vec![file] }).await;
    app.settled_all().await;
    app.act(id, sara, Action::Return).await;
    app.settled_all().await;
    let asker = app.conversation(number).await.asker;
    let contact = app.store.contact_of(asker).await.unwrap().unwrap();
    app.store.link(asker, contact, Some(sara), format!("{MARK} said so")).await.unwrap();
    labelled_and_noted(app, contact, sara).await;
}

/// What the team keeps about them.
async fn labelled_and_noted(app: &TestApp, contact: ContactId, agent: AgentId) {
    let labels = BTreeSet::from([format!("{MARK} fan").parse().unwrap()]);
    let labelled = app.store.label_contact(contact, labels.clone(), BTreeSet::new()).await.unwrap();
    assert_eq!(labelled, Labelled::Done(labels));
    app.store.note_contact(contact, agent, format!("{MARK} likes tea")).await.unwrap().expect("they are there");
}

/// The contact of somebody, as `contact list` prints it.
pub(crate) async fn contact(app: &TestApp, person: &Person) -> String {
    let number = mine(app, person).await;
    app.store.contact_of(app.conversation(number).await.asker).await.unwrap().unwrap().to_string()
}

async fn erase(app: &TestApp, id: &str) -> Value {
    let said = program(app).done(&["contact", "erase", id, "--yes", "--json"]).await;
    serde_json::from_str(&said).unwrap()
}

async fn a_canary_in_every_field_is_nowhere_after_an_erasure(database: Database) {
    let app = Starting::on(database).start().await;
    let person = leaves_traces(&app).await;
    joined_and_parted(&app, &person).await;
    // Much is written around it, so that pages were split and moved.
    for number in 0..60 {
        let other = Person::direct(&format!("somebody{number}"));
        app.channel.says(&other, &format!("question {number} {}", "of many words ".repeat(20))).accepted().await;
        app.channel
            .says(&person, &format!("{MARK} question {number} {}", "of many words ".repeat(20)))
            .accepted()
            .await;
    }
    let all_decided = async {
        while app.store.next_turn_at().await.unwrap().is_some_and(|at| at <= hamyar::clock::Clock::now(&*app.clock)) {
            tokio::task::yield_now().await;
        }
    };
    within("everything to be decided", all_decided).await;
    app.settled().await;
    // What is over is searchable, by words in small letters: theirs, and where they helped somebody else.
    let (conversation, sara) = (app.conversation(mine(&app, &person).await).await.id, app.agent("searching").await);
    app.act(conversation, sara, Action::Resolve).await;
    while app.store.make_searchable(100).await.unwrap() > 0 {}
    for mark in [MARK, &small()] {
        assert!(!found(&app.database, mark).await.is_empty(), "there is something to be found: {mark}");
    }
    let id = contact(&app, &person).await;
    let erased = erase(&app, &id).await;
    assert!(erased["entries"].as_i64().unwrap() > 60 && erased["files"] == 3, "{erased}");
    assert_eq!(found(&app.database, MARK).await, Vec::<String>::new(), "it is still there");
    assert_eq!(found(&app.database, &small()).await, Vec::<String>::new(), "it is still searchable");
    while app.store.make_searchable(100).await.unwrap() > 0 {}
    let page = app.store.find(&Sought::of("words of Reza"), None).await.unwrap();
    assert_eq!(page.conversations.len(), 1, "what others said is searchable again");
    for mark in [MARK, &small()] {
        assert_eq!(found(&app.database, mark).await, Vec::<String>::new(), "it is there again");
    }
}

async fn tombstones_keep_the_order_and_others_keep_their_words(database: Database) {
    let app = Starting::on(database).start().await;
    let person = leaves_traces(&app).await;
    let (number, id) = (mine(&app, &person).await, contact(&app, &person).await);
    let kinds = (app.kinds(1).await, app.kinds(number).await);
    let others: Vec<String> = app.timeline(1).await.into_iter().map(|entry| entry.body).collect();
    erase(&app, &id).await;
    assert_eq!((app.kinds(1).await, app.kinds(number).await), kinds, "the story has as many facts, in the same order");
    let now: Vec<String> = app.timeline(1).await.into_iter().map(|entry| entry.body).collect();
    for (before, now) in others.iter().zip(&now) {
        let expected = if before.contains(MARK) { "" } else { before.as_str() };
        assert_eq!(now, expected, "only their own words are gone");
    }
    assert!(now.iter().any(|body| body == "the words of Reza"));
    assert!(now.iter().any(|body| body == "the words of another helper"));
    assert!(app.timeline(number).await.iter().all(|entry| entry.body.is_empty() && entry.is_erased()));
    let shown = program(&app).done(&["contact", "show", &id]).await;
    assert!(shown.contains("(Erased)"), "{shown}");
    assert_eq!(app.store.delivery_counts().await.unwrap(), hamyar::store::DeliveryCounts::default());
    // Nobody can bring any of it back.
    let list = program(&app).done(&["deliveries", "list", "--state", "cancelled", "--json"]).await;
    assert!(!list.contains(MARK));
}

async fn who_was_erased_may_begin_anew(database: Database) {
    let app = Starting::on(database).start().await;
    let person = leaves_traces(&app).await;
    let id = contact(&app, &person).await;
    erase(&app, &id).await;
    app.channel.says(&person, "hello, I am new here").accepted().await;
    app.channel.next_sent_to(person.address()).await;
    let contacts = app.store.contacts(100).await.unwrap();
    let again = contacts.iter().find(|contact| contact.name.as_deref() == Some(&format!("{MARK} Name"))).unwrap();
    assert_ne!(again.id.to_string(), id, "nothing leads back to who they were");
}

async fn an_erasure_is_confirmed_and_a_wrong_id_is_named(database: Database) {
    let app = Starting::on(database).start().await;
    let person = marked(Person::direct("mina"));
    app.channel.says(&person, "my question").accepted().await;
    app.channel.next_sent().await;
    app.settled().await;
    let (id, program) = (contact(&app, &person).await, program(&app));
    let ran = program.run_with(&["contact", "erase", &id], "no\n").await;
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: nothing was erased\n"));
    assert!(
        ran.out.contains("This erases for good: 1 accounts") && ran.out.ends_with("Type yes to erase:\n"),
        "{}",
        ran.out
    );
    assert_eq!(app.timeline(1).await[0].body, "my question");
    let ran = program.run_with(&["contact", "erase", &id], "yes\n").await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("\nerased: 1 accounts"), "{}", ran.out);
    assert_eq!(app.timeline(1).await[0].body, "");
    let ran = program.run(&["contact", "erase", "00000000-0000-0000-0000-000000000007", "--yes"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("`hamyar contact list` lists them"), "{}", ran.err);
}

async fn at_the_desk_only_tombstones_are_seen(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says(MARK, &format!("{MARK} asks how to restore a folder")).await;
    let contact = desk.store.asker(id).await.unwrap().unwrap().contact;
    let (story, person) = (format!("/desk/conversations/{id}"), format!("/desk/contacts/{contact}"));
    sara.get(&story).await.shows(&[MARK]);
    desk.store.erase(contact).await.unwrap().unwrap();
    for path in [story.as_str(), &person, "/desk/inbox/resolved"] {
        let page = sara.get(path).await;
        page.shows(&["Erased"]);
        page.hides(&[MARK, "erased:"]);
    }
}

#[tokio::test]
async fn our_messages_in_their_private_chat_are_deleted_on_the_platform() {
    let fake = FakeTelegram::start().await;
    let program = Program::new().on_telegram(&fake);
    program.done(&["kb", "import", ARTICLES]).await;
    let server = program.start(&["run"]);
    let (mina, reza) = (fake.user(MARK).language("en").private(), fake.user("Reza").language("en").private());
    mina.says("how long does delivery take?");
    mina.next_reply().await;
    reza.says("how long does delivery take?");
    reza.next_reply().await;
    let list: Value = serde_json::from_str(&program.done(&["contact", "list", "--json"]).await).unwrap();
    let contact = list.as_array().unwrap().iter().find(|contact| contact["name"] == MARK).unwrap();
    let said = program.done(&["contact", "erase", contact["id"].as_str().unwrap(), "--yes"]).await;
    assert!(said.contains("messages of ours in their private chats: 1 deleted, 0 left"), "{said}");
    mina.until(|transcript| transcript.replies().is_empty()).await;
    assert_eq!(reza.transcript().replies().len(), 1, "others keep theirs");
    // Beside a server that runs, and in the index and whatever else it keeps.
    assert_eq!(in_files(program.dir(), MARK), Vec::<String>::new());
    assert_eq!(server.stop().await, Some(0));
    assert_eq!(in_files(program.dir(), MARK), Vec::<String>::new());
}

#[tokio::test]
async fn the_search_for_the_canary_can_fail() {
    let database = Database::new(crate::support::Kind::Postgres).await;
    let app = Starting::on(database).start().await;
    let person = marked(Person::direct("mina"));
    app.channel.says(&person, &format!("{MARK} is here")).accepted().await;
    app.channel.next_sent().await;
    let found = found(&app.database, MARK).await;
    for column in ["timeline.body", "identities.name", "identities.username", "contacts.name", "identities.external_id"]
    {
        assert!(found.iter().any(|hit| hit.starts_with(column)), "{column} is not in {found:?}");
    }
}
