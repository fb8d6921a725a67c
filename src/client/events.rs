//! The queue between the reader thread and the application. It never makes the reader wait.

use super::event::Event;
use super::options::from_now;
use crate::proto::ids::{MemberId, Number, RoomId};
use crossbeam_channel::{RecvError, RecvTimeoutError, TryRecvError};
use parking_lot::{Condvar, Mutex};
use std::collections::VecDeque;
use std::collections::btree_map::{BTreeMap, Entry};
use std::sync::Arc;
use std::time::Duration;

/// Bytes of waiting events at which the queue counts as full, whatever their number.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Places beyond the capacity for events without a number (refusals, the connection). An
/// application that doesn't read those either misses the newest of them.
const RESERVE: usize = 1024;

/// Most newest values that wait, beside all others; a new key beyond them is dropped.
const MAX_NEWEST: usize = 1024;

/// The events of a client, oldest first. Clones read from the same queue.
#[derive(Clone)]
pub struct Events {
    inner: Arc<Inner>,
}

struct Inner {
    queue: Mutex<Queue>,
    came: Condvar,
    wake: Mutex<Option<Box<dyn Fn() + Send>>>,
}

impl Events {
    pub(super) fn new(capacity: usize) -> Self {
        let (queue, came) = (Mutex::new(Queue::new(capacity)), Condvar::new());
        Self { inner: Arc::new(Inner { queue, came, wake: Mutex::new(None) }) }
    }

    /// The next event; waits for it.
    ///
    /// # Errors
    /// The session is over, and everything has been read.
    pub fn recv(&self) -> Result<Event, RecvError> {
        let mut queue = self.inner.queue.lock();
        loop {
            match queue.pop() {
                Some(event) => return Ok(event),
                None if queue.closed => return Err(RecvError),
                None => self.inner.came.wait(&mut queue),
            }
        }
    }

    /// The next event, if it comes within `wait`.
    ///
    /// # Errors
    /// None came in time, or the session is over.
    pub fn recv_timeout(&self, wait: Duration) -> Result<Event, RecvTimeoutError> {
        let until = from_now(wait);
        let mut queue = self.inner.queue.lock();
        loop {
            match queue.pop() {
                Some(event) => return Ok(event),
                None if queue.closed => return Err(RecvTimeoutError::Disconnected),
                None => {}
            }
            if self.inner.came.wait_until(&mut queue, until).timed_out() {
                return queue.pop().ok_or(RecvTimeoutError::Timeout);
            }
        }
    }

    /// The next event, if it is there.
    ///
    /// # Errors
    /// There is none now, or the session is over.
    pub fn try_recv(&self) -> Result<Event, TryRecvError> {
        let mut queue = self.inner.queue.lock();
        match queue.pop() {
            Some(event) => Ok(event),
            None if queue.closed => Err(TryRecvError::Disconnected),
            None => Err(TryRecvError::Empty),
        }
    }

    /// Events until the session is over; waits for each.
    pub fn iter(&self) -> impl Iterator<Item = Event> + '_ {
        std::iter::from_fn(|| self.recv().ok())
    }

    /// Calls `wake` whenever something can be read, from the thread that brought it: a window asks
    /// for a repaint here. It must be quick, and not call this function.
    pub fn on_event(&self, wake: Box<dyn Fn() + Send>) {
        *self.inner.wake.lock() = Some(wake);
    }

    pub(super) fn push(&self, events: impl IntoIterator<Item = Event>) {
        self.change(|queue| events.into_iter().for_each(|event| queue.push(event)));
    }

    /// What comes from now on can't be read before [`Events::release`].
    pub(super) fn hold(&self) {
        self.inner.queue.lock().hold();
    }

    /// Puts `first` before what was held back, and lets it be read.
    pub(super) fn release(&self, first: Event) {
        self.change(|queue| queue.release(first));
    }

    /// Nothing comes any more.
    pub(super) fn close(&self) {
        self.change(|queue| queue.closed = true);
    }

    fn change(&self, change: impl FnOnce(&mut Queue)) {
        change(&mut self.inner.queue.lock());
        self.inner.came.notify_all();
        if let Some(wake) = &*self.inner.wake.lock() {
            wake();
        }
    }
}

impl<'a> IntoIterator for &'a Events {
    type Item = Event;
    type IntoIter = Box<dyn Iterator<Item = Event> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

/// The rule of the queue. Once it is full, numbered events are not kept, only which numbers they
/// had, until half of it has been read. Then those are told, as one gap for each room, and events
/// are kept again.
///
/// A newest value takes the place of the older one of its key, and no place of other events: however
/// many come, they push nothing out.
struct Queue {
    items: VecDeque<Item>,
    /// The newest values, each with the number of its item.
    newest: BTreeMap<NewestKey, (u64, Event)>,
    /// How many of the items are newest values, dropped ones too.
    places: usize,
    /// How many there were ever.
    placed: u64,
    bytes: usize,
    capacity: usize,
    missed: BTreeMap<RoomId, (Number, Number)>,
    /// How many of the items may be read; all if `None`.
    open: Option<usize>,
    closed: bool,
}

/// Whose newest value: room, author and key.
type NewestKey = (RoomId, MemberId, u32);

enum Item {
    Event(Event),
    /// The value of this number is beside the queue, unless its author has left since.
    Newest(NewestKey, u64),
}

impl Queue {
    fn new(capacity: usize) -> Self {
        Self {
            items: VecDeque::new(),
            newest: BTreeMap::new(),
            places: 0,
            placed: 0,
            bytes: 0,
            capacity: capacity.max(1),
            missed: BTreeMap::new(),
            open: None,
            closed: false,
        }
    }

    /// Events that wait, newest values aside.
    fn len(&self) -> usize {
        self.items.len() - self.places
    }

    fn is_full(&self) -> bool {
        if self.missed.is_empty() {
            self.len() >= self.capacity || self.bytes >= MAX_BYTES
        } else {
            self.len() > self.capacity / 2 || self.bytes > MAX_BYTES / 2
        }
    }

    fn push(&mut self, event: Event) {
        match &event {
            Event::Newest { room, author, key, .. } => {
                return self.push_newest((*room, *author, *key), event);
            }
            Event::Left { room, member, .. } => {
                self.newest.retain(|(of, author, _), _| (of, author) != (room, member));
            }
            _ => {}
        }
        match event.numbers() {
            Some((room, first, last)) if self.is_full() => {
                let missed = self.missed.entry(room).or_insert((first, last));
                missed.1 = missed.1.max(last);
            }
            None if self.len() >= self.capacity + RESERVE => {}
            _ => {
                self.tell_missed();
                self.append(event);
            }
        }
    }

    fn push_newest(&mut self, key: NewestKey, event: Event) {
        if let Some((_, older)) = self.newest.get_mut(&key) {
            *older = event;
        } else if self.places < MAX_NEWEST {
            self.placed += 1;
            self.places += 1;
            self.newest.insert(key, (self.placed, event));
            self.items.push_back(Item::Newest(key, self.placed));
        }
    }

    fn append(&mut self, event: Event) {
        self.bytes += event.size();
        self.items.push_back(Item::Event(event));
    }

    fn tell_missed(&mut self) {
        for (room, (first, last)) in std::mem::take(&mut self.missed) {
            self.append(Event::Gap { room, first, last });
        }
    }

    fn pop(&mut self) -> Option<Event> {
        while self.open != Some(0)
            && let Some(item) = self.items.pop_front()
        {
            self.open = self.open.map(|open| open - 1);
            match item {
                Item::Event(event) => {
                    self.bytes -= event.size();
                    return Some(event);
                }
                Item::Newest(key, number) => {
                    self.places -= 1;
                    if let Entry::Occupied(entry) = self.newest.entry(key)
                        && entry.get().0 == number
                    {
                        return Some(entry.remove().1);
                    }
                }
            }
        }
        if self.open.is_some() {
            return None;
        }
        let (room, (first, last)) = self.missed.pop_first()?;
        Some(Event::Gap { room, first, last })
    }

    fn hold(&mut self) {
        self.tell_missed();
        self.open = Some(self.items.len());
    }

    fn release(&mut self, first: Event) {
        let Some(at) = self.open.take() else { return };
        self.bytes += first.size();
        self.items.insert(at, Item::Event(first));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::ids::UnixMillis;
    use crate::proto::message::Place;

    fn closed(room: u32, number: u64) -> Event {
        let room = RoomId(room);
        let place = Place { room, number: Number(number), time: UnixMillis(0) };
        let (name, reason) = (String::new(), String::new());
        Event::RoomClosed { room, name, place: Some(place), reason }
    }

    fn gap(room: u32, first: u64, last: u64) -> Event {
        Event::Gap { room: RoomId(room), first: Number(first), last: Number(last) }
    }

    fn all(queue: &mut Queue) -> Vec<Event> {
        std::iter::from_fn(|| queue.pop()).collect()
    }

    #[test]
    fn one_may_wait_for_ever() {
        let events = Events::new(1);
        events.push([Event::Resumed]);
        assert_eq!(events.recv_timeout(Duration::MAX), Ok(Event::Resumed));
    }

    #[test]
    fn what_is_too_much_is_named() {
        let mut queue = Queue::new(4);
        (1..=5).for_each(|n| queue.push(closed(1, n)));
        queue.push(gap(1, 6, 8));
        queue.push(closed(2, 7));
        let mut expected: Vec<_> = (1..=4).map(|n| closed(1, n)).collect();
        expected.extend([gap(1, 5, 8), gap(2, 7, 7)]);
        assert_eq!(all(&mut queue), expected);
        queue.push(closed(1, 9));
        assert_eq!(all(&mut queue), [closed(1, 9)]);
    }

    #[test]
    fn after_a_gap_half_of_it_must_be_read_first() {
        let mut queue = Queue::new(4);
        (1..=5).for_each(|n| queue.push(closed(1, n)));
        queue.pop();
        queue.push(closed(1, 6));
        queue.pop();
        queue.push(closed(1, 7));
        assert_eq!(all(&mut queue), [closed(1, 3), closed(1, 4), gap(1, 5, 6), closed(1, 7)]);
    }

    #[test]
    fn what_has_no_number_has_a_reserve_and_comes_after_the_gap() {
        let mut queue = Queue::new(1);
        queue.push(closed(1, 1));
        queue.push(closed(1, 2));
        for _ in 0..2 * RESERVE {
            queue.push(Event::Resumed);
        }
        let got = all(&mut queue);
        assert_eq!(got[..3], [closed(1, 1), gap(1, 2, 2), Event::Resumed]);
        assert_eq!(got.len(), 1 + RESERVE);
        assert_eq!(queue.bytes, 0);
    }

    #[test]
    fn what_is_held_comes_behind_what_releases_it() {
        let mut queue = Queue::new(2);
        (1..=3).for_each(|n| queue.push(closed(1, n)));
        queue.hold();
        queue.push(closed(2, 1));
        let old = [closed(1, 1), closed(1, 2), gap(1, 3, 3)];
        assert_eq!(all(&mut queue), old);
        queue.push(closed(2, 2));
        queue.release(Event::Fresh);
        assert_eq!(all(&mut queue), [Event::Fresh, gap(2, 1, 1), closed(2, 2)]);
    }

    fn newest(author: u64, key: u32, said: &str) -> Event {
        let (room, author) = (RoomId(1), MemberId(author));
        let (pseudo, content) = (String::new(), super::super::Content::plain(said));
        Event::Newest { room, author, pseudo, key, time: UnixMillis(0), content }
    }

    #[test]
    fn a_newest_value_takes_the_place_of_the_older_and_of_nothing_else() {
        let mut queue = Queue::new(2);
        queue.push(newest(1, 0, "old"));
        queue.push(closed(1, 1));
        for n in 0..2 * MAX_NEWEST as u64 {
            queue.push(newest(2, n as u32, "a"));
            queue.push(newest(1, 0, "new"));
        }
        queue.push(closed(1, 2));
        assert_eq!(queue.len(), 2);
        let got = all(&mut queue);
        assert_eq!(got[..3], [newest(1, 0, "new"), closed(1, 1), newest(2, 0, "a")]);
        assert_eq!((got.len(), got.last()), (MAX_NEWEST + 2, Some(&closed(1, 2))));
        assert_eq!((queue.places, queue.newest.len()), (0, 0));
    }

    #[test]
    fn who_leaves_takes_their_newest_values_along() {
        let mut queue = Queue::new(9);
        let place = Place { room: RoomId(1), number: Number(1), time: UnixMillis(0) };
        let left = Event::Left {
            room: RoomId(1),
            place,
            member: MemberId(1),
            pseudo: String::new(),
            cause: crate::proto::error_code::LeaveCause::Left,
            reason: String::new(),
        };
        queue.push(newest(1, 0, "gone"));
        queue.push(newest(2, 0, "here"));
        queue.hold();
        queue.push(left.clone());
        queue.push(newest(1, 0, "back"));
        assert_eq!(all(&mut queue), [newest(2, 0, "here")]);
        queue.release(Event::Fresh);
        assert_eq!(all(&mut queue), [Event::Fresh, left, newest(1, 0, "back")]);
        assert_eq!(queue.places, 0);
    }
}
