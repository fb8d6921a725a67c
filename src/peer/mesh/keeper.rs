//! The thread of a mesh: it does what the rules say, waits for what comes over the paths, and closes
//! them in the end.

use super::circle::{Act, Circle, View};
use super::ways::Ways;
use super::{Arrival, MeshPath};
use crate::client::{Client, Event, Introduction, Member, Room};
use crate::peer::consent;
use crate::peer::error::PeerError;
use crate::peer::meet::{MeetOptions, meet_then};
use crate::peer::session::PeerSession;
use crate::proto::error_code::Outcome;
use crate::proto::header::Capabilities;
use crate::proto::ids::{MemberId, SequenceId, Tick};
use crossbeam_channel::{Receiver, Sender, TryRecvError, TrySendError, never, select};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::Instant;

#[cfg(test)]
mod tests;

/// Events of one path that are looked at in a row: who says much keeps nobody else waiting.
const TURN: usize = 256;

/// Events of one path that are still looked at when it is closed here: all that a session keeps unread.
const LAST_TURN: usize = 8192;

/// What the thread is told.
pub(super) enum Note {
    /// A member asks for a path.
    Asked(MemberId, SequenceId),
    /// A question is over.
    Resolved(SequenceId, Outcome),
    /// Two who have agreed are to meet.
    Introduced(Introduction),
    /// They have, or not.
    Met(SequenceId, Box<Result<PeerSession, PeerError>>),
    /// That's all.
    Stop,
}

/// Whether posts may go from peer to peer in a room, as far as it and the server are concerned.
pub(super) fn is_allowed(client: &Client, room: &Room) -> bool {
    room.peer_posts() && client.capabilities().has(Capabilities::PEERS)
}

/// Everybody in a room but this client.
pub(super) fn others(client: &Client, room: &Room) -> Vec<Member> {
    let me = client.member();
    let mut members = room.members();
    members.retain(|member| member.id != me);
    members
}

/// A path that stands.
struct Held {
    member: MemberId,
    session: PeerSession,
    /// In which session of the client it began: ids mean something within one only.
    within: u64,
}

impl Held {
    fn close(self) {
        let Self { member, session, .. } = self;
        if let Err(error) = session.close() {
            tracing::debug!(%member, %error, "a path was lost before it was closed");
        }
    }
}

/// See the module.
pub(super) struct Keeper {
    client: Client,
    room: Room,
    options: MeetOptions,
    circle: Circle,
    held: BTreeMap<SequenceId, Held>,
    ways: Arc<Ways>,
    notes: Sender<Note>,
    stir: Sender<()>,
    arrivals: Sender<Arrival>,
    missed: u64,
    begun: Instant,
}

impl Keeper {
    /// For this client, in this room, with these options; with the ends by which the thread is told,
    /// is stirred, and tells.
    pub fn new(
        (client, room, options): (Client, Room, MeetOptions),
        ways: Arc<Ways>,
        (notes, stir, arrivals): (Sender<Note>, Sender<()>, Sender<Arrival>),
    ) -> Self {
        let (circle, held, begun) = (Circle::default(), BTreeMap::new(), Instant::now());
        let missed = 0;
        Self { client, room, options, circle, held, ways, notes, stir, arrivals, missed, begun }
    }

    /// Goes on until it is told to stop.
    pub fn run(mut self, told: &Receiver<Note>, stirred: &Receiver<()>) {
        self.look();
        loop {
            let due = self.circle.next_due().map(|due| due.since(self.now()));
            let due = due.map_or_else(never, crossbeam_channel::after);
            select! {
                recv(told) -> note => match note {
                    Ok(Note::Stop) | Err(_) => break,
                    Ok(note) => self.take(note),
                },
                recv(stirred) -> _ => {
                    self.look();
                    self.listen();
                }
                recv(due) -> _ => {}
            }
            let acts = self.circle.due(self.now());
            self.act(acts);
        }
        self.end();
    }

    fn now(&self) -> Tick {
        Tick(u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX))
    }

    /// Looks at who is in the room, and what it says.
    fn look(&mut self) {
        let view = View {
            session: self.client.session(),
            me: self.client.member(),
            others: others(&self.client, &self.room).iter().map(|member| member.id).collect(),
            allowed: is_allowed(&self.client, &self.room),
        };
        let acts = self.circle.see(view, self.now());
        self.act(acts);
    }

    fn take(&mut self, note: Note) {
        let now = self.now();
        match note {
            Note::Asked(member, question) => {
                let acts = self.circle.asked(member, question, now);
                self.act(acts);
            }
            Note::Resolved(question, how) => self.circle.resolved(question, how, now),
            Note::Introduced(introduction) => self.meet(introduction),
            Note::Met(question, met) => match *met {
                Ok(session) => self.met(question, session),
                Err(error) => {
                    tracing::debug!(%error, "no path for a room");
                    self.circle.ended(question, now);
                }
            },
            Note::Stop => {}
        }
    }

    fn act(&mut self, acts: Vec<Act>) {
        for act in acts {
            let done = match act {
                Act::Ask(member) => {
                    self.ask(member);
                    Ok(())
                }
                Act::Agree(question) => {
                    let agreed = consent::agree_to(&self.client, question);
                    if agreed.is_err() {
                        self.circle.ended(question, self.now());
                    }
                    agreed
                }
                Act::Decline(question) => self.client.decline(question, ""),
                Act::TakeBack(question) => self.client.cancel(question, ""),
                Act::Close(question) => {
                    self.let_go(question, false);
                    Ok(())
                }
            };
            if let Err(error) = done {
                // The question was over already, or there is no connection, and it ends with that.
                tracing::debug!(?act, %error, "too late");
            }
        }
    }

    fn ask(&mut self, member: MemberId) {
        match consent::ask_for_room(&self.client, member, self.room.id()) {
            Ok(question) => self.circle.asking(member, question.id(), self.now()),
            Err(error) => {
                tracing::debug!(%member, %error, "can't ask for a path");
                self.circle.not_asked(member, self.now());
            }
        }
    }

    fn meet(&mut self, introduction: Introduction) {
        let question = SequenceId(introduction.id.0);
        if !self.circle.meets(question) {
            return self.circle.ended(question, self.now());
        }
        let notes = self.notes.clone();
        let then = move |met| {
            // The mesh may be over; then the path is closed with what isn't taken.
            drop(notes.send(Note::Met(question, Box::new(met))));
        };
        if let Err(error) = meet_then(&self.client, introduction, self.options, then) {
            tracing::warn!(%error, "no thread to meet a member of a room");
            self.circle.ended(question, self.now());
        }
    }

    fn met(&mut self, question: SequenceId, session: PeerSession) {
        let Some(member) = self.circle.met(question) else { return };
        let stir = self.stir.clone();
        session.client().events().on_event(Box::new(move || {
            // Where one waits already, it is as good.
            let _ = stir.try_send(());
        }));
        let path = MeshPath { member, path: session.path(), code: session.code() };
        let way = session.room().clone();
        let held = Held { member, session, within: self.client.session() };
        let pseudo = self.pseudo_of(&held);
        let opened = Arrival::PathOpened { member, pseudo, path: path.path };
        self.ways.open(path, way);
        self.held.insert(question, held);
        self.tell(opened);
        // Something may have come before the events were listened to.
        self.listen();
    }

    /// Tells what has come over the paths, and which are lost.
    fn listen(&mut self) {
        let questions: Vec<SequenceId> = self.held.keys().copied().collect();
        for question in questions {
            match self.read(question, TURN) {
                Some(TryRecvError::Empty) => {}
                Some(TryRecvError::Disconnected) => {
                    self.let_go(question, true);
                    self.circle.ended(question, self.now());
                }
                None => {
                    // There may be more, after all else that waits. Where a stir waits already, it is
                    // as good.
                    let _ = self.stir.try_send(());
                }
            }
        }
    }

    /// Hears so many events of a path at most. Why it stopped before, if it did.
    fn read(&mut self, question: SequenceId, most: usize) -> Option<TryRecvError> {
        let events = self.held.get(&question)?.session.client().events().clone();
        (0..most).find_map(|_| match events.try_recv() {
            Ok(event) => {
                self.hear(question, event);
                None
            }
            Err(end) => Some(end),
        })
    }

    /// Only posts count, and only as the word of the one to whom the path leads.
    fn hear(&mut self, question: SequenceId, event: Event) {
        let Some(held) = self.held.get(&question) else { return };
        match event {
            Event::Posted { author, content, .. } if author != held.session.client().member() => {
                let (member, pseudo) = (held.member, self.pseudo_of(held));
                self.tell(Arrival::Post { member, pseudo, content });
            }
            // The numbers are the other's word, and may be any.
            Event::Gap { room, first, last } if room == held.session.room().id() => {
                let count = last.0.saturating_sub(first.0).saturating_add(1);
                self.missed = self.missed.saturating_add(count);
            }
            _ => {}
        }
    }

    /// Closes a path, if it has come to one.
    fn let_go(&mut self, question: SequenceId, lost: bool) {
        // What has come by now was said while there was a path.
        self.read(question, LAST_TURN);
        let Some(held) = self.held.remove(&question) else { return };
        let (member, pseudo) = (held.member, self.pseudo_of(&held));
        self.ways.close(member);
        self.tell(Arrival::PathClosed { member, pseudo, lost });
    }

    /// What somebody is called in the room; as they were introduced, if they are no longer there.
    fn pseudo_of(&self, held: &Held) -> String {
        let same = held.within == self.client.session();
        let known = self.room.pseudo_of(held.member).filter(|_| same);
        known.unwrap_or_else(|| held.session.peer().pseudo.clone())
    }

    fn tell(&mut self, arrival: Arrival) {
        if self.missed > 0 && self.arrivals.try_send(Arrival::Missed(self.missed)).is_ok() {
            self.missed = 0;
        }
        if let Err(TrySendError::Full(_)) = self.arrivals.try_send(arrival) {
            self.missed = self.missed.saturating_add(1);
        }
    }

    /// Closes what is open, once what was posted has arrived.
    fn end(mut self) {
        let nowhere = View { session: self.client.session(), ..View::default() };
        let held = std::mem::take(&mut self.held);
        // Taken back first: nobody is to be introduced to a mesh that is gone.
        let acts = self.circle.see(nowhere, self.now());
        self.act(acts);
        // Side by side: whoever gives no receipts holds up no other path.
        let close = |held: Held| {
            self.ways.close(held.member);
            let thread = Builder::new().name("salon-path-end".into());
            thread.spawn(move || held.close())
        };
        let threads: Vec<_> = held.into_values().map(close).collect();
        for thread in threads {
            match thread.map(JoinHandle::join) {
                Ok(Ok(())) => {}
                Ok(Err(_)) => tracing::error!("a thread that closed a path had panicked"),
                Err(error) => tracing::warn!(%error, "no thread to close a path with goodbye"),
            }
        }
    }
}
