//! Leases: what one node at a time has, by the database's own clock. A node that lives holds one in its name, and one for
//! each channel that it alone listens to. On SQLite there is one node, which has everything.

use std::time::Duration;

use uuid::Uuid;

use super::db::{Conn, Db};
use super::news::Topic;
use super::{Store, StoreError};

const TAKE: &str = "
    insert into leases (name, owner, fence, until)
    values ($1, $2, 1, clock_timestamp() + make_interval(secs => $3))
    on conflict (name) do update
    set owner = excluded.owner, fence = leases.fence + 1, until = excluded.until
    where leases.until <= clock_timestamp() or leases.owner = excluded.owner
    returning fence";

const KEEP: &str = "
    update leases
    set until = clock_timestamp() + make_interval(secs => $4)
    where name = $1 and owner = $2 and fence = $3";

const LET_GO: &str = "
    update leases
    set until = clock_timestamp()
    where name = $1 and owner = $2 and fence = $3";

const LIVES: &str = "
    insert into leases (name, owner, fence, until)
    values ('node:' || $1, $1, 1, clock_timestamp() + make_interval(secs => $2))
    on conflict (name) do update
    set until = excluded.until
    returning exists (
        select 1 from leases n where n.name like 'node:%' and n.owner <> $1 and n.until > clock_timestamp())";

/// Whoever was deciding them is gone; they are claimed, so they are due, which has an index.
const ORPHANS: &str = "
    update conversations
    set lease_owner = null, lease_until = null
    where id in (
        select c.id
        from conversations c
        where c.wake_at is not null and c.lease_until > clock_timestamp() and c.lease_owner <> $1
            and not exists (
                select 1 from leases n where n.name = 'node:' || c.lease_owner and n.until > clock_timestamp())
        for update skip locked)";

const FORGET: &str = "delete from leases where name like 'node:%' and until < clock_timestamp() - interval '1 day'";

const LEAVE: &str = "delete from leases where name = 'node:' || $1";

const EARLIER: &str = "
    update leases
    set until = clock_timestamp()
    where owner <> $1 and substr(owner, 1, length($2) + 1) = $2 || '/'";

/// A lease that this node has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    name: String,
    fence: i64,
}

/// What a node finds when it says that it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lives {
    /// There are other nodes.
    pub company: bool,
    /// Conversations that a dead one was deciding: they are free now.
    pub orphans: u64,
}

/// Somebody's lease.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Leased {
    /// What is leased: `node:` and a node, or `listen:` and a channel.
    pub name: String,
    /// The node.
    pub owner: String,
}

impl Store {
    /// Whether other nodes may use this database at the same time.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self.db, Db::Postgres(_))
    }

    /// The id of this node: its name, if it has one, and something new at each start.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.node
    }

    /// Takes a lease, if nobody has it.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn take_lease(&self, name: String, lasts: Duration) -> Result<Option<Lease>, StoreError> {
        let node = self.node.clone();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let Conn::Postgres(c) = c else { return Ok(Some(Lease { name, fence: 0 })) };
                    let taken: Option<(i64,)> = sqlx::query_as(TAKE)
                        .bind(&name)
                        .bind(&*node)
                        .bind(lasts.as_secs_f64())
                        .fetch_optional(&mut **c)
                        .await?;
                    Ok(taken.map(|(fence,)| Lease { name, fence }))
                })
            })
            .await
    }

    /// Keeps a lease for longer. False if somebody else has taken it.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn keep_lease(&self, lease: &Lease, lasts: Duration) -> Result<bool, StoreError> {
        let (node, Lease { name, fence }) = (self.node.clone(), lease.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let Conn::Postgres(c) = c else { return Ok(true) };
                    let kept = sqlx::query(KEEP)
                        .bind(&name)
                        .bind(&*node)
                        .bind(fence)
                        .bind(lasts.as_secs_f64())
                        .execute(&mut **c)
                        .await?;
                    Ok(kept.rows_affected() == 1)
                })
            })
            .await
    }

    /// Lets go of a lease, and says so to whoever waits for it.
    ///
    /// # Errors
    ///
    /// When the database refuses. Then it ends by itself.
    pub async fn let_go_of_lease(&self, lease: Lease) -> Result<(), StoreError> {
        let (node, news) = (self.node.clone(), self.news.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let Conn::Postgres(c) = c else { return Ok(()) };
                    sqlx::query(LET_GO).bind(&lease.name).bind(&*node).bind(lease.fence).execute(&mut **c).await?;
                    news.about(Topic::Leases);
                    Ok(())
                })
            })
            .await
    }

    /// Says that this node lives, for so long, and frees what dead nodes were deciding: their version guards it, so that
    /// one that was taken for dead harms nothing.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn live(&self, lasts: Duration) -> Result<Lives, StoreError> {
        let node = self.node.clone();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let Conn::Postgres(c) = c else { return Ok(Lives { company: false, orphans: 0 }) };
                    let (company,): (bool,) =
                        sqlx::query_as(LIVES).bind(&*node).bind(lasts.as_secs_f64()).fetch_one(&mut **c).await?;
                    let freed = sqlx::query(ORPHANS).bind(&*node).execute(&mut **c).await?;
                    sqlx::query(FORGET).execute(&mut **c).await?;
                    Ok(Lives { company, orphans: freed.rows_affected() })
                })
            })
            .await
    }

    /// Says that this node is no more: what it leaves is anybody's at once.
    ///
    /// # Errors
    ///
    /// When the database refuses. Then its lease ends by itself.
    pub async fn leave(&self) -> Result<(), StoreError> {
        let (node, news) = (self.node.clone(), self.news.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let Conn::Postgres(c) = c else { return Ok(()) };
                    sqlx::query(LEAVE).bind(&*node).execute(&mut **c).await?;
                    news.about(Topic::Leases);
                    Ok(())
                })
            })
            .await
    }

    /// Ends the leases of an earlier process of this node's name, which is gone if this one has begun.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn recover_leases(&self) -> Result<(), StoreError> {
        let (node, Some(name)) = (self.node.clone(), self.name.clone()) else { return Ok(()) };
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let Conn::Postgres(c) = c else { return Ok(()) };
                    sqlx::query(EARLIER).bind(&*node).bind(&*name).execute(&mut **c).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The leases that somebody has.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn leases(&self) -> Result<Vec<Leased>, StoreError> {
        let Db::Postgres(pool) = &self.db else { return Ok(Vec::new()) };
        Ok(sqlx::query_as("select name, owner from leases where until > clock_timestamp() order by name")
            .fetch_all(pool)
            .await?)
    }
}

/// A node's id: unlike that of any other process, and with the name where there is one.
pub(super) fn node_id(name: Option<&str>, id: Uuid) -> String {
    name.map_or_else(|| id.simple().to_string(), |name| format!("{name}/{}", id.simple()))
}
