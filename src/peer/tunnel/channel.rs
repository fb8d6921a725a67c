//! One connection inside a tunnel, as one end sees it: a socket on this machine, and how many bytes
//! may be under way in each direction.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;

/// Bytes of one channel that may be under way, or wait here for a reader who is slow.
pub(super) const WINDOW: u32 = 256 * 1024;

/// The most bytes that a channel sends before it is another one's turn.
pub(super) const MAX_DATA: usize = 16 * 1024;

/// The other side has sent more than it may.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Overrun;

/// See the module.
pub(super) struct Channel {
    /// The end of this machine.
    pub socket: UnixStream,
    /// What came for it and was not taken yet.
    inbound: VecDeque<u8>,
    /// Bytes that the other side may still send.
    granted: u32,
    /// Bytes that were taken, for which the other side has not been given credit yet.
    taken: u32,
    /// Bytes that may still be sent.
    credit: u32,
    /// Nothing more comes out of the socket, and the other side knows.
    ended: bool,
    /// Nothing more comes from the other side.
    other_ended: bool,
    /// Nothing more goes into the socket.
    shut: bool,
}

impl Channel {
    /// A new one, over an end that never waits.
    pub fn new(socket: UnixStream) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        Ok(Self {
            socket,
            inbound: VecDeque::new(),
            granted: WINDOW,
            taken: 0,
            credit: WINDOW,
            ended: false,
            other_ended: false,
            shut: false,
        })
    }

    /// Whether bytes may be read from the socket.
    pub fn wants_reading(&self) -> bool {
        !self.ended && self.credit > 0
    }

    /// Whether bytes wait to be written to it.
    pub fn wants_writing(&self) -> bool {
        !self.inbound.is_empty() && !self.shut
    }

    /// Whether there is nothing left to do for it.
    pub fn is_over(&self) -> bool {
        self.ended && self.other_ended && (self.inbound.is_empty() || self.shut)
    }

    /// Bytes that the socket has for the other side; none once it has ended, which is told once.
    pub fn read<'a>(&mut self, into: &'a mut [u8; MAX_DATA]) -> Option<&'a [u8]> {
        let most = usize::try_from(self.credit).unwrap_or(usize::MAX).min(MAX_DATA);
        match self.socket.read(into.get_mut(..most)?) {
            Err(error) if is_passing(&error) => Some(&[]),
            Ok(0) | Err(_) => {
                self.ended = true;
                None
            }
            Ok(count) => {
                self.credit = self.credit.saturating_sub(u32::try_from(count).unwrap_or(u32::MAX));
                into.get(..count)
            }
        }
    }

    /// Bytes of the other side. Those for whom nobody is there any more go nowhere.
    ///
    /// # Errors
    /// They are more than it may send.
    pub fn came(&mut self, bytes: &[u8]) -> Result<(), Overrun> {
        let count = u32::try_from(bytes.len()).map_err(|_| Overrun)?;
        self.granted = self.granted.checked_sub(count).ok_or(Overrun)?;
        if self.shut {
            // Otherwise its sender would wait for ever, and never see its own end.
            self.taken += count;
        } else {
            self.inbound.extend(bytes);
        }
        Ok(())
    }

    /// The other side takes so many more.
    pub fn credited(&mut self, bytes: u32) {
        self.credit = self.credit.saturating_add(bytes).min(WINDOW);
    }

    /// The other side sends nothing more.
    pub fn other_ended(&mut self) {
        self.other_ended = true;
        self.shut_if_done();
    }

    /// Writes to the socket what it takes. Tells how much credit to give for it, once it is enough
    /// to be worth a message.
    pub fn write(&mut self) -> Option<u32> {
        while self.wants_writing() {
            let (front, _) = self.inbound.as_slices();
            match self.socket.write(front) {
                Ok(count) => {
                    self.inbound.drain(..count);
                    self.taken += u32::try_from(count).unwrap_or(0);
                }
                Err(error) if is_passing(&error) => break,
                Err(_) => {
                    self.shut = true;
                    let thrown_away = std::mem::take(&mut self.inbound).len();
                    self.taken += u32::try_from(thrown_away).unwrap_or(0);
                }
            }
        }
        self.shut_if_done();
        if self.taken < WINDOW / 2 {
            return None;
        }
        self.granted += self.taken;
        Some(std::mem::take(&mut self.taken))
    }

    fn shut_if_done(&mut self) {
        if self.other_ended && self.inbound.is_empty() && !self.shut {
            self.shut = true;
            // It may be gone already, which is as good.
            drop(self.socket.shutdown(Shutdown::Write));
        }
    }
}

fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel() -> (Channel, UnixStream) {
        let (near, far) = UnixStream::pair().unwrap();
        (Channel::new(near).unwrap(), far)
    }

    #[test]
    fn bytes_go_both_ways_and_ends_are_told() {
        let (mut channel, mut far) = channel();
        let mut buffer = [0; MAX_DATA];
        far.write_all(b"out").unwrap();
        assert_eq!(channel.read(&mut buffer), Some(&b"out"[..]));
        assert_eq!(channel.read(&mut buffer), Some(&b""[..]));
        channel.came(b"in").unwrap();
        channel.other_ended();
        assert!(!channel.is_over());
        assert_eq!(channel.write(), None);
        let mut came = String::new();
        far.read_to_string(&mut came).unwrap();
        assert_eq!(came, "in");
        far.shutdown(Shutdown::Write).unwrap();
        assert_eq!(channel.read(&mut buffer), None);
        assert!(channel.is_over());
    }

    #[test]
    fn no_more_is_taken_than_was_granted() {
        let (mut channel, _far) = channel();
        let piece = [0; MAX_DATA];
        for _ in 0..WINDOW as usize / MAX_DATA {
            assert_eq!(channel.came(&piece), Ok(()));
        }
        assert_eq!(channel.came(b"x"), Err(Overrun));
    }

    #[test]
    fn credit_comes_back_as_bytes_are_taken() {
        let (mut channel, mut far) = channel();
        channel.came(&vec![7; WINDOW as usize / 2]).unwrap();
        let mut taken = vec![0; WINDOW as usize / 2];
        let mut credit = None;
        let mut at = 0;
        while credit.is_none() {
            credit = channel.write();
            at += far.read(&mut taken[at..]).unwrap();
        }
        assert_eq!(credit, Some(WINDOW / 2));
        assert_eq!(channel.granted, WINDOW);
    }

    #[test]
    fn a_sender_stops_where_its_credit_does() {
        let (mut channel, mut far) = channel();
        channel.credit = 4;
        far.write_all(b"hello").unwrap();
        let mut buffer = [0; MAX_DATA];
        assert_eq!(channel.read(&mut buffer), Some(&b"hell"[..]));
        assert!(!channel.wants_reading());
        channel.credited(1);
        assert_eq!(channel.read(&mut buffer), Some(&b"o"[..]));
    }

    #[test]
    fn what_comes_for_one_who_is_gone_goes_nowhere() {
        let (mut channel, far) = channel();
        drop(far);
        channel.came(b"hello").unwrap();
        channel.write();
        assert!(!channel.wants_writing());
        channel.came(b"hello").unwrap();
        assert!(!channel.wants_writing());
    }

    #[test]
    fn what_goes_nowhere_is_credited_all_the_same() {
        let (mut channel, far) = channel();
        channel.came(&vec![7; WINDOW as usize]).unwrap();
        drop(far);
        assert_eq!(channel.write(), Some(WINDOW));
        channel.came(&vec![7; WINDOW as usize]).unwrap();
        assert_eq!(channel.write(), Some(WINDOW));
        assert_eq!(channel.granted, WINDOW);
    }
}
