//! The contract's own suite, by long polling and by webhook.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use hamyar_channel::testing::{Ability, Fault, Rig, Shown, conformance};
use hamyar_channel::{Channel, HttpService};
use hamyar_telegram::{Settings, Telegram};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::stand::{bot, bot_with, serve, settings, webhook};
use crate::support::fake_telegram::{Chat, FakeTelegram, Fault as Trouble, Kept};

const NEW_CHAT: i64 = -1_009_876;

struct OnTelegram {
    fake: FakeTelegram,
    chat: Chat,
    bot: Arc<Telegram>,
    /// Where the host of a webhook listens, until it serves.
    listener: Mutex<Option<TcpListener>>,
    server: Mutex<Option<JoinHandle<()>>>,
}

impl OnTelegram {
    async fn polling() -> Self {
        let fake = FakeTelegram::start().await;
        let bot = bot(&fake);
        Self::new(fake, bot, None)
    }

    async fn webhook() -> Self {
        let fake = FakeTelegram::start().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mode = webhook(&format!("http://{}", listener.local_addr().unwrap()));
        let bot = bot_with(Settings { mode, ..settings(&fake.url()) });
        Self::new(fake, bot, Some(listener))
    }

    fn new(fake: FakeTelegram, bot: Telegram, listener: Option<TcpListener>) -> Self {
        let chat = fake.user("Mina").private();
        Self { fake, chat, bot: Arc::new(bot), listener: Mutex::new(listener), server: Mutex::default() }
    }
}

impl Drop for OnTelegram {
    fn drop(&mut self) {
        if let Some(server) = self.server.lock().unwrap().take() {
            server.abort();
        }
    }
}

#[async_trait]
impl Rig for OnTelegram {
    fn channel(&self) -> Arc<dyn Channel> {
        self.bot.clone()
    }

    fn abilities(&self) -> Vec<Ability> {
        // Not Delete: Telegram does not tell bots what people take back.
        vec![
            Ability::Edit,
            Ability::Press,
            Ability::Redeliver,
            Ability::Acknowledge,
            Ability::Files,
            Ability::Nul,
            Ability::Lines,
        ]
    }

    fn faults(&self) -> Vec<Fault> {
        // Not Unreachable: the suite's own listener holds a connection, so whether a send opens a new one is a race. It
        // is proved in `sending`.
        vec![
            Fault::Busy(Duration::from_secs(7)),
            Fault::Broken,
            Fault::Cut,
            Fault::Refused,
            Fault::Blocked,
            Fault::Moved(NEW_CHAT.to_string()),
            Fault::Unauthorized,
        ]
    }

    fn serve(&self, service: HttpService) {
        let listener = self.listener.lock().unwrap().take().expect("only a webhook has routes");
        *self.server.lock().unwrap() = Some(serve(listener, &self.bot.mount(), service));
    }

    async fn say(&self, text: &str) -> String {
        self.chat.says(text).to_string()
    }

    async fn edit(&self, message: &str, text: &str) {
        self.chat.edits(message.parse().unwrap(), text);
    }

    async fn press(&self, message: &str, action: &str) -> Option<String> {
        self.chat.presses_action(message.parse().unwrap(), action);
        Some(message.to_owned())
    }

    async fn redeliver(&self, message: &str) {
        self.chat.repeats(message.parse().unwrap());
    }

    async fn acknowledged(&self) -> usize {
        self.fake.confirmed()
    }

    async fn shown(&self) -> Vec<Shown> {
        let lines = self.chat.transcript().lines;
        let ours = lines.into_iter().filter(|line| line.from.is_none());
        ours.map(|line| Shown { text: line.text, files: line.file.into_iter().collect(), buttons: line.labels })
            .collect()
    }

    async fn send_file(&self, name: &str, bytes: &[u8]) -> String {
        self.chat.sends_file(name, "application/octet-stream", Kept::whole(bytes)).to_string()
    }

    async fn lose_files(&self) {
        self.fake.loses_files();
    }

    async fn mark_on(&self, message: &str) -> Option<String> {
        let lines = self.chat.transcript().lines;
        lines.into_iter().find(|line| line.id.to_string() == message).and_then(|line| line.mark)
    }

    async fn inject(&self, fault: Fault) {
        let trouble = match fault {
            Fault::Busy(time) => Trouble::TooMany(time.as_secs()),
            Fault::Broken => Trouble::Status(502),
            Fault::Cut => Trouble::AppliedThenCut,
            Fault::Refused => Trouble::Refused(400, "Bad Request: can't parse entities"),
            Fault::Blocked => Trouble::Refused(403, "Forbidden: bot was blocked by the user"),
            Fault::Moved(_) => Trouble::Migrated(NEW_CHAT),
            Fault::Unauthorized => Trouble::Refused(401, "Unauthorized"),
            Fault::Unreachable => panic!("not declared"),
        };
        self.fake.next("sendMessage", trouble);
    }
}

#[tokio::test]
async fn telegram_keeps_the_contract_by_polling_and_by_webhook() {
    let polling = conformance(OnTelegram::polling).await;
    let webhook = conformance(OnTelegram::webhook).await;
    assert_eq!(polling, webhook);
    insta::assert_snapshot!(polling.join("\n"), @r"
    events_come_in_order
    people_and_places_are_named
    direct_talk_is_addressed
    text_is_exact
    lines_are_exact
    nul_is_exact
    edits_name_their_message
    presses_carry_the_action
    a_redelivered_event_has_the_same_key
    a_refused_batch_is_brought_again
    nothing_is_acknowledged_before_it_is_accepted
    what_is_sent_is_shown
    the_longest_message_is_sent_whole
    many_tasks_send_at_once
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
    fault_moved
    fault_unauthorized
    ");
}
