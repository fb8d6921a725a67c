//! From an introduction to a session: an address that is proven, a path, a code.

use super::error::PeerError;
use super::outpost::Outpost;
use super::race::{Found, Race};
use super::session::{Path, PeerSession};
use crate::client::{Client, ClientError, Introduction};
use crossbeam_channel::RecvTimeoutError;
use std::time::Duration;

/// How long the other may take to prove its address. What it does before (dialling the server) may
/// take so long.
const OTHER_PROVES: Duration = Duration::from_secs(15);

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
/// The other didn't come, or there is no path.
pub fn meet(
    client: &Client,
    introduction: &Introduction,
    options: MeetOptions,
) -> Result<PeerSession, PeerError> {
    let found = if options.direct { direct(client, introduction)? } else { None };
    let (line, code, path) = match found {
        Some(Found { line, code, address }) => (line, code, Path::Direct(address)),
        None if options.relay => return Err(PeerError::NoPath),
        None => return Err(PeerError::NoPath),
    };
    PeerSession::begin(line, code, path, introduction, &client.pseudo())
}

/// A direct path, if one opens.
fn direct(client: &Client, introduction: &Introduction) -> Result<Option<Found>, PeerError> {
    let no_link = || ClientError::Unexpected { what: "Proving an address" };
    let link = client.link().ok_or_else(no_link)?;
    let (outpost, probe) = Outpost::open(link)?;
    if let Some(own) = probe.own_address() {
        client.claim(introduction.id, outpost.port(), vec![own])?;
    }
    let seen = probe.prove(introduction.token)?;
    tracing::debug!(%seen, port = outpost.port(), "proven");
    let trial = introduction.trial.recv_timeout(OTHER_PROVES).map_err(|error| match error {
        RecvTimeoutError::Timeout => PeerError::Absent,
        RecvTimeoutError::Disconnected => PeerError::Absent,
    })?;
    let race = Race::new(&outpost, introduction.role, &introduction.secret, &trial.addresses);
    let more = if introduction.is_initiator() { Duration::ZERO } else { LAST_MOMENT };
    race.run(trial.lasts + more, || false)
}
