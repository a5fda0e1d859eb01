//! Who may be called. A name is resolved here, once for each connection, and the connection goes to the very addresses that were looked
//! at: between the look and the call there is no moment in which a name could come to mean something else.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;
use url::{Host, Url};

use super::Refused;
use super::address::{is_public, may_be_named};
use crate::config::PrivateSite;

/// The ports of the web.
const PORTS: [u16; 2] = [80, 443];

/// Who may be called: whoever is public, and the hosts that the settings name.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    private: Arc<[PrivateSite]>,
}

impl Guard {
    pub(super) fn new(private: Vec<PrivateSite>) -> Self {
        Self { private: private.into() }
    }

    /// Whether it may be called as far as the address itself tells. What a name stands for is looked at when it is called.
    pub(super) fn check(&self, url: &Url) -> Result<(), Refused> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refused::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::UserInfo);
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(Refused::NoAddress);
        };
        let name = host.to_string();
        let is_named = self.named(&name).next().is_some();
        let allowed = if is_named {
            self.named(&name).any(|site| site.port().map_or(PORTS.contains(&port), |own| own == port))
        } else {
            PORTS.contains(&port)
        };
        if !allowed {
            return Err(Refused::Port(port));
        }
        let admitted = match host {
            Host::Ipv4(address) => self.admits(&name, address.into()),
            Host::Ipv6(address) => self.admits(&name, address.into()),
            Host::Domain(_) => true,
        };
        if admitted { Ok(()) } else { Err(Refused::Private(name)) }
    }

    fn named<'a>(&'a self, host: &str) -> impl Iterator<Item = &'a PrivateSite> {
        self.private.iter().filter(move |site| site.host().eq_ignore_ascii_case(host))
    }

    fn admits(&self, host: &str, address: std::net::IpAddr) -> bool {
        is_public(address) || self.named(host).next().is_some() && may_be_named(address)
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let host = name.as_str();
            let found = lookup_host((host, 0)).await.map_err(|_| Refused::UnknownName(host.to_owned()))?;
            let found: Vec<SocketAddr> = found.collect();
            // One that is not public is enough: a name has no business to stand for both.
            if found.is_empty() || found.iter().any(|address| !guard.admits(host, address.ip())) {
                return Err(Refused::Private(host.to_owned()).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
