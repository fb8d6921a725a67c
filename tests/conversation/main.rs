//! Stories over real sockets: people arrive, enter rooms, talk, and leave.

mod arriving;
mod latest;
mod rooms;
#[path = "../support/mod.rs"]
mod support;
mod talking;

use salon::net::Config;
use salon::proto::ids::RoomId;
use support::stage::config;

const WHOLE_SERVER: RoomId = RoomId::INBOX;

/// A server on which nobody is told of others outside of rooms.
fn discreet() -> Config {
    Config { announce_below: 0, ..config() }
}
