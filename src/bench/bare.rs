//! The limits of this machine, as servers that do next to nothing but the system calls. They speak
//! as much of the protocol as the generator needs: `JOIN` is answered by `JOINED`, and every later
//! frame goes to all members of the room, with its number written into it.
//!
//! Each runs in a process of its own, and ends when its standard input does.

use super::bare_calls;
use super::bare_room::{self, BareRoom, Carried, Client};
use clap::ValueEnum;
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use salon::proto::name::RoomName;
use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

/// Which limit is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Bare {
    /// One thread, one `send` for each message and member.
    Single,
    /// One thread; all that came together for a room goes to each member in one `send`.
    Coalesced,
    /// A thread for each member, which waits on its socket and does nothing.
    Parked,
    /// One thread that reads from the first connection and writes to the second.
    Relay,
    /// A thread for each client that hands requests over, and as many workers as a service has.
    Calls,
}

impl Bare {
    /// What it is called on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Coalesced => "coalesced",
            Self::Parked => "parked",
            Self::Relay => "relay",
            Self::Calls => "calls",
        }
    }
}

/// What one read brings at most, in bytes.
const READ: usize = 64 * 1024;

/// What one read of a plain relay brings at most, in bytes.
const RELAYED: usize = 256 * 1024;

/// As much as Salon gives to the thread of a client; only touched pages count.
const STACK: usize = 512 * 1024;

const LISTENER: u64 = u64::MAX;
const STDIN: u64 = u64::MAX - 1;

/// Says on the standard output where it listens, as `salon serve` does, and serves until the
/// standard input ends.
///
/// # Errors
/// The system refuses something.
pub fn serve(bare: Bare) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("listening on {}", listener.local_addr()?);
    match bare {
        Bare::Parked => park(listener),
        Bare::Relay => relay(&listener),
        Bare::Calls => bare_calls::serve(listener),
        Bare::Single => Relay::new(listener, Carried::EachAlone)?.run(),
        Bare::Coalesced => Relay::new(listener, Carried::Together)?.run(),
    }
}

/// As plainly as one thread can: what comes is written before more is read.
fn relay(listener: &TcpListener) -> io::Result<()> {
    let ((mut from, _), (mut to, _)) = (listener.accept()?, listener.accept()?);
    to.set_nodelay(true)?;
    let mut buffer = vec![0; RELAYED];
    loop {
        match from.read(&mut buffer)? {
            0 => break,
            count => to.write_all(buffer.get(..count).unwrap_or_default())?,
        }
    }
    drop((from, to));
    // What this process has used is looked at once it has done all.
    io::stdin().read_to_end(&mut Vec::new()).map(drop)
}

fn park(listener: TcpListener) -> io::Result<()> {
    let accept = move || {
        for (number, stream) in listener.incoming().map_while(Result::ok).enumerate() {
            let thread = thread::Builder::new().name(format!("parked-{number}")).stack_size(STACK);
            // Where there are no more threads, the generator misses the answer and says so.
            let _ = thread.spawn(move || wait_on(stream));
        }
    };
    thread::Builder::new().name("listener".into()).spawn(accept)?;
    io::stdin().read_to_end(&mut Vec::new()).map(drop)
}

fn wait_on(mut stream: TcpStream) {
    let mut bytes = [0; 256];
    let Ok(count) = stream.read(&mut bytes) else { return };
    let Some(name) = bare_room::wanted(bytes.get(..count).unwrap_or_default()) else { return };
    if stream.write_all(&BareRoom::new(1, name).joined()).is_ok() {
        // The end of the connection, or of the process, ends it.
        let _ = stream.read(&mut bytes);
    }
}

/// The one thread that serves all.
struct Relay {
    listener: TcpListener,
    epoll: OwnedFd,
    carried: Carried,
    clients: Vec<Option<Client>>,
    rooms: Vec<BareRoom>,
    names: HashMap<RoomName, usize>,
    buffer: Vec<u8>,
}

impl Relay {
    fn new(listener: TcpListener, carried: Carried) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        epoll::add(&epoll, &listener, EventData::new_u64(LISTENER), EventFlags::IN)?;
        epoll::add(&epoll, io::stdin(), EventData::new_u64(STDIN), EventFlags::IN)?;
        Ok(Self {
            listener,
            epoll,
            carried,
            clients: Vec::new(),
            rooms: Vec::new(),
            names: HashMap::new(),
            buffer: vec![0; READ],
        })
    }

    fn run(mut self) -> io::Result<()> {
        let mut events: Vec<Event> = Vec::with_capacity(1024);
        let mut talked = Vec::new();
        loop {
            events.clear();
            match epoll::wait(&self.epoll, spare_capacity(&mut events), None) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
            for event in &events {
                match event.data.u64() {
                    STDIN => return Ok(()),
                    LISTENER => self.accept()?,
                    index => self.attend(index as usize, event.flags, &mut talked)?,
                }
            }
            for room in talked.drain(..) {
                self.send_together(room)?;
            }
        }
    }

    fn accept(&mut self) -> io::Result<()> {
        loop {
            let stream = match self.listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            };
            stream.set_nonblocking(true)?;
            stream.set_nodelay(true)?;
            let data = EventData::new_u64(self.clients.len() as u64);
            epoll::add(&self.epoll, &stream, data, EventFlags::IN)?;
            self.clients.push(Some(Client::new(stream)));
        }
    }

    /// Serves one socket; rooms that have something to send afterwards are added to `talked`.
    fn attend(
        &mut self,
        index: usize,
        flags: EventFlags,
        talked: &mut Vec<usize>,
    ) -> io::Result<()> {
        let Some(client) = self.clients.get_mut(index).and_then(Option::as_mut) else {
            return Ok(());
        };
        if flags.contains(EventFlags::OUT) && client.send_rest() {
            let data = EventData::new_u64(index as u64);
            epoll::modify(&self.epoll, &client.stream, data, EventFlags::IN)?;
        }
        if !flags.intersects(EventFlags::IN | EventFlags::HUP | EventFlags::ERR) {
            return Ok(());
        }
        let count = match client.stream.read(&mut self.buffer) {
            Ok(0) => return self.forget(index),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(_) => return self.forget(index),
        };
        let read = self.buffer.get(..count).unwrap_or_default();
        let Some(room) = client.room else {
            let Some(name) = bare_room::wanted(read) else { return self.forget(index) };
            return self.enter(index, name);
        };
        let Some(own) = self.rooms.get_mut(room) else { return Ok(()) };
        let mut unread = client.unread(read);
        let (idle, clients, epoll) = (own.pending.is_empty(), &mut self.clients, &self.epoll);
        own.take(&mut unread, self.carried, |members, frame| {
            members.iter().try_for_each(|member| send_to(epoll, clients, *member, frame))
        })?;
        if let Some(Some(client)) = self.clients.get_mut(index) {
            client.keep(unread);
        }
        if idle && self.rooms.get(room).is_some_and(|room| !room.pending.is_empty()) {
            talked.push(room);
        }
        Ok(())
    }

    fn enter(&mut self, index: usize, name: RoomName) -> io::Result<()> {
        let rooms = &mut self.rooms;
        let room = *self.names.entry(name).or_insert_with_key(|name| {
            rooms.push(BareRoom::new(rooms.len() as u32 + 1, name.clone()));
            rooms.len() - 1
        });
        if let (Some(room_of), Some(Some(client))) =
            (self.rooms.get_mut(room), self.clients.get_mut(index))
        {
            client.room = Some(room);
            client.send(&room_of.joined());
            room_of.members.push(index);
        }
        Ok(())
    }

    fn send_together(&mut self, room: usize) -> io::Result<()> {
        let Some(room) = self.rooms.get_mut(room) else { return Ok(()) };
        for member in &room.members {
            send_to(&self.epoll, &mut self.clients, *member, &room.pending)?;
        }
        room.pending.clear();
        Ok(())
    }

    fn forget(&mut self, index: usize) -> io::Result<()> {
        let gone = self.clients.get_mut(index).and_then(Option::take);
        if let Some(room) = gone.and_then(|client| client.room)
            && let Some(room) = self.rooms.get_mut(room)
        {
            room.members.retain(|member| *member != index);
        }
        Ok(())
    }
}

/// Sends as much as the socket takes, and the rest when it takes more.
fn send_to(
    epoll: &OwnedFd,
    clients: &mut [Option<Client>],
    index: usize,
    bytes: &[u8],
) -> io::Result<()> {
    let Some(Some(client)) = clients.get_mut(index) else { return Ok(()) };
    if client.send(bytes) {
        let data = EventData::new_u64(index as u64);
        epoll::modify(epoll, &client.stream, data, EventFlags::IN | EventFlags::OUT)?;
    }
    Ok(())
}
