//! From an introduction to a session: an address that is proven, a path, a code.

use super::error::PeerError;
use super::line::Line;
use super::outpost::Outpost;
use super::race::{Found, Race};
use super::relay;
use super::session::{Path, PeerSession};
use crate::client::{Client, ClientError, Introduction, StreamOffer, Word};
use std::io;
use std::thread::Builder;
use std::time::Duration;

/// How long the other may take to prove its address.
const OTHER_PROVES: Duration = Duration::from_secs(10);

/// How much longer the responder listens: the initiator may have found the path at the last moment.
const LAST_MOMENT: Duration = Duration::from_secs(2);

/// How two peers may come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeetOptions {
    /// Whether they try each other's addresses. One who doesn't is seen by the other as a member of
    /// the server alone, and not by their address.
    pub direct: bool,
    /// Whether the server may carry what passes, hidden from it, where no direct path opens.
    pub relay: bool,
}

impl Default for MeetOptions {
    fn default() -> Self {
        Self { direct: true, relay: true }
    }
}

/// Meets whom the server has introduced; both sides call this, within 30 s. It waits: some
/// milliseconds in a friendly network, some seconds where no direct path opens.
///
/// # Errors
/// The other didn't come, there is no path, or whoever answered is not the one who was introduced.
pub fn meet(
    client: &Client,
    introduction: &Introduction,
    options: MeetOptions,
) -> Result<PeerSession, PeerError> {
    let mut offered = None;
    if options.direct {
        match direct(client, introduction, &mut offered) {
            Ok(Some(Found { line, code, address })) => {
                let path = Path::Direct(address);
                return PeerSession::begin(line, code, path, introduction, &client.pseudo());
            }
            Ok(None) => {}
            Err(PeerError::NotThem) => return Err(PeerError::NotThem),
            Err(error) if options.relay => tracing::debug!(%error, "no direct path"),
            Err(error) => return Err(error),
        }
    }
    if !options.relay {
        return Err(PeerError::NoPath);
    }
    let socket = relay::open(client, introduction, offered)?;
    let mut line = Line::over(socket, introduction.role, &introduction.secret)?;
    let code = line.agree(introduction.role)?;
    PeerSession::begin(line, code, Path::Relayed, introduction, &client.pseudo())
}

/// As [`meet`], on a thread of its own, which hands what came of it to `then`.
///
/// # Errors
/// The system gives no thread.
pub fn meet_then(
    client: &Client,
    introduction: Introduction,
    options: MeetOptions,
    then: impl FnOnce(Result<PeerSession, PeerError>) + Send + 'static,
) -> io::Result<()> {
    let client = client.second_hand();
    let meeting = Builder::new().name("salon-peer-meet".into());
    // It ends by itself: all that it waits for has a time.
    meeting.spawn(move || then(meet(&client, &introduction, options))).map(drop)
}

/// A direct path, if one opens. Where the other would rather go through the server, what it offers.
fn direct(
    client: &Client,
    introduction: &Introduction,
    offered: &mut Option<StreamOffer>,
) -> Result<Option<Found>, PeerError> {
    let no_link = || ClientError::Unexpected { what: "Proving an address" };
    let link = client.link().ok_or_else(no_link)?;
    let (outpost, probe) = Outpost::open(link)?;
    if let Some(own) = probe.own_address() {
        client.claim(introduction.id, outpost.port(), vec![own])?;
    }
    let seen = probe.prove(introduction.token)?;
    tracing::debug!(%seen, port = outpost.port(), "proven");
    let word = introduction.words.recv_timeout(OTHER_PROVES).map_err(|_| PeerError::Absent)?;
    let (addresses, lasts) = match word {
        Word::Dial(addresses, lasts) => (addresses, lasts),
        Word::Offer(offer) => {
            *offered = Some(offer);
            return Ok(None);
        }
    };
    let race = Race::new(&outpost, introduction.role, &introduction.secret, &addresses);
    let more = if introduction.is_initiator() { Duration::ZERO } else { LAST_MOMENT };
    // The only word that can still come is that the other goes through the server.
    race.run(lasts + more, || !introduction.words.is_empty())
}
