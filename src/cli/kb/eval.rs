//! Measuring how well questions are answered whose right answers are known.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use hamyar_knowledge::eval::{self, HITS, RunLine, Summary};
use hamyar_knowledge::{Judgement, Knowledge, Query};

use super::super::output::Output;
use crate::answer::Judge;
use crate::app::judge;
use crate::config::Config;
use crate::decide::intent::{Intent, intent};
use crate::library::Library;
use crate::store::Store;

/// What is asked, and where the outcome goes.
pub(super) struct Asked<'a> {
    pub(super) queries: &'a Path,
    pub(super) run: Option<&'a Path>,
    pub(super) json: bool,
}

/// Measures the articles of a file or folder, by the shipped model. The database is not opened.
pub(super) fn files(config: &Config, kb: &Path, asked: &Asked<'_>, out: &mut Output) -> anyhow::Result<ExitCode> {
    measure(&eval::load(kb)?, &judge(config), asked, out)
}

/// Measures the articles of the database, by the model in force.
pub(super) async fn own(
    config: &Config,
    store: Store,
    asked: &Asked<'_>,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let library = Library::in_memory(store).await.context("the articles cannot be indexed")?.judged_by(judge(config));
    library.take_kept().await?;
    measure(library.knowledge(), library.judge(), asked, out)
}

fn measure(knowledge: &Knowledge, judge: &Judge, asked: &Asked<'_>, out: &mut Output) -> anyhow::Result<ExitCode> {
    let questions = eval::read_questions(asked.queries)?;
    eval::check(asked.queries, &questions, knowledge)?;
    let run: Vec<RunLine> = questions.iter().map(|question| ask(knowledge, judge, question)).collect();
    if let Some(path) = asked.run {
        eval::write_run(path, &run)?;
    }
    let summary = Summary::new(&questions, &run, judge.model().thresholds);
    if asked.json {
        out.json(&summary)?;
    } else {
        out.text(&summary.to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What is found for a question, and whether the bot would give it as the answer: nothing is answered that is heard as a
/// wish for a person or as small talk.
fn ask(knowledge: &Knowledge, judge: &Judge, question: &eval::Asked) -> RunLine {
    let model = judge.model();
    let query = Query { text: &question.text, limit: HITS, ..Query::default() };
    let found = knowledge.search_with(&query, &model);
    let sure = found.judge(&model.thresholds) == Judgement::Answer;
    RunLine::new(question, found, sure && intent(&question.text) == Intent::Question)
}
