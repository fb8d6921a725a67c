//! How a connection ends whose last words are said.

use super::conn::Conn;
use super::shared::Shared;
use crate::proto::ids::Tick;
use std::time::Duration;

/// How long to wait for the other side to close after our last words.
const LINGER: Duration = Duration::from_secs(5);

/// The most of it that one read throws away, in bytes.
const LINGER_BUFFER: usize = 2 * 1024;

/// The most that is read and thrown away in that time, in bytes.
const LINGER_BYTES: usize = 4 * 1024 * 1024;

/// Reads what still comes, and passes over it: see [`Lingering`].
pub(super) fn linger(shared: &Shared, conn: &Conn) {
    let mut lingering = Lingering::new(shared);
    let mut unread = Vec::with_capacity(LINGER_BUFFER);
    loop {
        let left = shared.clock.until(lingering.until());
        unread.clear();
        if left.is_zero() || conn.wire().set_receive_timeout(left).is_err() {
            return;
        }
        match conn.wire().receive(&mut unread) {
            Ok(0) | Err(_) => return,
            Ok(count) if lingering.goes_on(count) => {}
            Ok(_) => return,
        }
    }
}

/// Closing over unread bytes would take our last words back: they are read until the other side
/// closes, for so long and so many at most.
pub(super) struct Lingering {
    until: Tick,
    left: usize,
}

impl Lingering {
    /// From now on.
    pub fn new(shared: &Shared) -> Self {
        Self { until: shared.clock.now().plus(LINGER), left: LINGER_BYTES }
    }

    /// When it ends.
    pub fn until(&self) -> Tick {
        self.until
    }

    /// So many bytes came. Whether more may.
    pub fn goes_on(&mut self, count: usize) -> bool {
        self.left = self.left.saturating_sub(count);
        self.left > 0
    }
}
