//! A decision in the making.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::fold::Heard;
use crate::model::{
    AgentId, Choice, Conversation, Decision, Effect, EntryKind, Form, Holder, Line, Mark, NewEntry, OwnFile, Policy,
    Refusal, Say, Send, Speech, Status,
};

/// A decision in the making: the conversation as it will be, and what is said on the way.
pub(super) struct Draft<'a> {
    /// What was heard.
    pub(super) heard: &'a Heard<'a>,
    /// The rules.
    pub(super) policy: &'a Policy,
    /// The moment.
    pub(super) now: DateTime<Utc>,
    /// What is decided so far.
    pub(super) decision: Decision,
    /// The mark that was set in place of words.
    pub(super) marked: Option<Mark>,
    /// Every entry up to here was decided before.
    seen: i64,
}

impl<'a> Draft<'a> {
    pub(super) fn new(c: &Conversation, heard: &'a Heard<'a>, policy: &'a Policy, now: DateTime<Utc>) -> Self {
        let mut decision = Decision::covering(c, heard.last_seq);
        if let Some(language) = &heard.language {
            decision.next.language.clone_from(language);
        }
        Self { heard, policy, now, decision, marked: None, seen: c.handled_seq }
    }

    /// The conversation as it will be.
    pub(super) fn next(&mut self) -> &mut Conversation {
        &mut self.decision.next
    }

    /// Takes a resolved conversation up again.
    pub(super) fn reopen(&mut self, holder: Holder) {
        if self.decision.next.status == Status::Resolved {
            self.decision.next.reopen(holder);
            // A thread that was made for one question stays one, however often it is taken up.
            self.decision.next.memory.spoke_unasked &= self.policy.thread;
            self.note(EntryKind::Reopened, None, json!({}));
        }
    }

    /// Something else changes with it.
    pub(super) fn effect(&mut self, effect: Effect) {
        self.decision.effects.push(effect);
    }

    /// The bot says something, with buttons under it. It introduces itself with the first thing it ever says to somebody.
    pub(super) fn say(&mut self, line: Line, choices: Vec<Choice>, data: Value) -> u32 {
        self.say_revising(line, choices, data, None)
    }

    /// As [`Draft::say`], in place of an earlier reply.
    pub(super) fn say_revising(&mut self, line: Line, choices: Vec<Choice>, data: Value, revises: Option<u32>) -> u32 {
        let reply_to = if self.policy.direct { None } else { self.heard.last_message().map(str::to_owned) };
        self.say_to(reply_to, line, choices, data, revises)
    }

    /// As [`Draft::say_revising`], in answer to this message. Returns the number of the reply; 0 where the bot may not
    /// speak and sets a mark, or nothing at all. What takes the place of an earlier reply adds no message.
    pub(super) fn say_to(
        &mut self,
        reply_to: Option<String>,
        line: Line,
        choices: Vec<Choice>,
        mut data: Value,
        revises: Option<u32>,
    ) -> u32 {
        if self.policy.quiet && revises.is_none() {
            self.mark(reply_to, &line, data);
            return 0;
        }
        let first = !self.policy.introduced && !self.decision.introduces;
        self.decision.introduces |= first;
        let memory = &mut self.decision.next.memory;
        memory.replies += 1;
        let reply = memory.replies;
        // What takes the place of the introducing reply introduces too: the first one may never be read.
        let introduce = first || (revises.is_some() && revises == memory.introduction);
        if introduce {
            memory.introduction = Some(reply);
        }
        data["reply"] = reply.into();
        if let Some(revised) = revises {
            data["revises"] = revised.into();
        }
        let form = line.form();
        self.decision.entries.push(NewEntry {
            kind: EntryKind::Reply,
            agent: None,
            speech: Speech::Say(Say { introduce, line }),
            data,
            send: Some(Send { reply: Some(reply), revises, choices, reply_to, form, ..Send::default() }),
        });
        reply
    }

    /// Sets a mark on a message, or on the question, in place of words.
    fn mark(&mut self, message: Option<String>, line: &Line, mut data: Value) {
        let asked = self.decision.next.memory.exchange.as_ref().and_then(|exchange| exchange.messages.last().cloned());
        let (Some(mark), Some(message)) = (line.mark(), message.or(asked)) else { return };
        data["mark"] = mark.emoji().into();
        self.marked = Some(mark);
        self.decision.entries.push(NewEntry {
            kind: EntryKind::Reply,
            agent: None,
            speech: Speech::Text(mark.emoji().to_owned()),
            data,
            send: Some(Send { reply_to: Some(message), form: Form::Mark, ..Send::default() }),
        });
    }

    /// A fact for the timeline that nobody is sent.
    pub(super) fn note(&mut self, kind: EntryKind, agent: Option<AgentId>, data: Value) {
        self.decision.entries.push(NewEntry { kind, agent, speech: Speech::Silent, data, send: None });
    }

    /// A person of the team writes, to the customer or for the team alone.
    pub(super) fn write(&mut self, kind: EntryKind, agent: AgentId, text: &str, send: Option<Send>) {
        let speech = Speech::Text(text.to_owned());
        self.decision.entries.push(NewEntry { kind, agent: Some(agent), speech, data: json!({}), send });
    }

    /// A person of the team sends a file to the customer, with words or without.
    pub(super) fn send(&mut self, agent: AgentId, text: &str, file: &OwnFile) {
        self.decision.entries.push(NewEntry {
            kind: EntryKind::AgentReply,
            agent: Some(agent),
            speech: Speech::Text(text.to_owned()),
            data: json!({ "attachments": [file.attachment()] }),
            send: Some(Send::default()),
        });
    }

    /// It cannot be done.
    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.decision.refusal = Some(refusal);
    }

    /// The decision, with the time to look again.
    pub(super) fn finish(mut self) -> Decision {
        let next = &self.decision.next;
        if next.status == Status::Open && next.holder == Holder::Bot {
            // A timer that came too early is set for when it is time, not for a whole period more.
            let since = if self.heard.timer { next.touched_at } else { self.now };
            self.decision.wake_at = Some(since + self.policy.resolve_after);
        } else if next.status == Status::Snoozed {
            self.decision.wake_at = next.snoozed_until;
        }
        super::service::keep(&mut self.decision, self.policy, self.now);
        super::album::keep(&mut self.decision, self.heard);
        let heard = self.heard.last_seq > self.seen;
        super::room::keep(&mut self.decision, heard);
        self.decision
    }
}
