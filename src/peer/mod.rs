//! Two clients who talk to each other directly, and encrypted from end to end (`PROTOCOL.md`,
//! "Peers").
//!
//! ```text
//! introduced by the server ──> meet: prove an address, dial and listen at once ──> Noise
//!     ──> the code ──> a tunnel ──> a small server of the responder's ──> two clients of it
//! ```
//!
//! A [`Mesh`] is a path to each other member of a room, over which its posts go past the server.

mod code;
mod consent;
mod error;
mod home;
mod line;
mod meet;
mod mesh;
mod noise;
mod outpost;
mod race;
mod relay;
mod session;
mod tunnel;
mod wanted;

pub use self::code::Code;
pub use self::consent::{agree, ask, decline_for_room, is_asked};
pub use self::error::PeerError;
pub use self::home::ROOM;
pub use self::meet::{MeetOptions, meet, meet_then};
pub use self::mesh::{Arrival, MAX_MEMBERS, Mesh, MeshPath, MeshState, Posted};
pub use self::session::{Path, Peer, PeerSession};
pub use self::wanted::Wanted;

#[cfg(test)]
mod tests;
