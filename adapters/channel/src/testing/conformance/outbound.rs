//! What we say reaches the platform, and what goes wrong is told truly.

use tokio::task::JoinSet;

use super::Scene;
use crate::testing::{Fault, Rig, within};
use crate::{Button, NewThread, Receipt, SendError, Unit};

/// Beyond this a text is long enough to prove that nothing cuts it.
const LONG: usize = 100_000;

pub(super) async fn what_is_sent_is_shown<R: Rig>(scene: &Scene<R>) {
    let to = scene.meet().await;
    let text = "بله، می‌شود: از «حذف‌شده‌ها» برگردانید 👍 (30 days)";
    let mut outbound = scene.message(&to, "answer", text);
    let button = |label: &str| Button { label: label.to_owned(), action: "helped:yes".to_owned() };
    outbound.buttons = vec![vec![button("کمک کرد"), button("این نبود")], vec![button("A person, please")]];
    let id = scene.send(&outbound).await;
    assert!(!id.is_empty(), "a receipt without a message");
    let shown = scene.shown().await;
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert_eq!(shown[0].text, text);
    let labels: Vec<Vec<String>> =
        outbound.buttons.iter().map(|row| row.iter().map(|button| button.label.clone()).collect()).collect();
    assert_eq!(shown[0].buttons, labels);
}

pub(super) async fn the_longest_message_is_sent_whole<R: Rig>(scene: &Scene<R>) {
    let to = scene.meet().await;
    let can = scene.channel.capabilities();
    let text = fill(can.max_length.min(LONG), can.unit);
    scene.send(&scene.message(&to, "longest", &text)).await;
    let shown = scene.shown_texts().await;
    assert!(shown == [text], "a message of the greatest length was cut or split into {}", shown.len());
}

pub(super) async fn many_tasks_send_at_once<R: Rig>(scene: &Scene<R>) {
    let to = scene.meet().await;
    let mut sending = JoinSet::new();
    for number in 0..8 {
        let outbound = scene.message(&to, &format!("at once {number}"), &format!("number {number}"));
        scene.inbox.show(scene.channel.id(), &outbound);
        let channel = scene.rig.channel();
        sending.spawn(async move { channel.send(&outbound).await });
    }
    let mut receipts = Vec::new();
    for ended in within("the sends to end", sending.join_all()).await {
        receipts.push(ended.unwrap_or_else(|error| panic!("one of many sends failed: {error}")).message);
    }
    receipts.sort();
    receipts.dedup();
    assert_eq!(receipts.len(), 8, "two messages have one id");
    let mut shown = scene.shown_texts().await;
    shown.sort();
    assert_eq!(shown, (0..8).map(|number| format!("number {number}")).collect::<Vec<_>>());
}

pub(super) async fn a_key_is_sent_once<R: Rig>(scene: &Scene<R>) {
    let to = scene.meet().await;
    let outbound = scene.message(&to, "the same", "once");
    let first = scene.send(&outbound).await;
    let second = scene.channel.send(&outbound).await;
    assert_eq!(second, Ok(Receipt { message: first, chat: None }));
    assert_eq!(scene.shown_texts().await, ["once"]);
}

pub(super) async fn an_edit_replaces_the_text<R: Rig>(scene: &Scene<R>) {
    let to = scene.meet().await;
    let id = scene.send(&scene.message(&to, "original", "first wording")).await;
    let new = scene.message(&to, "its edit", "second wording");
    scene.inbox.show_edit(scene.channel.id(), "original", &new);
    for _ in 0..2 {
        let edited = within("an edit to end", scene.channel.edit(&id, &new)).await;
        assert_eq!(edited.map(|receipt| receipt.message), Ok(id.clone()));
        assert_eq!(scene.shown_texts().await, ["second wording"]);
    }
}

pub(super) async fn editing_is_unsupported<R: Rig>(scene: &Scene<R>) {
    let to = scene.meet().await;
    let id = scene.send(&scene.message(&to, "original", "first wording")).await;
    let new = scene.message(&to, "its edit", "second wording");
    assert_eq!(scene.channel.edit(&id, &new).await, Err(SendError::Unsupported));
    assert_eq!(scene.shown_texts().await, ["first wording"]);
}

pub(super) async fn a_deletion_removes_the_message<R: Rig>(scene: &Scene<R>) {
    let to = scene.meet().await;
    let id = scene.send(&scene.message(&to, "a mistake", "a mistake")).await;
    scene.send(&scene.message(&to, "right", "right")).await;
    scene.inbox.hide(scene.channel.id(), &to, "a mistake");
    for _ in 0..2 {
        assert_eq!(within("a deletion to end", scene.channel.delete(&to, &id)).await, Ok(()));
        assert_eq!(scene.shown_texts().await, ["right"]);
    }
}

pub(super) async fn deleting_is_unsupported<R: Rig>(scene: &Scene<R>) {
    let to = scene.meet().await;
    let id = scene.send(&scene.message(&to, "stays", "stays")).await;
    assert_eq!(scene.channel.delete(&to, &id).await, Err(SendError::Unsupported));
    assert_eq!(scene.shown_texts().await, ["stays"]);
}

pub(super) async fn typing_is_as_declared<R: Rig>(scene: &Scene<R>) {
    let to = scene.meet().await;
    let expected = if scene.channel.capabilities().typing { Ok(()) } else { Err(SendError::Unsupported) };
    assert_eq!(within("typing to be shown", scene.channel.typing(&to)).await, expected);
}

pub(super) async fn threads_are_as_declared<R: Rig>(scene: &Scene<R>) {
    let direct = scene.meet().await;
    let to = scene.rig.threads_in().unwrap_or(direct);
    let thread = NewThread { title: "A question", under: None, asker: None };
    let opened = within("a thread to open", scene.channel.open_thread(&to, thread)).await;
    if scene.channel.capabilities().threads {
        let place = opened.unwrap_or_else(|error| panic!("a thread was not opened: {error}"));
        assert_eq!(place.chat, to.chat);
        assert!(place.thread.is_some(), "a thread without an id");
    } else {
        assert_eq!(opened, Err(SendError::Unsupported));
    }
}

pub(super) async fn reactions_are_as_declared<R: Rig>(scene: &Scene<R>) {
    let (message, met) = scene.hear("hello").await;
    let to = met.place.address;
    let react = async |emoji| within("a reaction to be set", scene.channel.react(&to, &message, emoji)).await;
    if !scene.channel.capabilities().react {
        assert_eq!(react(Some("👍")).await, Err(SendError::Unsupported));
        return;
    }
    for emoji in [Some("👍"), Some("👍"), Some("✍"), None] {
        assert_eq!(react(emoji).await, Ok(()), "the reaction {emoji:?}");
        let shown = within("the platform to show its reactions", scene.rig.mark_on(&message)).await;
        assert_eq!(shown.as_deref(), emoji, "one reaction of ours, the last");
    }
}

pub(super) async fn maps_the_fault<R: Rig>(scene: &Scene<R>, fault: Fault) -> &'static str {
    let to = scene.meet().await;
    within("the fault to be prepared", scene.rig.inject(fault.clone())).await;
    let error = match within("a send to end", scene.channel.send(&scene.message(&to, "faulty", "hello"))).await {
        Ok(receipt) => panic!("{fault:?} ended in {receipt:?}"),
        Err(error) => error,
    };
    let (name, right) = match &fault {
        Fault::Unreachable => ("fault_unreachable", matches!(&error, SendError::Transient { retry_after: None, .. })),
        Fault::Busy(time) => ("fault_busy", matches!(&error, SendError::Limited { wait, .. } if wait == time)),
        Fault::Broken => ("fault_broken", matches!(&error, SendError::Unknown { .. })),
        Fault::Cut => ("fault_cut", matches!(&error, SendError::Unknown { .. })),
        Fault::Refused => ("fault_refused", matches!(&error, SendError::Rejected { .. })),
        Fault::Blocked => ("fault_blocked", matches!(&error, SendError::Gone { .. })),
        Fault::Moved(chat) => ("fault_moved", matches!(&error, SendError::Moved { to } if to == chat)),
        Fault::Unauthorized => ("fault_unauthorized", matches!(&error, SendError::Unauthorized { .. })),
    };
    assert!(right, "{fault:?} was told as {error:?}");
    let expected: &[&str] = if fault == Fault::Cut { &["hello"] } else { &[] };
    assert_eq!(scene.shown_texts().await, expected, "what the platform shows after {fault:?}");
    name
}

/// A text of exactly this length, of characters that count differently in each unit.
fn fill(length: usize, unit: Unit) -> String {
    let mut text = String::new();
    let mut counted = 0;
    for character in "سلام 👋 dear customer ".chars().cycle() {
        let more = unit.length(character.encode_utf8(&mut [0; 4]));
        if counted + more > length {
            break;
        }
        counted += more;
        text.push(character);
    }
    // Ends in something that no platform trims.
    text.extend(std::iter::repeat_n('.', length - counted));
    let trailing = text.len() - text.trim_end().len();
    text.truncate(text.len() - trailing);
    text.extend(std::iter::repeat_n('.', trailing));
    text
}
