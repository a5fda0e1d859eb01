//! Questions whose right answers are known.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::EvalError;
use crate::article::Reader;
use crate::files::{Problem, Trouble};
use crate::index::Knowledge;

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
    /// The line of its file, from 1.
    #[serde(skip)]
    pub line: usize,
}

impl Asked {
    /// Whether it is left out of the headline figures.
    #[must_use]
    pub fn apart(&self) -> bool {
        self.kind == IN_PASSAGE
    }
}

/// The questions in a JSONL file: `{"id", "text", "relevant": [article ids], "answerable", "kind"}` a line. Other keys are
/// allowed and not read.
///
/// # Errors
/// [`EvalError`] when the file cannot be read or holds no question, or with the line that is broken: no JSON, no UTF-8, an
/// id for the second time, a question with an answer in no article.
pub fn read_questions(path: &Path) -> Result<Vec<Asked>, EvalError> {
    let text = fs::read(path).map_err(|source| EvalError::Io { path: path.to_owned(), source })?;
    let broken = |line: Option<usize>, message: String| {
        EvalError::Broken(Problem { path: path.to_owned(), line, trouble: Trouble::Article, message })
    };
    let (mut questions, mut ids) = (Vec::<Asked>::new(), HashSet::new());
    for (number, line) in (1..).zip(text.split(|byte| *byte == b'\n')) {
        let read = parse(line).map_err(|message| broken(Some(number), message))?;
        let Some(asked) = read.map(|asked| Asked { line: number, ..asked }) else { continue };
        if !ids.insert(asked.id.clone()) {
            return Err(broken(Some(number), format!("the id `{}` is there for the second time", asked.id)));
        }
        questions.push(asked);
    }
    if questions.is_empty() { Err(broken(None, "there is no question in it".to_owned())) } else { Ok(questions) }
}

fn parse(line: &[u8]) -> Result<Option<Asked>, String> {
    let line = std::str::from_utf8(line).map_err(|_| "the line is not UTF-8 text".to_owned())?;
    let line = line.trim_start_matches('\u{feff}').trim();
    if line.is_empty() {
        return Ok(None);
    }
    let asked: Asked =
        serde_json::from_str(line).map_err(|error| error.to_string().replace(" at line 1 column ", " at column "))?;
    if asked.answerable && asked.relevant.is_empty() {
        return Err(format!("question `{}` is answerable and names no article in `relevant`", asked.id));
    }
    Ok(Some(asked))
}

/// Whether the knowledge base has the articles that the questions of the file `path` name: figures about others would mean
/// nothing.
///
/// # Errors
/// [`EvalError::Broken`] with the first line that names one that is not there.
pub fn check(path: &Path, questions: &[Asked], knowledge: &Knowledge) -> Result<(), EvalError> {
    for asked in questions {
        if let Some(article) = asked.relevant.iter().find(|id| knowledge.article(id, &Reader::AGENT).is_none()) {
            let message = format!("the knowledge base has no article `{article}`, which `relevant` names");
            return Err(EvalError::Broken(Problem {
                path: path.to_owned(),
                line: Some(asked.line),
                trouble: Trouble::Article,
                message,
            }));
        }
    }
    Ok(())
}
