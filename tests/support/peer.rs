//! A raw peer: it says what a test tells it to, right or wrong, and hands over what comes.

use super::PATIENCE;
use super::course::Course;
use super::received::{Ending, Received, Said};
use salon::proto::body::{Body, TEXT};
use salon::proto::error_code::{ByeReason, ErrorCode};
use salon::proto::header::{Capabilities, Frame, PREFACE_LEN, Preface};
use salon::proto::ids::{ClientNumber, Correlation, MemberId, RoomId};
use salon::proto::limits::MAX_SERVER_PAYLOAD;
use salon::proto::message::{
    Accepted, Bye, Direct, Error, Hello, Join, Joined, Leave, ListMembers, Members, Message, Okay,
    Ping, Pong, Post, PseudoWish, Resumed, Welcome,
};
use socket2::{Domain, Socket, Type};
use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// The preface of a client.
pub const PREFACE: Preface = Preface { version: 1, capabilities: Capabilities::NONE };

/// A peer of a server.
pub struct Peer {
    stream: TcpStream,
    unread: Vec<u8>,
    /// Read while something else was looked for.
    kept: VecDeque<Received>,
    last_correlation: u32,
    last_client_number: u64,
    last_nonce: u64,
    /// How far it has come.
    pub course: Course,
}

impl Peer {
    /// Connects, and says nothing.
    pub fn connect(server: SocketAddr) -> Self {
        Self::over(TcpStream::connect(server).expect("a server that listens"))
    }

    /// Connects from an address of this machine.
    pub fn connect_from(own: Ipv4Addr, server: SocketAddr) -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        socket.bind(&SocketAddr::from((own, 0)).into()).expect("an address of this machine");
        socket.connect(&server.into()).expect("a server that listens");
        Self::over(socket.into())
    }

    /// Says nothing yet over a connection.
    pub fn over(stream: TcpStream) -> Self {
        stream.set_nodelay(true).expect("a socket");
        stream.set_write_timeout(Some(PATIENCE)).expect("a socket");
        Self {
            stream,
            unread: Vec::new(),
            kept: VecDeque::new(),
            last_correlation: 0,
            last_client_number: 0,
            last_nonce: 0,
            course: Course::default(),
        }
    }

    /// Connects and says hello.
    pub fn hello(server: SocketAddr) -> (Self, Welcome) {
        let mut peer = Self::connect(server);
        peer.raw(&PREFACE.to_bytes());
        let asked = peer.send(&Hello { agent: "test".into() });
        peer.preface();
        let welcome = peer.reply(asked);
        (peer, welcome)
    }

    /// Connects and bears a pseudo.
    pub fn named(server: SocketAddr, pseudo: &str) -> Self {
        let (mut peer, _) = Self::hello(server);
        peer.accepted(pseudo);
        peer
    }

    /// Takes up the session of `course` over a new connection.
    pub fn resume(server: SocketAddr, course: &Course) -> (Self, Resumed) {
        let (mut peer, _) = Self::hello(server);
        peer.course = course.clone();
        let asked = peer.send(&course.resume());
        let resumed = peer.reply(asked);
        (peer, resumed)
    }

    // What it says.

    pub fn raw(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("a server that reads");
    }

    /// Sends what the server may already be too tired to take.
    pub fn try_raw(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes)
    }

    pub fn correlation(&mut self) -> Correlation {
        self.last_correlation += 1;
        Correlation(self.last_correlation)
    }

    pub fn client_number(&mut self) -> ClientNumber {
        self.last_client_number += 1;
        ClientNumber(self.last_client_number)
    }

    pub fn send<'a>(&mut self, message: &impl Message<'a>) -> Correlation {
        let correlation = self.correlation();
        self.raw(&message.to_frame(correlation));
        correlation
    }

    pub fn post(&mut self, room: RoomId, text: &str) -> ClientNumber {
        let client_number = self.client_number();
        self.send(&text_post(room, client_number, text));
        client_number
    }

    pub fn direct(&mut self, to: &str, text: &str) -> ClientNumber {
        let client_number = self.client_number();
        self.send(&Direct { to, client_number, body: text_body(text) });
        client_number
    }

    // What it does and sees done.

    pub fn accepted(&mut self, pseudo: &str) -> Accepted {
        let asked = self.send(&PseudoWish { pseudo: pseudo.into() });
        self.reply(asked)
    }

    pub fn join(&mut self, name: &str) -> Joined {
        let asked = self.send(&Join { name: name.into() });
        self.reply(asked)
    }

    pub fn leave(&mut self, room: RoomId) {
        let asked = self.send(&Leave { room });
        self.reply::<Okay>(asked);
        self.course.leave(room);
    }

    pub fn members(&mut self, room: RoomId, after: MemberId) -> Members {
        let asked = self.send(&ListMembers { room, after });
        self.reply(asked)
    }

    #[track_caller]
    pub fn refused(&mut self, asked: Correlation, code: ErrorCode) -> Error {
        let error: Error = self.reply(asked);
        assert_eq!(error.code, code, "{error:?}");
        assert!(error.survives && !error.text.is_empty(), "{error:?}");
        error
    }

    /// Says goodbye and hears the server's.
    pub fn bye(mut self) {
        let asked = self.send(&Bye { reason: ByeReason::Leaving, text: "".into() });
        let bye: Bye = self.reply(asked);
        assert_eq!(bye.reason, ByeReason::Leaving);
        self.ends();
    }

    /// All that has come by the time at which the server has answered a `PING`.
    pub fn heard(&mut self) -> Vec<Received> {
        self.last_nonce += 1;
        let nonce = self.last_nonce;
        let asked = self.send(&Ping { nonce });
        let mut heard = Vec::new();
        loop {
            let received = self.next();
            if received.header.correlation == asked {
                assert_eq!(received.read::<Pong>().nonce, nonce);
                return heard;
            }
            heard.push(received);
        }
    }

    /// Nothing has come by the time at which the server has answered a `PING`.
    #[track_caller]
    pub fn hears_nothing(&mut self) {
        let heard = self.heard();
        assert!(heard.is_empty(), "{heard:?}");
    }

    // What it reads.

    pub fn preface(&mut self) -> Preface {
        self.try_preface().expect("a preface before the end of the connection")
    }

    /// The server's preface; `None` at the end of the connection.
    pub fn try_preface(&mut self) -> Option<Preface> {
        let deadline = Instant::now() + PATIENCE;
        while self.unread.len() < PREFACE_LEN {
            if !self.read_some(deadline) {
                return None;
            }
        }
        let preface = Preface::parse(&self.unread).expect("a preface").expect("a whole one");
        self.unread.drain(..PREFACE_LEN);
        Some(preface)
    }

    /// The next message.
    #[track_caller]
    pub fn next(&mut self) -> Received {
        self.try_next().expect("a message before the end of the connection")
    }

    /// The next message; `None` at the end of the connection.
    pub fn try_next(&mut self) -> Option<Received> {
        self.kept.pop_front().or_else(|| self.take())
    }

    /// The next message, which must be of this kind.
    #[track_caller]
    pub fn expect<M: for<'a> Message<'a>>(&mut self) -> M {
        self.next().read()
    }

    /// The next message, which must be a post or a direct message.
    #[track_caller]
    pub fn said(&mut self) -> Said {
        self.next().said()
    }

    /// The first message of a kind; what comes before it is kept for later.
    #[track_caller]
    pub fn find<M: for<'a> Message<'a>>(&mut self) -> M {
        self.first(|received| received.kind() == M::KIND).read()
    }

    /// The answer to a request; what comes before it is kept for later.
    #[track_caller]
    pub fn reply<M: for<'a> Message<'a>>(&mut self, asked: Correlation) -> M {
        self.first(|received| received.header.correlation == asked).read()
    }

    /// The first message of a description; what comes before it is kept for later.
    #[track_caller]
    pub fn first(&mut self, is_it: impl Fn(&Received) -> bool) -> Received {
        if let Some(index) = self.kept.iter().position(&is_it) {
            return self.kept.remove(index).expect("a message at an index");
        }
        loop {
            let received = self.take().expect("a message before the end of the connection");
            if is_it(&received) {
                return received;
            }
            self.kept.push_back(received);
        }
    }

    /// All that comes until the server closes.
    #[track_caller]
    pub fn ends(&mut self) -> Ending {
        let mut messages: Vec<Received> = self.kept.drain(..).collect();
        while let Some(received) = self.take() {
            messages.push(received);
        }
        assert!(self.unread.is_empty(), "the end within a message");
        Ending { messages }
    }

    /// Reads a message off the socket; `None` at the end.
    fn take(&mut self) -> Option<Received> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let split = Frame::split(&self.unread, |_| MAX_SERVER_PAYLOAD);
            if let Some((frame, rest)) = split.expect("a payload within the limits") {
                let (received, rest) = (Received::new(&frame), rest.len());
                self.unread.drain(..self.unread.len() - rest);
                // It comes whenever the host first looks: no test waits for it.
                if received.kind() == Ping::KIND && received.read::<Ping>().nonce == u64::MAX {
                    continue;
                }
                self.course.take(&received);
                return Some(received);
            }
            if !self.read_some(deadline) {
                return None;
            }
        }
    }

    /// Reads some bytes; false at the end, be it a clean one or a reset.
    fn read_some(&mut self, deadline: Instant) -> bool {
        let left = deadline.saturating_duration_since(Instant::now());
        assert!(!left.is_zero(), "nothing came in time; unread: {:02x?}", self.unread);
        self.stream.set_read_timeout(Some(left)).expect("a socket");
        let mut some = [0; 16 * 1024];
        match self.stream.read(&mut some) {
            Ok(count) => {
                self.unread.extend_from_slice(&some[..count]);
                count > 0
            }
            Err(error) if error.kind() == ErrorKind::ConnectionReset => false,
            Err(error) => panic!("{error}; unread: {:02x?}", self.unread),
        }
    }

    // How it goes.

    /// Ends the connection without a word; what came until now is still read, so that what the
    /// peer remembers of its course is all that it was sent.
    pub fn cut(mut self) -> Course {
        self.stream.shutdown(Shutdown::Write).expect("a connection");
        while self.take().is_some() {}
        self.course
    }

    /// Whether something comes, or the end, before so much time has passed.
    pub fn comes_within(&mut self, time: Duration) -> bool {
        let here = Frame::split(&self.unread, |_| MAX_SERVER_PAYLOAD);
        if !self.kept.is_empty() || matches!(here, Ok(Some(_))) {
            return true;
        }
        self.stream.set_read_timeout(Some(time)).expect("a socket");
        !matches!(self.stream.peek(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock)
    }

    /// Ends the sending side.
    pub fn finish_sending(&mut self) {
        self.stream.shutdown(Shutdown::Write).expect("a connection");
    }

    /// Resets the connection: what was sent may be lost on the way.
    pub fn reset(self) {
        let socket = Socket::from(self.stream);
        socket.set_linger(Some(Duration::ZERO)).expect("a socket");
    }
}

pub fn text_body(text: &str) -> Body<'_> {
    Body { content_type: TEXT, bytes: text.as_bytes(), compressed: false }
}

pub fn text_post(room: RoomId, client_number: ClientNumber, text: &str) -> Post<'_> {
    Post { room, client_number, body: text_body(text) }
}
