//! What the tests stand on: the whole app with a clock, a channel and answers of the test's own, on either database.

mod answers;
mod app;
pub(crate) mod authenticator;
pub(crate) mod browser;
pub(crate) mod calling;
pub(crate) mod chromium;
mod clock;
pub(crate) mod crowd;
mod database;
pub(crate) mod desk;
pub(crate) mod fake_discord;
pub(crate) mod fake_embeddings;
pub(crate) mod fake_openid;
pub(crate) mod fake_site;
pub(crate) mod fake_telegram;
mod program;
pub(crate) mod reading;
mod script;
pub(crate) mod sending;

pub(crate) use answers::Answers;
pub(crate) use app::{ARTICLES, Starting, TestApp};
pub(crate) use clock::MockClock;
pub(crate) use database::{Database, Kind, Writing};
pub(crate) use program::Program;

/// What somebody might write who wants a browser to run it.
pub(crate) const HARMFUL: &str = "[the first](data:text/html;base64,PHNjcmlwdD4=) [the second](javascript:alert(2)) \
    [the third](vbscript:x) <img src=x onerror=alert(3)> <script>alert(4)</script>";

/// How often something is done again and again: so often, or as often as `HAMYAR_TEST_ROUNDS` says where that is more.
pub(crate) fn rounds(usual: usize) -> usize {
    std::env::var("HAMYAR_TEST_ROUNDS").map_or(usual, |rounds| rounds.parse::<usize>().unwrap().max(usual))
}

/// Runs a test on SQLite and on PostgreSQL: `both!(name)` for an `async fn name(database: Database)`.
macro_rules! both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::support::Database::new($crate::support::Kind::Sqlite).await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::support::Database::new($crate::support::Kind::Postgres).await).await;
            })+
        }
    };
}
pub(crate) use both;

/// Runs a test on PostgreSQL alone: what several nodes have to do with each other.
macro_rules! shared {
    ($($name:ident),+ $(,)?) => {
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::support::Database::new($crate::support::Kind::Postgres).await).await;
            })+
        }
    };
}
pub(crate) use shared;
