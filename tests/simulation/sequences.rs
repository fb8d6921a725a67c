//! Sequences, as everybody is told of them: each is over once, and in the same way for all.

use crate::ledger::{Ledger, Stream};
use salon::client::{ClientError, Resolution, Underway};
use salon::proto::error_code::{ErrorCode, Outcome};
use salon::proto::ids::{MemberId, Number, SequenceId};
use salon::proto::message::Tally;
use std::collections::{BTreeMap, BTreeSet};

/// A sequence of one run of the server.
type Id = (usize, SequenceId);

/// How one ended.
type End = (Outcome, Tally);

/// What left the server of all sequences.
#[derive(Default)]
pub struct Sequences(BTreeMap<Id, Seen>);

#[derive(Default)]
struct Seen {
    asked: Option<u32>,
    /// Where it was opened, and where it was over, of each stream.
    opened: BTreeMap<Stream, Number>,
    over: BTreeMap<Stream, Number>,
    /// Who ceased to be waited for, and how all stood then.
    reacted: BTreeMap<MemberId, Tally>,
    end: Option<End>,
}

/// As many as were asked.
fn sum(tally: Tally) -> u32 {
    tally.answered + tally.declined + tally.left + tally.waiting
}

impl Sequences {
    /// It stands on a stream. A repeat of the same frame over another connection is the same.
    pub fn opened(
        &mut self,
        id: Id,
        asked: u32,
        stream: Stream,
        number: Number,
    ) -> Result<(), String> {
        let seen = self.0.entry(id).or_default();
        let first = *seen.opened.entry(stream).or_insert(number);
        if *seen.asked.get_or_insert(asked) != asked || first != number {
            return Err(format!("{id:?} is opened twice, at {first} and {number} of {stream:?}"));
        }
        Ok(())
    }

    /// Somebody is waited for no longer.
    pub fn answered(
        &mut self,
        id: Id,
        member: MemberId,
        tally: Tally,
        stream: Stream,
    ) -> Result<(), String> {
        let seen = self.0.entry(id).or_default();
        let first = *seen.reacted.entry(member).or_insert(tally);
        if first != tally {
            return Err(format!("{member} reacts twice to {id:?} on {stream:?}"));
        }
        match seen.asked {
            Some(asked) if asked != sum(tally) => Err(format!("{tally:?} of {id:?}, not {asked}")),
            _ => Ok(()),
        }
    }

    /// It is over.
    pub fn resolved(
        &mut self,
        id: Id,
        end: End,
        stream: Stream,
        number: Number,
    ) -> Result<(), String> {
        let seen = self.0.entry(id).or_default();
        let first = *seen.end.get_or_insert(end);
        let place = *seen.over.entry(stream).or_insert(number);
        if first != end || place != number {
            return Err(format!("{id:?} is over twice: {first:?} at {place}, {end:?} at {number}"));
        }
        match seen.asked {
            Some(asked) if asked != sum(end.1) => Err(format!("{end:?} of {id:?}, not {asked}")),
            _ => Ok(()),
        }
    }

    /// How it ended, if anybody was told.
    fn end(&self, id: Id) -> Option<End> {
        self.0.get(&id)?.end
    }
}

/// What one guest has seen of sequences in its session.
#[derive(Default)]
pub struct Watched {
    opened: BTreeSet<SequenceId>,
    over: BTreeSet<SequenceId>,
    own: Vec<Own>,
}

/// One that it has ordered.
struct Own {
    underway: Underway,
    id: Option<Id>,
}

impl Watched {
    /// A new session begins.
    pub fn forget(&mut self) {
        (self.opened, self.over) = (BTreeSet::new(), BTreeSet::new());
    }

    pub fn underway(&mut self, underway: Underway) {
        self.own.push(Own { underway, id: None });
    }

    pub fn opened(&mut self, name: &str, id: SequenceId, ledger: &mut Ledger) {
        if !self.opened.insert(id) || self.over.contains(&id) {
            ledger.broken(|| format!("{name} is told twice that {id} is open"));
        }
    }

    pub fn resolved(&mut self, name: &str, id: Id, end: End, ledger: &mut Ledger) {
        if !self.over.insert(id.1) {
            ledger.broken(|| format!("{name} is told twice that {id:?} is over"));
        }
        self.agrees(name, id, end, ledger);
    }

    /// What it is told of an end is what everybody is told.
    fn agrees(&self, name: &str, id: Id, end: End, ledger: &mut Ledger) {
        let told = ledger.sequences.end(id);
        // One whose end nobody was there to be told of may still be listed.
        let missed = matches!(end.0, Outcome::Unknown(_));
        if !missed && told.is_some_and(|told| told != end) {
            ledger.broken(|| format!("{name} hears that {id:?} is {end:?}, and it is {told:?}"));
        }
    }

    /// What has become of its own.
    pub fn look(&mut self, name: &str, run: usize, ledger: &mut Ledger) {
        let mut own = std::mem::take(&mut self.own);
        own.retain_mut(|own| match own.underway.opened() {
            Some(Ok(id)) => {
                own.id = Some((run, id));
                true
            }
            Some(Err(error)) => {
                if error.code() == Some(ErrorCode::Blocked) && error.about().is_none() {
                    ledger.broken(|| format!("{name} isn't told what blocks it"));
                }
                false
            }
            None => true,
        });
        own.retain(|own| {
            let Some(id) = own.id else { return true };
            let Some(ended) = own.underway.ended() else { return true };
            if let Some(end) = outcome(&ended) {
                self.agrees(name, id, end, ledger);
            }
            false
        });
        self.own.extend(own);
    }

    /// Whether it knows of each that it has ordered whether it is open.
    pub fn is_known(&self) -> bool {
        self.own.iter().all(|own| own.id.is_some())
    }

    /// All that it has opened are over, and it was told so.
    pub fn is_done(&self, name: &str, ledger: &mut Ledger) {
        if let Some(own) = self.own.first() {
            let id = own.id;
            ledger.broken(|| format!("{name} is never told how {id:?} ended"));
        }
    }
}

/// How it ended, as the wire says it. What leaving has cancelled nobody else needs to have heard of.
fn outcome(ended: &Result<Resolution, ClientError>) -> Option<End> {
    match ended {
        Ok(Resolution::Completed { tally, .. }) => Some((Outcome::Completed, *tally)),
        Ok(Resolution::Declined { tally, .. }) => Some((Outcome::Declined, *tally)),
        Ok(Resolution::Expired { tally, .. }) => Some((Outcome::Expired, *tally)),
        Ok(Resolution::Cancelled { tally, .. }) => Some((Outcome::Cancelled, *tally)),
        Err(_) => None,
    }
}
