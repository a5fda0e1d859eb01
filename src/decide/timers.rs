//! What follows when nothing happens.

use serde_json::json;

use super::draft::Draft;
use crate::model::EntryKind;

/// A conversation of the bot that was quiet for long is over. Nobody is sent anything for that.
pub(super) fn expire(draft: &mut Draft<'_>) {
    draft.note(EntryKind::Resolved, None, json!({ "by": "quiet" }));
    let now = draft.now;
    draft.next().resolve(None, now);
}
