//! Editing one article: over the version that its editor saw, and no other. What is written for later waits beside what is
//! published.

use chrono::{DateTime, Utc};
use hamyar_knowledge::{Article, Status};
use sqlx::types::Json;
use uuid::Uuid;

use super::super::db::{Conn, Db, on};
use super::super::{Store, StoreError, Topic};
use super::{Row, Source, changed, keep, lock, number, put, word};
use crate::model::AgentId;

/// Names that are tried for a new article whose own is taken.
const NAMES: usize = 1000;

/// An article as those who edit it see it: its latest version, published or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Working {
    /// The latest version.
    pub article: Article,
    /// Its revision: what an edit is made over.
    pub revision: i64,
    /// The version that answers meanwhile, where that is an earlier one.
    pub live: Option<Box<Article>>,
    /// When the latest version was saved.
    pub at: DateTime<Utc>,
    /// Who saved it; `None` if it came by the command line.
    pub by: Option<String>,
    /// Their id.
    pub author: Option<AgentId>,
}

/// What became of an edit.
#[derive(Clone, Debug, PartialEq)]
pub enum Edited {
    /// It is saved.
    Saved {
        /// The article's id: that of a new one may differ from what was wished for.
        id: String,
        /// The revision it is now.
        revision: i64,
    },
    /// Somebody saved another version since. Nothing was changed.
    Overtaken(Box<Working>),
    /// There is no such article any more. Nothing was changed.
    Gone,
}

const WORKING: &str = "
    select a.id, a.root, a.locale, a.title, a.questions, a.body, a.labels, a.audience, a.status, a.valid_from, a.valid_until, a.revision, a.updated_at,
        r.revision as kept_revision, r.content, r.at, g.name as editor, r.agent
    from articles a
    left join article_revisions r on r.article = a.id
        and r.revision = case when a.draft_revision > a.revision then a.draft_revision else a.revision end
    left join agents g on g.id = r.agent
    where a.id = $1";

#[derive(sqlx::FromRow)]
struct WorkingRow {
    #[sqlx(flatten)]
    row: Row,
    revision: i64,
    updated_at: DateTime<Utc>,
    kept_revision: Option<i64>,
    content: Option<Json<Article>>,
    at: Option<DateTime<Utc>>,
    editor: Option<String>,
    agent: Option<Uuid>,
}

impl TryFrom<WorkingRow> for Working {
    type Error = StoreError;

    fn try_from(row: WorkingRow) -> Result<Self, StoreError> {
        let WorkingRow { row, revision, updated_at, kept_revision, content, at, editor, agent } = row;
        let author = agent.map(AgentId);
        let own = Article::try_from(row)?;
        Ok(match (kept_revision, content) {
            (Some(latest), Some(Json(article))) if latest > revision => Self {
                article,
                revision: latest,
                live: Some(Box::new(own)),
                at: at.unwrap_or(updated_at),
                by: editor,
                author,
            },
            _ => Self { article: own, revision, live: None, at: at.unwrap_or(updated_at), by: editor, author },
        })
    }
}

impl Store {
    /// An article as those who edit it see it.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn working_article(&self, id: &str) -> Result<Option<Working>, StoreError> {
        let row: Option<WorkingRow> =
            on!(&self.db, Db, pool => sqlx::query_as(WORKING).bind(id).fetch_optional(pool).await)?;
        row.map(Working::try_from).transpose()
    }

    /// Saves an article over the revision `base`, which its editor saw; without one it is new, and gets another id if its own
    /// is taken. Without a root its own is that of its id. A draft of a published article waits beside it, and is found by nobody; anything else takes its place.
    ///
    /// # Errors
    ///
    /// When the database refuses; nothing is saved then.
    pub async fn edit_article(
        &self,
        article: Article,
        base: Option<i64>,
        agent: AgentId,
    ) -> Result<Edited, StoreError> {
        self.edit(article, base, Some(agent)).await
    }

    /// The same for a command: nobody of the team is its author.
    ///
    /// # Errors
    ///
    /// When the database refuses; nothing is saved then.
    pub async fn edit_by_command(&self, article: Article, base: i64) -> Result<Edited, StoreError> {
        self.edit(article, Some(base), None).await
    }

    async fn edit(&self, article: Article, base: Option<i64>, agent: Option<AgentId>) -> Result<Edited, StoreError> {
        let (now, news) = (self.edge.now(), self.news.clone());
        let article = if base.is_some() { rooted(article) } else { article };
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    // First: from here on nobody else saves an article.
                    lock(c).await?;
                    let (article, present) = match base {
                        None => match twin(c, &article).await? {
                            Some(Working { revision, .. }) => return Ok(Edited::Saved { id: article.id, revision }),
                            None => (rooted(free(c, article).await?), None),
                        },
                        Some(base) => match working(c, &article.id).await? {
                            None => return Ok(Edited::Gone),
                            // Whoever saved the same meant the same; often it was the same person.
                            Some(present) if present.article == article => {
                                return Ok(Edited::Saved { id: article.id, revision: present.revision });
                            }
                            Some(present) if present.revision != base => {
                                return Ok(Edited::Overtaken(Box::new(present)));
                            }
                            Some(present) => (article, Some(present)),
                        },
                    };
                    let source = source(c, &article, present.as_ref(), agent).await?;
                    let revision = write_over(c, &article, present.as_ref(), source, now).await?;
                    news.about(Topic::Articles);
                    Ok(Edited::Saved { id: article.id, revision })
                })
            })
            .await
    }
}

/// Where a version comes from that somebody saves at the desk: whoever publishes what a file brought for review, to the letter, has
/// not written at it, and the next version of the file is no surprise to them.
async fn source(
    c: &mut Conn,
    article: &Article,
    present: Option<&Working>,
    agent: Option<AgentId>,
) -> Result<Source, StoreError> {
    let reviewed = Article { status: Status::Review, ..article.clone() };
    let Some(present) = present.filter(|one| article.status == Status::Published && one.article == reviewed) else {
        return Ok(Source::Desk(agent));
    };
    let imported: Option<(bool,)> = on!(c, Conn, c => sqlx::query_as(
        "select imported from article_revisions where article = $1 and revision = $2")
        .bind(&article.id).bind(present.revision).fetch_optional(&mut **c).await)?;
    Ok(if imported == Some((true,)) { Source::File(agent) } else { Source::Desk(agent) })
}

/// Writes a version: beside the one that is published if it waits, else in place of what is there. Returns its revision.
pub(super) async fn write_over(
    c: &mut Conn,
    article: &Article,
    present: Option<&Working>,
    source: Source,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let revision = number(c).await?;
    if present.is_some_and(|present| waits(article, present)) {
        wait(c, article, revision, now).await?;
    } else {
        put(c, article, revision, now).await?;
    }
    // Also where what is found stays as it is: an index that follows every revision is known to be up to date.
    changed(c, revision, &article.id).await?;
    keep(c, article, revision, source, now).await?;
    Ok(revision)
}

/// Whether a version waits beside the one that is published.
pub(super) fn waits(article: &Article, present: &Working) -> bool {
    let published = present.live.as_deref().unwrap_or(&present.article).status == Status::Published;
    published && matches!(article.status, Status::Draft | Status::Review)
}

pub(super) async fn working(c: &mut Conn, id: &str) -> Result<Option<Working>, StoreError> {
    let row: Option<WorkingRow> = on!(c, Conn, c => sqlx::query_as(WORKING).bind(id).fetch_optional(&mut **c).await)?;
    row.map(Working::try_from).transpose()
}

/// What is there under the id that a new article would like, if it is the same: whoever presses twice saves once.
async fn twin(c: &mut Conn, article: &Article) -> Result<Option<Working>, StoreError> {
    let present = working(c, &article.id).await?;
    Ok(present.filter(|present| present.article == rooted(article.clone())))
}

/// The article under an id that no other has, or had: revisions stay when an article is removed.
async fn free(c: &mut Conn, article: Article) -> Result<Article, StoreError> {
    let wished = article.id.clone();
    for number in 1..=NAMES {
        let id = if number == 1 { wished.clone() } else { format!("{wished}-{number}") };
        let (taken,): (i64,) = on!(c, Conn, c => sqlx::query_as(
            "select (select count(*) from articles where id = $1)
                + (select count(*) from article_revisions where article = $1)")
            .bind(&id).fetch_one(&mut **c).await)?;
        if taken == 0 {
            return Ok(Article { id, ..article });
        }
    }
    Err(StoreError::Damaged { what: "articles.id", reason: format!("{NAMES} articles are called alike") })
}

/// The article with a root: its id without the folder of its language, where it has no other.
fn rooted(article: Article) -> Article {
    let own = article.id.split_once('/').map_or(article.id.as_str(), |(_, name)| name);
    let root = if article.root.is_empty() { own.to_owned() } else { article.root };
    Article { root, ..article }
}

/// Notes that a version waits.
pub(super) async fn wait(c: &mut Conn, article: &Article, revision: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(
        "update articles set draft_revision = $2, draft_status = $3, updated_at = $4 where id = $1")
        .bind(&article.id).bind(revision).bind(word(&article.status)).bind(now)
        .execute(&mut **c).await.map(drop))?;
    Ok(())
}
