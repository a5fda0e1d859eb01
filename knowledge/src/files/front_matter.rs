//! A Markdown file as text: YAML between two `---` lines, then the body.

use super::Upkeeps;
use super::import::{Keys, default_root};
use crate::article::Article;

/// The parts of a Markdown file.
pub(super) struct Document {
    pub(super) keys: Keys,
    pub(super) body: String,
}

/// What is wrong with a file, and on which line.
pub(super) struct Broken {
    pub(super) line: Option<usize>,
    pub(super) message: String,
}

/// Splits `text` into its front matter and its body.
///
/// One empty line after the front matter belongs to it; the rest of the body is kept to the letter.
pub(super) fn parse(text: &str) -> Result<Document, Broken> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(rest) = strip_line(text, "---") else {
        return Ok(Document { keys: Keys::default(), body: text.to_owned() });
    };
    let Some((yaml, body)) = split_at_fence(rest) else {
        let message = "the front matter that begins on line 1 has no closing `---` line".to_owned();
        return Err(Broken { line: Some(1), message });
    };
    let body = strip_line(body, "").unwrap_or(body).to_owned();
    if yaml.trim().is_empty() {
        return Ok(Document { keys: Keys::default(), body });
    }
    let keys = serde_saphyr::from_str(yaml).map_err(|error| broken(&error))?;
    Ok(Document { keys, body })
}

fn broken(error: &serde_saphyr::Error) -> Broken {
    // The front matter begins on the file's second line.
    let line = error.location().and_then(|location| usize::try_from(location.line()).ok()).map(|line| line + 1);
    let text = error.without_snippet().to_string();
    // The parser repeats its own idea of the line, which does not count the first `---`.
    let message = match text.find(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text.lines().next().unwrap_or_default().to_owned(),
    };
    Broken { line, message: format!("in the front matter: {message}") }
}

fn strip_line<'a>(text: &'a str, line: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(line)?;
    rest.strip_prefix('\n').or_else(|| rest.strip_prefix("\r\n"))
}

/// The text before the next line that is `---`, and the text after it.
fn split_at_fence(text: &str) -> Option<(&str, &str)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((&text[..start], &text[start + line.len()..]));
        }
        start += line.len();
    }
    None
}

/// The title that a body without one in its front matter gives, and the body without it when it stood first.
pub(super) fn title_from(body: String) -> (String, String) {
    let mut start = 0;
    let mut fenced = false;
    for line in body.split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
        }
        if !fenced && let Some(title) = heading(trimmed) {
            let title = title.to_owned();
            if body[..start].trim().is_empty() {
                let rest = body[start + line.len()..].trim_start_matches(['\r', '\n']).to_owned();
                return (title, rest);
            }
            return (title, body);
        }
        start += line.len();
    }
    (String::new(), body)
}

fn heading(line: &str) -> Option<&str> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    let title = title.strip_prefix([' ', '\t'])?.trim().trim_end_matches('#').trim_end();
    ((1..=6).contains(&level) && !title.is_empty()).then_some(title)
}

/// `article` as a file; `path_id` is the id that the file's place gives.
pub(super) fn render(article: &Article, path_id: &str, upkeeps: &Upkeeps) -> Result<String, serde_json::Error> {
    let mut lines = vec!["---".to_owned()];
    let mut put = |key: &str, value: &str| -> Result<(), serde_json::Error> {
        lines.push(format!("{key}: {}", scalar(value)?));
        Ok(())
    };
    if article.id != path_id {
        put("id", &article.id)?;
    }
    if article.root != default_root(&article.id) {
        put("root", &article.root)?;
    }
    put("lang", &article.locale)?;
    put("title", &article.title)?;
    for (key, values) in [("questions", &article.questions), ("labels", &article.labels)] {
        if values.is_empty() {
            continue;
        }
        lines.push(format!("{key}:"));
        for value in values {
            lines.push(format!("  - {}", scalar(value)?));
        }
    }
    if article.status != crate::Status::default() {
        lines.push(format!("status: {}", serde_json::to_string(&article.status)?.trim_matches('"')));
    }
    if article.audience != crate::Audience::default() {
        // The name of a group may hold what YAML would take for something else.
        let word = article.audience.to_string();
        let plain = word.chars().all(|c| c.is_ascii_lowercase());
        lines.push(format!("audience: {}", if plain { word } else { scalar(&word)? }));
    }
    let upkeep = upkeeps.get(&article.id).cloned().unwrap_or_default();
    if let Some(owner) = &upkeep.owner {
        lines.push(format!("owner: {}", scalar(owner)?));
    }
    let days = [
        ("review_on", upkeep.review_on),
        ("valid_from", article.validity.from),
        ("valid_until", article.validity.until),
    ];
    for (key, day) in days {
        if let Some(day) = day {
            lines.push(format!("{key}: {}", scalar(&day.to_string())?));
        }
    }
    lines.push("---".to_owned());
    Ok(format!("{}\n\n{}", lines.join("\n"), article.body))
}

/// A double-quoted YAML scalar. JSON strings are valid ones, once the characters that YAML does not allow in a file are
/// escaped as well.
fn scalar(text: &str) -> Result<String, serde_json::Error> {
    use std::fmt::Write as _;
    let json = serde_json::to_string(text)?;
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    Ok(out)
}
