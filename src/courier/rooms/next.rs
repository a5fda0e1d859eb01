//! What a topic shows next. Pure: the topic says how far it has come, and the timeline what there is to show.

use hamyar_channel::{Button, RichText};

use super::telling::{Changed, Said, Teller, Told};
use crate::model::{Role, Status};
use crate::store::RoomTopic;

/// The message that a topic begins with, which tells of everything up to an entry.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Card {
    pub(super) text: RichText,
    pub(super) buttons: Vec<Vec<Button>>,
    /// The state that it shows.
    pub(super) state: String,
    /// The entry.
    pub(super) seq: i64,
    /// The files of what it tells, by their entry and their number there: they follow it.
    pub(super) files: Vec<(i64, usize)>,
}

/// The next thing to be done in a topic.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Next {
    /// It is removed, with all that is in it.
    Forget,
    /// It is opened, with its card where the platform has it begin with that.
    Open { title: String, card: Card },
    /// It is put aside no more.
    Reopen,
    /// It is put aside.
    Close,
    /// It is called otherwise.
    Entitle { title: String, mark: String },
    /// It begins with a card.
    Card(Card),
    /// The card says where things stand now.
    Recard { text: RichText, buttons: Vec<Vec<Button>>, state: String },
    /// The file of this number that came with an entry is shown.
    File { seq: i64, number: usize },
    /// An entry is told.
    Post { seq: i64, said: Said },
    /// An entry changes what a message of the customer's says.
    Change { seq: i64, change: Changed },
    /// Nothing up to this entry is told here.
    Pass { seq: i64 },
}

/// What is to be done next, if anything is.
pub(super) fn next(topic: &RoomTopic, teller: &Teller<'_>) -> Option<Next> {
    if topic.forgets {
        return Some(Next::Forget);
    }
    // A room that is one no more is left as it is.
    if topic.room.role != Role::Staff {
        return None;
    }
    if topic.place.is_none() {
        return Some(Next::Open { title: teller.title(), card: teller.card_of(topic.last_seq) });
    }
    let told = topic.entries.iter().find_map(|entry| Some((entry.seq, teller.tell(entry)?)));
    let (state, resolved) = (teller.state(), topic.status == Status::Resolved);
    if topic.face.closed && (!resolved || told.is_some() || topic.card.is_none() || !topic.face.files.is_empty()) {
        return Some(Next::Reopen);
    }
    if topic.card.is_none() {
        return Some(Next::Card(teller.card_of(topic.last_seq)));
    }
    if let Some(&(seq, number)) = topic.face.files.first() {
        return Some(Next::File { seq, number });
    }
    match (told, topic.entries.last()) {
        (Some((seq, Told::Said(said))), _) => return Some(Next::Post { seq, said }),
        (Some((seq, Told::Changed(change))), _) => return Some(Next::Change { seq, change }),
        (None, Some(last)) => return Some(Next::Pass { seq: last.seq }),
        (None, None) => {}
    }
    if topic.face.card != state.key {
        return Some(Next::Recard { text: teller.card(), buttons: teller.buttons(), state: state.key });
    }
    let title = teller.title();
    if topic.face.title != title || topic.face.mark != state.mark {
        return Some(Next::Entitle { title, mark: state.mark.to_owned() });
    }
    (resolved && !topic.face.closed).then_some(Next::Close)
}
