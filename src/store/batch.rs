//! Many rows in one statement. A statement costs more than what it does to a row, so whatever comes in numbers is
//! written in numbers: the rows are bound as one JSON array of objects, which each database takes apart in its own way.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serializer;

/// A statement over the rows of `$1`, which it knows as `e`:
/// `batch!("insert into t (id, n) select e.id, e.n from ", (id: uuid, n: bigint), "")`. The types are PostgreSQL's.
/// Where the databases need other words before the rows, both are given: `batch!(sqlite: "…", postgres: "…", …)`.
macro_rules! batch {
    ($before:literal, $columns:tt, $after:literal) => {
        $crate::store::batch::batch!(sqlite: $before, postgres: $before, $columns, $after)
    };
    (sqlite: $sqlite:literal, postgres: $postgres:literal, ($first:ident: $of:ident $(, $name:ident: $kind:ident)* $(,)?), $after:literal) => {
        $crate::store::db::Text {
            sqlite: concat!(
                $sqlite,
                // Once for each row, not for each column: SQLite writes `value` anew whenever it is named. As `jsonb`, so that
                // a row is not written out as text and read again.
                " (with rows as materialized (select value as object from jsonb_each($1)) select ",
                $crate::store::batch::column!($of $first),
                $(", ", $crate::store::batch::column!($kind $name),)*
                " from rows) as e ",
                $after
            ),
            postgres: concat!(
                $postgres,
                " jsonb_to_recordset($1) as e(",
                stringify!($first), " ", stringify!($of),
                $(", ", stringify!($name), " ", stringify!($kind),)*
                ") ",
                $after
            ),
        }
    };
}
pub(super) use batch;

/// A member of the object, as SQLite keeps values of this type.
macro_rules! column {
    (uuid $name:ident) => {
        concat!("unhex(object ->> '", stringify!($name), "', '-') as ", stringify!($name))
    };
    (jsonb $name:ident) => {
        concat!("object -> '", stringify!($name), "' as ", stringify!($name))
    };
    ($kind:ident $name:ident) => {
        concat!("object ->> '", stringify!($name), "' as ", stringify!($name))
    };
}
pub(super) use column;

/// Writes an instant as sqlx writes one into SQLite: there, instants are compared as text.
pub(super) fn instant<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, false))
}

/// As [`instant`], where there may be none.
#[expect(clippy::ref_option, reason = "serde hands the field over by reference")]
pub(super) fn instant_or_none<S: Serializer>(at: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => instant(at, serializer),
        None => serializer.serialize_none(),
    }
}
