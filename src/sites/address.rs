//! Which addresses are anybody's to call. Pure.

use std::net::IpAddr;
use std::sync::LazyLock;

use ipnet::IpNet;

/// What lies on machines of ours, in our networks, or is nobody's: IANA's registries of special purposes. Of IPv6 only `2000::/3` is given
/// out at all, so that mapped and translated IPv4 (`::ffff:0:0/96`, `64:ff9b::/96`), loopback, link-local and unique-local are outside.
const SPECIAL: [&str; 21] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    // Public by its number, but on every machine of one cloud it is that cloud's own.
    "168.63.129.16/32",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    // Teredo and the like, which carry IPv4; documentation; 6to4, which carries IPv4; documentation.
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "2620:4f:8000::/48",
];
const GIVEN_OUT: &str = "2000::/3";

/// What is nobody's to call even where settings name the host: where clouds keep secrets for their machines, at link-local addresses
/// and some others, and what is no single machine.
const NEVER: [&str; 11] = [
    "0.0.0.0/8",
    "100.100.100.200/32",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "192.0.0.192/32",
    "224.0.0.0/3",
    "::/128",
    "fd00:ec2::254/128",
    "fd20:ce::254/128",
    "fe80::/10",
    "ff00::/8",
];

static SPECIAL_NETS: LazyLock<Vec<IpNet>> = LazyLock::new(|| nets(&SPECIAL));
static NEVER_NETS: LazyLock<Vec<IpNet>> = LazyLock::new(|| nets(&NEVER));
static GIVEN_OUT_NETS: LazyLock<Vec<IpNet>> = LazyLock::new(|| nets(&[GIVEN_OUT]));

fn nets(texts: &[&str]) -> Vec<IpNet> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

fn is_in(nets: &[IpNet], address: IpAddr) -> bool {
    nets.iter().any(|net| net.contains(&address))
}

/// Whether it is a public address.
pub(super) fn is_public(address: IpAddr) -> bool {
    (address.is_ipv4() || is_in(&GIVEN_OUT_NETS, address)) && !is_in(&SPECIAL_NETS, address)
}

/// Whether it may be called where settings name the host.
pub(super) fn may_be_named(address: IpAddr) -> bool {
    !is_in(&NEVER_NETS, address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::{GIVEN_OUT, NEVER, SPECIAL, is_public, may_be_named, nets};

    #[test]
    fn every_net_is_one() {
        assert_eq!((nets(&SPECIAL).len(), nets(&NEVER).len()), (SPECIAL.len(), NEVER.len()));
        assert_eq!(nets(&[GIVEN_OUT]).len(), 1);
    }

    #[test]
    fn only_what_is_anybodys_is_public() {
        for address in
            ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00::1"]
        {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "5f00::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn where_a_host_is_named_what_is_ours_may_be_called_but_no_cloud_is_asked_for_secrets() {
        for address in
            ["127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "100.64.0.1", "168.63.129.17", "fd00::1", "8.8.8.8"]
        {
            assert!(may_be_named(address.parse().unwrap()), "{address}");
        }
        for address in [
            "100.100.100.200",
            "168.63.129.16",
            "169.254.169.254",
            "192.0.0.192",
            "::ffff:169.254.169.254",
            "::ffff:100.100.100.200",
            "fd00:ec2::254",
            "fd20:ce::254",
            "fe80::1",
            "0.0.0.0",
            "::",
            "224.0.0.1",
            "255.255.255.255",
        ] {
            assert!(!may_be_named(address.parse().unwrap()), "{address}");
        }
    }
}
