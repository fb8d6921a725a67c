//! `salon://HOST:PORT/ROOM#FRAGMENT`: the one line that a host hands out.

use crate::proto::limits::DEFAULT_PORT;
use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

const SCHEME: &str = "salon://";

/// Where to go: a server, and perhaps a room in it.
///
/// Read from text, `salon://` may be missing, and everything after the host. Room and fragment are
/// percent-encoded in the text and plain in here. The fragment never leaves this side.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// A name or an address; an IPv6 address stands here without its brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The room to enter.
    pub room: Option<String>,
    /// What stands after `#`: for the client alone.
    pub fragment: Option<String>,
}

/// Why a text is not a link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It begins with another scheme.
    #[error("a link begins with salon://, not with {0}://")]
    Scheme(String),
    /// There is no host, or it has characters that no host has.
    #[error("{0:?} can't be the name of a host; a link is salon://HOST:PORT/ROOM")]
    Host(String),
    /// The port is no number from 1 to 65535.
    #[error("{0:?} is not a port; it is a number from 1 to 65535")]
    Port(String),
    /// A `%` is not followed by two hexadecimal digits, or what they say is not UTF-8.
    #[error("{0:?} is not percent-encoded text")]
    Percent(String),
}

impl Link {
    /// A link to a server, without a room.
    pub fn new(host: &str, port: u16) -> Self {
        Self { host: host.to_owned(), port, room: None, fragment: None }
    }

    /// `HOST:PORT`, with brackets around an IPv6 address.
    pub fn address(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

impl FromStr for Link {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Self, LinkError> {
        let rest = without_scheme(text.trim())?;
        let (rest, fragment) = match rest.split_once('#') {
            Some((rest, fragment)) => (rest, Some(percent_decode(fragment)?)),
            None => (rest, None),
        };
        let (authority, room) = match rest.split_once('/') {
            Some((authority, room)) => (authority, percent_decode(room.trim_end_matches('/'))?),
            None => (rest, String::new()),
        };
        let (host, port) = split_authority(authority)?;
        let room = Some(room).filter(|room| !room.is_empty());
        let fragment = fragment.filter(|fragment| !fragment.is_empty());
        Ok(Self { host, port, room, fragment })
    }
}

fn without_scheme(text: &str) -> Result<&str, LinkError> {
    match text.split_once("://") {
        None => Ok(text),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("salon") => Ok(rest),
        Some((scheme, _)) => Err(LinkError::Scheme(scheme.to_owned())),
    }
}

/// Host and port; an IPv6 address alone needs no brackets.
fn split_authority(authority: &str) -> Result<(String, u16), LinkError> {
    if authority.parse::<Ipv6Addr>().is_ok() {
        return Ok((authority.to_owned(), DEFAULT_PORT));
    }
    let bad_host = || LinkError::Host(authority.to_owned());
    if let Some(rest) = authority.strip_prefix('[') {
        let (host, port) = rest.split_once(']').ok_or_else(bad_host)?;
        // A zone ("%eth0") is the system's to understand.
        let address = host.split_once('%').map_or(host, |(address, _)| address);
        if address.parse::<Ipv6Addr>().is_err() {
            return Err(bad_host());
        }
        return match port.strip_prefix(':') {
            Some(port) => Ok((host.to_owned(), parse_port(port)?)),
            None if port.is_empty() => Ok((host.to_owned(), DEFAULT_PORT)),
            None => Err(bad_host()),
        };
    }
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, parse_port(port)?),
        None => (authority, DEFAULT_PORT),
    };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"@?[]\\%".contains(c);
    if host.is_empty() || !host.chars().all(plain) {
        return Err(bad_host());
    }
    Ok((host.to_owned(), port))
}

fn parse_port(text: &str) -> Result<u16, LinkError> {
    match text.parse() {
        Ok(port) if port != 0 && text.bytes().all(|b| b.is_ascii_digit()) => Ok(port),
        _ => Err(LinkError::Port(text.to_owned())),
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}", self.address())?;
        if let Some(room) = &self.room {
            write!(f, "/{}", percent_encode(room))?;
        }
        if let Some(fragment) = &self.fragment {
            write!(f, "#{}", percent_encode(fragment))?;
        }
        Ok(())
    }
}

/// Leaves letters, digits and what no reader of links trips over.
fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~=&,:+".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn percent_decode(text: &str) -> Result<String, LinkError> {
    let bad = || LinkError::Percent(text.to_owned());
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let (digits, after) = rest.split_first_chunk::<2>().ok_or_else(bad)?;
        let digit = |d: u8| char::from(d).to_digit(16).and_then(|d| u8::try_from(d).ok());
        let (Some(high), Some(low)) = (digit(digits[0]), digit(digits[1])) else {
            return Err(bad());
        };
        out.push(high << 4 | low);
        rest = after;
    }
    String::from_utf8(out).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(host: &str, port: u16, room: Option<&str>, fragment: Option<&str>) -> Link {
        Link {
            host: host.into(),
            port,
            room: room.map(Into::into),
            fragment: fragment.map(Into::into),
        }
    }

    #[test]
    fn many_ways_to_write_one() {
        for (text, expected) in [
            ("salon://example.org", link("example.org", 2428, None, None)),
            ("SALON://example.org/", link("example.org", 2428, None, None)),
            ("example.org", link("example.org", 2428, None, None)),
            (" 10.0.0.7:9 ", link("10.0.0.7", 9, None, None)),
            ("h/lobby", link("h", 2428, Some("lobby"), None)),
            ("salon://h:1/lobby#fp=ab", link("h", 1, Some("lobby"), Some("fp=ab"))),
            ("salon://h/caf%C3%A9%20noir/", link("h", 2428, Some("café noir"), None)),
            ("salon://h/café", link("h", 2428, Some("café"), None)),
            ("salon://[::1]:7/a", link("::1", 7, Some("a"), None)),
            ("[fe80::1%eth0]", link("fe80::1%eth0", 2428, None, None)),
            ("::1", link("::1", 2428, None, None)),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_none_says_why() {
        for (text, why) in [
            ("", LinkError::Host(String::new())),
            ("salon:///lobby", LinkError::Host(String::new())),
            ("http://h", LinkError::Scheme("http".into())),
            ("h:0", LinkError::Port("0".into())),
            ("h:65536", LinkError::Port("65536".into())),
            ("h:+1", LinkError::Port("+1".into())),
            ("h:", LinkError::Port(String::new())),
            ("a b", LinkError::Host("a b".into())),
            ("u@h", LinkError::Host("u@h".into())),
            ("[h]", LinkError::Host("[h]".into())),
            ("[::1]7", LinkError::Host("[::1]7".into())),
            ("h/%4", LinkError::Percent("%4".into())),
            ("h/%FF", LinkError::Percent("%FF".into())),
        ] {
            assert_eq!(text.parse::<Link>(), Err(why), "{text}");
        }
    }

    #[test]
    fn what_is_shown_is_read_again() {
        for one in [
            link("h", 1, None, None),
            link("::1", 2, Some("a b/c#d%é"), Some("fp=ab&t=1 2")),
            link("10.0.0.1", 3, Some("🦊"), None),
        ] {
            assert_eq!(one.to_string().parse(), Ok(one.clone()), "{one}");
        }
        assert_eq!(link("::1", 2, Some("a b"), None).to_string(), "salon://[::1]:2/a%20b");
    }
}
