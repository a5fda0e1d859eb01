//! What people made of answers, read from the timeline.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::{Choice, ConversationId, Entry, EntryKind, Reason};

/// What one person can tell at most, the latest: nobody alone decides how sure the bot is.
const OF_ONE: usize = 5;

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// The question.
    pub question: String,
    /// What it was.
    pub told: Told,
}

/// What the asker pressed, or what the team answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// This article helped.
    Helped(String),
    /// This article was not it.
    NotThis(String),
    /// Nothing was found that the bot was sure of, and the team wrote this.
    Answered(String),
}

/// An answer that was given.
struct Given {
    question: String,
    article: String,
}

/// What became of the questions in `entries`: answers, handoffs, the team's replies and the askers' presses, conversation by
/// conversation. Of several presses under an answer the last counts; where something helped, what was refused before
/// for the same question says no more.
#[must_use]
pub fn feedback(entries: &[Entry]) -> Vec<Feedback> {
    let mut given: HashMap<(ConversationId, u64), Given> = HashMap::new();
    let mut pressed: BTreeMap<usize, (Uuid, Feedback)> = BTreeMap::new();
    let mut last_press: HashMap<(ConversationId, u64), usize> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if let (EntryKind::Reply, Some(answer), Some(reply)) = (entry.kind, answer(entry), entry.data["reply"].as_u64())
        {
            given.insert((entry.conversation, reply), answer);
        }
        let (Some((key, helped)), Some(identity)) = (press(entry), entry.identity) else { continue };
        let Some(Given { question, article }) = given.get(&key) else { continue };
        let told = if helped { Told::Helped(article.clone()) } else { Told::NotThis(article.clone()) };
        if let Some(before) = last_press.insert(key, at) {
            pressed.remove(&before);
        }
        pressed.insert(at, (identity.0, Feedback { question: question.clone(), told }));
    }
    let helped: Vec<(Uuid, String)> = pressed
        .values()
        .filter(|(_, feedback)| matches!(feedback.told, Told::Helped(_)))
        .map(|(who, feedback)| (*who, feedback.question.clone()))
        .collect();
    pressed.retain(|_, (who, Feedback { question, told })| {
        matches!(told, Told::Helped(_)) || !helped.iter().any(|(by, of)| by == who && of == question)
    });
    let mut counts: HashMap<Uuid, usize> = HashMap::new();
    let mut latest: Vec<Feedback> = Vec::new();
    for (who, feedback) in pressed.into_values().rev() {
        let count = counts.entry(who).or_default();
        *count += 1;
        if *count <= OF_ONE {
            latest.push(feedback);
        }
    }
    latest.reverse();
    latest.extend(answered(entries));
    latest
}

/// The question and the article of an answer that the bot gave in words.
fn answer(entry: &Entry) -> Option<Given> {
    let (data, text) = (&entry.data, |value: &serde_json::Value| value.as_str().map(str::to_owned));
    let question = text(&data["question"]).filter(|question| !question.trim().is_empty())?;
    let article = text(&data["sources"][0]["article"])?;
    (data["type"] == "answer").then_some(Given { question, article })
}

/// The answer that a press is about, and whether it helped.
fn press(entry: &Entry) -> Option<((ConversationId, u64), bool)> {
    if entry.kind != EntryKind::Press {
        return None;
    }
    let (conversation, press) = Choice::parse_action(entry.data["action"].as_str()?).ok()?;
    match press.choice {
        Choice::Helped => Some(((conversation, u64::from(press.reply)), true)),
        Choice::NotThis => Some(((conversation, u64::from(press.reply)), false)),
        _ => None,
    }
}

/// What the team wrote where the bot had no answer, until something else was asked. One for each conversation.
fn answered(entries: &[Entry]) -> Vec<Feedback> {
    let mut told: Vec<Feedback> = Vec::new();
    for conversation in entries.chunk_by(|one, next| one.conversation == next.conversation) {
        let unanswered = conversation
            .iter()
            .rposition(|entry| entry.kind == EntryKind::Handoff && entry.data["reason"] == Reason::NoAnswer.word());
        let Some(at) = unanswered else { continue };
        let question = conversation[at].data["question"].as_str().unwrap_or_default().to_owned();
        let replies = conversation[at..].iter().filter(|entry| entry.kind == EntryKind::AgentReply);
        let said: Vec<&str> = replies.map(|entry| entry.body.as_str()).filter(|body| !body.trim().is_empty()).collect();
        if !question.trim().is_empty() && !said.is_empty() {
            told.push(Feedback { question, told: Told::Answered(said.join("\n\n")) });
        }
    }
    told
}
