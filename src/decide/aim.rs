//! What a turn comes to: read from the events before anything is asked or decided.

use chrono::{DateTime, Utc};

use super::fold::{Command, Heard};
use super::intent::{Intent, Reading, intent, read};
use super::peers::{Solved, Thanks};
use super::setup::{self, Setup};
use super::{album, follow_up};
use crate::model::{
    About, AgentId, Autonomy, Choice, Conversation, ConversationId, Exchange, Failure, Holder, IdentityId, Line,
    Policy, Press, Question, Status, Target,
};

/// What a turn comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Aim {
    /// The events are covered, and that is all.
    Nothing,
    /// The rest of what is being written may come until then.
    Wait(DateTime<Utc>),
    /// The conversation was quiet long enough.
    Expire,
    /// The time has come to which it was put off.
    Wake,
    /// The question was taken back.
    Withdrawn,
    /// A person is wanted.
    Person,
    /// Our reply cannot be delivered.
    NotDelivered,
    /// The customer would rather have the bot again, which goes on with this.
    Return(Box<Aim>),
    /// It goes on with the person who had it.
    ToAgent(AgentId),
    /// The answer helped.
    Helped,
    /// The reply of this number was not it.
    Refused(u32),
    /// The reply of this number was not it, by which somebody was told who waits for a person.
    RefusedInQueue(u32),
    /// This is to be said.
    Say(Line),
    /// The answerers are to be asked.
    Ask(Asking),
    /// The place is set, or somebody wants it to be.
    Setup(Setup),
    /// The asker says that it is solved.
    Solved(Thanks),
    /// The asker says so while a person holds it: by what this peer wrote, if that is known.
    ToldSolved(Option<Target>),
    /// It is to go on in a thread.
    ToThread,
}

/// A question in the making.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asking {
    /// What the answerers are asked.
    pub(super) question: Question,
    /// The question as the exchange remembers it.
    pub(super) text: String,
    /// The platform's ids of the messages that ask.
    pub(super) messages: Vec<String>,
    /// Who asks, if it is one person.
    pub(super) by: Option<IdentityId>,
    /// The reply that becomes the answer to the changed question.
    pub(super) revises: Option<u32>,
    /// Nobody asked the bot: it speaks only if it is sure.
    pub(super) unasked: bool,
    /// The conversation in which it was asked, and the answer held back.
    pub(super) recalled: Option<ConversationId>,
}

/// Reads what the events come to.
pub(super) fn aim(c: &Conversation, heard: &Heard<'_>, policy: &Policy, now: DateTime<Utc>) -> Aim {
    if policy.about_place {
        return setup::aim(c, heard, policy);
    }
    if heard.failure == Some(Failure::Dead) && c.holder == Holder::Bot && c.status == Status::Open {
        return Aim::NotDelivered;
    }
    if heard.timer && c.status == Status::Snoozed {
        return if c.snoozed_until.is_none_or(|until| now >= until) { Aim::Wake } else { Aim::Nothing };
    }
    if heard.timer {
        let quiet = c.status == Status::Open && c.holder == Holder::Bot && now >= c.touched_at + policy.resolve_after;
        return if quiet { Aim::Expire } else { Aim::Nothing };
    }
    if heard.flood {
        let answering = c.status == Status::Open && c.holder == Holder::Bot && !c.memory.slowed;
        return if answering { Aim::Say(Line::Slow) } else { Aim::Nothing };
    }
    match (c.status, c.holder) {
        (Status::Resolved, _) => after_resolution(c, heard, policy, now),
        (_, Holder::Agent(_)) => match &heard.solved {
            Some(solved) => Aim::ToldSolved(solved.by(policy)),
            None if under_told(c, heard, Choice::Helped).is_some() => Aim::ToldSolved(None),
            None => Aim::Nothing,
        },
        (_, Holder::Queue) => while_queued(c, heard, policy, now),
        (_, Holder::Bot) => for_bot(c, heard, policy, now),
    }
}

/// A word of thanks leaves a resolved conversation resolved; anything else takes it up again.
fn after_resolution(c: &Conversation, heard: &Heard<'_>, policy: &Policy, now: DateTime<Utc>) -> Aim {
    let aim = for_bot(c, heard, policy, now);
    if matches!(aim, Aim::Nothing | Aim::Helped | Aim::Solved(_) | Aim::Wait(_))
        || matches!(&aim, Aim::Say(line) if line.is_closing())
    {
        return aim;
    }
    if policy.another_open {
        return if heard.is_silent() { Aim::Nothing } else { Aim::Say(Line::StaleChoice) };
    }
    let lately = c.resolved_at.is_some_and(|at| now < at + policy.return_to_agent_within);
    match c.resolved_by {
        Some(agent) if lately && policy.present.contains(&agent) => Aim::ToAgent(agent),
        _ => aim,
    }
}

/// The bot comes back when it is sent for, and goes on with what was said along with that.
fn while_queued(c: &Conversation, heard: &Heard<'_>, policy: &Policy, now: DateTime<Utc>) -> Aim {
    let wish = wants_person(heard, &Words::of(heard));
    if let Some(solved) = heard.solved.as_ref().filter(|_| !wish) {
        return solved_by(c, solved, heard, policy);
    }
    // Whatever is said beside a press is for the person who comes.
    let told = |choice| under_told(c, heard, choice).filter(|_| heard.said.is_empty());
    if told(Choice::Helped).is_some() {
        return Aim::Helped;
    }
    let presses = |choice| heard.presses.iter().any(|press| press.choice == choice);
    let pressed = presses(Choice::Bot);
    let commanded = heard.commands.iter().any(|command| command.name == "bot");
    if !pressed && !commanded {
        let refused = told(Choice::NotThis).filter(|reply| !c.memory.refused_replies.contains(reply));
        let threads = presses(Choice::Thread) && may_go_to_thread(c, policy);
        return match refused {
            Some(reply) => Aim::RefusedInQueue(reply),
            None if threads => Aim::ToThread,
            None => Aim::Nothing,
        };
    }
    if heard.said.is_empty() {
        return Aim::Return(Box::new(Aim::Nothing));
    }
    let mut returned = c.clone();
    returned.give_to_bot();
    match for_bot(&returned, heard, policy, now) {
        aim @ (Aim::Person | Aim::Wait(_)) => aim,
        aim if aim.is_wish() => Aim::Return(Box::new(aim)),
        _ => Aim::Return(Box::new(Aim::Nothing)),
    }
}

fn for_bot(c: &Conversation, heard: &Heard<'_>, policy: &Policy, now: DateTime<Utc>) -> Aim {
    let words = Words::of(heard);
    if wants_person(heard, &words) {
        return Aim::Person;
    }
    if let Some(solved) = &heard.solved {
        return solved_by(c, solved, heard, policy);
    }
    let elsewhere = (!heard.wishes.is_empty()).then_some(Aim::Say(Line::SetupNotHere));
    if policy.settings.autonomy == Autonomy::Never {
        return elsewhere.unwrap_or(Aim::Nothing);
    }
    if let Some(held) = policy.held.as_ref().filter(|_| heard.collects && heard.said.is_empty()) {
        return match ask(c, heard, policy, Asked { text: held.question.clone(), ..Asked::default() }) {
            Aim::Ask(asking) => Aim::Ask(Asking { recalled: Some(held.conversation), ..asking }),
            other => other,
        };
    }
    let told = if heard.said.is_empty() { changed(c, heard, policy) } else { spoken(c, heard, policy, now, words) };
    if told.is_wish() {
        return told;
    }
    let chosen = heard.presses.last().map(|press| pressed(c, *press, policy));
    let late = heard.pressed_late.then_some(Aim::Say(Line::StaleChoice));
    match chosen.or_else(|| heard.commands.last().map(commanded)).or(late).or(elsewhere) {
        None | Some(Aim::Nothing) => told,
        Some(chosen) => chosen,
    }
}

impl Asking {
    /// An article was chosen by a button.
    pub(super) fn is_chosen(&self) -> bool {
        matches!(self.question.about, About::Article(_))
    }
}

impl Aim {
    /// Something is wanted in words: no button or command beside it may cover that up.
    fn is_wish(&self) -> bool {
        matches!(self, Self::Ask(_) | Self::Person | Self::Wait(_) | Self::Say(Line::CannotRead(_)))
    }
}

/// Once is enough.
fn may_go_to_thread(c: &Conversation, policy: &Policy) -> bool {
    policy.threads && !c.memory.opening && c.memory.moved.is_none()
}

fn commanded(command: &Command<'_>) -> Aim {
    Aim::Say(match command.name {
        "start" => Line::Greeting,
        "link" => Line::Linked(command.arguments == "linked"),
        _ => Line::Help,
    })
}

fn solved_by(c: &Conversation, solved: &Solved, heard: &Heard<'_>, policy: &Policy) -> Aim {
    match solved.thanks(c, heard, policy) {
        Some(Thanks::Nothing) => Aim::Say(Line::NothingToSolve),
        Some(thanks) => Aim::Solved(thanks),
        None => Aim::Nothing,
    }
}

/// Everything that was said in a turn, read once.
struct Words {
    text: String,
    reading: Reading,
}

impl Words {
    fn of(heard: &Heard<'_>) -> Self {
        let text = heard.text();
        Self { reading: read(&text), text }
    }
}

fn wants_person(heard: &Heard<'_>, words: &Words) -> bool {
    // One message is the whole text; of several, each may be the wish that the others drown.
    let several = &heard.said[if heard.said.len() > 1 { 0.. } else { heard.said.len().. }];
    heard.presses.iter().any(|press| press.choice == Choice::Person)
        || heard.commands.iter().any(|command| command.name == "human")
        || words.reading.intent == Intent::Person
        || several.iter().any(|spoken| intent(&spoken.said.text) == Intent::Person)
        || heard.revised.is_some_and(|said| intent(&said.text) == Intent::Person)
}

fn pressed(c: &Conversation, press: Press, policy: &Policy) -> Aim {
    match press.choice {
        Choice::Thread if may_go_to_thread(c, policy) => Aim::ToThread,
        Choice::Helped => Aim::Helped,
        Choice::NotThis if c.memory.refused_replies.contains(&press.reply) => Aim::Nothing,
        Choice::NotThis => Aim::Refused(press.reply),
        Choice::Person => Aim::Person,
        Choice::Bot
        | Choice::Thread
        | Choice::Solved
        | Choice::Helper(_)
        | Choice::Nobody
        | Choice::Keep
        | Choice::KeepNamed
        | Choice::DoNotKeep
        | Choice::TakeBack
        | Choice::Tell
        | Choice::Rate(_)
        | Choice::Set(_) => Aim::Nothing,
        Choice::Suggestion(number) => {
            let offered = c.memory.offered(press.reply).get(usize::from(number));
            chosen(c, policy, offered.map(|suggestion| suggestion.article.as_str()))
        }
        Choice::Whole => chosen(c, policy, c.memory.whole(press.reply)),
    }
}

/// The number of the reply that told what was wished, if this was pressed under it.
fn under_told(c: &Conversation, heard: &Heard<'_>, choice: Choice) -> Option<u32> {
    c.memory.told.filter(|told| heard.presses.contains(&Press { reply: *told, choice }))
}

/// The article that a button stands for, if that is still known.
fn chosen(c: &Conversation, policy: &Policy, article: Option<&str>) -> Aim {
    let Some(article) = article else { return Aim::Say(Line::StaleChoice) };
    let Exchange { question, messages, by, topic, .. } = c.memory.exchange.clone().unwrap_or_default();
    Aim::Ask(Asking {
        question: Question {
            about: About::Article(article.to_owned()),
            language: c.language.clone(),
            refused: Vec::new(),
            earlier: topic,
            circle: policy.circle.clone(),
        },
        text: question,
        messages,
        by,
        revises: None,
        unasked: false,
        recalled: None,
    })
}

/// Nothing new was said; what was said may have changed.
fn changed(c: &Conversation, heard: &Heard<'_>, policy: &Policy) -> Aim {
    let Some(exchange) = &c.memory.exchange else { return Aim::Nothing };
    match heard.revised {
        Some(said) if said.text.trim() == exchange.question.trim() => Aim::Nothing,
        Some(said) if !said.text.trim().is_empty() => {
            let revises = Some(exchange.reply).filter(|reply| *reply > 0);
            let (text, messages) = (said.text.clone(), exchange.messages.clone());
            ask(c, heard, policy, Asked { text, messages, by: exchange.by, earlier: exchange.topic.clone(), revises })
        }
        _ if heard.withdrawn => Aim::Withdrawn,
        _ => Aim::Nothing,
    }
}

fn spoken(c: &Conversation, heard: &Heard<'_>, policy: &Policy, now: DateTime<Utc>, words: Words) -> Aim {
    let Words { text, reading: Reading { intent, fragment } } = words;
    // The emoji of a sticker is its text: that says no more than the sticker itself.
    let wordless = text.is_empty() || (intent == Intent::Acknowledgement && c.status == Status::Open);
    let to_files = wordless && !heard.is_unasked(policy.direct);
    if let Some(aim) = to_files.then(|| album::wordless(&c.memory, heard, policy, now)).flatten() {
        return aim;
    }
    if text.is_empty() {
        return Aim::Nothing;
    }
    let last = heard.said.last().map_or(now, |spoken| spoken.at);
    if policy.direct && fragment && now < last + policy.fragment_wait {
        return Aim::Wait(last + policy.fragment_wait);
    }
    let met = c.memory.replies > 0 || c.status == Status::Resolved;
    match intent {
        Intent::Person => Aim::Person,
        Intent::Thanks => small_talk(heard, policy, Line::Welcome),
        Intent::Goodbye => small_talk(heard, policy, Line::Goodbye),
        Intent::Acknowledgement if met => Aim::Nothing,
        Intent::Greeting | Intent::Acknowledgement => small_talk(heard, policy, Line::Greeting),
        Intent::Question => {
            let by = heard.speaker();
            let earlier = follow_up::earlier(c.memory.exchange.as_ref(), by, now);
            ask(c, heard, policy, Asked { text, messages: heard.messages(), by, earlier, revises: None })
        }
    }
}

/// Small talk is answered where the bot is spoken to, and never where people talk with each other.
fn small_talk(heard: &Heard<'_>, policy: &Policy, line: Line) -> Aim {
    if heard.is_unasked(policy.direct) { Aim::Nothing } else { Aim::Say(line) }
}

/// A question as it was heard.
#[derive(Default)]
struct Asked {
    text: String,
    messages: Vec<String>,
    by: Option<IdentityId>,
    /// What it may go on with.
    earlier: Option<String>,
    revises: Option<u32>,
}

fn ask(c: &Conversation, heard: &Heard<'_>, policy: &Policy, asked: Asked) -> Aim {
    let unasked = policy.settings.autonomy == Autonomy::Confident && heard.is_unasked(policy.direct);
    if unasked && c.memory.spoke_unasked {
        return Aim::Nothing;
    }
    let Asked { text, messages, by, earlier, revises } = asked;
    Aim::Ask(Asking {
        question: Question {
            about: About::Text(text.clone()),
            language: heard.language.clone().unwrap_or_else(|| c.language.clone()),
            refused: c.memory.refused.clone(),
            // What nobody asked of the bot has to stand by itself.
            earlier: earlier.filter(|_| !unasked && follow_up::leans(&text)),
            circle: policy.circle.clone(),
        },
        text,
        messages,
        by,
        revises,
        unasked,
        recalled: None,
    })
}
