//! A session: what lasts from an accepted pseudo to a goodbye, over one connection or several.
//!
//! Its **turn** is the lock of whoever acts for it: the thread of its connection while it handles
//! what came in one read, the host, the timer. It is the first lock of all; a thread holds one turn
//! at most. So a resume waits until the old connection's thread has finished what it had begun,
//! and a post is never accepted on both.

use super::conn::Conn;
use super::room_cell::RoomCell;
use crate::hub::host::Traffic;
use crate::hub::inbox::Inbox;
use crate::hub::posts::PostWindow;
use crate::hub::rate::TokenBucket;
use crate::proto::ids::{Correlation, Epoch, MemberId, Number, RoomId, Tick, UnixMillis};
use crate::proto::message::{Gap, Message, Place};
use crate::proto::name::Pseudo;
use crate::services::Calls;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// See the module.
pub(crate) struct Session {
    /// Who.
    pub id: MemberId,
    /// The lock of whoever acts for the session.
    pub turn: Mutex<Turn>,
    inbox: Mutex<InboxSide>,
    /// When its last post was accepted; 0 for never.
    last_message: AtomicI64,
}

/// What only the one whose turn it is may see or change.
pub(crate) struct Turn {
    /// What they are called.
    pub pseudo: Pseudo,
    /// The connection, unless it is lost.
    pub conn: Option<Arc<Conn>>,
    /// The rooms that they are in, or were until the host closed them.
    pub rooms: Vec<Arc<RoomCell>>,
    /// Which of their posts were accepted.
    pub posts: PostWindow,
    /// The calls that are under way, from the first one on.
    pub calls: Option<Box<SessionCalls>>,
    /// How many posts may come.
    pub post_rate: TokenBucket,
    /// Until when the session can be resumed, while its connection is lost.
    pub lost_until: Option<Tick>,
    /// Whether the timer has the session in its queue.
    pub waits: bool,
    /// The session is over.
    pub ended: bool,
}

/// What a session has of the server's services.
pub(crate) struct SessionCalls {
    /// How many calls may come.
    pub rate: TokenBucket,
    /// Those that are under way, and what services keep for the session.
    pub calls: Arc<Calls>,
}

struct InboxSide {
    inbox: Inbox,
    conn: Option<Arc<Conn>>,
    /// What went over the connections before this one.
    earlier: Traffic,
}

/// What the host sees of a session's connections.
#[derive(Default)]
pub(crate) struct Vitals {
    /// What went over all of them.
    pub traffic: Traffic,
    /// How long the newest answer to a `PING` took on the present one.
    pub round_trip: Option<Duration>,
    /// Events that the present one has not taken yet.
    pub lag: u64,
}

impl Turn {
    /// The room of an id, if they are in it.
    pub fn room(&self, id: RoomId) -> Option<&Arc<RoomCell>> {
        self.rooms.iter().find(|cell| cell.id() == id)
    }

    /// Whether `conn` is the session's connection.
    pub fn is_on(&self, conn: &Conn) -> bool {
        self.conn.as_ref().is_some_and(|own| own.number == conn.number)
    }
}

impl Session {
    /// A session that begins on `conn`.
    pub fn new(
        id: MemberId,
        pseudo: Pseudo,
        epoch: Epoch,
        conn: &Arc<Conn>,
        post_rate: TokenBucket,
    ) -> Arc<Self> {
        Arc::new(Self {
            id,
            turn: Mutex::new(Turn {
                pseudo,
                conn: Some(Arc::clone(conn)),
                rooms: Vec::new(),
                posts: PostWindow::default(),
                calls: None,
                post_rate,
                lost_until: None,
                waits: false,
                ended: false,
            }),
            inbox: Mutex::new(InboxSide {
                inbox: Inbox::new(epoch),
                conn: None,
                earlier: Traffic::default(),
            }),
            last_message: AtomicI64::new(0),
        })
    }

    /// When the last post was accepted.
    pub fn last_message(&self) -> Option<UnixMillis> {
        Some(self.last_message.load(Ordering::Relaxed)).filter(|ms| *ms != 0).map(UnixMillis)
    }

    /// A post was accepted.
    pub fn spoke(&self, now: UnixMillis) {
        self.last_message.store(now.0, Ordering::Relaxed);
    }

    /// Appends an event to the inbox, and sends it.
    pub fn tell<'a, M: Message<'a>>(&self, now: UnixMillis, message: impl FnOnce(Place) -> M) {
        if let (_, Some(conn)) = self.deliver(now, message) {
            conn.flush();
        }
    }

    /// Appends an event to the inbox. What comes back is the place, and whom to flush.
    pub fn deliver<'a, M: Message<'a>>(
        &self,
        now: UnixMillis,
        message: impl FnOnce(Place) -> M,
    ) -> (Place, Option<Arc<Conn>>) {
        let mut side = self.inbox.lock();
        let place = Place { room: RoomId::INBOX, number: side.inbox.next(), time: now };
        let frame = side.inbox.append(|_| message(place).to_frame(Correlation(0)));
        if let Some(conn) = &side.conn {
            conn.push(frame);
        }
        (place, side.conn.clone())
    }

    /// Pushes a frame that says where the inbox stands, at that very place, and from then on what
    /// comes into the inbox goes to `conn`. What has come since the directory knew the session, and
    /// before there was anybody to read it, follows the frame.
    pub fn open_inbox(&self, conn: &Arc<Conn>, frame: impl FnOnce(Epoch, Number) -> Vec<u8>) {
        let mut side = self.inbox.lock();
        let (inbox, epoch) = (&side.inbox, side.inbox.epoch());
        if side.conn.is_some() {
            conn.push(frame(epoch, inbox.next()));
        } else {
            let first = inbox.first_kept();
            conn.push(frame(epoch, first));
            for event in inbox.after(Number(first.0 - 1)) {
                conn.push(Arc::clone(event));
            }
        }
        side.conn = Some(Arc::clone(conn));
    }

    /// As [`Session::open_inbox`], for somebody who has seen the events up to `last` of `epoch`.
    pub fn resume_inbox(&self, conn: &Arc<Conn>, frame: Vec<u8>, epoch: Epoch, last: Number) {
        let mut side = self.inbox.lock();
        conn.push(frame);
        // Numbers of another epoch, or that were never given out, say nothing of what was seen.
        let known = epoch == side.inbox.epoch() && last < side.inbox.next();
        let seen = if known { last } else { Number(0) };
        let first_kept = side.inbox.first_kept();
        if seen.next() < first_kept {
            let gap = Gap {
                room: RoomId::INBOX,
                epoch: side.inbox.epoch(),
                first: seen.next(),
                last: Number(first_kept.0 - 1),
            };
            conn.push(gap.to_frame(Correlation(0)));
        }
        for event in side.inbox.after(seen) {
            conn.push(Arc::clone(event));
        }
        side.conn = Some(Arc::clone(conn));
    }

    /// Pushes a frame that stands exactly before the next event of the inbox.
    pub fn push_at_inbox(&self, conn: &Conn, frame: impl FnOnce(Number) -> Vec<u8>) {
        let side = self.inbox.lock();
        conn.push(frame(side.inbox.next()));
    }

    /// What comes into the inbox waits there from now on.
    pub fn close_inbox(&self) {
        let mut side = self.inbox.lock();
        if let Some(conn) = side.conn.take() {
            side.earlier += conn.traffic();
        }
    }

    /// Measures the round trip of a connection of which none is known yet.
    pub fn measure(&self, now: Tick) {
        let conn = self.inbox.lock().conn.clone();
        if let Some(conn) = conn {
            conn.measure(now);
        }
    }

    /// What the host sees of the session's connections, where tapes end as `end` says.
    pub fn vitals(&self, end: impl Fn(RoomId) -> Number) -> Vitals {
        let (mut traffic, conn) = {
            let side = self.inbox.lock();
            (side.earlier, side.conn.clone())
        };
        let Some(conn) = conn else { return Vitals { traffic, ..Vitals::default() } };
        let (present, lag) = conn.traffic_and_lag(end);
        traffic += present;
        Vitals { traffic, round_trip: conn.meter.round_trip(), lag }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::net::straggler::Stragglers;
    use crate::net::wire::Plain;
    use crate::proto::error_code::NoticeScope;
    use crate::proto::message::Notice;
    use std::io::Read;
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn what_comes_before_the_inbox_is_open_follows_its_opening() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (stream, peer) = listener.accept().unwrap();
        let (stragglers, _straggler) = Stragglers::new(Clock::start()).unwrap();
        let wire = Box::new(Plain::new(stream).unwrap());
        let conn = Conn::new(1, peer, wire, stragglers, 1 << 20);
        let rate = TokenBucket::new(0, 0, Clock::start().now());
        let pseudo = Pseudo::new("ada").unwrap();
        let session = Session::new(MemberId(1), pseudo, Epoch(7), &conn, rate);

        let notice = |text: &str| {
            let text = text.into();
            session.deliver(UnixMillis(0), |place| Notice { place, scope: NoticeScope::You, text });
        };
        notice("early");
        session.open_inbox(&conn, |epoch, next| format!("[{epoch} {next}]").into());
        notice("later");
        session.open_inbox(&conn, |epoch, next| format!("[{epoch} {next}]").into());
        conn.close(crate::proto::error_code::ByeReason::Stopping, "");
        let mut got = Vec::new();
        client.read_to_end(&mut got).unwrap();
        let got = String::from_utf8_lossy(&got);
        let at = ["[7 1]", "early", "later", "[7 3]"].map(|part| got.find(part).unwrap());
        assert!(at.is_sorted(), "{got}");
    }
}
