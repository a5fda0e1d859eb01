//! What sites let us read: `robots.txt`, as RFC 9309 has it, for `Hamyar` or for everybody. Each site is asked once for a reading.

use std::collections::HashMap;

use robotxt::{AccessResult, Robots};
use url::{Position, Url};

use super::Refused;
use super::web::Web;

/// The name that a site may call us by.
const NAME: &str = "Hamyar";

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

    /// Whether a page may be read, as far as it was asked for.
    pub(super) fn known(&self, url: &Url) -> Result<(), Refused> {
        let allowed = self.0.get(&url[..Position::BeforePath]).is_none_or(|robots| robots.is_url_allowed(url));
        if allowed { Ok(()) } else { Err(Refused::Robots) }
    }
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
