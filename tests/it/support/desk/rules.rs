//! The settings of a desk of a test's own.

use std::sync::Arc;
use std::time::Duration;

use chrono::Duration as Span;
use hamyar::courier;
use hamyar::desk::Settings;
use hamyar::engine::{Ratings, Rules};
use hamyar::files;
use hamyar::model::{Hours, KnownBy, Routing, Share};
use hamyar::store::AcceptRules;

use super::LARGEST;

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

pub(super) fn settings() -> Settings {
    Settings {
        brand: "Narvan".to_owned(),
        zone: "Asia/Tehran".parse().unwrap(),
        session_lifetime: Duration::from_hours(12),
        invitation_lifetime: Duration::from_hours(7 * 24),
        secure_cookies: false,
        second_factor_for: Vec::new(),
        base_url: "https://desk.example".to_owned(),
    }
}
