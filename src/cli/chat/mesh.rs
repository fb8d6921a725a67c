//! `/direct`: posts of the room that go directly to all who are in it, past the server, where the room
//! and everybody there allow it.

use crate::cli::exit::Failure;
use crate::cli::guest;
use crate::cli::line;
use crossbeam_channel::{Receiver, never};
use salon::client::{Client, ClientError, Event, Room};
use salon::peer::{Arrival, MAX_MEMBERS, MeetOptions, Mesh, MeshState, Posted};
use salon::texts::tr;

/// See the module.
#[derive(Default)]
pub struct Direct {
    /// Whether the person allows it, in whatever room.
    allowed: bool,
    mesh: Option<Mesh>,
    /// Whether the person knows that posts go directly.
    goes_directly: bool,
}

impl Direct {
    /// What comes past the server.
    pub fn arrivals(&self) -> Receiver<Arrival> {
        self.mesh.as_ref().map_or_else(never, |mesh| mesh.arrivals().clone())
    }

    /// `/direct …`: allows it, or no longer, or tells how it stands. What to print.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn command(
        &mut self,
        client: &Client,
        room: Option<&Room>,
        rest: &str,
    ) -> Result<String, Failure> {
        match rest {
            "on" => self.allowed = true,
            "off" => self.allowed = false,
            "" => return Ok(self.stand()),
            _ => return Ok(tr!("cli-chat-incomplete")),
        }
        self.enter(client, room)?;
        Ok(self.stand())
    }

    /// The person is in this room from now on, or in none.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn enter(&mut self, client: &Client, room: Option<&Room>) -> Result<(), Failure> {
        let room = room.filter(|_| self.allowed);
        let same = |mesh: &Mesh, room: &Room| mesh.room().id() == room.id();
        if self.mesh.as_ref().zip(room).is_some_and(|(mesh, room)| same(mesh, room)) {
            return Ok(());
        }
        // What was said in the room before has arrived when its paths are closed.
        self.mesh = None;
        self.goes_directly = false;
        // What can't go directly goes to the server as a post, rather than as a stream for each member.
        let options = MeetOptions { relay: false, ..MeetOptions::default() };
        let mesh = room.map(|room| Mesh::new(client, room, options));
        self.mesh = mesh.transpose().map_err(guest::failure)?;
        Ok(())
    }

    /// Whether an event is of its own business, and need not be shown.
    pub fn handle(&mut self, event: &Event) -> bool {
        self.mesh.as_mut().is_some_and(|mesh| mesh.handle(event))
    }

    /// Says something in the room. What to print, where it went another way than the one before.
    ///
    /// # Errors
    /// As [`Room::post`].
    pub fn post(&mut self, room: &Room, text: &str) -> Result<Option<String>, ClientError> {
        let posted = match &self.mesh {
            Some(mesh) => mesh.post(text)?,
            None => Posted::ThroughServer(room.post(text)?),
        };
        let directly = matches!(posted, Posted::ToPeers { .. });
        let changed = std::mem::replace(&mut self.goes_directly, directly) != directly;
        Ok(changed.then(|| match posted {
            Posted::ToPeers { count } => tr!("cli-direct-went", count = count),
            Posted::ThroughServer(_) => tr!("cli-direct-went-not"),
        }))
    }

    /// What to print of what came past the server.
    pub fn happened(&mut self, arrival: &Arrival) -> Option<String> {
        match arrival {
            Arrival::Post { pseudo, content, .. } => Some(line::said_directly(pseudo, content)),
            Arrival::PathOpened { .. } => {
                let whole = self.mesh.as_ref().is_some_and(|mesh| mesh.state().is_whole());
                let news = whole && !std::mem::replace(&mut self.goes_directly, whole);
                news.then(|| self.stand())
            }
            Arrival::PathClosed { pseudo, lost: true, .. } => {
                Some(tr!("cli-direct-lost", pseudo = pseudo.as_str()))
            }
            Arrival::PathClosed { lost: false, .. } => None,
            Arrival::Missed(count) => Some(tr!("cli-gap", count = *count)),
        }
    }

    /// How it stands, as a sentence.
    fn stand(&self) -> String {
        let state = self.mesh.as_ref().map(Mesh::state);
        match state {
            None if self.allowed => tr!("cli-chat-nowhere"),
            None => tr!("cli-direct-off"),
            Some(MeshState { allowed: false, .. }) => tr!("cli-direct-not-here"),
            Some(MeshState { too_many: true, .. }) => {
                tr!("cli-direct-too-many", most = MAX_MEMBERS)
            }
            Some(state) if state.is_whole() => tr!("cli-direct-on", count = state.paths.len()),
            Some(MeshState { missing, .. }) => {
                let names: Vec<&str> = missing.iter().map(|m| m.pseudo.as_str()).collect();
                tr!("cli-direct-missing", count = names.len(), names = names.join(", "))
            }
        }
    }
}
