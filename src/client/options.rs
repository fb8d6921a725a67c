//! How a client behaves.

use std::time::{Duration, Instant};

/// Settings of one client; `Options::new("Ada")` is ready to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The pseudo wished for. The server normalises it.
    pub pseudo: String,
    /// Which program speaks, for the host to read.
    pub agent: String,
    /// How long reaching the server may take, over all of its addresses. Looking up its name is the
    /// system's affair and not counted.
    pub connect_timeout: Duration,
    /// How long an answer may take, a piece of a message may wait to be written, and a post for its
    /// place among the unacknowledged ones.
    pub request_timeout: Duration,
    /// Whether a lost connection is taken up again.
    pub reconnect: bool,
    /// Events that wait to be read, at most. What comes when it is full is told as
    /// [`Event::Gap`](super::Event::Gap).
    pub event_capacity: usize,
    /// Whether posts wait until the server's limits allow them (`WELCOME`), with a tenth to spare for
    /// an uneven network; one that is refused all the same is told so, as any. For programs that post
    /// much; a person never types that fast.
    pub pace: bool,
}

impl Options {
    /// Defaults: 10 s to connect, 10 s for an answer, reconnecting, 8192 events, no pacing.
    pub fn new(pseudo: impl Into<String>) -> Self {
        Self {
            pseudo: pseudo.into(),
            agent: concat!("salon ", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(10),
            reconnect: true,
            event_capacity: 8192,
            pace: false,
        }
    }
}

/// What a time is taken for that is too long to be added to the clock: more than a century.
const FOR_EVER: Duration = Duration::from_secs(u32::MAX as u64);

/// The moment after `wait`. An application may well name [`Duration::MAX`].
pub(super) fn from_now(wait: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(wait).unwrap_or_else(|| now + FOR_EVER)
}
