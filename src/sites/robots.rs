//! What sites let us read: `robots.txt`, as RFC 9309 has it, for `Hamyar` or for everybody. Each site is asked once for a reading.

use std::collections::HashMap;
use std::time::Duration;

use robotxt::{AccessResult, Robots};
use url::{Position, Url};

use super::Refused;
use super::web::Web;

/// The name that a site may call us by.
const NAME: &str = "Hamyar";

/// Directives that go on after a colon.
const OWN_COLON: [&str; 4] = ["unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"];

/// What was asked so far.
#[derive(Default)]
pub(super) struct Rules(HashMap<String, Robots>);

impl Rules {
    /// Whether a page may be read.
    pub(super) async fn allow(&mut self, web: &Web, url: &Url) -> Result<(), Refused> {
        let site = url[..Position::BeforePath].to_owned();
        if !self.0.contains_key(&site) {
            self.0.insert(site.clone(), ask(web, url).await?);
        }
        self.known(url)
    }

    /// Whether the site of a page was asked for its rules.
    pub(super) fn is_asked(&self, url: &Url) -> bool {
        self.0.contains_key(&url[..Position::BeforePath])
    }

    /// How long the site of a page wants us to wait between two pages, if it says so (`Crawl-delay`).
    pub(super) fn delay(&self, url: &Url) -> Option<Duration> {
        self.0.get(&url[..Position::BeforePath])?.crawl_delay()
    }

    /// Whether a page may be read, as far as it was asked for.
    pub(super) fn known(&self, url: &Url) -> Result<(), Refused> {
        let allowed = self.0.get(&url[..Position::BeforePath]).is_none_or(|robots| robots.is_url_allowed(url));
        if allowed { Ok(()) } else { Err(Refused::Robots) }
    }
}

/// Whether what a page, or its site about it, says to robots keeps us from taking it over: `noindex`, or `none`, for everybody or for
/// `Hamyar`. What is for another robot is not for us.
pub(super) fn says_no(directives: &str) -> bool {
    let mut for_us = true;
    for one in directives.split(',').map(str::trim) {
        let (name, word) = one.split_once(':').map_or((None, one), |(name, word)| (Some(name.trim()), word.trim()));
        // A name stands before all that follow it; some directives have a colon of their own.
        if let Some(name) = name.filter(|name| !OWN_COLON.iter().any(|own| name.eq_ignore_ascii_case(own))) {
            for_us = name.eq_ignore_ascii_case(NAME);
        }
        if for_us && (word.eq_ignore_ascii_case("noindex") || word.eq_ignore_ascii_case("none")) {
            return true;
        }
    }
    false
}

async fn ask(web: &Web, url: &Url) -> Result<Robots, Refused> {
    let place = url.join("/robots.txt").map_err(|_| Refused::NoAddress)?;
    let fetched = web.get(&place, robotxt::BYTE_LIMIT + 1, |_| Ok(())).await;
    let access = match &fetched {
        Ok(fetched) => AccessResult::Successful(&fetched.body),
        Err(Refused::Status(400..=499)) => AccessResult::Unavailable,
        Err(Refused::Redirects) => AccessResult::TooManyRedirects,
        // Who cannot be reached, or must not be, is told as such, rather than as one that forbids it.
        Err(
            refused @ (Refused::Private(_)
            | Refused::UnknownName(_)
            | Refused::Unreachable
            | Refused::TooSlow
            | Refused::Port(_)
            | Refused::Scheme
            | Refused::UserInfo),
        ) => return Err(refused.clone()),
        Err(_) => AccessResult::Unreachable,
    };
    Ok(Robots::from_access(access, NAME))
}
