//! Streams from one client to another: each end has a connection and a thread of its own, which
//! passes on what it reads. The thread of the sender waits for the receiver's socket, so that a slow
//! receiver slows its sender, and nobody else; it holds one buffer, whatever the size of the stream.

mod governor;
mod relay;
mod round;

pub(crate) use relay::serve;
pub(crate) use round::Round;

use super::config::Transfers;
use super::session::Session;
use super::shared::{Shared, new_token};
use crate::hub::streams::{Admitted, Limits, Over, Streams as Table, TooMany};
use crate::proto::error_code::StreamEnd;
use crate::proto::ids::{MemberId, StreamId, Tick, Token};
use crate::proto::message::StreamEnded;
use crossbeam_channel::{Receiver, Sender, after, bounded, never, select};
use governor::Governor;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often somebody looks for streams that have waited too long for their ends.
const SWEEP: Duration = Duration::from_secs(1);

/// What a ticket was good for.
pub(crate) type Attachment = Admitted<Arc<Round>>;

/// All streams of a server. Their lock is a leaf: nothing else is taken under it but that of a round.
pub(crate) struct Streams {
    table: Mutex<Table<Arc<Round>>>,
    governor: Governor,
    /// Whether there may be streams at all.
    enabled: bool,
    /// Somebody sweeps.
    sweeping: AtomicBool,
    /// Wakes the sweeper. One sign is enough: full means that it is awake.
    wake: Sender<()>,
}

/// The thread that ends streams whose ends don't come.
pub(crate) struct Sweeper(Receiver<()>);

impl Streams {
    /// None yet, and who sweeps them.
    pub fn new(config: &Transfers) -> (Self, Sweeper) {
        let limits = Limits { all: config.streams, per_member: config.per_member };
        let (wake, woken) = bounded(1);
        let streams = Self {
            table: Mutex::new(Table::new(limits)),
            governor: Governor::new(config.share),
            enabled: config.streams > 0,
            sweeping: AtomicBool::new(false),
            wake,
        };
        (streams, Sweeper(woken))
    }

    /// A server without any: nobody sweeps.
    pub fn none() -> Self {
        Self::new(&Transfers { streams: 0, ..Transfers::default() }).0
    }

    /// Whether there may be streams at all.
    pub fn enabled(&self) -> bool {
        self.enabled
    }

    /// Opens a stream, with a ticket for each end.
    pub fn open(
        &self,
        ends: (MemberId, MemberId),
        length: u64,
        tickets: (Token, Token),
        now: Tick,
    ) -> Result<StreamId, TooMany> {
        let round = Arc::new(Round::new(length));
        let opened = self.table.lock().open(ends, length, tickets, round, now);
        if !self.sweeping.swap(true, Ordering::AcqRel) {
            // It is awake already, or the server stops.
            let _ = self.wake.try_send(());
        }
        opened
    }

    /// Uses up a ticket.
    pub fn attach(&self, ticket: Token) -> Option<Attachment> {
        self.table.lock().attach(ticket)
    }

    /// Gives `member` another ticket for their end of a stream; false if there is no such stream.
    pub fn renew(&self, stream: StreamId, member: MemberId, ticket: Token, now: Tick) -> bool {
        let next = |length| Arc::new(Round::new(length));
        let renewed = self.table.lock().renew(stream, member, ticket, next, now);
        if let Some(Some(old)) = &renewed {
            old.end();
        }
        renewed.is_some()
    }

    /// Ends all of them without a word: the server stops.
    pub fn end_all(&self) {
        let over = self.table.lock().end_all();
        for Over { round, .. } in over {
            round.end();
        }
    }

    /// The connections of a round are no more. The stream waits for its ends again.
    fn round_over(&self, stream: StreamId, round: &Arc<Round>, now: Tick) {
        let next = |length| Arc::new(Round::new(length));
        self.table.lock().round_over(stream, |current| Arc::ptr_eq(current, round), next, now);
    }
}

impl Sweeper {
    /// Works until `stop` is disconnected. While there are no streams, it sleeps.
    pub fn run(&self, shared: &Shared, stop: &Receiver<()>) {
        let mut next = never();
        loop {
            select! {
                recv(self.0) -> woken => match woken {
                    Ok(()) => next = after(SWEEP),
                    Err(_) => return,
                },
                recv(next) -> _ => next = if shared.sweep_streams() { after(SWEEP) } else { never() },
                recv(stop) -> _ => return,
            }
        }
    }
}

impl Shared {
    /// Ends a stream that `member` sends or receives; false if there is no such stream.
    pub fn end_stream_of(
        &self,
        stream: StreamId,
        member: MemberId,
        how: StreamEnd,
        reason: &str,
    ) -> bool {
        let over = self.streams.table.lock().end_of(stream, member);
        over.map(|over| self.stream_over(&over, how, reason)).is_some()
    }

    /// Ends a stream.
    fn end_stream(&self, stream: StreamId, how: StreamEnd) {
        let over = self.streams.table.lock().end(stream);
        if let Some(over) = over {
            self.stream_over(&over, how, "");
        }
    }

    /// Cuts all streams of somebody who is gone from the server.
    pub fn end_streams_of(&self, member: MemberId) {
        let over = self.streams.table.lock().gone(member);
        over.iter().for_each(|over| self.stream_over(over, StreamEnd::Gone, ""));
    }

    /// Ends what has waited too long. Whether there are any left.
    fn sweep_streams(&self) -> bool {
        let (over, left) = {
            let mut table = self.streams.table.lock();
            let over = table.expired(self.clock.now());
            let left = !table.is_empty();
            self.streams.sweeping.store(left, Ordering::Release);
            (over, left)
        };
        over.iter().for_each(|over| self.stream_over(over, StreamEnd::Broken, ""));
        left
    }

    /// Cuts the connections, and tells both ends.
    fn stream_over(&self, over: &Over<Arc<Round>>, how: StreamEnd, reason: &str) {
        let reached = if how == StreamEnd::Done { over.round.reached() } else { over.round.end() };
        tracing::info!(
            stream = over.stream.0,
            from = over.sender.0,
            to = over.receiver.0,
            ?how,
            reached,
            "a stream is over"
        );
        let told: Vec<Arc<Session>> = {
            let directory = self.directory.lock();
            let session = |member| directory.person(member).map(|p| Arc::clone(&p.session));
            [over.sender, over.receiver].into_iter().filter_map(session).collect()
        };
        let stream = over.stream;
        for session in told {
            let ended = |place| StreamEnded { place, stream, how, reached, reason: reason.into() };
            session.tell(self.clock.wall(), ended);
        }
    }
}

/// Two tickets that nobody can guess.
pub(super) fn tickets() -> Result<(Token, Token), getrandom::Error> {
    Ok((new_token()?, new_token()?))
}
