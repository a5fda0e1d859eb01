//! Messages that are nothing but courtesy, and messages that only announce another.

use super::Intent;
use super::class::{
    ANNOUNCE, AROUND, BE, Class, DANGLING, GOODBYE, GREETING, OK, PLEASANTRY, QUESTION, SOCIAL, THANKS,
};
use super::reading::Message;

/// Words of courtesy, at most; longer messages say something.
const SOCIAL_WORDS: usize = 12;
/// Words of an announcement, at most.
const ANNOUNCING_WORDS: usize = 10;

/// What the message is if all of it is courtesy.
pub(super) fn whole(message: &Message) -> Option<Intent> {
    let words: Vec<Class> = message.words().take(SOCIAL_WORDS + 1).collect();
    if words.is_empty() {
        return (!message.asks).then_some(Intent::Acknowledgement);
    }
    let courtesy = GREETING | THANKS | GOODBYE | OK;
    if words.len() > SOCIAL_WORDS || !words.iter().all(|word| word.is(courtesy | SOCIAL | PLEASANTRY)) {
        return None;
    }
    let has = |class| words.iter().any(|word| word.is(class));
    if message.clauses.iter().any(|clause| clause[0].is(BE)) {
        return None;
    }
    if has(QUESTION) {
        return words.iter().all(|word| word.is(PLEASANTRY | GREETING)).then_some(Intent::Greeting);
    }
    if has(GOODBYE) && !has(GREETING) {
        Some(Intent::Goodbye)
    } else if has(THANKS) {
        Some(Intent::Thanks)
    } else if has(GREETING) {
        Some(Intent::Greeting)
    } else if has(OK) {
        Some(Intent::Acknowledgement)
    } else {
        None
    }
}

/// Whether the message only opens the conversation or leads on to a next message.
pub(super) fn announces(message: &Message) -> bool {
    let words: Vec<Class> = message.words().take(ANNOUNCING_WORDS + 1).collect();
    if words.is_empty() || words.len() > ANNOUNCING_WORDS {
        return false;
    }
    if words.iter().all(|word| word.is(DANGLING)) {
        return true;
    }
    let opens = words.iter().any(|word| word.is(ANNOUNCE));
    (opens && words.iter().all(|word| word.is(ANNOUNCE | AROUND | GREETING | DANGLING)))
        || whole(message) == Some(Intent::Greeting)
}
