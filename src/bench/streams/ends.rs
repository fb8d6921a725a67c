//! The ends of streams, as little more than system calls: a thread that writes and one that reads. They
//! don't hash what they carry; the hash of what is always the same is known beforehand.

use crate::bench::error::BenchError;
use salon::proto::header::{Capabilities, Frame, HEADER_LEN, PREFACE_LEN, Preface, VERSION};
use salon::proto::ids::{Correlation, MemberId, Token};
use salon::proto::limits::{MAX_CHUNK, MAX_SERVER_PAYLOAD, UNKNOWN_LENGTH};
use salon::proto::message::{
    Attach, Checked, Credit, End, FromServer, Hello, Message, PseudoWish, Start, StreamOpen,
};
use salon::proto::stream::{CHUNK_HEAD, chunk_head};
use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long the server may take for any answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is written and read at once, in bytes.
pub const BLOCK: usize = MAX_CHUNK as usize;

/// How far a receiver lets its sender go ahead, in bytes: more than the system's buffers on the way hold.
const WINDOW: u64 = 32 * 1024 * 1024;

/// A member who opens streams, or is sent some: it says nothing else.
pub struct Talker {
    stream: TcpStream,
    unread: Vec<u8>,
    /// Who it is.
    pub member: MemberId,
}

/// The connections of one stream: of its sender and its receiver.
pub type Pair = (TcpStream, TcpStream);

impl Talker {
    /// Connects as `pseudo`.
    pub fn connect(server: SocketAddr, pseudo: &str) -> Result<Self, BenchError> {
        let mut talker = Self { stream: connect(server)?, unread: Vec::new(), member: MemberId(0) };
        let mut hello = PREFACE.to_bytes().to_vec();
        Hello { agent: "salon bench".into() }.append(Correlation(1), &mut hello);
        PseudoWish { pseudo: pseudo.into() }.append(Correlation(2), &mut hello);
        talker.stream.write_all(&hello)?;
        read_preface(&mut talker.stream)?;
        talker.member = talker.first(|said| match said {
            FromServer::Accepted(accepted) => Some(accepted.member),
            _ => None,
        })?;
        Ok(talker)
    }

    /// Opens a stream to `other`: the connections of both ends.
    pub fn open(&mut self, other: &mut Self, length: Option<u64>) -> Result<Pair, BenchError> {
        let length = length.unwrap_or(UNKNOWN_LENGTH);
        let content_type = "application/octet-stream";
        let open = StreamOpen { to: other.member, about: 0, length, content_type, name: "bench" };
        self.stream.write_all(&open.to_frame(Correlation(3)))?;
        let sending = self.first(|said| match said {
            FromServer::StreamTicket(ticket) => Some(ticket.ticket),
            _ => None,
        })?;
        let receiving = other.first(|said| match said {
            FromServer::StreamOffered(offered) => Some(offered.ticket),
            _ => None,
        })?;
        let server = self.stream.peer_addr()?;
        Ok((attach(server, sending)?, attach(server, receiving)?))
    }

    /// The first message that `wanted` makes something of.
    fn first<T>(&mut self, wanted: impl Fn(FromServer<'_>) -> Option<T>) -> Result<T, BenchError> {
        loop {
            let split = Frame::split(&self.unread, |_| MAX_SERVER_PAYLOAD);
            if let Some((frame, _)) = split.map_err(|_| BenchError::NotSalon)? {
                let len = HEADER_LEN + frame.payload.len();
                let said = FromServer::decode(&frame).map_err(|_| BenchError::NotSalon)?;
                if let Some(FromServer::Error(error)) = &said {
                    return Err(BenchError::Refused(error.text.to_string()));
                }
                let found = said.and_then(&wanted);
                self.unread.drain(..len);
                match found {
                    Some(found) => return Ok(found),
                    None => continue,
                }
            }
            let mut some = [0; 4096];
            match self.stream.read(&mut some)? {
                0 => return Err(BenchError::Ended),
                count => self.unread.extend_from_slice(some.get(..count).unwrap_or_default()),
            }
        }
    }
}

const PREFACE: Preface = Preface { version: VERSION, capabilities: Capabilities::NONE };

/// A connection to a server.
pub fn connect(server: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(server)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

fn read_preface(stream: &mut TcpStream) -> Result<(), BenchError> {
    let mut preface = [0; PREFACE_LEN];
    stream.read_exact(&mut preface)?;
    Preface::parse(&preface).map(drop).map_err(|_| BenchError::NotSalon)
}

fn attach(server: SocketAddr, ticket: Token) -> Result<TcpStream, BenchError> {
    let mut stream = connect(server)?;
    let mut hello = PREFACE.to_bytes().to_vec();
    Attach { ticket }.append(Correlation(1), &mut hello);
    stream.write_all(&hello)?;
    read_preface(&mut stream)?;
    read_frame(&mut stream)?;
    Ok(stream)
}

/// One message, which is small; what it is doesn't matter here.
fn read_frame(stream: &mut TcpStream) -> Result<(), BenchError> {
    let mut header = [0; HEADER_LEN];
    stream.read_exact(&mut header)?;
    let [a, b, c, d, ..] = header;
    let mut payload = vec![0; u32::from_be_bytes([a, b, c, d]).min(MAX_CHUNK) as usize];
    Ok(stream.read_exact(&mut payload)?)
}

/// Sends zeros: `length` of them and what ends a stream, or for ever.
pub fn send(mut stream: TcpStream, length: Option<u64>, hash: [u8; 32]) -> Result<(), BenchError> {
    let block = vec![0; BLOCK];
    let (mut credit, mut next) = (0, 0);
    let mut ahead = Vec::new();
    while length.is_none_or(|length| next < length) {
        while credit <= next {
            credit = hear_credit(&mut stream, &mut ahead)?.unwrap_or(credit);
        }
        let left = length.map_or(u64::MAX, |length| length - next);
        let count = left.min(credit - next).min(BLOCK as u64);
        let data = block.get(..usize::try_from(count).unwrap_or(BLOCK)).unwrap_or_default();
        let head = chunk_head(next, u32::try_from(count).unwrap_or(MAX_CHUNK));
        write_both(&mut stream, &head, data)?;
        next += count;
    }
    stream.write_all(&End { length: next, hash }.to_frame(Correlation(0)))?;
    // The answer to it, and credits before it.
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::ConnectionReset => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn write_both(stream: &mut TcpStream, head: &[u8], data: &[u8]) -> io::Result<()> {
    let mut parts = [IoSlice::new(head), IoSlice::new(data)];
    let mut rest = &mut parts[..];
    while !rest.is_empty() {
        let count = stream.write_vectored(rest)?;
        IoSlice::advance_slices(&mut rest, count);
    }
    Ok(())
}

/// The next credit; `None` where something else was said.
fn hear_credit(stream: &mut TcpStream, ahead: &mut Vec<u8>) -> Result<Option<u64>, BenchError> {
    loop {
        let split =
            Frame::split(ahead, |_| MAX_SERVER_PAYLOAD).map_err(|_| BenchError::NotSalon)?;
        if let Some((frame, _)) = split {
            let len = HEADER_LEN + frame.payload.len();
            let credit = match FromServer::decode(&frame) {
                Ok(Some(FromServer::Credit(credit))) => Some(credit.upto),
                _ => None,
            };
            ahead.drain(..len);
            return Ok(credit);
        }
        let mut some = [0; 512];
        match stream.read(&mut some)? {
            0 => return Err(BenchError::Ended),
            count => ahead.extend_from_slice(some.get(..count).unwrap_or_default()),
        }
    }
}

/// Receives a stream to its end; each time `came` is told how many bytes. It checks heads and offsets.
pub fn receive(mut stream: TcpStream, mut came: impl FnMut(u64)) -> Result<u64, BenchError> {
    let mut granted = WINDOW;
    let mut begin = Start { offset: 0 }.to_frame(Correlation(0));
    Credit { upto: granted }.append(Correlation(0), &mut begin);
    stream.write_all(&begin)?;
    let (mut buffer, mut filled, mut next, mut in_chunk) = (vec![0; BLOCK], 0, 0_u64, 0_u64);
    loop {
        let (mut at, before) = (0, next);
        while at < filled {
            let bytes = buffer.get(at..filled).unwrap_or_default();
            if in_chunk > 0 {
                let count = (bytes.len() as u64).min(in_chunk);
                (in_chunk, next, at) = (in_chunk - count, next + count, at + count as usize);
                continue;
            }
            let Some(head) = bytes.first_chunk::<CHUNK_HEAD>() else { break };
            let len = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
            if len > MAX_CHUNK + 8 || head[..] != chunk_head(next, len.saturating_sub(8))[..] {
                // Whatever else comes from a sender of ours is the end.
                stream.write_all(&Checked { ok: true }.to_frame(Correlation(0)))?;
                return Ok(next);
            }
            (in_chunk, at) = (u64::from(len) - 8, at + CHUNK_HEAD);
        }
        came(next - before);
        buffer.copy_within(at..filled, 0);
        filled -= at;
        if granted - next < WINDOW / 2 {
            granted = next + WINDOW;
            stream.write_all(&Credit { upto: granted }.to_frame(Correlation(0)))?;
        }
        match stream.read(buffer.get_mut(filled..).unwrap_or_default())? {
            0 => return Err(BenchError::Ended),
            count => filled += count,
        }
    }
}
