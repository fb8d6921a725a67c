//! A guest that outlives its connections: it takes its session up again, sends again what has no
//! receipt, and answers the server's `PING`. Where the end of a connection fails a [`Peer`]'s
//! test, here it is a value.

use super::course::Course;
use super::peer::{PREFACE, Peer, text_body, text_post};
use super::received::Received;
use salon::proto::error_code::{ByeReason, ErrorCode};
use salon::proto::ids::{ClientNumber, Correlation, MemberId, RoomId};
use salon::proto::kind::Kind;
use salon::proto::message::{
    Bye, Direct, Error, FromServer, Hello, Join, Leave, Message, Open, Pong, PseudoWish, Resumed,
};
use std::collections::{HashMap, VecDeque};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// How a connection came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// Without a word.
    Lost,
    /// With a goodbye.
    Bye(ByeReason),
    /// With a fatal error.
    Error(ErrorCode),
}

/// How a connection begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Began {
    /// The session goes on.
    Resumed,
    /// There was no session, or it is over: the guest needs a pseudo.
    Nameless,
}

/// What a guest has said, until there is a receipt for it.
#[derive(Debug, Clone)]
struct Saying {
    client_number: ClientNumber,
    to: Listener,
    text: String,
}

#[derive(Debug, Clone)]
enum Listener {
    Room(RoomId),
    Member(String),
}

/// See the module.
#[derive(Default)]
pub struct Guest {
    peer: Option<Peer>,
    /// How far it had come when the last connection ended.
    course: Course,
    last: ClientNumber,
    unreceipted: VecDeque<Saying>,
    asked: HashMap<Correlation, ClientNumber>,
    /// What it is called, once it was accepted.
    pub pseudo: String,
    /// All that came and was not asked for, until somebody takes it.
    pub heard: Vec<Received>,
}

impl Guest {
    /// Says hello over a new connection, and goes on with the session if there was one. What has no
    /// receipt is sent again.
    pub fn open(&mut self, stream: TcpStream) -> Result<Began, Gone> {
        self.asked.clear();
        let mut peer = Peer::over(stream);
        peer.course = std::mem::take(&mut self.course);
        self.peer = Some(peer);
        let mut first = PREFACE.to_bytes().to_vec();
        Hello { agent: "guest".into() }.append(Correlation(u32::MAX), &mut first);
        self.raw(&first)?;
        if self.peer.as_mut().is_none_or(|peer| peer.try_preface().is_none()) {
            return Err(self.is_lost());
        }
        self.answer(Correlation(u32::MAX))?;
        let Some(peer) = self.peer.as_mut().filter(|peer| peer.course.token.is_some()) else {
            return Ok(Began::Nameless);
        };
        let resume = peer.course.resume();
        let answer = self.ask(&resume)?;
        if answer.kind() == Kind::ERROR {
            let error: Error = answer.read();
            assert_eq!(error.code, ErrorCode::ResumeRefused, "{error:?}");
            self.forget();
            return Ok(Began::Nameless);
        }
        self.pseudo = answer.read::<Resumed>().pseudo.to_string();
        for saying in self.unreceipted.clone() {
            self.send_saying(&saying)?;
        }
        Ok(Began::Resumed)
    }

    /// The session is over, and what came of the last sayings will never be known.
    fn forget(&mut self) {
        if let Some(peer) = &mut self.peer {
            peer.course = Course::default();
        }
        self.course = Course::default();
        self.unreceipted.clear();
        self.asked.clear();
    }

    /// Ends the connection without a word.
    pub fn reset(&mut self) {
        if let Some(peer) = self.peer.take() {
            self.course = peer.course.clone();
            peer.reset();
        }
    }

    /// Leaves the connection half-open: it is handed over, and the guest goes on without it.
    pub fn abandon(&mut self) -> Option<Peer> {
        let peer = self.peer.take()?;
        self.course = peer.course.clone();
        Some(peer)
    }

    fn is_lost(&mut self) -> Gone {
        self.reset();
        Gone::Lost
    }

    // How it stands.

    pub fn is_open(&self) -> bool {
        self.peer.is_some()
    }

    pub fn course(&self) -> &Course {
        self.peer.as_ref().map_or(&self.course, |peer| &peer.course)
    }

    pub fn member(&self) -> MemberId {
        self.course().member
    }

    /// The rooms that it knows to be in.
    pub fn rooms(&self) -> Vec<RoomId> {
        self.course().points.keys().copied().filter(|room| *room != RoomId::INBOX).collect()
    }

    /// The number of the last thing that it said.
    pub fn last_said(&self) -> ClientNumber {
        self.last
    }

    /// How many of its sayings wait for a receipt.
    pub fn waiting(&self) -> usize {
        self.unreceipted.len()
    }

    // What it says.

    fn raw(&mut self, bytes: &[u8]) -> Result<(), Gone> {
        match self.peer.as_mut().map(|peer| peer.try_raw(bytes)) {
            Some(Ok(())) => Ok(()),
            // What the server said before its end is still there to be read.
            Some(Err(_)) => loop {
                self.read()?;
            },
            None => Err(Gone::Lost),
        }
    }

    fn send<'a>(&mut self, message: &impl Message<'a>) -> Result<Correlation, Gone> {
        let correlation = self.peer.as_mut().ok_or(Gone::Lost)?.correlation();
        self.raw(&message.to_frame(correlation))?;
        Ok(correlation)
    }

    /// Sends a request, and waits for the answer to it.
    pub fn ask<'a>(&mut self, message: &impl Message<'a>) -> Result<Received, Gone> {
        let correlation = self.send(message)?;
        self.answer(correlation)
    }

    fn answer(&mut self, correlation: Correlation) -> Result<Received, Gone> {
        loop {
            let received = self.next()?;
            if received.header.correlation == correlation {
                return Ok(received);
            }
            self.heard.push(received);
        }
    }

    /// Takes a pseudo, the first or another one; tells the error if it can't.
    pub fn name(&mut self, pseudo: &str) -> Result<Result<(), ErrorCode>, Gone> {
        let answer = self.ask(&PseudoWish { pseudo: pseudo.into() })?;
        let named = refused(&answer);
        if named.is_ok() {
            self.pseudo = pseudo.to_owned();
        }
        Ok(named)
    }

    /// Enters a room.
    pub fn join(&mut self, name: &str) -> Result<Result<(), ErrorCode>, Gone> {
        Ok(refused(&self.ask(&Join { name: name.into() })?))
    }

    /// Leaves a room.
    pub fn leave(&mut self, room: RoomId) -> Result<Result<(), ErrorCode>, Gone> {
        let left = refused(&self.ask(&Leave { room })?);
        if let (Ok(()), Some(peer)) = (left, &mut self.peer) {
            peer.course.leave(room);
        }
        Ok(left)
    }

    /// Says something to a room, and goes on. Even if the connection is lost, it is said: after the
    /// next [`Guest::open`].
    pub fn say(&mut self, room: RoomId, text: &str) -> Result<(), Gone> {
        self.say_to(Listener::Room(room), text)
    }

    /// As [`Guest::say`], to one member.
    pub fn direct(&mut self, to: &str, text: &str) -> Result<(), Gone> {
        self.say_to(Listener::Member(to.to_owned()), text)
    }

    /// Opens a sequence under its next number, and goes on. It isn't sent again.
    pub fn begin(&mut self, wish: Open<'_>) -> Result<(), Gone> {
        self.last = ClientNumber(self.last.0 + 1);
        self.send(&Open { client_number: self.last, ..wish })?;
        Ok(())
    }

    fn say_to(&mut self, to: Listener, text: &str) -> Result<(), Gone> {
        self.last = ClientNumber(self.last.0 + 1);
        let saying = Saying { client_number: self.last, to, text: text.to_owned() };
        self.unreceipted.push_back(saying.clone());
        self.send_saying(&saying)
    }

    fn send_saying(&mut self, saying: &Saying) -> Result<(), Gone> {
        let Saying { client_number, to, text } = saying;
        let correlation = match to {
            Listener::Room(room) => self.send(&text_post(*room, *client_number, text))?,
            Listener::Member(to) => {
                let body = text_body(text);
                self.send(&Direct { to, client_number: *client_number, body })?
            }
        };
        self.asked.insert(correlation, *client_number);
        Ok(())
    }

    /// Says goodbye. The end is always one: the server's goodbye, or the loss of the connection.
    pub fn bye(&mut self) -> Gone {
        let bye = Bye { reason: ByeReason::Leaving, text: "".into() };
        if let Err(gone) = self.send(&bye) {
            return gone;
        }
        loop {
            if let Err(gone) = self.read() {
                return gone;
            }
        }
    }

    // What it hears.

    /// Reads until all that it said has its receipt or was refused.
    pub fn settle(&mut self) -> Result<(), Gone> {
        while !self.unreceipted.is_empty() {
            self.read()?;
        }
        Ok(())
    }

    /// Reads what comes until a moment, and shows it to `saw`; `most` messages at most.
    pub fn listen(
        &mut self,
        until: Instant,
        most: usize,
        saw: impl Fn(&Course, &Received),
    ) -> Result<(), Gone> {
        for _ in 0..most {
            for received in std::mem::take(&mut self.heard) {
                saw(self.course(), &received);
            }
            let left = until.saturating_duration_since(Instant::now());
            if !self.comes_within(left.max(Duration::from_millis(1))) {
                break;
            }
            self.read()?;
        }
        Ok(())
    }

    /// Whether something comes, or the end, before so much time has passed.
    pub fn comes_within(&mut self, time: Duration) -> bool {
        self.peer.as_mut().is_none_or(|peer| peer.comes_within(time))
    }

    /// Reads the next message.
    pub fn read(&mut self) -> Result<(), Gone> {
        let received = self.next()?;
        self.heard.push(received);
        Ok(())
    }

    fn next(&mut self) -> Result<Received, Gone> {
        let Some(received) = self.peer.as_mut().and_then(Peer::try_next) else {
            return Err(self.is_lost());
        };
        let me = self.member();
        match received.message() {
            FromServer::Posted(m) if m.author == me => self.receipt(m.client_number),
            FromServer::Directed(m) if m.author == me => self.receipt(m.client_number),
            FromServer::Ack(m) => self.receipt(m.client_number),
            FromServer::Ping(m) => {
                let pong = Pong { nonce: m.nonce }.to_frame(received.header.correlation);
                // If it doesn't leave, the next read tells why.
                let _ = self.peer.as_mut().map(|peer| peer.try_raw(&pong));
            }
            FromServer::Error(m) if !m.survives => {
                let code = m.code;
                self.reset();
                return Err(Gone::Error(code));
            }
            FromServer::Error(_) => {
                if let Some(number) = self.asked.remove(&received.header.correlation) {
                    self.unreceipted.retain(|saying| saying.client_number != number);
                }
            }
            FromServer::Bye(m) => {
                let reason = m.reason;
                self.reset();
                return Err(Gone::Bye(reason));
            }
            _ => {}
        }
        Ok(received)
    }

    fn receipt(&mut self, number: ClientNumber) {
        assert!(number <= self.last, "a receipt for {number:?}, which was never said");
        self.unreceipted.retain(|saying| saying.client_number != number);
    }
}

fn refused(answer: &Received) -> Result<(), ErrorCode> {
    if answer.kind() == Kind::ERROR { Err(answer.read::<Error>().code) } else { Ok(()) }
}
