//! How pages of other sites are read and links looked after, as it is written in settings.

use std::num::NonZeroU16;
use std::time::Duration;

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};
use url::Url;

use super::error::shortened;
use super::values;

/// How pages of other sites are read.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Sites {
    /// Hosts that may be read though they are not public.
    #[serde(deserialize_with = "hosts")]
    pub private: Vec<PrivateSite>,
    /// How many pages are read at once, at most.
    pub pages: NonZeroU16,
    /// How long one page may take. More than zero.
    #[serde(with = "values::duration")]
    pub page_within: Duration,
    /// How long all of them may take.
    #[serde(with = "values::duration")]
    pub within: Duration,
    /// The pause between two of them.
    #[serde(with = "values::duration")]
    pub pause: Duration,
    /// Whether the links of published articles are tried once a day.
    pub check_links: bool,
}

/// A host, with its port if that is not the web's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateSite {
    host: String,
    port: Option<u16>,
}

impl PrivateSite {
    /// The host: a name, or an address as a URL has it.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The only port, where it is not the web's.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    fn parse(text: &str) -> Option<Self> {
        // The scheme's own port would not show.
        let url = Url::parse(&format!("ftp://{}/", text.trim())).ok()?;
        let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        let host = Url::parse(&format!("http://{}/", url.host_str()?)).ok()?.host()?.to_string();
        // A name as it is resolved: nothing stands for several.
        let is_one = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte));
        (plain && is_one && url.password().is_none()).then_some(Self { host, port: url.port() })
    }
}

impl Serialize for PrivateSite {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.port {
            Some(port) => serializer.collect_str(&format_args!("{}:{port}", self.host)),
            None => serializer.serialize_str(&self.host),
        }
    }
}

/// A list of hosts.
fn hosts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PrivateSite>, D::Error> {
    let host = |text: String| {
        PrivateSite::parse(&text).ok_or_else(|| {
            let found = shortened(&text);
            D::Error::custom(format!(
                "found {found}, allowed is a host, such as \"wiki.intern\" or \"wiki.intern:8080\""
            ))
        })
    };
    values::list(deserializer)?.into_iter().map(host).collect()
}
