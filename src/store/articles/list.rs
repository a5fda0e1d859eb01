//! Articles in a list, for those who keep them: chosen by what they are, a page at a time, those that changed last first.

use chrono::{DateTime, Utc};
use hamyar_knowledge::{Article, Audience, InvalidAudience, Status, normalize};

use super::super::db::{Db, Text, WordList, on};
use super::super::{Store, StoreError};
use super::{Row, word};

/// Words that are looked for.
const WORDS: usize = 8;

/// Labels that are named.
const LABELS: i64 = 500;

/// Which articles are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleFilter {
    /// In this locale.
    pub locale: Option<String>,
    /// With this label.
    pub label: Option<String>,
    /// Of this status. A draft that waits beside a published article counts as one.
    pub status: Option<Status>,
    /// For this audience, as it is written; `group` for any group.
    pub audience: Option<String>,
    /// With all of these words, or parts of words, in title, question variants or text.
    pub words: String,
    /// These articles alone, or all but these.
    pub ids: Option<Ids>,
}

impl ArticleFilter {
    /// An audience as it is asked for: as articles have it, or `group` for any group.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn audience(word: &str) -> Result<String, InvalidAudience> {
        if word == "group" { Ok(word.to_owned()) } else { Ok(word.parse::<Audience>()?.to_string()) }
    }
}

/// Articles by their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ids {
    /// These alone.
    Only(Vec<String>),
    /// All but these.
    Except(Vec<String>),
}

/// An article in a list. Its text is left out.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleRow {
    /// The article as it is published, or as it stands if it is not; without its text.
    pub article: Article,
    /// The status of a later version that waits beside it.
    pub waiting: Option<Status>,
    /// When it, or what waits, was saved.
    pub updated_at: DateTime<Utc>,
}

/// Some articles of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArticlePage {
    /// Those that changed last first.
    pub rows: Vec<ArticleRow>,
    /// There are more.
    pub more: bool,
}

/// Those after a place in the list: whose time, and then whose id, comes before.
macro_rules! page {
    ($label:literal, $ids:literal, $words:literal) => {
        concat!(
            "
    select a.id, a.root, a.locale, a.title, a.questions, '' as body, a.labels, a.audience, a.status, a.updated_at,
        a.valid_from, a.valid_until,
        case when a.draft_revision > a.revision then a.draft_status end as waiting
    from articles a
    join (
        select o.id
        from articles o
        where (o.updated_at, o.id) < ($1, $2)
            and ($3 = '' or o.locale = $3)
            and ($4 = '' or o.audience = $4 or ($4 = 'group' and o.audience like 'group:%'))
            and ($5 = '' or o.status = $5 or (o.draft_revision > o.revision and o.draft_status = $5))
            and ($6 = '' or ",
            $label,
            ")
            and ($8 = 0 or (",
            $ids,
            ") = ($8 = 1))",
            $words,
            "
        order by o.updated_at desc, o.id desc
        limit $7) page on page.id = a.id
    order by a.updated_at desc, a.id desc"
        )
    };
}

const LISTED: Text = Text {
    sqlite: page!(
        "exists (select 1 from json_each(o.labels) l where l.value = $6)",
        "o.id in (select value from json_each($9))",
        ""
    ),
    postgres: page!("o.labels ? $6", "o.id = any($9)", ""),
};

const WITH_WORDS: Text = Text {
    sqlite: page!(
        "exists (select 1 from json_each(o.labels) l where l.value = $6)",
        "o.id in (select value from json_each($9))",
        "
            and o.id in (
                select x.article
                from article_wordings x
                where not exists (select 1 from json_each($10) w where instr(x.words, w.value) = 0))"
    ),
    postgres: page!(
        "o.labels ? $6",
        "o.id = any($9)",
        "
            and o.id in (
                select x.article
                from article_wordings x
                where not exists (select 1 from unnest($10) w (word) where strpos(x.words, w.word) = 0))"
    ),
};

const ALL_LABELS: Text = Text {
    sqlite: "select distinct l.value from articles a, json_each(a.labels) l order by 1 limit $1",
    postgres: "select distinct l.value from articles a, jsonb_array_elements_text(a.labels) l (value) order by 1 limit $1",
};

#[derive(sqlx::FromRow)]
struct Listed {
    #[sqlx(flatten)]
    row: Row,
    waiting: Option<String>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<Listed> for ArticleRow {
    type Error = StoreError;

    fn try_from(listed: Listed) -> Result<Self, StoreError> {
        let read = |word: String| {
            serde_json::from_value(word.into()).map_err(|reason: serde_json::Error| StoreError::Damaged {
                what: "articles.draft_status",
                reason: reason.to_string(),
            })
        };
        Ok(Self {
            waiting: listed.waiting.map(read).transpose()?,
            updated_at: listed.updated_at,
            article: listed.row.try_into()?,
        })
    }
}

impl Store {
    /// At most `most` articles after the one that was saved at this time and has this id; without one, the first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn article_page(
        &self,
        filter: &ArticleFilter,
        after: Option<&(DateTime<Utc>, String)>,
        most: usize,
    ) -> Result<ArticlePage, StoreError> {
        // Later than anything that is saved, and within what both databases know.
        let end = DateTime::from_timestamp(253_402_300_799, 0).unwrap_or_default();
        let (at, id) = after.map_or((end, ""), |(at, id)| (*at, id.as_str()));
        let words = words(&filter.words);
        let text = self.db.text(if words.is_empty() { LISTED } else { WITH_WORDS });
        let limit = i64::try_from(most + 1).unwrap_or(i64::MAX);
        let status = filter.status.as_ref().map(word);
        let (which, ids) = match filter.ids.clone() {
            None => (0, Vec::new()),
            Some(Ids::Only(ids)) => (1, ids),
            Some(Ids::Except(ids)) => (2, ids),
        };
        let rows: Vec<Listed> = on!(&self.db, Db, pool => {
            let query = sqlx::query_as(text)
                .bind(at).bind(id)
                .bind(filter.locale.as_deref().unwrap_or_default())
                .bind(filter.audience.as_deref().unwrap_or_default())
                .bind(status.unwrap_or_default())
                .bind(filter.label.as_deref().unwrap_or_default())
                .bind(limit)
                .bind(which).bind(WordList(ids));
            let query = if words.is_empty() { query } else { query.bind(WordList(words)) };
            query.fetch_all(pool).await
        })?;
        let mut rows: Vec<ArticleRow> = super::super::rows::all(rows)?;
        let more = rows.len() > most;
        rows.truncate(most);
        Ok(ArticlePage { rows, more })
    }

    /// The locales and the labels that articles have, for whoever chooses among them.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn article_facets(&self) -> Result<(Vec<String>, Vec<String>), StoreError> {
        let labels = self.db.text(ALL_LABELS);
        let (locales, labels): (Vec<(String,)>, Vec<(String,)>) = on!(&self.db, Db, pool => (
            sqlx::query_as("select distinct locale from articles order by 1").fetch_all(pool).await?,
            sqlx::query_as(labels).bind(LABELS).fetch_all(pool).await?));
        let first = |rows: Vec<(String,)>| rows.into_iter().map(|(one,)| one).collect();
        Ok((first(locales), first(labels)))
    }
}

/// The words that are looked for, as texts are kept.
fn words(typed: &str) -> Vec<String> {
    let spelled = normalize(typed, Article::UNKNOWN_LOCALE);
    spelled.split_whitespace().take(WORDS).map(str::to_owned).collect()
}
