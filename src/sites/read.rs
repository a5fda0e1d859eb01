//! Reading a page, or all that a sitemap lists, and what becomes of it: an article of each.

use std::borrow::Cow;
use std::collections::HashSet;

use hamyar_knowledge::analysis::language;
use hamyar_knowledge::{Article, Audience, Status, detect};
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};
use tokio::time::Instant;
use url::Url;

use super::gzip::{is_gzip, unpack};
use super::page::{letters, read};
use super::robots::Rules;
use super::sitemap::{Sitemap, parse};
use super::web::Fetched;
use super::{Progress, Refused, Sites};

/// A page and a sitemap at most, and all of a reading, in bytes.
const PAGE: usize = 4 << 20;
const SITEMAP: usize = 16 << 20;
const ALL: usize = 256 << 20;

/// Sitemaps that are read for one reading.
const SITEMAPS: usize = 50;

/// Problems that are told.
const PROBLEMS: usize = 200;

/// The longest name of an article, in characters, of which the last say how the rest would have gone on.
const NAME: usize = 100;
const MARK: usize = 12;

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// An article of each page.
    pub articles: Vec<Sourced>,
    /// What could not be read, each in a sentence that begins with its address.
    pub problems: Vec<String>,
}

/// An article, and the address that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced {
    /// The article: a draft.
    pub article: Article,
    /// The address of its page.
    pub source: String,
}

/// One reading.
struct Reading<'a> {
    sites: &'a Sites,
    /// Where it began.
    start: Url,
    robots: Rules,
    until: Instant,
    /// Bytes that may still come.
    left: usize,
    read: Read,
    untold: usize,
    asked: bool,
}

impl Sites {
    /// Reads the page at an address that [`Sites::address`] let pass, or every page of the sitemap that is there.
    pub async fn read(&self, start: &Url, progress: &Progress) -> Read {
        let mut reading = Reading {
            sites: self,
            start: start.clone(),
            robots: Rules::default(),
            until: Instant::now() + self.rules.within,
            left: ALL,
            read: Read::default(),
            untold: 0,
            asked: false,
        };
        reading.go(progress).await;
        reading.end()
    }
}

impl Reading<'_> {
    async fn go(&mut self, progress: &Progress) {
        let start = self.start.clone();
        let fetched = match self.fetch(&start, SITEMAP).await {
            Ok(fetched) => fetched,
            Err(refused) => return self.problem(start.as_str(), &refused),
        };
        let pages = match self.sitemap(&fetched) {
            Ok(None) => {
                let page = self.page(fetched).await;
                return self.take(&start, page, &mut HashSet::new());
            }
            Ok(Some(sitemap)) => self.pages(sitemap).await,
            Err(refused) => return self.problem(start.as_str(), &refused),
        };
        progress.expects(pages.len());
        let mut taken = HashSet::new();
        for url in pages {
            if Instant::now() >= self.until {
                let minutes = self.sites.rules.within.as_secs().div_ceil(60);
                self.tell(format!("{url}: from here on nothing was read: reading may take {minutes} minutes in all"));
                return;
            }
            let page = match self.fetch(&url, PAGE).await {
                Ok(fetched) => self.page(fetched).await,
                Err(refused) => Err(refused),
            };
            self.take(&url, page, &mut taken);
            progress.one_more();
        }
    }

    /// The pages of a sitemap, and of those that it lists.
    async fn pages(&mut self, first: Sitemap) -> Vec<Url> {
        let most = usize::from(self.sites.rules.pages.get());
        let (mut pages, mut seen) = (Vec::new(), HashSet::new());
        let (mut known, mut waiting, mut left_out) = (HashSet::from([self.start.clone()]), vec![first], 0);
        while let Some(sitemap) = waiting.pop() {
            match sitemap {
                Sitemap::Pages(listed) => {
                    for url in listed.iter().filter_map(|place| self.place(place)) {
                        if pages.len() >= most {
                            left_out += usize::from(seen.insert(url));
                        } else if seen.insert(url.clone()) {
                            pages.push(url);
                        }
                    }
                }
                Sitemap::Maps(listed) => {
                    for place in listed {
                        let Some(url) = self.place(&place).filter(|url| known.insert(url.clone())) else { continue };
                        if known.len() > SITEMAPS || Instant::now() >= self.until {
                            self.tell(format!("{url}: is left out: at most {SITEMAPS} sitemaps are read"));
                            break;
                        }
                        match self.fetch(&url, SITEMAP).await.and_then(|fetched| self.sitemap_only(&fetched)) {
                            Ok(sitemap) => waiting.push(sitemap),
                            Err(refused) => self.problem(url.as_str(), &refused),
                        }
                    }
                }
            }
        }
        if left_out > 0 {
            self.tell(format!(
                "{}: {left_out} pages are left out: at most {most} are read (knowledge.sites.pages)",
                self.start
            ));
        }
        pages
    }

    /// An address that a sitemap lists, if it may be called and is of this site; otherwise that is told.
    fn place(&mut self, place: &str) -> Option<Url> {
        let url = match self.start.join(place) {
            Ok(mut url) => {
                url.set_fragment(None);
                url
            }
            Err(_) => {
                self.problem(place, &Refused::NoAddress);
                return None;
            }
        };
        match self.sites.web.guard().check(&url).and_then(|()| stays(&self.start, &url)) {
            Ok(()) => Some(url),
            Err(refused) => {
                self.problem(url.as_str(), &refused);
                None
            }
        }
    }

    /// What is at an address, if the site lets us, after a pause where something was asked before.
    async fn fetch(&mut self, url: &Url, most: usize) -> Result<Fetched, Refused> {
        if std::mem::replace(&mut self.asked, true) {
            self.sites.pause().await;
        }
        self.robots.allow(&self.sites.web, url).await?;
        let most = most.min(self.left);
        let goes = |next: &Url| stays(&self.start, next).and_then(|()| self.robots.known(next));
        let fetched = self.sites.web.get(url, most, goes).await?;
        if fetched.url != *url {
            self.robots.allow(&self.sites.web, &fetched.url).await?;
        }
        self.left -= fetched.body.len();
        if fetched.whole { Ok(fetched) } else { Err(Refused::TooLarge(most.div_ceil(1 << 20))) }
    }

    /// The sitemap, if it is one and not a page. What is in gzip counts as much as it unpacks to.
    fn sitemap(&mut self, fetched: &Fetched) -> Result<Option<Sitemap>, Refused> {
        if !is_gzip(&fetched.body) {
            return parse(&fetched.kind, &letters(fetched));
        }
        let body = unpack(&fetched.body, SITEMAP.min(self.left))?;
        self.left -= body.len();
        // What it is shows only now.
        let unpacked = Fetched { url: fetched.url.clone(), kind: String::new(), body, whole: true };
        parse(&unpacked.kind, &letters(&unpacked))
    }

    fn sitemap_only(&mut self, fetched: &Fetched) -> Result<Sitemap, Refused> {
        self.sitemap(fetched)?.ok_or_else(|| Refused::Sitemap("it is a page".to_owned()))
    }

    /// The article of a page. Taking a page apart is work, and nobody else waits for it.
    async fn page(&self, fetched: Fetched) -> Result<Sourced, Refused> {
        let kind = fetched.kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !matches!(kind.as_str(), "" | "text/html" | "application/xhtml+xml") {
            let told: String = kind.chars().filter(char::is_ascii_graphic).take(60).collect();
            return Err(Refused::Kind(told));
        }
        if fetched.body.len() > PAGE {
            return Err(Refused::TooLarge(PAGE >> 20));
        }
        let start = self.start.clone();
        let taking = tokio::task::spawn_blocking(move || article(&start, &fetched));
        taking.await.unwrap_or(Err(Refused::Complicated))
    }

    fn take(&mut self, url: &Url, page: Result<Sourced, Refused>, taken: &mut HashSet<String>) {
        match page {
            // Several addresses may lead to one page.
            Ok(sourced) if taken.insert(sourced.article.id.clone()) => self.read.articles.push(sourced),
            Ok(_) => {}
            Err(refused) => self.problem(url.as_str(), &refused),
        }
    }

    fn problem(&mut self, place: &str, refused: &Refused) {
        let place: String = place.chars().filter(|c| !c.is_control()).take(300).collect();
        self.tell(format!("{place}: {refused}"));
    }

    fn tell(&mut self, problem: String) {
        if self.read.problems.len() < PROBLEMS {
            self.read.problems.push(problem);
        } else {
            self.untold += 1;
        }
    }

    fn end(mut self) -> Read {
        if self.untold > 0 {
            self.read.problems.push(format!("and {} more problems, which are not listed", self.untold));
        }
        self.read
    }
}

/// Whether an address is of the same site: of the same host, with `www.` or without.
fn stays(start: &Url, url: &Url) -> Result<(), Refused> {
    let host = |url: &Url| url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    if host(start) == host(url) { Ok(()) } else { Err(Refused::Elsewhere(host(url))) }
}

/// The article of a page.
fn article(start: &Url, fetched: &Fetched) -> Result<Sourced, Refused> {
    let page = read(fetched)?;
    let canonical = page.canonical.filter(|url| matches!(url.scheme(), "http" | "https") && stays(start, url).is_ok());
    let mut source = canonical.unwrap_or_else(|| fetched.url.clone());
    source.set_fragment(None);
    let said = page.language.as_deref().and_then(language::tag);
    let locale = said.or_else(|| detect(&format!("{}\n{}", page.title, page.body), None).map(str::to_owned));
    let id = name(&source);
    let article = Article {
        root: id.clone(),
        id,
        locale: locale.unwrap_or_else(|| Article::UNKNOWN_LOCALE.to_owned()),
        title: page.title,
        questions: Vec::new(),
        body: page.body,
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Draft,
    };
    Ok(Sourced { article, source: source.into() })
}

/// The name of the article of a page: its address as people read it, the same each time.
fn name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_start_matches("www.");
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let path = format!("{}{query}", url.path().trim_end_matches('/'));
    let path = percent_decode_str(&path).decode_utf8().map_or_else(|_| path.clone(), Cow::into_owned);
    let path: String = path.chars().map(|c| if c.is_control() || c.is_whitespace() { '-' } else { c }).collect();
    let name = format!("{host}{port}{path}");
    if name.chars().count() <= NAME {
        return name;
    }
    let hash = Sha256::digest(&name).iter().take(MARK / 2).fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
    let start: String = name.chars().take(NAME - MARK - 1).collect();
    format!("{start}-{hash:0MARK$x}")
}

const _: () = assert!(PAGE < SITEMAP && NAME > MARK);
