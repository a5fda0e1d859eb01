//! The page of the audit log, and the same as a file.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, TimeZone, Utc};
use hamyar_knowledge::files::Sheet;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::super::Desk;
use super::super::access::Visitor;
use super::super::day_field::DayField;
use super::super::failure::Failure;
use super::super::filter::{mark, written};
use super::super::frame::{Frame, Section};
use super::super::tongue::Tongue;
use super::words::{KINDS, detail, kind_word};
use crate::dates::read_day;
use crate::model::{Actor, AgentId, AuditKind};
use crate::store::{AuditFilter, AuditRow, Mark};

/// Lines on a page, and in a file.
const MOST: i64 = 50;
const ALL: i64 = 10_000;

/// What the address asks of the log. What cannot be read asks nothing.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    kind: Option<String>,
    agent: Option<String>,
    from: Option<String>,
    to: Option<String>,
    after: Option<String>,
}

impl Asked {
    fn days(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let day = |text: Option<&String>| text.and_then(|day| read_day(day));
        (day(self.from.as_ref()), day(self.to.as_ref()))
    }

    /// What was written for a day and is none.
    fn no_day(text: Option<&String>) -> Option<&str> {
        text.map(|text| text.trim()).filter(|text| !text.is_empty() && read_day(text).is_none())
    }

    fn filter(&self, t: &Tongue) -> AuditFilter {
        let (from, to) = self.days();
        let midnight = |day: NaiveDate| -> Option<DateTime<Utc>> {
            let local = t.zone().from_local_datetime(&day.and_time(NaiveTime::MIN));
            Some(local.earliest()?.with_timezone(&Utc))
        };
        AuditFilter {
            kind: self.kind.as_deref().and_then(|kind| kind.parse::<AuditKind>().ok()),
            agent: self.agent.as_deref().and_then(|agent| agent.parse::<AgentId>().ok()),
            from: from.and_then(midnight),
            until: to.and_then(|day| day.checked_add_days(Days::new(1))).and_then(midnight),
        }
    }

    /// What stands behind the `?` of a page with the same filter.
    fn query(&self, after: Option<Mark>) -> String {
        let (from, to) = self.days();
        let pairs = [
            ("kind", self.kind.clone()),
            ("agent", self.agent.clone()),
            ("from", from.map(|day| day.to_string())),
            ("to", to.map(|day| day.to_string())),
            ("after", after.map(written)),
        ];
        let mut query = Serializer::new(String::new());
        for (name, value) in pairs {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                query.append_pair(name, &value);
            }
        }
        query.finish()
    }
}

/// A line as it is read.
struct Line {
    when: String,
    what: String,
    who: String,
    about: String,
    address: String,
    detail: String,
    /// Somebody should look at it.
    warns: bool,
}

/// One of the values that can be asked for.
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    t: Tongue,
    frame: Frame,
    lines: Vec<Line>,
    kinds: Vec<Choice>,
    people: Vec<Choice>,
    from: DayField,
    to: DayField,
    /// What was written for one of the two is no day.
    wrong: Option<String>,
    csv: String,
    /// Where the log begins, if this is not its beginning; and where it goes on.
    first: Option<String>,
    next: Option<String>,
}

/// What everybody of the team is called.
async fn names(desk: &Desk) -> Result<HashMap<AgentId, String>, Failure> {
    Ok(desk.store.agents().await?.into_iter().map(|agent| (agent.id, agent.name)).collect())
}

fn line(t: &Tongue, names: &HashMap<AgentId, String>, row: &AuditRow) -> Line {
    let deed = &row.deed;
    let name = |agent: AgentId| names.get(&agent).cloned().unwrap_or_else(|| t.word("desk-former-colleague"));
    Line {
        when: t.moment(&row.mark.at),
        what: t.word(kind_word(deed.kind)),
        who: match deed.actor {
            Actor::Agent(agent) => match &deed.token {
                Some(token) => t.text("audit-by-token", &[("name", &name(agent)), ("token", token)]),
                None => name(agent),
            },
            Actor::Command => t.word("audit-command"),
            Actor::Stranger => t.word("audit-stranger"),
        },
        about: deed.about.map(name).unwrap_or_default(),
        address: deed.address.clone().unwrap_or_default(),
        detail: detail(t, deed),
        warns: matches!(deed.kind, AuditKind::SignInFailed | AuditKind::RecoveryUsed),
    }
}

/// A page of the log.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let (filter, after) = (asked.filter(&t), asked.after.as_deref().and_then(mark));
    let mut rows = desk.store.audited(&filter, after, MOST + 1).await?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|length| length > MOST);
    if is_full {
        rows.pop();
    }
    let next = rows.last().filter(|_| is_full).map(|row| format!("/desk/audit?{}", asked.query(Some(row.mark))));
    let names = names(&desk).await?;
    let kind = |kind: AuditKind| Choice {
        value: kind.word().to_owned(),
        label: t.word(kind_word(kind)),
        chosen: filter.kind == Some(kind),
    };
    let mut people: Vec<Choice> = names
        .iter()
        .map(|(id, name)| Choice { value: id.to_string(), label: name.clone(), chosen: filter.agent == Some(*id) })
        .collect();
    people.sort_by(|one, other| (&one.label, &one.value).cmp(&(&other.label, &other.value)));
    let (from, to) = asked.days();
    let field = |name, day, written: Option<&str>| {
        let field = DayField::new(&t, name, day);
        match written {
            Some(written) => field.but(&written.chars().take(40).collect::<String>()),
            None => field,
        }
    };
    let (no_from, no_to) = (Asked::no_day(asked.from.as_ref()), Asked::no_day(asked.to.as_ref()));
    let today = t.in_digits(t.today());
    let wrong = no_from.or(no_to).map(|_| t.with("audit-wrong-day", "day", &today));
    let back = format!("/desk/audit?{}", asked.query(None));
    let page = AuditPage {
        frame: Frame::read(&desk, &visitor, Section::People, &back).await?,
        lines: rows.iter().map(|row| line(&t, &names, row)).collect(),
        kinds: KINDS.into_iter().map(kind).collect(),
        people,
        from: field("from", from, no_from),
        to: field("to", to, no_to),
        wrong,
        csv: format!("/desk/audit.csv?{}", asked.query(None)),
        first: after.map(|_| back.clone()),
        next,
        t,
    };
    Ok(Html(page.render()?))
}

/// The same as a file, the newest ten thousand lines. What a spreadsheet would take for a formula is text.
pub(super) async fn table(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let t = visitor.tongue(&desk);
    visitor.did(&desk, AuditKind::Exported, "audit log").await?;
    let (rows, names) = (desk.store.audited(&asked.filter(&t), None, ALL).await?, names(&desk).await?);
    let mut file = Vec::new();
    let mut sheet = Sheet::begin(&mut file)?;
    let head = ["audit-when", "audit-what", "audit-who", "audit-about", "audit-address", "audit-detail"];
    let head = head.map(|key| t.word(key));
    sheet.row(head.iter().map(String::as_str))?;
    for row in &rows {
        let line = line(&t, &names, row);
        let when = row.mark.at.to_rfc3339_opts(SecondsFormat::Secs, true);
        sheet.row([&when, &line.what, &line.who, &line.about, &line.address, &line.detail].map(String::as_str))?;
    }
    sheet.end()?;
    let head =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"hamyar-audit.csv\"")];
    Ok((head, file).into_response())
}
