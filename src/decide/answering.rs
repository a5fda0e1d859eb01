//! What the bot says to a question, and to what the customer makes of it.

use serde_json::{Value, json};

use super::aim::Asking;
use super::draft::Draft;
use super::handoff;
use crate::model::{Choice, EntryKind, Exchange, Holder, Line, Reason, Suggestion, Verdict};

/// Buttons that name articles.
const SUGGESTIONS: usize = 3;

/// Refusals after which a person is fetched.
const REFUSALS: u32 = 2;

/// What follows from the answerers' verdict.
pub(super) fn answer(draft: &mut Draft<'_>, asking: &Asking, verdict: &Verdict) {
    draft.reopen(Holder::Bot);
    match verdict {
        Verdict::Answer { body, sources, others, why } => {
            let line = Line::Answer { body: body.clone(), sources: sources.clone() };
            let data = json!({ "type": "answer", "question": asking.text, "sources": sources, "why": why });
            draft.say_revising(line, vec![Choice::Helped, Choice::NotThis, Choice::Person], data, asking.revises);
            remember(draft, asking, sources.first().map(|source| source.article.clone()));
            draft.next().memory.offer(others.clone());
        }
        _ if asking.unasked => {}
        Verdict::Suggest { suggestions, why } => {
            let data = json!({ "type": "suggestions", "question": asking.text, "why": why });
            suggest(draft, suggestions, Line::Suggestions, data, asking.revises);
            remember(draft, asking, None);
        }
        Verdict::Unknown { why } => {
            withdraw_revised(draft, asking);
            let data = json!({ "question": asking.text, "why": why });
            handoff::hand_over(draft, Reason::NoAnswer, data);
        }
        Verdict::Failed => {
            withdraw_revised(draft, asking);
            handoff::hand_over(draft, Reason::AnswererFailed, json!({ "question": asking.text }));
        }
    }
}

/// The answer to a question that now says something else is not sent any more.
fn withdraw_revised(draft: &mut Draft<'_>, asking: &Asking) {
    draft.decision.cancel.extend(asking.revises);
}

fn remember(draft: &mut Draft<'_>, asking: &Asking, article: Option<String>) {
    let memory = &mut draft.next().memory;
    memory.exchange = Some(Exchange {
        messages: asking.messages.clone(),
        question: asking.text.clone(),
        reply: memory.replies,
        article,
    });
}

/// Offers articles as buttons, the most probable first.
fn suggest(
    draft: &mut Draft<'_>,
    suggestions: &[Suggestion],
    line: fn(Vec<Suggestion>) -> Line,
    data: Value,
    revises: Option<u32>,
) {
    let offered: Vec<Suggestion> = suggestions.iter().take(SUGGESTIONS).cloned().collect();
    let mut choices: Vec<Choice> = (0..).take(offered.len()).map(Choice::Suggestion).collect();
    choices.push(Choice::Person);
    draft.say_revising(line(offered.clone()), choices, data, revises);
    draft.next().memory.offer(offered);
}

/// Says something that needs no answerer.
pub(super) fn say(draft: &mut Draft<'_>, line: Line) {
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
    if draft.decision.next.status == crate::model::Status::Resolved {
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
    let memory = &mut draft.next().memory;
    memory.refusals += 1;
    memory.refused_replies.push(reply);
    if let Some(exchange) = memory.exchange.as_ref().filter(|exchange| exchange.reply == reply) {
        memory.refused.extend(exchange.article.clone());
    }
    if memory.refusals >= REFUSALS {
        handoff::hand_over(draft, Reason::Refused, json!({}));
        return;
    }
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

/// The question was taken back: a reply that has not left does not leave.
pub(super) fn withdraw(draft: &mut Draft<'_>) {
    let exchange = draft.next().memory.exchange.take();
    draft.decision.cancel.extend(exchange.map(|exchange| exchange.reply));
}
