//! Where two peers talk: a server of the responder's, for these two alone, which listens nowhere. So
//! everything that a server does, it does for them.

use super::error::PeerError;
use super::tunnel::Opener;
use crate::client::{Client, ClientError, Dialer, Options, Room, Socket};
use crate::net::{Config, Door, Limits, Rate, RoomConfig, Server};
use std::io;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::Duration;

/// The room that both are in.
pub const ROOM: &str = "peer";

/// What such a server is called.
const NAME: &str = "peer";

/// Connections that it serves: those of both, and of the streams between them.
const CONNECTIONS: usize = 96;

/// The settings of such a server. There is nobody to be protected from too many posts but the two.
fn config() -> Config {
    let limits = Limits {
        connections: CONNECTIONS,
        connections_per_address: CONNECTIONS,
        rooms: 1,
        posts: Rate { per_second: 1_000, burst: 1_000 },
        requests: Rate { per_second: 1_000, burst: 1_000 },
        ..Limits::default()
    };
    Config {
        name: NAME.to_owned(),
        rooms: vec![RoomConfig::new(ROOM, "")],
        introductions: false,
        resume_grace: Duration::ZERO,
        limits,
        ..Config::default()
    }
}

/// Starts it, and tells by which door one comes in.
pub(super) fn start() -> Result<(Server, Door), PeerError> {
    Server::start_within(config()).map_err(|error| io::Error::other(error.to_string()).into())
}

/// A client of it, in its room.
pub(super) fn enter(dialer: Arc<dyn Dialer>, pseudo: &str) -> Result<(Client, Room), PeerError> {
    // What is lost between two is lost: they may be introduced again.
    let options = Options { reconnect: false, ..Options::new(pseudo) };
    let client = Client::connect_by(dialer, options).map_err(lost)?;
    let room = client.join(ROOM).map_err(lost)?;
    Ok((client, room))
}

/// What goes wrong here goes wrong between the two, and not with the server that introduced them.
pub(super) fn lost(error: ClientError) -> PeerError {
    PeerError::Lost(io::Error::other(error))
}

/// How connections to it are made.
pub(super) enum Way {
    /// Within the responder's own program.
    Door(Door),
    /// Through the tunnel, from the initiator.
    Tunnel(Opener),
}

impl Way {
    fn connect(&self) -> io::Result<UnixStream> {
        match self {
            Self::Tunnel(opener) => opener.open(),
            Self::Door(door) => {
                let (near, far) = UnixStream::pair()?;
                door.attach(far)?;
                Ok(near)
            }
        }
    }
}

impl Dialer for Way {
    fn dial(&self, options: &Options) -> Result<Socket, ClientError> {
        let unreachable = |error: io::Error| ClientError::Connect {
            address: self.address(),
            cause: error.to_string(),
        };
        let stream = self.connect().map_err(unreachable)?;
        let patience = options.request_timeout.max(Duration::from_millis(1));
        stream.set_write_timeout(Some(patience)).map_err(unreachable)?;
        Ok(Socket::Local(stream))
    }

    fn address(&self) -> String {
        NAME.to_owned()
    }
}
