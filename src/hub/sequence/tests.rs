//! Sequences held against a recount from scratch, in every order of few events and in random orders of
//! many.

use super::*;
use crate::proto::body::{Body, PackedBody};
use crate::proto::error_code::{Block, Outcome, Reaction};
use crate::proto::ids::{ClientNumber, MemberId, UnixMillis};
use crate::proto::message::Tally;
use fastrand::Rng;
use std::collections::{BTreeMap, BTreeSet};

const OPENER: MemberId = MemberId(100);
const NOW: UnixMillis = UnixMillis(1_700_000_000_000);

fn order(opener: MemberId, quorum: u16) -> Order {
    Order {
        opener,
        pseudo: "ada".into(),
        client_number: ClientNumber(1),
        kind: "example/ask".into(),
        block: Block::Nothing,
        includes_opener: false,
        quorum,
        deadline: 60_000,
        named: Vec::new(),
        body: PackedBody::keep(&Body::NOTHING),
        keeps_answers: false,
    }
}

fn members(ids: std::ops::RangeInclusive<u64>) -> BTreeSet<MemberId> {
    ids.map(MemberId).collect()
}

/// What may happen to a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Happens {
    React(MemberId, Reaction),
    Cancel,
    Expire,
    OpenerLeaves,
    Close,
}

/// A sequence as a recount of all that has happened to it: slow, and simple.
struct Recount {
    quorum: u32,
    stands: BTreeMap<MemberId, Option<Reaction>>,
    ended: Option<Outcome>,
}

impl Recount {
    fn new(audience: &BTreeSet<MemberId>, quorum: u16) -> Self {
        let stands = audience.iter().map(|member| (*member, None)).collect();
        Self { quorum: quorum.into(), stands, ended: None }
    }

    fn count(&self, stand: Option<Reaction>) -> u32 {
        u32::try_from(self.stands.values().filter(|s| **s == stand).count()).unwrap()
    }

    fn tally(&self) -> Tally {
        Tally {
            answered: self.count(Some(Reaction::Answered)),
            declined: self.count(Some(Reaction::Declined)),
            left: self.count(Some(Reaction::Left)),
            waiting: self.count(None),
        }
    }

    /// How it is over by its answers, as PROTOCOL.md's table has it.
    fn by_answers(&self) -> Option<Outcome> {
        let Tally { answered, waiting, .. } = self.tally();
        let (enough, possible) = match self.quorum {
            0 => (waiting == 0 && answered > 0, waiting > 0 || answered > 0),
            quorum => (answered >= quorum, answered + waiting >= quorum),
        };
        match (enough, possible) {
            (true, _) => Some(Outcome::Completed),
            (false, false) => Some(Outcome::Declined),
            (false, true) => None,
        }
    }

    /// What it should become of `happens`: refused, or how it is over by that.
    fn take(&mut self, happens: Happens) -> Result<Option<Outcome>, Refused> {
        if self.ended.is_some() {
            return Err(Refused::NoSuch);
        }
        self.ended = match happens {
            Happens::React(member, how) => match self.stands.get_mut(&member) {
                None | Some(Some(Reaction::Left)) => return Err(Refused::NotAsked),
                Some(Some(_)) => return Err(Refused::Already),
                Some(stand) => {
                    *stand = Some(how);
                    self.by_answers()
                }
            },
            Happens::Expire => Some(Outcome::Expired),
            Happens::Cancel | Happens::OpenerLeaves | Happens::Close => Some(Outcome::Cancelled),
        };
        Ok(self.ended)
    }
}

/// The same of the real one.
fn take(table: &mut Table, id: SequenceId, happens: Happens) -> Result<Option<End>, Refused> {
    let one = |ends: Vec<End>| ends.into_iter().find(|e| e.sequence == id).ok_or(Refused::NoSuch);
    match happens {
        Happens::React(member, how) => {
            table.react(id, member, how, &Body::NOTHING).map(|step| step.end)
        }
        Happens::Cancel => table.cancel(id, OPENER, "").map(Some),
        Happens::Expire => table.expire(id).ok_or(Refused::NoSuch).map(Some),
        Happens::OpenerLeaves => one(table.opener_left(OPENER)).map(Some),
        Happens::Close => one(table.close("")).map(Some),
    }
}

/// Lets all of `history` happen, and holds each step against the recount. It is over once at most.
fn replay(audience: &BTreeSet<MemberId>, quorum: u16, history: &[Happens]) -> Option<Outcome> {
    let (mut table, id) = (Table::new(4), SequenceId(1));
    table.open(id, order(OPENER, quorum), audience.clone(), NOW);
    let mut recount = Recount::new(audience, quorum);
    let mut ends = Vec::new();
    for happens in history {
        let wanted = recount.take(*happens);
        let end = take(&mut table, id, *happens);
        let outcome = end.as_ref().map(|end| end.as_ref().map(|end| end.outcome));
        assert_eq!(outcome.map_err(|e| *e), wanted, "{happens:?} in {history:?}, quorum {quorum}");
        if let Ok(Some(end)) = end {
            assert_eq!(end.tally, recount.tally(), "{history:?}");
            ends.push(end.outcome);
        }
        if let Some(open) = table.get(id) {
            assert_eq!(open.listed(OPENER).tally, recount.tally(), "{history:?}");
            assert!(audience.iter().all(|m| open.waits_for(*m) == (recount.stands[m].is_none())));
        }
    }
    assert!(ends.len() <= 1, "it is over twice: {history:?}");
    assert_eq!(table.is_empty(), recount.ended.is_some());
    assert_eq!(table.ended().count(), ends.len());
    ends.first().copied()
}

/// Every order of these.
fn orders(events: &[Happens]) -> Vec<Vec<Happens>> {
    if events.is_empty() {
        return vec![Vec::new()];
    }
    let with_first = |index: usize| {
        let mut rest = events.to_vec();
        let first = rest.remove(index);
        orders(&rest).into_iter().map(move |order| [vec![first], order].concat())
    };
    (0..events.len()).flat_map(with_first).collect()
}

#[test]
fn it_is_over_once_in_every_order_of_three_members_a_cancel_and_a_deadline() {
    let hows = [Reaction::Answered, Reaction::Declined, Reaction::Left];
    let audience = members(1..=3);
    let mut outcomes = BTreeMap::new();
    for choice in 0..27usize {
        let how = |n: u32| hows[choice / 3usize.pow(n) % 3];
        let reactions = (1..=3u32).map(|n| Happens::React(MemberId(n.into()), how(n - 1)));
        for last in [Happens::Cancel, Happens::OpenerLeaves, Happens::Close] {
            let events: Vec<_> = reactions.clone().chain([last, Happens::Expire]).collect();
            for order in orders(&events) {
                for quorum in 0..=3 {
                    let outcome = replay(&audience, quorum, &order).expect("it is over in the end");
                    *outcomes.entry(outcome.code()).or_insert(0) += 1;
                }
            }
        }
    }
    assert_eq!(outcomes.len(), 4, "each outcome is met: {outcomes:?}");
}

#[test]
fn it_is_over_once_in_random_orders_of_many() {
    for seed in 0..500 {
        let mut random = Rng::with_seed(seed);
        let audience = members(1..=random.u64(1..=20));
        let quorum = random.u16(0..=u16::try_from(audience.len()).unwrap());
        let happens = |random: &mut Rng| match random.u8(0..100) {
            0 => Happens::Cancel,
            1 => Happens::Expire,
            2 => Happens::OpenerLeaves,
            3 => Happens::Close,
            n => {
                // Some of them were never asked, or speak twice.
                let member = MemberId(random.u64(1..=24));
                let how = match n % 3 {
                    0 => Reaction::Answered,
                    1 => Reaction::Declined,
                    _ => Reaction::Left,
                };
                Happens::React(member, how)
            }
        };
        let history: Vec<_> = (0..random.usize(1..80)).map(|_| happens(&mut random)).collect();
        replay(&audience, quorum, &history);
    }
}

#[test]
fn those_who_are_there_are_asked_and_the_opener_only_if_it_wants() {
    let there = || [OPENER, MemberId(1), MemberId(2)].into_iter();
    let all = order(OPENER, 0);
    assert_eq!(all.audience(there()), Ok(members(1..=2)));
    let with_me = Order { includes_opener: true, ..all.clone() };
    assert_eq!(with_me.audience(there()).unwrap().len(), 3);
    let named = Order { named: vec![MemberId(2), MemberId(9), OPENER], ..all.clone() };
    assert_eq!(named.audience(there()), Ok(members(2..=2)));
    assert_eq!(all.audience([OPENER].into_iter()), Err(Refused::Nobody));
    assert_eq!(order(OPENER, 3).audience(there()), Err(Refused::Bad));
}

#[test]
fn it_blocks_its_opener_as_far_as_it_says() {
    let mut table = Table::new(4);
    let (kind, posts) = (SequenceId(1), SequenceId(2));
    table.open(kind, Order { block: Block::Kind, ..order(OPENER, 0) }, members(1..=2), NOW);
    let blocks = |table: &Table, act| table.blocks(OPENER, act, |_| true);
    assert_eq!(blocks(&table, Act::Open("example/ask")), Some(kind));
    assert_eq!(blocks(&table, Act::Open("example/other")), None);
    assert_eq!(blocks(&table, Act::Post), None);
    let asked = |id| table.blocks(OPENER, Act::Open("example/ask"), |open| open.asks(MemberId(id)));
    assert_eq!((asked(1), asked(3)), (Some(kind), None));
    table.open(posts, Order { block: Block::Posts, ..order(OPENER, 0) }, members(3..=3), NOW);
    assert_eq!(blocks(&table, Act::Post), Some(posts));
    assert_eq!(table.blocks(MemberId(1), Act::Post, |_| true), None);
    table.cancel(posts, OPENER, "").unwrap();
    assert_eq!(blocks(&table, Act::Post), None);
    let by_server = Order { block: Block::Posts, ..order(MemberId::SERVER, 0) };
    table.open(SequenceId(3), by_server, members(1..=1), NOW);
    assert_eq!(table.blocks(MemberId::SERVER, Act::Post, |_| true), None);
}

#[test]
fn the_outcomes_of_the_last_are_remembered() {
    let mut table = Table::new(2);
    for id in 1..=4 {
        table.open(SequenceId(id), order(OPENER, 0), members(1..=1), NOW);
    }
    assert_eq!(table.close("painting").len(), 4);
    let ended: Vec<_> = table.ended().map(|end| (end.sequence.0, end.reason.as_str())).collect();
    assert_eq!(ended, [(3, "painting"), (4, "painting")]);
}

#[test]
fn answers_are_kept_where_they_are_wanted() {
    let mut table = Table::new(1);
    let keeps = Order { keeps_answers: true, ..order(MemberId::SERVER, 0) };
    table.open(SequenceId(1), keeps, members(1..=2), NOW);
    let said = PackedBody::pack("example/words", b"yes").unwrap();
    let answer = |table: &mut Table, member| {
        let step = table.react(SequenceId(1), member, Reaction::Answered, &said.as_body());
        step.unwrap().end
    };
    assert_eq!(answer(&mut table, MemberId(2)), None);
    let end = answer(&mut table, MemberId(1)).expect("all have answered");
    let answers: Vec<_> = end.answers.iter().map(|answer| answer.member.0).collect();
    assert_eq!(answers, [2, 1]);
    assert!(table.ended().all(|end| end.answers.is_empty()));
}
