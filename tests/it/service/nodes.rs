//! Several nodes on one database: what is due is told once.

use chrono::Duration;

use super::{asks, within_an_hour};
use crate::support::{Database, shared};

shared!(two_nodes_tell_what_is_due_once);

/// Conversations that become due at the same moment.
const CASES: i64 = 20;

async fn two_nodes_tell_what_is_due_once(database: Database) {
    let first = within_an_hour(database).setting("HAMYAR_UNSEEN__AFTER", "45m").start().await;
    let second = first.beside("second").start().await;
    for number in 1..=CASES {
        asks(&first, &format!("person {number}")).await;
    }
    first.clock.advance(Duration::minutes(45));
    second.clock.advance(Duration::minutes(45));
    for number in 1..=CASES {
        first.happened(number, "message handoff reply due_soon unseen reply").await;
    }
    first.clock.advance(Duration::minutes(15));
    second.clock.advance(Duration::minutes(15));
    for number in 1..=CASES {
        first.happened(number, "message handoff reply due_soon unseen reply overdue").await;
    }
    first.settled_all().await;
}
