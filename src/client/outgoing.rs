//! Posts that have no receipt yet. They are kept until one comes, and sent again after a resume: the
//! server recognises a repeat by its client number (`PROTOCOL.md`, "Receipts and repeats").

use super::error::ClientError;
use super::pace::Pace;
use super::rooms::RoomHandle;
use super::sequences::OpenDraft;
use crate::proto::body::PackedBody;
use crate::proto::error_code::ErrorCode;
use crate::proto::ids::{ClientNumber, Correlation, RoomId, Tick};
use crate::proto::limits::MAX_UNACKNOWLEDGED;
use crate::proto::message::{Direct, Message, Place, Post};
use crossbeam_channel::Sender;
use std::collections::VecDeque;
use std::sync::Arc;

/// Bytes of unacknowledged posts at which the next one waits for its place.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// Bytes that are written at once, about.
const BATCH: usize = 64 * 1024;

/// Where somebody waits for the answer to something.
pub(super) type Waiter<T> = Sender<Result<T, ClientError>>;

/// To whom a post goes.
#[derive(Debug, Clone)]
pub(super) enum Target {
    /// To everybody in a room.
    Room(Arc<RoomHandle>),
    /// To whoever bears this pseudo.
    Member(String),
    /// A sequence, in a room or toward members.
    Sequence(Option<Arc<RoomHandle>>, Box<OpenDraft>),
}

impl Target {
    /// The room that it goes to, if it is one.
    pub(super) fn room(&self) -> Option<&Arc<RoomHandle>> {
        match self {
            Self::Room(room) | Self::Sequence(Some(room), _) => Some(room),
            Self::Member(_) | Self::Sequence(None, _) => None,
        }
    }
}

/// A post on its way.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) target: Target,
    pub(super) body: PackedBody,
    /// Who waits for the receipt; otherwise what becomes of it is an event.
    pub(super) waiter: Option<Waiter<Place>>,
}

/// A draft with its number.
#[derive(Debug)]
pub(super) struct Unacknowledged {
    pub(super) number: ClientNumber,
    pub(super) draft: Draft,
    correlation: Correlation,
    /// Whether the server may have it already.
    sent: bool,
    /// Copies that were written to this connection and have no answer yet.
    copies: u32,
}

/// All of them, in the order of their numbers. The last `unsent` are to be written.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    entries: VecDeque<Unacknowledged>,
    unsent: usize,
    /// Whether the unsent ones are a backlog, which leaves at the server's pace.
    backlog: bool,
    bytes: usize,
    last: ClientNumber,
}

impl Outgoing {
    /// Whether one more may be kept.
    pub(super) fn has_place(&self) -> bool {
        self.entries.len() < MAX_UNACKNOWLEDGED && self.bytes < MAX_BYTES
    }

    /// Whether one of so many bytes may be kept, and all then have no more than `together`. The first
    /// may have any length.
    pub(super) fn takes(&self, bytes: usize, together: usize) -> bool {
        self.has_place() && (self.is_empty() || self.bytes.saturating_add(bytes) <= together)
    }

    /// Whether every post has its receipt.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether posts wait for the server's pace.
    pub(super) fn is_backlog(&self) -> bool {
        self.backlog
    }

    /// Keeps `draft`, to be written next.
    pub(super) fn push(&mut self, draft: Draft, correlation: Correlation) -> ClientNumber {
        self.last = ClientNumber(self.last.0 + 1);
        self.bytes += draft.body.as_body().bytes.len();
        let number = self.last;
        let (sent, copies) = (false, 0);
        self.entries.push_back(Unacknowledged { number, draft, correlation, sent, copies });
        self.unsent += 1;
        number
    }

    /// The next posts to be written at `now`, as bytes; none if there are none, or the pace forbids.
    pub(super) fn batch(&mut self, pace: &mut Pace, now: Tick) -> Vec<u8> {
        let mut out = Vec::new();
        while self.unsent > 0 && out.len() < BATCH {
            if self.backlog && pace.ready_at() > now {
                break;
            }
            pace.spend(now);
            let next = self.entries.len() - self.unsent;
            if let Some(entry) = self.entries.get_mut(next) {
                entry.append(&mut out);
                entry.sent = true;
                entry.copies += 1;
            }
            self.unsent -= 1;
        }
        self.backlog &= self.unsent > 0;
        out
    }

    /// Everything is to be written again, at the server's pace: what has come of it isn't known.
    pub(super) fn again(&mut self) {
        self.unsent = self.entries.len();
        self.backlog = self.unsent > 0;
    }

    /// As [`Outgoing::again`], on another connection: copies on the old one are answered no more.
    pub(super) fn over_again(&mut self) {
        self.entries.iter_mut().for_each(|entry| entry.copies = 0);
        self.again();
    }

    /// What has gathered while nothing could leave is a backlog.
    pub(super) fn release(&mut self) {
        self.backlog = self.unsent > 0;
    }

    /// The receipt of `number`: it is taken out, if it was there.
    pub(super) fn settle(&mut self, number: ClientNumber) -> Option<Unacknowledged> {
        let index = self.entries.binary_search_by_key(&number, |entry| entry.number).ok()?;
        self.take(index)
    }

    /// The post of a refused message, taken out; unless another copy of it is under way, which may be
    /// accepted still.
    pub(super) fn refuse(
        &mut self,
        correlation: Correlation,
        code: ErrorCode,
    ) -> Option<Unacknowledged> {
        let index = self.entries.iter().position(|entry| entry.correlation == correlation)?;
        let entry = self.entries.get_mut(index)?;
        entry.copies = entry.copies.saturating_sub(1);
        // What the server doesn't remember has had its answer, which was lost.
        let last = entry.copies == 0 || code == ErrorCode::BadClientNumber;
        if last { self.take(index) } else { None }
    }

    /// Takes out those to a room that the client is no longer in. Of those that were sent the server
    /// says itself what has become.
    pub(super) fn refuse_room(&mut self, room: &Arc<RoomHandle>) -> Vec<Unacknowledged> {
        let there = |target: &Target| target.room().is_some_and(|handle| Arc::ptr_eq(handle, room));
        self.take_all(|entry| !entry.sent && there(&entry.draft.target))
    }

    /// Takes out those that an earlier session may have delivered, and those that name members by ids,
    /// which may be others' by now; the rest is a backlog.
    pub(super) fn take_sent(&mut self) -> Vec<Unacknowledged> {
        let names = |target: &Target| match target {
            Target::Sequence(_, draft) => !draft.opening.audience.is_empty(),
            Target::Room(_) | Target::Member(_) => false,
        };
        let taken = self.take_all(|entry| entry.sent || names(&entry.draft.target));
        self.again();
        taken
    }

    /// Takes out all of them.
    pub(super) fn take_everything(&mut self) -> Vec<Unacknowledged> {
        self.take_all(|_| true)
    }

    fn take_all(&mut self, which: impl Fn(&Unacknowledged) -> bool) -> Vec<Unacknowledged> {
        let mut taken = Vec::new();
        let mut index = 0;
        while let Some(entry) = self.entries.get(index) {
            if which(entry) {
                taken.extend(self.take(index));
            } else {
                index += 1;
            }
        }
        taken
    }

    fn take(&mut self, index: usize) -> Option<Unacknowledged> {
        if index >= self.entries.len() - self.unsent {
            self.unsent -= 1;
        }
        let entry = self.entries.remove(index)?;
        self.bytes -= entry.draft.body.as_body().bytes.len();
        Some(entry)
    }
}

impl Unacknowledged {
    fn append(&self, out: &mut Vec<u8>) {
        let (client_number, body) = (self.number, self.draft.body.as_body());
        match &self.draft.target {
            Target::Room(room) => {
                Post { room: room.id(), client_number, body }.append(self.correlation, out);
            }
            Target::Member(to) => {
                Direct { to, client_number, body }.append(self.correlation, out);
            }
            Target::Sequence(room, draft) => {
                let room = room.as_ref().map_or(RoomId::INBOX, |room| room.id());
                draft.message(room, client_number, body).append(self.correlation, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::header::Frame;
    use crate::proto::limits::MAX_SERVER_PAYLOAD;
    use crate::proto::message::FromClient;

    const TOO_FAST: ErrorCode = ErrorCode::RateLimited;

    fn draft(target: Target) -> Draft {
        let body = PackedBody::pack("text/plain", b"x").unwrap();
        Draft { target, body, waiter: None }
    }

    fn with(posts: u32) -> Outgoing {
        let mut outgoing = Outgoing::default();
        for correlation in 1..=posts {
            outgoing.push(draft(Target::Member("Bob".into())), Correlation(correlation));
        }
        outgoing
    }

    fn numbers(mut bytes: &[u8]) -> Vec<u64> {
        let mut numbers = Vec::new();
        while let Some((frame, rest)) = Frame::split(bytes, |_| MAX_SERVER_PAYLOAD).unwrap() {
            match FromClient::decode(&frame).unwrap() {
                Some(FromClient::Direct(direct)) => numbers.push(direct.client_number.0),
                other => panic!("{other:?}"),
            }
            bytes = rest;
        }
        numbers
    }

    #[test]
    fn each_is_written_once_and_again_in_order_if_need_be() {
        let (mut outgoing, mut pace) = (with(4), Pace::default());
        assert_eq!(numbers(&outgoing.batch(&mut pace, Tick(0))), [1, 2, 3, 4]);
        assert!(outgoing.batch(&mut pace, Tick(0)).is_empty());
        assert!(outgoing.settle(ClientNumber(2)).is_some());
        assert!(outgoing.settle(ClientNumber(2)).is_none());
        assert!(outgoing.refuse(Correlation(3), TOO_FAST).is_some());
        outgoing.over_again();
        outgoing.push(draft(Target::Member("Bob".into())), Correlation(9));
        assert_eq!(numbers(&outgoing.batch(&mut pace, Tick(0))), [1, 4, 5]);
        assert!(!outgoing.is_backlog());
    }

    #[test]
    fn a_backlog_leaves_at_the_pace_and_what_is_new_behind_it() {
        let (mut outgoing, mut pace) = (with(3), Pace::default());
        pace.limit(1, 2);
        assert_eq!(numbers(&outgoing.batch(&mut pace, Tick(0))), [1, 2, 3], "live");
        outgoing.again();
        outgoing.push(draft(Target::Member("Bob".into())), Correlation(9));
        assert!(outgoing.batch(&mut pace, Tick(0)).is_empty());
        let mut got = Vec::new();
        while outgoing.is_backlog() {
            let now = pace.ready_at();
            got.extend(numbers(&outgoing.batch(&mut pace, now)));
        }
        assert_eq!(got, [1, 2, 3, 4]);
    }

    #[test]
    fn what_a_lost_session_may_have_delivered_is_told_from_the_rest() {
        let (mut outgoing, mut pace) = (with(2), Pace::default());
        outgoing.batch(&mut pace, Tick(0));
        outgoing.push(draft(Target::Member("Bob".into())), Correlation(9));
        let unconfirmed: Vec<_> = outgoing.take_sent().iter().map(|e| e.number.0).collect();
        assert_eq!(unconfirmed, [1, 2]);
        assert_eq!(numbers(&outgoing.batch(&mut pace, Tick(0))), [3]);
    }

    #[test]
    fn a_refused_copy_settles_nothing_while_another_is_under_way() {
        let (mut outgoing, mut pace) = (with(1), Pace::default());
        outgoing.batch(&mut pace, Tick(0));
        outgoing.again();
        outgoing.batch(&mut pace, Tick(0));
        assert!(outgoing.refuse(Correlation(1), TOO_FAST).is_none());
        assert!(outgoing.settle(ClientNumber(1)).is_some(), "the second copy was accepted");

        let mut outgoing = with(1);
        outgoing.batch(&mut pace, Tick(0));
        outgoing.again();
        outgoing.batch(&mut pace, Tick(0));
        assert!(outgoing.refuse(Correlation(1), TOO_FAST).is_none());
        assert!(outgoing.refuse(Correlation(1), TOO_FAST).is_some(), "neither was");

        let mut outgoing = with(1);
        outgoing.batch(&mut pace, Tick(0));
        outgoing.over_again();
        outgoing.batch(&mut pace, Tick(0));
        assert!(outgoing.refuse(Correlation(1), TOO_FAST).is_some(), "the first is lost");

        let mut outgoing = with(1);
        outgoing.batch(&mut pace, Tick(0));
        outgoing.again();
        outgoing.batch(&mut pace, Tick(0));
        let forgotten = outgoing.refuse(Correlation(1), ErrorCode::BadClientNumber);
        assert!(forgotten.is_some(), "nothing comes any more");
    }

    #[test]
    fn those_to_one_room_can_be_taken_out_before_they_are_sent() {
        let room = Arc::new(RoomHandle::new(RoomId(7), "lobby"));
        let (mut outgoing, mut pace) = (with(1), Pace::default());
        outgoing.push(draft(Target::Room(room.clone())), Correlation(5));
        outgoing.batch(&mut pace, Tick(0));
        outgoing.push(draft(Target::Room(room.clone())), Correlation(6));
        outgoing.push(draft(Target::Member("Bob".into())), Correlation(7));
        let refused: Vec<_> = outgoing.refuse_room(&room).iter().map(|e| e.number.0).collect();
        assert_eq!(refused, [3]);
        assert_eq!(numbers(&outgoing.batch(&mut pace, Tick(0))), [4]);
        assert_eq!(outgoing.entries.len(), 3);
    }

    #[test]
    fn places_are_bounded() {
        let mut outgoing = with(u32::try_from(MAX_UNACKNOWLEDGED).unwrap());
        assert!(!outgoing.has_place());
        outgoing.settle(ClientNumber(1));
        assert!(outgoing.has_place());
        assert_eq!(outgoing.take_everything().len(), MAX_UNACKNOWLEDGED - 1);
        assert_eq!(outgoing.bytes, 0);
    }
}
