//! A restore while people go on writing.

use chrono::Duration;
use hamyar::clock::{Clock, Edge};
use hamyar::store::DeliveryCounts;

use crate::support::fake_telegram::{Chat, FakeTelegram};
use crate::support::{Database, Program, Starting, both};

both!(what_people_write_around_a_restore_is_answered_once);

const QUESTION: &str = "how long does delivery take?";
const ANSWER: &str = "Two working days";

/// So many more people ask, one after the other.
fn ask(fake: &FakeTelegram, who: &str, many: usize) -> Vec<Chat> {
    let one = |number| {
        let chat = fake.user(&format!("{who} {number}")).language("en").private();
        chat.says(QUESTION);
        chat
    };
    (0..many).map(one).collect()
}

/// People ask, each as soon as the one before was heard, until this is done.
async fn ask_until<T>(fake: &FakeTelegram, who: &str, done: impl Future<Output = T>) -> (Vec<Chat>, T) {
    let (mut chats, mut done) = (Vec::new(), std::pin::pin!(done));
    loop {
        chats.extend(ask(fake, &format!("{who} {}", chats.len()), 1));
        tokio::select! {
            biased;
            became = &mut done => return (chats, became),
            () = fake.drained() => {}
        }
    }
}

fn answers(chat: &Chat) -> usize {
    chat.transcript().replies().into_iter().filter(|reply| reply.starts_with(ANSWER)).count()
}

/// The number before these words.
fn number(said: &str, words: &str) -> usize {
    said.split(words).next().unwrap().rsplit(' ').next().unwrap().parse().unwrap()
}

async fn what_people_write_around_a_restore_is_answered_once(database: Database) {
    let program = Program::new().with("HAMYAR_DATABASE__URL", &database.url);
    let (starting, fake) = Starting::product(database).await;
    let app = starting.start().await;
    // What is old is told by the clock of the machine.
    app.clock.advance(Edge::system().now() - app.clock.now() - Duration::hours(1));
    program.done(&["deliveries", "pause"]).await;
    let old = ask(&fake, "old", 3);
    fake.drained().await;
    for number in 1..=3 {
        app.decided(number).await;
    }
    app.clock.advance(Duration::hours(1));
    let (before, _) = ask_until(&fake, "before", program.done(&["backup", "copy.hamyar"])).await;
    fake.drained().await;

    let starting = app.stop().await;
    let mut since = ask(&fake, "meanwhile", 20);
    let said = program.done(&["restore", "copy.hamyar", "--force"]).await;
    assert_eq!(number(&said, " older ones are held"), 3, "{said}");
    let kept = number(&said, " conversations") - old.len();
    assert!(kept <= before.len(), "{said}");
    since.extend(ask(&fake, "later", 20));
    let app = starting.start().await;
    fake.drained().await;
    assert_eq!(fake.calls("sendMessage"), 0, "it talks by itself");

    let (resumed, _) = ask_until(&fake, "resumed", program.done(&["deliveries", "resume"])).await;
    since.extend(resumed);
    for chat in &since {
        chat.until(|transcript| !transcript.replies().is_empty()).await;
    }
    app.settled_all().await;
    assert_eq!(before.iter().map(answers).sum::<usize>(), kept, "whoever is in the copy is answered, too");
    assert!(since.iter().all(|chat| answers(chat) == 1) && before.iter().all(|chat| answers(chat) <= 1));
    assert!(old.iter().all(|chat| answers(chat) == 0), "what is old waits for somebody to decide");
    assert_eq!(program.done(&["deliveries", "retry", "--held"]).await, "3 to be sent again\n");
    for chat in &old {
        chat.until(|transcript| transcript.replies().len() == 1).await;
    }
    app.settled_all().await;
    assert_eq!(fake.calls("sendMessage"), since.len() + kept + old.len(), "each once");
    assert_eq!(app.store.delivery_counts().await.unwrap(), DeliveryCounts::default());
}
