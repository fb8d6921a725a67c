//! Coming together to speak directly: who has asked whom, and how far it has come.

use super::alert::Call;
use super::asked::ends;
use super::talk::TalkId;
use super::{Now, Session};
use crate::client::{ClientError, OpenSequence, Place};
use crate::client_ui::direct::{DirectId, Introduced};
use crate::client_ui::port::{Act, Order};
use crate::peer::PeerError;
use crate::proto::error_code::Outcome;
use crate::proto::ids::{MemberId, SequenceId, UnixMillis};
use std::sync::Arc;

/// Meetings that are kept. For one more, the oldest that is over goes; where all are under way, a
/// question is not shown, and expires.
const MAX_MEETINGS: usize = 32;

/// By which the window knows a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MeetingKey(pub u32);

/// Two who are to come together, one of them this person.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// By which the window knows it.
    pub key: MeetingKey,
    /// Who wishes it.
    pub asker: Asker,
    /// The other, as far as it is known who that is.
    pub member: Option<MemberId>,
    /// What they are called; empty where that isn't known.
    pub pseudo: String,
    /// How far it has come.
    pub stage: Stage,
    /// Until when the question can be answered, by this machine's clock; once the server has it.
    pub until: Option<UnixMillis>,
    /// The question, once the server has it.
    question: Option<Box<OpenSequence>>,
}

/// Who wishes that two speak directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// This person.
    Me,
    /// The other.
    Them,
    /// The host, or a service of the server.
    Host,
}

/// How far a meeting has come.
#[derive(Debug, Clone)]
pub enum Stage {
    /// The other is asked.
    Asking,
    /// This person is asked.
    Asked,
    /// This person has agreed.
    Agreed,
    /// This person has declined, or taken the question back.
    Leaving,
    /// Both have agreed, and a path is looked for: by this thread, once the server has introduced them.
    Trying(Option<DirectId>),
    /// They have come together.
    Met {
        /// In this conversation.
        talk: TalkId,
        /// Whether the server carries what they say.
        relayed: bool,
    },
    /// It has come to nothing.
    Failed(Failure),
}

/// Why two do not come together.
#[derive(Debug, Clone)]
pub enum Failure {
    /// The server did not take the question.
    Refused(ClientError),
    /// Somebody would rather not, or is gone.
    Declined,
    /// Nobody answered in time.
    Expired,
    /// Who asked has taken it back, or is gone.
    TakenBack,
    /// How it ended was missed, or the server is gone.
    Missed,
    /// They were introduced, and found no path.
    NotMet(Arc<PeerError>),
}

/// All meetings, the oldest first.
#[derive(Debug, Default)]
pub struct Meetings {
    list: Vec<Meeting>,
    next: u32,
}

impl Meeting {
    fn sequence(&self) -> Option<SequenceId> {
        self.question.as_ref().map(|question| question.id)
    }

    /// Whether something can still come of it.
    pub fn is_under_way(&self) -> bool {
        !matches!(self.stage, Stage::Met { .. } | Stage::Failed(_) | Stage::Leaving)
    }

    /// Whether this person can take it back now.
    pub fn can_be_taken_back(&self) -> bool {
        match self.stage {
            Stage::Asking => self.question.is_some(),
            Stage::Trying(_) => true,
            _ => false,
        }
    }
}

impl Meetings {
    /// Those that are shown: what can still become something above what can't, each the oldest first.
    pub fn shown(&self) -> impl Iterator<Item = &Meeting> {
        let under_way = self.list.iter().filter(|meeting| meeting.is_under_way());
        let over = self.list.iter().filter(|meeting| !meeting.is_under_way());
        under_way.chain(over.filter(|meeting| !matches!(meeting.stage, Stage::Leaving)))
    }

    /// The newest of which this person is asked.
    pub fn waiting(&self) -> Option<&Meeting> {
        self.list.iter().rev().find(|meeting| matches!(meeting.stage, Stage::Asked))
    }

    /// Whether a path is looked for by this thread.
    pub(super) fn is_tried(&self, direct: DirectId) -> bool {
        let tried =
            |meeting: &Meeting| matches!(meeting.stage, Stage::Trying(Some(id)) if id == direct);
        self.list.iter().any(tried)
    }

    fn find(&mut self, is: impl Fn(&Meeting) -> bool) -> Option<&mut Meeting> {
        self.list.iter_mut().find(|meeting| is(meeting))
    }

    pub(super) fn at(&mut self, key: MeetingKey) -> Option<&mut Meeting> {
        self.find(|meeting| meeting.key == key)
    }

    fn of(&mut self, sequence: SequenceId) -> Option<&mut Meeting> {
        self.find(|meeting| meeting.sequence() == Some(sequence))
    }

    pub(super) fn tried_by(&mut self, direct: DirectId) -> Option<&mut Meeting> {
        self.find(|meeting| matches!(meeting.stage, Stage::Trying(Some(id)) if id == direct))
    }

    /// Adds one, in the place of what came to nothing with the same person. Whether there was a place.
    fn add(
        &mut self,
        asker: Asker,
        (member, pseudo): (Option<MemberId>, String),
        stage: Stage,
        question: Option<(Box<OpenSequence>, UnixMillis)>,
    ) -> bool {
        self.list
            .retain(|known| known.is_under_way() || member.is_none() || known.member != member);
        if self.list.len() >= MAX_MEETINGS
            && let Some(over) = self.list.iter().position(|known| !known.is_under_way())
        {
            self.list.remove(over);
        }
        if self.list.len() >= MAX_MEETINGS {
            return false;
        }
        let key = MeetingKey(self.next);
        self.next += 1;
        let (question, until) = question.unzip();
        self.list.push(Meeting { key, asker, member, pseudo, stage, until, question });
        true
    }

    /// The conversation that came of one has ended.
    pub(super) fn talk_over(&mut self, id: TalkId) {
        self.list.retain(|meeting| !matches!(meeting.stage, Stage::Met { talk, .. } if talk == id));
    }

    fn remove(&mut self, key: MeetingKey) {
        self.list.retain(|meeting| meeting.key != key);
    }

    /// The session is over, and with it what was asked. What is being tried goes on.
    pub(super) fn session_over(&mut self) {
        self.list.retain(|meeting| !matches!(meeting.stage, Stage::Asked | Stage::Leaving));
        for meeting in &mut self.list {
            if matches!(meeting.stage, Stage::Asking | Stage::Agreed | Stage::Trying(None)) {
                meeting.stage = Stage::Failed(Failure::Missed);
            }
            // The next session may know another one by this number.
            meeting.question = None;
        }
    }
}

impl Session {
    /// Asks somebody to speak directly, or agrees if they have asked.
    pub fn ask_directly(&mut self, member: MemberId, pseudo: &str) -> Vec<Order> {
        let with = |meeting: &Meeting| meeting.member == Some(member) && meeting.is_under_way();
        if let Some(known) = self.meetings.find(with) {
            let key = known.key;
            return self.agree_directly(key);
        }
        let who = (Some(member), pseudo.to_owned());
        if self.end.is_some() || !self.meetings.add(Asker::Me, who, Stage::Asking, None) {
            return Vec::new();
        }
        vec![Order::Introduce { member }]
    }

    /// Agrees to speak directly, where this person is asked. What they have asked the same person
    /// themselves is no question any more.
    pub fn agree_directly(&mut self, key: MeetingKey) -> Vec<Order> {
        let asked = self.meetings.at(key);
        let asked = asked.filter(|meeting| matches!(meeting.stage, Stage::Asked));
        let Some((asked, question)) = asked.and_then(|asked| {
            let question = asked.question.clone()?;
            Some((asked, question))
        }) else {
            return Vec::new();
        };
        asked.stage = Stage::Agreed;
        let member = asked.member;
        let own = |meeting: &Meeting| {
            meeting.asker == Asker::Me && meeting.member == member && meeting.can_be_taken_back()
        };
        let own = self.meetings.find(own).map(|meeting| meeting.key);
        let taken_back = own.and_then(|key| self.leave_meeting(key));
        [Order::Agree(question)].into_iter().chain(taken_back).collect()
    }

    /// Declines, takes back what this person has asked, or gives up looking for a path.
    pub fn leave_meeting(&mut self, key: MeetingKey) -> Option<Order> {
        let meeting = self.meetings.at(key)?;
        let act = match meeting.stage {
            Stage::Asked => Act::Decline,
            Stage::Asking => Act::TakeBack,
            Stage::Trying(None) => {
                // The introduction is still to come, and of no use then.
                meeting.stage = Stage::Leaving;
                return None;
            }
            Stage::Trying(Some(_)) => {
                self.meetings.remove(key);
                return None;
            }
            _ => return None,
        };
        let sequence = meeting.sequence()?;
        meeting.stage = Stage::Leaving;
        Some(Order::Act { sequence, act })
    }

    /// Shows a meeting no longer of which nothing more can come.
    pub fn put_meeting_away(&mut self, key: MeetingKey) {
        if self.meetings.at(key).is_some_and(|meeting| !meeting.is_under_way()) {
            self.meetings.remove(key);
        }
    }

    /// The server did not take the question.
    pub(super) fn not_introduced(&mut self, member: MemberId, error: ClientError) {
        if let Some(meeting) = self.asking(member) {
            meeting.stage = Stage::Failed(Failure::Refused(error));
        }
    }

    /// The connection's thread did not take the order to ask.
    pub(super) fn not_asked(&mut self, member: MemberId) {
        let key = self.asking(member).map(|meeting| meeting.key);
        key.into_iter().for_each(|key| self.meetings.remove(key));
    }

    /// What this person asks somebody, as long as the server is not known to have it.
    fn asking(&mut self, member: MemberId) -> Option<&mut Meeting> {
        self.meetings.find(|meeting| {
            let asking = matches!(meeting.stage, Stage::Asking) && meeting.question.is_none();
            meeting.member == Some(member) && asking
        })
    }

    /// Somebody asks this person, or has been asked by them.
    pub(super) fn meeting_opened(&mut self, place: Option<Place>, open: OpenSequence, now: Now) {
        if self.meetings.of(open.id).is_some() {
            return;
        }
        let until = ends(place, &open, now);
        if open.opener == self.me.member {
            let Some(member) = open.audience.first().copied() else { return };
            if let Some(meeting) = self.asking(member) {
                meeting.until = Some(until);
                meeting.question = Some(Box::new(open));
            }
            return;
        }
        if !open.asked {
            return;
        }
        let host = open.opener == MemberId::SERVER;
        let (asker, member) = if host {
            let other = open.audience.iter().find(|member| **member != self.me.member);
            (Asker::Host, other.copied())
        } else {
            (Asker::Them, Some(open.opener))
        };
        let pseudo = match (host, member) {
            (false, _) => open.pseudo.clone(),
            (true, member) => member.and_then(|member| self.pseudo_of(member)).unwrap_or_default(),
        };
        let question = Some((Box::new(open), until));
        if self.meetings.add(asker, (member, pseudo.clone()), Stage::Asked, question) {
            self.alert(Call::Asked { pseudo, host }, "");
        }
    }

    /// A question is over.
    pub(super) fn meeting_resolved(&mut self, sequence: SequenceId, outcome: Outcome) {
        let Some(meeting) = self.meetings.of(sequence) else { return };
        let key = meeting.key;
        match (&meeting.stage, outcome) {
            // They have agreed before the other learnt that it is no question any more.
            (_, Outcome::Completed) => meeting.stage = Stage::Trying(None),
            (Stage::Leaving, _) => self.meetings.remove(key),
            (Stage::Trying(_) | Stage::Met { .. } | Stage::Failed(_), _) => {}
            (_, Outcome::Declined) => meeting.stage = Stage::Failed(Failure::Declined),
            (_, Outcome::Expired) => meeting.stage = Stage::Failed(Failure::Expired),
            (_, Outcome::Cancelled) => meeting.stage = Stage::Failed(Failure::TakenBack),
            (_, Outcome::Unknown(_)) => meeting.stage = Stage::Failed(Failure::Missed),
        }
    }

    /// What this person did about a question was not taken: it can be done again.
    pub(super) fn meeting_not_acted(&mut self, sequence: SequenceId) {
        let Some(meeting) = self.meetings.of(sequence) else { return };
        match (&meeting.stage, meeting.asker) {
            (Stage::Leaving, Asker::Me) => meeting.stage = Stage::Asking,
            (Stage::Leaving | Stage::Agreed, _) => meeting.stage = Stage::Asked,
            _ => {}
        }
    }

    /// The server has introduced this client to somebody.
    pub fn introduced(&mut self, direct: DirectId, introduced: &Introduced) {
        let stage = Stage::Trying(Some(direct));
        let sequence = SequenceId(introduced.introduction.0);
        match self.meetings.of(sequence) {
            // It was given up meanwhile.
            Some(meeting) if matches!(meeting.stage, Stage::Leaving) => {
                let key = meeting.key;
                self.meetings.remove(key);
            }
            Some(meeting) => {
                meeting.member = Some(introduced.member);
                meeting.pseudo.clone_from(&introduced.pseudo);
                meeting.stage = stage;
            }
            // Nobody here has wished for it, or not any more.
            None => {}
        }
    }
}
