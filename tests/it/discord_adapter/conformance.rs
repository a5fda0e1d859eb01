//! The contract's own suite.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hamyar_channel::testing::{Ability, Fault, Rig, Shown, conformance};
use hamyar_channel::{Address, Channel};
use hamyar_discord::Discord;

use super::stand::{bot, discord};
use crate::support::MockClock;
use crate::support::fake_discord::{Chat, FakeDiscord, Fault as Trouble, Kept};

struct OnDiscord {
    fake: FakeDiscord,
    chat: Chat,
    /// Direct chats have no threads.
    help: String,
    bot: Arc<Discord>,
}

impl OnDiscord {
    async fn new() -> Self {
        let clock = Arc::new(MockClock::new());
        let fake = discord(&clock).await;
        let (chat, help) = (fake.user("Mina").direct(), fake.guild("Readers").channel("help").id());
        let bot = Arc::new(bot(&fake, &clock));
        Self { fake, chat, help, bot }
    }
}

#[async_trait]
impl Rig for OnDiscord {
    fn channel(&self) -> Arc<dyn Channel> {
        self.bot.clone()
    }

    fn abilities(&self) -> Vec<Ability> {
        // Not Acknowledge: Discord keeps nothing for us; what we missed is read back.
        vec![
            Ability::Edit,
            Ability::Delete,
            Ability::Press,
            Ability::Redeliver,
            Ability::Files,
            Ability::Nul,
            Ability::Lines,
        ]
    }

    fn faults(&self) -> Vec<Fault> {
        // Not Unreachable: the suite's own listener holds a connection, so whether a send opens a new one is a race. It
        // is proved in `sending`. Not Moved: Discord's channels keep their ids.
        let busy = Fault::Busy(Duration::from_secs(7));
        vec![busy, Fault::Broken, Fault::Cut, Fault::Refused, Fault::Blocked, Fault::Unauthorized]
    }

    fn threads_in(&self) -> Option<Address> {
        Some(Address::chat(&self.help))
    }

    async fn say(&self, text: &str) -> String {
        // Before there is a session, nobody is told of a direct chat that is new.
        self.fake.connected(1).await;
        self.chat.says(text).to_string()
    }

    async fn edit(&self, message: &str, text: &str) {
        self.chat.edits(message.parse().unwrap(), text);
    }

    async fn delete(&self, message: &str) {
        self.chat.deletes(message.parse().unwrap());
    }

    async fn press(&self, message: &str, action: &str) -> Option<String> {
        self.chat.presses_action(message.parse().unwrap(), action);
        Some(message.to_owned())
    }

    async fn redeliver(&self, message: &str) {
        self.chat.repeats(message.parse().unwrap());
    }

    async fn shown(&self) -> Vec<Shown> {
        let lines = self.chat.transcript().lines;
        let ours = lines.into_iter().filter(|line| line.from.is_none());
        ours.map(|line| Shown { text: line.text, files: line.file.into_iter().collect(), buttons: line.labels })
            .collect()
    }

    async fn send_file(&self, name: &str, bytes: &[u8]) -> String {
        self.fake.connected(1).await;
        self.chat.sends_file(name, "application/octet-stream", Kept::whole(bytes)).to_string()
    }

    async fn lose_files(&self) {
        self.fake.loses_files();
    }

    async fn mark_on(&self, message: &str) -> Option<String> {
        let lines = self.chat.transcript().lines;
        let marks = lines.into_iter().find(|line| line.id.to_string() == message)?.marks;
        assert!(marks.len() <= 1, "{marks:?}");
        marks.into_iter().next()
    }

    async fn inject(&self, fault: Fault) {
        let trouble = match fault {
            Fault::Busy(time) => Trouble::TooMany(time.as_secs_f64()),
            Fault::Broken => Trouble::Status(502),
            Fault::Cut => Trouble::AppliedThenCut,
            Fault::Refused => Trouble::Refused(400, 50_035, "Invalid Form Body"),
            Fault::Blocked => Trouble::Refused(403, 50_007, "Cannot send messages to this user"),
            Fault::Unauthorized => Trouble::Refused(401, 0, "401: Unauthorized"),
            Fault::Moved(_) | Fault::Unreachable => panic!("not declared"),
        };
        self.fake.next("POST messages", trouble);
    }
}

#[tokio::test]
async fn discord_keeps_the_contract() {
    insta::assert_snapshot!(conformance(OnDiscord::new).await.join("\n"), @r"
    events_come_in_order
    people_and_places_are_named
    direct_talk_is_addressed
    text_is_exact
    lines_are_exact
    nul_is_exact
    edits_name_their_message
    deletions_name_their_message
    presses_carry_the_action
    a_redelivered_event_has_the_same_key
    a_refused_batch_is_brought_again
    what_is_sent_is_shown
    the_longest_message_is_sent_whole
    many_tasks_send_at_once
    a_key_is_sent_once
    an_edit_replaces_the_text
    a_deletion_removes_the_message
    typing_is_as_declared
    threads_are_as_declared
    reactions_are_as_declared
    a_file_is_sent_with_words_and_without
    a_file_is_fetched_whole
    a_lost_file_is_gone
    stop_ends_idle_listening
    stop_ends_listening_while_the_inbox_refuses
    fault_busy
    fault_broken
    fault_cut
    fault_refused
    fault_blocked
    fault_unauthorized
    ");
}
