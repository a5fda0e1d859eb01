//! How the articles do, as figures.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Serialize;

use super::problem::Problem;
use super::sent::Asked;
use crate::desk::Desk;
use crate::desk::knowledge::gaps::{found, open_ones};
use crate::desk::knowledge::measures::{GAPS, MOST};
use crate::desk::knowledge::settling;
use crate::desk::report::{self, Period, midnight};
use crate::library::{Fared, usage};

/// How something did.
#[derive(Serialize)]
struct Counts {
    answered: usize,
    helped: usize,
    not_this: usize,
    offered: usize,
    chosen: usize,
    handed_over: usize,
}

impl From<Fared> for Counts {
    fn from(fared: Fared) -> Self {
        let Fared { answered, helped, not_this, offered, chosen, handed_over } = fared;
        Self { answered, helped, not_this, offered, chosen, handed_over }
    }
}

#[derive(Serialize)]
struct Daily {
    day: NaiveDate,
    answered: i64,
    helped: i64,
    not_this: i64,
    unanswered: i64,
}

#[derive(Serialize)]
struct OfArticle {
    id: String,
    #[serde(flatten)]
    counts: Counts,
}

/// Something that is asked and not answered.
#[derive(Serialize)]
struct Next {
    question: String,
    people: usize,
    entries: Vec<String>,
}

/// The figures of a period.
#[derive(Serialize)]
struct Measures {
    from: NaiveDate,
    to: NaiveDate,
    questions: usize,
    unanswered: usize,
    #[serde(flatten)]
    all: Counts,
    days: Vec<Daily>,
    /// Those that answered most first.
    articles: Vec<OfArticle>,
    /// What to write next, what most people asked first.
    next: Vec<Next>,
    /// There was more than is counted: only the latest is.
    partial: bool,
}

/// The figures of the last 30 days, or of another period: `days`, or `from` and `to`.
pub(super) async fn show(State(desk): State<Desk>, Asked(asked): Asked<report::Asked>) -> Result<Response, Problem> {
    let (now, zone) = (desk.edge.now(), desk.settings.zone);
    let (period, wrong) = Period::read(&asked, now, zone);
    if wrong {
        return Err(Problem::invalid(
            "send `days` as 7, 30 or 90, or `from` and `to` as days such as 2026-01-31, neither to come, at most 366 days",
        ));
    }
    let until = period.last.succ_opt().map(|next| midnight(next, zone));
    let (used, is_all) = desk.store.usage(midnight(period.first, zone), until, MOST).await?;
    let usage = usage(&used, |at| at.with_timezone(&zone).date_naive());
    let mut articles: Vec<(&String, &Fared)> = usage.articles.iter().collect();
    articles.sort_by(|(one, a), (other, b)| (b.answered, b.offered, *one).cmp(&(a.answered, a.offered, *other)));
    let days = usage.days.iter().filter(|(day, _)| (period.first..=period.last).contains(*day));
    let (gaps, _) = found(&desk).await?;
    let next = open_ones(&desk, &gaps, GAPS).await?.into_iter().map(|(gap, _)| Next {
        question: gap.wordings.first().map(|one| one.text.clone()).unwrap_or_default(),
        people: gap.people.len(),
        entries: gap.keys().take(settling::MOST).map(|key| key.to_string()).collect(),
    });
    let measures = Measures {
        from: period.first,
        to: period.last,
        questions: usage.questions(),
        unanswered: usage.unanswered,
        all: Counts { offered: usage.offered(), ..usage.all.into() },
        days: days
            .map(|(day, daily)| Daily {
                day: *day,
                answered: daily.answered,
                helped: daily.helped,
                not_this: daily.not_this,
                unanswered: daily.unanswered,
            })
            .collect(),
        articles: articles
            .into_iter()
            .map(|(id, fared)| OfArticle { id: id.clone(), counts: (*fared).into() })
            .collect(),
        next: next.collect(),
        partial: !is_all,
    };
    Ok(Json(measures).into_response())
}
