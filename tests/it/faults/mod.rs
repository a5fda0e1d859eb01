//! What must hold whatever fails: the rows of `docs/faults.md` that no other test covers.

mod absence;
mod burst;
mod discord;
mod early;
mod full;
mod index;
mod locked;
mod panics;
mod postgres;
pub(crate) mod proxy;
mod restore;
mod telegram;

use hamyar_channel::testing::Person;

use crate::support::TestApp;

/// What stands before a message that may have come already.
const REPEAT: &str = "You may have received this message already.";

/// What the chat shows of ours.
fn ours(app: &TestApp, person: &Person) -> Vec<String> {
    let shown = app.channel.transcript(person.address());
    shown.into_iter().filter(|said| said.by.is_none()).map(|said| said.text.text).collect()
}
