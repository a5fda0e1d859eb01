//! What the editor's form holds, the article it makes, and what is wrong with it, in words. Pure.

use hamyar_knowledge::{Article, Audience, Status};
use serde::Deserialize;

use super::audience_word;
use crate::desk::csrf::Tokened;
use crate::desk::tongue::Tongue;
use crate::library::{Fault, LOCALES, Written};

/// Sizes are told in these.
const MB: u64 = 1_000_000;

/// The form, as it was sent.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    pub(super) token: String,
    /// The article; empty for a new one.
    pub(super) id: String,
    /// The revision that its editor saw; empty for a new one.
    pub(super) base: String,
    pub(super) title: String,
    pub(super) body: String,
    /// Question variants, one a line.
    pub(super) questions: String,
    /// Labels, separated by commas.
    pub(super) labels: String,
    pub(super) locale: String,
    pub(super) audience: String,
    pub(super) root: String,
    /// What is asked of the draft.
    #[serde(default)]
    pub(super) question: String,
    /// What is to be done with it.
    pub(super) deed: String,
}

impl Tokened for Form {
    fn token(&self) -> &str {
        &self.token
    }
}

/// What is to be done with an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Show what it would look like and answer; nothing is saved.
    Look,
    /// Save it so.
    Save(Status),
}

/// Something that is wrong with the form.
pub(super) struct Problem {
    /// The field.
    pub(super) field: &'static str,
    /// What is wrong, and what to do.
    pub(super) words: String,
}

impl Form {
    /// The form of an article.
    pub(super) fn of(article: &Article, base: &str) -> Self {
        Self {
            id: article.id.clone(),
            base: base.to_owned(),
            title: article.title.clone(),
            body: article.body.clone(),
            questions: article.questions.join("\n"),
            labels: article.labels.join(", "),
            locale: article.locale.clone(),
            audience: audience_word(article.audience).to_owned(),
            root: article.root.clone(),
            ..Self::default()
        }
    }

    /// What is wanted; `None` if there is no such deed.
    pub(super) fn deed(&self) -> Option<Deed> {
        Some(match self.deed.as_str() {
            "look" => Deed::Look,
            "draft" => Deed::Save(Status::Draft),
            "review" => Deed::Save(Status::Review),
            "publish" => Deed::Save(Status::Published),
            "archive" => Deed::Save(Status::Archived),
            _ => return None,
        })
    }

    /// The revision that was seen; `Err` if that is none.
    pub(super) fn base(&self) -> Result<Option<i64>, ()> {
        match (self.id.is_empty(), self.base.as_str()) {
            (true, "") => Ok(None),
            (false, base) => base.parse().map(Some).map_err(|_| ()),
            (true, _) => Err(()),
        }
    }

    /// What was written.
    fn written(&self) -> Written<'_> {
        Written {
            id: &self.id,
            root: &self.root,
            locale: &self.locale,
            title: &self.title,
            body: &self.body,
            questions: self.questions.lines().collect(),
            labels: self.labels.split([',', '،', '\n']).collect(),
            audience: if self.audience == audience_word(Audience::Agents) {
                Audience::Agents
            } else {
                Audience::Public
            },
        }
    }

    /// The article as far as the form makes one.
    pub(super) fn article(&self, status: Status) -> Article {
        self.written().article(status)
    }

    /// What is wrong with it, if it is to be saved so.
    pub(super) fn problems(&self, t: &Tongue, article: &Article) -> Vec<Problem> {
        let problem = |fault: Fault| Problem { field: fault.field(), words: words(t, &fault) };
        self.written().faults(article).into_iter().map(problem).collect()
    }
}

/// What is wrong, and what to do.
fn words(t: &Tongue, fault: &Fault) -> String {
    let count = |most: usize| i64::try_from(most).unwrap_or(i64::MAX);
    match fault {
        Fault::Nameless => t.word("curate-wrong-nameless"),
        Fault::Title { most } => t.count("curate-wrong-title", count(*most)),
        Fault::Empty => t.word("curate-wrong-empty"),
        Fault::Body { most } => t.with("curate-wrong-body", "size", &t.size(most / MB * MB)),
        Fault::Questions { most } => t.count("curate-wrong-questions", count(*most)),
        Fault::Question { number, most } => {
            let number = t.number(count(*number));
            t.text("curate-wrong-question", &[("number", &number), ("count", &most.to_string())])
        }
        Fault::Labels { most } => t.count("curate-wrong-labels", count(*most)),
        Fault::Label { start, most } => t.text("curate-wrong-label", &[("label", start), ("count", &most.to_string())]),
        Fault::Locale => t.with("curate-wrong-locale", "examples", LOCALES),
        Fault::Root { most } => t.count("curate-wrong-root", count(*most)),
    }
}
