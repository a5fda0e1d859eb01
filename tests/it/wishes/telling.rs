//! Being told: once, in the conversation, whatever became of it.

use chrono::Duration;
use hamyar::clock::Clock;
use hamyar::model::{Action, EntryKind, Holder, Status};
use hamyar_channel::SendError;
use hamyar_channel::testing::{Person, Sent, within};
use hamyar_knowledge::{Article, Audience, Status as Standing};

use super::{LICENCE, TELL, WILL_TELL, all_looked_at, article, asks, licence, open, presses, publishes, told, wishes};
use crate::support::{Database, Program, Starting, TestApp, both};

both!(
    who_wished_is_told_once_and_says_that_it_helped,
    what_was_not_it_leaves_them_waiting_for_a_person,
    a_resolved_conversation_is_told_and_stays_resolved,
    what_is_not_for_customers_is_told_to_nobody,
    what_was_refused_is_told_again_only_once_it_says_something_else,
    only_the_asker_can_wish,
    who_asked_for_a_person_is_offered_nothing,
    no_more_than_twenty_wishes_are_open,
    no_more_than_sixty_are_told_within_a_minute,
    one_that_cannot_be_reached_keeps_no_other_waiting,
);

async fn who_wished_is_told_once_and_says_that_it_helped(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let offered = asks(&app, &mina, LICENCE).await;
    assert_eq!(open(&app, 1).await, 0, "nothing is wished by asking");
    presses(&app, &mina, &offered, TELL).await;
    assert_eq!(told(&app, &mina).await.outbound.text.text, WILL_TELL);
    presses(&app, &mina, &offered, TELL).await;
    app.decided(1).await;
    assert_eq!(open(&app, 1).await, 1);
    let program = Program::new().with("HAMYAR_DATABASE__URL", &app.database.url);
    program.file("licence.md", &format!("---\nid: licence\nlang: en\ntitle: {LICENCE}\n---\nPress *renew*.\n"));
    program.done(&["kb", "import", "licence.md"]).await;
    let answer = told(&app, &mina).await;
    let text = answer.outbound.text.text.clone();
    assert_eq!(text, format!("You asked: “{LICENCE}”\n\nPress renew.\n\n📖 From: {LICENCE}"));
    let labels: Vec<&str> = answer.outbound.buttons.iter().flatten().map(|button| button.label.as_str()).collect();
    assert_eq!(labels, ["This helped", "Not this"]);
    let conversation = app.conversation(1).await;
    assert_eq!(
        (conversation.status, conversation.holder),
        (Status::Open, Holder::Queue),
        "a person comes all the same"
    );
    assert_eq!(app.kinds(1).await, "message handoff reply press reply press reply");
    assert_eq!(open(&app, 1).await, 0);
    publishes(&app, vec![Article { body: "Press *renew* twice.".to_owned(), ..licence() }]).await;
    all_looked_at(&app).await;
    presses(&app, &mina, &answer, "This helped").await;
    assert!(told(&app, &mina).await.outbound.text.text.starts_with("Good to hear"), "they were told once");
    assert_eq!(app.conversation(1).await.status, Status::Resolved);
}

async fn what_was_not_it_leaves_them_waiting_for_a_person(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    wishes(&app, &mina, LICENCE).await;
    publishes(&app, vec![licence()]).await;
    let answer = told(&app, &mina).await;
    presses(&app, &mina, &answer, "Not this").await;
    assert!(told(&app, &mina).await.outbound.text.text.contains("passed this to the team"));
    let conversation = app.conversation(1).await;
    assert_eq!((conversation.status, conversation.holder), (Status::Open, Holder::Queue));
    presses(&app, &mina, &answer, "Not this").await;
    app.channel.commands(&mina, "bot", "").accepted().await;
    assert!(told(&app, &mina).await.outbound.text.text.starts_with("The bot is back"), "a second press says nothing");
}

async fn a_resolved_conversation_is_told_and_stays_resolved(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, lena, sara) = (Person::direct("mina"), Person::direct("lena"), app.agent("sara").await);
    wishes(&app, &mina, LICENCE).await;
    wishes(&app, &lena, LICENCE).await;
    let (silent, answered) = (app.conversation(1).await.id, app.conversation(2).await.id);
    app.act(answered, sara, Action::Reply("At the counter.".to_owned())).await;
    assert_eq!(told(&app, &lena).await.outbound.text.text, "At the counter.");
    for id in [silent, answered] {
        app.act(id, sara, Action::Resolve).await;
    }
    for who in [&mina, &lena] {
        assert!(told(&app, who).await.outbound.text.text.starts_with("The team has closed"));
    }
    assert_eq!((open(&app, 1).await, open(&app, 2).await), (1, 0), "a person has answered one of them");
    publishes(&app, vec![licence()]).await;
    let answer = told(&app, &mina).await;
    assert!(answer.outbound.text.text.contains("Open your account"));
    all_looked_at(&app).await;
    assert_eq!(app.conversation(1).await.status, Status::Resolved);
    assert_eq!(app.kinds(1).await, "message handoff reply press reply resolved reply reply");
    assert!(app.channel.unread().is_empty(), "who was answered by a person is not told");
    presses(&app, &mina, &answer, "This helped").await;
    assert!(told(&app, &mina).await.outbound.text.text.starts_with("Good to hear"));
    assert_eq!(app.conversation(1).await.status, Status::Resolved);
}

async fn what_is_not_for_customers_is_told_to_nobody(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    wishes(&app, &mina, LICENCE).await;
    publishes(&app, vec![Article { audience: Audience::Agents, ..licence() }]).await;
    publishes(&app, vec![Article { id: "draft".to_owned(), status: Standing::Draft, ..licence() }]).await;
    all_looked_at(&app).await;
    assert_eq!((open(&app, 1).await, app.channel.unread().len()), (1, 0));
    publishes(&app, vec![licence()]).await;
    assert!(told(&app, &mina).await.outbound.text.text.contains("Open your account"));
}

/// Somebody asks, says that the answer was not it, and gets this.
async fn asks_and_refuses(app: &TestApp, who: &Person, text: &str) -> Sent {
    let answer = asks(app, who, text).await;
    presses(app, who, &answer, "Not this").await;
    told(app, who).await
}

async fn what_was_refused_is_told_again_only_once_it_says_something_else(database: Database) {
    const ASKED: &str = "how do I renew my licence?";
    let app = Starting::on(database).start().await;
    let (mina, sara) = (Person::direct("mina"), app.agent("sara").await);
    // As the script names what it answers with.
    let refused = article(&format!("about {ASKED}"), ASKED, "Open your account and press *renew*.");
    publishes(&app, vec![refused.clone()]).await;
    app.clock.advance(Duration::minutes(1));
    // Once other articles are offered; the second time they are handed over.
    asks_and_refuses(&app, &mina, ASKED).await;
    let handed_over = asks_and_refuses(&app, &mina, ASKED).await;
    presses(&app, &mina, &handed_over, TELL).await;
    assert_eq!(told(&app, &mina).await.outbound.text.text, WILL_TELL);
    app.clock.advance(Duration::minutes(1));
    // A draft that waits beside it, a label, another wording: none of it says anything new.
    let edits = [
        Article { body: "Not yet published.".to_owned(), status: Standing::Draft, ..refused.clone() },
        Article { labels: vec!["papers".to_owned()], ..refused.clone() },
        Article { questions: vec!["renewing a licence".to_owned()], ..refused.clone() },
    ];
    for edit in edits {
        let seen = app.store.working_article(&refused.id).await.unwrap().unwrap();
        app.store.edit_article(edit, Some(seen.revision), sara).await.unwrap();
        app.library.refresh().await.unwrap();
        app.clock.advance(Duration::seconds(10));
    }
    all_looked_at(&app).await;
    assert_eq!((open(&app, 1).await, app.channel.unread().len()), (1, 0), "they know that answer, and it was not it");
    publishes(&app, vec![Article { body: "Write to the *office*.".to_owned(), ..refused }]).await;
    assert!(told(&app, &mina).await.outbound.text.text.contains("Write to the office."));
    assert_eq!(open(&app, 1).await, 0);
}

async fn only_the_asker_can_wish(database: Database) {
    let app = Starting::on(database).start().await;
    let [mina, reza] = ["mina", "reza"].map(|who| Person::in_group(who, "group"));
    let offered = asks(&app, &mina, LICENCE).await;
    presses(&app, &reza, &offered, TELL).await;
    presses(&app, &mina, &offered, TELL).await;
    let said = told(&app, &mina).await.outbound;
    assert_eq!((said.text.text.as_str(), open(&app, 1).await), (WILL_TELL, 1));
    assert_eq!(app.kinds(1).await, "message handoff reply press press reply");
    publishes(&app, vec![licence()]).await;
    let answer = told(&app, &mina).await.outbound;
    assert!(answer.text.text.contains("Open your account"));
    assert_eq!((answer.reply_to, said.reply_to.as_deref()), (said.reply_to.clone(), Some("1")));
}

async fn who_asked_for_a_person_is_offered_nothing(database: Database) {
    let app = Starting::on(database).start().await;
    for (who, text) in [("mina", "a human please"), ("lena", "this must fail")] {
        let sent = asks(&app, &Person::direct(who), text).await;
        assert!(sent.outbound.buttons.iter().flatten().all(|button| button.label != TELL), "{text}");
    }
}

async fn no_more_than_twenty_wishes_are_open(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    for number in 1..=20 {
        let sent = wishes(&app, &mina, &format!("unknown thing of number {number}")).await;
        presses(&app, &mina, &sent, "Back to the bot").await;
        told(&app, &mina).await;
    }
    let again = wishes(&app, &mina, "unknown thing of number 7").await;
    assert_eq!(open(&app, 1).await, 20, "one question is wished once");
    presses(&app, &mina, &again, "Back to the bot").await;
    told(&app, &mina).await;
    let sent = asks(&app, &mina, LICENCE).await;
    presses(&app, &mina, &sent, TELL).await;
    assert!(told(&app, &mina).await.outbound.text.text.starts_with("You are waiting for answers to 20 questions"));
    // From another place it is the same person.
    let elsewhere = Person::in_group("mina", "group");
    let sent = asks(&app, &elsewhere, LICENCE).await;
    presses(&app, &elsewhere, &sent, TELL).await;
    assert!(told(&app, &elsewhere).await.outbound.text.text.starts_with("You are waiting"));
    assert_eq!(open(&app, 1).await + open(&app, 2).await, 20);
}

async fn no_more_than_sixty_are_told_within_a_minute(database: Database) {
    let app = Starting::on(database).start().await;
    let people: Vec<Person> = (0..65).map(|number| Person::direct(&format!("person{number}"))).collect();
    for person in &people {
        wishes(&app, person, LICENCE).await;
    }
    publishes(&app, vec![licence()]).await;
    let begun = app.clock.now();
    for person in &people[..60] {
        told(&app, person).await;
    }
    app.settled_all().await;
    app.clock.advance(Duration::seconds(61));
    for person in &people[60..] {
        told(&app, person).await;
    }
    for number in 1..=65 {
        let timeline = app.timeline(number).await;
        let answers: Vec<_> = timeline.iter().filter(|entry| entry.data["told"].is_number()).collect();
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0].at > begun, number > 60, "the oldest wishes are told first");
    }
}

async fn one_that_cannot_be_reached_keeps_no_other_waiting(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, lena) = (Person::direct("mina"), Person::direct("lena"));
    wishes(&app, &mina, LICENCE).await;
    app.settled_all().await;
    app.channel.fail_next(SendError::Gone { reason: "blocked".to_owned() });
    publishes(&app, vec![licence()]).await;
    let failed = async {
        while !app.kinds(1).await.ends_with("failed") {
            tokio::task::yield_now().await;
        }
    };
    within("the telling to fail", failed).await;
    wishes(&app, &lena, LICENCE).await;
    assert!(
        told(&app, &lena).await.outbound.text.text.contains("Open your account"),
        "it is looked at though nothing changes"
    );
    let tries = app.timeline(1).await.into_iter().filter(|entry| entry.kind == EntryKind::Reply).count();
    assert_eq!((tries, open(&app, 1).await), (3, 0), "it is tried as anything else is");
    publishes(&app, vec![article("other", "something else", "Nothing to do with it.")]).await;
}
