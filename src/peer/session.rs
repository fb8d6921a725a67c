//! Two peers who talk to each other, with nobody between them who could read it.

use super::code::Code;
use super::error::PeerError;
use super::home::{self, Way, lost};
use super::line::Line;
use super::tunnel::Tunnel;
use crate::client::{Client, Introduction, Room};
use crate::hub::host::Command;
use crate::net::Server;
use crate::proto::ids::MemberId;
use std::net::SocketAddr;
use std::sync::Arc;

/// What the other is told where this side closes the session.
const GOODBYE: &str = "";

/// How the bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// Straight to the other, at this address.
    Direct(SocketAddr),
    /// Through the server, which sees nothing but what can't be read.
    Relayed,
}

/// Whom one talks to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// Who they are on the server that introduced the two.
    pub member: MemberId,
    /// What they were called there.
    pub pseudo: String,
}

/// A session between two. Both are members of one room, on a server that the responder runs for them
/// alone; whatever a [`Client`] can do, they do there. It outlives the server that introduced them,
/// unless that is what carries it ([`Path::Relayed`]). Dropping it closes it.
pub struct PeerSession {
    // They are dropped in this order: what carries the last words goes last.
    client: Client,
    room: Room,
    server: Option<Server>,
    tunnel: Tunnel,
    code: Code,
    path: Path,
    peer: Peer,
}

impl PeerSession {
    /// Begins to talk over a line on which the code was agreed on.
    pub(super) fn begin(
        line: Line,
        code: Code,
        path: Path,
        introduction: &Introduction,
        pseudo: &str,
    ) -> Result<Self, PeerError> {
        let peer = Peer { member: introduction.member, pseudo: introduction.pseudo.clone() };
        if introduction.is_initiator() {
            let tunnel = Tunnel::start(line, None, || {})?;
            let way = Arc::new(Way::Tunnel(tunnel.opener()));
            let (client, room) = home::enter(way, pseudo)?;
            return Ok(Self { client, room, server: None, tunnel, code, path, peer });
        }
        let (server, door) = home::start()?;
        let attach = door.clone();
        let host = server.host();
        let accept = Box::new(move |stream| attach.attach(stream));
        let tunnel = Tunnel::start(line, Some(accept), move || {
            // The other is gone, and with them the reason for the server. It may have stopped.
            drop(host.send(Command::Stop { reason: GOODBYE.to_owned() }));
        })?;
        let (client, room) = home::enter(Arc::new(Way::Door(door)), pseudo)?;
        Ok(Self { client, room, server: Some(server), tunnel, code, path, peer })
    }

    /// This side as a client: events, direct messages, and all else. Its last event comes when the
    /// session is over, whoever closed it.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The room that both are in.
    pub fn room(&self) -> &Room {
        &self.room
    }

    /// What two people compare, by voice say: if both see the same, nobody stands between them, not
    /// even the server that introduced them.
    pub fn code(&self) -> Code {
        self.code
    }

    /// How the bytes go.
    pub fn path(&self) -> Path {
        self.path
    }

    /// Whom this talks to.
    pub fn peer(&self) -> &Peer {
        &self.peer
    }

    /// Waits until what was posted has arrived, and says goodbye.
    ///
    /// # Errors
    /// The connection was lost before.
    pub fn close(self) -> Result<(), PeerError> {
        let Self { client, server, tunnel, .. } = self;
        client.flush().map_err(lost)?;
        match server {
            None => client.bye().map_err(lost)?,
            Some(server) => {
                // A receipt may come before the other has the same post. Whatever is asked behind it is
                // answered once it has.
                client.people().map_err(lost)?;
                server.stop(GOODBYE);
            }
        }
        drop(tunnel);
        Ok(())
    }
}
