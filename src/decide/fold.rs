//! What was heard: events folded into what stands now. Edits and deletions are applied before anybody thinks.

use std::borrow::Cow;

use hamyar_knowledge::detect;

use super::peers::Solved;
use super::rating::{Commented, commented};
use super::room::Wanted;
use super::setup::Wish;
use crate::model::{
    Action, AgentId, Choice, Consent, Conversation, Customer, Event, Failure, Holder, IdentityId, PlaceId,
    PlaceSettings, Policy, Press, Said, Score, Status, Verdict, What,
};

/// Everything that these events come to.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that was heard or not")]
pub(super) struct Heard<'e> {
    /// What was said to the bot and still stands, in order.
    pub(super) said: Vec<Spoken<'e>>,
    /// The asker's presses of our buttons.
    pub(super) presses: Vec<Press>,
    /// The asker pressed a button of an earlier conversation.
    pub(super) pressed_late: bool,
    /// Commands for us.
    pub(super) commands: Vec<Command<'e>>,
    /// What a message of the last exchange says now.
    pub(super) revised: Option<&'e Said>,
    /// A message of the last exchange was taken back.
    pub(super) withdrawn: bool,
    /// Something of ours will not arrive.
    pub(super) failure: Option<Failure>,
    /// A thread was opened, at this entry, or could not be.
    pub(super) thread: Option<(i64, Option<PlaceId>)>,
    /// The asker wants something, or something of ours does not arrive: what is put off is looked at now.
    pub(super) stirs: bool,
    /// A time has come.
    pub(super) timer: bool,
    /// The customer writes faster than is handled.
    pub(super) flood: bool,
    /// The asker says that it is solved.
    pub(super) solved: Option<Solved>,
    /// What was asked in a post that is marked solved.
    pub(super) quoted: Option<&'e Said>,
    /// Peers who say whether we may keep their answer: who, and to which of our replies.
    pub(super) consents: Vec<(IdentityId, u32, Consent)>,
    /// The replies under which the asker wishes to be told, by number.
    pub(super) wished: Vec<u32>,
    /// Messages that say something else now, or nothing any more.
    pub(super) revisions: Vec<(&'e str, Option<&'e str>)>,
    /// A question that was wished, by the number of its reply, and what is known of it.
    pub(super) known: Option<(u32, &'e Verdict)>,
    /// What the asker says of the help, the last of it, and under which of our replies.
    pub(super) rated: Option<(u32, Score)>,
    /// What the asker has to say to that.
    pub(super) commented: Vec<Commented<'e>>,
    /// The answer that was held back is asked for.
    pub(super) collects: bool,
    /// What somebody wants to set in the place.
    pub(super) wishes: Vec<Wish<'e>>,
    /// What was set for the place before, and is now.
    pub(super) placed: Option<(&'e PlaceSettings, &'e PlaceSettings)>,
    /// What a person of the team does.
    pub(super) staff: Option<(AgentId, &'e Action)>,
    /// What a person of the team wants done from a staff room.
    pub(super) room: Option<Wanted<'e>>,
    /// The language that was spoken, of those there are words for.
    pub(super) language: Option<String>,
    /// The last of the events on the timeline.
    pub(super) last_seq: i64,
}

/// Something said.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spoken<'e> {
    pub(super) said: Cow<'e, Said>,
    pub(super) by: IdentityId,
    pub(super) at: chrono::DateTime<chrono::Utc>,
}

/// A command.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Command<'e> {
    pub(super) name: &'e str,
    pub(super) arguments: &'e str,
    pub(super) message: Option<&'e str>,
}

/// Folds events into what was heard.
pub(super) fn fold<'e>(conversation: &Conversation, events: &'e [Event], policy: &Policy) -> Heard<'e> {
    let mut heard = Heard { last_seq: conversation.handled_seq, ..Heard::default() };
    for event in events {
        match event {
            Event::Customer(customer) => heard.hear(conversation, customer, policy),
            Event::Staff(agent, action) => heard.staff = Some((*agent, action)),
            Event::Room { seq, agent, from, action } => {
                heard.last_seq = heard.last_seq.max(*seq);
                heard.room = Some(Wanted { agent: *agent, from, action: action.as_ref() });
            }
            Event::Timer => heard.timer = true,
            Event::Flood => heard.flood = true,
            Event::Known(reply, verdict) => heard.known = Some((*reply, verdict)),
            Event::Placed { seq, before, after } => {
                heard.last_seq = heard.last_seq.max(*seq);
                heard.placed = Some((heard.placed.map_or(before, |(first, _)| first), after));
            }
            Event::Thread { seq, place } => {
                heard.last_seq = heard.last_seq.max(*seq);
                heard.thread = Some((*seq, *place));
            }
            Event::Receipt { seq, failure } => {
                heard.last_seq = heard.last_seq.max(*seq);
                heard.failure = Some(*failure);
                heard.stirs = true;
            }
        }
    }
    heard.language = heard.spoken_language(conversation, policy);
    heard
}

impl<'e> Heard<'e> {
    fn hear(&mut self, conversation: &Conversation, customer: &'e Customer, policy: &Policy) {
        self.last_seq = self.last_seq.max(customer.seq);
        let asker = customer.identity == conversation.asker;
        self.stirs |= asker && stirs(&customer.what);
        if asker && let Some(comment) = commented(conversation, self, customer, policy) {
            self.commented.push(comment);
            // Whoever of the team is there, or will be, sees to it as to anything else that is said.
            if conversation.status == Status::Resolved || conversation.holder == Holder::Bot {
                return;
            }
        }
        match &customer.what {
            What::Said(said) => {
                if is_for_us(asker, said, policy) {
                    self.say(Cow::Borrowed(said), customer);
                }
            }
            What::Edited(said) => {
                self.revisions.push((&said.message, Some(&said.text)));
                self.edit(conversation, customer, said, policy);
            }
            What::Deleted { message } => {
                self.revisions.push((message, None));
                self.delete(conversation, message);
            }
            What::Pressed(press) => self.press(conversation, customer, *press),
            What::PressedLate => self.pressed_late |= asker,
            // Asking by command is saying it to us.
            What::Command { message, name, arguments, .. } if name == "ask" && !arguments.trim().is_empty() => {
                let message = message.clone().unwrap_or_default();
                let said = Said { message, text: arguments.clone(), addressed: true, ..Said::default() };
                self.say(Cow::Owned(said), customer);
            }
            What::Command { message, name, arguments, target } => match name.as_str() {
                "solved" if asker => self.solved = Some(Solved::said(conversation, target.as_ref())),
                "solved" => {}
                "setup" => self.wishes.push(Wish::command(customer, arguments, message.as_deref())),
                _ => {
                    self.collects |= name == "start";
                    self.commands.push(Command { name, arguments, message: message.as_deref() });
                }
            },
            What::Quoted(said) if asker => self.quoted = Some(said),
            What::Solved(marked) if asker => self.solved = Some(Solved::marked(conversation, marked)),
            What::Reacted { collects: true, .. } => self.collects |= asker,
            What::Reacted { emoji, target: Some(target), .. } if asker => {
                self.solved = Solved::reacted(conversation, emoji, target).or(self.solved.take());
            }
            What::Quoted(_) | What::Solved(_) | What::Reacted { .. } | What::Other => {}
        }
    }

    /// Most buttons are the asker's; some are an administrator's or a peer's.
    fn press(&mut self, conversation: &Conversation, customer: &'e Customer, press: Press) {
        let asker = customer.identity == conversation.asker;
        match press.choice {
            Choice::Set(change) => self.wishes.extend(Wish::press(customer, change, press.reply)),
            Choice::Keep => self.consents.push((customer.identity, press.reply, Consent::Given)),
            Choice::KeepNamed => self.consents.push((customer.identity, press.reply, Consent::Named)),
            Choice::DoNotKeep | Choice::TakeBack => {
                self.consents.push((customer.identity, press.reply, Consent::Refused));
            }
            Choice::Solved if asker => self.solved = Some(Solved::Somehow),
            Choice::Nobody if asker => self.solved = Some(Solved::Alone),
            Choice::Tell if asker => self.wished.push(press.reply),
            Choice::Rate(score) if asker => self.rated = Some((press.reply, score)),
            Choice::Helper(number) if asker => self.solved = Some(Solved::chosen(conversation, number)),
            _ if asker => self.presses.push(press),
            _ => {}
        }
    }

    fn say(&mut self, said: Cow<'e, Said>, customer: &Customer) {
        // Whoever goes on asking has not been helped yet, and somebody else who asks must not go unheard: that it is
        // solved can be said again.
        self.solved = None;
        self.said.push(Spoken { said, by: customer.identity, at: customer.at });
    }

    fn edit(&mut self, conversation: &Conversation, customer: &Customer, said: &'e Said, policy: &Policy) {
        if let Some(spoken) = self.said.iter_mut().find(|spoken| spoken.said.message == said.message) {
            spoken.said = Cow::Borrowed(said);
        } else if asked_in(conversation, &said.message) {
            self.revised = Some(said);
        } else if !said.known && is_for_us(customer.identity == conversation.asker, said, policy) {
            self.say(Cow::Borrowed(said), customer);
        }
    }

    fn delete(&mut self, conversation: &Conversation, message: &str) {
        self.said.retain(|spoken| spoken.said.message != message);
        if self.revised.is_some_and(|said| said.message == message) {
            self.revised = None;
        }
        self.withdrawn |= asked_in(conversation, message);
    }

    /// Everything said, as one text.
    pub(super) fn text(&self) -> String {
        let texts: Vec<&str> =
            self.said.iter().map(|spoken| spoken.said.text.trim()).filter(|text| !text.is_empty()).collect();
        texts.join("\n")
    }

    /// Who said everything, if it was one person.
    pub(super) fn speaker(&self) -> Option<IdentityId> {
        let (first, others) = self.said.split_first()?;
        others.iter().all(|spoken| spoken.by == first.by).then_some(first.by)
    }

    /// The platform's ids of the messages that were said.
    pub(super) fn messages(&self) -> Vec<String> {
        let messages = self.said.iter().map(|spoken| &spoken.said.message);
        messages.filter(|message| !message.is_empty()).cloned().collect()
    }

    /// The message that a reply answers.
    pub(super) fn last_message(&self) -> Option<&str> {
        self.said
            .last()
            .map(|spoken| spoken.said.message.as_str())
            .filter(|message| !message.is_empty())
            .or_else(|| self.commands.last().and_then(|command| command.message))
            .or(self.revised.map(|said| said.message.as_str()))
            .or_else(|| self.wishes.last().and_then(Wish::message))
    }

    /// Nobody but passers-by said anything.
    pub(super) fn is_unasked(&self, direct: bool) -> bool {
        !direct
            && self.commands.is_empty()
            && self.presses.is_empty()
            && !self.pressed_late
            && self.revised.is_none()
            && self.said.iter().all(|spoken| !spoken.said.addressed)
    }

    /// Nobody wants anything now; at most, what was said has changed.
    pub(super) fn is_silent(&self) -> bool {
        self.said.is_empty() && self.presses.is_empty() && self.commands.is_empty() && !self.pressed_late
    }

    fn spoken_language(&self, conversation: &Conversation, policy: &Policy) -> Option<String> {
        let text = match self.revised {
            Some(said) if self.said.is_empty() => said.text.clone(),
            _ if self.said.is_empty() => self.quoted.map(|said| said.text.clone()).unwrap_or_default(),
            _ => self.text(),
        };
        let found = detect(&text, Some(&conversation.language))?;
        policy.languages.iter().find(|language| *language == found).cloned()
    }
}

/// Whether what somebody does wants something of us.
fn stirs(what: &What) -> bool {
    match what {
        What::Deleted { .. } | What::Quoted(_) | What::Reacted { .. } | What::Other => false,
        What::Pressed(press) => !matches!(press.choice, Choice::Rate(_) | Choice::Tell),
        _ => true,
    }
}

/// A message of the last exchange.
fn asked_in(conversation: &Conversation, message: &str) -> bool {
    conversation.memory.exchange.as_ref().is_some_and(|exchange| exchange.messages.iter().any(|id| id == message))
}

/// Whether the bot may take this as said to it: the asker's words where it speaks freely, anybody's that address it.
fn is_for_us(asker: bool, said: &Said, policy: &Policy) -> bool {
    use crate::model::Autonomy::{Addressed, Always, Confident, Never};
    match policy.settings.autonomy {
        Always | Confident => asker || said.addressed,
        Addressed | Never => said.addressed || policy.direct,
    }
}
