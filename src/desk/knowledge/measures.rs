//! How the articles do: what was answered, what helped, what was not it, by day and by article; and what to write next.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use chrono::NaiveDate;

use super::address;
use super::gaps::{self, Open};
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::day_field::DayField;
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::report::{Asked, Bars, CHOICES, Drawn, Lines, Period, Side, foot, midnight, spans};
use crate::desk::tongue::Tongue;
use crate::library::{Daily, Fared, Usage, usage};

/// Replies and handoffs, and presses, that are counted.
const MOST: usize = 50_000;

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
    days: String,
    choices: Vec<(String, String, bool)>,
    first: DayField,
    last: DayField,
    wrong: bool,
    partial: bool,
    empty: bool,
    stats: Vec<Stat>,
    lines: Lines,
    spans: Vec<Row>,
    bars: Option<(Bars, Vec<Row>)>,
    articles: Vec<Row>,
    next: Vec<Open>,
}

/// The measures of a period.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let zone = t.zone();
    let (period, wrong) = Period::read(&asked, t.now(), zone);
    // Of what came later nothing is read: it would take the place of what is asked for.
    let until = period.last.succ_opt().map(|next| midnight(next, zone));
    let (used, is_all) = desk.store.usage(midnight(period.first, zone), until, MOST).await?;
    let day = |at: &chrono::DateTime<chrono::Utc>| at.with_timezone(&zone).date_naive();
    let usage = usage(&used, day);
    let titles = desk.store.renderings().await?;
    let title = |id: &str| {
        let found = titles.iter().find(|one| one.id == id).map(|one| one.title.clone());
        found.filter(|title| !title.trim().is_empty())
    };
    let days: Vec<(NaiveDate, Daily)> = period
        .first
        .iter_days()
        .take_while(|day| *day <= period.last)
        .map(|day| (day, usage.days.get(&day).copied().unwrap_or_default()))
        .collect();
    let back = format!("/desk/knowledge/measures?{}", period.query());
    let choice = |days: u64| {
        let label = t.count("report-last-days", i64::try_from(days).unwrap_or_default());
        (format!("/desk/knowledge/measures?days={days}"), label, period.choice == Some(days))
    };
    let full = |day: NaiveDate| t.date(&midnight(day, zone));
    let today = t.now().with_timezone(&zone).date_naive();
    let page = MeasuresPage {
        frame: Frame::read(&desk, &visitor, Section::Measures, &back).await?,
        days: t.text("report-days", &[("from", &full(period.first)), ("to", &full(period.last))]),
        choices: CHOICES.into_iter().map(choice).collect(),
        first: DayField::new(&t, "from", Some(period.first)).until(today),
        last: DayField::new(&t, "to", Some(period.last)).until(today),
        wrong,
        partial: !is_all,
        empty: usage.all == Fared::default() && usage.unanswered == 0,
        stats: stats(&t, &usage),
        lines: lines(&t, &days),
        spans: rows(&t, &days),
        bars: coverage(&t, &usage),
        articles: articles(&t, &usage, title),
        next: gaps::open(&desk, &t, GAPS).await?,
        t,
    };
    Ok(Html(page.render()?))
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
        stat("measure-helped", share(t, helped, helped + not_this), of("measure-of-pressed", helped + not_this)),
        stat("measure-not-this", count(t, not_this), String::new()),
        stat("measure-chosen", share(t, chosen, offered), of("measure-of-offered", offered)),
        stat("measure-handed-over", count(t, handed_over), String::new()),
        stat("measure-unanswered", count(t, usage.unanswered), String::new()),
    ]
}

fn side(t: &Tongue) -> Side {
    Side { mirrored: t.direction() == "rtl" }
}

fn lines(t: &Tongue, days: &[(NaiveDate, Daily)]) -> Lines {
    let points: Vec<(i64, i64)> = days.iter().map(|(_, daily)| (daily.answered, daily.unanswered)).collect();
    let sum = |of: fn(&Daily) -> i64| days.iter().map(|(_, daily)| of(daily)).sum::<i64>().to_string();
    let (answered, unanswered) = (sum(|daily| daily.answered), sum(|daily| daily.unanswered));
    let drawn = Drawn {
        title: t.word("measure-by-day"),
        description: t.text("measure-by-day-description", &[("answered", &answered), ("unanswered", &unanswered)]),
        points: &points,
        days: foot(t, days),
    };
    Lines::draw(side(t), drawn, |number| t.number(number))
}

/// The days, or where there are many, seven at a time.
fn rows(t: &Tongue, days: &[(NaiveDate, Daily)]) -> Vec<Row> {
    spans(t, days, |name, span| {
        let sum = |of: fn(&Daily) -> i64| t.number(span.iter().map(|(_, daily)| of(daily)).sum());
        let cells = vec![
            sum(|daily| daily.answered),
            sum(|daily| daily.helped),
            sum(|daily| daily.not_this),
            sum(|daily| daily.unanswered),
        ];
        Row { name, href: None, cells }
    })
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
fn articles(t: &Tongue, usage: &Usage, title: impl Fn(&str) -> Option<String>) -> Vec<Row> {
    let mut fared: Vec<(&String, &Fared)> = usage.articles.iter().collect();
    fared.sort_by(|(one, a), (other, b)| (b.answered, b.offered, *one).cmp(&(a.answered, a.offered, *other)));
    let row = |(id, fared): (&String, &Fared)| {
        let Fared { answered, helped, not_this, offered, chosen, handed_over } = *fared;
        Row {
            name: title(id).unwrap_or_else(|| id.clone()),
            href: Some(address("article", &[("id", id)])),
            cells: [answered, helped, not_this, offered, chosen, handed_over].map(|number| count(t, number)).to_vec(),
        }
    };
    fared.into_iter().take(SHOWN).map(row).collect()
}
