//! What is due, what is late, and what nobody has taken, as the desk shows it.

use super::Desk;
use super::access::Visitor;
use super::failure::Failure;
use super::tongue::Tongue;
use crate::model::{AgentRole, Alert, Goal, Service};
use crate::store::{AlarmsOf, InboxRow};

/// Alarms that a page carries.
pub(super) const MOST: i64 = 20;

/// How long there is for what is due next, or how late it is: the class and the words of a tag.
pub(super) fn timer(t: &Tongue, service: &Service) -> Option<(&'static str, String)> {
    let Some((goal, at)) = service.due() else {
        let untaken = service.told.contains(&Alert::Unseen);
        return untaken.then(|| ("tag--warn", t.word("service-untaken")));
    };
    let reply = goal == Goal::FirstReply;
    if at <= t.now() {
        let key = if reply { "service-reply-late" } else { "service-resolve-late" };
        return Some(("tag--danger", t.with(key, "time", &t.since(at))));
    }
    let key = if reply { "service-reply-in" } else { "service-resolve-in" };
    let class = if service.is_warned(goal) { "tag--warn" } else { "" };
    Some((class, t.with(key, "time", &t.until(at))))
}

/// Something that somebody should look at now.
pub(super) struct Alarm {
    /// The same as long as it is the same alarm.
    pub(super) key: String,
    pub(super) href: String,
    pub(super) words: String,
}

impl Alarm {
    /// Those that concern this person: of what they hold and what waits for anyone; of everything, for an administrator.
    pub(super) async fn read(desk: &Desk, visitor: &Visitor, t: &Tongue) -> Result<Vec<Self>, Failure> {
        let of = AlarmsOf {
            agent: visitor.agent.id,
            anyones: visitor.may(AgentRole::Agent),
            others: visitor.may(AgentRole::Admin),
        };
        let rows = desk.store.alarmed(of, MOST).await?;
        Ok(rows.iter().filter_map(|row| Self::of(t, row)).collect())
    }

    fn of(t: &Tongue, row: &InboxRow) -> Option<Self> {
        let told = &row.service.told;
        let is_over = |goal| told.contains(&Alert::Over(goal)) && row.service.is_due(goal);
        let (what, key) = if is_over(Goal::Resolution) {
            ("resolution", "service-alarm-over-resolution")
        } else if is_over(Goal::FirstReply) {
            ("reply", "service-alarm-over-reply")
        } else if told.contains(&Alert::Unseen) {
            ("unseen", "service-alarm-unseen")
        } else {
            return None;
        };
        let name = row.name.clone().unwrap_or_else(|| t.word("desk-nameless"));
        Some(Self {
            key: format!("alarm-{what}-{}", row.id),
            href: format!("/desk/conversations/{}", row.id),
            words: t.with(key, "name", &name),
        })
    }
}
