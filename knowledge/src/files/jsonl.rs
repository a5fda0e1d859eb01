//! One article a line: `{"id": …, "lang": …, "title": …, "body": …, "questions": […]}`.

use std::io::{self, BufRead, Read, Write};
use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::import::{Entry, Import, Keys};
use super::{MAX_LINE_BYTES, Trouble, Upkeeps};
use crate::article::{Article, Audience, Status};

/// A line. `serde(flatten)` and `deny_unknown_fields` exclude each other, hence the repeated keys.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    #[serde(default)]
    root: Option<String>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    questions: Vec<String>,
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    status: Status,
    #[serde(default)]
    audience: Audience,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_until: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    review_on: Option<NaiveDate>,
}

pub(super) fn is_jsonl(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ["jsonl", "ndjson"].iter().any(|jsonl| ending.eq_ignore_ascii_case(jsonl)))
}

/// Reads every line of `reader`, which is called `path`, into `import`.
pub(super) fn read(mut reader: impl BufRead, path: &Path, import: &mut Import) {
    let mut buffer = Vec::new();
    for number in 1.. {
        buffer.clear();
        match (&mut reader).take(MAX_LINE_BYTES + 1).read_until(b'\n', &mut buffer) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                return import.problem(path, Some(number), Trouble::Unreadable, format!("cannot be read: {error}"));
            }
        }
        if buffer.len() as u64 > MAX_LINE_BYTES {
            import.problem(
                path,
                Some(number),
                Trouble::TooLarge,
                format!("the line is longer than {} MiB", MAX_LINE_BYTES >> 20),
            );
            if let Err(error) = skip_line(&mut reader, &buffer) {
                return import.problem(path, Some(number), Trouble::Unreadable, format!("cannot be read: {error}"));
            }
            continue;
        }
        match parse(&buffer) {
            Ok(Some(entry)) => import.article(path, Some(number), entry),
            Ok(None) => {}
            Err(message) => import.problem(path, Some(number), Trouble::Article, message),
        }
    }
}

fn skip_line(reader: &mut impl BufRead, so_far: &[u8]) -> io::Result<()> {
    if so_far.ends_with(b"\n") {
        return Ok(());
    }
    reader.skip_until(b'\n').map(|_| ())
}

fn parse(line: &[u8]) -> Result<Option<Entry>, String> {
    let line = std::str::from_utf8(line).map_err(|_| "the line is not UTF-8 text".to_owned())?;
    let line = line.trim_start_matches('\u{feff}').trim();
    if line.is_empty() {
        return Ok(None);
    }
    let line: Line =
        serde_json::from_str(line).map_err(|error| error.to_string().replace(" at line 1 column ", " at column "))?;
    let keys = Keys {
        id: None,
        root: line.root,
        lang: line.lang,
        title: None,
        questions: line.questions,
        labels: line.labels,
        status: line.status,
        audience: line.audience,
        valid_from: line.valid_from,
        valid_until: line.valid_until,
        owner: line.owner,
        review_on: line.review_on,
    };
    keys.into_entry(line.id, line.title, line.body).map(Some)
}

/// `article` as one line, without the line break.
fn render(article: &Article, upkeeps: &Upkeeps) -> serde_json::Result<String> {
    let upkeep = upkeeps.get(&article.id).cloned().unwrap_or_default();
    serde_json::to_string(&Line {
        id: article.id.clone(),
        root: Some(article.root.clone()),
        lang: Some(article.locale.clone()),
        title: article.title.clone(),
        body: article.body.clone(),
        questions: article.questions.clone(),
        labels: article.labels.clone(),
        status: article.status,
        audience: article.audience.clone(),
        valid_from: article.validity.from,
        valid_until: article.validity.until,
        owner: upkeep.owner,
        review_on: upkeep.review_on,
    })
}

/// Writes the articles, a line each.
pub(super) fn write(target: &mut impl Write, articles: &[Article], upkeeps: &Upkeeps) -> io::Result<()> {
    for article in articles {
        target.write_all(render(article, upkeeps)?.as_bytes())?;
        target.write_all(b"\n")?;
    }
    target.flush()
}
