//! Less direct wishes for a person, told by a whole clause: that there be somebody, that a person see to the case, that it
//! be anyone but the bot, and that a person hear what the customer has to say.

use super::class::{
    ABLE, ABSENT, ANSWER, ARRIVE, ARTICLE, BE, BOT, BY, COMMAND, Class, DESIRE, DESK, DEVICE, DO, DONE, ESCAPE, FROM,
    GET, GIVE, GLUE, HELPFUL, HUMAN, I, INSTEAD, ISNT, LET_BE, LIKE, ME, MOVE, MY, NOT, PASSIVE, PEOPLE, POLITE,
    PRESENT, QUESTION, REACH, REFUSE, ROLE, SOMEONE, TALK, TELL, THAT, THE, THERE, THIS, TO, TOWARD, WHO, WHY, WITH,
    WOULD, YOU,
};
use super::phrase::{PERSON, PHRASE, declines};

/// What is not a person, whatever it is called.
const THING: Class = Class::of([BOT, DEVICE]);
/// Whoever is no such thing.
const BEING: Class = Class::of([PERSON, PEOPLE, SOMEONE, DESK]);

/// Whether the clause tells such a wish.
pub(super) fn pleads(clause: &[Class]) -> bool {
    let clause = Clause(clause);
    clause.exists()
        || clause.is_absent()
        || clause.let_there_be()
        || clause.who_can_help()
        || clause.done_by()
        || clause.prefers()
        || clause.prefers_people()
        || clause.escapes()
        || clause.refuses_to_talk()
        || clause.tells()
        || clause.says_to()
}

/// The words of a clause.
#[derive(Clone, Copy)]
struct Clause<'a>(&'a [Class]);

impl<'a> Clause<'a> {
    fn has(self, class: Class) -> bool {
        self.0.iter().any(|word| word.is(class))
    }

    fn all(self, class: Class) -> bool {
        self.0.iter().all(|word| word.is(class))
    }

    fn find(self, class: Class) -> Option<usize> {
        self.0.iter().position(|word| word.is(class))
    }

    /// Positions of words of `class`.
    fn each(self, class: Class) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().filter(move |(_, word)| word.is(class)).map(|(at, _)| at)
    }

    fn starts(self, class: Class) -> bool {
        self.0.first().is_some_and(|word| word.is(class))
    }

    fn until(self, at: usize) -> Clause<'a> {
        Clause(&self.0[..at])
    }

    fn after(self, at: usize) -> Clause<'a> {
        Clause(self.0.get(at + 1..).unwrap_or_default())
    }

    fn first(self, count: usize) -> Clause<'a> {
        Clause(&self.0[..count.min(self.0.len())])
    }

    fn last(self, count: usize) -> Clause<'a> {
        Clause(&self.0[self.0.len().saturating_sub(count)..])
    }

    /// "Is there a human who can look", "do you have anyone able to help", "anyone around who is not a robot".
    fn exists(self) -> bool {
        self.each(THAT).filter(|&at| at > 0).any(|that| {
            let (before, rest) = (self.until(that), self.after(that));
            let Some(being) = before.last(6).0.iter().rev().copied().find(|word| word.is(PERSON | SOMEONE)) else {
                return false;
            };
            if before.has(QUESTION | WHY | WHO) || !before.all(PHRASE | ISNT) {
                return false;
            }
            let no_thing = rest.first(3).find(NOT | ISNT).is_some_and(|not| rest.after(not).first(3).has(THING));
            let opens = before.has(THERE) && before.first(2).has(BE | ISNT) || before.has(YOU) && before.has(GET);
            let acts = rest.first(5).has(ANSWER | TALK | HELPFUL);
            no_thing || opens && acts && (being.is(HUMAN) || rest.all(PHRASE | THAT) && rest.has(ME | THIS | I))
        })
    }

    /// "آدم ندارید؟", "مگه شما نیروی انسانی ندارید".
    fn is_absent(self) -> bool {
        let Some(absent) = self.find(ABSENT) else { return false };
        let who = self.until(absent);
        self.all(PHRASE)
            && who.has(PERSON)
            && !who.has(BOT | ME | THIS | DESIRE | MY | QUESTION)
            && !declines(self.0)
            && !self.has(WHO)
    }

    /// "یکی باشه جواب بده", "یه آدم باشه لطفا".
    fn let_there_be(self) -> bool {
        self.each(LET_BE).any(|be| {
            let (who, then) = (self.until(be), self.after(be));
            let acts = then.first(4).has(ANSWER | TALK | HELPFUL);
            who.all(PHRASE)
                && !who.has(QUESTION | BOT | MY)
                && who.last(3).has(PERSON | SOMEONE)
                && (acts || who.last(2).has(HUMAN) && then.all(POLITE | GLUE))
        })
    }

    /// "Who can help me", "کی هست جواب بده", "کی میتونه به من کمک کنه".
    fn who_can_help(self) -> bool {
        self.starts(WHO)
            && self.after(0).starts(ABLE)
            && self.all(PHRASE)
            && (self.has(ME | PRESENT) || self.has(TOWARD) && self.has(I))
            && !self.has(MY)
            && self.0.iter().any(|word| word.is(ANSWER | HELPFUL) && !word.is(REACH))
    }

    /// "I'd like to be helped by a human", "can this be handled by a person".
    fn done_by(self) -> bool {
        if self.has(QUESTION | WHY | DO) || self.starts(BE) || self.has(BOT) && !self.has(INSTEAD | NOT) {
            return false;
        }
        self.each(DONE).any(|done| {
            let (before, rest) = (self.until(done), self.after(done));
            let by = rest.first(3).find(BY);
            let whom = by.map(|by| rest.after(by).first(5));
            before.last(3).has(PASSIVE)
                && before.all(PHRASE)
                && before.has(DESIRE | THIS | I | ME | LIKE)
                && whom
                    .and_then(|whom| whom.find(BEING).map(|who| whom.until(who)))
                    .is_some_and(|way| way.all(PHRASE) && !way.has(MY))
        })
    }

    /// "I'd rather have a lady than a machine", "give me a man, not software", "people instead of scripts, please".
    fn prefers(self) -> bool {
        if self.has(QUESTION | WHY | MY) || self.starts(DO | BE) {
            return false;
        }
        self.each(INSTEAD | NOT).any(|than| {
            let (wish, thing) = (self.until(than), self.after(than).first(5));
            let way = thing.find(THING).map(|at| thing.until(at));
            let wished = wish.has(DESIRE | LIKE | TALK | GIVE | GET | ANSWER | MOVE);
            let mine = wish.has(I | ME | WOULD) || wish.starts(DESIRE | GIVE | GET);
            way.is_some_and(|way| way.all(PHRASE | INSTEAD)) && wished && mine && wish.has(BEING)
        })
    }

    /// "I prefer talking to people", "I'd like to deal with people".
    fn prefers_people(self) -> bool {
        let (wish, whom) = (self.until(self.0.len().saturating_sub(3)), self.last(2));
        let to_people = matches!(whom.0, [to, people] if to.is(TO | WITH) && people.is(PEOPLE));
        to_people
            && self.all(PHRASE)
            && self.has(TALK | ANSWER)
            && wish.has(DESIRE)
            && wish.has(I | WOULD)
            && !self.has(QUESTION | WHY | DO | MY)
    }

    /// "How do I get past the bot", "skip this robot", "get this bot out of here", "از این ربات خلاصم کنید".
    fn escapes(self) -> bool {
        self.each(ESCAPE).any(|escape| {
            let (before, rest) = (self.until(escape), self.after(escape));
            let person = self.has(PERSON);
            let from = rest.first(5).find(BOT).is_some_and(|bot| {
                let way = rest.until(bot);
                let definite = way.last(1).has(THE | THIS) || person && self.has(TO);
                definite && way.all(FROM | ARTICLE | THIS | GLUE | THE) && rest.after(bot).all(PHRASE)
            });
            let near = before.last(4);
            let out = near.find(BOT).is_some_and(|bot| {
                let persian = self.has(I | COMMAND) && !rest.0.is_empty() && rest.first(2).has(I | COMMAND);
                let english = before.starts(GET) || before.has(GET) && before.has(ME | YOU);
                (persian || english) && (near.until(bot).last(1).has(THIS | THE) || person) && rest.all(PHRASE)
            });
            before.all(PHRASE) && (from || out)
        })
    }

    /// "I won't talk to a script", "من با ماشین حرف نمیزنم".
    fn refuses_to_talk(self) -> bool {
        let to_thing = self.each(TO | WITH).any(|to| self.after(to).first(3).has(THING));
        to_thing && self.has(TALK) && self.has(REFUSE | NOT) && self.has(REFUSE | I) && !self.has(QUESTION | WHY | MY)
    }

    /// "I want to tell a person about this", "let me explain it to a human".
    fn tells(self) -> bool {
        self.each(TELL).any(|tell| {
            let (before, rest) = (self.until(tell), self.after(tell).first(6));
            let way = rest.find(HUMAN | ROLE | DESK).map(|who| rest.until(who));
            before.has(I | ME | WOULD)
                && before.has(DESIRE | LIKE | ME | ABLE)
                && before.all(PHRASE)
                && !before.has(QUESTION | WHY | DO)
                && way.is_some_and(|way| !way.0.is_empty() && way.all(PHRASE) && !way.has(SOMEONE))
        })
    }

    /// "مشکلم رو به یه آدم بگم", "به کی باید بگم", "چطور به یه آدم برسم".
    fn says_to(self) -> bool {
        self.each(TOWARD).any(|to| {
            let rest = self.after(to);
            let Some(act) = rest.first(7).find(TELL | ARRIVE) else { return false };
            let (whom, said) = (rest.until(act), rest.0[act].is(I) || rest.after(act).starts(I));
            let anybody = whom.has(SOMEONE) && self.has(DESIRE) && rest.0[act].is(TELL);
            let person = whom.has(PERSON) || anybody || whom.starts(WHO) && rest.0[act].is(TELL);
            whom.all(PHRASE) && !whom.has(MY) && (said || rest.0[act].is(ARRIVE)) && person
        })
    }
}
