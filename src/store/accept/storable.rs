//! What PostgreSQL cannot hold, replaced before anything is recorded: the character NUL.

use hamyar_channel::Inbound;

/// What stands in for NUL: its picture.
const PICTURE: &str = "\u{2400}";

/// The event as it can be stored. Every other character is kept as it came.
pub(super) fn event(event: Inbound) -> Inbound {
    let Ok(json) = serde_json::to_string(&event) else { return event };
    if !json.contains("\\u0000") {
        return event;
    }
    serde_json::to_value(&event).ok().and_then(|value| serde_json::from_value(pictured(value)).ok()).unwrap_or(event)
}

fn pictured(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) => Value::String(text.replace('\0', PICTURE)),
        Value::Array(items) => Value::Array(items.into_iter().map(pictured).collect()),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, pictured(value))).collect(),
        other => other,
    }
}
