//! One sequence: who was asked, how they stand, and when it is over.

use super::Refused;
use crate::proto::body::{Body, PackedBody};
use crate::proto::error_code::{Block, Outcome, Reaction};
use crate::proto::ids::{ClientNumber, MemberId, SequenceId, UnixMillis};
use crate::proto::limits::{
    MAX_AUDIENCE, MAX_DEADLINE, MAX_SEQUENCE_BODY, MAX_SEQUENCE_KIND, MIN_DEADLINE,
};
use crate::proto::message::{EndedSequence, OpenSequence, Opened, Place, Tally, Text};
use std::collections::{BTreeMap, BTreeSet};

/// What its opener wants of a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Who opens it; [`MemberId::SERVER`] for the server.
    pub opener: MemberId,
    /// What they are called; empty for the server.
    pub pseudo: String,
    /// The opener's own number for it.
    pub client_number: ClientNumber,
    /// What it is, for programs.
    pub kind: Text<MAX_SEQUENCE_KIND>,
    /// What it keeps its opener from.
    pub block: Block,
    /// Whether the opener is asked, too.
    pub includes_opener: bool,
    /// How many answers complete it; 0 for all who can.
    pub quorum: u16,
    /// After how many milliseconds it expires.
    pub deadline: u32,
    /// Who is asked by name; nobody for everybody who is there.
    pub named: Vec<MemberId>,
    /// What is asked.
    pub body: PackedBody,
    /// Whether the answers are kept for [`End::answers`].
    pub keeps_answers: bool,
}

impl Order {
    /// Whether it can be a sequence at all, whoever is there.
    ///
    /// # Errors
    /// The kind isn't 1 to 64 visible ASCII characters, the block isn't known, the deadline is out of
    /// range, too many are named, or the body is too long.
    pub fn check(&self) -> Result<(), Refused> {
        let kind = !self.kind.is_empty() && self.kind.bytes().all(|b| b.is_ascii_graphic());
        let block = !matches!(self.block, Block::Unknown(_));
        let deadline = (MIN_DEADLINE..=MAX_DEADLINE).contains(&self.deadline);
        let named = self.named.len() <= MAX_AUDIENCE;
        let body = self.body.as_body().up_to(MAX_SEQUENCE_BODY).is_ok();
        if kind && block && deadline && named && body { Ok(()) } else { Err(Refused::Bad) }
    }

    /// Who is asked out of those who `are_there`; the opener only where they want it.
    ///
    /// # Errors
    /// Nobody is left, or fewer than must answer.
    pub fn audience(
        &self,
        are_there: impl Iterator<Item = MemberId>,
    ) -> Result<BTreeSet<MemberId>, Refused> {
        let named: BTreeSet<MemberId> = self.named.iter().copied().collect();
        let asked = |member: &MemberId| match *member == self.opener {
            true => self.includes_opener,
            false => named.is_empty() || named.contains(member),
        };
        let audience: BTreeSet<MemberId> = are_there.filter(asked).collect();
        if audience.is_empty() {
            Err(Refused::Nobody)
        } else if usize::from(self.quorum) > audience.len() {
            Err(Refused::Bad)
        } else if self.keeps_answers && audience.len() > MAX_AUDIENCE {
            Err(Refused::TooMany)
        } else {
            Ok(audience)
        }
    }
}

/// How one of those who were asked stands; `None` while they are waited for.
type Stand = Option<Reaction>;

/// What somebody answered, where answers are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Who.
    pub member: MemberId,
    /// Their part.
    pub body: PackedBody,
}

/// A sequence that is open.
#[derive(Debug)]
pub struct Sequence {
    id: SequenceId,
    order: Order,
    expires: UnixMillis,
    audience: BTreeMap<MemberId, Stand>,
    tally: Tally,
    answers: Vec<Answer>,
}

/// One less is waited for, and perhaps it is over by that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Of which sequence.
    pub sequence: SequenceId,
    /// How all stand now.
    pub tally: Tally,
    /// The sequence is over.
    pub end: Option<End>,
}

/// How a sequence ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// Which.
    pub sequence: SequenceId,
    /// Who had opened it.
    pub opener: MemberId,
    /// The opener's own number for it.
    pub client_number: ClientNumber,
    /// How.
    pub outcome: Outcome,
    /// Why it was cancelled, or nothing.
    pub reason: String,
    /// How all stood in the end.
    pub tally: Tally,
    /// Who was asked by name or toward members; not kept for a whole room.
    pub audience: Vec<MemberId>,
    /// What was answered, where answers are kept.
    pub answers: Vec<Answer>,
}

impl Sequence {
    /// Opens one toward `audience`, which is not empty.
    pub(super) fn open(
        id: SequenceId,
        order: Order,
        audience: BTreeSet<MemberId>,
        now: UnixMillis,
    ) -> Self {
        let waiting = u32::try_from(audience.len()).unwrap_or(u32::MAX);
        Self {
            id,
            expires: UnixMillis(now.0.saturating_add(order.deadline.into())),
            audience: audience.into_iter().map(|member| (member, None)).collect(),
            tally: Tally { waiting, ..Tally::default() },
            answers: Vec::new(),
            order,
        }
    }

    /// What was ordered.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// Whether somebody was asked.
    pub fn asks(&self, member: MemberId) -> bool {
        self.audience.contains_key(&member)
    }

    /// Whether somebody is waited for.
    pub fn waits_for(&self, member: MemberId) -> bool {
        self.audience.get(&member) == Some(&None)
    }

    /// Everybody who was asked.
    pub fn audience(&self) -> impl Iterator<Item = MemberId> {
        self.audience.keys().copied()
    }

    /// Somebody answers, declines or leaves. An answer's `body` is kept where answers are.
    ///
    /// # Errors
    /// They were not asked, or have reacted before.
    pub(super) fn react(
        &mut self,
        member: MemberId,
        how: Reaction,
        body: &Body<'_>,
    ) -> Result<Step, Refused> {
        match self.audience.get_mut(&member) {
            None | Some(Some(Reaction::Left)) => return Err(Refused::NotAsked),
            Some(Some(_)) => return Err(Refused::Already),
            Some(stand) => *stand = Some(how),
        }
        self.tally.waiting -= 1;
        match how {
            Reaction::Answered => self.tally.answered += 1,
            Reaction::Declined => self.tally.declined += 1,
            _ => self.tally.left += 1,
        }
        if how == Reaction::Answered && self.order.keeps_answers {
            self.answers.push(Answer { member, body: PackedBody::keep(body) });
        }
        let end = self.outcome().map(|outcome| self.end(outcome, ""));
        Ok(Step { sequence: self.id, tally: self.tally, end })
    }

    /// How it is over, if it is.
    fn outcome(&self) -> Option<Outcome> {
        let Tally { answered, waiting, .. } = self.tally;
        match u32::from(self.order.quorum) {
            0 if waiting > 0 => None,
            0 if answered > 0 => Some(Outcome::Completed),
            0 => Some(Outcome::Declined),
            quorum if answered >= quorum => Some(Outcome::Completed),
            quorum if answered + waiting < quorum => Some(Outcome::Declined),
            _ => None,
        }
    }

    /// It is over in this way.
    pub(super) fn end(&mut self, outcome: Outcome, reason: &str) -> End {
        End {
            sequence: self.id,
            opener: self.order.opener,
            client_number: self.order.client_number,
            outcome,
            reason: reason.to_owned(),
            tally: self.tally,
            audience: self.named(),
            answers: std::mem::take(&mut self.answers),
        }
    }

    /// Who is asked, where that isn't everybody who was there.
    fn named(&self) -> Vec<MemberId> {
        if self.order.named.is_empty() { Vec::new() } else { self.audience().collect() }
    }

    /// What everybody concerned is told.
    pub fn opened(&self, place: Place) -> Opened<'_> {
        let order = &self.order;
        Opened {
            place,
            sequence: self.id,
            opener: order.opener,
            pseudo: &order.pseudo,
            client_number: order.client_number,
            kind: order.kind.clone(),
            block: order.block,
            includes_opener: order.includes_opener,
            quorum: order.quorum,
            expires: self.expires,
            audience: self.named(),
            audience_count: u32::try_from(self.audience.len()).unwrap_or(u32::MAX),
            body: order.body.as_body(),
        }
    }

    /// As `viewer` sees it in the list.
    pub fn listed(&self, viewer: MemberId) -> OpenSequence {
        let order = &self.order;
        OpenSequence {
            sequence: self.id,
            opener: order.opener,
            pseudo: order.pseudo.as_str().into(),
            client_number: order.client_number,
            kind: order.kind.clone(),
            block: order.block,
            includes_opener: order.includes_opener,
            quorum: order.quorum,
            expires: self.expires,
            audience: self.named(),
            tally: self.tally,
            asked: self.waits_for(viewer),
            body: order.body.clone(),
        }
    }
}

impl End {
    /// As the list shows it.
    pub fn listed(&self) -> EndedSequence {
        EndedSequence {
            sequence: self.sequence,
            opener: self.opener,
            client_number: self.client_number,
            outcome: self.outcome,
            reason: self.reason.as_str().into(),
            tally: self.tally,
        }
    }

    /// Whether it concerned somebody, of a sequence toward members.
    pub fn concerned(&self, member: MemberId) -> bool {
        self.opener == member || self.audience.binary_search(&member).is_ok()
    }
}
