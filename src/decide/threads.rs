//! Going on in a thread: offering it under the first answer among many, opening it, and what follows from whether that
//! could be done. It is opened by the courier; the conversation moves only when it is there.

use serde_json::{Value, json};

use super::draft::Draft;
use crate::model::{
    Choice, Effect, EntryKind, Form, Holder, Line, Moved, NewEntry, Say, Send, Speech, Status, ThreadOffer,
};

/// The longest name that we give a thread, in characters. Discord takes a hundred and shows some thirty.
const NAME: usize = 80;

/// The buttons under a reply, and that for a thread: under the first reply, and what takes its place.
pub(super) fn offered(
    draft: &mut Draft<'_>,
    mut choices: Vec<Choice>,
    data: &Value,
    revises: Option<u32>,
) -> Vec<Choice> {
    let policy = draft.policy;
    let under = draft.heard.last_message().map(str::to_owned);
    let question = data["question"].as_str().map(str::to_owned);
    let memory = &mut draft.next().memory;
    let first = memory.thread.as_ref().is_none_or(|offer| Some(offer.reply) == revises);
    let spoken = !policy.quiet || revises.is_some();
    if policy.threads && spoken && first && !memory.opening && memory.moved.is_none() {
        memory.thread = Some(ThreadOffer { reply: memory.replies + 1, under, question });
        choices.push(Choice::Thread);
    }
    choices
}

/// The asker wants to go on in a thread: one is to be opened under the question, named after it.
pub(super) fn open(draft: &mut Draft<'_>) {
    let offer = draft.decision.next.memory.thread.clone();
    let (under, question) = offer.map_or((None, None), |offer| (offer.under, offer.question));
    let nameless = Speech::Say(Say { introduce: false, line: Line::ThreadName { number: draft.decision.next.number } });
    let speech = question.and_then(|question| name(&question)).map_or(nameless, Speech::Text);
    draft.reopen(Holder::Bot);
    draft.next().memory.opening = true;
    let send = Some(Send { reply_to: under, form: Form::Thread, ..Send::default() });
    draft.decision.entries.push(NewEntry { kind: EntryKind::ThreadAsked, agent: None, speech, data: json!({}), send });
}

/// The thread is there, and the conversation goes on in it; or it could not be opened, and the asker is told.
pub(super) fn outcome(draft: &mut Draft<'_>) {
    let Some((seq, place)) = draft.heard.thread else { return };
    draft.next().memory.opening = false;
    let next = &draft.decision.next;
    // While a person holds it the bot says nothing, and after the end there is nothing to go on with.
    let speaks = next.status == Status::Open && !next.holder.is_person();
    let under = next.memory.thread.as_ref().and_then(|offer| offer.under.clone());
    let (reply_to, line) = match place {
        Some(_) if draft.policy.thread_taken => (under, Line::ThreadTaken),
        None => (under, Line::NoThread),
        Some(place) => {
            let (from, waiting) = (next.place, next.holder == Holder::Queue);
            let next = draft.next();
            next.place = place;
            next.memory.moved = Some(Moved { from, seq });
            draft.effect(Effect::Move(place));
            (None, Line::InThread { waiting })
        }
    };
    if speaks {
        draft.say_to(reply_to, line, Vec::new(), json!({ "type": "thread" }), None);
    }
}

/// A question as the name of a thread: in one line, short, and calling nobody.
fn name(question: &str) -> Option<String> {
    let calls = |word: &&str| word.starts_with(['@', '<']) && word.len() > 1;
    let mut name = String::new();
    for word in question.split_whitespace().filter(|word| !calls(word)) {
        if name.chars().count() + 1 + word.chars().count() >= NAME {
            if name.is_empty() {
                name.extend(word.chars().take(NAME - 1));
            }
            name.push('…');
            break;
        }
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(word);
    }
    Some(name).filter(|name| !name.is_empty())
}
