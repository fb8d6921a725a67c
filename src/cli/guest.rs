//! What all commands of guests have in common: a connection, a room in it, its events, and
//! what to tell the person when something goes wrong.

use super::args::JoinArgs;
use super::exit::{Failure, Status};
use super::{interrupt, output};
use crossbeam_channel::{Receiver, bounded};
use salon::client::{Client, ClientError, Event, Link, Options, Room};
use salon::peer;
use salon::proto::error_code::{ByeReason, ErrorCode};
use salon::proto::name::Pseudo;
use salon::texts::{self, tr};
use std::cell::Cell;
use std::ops::Deref;
use std::sync::Arc;
use std::thread;

/// Events between the thread that waits for them and the command. When it is full, they wait in
/// the client's own queue, which is bounded, too.
const EVENTS: usize = 64;

/// A connected client.
pub struct Connected {
    /// The connection.
    pub client: Arc<Client>,
    /// What happens; disconnects once the session is over.
    pub events: Receiver<Event>,
    /// Ctrl-C and SIGTERM.
    pub interrupts: Receiver<()>,
    link: Link,
    /// Whether the connection is lost for now.
    lost: Cell<bool>,
}

/// A connected client in a room.
pub struct Guest {
    connected: Connected,
    /// Where it is.
    pub room: Room,
}

impl Deref for Guest {
    type Target = Connected;

    fn deref(&self) -> &Connected {
        &self.connected
    }
}

impl Guest {
    /// Connects, and enters the room of the link.
    ///
    /// # Errors
    /// Either is refused, or nobody answers.
    pub fn join(args: &JoinArgs) -> Result<Self, Failure> {
        let connected = Connected::new(args)?;
        let room = connected.enter()?;
        Ok(Self { connected, room })
    }

    /// Leaves politely.
    pub fn leave(self) {
        let Self { connected, room } = self;
        drop(room);
        connected.leave();
    }
}

impl Connected {
    /// Connects.
    ///
    /// # Errors
    /// It is refused, or nobody answers.
    pub fn new(args: &JoinArgs) -> Result<Self, Failure> {
        let client = Arc::new(connect(&args.link, &args.pseudo, true)?);
        let events = forward(&client)?;
        let interrupts = interrupt::channel()?;
        Ok(Self { client, events, interrupts, link: args.link.clone(), lost: Cell::new(false) })
    }

    /// Enters the room of the link, or the first of the server's list.
    ///
    /// # Errors
    /// There is none, or it is refused.
    pub fn enter(&self) -> Result<Room, Failure> {
        enter(&self.client, &self.link)
    }

    /// Leaves politely. Whoever else had the client has let it go.
    pub fn leave(self) {
        let Some(client) = Arc::into_inner(self.client) else { return };
        // The session is over in any case.
        if let Err(error) = client.bye() {
            tracing::debug!(%error, "the server did not say goodbye");
        }
    }

    /// What an event means for how the session goes on. Who asks for direct paths is told that there are
    /// none here. A lost connection is taken up again by
    /// itself; that is told once each time.
    ///
    /// # Errors
    /// The session is over.
    pub fn check(&self, event: &Event) -> Result<(), Failure> {
        if let Err(error) = peer::decline_for_room(&self.client, event) {
            // Without a connection, the question ends by itself.
            tracing::debug!(%error, "not declined");
        }
        match event {
            Event::Ended { reason, text }
            | Event::Disconnected { error: ClientError::Ended(reason, text), .. } => {
                return Err(ended(*reason, text));
            }
            Event::Disconnected { error, retry_in: None } => return Err(failure(error.clone())),
            Event::Disconnected { retry_in: Some(_), .. } if !self.lost.replace(true) => {
                output::complain(&tr!("cli-reconnecting"));
            }
            Event::Resumed | Event::Fresh => {
                self.lost.set(false);
                output::complain(&tr!("cli-reconnected"));
            }
            _ => {}
        }
        Ok(())
    }
}

/// Connects; a lost connection is taken up again if `reconnect`.
///
/// # Errors
/// It is refused, or nobody answers.
pub fn connect(link: &Link, pseudo: &str, reconnect: bool) -> Result<Client, Failure> {
    // Said here, it is said why, and in the person's language.
    Pseudo::new(pseudo).map_err(|why| Failure::new(Status::Pseudo, texts::name_error(why)))?;
    let options = Options { pace: true, reconnect, ..Options::new(pseudo) };
    Client::connect(link, options).map_err(failure)
}

/// Hands the events over to a channel, so that one can wait for them and for something else.
fn forward(client: &Client) -> Result<Receiver<Event>, Failure> {
    let events = client.events().clone();
    let (sender, receiver) = bounded(EVENTS);
    let forward = move || {
        for event in events.iter() {
            if sender.send(event).is_err() {
                return;
            }
        }
    };
    let thread = thread::Builder::new().name("salon-events".into()).spawn(forward);
    match thread {
        // It ends with the session, or with the receiver.
        Ok(_) => Ok(receiver),
        Err(e) => Err(failure(ClientError::System { cause: e.to_string() })),
    }
}

/// Enters the room of the link, or the first of the server's list.
fn enter(client: &Client, link: &Link) -> Result<Room, Failure> {
    if let Some(room) = &link.room {
        return client.join(room).map_err(|e| match e.code() {
            Some(ErrorCode::NoSuchRoom) => {
                Failure::new(Status::Room, tr!("cli-no-such-room", room = room.as_str()))
            }
            _ => failure(e),
        });
    }
    let rooms = client.rooms().map_err(failure)?;
    match rooms.first() {
        Some(first) => client.join(first.name.as_str()).map_err(failure),
        None => Err(Failure::new(Status::Room, tr!("cli-no-rooms"))),
    }
}

/// The events ended without a word.
pub fn over() -> Failure {
    failure(ClientError::Disconnected { cause: String::new() })
}

/// The room is there no longer.
pub fn closed(words: &str) -> Failure {
    Failure::new(Status::Room, texts::with_words(tr!("cli-room-closed"), words))
}

/// The room can't be entered again after the connection was lost for long.
pub fn kept_out(error: &ClientError) -> Failure {
    let Failure { status, sentence } = failure(error.clone());
    Failure::new(status, tr!("room-kept-out", why = sentence))
}

/// What a failed call of the client library means for the program's end.
pub fn failure(error: ClientError) -> Failure {
    let status = match &error {
        ClientError::Link(_) => Status::Usage,
        ClientError::Connect { .. } | ClientError::NotSalon { .. } => Status::Connect,
        ClientError::Refused { code, .. } => refused(*code),
        ClientError::Timeout { .. } => Status::Timeout,
        ClientError::Ended(reason, text) => return ended(*reason, text),
        ClientError::Disconnected { .. }
        | ClientError::Unconfirmed
        | ClientError::Unexpected { .. } => Status::Lost,
        _ => Status::Failed,
    };
    Failure::new(status, texts::client_error(&error))
}

fn refused(code: ErrorCode) -> Status {
    match code {
        ErrorCode::PseudoInvalid | ErrorCode::PseudoTaken => Status::Pseudo,
        ErrorCode::NoSuchRoom | ErrorCode::RoomNameInvalid => Status::Room,
        ErrorCode::NotSalon | ErrorCode::Version => Status::Connect,
        _ => Status::Refused,
    }
}

fn ended(reason: ByeReason, words: &str) -> Failure {
    let status = match reason {
        ByeReason::Kicked | ByeReason::Banned => Status::Kicked,
        _ => Status::Lost,
    };
    Failure::new(status, texts::with_words(texts::bye_reason(reason), words))
}
