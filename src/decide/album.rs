//! Albums: files that were sent as one come as a message each, perhaps in turns of their own, and are answered once.

use chrono::{DateTime, Utc};
use hamyar_channel::Attachment;

use super::aim::Aim;
use super::fold::Heard;
use crate::model::{Decision, Line, Memory, Policy};

/// What is said to files without words, if anything: not to what comes later of an album that was spoken to, and to one
/// that was not only once its other parts had their time. The words may be under another of them.
pub(super) fn wordless(memory: &Memory, heard: &Heard<'_>, policy: &Policy, now: DateTime<Utc>) -> Option<Aim> {
    let unanswered = |attachment: &&Attachment| !is_answered(memory, attachment);
    let file = heard.said.iter().flat_map(|spoken| &spoken.said.attachments).find(unanswered)?;
    let until = heard.said.last().map_or(now, |spoken| spoken.at + policy.fragment_wait);
    let waits = file.group.is_some() && now < until;
    Some(if waits { Aim::Wait(until) } else { Aim::Say(Line::CannotRead(file.kind)) })
}

/// What was said to a part of an album was said to all of it.
pub(super) fn keep(decision: &mut Decision, heard: &Heard<'_>) {
    if decision.entries.iter().all(|entry| entry.send.is_none()) {
        return;
    }
    let attachments = heard.said.iter().flat_map(|spoken| &spoken.said.attachments);
    for group in attachments.filter_map(|attachment| attachment.group.as_deref()) {
        decision.next.memory.spoke_to_album(group);
    }
}

fn is_answered(memory: &Memory, attachment: &Attachment) -> bool {
    attachment.group.as_ref().is_some_and(|group| memory.albums.contains(group))
}
