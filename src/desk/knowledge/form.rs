//! What the editor's form holds, the article it makes, and what is wrong with it, in words. Pure.

use chrono::NaiveDate;
use hamyar_knowledge::{Article, Audience, Status, Validity};
use serde::Deserialize;

use super::audience_word;
use crate::dates::read_day;
use crate::desk::csrf::Tokened;
use crate::desk::day_field::DayField;
use crate::desk::tongue::Tongue;
use crate::library::{Fault, LABELS, LOCALES, Written, distinct, faults, one_line, plain_text};

/// What parts labels.
const COMMAS: [char; 2] = [',', '،'];

/// The fields of the first and the last day.
pub(super) const FROM: &str = "valid_from";
pub(super) const UNTIL: &str = "valid_until";

/// As much of what is no day is shown again, in characters.
const SHOWN: usize = 40;

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
    /// The kind of audience, and the group's name where it is one.
    pub(super) audience: String,
    #[serde(default)]
    pub(super) group: String,
    /// The days on which it is found, as somebody wrote them.
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
        let labels: Vec<String> = labels(&self.labels).collect();
        self.written(&labels).article(status)
    }

    /// What was written, with the labels that it comes to.
    fn written<'a>(&'a self, labels: &'a [String]) -> Written<'a> {
        Written {
            id: &self.id,
            root: &self.root,
            locale: &self.locale,
            title: &self.title,
            body: &self.body,
            questions: self.questions.lines().collect(),
            labels: labels.iter().map(String::as_str).collect(),
            // What is not understood is nobody's, and is a problem besides.
            audience: self.audience().unwrap_or(Audience::Agents),
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
        Some(Validity { from: written_day(&self.valid_from).ok()?, until: written_day(&self.valid_until).ok()? })
    }

    /// The field of the first or the last day, with what was written there, and whether that is wrong.
    pub(super) fn day_field(&self, t: &Tongue, name: &'static str, problems: &[Problem]) -> DayField {
        let (written, when_wrong) = match name {
            FROM => (&self.valid_from, "valid-hint valid_from-wrong"),
            _ => (&self.valid_until, "valid-hint valid_until-wrong"),
        };
        let day = written_day(written).ok().flatten();
        let field = DayField::new(t, name, day);
        if !problems.iter().any(|problem| problem.field == name) {
            return field.described_by("valid-hint");
        }
        let shown = match day {
            Some(day) => t.in_digits(day),
            None => written.chars().take(SHOWN).collect(),
        };
        field.described_by(when_wrong).but(&shown)
    }

    /// The article as far as the form makes one of `present`: what it took over from there stays to the letter, also what no form can hold.
    pub(super) fn article_over(&self, status: Status, present: Option<&Article>) -> Article {
        let Some(present) = present else { return self.article(status) };
        let typed: Vec<String> = labels(&self.labels).collect();
        let mut article = self.written(&typed).article_over(status, present);
        let as_it_was = |label: String| {
            let own = present.labels.iter().find(|own| labels(&quoted(own)).any(|typed| typed == label));
            own.cloned().unwrap_or(label)
        };
        let written = distinct(typed.into_iter(), LABELS.max(present.labels.len()));
        article.labels = written.into_iter().map(as_it_was).collect();
        article
    }

    /// Whether something is in the form that is saved nowhere.
    pub(super) fn is_unsaved(&self, present: Option<&Article>) -> bool {
        let written = |form: &Self| {
            let lines: Vec<String> = form.questions.lines().map(one_line).collect();
            (form.title.clone(), plain_text(&form.body), lines)
        };
        let was = present.map_or_else(Self::default, |present| Self::of(present, &self.base));
        written(self) != written(&was)
    }

    /// What is wrong with it, if it is to be saved so over `present`. What is there already may stay, however large it is.
    pub(super) fn problems(&self, t: &Tongue, article: &Article, present: Option<&Article>) -> Vec<Problem> {
        let problem = |fault: Fault| Problem { field: fault.field(), words: words(t, &fault) };
        let mut problems: Vec<Problem> = faults(article, &self.locale, present).into_iter().map(problem).collect();
        if self.audience().is_none() {
            problems.push(Problem { field: "group", words: t.word("curate-wrong-group") });
        }
        for (field, written) in [(FROM, &self.valid_from), (UNTIL, &self.valid_until)] {
            if written_day(written).is_err() {
                problems.push(Problem { field, words: t.with("curate-wrong-day", "example", &t.in_digits(t.today())) });
            }
        }
        problems
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
        Fault::Validity => t.word("curate-wrong-validity"),
        Fault::Locale => t.with("curate-wrong-locale", "examples", LOCALES),
        Fault::Root { most } => t.count("curate-wrong-root", count(*most)),
    }
}

/// A day that was written, if one was; `Err` if that is no day.
fn written_day(written: &str) -> Result<Option<NaiveDate>, ()> {
    if written.trim().is_empty() { Ok(None) } else { read_day(written).map(Some).ok_or(()) }
}

/// A day as the form keeps it, whatever the calendar of whoever sees it.
fn field(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
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
