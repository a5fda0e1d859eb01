//! Corrects the class of a word by its neighbours within one clause: "customer service" is a desk, "agent string" is no agent.

use super::class::{
    AMID, ANSWER, ARTICLE, BACK, BE, BRAIN, BUSINESS, CALLBACK, CALLED, CHARGE, CUSTOMER, Class, DEPARTMENT, DESIRE,
    DESK, DO, ELSE, FROM, GET, GLUE, HAVE, HEAD, HELPFUL, HUMAN, I, LAY, LIKE, ME, MOVE, MY, NOT, ONE, PEOPLE, REACH,
    REAL, ROLE, SOMEONE, TAIL, TALK, TOUCH, WITH, WOULD, YOU,
};

/// Whom a customer may ask for by name of kind or office.
const NOUN: Class = Class::of([HUMAN, ROLE, DESK]);

/// Applies the corrections in the order in which they build on each other.
pub(super) fn correct(clause: &mut [Class]) {
    compose(clause);
    make_definite(clause);
    discard(clause);
    bridge(clause);
}

/// Two words that are one: "would like", "customer service", "یه نفر", "کار دارم", "a real one".
fn compose(clause: &mut [Class]) {
    for at in 1..clause.len() {
        let (before, here) = (clause[at - 1], clause[at]);
        let class = if before.is(WOULD) && here.is(LIKE) {
            DESIRE
        } else if before.is(CUSTOMER) && here.is(DEPARTMENT | DESK) {
            DESK | ROLE
        } else if before.is(HUMAN) && here.is(ROLE | DESK | TALK | ANSWER | MOVE) {
            REAL
        } else if before.is(BUSINESS) && here.is(HAVE) {
            TALK | I
        } else if before.is(REAL) && here.is(ONE) {
            HUMAN
        } else if before.is(NOT) && here.is(ONE) {
            SOMEONE
        } else if before.is(HELPFUL) && here.is(DEPARTMENT) {
            DESK
        } else if before.is(FROM) && here.is(CHARGE) {
            ROLE
        } else if before.is(BE) && here.is(MOVE) {
            ME
        } else if before.is(TOUCH) && here.is(WITH) {
            REACH
        } else if before.is(AMID) && here.is(LAY) {
            TALK | I
        } else if before.is(BE) && here.is(CALLED) {
            REACH
        } else if before.is(GET) && here.is(BACK) {
            ANSWER
        } else if before.is(REACH) && here.is(BACK) {
            CALLBACK
        } else if before.is(ARTICLE) && here.is(ONE) && !here.is(ARTICLE) {
            SOMEONE
        } else {
            continue;
        };
        clause[at] |= class;
        clause[at - 1] |= GLUE;
    }
}

/// "Someone real", "anybody from your team": as good as a person.
fn make_definite(clause: &mut [Class]) {
    for at in 0..clause.len().saturating_sub(1) {
        if let [one, of, _, people, ..] = clause[at..]
            && one.is(ONE)
            && of.is(GLUE)
            && people.is(PEOPLE)
        {
            clause[at] |= HUMAN;
        }
        if !clause[at].is(SOMEONE) {
            continue;
        }
        let rest = &mut clause[at + 1..];
        let brain = rest.iter().take(3).position(|word| word.is(BRAIN)).filter(|_| rest[0].is(WITH));
        if let Some(brain) = brain {
            rest[brain] |= GLUE;
        }
        let real = brain.is_some() || rest.iter().take(2).any(|word| word.is(REAL));
        let ours = rest[0].is(FROM) && rest.iter().skip(1).take(3).any(|word| word.is(DEPARTMENT | ROLE | DESK));
        if real || ours {
            clause[at] |= HUMAN;
        } else if rest[0].is(FROM) && clause[at].is(ONE) {
            clause[at] = clause[at].without(SOMEONE);
        }
    }
}

/// Takes the person out of "agent string", "delivery agent", "my manager", "does it support", "شماره پشتیبانی", "ادمین کنم".
fn discard(clause: &mut [Class]) {
    for at in 0..clause.len() {
        if !clause[at].is(NOUN | DEPARTMENT) {
            continue;
        }
        let back = |steps: usize| at.checked_sub(steps).map_or(Class::NONE, |at| clause[at]);
        let headed = clause.get(at + 1).is_some_and(|next| next.is(HEAD));
        let tailed = back(1).is(TAIL) || back(2).is(TAIL) && (back(1).is_unknown() || back(1).is(ANSWER));
        let owned = back(1).is(MY) || back(2).is(MY) && !back(1).is_unknown() && !back(1).is(TALK);
        let verb = clause[at].is(DESK)
            && !clause[at].is(ROLE)
            && (back(1).is(YOU) || clause[..at].iter().any(|word| word.is(DO)))
            && !clause[..at].iter().any(|word| word.is(I | ME));
        if headed || tailed || owned || verb {
            clause[at] = clause[at].without(NOUN | DEPARTMENT | SOMEONE);
        }
    }
}

/// One unknown word between an article and a person is an adjective: "a competent human", "some other qualified person".
fn bridge(clause: &mut [Class]) {
    for at in 1..clause.len().saturating_sub(1) {
        if clause[at].is_unknown() && clause[at - 1].is(ARTICLE | ELSE | REAL) && clause[at + 1].is(NOUN) {
            clause[at] |= GLUE;
        }
    }
}
