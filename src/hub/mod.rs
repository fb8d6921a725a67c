//! Who is where, and what may happen: plain values with pure rules. Time is an argument; no
//! socket, no thread, no window.
//!
//! The server wraps these values in locks (see `ARCHITECTURE.md`): one on the [`directory`], one on
//! each [`room`] with its [`tape`], one on each session's [`inbox`].

pub mod bans;
pub mod directory;
pub mod host;
pub mod inbox;
pub mod introduction;
pub mod names;
pub mod newest;
pub mod notices;
mod page;
pub mod posts;
pub mod rate;
pub mod room;
pub mod sequence;
pub mod streams;
pub mod tape;
