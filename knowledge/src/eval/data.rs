//! Questions whose right answers are known.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::EvalError;
use crate::files::Problem;

/// The kind of a question whose passage is in the knowledge base but does not hold the answer: measured apart.
pub(super) const IN_PASSAGE: &str = "unans_inpassage";

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Asked {
    /// Its id.
    pub id: String,
    /// Its words.
    pub text: String,
    /// The ids of the articles that answer it.
    pub relevant: Vec<String>,
    /// Whether the knowledge base answers it; if not, it must be handed to a person.
    pub answerable: bool,
    /// What kind of question it is; figures are given for each.
    pub kind: String,
}

impl Asked {
    /// Whether it is left out of the headline figures.
    #[must_use]
    pub fn apart(&self) -> bool {
        self.kind == IN_PASSAGE
    }
}

/// The questions in a JSONL file. Keys beyond those of [`Asked`] are allowed.
///
/// # Errors
/// [`EvalError`] when the file cannot be read or a line is broken.
pub fn read_questions(path: &Path) -> Result<Vec<Asked>, EvalError> {
    let text = fs::read_to_string(path).map_err(|source| EvalError::Io { path: path.to_owned(), source })?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| {
                let line = Some(number + 1);
                EvalError::Broken(Problem { path: path.to_owned(), line, message: error.to_string() })
            })
        })
        .collect()
}
