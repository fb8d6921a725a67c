//! `salon chat`: a room in the terminal, line by line.

mod mesh;
mod peer;
mod terminal;
mod votes;

use super::args::{JoinArgs, LogFormat};
use super::exit::Failure;
use super::guest::{self, Guest};
use super::line::Said;
use super::logs;
use crossbeam_channel::{never, select};
use peer::Direct;
use salon::client::{ClientError, Event, Room};
use salon::texts::{self, tr};
use salon::typed::Typed;
use terminal::Terminal;
use votes::Votes;

/// Chats until the person leaves, or the session ends.
///
/// # Errors
/// The session can't begin, or was ended by somebody else.
pub fn run(args: &JoinArgs) -> Result<(), Failure> {
    logs::begin(LogFormat::Text, tracing::Level::ERROR);
    let guest = Guest::join(args)?;
    let (room, terminal) = (Some(guest.room.clone()), Terminal::open()?);
    let (direct, paths, votes) = (Direct::new(), mesh::Direct::default(), Votes::new());
    let mut chat = Chat { guest, room, direct, paths, terminal, votes, refused: None };
    let chatted = chat.run().and_then(|()| chat.guest.client.flush().map_err(guest::failure));
    chat.end(chatted)
}

/// A chat that goes on.
struct Chat {
    guest: Guest,
    /// Where lines are posted; none after `/leave`.
    room: Option<Room>,
    direct: Direct,
    /// To all others in the room, where posts go directly.
    paths: mesh::Direct,
    terminal: Terminal,
    /// Why the last line that was refused was refused.
    refused: Option<Failure>,
    votes: Votes,
}

/// Whether the chat goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    Quit,
}

impl Chat {
    fn run(&mut self) -> Result<(), Failure> {
        self.greet()?;
        let lines = self.terminal.lines.clone();
        let mut events = self.guest.events.clone();
        let interrupts = self.guest.interrupts.clone();
        let happenings = self.direct.happenings.clone();
        let mut without_server: Option<Failure> = None;
        loop {
            let arrivals = self.paths.arrivals();
            select! {
                recv(events) -> event => {
                    let shown = event.map_err(|_| guest::over()).and_then(|it| self.show(&it));
                    if let Err(failure) = shown {
                        if !self.direct.is_on() {
                            return Err(failure);
                        }
                        // Whom one speaks to directly needs no server.
                        self.terminal.print(&format!("! {failure}"))?;
                        (events, without_server) = (never(), Some(failure));
                    }
                }
                recv(happenings) -> happening => {
                    // This side holds a sender, too: it never ends.
                    for line in happening.map(|it| self.direct.happened(it)).unwrap_or_default() {
                        self.terminal.print(&line)?;
                    }
                }
                recv(arrivals) -> arrival => {
                    // The mesh is there as long as nobody has let it go.
                    let line = arrival.ok().and_then(|it| self.paths.happened(&it));
                    if let Some(line) = line {
                        self.terminal.print(&line)?;
                    }
                }
                recv(interrupts) -> _ => return Ok(()),
                recv(lines) -> line => {
                    let Ok(line) = line else { return Ok(()) };
                    if self.obey(&line.text()?)? == Next::Quit {
                        return Ok(());
                    }
                }
            }
            if let Some(failure) = without_server.take_if(|_| !self.direct.is_on()) {
                return Err(failure);
            }
        }
    }

    /// Leaves, and tells what was refused last. A script has no other way to know it than by how the
    /// program ends; a person has read it.
    fn end(mut self, chatted: Result<(), Failure>) -> Result<(), Failure> {
        let events = self.guest.events.clone();
        drop(self.direct.end());
        drop(self.paths);
        self.guest.leave();
        for event in &events {
            if let Event::Refused { error, .. } = event {
                self.terminal.print(&refused(&error))?;
                self.refused = Some(guest::failure(error));
            }
        }
        chatted?;
        match self.refused.filter(|_| !self.terminal.has_prompt()) {
            Some(failure) => Err(failure),
            None => Ok(()),
        }
    }

    /// Says where one is, and who is there.
    fn greet(&mut self) -> Result<(), Failure> {
        let Some(room) = &self.room else { return Ok(()) };
        self.terminal.print(&tr!("cli-chat-here", room = room.name()))?;
        let topic = room.topic();
        if !topic.is_empty() {
            self.terminal.print(&tr!("cli-chat-topic", topic = topic))?;
        }
        self.show_members()
    }

    fn obey(&mut self, line: &str) -> Result<Next, Failure> {
        match Typed::read(line) {
            Typed::Nothing => {}
            Typed::Quit => return Ok(Next::Quit),
            Typed::Help => {
                for line in tr!("cli-chat-help").lines() {
                    self.terminal.print(line)?;
                }
            }
            Typed::Incomplete => self.terminal.print(&tr!("cli-chat-incomplete"))?,
            Typed::Unknown { name: "peer", rest } => {
                match self.direct.command(&self.guest.client, rest) {
                    Ok(line) => self.terminal.print(&line)?,
                    Err(failure) => self.tell(Err(failure))?,
                }
            }
            Typed::Unknown { name: "p", rest } => {
                if let Some(line) = self.direct.say(rest) {
                    self.terminal.print(&line)?;
                }
            }
            Typed::Unknown { name: "direct", rest } => {
                let room = self.room.as_ref();
                match self.paths.command(&self.guest.client, room, rest) {
                    Ok(line) => self.terminal.print(&line)?,
                    Err(failure) => self.tell(Err(failure))?,
                }
            }
            Typed::Unknown { name, .. } => {
                self.terminal.print(&tr!("cli-chat-unknown", name = name))?
            }
            Typed::Members => self.show_members()?,
            Typed::Rooms => {
                let shown = self.show_rooms();
                self.tell(shown)?;
            }
            Typed::Post(text) => {
                let posted = self.post(text);
                self.tell(posted)?;
            }
            Typed::Direct { pseudo, text } => {
                let sent = self.guest.client.direct(pseudo, text).map(drop);
                self.tell(sent.map_err(guest::failure))?;
            }
            Typed::Rename(pseudo) => {
                let renamed = self.guest.client.rename(pseudo).map(drop);
                self.tell(renamed.map_err(guest::failure))?;
            }
            Typed::Vote { question, choices } => {
                let opened = self.vote(question, &choices);
                self.tell(opened)?;
            }
            Typed::Answer(number) => {
                let answered = self.answer(number);
                self.tell(answered)?;
            }
            Typed::Join(name) => match self.join(name) {
                Ok(()) => self.greet()?,
                failed => self.tell(failed)?,
            },
            Typed::Leave => {
                let left = self.leave();
                self.tell(left)?;
            }
        }
        Ok(Next::GoOn)
    }

    /// What could not be done is told, and the chat goes on; if the session is over, its last
    /// event says so.
    fn tell(&mut self, done: Result<(), Failure>) -> Result<(), Failure> {
        match done {
            Ok(()) => Ok(()),
            Err(failure) => {
                self.terminal.print(&format!("! {failure}"))?;
                self.refused = Some(failure);
                Ok(())
            }
        }
    }

    fn post(&mut self, text: &str) -> Result<(), Failure> {
        let Some(room) = &self.room else { return self.terminal.print(&tr!("cli-chat-nowhere")) };
        match self.paths.post(room, text).map_err(guest::failure)? {
            Some(line) => self.terminal.print(&line),
            None => Ok(()),
        }
    }

    /// Goes to another room, and leaves this one once there.
    fn join(&mut self, name: &str) -> Result<(), Failure> {
        let room = self.guest.client.join(name).map_err(guest::failure)?;
        let id = room.id();
        self.paths.enter(&self.guest.client, Some(&room))?;
        match self.room.replace(room) {
            Some(before) if before.id() != id => {
                self.votes.clear();
                before.leave().map_err(guest::failure)
            }
            _ => Ok(()),
        }
    }

    fn leave(&mut self) -> Result<(), Failure> {
        self.votes.clear();
        self.paths.enter(&self.guest.client, None)?;
        match self.room.take() {
            Some(room) => room.leave().map_err(guest::failure),
            None => self.terminal.print(&tr!("cli-chat-nowhere")),
        }
    }

    fn show_rooms(&mut self) -> Result<(), Failure> {
        for room in self.guest.client.rooms().map_err(guest::failure)? {
            self.terminal.print(&tr!(
                "cli-chat-room",
                room = room.name.as_str(),
                members = room.members,
                topic = &*room.topic
            ))?;
        }
        Ok(())
    }

    fn show_members(&mut self) -> Result<(), Failure> {
        let Some(room) = &self.room else { return self.terminal.print(&tr!("cli-chat-nowhere")) };
        let members = room.members();
        let names: Vec<&str> = members.iter().map(|member| member.pseudo.as_str()).collect();
        let line = tr!("cli-chat-members", count = names.len(), names = names.join(", "));
        self.terminal.print(&line)
    }

    fn is_here(&self, name: &str) -> bool {
        self.room.as_ref().is_some_and(|room| room.name() == name)
    }

    fn show(&mut self, event: &Event) -> Result<(), Failure> {
        if self.paths.handle(event) {
            return Ok(());
        }
        if let Some(line) = self.direct.heed(&self.guest.client, event) {
            return self.terminal.print(&line);
        }
        let me = self.guest.client.member();
        let here = self.room.as_ref().map(Room::id);
        let line = match event {
            // One's own lines stand there already.
            Event::Posted { author, .. } if *author == me => return Ok(()),
            // Said just before a room was left.
            Event::Posted { room, .. } if here != Some(*room) => return Ok(()),
            Event::Joined { room, pseudo, .. } if here == Some(*room) => {
                tr!("cli-chat-joined", pseudo = pseudo.as_str())
            }
            Event::Left { room, pseudo, cause, reason, .. } if here == Some(*room) => {
                texts::with_words(texts::leave_cause(*cause, pseudo), reason)
            }
            Event::Renamed { room, old, new, .. } if here == Some(*room) => {
                tr!("cli-chat-renamed", old = old.as_str(), new = new.as_str())
            }
            Event::Opened { room, .. }
            | Event::Answered { room, .. }
            | Event::Resolved { room, .. }
                if here == Some(*room) =>
            {
                return self.show_vote(event);
            }
            Event::Notice { place, text, .. } => {
                self.terminal.print(&texts::notice_heading(place.time))?;
                text.clone()
            }
            Event::Refused { error, .. } => {
                self.refused = Some(guest::failure(error.clone()));
                refused(error)
            }
            Event::Gap { first, last, .. } => {
                tr!("cli-gap", count = last.0.saturating_sub(first.0) + 1)
            }
            Event::RoomChanged { old, name, topic, peer_posts, .. } => {
                texts::room_changed(old, name, topic, *peer_posts)
            }
            Event::RoomClosed { name, reason, .. } if self.is_here(name) => {
                self.room = None;
                guest::closed(reason).sentence
            }
            Event::KeptOut { name, error } if self.is_here(name) => {
                self.room = None;
                guest::kept_out(error).sentence
            }
            _ => {
                self.guest.check(event)?;
                let room = self.room.as_ref().map(Room::name).unwrap_or_default();
                match Said::in_event(event, &room) {
                    Some(said) => said.readable(),
                    None => return Ok(()),
                }
            }
        };
        self.terminal.print(&line)
    }
}

/// Why a line was refused, told apart from what others say.
fn refused(error: &ClientError) -> String {
    format!("! {}", texts::client_error(error))
}
