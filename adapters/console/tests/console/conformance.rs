//! The console keeps the contract.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use hamyar_channel::Channel;
use hamyar_channel::testing::{Ability, Fault, Rig, Shown, conformance};
use hamyar_console::Look;

use crate::terminal::Terminal;

struct ConsoleRig {
    terminal: Terminal,
    lines: AtomicUsize,
}

impl ConsoleRig {
    async fn line(&self, text: &str) -> usize {
        self.terminal.type_line(text).await;
        self.lines.fetch_add(1, Ordering::SeqCst) + 1
    }
}

#[async_trait]
impl Rig for ConsoleRig {
    fn channel(&self) -> Arc<dyn Channel> {
        self.terminal.console.clone()
    }

    fn abilities(&self) -> Vec<Ability> {
        vec![Ability::Press, Ability::Nul]
    }

    fn faults(&self) -> Vec<Fault> {
        vec![Fault::Blocked]
    }

    async fn say(&self, text: &str) -> String {
        format!("s1-{}", self.line(text).await)
    }

    /// The suite's buttons are labelled in order, and their actions are pressed in order.
    async fn press(&self, message: &str, _action: &str) -> Option<String> {
        let greeting = 1;
        let number = self.lines.load(Ordering::SeqCst) + 1 - greeting;
        self.line(&number.to_string()).await;
        Some(message.to_owned())
    }

    async fn shown(&self) -> Vec<Shown> {
        let mut shown: Vec<Shown> = Vec::new();
        for line in self.terminal.screen.text().lines() {
            if let Some(text) = line.strip_prefix("< ") {
                shown.push(Shown { text: text.to_owned(), ..Shown::default() });
            }
            if let Some((_, named)) = line.split_once("console-file in ")
                && let Some(last) = shown.last_mut()
            {
                last.files.extend(named.split_once(' ').map(|(_, name)| name.to_owned()));
            } else if let (Some(row), Some(last)) = (line.strip_prefix("  ["), shown.last_mut()) {
                let labels = row.split("  [").map(|button| button.split_once("] ").unwrap().1.to_owned());
                last.buttons.push(labels.collect());
            }
        }
        shown
    }

    async fn inject(&self, fault: Fault) {
        assert_eq!(fault, Fault::Blocked);
        self.terminal.screen.close();
    }
}

#[tokio::test(start_paused = true)]
async fn the_console_conforms() {
    let checked =
        conformance(async || ConsoleRig { terminal: Terminal::new(Look::Plain), lines: AtomicUsize::new(0) }).await;
    insta::assert_snapshot!(checked.join("\n"), @r"
    events_come_in_order
    people_and_places_are_named
    direct_talk_is_addressed
    text_is_exact
    nul_is_exact
    presses_carry_the_action
    a_refused_batch_is_brought_again
    what_is_sent_is_shown
    the_longest_message_is_sent_whole
    many_tasks_send_at_once
    editing_is_unsupported
    deleting_is_unsupported
    typing_is_as_declared
    threads_are_as_declared
    reactions_are_as_declared
    a_file_is_sent_with_words_and_without
    fetching_is_unsupported
    stop_ends_idle_listening
    stop_ends_listening_while_the_inbox_refuses
    fault_blocked
    ");
}
