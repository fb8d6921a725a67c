//! The streams of a server, as far as they are values: who sends to whom, with which tickets their
//! ends are attached, and until when they wait for that (`PROTOCOL.md`, "Streams").

use crate::proto::error_code::StreamRole;
use crate::proto::ids::{MemberId, StreamId, Tick, Token};
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

/// How long a ticket is good, and how long a stream waits for the connections of both its ends.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How many streams there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// In all.
    pub all: usize,
    /// That one member has opened.
    pub per_member: usize,
}

/// All streams that are not over. `R` is one round of a stream: the pair of connections of its ends,
/// until either is lost.
#[derive(Debug)]
pub struct Streams<R> {
    limits: Limits,
    last: StreamId,
    streams: BTreeMap<StreamId, Entry<R>>,
    tickets: HashMap<Token, (StreamId, StreamRole)>,
}

#[derive(Debug)]
struct Entry<R> {
    sender: End,
    receiver: End,
    length: u64,
    round: R,
    /// Until when it waits for its ends; always, once both are there.
    until: Option<Tick>,
}

#[derive(Debug)]
struct End {
    member: MemberId,
    place: Place,
}

/// How far an end has come.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// It has no ticket, or one that was used for a connection that is lost.
    Lost,
    /// It has a ticket.
    Ticket(Token),
    /// Its connection is there.
    Attached,
}

/// What a ticket was good for.
#[derive(Debug, PartialEq, Eq)]
pub struct Admitted<R> {
    /// Which stream.
    pub stream: StreamId,
    /// Which end.
    pub role: StreamRole,
    /// As it was opened.
    pub length: u64,
    /// The round that the connection belongs to.
    pub round: R,
}

/// A stream that is over.
#[derive(Debug, PartialEq, Eq)]
pub struct Over<R> {
    /// Which.
    pub stream: StreamId,
    /// Who sent.
    pub sender: MemberId,
    /// Who received.
    pub receiver: MemberId,
    /// Its last round.
    pub round: R,
}

/// There can't be more streams: in all, or of this member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany;

impl<R> Entry<R> {
    fn end(&mut self, role: StreamRole) -> &mut End {
        if role == StreamRole::Sender { &mut self.sender } else { &mut self.receiver }
    }

    fn role_of(&self, member: MemberId) -> Option<StreamRole> {
        if self.sender.member == member {
            Some(StreamRole::Sender)
        } else {
            (self.receiver.member == member).then_some(StreamRole::Receiver)
        }
    }

    fn is_whole(&self) -> bool {
        self.sender.place == Place::Attached && self.receiver.place == Place::Attached
    }
}

impl<R: Clone> Streams<R> {
    /// None yet.
    pub fn new(limits: Limits) -> Self {
        let (streams, tickets) = (BTreeMap::new(), HashMap::new());
        Self { limits, last: StreamId(0), streams, tickets }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.streams.is_empty()
    }

    /// Opens a stream, with a ticket for each end. The two must be different members.
    ///
    /// # Errors
    /// There are too many.
    pub fn open(
        &mut self,
        (sender, receiver): (MemberId, MemberId),
        length: u64,
        (sending, receiving): (Token, Token),
        round: R,
        now: Tick,
    ) -> Result<StreamId, TooMany> {
        let of_sender = self.streams.values().filter(|entry| entry.sender.member == sender).count();
        if self.streams.len() >= self.limits.all || of_sender >= self.limits.per_member {
            return Err(TooMany);
        }
        self.last = StreamId(self.last.0 + 1);
        let end = |member, ticket| End { member, place: Place::Ticket(ticket) };
        let (sender, receiver) = (end(sender, sending), end(receiver, receiving));
        let until = Some(now.plus(PATIENCE));
        self.streams.insert(self.last, Entry { sender, receiver, length, round, until });
        self.tickets.insert(sending, (self.last, StreamRole::Sender));
        self.tickets.insert(receiving, (self.last, StreamRole::Receiver));
        Ok(self.last)
    }

    /// Uses up a ticket.
    pub fn attach(&mut self, ticket: Token) -> Option<Admitted<R>> {
        let (stream, role) = self.tickets.remove(&ticket)?;
        let entry = self.streams.get_mut(&stream)?;
        entry.end(role).place = Place::Attached;
        if entry.is_whole() {
            entry.until = None;
        }
        Some(Admitted { stream, role, length: entry.length, round: entry.round.clone() })
    }

    /// Gives `member` another ticket for their end. Where that end had a connection, its round is
    /// over: it is given back, and `next` is the one that follows.
    pub fn renew(
        &mut self,
        stream: StreamId,
        member: MemberId,
        ticket: Token,
        next: impl FnOnce(u64) -> R,
        now: Tick,
    ) -> Option<Option<R>> {
        let entry = self.streams.get_mut(&stream)?;
        let role = entry.role_of(member)?;
        let had = std::mem::replace(&mut entry.end(role).place, Place::Ticket(ticket));
        let over = (had == Place::Attached).then(|| {
            let length = entry.length;
            lose(entry, role);
            std::mem::replace(&mut entry.round, next(length))
        });
        entry.until = Some(now.plus(PATIENCE));
        if let Place::Ticket(old) = had {
            self.tickets.remove(&old);
        }
        self.tickets.insert(ticket, (stream, role));
        Some(over)
    }

    /// A round is over, since a connection was lost. Unless another one has begun already, the stream
    /// waits for both ends again, in the round `next`.
    pub fn round_over(
        &mut self,
        stream: StreamId,
        is_round: impl FnOnce(&R) -> bool,
        next: impl FnOnce(u64) -> R,
        now: Tick,
    ) {
        let Some(entry) = self.streams.get_mut(&stream) else { return };
        if is_round(&entry.round) {
            for role in [StreamRole::Sender, StreamRole::Receiver] {
                lose_attached(entry.end(role));
            }
            entry.round = next(entry.length);
            entry.until = Some(now.plus(PATIENCE));
        }
    }

    /// Ends a stream that `member` sends or receives.
    pub fn end_of(&mut self, stream: StreamId, member: MemberId) -> Option<Over<R>> {
        self.streams.get(&stream)?.role_of(member)?;
        self.end(stream)
    }

    /// Ends a stream.
    pub fn end(&mut self, stream: StreamId) -> Option<Over<R>> {
        let entry = self.streams.remove(&stream)?;
        for end in [&entry.sender, &entry.receiver] {
            if let Place::Ticket(ticket) = end.place {
                self.tickets.remove(&ticket);
            }
        }
        let (sender, receiver) = (entry.sender.member, entry.receiver.member);
        Some(Over { stream, sender, receiver, round: entry.round })
    }

    /// Ends all streams of somebody who is gone.
    pub fn gone(&mut self, member: MemberId) -> Vec<Over<R>> {
        self.end_where(|entry| entry.role_of(member).is_some())
    }

    /// Ends those that have waited too long for their ends.
    pub fn expired(&mut self, now: Tick) -> Vec<Over<R>> {
        self.end_where(|entry| entry.until.is_some_and(|until| until <= now))
    }

    /// Ends all of them.
    pub fn end_all(&mut self) -> Vec<Over<R>> {
        self.end_where(|_| true)
    }

    fn end_where(&mut self, is_over: impl Fn(&Entry<R>) -> bool) -> Vec<Over<R>> {
        let over = self.streams.iter().filter(|(_, entry)| is_over(entry));
        let ids: Vec<_> = over.map(|(id, _)| *id).collect();
        ids.into_iter().filter_map(|id| self.end(id)).collect()
    }
}

fn lose_attached(end: &mut End) {
    if end.place == Place::Attached {
        end.place = Place::Lost;
    }
}

/// The connection of `role` is replaced: that of the other end is lost with it.
fn lose<R>(entry: &mut Entry<R>, role: StreamRole) {
    let other = if role == StreamRole::Sender { StreamRole::Receiver } else { StreamRole::Sender };
    lose_attached(entry.end(other));
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: MemberId = MemberId(1);
    const BOB: MemberId = MemberId(2);
    const NOW: Tick = Tick(0);

    fn ticket(n: u8) -> Token {
        Token([n; 16])
    }

    fn opened() -> (Streams<u32>, StreamId) {
        let mut streams = Streams::new(Limits { all: 3, per_member: 2 });
        let tickets = (ticket(1), ticket(2));
        let stream = streams.open((ADA, BOB), 9, tickets, 1, NOW).unwrap();
        (streams, stream)
    }

    #[test]
    fn a_ticket_is_good_once() {
        let (mut streams, stream) = opened();
        let (role, length, round) = (StreamRole::Sender, 9, 1);
        assert_eq!(streams.attach(ticket(1)), Some(Admitted { stream, role, length, round }));
        assert_eq!(streams.attach(ticket(1)), None);
        assert_eq!(streams.attach(ticket(9)), None);
        assert_eq!(streams.attach(ticket(2)).map(|a| a.role), Some(StreamRole::Receiver));
    }

    #[test]
    fn a_stream_waits_for_its_ends_and_no_longer() {
        let (mut streams, stream) = opened();
        streams.attach(ticket(1));
        let late = NOW.plus(PATIENCE);
        assert!(streams.expired(Tick(late.0 - 1)).is_empty());
        assert_eq!(streams.expired(late).first().map(|over| over.stream), Some(stream));
        assert_eq!(streams.attach(ticket(2)), None, "its tickets go with it");

        let (mut streams, stream) = opened();
        streams.attach(ticket(1));
        streams.attach(ticket(2));
        assert!(streams.expired(Tick(u64::MAX)).is_empty(), "nobody is missing");
        streams.round_over(stream, |round| *round == 1, |_| 2, late);
        assert!(streams.expired(late).is_empty());
        assert_eq!(streams.expired(late.plus(PATIENCE)).len(), 1);
    }

    #[test]
    fn a_renewed_ticket_replaces_the_old_one_and_a_connection() {
        let (mut streams, stream) = opened();
        assert_eq!(streams.renew(stream, ADA, ticket(3), |_| 2, NOW), Some(None));
        assert_eq!(streams.attach(ticket(1)), None);
        assert_eq!(streams.attach(ticket(3)).map(|a| a.round), Some(1));
        streams.attach(ticket(2));
        assert_eq!(streams.renew(stream, ADA, ticket(4), |_| 2, NOW), Some(Some(1)));
        assert_eq!(streams.expired(NOW.plus(PATIENCE)).len(), 1, "both are missing again");
    }

    #[test]
    fn a_round_that_was_replaced_ends_nothing() {
        let (mut streams, stream) = opened();
        streams.attach(ticket(1));
        streams.renew(stream, ADA, ticket(3), |_| 2, NOW);
        streams.round_over(stream, |round| *round == 1, |_| 3, NOW);
        assert_eq!(streams.attach(ticket(3)).map(|a| a.round), Some(2));
    }

    #[test]
    fn only_the_two_may_touch_it() {
        let (mut streams, stream) = opened();
        assert_eq!(streams.renew(stream, MemberId(3), ticket(4), |_| 2, NOW), None);
        assert_eq!(streams.end_of(stream, MemberId(3)), None);
        let over = Over { stream, sender: ADA, receiver: BOB, round: 1 };
        assert_eq!(streams.end_of(stream, BOB), Some(over));
        assert!(streams.is_empty() && streams.tickets.is_empty());
    }

    #[test]
    fn there_are_no_more_than_there_may_be() {
        let (mut streams, _) = opened();
        let mut open = |from: u64, n: u8| {
            let tickets = (ticket(n), ticket(n + 1));
            streams.open((MemberId(from), BOB), 0, tickets, 1, NOW)
        };
        open(1, 3).unwrap();
        assert_eq!(open(1, 5), Err(TooMany), "of one member");
        open(3, 5).unwrap();
        assert_eq!(open(4, 7), Err(TooMany), "in all");
        assert_eq!(streams.gone(BOB).len(), 3);
        assert!(streams.is_empty());
    }
}
