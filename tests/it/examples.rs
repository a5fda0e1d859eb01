//! The examples do what they teach: the channel keeps the contract, and both carry a whole conversation.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use hamyar::app::App;
use hamyar::config::Config;
use hamyar_channel::Channel;
use hamyar_channel::testing::{Ability, Fault, Rig, Shown, conformance, within};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::external_answerer::OpeningHours;
use self::external_channel::{Card, PostOffice, Postcards};

#[expect(dead_code, reason = "its main is for those who run it")]
#[path = "../../examples/external_answerer.rs"]
mod external_answerer;
#[expect(dead_code, reason = "its main is for those who run it")]
#[path = "../../examples/external_channel.rs"]
mod external_channel;

/// A Sunday at noon.
fn sunday() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

struct OnPaper {
    office: PostOffice,
    channel: Arc<Postcards>,
}

impl OnPaper {
    fn new() -> Self {
        let office = PostOffice::new(sunday);
        let channel = Arc::new(Postcards::new("post:test".parse().unwrap(), office.clone()));
        Self { office, channel }
    }
}

#[async_trait]
impl Rig for OnPaper {
    fn channel(&self) -> Arc<dyn Channel> {
        self.channel.clone()
    }

    fn abilities(&self) -> Vec<Ability> {
        vec![Ability::Press, Ability::Acknowledge, Ability::Nul, Ability::Lines]
    }

    fn faults(&self) -> Vec<Fault> {
        vec![Fault::Blocked]
    }

    async fn say(&self, text: &str) -> String {
        self.office.post("mina", text).to_string()
    }

    async fn press(&self, message: &str, action: &str) -> Option<String> {
        self.office.tick("mina", message.parse().unwrap(), action);
        Some(message.to_owned())
    }

    async fn acknowledged(&self) -> usize {
        self.office.collected()
    }

    async fn shown(&self) -> Vec<Shown> {
        let cards = self.office.letterbox("mina").into_iter();
        cards.map(|card| Shown { buttons: labels(&card), text: card.text, files: Vec::new() }).collect()
    }

    async fn inject(&self, fault: Fault) {
        assert_eq!(fault, Fault::Blocked);
        self.office.seal("mina");
    }
}

fn labels(card: &Card) -> Vec<Vec<String>> {
    card.boxes.iter().map(|row| row.iter().map(|(label, _)| label.clone()).collect()).collect()
}

#[tokio::test]
async fn the_channel_keeps_the_contract() {
    let checked = conformance(async || OnPaper::new()).await;
    insta::assert_snapshot!(checked.join("\n"), @r"
    events_come_in_order
    people_and_places_are_named
    direct_talk_is_addressed
    text_is_exact
    lines_are_exact
    nul_is_exact
    presses_carry_the_action
    a_refused_batch_is_brought_again
    nothing_is_acknowledged_before_it_is_accepted
    what_is_sent_is_shown
    the_longest_message_is_sent_whole
    many_tasks_send_at_once
    a_key_is_sent_once
    editing_is_unsupported
    deleting_is_unsupported
    typing_is_as_declared
    threads_are_as_declared
    reactions_are_as_declared
    fetching_is_unsupported
    stop_ends_idle_listening
    stop_ends_listening_while_the_inbox_refuses
    fault_blocked
    ");
}

#[tokio::test]
async fn a_conversation_by_postcard_with_an_answerer_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let office = PostOffice::new(sunday);
    let settings = [
        ("HAMYAR_DATA_DIR", folder.path().display().to_string()),
        ("HAMYAR_NAME", "Narenj".to_owned()),
        ("HAMYAR_ANSWERS__FRAGMENT_WAIT", "0s".to_owned()),
    ];
    let app = App::builder(Config::load(None, settings).unwrap())
        .without_configured_channels()
        .index_in_memory()
        .channel(Postcards::new("post:main".parse().unwrap(), office.clone()))
        .answerer(OpeningHours::new(sunday))
        .build()
        .await
        .unwrap();
    let (stop, listener) = (CancellationToken::new(), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let running = tokio::spawn(app.run(listener, stop.clone()));

    let mut cards = Vec::new();
    for (count, text) in (1..).zip(["When do you open?", "ساعت کاری شما چیست؟", "Do you sell stamps?"])
    {
        office.post("mina", text);
        cards.push(within("a card", office.card("mina", count)).await);
    }
    let back = &cards[2].boxes[0][0];
    office.tick("mina", cards[2].number, &back.1);
    cards.push(within("a card", office.card("mina", 4)).await);
    let shown: Vec<_> =
        cards.iter().map(|card| format!("{}\n[{}]", card.text, labels(card).concat().join("] ["))).collect();
    insta::assert_snapshot!(shown.join("\n\n"), @r"
    Every day but Friday from 9 to 18. We are open now.

    I am a bot of Narenj. Write “human” at any time and a person takes over.
    [This helped] [Not this] [A person, please]

    هر روز به‌جز جمعه از ۹ تا ۱۸ باز هستیم؛ همین حالا هم باز است.
    [کمک کرد] [این نبود] [پشتیبان می‌خواهم]

    I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.
    [Back to the bot] [Tell me when you know]

    The bot is back. What would you like to know?
    []
    ");

    stop.cancel();
    within("the app to stop", running).await.unwrap().unwrap();
}
