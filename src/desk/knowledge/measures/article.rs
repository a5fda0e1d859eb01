//! How one article did, day by day.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;

use super::charts::{self, Chart, OF_ONE};
use super::period::{Days, every_day, same};
use super::{Row, Stat, of_presses};
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::knowledge::{address, name_of};
use crate::desk::report::{self, Period};
use crate::desk::tongue::Tongue;
use crate::library::{Daily, history};

/// The page, below `/desk/knowledge`.
pub(in crate::desk::knowledge) const PAGE: &str = "measures/article";

/// Which article.
#[derive(Deserialize)]
pub(in crate::desk::knowledge) struct Which {
    #[serde(default)]
    id: String,
}

#[derive(Template)]
#[template(path = "fared.html")]
struct FaredPage {
    t: Tongue,
    frame: Frame,
    name: String,
    article: String,
    edit: String,
    back: String,
    days: Days,
    /// It was neither answered with nor offered.
    empty: bool,
    stats: Vec<Stat>,
    charts: Vec<Chart>,
    columns: Vec<String>,
    spans: Vec<Row>,
}

/// The measures of an article in a period.
pub(in crate::desk::knowledge) async fn page(
    State(desk): State<Desk>,
    Query(which): Query<Which>,
    Query(asked): Query<report::Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let id = Some(which.id).filter(|id| !id.contains('\0')).ok_or(Failure::NotFound)?;
    let working = desk.store.working_article(&id).await?.ok_or(Failure::NotFound)?;
    let (period, wrong) = Period::read(&asked, t.now(), t.zone());
    let span = period.span(t.zone());
    let (used, is_all) = span.used(&desk.store).await?;
    let fared = history(&used, &id, |at| span.day(at));
    let daily = every_day(period, &fared);
    let own = [("id", id.as_str())];
    let page = FaredPage {
        frame: Frame::read(&desk, &visitor, Section::Measures, &same(PAGE, &id, period)).await?,
        name: name_of(working.live.as_deref().unwrap_or(&working.article)),
        article: address("article", &own),
        edit: address("edit", &own),
        back: same("measures", "", period),
        days: Days { wrong, partial: !is_all, ..Days::new(&t, (PAGE, &id), period) },
        empty: fared.is_empty(),
        stats: stats(&t, fared.values().fold(Daily::default(), |sum, daily| sum.and(*daily))),
        charts: charts::outcomes(&t, &daily),
        columns: charts::heads(&t, &OF_ONE),
        spans: charts::rows(&t, &OF_ONE, &daily),
        t,
    };
    Ok(Html(page.render()?))
}

fn stats(t: &Tongue, all: Daily) -> Vec<Stat> {
    let Daily { answered, helped, not_this, offered, chosen, handed_over, .. } = all;
    let figure = |label: &str, number: i64| Stat { label: t.word(label), value: t.number(number), note: String::new() };
    vec![
        figure("measure-answered", answered),
        of_presses(t, helped, not_this),
        figure("measure-not-this", not_this),
        figure("measure-offered", offered),
        figure("measure-chosen-column", chosen),
        figure("measure-handed-over", handed_over),
    ]
}
