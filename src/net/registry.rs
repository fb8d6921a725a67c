//! The connections that are served, their threads, and how many come from each address.

use super::conn::Conn;
use crate::hub::host::Traffic;
use crate::proto::error_code::{ByeReason, ErrorCode};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;

/// See the module. Its lock is the last of all and held for moments only.
#[derive(Default)]
pub(crate) struct Registry(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    numbered: u64,
    served: HashMap<u64, Served>,
    admitted: usize,
    per_address: HashMap<IpAddr, usize>,
    /// What went over the connections that are no more.
    past: Traffic,
}

struct Served {
    conn: Arc<Conn>,
    thread: Option<JoinHandle<()>>,
}

impl Registry {
    /// The number of a new connection.
    pub fn number(&self) -> u64 {
        let mut inner = self.0.lock();
        inner.numbered += 1;
        inner.numbered
    }

    /// Counts a connection in.
    ///
    /// # Errors
    /// There are too many, in all or from this address.
    pub fn admit(
        &self,
        peer: SocketAddr,
        most: usize,
        per_address: usize,
    ) -> Result<(), ErrorCode> {
        let mut inner = self.0.lock();
        if inner.admitted >= most {
            return Err(ErrorCode::ServerFull);
        }
        let count = inner.per_address.entry(peer.ip()).or_default();
        if *count >= per_address {
            return Err(ErrorCode::TooManyFromAddress);
        }
        *count += 1;
        inner.admitted += 1;
        Ok(())
    }

    /// Counts a connection out.
    pub fn release(&self, peer: SocketAddr) {
        let mut inner = self.0.lock();
        inner.admitted = inner.admitted.saturating_sub(1);
        if let Some(count) = inner.per_address.get_mut(&peer.ip()) {
            *count -= 1;
            if *count == 0 {
                inner.per_address.remove(&peer.ip());
            }
        }
    }

    /// A connection is served from now on, by a thread that is about to be started.
    pub fn add(&self, conn: &Arc<Conn>) {
        let served = Served { conn: Arc::clone(conn), thread: None };
        self.0.lock().served.insert(conn.number, served);
    }

    /// The thread that serves a connection. One that has ended meanwhile needs no joining.
    pub fn set_thread(&self, conn: u64, thread: JoinHandle<()>) {
        if let Some(served) = self.0.lock().served.get_mut(&conn) {
            served.thread = Some(thread);
        }
    }

    /// A connection is no longer served; its thread is about to end.
    pub fn remove(&self, conn: &Conn) {
        let traffic = conn.traffic();
        {
            let mut inner = self.0.lock();
            inner.served.remove(&conn.number);
            inner.past += traffic;
        }
        self.release(conn.peer);
    }

    /// What went over all connections since the beginning.
    pub fn traffic(&self) -> Traffic {
        let (mut traffic, served) = {
            let inner = self.0.lock();
            let served = inner.served.values().map(|served| Arc::clone(&served.conn));
            (inner.past, served.collect::<Vec<_>>())
        };
        for conn in served {
            traffic += conn.traffic();
        }
        traffic
    }

    /// How many connections are served.
    pub fn count(&self) -> usize {
        self.0.lock().admitted
    }

    /// Says goodbye to everybody, and waits for all threads to end. Nothing may be added any more.
    pub fn close_all(&self, reason: ByeReason, text: &str) {
        let served: Vec<Served> = self.0.lock().served.drain().map(|(_, served)| served).collect();
        for Served { conn, .. } in &served {
            conn.close(reason, text);
        }
        for thread in served.into_iter().filter_map(|served| served.thread) {
            if thread.join().is_err() {
                tracing::error!("a client's thread had panicked");
            }
        }
    }
}
