//! A server, its guests, and the network and the time between them.

use crate::calls::How;
use crate::guest::{Guest, To};
use crate::ledger::{Ledger, Stream};
use crate::plant::Planted;
use crate::wire::Tapped;
use parking_lot::Mutex;
use salon::client::{Opening, Wait};
use salon::hub::host::{Command, LinkState};
use salon::net::{Config, Driven, Rate};
use salon::proto::ids::{MemberId, RoomId, Tick, UnixMillis};
use salon::testing::{End, Faults, Random, VirtualClock, pair};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// How long a thread of the server may be held up.
const HELD_UP: Duration = Duration::from_secs(1);

/// How long the service may be busy with something else.
const BUSY: Duration = Duration::from_secs(3);

/// Rounds without the time going on, after which something runs in circles.
const MOST_ROUNDS: usize = 100_000;

pub struct World {
    pub time: VirtualClock,
    pub random: Random,
    pub guests: Vec<Guest>,
    pub server: Option<Driven>,
    /// Connections are faultless from now on.
    pub calm: bool,
    config: Config,
    run: usize,
    connections: u64,
    /// The server's sides.
    ends: BTreeMap<u64, End>,
    /// Connections that will be reset soon.
    doomed: Vec<(Tick, End)>,
    /// Connections whose threads have read something, and are held up until they handle it.
    held_up: BTreeMap<u64, Tick>,
    /// The service's thread works on something else until then.
    busy_until: Tick,
    ledger: Arc<Mutex<Ledger>>,
    planted: Option<Planted>,
}

/// What can do something.
#[derive(Debug, Clone, Copy)]
enum Part {
    Connection(u64),
    /// One that was held up.
    Freed(u64),
    Guest(usize),
    Straggler,
    Timer,
    Service,
}

impl World {
    pub fn new(
        config: Config,
        random: Random,
        ledger: Arc<Mutex<Ledger>>,
        planted: Option<Planted>,
    ) -> Self {
        let mut world = Self {
            time: VirtualClock::new(UnixMillis(1_700_000_000_000)),
            random,
            guests: Vec::new(),
            server: None,
            calm: false,
            config,
            run: 0,
            connections: 0,
            ends: BTreeMap::new(),
            doomed: Vec::new(),
            held_up: BTreeMap::new(),
            busy_until: Tick(0),
            ledger,
            planted,
        };
        world.start();
        world
    }

    /// Whether posts are limited, so that many of them take long.
    pub fn holds_to_a_pace(&self) -> bool {
        self.config.limits.posts != Rate::UNLIMITED
    }

    pub fn ledger(&self) -> parking_lot::MutexGuard<'_, Ledger> {
        self.ledger.lock()
    }

    pub fn now(&self) -> Tick {
        self.time.clock().now()
    }

    /// A server runs, another than before.
    pub fn start(&mut self) {
        if self.server.is_none() {
            self.run += 1;
            let server = Driven::new(self.config.clone(), self.time.clock());
            self.server = Some(server.unwrap());
        }
    }

    /// The server is gone: it says goodbye, or it doesn't.
    pub fn stop(&mut self, politely: bool) {
        let Some(mut server) = self.server.take() else { return };
        if politely {
            let stopped = server.command(Command::Stop { reason: "it is late".into() });
            stopped.unwrap();
        } else {
            self.ends.values().for_each(End::reset);
        }
        self.ends.clear();
        self.held_up.clear();
        drop(server);
        self.check_kept(&[]);
    }

    /// For these sessions, and for no other, the service keeps something, if they have called.
    fn check_kept(&self, sessions: &[MemberId]) {
        let mut ledger = self.ledger();
        if let Some(misplaced) = ledger.calls.misplaced(self.run, sessions) {
            ledger.broken(|| misplaced);
        }
    }

    pub fn add(&mut self, guest: Guest) {
        self.guests.push(guest);
    }

    /// A guest reaches the server, or not.
    fn connect(&mut self, index: usize) {
        let now = self.now();
        let Some(guest) = self.guests.get_mut(index) else { return };
        let cut_off = guest.cut_off_until > now;
        let Some(server) = self.server.as_mut().filter(|_| !cut_off) else {
            return guest.driven.unreachable("no route to it");
        };
        let (near, far) = pair(&self.time.clock(), self.random.number());
        if !self.calm && !guest.is_witness {
            near.set_faults(Faults::random(&mut self.random, 0));
            far.set_faults(Faults::random(&mut self.random, 0));
            if self.random.percent(20) {
                let at = now.plus(self.random.up_to(Duration::from_millis(500)));
                self.doomed.push((at, near.clone()));
            }
        }
        // Counted over all runs: accepting gives it the number that its run knows it by.
        self.connections += 1;
        let planted = self.planted.map(|planted| (planted, self.random.fork()));
        let ledger = Arc::clone(&self.ledger);
        let wire = Tapped::new(far.clone(), ledger, self.run, self.connections, planted);
        let peer = SocketAddr::new(guest.address, 4242);
        let number = server.accept(peer, Box::new(wire));
        self.ends.insert(number, far);
        let (name, connection) = (guest.name.clone(), self.connections);
        self.ledger.lock().tell(|| format!("{name} has connection {connection} ({number})"));
        guest.connected(near, self.run);
    }

    /// Lets the time pass, and everything happen that happens meanwhile.
    pub fn run_for(&mut self, span: Duration) {
        let until = self.now().plus(span);
        loop {
            self.settle();
            let now = self.now();
            if now >= until || self.ledger().fault().is_some() {
                return;
            }
            let next = self.next_moment().filter(|next| *next > now).unwrap_or(until);
            self.time.advance(next.min(until).since(now));
        }
    }

    /// Lets everything happen that can happen now.
    pub fn settle(&mut self) {
        for _ in 0..MOST_ROUNDS {
            if !self.round() {
                return;
            }
        }
        self.ledger().broken(|| "it runs in circles".to_owned());
    }

    /// Everybody who can do something does it once, in any order. False if nobody could.
    fn round(&mut self) -> bool {
        let now = self.now();
        for (_, end) in self.doomed.extract_if(.., |(at, _)| *at <= now) {
            end.reset();
        }
        let mut parts: Vec<Part> = Vec::new();
        if let Some(server) = &self.server {
            let due = server.due().is_some_and(|due| due <= now);
            let served: BTreeSet<u64> = server.connections().collect();
            self.ends.retain(|number, _| served.contains(number));
            let comes = |end: &End| end.next_arrival().is_some_and(|at| at <= now);
            let is_held = |number: &u64| self.held_up.get(number).is_some_and(|until| *until > now);
            let ready = self.ends.iter().filter(|(_, end)| due || comes(end));
            let ready = ready.map(|(number, _)| *number).filter(|number| !is_held(number));
            parts.extend(ready.map(Part::Connection));
            let freed = self.held_up.iter().filter(|(_, until)| **until <= now);
            parts.extend(freed.map(|(number, _)| Part::Freed(*number)));
            if due {
                parts.push(Part::Timer);
            }
            parts.push(Part::Straggler);
            if self.busy_until <= now {
                parts.push(Part::Service);
            }
        }
        let ready = (0..self.guests.len()).filter(|i| self.guests[*i].is_ready(now));
        parts.extend(ready.map(Part::Guest));
        self.random.shuffle(&mut parts);
        let mut busy = false;
        for part in parts {
            busy |= self.step(part);
        }
        busy
    }

    fn step(&mut self, part: Part) -> bool {
        match (part, &mut self.server) {
            (Part::Connection(number), Some(server)) => {
                if server.read(number) && !self.calm && self.random.percent(4) {
                    let later = self.time.clock().now().plus(self.random.up_to(HELD_UP));
                    self.held_up.insert(number, later);
                } else {
                    server.handle(number);
                }
                true
            }
            (Part::Freed(number), Some(server)) => {
                self.held_up.remove(&number);
                server.handle(number);
                true
            }
            (Part::Straggler, Some(server)) => server.straggle(),
            (Part::Service, Some(server)) => {
                let any = server.serve();
                if any && !self.calm && self.random.percent(20) {
                    self.busy_until = self.time.clock().now().plus(self.random.up_to(BUSY));
                }
                any
            }
            (Part::Timer, Some(server)) => {
                server.ring();
                true
            }
            (Part::Guest(index), _) => {
                let guest = &mut self.guests[index];
                guest.step(&mut self.ledger.lock());
                if guest.wait == Wait::Connection && !guest.over {
                    self.connect(index);
                    self.guests[index].step(&mut self.ledger.lock());
                }
                true
            }
            _ => false,
        }
    }

    /// A guest may have something to do that it didn't know of.
    pub fn step_guest(&mut self, index: usize) {
        let now = self.now();
        let guest = &self.guests[index];
        if !guest.over && guest.paused_until <= now {
            self.step(Part::Guest(index));
        }
    }

    pub fn say(&mut self, index: usize, long: bool, to: To<'_>) {
        self.guests[index].say(&mut self.ledger.lock(), long, to);
    }

    pub fn call(&mut self, index: usize, how: How) {
        self.guests[index].call(how, &mut self.ledger.lock());
    }

    pub fn open(&mut self, index: usize, room: Option<&str>, opening: Opening) {
        self.guests[index].open(room, opening, &mut self.ledger.lock());
    }

    /// When something happens next if nobody does anything.
    fn next_moment(&self) -> Option<Tick> {
        let guests = self.guests.iter().filter_map(Guest::due);
        let ends = self.ends.values().filter_map(End::next_arrival);
        guests
            .chain(ends)
            .chain(self.doomed.iter().map(|(at, _)| *at))
            .chain(self.held_up.values().copied())
            .chain(Some(self.busy_until).filter(|until| *until > self.now()))
            .chain(self.server.as_ref().and_then(Driven::due))
            .min()
    }

    /// The network is as one wishes, and so are the guests' programs.
    pub fn heal(&mut self) {
        self.calm = true;
        self.start();
        self.ends.values().for_each(|end| end.set_faults(Faults::NONE));
        for guest in &mut self.guests {
            if let Some(end) = &guest.end {
                end.set_faults(Faults::NONE);
            }
            (guest.paused_until, guest.cut_off_until) = (Tick(0), Tick(0));
        }
        self.doomed.clear();
        self.held_up.values_mut().for_each(|until| *until = Tick(0));
        self.busy_until = Tick(0);
    }

    /// The server's side of a guest's connection.
    pub fn far_end(&self, guest: usize) -> Option<&End> {
        let near = self.guests.get(guest)?.end.as_ref()?;
        self.ends.values().find(|far| far.is_other_side_of(near))
    }

    /// Whether nothing is open any more between the server and its guests.
    pub fn is_at_rest(&self) -> bool {
        let Some(server) = &self.server else { return false };
        let snapshot = server.snapshot();
        let here = self.guests.iter().filter(|guest| !guest.over).count();
        self.guests.iter().all(Guest::is_at_rest)
            && snapshot.clients.len() == here
            && snapshot.connections == here
    }

    /// Nobody is in two places, whatever has happened so far.
    pub fn check_names(&self) {
        let Some(server) = &self.server else { return };
        let mut names = BTreeSet::new();
        for client in server.snapshot().clients {
            if !names.insert(client.pseudo.clone()) {
                self.ledger().broken(|| format!("two are called {}", client.pseudo));
            }
        }
    }

    /// At rest, each sees in each room whom the server has there, and has read everything.
    pub fn check_agreement(&self) {
        let Some(server) = &self.server else { return };
        let snapshot = server.snapshot();
        self.check_kept(&snapshot.clients.iter().map(|row| row.id).collect::<Vec<_>>());
        let mut ledger = self.ledger();
        for row in &snapshot.clients {
            if row.link == LinkState::Lost {
                ledger.broken(|| format!("{} is a ghost", row.pseudo));
            }
        }
        for guest in self.guests.iter().filter(|guest| !guest.over) {
            let names = snapshot.rooms.iter().map(|room| &room.name);
            let rooms: Vec<_> =
                names.filter_map(|name| Some(guest.driven.room(name)?.id())).collect();
            guest.has_read_all(&rooms, &mut ledger);
            ledger.nothing_waits(&guest.name, guest.run, guest.driven.member().unwrap_or_default());
            for room in rooms.into_iter().chain([RoomId::INBOX]) {
                let owner = guest.driven.member().unwrap_or_default();
                let stream = Stream::of(guest.run, room, owner);
                let open = guest.driven.open_sequences(room);
                let open: Vec<_> = open.iter().map(|open| (open.id, open.tally)).collect();
                ledger.compare_open(&guest.name, stream, open);
            }
            for (id, name) in &guest.people {
                let there = snapshot.clients.iter().any(|row| row.id == *id && row.pseudo == *name);
                if !there {
                    let who = &guest.name;
                    ledger.broken(|| format!("{who} sees {name}, who is not there"));
                }
            }
            for room in &snapshot.rooms {
                let Some(own) = guest.driven.room(&room.name) else { continue };
                let seen: Vec<_> =
                    own.members().into_iter().map(|m| (m.id, m.pseudo.to_string())).collect();
                let there = snapshot.clients.iter().filter(|row| row.rooms.contains(&room.name));
                let there: Vec<_> = there.map(|row| (row.id, row.pseudo.clone())).collect();
                if seen != there {
                    let (name, room) = (&guest.name, &room.name);
                    ledger
                        .broken(|| format!("{name} sees {seen:?} in {room}: {there:?} are there"));
                }
            }
            let row = snapshot.clients.iter().find(|row| Some(row.id) == guest.driven.member());
            let mut there = row.map(|row| row.rooms.clone()).unwrap_or_default();
            there.sort();
            let all = snapshot.rooms.iter().map(|room| room.name.clone());
            let seen: Vec<_> = all.filter(|name| guest.driven.room(name).is_some()).collect();
            if seen != there {
                let name = &guest.name;
                ledger.broken(|| format!("{name} believes to be in {seen:?}, and is in {there:?}"));
            }
        }
    }

    /// All sequences are over, and who opened one knows how it ended.
    pub fn check_sequences(&self) {
        let mut ledger = self.ledger();
        for guest in self.guests.iter().filter(|guest| !guest.over) {
            let open = guest.open_sequences(&["lobby", "tea", "den", "attic"]);
            if let Some(open) = open.first() {
                let name = &guest.name;
                ledger.broken(|| format!("{name} sees one that is never over: {open:?}"));
            }
            guest.watched.is_done(&guest.name, &mut ledger);
        }
    }

    pub fn describe(&self) -> String {
        let guests: Vec<_> =
            self.guests.iter().filter(|g| !g.is_at_rest()).map(Guest::describe).collect();
        let server = self.server.as_ref().map(|server| {
            let snapshot = server.snapshot();
            let clients: Vec<_> =
                snapshot.clients.iter().map(|row| (row.pseudo.clone(), row.link)).collect();
            format!("{clients:?}, {} connections", snapshot.connections)
        });
        format!("{guests:?}; server: {server:?}")
    }
}
