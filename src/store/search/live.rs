//! Finding what still goes on: its newest words are read, and compared as they are.

use uuid::Uuid;

use super::said::{Said, gathered, said};
use super::{Sought, names, words};
use crate::model::ConversationId;
use crate::store::db::{Db, IdList, Text, on};
use crate::store::{Store, StoreError};

/// Conversations that are looked at, of those that are open and of those that are put off: at first, and those behind them if
/// somebody goes on to the end.
const FIRST: Stretch = Stretch { most: 500, behind: 0 };
const REST: Stretch = Stretch { most: 1500, behind: 500 };

/// Some of the conversations in the order of their view.
struct Stretch {
    most: i64,
    behind: i64,
}

/// Those that are shown.
const MOST: usize = 30;

const LIVE: &str = "
    select c.id, i.contact, k.name, i.name as called, i.username
    from (
        select o.id, o.asker, o.touched_at
        from (
            select id, asker, touched_at
            from conversations
            where status = 'open'
            order by touched_at desc, id
            limit $1 offset $2) o
        union all
        select s.id, s.asker, s.touched_at
        from (
            select id, asker, touched_at
            from conversations
            where status = 'snoozed'
            order by snoozed_until, id
            limit $1 offset $2) s) c
    join identities i on i.id = c.asker
    join contacts k on k.id = i.contact
    order by c.touched_at desc, c.id";

const MORE: &str = "
    select count(*)
    from (
        select 1 as one
        from (select 1 from conversations where status = 'open' limit 1 offset $1) o
        union all
        select 1
        from (select 1 from conversations where status = 'snoozed' limit 1 offset $1) s) m";

const SAID: Text = said!(200);

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    contact: Uuid,
    name: Option<String>,
    called: Option<String>,
    username: Option<String>,
}

/// What was found of what goes on.
pub(super) struct Live {
    pub(super) conversations: Vec<ConversationId>,
    pub(super) people: Vec<Uuid>,
}

impl Store {
    /// Conversations that go on, those with the latest doings first, and people of theirs by name.
    pub(super) async fn find_live(&self, sought: &Sought) -> Result<Live, StoreError> {
        self.find_among(sought, FIRST).await
    }

    /// The same of those that are not looked at at first.
    pub(super) async fn find_live_behind(&self, sought: &Sought) -> Result<Live, StoreError> {
        self.find_among(sought, REST).await
    }

    /// There are such.
    pub(super) async fn is_live_behind(&self) -> Result<bool, StoreError> {
        let (count,): (i64,) = on!(&self.db, Db, pool => sqlx::query_as(MORE).bind(REST.behind).fetch_one(pool).await)?;
        Ok(count > 0)
    }

    async fn find_among(&self, sought: &Sought, stretch: Stretch) -> Result<Live, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(LIVE)
            .bind(stretch.most).bind(stretch.behind).fetch_all(pool).await)?;
        let (sql, ids) = (self.db.text(SAID), IdList(rows.iter().map(|row| row.id).collect()));
        let said: Vec<Said> = on!(&self.db, Db, pool => sqlx::query_as(sql).bind(&ids).fetch_all(pool).await)?;
        let sought = sought.clone();
        // It takes a while to read so many words: nobody else waits for it.
        let found = tokio::task::spawn_blocking(move || find(rows, said, &sought)).await;
        Ok(found.unwrap_or(Live { conversations: Vec::new(), people: Vec::new() }))
    }
}

fn find(rows: Vec<Row>, said: Vec<Said>, sought: &Sought) -> Live {
    let mut all = gathered(said);
    let mut live = Live { conversations: Vec::new(), people: Vec::new() };
    for row in rows {
        let named: std::collections::HashSet<String> =
            words(&names([row.name, row.called, row.username])).into_iter().collect();
        if sought.is_in(&named) {
            live.people.push(row.contact);
        }
        let mut said = all.remove(&row.id).unwrap_or_default();
        said.extend(named);
        if sought.is_in(&said) && live.conversations.len() < MOST {
            live.conversations.push(ConversationId(row.id));
        }
    }
    live
}
