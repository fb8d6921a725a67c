//! What the tests over real sockets share: a raw peer, a server to talk to, and a look at what the
//! process holds.

#![allow(dead_code)] // each test uses its part

pub mod course;
pub mod guest;
pub mod order;
pub mod peer;
pub mod process;
pub mod proxy;
pub mod received;
pub mod stage;
pub mod watchdog;

use std::time::Duration;

/// How long a test waits for what must come. It is never waited out where all is well.
pub const PATIENCE: Duration = Duration::from_secs(30);
