//! Two nodes that want the same at the same moment: each thing happens once.

use hamyar::engine::ActError;
use hamyar::model::{Action, EntryKind, Holder};
use hamyar::store::Edited;
use hamyar_channel::testing::{FakeChannel, Person};
use hamyar_channel::{Channel, Inbox};
use hamyar_knowledge::{Article, Audience, Status};

use super::ours;
use crate::support::{Database, Starting, TestApp, rounds, shared};

shared!(
    two_nodes_race_for_one_conversation,
    two_agents_answer_at_the_same_moment,
    two_curators_publish_at_the_same_moment,
);

/// Rounds of a race in one conversation.
const ROUNDS: usize = 150;

/// Conversations that two people answer at once, where nobody asks for more.
const CASES: usize = 40;

async fn two_nodes_race_for_one_conversation(database: Database) {
    let first = Starting::on(database).start().await;
    let second = first.beside("second").start().await;
    let elsewhere = FakeChannel::new("fake:elsewhere");
    for number in 1..=rounds(ROUNDS).div_ceil(ROUNDS) {
        race((&first, &second), &elsewhere, number).await;
    }
}

/// Both nodes want to record and decide what one more person says, again and again.
async fn race((first, second): (&TestApp, &TestApp), elsewhere: &FakeChannel, number: usize) {
    let mina = Person::direct(&format!("mina {number}"));
    let (id, number) = (first.channel.id(), i64::try_from(number).unwrap());
    for round in 0..ROUNDS {
        let said = ["left", "right"].map(|side| elsewhere.says(&mina, &format!("question {side} {round}.")).batch);
        let [left, right] = said;
        // Each records and wants to decide at once; the platform brings every event to both.
        let (to_first, to_second) = tokio::join!(
            first.engine.accept(id, [left.clone(), right.clone()].concat()),
            second.engine.accept(id, [left, right].concat()),
        );
        let recorded: usize = [to_first, to_second].into_iter().flatten().map(|accepted| accepted.recorded).sum();
        assert_eq!(recorded, 2, "each event is recorded by one of them");
    }
    first.decided(number).await;
    first.settled_all().await;
    let timeline = first.timeline(number).await;
    let replies: Vec<&str> =
        timeline.iter().filter(|entry| entry.kind == EntryKind::Reply).map(|entry| entry.body.as_str()).collect();
    for round in 0..ROUNDS {
        for side in ["left", "right"] {
            let question = format!("question {side} {round}.");
            let answers = replies.iter().filter(|reply| reply.contains(&question)).count();
            assert_eq!(answers, 1, "{question}");
        }
    }
    assert_eq!(ours(&first.channel, &mina).len(), replies.len(), "each reply is sent once");
    let seqs: Vec<i64> = timeline.iter().map(|entry| entry.seq).collect();
    assert!(seqs.iter().zip(1..).all(|(seq, expected)| *seq == expected), "no entry is missing or doubled");
}

async fn two_agents_answer_at_the_same_moment(database: Database) {
    let first = Starting::on(database).start().await;
    let second = first.beside("second").start().await;
    let (sara, omid) = (first.agent("sara").await, first.agent("omid").await);
    for number in 1..=rounds(10 * CASES) / 10 {
        let person = Person::direct(&format!("person {number}"));
        first.channel.says(&person, "something unknown").accepted().await;
        first.channel.next_sent_to(person.address()).await;
        let number = i64::try_from(number).unwrap();
        let seen = first.conversation(number).await;
        assert_eq!(seen.holder, Holder::Queue);
        let (by_sara, by_omid) = tokio::join!(
            first.engine.act(seen.id, seen.version, sara, Action::Reply("Sara answers.".to_owned())),
            second.engine.act(seen.id, seen.version, omid, Action::Reply("Omid answers.".to_owned())),
        );
        let (winner, said, lost) = match (by_sara, by_omid) {
            (Ok(_), Err(lost)) => (sara, "Sara answers.", lost),
            (Err(lost), Ok(_)) => (omid, "Omid answers.", lost),
            both => panic!("exactly one must win: {both:?}"),
        };
        let ActError::Conflict(conflict) = lost else { panic!("the other must be told: {lost:?}") };
        assert_eq!(conflict.since.last().unwrap().body, said);
        assert_eq!(first.conversation(number).await.holder, Holder::Agent(winner));
        let sent = first.channel.next_sent_to(person.address()).await;
        assert_eq!(sent.outbound.text.text, said);
    }
    first.settled_all().await;
    assert!(first.channel.unread().is_empty(), "nobody hears both");
}

async fn two_curators_publish_at_the_same_moment(database: Database) {
    let first = Starting::on(database).start().await;
    let second = first.beside("second").start().await;
    let (sara, omid) = (first.agent("sara").await, first.agent("omid").await);
    let article = |body: String| Article {
        id: "en/hours".to_owned(),
        root: "hours".to_owned(),
        locale: "en".to_owned(),
        title: "Opening hours".to_owned(),
        questions: Vec::new(),
        body,
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    };
    first.store.save_articles(vec![article("Never.".to_owned())], None).await.unwrap();
    for round in 0..CASES {
        let seen = first.store.working_article("en/hours").await.unwrap().unwrap();
        let [by_sara, by_omid] = ["Sara", "Omid"].map(|who| article(format!("{who} says {round}.")));
        let (one, other) = tokio::join!(
            first.store.edit_article(by_sara.clone(), Some(seen.revision), sara),
            second.store.edit_article(by_omid.clone(), Some(seen.revision), omid),
        );
        let (won, lost) = match (one.unwrap(), other.unwrap()) {
            (Edited::Saved { .. }, lost @ Edited::Overtaken(_)) => (by_sara, lost),
            (lost @ Edited::Overtaken(_), Edited::Saved { .. }) => (by_omid, lost),
            both => panic!("exactly one must win: {both:?}"),
        };
        let Edited::Overtaken(theirs) = lost else { panic!("the other must be told: {lost:?}") };
        assert_eq!(theirs.article, won, "the other sees what was saved");
        assert_eq!(first.store.working_article("en/hours").await.unwrap().unwrap().article, won);
    }
    let kept = first.store.revisions_of("en/hours", i64::MAX, 1000).await.unwrap();
    assert_eq!(kept.len(), CASES + 1, "what lost left nothing behind");
}
