//! Pages of other sites: read politely, at public addresses only, and made articles of. Knows no database, and nothing of who wants
//! to read: what a page says is brought back, with what could not be read, and somebody else decides what becomes of it.
//!
//! What is read was written by strangers. Whatever a page, a sitemap, a name or a redirect says, no address is called that is not
//! public (`guard`), nothing is read without an end (`web`), and nothing that could run is kept (`page`).

mod address;
mod bounded;
mod guard;
mod gzip;
mod page;
mod read;
mod refused;
mod robots;
mod sitemap;
mod tree;
mod web;

use std::sync::{Mutex, MutexGuard, PoisonError};

use url::Url;

use self::guard::Guard;
use self::web::Web;
use crate::clock::Edge;
use crate::config;

pub use self::read::{Read, Sourced};
pub use self::refused::Refused;

/// The longest pause between two pages that a site may ask for.
const LONGEST_PAUSE: std::time::Duration = std::time::Duration::from_secs(30);

/// Articles that whoever looks on sees by their names.
const LATEST: usize = 5;

/// No reading is expected to go on for longer.
const A_DAY: std::time::Duration = std::time::Duration::from_hours(24);

/// How long it may take to take in what was read.
const AFTERWARDS: chrono::Duration = chrono::Duration::minutes(5);

/// Reads pages of other sites. Cheap to clone.
#[derive(Clone)]
pub struct Sites {
    web: Web,
    edge: Edge,
    rules: config::Sites,
}

impl Sites {
    /// By these rules.
    ///
    /// # Errors
    ///
    /// When no HTTP client can be made.
    pub fn new(rules: &config::Sites, edge: Edge) -> Result<Self, reqwest::Error> {
        let web = Web::new(Guard::new(rules.private.clone()), rules.page_within)?;
        Ok(Self { web, edge, rules: rules.clone() })
    }

    /// The address that somebody typed, if it may be called as far as can be told without calling it.
    ///
    /// # Errors
    ///
    /// Why it is not.
    pub fn address(&self, typed: &str) -> Result<Url, Refused> {
        let mut url = Url::parse(typed.trim()).map_err(|_| Refused::NoAddress)?;
        url.set_fragment(None);
        self.web.guard().check(&url)?;
        Ok(url)
    }

    /// Whether a link leads somewhere.
    ///
    /// # Errors
    ///
    /// Why it does not, as far as we can tell.
    pub async fn leads_somewhere(&self, link: &Url) -> Result<(), Refused> {
        self.web.leads_somewhere(link).await
    }

    /// How long a reading may take, with what is done about it then.
    #[must_use]
    pub fn lasting(&self) -> chrono::Duration {
        let longest = self.rules.within.saturating_add(self.rules.page_within).min(A_DAY);
        chrono::Duration::from_std(longest).unwrap_or_default() + AFTERWARDS
    }

    /// Waits as long as is polite between two pages, and as long as the site asks for, within reason.
    pub async fn pause(&self, asked_for: Option<std::time::Duration>) {
        let pause = self.rules.pause.max(asked_for.unwrap_or_default().min(LONGEST_PAUSE));
        if let Ok(pause) = chrono::Duration::from_std(pause)
            && !pause.is_zero()
        {
            self.edge.clock.sleep_until(self.edge.now() + pause).await;
        }
    }
}

/// How far a reading is, for whoever looks on.
#[derive(Debug, Default)]
pub struct Progress(Mutex<Seen>);

/// What can be seen of a reading while it goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// What is read now; nothing before anything is.
    pub now: Option<String>,
    /// How many pages were read, or could not be.
    pub done: usize,
    /// Of how many, once that is known.
    pub of: Option<usize>,
    /// How many articles came of them.
    pub articles: usize,
    /// What the latest of them are called, the last first.
    pub latest: Vec<String>,
    /// How many problems there were.
    pub problems: usize,
}

impl Progress {
    /// How far it is now.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.locked().clone()
    }

    fn asks(&self, url: &Url) {
        self.locked().now = Some(url.to_string());
    }

    fn expects(&self, pages: usize) {
        self.locked().of = Some(pages);
    }

    fn one_more(&self) {
        self.locked().done += 1;
    }

    fn found(&self, title: &str) {
        let mut seen = self.locked();
        seen.articles += 1;
        seen.latest.truncate(LATEST - 1);
        seen.latest.insert(0, title.to_owned());
    }

    fn fails(&self) {
        self.locked().problems += 1;
    }

    fn locked(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
