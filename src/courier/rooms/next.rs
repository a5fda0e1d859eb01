//! What a topic shows next. Pure: the topic says how far it has come, and the timeline what there is to show.

use hamyar_channel::{Button, RichText};

use super::telling::{Teller, Told};
use crate::model::{Role, Status};
use crate::store::RoomTopic;

/// The next thing to be done in a topic.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Next {
    /// It is removed, with all that is in it.
    Forget,
    /// It is opened.
    Open { title: String },
    /// It is put aside no more.
    Reopen,
    /// It is put aside.
    Close,
    /// It is called otherwise.
    Entitle { title: String, mark: String },
    /// It begins with a card, which tells of everything up to this entry.
    Card { text: RichText, buttons: Vec<Vec<Button>>, state: String, seq: i64 },
    /// The card says where things stand now.
    Recard { text: RichText, buttons: Vec<Vec<Button>>, state: String },
    /// An entry is told.
    Post { seq: i64, text: RichText, reply_to: Option<String> },
    /// An entry changes what a message of the customer's says.
    Change { seq: i64, message: String, text: RichText },
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
        return Some(Next::Open { title: teller.title() });
    }
    let told = topic.entries.iter().find_map(|entry| Some((entry.seq, teller.tell(entry)?)));
    let (state, resolved) = (teller.state(), topic.status == Status::Resolved);
    if topic.face.closed && (!resolved || told.is_some() || topic.card.is_none()) {
        return Some(Next::Reopen);
    }
    if topic.card.is_none() {
        let (text, buttons) = (teller.card(), teller.buttons());
        return Some(Next::Card { text, buttons, state: state.key, seq: topic.last_seq });
    }
    match (told, topic.entries.last()) {
        (Some((seq, Told::Said { text, reply_to })), _) => return Some(Next::Post { seq, text, reply_to }),
        (Some((seq, Told::Changed { message, text })), _) => return Some(Next::Change { seq, message, text }),
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
