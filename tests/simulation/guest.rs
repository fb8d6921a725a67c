//! Somebody who uses the client library, and holds it to its word.

use crate::calls::{How, Pending};
use crate::ledger::{Ledger, Stream};
use crate::sequences::Watched;
use salon::client::{
    Answer, ClientError, Driven, Event, Link, OpenSequence, Opening, Options, Wait,
};
use salon::proto::error_code::{ByeReason, ErrorCode};
use salon::proto::ids::{ClientNumber, MemberId, Number, RoomId, Tick};
use salon::proto::message::Place;
use salon::testing::{Clock, End};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

pub struct Guest {
    pub name: String,
    pub address: IpAddr,
    pub driven: Driven,
    /// Its side of its connection.
    pub end: Option<End>,
    /// What it waits for.
    pub wait: Wait,
    /// It does nothing until then: its program is stopped.
    pub paused_until: Tick,
    /// It reaches no server until then.
    pub cut_off_until: Tick,
    /// The run of the server that it speaks to.
    pub run: usize,
    /// Nothing of it follows any more.
    pub over: bool,
    /// It has no fault of its own: it sees everything there is.
    pub is_witness: bool,
    /// Whom it was told of on the whole server, and not that they are gone.
    pub people: BTreeMap<MemberId, String>,
    /// What it has seen of sequences.
    pub watched: Watched,
    /// What it has called.
    pub calls: Pending,
    asked: Vec<Asked>,
    /// The next number of each stream that it reads; `None` before its first event.
    next: BTreeMap<RoomId, Option<Number>>,
    /// Rooms that it wanted to leave, and heard nothing in time.
    left_or_not: Vec<RoomId>,
    /// The newest value that it was told of each room, author and key.
    newest: BTreeMap<(RoomId, MemberId, u32), usize>,
    unsettled: BTreeMap<ClientNumber, String>,
    member: MemberId,
    /// What it says begins with this, as nobody else's does.
    mark: u64,
    said: usize,
}

struct Asked {
    answer: Answer,
    /// The room that it leaves by this, if it does.
    leaves: Option<RoomId>,
}

impl Guest {
    pub fn new(name: &str, address: IpAddr, clock: &Clock, seed: u64) -> Self {
        let link = Link::new("server", 1);
        let driven = Driven::new(link, Options::new(name), clock.clone(), seed);
        Self {
            name: name.to_owned(),
            address,
            driven,
            end: None,
            wait: Wait::Connection,
            paused_until: Tick(0),
            cut_off_until: Tick(0),
            run: 0,
            over: false,
            is_witness: false,
            people: BTreeMap::new(),
            watched: Watched::default(),
            calls: Pending::default(),
            asked: Vec::new(),
            next: BTreeMap::new(),
            left_or_not: Vec::new(),
            newest: BTreeMap::new(),
            unsettled: BTreeMap::new(),
            member: MemberId(0),
            mark: seed,
            said: 0,
        }
    }

    /// It has another connection.
    pub fn connected(&mut self, end: End, run: usize) {
        self.driven.connected(Arc::new(end.clone()));
        (self.end, self.run) = (Some(end), run);
    }

    /// Whether it would do something at `now`.
    pub fn is_ready(&self, now: Tick) -> bool {
        !self.over && self.due().is_some_and(|due| due <= now)
    }

    /// When it does something next.
    pub fn due(&self) -> Option<Tick> {
        let comes = self.end.as_ref().and_then(End::next_arrival);
        let due = match self.wait {
            Wait::Bytes(until) => Some(comes.map_or(until, |comes| comes.min(until))),
            Wait::Pause(until) => Some(until),
            Wait::Connection => Some(Tick(0)),
            Wait::Nothing => None,
        };
        due.filter(|_| !self.over).map(|due| due.max(self.paused_until))
    }

    pub fn step(&mut self, ledger: &mut Ledger) {
        self.wait = self.driven.step();
        self.look(ledger);
        if self.wait == Wait::Nothing {
            self.over = true;
            if let Some(end) = &self.end {
                end.shut();
            }
            if !self.unsettled.is_empty() {
                let (name, left) = (&self.name, &self.unsettled);
                ledger.broken(|| format!("{name} is over and knows nothing of {left:?}"));
            }
        }
    }

    /// Looks at everything that has happened to it.
    pub fn look(&mut self, ledger: &mut Ledger) {
        self.member = self.driven.member().unwrap_or(self.member);
        while let Some(event) = self.driven.next_event() {
            ledger.mark(std::mem::discriminant(&event));
            let name = &self.name;
            ledger.tell(|| format!("    {name}: {event:?}"));
            self.happens(event, ledger);
        }
        self.watched.look(&self.name, self.run, ledger);
        self.calls.look(ledger);
        let answered: Vec<_> = self.asked.iter().map(|asked| asked.answer.poll()).collect();
        let mut answered = answered.into_iter();
        self.asked.retain(|asked| {
            let Some(Some(answer)) = answered.next() else { return true };
            let name = &self.name;
            ledger.tell(|| format!("    {name}: answer {answer:?}"));
            match (answer, asked.leaves) {
                (Ok(()), Some(room)) => {
                    self.next.remove(&room);
                }
                (Err(_), Some(room)) => self.left_or_not.push(room),
                _ => {}
            }
            false
        });
    }

    fn happens(&mut self, event: Event, ledger: &mut Ledger) {
        match event {
            Event::Posted { place, author, client_number, content, .. }
            | Event::Directed { place, author, client_number, content, .. } => {
                self.numbered(place.room, place.number, place.number, ledger);
                if author == self.member {
                    self.receipt(client_number, place, content.text(), ledger);
                }
            }
            Event::Newest { room, author, key, content, .. } => {
                let value = content.text().and_then(|text| text.parse().ok()).unwrap_or(0);
                let before = self.newest.insert((room, author, key), value);
                if before.is_some_and(|before| before >= value) || author == self.member {
                    let name = &self.name;
                    ledger.broken(|| format!("{name} gets {value} of {author}, after {before:?}"));
                }
            }
            Event::Joined { place, member, pseudo, .. } => {
                self.numbered(place.room, place.number, place.number, ledger);
                if place.room == RoomId::INBOX {
                    self.people.insert(member, pseudo);
                }
            }
            Event::Left { place, member, .. } => {
                self.numbered(place.room, place.number, place.number, ledger);
                if place.room == RoomId::INBOX {
                    self.people.remove(&member);
                }
            }
            Event::Renamed { place, member, new, .. } => {
                self.numbered(place.room, place.number, place.number, ledger);
                if let Some(pseudo) = self.people.get_mut(&member)
                    && place.room == RoomId::INBOX
                {
                    *pseudo = new;
                }
            }
            Event::Opened { place, sequence, .. } => {
                if let Some(place) = place {
                    self.numbered(place.room, place.number, place.number, ledger);
                }
                let name = &self.name;
                self.watched.opened(name, sequence.id, ledger);
            }
            Event::Answered { place, .. } => {
                self.numbered(place.room, place.number, place.number, ledger);
            }
            Event::Resolved { place, sequence, outcome, tally, .. } => {
                if let Some(place) = place {
                    self.numbered(place.room, place.number, place.number, ledger);
                }
                let (name, id) = (&self.name, (self.run, sequence));
                self.watched.resolved(name, id, (outcome, tally), ledger);
            }
            Event::Notice { place, .. } | Event::RoomChanged { place: Some(place), .. } => {
                self.numbered(place.room, place.number, place.number, ledger);
            }
            Event::RoomClosed { room, place, .. } => {
                if let Some(place) = place {
                    self.numbered(room, place.number, place.number, ledger);
                }
                self.next.remove(&room);
            }
            Event::Gap { room, first, last } => {
                if !ledger.allows_gap(room) {
                    let name = &self.name;
                    ledger.broken(|| format!("{name} misses {first} to {last} of room {room}"));
                }
                if room == RoomId::INBOX {
                    // Somebody's going may be among it.
                    self.people.clear();
                }
                self.numbered(room, first, last, ledger);
            }
            Event::Acknowledged { client_number, place } => {
                self.receipt(client_number, place, None, ledger);
            }
            Event::Refused { client_number, error } => self.refused(client_number, &error, ledger),
            Event::Fresh => {
                self.next.clear();
                self.people.clear();
                self.newest.clear();
                self.watched.forget();
            }
            Event::Ended { reason: ByeReason::Superseded, .. } => {
                let name = &self.name;
                ledger.broken(|| format!("{name} lost its session to a connection of its own"));
            }
            Event::Disconnected { error, .. } if error.code() == Some(ErrorCode::PseudoTaken) => {
                // Somebody else is called so by now.
                self.driven.close();
                self.wait = Wait::Connection;
            }
            _ => {}
        }
    }

    /// Numbers of a stream come: the next ones.
    fn numbered(&mut self, room: RoomId, first: Number, last: Number, ledger: &mut Ledger) {
        let next = self.next.entry(room).or_default();
        if next.is_some_and(|next| next != first) {
            let name = &self.name;
            ledger.broken(|| format!("{name} sees {first} of room {room} at {next:?}"));
        }
        *next = Some(last.next());
    }

    fn receipt(
        &mut self,
        number: ClientNumber,
        place: Place,
        text: Option<&str>,
        ledger: &mut Ledger,
    ) {
        let name = &self.name;
        let Some(said) = self.unsettled.remove(&number) else {
            return ledger
                .broken(|| format!("{name} has a second receipt for {number}: {place:?}"));
        };
        if text.is_some_and(|text| text != said) {
            return ledger.broken(|| format!("{name} said {said:?}, and it came as {text:?}"));
        }
        ledger.acknowledged(&said, self.run, place, self.member);
    }

    fn refused(&mut self, number: ClientNumber, error: &ClientError, ledger: &mut Ledger) {
        let name = &self.name;
        let Some(said) = self.unsettled.remove(&number) else {
            return ledger.broken(|| format!("{name} hears of {number} once more: {error}"));
        };
        // Of these it is said that nobody knows.
        let unknown = error.code() == Some(ErrorCode::BadClientNumber)
            || matches!(error, ClientError::Unconfirmed);
        if !unknown {
            ledger.refused(&said);
        }
    }

    /// Says something that nobody has said before.
    pub fn say(&mut self, ledger: &mut Ledger, long: bool, to: To<'_>) {
        self.said += 1;
        let mut text = format!("{} {:x} {}", self.name, self.mark, self.said);
        if long {
            text = format!("{text} {}", "and so on, and on ".repeat(4 + self.said % 9));
        }
        let sent = match to {
            To::Room(name) => {
                let Some(room) = self.driven.room(name) else { return };
                // And, as often, what only the newest of counts. Without a connection it is lost.
                let (key, value) = (u32::from(self.said.is_multiple_of(3)), self.said.to_string());
                drop(room.latest_bytes(key, "text/plain", value.as_bytes()));
                self.driven.post(&room, &text)
            }
            To::Member(pseudo) => self.driven.direct(pseudo, &text),
        };
        let name = &self.name;
        ledger.tell(|| format!("{name} says {text:?}: {sent:?}"));
        if let Ok(number) = sent
            && self.unsettled.insert(number, text).is_some()
        {
            ledger.broken(|| format!("{name} has two posts of number {number}"));
        }
        self.look(ledger);
    }

    /// It calls the service for something that nobody has called it for before.
    pub fn call(&mut self, how: How, ledger: &mut Ledger) {
        self.said += 1;
        let text = format!("{} {:x} calls {}", self.name, self.mark, self.said);
        self.calls.call(&self.driven, &text, how, ledger);
        self.look(ledger);
    }

    pub fn join(&mut self, room: &str) {
        if self.driven.room(room).is_none()
            && let Ok(answer) = self.driven.join(room)
        {
            // If it is out of one by now, and this is that one, its numbers have gone on.
            for left in self.left_or_not.drain(..) {
                self.next.remove(&left);
            }
            self.asked.push(Asked { answer, leaves: None });
        }
    }

    pub fn leave(&mut self, room: &str) {
        if let Some(room) = self.driven.room(room)
            && !self.asked.iter().any(|asked| asked.leaves.is_some())
            && let Ok(answer) = self.driven.leave(&room)
        {
            self.asked.push(Asked { answer, leaves: Some(room.id()) });
        }
    }

    /// It asks somebody something, in a room or wherever they are.
    pub fn open(&mut self, room: Option<&str>, opening: Opening, ledger: &mut Ledger) {
        let room = room.map(|name| self.driven.room(name));
        if room.as_ref().is_some_and(Option::is_none) {
            return;
        }
        let room = room.flatten();
        if let Ok(underway) = self.driven.open(room.as_ref(), opening, "text/plain", b"Soup?") {
            self.watched.underway(underway);
        }
        self.look(ledger);
    }

    /// All that it knows to be open.
    pub fn open_sequences(&self, rooms: &[&str]) -> Vec<OpenSequence> {
        let rooms = rooms.iter().filter_map(|name| Some(self.driven.room(name)?.id()));
        rooms.chain([RoomId::INBOX]).flat_map(|room| self.driven.open_sequences(room)).collect()
    }

    /// It does something about a sequence.
    pub fn act(&mut self, what: impl FnOnce(&Driven) -> Result<Answer, ClientError>) {
        if let Ok(answer) = what(&self.driven) {
            self.asked.push(Asked { answer, leaves: None });
        }
    }

    pub fn rename(&mut self, pseudo: &str) {
        if let Ok(answer) = self.driven.rename(pseudo) {
            self.asked.push(Asked { answer, leaves: None });
        }
    }

    /// It has had enough. The witness never has.
    pub fn quit(&mut self, politely: bool) {
        if self.is_witness || politely && self.driven.bye().is_ok() {
            return;
        }
        self.driven.close();
    }

    /// Whether nothing is left open between it and the server.
    pub fn is_at_rest(&self) -> bool {
        self.over
            || self.driven.is_online()
                && self.asked.is_empty()
                && self.unsettled.is_empty()
                && self.calls.len() == 0
                && self.watched.is_known()
    }

    /// Whether it has read everything that is known of the rooms that it is in, and of its inbox.
    pub fn has_read_all(&self, rooms: &[RoomId], ledger: &mut Ledger) {
        let streams = self.next.iter();
        for (room, next) in streams.filter(|(id, _)| **id == RoomId::INBOX || rooms.contains(id)) {
            let known = ledger.next(Stream::of(self.run, *room, self.member));
            if let (Some(next), Some(known)) = (next, known)
                && *next < known
            {
                let name = &self.name;
                ledger.broken(|| format!("{name} is at {next} of {room}, which is at {known}"));
            }
        }
    }

    pub fn describe(&self) -> String {
        let (asked, unsettled) = (self.asked.len(), self.unsettled.len());
        let first = self.unsettled.first_key_value();
        let (name, wait, calls) = (&self.name, &self.wait, self.calls.len());
        format!("{name} {wait:?} asked {asked} calls {calls} unsettled {unsettled} {first:?}")
    }
}

/// To whom something is said.
pub enum To<'a> {
    Room(&'a str),
    Member(&'a str),
}
