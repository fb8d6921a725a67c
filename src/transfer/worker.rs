//! What the threads of all transfers have in common: they wait for what is told to them, and give up or
//! try again.

use super::book::{TransferKey, TransferState};
use super::problem::Problem;
use super::{Inner, Row};
use crate::client::{ClientError, StreamError, StreamHandle, Ticket};
use crate::proto::error_code::{ErrorCode, Outcome, StreamEnd};
use crate::proto::ids::{MemberId, SequenceId, StreamId};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use parking_lot::{Condvar, Mutex};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What waits for a thread at most. It is more than ever comes for one transfer.
const NOTES: usize = 64;

/// How long to wait before something is tried again.
pub(super) const AGAIN: Duration = Duration::from_secs(1);

/// How often whoever pauses says so.
const STILL_PAUSED: Duration = Duration::from_secs(8);

/// What is read and written at once, in bytes.
pub(super) const BLOCK: usize = 256 * 1024;

/// What a transfer's thread is told.
#[derive(Debug, Clone)]
pub(super) enum Note {
    /// Look at the control.
    Wake,
    /// About the offer of this sequence.
    Offer(SequenceId, Reply),
    /// The sender's stream is there.
    Stream(Ticket),
    /// The stream is over.
    Ended { stream: StreamId, how: StreamEnd, words: String },
    /// The same file is offered again.
    Again { sequence: SequenceId, member: MemberId },
    /// Whoever bears the pseudo may have come back.
    Back,
    /// What was offered to the same people before has its answer.
    Turn,
    /// This session has begun: what belonged to earlier ones is over.
    Fresh(u64),
}

/// What becomes of an offer.
#[derive(Debug, Clone)]
pub(super) enum Reply {
    /// Somebody has taken the file, of those it was offered to.
    Taken { member: MemberId, pseudo: String },
    /// The last words of somebody who declined.
    Declined { words: String },
    /// The sequence is over.
    Resolved { outcome: Outcome, words: String },
}

/// Notes for a thread, and their other end.
pub(super) fn notes() -> (Sender<Note>, Receiver<Note>) {
    bounded(NOTES)
}

/// What others want of a transfer's thread, and see of it.
#[derive(Default)]
pub(super) struct Control {
    pub paused: AtomicBool,
    pub cancelled: AtomicBool,
    done: AtomicU64,
    stream: Mutex<Option<StreamHandle>>,
    waiting: Mutex<()>,
    woken: Condvar,
}

impl Control {
    pub fn is_paused(&self) -> bool {
        self.paused.load(Ordering::Acquire)
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    pub fn is_paused_there(&self) -> bool {
        self.stream.lock().as_ref().is_some_and(StreamHandle::is_paused_there)
    }

    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    pub fn set_done(&self, done: u64) {
        self.done.store(done, Ordering::Relaxed);
    }

    /// Bytes flow over this one.
    pub fn set_stream(&self, stream: Option<StreamHandle>) {
        *self.stream.lock() = stream;
    }

    /// Ends the connection under the thread.
    pub fn stop_stream(&self) {
        if let Some(stream) = &*self.stream.lock() {
            stream.stop();
        }
        self.wake();
    }

    /// Somebody wants something else of the thread.
    pub fn wake(&self) {
        drop(self.waiting.lock());
        self.woken.notify_all();
        if self.is_cancelled()
            && let Some(stream) = &*self.stream.lock()
        {
            stream.stop();
        }
    }

    /// While it is paused, says so with `say` now and then.
    pub fn pause(
        &self,
        closing: &AtomicBool,
        mut say: impl FnMut(bool) -> Result<(), StreamError>,
    ) -> Result<(), StreamError> {
        if !self.is_paused() {
            return Ok(());
        }
        let goes_on =
            || !self.is_paused() || self.is_cancelled() || closing.load(Ordering::Acquire);
        while !goes_on() {
            say(true)?;
            let mut waiting = self.waiting.lock();
            if !goes_on() {
                self.woken.wait_for(&mut waiting, STILL_PAUSED);
            }
        }
        say(false)
    }

    /// Waits for `wait` at most, and tells the other side with `say` that it stands still.
    pub fn hold(
        &self,
        closing: &AtomicBool,
        wait: Duration,
        say: impl FnOnce(bool) -> Result<(), StreamError>,
    ) -> Result<(), StreamError> {
        say(true)?;
        let mut waiting = self.waiting.lock();
        if !self.is_cancelled() && !closing.load(Ordering::Acquire) {
            self.woken.wait_for(&mut waiting, wait);
        }
        Ok(())
    }
}

/// Why a transfer's thread comes to its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// This side wanted it so.
    Cancelled,
    /// The program ends, or the client does.
    Closing,
    /// It won't arrive.
    Failed(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

/// How a stream came to its end, as far as it concerns the transfer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// All of it has arrived.
    All(Option<PathBuf>),
    /// It goes on with another stream.
    Interrupted,
}

/// How one connection of a stream came to its end.
#[derive(Debug)]
pub(super) enum Attempt {
    /// All of it has arrived.
    All(Option<PathBuf>),
    /// The connection is lost, or one is not possible.
    Lost,
    /// It won't arrive.
    Failed(Problem),
}

/// The thread of one transfer.
pub(super) struct Worker {
    pub inner: Arc<Inner>,
    pub key: TransferKey,
    pub notes: Receiver<Note>,
    pub control: Arc<Control>,
    /// The session to which what it is about belongs. A thread that asks may be in a newer one already
    /// than the events that are read.
    pub session: Cell<u64>,
    /// Notes that came while the thread waited for something else: for the next who wants one. When there
    /// are as many as wait at most, the oldest goes.
    kept: RefCell<VecDeque<Note>>,
}

impl Worker {
    pub fn new(
        inner: &Arc<Inner>,
        key: TransferKey,
        notes: Receiver<Note>,
        control: Arc<Control>,
    ) -> Self {
        let (inner, session) = (Arc::clone(inner), Cell::new(inner.client.session()));
        Self { inner, key, notes, control, session, kept: RefCell::default() }
    }

    /// What follows belongs to the present session.
    pub fn is_in_session(&self) {
        self.session.set(self.inner.client.session());
    }

    /// Changes what others see.
    pub fn change(&self, change: impl FnOnce(&mut Row)) {
        {
            let mut book = self.inner.book.lock();
            if let Some(row) = book.row(self.key) {
                change(row);
            }
            book.tell_next(self.key);
        }
        self.inner.mark_changed();
    }

    pub fn state(&self, state: TransferState) {
        self.change(|row| row.seen.state = state);
    }

    /// Whether it is to go on.
    pub fn check(&self) -> Result<(), Stop> {
        if self.control.is_cancelled() {
            Err(Stop::Cancelled)
        } else if self.inner.closing.load(Ordering::Acquire) {
            Err(Stop::Closing)
        } else {
            Ok(())
        }
    }

    /// The next note, at first of those that were kept; `None` after `wait`.
    pub fn next(&self, wait: Duration) -> Result<Option<Note>, Stop> {
        self.check()?;
        let kept = self.kept.borrow_mut().pop_front();
        if kept.is_some() { Ok(kept) } else { self.receive(wait) }
    }

    fn keep(&self, note: Note) {
        let mut kept = self.kept.borrow_mut();
        if kept.len() >= NOTES {
            kept.pop_front();
        }
        kept.push_back(note);
    }

    /// The next note that comes; `None` after `wait`.
    fn receive(&self, wait: Duration) -> Result<Option<Note>, Stop> {
        let until = Instant::now() + wait;
        loop {
            self.check()?;
            let left = until.saturating_duration_since(Instant::now());
            match self.notes.recv_timeout(left) {
                Ok(Note::Wake) => {}
                Ok(Note::Fresh(session)) => {
                    self.kept.borrow_mut().clear();
                    if session > self.session.get() {
                        return Ok(Some(Note::Fresh(session)));
                    }
                }
                Ok(note) => return Ok(Some(note)),
                Err(RecvTimeoutError::Timeout) => return Ok(None),
                Err(RecvTimeoutError::Disconnected) => return Err(Stop::Closing),
            }
        }
    }

    /// Asks something of the server, again and again where it says "later" or isn't there. `None` where
    /// a new session has begun meanwhile.
    pub fn ask<T>(
        &self,
        ask: impl Fn() -> Result<T, ClientError>,
    ) -> Result<Option<Result<T, ClientError>>, Stop> {
        loop {
            self.check()?;
            let wait = match ask() {
                // What it was asked in is over.
                Err(ClientError::Unconfirmed | ClientError::OutcomeMissed) => return Ok(None),
                Err(error) => match retry_after(&error) {
                    Some(wait) => wait,
                    None => return Ok(Some(Err(error))),
                },
                done => return Ok(Some(done)),
            };
            if self.is_fresh_within(wait)? {
                return Ok(None);
            }
        }
    }

    /// Waits. Whether a new session has begun meanwhile.
    fn is_fresh_within(&self, wait: Duration) -> Result<bool, Stop> {
        let until = Instant::now() + wait;
        loop {
            match self.receive(until.saturating_duration_since(Instant::now()))? {
                Some(Note::Fresh(_)) => return Ok(true),
                Some(note) => self.keep(note),
                None => return Ok(false),
            }
        }
    }

    /// Carries a stream over as many connections as it takes.
    pub fn carry(
        &self,
        first: Ticket,
        mut attempt: impl FnMut(&Ticket) -> Attempt,
    ) -> Result<Carried, Stop> {
        let stream = first.stream;
        self.inner.book.lock().set_stream(self.key, stream);
        let mut ticket = first;
        loop {
            let attempted = attempt(&ticket);
            self.control.set_stream(None);
            match attempted {
                Attempt::All(path) => return Ok(Carried::All(path)),
                Attempt::Failed(problem) => {
                    self.cancel_stream(stream, problem.words());
                    return Err(problem.into());
                }
                Attempt::Lost => {}
            }
            if let Err(stop) = self.check() {
                if matches!(stop, Stop::Cancelled) {
                    self.cancel_stream(stream, "");
                }
                return Err(stop);
            }
            self.state(TransferState::Interrupted);
            match self.renewed(stream)? {
                Ok(renewed) => ticket = renewed,
                Err(carried) => return Ok(carried),
            }
        }
    }

    fn cancel_stream(&self, stream: StreamId, words: &str) {
        if let Err(error) = self.inner.client.cancel_stream(stream, words) {
            // It is over already, or ends with the session.
            tracing::debug!(stream = stream.0, %error, "not cancelled");
        }
    }

    /// Another ticket after a lost connection, unless the stream is over.
    fn renewed(&self, stream: StreamId) -> Result<Result<Ticket, Carried>, Stop> {
        let mut missing = false;
        loop {
            // What the server had to say about it comes before anything else.
            match self.receive(if missing { 3 * AGAIN } else { AGAIN / 4 }) {
                Ok(Some(Note::Ended { stream: over, how, words })) if over == stream => {
                    return match how {
                        StreamEnd::Done => Ok(Err(Carried::All(None))),
                        StreamEnd::Cancelled => Err(Problem::of_end(&words).into()),
                        _ => Ok(Err(Carried::Interrupted)),
                    };
                }
                Ok(Some(Note::Fresh(_))) => return Ok(Err(Carried::Interrupted)),
                Ok(Some(note)) => {
                    // Who offers it again has given this stream up.
                    let again = matches!(note, Note::Again { .. });
                    self.keep(note);
                    if again {
                        return Ok(Err(Carried::Interrupted));
                    }
                    continue;
                }
                Ok(None) if missing => return Ok(Err(Carried::Interrupted)),
                Ok(None) => {}
                Err(Stop::Cancelled) => {
                    self.cancel_stream(stream, "");
                    return Err(Stop::Cancelled);
                }
                Err(stop) => return Err(stop),
            }
            match self.inner.client.renew_stream(stream) {
                Ok(ticket) => return Ok(Ok(ticket)),
                Err(error) if error.code() == Some(ErrorCode::NoSuchStream) => missing = true,
                Err(error) => tracing::debug!(stream = stream.0, %error, "not renewed"),
            }
        }
    }

    /// How the transfer ended, for its row and for what is remembered of it.
    pub fn end(&self, remembered_as: &str, ended: Result<Option<PathBuf>, Stop>) {
        if !matches!(ended, Err(Stop::Closing)) {
            self.inner.memory.forget(remembered_as);
        }
        self.change(|row| match ended {
            Ok(path) => {
                row.control.set_done(row.seen.size);
                row.seen.path = path.or(row.seen.path.take());
                row.seen.state = TransferState::Done;
            }
            Err(Stop::Cancelled) => row.seen.state = TransferState::Cancelled,
            Err(Stop::Closing) => row.seen.state = TransferState::Interrupted,
            Err(Stop::Failed(problem)) => row.seen.state = TransferState::Failed(problem),
        });
    }
}

/// When to ask again what was refused for the moment.
fn retry_after(error: &ClientError) -> Option<Duration> {
    match error {
        ClientError::Refused { code, retry_after, .. } => matches!(
            code,
            ErrorCode::RateLimited
                | ErrorCode::TooManyStreams
                | ErrorCode::Blocked
                | ErrorCode::TooManySequences
        )
        .then(|| retry_after.unwrap_or(AGAIN)),
        ClientError::Disconnected { .. } | ClientError::Timeout { .. } => Some(AGAIN),
        _ => None,
    }
}
