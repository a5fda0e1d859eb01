//! The rules that tell a wish for a person.
//!
//! Most look at one phrase ([`super::phrase`]), the others at a clause or at the whole message.

use super::class::{
    AFTER_CALL, ANSWER, ARTICLE, BE, BLAME, BOT, COMMAND, CUSTOMER, Class, DEPARTMENT, DESIRE, DESK, DO, ELSE, ENOUGH,
    ESCALATE, FORMAL, FROM, GET, GIVE, GLUE, HEAD, HELPFUL, HUMAN, I, LIKE, ME, MOVE, MY, NOT, OFF, PASSIVE, POLITE,
    PRESENT, QUESTION, REACH, REAL, REFUSE, ROLE, SOMEONE, TALK, TELEPHONE, THERE, THEY, THIS, TO, WHERE, WHO, WHY,
    WITH, YOU,
};
use super::phrase::{PERSON, PHRASE, declines, phrases};
use super::plea::pleads;
use super::reading::Message;

/// What a bare request is made of.
const BARE: Class = Class::of([
    PERSON, DESK, DEPARTMENT, CUSTOMER, SOMEONE, FROM, REAL, PRESENT, ELSE, I, POLITE, DESIRE, TALK, REACH, MOVE,
    ARTICLE, ME, TO, WITH,
]);
/// Words of a bare request, at most.
const BARE_WORDS: usize = 6;
/// What may stand between a refusal and the bot refused.
const BEFORE_BOT: Class = Class::of([
    DESIRE, TALK, REACH, ARTICLE, TO, WITH, THIS, LIKE, ME, GIVE, GET, ANSWER, GLUE, YOU, FROM, COMMAND, I, DEPARTMENT,
]);
/// How far apart "with an agent" and "talk" may stand.
const NEAR: usize = 7;

/// Whether the message wishes for a person.
pub(super) fn wanted(message: &Message) -> bool {
    let last = message.clauses.iter().rposition(|clause| !clause.iter().all(|word| word.is(POLITE))).unwrap_or(0);
    bare(message) || message.clauses.iter().enumerate().any(|(at, clause)| in_clause(clause, at >= last))
}

fn in_clause(clause: &[Class], last: bool) -> bool {
    refuses_bot(clause)
        || blames_bot(clause)
        || call_me(clause)
        || escalates(clause)
        || anybody_there(clause)
        || talk_with(clause)
        || pleads(clause)
        || phrases(clause, last).any(|phrase| phrase.wishes())
}

/// The message, or its last clause after something else than a question, is a person and politeness: "agent please",
/// "live chat", "that did not help, پشتیبان". A first clause would be an address: "dear support, …".
fn bare(message: &Message) -> bool {
    let whole: Vec<Class> = message.words().take(BARE_WORDS + 1).collect();
    let polite = |clause: &Vec<Class>| clause.iter().all(|word| word.is(BARE));
    let Some(last) = message.clauses.iter().rposition(|clause| is_bare(clause)) else { return is_bare(&whole) };
    let (before, after) = (&message.clauses[..last], &message.clauses[last + 1..]);
    let asked = before.iter().flatten().any(|word| word.is(QUESTION | DO | HEAD));
    is_bare(&whole) || (!before.is_empty() && !asked && after.iter().all(polite))
}

fn is_bare(words: &[Class]) -> bool {
    if words.len() > BARE_WORDS || declines(words) || !words.iter().all(|word| word.is(BARE)) {
        return false;
    }
    let has = |class| words.iter().any(|word| word.is(class));
    let refused = words.windows(2).any(|pair| pair[0].is(NOT) && pair[1].is(PERSON | DESK));
    let becomes = words.windows(2).any(|pair| pair[0].is(TO) && pair[1].is(PASSIVE));
    let needs_help = has(DESIRE) && has(DESK) && !has(PERSON | TALK | REACH | MOVE);
    (has(PERSON | DESK | SOMEONE) && !refused && !needs_help && !becomes)
        || (has(REAL | PRESENT) && has(TALK | HELPFUL))
        || (has(REACH) && has(DEPARTMENT))
}

/// "Anyone there", "is an agent available", "ادمین هست", "where is the admin": somebody, presence, and no unknown word.
fn anybody_there(clause: &[Class]) -> bool {
    let has = |class| clause.iter().any(|word| word.is(class));
    let bot_asked = has(YOU) && has(HUMAN) && !has(REAL);
    let present = has(PRESENT | THERE | WHERE);
    let there_last = clause.last().is_some_and(|word| word.is(THERE));
    let somebody = has(PERSON) && present
        || has(SOMEONE) && (present || clause[0].is(BE))
        || has(DESK) && (has(PRESENT) || there_last);
    let known = clause.iter().all(|word| word.is(PHRASE)) || has(THERE) && has(REAL | ROLE) && has(PRESENT);
    let asked = clause.iter().any(|word| word.is(QUESTION | WHO) && !word.is(WHERE));
    clause.len() > 1 && !declines(clause) && somebody && known && !asked && !bot_asked
}

/// "Talk about my order with an agent", "با کارشناس فروش شما درباره سفارشم صحبت کنم": unknown words may stand between.
fn talk_with(clause: &[Class]) -> bool {
    let asked_of_others =
        clause.iter().any(|word| word.is(QUESTION | WHY)) && !clause.iter().any(|word| word.is(I | ME));
    if asked_of_others || clause.iter().any(|word| word.is(REFUSE | NOT)) {
        return false;
    }
    clause.iter().enumerate().filter(|(_, word)| word.is(WITH)).any(|(with, _)| {
        let person =
            clause.iter().enumerate().skip(with + 1).take(4).find(|(_, word)| word.is(PERSON | DESK | SOMEONE));
        let Some((person, _)) = person else { return false };
        let near = person.saturating_sub(NEAR)..(person + NEAR + 1).min(clause.len());
        near.into_iter().any(|at| {
            clause[at].is(TALK)
                && clause.get(at + 1).is_none_or(|next| next.is(I | GLUE) || (at < with && !next.is(THEY | COMMAND)))
        })
    })
}

/// "Not a bot", "stop the robot", "ربات نمیخوام".
fn refuses_bot(clause: &[Class]) -> bool {
    if clause.iter().any(|word| word.is(QUESTION | WHY | MY)) {
        return false;
    }
    clause.iter().enumerate().filter(|(_, word)| word.is(BOT)).any(|(bot, _)| {
        let before =
            clause[..bot].iter().rposition(|word| !word.is(BEFORE_BOT) || word.is(NOT | ENOUGH | REFUSE | OFF));
        let refused_before = before.is_some_and(|at| {
            let i_am = at > 0
                && clause[at - 1].is(BE)
                && !(at > 1 && clause[at - 2].is(WHO))
                && clause[at + 1..bot].iter().all(|word| word.is(ARTICLE));
            clause[at].is(NOT | ENOUGH | REFUSE | OFF) && !i_am && bot - at <= 7
        });
        let after = clause[bot + 1..].iter().position(|word| !word.is(BEFORE_BOT) || word.is(ENOUGH | REFUSE | OFF));
        refused_before || after.is_some_and(|at| clause[bot + 1 + at].is(ENOUGH | REFUSE | OFF) && at <= 4)
    })
}

/// "You useless bot", "this bot doesn't understand", "این ربات به درد نمیخوره".
fn blames_bot(clause: &[Class]) -> bool {
    let Some(bot) = clause.iter().position(|word| word.is(BOT)) else { return false };
    if clause.iter().any(|word| word.is(QUESTION | WHY | MY)) {
        return false;
    }
    let this = bot > 0 && clause[bot - 1].is(THIS | YOU | ARTICLE) || clause.iter().any(|word| word.is(ME));
    let not = clause[bot..].iter().position(|word| word.is(NOT));
    let unhelpful = not.is_some_and(|not| clause[bot + not..].iter().take(4).any(|word| word.is(HELPFUL)));
    clause.iter().any(|word| word.is(BLAME)) || (this && unhelpful)
}

/// "Call me", "give me a call", "با من تماس بگیرید": not "call me a taxi", not "who calls me".
fn call_me(clause: &[Class]) -> bool {
    let Some(call) = clause.iter().position(|word| word.is(REACH)) else { return false };
    let (before, after) = (&clause[..call], &clause[call + 1..]);
    let formal = matches!(after, [call, rest @ ..] if call.is(FORMAL) && (rest.is_empty() || rest.iter().any(|word| word.is(I | ME))));
    if formal {
        return !before.iter().any(|word| word.is(QUESTION | WHY | WHO));
    }
    if !before.iter().all(|word| word.is(PHRASE))
        || before.iter().any(|word| word.is(QUESTION | WHY | WHO | DO | BE | NOT))
    {
        return false;
    }
    let me = after.first().is_some_and(|word| word.is(ME)) && after.get(1).is_none_or(|word| word.is(AFTER_CALL));
    let give = matches!(before, [.., give, me, article] if give.is(GIVE) && me.is(ME) && article.is(ARTICLE));
    let to_me = before.iter().rev().take(3).any(|word| word.is(ME | I) && !word.is(DESIRE))
        && after.first().is_some_and(|word| word.is(COMMAND));
    let number = after.iter().take(3).any(|word| word.is(TELEPHONE));
    me || give || to_me || number
}

/// "Escalate this", "please escalate".
fn escalates(clause: &[Class]) -> bool {
    clause.iter().position(|word| word.is(ESCALATE)).is_some_and(|at| {
        !clause[..at].iter().any(|word| word.is(QUESTION | WHY | DO))
            && clause.get(at + 1).is_none_or(|next| next.is(THIS | MY | TO | POLITE))
    })
}
