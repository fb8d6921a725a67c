//! One direction of a connection in memory.

use super::faults::Faults;
use super::random::Random;
use crate::proto::ids::Tick;
use std::collections::VecDeque;
use std::io::{self, ErrorKind};

/// Bytes on their way, and what is told of their end.
#[derive(Debug)]
pub(super) struct Pipe {
    pub(super) faults: Faults,
    packets: VecDeque<Packet>,
    /// Bytes that were sent and not read.
    unread: usize,
    /// Bytes that were sent.
    sent: u64,
    /// When what was sent last arrives.
    last: Tick,
    end: Option<Ending>,
    /// Nobody reads it any more.
    abandoned: bool,
    random: Random,
}

#[derive(Debug)]
struct Packet {
    at: Tick,
    bytes: Vec<u8>,
    /// How much of it was read.
    read: usize,
}

/// How a direction ended, and when the reader learns of it.
#[derive(Debug, Clone, Copy)]
struct Ending {
    at: Tick,
    how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    /// Nothing more is sent.
    Finished,
    /// The sender neither sends nor reads.
    Shut,
    /// The connection was reset.
    Reset,
}

impl Pipe {
    pub(super) fn new(random: Random) -> Self {
        Self {
            faults: Faults::NONE,
            packets: VecDeque::new(),
            unread: 0,
            sent: 0,
            last: Tick(0),
            end: None,
            abandoned: false,
            random,
        }
    }

    /// Bytes that were sent so far.
    pub(super) fn sent(&self) -> u64 {
        self.sent
    }

    /// Bytes that it has room for.
    pub(super) fn room(&self) -> usize {
        self.faults.capacity.saturating_sub(self.unread)
    }

    /// Sends `most` of `bytes` at most, unless that is over its end. True if they were the last before
    /// a cut.
    pub(super) fn send(
        &mut self,
        bytes: &[u8],
        most: usize,
        now: Tick,
    ) -> io::Result<(usize, bool)> {
        match self.end {
            Some(Ending { how: How::Reset, .. }) => return Err(ErrorKind::ConnectionReset.into()),
            Some(_) => return Err(ErrorKind::BrokenPipe.into()),
            None => {}
        }
        let left = self.faults.cut_at.map_or(u64::MAX, |at| at.saturating_sub(self.sent));
        let most = most.min(usize::try_from(left).unwrap_or(usize::MAX));
        let taken = bytes.get(..most.min(bytes.len())).unwrap_or_default();
        let cut = left == taken.len() as u64;
        if taken.is_empty() && !cut && !bytes.is_empty() {
            return Err(ErrorKind::WouldBlock.into());
        }
        self.sent += taken.len() as u64;
        let at = self.arrival(now);
        if !self.abandoned && !taken.is_empty() {
            self.unread += taken.len();
            self.packets.push_back(Packet { at, bytes: taken.to_vec(), read: 0 });
        }
        Ok((taken.len(), cut))
    }

    /// When something that is sent now arrives.
    fn arrival(&mut self, now: Tick) -> Tick {
        let late = self.faults.delay + self.random.up_to(self.faults.jitter);
        self.last = self.last.max(now.plus(late));
        self.last
    }

    /// Ends it, or makes a milder end this one.
    pub(super) fn end(&mut self, how: How, now: Tick) {
        if self.end.is_none_or(|ending| ending.how < how) {
            let at = self.arrival(now);
            self.end = Some(Ending { at, how });
        }
    }

    /// Nobody reads it any more.
    pub(super) fn abandon(&mut self) {
        self.abandoned = true;
        self.lose_all();
    }

    /// What is on its way is lost.
    pub(super) fn lose(&mut self, now: Tick) {
        self.packets.retain(|packet| packet.at <= now);
        self.unread = self.packets.iter().map(|packet| packet.bytes.len() - packet.read).sum();
    }

    fn lose_all(&mut self) {
        self.packets.clear();
        self.unread = 0;
    }

    /// Reads what has come; 0 at the end.
    pub(super) fn read(&mut self, into: &mut [u8], now: Tick) -> io::Result<usize> {
        if self.abandoned {
            return Ok(0);
        }
        if self.next_arrival().is_none_or(|at| at > now) {
            return Err(ErrorKind::WouldBlock.into());
        }
        let most = into.len().min(self.faults.most_read.max(1));
        let mut count = 0;
        while count < most
            && let Some(packet) = self.packets.front_mut()
            && packet.at <= now
        {
            let rest = packet.bytes.get(packet.read..).unwrap_or_default();
            let taken = rest.len().min(most - count);
            if let (Some(to), Some(from)) = (into.get_mut(count..count + taken), rest.get(..taken))
            {
                to.copy_from_slice(from);
            }
            packet.read += taken;
            count += taken;
            if packet.read == packet.bytes.len() {
                self.packets.pop_front();
            }
        }
        self.unread -= count;
        match self.end {
            Some(Ending { how: How::Reset, .. }) if count == 0 => {
                Err(ErrorKind::ConnectionReset.into())
            }
            _ => Ok(count),
        }
    }

    /// When there is next something to read, be it the end.
    pub(super) fn next_arrival(&self) -> Option<Tick> {
        // Who has closed it is told of the end at once.
        if self.abandoned {
            return Some(Tick(0));
        }
        if self.faults.silent {
            return None;
        }
        let end = self.end.map(|ending| ending.at);
        self.packets.front().map(|packet| packet.at).or(end)
    }

    /// Whether its reader can know by now that the sender reads nothing any more.
    pub(super) fn tells_of_shutting(&self, now: Tick) -> bool {
        let shut = self.end.is_some_and(|ending| ending.how > How::Finished && ending.at <= now);
        shut && !self.faults.silent
    }
}
