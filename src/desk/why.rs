//! Why the bot said what it said: the candidates it found, how sure it was of each, and where its thresholds are.
//! The answerer writes this as JSON; whatever is missing from it is left out here.

use std::collections::HashSet;

use serde_json::Value;

use super::tongue::{Tongue, whole_percent};
use crate::model::{Entry, EntryKind, Verdict};

/// Candidates that are shown.
const MOST: usize = 5;

/// Why the bot said something.
pub(super) struct Why {
    /// What was asked.
    pub(super) question: Option<String>,
    pub(super) candidates: Vec<Candidate>,
    /// Where the meter's marks stand, as percentages for SVG.
    pub(super) marks: Vec<String>,
    /// What the marks mean.
    pub(super) legend: Option<String>,
    /// What it came to.
    pub(super) decision: String,
    /// It was read together with the question before.
    pub(super) follows: bool,
    /// The language that the question was taken to be in.
    pub(super) language: Option<String>,
}

/// An article that could have been the answer.
pub(super) struct Candidate {
    pub(super) title: String,
    /// How sure, in words.
    pub(super) sure: String,
    /// How far the meter is filled, for SVG.
    pub(super) width: u8,
    /// It was not the one.
    pub(super) dim: bool,
}

impl Why {
    /// Why the bot said what the entry `at` says, or else what it said to the last question.
    pub(super) fn find(t: &Tongue, entries: &[Entry], at: Option<i64>) -> Option<Self> {
        let asked = |entry: &&Entry| {
            matches!(entry.kind, EntryKind::Reply | EntryKind::Handoff) && entry.data["why"].is_object()
        };
        let mut reasoned = entries.iter().rev().filter(asked);
        let wanted = at.and_then(|seq| reasoned.clone().find(|entry| entry.seq == seq));
        let mut why = Self::of(t, wanted.or_else(|| reasoned.next())?);
        why.question = why.question.filter(|question| !quotes_deleted(question, entries));
        Some(why)
    }

    fn of(t: &Tongue, entry: &Entry) -> Self {
        let why = &entry.data["why"];
        let (suggest_at, answer_at) = (why["suggest_at"].as_f64(), why["answer_at"].as_f64());
        let legend = suggest_at.zip(answer_at).map(|(suggest, answer)| {
            t.text("desk-why-marks", &[("suggest", &t.percent(suggest)), ("answer", &t.percent(answer))])
        });
        let mark = |part: f64| format!("{}%", f64::from(whole_percent(part)) - 0.3);
        Self {
            question: entry.data["question"].as_str().filter(|text| !text.is_empty()).map(str::to_owned),
            candidates: candidates(t, why),
            marks: [suggest_at, answer_at].into_iter().flatten().map(mark).collect(),
            legend,
            decision: t.word(decision(entry)),
            follows: why[Verdict::FOLLOWS] == true,
            language: why["language"].as_str().map(|tag| t.language_name(tag)),
        }
    }
}

/// What the customer took back is not shown again here.
fn quotes_deleted(question: &str, entries: &[Entry]) -> bool {
    let of_kind = |kind: EntryKind| entries.iter().filter(move |entry| entry.kind == kind);
    let deleted: HashSet<&str> =
        of_kind(EntryKind::Deletion).filter_map(|entry| entry.data["message"].as_str()).collect();
    let said = of_kind(EntryKind::Message).chain(of_kind(EntryKind::Edit));
    said.filter(|entry| entry.data["message"].as_str().is_some_and(|message| deleted.contains(message)))
        .any(|entry| !entry.body.trim().is_empty() && question.contains(entry.body.trim()))
}

fn candidates(t: &Tongue, why: &Value) -> Vec<Candidate> {
    let list = why["candidates"].as_array().map(Vec::as_slice).unwrap_or_default();
    let candidate = |(index, one): (usize, &Value)| {
        let part = one["confidence"].as_f64().unwrap_or_default();
        let name = one["title"].as_str().filter(|title| !title.is_empty()).or(one["article"].as_str());
        Candidate {
            title: name.unwrap_or_default().to_owned(),
            sure: t.percent(part),
            width: whole_percent(part),
            dim: index > 0,
        }
    };
    list.iter().take(MOST).enumerate().map(candidate).collect()
}

fn decision(entry: &Entry) -> &'static str {
    if entry.kind == EntryKind::Handoff {
        return "desk-why-handed-over";
    }
    match entry.data["type"].as_str() {
        Some("answer") => "desk-why-answered",
        _ => "desk-why-suggested",
    }
}
