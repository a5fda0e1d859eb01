//! Articles from files that somebody brought to the desk: read, looked at, and taken in or left. They are kept in small parts, so that
//! nothing else that is written waits for a large file.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use hamyar_knowledge::Article;
use hamyar_knowledge::files::{Unread, Upkeeps};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use uuid::Uuid;

use super::articles::{Arrived, Import, Standing, TakenIn, arrive, arrive_pages, tend};
use super::db::{Conn, Db, Text, on};
use super::{Store, StoreError, Topic};
use crate::model::{AgentId, UploadId};
use crate::sites::Sourced;

/// How long a file is kept that nobody takes in, and what became of one.
pub const UPLOADS_KEPT: Duration = Duration::days(1);

/// The most articles, and bytes of them, that are written at once.
const PART: usize = 200;
const PART_BYTES: usize = 1 << 20;

/// What was read from a file.
#[derive(Clone, Debug, PartialEq)]
pub struct NewUpload {
    /// Who brought it.
    pub agent: AgentId,
    /// What the file is called.
    pub name: String,
    /// What could be read.
    pub articles: Vec<Article>,
    /// Who is to keep them, and when they are to be looked at again.
    pub upkeep: Upkeeps,
    /// What could not.
    pub problems: Vec<Unread>,
    /// Which article came from which address, where it is no file but a site.
    pub sources: Option<Sources>,
}

/// Articles by their ids, and the addresses that they were read from.
pub type Sources = BTreeMap<String, String>;

/// A file that was brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// What the file is called.
    pub name: String,
    /// How many articles were read.
    pub articles: i64,
    /// Who is to keep them, and when they are to be looked at again.
    pub upkeep: Upkeeps,
    /// What could not be read.
    pub problems: Vec<Unread>,
    /// When it was brought.
    pub at: DateTime<Utc>,
    /// All of it was read and kept.
    pub ready: bool,
    /// What became of it, once it was taken in.
    pub taken: Option<Tallied>,
    /// Which article came from which address, where it is no file but a site.
    pub sources: Option<Sources>,
}

/// A file that was brought and neither taken in nor let go of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenUpload {
    /// Its id.
    pub id: UploadId,
    /// What the file is called.
    pub name: String,
    /// When it was brought.
    pub at: DateTime<Utc>,
    /// All of it was read and kept.
    pub ready: bool,
}

/// How many articles stood how when they were taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tallied {
    /// There was none of that id.
    pub new: usize,
    /// There was another version.
    pub changed: usize,
    /// There was the same.
    pub same: usize,
    /// There was one that was edited at the desk, or was removed.
    pub edited: usize,
    /// Those that were edited were overwritten.
    pub overwritten: bool,
    /// What could not be read was left out.
    pub broken: usize,
}

impl Tallied {
    /// How many of these stand how.
    #[must_use]
    pub fn of(standings: &[Standing]) -> Self {
        let mut tallied = Self::default();
        for standing in standings {
            match standing {
                Standing::New => tallied.new += 1,
                Standing::Changed => tallied.changed += 1,
                Standing::Same => tallied.same += 1,
                Standing::Edited { .. } | Standing::Removed => tallied.edited += 1,
            }
        }
        tallied
    }

    /// How many of them are taken in.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.new + self.changed + if self.overwritten { self.edited } else { 0 }
    }
}

const ONE: &str = "
    select id, name, articles, problems, created_at, ready, taken, sources, upkeep
    from uploads
    where id = $1 and agent = $2";

const OPEN: &str = "
    select id, name, created_at, ready
    from uploads
    where agent = $1
    and taken is null
    order by id desc
    limit $2";

const PARTS: Text = Text {
    sqlite: "select articles from upload_parts where upload = $1 order by part",
    postgres: "select articles::text from upload_parts where upload = $1 order by part",
};

/// What is kept of a file beside its articles.
type Beside = (Option<Json<Sources>>, Option<Json<Upkeeps>>);

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    articles: i64,
    problems: Json<Vec<Unread>>,
    created_at: DateTime<Utc>,
    ready: bool,
    taken: Option<Json<Tallied>>,
    sources: Option<Json<Sources>>,
    upkeep: Option<Json<Upkeeps>>,
}

impl Store {
    /// Keeps what was read from a file until it is taken in or left. It is there for whoever brought it once all of it is kept.
    ///
    /// # Errors
    ///
    /// When the database refuses; what is kept of it then goes with the next [`Store::drop_uploads`].
    pub async fn keep_upload(&self, new: NewUpload) -> Result<UploadId, StoreError> {
        let id = self.announce_upload(new.agent, new.name.clone()).await?;
        self.fill_upload(id, new).await?;
        Ok(id)
    }

    /// Says that something is about to be read, for somebody and under a name.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn announce_upload(&self, agent: AgentId, name: String) -> Result<UploadId, StoreError> {
        let (id, now) = (UploadId(self.edge.id()), self.edge.now());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(
                        "insert into uploads (id, agent, name, articles, problems, created_at)
                         values ($1, $2, $3, 0, $4, $5)")
                        .bind(id.0).bind(agent.0).bind(&name).bind(Json(Vec::<Unread>::new())).bind(now)
                        .execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await?;
        Ok(id)
    }

    /// Keeps what was read then. Does nothing where it was let go of meanwhile.
    ///
    /// # Errors
    ///
    /// When the database refuses; what is kept of it then goes with the next [`Store::drop_uploads`].
    pub async fn fill_upload(&self, id: UploadId, new: NewUpload) -> Result<(), StoreError> {
        let NewUpload { articles, upkeep, problems, sources, .. } = new;
        let count = i64::try_from(articles.len()).unwrap_or(i64::MAX);
        for (number, articles) in (0_i64..).zip(parts(articles)) {
            self.writer
                .run(move |c| {
                    Box::pin(async move {
                        on!(c, Conn, c => sqlx::query(
                            "insert into upload_parts (upload, part, articles)
                             select u.id, $2, $3 from uploads u where u.id = $1")
                            .bind(id.0).bind(number).bind(Json(&articles)).execute(&mut **c).await.map(drop))?;
                        Ok(())
                    })
                })
                .await?;
        }
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(
                        "update uploads
                         set ready = $2, articles = $3, problems = $4, sources = $5, upkeep = $6
                         where id = $1")
                        .bind(id.0).bind(true).bind(count).bind(Json(&problems)).bind(sources.as_ref().map(Json))
                        .bind(Json(&upkeep))
                        .execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// A file that this person brought.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn upload(&self, id: UploadId, agent: AgentId) -> Result<Option<Upload>, StoreError> {
        let row: Option<Row> = on!(&self.db, Db, pool => sqlx::query_as(ONE)
            .bind(id.0).bind(agent.0).fetch_optional(pool).await)?;
        Ok(row.map(|row| Upload {
            id: UploadId(row.id),
            name: row.name,
            articles: row.articles,
            problems: row.problems.0,
            upkeep: row.upkeep.map(|upkeep| upkeep.0).unwrap_or_default(),
            at: row.created_at,
            ready: row.ready,
            taken: row.taken.map(|taken| taken.0),
            sources: row.sources.map(|sources| sources.0),
        }))
    }

    /// The latest files that this person brought and neither took in nor let go of, the last first.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn open_uploads(&self, agent: AgentId, most: i64) -> Result<Vec<OpenUpload>, StoreError> {
        let rows: Vec<(Uuid, String, DateTime<Utc>, bool)> = on!(&self.db, Db, pool =>
            sqlx::query_as(OPEN).bind(agent.0).bind(most).fetch_all(pool).await)?;
        let open = |(id, name, at, ready)| OpenUpload { id: UploadId(id), name, at, ready };
        Ok(rows.into_iter().map(open).collect())
    }

    /// The articles of a file.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn upload_articles(&self, id: UploadId) -> Result<Vec<Article>, StoreError> {
        let sql = self.db.text(PARTS);
        let parts: Vec<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(sql).bind(id.0).fetch_all(pool).await)?;
        // It takes a while to read so many articles: nobody else waits for it.
        let read = tokio::task::spawn_blocking(move || {
            let parts = parts.into_iter().map(|(part,)| serde_json::from_str::<Vec<Article>>(&part));
            parts.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())
        });
        let read = read.await.map_err(|error| error.to_string()).flatten();
        let damaged = |reason| StoreError::Damaged { what: "upload_parts.articles", reason };
        Ok(read.map_err(damaged)?.into_iter().flatten().collect())
    }

    /// How what was brought stands to the knowledge where it is taken in so, in the order of its articles.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn upload_standings(
        &self,
        upload: &Upload,
        articles: &[Article],
        how: Import,
    ) -> Result<Vec<Standing>, StoreError> {
        match &upload.sources {
            None => self.article_standings(articles, how).await,
            Some(sources) => self.page_standings(&pages(articles.to_vec(), sources)).await,
        }
    }

    /// Takes the articles of a file in: all of them in one transaction, which also notes what became of it, or none. `arrived` counts them
    /// meanwhile. A file that was taken in before is not taken in again.
    ///
    /// # Errors
    ///
    /// When the database refuses; nothing is taken in then.
    pub async fn take_upload(&self, id: UploadId, how: Import, arrived: Arc<Arrived>) -> Result<TakenIn, StoreError> {
        let articles = self.upload_articles(id).await?;
        let (now, news) = (self.edge.now(), self.news.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let open: Option<Beside> = on!(c, Conn, c => sqlx::query_as(
                        "select sources, upkeep from uploads where id = $1 and taken is null")
                        .bind(id.0).fetch_optional(&mut **c).await)?;
                    let Some((sources, upkeep)) = open else { return Ok(TakenIn::Done(Vec::new())) };
                    let taken = match sources {
                        None => arrive(c, &articles, how, now, &arrived).await?,
                        Some(sources) => arrive_pages(c, &pages(articles, &sources), how, now, &arrived).await?,
                    };
                    if let TakenIn::Done(standings) = &taken {
                        tend(c, &upkeep.map(|upkeep| upkeep.0).unwrap_or_default(), how.overwrite).await?;
                        let tallied = Tallied { overwritten: how.overwrite, ..Tallied::of(standings) };
                        on!(c, Conn, c => sqlx::query("update uploads set taken = $2 where id = $1")
                            .bind(id.0).bind(Json(&tallied)).execute(&mut **c).await.map(drop))?;
                        on!(c, Conn, c => sqlx::query("delete from upload_parts where upload = $1")
                            .bind(id.0).execute(&mut **c).await.map(drop))?;
                        news.about(Topic::Articles);
                    }
                    Ok(taken)
                })
            })
            .await
    }

    /// Lets go of files that were brought before this, and of the one, if one is named, that this person brought.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn drop_uploads(
        &self,
        before: DateTime<Utc>,
        one: Option<(UploadId, AgentId)>,
    ) -> Result<(), StoreError> {
        let (id, agent) = one.map_or((Uuid::nil(), Uuid::nil()), |(id, agent)| (id.0, agent.0));
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(
                        "delete from upload_parts where upload in (
                            select id from uploads where created_at < $1 or (id = $2 and agent = $3))")
                        .bind(before).bind(id).bind(agent).execute(&mut **c).await.map(drop))?;
                    on!(c, Conn, c => sqlx::query(
                        "delete from uploads where created_at < $1 or (id = $2 and agent = $3)")
                        .bind(before).bind(id).bind(agent).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }
}

/// The articles with the addresses that they were read from.
fn pages(articles: Vec<Article>, sources: &Sources) -> Vec<Sourced> {
    let source = |article: &Article| sources.get(&article.id).cloned().unwrap_or_default();
    articles.into_iter().map(|article| Sourced { source: source(&article), article }).collect()
}

/// The articles in parts of a size that is quickly written.
fn parts(articles: Vec<Article>) -> Vec<Vec<Article>> {
    let (mut parts, mut part, mut bytes) = (Vec::new(), Vec::new(), 0);
    for article in articles {
        bytes += article.body.len() + article.questions.iter().map(String::len).sum::<usize>();
        part.push(article);
        if part.len() >= PART || bytes >= PART_BYTES {
            parts.push(std::mem::take(&mut part));
            bytes = 0;
        }
    }
    parts.extend((!part.is_empty()).then_some(part));
    parts
}
