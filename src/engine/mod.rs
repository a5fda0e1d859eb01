//! The shell around decisions: accept, claim, load, answer, decide, commit. It holds no rule of its own.

mod accept;
mod act;
mod compose;
mod read;
mod turn;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Duration;
use hamyar_channel::Words;
use tokio::sync::Notify;

pub use self::act::{ActError, Conflict, Outcome};
use crate::answer::Answerer;
use crate::clock::Edge;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::model::Policy;
use crate::store::{AcceptRules, Store, Turn};

/// Settings of the engine.
#[derive(Clone, Debug)]
pub struct Rules {
    /// What recording needs.
    pub accept: AcceptRules,
    /// How long to wait for the rest after a fragment.
    pub fragment_wait: Duration,
    /// How long a resolved conversation then goes to the person who resolved it.
    pub return_to_agent_within: Duration,
    /// How long a quiet conversation of the bot stays open.
    pub resolve_after: Duration,
    /// What customers see as our name.
    pub brand: String,
    /// How soon the team usually replies, told to customers who wait.
    pub reply_expectation: Option<std::time::Duration>,
}

/// Decides what follows from what happens.
pub struct Engine {
    store: Store,
    answerers: Vec<Arc<dyn Answerer>>,
    words: Arc<dyn Words>,
    live: Arc<Live>,
    metrics: Arc<Metrics>,
    edge: Edge,
    rules: Rules,
    accept_rules: Arc<AcceptRules>,
    work: Arc<Notify>,
    deliveries: Arc<Notify>,
}

/// What an engine is made of.
pub struct Parts {
    /// The store.
    pub store: Store,
    /// The answerers, in the order in which they are asked.
    pub answerers: Vec<Arc<dyn Answerer>>,
    /// Words for people.
    pub words: Arc<dyn Words>,
    /// Those who look on.
    pub live: Arc<Live>,
    /// Figures.
    pub metrics: Arc<Metrics>,
    /// Time and ids.
    pub edge: Edge,
    /// Settings.
    pub rules: Rules,
    /// Says that something may be to decide.
    pub work: Arc<Notify>,
    /// Wakes the courier.
    pub deliveries: Arc<Notify>,
}

impl Engine {
    /// Puts an engine together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { store, answerers, words, live, metrics, edge, rules, work, deliveries } = parts;
        let accept_rules = Arc::new(rules.accept.clone());
        Self { store, answerers, words, live, metrics, edge, rules, accept_rules, work, deliveries }
    }

    /// The rules of a place, and the facts of the moment.
    fn policy(&self, turn: &Turn, present: BTreeSet<crate::model::AgentId>) -> Policy {
        Policy {
            direct: turn.place.direct,
            autonomy: turn.place.autonomy,
            fragment_wait: self.rules.fragment_wait,
            reopen_within: self.rules.accept.reopen_within,
            return_to_agent_within: self.rules.return_to_agent_within,
            resolve_after: self.rules.resolve_after,
            present,
            introduced: turn.introduced,
            another_open: turn.another_open,
            languages: self.rules.accept.languages.clone(),
        }
    }
}
