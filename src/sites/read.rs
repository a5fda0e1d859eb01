//! Reading a page, or all that a sitemap lists, and what becomes of it: an article of each.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use hamyar_knowledge::analysis::language;
use hamyar_knowledge::files::Unread;
use hamyar_knowledge::{Article, Audience, Status, Validity, detect};
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};
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

/// Sites that one page may lead through: with `www.` and without, with TLS and without.
const SITES: usize = 4;

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
    /// What could not be read.
    pub problems: Vec<Unread>,
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
    progress: &'a Progress,
    /// Where it began.
    start: Url,
    robots: Rules,
    until: DateTime<Utc>,
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
            progress,
            start: start.clone(),
            robots: Rules::default(),
            until: TimeDelta::from_std(self.rules.within)
                .ok()
                .and_then(|within| self.edge.now().checked_add_signed(within))
                .unwrap_or(DateTime::<Utc>::MAX_UTC),
            left: ALL,
            read: Read::default(),
            untold: 0,
            asked: false,
        };
        reading.go().await;
        reading.end()
    }
}

impl Reading<'_> {
    async fn go(&mut self) {
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
        self.progress.expects(pages.len());
        let mut taken = HashSet::new();
        for url in pages {
            if self.sites.edge.now() >= self.until {
                let minutes = self.sites.rules.within.as_secs().div_ceil(60);
                let said = format!("from here on nothing was read: reading may take {minutes} minutes in all");
                self.tell(url.as_str(), ("time", u32::try_from(minutes).ok()), said);
                return;
            }
            let page = match self.fetch(&url, PAGE).await {
                Ok(fetched) => self.page(fetched).await,
                Err(refused @ Refused::Spent(_)) => return self.problem(url.as_str(), &refused),
                Err(refused) => Err(refused),
            };
            self.take(&url, page, &mut taken);
            self.progress.one_more();
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
                        if known.len() > SITEMAPS || self.sites.edge.now() >= self.until {
                            let said = format!("is left out: at most {SITEMAPS} sitemaps are read");
                            self.tell(url.as_str(), ("sitemaps", u32::try_from(SITEMAPS).ok()), said);
                            break;
                        }
                        match self.fetch(&url, SITEMAP).await.and_then(|fetched| self.sitemap_only(&fetched)) {
                            Ok(sitemap) => waiting.push(sitemap),
                            Err(refused @ Refused::Spent(_)) => {
                                self.problem(url.as_str(), &refused);
                                break;
                            }
                            Err(refused) => self.problem(url.as_str(), &refused),
                        }
                    }
                }
            }
        }
        if left_out > 0 {
            let said = format!("{left_out} pages are left out: at most {most} are read (knowledge.sites.pages)");
            self.tell(self.start.clone().as_str(), ("pages", u32::try_from(left_out).ok()), said);
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
        if self.left == 0 {
            return Err(Refused::Spent(ALL >> 20));
        }
        self.progress.asks(url);
        if std::mem::replace(&mut self.asked, true) {
            self.sites.pause(self.robots.delay(url)).await;
        }
        let most = most.min(self.left);
        let fetched = self.follow(url, most).await?;
        self.left -= fetched.body.len();
        match (fetched.whole, self.left) {
            (true, _) => Ok(fetched),
            (false, 0) => Err(Refused::Spent(ALL >> 20)),
            (false, _) => Err(Refused::TooLarge(most.div_ceil(1 << 20))),
        }
    }

    /// What is there, or where it leads to. Each site on the way is asked for its rules before anything of it is read.
    async fn follow(&mut self, url: &Url, most: usize) -> Result<Fetched, Refused> {
        let mut at = url.clone();
        for _ in 0..=SITES {
            self.robots.allow(&self.sites.web, &at).await?;
            let unasked: Mutex<Option<Url>> = Mutex::default();
            let goes = |next: &Url| {
                stays(&self.start, next)?;
                if self.robots.is_asked(next) {
                    return self.robots.known(next);
                }
                *unasked.lock().unwrap_or_else(PoisonError::into_inner) = Some(next.clone());
                Err(Refused::Robots)
            };
            let fetched = self.sites.web.get(&at, most, goes).await;
            match unasked.into_inner().unwrap_or_else(PoisonError::into_inner) {
                Some(next) => at = next,
                None => return fetched,
            }
        }
        Err(Refused::Redirects)
    }

    /// The sitemap, if it is one and not a page. What is in gzip counts as much as it unpacks to.
    fn sitemap(&mut self, fetched: &Fetched) -> Result<Option<Sitemap>, Refused> {
        if !is_gzip(&fetched.body) {
            return parse(&fetched.kind, &letters(fetched));
        }
        let body = unpack(&fetched.body, SITEMAP.min(self.left))?;
        self.left -= body.len();
        // What it is shows only now.
        let unpacked = Fetched {
            url: fetched.url.clone(),
            kind: String::new(),
            robots: fetched.robots.clone(),
            body,
            whole: true,
        };
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
            Ok(sourced) if taken.insert(sourced.article.id.clone()) => {
                self.progress.found(&sourced.article.title);
                self.read.articles.push(sourced);
            }
            Ok(_) => {}
            Err(refused) => self.problem(url.as_str(), &refused),
        }
    }

    fn problem(&mut self, place: &str, refused: &Refused) {
        let (word, figure) = refused.word();
        self.tell(place, (word, figure.map(u32::from)), refused.to_string());
    }

    /// Keeps what is wrong with a place: a word, with its figure, and a sentence.
    fn tell(&mut self, place: &str, (what, figure): (&str, Option<u32>), said: String) {
        self.progress.fails();
        if self.read.problems.len() >= PROBLEMS {
            self.untold += 1;
            return;
        }
        let place = place.chars().filter(|c| !c.is_control()).take(300).collect();
        self.read.problems.push(Unread { place, what: what.to_owned(), figure, said });
    }

    fn end(mut self) -> Read {
        if self.untold > 0 {
            let (what, figure) = ("more".to_owned(), u32::try_from(self.untold).ok());
            let said = format!("and {} more problems, which are not listed", self.untold);
            self.read.problems.push(Unread { place: String::new(), what, figure, said });
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
        validity: Validity::default(),
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
