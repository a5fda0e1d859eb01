//! The kernel: what follows from what happens, in which order, whatever comes between.

mod asked;
mod crash;
mod edits;
mod feedback;
mod files;
mod handed;
mod happenings;
mod hung_up;
mod late;
mod outcomes;
mod peers;
mod people;
mod places;
mod properties;
mod retries;
mod several;
mod stopping;
mod threads;
mod turns;

use hamyar_channel::Inbound;
use hamyar_channel::testing::{Person, Pushed};

use crate::support::TestApp;

/// Events of several calls, as one batch.
fn together(batches: Vec<Pushed>) -> Vec<Inbound> {
    batches.into_iter().flat_map(|pushed| pushed.batch).collect()
}

/// What the chat shows of ours.
fn ours(app: &TestApp, person: &Person) -> Vec<String> {
    let shown = app.channel.transcript(person.address());
    shown.into_iter().filter(|said| said.by.is_none()).map(|said| said.text.text).collect()
}
