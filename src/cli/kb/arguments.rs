//! What can be asked for of the knowledge base.

use std::path::PathBuf;

use anyhow::ensure;
use chrono::NaiveDate;
use clap::Args;
use hamyar_knowledge::Status;

use crate::library::{Attention, Translated};
use crate::store::ArticleFilter;

/// A status as it is written.
pub(super) fn status(word: &str) -> Result<Status, String> {
    serde_json::from_value(word.into()).map_err(|_| "allowed are draft, review, published, archived".to_owned())
}

fn state(word: &str) -> Result<Translated, String> {
    serde_json::from_value(word.into()).map_err(|_| "allowed are behind, missing, draft, current".to_owned())
}

/// An audience as it is written; `group` for any group.
fn audience(word: &str) -> Result<String, String> {
    ArticleFilter::audience(word).map_err(|error| error.to_string())
}

/// Which articles are listed.
#[derive(Args, Debug, Default)]
pub(in crate::cli) struct ListArguments {
    /// Only with all of these words, or parts of words, in title, questions or text
    #[arg(long, default_value = "")]
    pub(super) words: String,
    /// Only in this locale, as articles have it
    #[arg(long)]
    pub(super) locale: Option<String>,
    /// Only with this label
    #[arg(long)]
    pub(super) label: Option<String>,
    /// Only of this status: draft, review, published or archived. A draft that waits beside a published article counts as one
    #[arg(long, value_parser = status)]
    pub(super) status: Option<Status>,
    /// Only for this audience: public, members, agents, group:NAME, or group for any group
    #[arg(long, value_parser = audience)]
    pub(super) audience: Option<String>,
    /// Only those that do so: stale (due, often not it, helping nobody, or over), unasked, or refused (often not it)
    #[arg(long)]
    pub(super) attention: Option<Attention>,
    /// Only those that this person keeps, by e-mail address; or nobody
    #[arg(long, value_name = "EMAIL|nobody")]
    pub(super) owner: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Which gaps are told.
#[derive(Args, Debug)]
pub(in crate::cli) struct GapsArguments {
    /// How many at most
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=300))]
    pub(super) limit: u16,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Of which days the figures are.
#[derive(Args, Debug)]
pub(in crate::cli) struct MeasuresArguments {
    /// The last so many days
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=366), conflicts_with_all = ["from", "to"])]
    days: u16,
    /// From this day on, for example 2026-01-31
    #[arg(long)]
    from: Option<NaiveDate>,
    /// Up to this day (default: today)
    #[arg(long)]
    to: Option<NaiveDate>,
    /// Only of this article, day by day
    #[arg(long, value_name = "ID")]
    pub(super) article: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// The longest period, in days.
const LONGEST: i64 = 366;

impl MeasuresArguments {
    /// The first and the last day.
    pub(super) fn period(&self, today: NaiveDate) -> anyhow::Result<(NaiveDate, NaiveDate)> {
        let last = self.to.unwrap_or(today);
        let before = |days: u64| last.checked_sub_days(chrono::Days::new(days)).unwrap_or(NaiveDate::MIN);
        let first = self.from.unwrap_or_else(|| before(u64::from(self.days) - 1));
        ensure!(first <= last, "--from {first} is after {last}; the period begins before it ends");
        ensure!(last <= today, "{last} is to come; today is {today}");
        ensure!((last - first).num_days() < LONGEST, "a period has at most {LONGEST} days");
        Ok((first, last))
    }
}

/// Which translations are listed.
#[derive(Args, Debug)]
pub(in crate::cli) struct TranslationsArguments {
    /// Only into this language, for example fa
    #[arg(long)]
    pub(super) language: Option<String>,
    /// Only those that stand so: behind, missing, draft or current (default: all but current)
    #[arg(long, value_parser = state)]
    pub(super) state: Option<Translated>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// An article whose versions are listed.
#[derive(Args, Debug)]
pub(in crate::cli) struct HistoryArguments {
    /// The article's id
    pub(super) id: String,
    /// How many at most, the latest first
    #[arg(long, default_value_t = 50)]
    pub(super) limit: u16,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Where articles are written to.
#[derive(Args, Debug)]
pub(in crate::cli) struct ExportArguments {
    /// The folder or file
    pub(super) path: PathBuf,
    /// Remove files from the folder that were written to it before and whose articles are no longer there, unless somebody changed them
    #[arg(long)]
    pub(super) prune: bool,
    /// Leave out who keeps which article: e-mail addresses of the team
    #[arg(long)]
    pub(super) without_owners: bool,
}
