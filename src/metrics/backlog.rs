//! What waits, as gauges. They are of the database, the same on every node, and are read when somebody asks for figures.

use std::sync::atomic::AtomicU64;

use chrono::{DateTime, Utc};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use super::labels::{ByState, WaitsFor};
use super::seconds;
use crate::model::DeliveryStatus;
use crate::store::{Backlog, Waiting};

/// No label at all; a figure that is not known can be left out all the same.
type Alone = [(&'static str, &'static str); 0];

type Seconds = Gauge<f64, AtomicU64>;

/// The states of deliveries that are not over.
const STATES: [DeliveryStatus; 5] = [
    DeliveryStatus::Pending,
    DeliveryStatus::Sending,
    DeliveryStatus::Dead,
    DeliveryStatus::Unknown,
    DeliveryStatus::Held,
];

#[derive(Debug, Default)]
pub(super) struct Gauges {
    up: Gauge,
    conversations: Family<WaitsFor, Gauge>,
    conversation_ages: Family<WaitsFor, Seconds>,
    deliveries: Family<ByState, Gauge>,
    delivery_ages: Family<ByState, Seconds>,
    paused: Family<Alone, Gauge>,
    articles: Family<Alone, Gauge>,
    index: Gauge,
}

impl Gauges {
    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register("database_up", "Whether the database answered just now", self.up.clone());
        let conversations = "Conversations that wait, for the bot or for anyone of the team";
        registry.register("conversations_waiting", conversations, self.conversations.clone());
        let ages = "How long the one that waits longest has waited";
        registry.register_with_unit("conversations_oldest", ages, Unit::Seconds, self.conversation_ages.clone());
        let deliveries = "Deliveries that are not over, by where they stand";
        registry.register("deliveries", deliveries, self.deliveries.clone());
        let ages = "How long ago the oldest of them was decided, or last sent again";
        registry.register_with_unit("deliveries_oldest", ages, Unit::Seconds, self.delivery_ages.clone());
        registry.register("deliveries_paused", "Whether sending is paused", self.paused.clone());
        registry.register("articles_revision", "The revision of the articles", self.articles.clone());
        let index = "The revision of the articles that this process finds; 0 while its index is missing or damaged";
        registry.register("index_revision", index, self.index.clone());
    }

    pub(super) fn index(&self, revision: i64) {
        self.index.set(revision);
    }

    /// What is not known is left out, rather than told as it was.
    pub(super) fn set(&self, backlog: Option<&Backlog>, now: DateTime<Utc>) {
        self.up.set(i64::from(backlog.is_some()));
        let Some(Backlog { bot, team, deliveries, paused, revision }) = backlog else {
            self.conversations.clear();
            self.conversation_ages.clear();
            self.deliveries.clear();
            self.delivery_ages.clear();
            self.paused.clear();
            self.articles.clear();
            return;
        };
        for (waits_for, waiting) in [("bot", bot), ("team", team)] {
            let labels = WaitsFor { waits_for };
            self.conversations.get_or_create(&labels).set(waiting.count);
            self.conversation_ages.get_or_create(&labels).set(age(*waiting, now));
        }
        for state in STATES {
            let waiting = deliveries.iter().find(|(one, _)| *one == state).map(|(_, waiting)| *waiting);
            let (waiting, labels) = (waiting.unwrap_or_default(), ByState { state: state.word() });
            self.deliveries.get_or_create(&labels).set(waiting.count);
            self.delivery_ages.get_or_create(&labels).set(age(waiting, now));
        }
        self.paused.get_or_create(&[]).set(i64::from(*paused));
        self.articles.get_or_create(&[]).set(*revision);
    }
}

fn age(waiting: Waiting, now: DateTime<Utc>) -> f64 {
    waiting.since.map_or(0.0, |since| seconds(now - since))
}
