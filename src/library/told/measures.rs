//! How the articles do, as figures.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::gaps::ENTRIES;
use crate::library::{Daily, Fared, Gap, Span, Usage, history, usage};
use crate::store::{Store, StoreError};

/// How something did.
#[derive(Debug, Serialize)]
pub(crate) struct Counts {
    pub(crate) answered: usize,
    pub(crate) helped: usize,
    pub(crate) not_this: usize,
    pub(crate) offered: usize,
    pub(crate) chosen: usize,
    pub(crate) handed_over: usize,
}

impl From<Fared> for Counts {
    fn from(fared: Fared) -> Self {
        let Fared { answered, helped, not_this, offered, chosen, handed_over } = fared;
        Self { answered, helped, not_this, offered, chosen, handed_over }
    }
}

/// How a day went.
#[derive(Debug, Serialize)]
pub(crate) struct Day {
    #[serde(rename = "day")]
    pub(crate) on: NaiveDate,
    pub(crate) answered: i64,
    pub(crate) helped: i64,
    pub(crate) not_this: i64,
    pub(crate) offered: i64,
    pub(crate) chosen: i64,
    pub(crate) handed_over: i64,
    /// Left out of one article's: that nothing answered a question is no article's doing.
    #[serde(skip_serializing_if = "Option::is_none")]
    unanswered: Option<i64>,
}

#[derive(Debug, Serialize)]
pub(crate) struct OfArticle {
    pub(crate) id: String,
    #[serde(flatten)]
    pub(crate) counts: Counts,
}

/// Something that is asked and not answered.
#[derive(Debug, Serialize)]
pub(crate) struct Next {
    pub(crate) question: String,
    pub(crate) people: usize,
    entries: Vec<String>,
}

/// The figures of a period.
#[derive(Debug, Serialize)]
pub(crate) struct Measures {
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    pub(crate) questions: usize,
    pub(crate) unanswered: usize,
    #[serde(flatten)]
    pub(crate) all: Counts,
    days: Vec<Day>,
    /// Those that answered most first.
    pub(crate) articles: Vec<OfArticle>,
    /// What to write next, what most people asked first.
    pub(crate) next: Vec<Next>,
    /// There was more than is counted: only the latest is.
    partial: bool,
}

impl Measures {
    /// How articles did on these days, and what to write next.
    pub(crate) async fn tell<'g>(
        store: &Store,
        span: Span,
        next: impl Iterator<Item = &'g Gap>,
    ) -> Result<Self, StoreError> {
        let (used, is_all) = span.used(store).await?;
        let usage = usage(&used, |at| span.day(at));
        Ok(Self {
            from: span.first,
            to: span.last,
            questions: usage.questions(),
            unanswered: usage.unanswered,
            all: Counts { offered: usage.offered(), ..usage.all.into() },
            days: daily(&usage.days, span, true),
            articles: of_articles(&usage),
            next: next.map(one_of).collect(),
            partial: !is_all,
        })
    }
}

/// The figures of one article in a period.
#[derive(Debug, Serialize)]
pub(crate) struct OfOne {
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    #[serde(flatten)]
    pub(crate) of: OfArticle,
    pub(crate) days: Vec<Day>,
    /// There was more than is counted: only the latest is.
    partial: bool,
}

impl OfOne {
    /// How an article did on these days.
    pub(crate) async fn tell(store: &Store, span: Span, article: &str) -> Result<Self, StoreError> {
        let (used, is_all) = span.used(store).await?;
        let fared = usage(&used, |at| span.day(at)).articles.get(article).copied().unwrap_or_default();
        Ok(Self {
            from: span.first,
            to: span.last,
            of: OfArticle { id: article.to_owned(), counts: fared.into() },
            days: daily(&history(&used, article, |at| span.day(at)), span, false),
            partial: !is_all,
        })
    }
}

fn daily(days: &BTreeMap<NaiveDate, Daily>, Span { first, last, .. }: Span, of_all: bool) -> Vec<Day> {
    let within = days.iter().filter(|(day, _)| (first..=last).contains(*day));
    let day = |(day, daily): (&NaiveDate, &Daily)| Day {
        on: *day,
        answered: daily.answered,
        helped: daily.helped,
        not_this: daily.not_this,
        offered: daily.offered,
        chosen: daily.chosen,
        handed_over: daily.handed_over,
        unanswered: of_all.then_some(daily.unanswered),
    };
    within.map(day).collect()
}

fn of_articles(usage: &Usage) -> Vec<OfArticle> {
    let of_article = |(id, fared): (&String, &Fared)| OfArticle { id: id.clone(), counts: (*fared).into() };
    usage.ranked().into_iter().map(of_article).collect()
}

fn one_of(gap: &Gap) -> Next {
    Next {
        question: gap.wordings.first().map(|one| one.text.clone()).unwrap_or_default(),
        people: gap.people.len(),
        entries: gap.keys().take(ENTRIES).map(|key| key.to_string()).collect(),
    }
}
