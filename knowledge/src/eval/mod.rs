//! Measuring answers: a knowledge base, questions whose right answers are known, and every figure that follows.

mod curves;
mod data;
mod intervals;
mod kinds;
mod metrics;
mod report;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::confidence::{Judgement, Model};
use crate::files::Problem;
use crate::index::{Change, IndexError, Knowledge};
use crate::search::{Found, Query};

pub use curves::{Bin, Point, calibration_error, outcomes, reliability, risk_coverage};
pub use data::{Asked, check, read_questions};
pub use intervals::{Figure, figures};
pub use kinds::KindReport;
pub use metrics::{Coverage, OperatingPoint, Report};
pub use report::Summary;

/// Candidates that a question's run line holds.
pub const HITS: usize = 10;

/// What came of measuring.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// The figures.
    pub report: Report,
    /// What was found for each question.
    pub run: Vec<RunLine>,
}

/// What was found for one question, in the form that scoring scripts read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunLine {
    /// The question's id.
    pub id: String,
    /// The candidates, best first.
    pub hits: Vec<Hit>,
    /// The probability that the first one answers.
    pub confidence: f64,
    /// Whether the product would give it as the answer.
    pub answered: bool,
}

/// One candidate in a [`RunLine`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The article's id.
    pub id: String,
    /// Its score.
    pub score: f64,
}

/// Why nothing could be measured.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        #[source]
        source: io::Error,
    },
    /// A line is not what it should be.
    #[error("{0}")]
    Broken(Problem),
    /// The knowledge base cannot be indexed.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// Asks every question of `queries` (JSONL) of the knowledge base `kb` (JSONL or a folder) and measures the answers of the
/// shipped model at its shipped thresholds.
///
/// # Errors
/// [`EvalError`] when a file cannot be read or has a broken line.
pub fn evaluate(kb: &Path, queries: &Path) -> Result<Evaluation, EvalError> {
    let knowledge = load(kb)?;
    let questions = read_questions(queries)?;
    check(queries, &questions, &knowledge)?;
    Ok(evaluate_with(&knowledge, &questions, Model::general()))
}

/// As [`evaluate`], for what is already loaded and with a model of one's own.
#[must_use]
pub fn evaluate_with(knowledge: &Knowledge, questions: &[Asked], model: &Model) -> Evaluation {
    let run: Vec<RunLine> = questions.iter().map(|asked| ask(knowledge, asked, model)).collect();
    Evaluation { report: Report::new(questions, &run), run }
}

fn ask(knowledge: &Knowledge, asked: &Asked, model: &Model) -> RunLine {
    let query = Query { text: &asked.text, limit: HITS, ..Query::default() };
    let found = knowledge.search_with(&query, model);
    let answered = found.judge(&model.thresholds) == Judgement::Answer;
    RunLine::new(asked, found, answered)
}

impl RunLine {
    /// What was found for a question, and whether that is given as the answer: never when nothing was found.
    #[must_use]
    pub fn new(asked: &Asked, found: Found, answered: bool) -> Self {
        let answered = answered && !found.candidates.is_empty();
        let hits = found.candidates.into_iter().map(|candidate| Hit { id: candidate.article, score: candidate.score });
        Self { id: asked.id.clone(), hits: hits.collect(), confidence: found.confidence, answered }
    }
}

/// The knowledge base in `kb`, in memory.
///
/// # Errors
/// [`EvalError::Broken`] with the first problem of its files, [`EvalError::Index`] when it cannot be indexed.
pub fn load(kb: &Path) -> Result<Knowledge, EvalError> {
    let imported = crate::files::read(kb);
    if let Some(problem) = imported.problems.into_iter().next() {
        return Err(EvalError::Broken(problem));
    }
    let changes: Vec<Change> = imported.articles.into_iter().map(|article| Change::Put(Box::new(article))).collect();
    let knowledge = Knowledge::in_memory()?;
    knowledge.apply(&changes, 1)?;
    Ok(knowledge)
}

/// Writes one JSON line for each question.
///
/// # Errors
/// [`EvalError::Io`] when the file cannot be written.
pub fn write_run(path: &Path, run: &[RunLine]) -> Result<(), EvalError> {
    let write = || -> io::Result<()> {
        let mut file = BufWriter::new(File::create(path)?);
        for line in run {
            serde_json::to_writer(&mut file, line)?;
            file.write_all(b"\n")?;
        }
        file.flush()
    };
    write().map_err(|source| EvalError::Io { path: path.to_owned(), source })
}
