//! The host's hand on the server: a thread that carries out commands, and shows what has changed.
//!
//! Windows and the control socket hold a [`Host`]: they send [`Command`]s and get [`Snapshot`]s
//! through channels, and never touch a lock of the server.

use super::acts::execute;
use super::shared::Shared;
use super::sight::{measure, snapshot};
use crate::hub::host::{Command, Done, HostError, Snapshot};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, after, bounded, never};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Commands that may wait. Over it [`Host::send`] answers that the server is busy.
const MAX_WAITING: usize = 64;

/// The least time between two snapshots that are shown unasked.
const SNAPSHOT_PAUSE: Duration = Duration::from_millis(100);

/// When there is another look after the last change: what a change brings with it (deliveries,
/// answers) has come to rest by then. While somebody lags, the looks go on so often.
const SECOND_LOOK: Duration = Duration::from_secs(1);

/// What a host may ask for.
enum Request {
    Command(Command, Sender<Result<Done, HostError>>),
    Snapshot(Sender<Snapshot>),
    Watch(Watcher),
}

/// Somebody who wants to see what changes.
struct Watcher {
    snapshots: Sender<Arc<Snapshot>>,
    /// The same channel's other end: what nobody has looked at is replaced.
    unseen: Receiver<Arc<Snapshot>>,
    wake: Box<dyn Fn() + Send>,
}

/// The host's handle on a running server.
#[derive(Clone)]
pub struct Host {
    requests: Sender<Request>,
    stopped: Receiver<()>,
    /// The host's thread takes no request any more.
    ended: Arc<AtomicBool>,
}

impl Host {
    /// A handle, and what the host's thread reads. `stopped` disconnects when the server has.
    pub(crate) fn new(stopped: Receiver<()>) -> (Self, HostThread) {
        let (requests, waiting) = bounded(MAX_WAITING);
        let ended = Arc::new(AtomicBool::new(false));
        let thread = HostThread {
            requests: waiting,
            watchers: Vec::new(),
            shown: Arc::default(),
            ended: Arc::clone(&ended),
        };
        (Self { requests, stopped, ended }, thread)
    }

    /// Carries out a command, and waits for it.
    ///
    /// # Errors
    /// It was not carried out, and why.
    pub fn command(&self, command: Command) -> Result<Done, HostError> {
        self.ask(|reply| Request::Command(command, reply)).unwrap_or(Err(HostError::Stopped))
    }

    /// Has a command carried out; the answer comes over the channel, or the channel is disconnected
    /// if the server has stopped.
    pub fn send(&self, command: Command) -> Receiver<Result<Done, HostError>> {
        let (reply, answer) = bounded(1);
        // A request that is not taken is dropped, and the answer's only sender with it.
        let sent = self.requests.try_send(Request::Command(command, reply));
        match sent {
            Err(TrySendError::Full(Request::Command(_, reply))) => {
                let _ = reply.try_send(Err(HostError::Busy));
            }
            // Nobody may look at it any more, but what was answered before the end is answered.
            Ok(()) if self.has_ended() && answer.is_empty() => return disconnected(),
            _ => {}
        }
        answer
    }

    /// What the host sees at this moment.
    ///
    /// # Errors
    /// The server has stopped.
    pub fn snapshot(&self) -> Result<Snapshot, HostError> {
        self.ask(Request::Snapshot).ok_or(HostError::Stopped)
    }

    /// Waits for the answer to a request; `None` if the server has stopped.
    fn ask<T>(&self, request: impl FnOnce(Sender<T>) -> Request) -> Option<T> {
        let (reply, answer) = bounded(1);
        self.requests.send(request(reply)).ok()?;
        if self.has_ended() { answer.try_recv().ok() } else { answer.recv().ok() }
    }

    /// Whether a request that was just queued may lie there for ever: the channel keeps what it
    /// holds when its reader goes. If not, the thread will still answer or drop it.
    fn has_ended(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }

    /// What the host sees, now and whenever it changes, at most ten times a second. Only the newest
    /// is kept; `wake` is called after each. A watch lasts as long as the server.
    pub fn watch(&self, wake: Box<dyn Fn() + Send>) -> Receiver<Arc<Snapshot>> {
        let (snapshots, unseen) = bounded(1);
        let watcher = Watcher { snapshots, unseen: unseen.clone(), wake };
        let sent = self.requests.send(Request::Watch(watcher));
        if sent.is_err() || self.has_ended() { disconnected() } else { unseen }
    }

    /// Disconnects once the server has stopped.
    pub fn stopped(&self) -> Receiver<()> {
        self.stopped.clone()
    }
}

/// What the host's thread owns.
pub(crate) struct HostThread {
    requests: Receiver<Request>,
    watchers: Vec<Watcher>,
    /// What those who watch have seen last.
    shown: Arc<Snapshot>,
    ended: Arc<AtomicBool>,
}

impl HostThread {
    /// Works until a `Stop` command, whose reason it returns, or until `stop` is disconnected.
    pub fn run(
        mut self,
        shared: &Arc<Shared>,
        changes: &Receiver<()>,
        stop: &Receiver<()>,
    ) -> String {
        let reason = self.work(shared, changes, stop);
        // Whoever asks from now on sees that it is in vain; who asked before is told so here.
        self.ended.store(true, Ordering::SeqCst);
        while let Ok(request) = self.requests.try_recv() {
            drop(request);
        }
        reason
    }

    fn work(
        &mut self,
        shared: &Arc<Shared>,
        changes: &Receiver<()>,
        stop: &Receiver<()>,
    ) -> String {
        let mut second_look: Receiver<Instant> = never();
        loop {
            // While nobody watches, changes wake nobody.
            let quiet = never();
            let changes = if self.watchers.is_empty() { &quiet } else { changes };
            crossbeam_channel::select! {
                recv(self.requests) -> request => match request {
                    Ok(Request::Command(Command::Stop { reason }, reply)) => {
                        let clients = shared.directory.lock().people_count();
                        answer(&reply, Ok(Done::for_clients(clients)));
                        return reason;
                    }
                    Ok(Request::Command(command, reply)) => {
                        answer(&reply, execute(shared, command));
                    }
                    Ok(Request::Snapshot(reply)) => answer(&reply, look(shared)),
                    Ok(Request::Watch(watcher)) => {
                        self.watchers.push(watcher);
                        shared.clear_changed();
                        self.show(look(shared));
                    }
                    Err(_) => return String::new(),
                },
                recv(changes) -> _ => {
                    shared.clear_changed();
                    self.show(look(shared));
                    second_look = after(SECOND_LOOK);
                    match stop.recv_timeout(SNAPSHOT_PAUSE) {
                        Err(RecvTimeoutError::Timeout) => {}
                        Ok(()) | Err(RecvTimeoutError::Disconnected) => return String::new(),
                    }
                }
                recv(second_look) -> _ => {
                    let mut now = look(shared);
                    let lagging = now.clients.iter().any(|client| client.lag > 0);
                    second_look = if lagging { after(SECOND_LOOK) } else { never() };
                    // That time has passed is no news.
                    let at = std::mem::replace(&mut now.at, self.shown.at);
                    if now != *self.shown {
                        self.show(Snapshot { at, ..now });
                    }
                }
                recv(stop) -> _ => return String::new(),
            }
        }
    }

    /// Shows everybody who watches what there is now.
    fn show(&mut self, now: Snapshot) {
        let now = Arc::new(now);
        self.shown = Arc::clone(&now);
        for watcher in &self.watchers {
            if let Err(TrySendError::Full(newer)) = watcher.snapshots.try_send(Arc::clone(&now)) {
                // It was not looked at in time: the older one makes room.
                let _ = watcher.unseen.try_recv();
                let _ = watcher.snapshots.try_send(newer);
            }
            (watcher.wake)();
        }
    }
}

/// What there is to see, for somebody who looks.
fn look(shared: &Shared) -> Snapshot {
    let now = snapshot(shared);
    measure(shared, &now);
    now
}

/// A channel that says that the server has stopped.
fn disconnected<T>() -> Receiver<T> {
    bounded(0).1
}

/// Whoever asked may have gone away meanwhile.
fn answer<T>(reply: &Sender<T>, value: T) {
    let _ = reply.try_send(value);
}
