//! What somebody wrote for an article: the article that it makes, and what is wrong with it. Pure.

use std::collections::HashSet;

use hamyar_knowledge::analysis::language;
use hamyar_knowledge::files::MAX_MARKDOWN_BYTES;
use hamyar_knowledge::{Article, Audience, Status, Validity, normalize};

/// The longest texts, in characters, and how many of each there may be.
const TITLE: usize = 300;
const QUESTION: usize = 500;
const QUESTIONS: usize = 200;
const LABEL: usize = 60;
/// The most labels of an article.
pub const LABELS: usize = 30;
const ROOT: usize = 120;

/// What language tags look like.
pub const LOCALES: &str = "fa, en, pt-BR";

/// The longest part of an id that is made of a title, in characters.
const SLUG: usize = 60;

/// How much of a label is told that is too long.
const TOLD: usize = 20;

/// What somebody wrote for an article, as it was typed or sent.
#[derive(Clone, Debug, Default)]
pub struct Written<'a> {
    /// The article; empty for a new one.
    pub id: &'a str,
    /// What its translations share with it; empty where that follows from its id.
    pub root: &'a str,
    /// A language tag.
    pub locale: &'a str,
    /// The heading.
    pub title: &'a str,
    /// The answer, in Markdown.
    pub body: &'a str,
    /// Ways to ask for it.
    pub questions: Vec<&'a str>,
    /// Words by which articles are sorted.
    pub labels: Vec<&'a str>,
    /// Who may find it.
    pub audience: Audience,
    /// On which days it is found.
    pub validity: Validity,
}

/// Something that is wrong with an article as it is to be saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nothing says what it is about.
    #[error("there is neither a title nor a question variant; write one of them")]
    Nameless,
    /// The title is too long.
    #[error("it is longer than {most} characters")]
    Title {
        /// The most characters.
        most: usize,
    },
    /// There is no answer.
    #[error("there is no answer yet; only a draft may be empty")]
    Empty,
    /// The answer is too large.
    #[error("it is larger than {most} bytes")]
    Body {
        /// The most bytes.
        most: u64,
    },
    /// There are too many question variants.
    #[error("there are more than {most}")]
    Questions {
        /// The most.
        most: usize,
    },
    /// A question variant is too long.
    #[error("number {number} is longer than {most} characters")]
    Question {
        /// Which, from 1.
        number: usize,
        /// The most characters.
        most: usize,
    },
    /// There are too many labels.
    #[error("there are more than {most}")]
    Labels {
        /// The most.
        most: usize,
    },
    /// A label is too long.
    #[error("`{start}…` is longer than {most} characters")]
    Label {
        /// How it begins.
        start: String,
        /// The most characters.
        most: usize,
    },
    /// It is no language tag.
    #[error("this is no language tag; write one such as {LOCALES}")]
    Locale,
    /// The days on which it is found end before they begin.
    #[error("it is before `valid_from`; the last day is that day or a later one")]
    Validity,
    /// The root is too long.
    #[error("it is longer than {most} characters")]
    Root {
        /// The most characters.
        most: usize,
    },
}

impl Fault {
    /// What it is about.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Nameless | Self::Title { .. } => "title",
            Self::Empty | Self::Body { .. } => "body",
            Self::Questions { .. } | Self::Question { .. } => "questions",
            Self::Labels { .. } | Self::Label { .. } => "labels",
            Self::Locale => "locale",
            Self::Validity => "valid_until",
            Self::Root { .. } => "root",
        }
    }
}

impl Written<'_> {
    /// The article as far as this makes one.
    #[must_use]
    pub fn article(&self, status: Status) -> Article {
        let title = one_line(self.title);
        let questions = distinct(self.questions.iter().map(|question| one_line(question)), QUESTIONS);
        let locale = language::tag(self.locale.trim()).unwrap_or_else(|| Article::UNKNOWN_LOCALE.to_owned());
        let root = one_line(self.root);
        let named = [root.as_str(), &title].into_iter().find(|name| !name.is_empty());
        let named = named.or(questions.first().map(String::as_str)).unwrap_or_default();
        let id = if self.id.is_empty() { format!("{locale}/{}", slug(named)) } else { self.id.to_owned() };
        Article {
            id,
            root,
            locale,
            title,
            questions,
            body: plain_text(self.body),
            labels: distinct(self.labels.iter().map(|label| one_line(label)), LABELS),
            audience: self.audience.clone(),
            status,
            validity: self.validity,
        }
    }

    /// The article as far as this makes one of `present`: what it took over from there stays to the letter, however large it is.
    #[must_use]
    pub fn article_over(&self, status: Status, present: &Article) -> Article {
        let written = |texts: &[&str], own: &[String], most: usize| -> Vec<String> {
            let texts = distinct(texts.iter().map(|text| one_line(text)), most.max(own.len()));
            let as_it_was = |text: String| own.iter().find(|own| one_line(own) == text).cloned().unwrap_or(text);
            texts.into_iter().map(as_it_was).collect()
        };
        Article {
            questions: written(&self.questions, &present.questions, QUESTIONS),
            labels: written(&self.labels, &present.labels, LABELS),
            ..self.article(status)
        }
    }
}

/// What is wrong with an article that is to be saved over `present`, whose language was written so. What is there already may stay, however
/// large it is.
#[must_use]
pub fn faults(article: &Article, locale: &str, present: Option<&Article>) -> Vec<Fault> {
    let known = |text: &String| {
        present.is_some_and(|own| {
            own.title == *text || own.root == *text || own.questions.contains(text) || own.labels.contains(text)
        })
    };
    let too_long = |text: &String, most: usize| text.chars().count() > most && !known(text);
    let of_present = |count: fn(&Article) -> usize| present.map_or(0, count);
    let is_shown = matches!(article.status, Status::Review | Status::Published);
    let question = article.questions.iter().position(|question| too_long(question, QUESTION));
    let label = article.labels.iter().find(|label| too_long(label, LABEL));
    let nameless = article.title.is_empty() && article.questions.is_empty();
    let questions = QUESTIONS.max(of_present(|own| own.questions.len()));
    let labels = LABELS.max(of_present(|own| own.labels.len()));
    let faults = [
        nameless.then_some(Fault::Nameless),
        too_long(&article.title, TITLE).then_some(Fault::Title { most: TITLE }),
        (is_shown && article.body.trim().is_empty()).then_some(Fault::Empty),
        (article.body.len() as u64 > MAX_MARKDOWN_BYTES).then_some(Fault::Body { most: MAX_MARKDOWN_BYTES }),
        (article.questions.len() > questions).then_some(Fault::Questions { most: QUESTIONS }),
        question.map(|at| Fault::Question { number: at + 1, most: QUESTION }),
        (article.labels.len() > labels).then_some(Fault::Labels { most: LABELS }),
        label.map(|label| Fault::Label { start: label.chars().take(TOLD).collect(), most: LABEL }),
        language::tag(locale.trim()).is_none().then_some(Fault::Locale),
        (!article.validity.is_in_order()).then_some(Fault::Validity),
        too_long(&article.root, ROOT).then_some(Fault::Root { most: ROOT }),
    ];
    faults.into_iter().flatten().collect()
}

/// Whether an article is small enough to be tried out, and shown as it would look.
#[must_use]
pub fn fits(article: &Article) -> bool {
    let asked: usize = article.questions.iter().map(String::len).sum();
    article.body.len().max(article.title.len() + asked) as u64 <= MAX_MARKDOWN_BYTES
}

/// A text with the line ends of ours, without what no database takes.
#[must_use]
pub fn plain_text(text: &str) -> String {
    text.replace("\r\n", "\n").replace(['\r', '\0'], "")
}

/// A text in one line, with a space between words.
#[must_use]
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == '\0').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Each text once, none empty; no more than show that there are too many.
pub fn distinct(texts: impl Iterator<Item = String>, most: usize) -> Vec<String> {
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
