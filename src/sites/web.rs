//! Requests to other sites: redirects are followed here, one by one and each of them checked; what comes is cut off where it is too much
//! or too slow. The client asks for nothing compressed and unpacks nothing, so that a few bytes cannot become many; of a sitemap in gzip
//! that is done elsewhere, up to a limit (`gzip`).

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, StatusCode};
use url::Url;

use super::Refused;
use super::guard::Guard;

/// How often one may be led on.
const REDIRECTS: usize = 5;

/// How long a connection may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// Who we say we are; `Hamyar` is what robots.txt may name.
const WHO: &str = concat!("Hamyar/", env!("CARGO_PKG_VERSION"));

/// Calls other sites. Cheap to clone.
#[derive(Clone)]
pub(super) struct Web {
    client: Client,
    guard: Guard,
    within: Duration,
}

/// What was read.
pub(super) struct Fetched {
    /// Where it was, in the end.
    pub(super) url: Url,
    /// The kind that the site says it is, with the character set.
    pub(super) kind: String,
    /// What the site says of it to robots.
    pub(super) robots: Vec<String>,
    pub(super) body: Vec<u8>,
    /// There was no more of it.
    pub(super) whole: bool,
}

impl Web {
    pub(super) fn new(guard: Guard, within: Duration) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .user_agent(WHO)
            .dns_resolver(Arc::new(guard.clone()))
            // A proxy of the environment would resolve names in our place.
            .no_proxy()
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(CONNECT_WITHIN)
            .build()?;
        Ok(Self { client, guard, within })
    }

    pub(super) fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Reads up to `most` bytes of what is there, or there where it leads; `goes` says whether it may lead there.
    pub(super) async fn get(
        &self,
        url: &Url,
        most: usize,
        goes: impl Fn(&Url) -> Result<(), Refused>,
    ) -> Result<Fetched, Refused> {
        let reading = async {
            let (url, response) = self.follow(&Method::GET, url, goes).await?;
            if !response.status().is_success() {
                return Err(Refused::Status(response.status().as_u16()));
            }
            read(url, response, most).await
        };
        tokio::time::timeout(self.within, reading).await.unwrap_or(Err(Refused::TooSlow))
    }

    /// Whether there is something. A site that does not tell without being asked for all of it is asked for that; no more of it than
    /// its head is waited for.
    pub(super) async fn leads_somewhere(&self, url: &Url) -> Result<(), Refused> {
        let asking = async {
            let (_, told) = self.follow(&Method::HEAD, url, |_| Ok(())).await?;
            if told.status().is_success() {
                return Ok(());
            }
            let (_, told) = self.follow(&Method::GET, url, |_| Ok(())).await?;
            match told.status() {
                status if status.is_success() => Ok(()),
                // It is there, and only not for us.
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS => Ok(()),
                status => Err(Refused::Status(status.as_u16())),
            }
        };
        tokio::time::timeout(self.within, asking).await.unwrap_or(Err(Refused::TooSlow))
    }

    async fn follow(
        &self,
        method: &Method,
        url: &Url,
        goes: impl Fn(&Url) -> Result<(), Refused>,
    ) -> Result<(Url, Response), Refused> {
        let mut url = url.clone();
        for _ in 0..=REDIRECTS {
            self.guard.check(&url)?;
            goes(&url)?;
            let request = self.client.request(method.clone(), url.clone()).header(ACCEPT, "text/html, */*;q=0.5");
            let response = request.send().await.map_err(|error| why(&error))?;
            let Some(next) = leads_to(&response) else { return Ok((url, response)) };
            url = url.join(&next).map_err(|_| Refused::NoAddress)?;
        }
        Err(Refused::Redirects)
    }
}

/// Where an answer leads to, if it does.
fn leads_to(response: &Response) -> Option<String> {
    let leads = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let place = response.headers().get(LOCATION).filter(|_| leads)?;
    Some(String::from_utf8_lossy(place.as_bytes()).into_owned())
}

async fn read(url: Url, mut response: Response, most: usize) -> Result<Fetched, Refused> {
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let encoding = header(CONTENT_ENCODING).trim().to_ascii_lowercase();
    // Some say so of a file that is in gzip and is called so, as sitemaps are. It is left as it is.
    let is_file = Path::new(url.path()).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"))
        && matches!(encoding.as_str(), "gzip" | "x-gzip");
    if !matches!(encoding.as_str(), "" | "identity") && !is_file {
        return Err(Refused::Compressed);
    }
    let kind = header(CONTENT_TYPE).to_owned();
    let robots = response.headers().get_all("x-robots-tag").iter();
    let robots = robots.filter_map(|value| value.to_str().ok()).map(str::to_owned).collect();
    let (mut body, mut whole) = (Vec::new(), true);
    while let Some(chunk) = response.chunk().await.map_err(|error| why(&error))? {
        let room = most - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            whole = false;
            break;
        }
    }
    Ok(Fetched { url, kind, robots, body, whole })
}

/// What our own resolver said, or in short what went wrong. What the site itself says is not repeated.
fn why(error: &reqwest::Error) -> Refused {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(refused) = inner.downcast_ref::<Refused>() {
            return refused.clone();
        }
        source = inner.source();
    }
    if error.is_timeout() { Refused::TooSlow } else { Refused::Unreachable }
}
