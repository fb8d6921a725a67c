//! The host's hand on the server: a thread that carries out commands, and shows what has changed.
//!
//! Windows and the control socket hold a [`Host`]: they send [`Command`]s and get [`Snapshot`]s
//! through channels, and never touch a lock of the server.

use super::shared::Shared;
use crate::hub::host::{
    BanTarget, ClientRow, Command, Done, HostError, NoticeTarget, RoomRow, Snapshot,
};
use crate::net::session::Session;
use crate::proto::error_code::{ByeReason, LeaveCause, NoticeScope};
use crate::proto::ids::{MemberId, RoomId, UnixMillis};
use crate::proto::limits::{MAX_NOTICE, MAX_REASON, MAX_TOPIC};
use crate::proto::message::Notice;
use crate::proto::name::Pseudo;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded, never};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Commands that may wait. Over it [`Host::send`] answers that the server is busy.
const MAX_WAITING: usize = 64;

/// The least time between two snapshots that are shown unasked.
const SNAPSHOT_PAUSE: Duration = Duration::from_millis(100);

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
        let thread =
            HostThread { requests: waiting, watchers: Vec::new(), ended: Arc::clone(&ended) };
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
    ended: Arc<AtomicBool>,
}

impl HostThread {
    /// Works until a `Stop` command, whose reason it returns, or until `stop` is disconnected.
    pub fn run(mut self, shared: &Shared, changes: &Receiver<()>, stop: &Receiver<()>) -> String {
        let reason = self.work(shared, changes, stop);
        // Whoever asks from now on sees that it is in vain; who asked before is told so here.
        self.ended.store(true, Ordering::SeqCst);
        while let Ok(request) = self.requests.try_recv() {
            drop(request);
        }
        reason
    }

    fn work(&mut self, shared: &Shared, changes: &Receiver<()>, stop: &Receiver<()>) -> String {
        loop {
            // While nobody watches, changes wake nobody.
            let quiet = never();
            let changes = if self.watchers.is_empty() { &quiet } else { changes };
            crossbeam_channel::select! {
                recv(self.requests) -> request => match request {
                    Ok(Request::Command(Command::Stop { reason }, reply)) => {
                        let clients = shared.directory.lock().people_count();
                        answer(&reply, Ok(Done { clients }));
                        return reason;
                    }
                    Ok(Request::Command(command, reply)) => {
                        answer(&reply, execute(shared, command));
                    }
                    Ok(Request::Snapshot(reply)) => answer(&reply, snapshot(shared)),
                    Ok(Request::Watch(watcher)) => {
                        self.watchers.push(watcher);
                        self.show(shared);
                    }
                    Err(_) => return String::new(),
                },
                recv(changes) -> _ => {
                    self.show(shared);
                    match stop.recv_timeout(SNAPSHOT_PAUSE) {
                        Err(RecvTimeoutError::Timeout) => {}
                        Ok(()) | Err(RecvTimeoutError::Disconnected) => return String::new(),
                    }
                }
                recv(stop) -> _ => return String::new(),
            }
        }
    }

    /// Shows everybody who watches what there is now.
    fn show(&mut self, shared: &Shared) {
        shared.clear_changed();
        let now = Arc::new(snapshot(shared));
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

/// A channel that says that the server has stopped.
fn disconnected<T>() -> Receiver<T> {
    bounded(0).1
}

/// Whoever asked may have gone away meanwhile.
fn answer<T>(reply: &Sender<T>, value: T) {
    let _ = reply.try_send(value);
}

/// Everything that the host sees.
pub(super) fn snapshot(shared: &Shared) -> Snapshot {
    let at = shared.clock.wall();
    let mut directory = shared.directory.lock();
    let bans = directory.bans.in_force(at).cloned().collect();
    let name = |room: &RoomId| directory.room(*room).map(|entry| entry.name.to_string());
    let clients = directory
        .people()
        .map(|person| ClientRow {
            id: person.id,
            pseudo: person.pseudo.to_string(),
            address: person.address,
            rooms: person.rooms.iter().filter_map(name).collect(),
            last_message: person.session.last_message(),
            since: person.since,
            link: person.link,
        })
        .collect();
    let mut rooms: Vec<RoomRow> = directory
        .rooms()
        .map(|entry| RoomRow {
            id: entry.id,
            name: entry.name.to_string(),
            topic: entry.topic.to_string(),
            members: entry.members,
        })
        .collect();
    drop(directory);
    rooms.sort_by(|a, b| a.name.cmp(&b.name));
    Snapshot {
        at,
        clients,
        rooms,
        bans,
        connections: shared.registry.count(),
        max_connections: shared.max_connections,
    }
}

/// Carries out a command.
pub(super) fn execute(shared: &Shared, command: Command) -> Result<Done, HostError> {
    let done = match command {
        Command::Kick { member, reason } => kick(shared, member, &reason),
        Command::Ban { target, lasts, reason } => ban(shared, target, lasts, reason),
        Command::Unban { id } => unban(shared, id),
        Command::Notice { target, text } => notice(shared, &target, &text),
        Command::AddRoom { name, topic } => add_room(shared, &name, &topic),
        Command::CloseRoom { room, reason } => close_room(shared, room, &reason),
        // The thread itself ends with it.
        Command::Stop { .. } => Err(HostError::Stopped),
    };
    shared.mark_changed();
    done
}

fn short(text: &str, most: usize) -> Result<(), HostError> {
    if text.len() > most { Err(HostError::TooLong(most)) } else { Ok(()) }
}

fn kick(shared: &Shared, member: MemberId, reason: &str) -> Result<Done, HostError> {
    short(reason, MAX_REASON)?;
    let session = session_of(shared, member)?;
    shared.dismiss(&session, ByeReason::Kicked, LeaveCause::Kicked, reason);
    tracing::info!(member = member.0, ?reason, "kicked");
    Ok(Done { clients: 1 })
}

fn session_of(shared: &Shared, member: MemberId) -> Result<Arc<Session>, HostError> {
    let directory = shared.directory.lock();
    directory.person(member).map(|p| Arc::clone(&p.session)).ok_or(HostError::NoSuchMember)
}

fn ban(
    shared: &Shared,
    target: BanTarget,
    lasts: Duration,
    reason: String,
) -> Result<Done, HostError> {
    short(&reason, MAX_REASON)?;
    let target = match target {
        // As connections are known by it: one of IPv4 in IPv6 is one of IPv4.
        BanTarget::Address(address) => BanTarget::Address(address.to_canonical()),
        BanTarget::Pseudo(name) => {
            Pseudo::new(&name)?;
            BanTarget::Pseudo(name)
        }
    };
    let now = shared.clock.wall();
    let lasts = i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX);
    let until = UnixMillis(now.0.saturating_add(lasts));
    let concerned: Vec<Arc<Session>> = {
        let mut directory = shared.directory.lock();
        directory.bans.add(target.clone(), until, reason.clone(), now);
        match &target {
            BanTarget::Address(address) => directory
                .people()
                .filter(|person| person.address.ip() == *address)
                .map(|person| Arc::clone(&person.session))
                .collect(),
            BanTarget::Pseudo(name) => directory
                .find_pseudo(name)
                .map(|person| Arc::clone(&person.session))
                .into_iter()
                .collect(),
        }
    };
    for session in &concerned {
        shared.dismiss(session, ByeReason::Banned, LeaveCause::Banned, &reason);
    }
    tracing::info!(?target, ?reason, "banned");
    Ok(Done { clients: concerned.len() })
}

fn unban(shared: &Shared, id: u64) -> Result<Done, HostError> {
    let now = shared.clock.wall();
    if shared.directory.lock().bans.lift(id, now) {
        Ok(Done { clients: 0 })
    } else {
        Err(HostError::NoSuchBan)
    }
}

fn notice(shared: &Shared, target: &NoticeTarget, text: &str) -> Result<Done, HostError> {
    if text.trim().is_empty() {
        return Err(HostError::EmptyNotice);
    }
    short(text, MAX_NOTICE)?;
    let now = shared.clock.wall();
    let private = |sessions: &[Arc<Session>], scope: NoticeScope| {
        for session in sessions {
            let (_, conn) =
                session.deliver(now, |place| Notice { place, scope, text: text.into() });
            if let Some(conn) = conn {
                conn.flush();
            }
        }
        Ok(Done { clients: sessions.len() })
    };
    match target {
        NoticeTarget::Everyone => {
            let everyone: Vec<_> =
                shared.directory.lock().people().map(|p| Arc::clone(&p.session)).collect();
            private(&everyone, NoticeScope::Everyone)
        }
        NoticeTarget::Member(member) => private(&[session_of(shared, *member)?], NoticeScope::You),
        NoticeTarget::Room(room) => {
            let (cell, members) = {
                let directory = shared.directory.lock();
                let entry = directory.room(*room).ok_or(HostError::NoSuchRoom)?;
                (Arc::clone(&entry.cell), entry.members)
            };
            let told = cell.with(&shared.stragglers, |inner| inner.room.notice(text, now));
            let ((), carry) = told.ok_or(HostError::NoSuchRoom)?;
            if let Some(carry) = carry {
                carry.run();
            }
            Ok(Done { clients: members })
        }
    }
}

fn add_room(shared: &Shared, name: &str, topic: &str) -> Result<Done, HostError> {
    short(topic, MAX_TOPIC)?;
    shared.add_room(name, topic).map(|_| Done { clients: 0 })
}

fn close_room(shared: &Shared, room: RoomId, reason: &str) -> Result<Done, HostError> {
    short(reason, MAX_REASON)?;
    let entry = shared.directory.lock().close_room(room).ok_or(HostError::NoSuchRoom)?;
    let now = shared.clock.wall();
    let closed = entry.cell.with(&shared.stragglers, |inner| {
        inner.room.close(reason, now);
        inner.close();
    });
    if let Some(((), Some(carry))) = closed {
        carry.run();
    }
    Ok(Done { clients: entry.members })
}
