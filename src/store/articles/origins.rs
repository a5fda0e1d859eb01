//! Which articles came from which folder or file, so that those which left it are noticed: a repository can then be where articles are kept.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use hamyar_knowledge::{Article, Status};

use super::super::db::{Conn, Db, Text, WordList, on};
use super::super::{Store, StoreError, Topic};
use super::import::{AT_ONCE, Arrived, Arriving, FOUND, FoundRow, Import, Standing, TakenIn, arrive, is_taken};
use super::{Source, save, tend};

const FROM: &str = "
    select o.article
    from article_origins o
    join articles a on a.id = o.article
    where o.origin = $1 and a.status <> 'archived'
    order by o.article";

const COMES: Text = Text {
    sqlite: "
    insert into article_origins (article, origin)
    select value, $2 from json_each($1) where true
    on conflict (article) do update
    set origin = $2",
    postgres: "
    insert into article_origins (article, origin)
    select id, $2 from unnest($1::text[]) came (id)
    on conflict (article) do update
    set origin = $2",
};

/// Where articles come from, and what becomes of those that left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// What the folder or file is known by.
    pub name: String,
    /// Articles that came from it before and are no longer in it are archived.
    pub archive_missing: bool,
}

/// An article that came from somewhere before and is no longer there: as it is, and whether it was edited at the desk since.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// The article.
    pub article: Article,
    /// [`Standing::Changed`], or [`Standing::Edited`]: such a one stays, unless it is to be overwritten.
    pub standing: Standing,
}

impl Missing {
    /// Whether it is archived by an import of this kind.
    #[must_use]
    pub fn is_archived(&self, how: Import) -> bool {
        is_taken(&self.standing, how.overwrite)
    }
}

impl Store {
    /// The articles that came from there before and are not among these. Nothing is changed.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn missing_from(&self, origin: &str, articles: &[Article]) -> Result<Vec<Missing>, StoreError> {
        let came: Vec<(String,)> = on!(&self.db, Db, pool => sqlx::query_as(FROM).bind(origin).fetch_all(pool).await)?;
        let sql = self.db.text(FOUND);
        let mut found: Vec<FoundRow> = Vec::new();
        for ids in gone(came, articles).chunks(AT_ONCE) {
            let ids = WordList(ids.to_vec());
            found.extend(on!(&self.db, Db, pool => sqlx::query_as(sql).bind(ids).fetch_all(pool).await)?);
        }
        missing(found)
    }

    /// Takes articles in, keeps where they came from, and archives those that left it if that is wished for: all of it in one transaction, or
    /// nothing. Returns what became of the articles, and which are missing.
    ///
    /// # Errors
    ///
    /// When the database refuses; nothing is changed then.
    pub async fn import_from(
        &self,
        origin: Origin,
        arriving: impl Into<Arriving>,
        how: Import,
    ) -> Result<(TakenIn, Vec<Missing>), StoreError> {
        let (now, news) = (self.edge.now(), self.news.clone());
        let Arriving { articles, upkeep } = arriving.into();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let taken = arrive(c, &articles, how, now, &Arrived::default()).await?;
                    let TakenIn::Done(standings) = &taken else { return Ok((taken, Vec::new())) };
                    tend(c, &upkeep, how.overwrite).await?;
                    let missing = if origin.archive_missing {
                        archive(c, &origin.name, &articles, how, now).await?
                    } else {
                        Vec::new()
                    };
                    // What was made at the desk does not come from there, though it is called the same.
                    let came = articles.iter().zip(standings);
                    let came = came.filter(|(_, one)| is_taken(one, how.overwrite) || **one == Standing::Same);
                    let came: Vec<String> = came.map(|(article, _)| article.id.clone()).collect();
                    let comes = c.text(COMES);
                    on!(c, Conn, c => sqlx::query(comes)
                        .bind(WordList(came)).bind(&origin.name).execute(&mut **c).await.map(drop))?;
                    news.about(Topic::Articles);
                    Ok((taken, missing))
                })
            })
            .await
    }
}

/// Archives what left the origin, but for what was edited at the desk. Returns all that left it.
async fn archive(
    c: &mut Conn,
    origin: &str,
    articles: &[Article],
    how: Import,
    now: DateTime<Utc>,
) -> Result<Vec<Missing>, StoreError> {
    let came: Vec<(String,)> = on!(c, Conn, c => sqlx::query_as(FROM).bind(origin).fetch_all(&mut **c).await)?;
    let sql = c.text(FOUND);
    let mut found: Vec<FoundRow> = Vec::new();
    for ids in gone(came, articles).chunks(AT_ONCE) {
        let ids = WordList(ids.to_vec());
        found.extend(on!(c, Conn, c => sqlx::query_as(sql).bind(ids).fetch_all(&mut **c).await)?);
    }
    let all = missing(found)?;
    for missing in all.iter().filter(|missing| missing.is_archived(how)) {
        let article = Article { status: Status::Archived, ..missing.article.clone() };
        save(c, &article, Source::File(how.agent), now).await?;
    }
    Ok(all)
}

/// Those that came and are not among these.
fn gone(came: Vec<(String,)>, articles: &[Article]) -> Vec<String> {
    let present: HashSet<&str> = articles.iter().map(|article| article.id.as_str()).collect();
    came.into_iter().map(|(id,)| id).filter(|id| !present.contains(id.as_str())).collect()
}

/// What is missing, by id.
fn missing(found: Vec<FoundRow>) -> Result<Vec<Missing>, StoreError> {
    let mut missing = found.into_iter().map(of_row).collect::<Result<Vec<Missing>, StoreError>>()?;
    missing.sort_by(|one, other| one.article.id.cmp(&other.article.id));
    Ok(missing)
}

fn of_row(row: FoundRow) -> Result<Missing, StoreError> {
    let (is_edited, by) = (row.is_edited(), row.editor.clone());
    let (article, draft) = row.latest()?;
    let standing = if draft || is_edited { Standing::Edited { by, draft } } else { Standing::Changed };
    Ok(Missing { article, standing })
}
