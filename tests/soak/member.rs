//! One member of the soak test: it talks, is lost, comes back, stalls, leaves, and checks all it reads.

use super::server::ROOMS;
use crate::support::guest::{Began, Gone, Guest};
use crate::support::order::Order;
use crate::support::received::Received;
use salon::proto::error_code::{ByeReason, ErrorCode};
use salon::proto::kind::Kind;
use salon::proto::message::ListRooms;
use salon::testing::Random;
use socket2::{Domain, Socket, Type};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// The mean time between two acts of a member.
const BETWEEN_ACTS: Duration = Duration::from_secs(3);

/// Every so many members has a small receive buffer, so that a stall of it reaches the server.
const NARROW: usize = 10;

/// That buffer, in bytes.
const NARROW_BYTES: usize = 4 * 1024;

/// Longer than the server's grace period.
const GONE_FOR_GOOD: Duration = Duration::from_secs(6);

/// What everybody shares, and what they count.
pub struct Soak {
    pub server: SocketAddr,
    pub order: Order,
    pub stop: AtomicBool,
    pub online: AtomicU64,
    pub posts: AtomicU64,
    pub deliveries: AtomicU64,
    pub losses: AtomicU64,
    pub resumed: AtomicU64,
    pub gaps: AtomicU64,
    pub stalls: AtomicU64,
    pub let_go: AtomicU64,
}

impl Soak {
    pub fn at(server: SocketAddr) -> Self {
        Self {
            server,
            order: Order::default(),
            stop: AtomicBool::new(false),
            online: AtomicU64::new(0),
            posts: AtomicU64::new(0),
            deliveries: AtomicU64::new(0),
            losses: AtomicU64::new(0),
            resumed: AtomicU64::new(0),
            gaps: AtomicU64::new(0),
            stalls: AtomicU64::new(0),
            let_go: AtomicU64::new(0),
        }
    }

    fn saw(&self, course: &crate::support::course::Course, received: &Received) {
        match received.kind() {
            Kind::POSTED => drop(self.deliveries.fetch_add(1, Relaxed)),
            Kind::GAP => drop(self.gaps.fetch_add(1, Relaxed)),
            _ => {}
        }
        self.order.saw(course, received);
    }
}

/// See the module.
pub struct Member<'a> {
    soak: &'a Soak,
    index: usize,
    guest: Guest,
    random: Random,
}

/// Ends the test for everybody if this thread fails.
struct Alarm<'a>(&'a AtomicBool);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Relaxed);
        }
    }
}

impl<'a> Member<'a> {
    pub fn new(soak: &'a Soak, index: usize, seed: u64) -> Self {
        let random = Random::new(seed.wrapping_mul(1_000_003).wrapping_add(index as u64));
        Self { soak, index, guest: Guest::default(), random }
    }

    /// Acts until it is time to stop. What comes back is connected, and waits for nothing.
    pub fn run(mut self) -> Guest {
        let _alarm = Alarm(&self.soak.stop);
        while !self.soak.stop.load(Relaxed) {
            let acted = self.connected().and_then(|()| self.act());
            if let Err(gone) = acted {
                self.gone(gone);
            }
        }
        loop {
            let settled = self.connected().and_then(|()| self.guest.settle());
            // The answer comes behind everything else, so that nothing waits to be read, no PING either.
            let last = ListRooms { after: "".into() };
            match settled.and_then(|()| self.guest.ask(&last)) {
                Ok(_) => return self.guest,
                Err(gone) => self.gone(gone),
            }
        }
    }

    /// Connects unless it is, and enters a room if it is in none.
    fn connected(&mut self) -> Result<(), Gone> {
        if !self.guest.is_open() {
            let had_session = self.guest.course().token.is_some();
            match self.guest.open(connect(self.soak.server, self.index.is_multiple_of(NARROW)))? {
                Began::Resumed => drop(self.soak.resumed.fetch_add(1, Relaxed)),
                Began::Nameless => self.enter()?,
            }
            if !had_session {
                self.soak.online.fetch_add(1, Relaxed);
            }
        }
        if self.guest.rooms().is_empty() {
            self.join()?;
        }
        Ok(())
    }

    /// The pseudo of a session that was just lost may not be free yet.
    fn enter(&mut self) -> Result<(), Gone> {
        let pseudo = format!("member {}", self.index);
        while let Err(code) = self.guest.name(&pseudo)? {
            assert_eq!(code, ErrorCode::PseudoTaken);
        }
        Ok(())
    }

    fn join(&mut self) -> Result<(), Gone> {
        let name = format!("room {}", self.random.below(ROOMS));
        let joined = self.guest.join(&name)?;
        assert!(matches!(joined, Ok(()) | Err(ErrorCode::AlreadyInRoom)), "{joined:?}");
        Ok(())
    }

    fn gone(&mut self, gone: Gone) {
        self.guest.reset();
        match gone {
            Gone::Lost | Gone::Bye(ByeReason::Superseded) => {}
            Gone::Bye(ByeReason::TooSlow | ByeReason::Timeout) => {
                self.soak.let_go.fetch_add(1, Relaxed);
            }
            Gone::Bye(ByeReason::Leaving) => {
                self.soak.online.fetch_sub(1, Relaxed);
                self.guest = Guest::default();
            }
            other => panic!("{other:?}"),
        }
    }

    /// Reads for a while, and then does one thing.
    fn act(&mut self) -> Result<(), Gone> {
        let wait = BETWEEN_ACTS.mul_f64(self.random.below(2_000) as f64 / 1_000.0);
        let until = Instant::now() + wait;
        while Instant::now() < until && !self.soak.stop.load(Relaxed) {
            let soak = self.soak;
            // Now and then it looks whether it is time to stop.
            let pause = until.min(Instant::now() + Duration::from_millis(500));
            self.guest.listen(pause, usize::MAX, |course, came| soak.saw(course, came))?;
        }
        let rooms = self.guest.rooms();
        match self.random.below(100) {
            0..60 => self.post()?,
            60..65 => {
                let to = format!("member {}", self.random.below(1_000));
                self.guest.direct(&to, "psst")?;
            }
            65..72 => self.join()?,
            72..77 if rooms.len() > 1 => {
                let room = *self.random.one_of(&rooms).expect("a room");
                assert_eq!(self.guest.leave(room)?, Ok(()));
            }
            77..90 => self.lose(),
            90..93 => drop(self.guest.abandon()),
            93..94 => return Err(self.guest.bye()),
            94..98 => self.stall(),
            _ => {}
        }
        Ok(())
    }

    fn post(&mut self) -> Result<(), Gone> {
        let rooms = self.guest.rooms();
        let room = *self.random.one_of(&rooms).expect("a room");
        let text = "x".repeat(20 + self.random.below(1_000));
        self.soak.posts.fetch_add(1, Relaxed);
        self.guest.say(room, &text)
    }

    /// The connection breaks off, sometimes with a post on its way, sometimes for so long that the
    /// session is over.
    fn lose(&mut self) {
        self.soak.losses.fetch_add(1, Relaxed);
        if self.random.below(2) == 0 {
            // Whether it arrives is what comes out later.
            let _ = self.post();
        }
        self.guest.reset();
        let away = match self.random.below(10) {
            0 => GONE_FOR_GOOD,
            1..5 => Duration::from_millis(self.random.below(3_000) as u64),
            _ => Duration::ZERO,
        };
        self.rest(away);
    }

    /// Reads nothing for a while; sometimes so long that the server gives it up.
    fn stall(&mut self) {
        self.soak.stalls.fetch_add(1, Relaxed);
        let secs = if self.random.below(8) == 0 { 30 } else { 1 + self.random.below(4) };
        self.rest(Duration::from_secs(secs as u64));
    }

    fn rest(&self, time: Duration) {
        let until = Instant::now() + time;
        while Instant::now() < until && !self.soak.stop.load(Relaxed) {
            let left = until.saturating_duration_since(Instant::now());
            std::thread::sleep(left.min(Duration::from_millis(200)));
        }
    }
}

fn connect(server: SocketAddr, narrow: bool) -> TcpStream {
    let socket = Socket::new(Domain::for_address(server), Type::STREAM, None).expect("a socket");
    if narrow {
        socket.set_recv_buffer_size(NARROW_BYTES).expect("a socket");
    }
    socket.connect(&server.into()).expect("a server that listens");
    socket.into()
}
