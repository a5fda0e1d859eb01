//! Who keeps articles and when they are to be looked at again, as files tell it. What was said at the desk is kept over what a file says,
//! unless whoever takes it in wants it otherwise; and a keeper whom nobody knows here is noted, so that no name is lost on the way.

use std::collections::HashMap;

use chrono::NaiveDate;
use hamyar_knowledge::files::{Upkeep, Upkeeps};
use serde::Serialize;
use uuid::Uuid;

use super::super::db::{Conn, Db, on};
use super::super::{Store, StoreError};

const OWNERS: &str = "
    select o.article, g.email, o.imported
    from article_owners o
    join agents g on g.id = o.agent";

const ABSENT: &str = "select article, email from article_absent_owners";

const REVIEWS: &str = "select article, due_on, imported from article_reviews";

const TEAM: &str = "select email, id from agents";

const OWN: &str = "
    insert into article_owners (article, agent, imported)
    values ($1, $2, $3)
    on conflict (article) do update
    set agent = $2, imported = $3";

const NOTE: &str = "
    insert into article_absent_owners (article, email)
    values ($1, $2)
    on conflict (article) do update
    set email = $2";

const PLAN: &str = "
    insert into article_reviews (article, due_on, imported)
    values ($1, $2, $3)
    on conflict (article) do update
    set due_on = $2, imported = $3";

/// What a file says of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tending {
    /// The e-mail address of whoever is to keep it.
    Owner(String),
    /// The day on which it is to be looked at again.
    ReviewOn(NaiveDate),
}

/// What becomes of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tended {
    /// It is so from then on.
    Set,
    /// Something else was said at the desk, and stays.
    Kept,
    /// Nobody of the team has the address. It is noted where nobody else keeps the article, and goes out with the next export.
    Unknown,
}

/// What a file says of an article that is not so already, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Care {
    /// The article.
    pub id: String,
    /// What the file says.
    #[serde(flatten)]
    pub what: Tending,
    /// What becomes of that.
    pub standing: Tended,
}

/// How it is now.
struct Present {
    /// The address of whoever keeps an article, and whether a file said so.
    owners: HashMap<String, (String, bool)>,
    /// When an article is to be looked at, and whether a file said so.
    reviews: HashMap<String, (NaiveDate, bool)>,
    team: HashMap<String, Uuid>,
}

impl Present {
    async fn read(c: &mut Conn) -> Result<Self, StoreError> {
        let owners: Vec<(String, String, bool)> = on!(c, Conn, c => sqlx::query_as(OWNERS).fetch_all(&mut **c).await)?;
        let reviews: Vec<(String, NaiveDate, bool)> =
            on!(c, Conn, c => sqlx::query_as(REVIEWS).fetch_all(&mut **c).await)?;
        let team: Vec<(String, Uuid)> = on!(c, Conn, c => sqlx::query_as(TEAM).fetch_all(&mut **c).await)?;
        Ok(Self {
            owners: owners.into_iter().map(|(article, email, imported)| (article, (email, imported))).collect(),
            reviews: reviews.into_iter().map(|(article, due, imported)| (article, (due, imported))).collect(),
            team: team.into_iter().collect(),
        })
    }

    /// What files say that is not so already.
    fn tell(&self, upkeeps: &Upkeeps, overwrite: bool) -> Vec<Care> {
        let mut said = Vec::new();
        let stays = |imported: bool| if imported || overwrite { Tended::Set } else { Tended::Kept };
        for (id, Upkeep { owner, review_on }) in upkeeps {
            if let Some(owner) = owner {
                let standing = match (self.owners.get(id), self.team.contains_key(owner)) {
                    (Some((present, _)), _) if present == owner => None,
                    (_, false) => Some(Tended::Unknown),
                    (Some((_, imported)), true) => Some(stays(*imported)),
                    (None, true) => Some(Tended::Set),
                };
                let of = |standing| Care { id: id.clone(), what: Tending::Owner(owner.clone()), standing };
                said.extend(standing.map(of));
            }
            if let Some(day) = review_on {
                let standing = match self.reviews.get(id) {
                    Some((present, _)) if present == day => None,
                    Some((_, imported)) => Some(stays(*imported)),
                    None => Some(Tended::Set),
                };
                said.extend(standing.map(|standing| Care { id: id.clone(), what: Tending::ReviewOn(*day), standing }));
            }
        }
        said
    }
}

impl Store {
    /// Who keeps which article, and when each is to be looked at again. Whom a file named and nobody knows here is among them.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn upkeeps(&self) -> Result<Upkeeps, StoreError> {
        let absent: Vec<(String, String)> = on!(&self.db, Db, pool => sqlx::query_as(ABSENT).fetch_all(pool).await)?;
        let owners: Vec<(String, String, bool)> =
            on!(&self.db, Db, pool => sqlx::query_as(OWNERS).fetch_all(pool).await)?;
        let reviews: Vec<(String, NaiveDate, bool)> =
            on!(&self.db, Db, pool => sqlx::query_as(REVIEWS).fetch_all(pool).await)?;
        let mut upkeeps = Upkeeps::new();
        let owners = owners.into_iter().map(|(article, email, _)| (article, email));
        for (article, email) in absent.into_iter().chain(owners) {
            upkeeps.entry(article).or_default().owner = Some(email);
        }
        for (article, due, _) in reviews {
            upkeeps.entry(article).or_default().review_on = Some(due);
        }
        Ok(upkeeps)
    }

    /// What of this is not so already, and what would become of it. Nothing is changed.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn upkeep_standings(&self, upkeeps: Upkeeps, overwrite: bool) -> Result<Vec<Care>, StoreError> {
        if upkeeps.is_empty() {
            return Ok(Vec::new());
        }
        let told =
            self.writer.run(move |c| Box::pin(async move { Ok(Present::read(c).await?.tell(&upkeeps, overwrite)) }));
        told.await
    }
}

/// Has articles kept as files say, within the transaction of whoever calls.
pub(in crate::store) async fn tend(c: &mut Conn, upkeeps: &Upkeeps, overwrite: bool) -> Result<(), StoreError> {
    if upkeeps.is_empty() {
        return Ok(());
    }
    let present = Present::read(c).await?;
    for Care { id, what, standing } in present.tell(upkeeps, overwrite) {
        match (what, standing) {
            (_, Tended::Kept) => {}
            (Tending::Owner(owner), Tended::Set) => {
                let agent = present.team.get(&owner);
                on!(c, Conn, c => sqlx::query(OWN).bind(&id).bind(agent).bind(true)
                    .execute(&mut **c).await.map(drop))?;
                on!(c, Conn, c => sqlx::query("delete from article_absent_owners where article = $1")
                    .bind(&id).execute(&mut **c).await.map(drop))?;
            }
            (Tending::Owner(_), Tended::Unknown) if present.owners.contains_key(&id) => {}
            (Tending::Owner(owner), Tended::Unknown) => {
                on!(c, Conn, c => sqlx::query(NOTE).bind(&id).bind(&owner).execute(&mut **c).await.map(drop))?;
            }
            (Tending::ReviewOn(day), _) => {
                on!(c, Conn, c => sqlx::query(PLAN).bind(&id).bind(day).bind(true)
                    .execute(&mut **c).await.map(drop))?;
            }
        }
    }
    Ok(())
}
