//! The list of a room's open sequences, fetched where events can't tell them: on entering, and after a
//! gap. Each page is exact at its point of the stream, so that the book is exact after the last.

use super::{Known, OpenSequence, Resolution};
use crate::client::content::Content;
use crate::client::error::ClientError;
use crate::client::event::Event;
use crate::client::replies::entered;
use crate::client::rooms::For;
use crate::client::state::{Effects, State};
use crate::proto::error_code::Outcome;
use crate::proto::header::Capabilities;
use crate::proto::ids::{Correlation, RoomId, SequenceId, Tick};
use crate::proto::message::{self, EndedSequence, ListSequences, Message, Sequences};

/// A list of which pages are missing.
#[derive(Debug, Default)]
pub(in crate::client) struct Loading {
    /// Of the request that is out.
    pub(in crate::client) correlation: Correlation,
    /// The last id that was fetched.
    pub(in crate::client) after: SequenceId,
    /// When to ask again, where the server had said "too fast".
    pub(in crate::client) retry_at: Option<Tick>,
    /// Known ones that the pages so far don't hold.
    gone: Vec<SequenceId>,
    /// Who waits for the room to be whole.
    pub(in crate::client) purpose: Option<For>,
}

impl State {
    /// Fetches the open sequences of a room, from the first.
    pub(in crate::client) fn list_sequences(&mut self, room: RoomId, fx: &mut Effects) {
        if self.capabilities.has(Capabilities::SEQUENCES) {
            let loading = self.sequences.loading.entry(room).or_default();
            loading.gone.clear();
            self.ask_sequences(room, SequenceId(0), fx);
        }
    }

    /// Asks for those after `after`, for a list that is being fetched.
    pub(in crate::client) fn ask_sequences(
        &mut self,
        room: RoomId,
        after: SequenceId,
        fx: &mut Effects,
    ) {
        let next = self.next_correlation();
        let Some(loading) = self.sequences.loading.get_mut(&room) else { return };
        (loading.correlation, loading.after, loading.retry_at) = (next, after, None);
        ListSequences { room, after }.append(next, &mut fx.frames);
    }

    /// A page of open sequences.
    pub(in crate::client) fn page_of_sequences(
        &mut self,
        to: Correlation,
        page: Sequences,
        fx: &mut Effects,
    ) {
        let room = page.room;
        let Some(loading) = self.sequences.loading.get_mut(&room) else { return };
        if loading.correlation != to {
            return;
        }
        let (after, last) = (loading.after, page.open.last().map(|open| open.sequence));
        // A page that doesn't go on is the last one: nothing is asked for without end.
        let next = last.filter(|last| page.more && *last > after);
        let covered = |id: SequenceId| id > after && next.is_none_or(|last| id <= last);
        let listed = |id: SequenceId| page.open.iter().any(|open| open.sequence == id);
        let known = self.sequences.known.values().filter(|known| known.info.room == room);
        let gone = known.map(|known| known.info.id).filter(|id| covered(*id) && !listed(*id));
        loading.gone.extend(gone);
        for open in page.open {
            self.put_sequence(room, open, fx);
        }
        match next {
            Some(last) => self.ask_sequences(room, last, fx),
            None => self.sequences_whole(room, &page.ended, fx),
        }
    }

    fn put_sequence(&mut self, room: RoomId, open: message::OpenSequence, fx: &mut Effects) {
        if let Some(known) = self.sequences.known.get_mut(&open.sequence) {
            (known.info.tally, known.info.asked) = (open.tally, open.asked);
            return;
        }
        // One that can't be read is nothing that an application could answer.
        let Ok(content) = Content::inflate(&open.body.as_body()) else { return };
        let info = OpenSequence {
            id: open.sequence,
            room,
            opener: open.opener,
            pseudo: open.pseudo.into_string(),
            client_number: open.client_number,
            kind: open.kind.into_string(),
            block: open.block,
            quorum: open.quorum,
            expires: open.expires,
            audience: open.audience,
            tally: open.tally,
            asked: open.asked,
            content,
        };
        fx.events.push(Event::Opened { room, place: None, sequence: info.clone() });
        let known = Known { info, answers: Vec::new(), follow: None };
        self.sequences.known.insert(known.info.id, known);
    }

    /// The last page has come: what it doesn't hold is over.
    fn sequences_whole(&mut self, room: RoomId, ended: &[EndedSequence], fx: &mut Effects) {
        let Some(loading) = self.sequences.loading.remove(&room) else { return };
        for sequence in loading.gone {
            // Its own event may have come since its page.
            let Some(known) = self.sequences.known.get(&sequence) else { continue };
            let told = ended.iter().find(|end| end.sequence == sequence);
            let outcome = told.map_or(Outcome::Unknown(0), |end| end.outcome);
            let reason = told.map_or_else(String::new, |end| end.reason.to_string());
            let tally = told.map_or(known.info.tally, |end| end.tally);
            let kind = self.sequences.end(sequence, outcome, &reason, tally);
            let place = None;
            fx.events.push(Event::Resolved { room, place, sequence, kind, outcome, reason, tally });
        }
        self.find_parked(room, ended);
        if let Some(purpose) = loading.purpose
            && let Some(joined) = self.rooms.get(&room)
        {
            entered(joined, purpose, fx);
        }
    }

    /// Which sequences those are that were opened and whose own event was missed.
    fn find_parked(&mut self, room: RoomId, ended: &[EndedSequence]) {
        let me = self.member;
        let parked: Vec<_> =
            self.sequences.parked.extract_if(.., |parked| parked.room == room).collect();
        for parked in parked {
            let number = parked.client_number;
            if let Some(known) = self.sequences.opened_by(me, number) {
                drop(parked.follow.opened.send(Ok(known.info.id)));
                known.follow = Some(parked.follow);
                continue;
            }
            let own = |end: &&EndedSequence| end.opener == me && end.client_number == number;
            let Some(end) = ended.iter().find(own) else {
                drop(parked.follow.opened.send(Err(ClientError::OutcomeMissed)));
                continue;
            };
            let reason = end.reason.to_string();
            let resolution = Resolution::of(end.outcome, reason, end.tally, Vec::new());
            drop(parked.follow.opened.send(Ok(end.sequence)));
            drop(parked.follow.outcome.send(resolution.ok_or(ClientError::OutcomeMissed)));
        }
    }

    /// A page was refused: later, if it came too soon; otherwise what is known stays as it is. Whether
    /// the request was one of these.
    pub(in crate::client) fn sequences_refused(
        &mut self,
        to: Correlation,
        retry_at: Option<Tick>,
        fx: &mut Effects,
    ) -> bool {
        let of = |(_, loading): &(&RoomId, &mut Loading)| loading.correlation == to;
        let Some((room, loading)) = self.sequences.loading.iter_mut().find(of) else {
            return false;
        };
        let room = *room;
        if retry_at.is_some() {
            loading.retry_at = retry_at;
        } else {
            let purpose = loading.purpose.take();
            self.sequences.loading.remove(&room);
            // The room is no longer this client's, say: nobody will tell which sequences those are.
            self.find_parked(room, &[]);
            if let (Some(purpose), Some(joined)) = (purpose, self.rooms.get(&room)) {
                entered(joined, purpose, fx);
            }
        }
        true
    }
}
