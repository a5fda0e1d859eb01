//! Too much at once: of one message, of one person, of two colleagues.

use chrono::Duration;
use hamyar::engine::ActError;
use hamyar::model::{Action, Holder, Refusal};
use hamyar_channel::Inbound;
use hamyar_channel::testing::{FakeChannel, Person, within};

use super::ours;
use crate::support::{Database, Starting, both};

both!(a_burst_of_one_person_keeps_nobody_waiting, two_agents_at_the_same_moment, a_message_of_a_mebibyte);

const MESSAGES: usize = 2_000;
const AT_ONCE: usize = 100;
const RACES: usize = 100;
/// What is read of one message, in bytes: `limits.max_message_bytes`.
const LIMIT: usize = 65_536;

async fn a_burst_of_one_person_keeps_nobody_waiting(database: Database) {
    let app = Starting::on(database).setting("HAMYAR_LIMITS__MESSAGES_PER_MINUTE", "20").start().await;
    let (mina, reza, elsewhere) = (Person::direct("mina"), Person::direct("reza"), FakeChannel::new("fake:elsewhere"));
    let burst: Vec<Inbound> =
        (0..MESSAGES).flat_map(|number| elsewhere.says(&mina, &format!("line {number};")).batch).collect();
    let pushed: Vec<_> = burst.chunks(AT_ONCE).map(|batch| app.channel.push_batch(batch.to_vec())).collect();
    let mut recorded = 0;
    for pushed in pushed {
        recorded += pushed.accepted().await.recorded;
    }
    assert_eq!(recorded, MESSAGES);
    app.channel.says(&reza, "a question").accepted().await;
    assert!(app.channel.next_sent_to(reza.address()).await.outbound.text.text.starts_with("Answer to: a question"));
    // They are read together, now or when a minute has passed: each of them, and not one by one.
    let read = async {
        while app.conversation(1).await.handled_seq < i64::try_from(MESSAGES).unwrap() {
            app.settled().await;
            app.clock.advance(Duration::seconds(5));
        }
    };
    within("the rest to be read", read).await;
    app.settled_all().await;
    let asked = app.answers.asked();
    assert!(asked.iter().any(|text| text.contains("line 1999;")), "the last is among them");
    assert!(asked.len() <= 60, "{} questions were asked of {MESSAGES} lines", asked.len());
    let told = ours(&app, &mina);
    let notices = told.iter().filter(|text| text.starts_with("You write faster than I can read.")).count();
    assert_eq!(notices, 1, "{} messages of ours", told.len());
}

async fn a_message_of_a_mebibyte(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, reza) = (Person::direct("mina"), Person::direct("reza"));
    // Bytes, code points and what is seen as one are of three different lengths, and none of them is where it may be cut.
    let text = "کتاب‌ها 👨‍👩‍👧 unknown ".repeat(26_000).trim_end().to_owned();
    assert!(text.len() >= 1 << 20);
    app.channel.says(&mina, &text).accepted().await;
    app.channel.says(&reza, "a question").accepted().await;
    app.channel.next_sent_to(reza.address()).await;
    app.channel.next_sent_to(mina.address()).await;
    app.settled_all().await;
    let kept = app.timeline(1).await.remove(0);
    let cut = kept.body.len();
    assert!(text.starts_with(&kept.body) && (LIMIT - 4..=LIMIT).contains(&cut), "as much as is read: {cut} bytes");
    assert_eq!(kept.data["cut_from_bytes"], text.len(), "and the cut is marked");
    assert_eq!(app.kinds(1).await, "message handoff reply");
    assert_eq!(ours(&app, &mina).len(), 1);
}

async fn two_agents_at_the_same_moment(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, sara, omid) = (Person::direct("mina"), app.agent("sara").await, app.agent("omid").await);
    app.channel.says(&mina, "something unknown").accepted().await;
    app.channel.next_sent().await;
    for race in 0..RACES {
        let seen = app.conversation(1).await;
        let reply = |name: &str| Action::Reply(format!("{name} answers {race}"));
        let (first, second) = tokio::join!(
            app.engine.act(seen.id, seen.version, sara, reply("Sara")),
            app.engine.act(seen.id, seen.version, omid, reply("Omid")),
        );
        let (winner, name, lost) = match (&first, second) {
            (Ok(_), lost) => (sara, "Sara", lost.map(drop)),
            (Err(_), Ok(_)) => (omid, "Omid", first.map(drop)),
            (Err(_), second) => panic!("nobody could answer: {first:?} {second:?}"),
        };
        match lost {
            Err(ActError::Conflict(conflict)) => {
                let said = format!("{name} answers {race}");
                assert!(conflict.since.iter().any(|entry| entry.body == said), "{:?}", conflict.since);
            }
            Err(ActError::Refused(Refusal::HeldBy(holder))) => assert_eq!(holder, winner),
            lost => panic!("both answered, or one was not told why not: {lost:?}"),
        }
        assert_eq!(app.conversation(1).await.holder, Holder::Agent(winner));
        app.act(seen.id, winner, Action::Return).await;
    }
    app.settled_all().await;
    let said = ours(&app, &mina);
    let answers: Vec<&String> = said.iter().filter(|text| text.contains(" answers ")).collect();
    let in_order = answers.iter().enumerate().all(|(race, text)| text.ends_with(&format!(" answers {race}")));
    assert!(answers.len() == RACES && in_order, "{answers:?}");
}
