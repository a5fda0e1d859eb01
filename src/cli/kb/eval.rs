//! Measuring how well questions are answered whose right answers are known.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use hamyar_knowledge::eval::{self, HITS, RunLine, Summary};
use hamyar_knowledge::{Found, Knowledge, Query, Thresholds};

use super::super::output::Output;
use super::finding::Finder;
use crate::app::judge;
use crate::clock::Edge;
use crate::config::Config;
use crate::library::{Deed, Library};
use crate::store::Store;

/// What is asked, and where the outcome goes.
pub(super) struct Asked<'a> {
    pub(super) queries: &'a Path,
    pub(super) run: Option<&'a Path>,
    pub(super) json: bool,
}

/// Measures the articles of a file or folder, by the shipped model and words alone. The database is not opened.
pub(super) fn files(config: &Config, kb: &Path, asked: &Asked<'_>, out: &mut Output) -> anyhow::Result<ExitCode> {
    let (knowledge, judge) = (eval::load(kb)?, judge(config));
    let questions = read(&knowledge, asked)?;
    let model = judge.model();
    let one =
        |question: &eval::Asked| line(question, knowledge.search_with(&query(question), &model), &model.thresholds);
    let run: Vec<RunLine> = questions.iter().map(one).collect();
    write(asked, &questions, &run, model.thresholds, out)
}

/// Measures the articles of the database as the bot would answer from them: by the model in force, and by meaning where it
/// searches so.
pub(super) async fn own(
    config: &Config,
    store: Store,
    edge: &Edge,
    asked: &Asked<'_>,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let library =
        Library::in_memory(store.clone()).await.context("the articles cannot be indexed")?.judged_by(judge(config));
    library.take_kept().await?;
    let questions = read(library.knowledge(), asked)?;
    let mut finder = Finder::new(config, store, edge, &library)?;
    let (mut run, mut at) = (Vec::new(), library.judge().model().thresholds);
    for question in &questions {
        let (found, thresholds) = finder.find(&query(question)).await?;
        run.push(line(question, found, &thresholds));
        at = thresholds;
    }
    write(asked, &questions, &run, at, out)
}

fn read(knowledge: &Knowledge, asked: &Asked<'_>) -> anyhow::Result<Vec<eval::Asked>> {
    let questions = eval::read_questions(asked.queries)?;
    eval::check(asked.queries, &questions, knowledge)?;
    Ok(questions)
}

fn query(question: &eval::Asked) -> Query<'_> {
    Query { text: &question.text, limit: HITS, ..Query::default() }
}

/// What was found for a question, and whether the bot would give it as the answer.
fn line(question: &eval::Asked, found: Found, thresholds: &Thresholds) -> RunLine {
    let answered = Deed::of(&question.text, &found, thresholds) == Deed::Answers;
    RunLine::new(question, found, answered)
}

fn write(
    asked: &Asked<'_>,
    questions: &[eval::Asked],
    run: &[RunLine],
    thresholds: Thresholds,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    if let Some(path) = asked.run {
        eval::write_run(path, run)?;
    }
    let summary = Summary::new(questions, run, thresholds);
    if asked.json {
        out.json(&summary)?;
    } else {
        out.text(&summary.to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}
