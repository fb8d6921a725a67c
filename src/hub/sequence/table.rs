//! The sequences that are open in one place: a room, or toward members anywhere. What they block, and
//! how those ended that are over.

use super::{End, Order, Refused, Sequence, Step};
use crate::proto::body::Body;
use crate::proto::error_code::{Block, Outcome, Reaction};
use crate::proto::ids::{MemberId, SequenceId, UnixMillis};
use crate::proto::limits::SEQUENCES_PER_PAGE;
use crate::proto::message::{OpenSequence, Opened, Place};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Bound;

/// Bytes of a listed sequence beside its texts, its audience and its body; rather more than less.
const ROUGHLY: usize = 100;

/// What an opener is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act<'a> {
    /// To say something.
    Post,
    /// To open a sequence of this kind.
    Open(&'a str),
}

/// See the module.
#[derive(Debug)]
pub struct Table {
    open: BTreeMap<SequenceId, Sequence>,
    by_opener: BTreeMap<MemberId, BTreeSet<SequenceId>>,
    ended: VecDeque<End>,
    keep: usize,
}

impl Table {
    /// None is open. The outcomes of the last `keep` are remembered.
    pub fn new(keep: usize) -> Self {
        let (open, by_opener) = (BTreeMap::new(), BTreeMap::new());
        Self { open, by_opener, ended: VecDeque::new(), keep }
    }

    /// Whether none is open.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// How many are open.
    pub fn len(&self) -> usize {
        self.open.len()
    }

    /// One that is open.
    pub fn get(&self, id: SequenceId) -> Option<&Sequence> {
        self.open.get(&id)
    }

    /// Opens one toward `audience`, which is not empty.
    pub fn open(
        &mut self,
        id: SequenceId,
        order: Order,
        audience: BTreeSet<MemberId>,
        now: UnixMillis,
    ) {
        self.by_opener.entry(order.opener).or_default().insert(id);
        self.open.insert(id, Sequence::open(id, order, audience, now));
    }

    /// What is told of one that was just opened.
    pub fn opened(&self, id: SequenceId, place: Place) -> Option<Opened<'_>> {
        self.open.get(&id).map(|sequence| sequence.opened(place))
    }

    /// Which sequence of its own keeps `opener` from something there, of those whose audience
    /// `concerns` whom it is about.
    pub fn blocks(
        &self,
        opener: MemberId,
        act: Act<'_>,
        concerns: impl Fn(&Sequence) -> bool,
    ) -> Option<SequenceId> {
        let blocks = |id: &SequenceId| {
            let sequence = self.open.get(id)?;
            let stops = match (sequence.order().block, act) {
                (Block::Posts, _) => true,
                (Block::Kind, Act::Open(kind)) => *sequence.order().kind == *kind,
                _ => false,
            };
            (stops && concerns(sequence)).then_some(*id)
        };
        // The server itself is never kept from anything.
        let own = self.by_opener.get(&opener).filter(|_| opener != MemberId::SERVER)?;
        own.iter().find_map(blocks)
    }

    /// Somebody answers, declines or leaves.
    ///
    /// # Errors
    /// It isn't open, they were not asked, or have reacted before.
    pub fn react(
        &mut self,
        id: SequenceId,
        member: MemberId,
        how: Reaction,
        body: &Body<'_>,
    ) -> Result<Step, Refused> {
        let sequence = self.open.get_mut(&id).ok_or(Refused::NoSuch)?;
        let mut step = sequence.react(member, how, body)?;
        if let Some(end) = &mut step.end {
            self.remove(end);
        }
        Ok(step)
    }

    /// Its opener takes it back.
    ///
    /// # Errors
    /// It isn't open, or isn't theirs.
    pub fn cancel(
        &mut self,
        id: SequenceId,
        member: MemberId,
        reason: &str,
    ) -> Result<End, Refused> {
        let sequence = self.open.get(&id).ok_or(Refused::NoSuch)?;
        if sequence.order().opener != member {
            return Err(Refused::NotAsked);
        }
        self.end(id, Outcome::Cancelled, reason).ok_or(Refused::NoSuch)
    }

    /// Its deadline has come; `None` if it is over already.
    pub fn expire(&mut self, id: SequenceId) -> Option<End> {
        self.end(id, Outcome::Expired, "")
    }

    /// Somebody is gone: what they had opened is cancelled.
    pub fn opener_left(&mut self, member: MemberId) -> Vec<End> {
        let own = self.by_opener.get(&member).cloned().unwrap_or_default();
        own.into_iter().filter_map(|id| self.end(id, Outcome::Cancelled, "")).collect()
    }

    /// Those in which somebody is waited for.
    pub fn waiting_for(&self, member: MemberId) -> Vec<SequenceId> {
        let waiting = self.open.iter().filter(|(_, sequence)| sequence.waits_for(member));
        waiting.map(|(id, _)| *id).collect()
    }

    /// The place is no more: all are cancelled.
    pub fn close(&mut self, reason: &str) -> Vec<End> {
        let open: Vec<SequenceId> = self.open.keys().copied().collect();
        open.into_iter().filter_map(|id| self.end(id, Outcome::Cancelled, reason)).collect()
    }

    fn end(&mut self, id: SequenceId, outcome: Outcome, reason: &str) -> Option<End> {
        let mut end = self.open.get_mut(&id)?.end(outcome, reason);
        self.remove(&mut end);
        Some(end)
    }

    /// Once it is out of the table, nothing can end it a second time.
    fn remove(&mut self, end: &mut End) {
        self.open.remove(&end.sequence);
        if let Some(own) = self.by_opener.get_mut(&end.opener) {
            own.remove(&end.sequence);
            if own.is_empty() {
                self.by_opener.remove(&end.opener);
            }
        }
        // What was answered goes to who waits for it alone, and isn't copied.
        let answers = std::mem::take(&mut end.answers);
        self.ended.push_back(end.clone());
        end.answers = answers;
        if self.ended.len() > self.keep {
            self.ended.pop_front();
        }
    }

    /// Those after `after` as `viewer` sees them, in one page, and whether there are more.
    pub fn page<'a>(
        &'a self,
        ids: impl Iterator<Item = &'a SequenceId>,
        viewer: MemberId,
    ) -> (Vec<OpenSequence>, bool) {
        let (mut page, mut bytes) = (Vec::new(), 0);
        for sequence in ids.filter_map(|id| self.open.get(id)) {
            let listed = sequence.listed(viewer);
            bytes += ROUGHLY + listed.body.as_body().bytes.len() + 8 * listed.audience.len();
            bytes += listed.pseudo.len() + listed.kind.len();
            if bytes > SEQUENCES_PER_PAGE && !page.is_empty() {
                return (page, true);
            }
            page.push(listed);
        }
        (page, false)
    }

    /// The ids of all that are open, after one.
    pub fn ids_after(&self, after: SequenceId) -> impl Iterator<Item = &SequenceId> {
        self.open.range((Bound::Excluded(after), Bound::Unbounded)).map(|(id, _)| id)
    }

    /// Those that ended last, the oldest first.
    pub fn ended(&self) -> impl DoubleEndedIterator<Item = &End> {
        self.ended.iter()
    }
}
