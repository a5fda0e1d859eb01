//! Being told later: a question that nothing answers can be wished, and whoever wished it is told once something does.
//!
//! A wish is about one question, not about what became of its conversation. It ends when it is told; when its asker takes the
//! question back; and when the matter is over by other means: the asker says that it is solved, or somebody of the team wrote
//! to them and resolved it. Somebody who resolves without a word has answered nothing.

use serde_json::json;

use super::aim::Asking;
use super::draft::Draft;
use crate::model::{
    Autonomy, Choice, Effect, Exchange, Holder, IdentityId, Line, MOST_WISHES, Status, Verdict, Wish, keep_wish,
};

/// How much of a question is repeated when it is told, in characters: its asker knows the rest.
const REPEATED: usize = 200;

/// The question that is handed over, if its asker may wish to be told.
pub(super) fn of(draft: &Draft<'_>, asking: &Asking) -> Option<Wish> {
    // What was asked elsewhere can be taken back there, of which nobody hears here.
    if asking.recalled.is_some() {
        return None;
    }
    let wish = Wish {
        question: asking.text.clone(),
        earlier: asking.question.earlier.clone(),
        language: asking.question.language.clone(),
        messages: asking.messages.clone(),
        ..Wish::default()
    };
    own(draft, wish, asking.by)
}

/// The question whose answers were refused, if it is known.
pub(super) fn of_exchange(draft: &Draft<'_>) -> Option<Wish> {
    let next = &draft.decision.next;
    let exchange = next.memory.exchange.clone()?;
    let wish = Wish {
        question: exchange.question,
        earlier: exchange.topic,
        language: next.language.clone(),
        messages: exchange.messages,
        ..Wish::default()
    };
    own(draft, wish, exchange.by)
}

/// A wish is its asker's own: words of others are theirs to take away, wherever they are kept.
fn own(draft: &Draft<'_>, wish: Wish, by: Option<IdentityId>) -> Option<Wish> {
    let next = &draft.decision.next;
    let theirs = draft.policy.direct || by == Some(next.asker);
    let refused = next.memory.refused.clone();
    (theirs && !wish.question.trim().is_empty()).then_some(Wish { refused, asked_at: draft.now, ..wish })
}

/// The reply of this number offers it.
pub(super) fn offer(draft: &mut Draft<'_>, reply: u32, wish: Option<Wish>) {
    if let Some(wish) = wish.filter(|_| reply > 0) {
        keep_wish(&mut draft.next().memory.wishes, Wish { reply, ..wish });
    }
}

/// Takes what the asker wishes, and what they changed and took back of it. While a person holds the conversation it is noted
/// without a word.
pub(super) fn taken(draft: &mut Draft<'_>) {
    let heard = draft.heard;
    for (message, text) in &heard.revisions {
        match text {
            Some(text) => reworded(draft, message, text),
            None => taken_back(draft, message),
        }
    }
    for reply in &heard.wished {
        wished(draft, *reply);
    }
}

fn wished(draft: &mut Draft<'_>, reply: u32) {
    let (wishes, open) = (&mut draft.decision.next.memory.wishes, draft.policy.open_wishes);
    // One that is told, or was taken back, is not wished anew by its old button.
    let Some(at) = wishes.iter().position(|wish| wish.reply == reply && !wish.wished) else { return };
    // Asked again, it is still one question, of which one is told once.
    if wishes.iter().any(|other| other.wished && other.question.trim() == wishes[at].question.trim()) {
        let again = draft.next().memory.wishes.remove(at);
        return acknowledge(draft, &again, Line::WillTell);
    }
    let new = draft.decision.effects.iter().filter(|effect| matches!(effect, Effect::Wish(_))).count();
    let line = if open + new < MOST_WISHES {
        wishes[at].wished = true;
        let wish = wishes[at].clone();
        draft.effect(Effect::Wish(wish));
        Line::WillTell
    } else {
        Line::TooManyWishes
    };
    let wish = draft.decision.next.memory.wishes[at].clone();
    acknowledge(draft, &wish, line);
}

fn acknowledge(draft: &mut Draft<'_>, wish: &Wish, line: Line) {
    if speaks(draft) {
        let under = under(draft, wish);
        draft.say_to(under, line, Vec::new(), json!({ "type": "wish" }), None);
    }
}

/// A question says something else now. Where several messages asked it together, it stays what they said.
fn reworded(draft: &mut Draft<'_>, message: &str, text: &str) {
    let mut effects = Vec::new();
    for wish in &mut draft.next().memory.wishes {
        if wish.messages == [message] && !text.trim().is_empty() && wish.question != text {
            text.clone_into(&mut wish.question);
            effects.extend(wish.wished.then(|| Effect::Wish(wish.clone())));
        }
    }
    draft.decision.effects.extend(effects);
}

/// What is taken back is not kept. It may have been what another question leaned on, so that is not kept, either.
fn taken_back(draft: &mut Draft<'_>, message: &str) {
    let mut effects = Vec::new();
    draft.next().memory.wishes.retain_mut(|wish| {
        if wish.messages.iter().any(|asked| asked == message) {
            effects.extend(wish.wished.then_some(Effect::Unwish(wish.reply)));
            return false;
        }
        if wish.earlier.take().is_some() {
            effects.extend(wish.wished.then(|| Effect::Wish(wish.clone())));
        }
        true
    });
    draft.decision.effects.extend(effects);
}

/// The matter is over: nobody waits for an answer to it.
pub(super) fn settle(draft: &mut Draft<'_>) {
    let wishes = std::mem::take(&mut draft.next().memory.wishes);
    let over = wishes.iter().filter(|wish| wish.wished).map(|wish| Effect::Unwish(wish.reply));
    draft.decision.effects.extend(over);
}

/// A question that was wished has an answer by now: its asker is told, and nothing else changes. Where a person holds the
/// conversation, or the bot may not speak, the wish stays.
pub(super) fn known(draft: &mut Draft<'_>, reply: u32, verdict: &Verdict) {
    let Verdict::Answer { body, sources, others, why } = verdict else { return };
    let wishes = &draft.decision.next.memory.wishes;
    let Some(at) = wishes.iter().position(|wish| wish.reply == reply && wish.wished) else { return };
    if !speaks(draft) || draft.policy.quiet || draft.policy.settings.autonomy == Autonomy::Never {
        return;
    }
    let wish = draft.next().memory.wishes.remove(at);
    let answer = Line::Answer { body: body.clone(), sources: sources.clone() };
    let line = Line::Recalled(shortened(&wish.question), Box::new(answer));
    let data = json!({ "type": "answer", "told": reply, "question": wish.question, "sources": sources, "why": why });
    let whole = sources.iter().find(|source| source.part).map(|source| source.article.clone());
    let article = sources.first().map(|source| source.article.clone());
    let (choices, under) = (choices(draft, whole.is_some()), under(draft, &wish));
    let said = draft.say_to(under, line, choices, data, None);
    draft.effect(Effect::Told(reply, article.clone()));
    let (now, asker) = (draft.now, draft.decision.next.asker);
    let memory = &mut draft.next().memory;
    memory.offer(others.clone(), whole);
    memory.told = Some(said);
    memory.exchange = Some(Exchange {
        messages: wish.messages,
        question: wish.question,
        reply: said,
        article,
        by: Some(asker),
        at: Some(now),
        topic: wish.earlier,
    });
}

/// Whether it helped can be said wherever a press of that is heard: not where a later conversation hears it. Whoever waits for
/// a person need not call one.
fn choices(draft: &Draft<'_>, has_more: bool) -> Vec<Choice> {
    if draft.policy.another_open {
        return vec![Choice::Person];
    }
    let mut choices = vec![Choice::Helped, Choice::NotThis];
    if draft.decision.next.holder != Holder::Queue || draft.decision.next.status == Status::Resolved {
        choices.extend(has_more.then_some(Choice::Whole));
        choices.push(Choice::Person);
    }
    choices
}

/// Among many, the message that it is about.
fn under(draft: &Draft<'_>, wish: &Wish) -> Option<String> {
    if draft.policy.direct { None } else { wish.messages.last().cloned() }
}

fn speaks(draft: &Draft<'_>) -> bool {
    let next = &draft.decision.next;
    next.status == Status::Resolved || !next.holder.is_person()
}

fn shortened(question: &str) -> String {
    match question.char_indices().nth(REPEATED) {
        Some((end, _)) => format!("{}…", question[..end].trim_end()),
        None => question.to_owned(),
    }
}
