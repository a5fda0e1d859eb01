//! What is done with a conversation beside talking in it: who has it, when it is looked at again, how urgent it is and what it
//! is called.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{DateTime, Datelike, Days, Duration, NaiveDateTime, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::act::Scene;
use super::conversation::{Asked, Draft};
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::tongue::{Tongue, priority_word};
use crate::dates::read_moment;
use crate::model::{Action, AgentRole, Conversation, Holder, Priority, Status};

/// When the day begins at which something is looked at again.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("it is a time");

/// How a browser writes a local time.
const LOCAL: &str = "%Y-%m-%dT%H:%M";

/// What can be chosen of who has it, when it is looked at again, how urgent it is and what it is called.
pub(super) struct Triage {
    /// Id, name, and whether they have it.
    pub(super) colleagues: Vec<(String, String, bool)>,
    /// Id and name of each team, and whether it was handed to it.
    pub(super) teams: Vec<(String, String, bool)>,
    /// It can be given to nobody, so that it waits for anyone.
    pub(super) to_nobody: bool,
    /// It can be put off: word and label of each time that is offered.
    pub(super) times: Vec<(&'static str, String)>,
    /// The earliest time that a browser offers.
    pub(super) earliest: String,
    /// Where the day is written: such a one, and how.
    pub(super) written: Option<(String, String)>,
    /// Word, label, and whether it is so.
    pub(super) priorities: Vec<(&'static str, String, bool)>,
    pub(super) labels: Vec<String>,
    /// Labels that others have.
    pub(super) known: Vec<String>,
}

impl Triage {
    pub(super) async fn read(desk: &Desk, t: &Tongue, c: &Conversation, labels: &[String]) -> Result<Self, Failure> {
        let team = desk.store.agents().await?;
        let works = team.into_iter().filter(|one| one.active && one.role != AgentRole::Viewer);
        let holds = |id| c.holder == Holder::Agent(id) && c.status != Status::Resolved;
        let teams = desk.store.teams().await?;
        let known = desk.store.labels().await?;
        let known = known.iter().map(ToString::to_string).filter(|label| !labels.contains(label));
        let mut offered: Vec<(Time, DateTime<Utc>)> =
            TIMES.into_iter().map(|time| (time, time.from(t.now(), t.zone(), t.language()))).collect();
        offered.retain(|_| c.status != Status::Resolved);
        // On the last day of a week the next one begins tomorrow.
        offered.dedup_by_key(|(_, until)| *until);
        let time =
            |(time, until): (Time, DateTime<Utc>)| (time.word(), t.with(time.label(), "moment", &t.ahead(&until)));
        let priority = |one: Priority| (one.word(), t.word(priority_word(one)), one == c.priority);
        Ok(Self {
            colleagues: works.map(|one| (one.id.to_string(), one.name, holds(one.id))).collect(),
            teams: teams.into_iter().map(|one| (one.id.to_string(), one.name, c.team == Some(one.id))).collect(),
            to_nobody: c.status != Status::Resolved && (c.holder != Holder::Queue || c.team.is_some()),
            times: offered.into_iter().map(time).collect(),
            written: t.writes_days().then(|| {
                let tomorrow = Time::Tomorrow.from(t.now(), t.zone(), t.language());
                let day = t.in_digits(tomorrow.with_timezone(&t.zone()).date_naive());
                let example = format!("{day} {}", t.time(&tomorrow));
                (example.clone(), t.with("date-moment-hint", "moment", &example))
            }),
            earliest: t.now().with_timezone(&t.zone()).format(LOCAL).to_string(),
            priorities: Priority::ALL.into_iter().map(priority).collect(),
            labels: labels.to_vec(),
            known: known.collect(),
        })
    }
}

/// A time to which something is put off with one press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Time {
    Hour,
    Tomorrow,
    Week,
}

const TIMES: [Time; 3] = [Time::Hour, Time::Tomorrow, Time::Week];

impl Time {
    fn word(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Tomorrow => "tomorrow",
            Self::Week => "week",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Hour => "inbox-snooze-hour",
            Self::Tomorrow => "inbox-snooze-tomorrow",
            Self::Week => "inbox-snooze-week",
        }
    }

    /// When that is. A week begins on another day in Iran than elsewhere.
    fn from(self, now: DateTime<Utc>, zone: Tz, language: &str) -> DateTime<Utc> {
        let today = now.with_timezone(&zone).date_naive();
        let first = if language == "fa" { Weekday::Sat } else { Weekday::Mon };
        let days = match self {
            Self::Hour => return now + Duration::hours(1),
            Self::Tomorrow => 1,
            Self::Week => 7 - u64::from(today.weekday().days_since(first)),
        };
        let morning = today.checked_add_days(Days::new(days)).unwrap_or(today).and_time(MORNING);
        at_local(morning, zone).unwrap_or(now + Duration::days(1))
    }
}

/// A local time, or the one an hour later where clocks skip it.
fn at_local(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    let at = |local: NaiveDateTime| zone.from_local_datetime(&local).earliest();
    Some(at(local).or_else(|| at(local + Duration::hours(1)))?.with_timezone(&Utc))
}

/// Something chosen for a conversation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    token: String,
    version: i64,
    /// The last entry that its doer saw.
    seen: i64,
    /// What was chosen.
    value: String,
    /// A date and a time of the team's, where one is chosen.
    #[serde(default)]
    at: Option<String>,
}

impl Tokened for Chosen {
    fn token(&self) -> &str {
        &self.token
    }
}

/// The action that was chosen, or the sentence that says why there is none.
fn assigned(_: &Tongue, form: &Chosen) -> Result<Action, &'static str> {
    match form.value.as_str() {
        "" => Ok(Action::Assign(None)),
        id => id.parse().map(|id| Action::Assign(Some(id))).map_err(|_| "inbox-refused-colleague"),
    }
}

fn snoozed(t: &Tongue, form: &Chosen) -> Result<Action, &'static str> {
    if let Some(time) = TIMES.into_iter().find(|time| time.word() == form.value) {
        return Ok(Action::Snooze(time.from(t.now(), t.zone(), t.language())));
    }
    let at = form.at.as_deref().unwrap_or_default();
    let until = read_moment(at).and_then(|local| at_local(local, t.zone()));
    until.map(Action::Snooze).ok_or("inbox-refused-time")
}

fn prioritised(_: &Tongue, form: &Chosen) -> Result<Action, &'static str> {
    form.value.parse().map(Action::Prioritise).map_err(|_| "inbox-refused-priority")
}

fn labelled(_: &Tongue, form: &Chosen) -> Result<Action, &'static str> {
    form.value.parse().map(Action::Label).map_err(|_| "inbox-refused-label")
}

fn unlabelled(_: &Tongue, form: &Chosen) -> Result<Action, &'static str> {
    form.value.parse().map(Action::Unlabel).map_err(|_| "inbox-refused-label")
}

async fn done(
    (desk, id, asked): (Desk, String, Asked),
    visitor: Visitor,
    form: Chosen,
    action: fn(&Tongue, &Chosen) -> Result<Action, &'static str>,
) -> Result<Response, Failure> {
    let action = action(&visitor.tongue(&desk), &form);
    let scene = Scene::new(desk, visitor, &id, asked, form.seen)?;
    match action {
        Ok(action) => {
            let outcome = scene.act(form.version, action).await;
            scene.respond(outcome, Draft::default()).await
        }
        Err(why) => scene.misread(why).await,
    }
}

/// Hands it to a team.
pub(super) async fn hand_to(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
    Checked(form): Checked<Chosen>,
) -> Result<Response, Failure> {
    let team = desk.store.teams().await?.into_iter().find(|team| team.id.to_string() == form.value);
    let scene = Scene::new(desk, visitor, &id, asked, form.seen)?;
    match team {
        Some(team) => {
            let outcome = scene.act(form.version, Action::HandTo(team)).await;
            scene.respond(outcome, Draft::default()).await
        }
        None => scene.misread("people-refused-team").await,
    }
}

/// The deeds that need something chosen.
macro_rules! deeds {
    ($($(#[$doc:meta])* $name:ident => $action:ident;)+) => {$(
        $(#[$doc])*
        pub(super) async fn $name(
            State(desk): State<Desk>,
            Path(id): Path<String>,
            Query(asked): Query<Asked>,
            visitor: Visitor,
            Checked(form): Checked<Chosen>,
        ) -> Result<Response, Failure> {
            done((desk, id, asked), visitor, form, $action).await
        }
    )+};
}

deeds! {
    /// Gives it to a colleague, or to nobody.
    assign => assigned;
    /// Puts it off.
    snooze => snoozed;
    /// Says how urgent it is.
    prioritise => prioritised;
    /// Sets a label.
    label => labelled;
    /// Takes one off.
    unlabel => unlabelled;
}
