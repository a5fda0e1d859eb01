//! What the editor's form holds, the article it makes, and what is wrong with it. Pure.

use std::collections::HashSet;

use chrono::NaiveDate;
use hamyar_knowledge::analysis::language;
use hamyar_knowledge::files::MAX_MARKDOWN_BYTES;
use hamyar_knowledge::{Article, Audience, Status, Validity, normalize};
use serde::Deserialize;

use super::audience_word;
use crate::desk::csrf::Tokened;
use crate::desk::tongue::Tongue;

/// The longest texts, in characters, and how many of each there may be.
const TITLE: usize = 300;
const QUESTION: usize = 500;
const QUESTIONS: usize = 200;
const LABEL: usize = 60;
const LABELS: usize = 30;
const ROOT: usize = 120;

/// What parts labels.
const COMMAS: [char; 2] = [',', '،'];

/// Sizes are told in these.
const MB: u64 = 1_000_000;

/// What language tags look like.
pub(super) const EXAMPLES: &str = "fa, en, pt-BR";

/// The longest part of an id that is made of a title, in characters.
const SLUG: usize = 60;

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
    /// The kind of audience, and the group's name where it is one.
    pub(super) audience: String,
    #[serde(default)]
    pub(super) group: String,
    /// The days on which it is found, as fields have them.
    #[serde(default)]
    pub(super) valid_from: String,
    #[serde(default)]
    pub(super) valid_until: String,
    pub(super) root: String,
    /// What is asked of the draft.
    #[serde(default)]
    pub(super) question: String,
    /// The accepted answer that it is made of; empty for none.
    #[serde(default)]
    pub(super) candidate: String,
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
            questions: article.questions.iter().map(|question| one_line(question)).collect::<Vec<_>>().join("\n"),
            labels: article.labels.iter().map(|label| quoted(label)).collect::<Vec<_>>().join(", "),
            locale: article.locale.clone(),
            audience: audience_word(&article.audience).to_owned(),
            group: match &article.audience {
                Audience::Group(name) => name.clone(),
                _ => String::new(),
            },
            valid_from: field(article.validity.from),
            valid_until: field(article.validity.until),
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

    /// The article as far as the form makes one.
    pub(super) fn article(&self, status: Status) -> Article {
        let title = one_line(&self.title);
        let questions: Vec<String> = distinct(self.questions.lines().map(one_line), QUESTIONS);
        let locale = language::tag(self.locale.trim()).unwrap_or_else(|| Article::UNKNOWN_LOCALE.to_owned());
        let root = one_line(&self.root);
        let named = [root.as_str(), &title].into_iter().find(|name| !name.is_empty());
        let named = named.or(questions.first().map(String::as_str)).unwrap_or_default();
        let id = if self.id.is_empty() { format!("{locale}/{}", slug(named)) } else { self.id.clone() };
        Article {
            id,
            root,
            locale,
            title,
            questions,
            body: text(&self.body),
            labels: distinct(labels(&self.labels), LABELS),
            // What is not understood is nobody's, and is a problem besides.
            audience: self.audience().unwrap_or(Audience::Agents),
            status,
            validity: self.validity().unwrap_or_default(),
        }
    }

    fn audience(&self) -> Option<Audience> {
        match self.audience.as_str() {
            "group" => Audience::group(&self.group).ok(),
            word => word.parse().ok(),
        }
    }

    fn validity(&self) -> Option<Validity> {
        let day = |field: &str| match field.trim() {
            "" => Some(None),
            day => day.parse().ok().map(Some),
        };
        Some(Validity { from: day(&self.valid_from)?, until: day(&self.valid_until)? })
    }

    /// The article as far as the form makes one of `present`: what it took over from there stays to the letter, also what no form can hold.
    pub(super) fn article_over(&self, status: Status, present: Option<&Article>) -> Article {
        let mut article = self.article(status);
        let Some(present) = present else { return article };
        let written: Vec<String> =
            distinct(self.questions.lines().map(one_line), QUESTIONS.max(present.questions.len()));
        let as_it_was =
            |line: String| present.questions.iter().find(|own| one_line(own) == line).cloned().unwrap_or(line);
        article.questions = written.into_iter().map(as_it_was).collect();
        let written = distinct(labels(&self.labels), LABELS.max(present.labels.len()));
        let as_it_was = |label: String| {
            let own = present.labels.iter().find(|own| labels(&quoted(own)).any(|typed| typed == label));
            own.cloned().unwrap_or(label)
        };
        article.labels = written.into_iter().map(as_it_was).collect();
        article
    }

    /// Whether something is in the form that is saved nowhere.
    pub(super) fn is_unsaved(&self, present: Option<&Article>) -> bool {
        let written = |form: &Self| {
            let lines: Vec<String> = form.questions.lines().map(one_line).collect();
            (form.title.clone(), text(&form.body), lines)
        };
        let was = present.map_or_else(Self::default, |present| Self::of(present, &self.base));
        written(self) != written(&was)
    }

    /// What is wrong with it, if it is to be saved so over `present`. What is there already may stay, however large it is.
    pub(super) fn problems(&self, t: &Tongue, article: &Article, present: Option<&Article>) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut add = |field, words| problems.push(Problem { field, words });
        let known = |text: &String| {
            present.is_some_and(|own| {
                own.title == *text || own.root == *text || own.questions.contains(text) || own.labels.contains(text)
            })
        };
        let too_long = |text: &String, most: usize| text.chars().count() > most && !known(text);
        let of_present = |count: fn(&Article) -> usize| present.map_or(0, count);
        let most = |key: &str, most: usize| t.count(key, i64::try_from(most).unwrap_or(i64::MAX));
        if article.title.is_empty() && article.questions.is_empty() {
            add("title", t.word("curate-wrong-nameless"));
        }
        if too_long(&article.title, TITLE) {
            add("title", most("curate-wrong-title", TITLE));
        }
        let is_shown = matches!(article.status, Status::Review | Status::Published);
        if is_shown && article.body.trim().is_empty() {
            add("body", t.word("curate-wrong-empty"));
        }
        if article.body.len() as u64 > MAX_MARKDOWN_BYTES {
            add("body", t.with("curate-wrong-body", "size", &t.size(MAX_MARKDOWN_BYTES / MB * MB)));
        }
        if article.questions.len() > QUESTIONS.max(of_present(|own| own.questions.len())) {
            add("questions", most("curate-wrong-questions", QUESTIONS));
        }
        if let Some(at) = article.questions.iter().position(|question| too_long(question, QUESTION)) {
            let number = t.number(i64::try_from(at + 1).unwrap_or(i64::MAX));
            add("questions", t.text("curate-wrong-question", &[("number", &number), ("count", &QUESTION.to_string())]));
        }
        if article.labels.len() > LABELS.max(of_present(|own| own.labels.len())) {
            add("labels", most("curate-wrong-labels", LABELS));
        }
        if let Some(label) = article.labels.iter().find(|label| too_long(label, LABEL)) {
            let start: String = label.chars().take(20).collect();
            add("labels", t.text("curate-wrong-label", &[("label", &start), ("count", &LABEL.to_string())]));
        }
        if language::tag(self.locale.trim()).is_none() {
            add("locale", t.with("curate-wrong-locale", "examples", EXAMPLES));
        }
        if self.audience().is_none() {
            add("group", t.word("curate-wrong-group"));
        }
        match self.validity() {
            None => add("valid_from", t.with("curate-wrong-day", "example", "2026-03-21")),
            Some(validity) if !validity.is_in_order() => add("valid_until", t.word("curate-wrong-validity")),
            Some(_) => {}
        }
        if too_long(&article.root, ROOT) {
            add("root", most("curate-wrong-root", ROOT));
        }
        problems
    }
}

/// A day as a field has it.
fn field(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// Whether an article is small enough to be tried out, and shown as it would look.
pub(super) fn fits(article: &Article) -> bool {
    let asked: usize = article.questions.iter().map(String::len).sum();
    article.body.len().max(article.title.len() + asked) as u64 <= MAX_MARKDOWN_BYTES
}

/// A label as it stands among others: one that has a comma of its own in quotation marks.
fn quoted(label: &str) -> String {
    let label = one_line(label);
    if label.contains(COMMAS) { format!("\"{label}\"") } else { label }
}

/// Labels as somebody typed them, separated by commas; a comma between quotation marks is the label's own.
fn labels(typed: &str) -> impl Iterator<Item = String> {
    let mut labels = vec![String::new()];
    let mut is_quoted = false;
    for letter in typed.chars() {
        let at_start = labels.last().is_none_or(|label| label.trim().is_empty());
        match letter {
            '"' if is_quoted || at_start => is_quoted = !is_quoted,
            '\n' => {
                is_quoted = false;
                labels.push(String::new());
            }
            letter if COMMAS.contains(&letter) && !is_quoted => labels.push(String::new()),
            letter => {
                if let Some(label) = labels.last_mut() {
                    label.push(letter);
                }
            }
        }
    }
    labels.into_iter().map(|label| one_line(&label))
}

/// A text with the line ends of ours, without what no database takes.
fn text(text: &str) -> String {
    text.replace("\r\n", "\n").replace(['\r', '\0'], "")
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == '\0').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Each text once, none empty; no more than show that there are too many.
fn distinct(texts: impl Iterator<Item = String>, most: usize) -> Vec<String> {
    let mut seen = HashSet::new();
    texts.filter(|text| !text.is_empty() && seen.insert(text.clone())).take(most + 1).collect()
}

/// A name for files and addresses that is made of a title: its letters and digits.
fn slug(title: &str) -> String {
    let spelled = normalize(title, Article::UNKNOWN_LOCALE);
    let words = spelled.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words {
        if slug.chars().count() + word.chars().count() >= SLUG && !slug.is_empty() {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(word.chars().take(SLUG));
    }
    if slug.is_empty() { "article".to_owned() } else { slug }
}
