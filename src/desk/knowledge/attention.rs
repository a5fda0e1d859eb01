//! Articles of a list by how they do and who keeps them: what is due, refused or helps nobody, what nobody asks for, and one's own.

use std::collections::HashSet;

use chrono::DateTime;

use super::fresh::{MOST, SINCE};
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::failure::Failure;
use crate::desk::tongue::Tongue;
use crate::library::{Fared, usage};
use crate::store::Ids;

/// How an article may do, as an address has it, and the key of its words.
pub(super) const ATTENTION: [(&str, &str); 3] = [
    ("stale", "curate-attention-stale"),
    ("unasked", "curate-attention-unasked"),
    ("refused", "curate-attention-refused"),
];

/// Whose it may be.
pub(super) const OWNERS: [(&str, &str); 2] = [("mine", "curate-owner-mine"), ("nobody", "curate-owner-nobody")];

/// Articles whose day is due that are looked at.
const DUE: i64 = 10_000;

/// The articles that are chosen by how they do and whose they are; `None` for all.
pub(super) async fn ids(
    desk: &Desk,
    t: &Tongue,
    visitor: &Visitor,
    (attention, owner): (&str, &str),
) -> Result<Option<Ids>, Failure> {
    let fares = match attention {
        "" => None,
        "stale" => Some(Ids::Only(stale(desk, t).await?)),
        "refused" => Some(Ids::Only(faring(desk, Fared::is_refused).await?)),
        _ => Some(Ids::Except(faring(desk, |fared| fared.answered + fared.offered > 0).await?)),
    };
    let owned = match owner {
        "" => None,
        "mine" => Some(Ids::Only(desk.store.owned_articles(Some(visitor.agent.id)).await?)),
        _ => Some(Ids::Except(desk.store.owned_articles(None).await?)),
    };
    Ok(match (fares, owned) {
        (Some(one), Some(other)) => Some(both(one, other)),
        (one, other) => one.or(other),
    })
}

/// What is due to be looked at, refused by many, shown to many and no help to anybody, or over.
async fn stale(desk: &Desk, t: &Tongue) -> Result<Vec<String>, Failure> {
    let today = t.today();
    let mut stale = faring(desk, |fared| fared.is_refused() || fared.is_idle()).await?;
    stale.extend(desk.store.due_reviews(today, DUE).await?.into_iter().map(|(id, _)| id));
    let articles = desk.library.knowledge().articles();
    let over = articles.iter().filter(|one| one.validity.until.is_some_and(|until| until < today));
    stale.extend(over.map(|one| one.id.clone()));
    Ok(stale)
}

/// The articles that did so lately.
async fn faring(desk: &Desk, which: impl Fn(Fared) -> bool) -> Result<Vec<String>, Failure> {
    let (used, _) = desk.store.usage(desk.edge.now() - SINCE, None, MOST).await?;
    let usage = usage(&used, DateTime::date_naive);
    Ok(usage.articles.into_iter().filter(|(_, fared)| which(*fared)).map(|(id, _)| id).collect())
}

/// Those that are in both.
fn both(one: Ids, other: Ids) -> Ids {
    match (one, other) {
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
    }
}
