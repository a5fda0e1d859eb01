//! Articles by how they do: what is due, refused or helps nobody, and what nobody asks for.

use std::collections::HashSet;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::freshness::{MOST, SINCE};
use super::{Fared, Library, usage};
use crate::store::{Ids, StoreError};

/// Articles whose day is due that are looked at.
const DUE: i64 = 10_000;

/// Why articles may deserve attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attention {
    /// They are due to be looked at, refused by many, shown to many and no help to anybody, or over.
    Stale,
    /// Nobody asks for them.
    Unasked,
    /// More say that they are not it than one should leave alone.
    Refused,
}

impl Attention {
    /// Each.
    pub const ALL: [Self; 3] = [Self::Stale, Self::Unasked, Self::Refused];

    /// As addresses and commands have it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Stale => "stale",
            Self::Unasked => "unasked",
            Self::Refused => "refused",
        }
    }
}

/// A word that is none of these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("allowed are stale, unasked, refused")]
pub struct UnknownAttention;

impl FromStr for Attention {
    type Err = UnknownAttention;

    fn from_str(word: &str) -> Result<Self, UnknownAttention> {
        Self::ALL.into_iter().find(|one| one.word() == word).ok_or(UnknownAttention)
    }
}

impl Library {
    /// The articles that deserve attention so; the team is in that zone.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn deserving(&self, attention: Attention, now: DateTime<Utc>, zone: Tz) -> Result<Ids, StoreError> {
        Ok(match attention {
            Attention::Stale => Ids::Only(self.stale(now, now.with_timezone(&zone).date_naive()).await?),
            Attention::Refused => Ids::Only(self.faring(now, Fared::is_refused).await?),
            Attention::Unasked => Ids::Except(self.faring(now, |fared| fared.answered + fared.offered > 0).await?),
        })
    }

    async fn stale(&self, now: DateTime<Utc>, today: NaiveDate) -> Result<Vec<String>, StoreError> {
        let mut stale = self.faring(now, |fared| fared.is_refused() || fared.is_idle()).await?;
        stale.extend(self.store.due_reviews(today, DUE).await?.into_iter().map(|(id, _)| id));
        let articles = self.knowledge.articles();
        let over = articles.iter().filter(|one| one.validity.until.is_some_and(|until| until < today));
        stale.extend(over.map(|one| one.id.clone()));
        Ok(stale)
    }

    /// The articles that did so lately.
    async fn faring(&self, now: DateTime<Utc>, which: impl Fn(Fared) -> bool) -> Result<Vec<String>, StoreError> {
        let (used, _) = self.store.usage(now - SINCE, None, MOST).await?;
        let usage = usage(&used, DateTime::date_naive);
        Ok(usage.articles.into_iter().filter(|(_, fared)| which(*fared)).map(|(id, _)| id).collect())
    }
}

/// Those that are in both, where `None` is all.
#[must_use]
pub fn in_both(one: Option<Ids>, other: Option<Ids>) -> Option<Ids> {
    let (one, other) = match (one, other) {
        (Some(one), Some(other)) => (one, other),
        (one, other) => return one.or(other),
    };
    Some(match (one, other) {
        (Ids::Except(mut one), Ids::Except(other)) => {
            one.extend(other);
            Ids::Except(one)
        }
        (Ids::Only(one), Ids::Only(other)) => {
            let other: HashSet<String> = other.into_iter().collect();
            Ids::Only(one.into_iter().filter(|id| other.contains(id)).collect())
        }
        (Ids::Only(only), Ids::Except(except)) | (Ids::Except(except), Ids::Only(only)) => {
            let except: HashSet<String> = except.into_iter().collect();
            Ids::Only(only.into_iter().filter(|id| !except.contains(id)).collect())
        }
    })
}
