//! What the editor begins with for an accepted answer: its question and words, with what is somebody's struck out, and whose it is
//! where they want that said.

use hamyar_knowledge::detect;

use crate::desk::Desk;
use crate::library::struck;
use crate::model::{Candidate, Consent};

/// The longest title and wording, in characters.
const TITLE: usize = 120;
const WORDING: usize = 300;

/// A draft in the making.
pub(super) struct Draft {
    pub(super) title: String,
    /// A wording a line.
    pub(super) questions: String,
    pub(super) body: String,
    pub(super) locale: String,
}

impl Draft {
    /// The draft of an answer that may be kept.
    pub(super) fn of(desk: &Desk, candidate: &Candidate) -> Self {
        let strike = |text: &str| struck(text.trim(), &candidate.names);
        let asked = candidate.question.as_deref().map(strike).unwrap_or_default();
        let named = candidate.title.as_deref().map(strike).unwrap_or_default();
        let words = format!("{named}\n{asked}\n{}", candidate.answer);
        let locale = detect(&words, Some(&candidate.language)).unwrap_or(&candidate.language).to_owned();
        let title = if named.is_empty() { in_a_line(&asked, TITLE) } else { in_a_line(&named, TITLE) };
        let wording = in_a_line(&asked, WORDING);
        let questions = if wording == title { String::new() } else { wording };
        let mut body = strike(&candidate.answer);
        if let Some(credit) = credit(desk, candidate, &locale) {
            body.push_str("\n\n");
            body.push_str(&credit);
        }
        Self { title, questions, body, locale }
    }
}

/// Whose answer it is, and where they gave it; only where they want that said.
fn credit(desk: &Desk, candidate: &Candidate, locale: &str) -> Option<String> {
    let name = candidate.author_name.as_deref().filter(|_| candidate.consent == Consent::Named)?;
    let name: String = name.chars().map(|c| if "*_`[]()<>\\#|~@".contains(c) { ' ' } else { c }).collect();
    let name = in_a_line(&name, TITLE);
    let name = match &candidate.link {
        Some(link) => format!("[{name}]({link})"),
        None => name,
    };
    Some(desk.words.text(locale, "peer-credit", &[("name", &name)]))
}

/// The words in one line, and no more than so many characters.
fn in_a_line(text: &str, most: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(most).collect::<String>().trim_end().to_owned()
}
