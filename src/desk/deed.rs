//! What can be done about a conversation with one press.

use super::access::Visitor;
use super::tongue::Tongue;
use crate::model::{Conversation, Holder, Status};

/// Something that can be done about a conversation.
pub(super) struct Deed {
    pub(super) action: &'static str,
    pub(super) label: String,
    pub(super) icon: &'static str,
    pub(super) key: &'static str,
}

/// What can be done about a conversation as it stands.
pub(super) fn deeds(t: &Tongue, visitor: &Visitor, c: &Conversation) -> Vec<Deed> {
    let deed = |action, label: &str, icon, key| Deed { action, label: t.word(label), icon, key };
    let resolve = || deed("resolve", "desk-do-resolve", "check", "E");
    let give_back = || deed("return", "desk-do-return", "mark", "B");
    match (c.status, c.holder) {
        (Status::Resolved, _) => vec![deed("reopen", "desk-do-reopen", "back", "")],
        (Status::Snoozed, _) => vec![deed("wake", "inbox-do-wake", "clock", ""), resolve()],
        (_, Holder::Bot) => vec![deed("take", "desk-do-take", "hand", "T"), resolve()],
        (_, Holder::Queue) => vec![deed("take", "desk-do-take", "hand", "T"), give_back(), resolve()],
        (_, Holder::Agent(agent)) if agent == visitor.agent.id => vec![give_back(), resolve()],
        (_, Holder::Agent(_)) => vec![deed("take", "desk-do-take-over", "hand", "T"), resolve()],
    }
}
