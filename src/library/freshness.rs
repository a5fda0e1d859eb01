//! Articles that somebody should look at: refused by many, helpful to nobody, due, behind their source, saying what another says, made of
//! what its author has taken back, or with links that lead nowhere.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use hamyar_knowledge::{Article, Reader};

use super::{Fared, Library, Near, Neighbours, holders, usage};
use crate::store::{BrokenLink, ChangedPage, StoreError};

/// How far back is looked, and at how many replies and presses.
pub(super) const SINCE: Duration = Duration::days(60);
pub(super) const MOST: usize = 20_000;

/// Articles that are listed for one reason.
const SHOWN: usize = 50;
const LIMIT: i64 = 50;

/// Broken links that are looked for in articles.
const LINKS: i64 = 500;

/// What should be looked at; of each kind the most pressing.
#[derive(Clone, Debug, Default)]
pub struct Freshness {
    /// Made of what a peer wrote, who took it back then.
    pub withdrawn: Vec<(Article, DateTime<Utc>)>,
    /// More say that they are not it than one should leave alone.
    pub refused: Vec<(Arc<Article>, Fared)>,
    /// They are shown, and nobody was helped.
    pub idle: Vec<(Arc<Article>, Fared)>,
    /// Their page says something else by now.
    pub source: Vec<(Article, ChangedPage)>,
    /// The day on which they were to be looked at has come.
    pub due: Vec<(Article, NaiveDate)>,
    /// Two that answer nearly the same question.
    pub near: Vec<(Arc<Article>, Arc<Article>, Near)>,
    /// Articles that have yet to be compared with the others.
    pub left: usize,
    /// Links that lead nowhere, and an article that holds each.
    pub broken: Vec<(BrokenLink, Arc<Article>)>,
    /// Only the latest of what was said is counted.
    pub partial: bool,
}

impl Library {
    /// What should be looked at, as far as the neighbours of articles are known.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn freshness(
        &self,
        neighbours: &Neighbours,
        now: DateTime<Utc>,
        zone: Tz,
    ) -> Result<Freshness, StoreError> {
        let (used, is_all) = self.store.usage(now - SINCE, None, MOST).await?;
        let usage = usage(&used, |at| at.with_timezone(&zone).date_naive());
        let articles = self.knowledge.articles();
        let known: HashMap<&str, &Arc<Article>> =
            articles.iter().map(|article| (article.id.as_str(), article)).collect();
        let of = |(id, fared): (&String, &Fared)| Some((Arc::clone(known.get(id.as_str())?), *fared));
        let mut fared: Vec<(Arc<Article>, Fared)> = usage.articles.iter().filter_map(of).collect();
        fared.sort_by(|(one, a), (other, b)| {
            (b.not_this, b.answered, &one.id).cmp(&(a.not_this, a.answered, &other.id))
        });
        let listed = |which: fn(Fared) -> bool| {
            let wanted = fared.iter().filter(|(_, fared)| which(*fared));
            wanted.take(SHOWN).cloned().collect::<Vec<_>>()
        };
        let (near, left) = neighbours.read();
        let pair = |near: &Near| {
            let (one, other) = (*known.get(near.one.as_str())?, *known.get(near.other.as_str())?);
            let shown = one.visible_to(&Reader::PUBLIC) && other.visible_to(&Reader::PUBLIC);
            shown.then(|| (Arc::clone(one), Arc::clone(other), near.clone()))
        };
        Ok(Freshness {
            withdrawn: self.withdrawn().await?,
            refused: listed(Fared::is_refused),
            idle: listed(Fared::is_idle),
            source: self.behind().await?,
            due: self.due(now.with_timezone(&zone).date_naive()).await?,
            near: near.iter().filter_map(pair).take(SHOWN).collect(),
            left,
            broken: self.broken(&articles).await?,
            partial: !is_all,
        })
    }

    async fn withdrawn(&self) -> Result<Vec<(Article, DateTime<Utc>)>, StoreError> {
        let mut withdrawn = Vec::new();
        for borrowed in self.store.withdrawn_articles(LIMIT).await? {
            if let Some(working) = self.store.working_article(&borrowed.article).await? {
                withdrawn.push((working.article, borrowed.withdrawn_at));
            }
        }
        Ok(withdrawn)
    }

    /// Articles whose page changed.
    async fn behind(&self) -> Result<Vec<(Article, ChangedPage)>, StoreError> {
        let mut behind = Vec::new();
        for page in self.store.changed_pages(LIMIT).await? {
            if let Some(working) = self.store.working_article(&page.article).await? {
                behind.push((working.article, page));
            }
        }
        Ok(behind)
    }

    async fn due(&self, today: NaiveDate) -> Result<Vec<(Article, NaiveDate)>, StoreError> {
        let mut due = Vec::new();
        for (id, on) in self.store.due_reviews(today, LIMIT).await? {
            if let Some(working) = self.store.working_article(&id).await? {
                due.push((working.article, on));
            }
        }
        Ok(due)
    }

    /// Links of published articles that lead nowhere, those of longest standing first.
    async fn broken(&self, articles: &[Arc<Article>]) -> Result<Vec<(BrokenLink, Arc<Article>)>, StoreError> {
        let links = self.store.broken_links(LINKS).await?;
        if links.is_empty() {
            return Ok(Vec::new());
        }
        let held = holders(&links, articles).into_iter().take(SHOWN);
        Ok(held.map(|(link, article)| (link.clone(), Arc::clone(article))).collect())
    }
}
