//! Which of this machine's addresses to hand out.

use std::net::{IpAddr, SocketAddr};

/// The host that stands in a link to a server that listens at `listening`: one that others can
/// reach, if there is one.
pub fn link_host(listening: SocketAddr) -> String {
    if !listening.ip().is_unspecified() {
        return listening.ip().to_canonical().to_string();
    }
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let candidates = interfaces
        .iter()
        .filter(|i| i.is_oper_up() || i.is_loopback())
        .map(|i| Candidate { address: i.ip(), interface: &i.name });
    best(candidates, listening.is_ipv6()).to_string()
}

/// Who can reach what listens at `listening`, at this moment.
#[cfg(feature = "windows")]
pub fn reach(listening: SocketAddr) -> salon::admin_ui::Reach {
    use salon::admin_ui::Reach;

    let linked: Option<IpAddr> = link_host(listening).parse().ok();
    if linked.is_none_or(|address| !address.is_loopback()) {
        Reach::Network
    } else if listening.ip().is_unspecified() {
        Reach::NoNetwork
    } else {
        Reach::ThisMachine
    }
}

/// An address of this machine, and the interface that has it.
struct Candidate<'a> {
    address: IpAddr,
    interface: &'a str,
}

/// The candidate that most of the people nearby can reach; IPv4 first, since it is easier to
/// type. What listens on all of IPv6 is reached by IPv4, too.
fn best<'a>(candidates: impl Iterator<Item = Candidate<'a>>, ipv6: bool) -> IpAddr {
    candidates
        .filter(|c| ipv6 || c.address.is_ipv4())
        .min_by_key(rank)
        .map_or(IpAddr::from([127, 0, 0, 1]), |c| c.address)
}

/// The lower, the better.
fn rank(candidate: &Candidate<'_>) -> u8 {
    // Networks that stay within this machine: containers and virtual machines.
    const INNER: [&str; 6] = ["docker", "br-", "veth", "virbr", "vmnet", "lxc"];
    let inner = INNER.iter().any(|prefix| candidate.interface.starts_with(prefix));
    let kind = match candidate.address {
        IpAddr::V4(ip) if ip.is_loopback() => 6,
        IpAddr::V6(ip) if ip.is_loopback() => 7,
        // A link-local address of IPv6 means nothing without the reader's own interface.
        IpAddr::V6(ip) if ip.is_unicast_link_local() => 8,
        IpAddr::V4(ip) if ip.is_link_local() => 4,
        IpAddr::V4(ip) if ip.is_private() => 0,
        IpAddr::V4(_) => 1,
        IpAddr::V6(_) => 2,
    };
    // After the real networks, before the loopback.
    if inner && kind < 5 { 5 } else { kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(candidates: &[(&str, &str)], ipv6: bool) -> String {
        let candidates = candidates
            .iter()
            .map(|&(interface, ip)| Candidate { address: ip.parse().unwrap(), interface });
        best(candidates, ipv6).to_string()
    }

    #[test]
    fn an_address_of_the_local_network_is_preferred() {
        let all = [
            ("lo", "127.0.0.1"),
            ("lo", "::1"),
            ("docker0", "172.17.0.1"),
            ("eth0", "fe80::1"),
            ("eth0", "2001:db8::5"),
            ("eth0", "203.0.113.9"),
            ("eth0", "192.168.1.5"),
        ];
        for (known, best) in [
            (7, "192.168.1.5"),
            (6, "203.0.113.9"),
            (5, "2001:db8::5"),
            (4, "172.17.0.1"),
            (2, "127.0.0.1"),
            (0, "127.0.0.1"),
        ] {
            assert_eq!(chosen(&all[..known], true), best);
        }
        assert_eq!(chosen(&all[..5], false), "172.17.0.1");
    }

    #[test]
    fn a_chosen_address_stays() {
        assert_eq!(link_host("10.1.2.3:5".parse().unwrap()), "10.1.2.3");
        assert_eq!(link_host("[::1]:5".parse().unwrap()), "::1");
    }

    #[test]
    fn no_link_leads_to_all_interfaces() {
        for listening in ["0.0.0.0:1", "[::]:1"] {
            let host: IpAddr = link_host(listening.parse().unwrap()).parse().unwrap();
            assert!(!host.is_unspecified());
        }
    }
}
