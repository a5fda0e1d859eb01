//! Several nodes on one database: what is due is told once.

use chrono::Duration;
use hamyar::model::{Action, Alert, Goal};

use super::{asks, does, within_an_hour};
use crate::support::{Database, shared};

shared!(two_nodes_tell_what_is_due_once, what_one_node_told_stays_told_for_one_whose_clock_is_behind);

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

async fn what_one_node_told_stays_told_for_one_whose_clock_is_behind(database: Database) {
    let first = within_an_hour(database).start().await;
    let second = first.beside("second").start().await;
    let sara = first.agent("sara").await;
    asks(&first, "mina").await;
    first.clock.advance(Duration::minutes(45));
    second.clock.advance(Duration::seconds(44 * 60 + 30));
    first.happened(1, "message handoff reply due_soon").await;
    let noted = does(&second, 1, sara, Action::Note("I ask the warehouse.".to_owned())).await;
    assert_eq!(noted.service.told, [Alert::Soon(Goal::FirstReply)]);
    first.clock.advance(Duration::minutes(15));
    second.clock.advance(Duration::seconds(15 * 60 + 30));
    first.happened(1, "message handoff reply due_soon note overdue").await;
}
