//! The server: blocking sockets, one thread per client, state behind the locks that
//! `ARCHITECTURE.md` lists.
//!
//! ```text
//! listener ── accepts ──> reader (a thread per client) ── handle ──> hub, behind locks
//!                            │ carries what it appended to a room's tape to the room's sockets
//! straggler  writes to sockets that were full      timer  ends sessions that nobody resumed, and
//!                                                         sequences at their deadline; tells of ends
//! streams    ends streams whose connections don't come; each end has a thread that passes on
//! host       carries out the host's commands, and shows what has changed
//! services   have threads of their own, which answer calls
//! ```

mod acts;
mod capacity;
mod config;
mod conn;
mod driven;
mod handle;
mod host;
mod house;
mod introduce;
mod latest;
mod linger;
mod listener;
mod meter;
mod newest;
mod presence;
mod reader;
mod registry;
mod room_cell;
mod sequences;
mod session;
mod shared;
mod sight;
mod straggler;
mod streams;
mod timer;
mod wire;
mod write_state;

pub use config::{Config, Limits, Rate, RoomConfig, Transfers};
pub use driven::Driven;
pub use host::Host;
pub use sequences::{Ask, Asked, Opener};
pub use wire::{Readiness, Wire};

use crate::clock::Clock;
use crate::hub::host::{Command, HostError};
use crate::proto::error_code::ByeReason;
use crate::services::DescriptionError;
use crossbeam_channel::{Sender, bounded};
use parking_lot::Mutex;
use shared::Shared;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use straggler::Stragglers;
use streams::Streams;
use timer::TimerQueue;

/// Why a server could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program listens there.
    #[error("{0} is in use: stop what listens there, or choose another port")]
    InUse(SocketAddr),
    /// Listening there is not allowed.
    #[error("listening on {0} is not allowed: choose a port from 1024 on")]
    NotAllowed(SocketAddr),
    /// This machine has no such address, or can't listen there.
    #[error("can't listen on {address}: {cause}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        cause: io::Error,
    },
    /// A room of the configuration can't be one.
    #[error("the room \"{name}\" can't be opened: {cause}")]
    Room {
        /// Which.
        name: String,
        /// Why.
        cause: HostError,
    },
    /// A service of the configuration can't be called.
    #[error("the service \"{name}\" can't be offered: {cause}")]
    Service {
        /// Which.
        name: String,
        /// Why.
        cause: DescriptionError,
    },
    /// The system gives no more threads or descriptors.
    #[error("the system gives the server no thread or descriptor: {0}")]
    System(#[from] io::Error),
}

/// A running server. Dropping it stops it.
pub struct Server {
    address: SocketAddr,
    host: Host,
    opener: Opener,
    shared: Arc<Shared>,
    main: Mutex<Option<JoinHandle<()>>>,
}

impl Server {
    /// Starts a server. It listens when this returns.
    ///
    /// # Errors
    /// It can't listen there, or a room can't be opened.
    pub fn start(config: Config) -> Result<Self, StartError> {
        let listener = listener::bind(config.listen).map_err(|cause| match cause.kind() {
            io::ErrorKind::AddrInUse => StartError::InUse(config.listen),
            io::ErrorKind::PermissionDenied => StartError::NotAllowed(config.listen),
            _ => StartError::Listen { address: config.listen, cause },
        })?;
        Self::begin(config, Some(listener))
    }

    /// Starts a server that listens nowhere: it serves those who are [brought in](Door::attach).
    pub(crate) fn start_within(config: Config) -> Result<(Self, Door), StartError> {
        let server = Self::begin(config, None)?;
        let door = Door(Arc::clone(&server.shared));
        Ok((server, door))
    }

    fn begin(config: Config, listener: Option<TcpListener>) -> Result<Self, StartError> {
        let address = match &listener {
            Some(listener) => listener.local_addr()?,
            None => config.listen,
        };
        let clock = Clock::start();
        let max_connections = capacity::max_connections(config.limits.connections);
        let (stragglers, straggler) = Stragglers::new(clock.clone())?;
        let (timer_queue, timer) = TimerQueue::new(2 * max_connections);
        let (changed, changes) = bounded(1);
        let (streams, sweeper) = Streams::new(&config.transfers);
        let shared =
            Shared::new(config, max_connections, clock, stragglers, timer_queue, streams, changed)?;
        let opener = Opener::new(&shared);
        let (stop_listening, stopped_listening) = UnixStream::pair()?;
        let (stop, stopping) = bounded::<()>(0);
        let (has_stopped, stopped) = bounded::<()>(0);
        let (host, host_thread) = Host::new(stopped);

        let mut threads = Threads::default();
        threads.spawn("salon-timer", {
            let (shared, stopping) = (Arc::clone(&shared), stopping.clone());
            move || timer.run(&shared, &stopping)
        })?;
        threads.spawn("salon-streams", {
            let (shared, stopping) = (Arc::clone(&shared), stopping.clone());
            move || sweeper.run(&shared, &stopping)
        })?;
        if let Some(listener) = listener {
            threads.spawn("salon-listener", {
                let shared = Arc::clone(&shared);
                move || listener::run(&shared, &listener, &stopped_listening)
            })?;
        }
        let no_services = || shared.switchboard.stop();
        shared.switchboard.start().inspect_err(|_| no_services())?;
        threads.spawn("salon-straggler", move || straggler.run()).inspect_err(|_| no_services())?;
        let stragglers = Arc::clone(&shared.stragglers);
        let main = Builder::new().name("salon-host".into()).spawn({
            let shared = Arc::clone(&shared);
            move || {
                let reason = host_thread.run(&shared, &changes, &stopping);
                shut_down(&shared, threads, stop_listening, stop, &reason);
                drop(has_stopped);
            }
        });
        // The others end by themselves when what would have stopped them is dropped.
        let main = main.inspect_err(|_| {
            no_services();
            stragglers.stop();
        })?;
        Ok(Self { address, host, opener, shared, main: Mutex::new(Some(main)) })
    }

    /// Where it listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The host's handle on it.
    pub fn host(&self) -> Host {
        self.host.clone()
    }

    /// What opens sequences in the server's name.
    pub fn opener(&self) -> Opener {
        self.opener.clone()
    }

    /// Says goodbye to everybody, with a reason, and waits for all threads to end.
    pub fn stop(self, reason: &str) {
        self.shut_down(reason);
    }

    /// Waits until the server was stopped by the host.
    pub fn wait(&self) {
        // The channel carries nothing: it can only be disconnected.
        let _ = self.host.stopped().recv();
    }

    fn shut_down(&self, reason: &str) {
        // A server that has stopped already needs no telling.
        let _ = self.host.command(Command::Stop { reason: reason.to_owned() });
        if let Some(main) = self.main.lock().take()
            && main.join().is_err()
        {
            tracing::error!("the host's thread had panicked");
        }
    }
}

/// By which connections within this machine come to a server.
#[derive(Clone)]
pub(crate) struct Door(Arc<Shared>);

impl Door {
    /// Serves one. Whoever holds a door uses it no more once they have stopped the server.
    ///
    /// # Errors
    /// There is no place for it.
    pub fn attach(&self, stream: UnixStream) -> io::Result<()> {
        listener::attach(&self.0, stream)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shut_down("");
    }
}

/// Ends everything in the order in which nothing new can come: listener, clients, the rest.
fn shut_down(
    shared: &Shared,
    threads: Threads,
    stop_listening: UnixStream,
    stop: Sender<()>,
    reason: &str,
) {
    shared.begin_stopping();
    drop(stop_listening);
    threads.join("salon-listener");
    // Before their threads are waited for: one whose other end is missing waits for it.
    shared.streams.end_all();
    shared.registry.close_all(ByeReason::Stopping, reason);
    shared.switchboard.stop();
    drop(stop);
    threads.join("salon-timer");
    threads.join("salon-streams");
    shared.stragglers.stop();
    threads.join("salon-straggler");
}

/// The server's own threads, by name.
#[derive(Default)]
struct Threads(Mutex<Vec<(&'static str, JoinHandle<()>)>>);

impl Threads {
    fn spawn(&mut self, name: &'static str, run: impl FnOnce() + Send + 'static) -> io::Result<()> {
        let thread = Builder::new().name(name.into()).spawn(run)?;
        self.0.get_mut().push((name, thread));
        Ok(())
    }

    fn join(&self, name: &str) {
        let mut threads = self.0.lock();
        let Some(index) = threads.iter().position(|(other, _)| *other == name) else { return };
        let (_, thread) = threads.remove(index);
        drop(threads);
        if thread.join().is_err() {
            tracing::error!(name, "a thread of the server had panicked");
        }
    }
}
