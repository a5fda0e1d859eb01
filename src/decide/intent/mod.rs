//! What a message wants besides an answer: a person, a greeting, thanks, a goodbye, or nothing more.
//!
//! Pure and deterministic: words have classes ([`en`], [`fa`]), neighbours correct them ([`neighbours`]), and a few
//! rules read the result ([`phrase`], [`person`], [`plea`], [`courtesy`]). It knows nothing of conversations, articles or channels, and keeps no state.
//! When in doubt a message is a question: a wrong handoff wakes a person, a missed one costs the customer one more word.

mod class;
mod courtesy;
mod en;
mod fa;
mod lexicon;
mod neighbours;
mod person;
mod phrase;
mod plea;
mod reading;
#[cfg(test)]
mod tests;

use reading::Message;

/// What a message is, taken as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Intent {
    /// The customer wants a person instead of the bot, whatever else the message says.
    Person,
    /// Nothing but a greeting.
    Greeting,
    /// Nothing but thanks, perhaps with an acknowledgement or a greeting.
    Thanks,
    /// Nothing but a goodbye, perhaps with thanks.
    Goodbye,
    /// Nothing but "ok", "yes", "no", "solved", emoji or punctuation: there is nothing to answer.
    Acknowledgement,
    /// Everything else.
    Question,
}

/// What a message is, and whether it is all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// What it wants.
    pub intent: Intent,
    /// More of the same message is probably on its way: a bare greeting, "I have a question", one dangling "and". Never
    /// true of a full question, nor of a wish for a person.
    pub fragment: bool,
}

/// Recognises what `text` wants, in Persian (also in Latin letters), English or a mixture.
///
/// Looks at the first 256 words within 8192 characters; never fails, whatever the text.
#[must_use]
pub fn read(text: &str) -> Reading {
    let message = Message::read(text);
    if person::wanted(&message) {
        return Reading { intent: Intent::Person, fragment: false };
    }
    let intent = courtesy::whole(&message).unwrap_or(Intent::Question);
    Reading { intent, fragment: courtesy::announces(&message) }
}

/// The intent alone.
#[must_use]
pub fn intent(text: &str) -> Intent {
    read(text).intent
}
