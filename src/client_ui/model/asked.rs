//! Sequences that are open in a room: votes, and whatever else keeps this client from something.

use super::history::{News, Verdict, one_line};
use super::talk::{RoomTalk, Talk, With};
use super::{Now, Session};
use crate::client::{Content, OpenSequence, Payload, Place};
use crate::client_ui::port::{Act, Order};
use crate::kinds::{Choice, Poll, Vote};
use crate::proto::error_code::{Block, Outcome, Reaction};
use crate::proto::ids::{RoomId, SequenceId, UnixMillis};
use crate::proto::message::{PEER, Tally};

/// Sequences of one room that are kept. Of more, those go whose end was missed; where all are open,
/// a new one is not shown. The server has limits of its own.
const MAX_ASKED: usize = 200;

/// A sequence that is open in a room.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Whether this client has opened it.
    pub own: bool,
    /// What its opener was called then.
    pub pseudo: String,
    /// What it is, for programs.
    pub kind: String,
    /// What it keeps its opener from.
    pub block: Block,
    /// When it expires, by this machine's clock.
    pub ends: UnixMillis,
    /// How far this client has come with it.
    pub step: Step,
    /// Which choice this client has made, as far as it is known.
    pub chosen: Option<u16>,
    /// The vote, if it is one.
    pub poll: Option<Poll>,
}

/// How far this client has come with a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is waited for.
    Asked,
    /// Its answer is on its way.
    Answering,
    /// It has nothing to say, or has said it.
    Waiting,
    /// The sequence is over, and how it ended was missed.
    Missed,
}

impl Asked {
    fn new(open: &OpenSequence, own: bool, ends: UnixMillis) -> Self {
        Self {
            own,
            pseudo: open.pseudo.clone(),
            kind: open.kind.clone(),
            block: open.block,
            ends,
            step: if open.asked { Step::Asked } else { Step::Waiting },
            chosen: None,
            poll: Poll::of(open),
        }
    }

    /// The question on one line, if it is a vote.
    pub fn question(&self) -> Option<String> {
        self.poll.as_ref().map(|poll| one_line(&poll.vote().question))
    }

    /// Whether the window has something to say of it: others have nothing to do with this client.
    fn is_shown(&self) -> bool {
        self.poll.is_some() || self.keeps_silent()
    }

    /// Whether it keeps this client from saying anything in the room, while it is open.
    fn keeps_silent(&self) -> bool {
        self.own && self.block == Block::Posts
    }

    /// Whether it is still open, as far as is known.
    pub fn is_open(&self) -> bool {
        self.step != Step::Missed
    }

    /// Somebody has answered, declined or left.
    pub(super) fn answered(&mut self, own: bool, how: Reaction, content: &Content, tally: Tally) {
        if let Some(poll) = &mut self.poll {
            poll.reacted(how, content, tally);
        }
        if own {
            self.step = Step::Waiting;
            let choice = content.get().ok().filter(|_| how == Reaction::Answered);
            self.chosen = choice.map(|Choice { choice }| choice);
        }
    }

    /// All of it as the library knows it.
    fn stand(&mut self, open: &OpenSequence) {
        if let Some(poll) = &mut self.poll {
            poll.stand(open.tally);
        }
        match (open.asked, self.step) {
            (true, Step::Answering) => {}
            (true, _) => self.step = Step::Asked,
            (false, _) => self.step = Step::Waiting,
        }
    }

    fn verdict(self, outcome: Outcome, reason: &str, tally: Tally) -> Option<Verdict> {
        let mut poll = self.poll?;
        poll.stand(tally);
        let counts = poll.counts().map(|(choice, count)| (one_line(choice), count));
        Some(Verdict {
            question: one_line(&poll.vote().question),
            outcome,
            reason: one_line(reason),
            counts: counts.collect(),
            uncounted: poll.uncounted(),
        })
    }
}

impl Session {
    /// A sequence is open. One whose event has no place was open before this client came.
    pub(super) fn opened(&mut self, place: Option<Place>, open: OpenSequence, now: Now) {
        if open.room == RoomId::INBOX && open.kind == PEER {
            return self.meeting_opened(place, open, now);
        }
        let own = open.opener == self.me.member;
        let Some(id) = self.talk_in(open.room).map(|talk| talk.id) else { return };
        let seen = own || self.sees(id);
        let Some(talk) = self.talk_mut(id) else { return };
        let Some(room) = talk.room_mut() else { return };
        let known = room.asked.contains_key(&open.id);
        // The clocks of two machines may differ: how long it is open, they agree on.
        let asked = Asked::new(&open, own, ends(place, &open, now));
        let question = asked.question();
        room.put(open.id, asked);
        if let (Some(place), Some(question), false) = (place, question, known) {
            if !seen {
                talk.missed(true);
            }
            talk.news(place.time, News::VoteOpened { pseudo: open.pseudo, question });
        }
    }

    /// A sequence is over.
    pub(super) fn resolved(
        &mut self,
        room: RoomId,
        sequence: SequenceId,
        at: UnixMillis,
        outcome: Outcome,
        reason: &str,
        tally: Tally,
    ) {
        if room == RoomId::INBOX {
            return self.meeting_resolved(sequence, outcome);
        }
        let Some(talk) = self.talk_in(room) else { return };
        let asked = talk.room_mut().and_then(|room| room.asked.remove(&sequence));
        if let Some(verdict) = asked.and_then(|asked| asked.verdict(outcome, reason, tally)) {
            talk.news(at, News::VoteEnded(verdict));
        }
    }

    /// What is open in a room, as the library knows it. The event that tells how one ended that isn't
    /// among them may still come.
    pub(super) fn look_over(&mut self, room: &str, open: Vec<OpenSequence>, now: Now) {
        let me = self.me.member;
        let Some(room) = self.talk_of_room(room).and_then(Talk::room_mut) else { return };
        room.asked.retain(|id, asked| {
            let is_open = open.iter().any(|open| open.id == *id);
            if !is_open {
                asked.step = Step::Missed;
            }
            // Of others, nobody wants to know how they ended.
            is_open || asked.poll.is_some()
        });
        for open in open {
            match room.asked.get_mut(&open.id) {
                Some(asked) => asked.stand(&open),
                None => {
                    let asked = Asked::new(&open, open.opener == me, ends(None, &open, now));
                    room.put(open.id, asked);
                }
            }
        }
    }

    /// What was to be done with a sequence was not done: it can be tried again.
    pub(super) fn not_acted(&mut self, sequence: SequenceId) {
        let mut rooms = self.talks.iter_mut().filter_map(Talk::room_mut);
        if let Some(asked) = rooms.find_map(|room| room.asked.get_mut(&sequence))
            && asked.step == Step::Answering
        {
            (asked.step, asked.chosen) = (Step::Asked, None);
        }
    }

    pub(super) fn asked_mut(&mut self, room: RoomId, sequence: SequenceId) -> Option<&mut Asked> {
        self.talk_in(room)?.room_mut()?.asked.get_mut(&sequence)
    }

    /// Chooses in a vote of the room that is shown, or declines it (`None`). Nothing if it doesn't wait
    /// for this client, or has no such choice.
    pub fn vote(&mut self, sequence: SequenceId, choice: Option<u16>) -> Option<Order> {
        let asked = self.shown_mut()?.room_mut()?.asked.get_mut(&sequence)?;
        let choices = asked.poll.as_ref()?.vote().choices.len();
        let fits = choice.is_none_or(|choice| usize::from(choice) < choices);
        if asked.step != Step::Asked || !fits {
            return None;
        }
        (asked.step, asked.chosen) = (Step::Answering, choice);
        let act = choice.map_or(Act::Decline, |choice| Act::Answer(packed(&Choice { choice })));
        Some(Order::Act { sequence, act })
    }

    /// The newest vote of the room that is shown that waits for this client, and how many choices it
    /// has.
    pub fn waiting_vote(&self) -> Option<(SequenceId, usize)> {
        let asked = self.shown()?.room()?.asked.iter().rev();
        let mut waiting = asked.filter(|(_, asked)| asked.step == Step::Asked);
        waiting.find_map(|(id, asked)| Some((*id, asked.poll.as_ref()?.vote().choices.len())))
    }

    /// Puts a vote away whose end was missed.
    pub fn put_away(&mut self, sequence: SequenceId) {
        if let Some(room) = self.shown_mut().and_then(Talk::room_mut) {
            room.asked.retain(|id, asked| *id != sequence || asked.is_open());
        }
    }
}

impl RoomTalk {
    fn put(&mut self, id: SequenceId, asked: Asked) {
        if self.asked.len() >= MAX_ASKED {
            let over = self.asked.iter().find(|(_, asked)| !asked.is_open()).map(|(id, _)| *id);
            over.into_iter().for_each(|over| drop(self.asked.remove(&over)));
        }
        if asked.is_shown() && self.asked.len() < MAX_ASKED {
            self.asked.entry(id).or_insert(asked);
        }
    }

    /// The votes that are shown, the oldest first.
    pub fn votes(&self) -> impl Iterator<Item = (SequenceId, &Asked, &Poll)> {
        self.asked.iter().filter_map(|(id, asked)| Some((*id, asked, asked.poll.as_ref()?)))
    }

    /// What this client lets everybody vote on here: another vote has to wait for its end.
    pub fn own_question(&self) -> Option<String> {
        self.asked.values().filter(|asked| asked.own && asked.is_open()).find_map(Asked::question)
    }

    /// What this client has opened that keeps it from saying anything here.
    pub fn blocker(&self) -> Option<(SequenceId, &Asked)> {
        let blocks = |asked: &Asked| asked.keeps_silent() && asked.is_open();
        self.asked.iter().find(|(_, asked)| blocks(asked)).map(|(id, asked)| (*id, asked))
    }
}

impl Talk {
    /// A room is entered, perhaps one that this client is in already: then what is open in it stays.
    pub(super) fn reenter(&mut self, mut with: With) {
        if let (With::Room(next), Some(room)) = (&mut with, self.room_mut())
            && room.open
            && room.id == next.id
        {
            next.asked = std::mem::take(&mut room.asked);
            next.direct = room.direct;
        }
        self.with = with;
    }
}

/// The order that lets everybody in a room vote.
pub fn open_vote(room: String, vote: &Vote, within: std::time::Duration) -> Order {
    Order::Open { room, opening: Vote::opening().within(within), content: packed(vote) }
}

fn packed<T: Payload>(payload: &T) -> Content {
    Content { content_type: T::CONTENT_TYPE.to_owned(), bytes: payload.to_bytes() }
}

pub(super) fn ends(place: Option<Place>, open: &OpenSequence, now: Now) -> UnixMillis {
    let Some(place) = place else { return open.expires };
    let left = open.expires.0.saturating_sub(place.time.0);
    UnixMillis(now.wall.0.saturating_add(left))
}
