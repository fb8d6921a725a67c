//! What the client knows of open sequences, event by event.

use super::list::Loading;
use super::{OpenSequence, Opening, Resolution, SequenceAnswer};
use crate::client::content::Content;
use crate::client::error::ClientError;
use crate::client::event::Event;
use crate::client::outgoing::{Target, Unacknowledged, Waiter};
use crate::client::rooms::For;
use crate::client::state::{Effects, State};
use crate::proto::body::Body;
use crate::proto::error_code::{ErrorCode, Outcome, Reaction};
use crate::proto::ids::{ClientNumber, MemberId, RoomId, SequenceId};
use crate::proto::message::{self, Answered, Opened, Place, Resolved, Tally};
use std::collections::BTreeMap;

/// What an opener waits for: first the sequence's id, then its end.
#[derive(Debug, Clone)]
pub(in crate::client) struct Follow {
    pub(in crate::client) opened: Waiter<SequenceId>,
    pub(in crate::client) outcome: Waiter<Resolution>,
}

/// A sequence on its way out.
#[derive(Debug, Clone)]
pub(in crate::client) struct OpenDraft {
    pub(in crate::client) opening: Opening,
    pub(in crate::client) follow: Follow,
}

/// A sequence that is open.
#[derive(Debug)]
pub(in crate::client) struct Known {
    pub(in crate::client) info: OpenSequence,
    /// What was answered, while somebody waits for the end.
    pub(in crate::client) answers: Vec<SequenceAnswer>,
    pub(in crate::client) follow: Option<Follow>,
}

/// One that this client has opened, whose own event was missed: the list of its room tells which it is.
#[derive(Debug)]
pub(in crate::client) struct Parked {
    pub(in crate::client) room: RoomId,
    pub(in crate::client) client_number: ClientNumber,
    pub(in crate::client) follow: Follow,
}

/// All that is known of sequences.
#[derive(Debug, Default)]
pub(in crate::client) struct SequenceBook {
    pub(in crate::client) known: BTreeMap<SequenceId, Known>,
    /// Rooms whose list is being fetched.
    pub(in crate::client) loading: BTreeMap<RoomId, Loading>,
    pub(in crate::client) parked: Vec<Parked>,
}

impl Known {
    /// Tells whoever waits how it ended. Nobody may wait any more.
    pub(in crate::client) fn resolve(self, outcome: Outcome, reason: String, tally: Tally) {
        if let Some(follow) = self.follow {
            let resolution = Resolution::of(outcome, reason, tally, self.answers);
            drop(follow.outcome.send(resolution.ok_or(ClientError::OutcomeMissed)));
        }
    }
}

impl SequenceBook {
    /// Those of one room.
    pub(in crate::client) fn of_room(&self, room: RoomId) -> impl Iterator<Item = &Known> {
        self.known.values().filter(move |known| known.info.room == room)
    }

    /// The one that `member` has opened under a number of its own.
    pub(in crate::client) fn opened_by(
        &mut self,
        member: MemberId,
        number: ClientNumber,
    ) -> Option<&mut Known> {
        let own = |info: &OpenSequence| info.opener == member && info.client_number == number;
        self.known.values_mut().find(|known| own(&known.info))
    }

    /// One is over: tells whoever waits how. Its kind; empty if nothing was known of it.
    pub(in crate::client) fn end(
        &mut self,
        sequence: SequenceId,
        outcome: Outcome,
        reason: &str,
        tally: Tally,
    ) -> String {
        let Some(known) = self.known.remove(&sequence) else { return String::new() };
        let kind = known.info.kind.clone();
        known.resolve(outcome, reason.to_owned(), tally);
        kind
    }

    /// This client has left a room by its own will: what it had opened there is cancelled by that.
    pub(in crate::client) fn left(&mut self, room: RoomId) {
        self.forget(|of| of == room, None);
    }

    /// What is known of some rooms is of no use any more.
    pub(in crate::client) fn lost(&mut self, which: impl Fn(RoomId) -> bool, error: &ClientError) {
        self.forget(which, Some(error));
    }

    fn forget(&mut self, which: impl Fn(RoomId) -> bool, error: Option<&ClientError>) {
        let gone: Vec<Known> =
            self.known.extract_if(.., |_, known| which(known.info.room)).map(|(_, k)| k).collect();
        for known in gone {
            let tally = known.info.tally;
            match (error, known.follow.as_ref()) {
                (None, _) => known.resolve(Outcome::Cancelled, String::new(), tally),
                (Some(error), Some(follow)) => drop(follow.outcome.send(Err(error.clone()))),
                (Some(_), None) => {}
            }
        }
        for (_, list) in self.loading.extract_if(.., |room, _| which(*room)) {
            if let Some(For::Joiner(waiter)) = list.purpose {
                let gone = || ClientError::refused(ErrorCode::NoSuchRoom);
                drop(waiter.send(Err(error.cloned().unwrap_or_else(gone))));
            }
        }
        for parked in self.parked.extract_if(.., |parked| which(parked.room)) {
            let error = error.cloned().unwrap_or(ClientError::OutcomeMissed);
            drop(parked.follow.opened.send(Err(error)));
        }
    }
}

impl State {
    /// A sequence is open; for one of this client's, that is the receipt.
    pub(in crate::client) fn opened(&mut self, opened: &Opened<'_>, fx: &mut Effects) {
        let place = opened.place;
        if !self.arrives(place, fx) {
            return;
        }
        let receipt = self.receipt(opened.opener, opened.client_number, place, fx);
        let Ok(content) = Content::inflate(&opened.body) else {
            return fx.events.push(missing(place));
        };
        let info = self.info(opened, content);
        let follow = receipt.and_then(Unacknowledged::follow);
        if let Some(follow) = &follow {
            drop(follow.opened.send(Ok(opened.sequence)));
        }
        fx.events.push(Event::Opened {
            room: place.room,
            place: Some(place),
            sequence: info.clone(),
        });
        let known = Known { info, answers: Vec::new(), follow };
        self.sequences.known.insert(opened.sequence, known);
    }

    fn info(&self, opened: &Opened<'_>, content: Content) -> OpenSequence {
        let own = opened.opener == self.member;
        let asked = match own {
            true => opened.includes_opener,
            false => opened.audience.is_empty() || opened.audience.contains(&self.member),
        };
        OpenSequence {
            id: opened.sequence,
            room: opened.place.room,
            opener: opened.opener,
            pseudo: opened.pseudo.to_owned(),
            client_number: opened.client_number,
            kind: opened.kind.to_string(),
            block: opened.block,
            quorum: opened.quorum,
            expires: opened.expires,
            audience: opened.audience.clone(),
            tally: Tally { waiting: opened.audience_count, ..Tally::default() },
            asked,
            content,
        }
    }

    /// One less is waited for.
    pub(in crate::client) fn answered(&mut self, answered: &Answered<'_>, fx: &mut Effects) {
        let place = answered.place;
        if !self.arrives(place, fx) {
            return;
        }
        let Ok(content) = Content::inflate(&answered.body) else {
            return fx.events.push(missing(place));
        };
        let (member, pseudo) = (answered.member, answered.pseudo.to_owned());
        let me = self.member;
        // One that was opened before this client came is told by the list, with what it holds by then.
        if let Some(known) = self.sequences.known.get_mut(&answered.sequence) {
            known.info.tally = answered.tally;
            known.info.asked &= member != me;
            if known.follow.is_some() && answered.how == Reaction::Answered {
                let (pseudo, content) = (pseudo.clone(), content.clone());
                known.answers.push(SequenceAnswer { member, pseudo, content });
            }
        }
        fx.events.push(Event::Answered {
            room: place.room,
            place,
            sequence: answered.sequence,
            member,
            pseudo,
            how: answered.how,
            reason: answered.reason.to_string(),
            tally: answered.tally,
            content,
        });
    }

    /// A sequence is over.
    pub(in crate::client) fn resolved(&mut self, resolved: Resolved, fx: &mut Effects) {
        let place = resolved.place;
        if self.arrives(place, fx) {
            let (outcome, reason) = (resolved.outcome, resolved.reason.into_string());
            let (sequence, tally, room) = (resolved.sequence, resolved.tally, place.room);
            let kind = self.sequences.end(sequence, outcome, &reason, tally);
            let place = Some(place);
            fx.events.push(Event::Resolved { room, place, sequence, kind, outcome, reason, tally });
        }
    }

    /// The repeat of an `OPEN` was acknowledged: its own event was missed, or the list has told it.
    pub(in crate::client) fn opened_before(
        &mut self,
        room: RoomId,
        client_number: ClientNumber,
        follow: Follow,
        fx: &mut Effects,
    ) {
        let me = self.member;
        match self.sequences.opened_by(me, client_number) {
            Some(known) => {
                drop(follow.opened.send(Ok(known.info.id)));
                known.follow = Some(follow);
            }
            None => {
                self.sequences.parked.push(Parked { room, client_number, follow });
                self.list_sequences(room, fx);
            }
        }
    }
}

/// An event whose content can't be read is as good as missing.
fn missing(place: Place) -> Event {
    Event::Gap { room: place.room, first: place.number, last: place.number }
}

impl Unacknowledged {
    /// What the opener of a sequence waits for.
    fn follow(self) -> Option<Follow> {
        match self.draft.target {
            Target::Sequence(_, draft) => Some(draft.follow),
            Target::Room(_) | Target::Member(_) => None,
        }
    }
}

impl OpenDraft {
    /// What is written of it.
    pub(in crate::client) fn message<'a>(
        &self,
        room: RoomId,
        client_number: ClientNumber,
        body: Body<'a>,
    ) -> message::Open<'a> {
        let opening = &self.opening;
        message::Open {
            room,
            client_number,
            kind: opening.kind.as_str().into(),
            block: opening.block,
            includes_opener: opening.includes_opener,
            quorum: opening.quorum,
            deadline: u32::try_from(opening.deadline.as_millis()).unwrap_or(u32::MAX),
            audience: opening.audience.clone(),
            body,
        }
    }
}
