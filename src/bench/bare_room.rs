//! The rooms and clients of the bare servers.

use super::delivery::DELIVERY_NUMBER;
use salon::proto::header::{Frame, HEADER_LEN, Header};
use salon::proto::ids::{Correlation, Epoch, Number, RoomId};
use salon::proto::limits::MAX_REQUEST_PAYLOAD;
use salon::proto::message::{Added, Join, Joined, Message};
use salon::proto::name::RoomName;
use std::io::{self, ErrorKind, Write};
use std::net::TcpStream;

/// How messages leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// Each one at once.
    EachAlone,
    /// All that came together at once.
    Together,
}

/// A connection and what its socket did not take yet. The generator's window bounds that.
pub struct Client {
    /// The socket.
    pub stream: TcpStream,
    /// Which room it is in.
    pub room: Option<usize>,
    unread: Vec<u8>,
    rest: Vec<u8>,
}

impl Client {
    /// A connection in no room.
    pub fn new(stream: TcpStream) -> Self {
        Self { stream, room: None, unread: Vec::new(), rest: Vec::new() }
    }

    /// Sends what the socket takes; true if it is full from now on.
    pub fn send(&mut self, bytes: &[u8]) -> bool {
        let was_full = !self.rest.is_empty();
        let taken = if was_full { 0 } else { taken(&self.stream, bytes) };
        self.rest.extend_from_slice(bytes.get(taken..).unwrap_or_default());
        !was_full && !self.rest.is_empty()
    }

    /// Sends of the rest what the socket takes; true if nothing is left.
    pub fn send_rest(&mut self) -> bool {
        let taken = taken(&self.stream, &self.rest);
        self.rest.drain(..taken);
        self.rest.is_empty()
    }

    /// What was read before and not used yet, and `read` behind it.
    pub fn unread(&mut self, read: &[u8]) -> Vec<u8> {
        let mut all = std::mem::take(&mut self.unread);
        all.extend_from_slice(read);
        all
    }

    /// Keeps what could not be used yet.
    pub fn keep(&mut self, unread: Vec<u8>) {
        self.unread = unread;
    }
}

/// How much a socket takes now; of one that is gone, all.
fn taken(mut stream: &TcpStream, bytes: &[u8]) -> usize {
    match stream.write(bytes) {
        Ok(count) => count,
        Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
        Err(_) => bytes.len(),
    }
}

/// A room of a bare server.
pub struct BareRoom {
    id: RoomId,
    name: RoomName,
    next: u64,
    /// Who is in it.
    pub members: Vec<usize>,
    /// What leaves together next.
    pub pending: Vec<u8>,
}

impl BareRoom {
    /// A room without members.
    pub fn new(id: u32, name: RoomName) -> Self {
        Self { id: RoomId(id), name, next: 1, members: Vec::new(), pending: Vec::new() }
    }

    /// What somebody who enters is told.
    pub fn joined(&self) -> Vec<u8> {
        let joined = Joined {
            room: self.id,
            name: self.name.clone(),
            topic: "".into(),
            epoch: Epoch(1),
            next: Number(self.next),
            count: u32::try_from(self.members.len()).unwrap_or(u32::MAX),
            more: false,
            members: Vec::new(),
            sequences: Added(0),
            peer_posts: Added(false),
        };
        joined.to_frame(Correlation(0))
    }

    /// Cuts whole frames off `unread` and numbers them. They leave at once by `send`, or wait in
    /// `pending`.
    pub fn take(
        &mut self,
        unread: &mut Vec<u8>,
        carried: Carried,
        mut send: impl FnMut(&[usize], &[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut used = 0;
        while let Some(rest) = unread.get_mut(used..)
            && let Some(len) = Header::parse(rest).map(|header| HEADER_LEN + header.len as usize)
            && let Some(frame) = rest.get_mut(..len)
        {
            if let Some(place) = frame.get_mut(DELIVERY_NUMBER..DELIVERY_NUMBER + 8) {
                place.copy_from_slice(&self.next.to_be_bytes());
                self.next += 1;
            }
            match carried {
                Carried::EachAlone => send(&self.members, frame)?,
                Carried::Together => self.pending.extend_from_slice(frame),
            }
            used += len;
        }
        unread.drain(..used);
        Ok(())
    }
}

/// The room that the first bytes of a connection ask for. The generator says no more before it is
/// answered.
pub fn wanted(bytes: &[u8]) -> Option<RoomName> {
    let (frame, _) = Frame::split(bytes, |_| MAX_REQUEST_PAYLOAD).ok()??;
    RoomName::new(&Join::decode(&frame).ok()?.name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::delivery::{Shape, Template};
    use crate::bench::numbers::{Faults, Numbers};

    #[test]
    fn whole_frames_are_numbered_and_the_rest_is_kept() {
        let name = RoomName::new("a").unwrap();
        let mut room = BareRoom::new(3, name.clone());
        let join = Join { name: "a".into() }.to_frame(Correlation(0));
        assert_eq!(wanted(&join), Some(name));
        assert_eq!(wanted(&join[..5]), None);

        let mut bytes = Vec::new();
        let template = Template::delivery(RoomId(3), "ada", b"hello");
        template.append(1, &mut bytes);
        template.append(2, &mut bytes);
        let len = bytes.len() / 2;
        let mut unread = bytes[..len + 20].to_vec();
        let nothing = |_: &[usize], _: &[u8]| -> io::Result<()> { panic!("sent alone") };
        room.take(&mut unread, Carried::Together, nothing).unwrap();
        assert_eq!((unread.len(), room.pending.len()), (20, len));
        unread.extend_from_slice(&bytes[len + 20..]);
        let mut sent = Vec::new();
        let send = |_: &[usize], frame: &[u8]| {
            sent.extend_from_slice(frame);
            Ok(())
        };
        room.take(&mut unread, Carried::EachAlone, send).unwrap();
        let mut numbers = Numbers::from(1);
        let shape = Shape::new(RoomId(3), "bob", 5);
        for bytes in [&room.pending, &sent] {
            shape.scan(bytes, &mut numbers, |_| {}, |_, _| panic!("no delivery")).unwrap();
        }
        assert_eq!((numbers.next(), numbers.faults(3)), (3, Faults::default()));
    }
}
