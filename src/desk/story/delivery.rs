//! What became of what we said, in words.

use serde_json::Value;

use crate::desk::tongue::Tongue;
use crate::model::{DeliveryKind, DeliveryStatus, EntryKind};
use crate::store::DeliveryState;

/// What became of a message of ours.
pub(in crate::desk) struct State {
    /// The class it gives the message.
    pub(in crate::desk) class: &'static str,
    /// Its symbol.
    pub(in crate::desk) icon: &'static str,
    /// It in words.
    pub(in crate::desk) words: String,
    /// It needs somebody's attention.
    pub(in crate::desk) grave: bool,
}

/// What a delivery came to, as far as it has.
pub(super) fn state(t: &Tongue, sent: &DeliveryState) -> Option<State> {
    let state = |class, icon, key: &str, grave| Some(State { class, icon, words: t.word(key), grave });
    match (sent.status, sent.ambiguous) {
        (DeliveryStatus::Pending | DeliveryStatus::Sending, false) => {
            state(" message--pending", "clock", "desk-delivery-pending", false)
        }
        (DeliveryStatus::Pending | DeliveryStatus::Sending, true) => {
            state(" message--unknown", "info", "desk-delivery-repeating", true)
        }
        (DeliveryStatus::Sent, true) => state("", "checks", "desk-delivery-twice", false),
        (DeliveryStatus::Sent, false) if sent.kind == DeliveryKind::Edit => {
            state("", "checks", "desk-delivery-changed", false)
        }
        (DeliveryStatus::Sent, false) => state("", "checks", "desk-delivery-sent", false),
        (DeliveryStatus::Unknown, _) => state(" message--unknown", "info", "desk-delivery-unknown", true),
        (DeliveryStatus::Dead, _) => state(" message--failed", "alert", "desk-delivery-dead", true),
        (DeliveryStatus::Held, _) => state(" message--pending", "clock", "desk-delivery-held", true),
        (DeliveryStatus::Cancelled, _) => state(" message--cancelled", "close", "desk-delivery-cancelled", false),
    }
}

/// Why something did not arrive, from the entry that says so.
pub(super) fn failed(t: &Tongue, data: &Value) -> State {
    let is = |key: &str| data[key].as_bool().unwrap_or_default();
    if is("thread") {
        State { class: " message--failed", icon: "alert", words: t.word("desk-event-no-thread"), grave: false }
    } else if is("unknown") {
        State { class: " message--unknown", icon: "info", words: t.word("desk-delivery-unknown"), grave: true }
    } else {
        let key = if is("gone") { "desk-delivery-gone" } else { "desk-delivery-dead" };
        State { class: " message--failed", icon: "alert", words: t.word(key), grave: true }
    }
}

/// What became of a change of what was said, or of taking it back, as far as something did.
pub(super) fn changed(t: &Tongue, kind: EntryKind, sent: &DeliveryState) -> Option<State> {
    let removal = kind == EntryKind::AgentDeletion;
    let plain = |key: &str| Some(State { class: "", icon: "checks", words: t.word(key), grave: false });
    match sent.status {
        DeliveryStatus::Pending | DeliveryStatus::Sending => {
            Some(State { class: "", icon: "clock", words: t.word("revise-pending"), grave: false })
        }
        DeliveryStatus::Sent if removal => plain("revise-removed"),
        // What could not be changed was sent anew.
        DeliveryStatus::Sent if sent.kind == DeliveryKind::Edit => plain("desk-delivery-changed"),
        DeliveryStatus::Unknown => Some(unchanged(t, kind, true)),
        DeliveryStatus::Dead => Some(unchanged(t, kind, false)),
        DeliveryStatus::Sent | DeliveryStatus::Held | DeliveryStatus::Cancelled => state(t, sent),
    }
}

/// What was to be changed or taken back is perhaps still there, or surely.
pub(super) fn unchanged(t: &Tongue, kind: EntryKind, unknown: bool) -> State {
    let key = match (kind == EntryKind::AgentDeletion, unknown) {
        (true, true) => "revise-removal-unknown",
        (true, false) => "revise-removal-refused",
        (false, true) => "revise-change-unknown",
        (false, false) => "revise-change-refused",
    };
    let class = if unknown { " message--unknown" } else { " message--failed" };
    State { class, icon: if unknown { "info" } else { "alert" }, words: t.word(key), grave: true }
}
