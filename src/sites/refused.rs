//! Why something was not read, for whoever wanted it.

/// Why a page, or a link, was not read. The texts go on with "… : " before them and hold nothing of the page but its kind and host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is no address of the web.
    #[error("this is no address of the web; write one such as https://example.com/help")]
    NoAddress,
    /// It has another scheme.
    #[error("only http:// and https:// are read")]
    Scheme,
    /// Somebody's name or password stands in it.
    #[error("an address with a name or password in it is not read")]
    UserInfo,
    /// Its port is not the web's.
    #[error("port {0} is not read, only 80 and 443, or what knowledge.sites.private names")]
    Port(u16),
    /// It leads, or its name does, to where not everybody may come.
    #[error("{0} is no public address; an operator may name the host in knowledge.sites.private")]
    Private(String),
    /// Nobody knows the name.
    #[error("the name {0} is not known")]
    UnknownName(String),
    /// It leads on and on.
    #[error("it leads on more than 5 times")]
    Redirects,
    /// It leads to another site.
    #[error("it leads to another site, {0}, which is read by its own address")]
    Elsewhere(String),
    /// What was answered.
    #[error("the site answered with {0}")]
    Status(u16),
    /// There was no answer, or no end of it, in time.
    #[error("the site did not answer in time")]
    TooSlow,
    /// Nobody answered.
    #[error("the site cannot be reached")]
    Unreachable,
    /// There is more than is read.
    #[error("it is larger than {0} MB")]
    TooLarge(usize),
    /// All that a reading may take was read.
    #[error("from here on nothing was read: {0} MB are read in all")]
    Spent(usize),
    /// It is something else.
    #[error("it is no HTML page, but {0}")]
    Kind(String),
    /// It is compressed though nobody asked for that.
    #[error("it is compressed, and nothing is unpacked")]
    Compressed,
    /// The site does not want it.
    #[error("robots.txt of the site does not let Hamyar read it")]
    Robots,
    /// The page itself does not want it.
    #[error("the page says that robots shall not take it over (noindex)")]
    NoIndex,
    /// Nothing is said in it.
    #[error("there is no text on it; what only scripts show is not read")]
    Empty,
    /// No page of a person's is made so.
    #[error("it is built in too complicated a way")]
    Complicated,
    /// A sitemap that is none.
    #[error("it is a sitemap that cannot be read: {0}")]
    Sitemap(String),
}

impl Refused {
    /// A word for it that is kept, and that has a sentence in every language; and the figure of a status.
    #[must_use]
    pub fn word(&self) -> (&'static str, Option<u16>) {
        match self {
            Self::NoAddress => ("no-address", None),
            Self::Scheme => ("scheme", None),
            Self::UserInfo => ("user-info", None),
            Self::Port(port) => ("port", Some(*port)),
            Self::Private(_) => ("private", None),
            Self::UnknownName(_) => ("unknown-name", None),
            Self::Redirects => ("redirects", None),
            Self::Elsewhere(_) => ("elsewhere", None),
            Self::Status(status) => ("status", Some(*status)),
            Self::TooSlow => ("too-slow", None),
            Self::Unreachable => ("unreachable", None),
            Self::TooLarge(_) => ("too-large", None),
            Self::Spent(_) => ("spent", None),
            Self::Kind(_) => ("kind", None),
            Self::Compressed => ("compressed", None),
            Self::Robots => ("robots", None),
            Self::NoIndex => ("no-index", None),
            Self::Empty => ("empty", None),
            Self::Complicated => ("complicated", None),
            Self::Sitemap(_) => ("sitemap", None),
        }
    }
}
