//! The straggler thread: it polls the sockets of held connections, and only those, and carries
//! them on from their cursors when they drain. It also takes over rooms whose carrier has carried
//! long enough, and sends the coming and going that was let wait a little.
//!
//! Its queues are bounded by what exists: a connection is held once and flushed once, a room is
//! carried once and deferred once.

use super::conn::{CaughtUp, Conn};
use super::room_cell::RoomCell;
use super::wire::Readiness;
use crate::clock::Clock;
use crate::proto::ids::{RoomId, Tick};
use parking_lot::{Mutex, MutexGuard};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

/// Where work for the straggler thread is left.
pub(crate) struct Stragglers {
    queue: Mutex<Queue>,
    /// None where no thread waits for work.
    wake: Option<UnixStream>,
}

#[derive(Default)]
struct Queue {
    held: Vec<Arc<Conn>>,
    rooms: Vec<Arc<RoomCell>>,
    deferred: Vec<(Tick, Arc<RoomCell>)>,
    /// Connections to flush, by their numbers, and when.
    unflushed: BTreeMap<u64, Arc<Conn>>,
    flush_at: Option<Tick>,
    /// The thread wakes by itself at this time, if nothing comes before.
    wakes_at: Option<Tick>,
    stopping: bool,
}

/// Rooms by when something in them is to be carried.
type Deferred = BTreeMap<(Tick, RoomId), Arc<RoomCell>>;

/// The other end, which the thread itself owns.
pub(crate) struct Straggler {
    shared: Arc<Stragglers>,
    wake: Option<UnixStream>,
    clock: Clock,
    held: Vec<Arc<Conn>>,
    rooms: Vec<Arc<RoomCell>>,
    deferred: Deferred,
    /// As the queue has it.
    flush_at: Option<Tick>,
}

impl Stragglers {
    /// The place to leave work at, and what works on it.
    pub fn new(clock: Clock) -> io::Result<(Arc<Self>, Straggler)> {
        let (wake, woken) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        woken.set_nonblocking(true)?;
        Ok(Self::waking(Some(wake), Some(woken), clock))
    }

    /// The same without a thread: the work is done whenever [`Straggler::step`] is called.
    pub fn driven(clock: Clock) -> (Arc<Self>, Straggler) {
        Self::waking(None, None, clock)
    }

    fn waking(
        wake: Option<UnixStream>,
        woken: Option<UnixStream>,
        clock: Clock,
    ) -> (Arc<Self>, Straggler) {
        let shared = Arc::new(Self { queue: Mutex::default(), wake });
        let straggler = Straggler {
            shared: Arc::clone(&shared),
            wake: woken,
            clock,
            held: Vec::new(),
            rooms: Vec::new(),
            deferred: BTreeMap::new(),
            flush_at: None,
        };
        (shared, straggler)
    }

    /// A connection is held from now on. Called under its write lock.
    pub fn take(&self, conn: Arc<Conn>) {
        self.leave(|queue| queue.held.push(conn));
    }

    /// A room is carried by the straggler from now on.
    pub fn carry(&self, cell: Arc<RoomCell>) {
        self.leave(|queue| queue.rooms.push(cell));
    }

    /// The straggler looks from `due` on whether something in a room is still to be carried.
    pub fn carry_from(&self, due: Tick, cell: Arc<RoomCell>) {
        let mut queue = self.queue.lock();
        if queue.stopping {
            return;
        }
        queue.deferred.push((due, cell));
        self.wake_by(due, queue);
    }

    /// The straggler sends at `due` what lies in the outboxes of these, unless it was sent by then.
    pub fn flush_from(&self, due: Tick, conns: impl IntoIterator<Item = Arc<Conn>>) {
        let mut queue = self.queue.lock();
        if queue.stopping {
            return;
        }
        queue.unflushed.extend(conns.into_iter().map(|conn| (conn.number, conn)));
        queue.flush_at.get_or_insert(due);
        self.wake_by(due, queue);
    }

    /// Wakes the thread, if it would sleep longer.
    fn wake_by(&self, due: Tick, queue: MutexGuard<'_, Queue>) {
        let sleeps_too_long = queue.wakes_at.is_none_or(|at| due < at);
        drop(queue);
        if sleeps_too_long {
            self.wake();
        }
    }

    /// Leaves work, unless it would lie there for ever: at the end nobody comes for it.
    fn leave(&self, work: impl FnOnce(&mut Queue)) {
        let mut queue = self.queue.lock();
        if !queue.stopping {
            work(&mut queue);
            drop(queue);
            self.wake();
        }
    }

    /// Ends the thread.
    pub fn stop(&self) {
        self.queue.lock().stopping = true;
        self.wake();
    }

    fn wake(&self) {
        if let Some(mut wake) = self.wake.as_ref() {
            // A full pipe has woken the thread already.
            let _ = wake.write(&[0]);
        }
    }
}

impl Straggler {
    /// Works until it is stopped.
    pub fn run(mut self) {
        while self.wait() {
            self.carry();
        }
    }

    /// Waits for work, and serves the connections that can be written to. False at the end.
    fn wait(&mut self) -> bool {
        let ready = self.poll();
        self.serve(&ready);
        self.take_in()
    }

    /// Does what there is to do now, without waiting. False if there was nothing.
    pub fn step(&mut self) -> bool {
        let due = self.due();
        self.take_in();
        let known = |conn: &Arc<Conn>| matches!(conn.readiness(), Readiness::Known(true));
        let ready: Vec<bool> = self.held.iter().map(known).collect();
        let busy = ready.contains(&true) || !self.rooms.is_empty() || self.due() != due;
        self.serve(&ready);
        self.carry();
        busy
    }

    /// When something that was deferred is to be looked after next.
    pub fn due(&self) -> Option<Tick> {
        let room = self.deferred.first_key_value().map(|((due, _), _)| *due);
        room.into_iter().chain(self.flush_at).min()
    }

    /// One round of each room that is carried here.
    fn carry(&mut self) {
        self.rooms.retain(|cell| cell.carry_round());
    }

    /// Waits for work. Which of the held connections can be written to.
    fn poll(&self) -> Vec<bool> {
        let timeout = self.patience();
        let held: Vec<Readiness<'_>> = self.held.iter().map(|conn| conn.readiness()).collect();
        let mut fds: Vec<PollFd<'_>> =
            self.wake.iter().map(|wake| PollFd::new(wake, PollFlags::IN)).collect();
        fds.extend(held.iter().filter_map(|readiness| match readiness {
            Readiness::Poll(fd) => Some(PollFd::from_borrowed_fd(*fd, PollFlags::OUT)),
            Readiness::Known(_) => None,
        }));
        if let Err(error) = poll(&mut fds, timeout.as_ref())
            && error != rustix::io::Errno::INTR
        {
            tracing::error!(%error, "polling the slow connections failed");
        }
        let of_wake = usize::from(self.wake.is_some());
        let mut polled = fds.iter().skip(of_wake).map(|fd| !fd.revents().is_empty());
        let ready = held.iter().map(|readiness| match readiness {
            Readiness::Poll(_) => polled.next().unwrap_or(false),
            Readiness::Known(ready) => *ready,
        });
        ready.collect()
    }

    /// Brings those on that can be written to.
    fn serve(&mut self, ready: &[bool]) {
        let now = self.clock.now();
        let mut ready = ready.iter();
        self.held.retain(|conn| {
            let ready = ready.next().copied().unwrap_or(false);
            !ready || conn.catch_up(now) == CaughtUp::NotYet
        });
    }

    /// How long to wait for work at most.
    fn patience(&self) -> Option<Timespec> {
        if !self.rooms.is_empty() {
            return Some(Timespec::default());
        }
        Timespec::try_from(self.clock.until(self.due()?)).ok()
    }

    fn take_in(&mut self) -> bool {
        let mut drained = [0; 64];
        if let Some(mut wake) = self.wake.as_ref() {
            while matches!(wake.read(&mut drained), Ok(count) if count > 0) {}
        }
        let mut queue = self.shared.queue.lock();
        self.held.append(&mut queue.held);
        self.rooms.append(&mut queue.rooms);
        let deferred = queue.deferred.drain(..);
        self.deferred.extend(deferred.map(|(due, cell)| ((due, cell.id()), cell)));
        let now = self.clock.now();
        let unflushed = match queue.flush_at {
            Some(due) if due <= now => {
                queue.flush_at = None;
                std::mem::take(&mut queue.unflushed)
            }
            _ => BTreeMap::new(),
        };
        self.flush_at = queue.flush_at;
        let ripe = take_ripe(&mut self.deferred, now);
        // What is left lies ahead: a time that has passed would keep later work from waking us.
        queue.wakes_at = self.due();
        let go_on = !queue.stopping;
        drop(queue);
        unflushed.values().for_each(Conn::flush);
        self.rooms.extend(ripe.into_iter().filter(|cell| cell.take_deferred()));
        go_on
    }
}

/// Takes out the rooms that were deferred until now.
fn take_ripe(deferred: &mut Deferred, now: Tick) -> Vec<Arc<RoomCell>> {
    let mut ripe = Vec::new();
    while let Some(first) = deferred.first_entry()
        && first.key().0 <= now
    {
        ripe.push(first.remove());
    }
    ripe
}
