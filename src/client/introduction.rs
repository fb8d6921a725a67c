//! Being introduced to another client: what the server said of it, and how what it says next
//! reaches whoever tries (`PROTOCOL.md`, "Peers").

use super::event::Event;
use super::options::from_now;
use super::state::{Effects, State, Wish};
use super::stream::StreamOffer;
use super::wire::{Inlet, Stream};
use super::{Client, ClientError, Link};
use crate::proto::error_code::PeerRole;
use crate::proto::header::{Capabilities, PREFACE_LEN, Preface, VERSION};
use crate::proto::ids::{Correlation, IntroductionId, MemberId, PeerSecret, Token};
use crate::proto::limits::MAX_PEER_ADDRESSES;
use crate::proto::message::{Claim, Dial, FromServer, Introduce, Message, PEER, Prove};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Introductions that are remembered, for what the server says of them later. Over it the oldest is
/// forgotten.
const MAX_MEETINGS: usize = 16;

/// Words that wait for whoever meets: one where to try, one that the other would rather not.
const MAX_WORDS: usize = 2;

/// How long somebody is tried at most, whatever the server says.
const MOST_PATIENCE: Duration = Duration::from_secs(30);

/// Somebody to meet. Clones are the same introduction, of which one can be used.
#[derive(Debug, Clone)]
pub struct Introduction {
    /// Which; the number of the sequence by which both agreed.
    pub id: IntroductionId,
    /// Whom to meet.
    pub member: MemberId,
    /// What they were called then.
    pub pseudo: String,
    /// Which side this client is.
    pub role: PeerRole,
    pub(crate) token: Token,
    pub(crate) secret: PeerSecret,
    pub(crate) words: Receiver<Word>,
}

impl Introduction {
    /// Whether this side begins.
    pub fn is_initiator(&self) -> bool {
        self.role == PeerRole::Initiator
    }
}

/// Two are the same where they bear the same number and secret.
impl PartialEq for Introduction {
    fn eq(&self, other: &Self) -> bool {
        (self.id, self.secret) == (other.id, other.secret)
    }
}

impl Eq for Introduction {}

/// What comes for whoever meets somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    /// Where to try to reach the other, and for how long.
    Dial(Vec<SocketAddr>, Duration),
    /// The other would go on through the server.
    Offer(StreamOffer),
}

/// Who waits for such words.
#[derive(Debug, Default)]
pub(super) struct Meetings(VecDeque<Meeting>);

#[derive(Debug)]
struct Meeting {
    id: IntroductionId,
    with: MemberId,
    words: Sender<Word>,
}

impl Meetings {
    /// Whoever was introduced may not care to meet; then nobody takes it.
    fn tell(&self, id: IntroductionId, word: Word) {
        if let Some(meeting) = self.0.iter().find(|meeting| meeting.id == id) {
            drop(meeting.words.try_send(word));
        }
    }

    /// Takes a stream that is the way to somebody who is being met; gives back any other.
    pub(super) fn take_offer(&self, offer: StreamOffer) -> Option<StreamOffer> {
        let id = IntroductionId(offer.about);
        let theirs = |meeting: &Meeting| meeting.id == id && meeting.with == offer.from;
        if offer.content_type != PEER || !self.0.iter().any(theirs) {
            return Some(offer);
        }
        self.tell(id, Word::Offer(offer));
        None
    }
}

impl State {
    /// Both have agreed.
    pub(super) fn introduce(&mut self, introduce: Introduce, fx: &mut Effects) {
        let place = introduce.place;
        if !self.arrives(place, fx) {
            return;
        }
        let (told, words) = bounded(MAX_WORDS);
        self.meetings.0.truncate(MAX_MEETINGS - 1);
        let (id, with) = (introduce.introduction, introduce.member);
        self.meetings.0.push_front(Meeting { id, with, words: told });
        let introduction = Introduction {
            id,
            member: introduce.member,
            pseudo: introduce.pseudo.to_string(),
            role: introduce.role,
            token: introduce.token,
            secret: introduce.secret,
            words,
        };
        fx.events.push(Event::Introduced { place, introduction });
    }

    /// Both have proven their addresses. It is no event for the application.
    pub(super) fn dial(&mut self, dial: &Dial, fx: &mut Effects) {
        if !self.arrives(dial.place, fx) {
            return;
        }
        let addresses = dial.addresses.iter().take(MAX_PEER_ADDRESSES);
        let addresses = addresses.map(|address| (*address).into()).collect();
        let lasts = Duration::from_millis(dial.deadline.into()).min(MOST_PATIENCE);
        self.meetings.tell(dial.introduction, Word::Dial(addresses, lasts));
    }
}

/// Shows a server where a connection comes from, as the whole conversation (`PROVE`). Tells how it
/// is seen there.
///
/// # Errors
/// The server refused, or did not answer in time.
pub(crate) fn prove(
    stream: TcpStream,
    token: Token,
    patience: Duration,
) -> Result<SocketAddr, ClientError> {
    let until = from_now(patience);
    let mut out =
        Preface { version: VERSION, capabilities: Capabilities::NONE }.to_bytes().to_vec();
    Prove { token }.append(Correlation(1), &mut out);
    Stream::write_all(&stream, &out).map_err(ClientError::lost)?;
    let mut inlet = Inlet::new(Arc::new(stream));
    let mut begun = false;
    loop {
        if !begun && Preface::parse(inlet.pending()).map_err(ClientError::lost)?.is_some() {
            inlet.consume(PREFACE_LEN);
            begun = true;
        }
        if begun && let Some((frame, len)) = inlet.frame(0)? {
            match FromServer::decode(&frame)? {
                Some(FromServer::Proven(proven)) => return Ok(proven.address.into()),
                Some(FromServer::Error(error)) => return Err(error.into()),
                _ => inlet.consume(len),
            }
            continue;
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ClientError::Timeout { what: "Proving an address", after: patience });
        }
        inlet.fill(left)?;
    }
}

impl Client {
    /// Says where this client listens within its own network.
    ///
    /// # Errors
    /// The introduction is over, or the connection was lost.
    pub(crate) fn claim(
        &self,
        introduction: IntroductionId,
        port: u16,
        addresses: Vec<IpAddr>,
    ) -> Result<(), ClientError> {
        self.shared.request(
            |waiter| Wish::Act("Naming addresses", waiter),
            &Claim { introduction, port, addresses },
        )
    }

    /// The link of the server, where it was reached by one.
    pub fn link(&self) -> Option<&Link> {
        self.shared.dialer.link()
    }
}
