//! Which addresses somebody is ever told to try. One who could name any would make others knock at
//! doors that aren't theirs, so nearly none is passed on (`PROTOCOL.md`, "Peers").

use crate::proto::limits::{MAX_PEER_ADDRESSES, MIN_PEER_PORT};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// What the server knows of where somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whereabouts {
    /// Where their connection came from, out of the port at which they listen.
    pub proven: SocketAddr,
    /// Where they say that they listen within their own network.
    pub claimed: Vec<SocketAddr>,
}

/// How far an address carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Within the machine.
    Machine,
    /// On one cable, without a router.
    Link,
    /// Within a network that is somebody's own.
    Private,
    /// Everywhere.
    Public,
    /// It is nobody's.
    Nowhere,
}

/// Where `own` is told to try to reach `other`, the best first.
pub fn to_try(own: &Whereabouts, other: &Whereabouts) -> Vec<SocketAddr> {
    let mut tried = Vec::new();
    if may_reach(own.proven.ip(), other.proven) {
        tried.push(other.proven);
    }
    if share_a_network(own.proven.ip(), other.proven.ip()) {
        let near = other.claimed.iter().filter(|address| is_near(own, **address));
        for address in near {
            if !tried.contains(address) {
                tried.push(*address);
            }
        }
    }
    tried.truncate(MAX_PEER_ADDRESSES);
    tried
}

/// Whether an address from which the server was dialled means the same machine to one whom the
/// server sees at `from`. One of a private network would be somebody else in another one.
fn may_reach(from: IpAddr, to: SocketAddr) -> bool {
    if to.port() < MIN_PEER_PORT {
        return false;
    }
    match (reach(from), reach(to.ip())) {
        (Reach::Nowhere, _) | (_, Reach::Nowhere) => false,
        (_, Reach::Public) => true,
        (Reach::Machine | Reach::Private, Reach::Private) => true,
        (one, other) => one == other,
    }
}

/// Whether two whom the server sees so are behind the same router, or in the server's own network.
fn share_a_network(one: IpAddr, other: IpAddr) -> bool {
    let local = |ip| matches!(reach(ip), Reach::Machine | Reach::Private);
    one == other || local(one) && local(other)
}

/// Whether a claimed address stands in a network of which `own` has an address, too, and is another
/// machine there.
fn is_near(own: &Whereabouts, claimed: SocketAddr) -> bool {
    let mut own_addresses = own.claimed.iter().chain([&own.proven]).map(SocketAddr::ip);
    claimed.port() >= MIN_PEER_PORT
        && reach(claimed.ip()) == Reach::Private
        && own_addresses.clone().all(|ip| ip != claimed.ip())
        && own_addresses.any(|ip| neighbours(ip, claimed.ip()))
}

/// Whether two addresses have the network in common: all but the last byte of IPv4, the upper half
/// of IPv6.
fn neighbours(one: IpAddr, other: IpAddr) -> bool {
    match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => one.octets()[..3] == other.octets()[..3],
        (IpAddr::V6(one), IpAddr::V6(other)) => one.segments()[..4] == other.segments()[..4],
        _ => false,
    }
}

fn reach(ip: IpAddr) -> Reach {
    match ip.to_canonical() {
        IpAddr::V4(ip) => reach_v4(ip),
        IpAddr::V6(ip) => reach_v6(ip),
    }
}

fn reach_v4(ip: Ipv4Addr) -> Reach {
    let [first, second, ..] = ip.octets();
    match first {
        127 => Reach::Machine,
        0 | 224.. => Reach::Nowhere,
        _ if ip.is_link_local() => Reach::Link,
        // What a provider gives to many behind one router of its own is private, too.
        100 if (64..128).contains(&second) => Reach::Private,
        _ if ip.is_private() => Reach::Private,
        _ => Reach::Public,
    }
}

fn reach_v6(ip: Ipv6Addr) -> Reach {
    if ip.is_loopback() {
        Reach::Machine
    } else if ip.is_unique_local() {
        Reach::Private
    } else if is_global_unicast(ip) {
        Reach::Public
    } else {
        // Those of one cable mean nothing without the name of an interface, and the others are
        // ways of writing an address of IPv4, or nobody's.
        Reach::Nowhere
    }
}

/// 2000::/3, without what has an address of IPv4 inside it: that one would be reached.
fn is_global_unicast(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    first & 0xE000 == 0x2000 && first != 0x2002 && (first, second) != (0x2001, 0)
}
