//! The way through the server, where no direct path opens: a stream in each direction, which carry
//! what would have gone over the direct path. The server sees where it goes and how much it is.

use super::error::PeerError;
use crate::client::{
    Client, Introduction, ReceiveStream, Received, SendStream, Socket, StreamHandle, StreamOffer,
    StreamOpening, Ticket, Word,
};
use crate::proto::message::PEER;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::thread::Builder;
use std::time::{Duration, Instant};

/// How long the other may take to come.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often a side that has nothing to say shows that it is there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);

/// The most that is copied at once, in bytes.
const PIECE: usize = 64 * 1024;

/// Opens the way. `offered` is the other's stream, if it was faster.
///
/// # Errors
/// The other doesn't come, or the server refuses.
pub(super) fn open(
    client: &Client,
    introduction: &Introduction,
    offered: Option<StreamOffer>,
) -> Result<Socket, PeerError> {
    let opening =
        StreamOpening { about: introduction.id.0, length: None, content_type: PEER, name: "" };
    let ticket = client.open_stream(introduction.member, &opening)?;
    attach(client, introduction, &ticket, offered).inspect_err(|_| {
        // It would count among this client's for another minute.
        if let Err(error) = client.cancel_stream(ticket.stream, "") {
            tracing::debug!(%error, "the way through the server is not cancelled");
        }
    })
}

fn attach(
    client: &Client,
    introduction: &Introduction,
    ticket: &Ticket,
    offered: Option<StreamOffer>,
) -> Result<Socket, PeerError> {
    let offer = match offered {
        Some(offer) => offer,
        None => await_offer(introduction)?,
    };
    let receiving = client.receive_stream(&offer.ticket, Received::nothing())?;
    let sending = client.send_stream(ticket)?;
    let (near, far) = UnixStream::pair()?;
    carry(far, sending, receiving)?;
    Ok(Socket::Local(near))
}

fn await_offer(introduction: &Introduction) -> Result<StreamOffer, PeerError> {
    let until = Instant::now() + PATIENCE;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match introduction.words.recv_timeout(left).map_err(|_| PeerError::Absent)? {
            Word::Offer(offer) => return Ok(offer),
            // It is too late to try.
            Word::Dial(..) => {}
        }
    }
}

/// Copies between `far` and the streams, on two threads, until either side ends.
fn carry(far: UnixStream, sending: SendStream, receiving: ReceiveStream) -> io::Result<()> {
    let (source, incoming) = (far.try_clone()?, receiving.handle());
    source.set_read_timeout(Some(SIGN_OF_LIFE))?;
    let into = Builder::new().name("salon-peer-in".into());
    into.spawn(move || copy_in(receiving, &far))?;
    let out = Builder::new().name("salon-peer-out".into());
    out.spawn(move || copy_out(&source, sending, &incoming))?;
    Ok(())
}

/// From the server to the line. The end of either ends both.
fn copy_in(mut receiving: ReceiveStream, mut far: &UnixStream) {
    let mut piece = vec![0; PIECE];
    let ended = loop {
        match receiving.read(&mut piece) {
            Ok(0) => break receiving.finish().map(drop).map_err(io::Error::from),
            Ok(count) => {
                if let Err(error) = far.write_all(piece.get(..count).unwrap_or_default()) {
                    break Err(error);
                }
            }
            Err(error) => break Err(error),
        }
    };
    note(ended);
    drop(far.shutdown(Shutdown::Both));
}

/// From the line to the server.
fn copy_out(mut source: &UnixStream, mut sending: SendStream, incoming: &StreamHandle) {
    let mut piece = vec![0; PIECE];
    let ended = loop {
        match source.read(&mut piece) {
            Ok(0) => break sending.finish().map_err(io::Error::from),
            Ok(count) => {
                if let Err(error) = sending.write_all(piece.get(..count).unwrap_or_default()) {
                    break Err(error);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                if let Err(error) = sending.idle() {
                    break Err(error.into());
                }
            }
            Err(error) => break Err(error),
        }
    };
    note(ended);
    incoming.stop();
    drop(source.shutdown(Shutdown::Both));
}

fn note(ended: io::Result<()>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "the way through the server has ended");
    }
}
