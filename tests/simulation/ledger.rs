//! What has happened, as it left the server: what stands under which number, and whether every
//! connection was told the same. The first promise that is broken is kept.

use crate::calls::Calls;
use crate::sequences::Sequences;
use salon::proto::ids::{MemberId, Number, RoomId, SequenceId};
use salon::proto::message::{Place, Tally};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A numbered stream of events: a room's, or the inbox of a member, of one run of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stream {
    pub run: usize,
    pub room: RoomId,
    /// Whose inbox it is; nobody's for a room.
    pub owner: MemberId,
}

impl Stream {
    pub fn of(run: usize, room: RoomId, member: MemberId) -> Self {
        let owner = if room == RoomId::INBOX { member } else { MemberId(0) };
        Self { run, room, owner }
    }
}

#[derive(Default)]
pub struct Ledger {
    events: BTreeMap<Stream, BTreeMap<Number, Vec<u8>>>,
    /// Where each text stands, by the stream that it was said to.
    said: BTreeMap<(String, MemberId), (Stream, Number)>,
    /// Texts of which their author was told that they were not accepted.
    refused: BTreeSet<String>,
    /// How each sequence went.
    pub sequences: Sequences,
    /// How each call went.
    pub calls: Calls,
    /// Which are open where, once all is at rest.
    open: BTreeMap<Stream, Vec<(SequenceId, Tally)>>,
    /// Over which connection each session goes.
    sessions: BTreeMap<(usize, MemberId), u64>,
    /// Whether the server may say that it no longer has something of a room.
    pub gaps: bool,
    /// Whether it may say so of an inbox.
    pub flooded: bool,
    fault: Option<String>,
    log: Option<String>,
    hash: DefaultHasher,
    pub frames: usize,
    pub resumes: usize,
}

impl Ledger {
    pub fn new(gaps: bool, told: bool) -> Self {
        Self { gaps, log: told.then(String::new), ..Self::default() }
    }

    /// Whether something of a room may be missing.
    pub fn allows_gap(&self, room: RoomId) -> bool {
        if room == RoomId::INBOX { self.flooded } else { self.gaps }
    }

    /// A promise is broken.
    pub fn broken(&mut self, fault: impl FnOnce() -> String) {
        if self.fault.is_none() {
            let fault = fault();
            self.tell(|| format!("BROKEN: {fault}"));
            self.fault = Some(fault);
        }
    }

    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Something to be told if the history is.
    pub fn tell(&mut self, line: impl FnOnce() -> String) {
        if let Some(log) = &mut self.log {
            writeln!(log, "{}", line()).unwrap();
        }
    }

    pub fn log(&self) -> &str {
        self.log.as_deref().unwrap_or_default()
    }

    /// Something that the history's fingerprint depends on.
    pub fn mark(&mut self, what: impl Hash) {
        what.hash(&mut self.hash);
    }

    pub fn fingerprint(&self) -> u64 {
        self.hash.finish()
    }

    /// A connection is told what stands at a number.
    pub fn event(&mut self, stream: Stream, number: Number, frame: &[u8]) {
        let known = self.events.entry(stream).or_default();
        let first = known.entry(number).or_insert_with(|| frame.to_vec());
        if first != frame {
            self.broken(|| format!("two are told different things of {stream:?} {number}"));
        }
    }

    /// A text stands at a place.
    pub fn said(&mut self, text: &str, stream: Stream, number: Number) {
        if self.refused.contains(text) {
            self.broken(|| format!("{text:?} was refused, and stands at {stream:?} {number}"));
        }
        let key = (text.to_owned(), stream.owner);
        let first = *self.said.entry(key).or_insert((stream, number));
        if first != (stream, number) {
            self.broken(|| format!("{text:?} stands at {first:?} and at {stream:?} {number}"));
        }
    }

    /// The author of a text has a receipt for it.
    pub fn acknowledged(&mut self, text: &str, run: usize, place: Place, author: MemberId) {
        let stream = Stream::of(run, place.room, author);
        let stands = self.said.get(&(text.to_owned(), stream.owner)).copied();
        let taken = self.events.get(&stream).is_some_and(|known| known.contains_key(&place.number));
        // What nobody was there to be told of is known from the receipt alone.
        if stands.map_or(taken, |stands| stands != (stream, place.number)) {
            let number = place.number;
            self.broken(|| format!("{text:?} has a receipt for {stream:?} {number}: {stands:?}"));
        } else {
            self.said(text, stream, place.number);
        }
    }

    /// The author of a text was told that it was not accepted.
    pub fn refused(&mut self, text: &str) {
        self.refused.insert(text.to_owned());
        let stands: Vec<_> = self.said.range((text.to_owned(), MemberId(0))..).take(1).collect();
        if let Some(((said, _), (stream, number))) = stands.first().copied()
            && said == text
        {
            let (stream, number) = (*stream, *number);
            self.broken(|| format!("{text:?} stands at {stream:?} {number}, and was refused"));
        }
    }

    /// A session goes on, or begins, over a connection.
    pub fn session(&mut self, run: usize, member: MemberId, connection: u64) {
        self.sessions.insert((run, member), connection);
    }

    pub fn session_is_on(&self, run: usize, member: MemberId, connection: u64) -> bool {
        self.sessions.get(&(run, member)) == Some(&connection)
    }

    /// The connection of a session has nothing more to come.
    pub fn nothing_waits(&mut self, who: &str, run: usize, member: MemberId) {
        let connection = self.sessions.get(&(run, member)).copied().unwrap_or_default();
        let calls = self.calls.unanswered(connection);
        if calls > 0 {
            self.broken(|| format!("{who} has {calls} calls that are never answered"));
        }
    }

    /// What somebody knows to be open in a room at rest is what all others there know.
    pub fn compare_open(&mut self, who: &str, stream: Stream, open: Vec<(SequenceId, Tally)>) {
        let first = self.open.entry(stream).or_insert_with(|| open.clone());
        if *first != open {
            let first = first.clone();
            self.broken(|| format!("{who} knows {open:?} to be open in {stream:?}, not {first:?}"));
        }
    }

    /// The number that follows the last that is known of a stream.
    pub fn next(&self, stream: Stream) -> Option<Number> {
        self.events.get(&stream)?.last_key_value().map(|(last, _)| last.next())
    }
}
