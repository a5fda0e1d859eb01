//! Taking articles in from files: what it would come to, and doing it, all or nothing. What somebody changed at the desk stays,
//! unless whoever takes articles in wants it otherwise.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use chrono::{DateTime, Utc};
use hamyar_knowledge::files::Upkeeps;
use hamyar_knowledge::{Article, Status};
use sqlx::types::Json;

use super::super::db::{Conn, Db, Text, WordList, on};
use super::super::{Store, StoreError, Topic};
use super::edit::{waits, working, write_over};
use super::{Row, Source, lock, save, tend, translations};
use crate::model::AgentId;

/// How an article of a file stands to the one of the same id in the knowledge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is none.
    New,
    /// It differs, and came from a file as well.
    Changed,
    /// It is the same, or the same as what waits beside it: nothing is to be done.
    Same,
    /// It differs, and its latest version was written at the desk, or waits there as a draft.
    Edited {
        /// Who wrote that version, as far as is known.
        by: Option<String>,
        /// It is a draft, and the published one is another.
        draft: bool,
    },
    /// It was read from its page before, and somebody removed it.
    Removed,
}

/// How articles are taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// Who takes them in; `None` for a command.
    pub agent: Option<AgentId>,
    /// What was changed at the desk is overwritten, and a draft of it ends.
    pub overwrite: bool,
    /// The revision of the knowledge that whoever decided saw: if one of the articles was touched since, nothing is taken in.
    pub seen: Option<i64>,
    /// What would be published waits for somebody else to look at it, beside what answers meanwhile.
    pub second_look: bool,
}

impl Import {
    /// The article as it is taken in.
    #[must_use]
    pub fn as_taken<'a>(&self, article: &'a Article) -> Cow<'a, Article> {
        if self.second_look && article.status == Status::Published {
            Cow::Owned(Article { status: Status::Review, ..article.clone() })
        } else {
            Cow::Borrowed(article)
        }
    }
}

/// Articles of files, with what these say of them beside their text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arriving {
    /// The articles.
    pub articles: Vec<Article>,
    /// Who is to keep them, and when they are to be looked at again.
    pub upkeep: Upkeeps,
}

impl From<Vec<Article>> for Arriving {
    fn from(articles: Vec<Article>) -> Self {
        Self { articles, upkeep: Upkeeps::new() }
    }
}

/// What became of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakenIn {
    /// How each article stood; those that were new or changed are taken in, and those edited if that was wished for.
    Done(Vec<Standing>),
    /// One of the articles was touched since they were looked at. Nothing was taken in.
    Overtaken,
}

/// How far an import is, for whoever looks on. What it counts is there for others only when all of it is.
#[derive(Debug, Default)]
pub struct Arrived {
    done: AtomicUsize,
    of: AtomicUsize,
}

impl Arrived {
    /// How many articles were looked at, and of how many; of one, where that is not known yet.
    #[must_use]
    pub fn read(&self) -> (usize, usize) {
        (self.done.load(Relaxed), self.of.load(Relaxed).max(1))
    }

    pub(super) fn expects(&self, articles: usize) {
        self.of.store(articles, Relaxed);
    }

    pub(super) fn one_more(&self) {
        self.done.fetch_add(1, Relaxed);
    }
}

/// Articles that are looked up at once.
pub(super) const AT_ONCE: usize = 500;

pub(super) const FOUND: Text = Text {
    sqlite: "
    select a.id, a.root, a.locale, a.title, a.questions, a.body, a.labels, a.audience, a.status, a.valid_from, a.valid_until, a.revision,
        r.revision as kept, r.content, r.imported = 0 as edited, g.name as editor
    from articles a
    left join article_revisions r on r.article = a.id
        and r.revision = case when a.draft_revision > a.revision then a.draft_revision else a.revision end
    left join agents g on g.id = r.agent
    where a.id in (select value from json_each($1))",
    postgres: "
    select a.id, a.root, a.locale, a.title, a.questions, a.body, a.labels, a.audience, a.status, a.valid_from, a.valid_until, a.revision,
        r.revision as kept, r.content, not r.imported as edited, g.name as editor
    from articles a
    left join article_revisions r on r.article = a.id
        and r.revision = case when a.draft_revision > a.revision then a.draft_revision else a.revision end
    left join agents g on g.id = r.agent
    where a.id = any($1)",
};

#[derive(sqlx::FromRow)]
pub(super) struct FoundRow {
    #[sqlx(flatten)]
    pub(super) row: Row,
    revision: i64,
    kept: Option<i64>,
    content: Option<Json<Article>>,
    edited: Option<bool>,
    pub(super) editor: Option<String>,
}

impl FoundRow {
    /// Whether its latest version was written at the desk, or a command said what becomes of it.
    pub(super) fn is_edited(&self) -> bool {
        self.edited == Some(true)
    }

    /// The latest version, and whether it is a draft that waits beside what is there.
    pub(super) fn latest(self) -> Result<(Article, bool), StoreError> {
        let (revision, kept) = (self.revision, self.kept);
        match self.content.filter(|_| kept.is_some_and(|kept| kept > revision)) {
            Some(draft) => Ok((draft.0, true)),
            None => Ok((Article::try_from(self.row)?, false)),
        }
    }
}

impl Store {
    /// How articles stand to the knowledge, in their order, where they are taken in so. Nothing is changed.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn article_standings(&self, articles: &[Article], how: Import) -> Result<Vec<Standing>, StoreError> {
        let sql = self.db.text(FOUND);
        let mut standings = Vec::with_capacity(articles.len());
        for articles in articles.chunks(AT_ONCE) {
            let found: Vec<FoundRow> =
                on!(&self.db, Db, pool => sqlx::query_as(sql).bind(ids(articles)).fetch_all(pool).await)?;
            compare((articles, how), found, &mut standings)?;
        }
        Ok(standings)
    }

    /// Takes articles in: all of them in one transaction, or none.
    ///
    /// # Errors
    ///
    /// When the database refuses; nothing is taken in then.
    pub async fn import_articles(&self, arriving: impl Into<Arriving>, how: Import) -> Result<TakenIn, StoreError> {
        let (now, news) = (self.edge.now(), self.news.clone());
        let Arriving { articles, upkeep } = arriving.into();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let taken = arrive(c, &articles, how, now, &Arrived::default()).await?;
                    if matches!(taken, TakenIn::Done(_)) {
                        tend(c, &upkeep, how.overwrite).await?;
                    }
                    news.about(Topic::Articles);
                    Ok(taken)
                })
            })
            .await
    }

    /// Saves articles as they now are, whatever was there; those that are so already change nothing. Returns how many changed.
    ///
    /// # Errors
    ///
    /// When the database refuses; nothing is saved then.
    pub async fn save_articles(&self, articles: Vec<Article>, agent: Option<AgentId>) -> Result<usize, StoreError> {
        let done = self.import_articles(articles, Import { agent, overwrite: true, ..Import::default() }).await?;
        let TakenIn::Done(standings) = done else { return Ok(0) };
        Ok(standings.iter().filter(|standing| is_taken(standing, true)).count())
    }
}

/// Takes articles in, within the transaction of whoever calls.
pub(in crate::store) async fn arrive(
    c: &mut Conn,
    articles: &[Article],
    how: Import,
    now: DateTime<Utc>,
    arrived: &Arrived,
) -> Result<TakenIn, StoreError> {
    // First: from here on nobody else saves an article.
    lock(c).await?;
    if let Some(seen) = how.seen
        && touched(c, articles, seen).await?
    {
        return Ok(TakenIn::Overtaken);
    }
    let mut standings = Vec::with_capacity(articles.len());
    for articles in articles.chunks(AT_ONCE) {
        let sql = c.text(FOUND);
        let found: Vec<FoundRow> =
            on!(c, Conn, c => sqlx::query_as(sql).bind(ids(articles)).fetch_all(&mut **c).await)?;
        compare((articles, how), found, &mut standings)?;
    }
    arrived.expects(articles.len());
    for (article, standing) in articles.iter().zip(&standings) {
        if is_taken(standing, how.overwrite) {
            take(c, article, how, now).await?;
        }
        arrived.one_more();
    }
    Ok(TakenIn::Done(standings))
}

/// Takes an article in: in place of what is there, or beside it where somebody is to look at it first.
async fn take(c: &mut Conn, article: &Article, how: Import, now: DateTime<Utc>) -> Result<(), StoreError> {
    let source = Source::File(how.agent);
    if let Cow::Owned(asked) = how.as_taken(article) {
        let present = working(c, &article.id).await?;
        write_over(c, &asked, present.as_ref(), source, now).await?;
        if present.is_some_and(|present| waits(&asked, &present)) {
            // What answers meanwhile says what it said.
            return Ok(());
        }
    } else {
        save(c, article, source, now).await?;
    }
    translations::forget(c, &article.id).await
}

pub(super) fn is_taken(standing: &Standing, overwrite: bool) -> bool {
    match standing {
        Standing::New | Standing::Changed => true,
        Standing::Edited { .. } | Standing::Removed => overwrite,
        Standing::Same => false,
    }
}

pub(super) fn ids(articles: &[Article]) -> WordList {
    WordList(articles.iter().map(|article| article.id.clone()).collect())
}

/// Whether somebody touched one of these articles after this revision.
pub(super) async fn touched(c: &mut Conn, articles: &[Article], seen: i64) -> Result<bool, StoreError> {
    let since: Vec<(String,)> = on!(c, Conn, c => sqlx::query_as(
        "select distinct article from article_changes where revision > $1").bind(seen).fetch_all(&mut **c).await)?;
    let since: HashSet<&str> = since.iter().map(|(id,)| id.as_str()).collect();
    Ok(articles.iter().any(|article| since.contains(article.id.as_str())))
}

fn compare(
    (articles, how): (&[Article], Import),
    found: Vec<FoundRow>,
    standings: &mut Vec<Standing>,
) -> Result<(), StoreError> {
    let mut found: HashMap<String, FoundRow> = found.into_iter().map(|found| (found.row.id.clone(), found)).collect();
    for article in articles {
        standings.push(match found.remove(&article.id) {
            None => Standing::New,
            Some(found) => standing(article, how, found)?,
        });
    }
    Ok(())
}

fn standing(article: &Article, how: Import, found: FoundRow) -> Result<Standing, StoreError> {
    let FoundRow { row, revision, kept, content, edited, editor } = found;
    let draft = content.map(|content| content.0).filter(|_| kept.is_some_and(|kept| kept > revision));
    let (own, taken) = (Article::try_from(row)?, how.as_taken(article));
    if [Some(&own), draft.as_ref()].into_iter().flatten().any(|one| *one == *article || *one == *taken) {
        return Ok(Standing::Same);
    }
    Ok(if draft.is_some() || edited == Some(true) {
        Standing::Edited { by: editor, draft: draft.is_some() }
    } else {
        Standing::Changed
    })
}
