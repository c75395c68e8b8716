//! Whose network an address belongs to, for counters of wrong passwords and links.

use core::net::{IpAddr, Ipv6Addr};

/// Where the address of a caller is read from; the setting `CLIENT_ADDRESS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// `CF-Connecting-IP`, which Cloudflare sets itself and no caller can forge there.
    Cloudflare,
    /// Nowhere: on one's own server any caller could write that header, so nothing is counted by address.
    Nowhere,
}

impl Source {
    /// The one with this name in the configuration. Without the setting no header is believed.
    pub fn from_setting(text: Option<&str>) -> Option<Self> {
        match text {
            Some("cf") => Some(Self::Cloudflare),
            Some("none") | None => Some(Self::Nowhere),
            Some(_) => None,
        }
    }
}

/// The part of an address that is counted: an IPv4 address whole, of an IPv6 address its first 64 bits,
/// because one subscriber has at least all addresses under them (RFC 6177, RFC 8981). IPv4 inside IPv6
/// (`::ffff:a.b.c.d`) is that IPv4 address. None for what is no address.
pub fn counted(text: &str) -> Option<String> {
    match text.trim().parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(address) => Some(address.to_string()),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Some(format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> String {
        counted(text).unwrap_or_default()
    }

    #[test]
    fn an_ipv4_address_counts_whole() {
        assert_eq!(of("203.0.113.7"), "203.0.113.7");
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
    }

    #[test]
    fn an_ipv6_address_counts_by_its_first_64_bits() {
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(
            of("2001:db8:1:2::1"),
            of("2001:DB8:1:2:ffff:ffff:ffff:ffff")
        );
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::1"), "::/64");
    }

    #[test]
    fn ipv4_inside_ipv6_is_that_ipv4_address() {
        assert_eq!(of("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(of("::ffff:cb00:7107"), "203.0.113.7");
        assert_ne!(of("::ffff:203.0.113.7"), of("::ffff:203.0.113.8"));
    }

    #[test]
    fn what_is_no_address_counts_for_nobody() {
        for text in [
            "",
            "unknown",
            "203.0.113",
            "203.0.113.7:443",
            "fe80::1%eth0",
            "1.2.3.4, 5.6.7.8",
        ] {
            assert_eq!(counted(text), None, "{text}");
        }
    }

    #[test]
    fn without_the_setting_no_header_is_believed() {
        assert_eq!(Source::from_setting(Some("cf")), Some(Source::Cloudflare));
        assert_eq!(Source::from_setting(Some("none")), Some(Source::Nowhere));
        assert_eq!(Source::from_setting(None), Some(Source::Nowhere));
        assert_eq!(Source::from_setting(Some("CF")), None);
    }

    proptest! {
        #[test]
        fn whatever_stands_behind_the_first_64_bits_makes_no_difference(
            net in any::<u64>().prop_filter("not the range that holds IPv4", |it| *it != 0),
            one in any::<u64>(),
            other in any::<u64>(),
        ) {
            let address = |low: u64| Ipv6Addr::from((u128::from(net) << 64) | u128::from(low)).to_string();
            prop_assert_eq!(counted(&address(one)), counted(&address(other)));
        }

        #[test]
        fn ipv4_counts_the_same_inside_ipv6_and_outside(bits in any::<u32>()) {
            let v4 = core::net::Ipv4Addr::from(bits);
            prop_assert_eq!(counted(&v4.to_string()), counted(&v4.to_ipv6_mapped().to_string()));
        }
    }
}
