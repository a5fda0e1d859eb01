//! Searching as the bot does.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use hamyar_channel::Words;
use hamyar_knowledge::{Candidate, Found, Query, Reader, Thresholds};
use serde_json::json;

use super::super::arguments::SearchArguments;
use super::super::output::{Output, shown};
use super::explain::{Reasons, explain};
use super::finding::Finder;
use crate::app::judge;
use crate::clock::Edge;
use crate::config::Config;
use crate::library::{Deed, Library};
use crate::store::Store;
use crate::words::Catalog;

/// Candidates shown.
const SHOWN: usize = 5;

fn verb(deed: Deed) -> &'static str {
    match deed {
        Deed::SmallTalk => "hears small talk",
        Deed::Answers => "answers",
        Deed::Suggests => "suggests",
        Deed::FetchesPerson | Deed::HandsOver => "fetches a person",
    }
}

pub(super) async fn search(
    config: &Config,
    store: Store,
    edge: &Edge,
    wanted: &SearchArguments,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let words: Arc<dyn Words> = Arc::new(Catalog::default());
    let (language, known) = (wanted.language.as_str(), words.languages());
    anyhow::ensure!(known.contains(&language), "there are no words in `{language}`; there are {}", known.join(", "));
    let library =
        Library::in_memory(store.clone()).await.context("the articles cannot be indexed")?.judged_by(judge(config));
    library.take_kept().await?;
    let locale = wanted.locale.as_deref();
    let labels: Vec<&str> = wanted.labels.iter().map(String::as_str).collect();
    let query =
        Query { text: &wanted.question, locale, labels: &labels, reader: Reader::PUBLIC, limit: SHOWN, follows: None };
    let (found, thresholds) = Finder::new(config, store, edge, &library)?.find(&query).await?;
    let deed = Deed::of(&wanted.question, &found, &thresholds);
    let explanation = wanted.explain.then(|| library.knowledge().explain(&query, &found));
    if wanted.json {
        let mut value = serde_json::to_value(&found)?;
        if let Some(explanation) = &explanation {
            value["thresholds"] = json!(thresholds);
            value["deed"] = json!(deed);
            value["explanation"] = json!(explanation);
        }
        out.json(&value)?;
    } else if let Some(explanation) = &explanation {
        let question = &wanted.question;
        let reasons = Reasons { question, found: &found, explanation, thresholds, deed };
        out.text(&explain(&*words, language, &reasons))?;
    } else {
        brief(&found, deed, &thresholds, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn brief(found: &Found, deed: Deed, thresholds: &Thresholds, out: &mut Output) -> anyhow::Result<()> {
    out.line(format!(
        "The bot {}: {:.2} sure; it answers from {:.2} and suggests from {:.2}.",
        verb(deed),
        nearly(found.confidence),
        thresholds.answer,
        thresholds.suggest
    ))?;
    for candidate in &found.candidates {
        out.line(format!("{:.2}  {}\t{}", nearly(candidate.confidence), candidate.article, title(candidate)))?;
    }
    Ok(())
}

/// A probability as two decimals show it: only what is sure is 1.00.
fn nearly(probability: f64) -> f64 {
    if probability < 1.0 { probability.min(0.99) } else { probability }
}

/// What an article is called; one without a title by its nearest question.
pub(super) fn title(candidate: &Candidate) -> String {
    shown(if candidate.title.is_empty() { &candidate.question } else { &candidate.title })
}
