//! What the contract promises, proved for one adapter.

mod files;
mod inbound;
mod listening;
mod outbound;

use std::pin::Pin;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::watched::Watched;
use super::{Ability, MemoryInbox, Rig, within};
use crate::{Address, Capabilities, Channel, Inbound, Inbox, ListenError, Outbound, RichText};

/// Proves that a channel keeps the contract. `build` makes a rig for each check, whose platform has nothing on it yet.
///
/// Returns the names of the checks that were made, in order: a test compares them with a snapshot, so that nothing is
/// left out silently.
///
/// # Panics
///
/// If the channel breaks the contract.
pub async fn conformance<R: Rig>(build: impl AsyncFn() -> R) -> Vec<&'static str> {
    let mut checked = Vec::new();
    for check in checks::<R>() {
        let scene = Scene::open(build().await);
        if (check.applies)(&scene.rig.abilities(), &scene.channel.capabilities()) {
            (check.run)(&scene).await;
            checked.push(check.name);
        }
        scene.close().await;
    }
    let rig = build().await;
    for fault in rig.faults() {
        let scene = Scene::open(build().await);
        checked.push(outbound::maps_the_fault(&scene, fault).await);
        scene.close().await;
    }
    checked
}

struct Check<R> {
    name: &'static str,
    applies: fn(&[Ability], &Capabilities) -> bool,
    run: for<'a> fn(&'a Scene<R>) -> Running<'a>,
}

type Running<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// The checks, in the order in which a new adapter comes to pass them.
fn checks<R: Rig>() -> Vec<Check<R>> {
    macro_rules! check {
        ($module:ident::$name:ident) => {
            check!($module::$name, |_, _| true)
        };
        ($module:ident::$name:ident, $applies:expr) => {
            Check { name: stringify!($name), applies: $applies, run: |scene| Box::pin($module::$name(scene)) }
        };
    }
    vec![
        check!(inbound::events_come_in_order),
        check!(inbound::people_and_places_are_named),
        check!(inbound::direct_talk_is_addressed),
        check!(inbound::text_is_exact),
        check!(inbound::lines_are_exact, |can, _| can.contains(&Ability::Lines)),
        check!(inbound::nul_is_exact, |can, _| can.contains(&Ability::Nul)),
        check!(inbound::edits_name_their_message, |can, _| can.contains(&Ability::Edit)),
        check!(inbound::deletions_name_their_message, |can, _| can.contains(&Ability::Delete)),
        check!(inbound::presses_carry_the_action, |can, _| can.contains(&Ability::Press)),
        check!(inbound::a_redelivered_event_has_the_same_key, |can, _| can.contains(&Ability::Redeliver)),
        check!(inbound::a_refused_batch_is_brought_again),
        check!(inbound::nothing_is_acknowledged_before_it_is_accepted, |can, _| can.contains(&Ability::Acknowledge)),
        check!(outbound::what_is_sent_is_shown),
        check!(outbound::the_longest_message_is_sent_whole),
        check!(outbound::many_tasks_send_at_once),
        check!(outbound::a_key_is_sent_once, |_, can| can.idempotent),
        check!(outbound::an_edit_replaces_the_text, |_, can| can.edit),
        check!(outbound::editing_is_unsupported, |_, can| !can.edit),
        check!(outbound::a_deletion_removes_the_message, |_, can| can.delete),
        check!(outbound::deleting_is_unsupported, |_, can| !can.delete),
        check!(outbound::typing_is_as_declared),
        check!(outbound::threads_are_as_declared),
        check!(outbound::reactions_are_as_declared),
        check!(files::a_file_is_sent_with_words_and_without, |_, channel| channel.files.is_some()),
        check!(files::a_file_is_fetched_whole, |can, channel| channel.fetch && can.contains(&Ability::Files)),
        check!(files::a_lost_file_is_gone, |can, channel| channel.fetch && can.contains(&Ability::Files)),
        check!(files::fetching_is_unsupported, |_, channel| !channel.fetch),
        check!(listening::stop_ends_idle_listening),
        check!(listening::stop_ends_listening_while_the_inbox_refuses),
    ]
}

/// A rig whose channel listens to an inbox in memory.
struct Scene<R> {
    rig: R,
    channel: Arc<dyn Channel>,
    inbox: Arc<MemoryInbox>,
    stop: CancellationToken,
    ended: Arc<Watched<Option<Result<(), ListenError>>>>,
}

impl<R: Rig> Scene<R> {
    fn open(rig: R) -> Self {
        let channel = rig.channel();
        let inbox = Arc::new(MemoryInbox::new());
        if let Some(service) = channel.http(Arc::clone(&inbox) as Arc<dyn Inbox>) {
            rig.serve(service);
        }
        let stop = CancellationToken::new();
        let ended = Arc::new(Watched::new(None));
        tokio::spawn({
            let (channel, inbox, stop, ended) =
                (Arc::clone(&channel), Arc::clone(&inbox), stop.clone(), Arc::clone(&ended));
            async move {
                let result = channel.listen(inbox, stop).await;
                ended.change(|ended| *ended = Some(result));
            }
        });
        Self { rig, channel, inbox, stop, ended }
    }

    async fn close(self) {
        self.stop.cancel();
        assert_eq!(within("listening to end", self.ended.until(|ended| ended.clone())).await, Ok(()));
    }

    /// The person says something, and the inbox has it.
    async fn hear(&self, text: &str) -> (String, Inbound) {
        let message = within("the person to say something", self.rig.say(text)).await;
        (message, self.inbox.next().await)
    }

    /// The person greets us; returns where an answer goes.
    async fn meet(&self) -> Address {
        self.hear("hello").await.1.place.address
    }

    /// A message to the person, as the courier would send it.
    fn message(&self, to: &Address, key: &str, text: &str) -> Outbound {
        let outbound = Outbound {
            to: to.clone(),
            key: key.to_owned(),
            text: RichText::plain(text),
            file: None,
            buttons: Vec::new(),
            reply_to: None,
            perhaps_sent_since: None,
            language: "en".to_owned(),
        };
        debug_assert!(self.channel.capabilities().unit.length(text) <= self.channel.capabilities().max_length);
        outbound
    }

    /// Sends a message that the host has on its timeline, and returns the platform's id.
    async fn send(&self, outbound: &Outbound) -> String {
        self.inbox.show(self.channel.id(), outbound);
        let receipt = within("a send to end", self.channel.send(outbound)).await;
        receipt.unwrap_or_else(|error| panic!("a plain send failed: {error}")).message
    }

    async fn shown(&self) -> Vec<super::Shown> {
        within("the platform to show its messages", self.rig.shown()).await
    }

    async fn shown_texts(&self) -> Vec<String> {
        self.shown().await.into_iter().map(|shown| shown.text).collect()
    }
}
