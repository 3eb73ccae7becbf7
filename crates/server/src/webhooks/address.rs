//! Where a webhook may lead: https to public addresses. The check is part of the look-up that the connection itself is made
//! with, so a name that answers differently a moment later gains nothing; addresses written as numbers are checked before.

use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use qc::webhook::LIMIT_URL_CHARS;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressRefused {
    #[error("this is no web address; write it as in https://hooks.example.com/asset-qc")]
    NotAnAddress,
    #[error("the address is longer than {LIMIT_URL_CHARS} characters")]
    TooLong,
    #[error("the address must begin with https://, so that messages cannot be read on their way")]
    NotHttps,
    #[error("the address must not carry a name or a password; messages are signed instead")]
    HasCredentials,
    #[error("the host {host} cannot be found; check its spelling")]
    NoSuchHost { host: String },
    #[error("{host} leads to {address}, which is not an address of the public internet")]
    NotPublic { host: String, address: IpAddr },
}

type Found = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;
/// Asks for the addresses of a host.
pub type Lookup = Arc<dyn Fn(String) -> Found + Send + Sync>;

/// As this machine finds hosts.
pub fn of_system() -> Lookup {
    Arc::new(|host| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    })
}

/// Looks hosts up and lets none through of which any address is not public.
#[derive(Clone)]
pub struct Guard {
    lookup: Lookup,
    is_local_allowed: bool,
}

impl Guard {
    pub fn new(lookup: Lookup, is_local_allowed: bool) -> Guard {
        Guard {
            lookup,
            is_local_allowed,
        }
    }

    /// What can be said of an address without looking anything up.
    pub fn read(&self, text: &str) -> Result<Url, AddressRefused> {
        if text.chars().count() > LIMIT_URL_CHARS {
            return Err(AddressRefused::TooLong);
        }
        let url: Url = text.trim().parse().map_err(|_| AddressRefused::NotAnAddress)?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(AddressRefused::NotAnAddress);
        }
        if url.scheme() != "https" && !self.is_local_allowed {
            return Err(AddressRefused::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressRefused::HasCredentials);
        }
        match url.host() {
            Some(Host::Ipv4(ip)) => self.admit(ip.to_string(), &[ip.into()])?,
            Some(Host::Ipv6(ip)) => self.admit(ip.to_string(), &[ip.into()])?,
            Some(Host::Domain(_)) | None => {}
        }
        Ok(url)
    }

    /// The same, and where its host leads now.
    pub async fn check(&self, text: &str) -> Result<Url, AddressRefused> {
        let url = self.read(text)?;
        if let Some(Host::Domain(host)) = url.host() {
            self.find(host.to_owned()).await?;
        }
        Ok(url)
    }

    async fn find(&self, host: String) -> Result<Vec<IpAddr>, AddressRefused> {
        let found = (self.lookup)(host.clone()).await.unwrap_or_default();
        if found.is_empty() {
            return Err(AddressRefused::NoSuchHost { host });
        }
        self.admit(host, &found)?;
        Ok(found)
    }

    fn admit(&self, host: String, addresses: &[IpAddr]) -> Result<(), AddressRefused> {
        match addresses.iter().find(|address| !is_public(**address)) {
            Some(address) if !self.is_local_allowed => Err(AddressRefused::NotPublic {
                host,
                address: *address,
            }),
            _ => Ok(()),
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let found = guard.find(name.as_str().to_owned()).await?;
            let addresses: Addrs = Box::new(found.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(addresses)
        })
    }
}

/// Whether an address is one of the public internet: not of this machine, of a private network, or set apart.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match within_v6(address) {
            Some(within) => is_public_v4(within),
            None => is_public_v6(address),
        },
    }
}

/// IANA's registry of special-purpose addresses (RFC 6890 and its successors).
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_apart = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b));
    !is_apart
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Only 2000::/3 is given out; of that, protocol assignments (Teredo among them) and documentation are apart.
    (a & 0xe000) == 0x2000
        && !(a == 0x2001 && b < 0x0200)
        && !(a == 0x2001 && b == 0x0db8)
        && !(a == 0x3fff && b < 0x1000)
}

/// The IPv4 address that an IPv6 address stands for: mapped, compatible, NAT64, 6to4.
fn within_v6(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let pair = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0 | 0xffff) if address != Ipv6Addr::LOCALHOST && !address.is_unspecified() => {
            Some(pair(g, h))
        }
        (0x64, 0xff9b, ..) => Some(pair(g, h)),
        (0x2002, ..) => Some(pair(b, c)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(addresses: &'static [&'static str]) -> Guard {
        let lookup: Lookup = Arc::new(move |_| {
            let found = addresses.iter().map(|address| address.parse().unwrap()).collect();
            Box::pin(async move { Ok(found) })
        });
        Guard::new(lookup, false)
    }

    #[test]
    fn addresses_that_are_set_apart_are_not_public() {
        for apart in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.8",
            "198.18.0.1",
            "198.51.100.7",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2002:c0a8:101::",
        ] {
            assert!(!is_public(apart.parse().unwrap()), "{apart}");
        }
        for public in [
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "2002:101:101::",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn only_https_without_credentials_is_read() {
        let guard = finding(&["1.1.1.1"]);
        let refused = |text: &str| guard.read(text).unwrap_err();
        assert_eq!(refused("hooks.example.com"), AddressRefused::NotAnAddress);
        assert_eq!(refused("file:///etc/passwd"), AddressRefused::NotAnAddress);
        assert_eq!(refused("http://hooks.example.com/"), AddressRefused::NotHttps);
        assert_eq!(
            refused("https://me:secret@hooks.example.com/"),
            AddressRefused::HasCredentials
        );
        assert!(
            guard
                .read("https://hooks.example.com:8443/asset-qc?key=1")
                .is_ok()
        );
        for written in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
        ] {
            assert!(
                matches!(refused(written), AddressRefused::NotPublic { .. }),
                "{written}"
            );
        }
    }

    #[tokio::test]
    async fn a_host_with_one_private_address_among_public_ones_is_refused() {
        let refused = finding(&["1.1.1.1", "10.0.0.7"])
            .check("https://hooks.example.com/")
            .await
            .unwrap_err();
        assert_eq!(
            refused.to_string(),
            "hooks.example.com leads to 10.0.0.7, which is not an address of the public internet"
        );
        let refused = finding(&[]).check("https://hoks.example.com/").await.unwrap_err();
        assert!(matches!(refused, AddressRefused::NoSuchHost { .. }));
        assert!(
            finding(&["1.1.1.1"])
                .check("https://hooks.example.com/")
                .await
                .is_ok()
        );
    }
}
