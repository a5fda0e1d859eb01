//! Collecting articles and problems while files are read, and filling in what an author left out.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Imported, Limits, Problem, Trouble, Upkeep};
use crate::analysis::{self, language};
use crate::article::{Article, Audience, Status, Validity};

/// The keys of an article in a file, all optional to the parser.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) root: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lang: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) questions: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) labels: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) status: Status,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) audience: Audience,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) valid_from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) valid_until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) review_on: Option<NaiveDate>,
}

/// An article, and what is said of it beside its text.
pub(super) type Entry = (Article, Upkeep);

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Keys {
    /// The article, with what was left out filled in: the root from the id, the language from the id's first folder or
    /// from the text.
    pub(super) fn into_entry(self, id: String, title: String, body: String) -> Result<Entry, String> {
        if id.trim().is_empty() {
            return Err("`id` is empty; give the article a name of its own".to_owned());
        }
        let texts = [&id, &title, &body].into_iter().chain(&self.root).chain(&self.questions).chain(&self.labels);
        if texts.into_iter().any(|text| text.contains('\0')) {
            return Err("contains a NUL character, which no database keeps".to_owned());
        }
        let locale = match self.lang.filter(|lang| !lang.trim().is_empty()) {
            Some(lang) => language::tag(&lang)
                .ok_or_else(|| format!("`lang` is `{lang}`; it must be a language tag such as fa, en or pt-BR"))?,
            None => default_locale(&id, &title, &self.questions, &body),
        };
        let validity = Validity { from: self.valid_from, until: self.valid_until };
        if !validity.is_in_order() {
            return Err("`valid_until` is a day before `valid_from`; the article would never be found".to_owned());
        }
        let upkeep = Upkeep::read(self.owner.as_deref(), self.review_on)?;
        let root = self.root.filter(|root| !root.is_empty()).unwrap_or_else(|| default_root(&id).to_owned());
        let article = Article {
            id,
            root,
            locale,
            title,
            questions: self.questions,
            body,
            labels: self.labels,
            audience: self.audience,
            status: self.status,
            validity,
        };
        Ok((article, upkeep))
    }
}

/// The id without a leading folder that names a language, so that `fa/refund` and `en/refund` are translations.
pub(super) fn default_root(id: &str) -> &str {
    match id.split_once('/') {
        Some((folder, rest)) if language::is_known_tag(folder) && !rest.is_empty() => rest,
        _ => id,
    }
}

fn default_locale(id: &str, title: &str, questions: &[String], body: &str) -> String {
    if let Some((folder, _)) = id.split_once('/')
        && language::is_known_tag(folder)
        && let Some(tag) = language::tag(folder)
    {
        return tag;
    }
    let text = std::iter::once(title).chain(questions.iter().map(String::as_str)).chain([body]);
    let text = text.collect::<Vec<_>>().join("\n");
    analysis::detect(&text, None).unwrap_or(Article::UNKNOWN_LOCALE).to_owned()
}

/// Articles and problems so far.
pub(super) struct Import {
    imported: Imported,
    limits: Limits,
    /// Articles over the limit, and the file of the first of them.
    over: Option<(PathBuf, usize)>,
    /// Problems that are not told, and the file of the first of them.
    untold: Option<(PathBuf, usize)>,
    /// Where each id was seen first.
    places: HashMap<String, (PathBuf, Option<usize>)>,
}

impl Import {
    pub(super) fn new(limits: Limits) -> Self {
        Self { imported: Imported::default(), limits, over: None, untold: None, places: HashMap::new() }
    }

    pub(super) fn problem(&mut self, path: &Path, line: Option<usize>, trouble: Trouble, message: String) {
        if self.imported.problems.len() >= self.limits.problems {
            self.untold.get_or_insert_with(|| (path.to_owned(), 0)).1 += 1;
            return;
        }
        self.imported.problems.push(Problem { path: path.to_owned(), line, trouble, message });
    }

    pub(super) fn article(&mut self, path: &Path, line: Option<usize>, (article, upkeep): Entry) {
        if let Some((first, first_line)) = self.places.get(&article.id) {
            let first_line = first_line.map(|line| format!(":{line}")).unwrap_or_default();
            let message = format!("the id `{}` is already used by {}{first_line}", article.id, first.display());
            self.problem(path, line, Trouble::Twice, message);
            return;
        }
        if self.imported.articles.len() >= self.limits.articles {
            self.over.get_or_insert_with(|| (path.to_owned(), 0)).1 += 1;
            return;
        }
        self.places.insert(article.id.clone(), (path.to_owned(), line));
        if !upkeep.is_empty() {
            self.imported.upkeep.insert(article.id.clone(), upkeep);
        }
        self.imported.articles.push(article);
    }

    pub(super) fn finish(self) -> Imported {
        let Self { mut imported, limits, over, untold, .. } = self;
        if let Some((path, over)) = over {
            let most = limits.articles;
            let message = format!(
                "{over} articles are left out from here on: at most {most} are taken from one file; divide it into several"
            );
            imported.problems.push(Problem { path, line: None, trouble: Trouble::TooMany, message });
        }
        if let Some((path, untold)) = untold {
            let message = format!("and {untold} more problems from here on, which are not listed");
            imported.problems.push(Problem { path, line: None, trouble: Trouble::TooMany, message });
        }
        imported
    }
}
