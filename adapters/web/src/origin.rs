//! The address of a site, as browsers name it when they say where a page comes from.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// A site: scheme, host, and the port unless it is the scheme's own, such as `https://example.org`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// A text that does not name one site.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "allowed is a site's address without a path: http:// or https://, the host, and the port if it has one, such as \
     \"https://example.org\""
)]
pub struct InvalidOrigin;

impl Origin {
    /// The site, as a browser writes it in `Origin` and compares it with `frame-ancestors`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Origin {
    type Err = InvalidOrigin;

    /// Takes the slash that browsers add when an address is copied, and names in any script.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| InvalidOrigin)?;
        let host = url.host_str().unwrap_or_default();
        // What `frame-ancestors` can name: the parser alone lets wildcards and the policy's own marks pass.
        let named = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
        let alone = url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none();
        if matches!(url.scheme(), "http" | "https") && !host.is_empty() && named && alone {
            return Ok(Self(url.origin().ascii_serialization()));
        }
        Err(InvalidOrigin)
    }
}
