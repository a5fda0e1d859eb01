//! Phrases: unbroken runs of known words, and the wishes one of them can tell.
//!
//! A word we do not know ends a phrase, so that "transfer **money** to a person" or "how do I **add** an agent" never bring the
//! wish and the person together.

use super::class::{
    AFTER_CALL, ANSWER, ARTICLE, BE, BOT, CALLBACK, COMMAND, CUSTOMER, Class, DEPARTMENT, DESIRE, DESK, DO, ELSE,
    ENOUGH, ESCALATE, FROM, GET, GIVE, GLUE, HUMAN, I, LIKE, ME, MOVE, MY, NOT, OFF, PEOPLE, PRESENT, QUESTION, REACH,
    REAL, REFUSE, ROLE, SOMEONE, TALK, THEM, THERE, THEY, THIS, TO, TOWARD, WHERE, WHO, WHY, WITH, WOULD, YOU,
};

/// Somebody who may be asked for outright.
pub(super) const PERSON: Class = Class::of([HUMAN, ROLE]);
/// Anybody one may wish to talk to.
pub(super) const ANYBODY: Class = Class::of([PERSON, DESK, DEPARTMENT, SOMEONE]);
/// What a phrase is made of.
pub(super) const PHRASE: Class = Class::of([
    ANYBODY, PEOPLE, REAL, BOT, TALK, REACH, MOVE, GET, GIVE, DESIRE, REFUSE, NOT, ENOUGH, ANSWER, PRESENT, THERE, I,
    ME, THIS, MY, TO, WITH, FROM, WHO, QUESTION, WHY, DO, BE, YOU, ARTICLE, ELSE, GLUE, ESCALATE, COMMAND, THEY, OFF,
    CUSTOMER, WOULD, LIKE, WHERE, CALLBACK, THEM,
]);
/// Words of a clause that does no more than name somebody, at most.
const NAMING_WORDS: usize = 8;

/// An unbroken run of known words.
pub(super) struct Phrase<'a> {
    words: &'a [Class],
    /// The words of the clause before it.
    before: &'a [Class],
    /// Whether the clause asks how, why, who …
    in_question: bool,
    /// Whether the clause ends with it.
    ends: bool,
    /// Whether nothing but politeness follows its clause.
    last: bool,
}

/// The phrases of a clause, in order.
pub(super) fn phrases(clause: &[Class], last: bool) -> impl Iterator<Item = Phrase<'_>> {
    let mut from = 0;
    let in_question = clause.iter().any(|word| word.is(QUESTION | WHY | WHO));
    clause.split(|word| !word.is(PHRASE)).filter_map(move |words| {
        let start = from;
        from += words.len() + 1;
        let ends = start + words.len() == clause.len();
        (words.len() > 1).then_some(Phrase { words, before: &clause[..start], in_question, ends, last })
    })
}

impl Phrase<'_> {
    /// Whether the phrase is all of its clause.
    fn whole(&self) -> bool {
        self.ends && self.before.is_empty()
    }

    fn has(&self, class: Class) -> bool {
        self.words.iter().any(|word| word.is(class))
    }

    /// Positions of words of `class`.
    fn find(&self, class: Class) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().filter(move |(_, word)| word.is(class)).map(|(at, _)| at)
    }

    fn next_is(&self, at: usize, class: Class) -> bool {
        self.words.get(at + 1).is_some_and(|word| word.is(class))
    }

    /// Whether the phrase wishes for a person.
    pub(super) fn wishes(&self) -> bool {
        if declines(self.words) {
            return false;
        }
        let asked = self.asks(QUESTION | WHY);
        let asks_of_bot = self.has(DO) && self.has(BOT);
        let about_others = (self.in_question || asks_of_bot) && !self.has(I | ME) && !self.how_to();
        (!about_others && (self.talks() || self.reaches() || self.moves(asked) || self.gets(asked)))
            || (!asked && self.desires())
            || self.answers()
            || (!asked && self.wants_to_talk())
            || (!self.in_question && self.only_names())
            || self.somebody_to_talk_to()
            || self.real_people()
    }

    /// Whether a word of `class` stands before the last person of the phrase: the clause asks about that person.
    fn asks(&self, class: Class) -> bool {
        let person = self.find(ANYBODY).last().unwrap_or(self.words.len());
        self.before.iter().chain(&self.words[..person]).any(|word| word.is(class))
    }

    /// "How to talk to a human", "the way to reach a human agent": nobody else is named who does it.
    fn how_to(&self) -> bool {
        self.find(TO).any(|at| self.next_is(at, TALK | REACH | MOVE | GET))
    }

    /// Talking and somebody to talk to: "talk to a human", "با کارشناس صحبت کنم".
    fn talks(&self) -> bool {
        let talk = self.find(TALK).any(|at| !self.next_is(at, THEY) && !self.words[at].is(THIS))
            || self
                .find(TALK)
                .any(|at| self.words[at].is(THIS) && !self.next_is(at, THEY) && self.next_is(at, TO | WITH | DESK | I));
        let real_people = self.has(PEOPLE) && self.has(REAL);
        talk && (self.has(ANYBODY) || real_people)
    }

    /// "I said human", "ادمین یه لحظه": somebody is named and nothing else is said. Not "I am an admin"; before another clause it
    /// would be an address ("dear admin, …").
    fn only_names(&self) -> bool {
        let product = self.has(BOT) && !self.has(NOT | ENOUGH | REFUSE);
        self.whole()
            && (self.last || self.has(HUMAN | REAL))
            && !product
            && self.words.len() <= NAMING_WORDS
            && self.has(PERSON)
            && !self.has(DO | WHO)
            && !(self.has(BE) && self.has(I | YOU))
    }

    /// "I want to talk", "need a call back": nobody named and nothing else said.
    fn wants_to_talk(&self) -> bool {
        let Some(act) = self.find(TALK | REACH).next() else { return false };
        let after = I | ME | YOU | TO | WITH | AFTER_CALL | DESIRE | COMMAND | REACH | TALK | ARTICLE | THEM;
        let nothing_else = self.words[act + 1..].iter().all(|word| word.is(after));
        let a_call = self.words[..act].windows(2).any(|pair| pair[0].is(GET) && pair[1].is(ARTICLE))
            && self.words[act].is(REACH);
        let by_phone = self.has(TALK) && self.has(REACH) && self.has(I);
        let wish = nothing_else && (self.has(DESIRE) || a_call || by_phone);
        self.whole() && (wish || self.has(CALLBACK)) && !self.has(NOT | REFUSE | MY)
    }

    /// "Contact support", "call an agent", "با پشتیبانی تماس بگیرم"; "call someone" is not for us.
    fn reaches(&self) -> bool {
        let first = self.find(REACH).find(|&at| !self.next_is(at, THEY));
        first.is_some() && (self.has(PERSON | DESK) || self.find(DEPARTMENT).last() > first)
    }

    /// "Connect me to an agent", "وصلم کن به پشتیبانی"; not what the customer moves himself.
    fn moves(&self, asked: bool) -> bool {
        let to_us = self.find(MOVE).any(|at| !self.next_is(at, I) || self.next_is(at, COMMAND));
        let way = if asked { ME | I | COMMAND } else { ME | THIS | TO | WITH | GLUE };
        let end = self.words.len();
        let me_last = !asked && self.ends && end > 1 && self.words[end - 1].is(ME) && self.words[end - 2].is(MOVE);
        let connect_me = self.whole() && self.words.iter().any(|word| word.is(MOVE) && word.is(ME));
        me_last
            || connect_me
            || to_us && self.has(way) && (self.has(PERSON | DESK | DEPARTMENT) || self.has(SOMEONE) && self.has(ME))
    }

    /// "Get me a human", "could I have an operator", "یه آدم بدید".
    fn gets(&self, asked: bool) -> bool {
        if self.has(DO) && self.has(YOU) {
            return false;
        }
        let somebody = self.has(PERSON)
            || self.has(SOMEONE) && (self.has(ME) || self.has(GIVE) && self.has(ELSE))
            || self.has(DESK) && self.has(ME);
        let get = self.find(GET).next();
        let got = get.is_some() && get < self.find(PERSON | SOMEONE | DESK).last();
        somebody && (got || self.find(GIVE).any(|give| !self.next_is(give, MY)) && !asked)
    }

    /// "I want a person", "یه آدم میخوام": the wish and the person stand together; or somebody is wanted who does something.
    fn desires(&self) -> bool {
        let apart = TO | BE | GIVE | GET | MY | THIS | DO | TALK;
        if self.asks(DO) && !self.has(I) {
            return false;
        }
        self.find(DESIRE).any(|wish| {
            let person = self.find(PERSON).any(|person| {
                let between = if wish < person { wish + 1..person } else { person + 1..wish };
                between.len() <= 4 && !self.words[between].iter().any(|word| word.is(apart) && !word.is(COMMAND))
            });
            let someone = self
                .find(SOMEONE)
                .any(|who| who > wish && who - wish <= 2 && self.find(ANSWER).any(|act| act > who && act - who <= 4));
            let any = self.ends && self.words.len() - wish <= 3 && self.find(SOMEONE).any(|who| who > wish);
            person || someone || any
        })
    }

    /// "Can an admin help me", "یک نفر رسیدگی کنه": somebody is to do something for the customer or the case.
    fn answers(&self) -> bool {
        let asked = self.asks(QUESTION);
        let case = self.ends || self.has(ME | THIS);
        let person = self.find(PERSON).any(|who| self.find(ANSWER).any(|what| what != who)) && case;
        let a_human = self.words.windows(2).any(|pair| pair[0].is(ARTICLE) && pair[1].is(HUMAN));
        let call = self.find(REACH).any(|at| self.has(ME) || self.next_is(at, COMMAND));
        let someone = self.find(SOMEONE).next().is_some_and(|who| !self.is_answered(who))
            && (self.ends && self.last && self.find(SOMEONE).next() < self.find(ANSWER).last() || call);
        (person && (!asked || self.has(ME | I) || a_human)) || (someone && !self.has(QUESTION))
    }

    /// "ربات به کسی جواب نمیده": not somebody who answers, but whom the bot does.
    fn is_answered(&self, who: usize) -> bool {
        let to = who > 0 && self.words[who - 1].is(TOWARD);
        to && self.before.iter().chain(&self.words[..who]).any(|word| word.is(BOT))
    }

    /// "Who can I talk to", "a person I could write to".
    fn somebody_to_talk_to(&self) -> bool {
        let who = self.find(WHO).next();
        let talk = self.find(TALK).last();
        let i = self.find(I).next();
        if let (Some(who), Some(talk)) = (who, talk)
            && who < talk
            && i.is_some_and(|i| who < i)
            && (self.next_is(who, DO | GLUE) || who > 0 && self.words[who - 1].is(WITH))
        {
            return true;
        }
        self.find(PERSON | SOMEONE).any(|person| {
            let next = &self.words[person + 1..(person + 6).min(self.words.len())];
            let i = next.iter().position(|word| word.is(I));
            i.is_some_and(|i| next[i + 1..].iter().any(|word| word.is(TALK | REACH | ANSWER)))
        })
    }

    /// "Is there a human", "do you have real people": not "are you a real person".
    fn real_people(&self) -> bool {
        let bot_asked =
            self.words.windows(2).any(|pair| pair[0].is(BE) && pair[1].is(YOU) || pair[0].is(YOU) && pair[1].is(BE));
        self.whole()
            && !bot_asked
            && self.has(REAL)
            && self.has(PERSON | PEOPLE | SOMEONE | DESK | DEPARTMENT)
            && self.has(THERE | PRESENT | GET | YOU)
    }
}

/// "I don't need an agent", "با اپراتور حرف نمیزنم", "پشتیبان لازم نیست": the last word about wishing refuses, and not the bot.
pub(super) fn declines(words: &[Class]) -> bool {
    let somebody = PERSON | DESK | SOMEONE;
    let Some(person) = words.iter().rposition(|word| word.is(somebody)) else { return false };
    if words.iter().any(|word| word.is(BOT)) {
        return false;
    }
    let not = |at: usize| words.get(at).is_some_and(|word| word.is(NOT));
    let wish =
        (0..words.len()).rev().find(|&at| words[at].is(REFUSE) || words[at].is(DESIRE) && (at < person || not(at + 1)));
    wish.is_some_and(|at| words[at].is(REFUSE) || not(at + 1) || at > 0 && not(at - 1))
}
