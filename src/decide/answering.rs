//! What the bot says to a question, and to what the customer makes of it.

use serde_json::{Value, json};

use super::aim::Asking;
use super::draft::Draft;
use super::{handoff, threads, wishes};
use crate::model::{
    Choice, Effect, EntryKind, Exchange, Holder, Line, Mark, Press, Reason, Status, Suggestion, Verdict,
};

/// Buttons that name articles.
const SUGGESTIONS: usize = 3;

/// Refusals after which a person is fetched.
const REFUSALS: u32 = 2;

/// What follows from the answerers' verdict.
pub(super) fn answer(draft: &mut Draft<'_>, asking: &Asking, verdict: &Verdict) {
    if asking.unasked && !matches!(verdict, Verdict::Answer { .. }) {
        return;
    }
    draft.reopen(Holder::Bot);
    if let Some(conversation) = asking.recalled {
        draft.effect(Effect::Collect(conversation));
    }
    match verdict {
        Verdict::Answer { body, sources, others, why } => {
            let line = recalling(asking, Line::Answer { body: body.clone(), sources: sources.clone() });
            let data = json!({ "type": "answer", "question": asking.text, "sources": sources, "why": why });
            let whole = sources.iter().find(|source| source.part).map(|source| source.article.clone());
            let mut choices = vec![Choice::Helped, Choice::NotThis];
            choices.extend(whole.is_some().then_some(Choice::Whole));
            choices.push(Choice::Person);
            let choices = threads::offered(draft, choices, &data, asking.revises);
            let reply = draft.say_revising(line, choices, data, asking.revises);
            remember(draft, asking, verdict, reply, sources.first().map(|source| source.article.clone()));
            if reply > 0 {
                draft.next().memory.offer(others.clone(), whole);
            }
            draft.next().memory.spoke_unasked |= asking.unasked;
        }
        Verdict::Suggest { suggestions, why } => {
            let data = json!({ "type": "suggestions", "question": asking.text, "why": why });
            let line = |list| recalling(asking, Line::Suggestions(list));
            let reply = suggest(draft, suggestions, line, data, asking.revises);
            remember(draft, asking, verdict, reply, None);
        }
        Verdict::Unknown { why } => {
            withdraw_revised(draft, asking);
            let data = json!({ "question": asking.text, "why": why });
            hand_over(draft, asking, verdict, Reason::NoAnswer, data);
        }
        Verdict::NoIndex | Verdict::Failed => {
            withdraw_revised(draft, asking);
            let data = json!({ "question": asking.text });
            let reason = if *verdict == Verdict::NoIndex { Reason::NoIndex } else { Reason::AnswererFailed };
            hand_over(draft, asking, verdict, reason, data);
        }
    }
}

/// A question from elsewhere is named above its answer.
fn recalling(asking: &Asking, line: Line) -> Line {
    match asking.recalled {
        Some(_) => Line::Recalled(asking.text.clone(), Box::new(line)),
        None => line,
    }
}

/// A person gets the question, which is remembered in case somebody else answers it meanwhile.
fn hand_over(draft: &mut Draft<'_>, asking: &Asking, verdict: &Verdict, reason: Reason, data: Value) {
    let unanswered = Some(reason).filter(|reason| *reason == Reason::NoAnswer).and_then(|_| wishes::of(draft, asking));
    let reply = handoff::hand_over(draft, reason, data, unanswered);
    remember(draft, asking, verdict, reply, None);
}

/// The answer to a question that now says something else is not sent any more.
fn withdraw_revised(draft: &mut Draft<'_>, asking: &Asking) {
    draft.decision.cancel.extend(asking.revises);
}

fn remember(draft: &mut Draft<'_>, asking: &Asking, verdict: &Verdict, reply: u32, article: Option<String>) {
    if draft.marked == Some(Mark::Answer) {
        draft.effect(Effect::Hold(asking.text.clone()));
    }
    let (messages, question) = (asking.messages.clone(), asking.text.clone());
    // What was chosen goes on with what it was offered for.
    let topic = asking.question.earlier.clone().filter(|_| verdict.follows() || asking.is_chosen());
    let exchange = Exchange { messages, question, reply, article, by: asking.by, at: Some(draft.now), topic };
    draft.next().memory.exchange = Some(exchange);
}

/// Offers articles as buttons, the most probable first.
fn suggest(
    draft: &mut Draft<'_>,
    suggestions: &[Suggestion],
    line: impl FnOnce(Vec<Suggestion>) -> Line,
    data: Value,
    revises: Option<u32>,
) -> u32 {
    let offered: Vec<Suggestion> = suggestions.iter().take(SUGGESTIONS).cloned().collect();
    let mut choices: Vec<Choice> = (0..).take(offered.len()).map(Choice::Suggestion).collect();
    choices.push(Choice::Person);
    if !draft.policy.direct {
        choices.push(Choice::Solved);
    }
    let choices = threads::offered(draft, choices, &data, revises);
    let reply = draft.say_revising(line(offered.clone()), choices, data, revises);
    if reply > 0 {
        draft.next().memory.offer(offered, None);
    }
    reply
}

/// Says something that needs no answerer.
pub(super) fn say(draft: &mut Draft<'_>, line: Line) {
    draft.next().memory.slowed |= line == Line::Slow;
    if !line.is_closing() {
        draft.reopen(Holder::Bot);
    }
    let choices = match line {
        Line::CannotRead(_) | Line::StaleChoice => vec![Choice::Person],
        _ => Vec::new(),
    };
    draft.say(line, choices, json!({ "type": "small_talk" }));
}

/// The customer says that it helped: the matter is settled.
pub(super) fn helped(draft: &mut Draft<'_>) {
    if draft.decision.next.status == Status::Resolved {
        // What was told after the end leaves it at that.
        let told = draft.decision.next.memory.told;
        if told.is_some_and(|reply| draft.heard.presses.contains(&Press { reply, choice: Choice::Helped })) {
            draft.next().memory.told = None;
            draft.say(Line::Helped, Vec::new(), json!({ "type": "helped" }));
        }
        return;
    }
    draft.say(Line::Helped, Vec::new(), json!({ "type": "helped" }));
    draft.note(EntryKind::Resolved, None, json!({ "by": "customer" }));
    let now = draft.now;
    draft.next().memory.start_afresh();
    draft.next().resolve(None, now);
}

/// The customer says that the reply was not it: what else is there is offered once, then a person is fetched.
pub(super) fn refused(draft: &mut Draft<'_>, reply: u32) {
    draft.reopen(Holder::Bot);
    note_refused(draft, reply);
    if draft.decision.next.memory.refusals >= REFUSALS {
        let unanswered = wishes::of_exchange(draft);
        handoff::hand_over(draft, Reason::Refused, json!({}), unanswered);
        return;
    }
    let memory = &mut draft.next().memory;
    let others: Vec<Suggestion> = memory
        .offered(reply)
        .iter()
        .filter(|suggestion| !memory.refused.contains(&suggestion.article))
        .cloned()
        .collect();
    if others.is_empty() {
        draft.say(Line::Rephrase, vec![Choice::Person], json!({ "type": "rephrase" }));
    } else {
        suggest(draft, &others, Line::OtherSuggestions, json!({ "type": "suggestions" }), None);
    }
}

fn note_refused(draft: &mut Draft<'_>, reply: u32) {
    let memory = &mut draft.next().memory;
    memory.refusals += 1;
    memory.refused_replies.push(reply);
    if let Some(exchange) = memory.exchange.as_ref().filter(|exchange| exchange.reply == reply) {
        memory.refused.extend(exchange.article.clone());
    }
}

/// Whoever waits for a person was told what was not it: they wait on, and read that they do.
pub(super) fn refused_in_queue(draft: &mut Draft<'_>, reply: u32) {
    note_refused(draft, reply);
    let expectation = handoff::expectation(draft.policy, draft.now);
    let line = Line::HandedOver(Reason::Refused, expectation);
    draft.say(line, vec![Choice::Bot], json!({ "type": "handoff" }));
}

/// The question was taken back: a reply that has not left does not leave.
pub(super) fn withdraw(draft: &mut Draft<'_>) {
    let exchange = draft.next().memory.exchange.take();
    draft.decision.cancel.extend(exchange.map(|exchange| exchange.reply));
}
