//! What can go wrong with the store.

/// The store could not do what was asked. Messages name the database without its password.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is of no database we know.
    #[error("database url begins with `{found}:`; allowed: `sqlite:PATH` and `postgres://USER:PASSWORD@HOST/NAME`")]
    Url {
        /// What stands before the colon.
        found: String,
    },
    /// The database cannot be opened.
    #[error("database {what} cannot be opened")]
    Open {
        /// The file, or host and port.
        what: String,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// A later program brought the database further.
    #[error(
        "database {what} is newer than this program, which does not know step {step} of it: run the program that made \
         that step, or a later one; nothing was changed"
    )]
    Newer {
        /// The file, or host and port.
        what: String,
        /// The first step that we do not know.
        step: i64,
    },
    /// The database cannot be brought up to date.
    #[error("database {what} cannot be brought to this program's version")]
    Migrate {
        /// The file, or host and port.
        what: String,
        /// Why.
        #[source]
        source: sqlx::migrate::MigrateError,
    },
    /// A statement failed. Nothing of it has happened.
    #[error("the database refused: {0}")]
    Refused(#[from] sqlx::Error),
    /// The commit did not answer: it may or may not have happened.
    #[error("the outcome of a commit is unknown")]
    Unknown(#[source] sqlx::Error),
    /// A row holds what this program never writes.
    #[error("{what} in the database is damaged: {reason}")]
    Damaged {
        /// Which column.
        what: &'static str,
        /// Why it cannot be read.
        reason: String,
    },
    /// Somebody else uses the database for too long.
    #[error("the database is in use: {what}")]
    Busy {
        /// What could not be done.
        what: &'static str,
    },
    /// The store is closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// What was to be written breaks a rule of the database: trying it again as it is can only fail again.
    pub(super) fn is_violation(&self) -> bool {
        let Self::Refused(sqlx::Error::Database(error)) = self else { return false };
        !matches!(error.kind(), sqlx::error::ErrorKind::Other)
    }

    /// A column that does not hold one of our words.
    pub(super) fn damaged(what: &'static str) -> impl FnOnce(crate::model::InvalidWord) -> Self {
        move |error| Self::Damaged { what, reason: error.to_string() }
    }
}
