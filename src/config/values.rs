//! Kinds of values that settings have beside numbers and texts. Their errors say what is allowed, and none shows a
//! secret: not a token, nor the password in an address.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use chrono_tz::Tz;
use ipnet::IpNet;
use serde::de::{self, Deserializer, Error, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use url::Url;

use super::error::shortened;

/// A text that nobody gets to see: a token or a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for whoever must send it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(set)")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("(set)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Serde's own error would quote what it found.
        let text = String::deserialize(deserializer).map_err(|_| D::Error::custom("allowed is text in quotes"))?;
        let text = text.trim();
        if text.is_empty() {
            return Err(D::Error::custom("found nothing, allowed is text in quotes; leave the line out to set none"));
        }
        Ok(Self(text.to_owned()))
    }
}

/// The address of a database.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The whole address, for whoever connects.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Puts the directory where `{data_dir}` stands, written as a URL writes it.
    pub(super) fn expand(&mut self, data_dir: &Path) {
        let path = data_dir.to_string_lossy().replace('%', "%25").replace('?', "%3F");
        self.0 = self.0.replace("{data_dir}", &path);
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Url::parse(&self.0) {
            Ok(mut url) if self.0.starts_with("postgres") => {
                // The driver also takes a password from the query.
                url.set_query(None);
                f.write_str(without_password(&url).as_str())
            }
            _ => f.write_str(&self.0),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DatabaseUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let allowed = "allowed is sqlite:PATH or postgres://user:password@host/database";
        let text = String::deserialize(deserializer).map_err(|_| D::Error::custom(allowed))?;
        let right = match text.split_once(':') {
            Some(("sqlite", path)) => !path.trim_start_matches('/').is_empty(),
            Some(("postgres" | "postgresql", _)) => Url::parse(&text).is_ok_and(|url| !url.cannot_be_a_base()),
            _ => false,
        };
        if right { Ok(Self(text)) } else { Err(D::Error::custom(format!("this is no database's address, {allowed}"))) }
    }
}

/// An address that begins with `http://` or `https://`.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpUrl(Url);

impl HttpUrl {
    /// The whole address, with the password if it has one.
    #[must_use]
    pub fn expose(&self) -> &Url {
        &self.0
    }

    /// It is `https://`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }
}

impl fmt::Display for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(without_password(&self.0).as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for HttpUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HttpUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let allowed = "allowed is an address that begins with http:// or https://";
        let text = String::deserialize(deserializer).map_err(|_| D::Error::custom(allowed))?;
        match Url::parse(text.trim()) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(Self(url)),
            _ => Err(D::Error::custom(format!("this is no web address, {allowed}"))),
        }
    }
}

fn without_password(url: &Url) -> Url {
    let mut url = url.clone();
    if url.password().is_some() {
        // Fails only for addresses that cannot have a password.
        let _ = url.set_password(Some("(set)"));
    }
    url
}

/// So many bytes, one or more, written as `"20MB"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(u64);

impl Size {
    /// The number of bytes.
    #[must_use]
    pub fn bytes(self) -> u64 {
        self.0
    }
}

impl Serialize for Size {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            bytes if bytes.is_multiple_of(1_000_000) => {
                serializer.collect_str(&format_args!("{}MB", bytes / 1_000_000))
            }
            bytes if bytes.is_multiple_of(1000) => serializer.collect_str(&format_args!("{}kB", bytes / 1000)),
            bytes => serializer.collect_str(&format_args!("{bytes}B")),
        }
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.parse::<bytesize::ByteSize>() {
            Ok(size) if size.as_u64() > 0 => Ok(Self(size.as_u64())),
            _ => Err(D::Error::custom(format!(
                "found {}, allowed is a number above 0 and a unit (kB, MB, GB), such as \"20MB\"",
                shortened(&text)
            ))),
        }
    }
}

/// How sure the bot must be, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
pub struct Threshold(f64);

impl Threshold {
    /// The figure, from 0 to 1.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Threshold {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let figure = f64::deserialize(deserializer)?;
        if (0.0..=1.0).contains(&figure) {
            Ok(Self(figure))
        } else {
            Err(D::Error::custom(format!("found {figure}, allowed is a number from 0 to 1")))
        }
    }
}

/// Durations as `"1500ms"` or `"7d"`.
pub(super) mod duration {
    use std::time::Duration;

    use super::{Deserialize, Deserializer, Error, Serializer, shortened};

    pub(in super::super) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&humantime::format_duration(*duration))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        let text = String::deserialize(deserializer)?;
        humantime::parse_duration(&text).map_err(|_| {
            D::Error::custom(format!(
                "found {}, allowed is a whole number and a unit (ms, s, m, h, d, w), such as \"1500ms\" or \"7d\"",
                shortened(&text),
            ))
        })
    }
}

/// Durations that may be left out.
pub(super) mod optional_duration {
    use std::time::Duration;

    use super::{Deserializer, Serializer, duration};

    #[expect(clippy::ref_option, reason = "serde asks for this signature")]
    pub(in super::super) fn serialize<S: Serializer>(
        value: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => duration::serialize(value, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        duration::deserialize(deserializer).map(Some)
    }
}

/// A list of texts: a list in the file, separated by commas in the environment.
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct ListVisitor;

    impl<'de> Visitor<'de> for ListVisitor {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of texts in quotes")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut texts = Vec::new();
            while let Some(text) = seq.next_element()? {
                texts.push(text);
            }
            Ok(texts)
        }
    }

    deserializer.deserialize_any(ListVisitor)
}

/// A list of addresses (`10.0.0.1`) and ranges (`10.0.0.0/8`).
pub(super) fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let network = |text: String| {
        text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).map_err(|_| {
            let found = shortened(&text);
            D::Error::custom(format!("found {found}, allowed is an address or a range, such as \"10.0.0.0/8\""))
        })
    };
    list(deserializer)?.into_iter().map(network).collect()
}

/// A list of sites, as browsers name them.
pub(super) mod origins {
    use hamyar_web::{InvalidOrigin, Origin};

    use super::{Deserializer, Error, Serializer, list, shortened};

    pub(in super::super) fn serialize<S: Serializer>(origins: &[Origin], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(origins.iter().map(Origin::as_str))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Origin>, D::Error> {
        let origin = |text: String| {
            let refused = |allowed: InvalidOrigin| D::Error::custom(format!("found {}, {allowed}", shortened(&text)));
            text.trim().parse().map_err(refused)
        };
        list(deserializer)?.into_iter().map(origin).collect()
    }
}

/// An address and port to listen on.
pub(super) fn listen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| {
        let found = shortened(&text);
        D::Error::custom(format!("found {found}, allowed is an address and a port: \"127.0.0.1:8080\", \"[::1]:8080\""))
    })
}

/// A time zone by its name.
pub(super) fn time_zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| {
        let found = shortened(&text);
        D::Error::custom(format!(
            "found {found}, allowed is a name of the IANA list, such as \"Asia/Tehran\" or \"UTC\""
        ))
    })
}
