//! One member of the generator: a socket, the way into its room, and what it sees there.

use super::delivery::{Shape, Template};
use super::error::BenchError;
use super::numbers::Numbers;
use salon::proto::header::{Capabilities, Frame, PREFACE_LEN, Preface, VERSION};
use salon::proto::ids::{Correlation, Number, RoomId};
use salon::proto::limits::MAX_SERVER_PAYLOAD;
use salon::proto::message::{FromServer, Hello, Join, Message, Pong, PseudoWish};
use std::io::{self, ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// What a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// All of the protocol.
    Salon,
    /// Rooms and deliveries alone: a bare server.
    Bare,
}

/// How far a member has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing has come yet.
    Preface,
    /// It waits for its room; other answers may come first.
    Entering,
    /// It is in its room.
    Inside,
}

/// See the module.
pub struct Member {
    /// The socket, which never blocks.
    pub stream: TcpStream,
    /// Which of the generator's rooms it is in.
    pub room: usize,
    /// The room's numbers as it sees them.
    pub numbers: Numbers,
    /// What was read and is no whole frame yet.
    pub unread: Vec<u8>,
    dialect: Dialect,
    stage: Stage,
    pseudo: String,
    room_id: RoomId,
    shape: Shape,
    template: Template,
    unsent: Vec<u8>,
    sent: usize,
}

/// Who a member is to be.
#[derive(Debug, Clone)]
pub struct Identity {
    /// What the server speaks.
    pub dialect: Dialect,
    /// Its pseudo. All are equally long.
    pub pseudo: String,
    /// The name of its room.
    pub room_name: String,
    /// Which of the generator's rooms that is.
    pub room: usize,
    /// How long texts are, in bytes.
    pub size: usize,
}

impl Member {
    /// Connects, and says everything up to the room at once, as the protocol allows.
    pub fn connect(address: SocketAddr, who: Identity) -> io::Result<Self> {
        let Identity { dialect, pseudo, room_name, room, size } = who;
        let stream = TcpStream::connect(address)?;
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        // Closing resets, so that no ports stay behind for the next run.
        rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO))?;
        let mut unsent = Vec::new();
        let stage = match dialect {
            Dialect::Salon => {
                let preface = Preface { version: VERSION, capabilities: Capabilities::NONE };
                unsent.extend_from_slice(&preface.to_bytes());
                Hello { agent: "salon bench".into() }.append(Correlation(1), &mut unsent);
                PseudoWish { pseudo: pseudo.as_str().into() }.append(Correlation(2), &mut unsent);
                Join { name: room_name.as_str().into() }.append(Correlation(3), &mut unsent);
                Stage::Preface
            }
            Dialect::Bare => {
                Join { name: room_name.as_str().into() }.append(Correlation(0), &mut unsent);
                Stage::Entering
            }
        };
        let shape = Shape::new(RoomId::INBOX, &pseudo, size);
        let mut member = Self {
            stream,
            room,
            numbers: Numbers::from(1),
            unread: Vec::new(),
            dialect,
            stage,
            pseudo,
            room_id: RoomId::INBOX,
            shape,
            template: Template::default(),
            unsent,
            sent: 0,
        };
        member.flush()?;
        Ok(member)
    }

    /// Whether it is in its room.
    pub fn is_inside(&self) -> bool {
        self.stage == Stage::Inside
    }

    /// From now on it can post `text`.
    pub fn prepare(&mut self, text: &[u8]) {
        self.template = match self.dialect {
            Dialect::Salon => Template::post(self.room_id, text),
            Dialect::Bare => Template::delivery(self.room_id, &self.pseudo, text),
        };
    }

    /// Adds a post to what leaves with the next [`Member::flush`].
    pub fn post(&mut self, client_number: u64) {
        self.template.append(client_number, &mut self.unsent);
    }

    /// Bytes that the socket did not take yet.
    pub fn unsent(&self) -> usize {
        self.unsent.len() - self.sent
    }

    /// Sends what the socket takes.
    pub fn flush(&mut self) -> io::Result<()> {
        while let Some(rest) = self.unsent.get(self.sent..).filter(|rest| !rest.is_empty()) {
            match self.stream.write(rest) {
                Ok(count) => self.sent += count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        self.unsent.clear();
        self.sent = 0;
        Ok(())
    }

    /// Takes what was read; gives the bytes that were whole frames, and the posts among them.
    pub fn take(
        &mut self,
        bytes: &[u8],
        posted: impl FnMut(u64),
    ) -> Result<(usize, u64), BenchError> {
        let mut taken = 0;
        while self.stage != Stage::Inside {
            let rest = bytes.get(taken..).unwrap_or_default();
            let Some(len) = self.enter(rest)? else { return Ok((taken, 0)) };
            taken += len;
        }
        let (unsent, mut trouble) = (&mut self.unsent, None);
        let room = self.room_id;
        let scanned = self.shape.scan(
            bytes.get(taken..).unwrap_or_default(),
            &mut self.numbers,
            posted,
            |frame, numbers| {
                let event = happened(frame, room, numbers, unsent);
                trouble = trouble.take().or(event.err());
            },
        );
        match trouble {
            Some(trouble) => Err(trouble),
            None => {
                let scanned = scanned.map_err(|_| BenchError::NotSalon)?;
                self.flush()?;
                Ok((taken + scanned.taken, scanned.posts))
            }
        }
    }

    /// Takes one step towards the room; gives the bytes that it took, `None` if some are missing.
    fn enter(&mut self, bytes: &[u8]) -> Result<Option<usize>, BenchError> {
        if self.stage == Stage::Preface {
            let preface = Preface::parse(bytes).map_err(|_| BenchError::NotSalon)?;
            if preface.is_none() {
                return Ok(None);
            }
            self.stage = Stage::Entering;
            return Ok(Some(PREFACE_LEN));
        }
        let split = Frame::split(bytes, |_| MAX_SERVER_PAYLOAD);
        let Some((frame, rest)) = split.map_err(|_| BenchError::NotSalon)? else {
            return Ok(None);
        };
        match FromServer::decode(&frame).map_err(|_| BenchError::NotSalon)? {
            Some(FromServer::Welcome(welcome)) if welcome.posts_per_second > 0 => {
                return Err(BenchError::Limited(welcome.posts_per_second));
            }
            Some(FromServer::Joined(joined)) => {
                self.stage = Stage::Inside;
                self.room_id = joined.room;
                self.numbers = Numbers::from(joined.next.0);
                self.shape = self.shape.in_room(joined.room);
            }
            Some(FromServer::Error(error)) => {
                return Err(BenchError::Refused(error.text.into_string()));
            }
            _ => {}
        }
        Ok(Some(bytes.len() - rest.len()))
    }
}

/// A frame that is no delivery of the usual kind: events count, signs of life are given.
fn happened(
    frame: &Frame<'_>,
    room: RoomId,
    numbers: &mut Numbers,
    unsent: &mut Vec<u8>,
) -> Result<(), BenchError> {
    let mut count = |place: salon::proto::message::Place| {
        let Number(number) = place.number;
        if place.room == room {
            numbers.take(number);
        }
    };
    match FromServer::decode(frame).map_err(|_| BenchError::NotSalon)? {
        Some(FromServer::Posted(event)) => count(event.place),
        Some(FromServer::MemberJoined(event)) => count(event.place),
        Some(FromServer::MemberLeft(event)) => count(event.place),
        Some(FromServer::MemberRenamed(event)) => count(event.place),
        Some(FromServer::Notice(event)) => count(event.place),
        Some(FromServer::RoomChanged(event)) => count(event.place),
        Some(FromServer::Ping(ping)) => {
            let correlation = frame.header.correlation;
            Pong { nonce: ping.nonce }.append(correlation, unsent);
        }
        Some(FromServer::Error(error)) => {
            return Err(BenchError::Refused(error.text.into_string()));
        }
        Some(FromServer::Bye(_) | FromServer::RoomClosed(_)) => return Err(BenchError::Ended),
        _ => {}
    }
    Ok(())
}
