//! How the articles do: what was answered, what helped, what was not it, by day and by article; and what to write next.

pub(super) mod article;
mod charts;
mod period;
pub(super) mod sheet;

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;

use self::charts::{COLUMNS, Chart, OF_ONE, side};
use self::period::{Days, every_day, same};
use super::gaps;
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::report::{Asked, Bars, Period};
use crate::desk::tongue::Tongue;
use crate::library::{Fared, Usage, usage};

/// Articles that are listed, and gaps.
const SHOWN: usize = 50;
pub(in crate::desk) const GAPS: usize = 5;

/// A figure and what it stands for.
struct Stat {
    label: String,
    value: String,
    note: String,
}

/// A line of a table.
struct Row {
    name: String,
    href: Option<String>,
    cells: Vec<String>,
}

#[derive(Template)]
#[template(path = "measures.html")]
struct MeasuresPage {
    t: Tongue,
    frame: Frame,
    days: Days,
    empty: bool,
    stats: Vec<Stat>,
    by_day: Chart,
    charts: Vec<Chart>,
    columns: Vec<String>,
    spans: Vec<Row>,
    bars: Option<(Bars, Vec<Row>)>,
    of_one: Vec<String>,
    articles: Vec<Row>,
    next: Vec<gaps::Row>,
}

/// The measures of a period.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let (period, wrong) = Period::read(&asked, t.now(), t.zone());
    let (usage, is_all) = of_period(&desk, &t, period).await?;
    let titles = Titles::read(&desk).await?;
    let daily = every_day(period, &usage.days);
    let csv = Some(same("measures.csv", "", period));
    let page = MeasuresPage {
        frame: Frame::read(&desk, &visitor, Section::Measures, &same("measures", "", period)).await?,
        days: Days { wrong, partial: !is_all, csv, ..Days::new(&t, ("measures", ""), period) },
        empty: usage.all == Fared::default() && usage.unanswered == 0,
        stats: stats(&t, &usage),
        by_day: charts::by_day(&t, &daily),
        charts: charts::outcomes(&t, &daily),
        columns: charts::heads(&t, &COLUMNS),
        spans: charts::rows(&t, &COLUMNS, &daily),
        bars: coverage(&t, &usage),
        of_one: charts::heads(&t, &OF_ONE),
        articles: articles(&t, &usage, &titles, period),
        next: gaps::open(&desk, &t, GAPS).await?,
        t,
    };
    Ok(Html(page.render()?))
}

/// What became of the questions of a period, and whether that is all of it.
async fn of_period(desk: &Desk, t: &Tongue, period: Period) -> Result<(Usage, bool), Failure> {
    let span = period.span(t.zone());
    let (used, is_all) = span.used(&desk.store).await?;
    Ok((usage(&used, |at| span.day(at)), is_all))
}

/// What articles are called.
struct Titles(HashMap<String, String>);

impl Titles {
    async fn read(desk: &Desk) -> Result<Self, Failure> {
        let all = desk.store.renderings().await?.into_iter();
        Ok(Self(all.map(|one| (one.id, one.title)).filter(|(_, title)| !title.trim().is_empty()).collect()))
    }

    /// An article by its title, else by its id.
    fn of(&self, id: &str) -> String {
        self.0.get(id).map_or(id, String::as_str).to_owned()
    }
}

fn count(t: &Tongue, number: usize) -> String {
    t.number(i64::try_from(number).unwrap_or(i64::MAX))
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below what a float holds exactly")]
fn share(t: &Tongue, part: usize, of: usize) -> String {
    if of == 0 { t.word("report-none") } else { t.percent(part as f64 / of as f64) }
}

fn stats(t: &Tongue, usage: &Usage) -> Vec<Stat> {
    let Fared { answered, helped, not_this, chosen, handed_over, .. } = usage.all;
    let (offered, questions) = (usage.offered(), usage.questions());
    let stat = |label: &str, value: String, note: String| Stat { label: t.word(label), value, note };
    let of = |key: &str, number: usize| t.with(key, "number", &count(t, number));
    vec![
        stat("measure-covered", share(t, answered, questions), of("measure-of-questions", questions)),
        of_presses(t, helped, not_this),
        stat("measure-not-this", count(t, not_this), String::new()),
        stat("measure-chosen", share(t, chosen, offered), of("measure-of-offered", offered)),
        stat("measure-handed-over", count(t, handed_over), String::new()),
        stat("measure-unanswered", count(t, usage.unanswered), String::new()),
    ]
}

/// How many of those who pressed said that it was right.
fn of_presses<N: TryInto<usize>>(t: &Tongue, helped: N, not_this: N) -> Stat {
    let (helped, not_this) = (helped.try_into().unwrap_or_default(), not_this.try_into().unwrap_or_default());
    let pressed = helped + not_this;
    Stat {
        label: t.word("measure-helped"),
        value: share(t, helped, pressed),
        note: t.with("measure-of-pressed", "number", &count(t, pressed)),
    }
}

/// What came of questions, as bars and as a table.
fn coverage(t: &Tongue, usage: &Usage) -> Option<(Bars, Vec<Row>)> {
    let Fared { answered, offered, chosen, .. } = usage.all;
    let parts = [
        ("measure-part-answered", answered - chosen),
        ("measure-part-chosen", chosen),
        ("measure-part-offered", offered.saturating_sub(chosen)),
        ("measure-part-unanswered", usage.unanswered),
    ];
    let all: usize = parts.iter().map(|(_, count)| count).sum();
    if all == 0 {
        return None;
    }
    let row = |(key, part): &(&str, usize)| Row {
        name: t.word(key),
        href: None,
        cells: vec![count(t, *part), share(t, *part, all)],
    };
    let rows = parts.iter().map(row).collect();
    let drawn = parts.iter().map(|(key, part)| {
        let number = i64::try_from(*part).unwrap_or(i64::MAX);
        (t.word(key), number, t.number(number))
    });
    Some((Bars::draw(side(t), t.word("measure-coverage"), drawn.collect()), rows))
}

/// The articles that were shown most.
fn articles(t: &Tongue, usage: &Usage, titles: &Titles, period: Period) -> Vec<Row> {
    let row = |(id, fared): (&String, &Fared)| {
        let Fared { answered, helped, not_this, offered, chosen, handed_over } = *fared;
        Row {
            name: titles.of(id),
            href: Some(same(article::PAGE, id, period)),
            cells: [answered, helped, not_this, offered, chosen, handed_over].map(|number| count(t, number)).to_vec(),
        }
    };
    usage.ranked().into_iter().take(SHOWN).map(row).collect()
}
