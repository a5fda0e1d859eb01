//! The measures for spreadsheets: one table, in which the first two columns say what a row is about.

use axum::extract::{Query, State};
use axum::response::Response;

use super::charts::COLUMNS;
use super::period::every_day;
use super::{Titles, of_period};
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::failure::Failure;
use crate::desk::report::{Asked, Period, file};
use crate::library::{Daily, Fared};
use crate::model::AuditKind;

/// The measures of a period as a file: all, each day, and each article.
pub(in crate::desk::knowledge) async fn csv(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let t = visitor.tongue(&desk);
    let (period, _) = Period::read(&asked, t.now(), t.zone());
    let (usage, _) = of_period(&desk, &t, period).await?;
    let titles = Titles::read(&desk).await?;
    visitor.did(&desk, AuditKind::Exported, "measures").await?;
    let mut head = vec![t.word("report-csv-group"), t.word("report-csv-name"), t.word("measure-csv-id")];
    head.extend(COLUMNS.map(|(key, _)| t.word(key)));
    let row = |group: &str, name: String, id: &str, daily: Daily| {
        let mut row = vec![t.word(group), name, id.to_owned()];
        row.extend(COLUMNS.map(|(_, of)| of(&daily).to_string()));
        row
    };
    let days = every_day(period, &usage.days);
    let all = days.iter().fold(Daily::default(), |sum, (_, daily)| sum.and(*daily));
    let mut rows = vec![head, row("report-csv-all", String::new(), "", all)];
    rows.extend(days.into_iter().map(|(day, daily)| row("report-csv-day", day.to_string(), "", daily)));
    rows.extend(usage.ranked().into_iter().map(|(id, fared)| {
        let mut row = row("curate-article", titles.of(id), id, of_all_days(*fared));
        // That nothing answered a question is no article's doing.
        row.pop();
        row.push(String::new());
        row
    }));
    file("hamyar-measures", period, &rows)
}

/// What an article did on all days together.
fn of_all_days(fared: Fared) -> Daily {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    Daily {
        answered: count(fared.answered),
        helped: count(fared.helped),
        not_this: count(fared.not_this),
        offered: count(fared.offered),
        chosen: count(fared.chosen),
        handed_over: count(fared.handed_over),
        unanswered: 0,
    }
}
