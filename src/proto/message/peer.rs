//! Messages by which a server introduces two clients to each other (`PROTOCOL.md`, "Peers").

use super::field::Field;
use super::{Message, Place, message};
use crate::proto::coding::{DecodeError, Reader, Writer};
use crate::proto::error_code::PeerRole;
use crate::proto::header::Frame;
use crate::proto::ids::{IntroductionId, MemberId, PeerSecret, Token};
use crate::proto::kind::Kind;
use crate::proto::name::Pseudo;
use std::net::{IpAddr, SocketAddr};

/// The kind of a sequence by which two agree to be introduced, and the content type of a stream that
/// carries what they say to each other.
pub const PEER: &str = "salon/peer";

/// The content type of the body of such a sequence that is for the posts of one room: its id, as `u32`.
pub const PEER_ROOM: &str = "salon/peer-room";

/// Bytes of an address without its port. One of IPv4 stands there as `::ffff:a.b.c.d`.
const IP_LEN: usize = 16;

impl Field<'_> for IpAddr {
    fn get(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
        let mut bytes = [0; IP_LEN];
        bytes.copy_from_slice(r.take(IP_LEN, field)?);
        Ok(Self::from(bytes).to_canonical())
    }

    fn put(&self, w: &mut Writer<'_>) {
        let bytes = match self {
            Self::V4(ip) => ip.to_ipv6_mapped().octets(),
            Self::V6(ip) => ip.octets(),
        };
        w.raw(&bytes);
    }
}

/// Where somebody may be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// The machine.
    pub ip: IpAddr,
    /// The port.
    pub port: u16,
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        Self { ip: address.ip().to_canonical(), port: address.port() }
    }
}

impl From<Address> for SocketAddr {
    fn from(address: Address) -> Self {
        Self::new(address.ip, address.port)
    }
}

impl Field<'_> for Address {
    fn get(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
        Ok(Self { ip: Field::get(r, field)?, port: Field::get(r, field)? })
    }

    fn put(&self, w: &mut Writer<'_>) {
        self.ip.put(w);
        self.port.put(w);
    }
}

message! {
    /// Says, instead of `HELLO`, that this connection comes from the port where its client listens.
    Prove = PROVE {
        /// Out of `INTRODUCE`; it proves once.
        token: Token,
    }
}

message! {
    /// The server has seen where the connection comes from.
    Proven = PROVEN {
        /// Where.
        address: Address,
    }
}

message! {
    /// Both have agreed to meet.
    Introduce = INTRODUCE {
        /// Where and when, in the inbox.
        place: Place,
        /// Which introduction.
        introduction: IntroductionId,
        /// Whom to meet.
        member: MemberId,
        /// What they are called.
        pseudo: Pseudo,
        /// Which side the receiver of this is.
        role: PeerRole,
        /// With what the receiver proves its address.
        token: Token,
        /// With what the two prove to each other that they are those who are introduced.
        secret: PeerSecret,
    }
}

message! {
    /// Both have proven their addresses: it is time to try.
    Dial = DIAL {
        /// Where and when, in the inbox.
        place: Place,
        /// Which introduction.
        introduction: IntroductionId,
        /// How long to try, in milliseconds.
        deadline: u32,
        /// Where the other may be reached, the best first.
        addresses: Vec<Address>,
    }
}

message! {
    /// Addresses that the client has within its own network. Answered by `OK`.
    Claim = CLAIM {
        /// Which introduction.
        introduction: IntroductionId,
        /// Where it listens.
        port: u16,
        /// On which addresses.
        addresses: Vec<IpAddr>,
    }
}
