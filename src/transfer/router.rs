//! Which event concerns which transfer. Nothing here waits.

use super::Inner;
use super::book::{Direction, Of, Row, TransferState};
use super::incoming;
use super::offer::{FileOffer, KIND, MAX_PREVIEW};
use super::problem::Problem;
use super::worker::{Note, Reply};
use crate::client::{Event, OpenSequence, StreamOffer};
use crate::proto::error_code::{Outcome, Reaction, StreamEnd};
use crate::proto::ids::{SequenceId, StreamId};
use std::sync::atomic::Ordering;

impl Inner {
    /// See [`Transfers::handle`](super::Transfers::handle).
    pub(super) fn route(&self, event: &Event) {
        match event {
            Event::Opened { sequence, .. } if sequence.kind == KIND => self.opened(sequence),
            Event::Answered { sequence, member, pseudo, how, reason, .. } => match how {
                Reaction::Answered => {
                    let (member, pseudo) = (*member, pseudo.clone());
                    self.of_sequence(*sequence, Reply::Taken { member, pseudo });
                }
                Reaction::Declined => {
                    self.of_sequence(*sequence, Reply::Declined { words: reason.clone() });
                }
                _ => {}
            },
            Event::Resolved { sequence, kind, outcome, reason, .. } if kind == KIND => {
                self.resolved(*sequence, *outcome, reason);
            }
            Event::StreamOffered { offer, .. } => self.stream_offered(offer),
            Event::StreamEnded { stream, how, reason, .. } => {
                self.stream_ended(*stream, *how, reason);
            }
            Event::Joined { pseudo, .. } => self.somebody_came(pseudo),
            Event::Fresh => {
                self.book.lock().begin_session(self.client.session());
                self.mark_changed();
            }
            Event::Ended { .. } | Event::Disconnected { retry_in: None, .. } => self.close(),
            _ => {}
        }
    }

    fn opened(&self, sequence: &OpenSequence) {
        if !sequence.asked || sequence.opener == self.client.member() {
            return;
        }
        let Ok(mut offer) = sequence.content.get::<FileOffer>() else { return };
        if offer.picture.len() > MAX_PREVIEW {
            offer.picture.clear();
        }
        let (id, member, from) = (sequence.id, sequence.opener, sequence.pseudo.as_str());
        {
            let mut book = self.book.lock();
            if book.find(|row| row.sequence == Some(id)).is_some() {
                return;
            }
            let same = |row: &Row| {
                row.seen.is_incoming()
                    && row.transfer == offer.transfer
                    && row.seen.with == from
                    && !row.seen.state.is_over()
            };
            if let Some(row) = book.find(same) {
                if row.seen.size == offer.size {
                    incoming::offered_again(row, sequence);
                } else {
                    tracing::info!(from, "an offer under the id of another file is not shown");
                }
                return self.mark_changed();
            }
        }
        if let Err(problem) = incoming::offered(self, from, member, offer, id, sequence.expires) {
            tracing::info!(%problem, from, "an offer is not shown");
        }
    }

    /// A note for whoever has opened this sequence.
    fn of_sequence(&self, sequence: SequenceId, reply: Reply) {
        let note = Note::Offer(sequence, reply);
        let mut book = self.book.lock();
        match book.find(|row| row.sequence == Some(sequence)) {
            Some(row) if row.seen.direction == Direction::Outgoing => row.note(note),
            Some(_) => {}
            None => book.keep_early(Of::Sequence(sequence), note),
        }
    }

    fn resolved(&self, sequence: SequenceId, outcome: Outcome, words: &str) {
        {
            let mut book = self.book.lock();
            let waits = |row: &Row| row.sequence == Some(sequence) && row.waiting.is_some();
            if let Some(row) = book.find(waits) {
                row.waiting = None;
                row.seen.state = TransferState::Failed(match outcome {
                    Outcome::Cancelled => Problem::Withdrawn,
                    _ => Problem::Expired,
                });
            }
        }
        let words = words.to_owned();
        self.of_sequence(sequence, Reply::Resolved { outcome, words });
        self.mark_changed();
    }

    fn stream_offered(&self, offer: &StreamOffer) {
        let mut book = self.book.lock();
        let about = Some(SequenceId(offer.about));
        let wanted = |row: &Row| {
            row.seen.is_incoming() && row.sequence == about && row.peer == Some(offer.from)
        };
        if let Some(row) = book.find(wanted) {
            row.note(Note::Stream(offer.ticket));
        }
    }

    fn stream_ended(&self, stream: StreamId, how: StreamEnd, words: &str) {
        let mut book = self.book.lock();
        let note = Note::Ended { stream, how, words: words.to_owned() };
        let Some(row) = book.find(|row| row.stream == Some(stream)) else {
            return book.keep_early(Of::Stream(stream), note);
        };
        row.note(note);
        if how != StreamEnd::Done {
            row.control.stop_stream();
        }
    }

    /// Perhaps somebody is back for whom a transfer waits.
    fn somebody_came(&self, pseudo: &str) {
        for row in self.book.lock().rows() {
            if row.seen.state == TransferState::Interrupted && row.seen.with == pseudo {
                row.note(Note::Back);
            }
        }
    }

    pub(super) fn close(&self) {
        self.closing.store(true, Ordering::Release);
        for row in self.book.lock().rows() {
            row.control.stop_stream();
            row.note(Note::Wake);
        }
    }
}
