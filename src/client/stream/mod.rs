//! Streams: data of any size from one client to another, over a connection of its own
//! (`PROTOCOL.md`, "Streams").
//!
//! ```no_run
//! use salon::client::{Client, Event, Received, StreamOpening};
//! use std::error::Error;
//! use std::fs::{File, rename};
//!
//! /// Ada sends a file to Bob …
//! fn send(ada: &Client, bob: &Client) -> Result<(), Box<dyn Error>> {
//!     let mut file = File::open("song.flac")?;
//!     let length = Some(file.metadata()?.len());
//!     let opening = StreamOpening { length, ..StreamOpening::named("song.flac") };
//!     let ticket = ada.open_stream(bob.member(), &opening)?;
//!     let mut sending = ada.send_stream(&ticket)?;
//!     std::io::copy(&mut file, &mut sending)?;
//!     sending.finish()?;
//!     Ok(())
//! }
//!
//! /// … and Bob, at the same time, takes it.
//! fn receive(bob: &Client) -> Result<(), Box<dyn Error>> {
//!     for event in bob.events() {
//!         if let Event::StreamOffered { offer, .. } = event {
//!             let mut receiving = bob.receive_stream(&offer.ticket, Received::nothing())?;
//!             std::io::copy(&mut receiving, &mut File::create("from-ada.part")?)?;
//!             receiving.finish()?; // length and hash are those of what Ada has
//!             rename("from-ada.part", "from-ada.flac")?;
//!         }
//!     }
//!     Ok(())
//! }
//! ```
//!
//! - Both ends wait for one another where they must: the sender for what the receiver grants, the
//!   receiver for what comes. A minute of silence ends either.
//! - Where a connection is lost, [`Client::renew_stream`] gives each end a ticket for another one;
//!   the receiver says [with what it has](Received) where to go on.
//! - [`SendStream::handle`], [`PendingSend::handle`] and [`ReceiveStream::handle`] stop an end from
//!   another thread.

mod line;
mod receiving;
mod sending;

pub use self::line::Handle;
pub use self::receiving::{ReceiveStream, Received};
pub use self::sending::{PendingSend, SendStream};

use self::line::Line;
use super::Client;
use super::error::ClientError;
use super::state::Wish;
use crate::proto::error_code::StreamRole;
use crate::proto::ids::{MemberId, StreamId, Token};
use crate::proto::limits::UNKNOWN_LENGTH;
use crate::proto::message::{self, StreamCancel, StreamOpen, StreamRenew};
use std::io;

/// What a stream carries, as its sender says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamOpening<'a> {
    /// The sequence that it belongs to; 0 for none.
    pub about: u64,
    /// How many bytes it has, where that is known.
    pub length: Option<u64>,
    /// What it is: visible ASCII, 64 bytes at most.
    pub content_type: &'a str,
    /// What the sender calls it: 255 bytes at most.
    pub name: &'a str,
}

impl<'a> StreamOpening<'a> {
    /// Bytes of unknown length and kind, under a name.
    pub fn named(name: &'a str) -> Self {
        Self { about: 0, length: None, content_type: "application/octet-stream", name }
    }
}

/// The right to attach one end of a stream, once and within a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// Which stream.
    pub stream: StreamId,
    /// The secret.
    pub token: Token,
}

/// What somebody wants to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamOffer {
    /// With what it is taken.
    pub ticket: Ticket,
    /// Who sends.
    pub from: MemberId,
    /// What they are called.
    pub pseudo: String,
    /// The sequence that it belongs to, as they say; 0 for none.
    pub about: u64,
    /// How many bytes it has, as they say.
    pub length: Option<u64>,
    /// What it is, as they say.
    pub content_type: String,
    /// What they call it: whatever they like. It is no name of a file.
    pub name: String,
}

impl From<message::StreamOffered> for StreamOffer {
    fn from(offered: message::StreamOffered) -> Self {
        Self {
            ticket: Ticket { stream: offered.stream, token: offered.ticket },
            from: offered.from,
            pseudo: offered.pseudo.to_string(),
            about: offered.about,
            length: known(offered.length),
            content_type: offered.content_type.into_string(),
            name: offered.name.into_string(),
        }
    }
}

fn known(length: u64) -> Option<u64> {
    Some(length).filter(|length| *length != UNKNOWN_LENGTH)
}

/// Why a stream did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// It could not be attached.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The connection is lost: it may be [renewed](Client::renew_stream).
    #[error("the connection of the stream is lost ({cause})")]
    Lost {
        /// How.
        cause: String,
    },
    /// This end was [stopped](Handle::stop).
    #[error("the stream was stopped")]
    Stopped,
    /// What arrived is not what was sent.
    #[error("what arrived is not what was sent")]
    Differs,
    /// The other end said something that makes no sense.
    #[error("the other end of the stream makes no sense")]
    Nonsense,
}

impl From<StreamError> for io::Error {
    fn from(error: StreamError) -> Self {
        let kind = match error {
            StreamError::Lost { .. } => io::ErrorKind::ConnectionReset,
            StreamError::Stopped => io::ErrorKind::ConnectionAborted,
            StreamError::Differs | StreamError::Nonsense => io::ErrorKind::InvalidData,
            StreamError::Client(_) => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}

impl Client {
    /// Opens a stream to a member. They are told by [`Event::StreamOffered`](super::Event).
    ///
    /// # Errors
    /// There is no such member or no connection, or there are too many streams.
    pub fn open_stream(
        &self,
        to: MemberId,
        opening: &StreamOpening<'_>,
    ) -> Result<Ticket, ClientError> {
        let StreamOpening { about, length, content_type, name } = *opening;
        let length = length.unwrap_or(UNKNOWN_LENGTH);
        let open = StreamOpen { to, about, length, content_type, name };
        self.shared.request(Wish::Ticket, &open)
    }

    /// Another ticket for this client's end of a stream, whose connection was lost, or whose ticket has
    /// expired.
    ///
    /// # Errors
    /// The stream is over, or there is no connection.
    pub fn renew_stream(&self, stream: StreamId) -> Result<Ticket, ClientError> {
        self.shared.request(Wish::Ticket, &StreamRenew { stream })
    }

    /// Ends a stream. Both ends are told by [`Event::StreamEnded`](super::Event), with the reason: 512
    /// bytes at most.
    ///
    /// # Errors
    /// It is over already, or there is no connection.
    pub fn cancel_stream(&self, stream: StreamId, reason: &str) -> Result<(), ClientError> {
        let wish = |waiter| Wish::Act("Cancelling the stream", waiter);
        self.shared.request(wish, &StreamCancel { stream, reason: reason.into() })
    }

    /// Attaches the sending end of a stream, and waits until the receiver says where to begin.
    ///
    /// # Errors
    /// The ticket is not good any more, or the receiver doesn't come within a minute.
    pub fn send_stream(&self, ticket: &Ticket) -> Result<SendStream, StreamError> {
        self.attach_sending(ticket)?.begin()
    }

    /// As [`Client::send_stream`], without waiting for the receiver yet: what that waits in can be stopped.
    ///
    /// # Errors
    /// The ticket is not good any more.
    pub fn attach_sending(&self, ticket: &Ticket) -> Result<PendingSend, StreamError> {
        self.attach(ticket, StreamRole::Sender).map(PendingSend::new)
    }

    /// Attaches the receiving end of a stream, to go on behind what was received before.
    ///
    /// # Errors
    /// The ticket is not good any more.
    pub fn receive_stream(
        &self,
        ticket: &Ticket,
        received: Received,
    ) -> Result<ReceiveStream, StreamError> {
        ReceiveStream::begin(self.attach(ticket, StreamRole::Receiver)?, received)
    }

    fn attach(&self, ticket: &Ticket, role: StreamRole) -> Result<Line, StreamError> {
        let (dialer, options) = (&*self.shared.dialer, &self.shared.options);
        Line::attach(dialer, options, ticket.token, role)
    }
}
