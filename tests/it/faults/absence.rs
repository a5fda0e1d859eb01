//! Half an hour away from Discord, through the whole product: whatever was said meanwhile is recorded once, in order, and
//! answered or handed to people.

use std::collections::BTreeMap;
use std::time::Duration;

use hamyar::model::{Entry, EntryKind, Holder};

use crate::support::fake_discord::{Chat, MENTION, User};
use crate::support::{Database, Kind, Starting, TestApp};

const PLACES: usize = 20;
const MESSAGES: usize = 1000;
/// How long a machine that is busy with other tests may take over so much.
const PATIENCE: Duration = Duration::from_mins(1);

const KNOWN: &str = "how long does delivery take?";
const UNKNOWN: &str = "do you buy used pianos?";

/// The numbers of what was said in a conversation, in order.
fn said(entries: &[Entry]) -> Vec<usize> {
    let messages = entries.iter().filter(|entry| entry.kind == EntryKind::Message);
    messages.filter_map(|entry| entry.body.rsplit_once('#')?.1.parse().ok()).collect()
}

/// Everything that was said in each conversation, once there is this much and nothing is left to be done about it.
async fn all_done(app: &TestApp, messages: usize) -> BTreeMap<i64, Vec<Entry>> {
    let mut changes = app.live.desk();
    let done = async {
        loop {
            let (mut conversations, mut undecided) = (BTreeMap::new(), false);
            for number in 1.. {
                let Some(id) = app.store.conversation_numbered(number).await.unwrap() else { break };
                undecided |= !app.store.load_turn(id).await.unwrap().unwrap().entries.is_empty();
                conversations.insert(number, app.store.entries(id, None, 1000).await.unwrap());
            }
            let counts = app.store.delivery_counts().await.unwrap();
            let count: usize = conversations.values().map(|entries| said(entries).len()).sum();
            if count >= messages && !undecided && counts.pending + counts.sending == 0 {
                return conversations;
            }
            let _ = tokio::time::timeout(Duration::from_secs(1), changes.recv()).await;
        }
    };
    tokio::time::timeout(PATIENCE, done).await.expect("everything to be read back and decided")
}

#[tokio::test]
async fn what_was_said_in_half_an_hour_away_is_recorded_once_and_answered() {
    let (starting, fake) = Starting::product_on_discord(Database::new(Kind::Sqlite).await).await;
    let guild = fake.guild("Readers");
    let (help, forum) = (guild.channel("help"), guild.forum("questions"));
    let people: Vec<User> = (0..5).map(|number| fake.user(&format!("Reader {number}"))).collect();
    let direct: Vec<Chat> = people.iter().map(User::direct).collect();
    let app = starting.start().await;
    fake.connected(1).await;
    // Discord does not list direct chats: those are found again that were known.
    for chat in &direct {
        chat.says("hello");
        chat.next_reply().await;
    }
    help.with(&people[0]).says(&format!("{MENTION} hello"));
    help.with(&people[0]).next_reply().await;
    app.settled_all().await;
    let starting = app.stop().await;
    fake.forget_sessions();

    let clock = starting.clock();
    let mut places = direct.clone();
    places.extend(people[..3].iter().map(|person| help.with(person)));
    places.extend(
        (0..7).map(|number| {
            forum.post(&people[number % 5], &format!("Question {number}"), &format!("{MENTION} {KNOWN}"))
        }),
    );
    places.extend((0..5).map(|number| help.thread(&people[number], &format!("Thread {number}")).with(&people[number])));
    assert_eq!(places.len(), PLACES);
    let mut expected: Vec<Vec<usize>> = vec![Vec::new(); PLACES];
    for number in 0..MESSAGES {
        let place = number % PLACES;
        let question = if place % 4 == 3 { UNKNOWN } else { KNOWN };
        places[place].says(&format!("{MENTION} {question} #{number}"));
        expected[place].push(number);
        if number % 34 == 0 {
            clock.advance(chrono::Duration::minutes(1));
        }
    }
    let app = starting.start().await;
    let conversations = all_done(&app, MESSAGES).await;

    let mut found: Vec<Vec<usize>> = conversations.values().map(|entries| said(entries)).collect();
    found.retain(|said| !said.is_empty());
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "each once, in order, and in the matter of its place and person");
    let (mut answered, mut handed_over) = (0, 0);
    for (number, entries) in &conversations {
        let last = entries.iter().rposition(|entry| entry.kind == EntryKind::Message).unwrap();
        let then = |kind: EntryKind| entries[last..].iter().any(|entry| entry.kind == kind);
        if app.conversation(*number).await.holder == Holder::Queue {
            assert!(entries.iter().any(|entry| entry.kind == EntryKind::Handoff), "conversation {number}");
            handed_over += 1;
        } else {
            assert!(then(EntryKind::Reply), "conversation {number} was not answered");
            answered += 1;
        }
    }
    assert!(answered >= 10 && handed_over >= 4, "{answered} answered, {handed_over} handed over");
    let counts = app.store.delivery_counts().await.unwrap();
    assert_eq!((counts.dead, counts.unknown), (0, 0));
}
