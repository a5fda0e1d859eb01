//! The classes a word can belong to. A word may have several; a word we do not know has none.

use std::ops::{BitOr, BitOrAssign};

/// A set of word classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Class(u128);

impl Class {
    /// No class: a word we do not know, which ends a phrase.
    pub(super) const NONE: Self = Self(0);

    /// Whether the word has any of the classes in `of`.
    pub(super) const fn is(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// All of `classes`: `|` for constants.
    pub(super) const fn of<const N: usize>(classes: [Self; N]) -> Self {
        let (mut all, mut at) = (0, 0);
        while at < N {
            all |= classes[at].0;
            at += 1;
        }
        Self(all)
    }

    /// Whether the word has no class at all.
    pub(super) const fn is_unknown(self) -> bool {
        self.0 == 0
    }

    /// The same word with the classes in `of` taken away; it stays a known word.
    pub(super) const fn without(self, of: Self) -> Self {
        Self(self.0 & !of.0 | GLUE.0)
    }
}

impl BitOr for Class {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Class {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Numbers the classes, so that none can share a bit.
macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)*) => { $($(#[$doc])* pub(super) const $name: Class = Class(1 << $bit);)* };
}

classes! {
    /// A person as such: human, person, انسان.
    HUMAN = 0;
    /// A person by office: agent, manager, اپراتور.
    ROLE = 1;
    /// The place people answer from: support, helpdesk, پشتیبانی.
    DESK = 2;
    /// A part of a company, or what a desk may be of: sales, team, billing.
    DEPARTMENT = 3;
    /// Somebody unnamed: someone, anybody, کسی.
    SOMEONE = 4;
    /// Several people: people, guys.
    PEOPLE = 5;
    /// What a bot is not: real, live, واقعی.
    REAL = 6;
    /// The bot: bot, robot, machine, ربات.
    BOT = 7;
    /// Talking: speak, chat, صحبت.
    TALK = 8;
    /// Reaching: contact, call, تماس.
    REACH = 9;
    /// Moving a conversation: connect, transfer, وصل.
    MOVE = 10;
    /// Getting: get, find, have.
    GET = 11;
    /// Giving and fetching: give, bring, ask, بده, صدا.
    GIVE = 12;
    /// Wishing: want, need, میخوام.
    DESIRE = 13;
    /// Wishing not: نمیخوام.
    REFUSE = 14;
    /// No, not, don't, stop, tired of: said before what is refused.
    NOT = 15;
    /// Having had enough, said before or after what one has had enough of: خسته, بسه.
    ENOUGH = 16;
    /// What people do with a case: answer, help, look, جواب.
    ANSWER = 17;
    /// Being there: available, online, هست.
    PRESENT = 18;
    /// The customer acting: I, we, and Persian first-person verbs.
    I = 19;
    /// The customer acted upon: me, us, منو.
    ME = 20;
    /// The case: this, issue, chat.
    THIS = 21;
    /// Belonging to somebody who is not the company: my, his.
    MY = 22;
    /// With, با.
    WITH = 23;
    /// Who, کی.
    WHO = 24;
    /// How, why, what: the start of a question.
    QUESTION = 25;
    /// Do, does.
    DO = 26;
    /// Is, are.
    BE = 27;
    /// You, شما.
    YOU = 28;
    /// A, an, یک.
    ARTICLE = 29;
    /// A word that carries nothing here and may stand anywhere in a phrase.
    GLUE = 30;
    /// Please and the like; may surround a bare request.
    POLITE = 31;
    /// Makes the noun before it a mere modifier: number, rights, گیری.
    HEAD = 32;
    /// Makes the noun after it something else: delivery (agent), شماره (پشتیبانی).
    TAIL = 33;
    /// Useless, stupid, بیخود.
    BLAME = 34;
    /// Third-person verb of a Persian compound: میزند, میکند.
    THEY = 35;
    /// Greeting.
    GREETING = 36;
    /// Thanks.
    THANKS = 37;
    /// Goodbye.
    GOODBYE = 38;
    /// Ok, yes, no, solved.
    OK = 39;
    /// May surround a greeting, thanks or goodbye without changing it.
    SOCIAL = 40;
    /// Announces a question without asking it: question, problem, help.
    ANNOUNCE = 41;
    /// May surround an announcement.
    AROUND = 42;
    /// Leads on to what is still to come: and, also, راستی.
    DANGLING = 43;
    /// Would.
    WOULD = 44;
    /// Like: a wish after "would", nothing otherwise.
    LIKE = 45;
    /// Customer: "customer service" is a desk, "service" is not.
    CUSTOMER = 46;
    /// One, نفر: somebody only after a fitting word.
    ONE = 47;
    /// From, از.
    FROM = 48;
    /// Escalate.
    ESCALATE = 49;
    /// کار: business with somebody before دارم.
    BUSINESS = 50;
    /// دارم and its kin.
    HAVE = 51;
    /// Else, other, دیگه.
    ELSE = 52;
    /// Turning off: off, away, خاموش.
    OFF = 53;
    /// There, in "is there".
    THERE = 54;
    /// می and نمی standing alone: they belong to the verb after them.
    PREFIX = 55;
    /// May follow "call me" without making it "call me a taxi".
    AFTER_CALL = 56;
    /// Imperative or optative of a Persian compound, said to or of the company: کنید, بگیره.
    COMMAND = 57;
    /// The word "to".
    TO = 58;
    /// What a bot should be: helpful, understanding.
    HELPFUL = 59;
    /// Why, when, چرا: asks, but may also complain that nobody answers.
    WHY = 60;
    /// Part of "how are you", "چه خبر".
    PLEASANTRY = 61;
    /// A number long enough for a telephone.
    TELEPHONE = 62;
    /// Where, کجاست: asks for somebody's presence, or for a place.
    WHERE = 63;
    /// A Persian imperative in the plural, which is never said to a machine: بگیرید.
    FORMAL = 64;
    /// A call back.
    CALLBACK = 65;
    /// Back, after "call".
    BACK = 66;
    /// Charge, after "in".
    CHARGE = 67;
    /// Called, after "be".
    CALLED = 68;
    /// Them, him: somebody spoken of before.
    THEM = 69;
    /// A weaker word for the bot, or for any device: script, software, دستگاه.
    DEVICE = 70;
    /// Than, instead, over: before what is not preferred.
    INSTEAD = 71;
    /// Past, around, rid, خلاص: getting to the other side of the bot.
    ESCAPE = 72;
    /// Isn't, aren't.
    ISNT = 73;
    /// Be, get: before what is done to the customer.
    PASSIVE = 74;
    /// Done for the customer: helped, served, handled.
    DONE = 75;
    /// By.
    BY = 76;
    /// Telling: tell, explain, بگم.
    TELL = 77;
    /// Toward somebody: به, برای.
    TOWARD = 78;
    /// Arriving: برسم.
    ARRIVE = 79;
    /// What a person has: a brain.
    BRAIN = 80;
    /// Touch, after "in" and before "with".
    TOUCH = 81;
    /// Can, could, میتونه.
    ABLE = 82;
    /// You have not, there is not: ندارید, نیست.
    ABSENT = 83;
    /// باشه, باشد.
    LET_BE = 84;
    /// میان, before بذارم.
    AMID = 85;
    /// بذارم, after میان.
    LAY = 86;
    /// That, که: opens a relative clause, as "who" does.
    THAT = 87;
    /// The, this: the bot at hand, not any bot.
    THE = 88;
}
