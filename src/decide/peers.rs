//! Peers: what follows when the asker says that it is solved, and by whom.

use serde_json::json;

use super::draft::Draft;
use super::fold::Heard;
use super::wishes;
use crate::model::{Asked, Choice, Conversation, Effect, EntryKind, Helper, Holder, Line, Policy, Status, Target};

/// Peers that the asker chooses from.
const CHOICES: usize = 5;

/// Reactions by which an asker says of a message that it solved the matter. Telegram has only some of them.
const SOLVED: [char; 7] = ['✅', '✔', '☑', '👍', '👌', '💯', '🏆'];

/// The asker says that it is solved.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Solved {
    /// By what this message says.
    By(Target),
    /// By what this message says, as a reaction on it has it.
    Marked(Target),
    /// Somehow.
    Somehow,
    /// By nobody of those who took part.
    Alone,
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Thanks {
    /// To this peer.
    To(Target),
    /// To nobody.
    Nobody,
    /// The asker is asked to whom.
    Who(Vec<Helper>),
    /// There was nothing to solve.
    Nothing,
}

impl Solved {
    /// By command, in reply to a message or not.
    pub(super) fn said(c: &Conversation, target: Option<&Target>) -> Self {
        match target {
            Some(target) if target.identity != c.asker => Self::By(target.clone()),
            _ => Self::Somehow,
        }
    }

    /// By a reaction, if it is one that says so, on the message of somebody else.
    pub(super) fn reacted(c: &Conversation, emoji: &str, target: &Target) -> Option<Self> {
        let says = emoji.chars().next().is_some_and(|first| SOLVED.contains(&first));
        (says && target.identity != c.asker).then(|| Self::Marked(target.clone()))
    }

    /// By a button that names a peer.
    pub(super) fn chosen(c: &Conversation, number: u8) -> Self {
        c.memory.helpers.get(usize::from(number)).map_or(Self::Somehow, |helper| Self::By(helper.clone()))
    }

    /// The peer whose message it was, if that is known.
    pub(super) fn by(&self, policy: &Policy) -> Option<Target> {
        match (self, policy.helpers.as_slice()) {
            (Self::By(target) | Self::Marked(target), _) => Some(target.clone()),
            (Self::Somehow, [one]) => Some(one.target()),
            (Self::Somehow | Self::Alone, _) => None,
        }
    }

    /// Who is to be thanked, if anything is to be done at all.
    pub(super) fn thanks(&self, c: &Conversation, heard: &Heard<'_>, policy: &Policy) -> Option<Thanks> {
        let resolved = c.status == Status::Resolved;
        let asked = resolved || c.holder != Holder::Bot || c.memory.exchange.is_some() || !heard.said.is_empty();
        match self {
            // Where nothing was asked of us, a reaction is between people.
            Self::Marked(_) if !asked => None,
            _ if !asked => Some(Thanks::Nothing),
            Self::By(target) | Self::Marked(target) => {
                let thanked = resolved && c.memory.thanked.contains(&target.identity);
                (!thanked).then(|| Thanks::To(target.clone()))
            }
            _ if resolved => None,
            Self::Alone => Some(Thanks::Nobody),
            Self::Somehow => Some(match policy.helpers.as_slice() {
                [] => Thanks::Nobody,
                [one] => Thanks::To(one.target()),
                several => Thanks::Who(several.iter().take(CHOICES).cloned().collect()),
            }),
        }
    }
}

impl Helper {
    fn target(&self) -> Target {
        Target { seq: self.seq, identity: self.identity, message: self.message.clone() }
    }
}

/// The matter is settled without a person, and whoever settled it is thanked.
pub(super) fn solved(draft: &mut Draft<'_>, thanks: Thanks) {
    match thanks {
        Thanks::To(target) => thank(draft, &target),
        Thanks::Nobody => {
            draft.say(Line::Solved, Vec::new(), json!({ "type": "solved" }));
            resolve(draft, json!({ "by": "customer" }));
        }
        Thanks::Who(helpers) => {
            draft.next().memory.helpers = helpers.iter().map(Helper::target).collect();
            let mut choices: Vec<Choice> = (0..).take(helpers.len()).map(Choice::Helper).collect();
            choices.push(Choice::Nobody);
            draft.say(Line::WhoHelped(helpers), choices, json!({ "type": "who_helped" }));
        }
        Thanks::Nothing => {}
    }
}

fn thank(draft: &mut Draft<'_>, target: &Target) {
    let (author, message) = (target.identity, Some(target.message.clone()));
    let first = !draft.decision.next.memory.thanked.contains(&author);
    if first {
        let choices = vec![Choice::Keep, Choice::DoNotKeep];
        let reply = draft.say_to(message, Line::ThankPeer, choices, json!({ "type": "thanks" }), None);
        let exchange = draft.decision.next.memory.exchange.as_ref();
        let asked = draft.heard.said.last().map(|spoken| spoken.said.message.clone());
        let question = exchange.and_then(|asked| asked.messages.last().cloned()).or(asked);
        draft.effect(Effect::Candidate { author, answer: target.seq, question });
        let memory = &mut draft.next().memory;
        memory.thanked.push(author);
        if reply > 0 {
            memory.asked.push(Asked { reply, author });
        }
    }
    resolve(draft, json!({ "by": "peer", "peer": author, "answer": target.seq }));
}

/// Whoever of the team holds the case reads that its asker says so. What follows is theirs to say; nobody waits for it.
pub(super) fn told(draft: &mut Draft<'_>, by: Option<&Target>) {
    let how = by.map_or_else(|| json!({}), |target| json!({ "peer": target.identity, "answer": target.seq }));
    draft.note(EntryKind::Solved, None, how);
    wishes::settle(draft);
    draft.next().waiting_since = None;
}

fn resolve(draft: &mut Draft<'_>, how: serde_json::Value) {
    if draft.decision.next.status == Status::Resolved {
        return;
    }
    draft.note(EntryKind::Resolved, None, how);
    wishes::settle(draft);
    let now = draft.now;
    draft.next().resolve(None, now);
}

/// Peers say whether we may keep their answers: only the word of whoever was asked counts. While others speak for us,
/// it is noted without a word.
pub(super) fn consents(draft: &mut Draft<'_>) {
    for (author, reply, consent) in &draft.heard.consents {
        let asked = Asked { reply: *reply, author: *author };
        if !draft.decision.next.memory.asked.contains(&asked) {
            continue;
        }
        draft.next().memory.asked.retain(|one| *one != asked);
        draft.effect(Effect::Consent { author: *author, consent: *consent });
        let next = &draft.decision.next;
        if next.status == Status::Resolved || next.holder == Holder::Bot {
            draft.say_revising(Line::PeerThanked(*consent), Vec::new(), json!({ "type": "thanks" }), Some(*reply));
        }
    }
}
