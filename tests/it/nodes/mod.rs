//! Several nodes on one PostgreSQL: one decides, sends and listens at a time, and all of them hear what any of them does.

mod fencing;
mod listening;
mod news;
mod racing;

use hamyar_channel::testing::{FakeChannel, Person};

/// What the chat shows of ours.
fn ours(channel: &FakeChannel, person: &Person) -> Vec<String> {
    let shown = channel.transcript(person.address());
    shown.into_iter().filter(|said| said.by.is_none()).map(|said| said.text.text).collect()
}
