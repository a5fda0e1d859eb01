//! Peers: what follows when the asker says that it is solved, and by whom.

use serde_json::json;

use super::draft::Draft;
use super::fold::Heard;
use super::wishes;
use crate::model::{
    AgentId, Asked, Choice, Consent, Conversation, Effect, EntryKind, Helper, Holder, IdentityId, Line, Marked, Policy,
    Refusal, Status, Target,
};

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
    /// By what this message says, which is marked so in their post.
    Post(Post),
    /// Somehow, as their post is tagged.
    Tagged,
    /// Somehow.
    Somehow,
    /// By nobody of those who took part.
    Alone,
}

/// A post with the message that is marked as its answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Post {
    answer: Target,
    /// The platform's id of the message that asked.
    question: String,
    /// Where people can read the answer.
    link: Option<String>,
    /// Nobody waits for a word on it.
    old: bool,
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Thanks {
    /// To this peer.
    To(Target),
    /// To whoever wrote this, if somebody waits for a word on it.
    Post(Post),
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

    /// By the marks of their post. What they wrote themselves is no peer's.
    pub(super) fn marked(c: &Conversation, marked: &Marked) -> Self {
        let Marked { answer, question, link, old } = marked.clone();
        match answer.filter(|answer| answer.identity != c.asker) {
            Some(answer) => Self::Post(Post { answer, question, link, old }),
            None => Self::Tagged,
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
            (Self::By(target) | Self::Marked(target) | Self::Post(Post { answer: target, .. }), _) => {
                Some(target.clone())
            }
            (Self::Somehow | Self::Tagged, [one]) => Some(one.target()),
            (Self::Somehow | Self::Tagged | Self::Alone, _) => None,
        }
    }

    /// Who is to be thanked, if anything is to be done at all.
    pub(super) fn thanks(&self, c: &Conversation, heard: &Heard<'_>, policy: &Policy) -> Option<Thanks> {
        let resolved = c.status == Status::Resolved;
        let asked = resolved || c.holder != Holder::Bot || c.memory.exchange.is_some() || !heard.said.is_empty();
        match self {
            // Where nothing was asked of us, a reaction or a tag is between people.
            Self::Marked(_) | Self::Tagged if !asked => None,
            // What was asked and answered among people is theirs, and the answer may be kept.
            Self::Post(post) => {
                let thanked = resolved && c.memory.thanked.contains(&post.answer.identity);
                (!thanked).then(|| Thanks::Post(post.clone()))
            }
            _ if !asked => Some(Thanks::Nothing),
            Self::By(target) | Self::Marked(target) => {
                let thanked = resolved && c.memory.thanked.contains(&target.identity);
                (!thanked).then(|| Thanks::To(target.clone()))
            }
            _ if resolved => None,
            Self::Alone => Some(Thanks::Nobody),
            Self::Somehow | Self::Tagged => Some(match policy.helpers.as_slice() {
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
        Thanks::To(target) => thank(draft, &target, None),
        Thanks::Post(post) if post.old => note(draft, &post),
        Thanks::Post(post) => thank(draft, &post.answer.clone(), Some(post)),
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

fn thank(draft: &mut Draft<'_>, target: &Target, post: Option<Post>) {
    let (author, message) = (target.identity, Some(target.message.clone()));
    let first = !draft.decision.next.memory.thanked.contains(&author);
    if first {
        let reply = ask(draft, author, message);
        let consent = if reply > 0 { Consent::Asked } else { Consent::Unasked };
        let exchange = draft.decision.next.memory.exchange.as_ref();
        let asked = draft.heard.said.last().map(|spoken| spoken.said.message.clone());
        let question = exchange.and_then(|asked| asked.messages.last().cloned()).or(asked);
        let (question, link) = match post {
            Some(post) => (Some(post.question), post.link),
            None => (question, None),
        };
        draft.effect(Effect::Candidate { author, answer: target.seq, question, link, consent });
        draft.next().memory.thanked.push(author);
    }
    resolve(draft, json!({ "by": "peer", "peer": author, "answer": target.seq }));
}

/// Thanks a peer, and asks whether we may keep what they wrote. Returns the number of the reply; 0 where nothing was said.
fn ask(draft: &mut Draft<'_>, author: IdentityId, message: Option<String>) -> u32 {
    let choices = vec![Choice::Keep, Choice::KeepNamed, Choice::DoNotKeep];
    let reply = draft.say_to(message, Line::ThankPeer, choices, json!({ "type": "thanks" }), None);
    if reply > 0 {
        draft.next().memory.asked.push(Asked { reply, author });
    }
    reply
}

/// What was solved long ago is a candidate, and nobody is told anything: a curator asks its author, where it is of use.
fn note(draft: &mut Draft<'_>, post: &Post) {
    let Target { identity: author, seq: answer, .. } = post.answer;
    let (question, link) = (Some(post.question.clone()), post.link.clone());
    draft.effect(Effect::Candidate { author, answer, question, link, consent: Consent::Unasked });
    draft.next().memory.thanked.push(author);
    resolve(draft, json!({ "by": "peer", "peer": author, "answer": answer }));
}

/// A curator has a peer asked who was not asked yet. While somebody else has the conversation, its asker waits for them.
pub(super) fn ask_consent(draft: &mut Draft<'_>, agent: AgentId, target: &Target) {
    let author = target.identity;
    let next = &draft.decision.next;
    let held =
        next.status != Status::Resolved && !matches!(next.holder, Holder::Bot) && next.holder != Holder::Agent(agent);
    if next.memory.asked.iter().any(|asked| asked.author == author) {
        draft.refuse(Refusal::NothingToDo);
    } else if held {
        draft.refuse(next.holder.agent().map_or(Refusal::NothingToDo, Refusal::HeldBy));
    } else if ask(draft, author, Some(target.message.clone())) > 0 {
        draft.effect(Effect::Consent { author, consent: Consent::Asked });
    } else {
        draft.refuse(Refusal::NothingToDo);
    }
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

/// Peers say whether we may keep their answers: only the word of whoever was asked counts. Who said yes can take it back as long as
/// the reply stands. While others speak for us, it is noted without a word.
pub(super) fn consents(draft: &mut Draft<'_>) {
    for (author, reply, consent) in &draft.heard.consents {
        let asked = Asked { reply: *reply, author: *author };
        if !draft.decision.next.memory.asked.contains(&asked) {
            continue;
        }
        draft.next().memory.asked.retain(|one| *one != asked);
        draft.effect(Effect::Consent { author: *author, consent: *consent });
        let next = &draft.decision.next;
        let mut answer = *reply;
        if next.status == Status::Resolved || next.holder == Holder::Bot {
            let choices = if consent.allows() { vec![Choice::TakeBack] } else { Vec::new() };
            answer =
                draft.say_revising(Line::PeerThanked(*consent), choices, json!({ "type": "thanks" }), Some(*reply));
        }
        if consent.allows() {
            draft.next().memory.asked.push(Asked { reply: answer, author: *author });
        }
    }
}
