//! To whom a member wants a path for a room's posts, and what it does about it next: asks, agrees,
//! declines, takes back, closes (`PROTOCOL.md`, "Posts from peer to peer"). Rules alone: who is there
//! and what was said come in, acts come out, and time is an argument.
//!
//! ```text
//! nothing or pausing ──> asking ──> meeting ──> path ──> pausing ──> asking …   where this one asks
//! nothing or pausing ─────────────> meeting ──> path ──> pausing …              where the other does
//! ```

use crate::proto::error_code::Outcome;
use crate::proto::ids::{MemberId, SequenceId, Tick};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

/// The most members of a room whose posts go from peer to peer: each pair of them needs a path.
pub const MAX_MEMBERS: usize = 8;

/// When a question counts as unanswered, should the news of its end have been missed: later than it
/// ends.
const ANSWER_LASTS: Duration = Duration::from_secs(180);

/// When a path that ended is asked for again, by whoever had asked for it. Each attempt in a row that
/// leads nowhere doubles it.
const PAUSE: Duration = Duration::from_secs(10);

/// When the other one asks, should it not have been asked again by then.
const OTHERS_PAUSE: Duration = Duration::from_secs(30);

/// The longest of these pauses.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// How long two who have agreed may take to meet: longer than meeting itself waits for anything.
const MEETING_LASTS: Duration = Duration::from_secs(90);

/// Questions that wait for the news that their asker is in the room, or that there are no more too many.
/// Over it the oldest is forgotten, and expires.
const MAX_EARLY: usize = 16;

/// How many questions of one member are agreed to within [`AGREED_LATELY`]. It is cheap to ask, and costs
/// whoever agrees a thread, a port and requests.
const MAX_AGREED: usize = 4;

/// See [`MAX_AGREED`].
const AGREED_LATELY: Duration = Duration::from_secs(60);

/// Questions that are remembered as agreed to. Over it the oldest is forgotten.
const AGREED_KEPT: usize = 64;

/// Meetings with one member that may be under way at once: one that is wanted no longer goes on until
/// it ends by itself.
const MAX_MEETINGS: usize = 2;

/// What is to be done, at once and in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Ask a member: [`Circle::asking`] or [`Circle::not_asked`] says what came of it.
    Ask(MemberId),
    /// Agree to a question; [`Circle::ended`] where that fails.
    Agree(SequenceId),
    /// Decline a question.
    Decline(SequenceId),
    /// Take a question back.
    TakeBack(SequenceId),
    /// Close the path, or the attempt at one, that came of a question.
    Close(SequenceId),
}

/// The room as this member sees it now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct View {
    /// Which session of the client this is: ids mean something within one only.
    pub session: u64,
    /// This member.
    pub me: MemberId,
    /// All others who are there.
    pub others: BTreeSet<MemberId>,
    /// Whether posts may go from peer to peer here.
    pub allowed: bool,
}

impl View {
    /// Whether paths are wanted.
    fn wants_paths(&self) -> bool {
        self.allowed && self.others.len() < MAX_MEMBERS
    }
}

/// How far it has come with one other member.
#[derive(Debug)]
struct Tie {
    state: State,
    /// Attempts of this member in a row that led nowhere.
    failures: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// This member's question is open.
    Asking { question: SequenceId, until: Tick },
    /// Both have agreed.
    Meeting { question: SequenceId, asked_here: bool, until: Tick },
    /// There is a path.
    Path { question: SequenceId, asked_here: bool },
    /// This member asks again then.
    Pausing { until: Tick },
}

impl State {
    fn question(self) -> Option<SequenceId> {
        match self {
            Self::Asking { question, .. }
            | Self::Meeting { question, .. }
            | Self::Path { question, .. } => Some(question),
            Self::Pausing { .. } => None,
        }
    }
}

/// See the module. It begins in no room.
#[derive(Debug, Default)]
pub(super) struct Circle {
    view: View,
    ties: BTreeMap<MemberId, Tie>,
    early: Vec<(MemberId, SequenceId)>,
    /// Whose questions were agreed to lately, and when.
    agreed: VecDeque<(MemberId, Tick)>,
    /// The meetings that are under way, wanted or not.
    meetings: BTreeMap<SequenceId, MemberId>,
}

impl Circle {
    /// The room looks so from now on.
    pub fn see(&mut self, view: View, now: Tick) -> Vec<Act> {
        let mut acts = Vec::new();
        if view.session != self.view.session {
            // Questions of the old session are over with it.
            self.early.clear();
            self.agreed.clear();
            acts.extend(self.drop_ties(|_| true));
            acts.retain(|act| matches!(act, Act::Close(_)));
            self.view = View::default();
        }
        let (wanted, known) = (self.view.wants_paths(), std::mem::take(&mut self.view.others));
        let mut came = Vec::new();
        self.view = view;
        if !self.view.allowed {
            acts.extend(self.drop_ties(|_| true));
            acts.extend(self.early.drain(..).map(|(_, question)| Act::Decline(question)));
            return acts;
        }
        let others = self.view.others.clone();
        acts.extend(self.drop_ties(|member| !others.contains(&member)));
        for (member, question) in std::mem::take(&mut self.early) {
            acts.extend(self.asked(member, question, now));
        }
        if self.view.wants_paths() {
            for stranger in others.iter().filter(|member| !self.ties.contains_key(member)) {
                if !wanted {
                    acts.push(Act::Ask(*stranger));
                } else if !known.contains(stranger) {
                    came.push(*stranger);
                }
            }
        }
        // Whoever comes has the first word. It may have been said already, and declined by one who
        // had not seen them yet: so they are asked, if they seem to say nothing.
        self.ties.extend(came.into_iter().map(|member| (member, Tie::pausing(now))));
        acts
    }

    /// A member's question for this room.
    pub fn asked(&mut self, member: MemberId, question: SequenceId, now: Tick) -> Vec<Act> {
        if !self.view.allowed {
            return vec![Act::Decline(question)];
        }
        if !self.view.wants_paths() || !self.view.others.contains(&member) {
            self.early.truncate(MAX_EARLY - 1);
            self.early.insert(0, (member, question));
            return Vec::new();
        }
        let before = self.ties.get(&member).map(|tie| tie.state);
        if matches!(before, Some(State::Asking { .. })) && self.view.me < member {
            return vec![Act::Decline(question)];
        }
        if self.asks_too_often(member, now) {
            return self.put_off(member, question, now);
        }
        self.agreed.truncate(AGREED_KEPT - 1);
        self.agreed.push_front((member, now));
        let before = before.and_then(|state| match state {
            State::Asking { question, .. } => Some(Act::TakeBack(question)),
            State::Path { question, .. } | State::Meeting { question, .. } => {
                Some(Act::Close(question))
            }
            State::Pausing { .. } => None,
        });
        let until = now.plus(MEETING_LASTS);
        let state = State::Meeting { question, asked_here: false, until };
        self.ties.insert(member, Tie { state, failures: 0 });
        before.into_iter().chain([Act::Agree(question)]).collect()
    }

    /// Whether so many of a member's questions were agreed to lately that the next isn't.
    fn asks_too_often(&mut self, member: MemberId, now: Tick) -> bool {
        self.agreed.retain(|(_, at)| at.plus(AGREED_LATELY) > now);
        self.agreed.iter().filter(|(whose, _)| *whose == member).count() >= MAX_AGREED
    }

    /// Declines a question. As whoever is declined doesn't ask again, this one does, after a while.
    fn put_off(&mut self, member: MemberId, question: SequenceId, now: Tick) -> Vec<Act> {
        let tie = self.ties.entry(member).or_insert_with(|| Tie::pausing(now));
        let own = match tie.state {
            State::Asking { question, .. } => Some(question),
            State::Meeting { .. } | State::Path { .. } | State::Pausing { .. } => None,
        };
        if own.is_some() {
            tie.fail(now);
        }
        own.map(Act::TakeBack).into_iter().chain([Act::Decline(question)]).collect()
    }

    /// A member was asked by this question.
    pub fn asking(&mut self, member: MemberId, question: SequenceId, now: Tick) {
        let failures = self.ties.get(&member).map_or(0, |tie| tie.failures);
        let state = State::Asking { question, until: now.plus(ANSWER_LASTS) };
        self.ties.insert(member, Tie { state, failures });
    }

    /// A member could not be asked now.
    pub fn not_asked(&mut self, member: MemberId, now: Tick) {
        self.ties.entry(member).or_insert_with(|| Tie::pausing(now)).fail(now);
    }

    /// A question is over.
    pub fn resolved(&mut self, question: SequenceId, how: Outcome, now: Tick) {
        self.early.retain(|(_, early)| *early != question);
        let Some((member, tie)) = self.tie_of(question) else { return };
        match (tie.state, how) {
            (State::Asking { .. }, Outcome::Completed) => {
                let until = now.plus(MEETING_LASTS);
                tie.state = State::Meeting { question, asked_here: true, until };
            }
            (_, Outcome::Completed) | (State::Path { .. } | State::Pausing { .. }, _) => {}
            // Whoever declined asks once they think otherwise.
            (State::Asking { .. }, Outcome::Declined) => drop(self.ties.remove(&member)),
            (State::Asking { .. } | State::Meeting { .. }, _) => tie.fail(now),
        }
    }

    /// Whether the two of this question are to meet now: they still want to, and not too many of their
    /// earlier meetings are under way. [`Circle::met`] or [`Circle::ended`] says what came of it.
    pub fn meets(&mut self, question: SequenceId) -> bool {
        let Some((member, Tie { state: State::Meeting { .. }, .. })) = self.tie_of(question) else {
            return false;
        };
        let under_way = self.meetings.values().filter(|with| **with == member).count();
        if under_way >= MAX_MEETINGS {
            return false;
        }
        self.meetings.insert(question, member);
        true
    }

    /// The two of this question have met: to whom the path leads, if it is still wanted.
    pub fn met(&mut self, question: SequenceId) -> Option<MemberId> {
        self.meetings.remove(&question);
        let (member, tie) = self.tie_of(question)?;
        let State::Meeting { asked_here, .. } = tie.state else { return None };
        *tie = Tie { state: State::Path { question, asked_here }, failures: 0 };
        Some(member)
    }

    /// The two of this question could not agree or not meet, or their path has ended.
    pub fn ended(&mut self, question: SequenceId, now: Tick) {
        self.meetings.remove(&question);
        if let Some((_, tie)) = self.tie_of(question) {
            tie.fail(now);
        }
    }

    /// What the time has come for.
    pub fn due(&mut self, now: Tick) -> Vec<Act> {
        let mut acts = Vec::new();
        let late: Vec<_> = self.ties.values().map(|tie| tie.state).collect();
        for state in late {
            match state {
                State::Asking { question, until } if until <= now => {
                    self.resolved(question, Outcome::Expired, now);
                }
                State::Meeting { question, until, .. } if until <= now => {
                    acts.push(Act::Close(question));
                    self.ended(question, now);
                }
                _ => {}
            }
        }
        if self.view.wants_paths() {
            let again = |tie: &Tie| matches!(tie.state, State::Pausing { until } if until <= now);
            let again = self.ties.iter().filter(|(_, tie)| again(tie));
            acts.extend(again.map(|(member, _)| Act::Ask(*member)));
        }
        acts
    }

    /// When [`Circle::due`] is to be asked next.
    pub fn next_due(&self) -> Option<Tick> {
        let due = |tie: &Tie| match tie.state {
            State::Asking { until, .. } | State::Meeting { until, .. } => Some(until),
            State::Pausing { until } if self.view.wants_paths() => Some(until),
            State::Pausing { .. } | State::Path { .. } => None,
        };
        self.ties.values().filter_map(due).min()
    }

    fn tie_of(&mut self, question: SequenceId) -> Option<(MemberId, &mut Tie)> {
        let of = |(_, tie): &(&MemberId, &mut Tie)| tie.state.question() == Some(question);
        self.ties.iter_mut().find(of).map(|(member, tie)| (*member, tie))
    }

    /// Lets go of those members: what is open toward them is taken back or closed.
    fn drop_ties(&mut self, whom: impl Fn(MemberId) -> bool) -> Vec<Act> {
        let mut acts = Vec::new();
        self.ties.retain(|member, tie| {
            if !whom(*member) {
                return true;
            }
            acts.extend(match tie.state {
                State::Asking { question, .. } => Some(Act::TakeBack(question)),
                State::Meeting { question, .. } | State::Path { question, .. } => {
                    Some(Act::Close(question))
                }
                State::Pausing { .. } => None,
            });
            false
        });
        acts
    }
}

impl Tie {
    /// Toward somebody who is asked after a while.
    fn pausing(now: Tick) -> Self {
        Self { state: State::Pausing { until: now.plus(PAUSE) }, failures: 0 }
    }

    /// It has led nowhere, or not for long.
    fn fail(&mut self, now: Tick) {
        let pause = match self.state {
            State::Meeting { asked_here: false, .. } | State::Path { asked_here: false, .. } => {
                OTHERS_PAUSE
            }
            _ => {
                self.failures = self.failures.saturating_add(1);
                PAUSE.saturating_mul(1 << (self.failures - 1).min(8)).min(LONGEST_PAUSE)
            }
        };
        self.state = State::Pausing { until: now.plus(pause) };
    }
}
