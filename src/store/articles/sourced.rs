//! Articles that are read from pages of other sites. What a page says is never published by being read: it becomes a draft, beside what
//! answers where something does, and somebody decides.

use std::collections::HashMap;
use std::fmt::Write;

use chrono::{DateTime, Utc};
use hamyar_knowledge::{Article, Status};
use sha2::{Digest, Sha256};

use super::super::db::{Conn, Db, Text, on};
use super::super::{Store, StoreError, Topic};
use super::edit::{Working, working, write_over};
use super::import::{AT_ONCE, Arrived, FOUND, FoundRow, Import, Standing, TakenIn, ids, is_taken, touched};
use super::{Source, lock};
use crate::sites::Sourced;

/// Articles whose page changed: what it says waits beside them as a draft, or was not taken in and nobody wrote since.
macro_rules! behind {
    ($imported:literal) => {
        concat!(
            "
    select s.article, s.url, case when a.updated_at <= s.changed_at then s.changed_at end as kept_at, r.at
    from article_sources s
    join articles a on a.id = s.article
    left join article_revisions r on r.article = a.id and r.revision = a.draft_revision
        and a.draft_revision > a.revision and ",
            $imported,
            "
    where a.status <> 'archived' and (a.updated_at <= s.changed_at or r.at is not null)
    order by s.article
    limit $1"
        )
    };
}

const SAID: Text = Text {
    sqlite: "select article, said from article_sources where article in (select value from json_each($1))",
    postgres: "select article, said from article_sources where article = any($1)",
};

const READ: &str = "
    insert into article_sources (article, url, said, read_at)
    values ($1, $2, $3, $4)
    on conflict (article) do update
    set url = $2, said = $3, read_at = $4, changed_at = null, changed_said = null";

const CHANGED: &str = "
    update article_sources
    set changed_at = $2, changed_said = $3
    where article = $1 and (changed_said is null or changed_said <> $3)";

const BEHIND: Text = Text { sqlite: behind!("r.imported = 1"), postgres: behind!("r.imported") };

#[derive(sqlx::FromRow)]
struct Behind {
    article: String,
    url: String,
    kept_at: Option<DateTime<Utc>>,
    at: Option<DateTime<Utc>>,
}

/// An article that was read from a page which says something else by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedPage {
    /// The article.
    pub article: String,
    /// The address of the page.
    pub url: String,
    /// Since when that is known.
    pub since: DateTime<Utc>,
    /// What was edited at the desk was kept; otherwise what the page says waits as a draft.
    pub kept: bool,
}

impl Store {
    /// How what was read from pages stands to the articles that came from them before, in its order. Nothing is changed.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn page_standings(&self, pages: &[Sourced]) -> Result<Vec<Standing>, StoreError> {
        let (found, said) = (self.db.text(FOUND), self.db.text(SAID));
        let mut standings = Vec::with_capacity(pages.len());
        for pages in pages.chunks(AT_ONCE) {
            let articles: Vec<Article> = pages.iter().map(|page| page.article.clone()).collect();
            let found: Vec<FoundRow> =
                on!(&self.db, Db, pool => sqlx::query_as(found).bind(ids(&articles)).fetch_all(pool).await)?;
            let said: Vec<(String, String)> =
                on!(&self.db, Db, pool => sqlx::query_as(said).bind(ids(&articles)).fetch_all(pool).await)?;
            compare(pages, found, &said.into_iter().collect(), &mut standings)?;
        }
        Ok(standings)
    }

    /// Takes what was read from pages in, as drafts: all of them in one transaction, or none.
    ///
    /// # Errors
    ///
    /// When the database refuses; nothing is taken in then.
    pub async fn import_pages(&self, pages: Vec<Sourced>, how: Import) -> Result<TakenIn, StoreError> {
        let (now, news) = (self.edge.now(), self.news.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let taken = arrive(c, &pages, how, now, &Arrived::default()).await?;
                    news.about(Topic::Articles);
                    Ok(taken)
                })
            })
            .await
    }

    /// The address that an article was read from, if it was.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn article_source(&self, article: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(
            "select url from article_sources where article = $1").bind(article).fetch_optional(pool).await)?;
        Ok(row.map(|(url,)| url))
    }

    /// At most `most` articles whose page says something else than they do.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn changed_pages(&self, most: i64) -> Result<Vec<ChangedPage>, StoreError> {
        let sql = self.db.text(BEHIND);
        let rows: Vec<Behind> = on!(&self.db, Db, pool => sqlx::query_as(sql).bind(most).fetch_all(pool).await)?;
        let page = |Behind { article, url, kept_at, at }| {
            Some(ChangedPage { article, url, since: kept_at.or(at)?, kept: kept_at.is_some() })
        };
        Ok(rows.into_iter().filter_map(page).collect())
    }
}

/// Takes pages in, within the transaction of whoever calls.
pub(in crate::store) async fn arrive(
    c: &mut Conn,
    pages: &[Sourced],
    how: Import,
    now: DateTime<Utc>,
    arrived: &Arrived,
) -> Result<TakenIn, StoreError> {
    // First: from here on nobody else saves an article.
    lock(c).await?;
    let articles: Vec<Article> = pages.iter().map(|page| page.article.clone()).collect();
    if let Some(seen) = how.seen
        && touched(c, &articles, seen).await?
    {
        return Ok(TakenIn::Overtaken);
    }
    let mut standings = Vec::with_capacity(pages.len());
    for (pages, articles) in pages.chunks(AT_ONCE).zip(articles.chunks(AT_ONCE)) {
        let (found, said) = (c.text(FOUND), c.text(SAID));
        let found: Vec<FoundRow> =
            on!(c, Conn, c => sqlx::query_as(found).bind(ids(articles)).fetch_all(&mut **c).await)?;
        let said: Vec<(String, String)> =
            on!(c, Conn, c => sqlx::query_as(said).bind(ids(articles)).fetch_all(&mut **c).await)?;
        compare(pages, found, &said.into_iter().collect(), &mut standings)?;
    }
    arrived.expects(pages.len());
    for (page, standing) in pages.iter().zip(&standings) {
        if is_taken(standing, how.overwrite) {
            draft(c, &page.article, Source::File(how.agent), now).await?;
        }
        if is_taken(standing, how.overwrite) || *standing == Standing::Same {
            on!(c, Conn, c => sqlx::query(READ)
                .bind(&page.article.id).bind(&page.source).bind(hash(&page.article)).bind(now)
                .execute(&mut **c).await.map(drop))?;
        }
        if !is_taken(standing, how.overwrite) && matches!(standing, Standing::Edited { .. }) {
            on!(c, Conn, c => sqlx::query(CHANGED)
                .bind(&page.article.id).bind(now).bind(hash(&page.article))
                .execute(&mut **c).await.map(drop))?;
        }
        arrived.one_more();
    }
    Ok(TakenIn::Done(standings))
}

/// Saves what a page says, never published. All that the page does not say (how it is asked for, labels, audience) stays as it was.
async fn draft(c: &mut Conn, said: &Article, source: Source, now: DateTime<Utc>) -> Result<(), StoreError> {
    let present = working(c, &said.id).await?;
    let article = match &present {
        None => said.clone(),
        Some(Working { article, .. }) => Article {
            title: said.title.clone(),
            body: said.body.clone(),
            locale: said.locale.clone(),
            // What is published goes on as it is; what is archived or looked at stays so.
            status: if article.status == Status::Published { Status::Draft } else { article.status },
            ..article.clone()
        },
    };
    write_over(c, &article, present.as_ref(), source, now).await.map(drop)
}

/// Whether a page says something new is told by what it said when it was last taken in; whether somebody wrote at the article
/// since, by comparing that with what the article says.
fn compare(
    pages: &[Sourced],
    found: Vec<FoundRow>,
    said: &HashMap<String, String>,
    standings: &mut Vec<Standing>,
) -> Result<(), StoreError> {
    let mut found: HashMap<String, FoundRow> = found.into_iter().map(|found| (found.row.id.clone(), found)).collect();
    for Sourced { article, .. } in pages {
        let Some(found) = found.remove(&article.id) else {
            // Whoever removed what was read once does not want it back each time.
            let was_read = said.contains_key(&article.id);
            standings.push(if was_read { Standing::Removed } else { Standing::New });
            continue;
        };
        let editor = found.editor.clone();
        let (present, draft) = found.latest()?;
        let (new, last) = (hash(article), said.get(&article.id));
        standings.push(if new == hash(&present) || last == Some(&new) {
            Standing::Same
        } else if last == Some(&hash(&present)) {
            Standing::Changed
        } else {
            Standing::Edited { by: editor, draft }
        });
    }
    Ok(())
}

/// What a page says of an article, as a number that is another for anything else.
fn hash(article: &Article) -> String {
    let mut hasher = Sha256::new();
    for part in [&article.title, &article.body, &article.locale] {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
