//! The fake channel keeps the contract, and the suite sees when a channel does not.

mod flawed;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use self::flawed::{Flaw, Flawed};
use super::{Ability, FakeChannel, Fault, Person, Rig, Shown, conformance};
use crate::{Capabilities, Channel, Inbound, Scope, SendError};

struct FakeRig {
    channel: FakeChannel,
    flaw: Option<Flaw>,
    person: Person,
    pushed: std::sync::Mutex<Vec<Inbound>>,
}

impl FakeRig {
    fn new(channel: FakeChannel) -> Self {
        Self { channel, flaw: None, person: Person::direct("ali"), pushed: std::sync::Mutex::default() }
    }
}

#[async_trait]
impl Rig for FakeRig {
    fn channel(&self) -> Arc<dyn Channel> {
        match self.flaw {
            Some(flaw) => Arc::new(Flawed { channel: self.channel.clone(), flaw }),
            None => Arc::new(self.channel.clone()),
        }
    }

    fn abilities(&self) -> Vec<Ability> {
        use Ability::{Acknowledge, Delete, Edit, Files, Lines, Nul, Press, Redeliver};
        vec![Edit, Delete, Press, Redeliver, Acknowledge, Files, Nul, Lines]
    }

    fn faults(&self) -> Vec<Fault> {
        use Fault::{Blocked, Broken, Busy, Cut, Moved, Refused, Unauthorized, Unreachable};
        let busy = Busy(Duration::from_secs(7));
        vec![Unreachable, busy, Broken, Cut, Refused, Blocked, Moved("other".into()), Unauthorized]
    }

    async fn say(&self, text: &str) -> String {
        let pushed = self.channel.says(&self.person, text);
        self.pushed.lock().unwrap().extend(pushed.batch.clone());
        pushed.message().unwrap().to_owned()
    }

    async fn edit(&self, message: &str, text: &str) {
        self.channel.edits(&self.person, message, text);
    }

    async fn delete(&self, message: &str) {
        self.channel.deletes(&self.person, message);
    }

    async fn press(&self, message: &str, action: &str) -> Option<String> {
        self.channel.presses(&self.person, message, action);
        Some(message.to_owned())
    }

    async fn redeliver(&self, message: &str) {
        let key = format!("m:ali:{message}");
        let again = self.pushed.lock().unwrap().iter().find(|inbound| inbound.key == key).cloned().unwrap();
        self.channel.push(again);
    }

    async fn acknowledged(&self) -> usize {
        self.channel.acknowledged()
    }

    async fn send_file(&self, name: &str, bytes: &[u8]) -> String {
        let pushed = self.channel.sends_file(&self.person, name, "application/octet-stream", bytes);
        pushed.message().unwrap().to_owned()
    }

    async fn lose_files(&self) {
        self.channel.loses_files();
    }

    async fn mark_on(&self, message: &str) -> Option<String> {
        self.channel.transcript(self.person.address()).into_iter().find(|said| said.id == message)?.mark
    }

    async fn shown(&self) -> Vec<Shown> {
        let ours = self.channel.transcript(self.person.address()).into_iter().filter(|said| said.by.is_none());
        ours.map(|said| Shown {
            text: said.text.text,
            files: said.file.into_iter().map(|file| file.name).collect(),
            buttons: said.buttons.into_iter().map(|row| row.into_iter().map(|button| button.label).collect()).collect(),
        })
        .collect()
    }

    async fn inject(&self, fault: Fault) {
        let reason = String::from("told to");
        self.channel.fail_next(match fault {
            Fault::Cut => return self.channel.apply_and_fail_next(SendError::Unknown { reason }),
            Fault::Unreachable => SendError::Transient { retry_after: None, reason },
            Fault::Busy(wait) => SendError::Limited { wait, scope: Scope::Chat, reason },
            Fault::Broken => SendError::Unknown { reason },
            Fault::Refused => SendError::Rejected { reason },
            Fault::Blocked => SendError::Gone { reason },
            Fault::Moved(to) => SendError::Moved { to },
            Fault::Unauthorized => SendError::Unauthorized { reason },
        });
    }
}

fn bare() -> Capabilities {
    let full = FakeChannel::new("fake:main").capabilities();
    Capabilities {
        edit: false,
        delete: false,
        typing: false,
        threads: false,
        react: false,
        replies: false,
        files: None,
        fetch: false,
        idempotent: true,
        ..full
    }
}

#[tokio::test(start_paused = true)]
async fn the_fake_channel_conforms() {
    let checked = conformance(async || FakeRig::new(FakeChannel::new("fake:main"))).await;
    insta::assert_snapshot!(checked.join("\n"), @r"
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
    fault_unreachable
    fault_busy
    fault_broken
    fault_cut
    fault_refused
    fault_blocked
    fault_moved
    fault_unauthorized
    ");
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_can_do_less_conforms_too() {
    let checked = conformance(async || FakeRig::new(FakeChannel::new("fake:main").with_capabilities(bare()))).await;
    for name in ["a_key_is_sent_once", "editing_is_unsupported", "deleting_is_unsupported", "fetching_is_unsupported"] {
        assert!(checked.contains(&name), "{name} was not checked");
    }
}

#[tokio::test(start_paused = true)]
async fn the_suite_sees_a_flaw() {
    assert!(passes(Flaw::Nothing).await, "the wrapper itself breaks the contract");
    let flaws = [
        Flaw::Forgets,
        Flaw::Trims,
        Flaw::SwapsKeys,
        Flaw::IgnoresStop,
        Flaw::SendsTwice,
        Flaw::ForgetsEdits,
        Flaw::KeepsReactions,
        Flaw::CutsFiles,
    ];
    for flaw in flaws {
        assert!(!passes(flaw).await, "{flaw:?} passed the suite");
    }
}

async fn passes(flaw: Flaw) -> bool {
    let build = async move || FakeRig { flaw: Some(flaw), ..FakeRig::new(FakeChannel::new("fake:main")) };
    tokio::spawn(async move { conformance(build).await }).await.is_ok()
}

#[tokio::test]
async fn a_chat_can_be_read_as_people_see_it() {
    let channel = FakeChannel::new("fake:main");
    let person = Person::direct("ali").named("علی").speaking("fa");
    let first = channel.says(&person, "سلام");
    channel.edits(&person, first.message().unwrap(), "سلام،\nپوشه‌ام کجاست؟");
    let mut answer = outbound(&person, "در «حذف‌شده‌ها»");
    answer.buttons = vec![vec![button("کمک کرد"), button("این نبود")]];
    channel.send(&answer).await.unwrap();
    insta::assert_snapshot!(channel.read(person.address()), @r"
    ali (edited): سلام،
        پوشه‌ام کجاست؟
    us: در «حذف‌شده‌ها»
        [کمک کرد] [این نبود]
    ");
    assert_eq!(channel.next_sent().await.outbound, answer);
    assert_eq!(channel.unread(), []);
}

#[tokio::test]
async fn outcomes_follow_the_script() {
    let channel = FakeChannel::new("fake:main");
    let person = Person::direct("ali");
    let lost = SendError::Unknown { reason: "cut".into() };
    channel.apply_and_fail_next(lost.clone());
    channel.fail_next(lost.clone());
    let before = channel.hold_next();
    let after = channel.hold_next_receipt();

    assert_eq!(channel.send(&outbound(&person, "1")).await, Err(lost.clone()));
    assert_eq!(channel.send(&outbound(&person, "2")).await, Err(lost.clone()));
    assert_eq!(channel.read(person.address()), "us: 1");

    let held = tokio::spawn({
        let (channel, message) = (channel.clone(), outbound(&person, "3"));
        async move { channel.send(&message).await }
    });
    before.reached().await;
    assert_eq!(channel.read(person.address()), "us: 1");
    before.release();
    assert!(held.await.unwrap().is_ok());

    let held = tokio::spawn({
        let (channel, message) = (channel.clone(), outbound(&person, "4"));
        async move { channel.send(&message).await }
    });
    after.reached().await;
    held.abort();
    assert_eq!(channel.read(person.address()), "us: 1\nus: 3\nus: 4");
    let errors: Vec<_> = channel.attempts().into_iter().map(|attempt| attempt.error).collect();
    assert_eq!(errors, [Some(lost.clone()), Some(lost), None], "an aborted call did not end");
}

fn outbound(person: &Person, text: &str) -> crate::Outbound {
    crate::Outbound {
        to: person.address().clone(),
        key: format!("key of {text}"),
        text: crate::RichText::plain(text),
        file: None,
        buttons: Vec::new(),
        reply_to: None,
        perhaps_sent_since: None,
        language: "fa".into(),
    }
}

fn button(label: &str) -> crate::Button {
    crate::Button { label: label.into(), action: "a".into() }
}
