//! The locales and labels there are. Naming them means to look at every article, so it is done again only when one has changed.

use std::sync::{Arc, Mutex, PoisonError};

use crate::desk::Desk;
use crate::desk::failure::Failure;

/// What articles have.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) locales: Vec<String>,
    pub(super) labels: Vec<String>,
}

/// What was read last, and at which revision of the knowledge.
#[derive(Debug, Default)]
pub(in crate::desk) struct Facets(Mutex<Option<(i64, Arc<Known>)>>);

impl Facets {
    /// The locales and labels as they are now.
    pub(super) async fn read(&self, desk: &Desk) -> Result<Arc<Known>, Failure> {
        // Before they are read: what is saved meanwhile is read the next time.
        let revision = desk.store.article_revision().await?;
        {
            let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, known)) = last.as_ref().filter(|(of, _)| *of == revision) {
                return Ok(Arc::clone(known));
            }
        }
        let (locales, labels) = desk.store.article_facets().await?;
        let known = Arc::new(Known { locales, labels });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((revision, Arc::clone(&known)));
        Ok(known)
    }
}
