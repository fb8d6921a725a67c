//! What the threads of one client share: the reader's, and those of the application.

use super::dial::Dialer;
use super::error::ClientError;
use super::events::Events;
use super::options::{Options, from_now};
use super::outgoing::{Draft, Waiter};
use super::state::{Effects, Phase, State, Wish};
use super::wire::Outlet;
use crate::clock::Clock;
use crate::proto::error_code::ByeReason;
use crate::proto::ids::{ClientNumber, Correlation, Tick};
use crate::proto::message::{Bye, Message, Place};
use crossbeam_channel::{Receiver, Sender, bounded};
use parking_lot::{Condvar, Mutex, MutexGuard};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What a post waits for.
const FOR_PLACE: &str = "A place among the posts without a receipt";

/// Locks are taken in this order: the gate of `outlet`, then `state`. Neither is held while an
/// answer is waited for.
pub(super) struct Shared {
    pub(super) dialer: Arc<dyn Dialer>,
    pub(super) options: Options,
    pub(super) outlet: Outlet,
    pub(super) events: Events,
    state: Mutex<State>,
    /// A place among the unacknowledged posts may be free, or there may be none left.
    settled: Condvar,
    pub(super) clock: Clock,
    poke: (Sender<()>, Receiver<()>),
    closing: AtomicBool,
}

/// A request that is out.
pub(super) struct Asked<T> {
    pub(super) correlation: Correlation,
    pub(super) what: &'static str,
    pub(super) answer: Receiver<Result<T, ClientError>>,
}

impl Shared {
    pub(super) fn new(
        dialer: Arc<dyn Dialer>,
        options: Options,
        clock: Clock,
        state: State,
    ) -> Self {
        Self {
            events: Events::new(options.event_capacity),
            dialer,
            options,
            outlet: Outlet::default(),
            state: Mutex::new(state),
            settled: Condvar::new(),
            clock,
            poke: bounded(1),
            closing: AtomicBool::new(false),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    pub(super) fn now(&self) -> Tick {
        self.clock.now()
    }

    /// Asks something of the server and waits for the answer.
    pub(super) fn request<'a, T>(
        &self,
        wish: impl FnOnce(Waiter<T>) -> Wish,
        message: &impl Message<'a>,
    ) -> Result<T, ClientError> {
        let asked = self.ask(wish, message)?;
        let result = self.answer(&asked.answer, asked.what);
        if result.is_err() {
            self.forget(&asked);
        }
        result
    }

    /// Nobody waits for the answer any more.
    pub(super) fn forget<T>(&self, asked: &Asked<T>) {
        self.state().forget(asked.correlation);
    }

    /// Asks something of the server.
    pub(super) fn ask<'a, T>(
        &self,
        wish: impl FnOnce(Waiter<T>) -> Wish,
        message: &impl Message<'a>,
    ) -> Result<Asked<T>, ClientError> {
        let (waiter, answer) = bounded(1);
        let wish = wish(waiter);
        let what = wish.what();
        let correlation = {
            let mut state = self.state();
            state.check_online()?;
            state.ask(wish)
        };
        let asked = Asked { correlation, what, answer };
        let frame = message.to_frame(correlation);
        match self.outlet.turn(|gate| gate.write(&frame)) {
            Ok(()) => Ok(asked),
            Err(error) => {
                self.forget(&asked);
                Err(error)
            }
        }
    }

    pub(super) fn answer<T>(
        &self,
        answer: &Receiver<Result<T, ClientError>>,
        what: &'static str,
    ) -> Result<T, ClientError> {
        let after = self.options.request_timeout;
        answer.recv_timeout(after).unwrap_or(Err(ClientError::Timeout { what, after }))
    }

    /// Writes a message that has no answer.
    pub(super) fn say(
        &self,
        message: impl FnOnce(&State) -> Result<Vec<u8>, ClientError>,
    ) -> Result<(), ClientError> {
        // Under the write lock: no other connection can have begun until it is written.
        self.outlet.turn(|gate| {
            let frame = message(&self.state())?;
            gate.write(&frame)
        })
    }

    /// Sends a post. It is kept until its receipt comes.
    pub(super) fn post(&self, draft: Draft) -> Result<ClientNumber, ClientError> {
        let number = self.keep(draft)?;
        self.write_posts();
        Ok(number)
    }

    /// As [`Shared::post`], and waits for nothing: not for a place, nor for the pace.
    pub(super) fn post_now(&self, draft: Draft) -> Result<ClientNumber, ClientError> {
        let number = {
            let mut state = self.state();
            state.check_post(&draft)?;
            if !state.outgoing.has_place() {
                let after = Duration::ZERO;
                return Err(ClientError::Timeout { what: FOR_PLACE, after });
            }
            state.keep(draft)
        };
        self.write_posts();
        Ok(number)
    }

    /// Writes the posts that may leave.
    fn write_posts(&self) {
        self.outlet.turn(|gate| {
            loop {
                // Chosen under the write lock, so that posts leave in the order of their numbers.
                let batch = self.state().batch(self.now());
                // One that can't be written is sent again on the next connection.
                if batch.is_empty() || gate.write(&batch).is_err() {
                    return;
                }
            }
        });
    }

    /// Sends a post and waits for its receipt.
    pub(super) fn post_and_wait(&self, mut draft: Draft) -> Result<Place, ClientError> {
        let (waiter, answer) = bounded(1);
        draft.waiter = Some(waiter);
        self.post(draft)?;
        self.answer(&answer, "Waiting for the receipt")
    }

    /// Waits for a place among the unacknowledged posts and, if wished, for the pace.
    fn keep(&self, draft: Draft) -> Result<ClientNumber, ClientError> {
        let mut until = None;
        let mut state = self.state();
        loop {
            state.check_post(&draft)?;
            if !state.outgoing.has_place() {
                let after = self.options.request_timeout;
                let until = *until.get_or_insert_with(|| from_now(after));
                if self.settled.wait_until(&mut state, until).timed_out()
                    && !state.outgoing.has_place()
                {
                    return Err(ClientError::Timeout { what: FOR_PLACE, after });
                }
            } else if let Some(at) = self.paced(&state) {
                self.settled.wait_until(&mut state, at);
            } else {
                return Ok(state.keep(draft));
            }
        }
    }

    /// The moment for which a post has to wait. A backlog has its own pace, behind which it stands.
    fn paced(&self, state: &State) -> Option<Instant> {
        let live = matches!(state.phase, Phase::Online) && !state.outgoing.is_backlog();
        let at = state.pace.ready_at();
        (self.options.pace && live && at > self.now()).then(|| from_now(self.clock.until(at)))
    }

    /// Waits until every post has its receipt, as long as some come within the request timeout.
    pub(super) fn flush(&self) -> Result<(), ClientError> {
        let after = self.options.request_timeout;
        let mut state = self.state();
        loop {
            if state.outgoing.is_empty() {
                return Ok(());
            }
            if let Phase::Over(error) = &state.phase {
                return Err(error.clone());
            }
            if self.settled.wait_for(&mut state, after).timed_out() && !state.outgoing.is_empty() {
                return Err(ClientError::Timeout { what: "Waiting for receipts", after });
            }
        }
    }

    /// Does what follows from what came, the state being unlocked again.
    pub(super) fn apply(&self, fx: Effects) {
        self.outlet.write_soon(&fx.frames);
        if fx.fresh {
            self.events.release(super::Event::Fresh);
        }
        if !fx.events.is_empty() {
            self.events.push(fx.events);
        }
        if fx.settled {
            self.settled.notify_all();
        }
    }

    /// The next attempt to reconnect is made now.
    pub(super) fn poke(&self) {
        // Full means that it is poked already.
        let _ = self.poke.0.try_send(());
    }

    /// Waits until `pause` is over, or somebody pokes.
    pub(super) fn pause(&self, pause: Duration) {
        let _ = self.poke.1.recv_timeout(pause);
    }

    /// Whether the application has had enough: no connection follows this one.
    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// Says goodbye. The reader ends when the server has answered.
    pub(super) fn say_bye(&self) -> Result<(), ClientError> {
        self.state().check_connected()?;
        self.closing.store(true, Ordering::Release);
        let bye = Bye { reason: ByeReason::Leaving, text: "".into() };
        self.outlet.turn(|gate| gate.write(&bye.to_frame(Correlation(0))))
    }

    /// Ends the connection without a word. The reader ends soon.
    pub(super) fn close(&self) {
        self.closing.store(true, Ordering::Release);
        self.poke();
        self.outlet.shutdown();
    }
}
