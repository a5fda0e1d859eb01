//! Figures for operators, in Prometheus' text form.

use hamyar_channel::{Accepted, ChannelId};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use crate::embed::Figures;
use crate::model::{Decision, EntryKind, Line, Say, Speech};
use crate::store::{Failed, Finish};

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByOutcome {
    channel: String,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByKind {
    kind: &'static str,
}

/// The figures of this process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    events: Family<ByOutcome, Counter>,
    deliveries: Family<ByOutcome, Counter>,
    decisions: Family<ByKind, Counter>,
    /// Those of the embeddings endpoint, which counts for itself.
    pub embeddings: Figures,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("hamyar");
        let (events, deliveries, decisions) = (Family::default(), Family::default(), Family::default());
        registry.register("events", "Events from channels, by what became of them", Family::clone(&events));
        registry.register("deliveries", "Attempts to deliver, by how they ended", Family::clone(&deliveries));
        registry.register("decisions", "What the bot said or did", Family::clone(&decisions));
        let embeddings = Figures::default();
        embeddings.register(&mut registry);
        Self { registry, events, deliveries, decisions, embeddings }
    }
}

impl Metrics {
    /// Counts a batch.
    pub fn accepted(&self, channel: &ChannelId, accepted: Accepted) {
        let Accepted { recorded, repeated, ignored } = accepted;
        for (outcome, count) in [("recorded", recorded), ("repeated", repeated), ("ignored", ignored)] {
            if count > 0 {
                let labels = ByOutcome { channel: channel.to_string(), outcome };
                self.events.get_or_create(&labels).inc_by(count as u64);
            }
        }
    }

    /// Counts what a decision says.
    pub fn decided(&self, decision: &Decision) {
        for entry in &decision.entries {
            let kind = match (&entry.kind, &entry.speech) {
                (_, Speech::Say(Say { line: Line::Answer { .. }, .. })) => "answer",
                (_, Speech::Say(Say { line: Line::Suggestions(_) | Line::OtherSuggestions(_), .. })) => "suggestions",
                (EntryKind::Handoff, _) => "handoff",
                (EntryKind::Resolved, _) => "resolved",
                _ => continue,
            };
            self.decisions.get_or_create(&ByKind { kind }).inc();
        }
    }

    /// Counts how an attempt ended.
    pub fn delivered(&self, channel: &ChannelId, finish: &Finish) {
        let outcome = match finish {
            Finish::Sent { .. } | Finish::Opened { .. } => "sent",
            Finish::Retry { .. } => "retried",
            Finish::Failed(Failed { unknown: true, .. }) => "unknown",
            Finish::Failed(Failed { gone: true, .. }) => "gone",
            Finish::Failed(_) => "dead",
        };
        self.deliveries.get_or_create(&ByOutcome { channel: channel.to_string(), outcome }).inc();
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
