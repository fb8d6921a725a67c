//! The generator: one thread and one epoll over all members, which never wait for each other.

use super::case::Crowd;
use super::error::BenchError;
use super::member::{Dialect, Identity, Member};
use super::numbers::Faults;
use super::statistics::{Draw, Histogram};
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use std::io::{ErrorKind, Read};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How many members enter at the same time.
const ENTERING: usize = 64;

/// How long a server may take to tell everybody who has entered.
const SETTLING_LIMIT: Duration = Duration::from_secs(10);

/// How long all may take to enter.
const ENTERING_LIMIT: Duration = Duration::from_secs(60);

/// When nothing has come for so long, nothing more will: what the joins set off is over.
const QUIET: Duration = Duration::from_millis(300);

/// What one read brings at most, in bytes.
const READ: usize = 256 * 1024;

/// Receive buffer of a member that never reads, in bytes: it is full soon.
const STALLED_BUFFER: usize = 64 * 1024;

/// One room as the generator knows it.
#[derive(Debug, Default)]
pub struct Room {
    /// Who posts.
    pub senders: Vec<usize>,
    /// How many read.
    pub readers: u64,
    /// Posts sent.
    pub sent: u64,
    /// Posts delivered, counted for each reader.
    pub delivered: u64,
    /// The number after the last one that must come.
    end: u64,
}

/// When posts were to leave, and how late they arrived.
pub struct Timetable {
    /// The moment that the others count from.
    pub begun: Instant,
    /// When each post was to leave, in nanoseconds.
    pub moments: Vec<u64>,
    /// The client number of the first one.
    pub first: u64,
    /// From which moment on arrivals are counted.
    pub counted_from: u64,
    /// Nanoseconds from the intended moment to each arrival.
    pub spread: Histogram,
}

/// See the module.
pub struct Generator<'a> {
    /// The rooms.
    pub rooms: Vec<Room>,
    /// Posts delivered, counted for each reader.
    pub delivered: u64,
    /// The times of posts, while they are wanted.
    pub timetable: Option<Timetable>,
    members: Vec<Member>,
    inside: usize,
    stalled: usize,
    next_client_number: u64,
    epoll: OwnedFd,
    events: Vec<Event>,
    buffer: Vec<u8>,
    interrupted: &'a AtomicBool,
}

impl<'a> Generator<'a> {
    /// Connects everybody and has them enter their rooms, whose names begin with `tag`. Tells how
    /// long that took.
    pub fn enter(
        address: SocketAddr,
        dialect: Dialect,
        crowd: Crowd,
        tag: &str,
        interrupted: &'a AtomicBool,
    ) -> Result<(Self, Duration), BenchError> {
        let mut rooms = Vec::new();
        rooms.resize_with(crowd.rooms, Room::default);
        let mut generator = Self {
            rooms,
            delivered: 0,
            timetable: None,
            members: Vec::with_capacity(crowd.members),
            inside: 0,
            stalled: crowd.stalled,
            next_client_number: 1,
            epoll: epoll::create(CreateFlags::CLOEXEC)?,
            events: Vec::with_capacity(1024),
            buffer: vec![0; READ],
            interrupted,
        };
        let begun = Instant::now();
        for index in 0..crowd.members {
            let room = index % crowd.rooms;
            let who = Identity {
                dialect,
                pseudo: format!("{tag}-{index:05}"),
                room_name: format!("{tag}-{room:05}"),
                room,
                size: crowd.size,
            };
            generator.open(address, who)?;
            generator.wait_for_all_but(ENTERING, begun, crowd.members)?;
        }
        generator.wait_for_all_but(0, begun, crowd.members)?;
        let took = begun.elapsed();
        generator.settle(&crowd)?;
        Ok((generator, took))
    }

    fn open(&mut self, address: SocketAddr, who: Identity) -> Result<(), BenchError> {
        let member = Member::connect(address, who)?;
        let data = EventData::new_u64(self.members.len() as u64);
        let flags = EventFlags::IN | EventFlags::RDHUP | EventFlags::ET;
        epoll::add(&self.epoll, &member.stream, data, flags)?;
        self.members.push(member);
        Ok(())
    }

    fn wait_for_all_but(
        &mut self,
        entering: usize,
        begun: Instant,
        members: usize,
    ) -> Result<(), BenchError> {
        loop {
            let outside = self.members.len() - self.inside;
            let wait = if outside > entering { Duration::from_millis(5) } else { Duration::ZERO };
            self.pump(wait)?;
            if outside <= entering {
                return Ok(());
            }
            if begun.elapsed() > ENTERING_LIMIT {
                return Err(BenchError::Joining { joined: self.inside, members });
            }
        }
    }

    /// Lets what the joins have set off run out, and gives everybody their role.
    fn settle(&mut self, crowd: &Crowd) -> Result<(), BenchError> {
        let begun = Instant::now();
        let mut heard = begun;
        while heard.elapsed() < QUIET || !self.all_agree() && begun.elapsed() < SETTLING_LIMIT {
            if self.pump(Duration::from_millis(20))? {
                heard = Instant::now();
            }
        }
        let mut draw = Draw::new(1);
        let readers = self.members.len() - self.stalled.min(self.members.len());
        for (index, member) in self.members.iter_mut().enumerate() {
            let Some(room) = self.rooms.get_mut(member.room) else { continue };
            if index >= readers {
                epoll::delete(&self.epoll, &member.stream)?;
                let stream = &member.stream;
                rustix::net::sockopt::set_socket_recv_buffer_size(stream, STALLED_BUFFER)?;
                continue;
            }
            room.readers += 1;
            room.end = room.end.max(member.numbers.next());
            if room.senders.len() < crowd.senders {
                room.senders.push(index);
                member.prepare(&draw.text(crowd.size));
            }
        }
        Ok(())
    }

    /// Whether all members of each room have seen as much of it as the one who entered last.
    fn all_agree(&self) -> bool {
        let mut ends = vec![0; self.rooms.len()];
        for member in &self.members {
            if let Some(end) = ends.get_mut(member.room) {
                *end = member.numbers.next().max(*end);
            }
        }
        self.members.iter().all(|member| ends.get(member.room) == Some(&member.numbers.next()))
    }

    /// Adds a post of a member to what it sends next.
    pub fn post(&mut self, member: usize) {
        let number = self.next_client_number;
        let Some(member) = self.members.get_mut(member) else { return };
        let Some(room) = self.rooms.get_mut(member.room) else { return };
        member.post(number);
        self.next_client_number += 1;
        room.sent += 1;
        room.end += 1;
    }

    /// The client number of the next post.
    pub fn next_client_number(&self) -> u64 {
        self.next_client_number
    }

    /// Bytes that a member's socket did not take yet.
    pub fn unsent(&self, member: usize) -> usize {
        self.members.get(member).map_or(0, Member::unsent)
    }

    /// Sends what a member's socket takes.
    pub fn flush(&mut self, member: usize) -> Result<(), BenchError> {
        match self.members.get_mut(member) {
            Some(member) => member.flush().map_err(|_| BenchError::Ended),
            None => Ok(()),
        }
    }

    /// Reads everything that has come, and waits up to `wait` for the first of it. Tells whether
    /// there was something.
    pub fn pump(&mut self, wait: Duration) -> Result<bool, BenchError> {
        if self.interrupted.load(Ordering::Relaxed) {
            return Err(BenchError::Interrupted);
        }
        if !wait.is_zero() {
            self.sleep(wait)?;
        }
        let mut events = std::mem::take(&mut self.events);
        events.clear();
        match epoll::wait(&self.epoll, spare_capacity(&mut events), Some(&Timespec::default())) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let read = events.iter().try_for_each(|event| self.read(event.data.u64() as usize));
        let some = !events.is_empty();
        self.events = events;
        read.map(|()| some)
    }

    /// Waits for the first event. `poll` counts in nanoseconds, where `epoll_wait` has
    /// milliseconds.
    fn sleep(&self, wait: Duration) -> Result<(), BenchError> {
        let timeout = Timespec {
            tv_sec: i64::try_from(wait.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: i64::from(wait.subsec_nanos()),
        };
        match poll(&mut [PollFd::new(&self.epoll, PollFlags::IN)], Some(&timeout)) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn read(&mut self, index: usize) -> Result<(), BenchError> {
        let Some(member) = self.members.get_mut(index) else { return Ok(()) };
        loop {
            let was_inside = member.is_inside();
            let kept = member.unread.len();
            let Some((before, free)) = self.buffer.split_at_mut_checked(kept) else {
                return Err(BenchError::NotSalon);
            };
            before.copy_from_slice(&member.unread);
            let room = free.len();
            let count = match member.stream.read(free) {
                Ok(0) => return Err(BenchError::Ended),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(_) => return Err(BenchError::Ended),
            };
            let bytes = self.buffer.get(..kept + count).unwrap_or_default();
            let (taken, posts) = match &mut self.timetable {
                None => member.take(bytes, |_| {})?,
                Some(timetable) => {
                    let now = nanoseconds(timetable.begun.elapsed());
                    member.take(bytes, |number| timetable.arrived(number, now))?
                }
            };
            member.unread.clear();
            member.unread.extend_from_slice(bytes.get(taken..).unwrap_or_default());
            self.inside += usize::from(!was_inside && member.is_inside());
            self.delivered += posts;
            if let Some(room) = self.rooms.get_mut(member.room) {
                room.delivered += posts;
            }
            if count < room {
                return Ok(());
            }
        }
    }

    /// Deliveries of all that was sent.
    pub fn expected(&self) -> u64 {
        self.rooms.iter().map(|room| room.sent * room.readers).sum()
    }

    /// What all readers have missed or had too often so far.
    pub fn faults(&self) -> Faults {
        let readers = self.members.len() - self.stalled.min(self.members.len());
        let of = |member: &Member| {
            let end = self.rooms.get(member.room).map_or(0, |room| room.end);
            member.numbers.faults(end)
        };
        self.members.iter().take(readers).map(of).fold(Faults::default(), Faults::with)
    }
}

impl Timetable {
    fn arrived(&mut self, client_number: u64, now: u64) {
        let index = client_number.checked_sub(self.first).map(|index| index as usize);
        let Some(intended) = index.and_then(|index| self.moments.get(index)) else { return };
        if *intended >= self.counted_from {
            self.spread.add(now.saturating_sub(*intended));
        }
    }
}

/// A duration in nanoseconds; five hundred years are enough.
pub fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
