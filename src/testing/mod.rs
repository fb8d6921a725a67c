//! For tests of programs that speak over a network: a connection in memory whose bytes are late, cut
//! or kept back as a seed says, and a clock that stands still until it is told to go on.
//!
//! Nothing here waits: what would block gives [`WouldBlock`](std::io::ErrorKind::WouldBlock), so
//! that one thread can drive both sides of a conversation, and a test that failed with some seed
//! fails with it again.
//!
//! ```
//! use salon::proto::ids::UnixMillis;
//! use salon::testing::{Faults, VirtualClock, pair};
//! use std::io::{ErrorKind, Read, Write};
//! use std::time::Duration;
//!
//! let time = VirtualClock::new(UnixMillis(0));
//! let (mut here, mut there) = pair(&time.clock(), 42);
//!
//! // What is sent from here arrives a second later, and the seventh byte is the last one.
//! let delay = Duration::from_secs(1);
//! here.set_faults(Faults { delay, cut_at: Some(7), ..Faults::NONE });
//! assert_eq!(here.write(b"hello world").unwrap(), 7);
//!
//! let mut came = [0; 32];
//! assert_eq!(there.read(&mut came).unwrap_err().kind(), ErrorKind::WouldBlock);
//! time.advance(there.next_arrival().unwrap().since(time.clock().now()));
//! assert_eq!(there.read(&mut came).unwrap(), 7);
//! assert_eq!(there.read(&mut came).unwrap_err().kind(), ErrorKind::ConnectionReset);
//! assert_eq!(here.write(b"more").unwrap_err().kind(), ErrorKind::ConnectionReset);
//! ```
//!
//! Salon's own server and client can be driven over it: [`net::Driven`](crate::net::Driven) is the
//! server without its threads, [`client::Driven`](crate::client::Driven) the client without its own.
//! `tests/simulation/` does so through thousands of random histories; this is the shortest one:
//!
//! ```
//! use salon::client::{self, Link, Options, Wait};
//! use salon::net::{self, Config};
//! use salon::proto::ids::UnixMillis;
//! use salon::testing::{VirtualClock, pair};
//! use std::sync::Arc;
//!
//! let time = VirtualClock::new(UnixMillis(1_700_000_000_000));
//! let mut server = net::Driven::new(Config::default(), time.clock()).unwrap();
//! let mut ada = client::Driven::new(Link::new("server", 1), Options::new("Ada"), time.clock(), 1);
//!
//! assert_eq!(ada.step(), Wait::Connection);
//! let (near, far) = pair(&time.clock(), 1);
//! ada.connected(Arc::new(near));
//! let connection = server.accept("192.0.2.7:4242".parse().unwrap(), Box::new(far));
//! while server.step(connection) {}
//! ada.step();
//! assert!(ada.is_online());
//! assert_eq!(server.snapshot().clients[0].pseudo, "Ada");
//! ```

mod faults;
mod pair;
mod pipe;
mod random;

pub use self::faults::Faults;
pub use self::pair::{End, pair};
pub use self::random::Random;
pub use crate::clock::{Clock, VirtualClock};
