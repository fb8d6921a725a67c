//! The thread that speaks to the server for the window: everything that waits, waits here.
//!
//! There is one for each connection. It ends when the session is over, or when the window has
//! dropped its [`Port`], after a goodbye.

use super::carrier::Carrier;
use super::direct::{Introducer, Meshes};
use super::outlet::{Gone, Outlet};
use super::port::{Act, Arrival, Connector, Entered, Order, Port, Report, Ticket};
use crate::client::{Client, ClientError, Content, Event, Link, Opening, Options, Room};
use crate::peer;
use crate::proto::error_code::ErrorCode;
use crate::proto::header::Capabilities;
use crate::proto::ids::{ClientNumber, RoomId, SequenceId};
use crate::transfer::safe_name;
use crossbeam_channel::{Receiver, Select, Sender, TryRecvError, bounded};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

/// Orders that may wait. The window refuses more.
const MAX_ORDERS: usize = 256;

/// Reports that may wait. Over it the thread waits for the window, and the library's own queue
/// fills meanwhile, which names what it has to drop.
const MAX_REPORTS: usize = 256;

/// Events that are passed on before orders are looked at again.
const EVENTS_AT_ONCE: usize = 256;

/// Tells the window that there is something to read.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// Connections over the network. Each thread holds a clone of `alive` for as long as it runs.
/// What is remembered of transfers lies in `folder`; without one, no file can be sent or taken.
pub fn connector(wake: Wake, alive: Sender<()>, folder: Option<PathBuf>) -> Connector {
    Box::new(move |link, pseudo| {
        let (orders, to_do) = bounded(MAX_ORDERS);
        let (told, reports) = bounded(MAX_REPORTS);
        let outlet = Outlet { reports: told.clone(), wake: wake.clone() };
        let introducer = Introducer::new(wake.clone(), alive.clone());
        let folder = folder.clone();
        let run = move || {
            // The error says that the window is gone, which is how this is meant to end.
            drop(work(&link, pseudo, folder, &to_do, (outlet, introducer)));
        };
        if let Err(error) = thread::Builder::new().name("salon-client-ui".into()).spawn(run) {
            let error = ClientError::System { cause: error.to_string() };
            // The channel is empty: there is a place.
            drop(told.try_send(Report::NotConnected(error)));
        }
        Port { orders, reports }
    })
}

fn work(
    link: &Link,
    pseudo: String,
    folder: Option<PathBuf>,
    orders: &Receiver<Order>,
    (outlet, introducer): (Outlet<Report>, Introducer),
) -> Result<(), Gone> {
    let folder = folder.map(|folder| folder.join(safe_name(&pseudo)));
    let client = match Client::connect(link, Options::new(pseudo)) {
        Ok(client) => Arc::new(client),
        Err(error) => return outlet.tell(Report::NotConnected(error)),
    };
    let (came, coming) = bounded(1);
    client.events().on_event({
        let came = came.clone();
        // Full means that the thread is woken already.
        Box::new(move || {
            let _ = came.try_send(());
        })
    });
    let carrier = Carrier::begin(&client, folder.as_deref());
    let (rooms, meshes) = (BTreeMap::new(), Meshes::default());
    let mut worker = Worker { client, outlet, came, rooms, meshes, carrier, introducer };
    let worked = worker.run(orders, &coming);
    let Worker { client, carrier, meshes, introducer, .. } = worker;
    drop(meshes);
    // Nothing of a transfer runs after that.
    carrier.close();
    // Without a connection there is nobody to say goodbye to.
    Arc::into_inner(client).into_iter().for_each(|client| drop(client.bye()));
    drop(introducer);
    worked
}

struct Worker {
    client: Arc<Client>,
    carrier: Carrier,
    introducer: Introducer,
    outlet: Outlet<Report>,
    came: Sender<()>,
    /// By name, as the server writes it.
    rooms: BTreeMap<String, Room>,
    meshes: Meshes,
}

impl Worker {
    /// Works until the window or the session is gone.
    fn run(&mut self, orders: &Receiver<Order>, coming: &Receiver<()>) -> Result<(), Gone> {
        self.outlet.tell(Report::Connected(self.arrival()))?;
        while self.pass_on(EVENTS_AT_ONCE)? {
            let joined = self.rooms.iter().filter(|(_, room)| room.is_joined());
            for report in self.meshes.news(&self.client, joined) {
                self.outlet.tell(report)?;
            }
            (self.outlet.wake)();
            self.wait(orders, coming);
            match orders.try_recv() {
                Ok(order) => self.carry_out(order)?,
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => return Ok(()),
            }
            // It says no more than that there is something.
            let _ = coming.try_recv();
            if self.carrier.has_news() {
                self.look_at_transfers()?;
            }
            for report in self.meshes.hear() {
                self.outlet.tell(report)?;
            }
        }
        Ok(())
    }

    /// Waits until there is something to do.
    fn wait(&self, orders: &Receiver<Order>, coming: &Receiver<()>) {
        let mut select = Select::new();
        select.recv(orders);
        select.recv(coming);
        select.recv(self.carrier.changed());
        select.recv(&self.carrier.progress);
        self.meshes.watch(&mut select);
        select.ready();
    }

    /// Passes on what the library tells, `most` events at once. Whether more may come.
    fn pass_on(&mut self, most: usize) -> Result<bool, Gone> {
        for _ in 0..most {
            match self.client.events().try_recv() {
                Ok(event) => self.event(event)?,
                Err(TryRecvError::Empty) => return Ok(true),
                Err(TryRecvError::Disconnected) => return Ok(false),
            }
        }
        // The rest has its turn after an order.
        let _ = self.came.try_send(());
        Ok(true)
    }

    fn look_at_transfers(&mut self) -> Result<(), Gone> {
        let list = self.carrier.look();
        self.outlet.tell(Report::Transfers(list))
    }

    fn event(&mut self, event: Event) -> Result<(), Gone> {
        self.carrier.handle(&event);
        if self.meshes.handle(&self.client, &event) {
            return Ok(());
        }
        match &event {
            Event::Fresh => return self.begin_anew(),
            Event::RoomClosed { name, .. } | Event::KeptOut { name, .. } => {
                if self.rooms.get(name).is_some_and(Room::is_joined) {
                    // It tells of a stay before this one.
                    return Ok(());
                }
                self.rooms.remove(name);
                self.meshes.leave(name);
            }
            Event::RoomChanged { old, name, .. } => {
                self.meshes.renamed(old, name);
                if let Some(room) = self.rooms.remove(old) {
                    self.rooms.insert(name.clone(), room);
                }
            }
            // What is offered is known before somebody is called to it.
            Event::Opened { sequence, .. } if Carrier::is_offer(sequence) => {
                self.look_at_transfers()?;
            }
            Event::MembersRefreshed { room } => return self.look_at(*room),
            // The library itself misses nothing that only this thread has missed.
            Event::Gap { room, .. } => {
                self.look_at_name(*room)?;
                self.look_at(*room)?;
            }
            Event::Introduced { introduction, .. } => {
                let introduced = self.introducer.meet(&self.client, introduction.clone());
                let report = introduced.map(Report::Introduced);
                return report.map_or(Ok(()), |report| self.outlet.tell(report));
            }
            _ => {}
        }
        self.outlet.tell(Report::Happened(event))
    }

    /// Rooms have other ids now. Why the client is not in some of them any more is told next.
    fn begin_anew(&mut self) -> Result<(), Gone> {
        self.introducer.wanted.clear();
        self.meshes.begin_anew();
        let joined = || self.rooms.iter().filter(|(_, room)| room.is_joined());
        let rooms = joined().map(|(_, room)| entered(room)).collect();
        self.outlet.tell(Report::Fresh { arrival: self.arrival(), rooms })?;
        joined().try_for_each(|(name, room)| {
            self.outlet.tell(Report::Sequences { room: name.clone(), open: room.open_sequences() })
        })
    }

    fn carry_out(&mut self, order: Order) -> Result<(), Gone> {
        let report = match order {
            Order::ListRooms => Report::Rooms(self.client.rooms()),
            Order::Join { room } => self.join(room),
            Order::Leave { room } => return self.leave(room),
            Order::Post { room, content, ticket } => match self.rooms.get(&room) {
                Some(place) => self.meshes.post(&room, place, &content, ticket),
                None => Report::NotSent { ticket, error: not_in_room() },
            },
            Order::PostDirectly { room, allowed } => return self.allow(&room, allowed),
            Order::Direct { pseudo, content, ticket } => {
                let Content { content_type, bytes } = &content;
                sent(ticket, self.client.direct_bytes(&pseudo, content_type, bytes))
            }
            Order::Rename { pseudo } => match self.client.rename(&pseudo) {
                Ok(()) => Report::Renamed { pseudo: self.client.pseudo() },
                Err(error) => Report::NotRenamed(error),
            },
            Order::Open { room, opening, content } => self.open(room, opening, &content),
            Order::Act { sequence, act } => match self.act(sequence, &act) {
                Ok(()) => return Ok(()),
                Err(error) => Report::NotActed { sequence, error },
            },
            Order::Introduce { member } => match peer::ask(&self.client, member) {
                // The rest is told by events.
                Ok(asked) => {
                    self.introducer.wanted.add(asked.id());
                    return Ok(());
                }
                Err(error) => Report::NotIntroduced { member, error },
            },
            Order::Agree(question) => match peer::agree(&self.client, &question) {
                Ok(()) => {
                    self.introducer.wanted.add(question.id);
                    return Ok(());
                }
                Err(error) => Report::NotActed { sequence: question.id, error },
            },
            // The window has these carried out elsewhere.
            Order::Speak { .. } => return Ok(()),
            Order::Offer { path, to } => self.carrier.offer(path, to),
            Order::Transfer { key, act } => self.carrier.act(key, &act),
            Order::RetryNow => {
                self.client.reconnect_now();
                return Ok(());
            }
        };
        self.outlet.tell(report)
    }

    /// Lets posts of a room go from peer to peer, or no longer. How it stands is told as news.
    fn allow(&mut self, name: &str, allowed: bool) -> Result<(), Gone> {
        let Some(room) = self.rooms.get(name) else { return Ok(()) };
        match self.meshes.allow(&self.client, (name, room), allowed) {
            Ok(()) => Ok(()),
            Err(error) => {
                tracing::warn!(%error, "no direct posts");
                Ok(())
            }
        }
    }

    fn open(&self, room: String, opening: Opening, content: &Content) -> Report {
        let Some(place) = self.rooms.get(&room) else {
            return Report::NotOpened { room, error: not_in_room() };
        };
        match place.open_bytes(opening, &content.content_type, &content.bytes) {
            // Its end is told by an event.
            Ok(_) => Report::Opened { room },
            Err(error) => Report::NotOpened { room, error },
        }
    }

    fn act(&self, sequence: SequenceId, act: &Act) -> Result<(), ClientError> {
        match act {
            Act::Answer(content) => {
                self.client.answer_bytes(sequence, &content.content_type, &content.bytes)
            }
            Act::Decline => self.client.decline(sequence, ""),
            Act::TakeBack => self.client.cancel(sequence, ""),
        }
    }

    fn join(&mut self, name: String) -> Report {
        match self.client.join(&name) {
            Ok(room) => Report::Entered(self.keep(room)),
            Err(error) => Report::NotEntered { room: name, error },
        }
    }

    fn leave(&mut self, name: String) -> Result<(), Gone> {
        let left = self.rooms.get(&name).map_or_else(|| Err(not_in_room()), Room::leave);
        if let Err(error) = left {
            return self.outlet.tell(Report::NotLeft { room: name, error });
        }
        self.rooms.remove(&name);
        self.meshes.leave(&name);
        // What still waits concerns the stay that is over, and not the next one.
        self.pass_on(usize::MAX)?;
        self.outlet.tell(Report::Left { room: name })
    }

    /// Who is in a room, and what is open there.
    fn look_at(&self, id: RoomId) -> Result<(), Gone> {
        let known = |(_, room): &(&String, &Room)| room.id() == id && room.is_joined();
        let Some((name, room)) = self.rooms.iter().find(known) else { return Ok(()) };
        self.outlet.tell(Report::Members { room: name.clone(), members: room.members() })?;
        self.outlet.tell(Report::Sequences { room: name.clone(), open: room.open_sequences() })
    }

    /// A room may have got another name in what was missed.
    fn look_at_name(&mut self, id: RoomId) -> Result<(), Gone> {
        let known = |(name, room): &(&String, &Room)| room.id() == id && room.name() != **name;
        let Some(old) = self.rooms.iter().find(known).map(|(name, _)| name.clone()) else {
            return Ok(());
        };
        let Some(room) = self.rooms.remove(&old) else { return Ok(()) };
        let (name, topic) = (room.name(), room.topic());
        self.meshes.renamed(&old, &name);
        self.rooms.insert(name.clone(), room);
        self.outlet.tell(Report::Happened(Event::RoomChanged {
            room: id,
            place: None,
            old,
            name,
            topic,
            peer_posts: None,
        }))
    }

    fn arrival(&self) -> Arrival {
        Arrival {
            member: self.client.member(),
            pseudo: self.client.pseudo(),
            server: self.client.welcome().server.into_string(),
            introduces: self.client.capabilities().has(Capabilities::PEERS),
        }
    }

    fn keep(&mut self, room: Room) -> Entered {
        let entered = entered(&room);
        self.rooms.insert(entered.name.clone(), room);
        entered
    }
}

fn entered(room: &Room) -> Entered {
    Entered { id: room.id(), name: room.name(), topic: room.topic(), members: room.members() }
}

fn sent(ticket: Ticket, posted: Result<ClientNumber, ClientError>) -> Report {
    match posted {
        Ok(number) => Report::Sent { ticket, number },
        Err(error) => Report::NotSent { ticket, error },
    }
}

fn not_in_room() -> ClientError {
    ClientError::Refused {
        code: ErrorCode::NotInRoom,
        text: String::new(),
        retry_after: None,
        about: None,
    }
}
