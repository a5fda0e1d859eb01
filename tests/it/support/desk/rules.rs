//! The settings of a desk of a test's own.

use std::sync::Arc;
use std::time::Duration;

use chrono::Duration as Span;
use hamyar::clock::Edge;
use hamyar::config::{Config, Sites};
use hamyar::courier;
use hamyar::desk::Settings;
use hamyar::engine::{Ratings, Rules};
use hamyar::files;
use hamyar::model::{Hours, KnownBy, Order, Routing, ServiceLevels, Share};
use hamyar::store::AcceptRules;
use hamyar_channel::testing::FakeChannel;

use super::{CHANNEL, Database, LARGEST, TestDesk};

pub(super) fn rules() -> Rules {
    Rules {
        accept: AcceptRules {
            languages: vec!["en".to_owned(), "fa".to_owned()],
            reopen_within: Span::days(7),
            messages_per_minute: 0,
            max_message_bytes: 65_536,
        },
        fragment_wait: Span::zero(),
        return_to_agent_within: Span::days(1),
        resolve_after: Span::days(1),
        show_typing: true,
        reply_expectation: None,
        tell_usual_reply: true,
        hours: Arc::new(Hours::always(chrono_tz::Asia::Tehran)),
        levels: Arc::default(),
        share: Share(0.2),
        rating: Ratings { ask: true, again_after: Span::days(30), open_for: Span::days(3) },
        routing: Routing { order: None, capacity: 8, take_over_after: Span::minutes(15) },
        brand: "Narvan".to_owned(),
        agent_names: KnownBy::Name,
    }
}

pub(super) fn sending() -> courier::Rules {
    courier::Rules {
        concurrency: 1,
        retry_first: Span::seconds(1),
        retry_most: Span::seconds(1),
        attempts: 1,
        give_up_after: Span::days(1),
        lease: Span::minutes(1),
    }
}

pub(super) fn file_rules() -> files::Rules {
    let allowed = ["png", "pdf", "txt"].map(str::to_owned).to_vec();
    files::Rules { max_bytes: LARGEST, within: Span::minutes(2), most: 3, allowed }
}

/// How other sites are read: as by default, without pauses, and of those that are not public only this one.
pub(super) fn sites(private: &str) -> Sites {
    let environment = [
        ("HAMYAR_KNOWLEDGE__SITES__PRIVATE", private),
        ("HAMYAR_KNOWLEDGE__SITES__PAUSE", "0s"),
        ("HAMYAR_KNOWLEDGE__SITES__PAGE_WITHIN", "3s"),
    ];
    Config::load(None, environment).unwrap().knowledge.sites
}

pub(super) fn settings() -> Settings {
    Settings {
        second_look: false,
        brand: "Narvan".to_owned(),
        zone: "Asia/Tehran".parse().unwrap(),
        session_lifetime: Duration::from_hours(12),
        invitation_lifetime: Duration::from_hours(7 * 24),
        secure_cookies: false,
        second_factor_for: Vec::new(),
        openid: None,
        base_url: "https://desk.example".to_owned(),
    }
}

impl TestDesk {
    /// A desk at which somebody else looks at an article before it is published.
    pub(crate) async fn careful(database: Database) -> Self {
        let set = |_: &Edge| Settings { second_look: true, ..settings() };
        Self::set(database, FakeChannel::new(CHANNEL), true, rules(), set, "").await
    }

    /// A desk of people who are given what waits.
    pub(crate) async fn routing(database: Database) -> Self {
        let routing = Routing { order: Some(Order::LeastBusy), ..rules().routing };
        Self::made(database, FakeChannel::new(CHANNEL), false, Rules { routing, ..rules() }).await
    }

    /// A desk at which nobody outside sees who writes.
    pub(crate) async fn secretive(database: Database) -> Self {
        Self::made(database, FakeChannel::new(CHANNEL), false, Rules { show_typing: false, ..rules() }).await
    }

    /// A desk of people of whom this is expected.
    pub(crate) async fn timed(database: Database, levels: ServiceLevels) -> Self {
        let rules = Rules { levels: Arc::new(levels), ..rules() };
        Self::made(database, FakeChannel::new(CHANNEL), false, rules).await
    }
}
