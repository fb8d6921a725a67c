//! Services: what a server can be asked for beside its rooms. A program that has nothing to do with
//! chat plugs in here, and sees neither sockets nor windows.
//!
//! ```text
//! a client's thread ── Switchboard::call ──> the service's queue ──> its workers ──> the answer
//!   reads, dispatches   looks up, refuses        bounded             Service::call
//!                              └──> the watch, which answers what takes too long
//! ```
//!
//! - Each [`Service`] has threads and a queue of its own, both bounded: a slow one blocks no other. A
//!   full queue answers BUSY at once.
//! - A call is answered exactly once: by its worker, its deadline, or its cancelling, whichever is
//!   first. What runs can see that nobody waits for it any more ([`Call::is_cancelled`]).
//! - A service that panics has answered with an error, and goes on.
//! - State that belongs to a session ([`Call::state`]) outlives a lost connection that is resumed,
//!   and is dropped with the session, on a thread of the service.
//!
//! The `service!` macro writes a service's dispatcher, description and client from its methods; the
//! trait is there for those who want to do it by hand.

mod description;
mod flight;
mod host;
mod pool;
mod service;
mod switchboard;
mod watch;

pub use description::{Description, DescriptionError, Method};
pub use host::{Host, House, PostError, Question, Resolved, Then};
pub use service::{Call, Caller, Fault, Service};

pub(crate) use flight::{Answer, Calls};
pub(crate) use switchboard::{Asked, Switchboard};

use std::fmt;
use std::sync::Arc;

/// The services of a server. `Services::default()` is none.
#[derive(Clone, Default)]
pub struct Services(Vec<Plugged>);

/// A service, and what it may take.
#[derive(Clone)]
pub(crate) struct Plugged {
    pub service: Arc<dyn Service>,
    pub share: Share,
}

/// What a service may take of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Calls that it works on at the same time, each on a thread of its own; one at least.
    pub threads: usize,
    /// Calls that wait for a thread. What is more is answered BUSY.
    pub queue: usize,
}

impl Default for Share {
    fn default() -> Self {
        Self { threads: 4, queue: 256 }
    }
}

impl Services {
    /// These and one more, with four threads and a queue of 256.
    #[must_use]
    pub fn with(self, service: impl Service) -> Self {
        self.with_share(service, Share::default())
    }

    /// These and one more.
    #[must_use]
    pub fn with_share(mut self, service: impl Service, share: Share) -> Self {
        self.0.push(Plugged { service: Arc::new(service), share });
        self
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Plugged> {
        self.0.iter()
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|plugged| plugged.service.describe().name))
            .finish()
    }
}

/// The same services, not services that are alike.
impl PartialEq for Services {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Plugged, &Plugged)| {
            Arc::ptr_eq(&a.service, &b.service) && a.share == b.share
        };
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(same)
    }
}

impl Eq for Services {}
