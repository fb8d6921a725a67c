//! The wire: bytes in, values out. No socket, no thread, no clock (`PROTOCOL.md`).
//!
//! A connection begins with a [`header::Preface`] in each direction. Then come messages, each a
//! [`header::Header`] of 12 bytes and a payload. [`message`] has their fields, [`coding`] the few
//! ways in which a field can stand there, [`limits`] every number that bounds them, and
//! [`machine`] what may come when; on a connection of a stream it is [`stream`] that says so, in a
//! tunnel between two peers [`tunnel`].

pub mod body;
pub mod coding;
pub mod error_code;
pub mod failure;
pub mod header;
pub mod heartbeat;
pub mod ids;
pub mod kind;
pub mod limits;
pub mod machine;
pub mod message;
pub mod name;
pub mod stream;
pub mod tunnel;
pub mod value;
