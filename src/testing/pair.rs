//! A connection in memory, and its two ends.

use super::faults::Faults;
use super::pipe::{How, Pipe};
use super::random::Random;
use crate::client::Stream;
use crate::clock::Clock;
use crate::net::{Readiness, Wire};
use crate::proto::ids::Tick;
use parking_lot::{Mutex, MutexGuard};
use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;
use std::time::Duration;

/// One end of a connection in memory; its clones are the same end. It is closed by
/// [`End::shut`] alone.
///
/// Reading and writing never wait. For a server it is a [`Wire`], for a client a [`Stream`]; as the
/// latter it takes whatever is written at once, beyond its capacity too, as if the writer had waited.
#[derive(Debug, Clone)]
pub struct End {
    pipes: Arc<Mutex<[Pipe; 2]>>,
    /// Which of them it writes to.
    side: usize,
    clock: Clock,
}

/// A connection, by its two ends. `seed` decides by how much its bytes are late, where
/// [`Faults::jitter`] leaves that open.
pub fn pair(clock: &Clock, seed: u64) -> (End, End) {
    let mut random = Random::new(seed);
    let pipes = [Pipe::new(random.fork()), Pipe::new(random.fork())];
    let pipes = Arc::new(Mutex::new(pipes));
    let end = |side| End { pipes: Arc::clone(&pipes), side, clock: clock.clone() };
    (end(0), end(1))
}

/// The two directions of a connection as one end sees them.
struct Both<'a> {
    pipes: MutexGuard<'a, [Pipe; 2]>,
    side: usize,
}

impl Both<'_> {
    fn outgoing(&mut self) -> &mut Pipe {
        let [first, second] = &mut *self.pipes;
        if self.side == 0 { first } else { second }
    }

    fn incoming(&mut self) -> &mut Pipe {
        let [first, second] = &mut *self.pipes;
        if self.side == 0 { second } else { first }
    }

    fn send(&mut self, bytes: &[u8], most: usize, now: Tick) -> io::Result<usize> {
        if self.incoming().tells_of_shutting(now) {
            return Err(ErrorKind::ConnectionReset.into());
        }
        let (taken, cut) = self.outgoing().send(bytes, most, now)?;
        if cut {
            self.outgoing().end(How::Reset, now);
            self.incoming().end(How::Reset, now);
        }
        if taken == 0 && !bytes.is_empty() {
            return Err(ErrorKind::ConnectionReset.into());
        }
        Ok(taken)
    }
}

impl End {
    fn both(&self) -> Both<'_> {
        Both { pipes: self.pipes.lock(), side: self.side }
    }

    /// What happens from now on to what this end sends.
    pub fn set_faults(&self, faults: Faults) {
        self.both().outgoing().faults = faults;
    }

    /// What happens to what this end sends.
    pub fn faults(&self) -> Faults {
        self.both().outgoing().faults
    }

    /// Bytes that this end has sent.
    pub fn sent(&self) -> u64 {
        self.both().outgoing().sent()
    }

    /// When this end next has something to read, be it the end; `None` if nothing is on its way. Once
    /// it was shut there is nothing but the end.
    pub fn next_arrival(&self) -> Option<Tick> {
        self.both().incoming().next_arrival()
    }

    /// Whether a write would take something now.
    pub fn has_room(&self) -> bool {
        let now = self.clock.now();
        let mut both = self.both();
        // A write that fails is as good: it doesn't wait.
        both.outgoing().room() > 0 || both.incoming().tells_of_shutting(now)
    }

    /// Whether the two ends are those of one connection.
    pub fn is_other_side_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.pipes, &other.pipes) && self.side != other.side
    }

    /// Resets the connection. What has not arrived yet is lost, in both directions.
    pub fn reset(&self) {
        let now = self.clock.now();
        let mut both = self.both();
        for pipe in both.pipes.iter_mut() {
            pipe.lose(now);
            pipe.end(How::Reset, now);
        }
    }

    /// Closes this end. What was sent still arrives.
    pub fn shut(&self) {
        let now = self.clock.now();
        let mut both = self.both();
        both.outgoing().end(How::Shut, now);
        both.incoming().abandon();
    }
}

impl Read for End {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let now = self.clock.now();
        self.both().incoming().read(into, now)
    }
}

impl Write for End {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let now = self.clock.now();
        let mut both = self.both();
        let pipe = both.outgoing();
        let most = pipe.room().min(pipe.faults.most_written);
        both.send(bytes, most, now)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Wire for End {
    fn receive(&self, into: &mut Vec<u8>) -> io::Result<usize> {
        let start = into.len();
        into.resize(into.capacity(), 0);
        let room = into.get_mut(start..).unwrap_or_default();
        let read = self.clone().read(room);
        into.truncate(start + read.as_ref().map_or(0, |count| *count));
        read
    }

    fn set_receive_timeout(&self, _: Duration) -> io::Result<()> {
        Ok(())
    }

    fn try_send(&self, bytes: &[u8]) -> io::Result<usize> {
        self.clone().write(bytes)
    }

    fn finish_sending(&self) {
        let now = self.clock.now();
        self.both().outgoing().end(How::Finished, now);
    }

    fn shut(&self) {
        End::shut(self);
    }

    fn readiness(&self) -> Readiness<'_> {
        Readiness::Known(self.has_room())
    }
}

impl Stream for End {
    fn read(&self, into: &mut [u8]) -> io::Result<usize> {
        Read::read(&mut self.clone(), into)
    }

    fn set_read_timeout(&self, _: Duration) -> io::Result<()> {
        Ok(())
    }

    fn write_all(&self, bytes: &[u8]) -> io::Result<()> {
        let now = self.clock.now();
        let taken = self.both().send(bytes, usize::MAX, now)?;
        // A cut has taken the rest.
        if taken < bytes.len() { Err(ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }

    fn shut(&self) {
        End::shut(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::VirtualClock;
    use crate::proto::ids::UnixMillis;

    fn time() -> VirtualClock {
        VirtualClock::new(UnixMillis(0))
    }

    fn read(end: &mut End) -> Result<String, ErrorKind> {
        let mut came = [0; 100];
        let count = Read::read(end, &mut came).map_err(|error| error.kind())?;
        Ok(String::from_utf8_lossy(&came[..count]).into())
    }

    #[test]
    fn a_full_pipe_takes_part_and_then_nothing_until_it_is_read() {
        let (mut here, mut there) = pair(&time().clock(), 1);
        here.set_faults(Faults { capacity: 6, most_written: 4, most_read: 3, ..Faults::NONE });
        assert_eq!(here.write(b"abcdefgh").unwrap(), 4);
        assert_eq!(here.write(b"efgh").unwrap(), 2);
        assert_eq!(here.write(b"gh").unwrap_err().kind(), ErrorKind::WouldBlock);
        assert!(!here.has_room());
        assert_eq!(read(&mut there).as_deref(), Ok("abc"));
        assert!(here.has_room());
        assert_eq!(here.write(b"gh").unwrap(), 2);
        assert_eq!(read(&mut there).as_deref(), Ok("def"));
        assert_eq!(read(&mut there).as_deref(), Ok("gh"));
        assert_eq!(read(&mut there), Err(ErrorKind::WouldBlock));
    }

    #[test]
    fn nothing_overtakes() {
        let time = time();
        let (mut here, mut there) = pair(&time.clock(), 7);
        let jitter = Duration::from_millis(50);
        here.set_faults(Faults { jitter, ..Faults::NONE });
        (0..10).for_each(|n| assert_eq!(here.write(&[b'0' + n]).unwrap(), 1));
        here.finish_sending();
        let mut came = String::new();
        while let Some(at) = there.next_arrival() {
            time.advance(at.since(time.clock().now()));
            match read(&mut there).unwrap() {
                end if end.is_empty() => break,
                bytes => came += &bytes,
            }
        }
        assert_eq!(came, "0123456789");
        assert!(time.clock().now() <= Tick(50_000));
    }

    #[test]
    fn what_is_silent_is_only_late() {
        let (mut here, mut there) = pair(&time().clock(), 1);
        here.set_faults(Faults { silent: true, ..Faults::NONE });
        here.write_all(b"a").unwrap();
        here.shut();
        assert_eq!((there.next_arrival(), read(&mut there)), (None, Err(ErrorKind::WouldBlock)));
        // The other side can't know that nobody is there any more.
        assert!(there.write(b"b").is_ok());
        assert_eq!((here.next_arrival(), read(&mut here).as_deref()), (Some(Tick(0)), Ok("")));
        here.set_faults(Faults::NONE);
        assert_eq!(read(&mut there).as_deref(), Ok("a"));
        assert_eq!(read(&mut there).as_deref(), Ok(""));
        assert_eq!(there.write(b"b").unwrap_err().kind(), ErrorKind::ConnectionReset);
    }

    #[test]
    fn a_reset_loses_what_has_not_arrived() {
        let time = time();
        let (mut here, mut there) = pair(&time.clock(), 1);
        here.write_all(b"a").unwrap();
        here.set_faults(Faults { delay: Duration::from_millis(1), ..Faults::NONE });
        here.write_all(b"b").unwrap();
        there.reset();
        time.advance(Duration::from_millis(1));
        assert_eq!(read(&mut there).as_deref(), Ok("a"));
        assert_eq!(read(&mut there), Err(ErrorKind::ConnectionReset));
        assert_eq!(read(&mut here), Err(ErrorKind::ConnectionReset));
        assert_eq!(here.write(b"c").unwrap_err().kind(), ErrorKind::ConnectionReset);
    }

    #[test]
    fn a_client_sends_more_than_there_is_room_for() {
        let (here, mut there) = pair(&time().clock(), 1);
        here.set_faults(Faults { capacity: 1, most_written: 1, cut_at: Some(4), ..Faults::NONE });
        assert!(Stream::write_all(&here, b"abc").is_ok());
        assert!(Stream::write_all(&here, b"def").is_err());
        assert_eq!(read(&mut there).as_deref(), Ok("abcd"));
        assert_eq!(read(&mut there), Err(ErrorKind::ConnectionReset));
    }
}
