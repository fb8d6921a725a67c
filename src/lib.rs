//! Salon: rooms, private conversations and presence for everybody nearby.
//!
//! One program that a host starts, and a library of the same. With `default-features = false` it is
//! the protocol, the client and the server, without windows:
//!
//! - [`net::Server`] is the server: `Server::start(Config::default())` listens.
//! - [`client::Client`] is the client: blocking, with a queue of events.
//! - [`transfer::Transfers`] sends and receives files on top of it.
//! - [`services`] are what clients can call beside rooms; [`service!`] writes both sides of one.
//! - [`testing`] has what tests of either need: a network in memory, and a clock that is set.
//! - [`proto`] is the wire, for those who want neither. `PROTOCOL.md` describes it.
//!
//! Messages of your own are declared with [`payload!`] and sent as posts; the types say what can
//! happen: presence is one snapshot followed by its changes, gaps are explicit, queues are bounded.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

#[cfg(feature = "windows")]
pub mod admin_ui;
mod calls;
pub mod client;
#[cfg(feature = "windows")]
pub mod client_ui;
pub mod clock;
pub mod hub;
pub mod kinds;
#[cfg(feature = "windows")]
pub mod look;
pub mod net;
pub mod peer;
pub mod proto;
#[cfg(feature = "pictures")]
mod raster;
pub mod services;
pub mod testing;
#[cfg(feature = "texts")]
pub mod texts;
pub mod transfer;
#[cfg(feature = "cli")]
pub mod typed;
