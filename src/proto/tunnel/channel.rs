//! One connection inside a tunnel, as one end sees it: what came for the program here, and how many
//! bytes may be under way in each direction.

use std::collections::VecDeque;

/// Bytes of one channel that may be under way, or wait here for a reader who is slow.
pub const WINDOW: u32 = 256 * 1024;

/// The most bytes that a channel sends before it is another one's turn.
pub const MAX_DATA: usize = 16 * 1024;

/// See the module.
#[derive(Debug)]
pub struct Channel {
    /// What came for the program here and was not taken yet: [`WINDOW`] bytes at most.
    inbound: VecDeque<u8>,
    /// Bytes that the other side may still send.
    granted: u32,
    /// Bytes that were taken, for which the other side has not been given credit yet.
    taken: u32,
    /// Bytes that may still be sent.
    credit: u32,
    /// The program here says nothing more.
    ended: bool,
    /// Nothing more comes from the other side.
    other_ended: bool,
    /// The program here takes nothing more, or was told that nothing more comes.
    shut: bool,
}

impl Channel {
    pub(super) fn new() -> Self {
        Self {
            inbound: VecDeque::new(),
            granted: WINDOW,
            taken: 0,
            credit: WINDOW,
            ended: false,
            other_ended: false,
            shut: false,
        }
    }

    /// How many bytes the program here may say now, [`MAX_DATA`] at most.
    pub fn may_send(&self) -> usize {
        let credit = usize::try_from(self.credit).unwrap_or(usize::MAX);
        if self.ended { 0 } else { credit.min(MAX_DATA) }
    }

    /// It has said so many bytes, no more than it might.
    pub fn sent(&mut self, count: usize) {
        self.credit = self.credit.saturating_sub(u32::try_from(count).unwrap_or(u32::MAX));
    }

    /// It says nothing more.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// Bytes that wait for it to take them. There may be more behind them.
    pub fn waiting(&self) -> &[u8] {
        self.inbound.as_slices().0
    }

    /// It has taken so many of them.
    pub fn took(&mut self, count: usize) {
        let count = count.min(self.inbound.len());
        self.inbound.drain(..count);
        self.taken += u32::try_from(count).unwrap_or(u32::MAX);
    }

    /// It takes nothing more. What comes from now on goes nowhere, and counts as taken: the other side,
    /// without credit, would never come to its own end.
    pub fn gone(&mut self) {
        self.took(self.inbound.len());
        self.inbound = VecDeque::new();
        self.shut = true;
    }

    /// How much credit to give to the other side, once it is enough to be worth a message.
    pub fn credit_due(&mut self) -> Option<u32> {
        if self.taken < WINDOW / 2 {
            return None;
        }
        self.granted += self.taken;
        Some(std::mem::take(&mut self.taken))
    }

    /// Whether the program here is to be told that nothing more comes. True once.
    pub fn to_shut(&mut self) -> bool {
        let shut = self.other_ended && self.inbound.is_empty() && !self.shut;
        self.shut |= shut;
        shut
    }

    /// Whether there is nothing left to do for it.
    pub fn is_over(&self) -> bool {
        self.ended && self.other_ended && self.inbound.is_empty()
    }

    /// Bytes of the other side; `None` if they are more than it may send. After its end they are
    /// passed over.
    pub(super) fn came(&mut self, bytes: &[u8]) -> Option<()> {
        if self.other_ended {
            return Some(());
        }
        let count = u32::try_from(bytes.len()).ok()?;
        self.granted = self.granted.checked_sub(count)?;
        if self.shut {
            self.taken += count;
        } else {
            self.inbound.extend(bytes);
        }
        Some(())
    }

    /// The other side takes so many more.
    pub(super) fn credited(&mut self, bytes: u32) {
        self.credit = self.credit.saturating_add(bytes);
    }

    /// The other side says nothing more.
    pub(super) fn other_ended(&mut self) {
        self.other_ended = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: usize = WINDOW as usize / 2;

    #[test]
    fn it_is_over_once_both_have_ended_and_all_is_taken() {
        let mut channel = Channel::new();
        channel.came(b"in").unwrap();
        channel.other_ended();
        channel.end();
        assert!(!channel.to_shut() && !channel.is_over());
        assert_eq!(channel.waiting(), b"in");
        channel.took(2);
        assert!(channel.to_shut() && channel.is_over());
        assert!(!channel.to_shut());
        assert_eq!(channel.may_send(), 0);
    }

    #[test]
    fn no_more_is_taken_than_was_granted() {
        let mut channel = Channel::new();
        channel.came(&vec![0; WINDOW as usize]).unwrap();
        assert_eq!(channel.came(b"x"), None);
    }

    #[test]
    fn credit_comes_back_as_bytes_are_taken() {
        let mut channel = Channel::new();
        channel.came(&vec![7; WINDOW as usize]).unwrap();
        channel.took(HALF - 1);
        assert_eq!(channel.credit_due(), None);
        channel.took(1);
        assert_eq!(channel.credit_due(), Some(WINDOW / 2));
        assert!(channel.came(&vec![7; HALF]).is_some());
        assert_eq!(channel.came(b"x"), None);
    }

    #[test]
    fn a_sender_stops_where_its_credit_does() {
        let mut channel = Channel::new();
        while channel.may_send() > 0 {
            channel.sent(channel.may_send());
        }
        channel.credited(1);
        assert_eq!(channel.may_send(), 1);
        channel.credited(u32::MAX);
        assert_eq!((channel.may_send(), channel.credit), (MAX_DATA, u32::MAX));
    }

    #[test]
    fn what_comes_for_one_who_is_gone_goes_nowhere_and_is_credited() {
        let mut channel = Channel::new();
        channel.came(&vec![7; HALF]).unwrap();
        channel.gone();
        assert_eq!(channel.credit_due(), Some(WINDOW / 2));
        for _ in 0..10 {
            channel.came(&vec![7; HALF]).unwrap();
            assert_eq!(channel.credit_due(), Some(WINDOW / 2));
            assert_eq!(channel.waiting(), b"");
        }
    }

    #[test]
    fn what_follows_an_end_is_passed_over() {
        let mut channel = Channel::new();
        channel.other_ended();
        channel.came(b"late").unwrap();
        assert_eq!(channel.waiting(), b"");
    }
}
