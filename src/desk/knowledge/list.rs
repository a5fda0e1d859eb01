//! The list of articles, and what is chosen from it.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use chrono::{DateTime, Utc};
use hamyar_knowledge::{Audience, Status};
use serde::Deserialize;

use super::attention::{ATTENTION, OWNERS, ids};
use super::{AUDIENCES, STATUSES, address, audience_name, name_of, status_class, status_key};
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::model::AgentRole;
use crate::store::{ArticleFilter, ArticleRow};

/// Articles on a page.
const PAGE: usize = 50;

/// Labels that are shown with an article.
const LABELS: usize = 3;

/// What the address of the list may carry.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    words: String,
    locale: String,
    label: String,
    status: String,
    audience: String,
    /// How it does, and who keeps it.
    attention: String,
    owner: String,
    /// The last of the page before: when it was saved, in microseconds, and its id.
    after: String,
}

/// A choice of one among several.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// A choice with a name.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) options: Vec<Choice>,
}

/// An article in the list.
struct Row {
    href: String,
    name: String,
    language: String,
    labels: Vec<String>,
    /// Labels that are not shown.
    more_labels: Option<String>,
    /// Who may see it, where that is not everybody.
    audience: Option<String>,
    /// Its days are over.
    expired: bool,
    status: (&'static str, String),
    waiting: Option<String>,
    when: String,
}

#[derive(Template)]
#[template(path = "knowledge.html")]
struct ListPage {
    t: Tongue,
    frame: Frame,
    words: String,
    fields: Vec<Field>,
    /// Something is chosen.
    chosen: bool,
    rows: Vec<Row>,
    /// Where those before are, if this is not the beginning, and those after.
    first: Option<String>,
    next: Option<String>,
}

/// Articles, those that changed last first.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let filter = asked.filter().ok_or(Failure::NotFound)?;
    let ids = ids(&desk, visitor.agent.id, (&asked.attention, &asked.owner)).await?;
    let filter = ArticleFilter { ids, ..filter };
    let after = asked.after()?;
    let found = desk.store.article_page(&filter, after.as_ref(), PAGE).await?;
    let known = desk.facets.read(&desk).await?;
    let last = found.rows.last().filter(|_| found.more);
    let next = last.map(|row| asked.address(&format!("{}~{}", row.updated_at.timestamp_micros(), row.article.id)));
    let page = if visitor.may(AgentRole::Curator) { "edit" } else { "article" };
    let frame = Frame::read(&desk, &visitor, Section::Knowledge, &asked.address(&asked.after)).await?;
    let page = ListPage {
        frame,
        fields: asked.fields(&t, &known.locales, &known.labels),
        chosen: filter != ArticleFilter::default(),
        rows: found.rows.iter().map(|row| listed(&t, page, row)).collect(),
        first: after.map(|_| asked.address("")),
        next,
        words: asked.words,
        t,
    };
    Ok(Html(page.render()?))
}

impl Asked {
    /// What is chosen; `None` if there is no such choice.
    fn filter(&self) -> Option<ArticleFilter> {
        let some = |word: &str| Some(word.to_owned()).filter(|word| !word.is_empty());
        let status = match self.status.as_str() {
            "" => None,
            word => Some(STATUSES.into_iter().find(|status| status.word() == word)?),
        };
        let known = |word: &str, among: &[(&str, &str)]| word.is_empty() || among.iter().any(|(one, _)| *one == word);
        if !known(&self.audience, &AUDIENCES) || !known(&self.attention, &ATTENTION) || !known(&self.owner, &OWNERS) {
            return None;
        }
        let audience = some(&self.audience);
        let words = self.words.trim().to_owned();
        if [&self.words, &self.locale, &self.label, &self.after].iter().any(|text| text.contains('\0')) {
            return None;
        }
        let (locale, label) = (some(&self.locale), some(&self.label));
        Some(ArticleFilter { locale, label, status, audience, words, ids: None })
    }

    /// Where the page begins: after this article, or at the first.
    fn after(&self) -> Result<Option<(DateTime<Utc>, String)>, Failure> {
        if self.after.is_empty() {
            return Ok(None);
        }
        let (at, id) = self.after.split_once('~').ok_or(Failure::NotFound)?;
        let at = at.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(Failure::NotFound)?;
        Ok(Some((at, id.to_owned())))
    }

    /// The same choice, from a place on.
    fn address(&self, after: &str) -> String {
        let carried = [
            ("words", self.words.trim()),
            ("locale", &self.locale),
            ("label", &self.label),
            ("status", &self.status),
            ("audience", &self.audience),
            ("attention", &self.attention),
            ("owner", &self.owner),
            ("after", after),
        ];
        address("", &carried)
    }

    fn fields(&self, t: &Tongue, locales: &[String], labels: &[String]) -> Vec<Field> {
        let field = |name: &'static str, key: &str, any: &str, chosen: &str, options: Vec<(String, String)>| {
            let any = (String::new(), t.word(any));
            let option = |(value, label): (String, String)| Choice { chosen: value == chosen, value, label };
            Field { name, label: t.word(key), options: std::iter::once(any).chain(options).map(option).collect() }
        };
        let own = |words: &[String]| words.iter().map(|word| (word.clone(), word.clone())).collect();
        let locales = locales.iter().map(|tag| (tag.clone(), t.language_name(tag))).collect();
        let status = |status: Status| (status.word().to_owned(), t.word(status_key(status)));
        let worded =
            |among: &[(&str, &str)]| among.iter().map(|(word, key)| ((*word).to_owned(), t.word(key))).collect();
        vec![
            field("locale", "curate-locale", "curate-any-locale", &self.locale, locales),
            field("label", "curate-label", "curate-any-label", &self.label, own(labels)),
            field("status", "curate-status", "curate-any-status", &self.status, STATUSES.map(status).to_vec()),
            field("audience", "curate-audience", "curate-any-audience", &self.audience, worded(&AUDIENCES)),
            field("attention", "curate-attention", "curate-any-attention", &self.attention, worded(&ATTENTION)),
            field("owner", "curate-owner", "curate-any-owner", &self.owner, worded(&OWNERS)),
        ]
    }
}

fn listed(t: &Tongue, page: &str, row: &ArticleRow) -> Row {
    let article = &row.article;
    let rest = article.labels.len().saturating_sub(LABELS);
    Row {
        href: address(page, &[("id", &article.id)]),
        name: name_of(article),
        language: t.language_name(&article.locale),
        labels: article.labels.iter().take(LABELS).cloned().collect(),
        more_labels: (rest > 0).then(|| format!("+{}", t.number(i64::try_from(rest).unwrap_or(i64::MAX)))),
        audience: (article.audience != Audience::Public).then(|| audience_name(t, &article.audience)),
        expired: article.validity.until.is_some_and(|until| until < t.today()),
        status: (status_class(article.status), t.word(status_key(article.status))),
        waiting: row.waiting.map(|waiting| match waiting {
            Status::Review => t.word("curate-waiting-review"),
            _ => t.word("curate-waiting-draft"),
        }),
        when: t.when(&row.updated_at),
    }
}
