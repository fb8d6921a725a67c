//! One round of a stream: the pair of connections of its ends, until either is lost.

use crate::net::conn::Conn;
use crate::proto::error_code::StreamRole;
use crate::proto::stream::{Flow, Violation};
use parking_lot::{Condvar, Mutex};
use std::sync::Arc;
use std::time::Duration;

/// See the module. Its lock is held for moments.
pub(crate) struct Round {
    inner: Mutex<Inner>,
    /// An end has come, or the round is over.
    changed: Condvar,
}

struct Inner {
    flow: Flow,
    sender: Option<Arc<Conn>>,
    receiver: Option<Arc<Conn>>,
    over: bool,
}

impl Round {
    /// Of a stream that was opened with `length`.
    pub fn new(length: u64) -> Self {
        let inner = Inner { flow: Flow::new(length), sender: None, receiver: None, over: false };
        Self { inner: Mutex::new(inner), changed: Condvar::new() }
    }

    /// An end is here: what the other says goes to `conn` from now on. False if the round is over.
    pub fn enter(&self, role: StreamRole, conn: &Arc<Conn>) -> bool {
        let mut inner = self.inner.lock();
        let end = if role == StreamRole::Sender { &mut inner.sender } else { &mut inner.receiver };
        *end = Some(Arc::clone(conn));
        self.changed.notify_all();
        !inner.over
    }

    /// The connection of the other end, for which this waits, for `patience` at most.
    pub fn other(&self, role: StreamRole, patience: Duration) -> Option<Arc<Conn>> {
        let mut inner = self.inner.lock();
        let other = |inner: &Inner| {
            if role == StreamRole::Sender { inner.receiver.clone() } else { inner.sender.clone() }
        };
        let missing = |inner: &mut Inner| !inner.over && other(inner).is_none();
        self.changed.wait_while_for(&mut inner, missing, patience);
        if inner.over { None } else { other(&inner) }
    }

    /// See [`Flow::pass`].
    pub fn pass(&self, from: StreamRole, input: &[u8]) -> Result<usize, Violation> {
        self.inner.lock().flow.pass(from, input)
    }

    /// What the receiver has found, once it has.
    pub fn checked(&self) -> Option<bool> {
        self.inner.lock().flow.checked()
    }

    /// Up to where bytes were passed on.
    pub fn reached(&self) -> u64 {
        self.inner.lock().flow.reached()
    }

    /// All was said: what was sent still arrives, followed by the end.
    pub fn finish(&self) {
        let ends = {
            let mut inner = self.inner.lock();
            [inner.sender.take(), inner.receiver.take()]
        };
        ends.iter().flatten().for_each(|conn| conn.wire().finish_sending());
    }

    /// Cuts both connections under whoever reads or writes. Up to where bytes were passed on.
    pub fn end(&self) -> u64 {
        let mut inner = self.inner.lock();
        inner.over = true;
        let ends = [inner.sender.take(), inner.receiver.take()];
        let reached = inner.flow.reached();
        self.changed.notify_all();
        drop(inner);
        ends.iter().flatten().for_each(|conn| conn.wire().shut());
        reached
    }
}
