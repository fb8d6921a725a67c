//! The inbox of a session: its private events, numbered as a room's are, the newest kept so that a
//! resume misses none.

use crate::proto::ids::{Epoch, Number};
use std::collections::VecDeque;
use std::sync::Arc;

/// Most events that an inbox keeps.
pub const MAX_KEPT: usize = 512;

/// Most bytes that an inbox keeps.
pub const MAX_KEPT_BYTES: usize = 512 * 1024;

/// One session's private events. When it is full the oldest are forgotten; who resumes from before
/// them is told so.
#[derive(Debug)]
pub struct Inbox {
    epoch: Epoch,
    next: Number,
    kept: VecDeque<Arc<[u8]>>,
    kept_bytes: usize,
}

impl Inbox {
    /// An empty inbox.
    pub fn new(epoch: Epoch) -> Self {
        Self { epoch, next: Number(1), kept: VecDeque::new(), kept_bytes: 0 }
    }

    /// In which epoch its numbers count.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The number that the next event will have.
    pub fn next(&self) -> Number {
        self.next
    }

    /// Appends the frame that `encode` makes for the number it is given.
    pub fn append(&mut self, encode: impl FnOnce(Number) -> Vec<u8>) -> Arc<[u8]> {
        let frame: Arc<[u8]> = encode(self.next).into();
        self.next = self.next.next();
        self.kept_bytes += frame.len();
        self.kept.push_back(Arc::clone(&frame));
        while self.kept.len() > MAX_KEPT || self.kept_bytes > MAX_KEPT_BYTES {
            let Some(oldest) = self.kept.pop_front() else { break };
            self.kept_bytes -= oldest.len();
        }
        frame
    }

    /// The first number that is still kept, or the next one.
    pub fn first_kept(&self) -> Number {
        Number(self.next.0 - self.kept.len() as u64)
    }

    /// The kept events after `last`, in order.
    pub fn after(&self, last: Number) -> impl Iterator<Item = &Arc<[u8]>> {
        let skip = last.next().0.saturating_sub(self.first_kept().0);
        self.kept.iter().skip(usize::try_from(skip).unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_newest_and_knows_what_is_gone() {
        let mut inbox = Inbox::new(Epoch(3));
        for _ in 0..MAX_KEPT + 10 {
            inbox.append(|n| n.0.to_be_bytes().to_vec());
        }
        assert_eq!(inbox.first_kept(), Number(11));
        let last = Number(MAX_KEPT as u64 + 8);
        let after: Vec<_> = inbox.after(last).map(|f| f.to_vec()).collect();
        assert_eq!(after, [521u64.to_be_bytes().to_vec(), 522u64.to_be_bytes().to_vec()]);
        assert_eq!(inbox.after(Number(0)).count(), MAX_KEPT);
        assert_eq!(inbox.after(inbox.next()).count(), 0);
    }
}
