//! The sequences of a room: they stand on its tape, and end with its opener's membership.

use super::Room;
use crate::hub::sequence::{Act, End, Order, Refused, Step};
use crate::proto::body::Body;
use crate::proto::error_code::Reaction;
use crate::proto::ids::{Correlation, MemberId, SequenceId, UnixMillis};
use crate::proto::limits::{MAX_REASON, MAX_SEQUENCES_PER_ROOM};
use crate::proto::message::{Answered, Message, Place, Resolved, Sequences, Text};
use std::collections::BTreeSet;

/// What somebody does about a sequence.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// What.
    pub how: Reaction,
    /// Their words, or nothing.
    pub reason: &'a str,
    /// Their answer; of who doesn't answer, nothing.
    pub body: Body<'a>,
}

impl Part<'_> {
    /// The part of somebody who is gone.
    pub const LEFT: Self = Self { how: Reaction::Left, reason: "", body: Body::NOTHING };

    /// What everybody concerned is told of it.
    pub fn answered<'a>(
        &'a self,
        step: &Step,
        place: Place,
        member: MemberId,
        pseudo: &'a str,
    ) -> Answered<'a> {
        Answered {
            place,
            sequence: step.sequence,
            member,
            pseudo,
            how: self.how,
            reason: Text::<MAX_REASON>::new(self.reason),
            tally: step.tally,
            body: self.body,
        }
    }
}

/// What everybody concerned is told of an end.
pub fn resolved(end: &End, place: Place) -> Resolved {
    let (sequence, outcome, tally) = (end.sequence, end.outcome, end.tally);
    Resolved { place, sequence, outcome, reason: end.reason.as_str().into(), tally }
}

impl Room {
    /// Which sequence of its own keeps a member from something here. Costs nothing where none is open.
    pub fn blocks(&self, member: MemberId, act: Act<'_>) -> Option<SequenceId> {
        if self.sequences.is_empty() { None } else { self.sequences.blocks(member, act, |_| true) }
    }

    /// Who would be asked by a sequence.
    ///
    /// # Errors
    /// It can't be opened here now.
    pub fn may_open(&self, order: &Order) -> Result<BTreeSet<MemberId>, Refused> {
        if let Some(by) = self.blocks(order.opener, Act::Open(&order.kind)) {
            return Err(Refused::Blocked(by));
        }
        if self.sequences.len() >= MAX_SEQUENCES_PER_ROOM {
            return Err(Refused::TooMany);
        }
        order.audience(self.members.keys().copied())
    }

    /// Opens one toward an audience that [`Room::may_open`] gave.
    pub fn open(
        &mut self,
        id: SequenceId,
        order: Order,
        audience: BTreeSet<MemberId>,
        now: UnixMillis,
    ) -> Place {
        self.sequences.open(id, order, audience, now);
        let room = self.id;
        let number = self.tape.append(|number, out| {
            if let Some(opened) = self.sequences.opened(id, Place { room, number, time: now }) {
                opened.append(Correlation(0), out);
            }
        });
        Place { room, number, time: now }
    }

    /// A member does their part.
    ///
    /// # Errors
    /// It isn't open, they were not asked, or have done it.
    pub fn react(
        &mut self,
        id: SequenceId,
        member: MemberId,
        part: &Part<'_>,
        now: UnixMillis,
    ) -> Result<(), Refused> {
        let pseudo = self.members.get(&member).ok_or(Refused::NoSuch)?.pseudo.clone();
        self.react_as(id, member, pseudo.as_str(), part, now)
    }

    fn react_as(
        &mut self,
        id: SequenceId,
        member: MemberId,
        pseudo: &str,
        part: &Part<'_>,
        now: UnixMillis,
    ) -> Result<(), Refused> {
        let step = self.sequences.react(id, member, part.how, &part.body)?;
        let room = self.id;
        self.tape.append(|number, out| {
            let place = Place { room, number, time: now };
            part.answered(&step, place, member, pseudo).append(Correlation(0), out);
        });
        self.tell_ends(step.end, now);
        Ok(())
    }

    /// Its opener takes a sequence back.
    ///
    /// # Errors
    /// It isn't open, or isn't theirs.
    pub fn cancel(
        &mut self,
        id: SequenceId,
        member: MemberId,
        reason: &str,
        now: UnixMillis,
    ) -> Result<(), Refused> {
        let end = self.sequences.cancel(id, member, reason)?;
        self.tell_ends([end], now);
        Ok(())
    }

    /// The deadline of a sequence has come.
    pub fn expire(&mut self, id: SequenceId, now: UnixMillis) {
        let end = self.sequences.expire(id);
        self.tell_ends(end, now);
    }

    /// A member is gone, and its events with it: its own sequences are cancelled, others wait for one
    /// less.
    pub(super) fn leave_sequences(&mut self, member: MemberId, pseudo: &str, now: UnixMillis) {
        if self.sequences.is_empty() {
            return;
        }
        let ends = self.sequences.opener_left(member);
        self.tell_ends(ends, now);
        for id in self.sequences.waiting_for(member) {
            // It waits for them, so that there is nothing to refuse.
            let _ = self.react_as(id, member, pseudo, &Part::LEFT, now);
        }
    }

    /// The room is about to close.
    pub(super) fn close_sequences(&mut self, reason: &str, now: UnixMillis) {
        let ends = self.sequences.close(reason);
        self.tell_ends(ends, now);
    }

    fn tell_ends(&mut self, ends: impl IntoIterator<Item = End>, now: UnixMillis) {
        for end in ends {
            self.event(now, |place| resolved(&end, place));
            self.ended.push(end);
        }
    }

    /// The sequences that have ended since this was asked last. Most often none.
    pub fn take_ended(&mut self) -> Vec<End> {
        std::mem::take(&mut self.ended)
    }

    /// The open sequences after one as `viewer` sees them, at the end of the tape.
    pub fn sequences(&self, after: SequenceId, viewer: MemberId) -> Sequences {
        let (open, more) = self.sequences.page(self.sequences.ids_after(after), viewer);
        let ended = self.sequences.ended().filter(|_| !more).map(End::listed).collect();
        Sequences { room: self.id, more, open, ended }
    }
}
