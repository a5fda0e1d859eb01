//! Figures for operators, in Prometheus' text form. What they mean, and when to be alarmed, says `docs/operating.md`.
//!
//! A label is a channel, or one of a few words that stand in this code: never an id, a name or a text.

mod backlog;
mod labels;

use std::time::Duration;

use hamyar_channel::{Accepted, ChannelId};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use self::backlog::Gauges;
use self::labels::{Answered, ByChannel, ByOutcome, Called, HeldBack, Of, Outcome, Task, Why};
pub use self::labels::{Call, HoldUp, Outlook};
use crate::embed::Figures;
use crate::model::{Decision, EntryKind, Form, Line, NewEntry, Say, Speech, Verdict};
use crate::store::{Backlog, Committed, Finish};

/// Upper bounds of times, in seconds: a search takes milliseconds, a message in an outage minutes.
const SECONDS: [f64; 16] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0];

/// Times, by what they are of.
type Times<L> = Family<L, Histogram, fn() -> Histogram>;

fn times<L: Clone + std::hash::Hash + Eq>() -> Times<L> {
    Family::new_with_constructor(|| Histogram::new(SECONDS))
}

/// The figures of this process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    events: Family<ByOutcome, Counter>,
    floods: Family<ByChannel, Counter>,
    accepting: Times<ByChannel>,
    decisions: Family<Outcome, Counter>,
    handoffs: Family<Why, Counter>,
    commits: Family<Outcome, Counter>,
    turn_failures: Counter,
    answers: Family<Answered, Counter>,
    answering: Times<Of>,
    deciding: Times<ByChannel>,
    attempts: Family<ByOutcome, Counter>,
    ambiguous: Family<ByChannel, Counter>,
    recovered: Counter,
    held_back: Family<HeldBack, Counter>,
    calling: Times<Called>,
    delivering: Times<ByChannel>,
    listening: Family<ByChannel, Gauge>,
    channels: Family<ByChannel, Gauge>,
    panics: Family<Task, Counter>,
    backlog: Gauges,
    /// Those of the embeddings endpoint, which counts for itself.
    pub embeddings: Figures,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("hamyar"),
            events: Family::default(),
            floods: Family::default(),
            accepting: times(),
            decisions: Family::default(),
            handoffs: Family::default(),
            commits: Family::default(),
            turn_failures: Counter::default(),
            answers: Family::default(),
            answering: times(),
            deciding: times(),
            attempts: Family::default(),
            ambiguous: Family::default(),
            recovered: Counter::default(),
            held_back: Family::default(),
            calling: times(),
            delivering: times(),
            listening: Family::default(),
            channels: Family::default(),
            panics: Family::default(),
            backlog: Gauges::default(),
            embeddings: Figures::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let r = &mut self.registry;
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        r.register("build", "Which version this is", build);
        r.register("events", "Events from channels, by what became of them", self.events.clone());
        r.register("floods", "Times that somebody began to write faster than is handled", self.floods.clone());
        r.register("decisions", "What the bot said or did", self.decisions.clone());
        r.register("handoffs", "Cases that went to people, by why", self.handoffs.clone());
        r.register("commits", "Decisions, by what became of committing them", self.commits.clone());
        r.register("turn_failures", "Conversations that could not be decided at once", self.turn_failures.clone());
        r.register("answers", "What answerers said", self.answers.clone());
        r.register("delivery_attempts", "Attempts to deliver, by how they ended", self.attempts.clone());
        r.register("ambiguous_sends", "Attempts that may have arrived unconfirmed", self.ambiguous.clone());
        let recovered = "Deliveries that were being sent when their node ended, taken up again";
        r.register("deliveries_recovered", recovered, self.recovered.clone());
        r.register("deliveries_held_back", "Times that a delivery had to wait, by why", self.held_back.clone());
        r.register("channel_up", "Whether this node hears the channel's platform", self.channels.clone());
        let panics = "Tasks of this node that a mistake in the program ended, and that began anew";
        r.register("task_panics", panics, self.panics.clone());
        let mut time = |name: &str, help: &str, of: Times<ByChannel>| {
            r.register_with_unit(name, help, Unit::Seconds, of);
        };
        time("accept", "Time until what happened on a channel was durable", self.accepting.clone());
        time("decision", "Time from recording a message to the committed decision about it", self.deciding.clone());
        time("delivery", "Time from the committed decision to the recorded receipt", self.delivering.clone());
        let answering = "Time that answerers took; that of `knowledge` is the search";
        r.register_with_unit("answer", answering, Unit::Seconds, self.answering.clone());
        let calling = "Time that calls to platforms took";
        r.register_with_unit("platform_call", calling, Unit::Seconds, self.calling.clone());
        self.backlog.register(r);
        self.embeddings.register(r);
    }

    /// Counts events that could not be recorded, and so are not acknowledged. Whoever told of them tells again.
    pub fn unrecorded(&self, channel: &ChannelId, events: usize) {
        self.events.get_or_create(&ByOutcome::of(channel, "refused")).inc_by(events as u64);
    }

    /// Counts a batch of events, of which so many were the first over the limit of their author. Recording it took so long.
    pub fn accepted(&self, channel: &ChannelId, accepted: &Accepted, floods: usize, took: Duration) {
        let Accepted { recorded, repeated, ignored, .. } = *accepted;
        for (outcome, count) in [("recorded", recorded), ("repeated", repeated), ("ignored", ignored)] {
            if count > 0 {
                self.events.get_or_create(&ByOutcome::of(channel, outcome)).inc_by(count as u64);
            }
        }
        let channel = ByChannel::of(channel);
        if floods > 0 {
            self.floods.get_or_create(&channel).inc_by(floods as u64);
        }
        self.accepting.get_or_create(&channel).observe(took.as_secs_f64());
    }

    /// Counts what a decision says and does.
    pub fn decided(&self, decision: &Decision) {
        let mut outcomes = decision.entries.iter().filter_map(outcome).peekable();
        if outcomes.peek().is_none() {
            self.decisions.get_or_create(&Outcome { outcome: "nothing" }).inc();
        }
        for outcome in outcomes {
            self.decisions.get_or_create(&Outcome { outcome }).inc();
        }
        for entry in decision.entries.iter().filter(|entry| entry.kind == EntryKind::Handoff) {
            // The words are few, and all of this code's.
            let reason = entry.data["reason"].as_str().unwrap_or("unknown").to_owned();
            self.handoffs.get_or_create(&Why { reason }).inc();
        }
    }

    /// A task of this node was ended by a mistake of ours.
    pub fn panicked(&self, task: &'static str) {
        self.panics.get_or_create(&Task { task }).inc();
    }

    /// A conversation could not be decided.
    pub fn turn_failed(&self) {
        self.turn_failures.inc();
    }

    /// Counts what an answerer came to, and how long it took.
    pub fn answered(&self, answerer: &'static str, outlook: Outlook<'_>, took: Duration) {
        let outcome = match outlook {
            Outlook::Verdict(Verdict::Answer { .. }) => "answer",
            Outlook::Verdict(Verdict::Suggest { .. }) => "suggest",
            Outlook::Verdict(Verdict::Unknown { .. }) => "unknown",
            Outlook::Passed => "passed",
            Outlook::Verdict(Verdict::NoIndex) => "no_index",
            Outlook::Verdict(Verdict::Failed) | Outlook::Failed => "failed",
            Outlook::Panicked => "panicked",
            Outlook::Late => "late",
        };
        self.answers.get_or_create(&Answered { answerer, outcome }).inc();
        self.answering.get_or_create(&Of { answerer }).observe(took.as_secs_f64());
    }

    /// Counts what became of a decision; `since` is how long ago that was recorded which it is about.
    pub fn committed(&self, channel: &ChannelId, committed: &Committed, since: Option<chrono::Duration>) {
        self.commits.get_or_create(&Outcome { outcome: committed.word() }).inc();
        if let (Committed::Done { .. }, Some(since)) = (committed, since) {
            self.deciding.get_or_create(&ByChannel::of(channel)).observe(seconds(since));
        }
    }

    /// Counts decisions of which it is not known whether they were committed.
    pub fn uncommitted(&self, count: usize) {
        self.commits.get_or_create(&Outcome { outcome: "failed" }).inc_by(count as u64);
    }

    /// Counts how an attempt ended.
    pub fn attempted(&self, channel: &ChannelId, finish: &Finish) {
        let outcome = finish.word();
        self.attempts.get_or_create(&ByOutcome::of(channel, outcome)).inc();
        if matches!(outcome, "ambiguous" | "unknown") {
            self.ambiguous.get_or_create(&ByChannel::of(channel)).inc();
        }
    }

    /// Says how long a call to a platform took.
    pub fn called(&self, channel: &ChannelId, call: Call, took: Duration) {
        let called = Called { channel: channel.to_string(), call: call.word() };
        self.calling.get_or_create(&called).observe(took.as_secs_f64());
    }

    /// A delivery has to wait, through no fault of its own.
    pub fn held_back(&self, channel: &ChannelId, why: HoldUp) {
        self.held_back.get_or_create(&HeldBack { channel: channel.to_string(), reason: why.word() }).inc();
    }

    /// A receipt is recorded, so long after the decision to send.
    pub fn delivered(&self, channel: &ChannelId, since: chrono::Duration) {
        self.delivering.get_or_create(&ByChannel::of(channel)).observe(seconds(since));
    }

    /// Counts deliveries that were being sent when their node ended.
    pub fn recovered(&self, count: usize) {
        self.recovered.inc_by(count as u64);
    }

    /// This node listens on a channel, or does so no more.
    pub fn listens(&self, channel: &ChannelId, listens: bool) {
        self.listening.get_or_create(&ByChannel::of(channel)).set(i64::from(listens));
    }

    /// Whether a channel on which we listen hears its platform.
    pub fn connected(&self, channel: &ChannelId, connected: bool) {
        let channel = ByChannel::of(channel);
        let listens = self.listening.get(&channel).is_some_and(|listening| listening.get() == 1);
        self.channels.get_or_create(&channel).set(i64::from(listens && connected));
    }

    /// The revision of the articles that this process finds; 0 while it finds none.
    pub fn index(&self, revision: i64) {
        self.backlog.index(revision);
    }

    /// What waits now; `None` if the database does not say.
    pub fn waits(&self, backlog: Option<&Backlog>, now: chrono::DateTime<chrono::Utc>) {
        self.backlog.set(backlog, now);
    }

    /// All figures as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = prometheus_client::encoding::text::encode(&mut text, &self.registry);
        text
    }
}

fn seconds(duration: chrono::Duration) -> f64 {
    // Clocks may be set back.
    duration.to_std().unwrap_or_default().as_secs_f64()
}

/// What an entry of a decision amounts to.
fn outcome(entry: &NewEntry) -> Option<&'static str> {
    let marks = entry.send.as_ref().is_some_and(|send| send.form == Form::Mark);
    Some(match (entry.kind, &entry.speech) {
        (_, Speech::Say(Say { line, .. })) => said(line),
        (EntryKind::Reply, _) if marks => "mark",
        (EntryKind::Handoff, _) => "handoff",
        (EntryKind::Resolved, _) => "resolved",
        (EntryKind::Reopened, _) => "reopened",
        _ => return None,
    })
}

fn said(line: &Line) -> &'static str {
    match line {
        Line::Answer { .. } => "answer",
        Line::Suggestions(_) | Line::OtherSuggestions(_) => "suggestions",
        Line::Recalled(_, line) => said(line),
        Line::Rephrase | Line::CannotRead(_) => "not_understood",
        Line::HandedOver(..) => "told_of_handoff",
        _ => "courtesy",
    }
}
