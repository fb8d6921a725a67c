//! A conversation with one person without the server in between.

use super::alert::Call;
use super::history::{Body, News};
use super::meeting::{Failure, Stage};
use super::said::Said;
use super::talk::{PendingState, Talk, TalkId, With};
use super::{Now, Session};
use crate::client::{ClientError, Content};
use crate::client_ui::direct::{DirectId, DirectReport, Met, Parting};
use crate::peer::Path;
use crate::proto::ids::{ClientNumber, MemberId, UnixMillis};

/// What a direct conversation knows of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectTalk {
    /// Its thread.
    pub direct: DirectId,
    /// Who the other is on the server that introduced the two.
    pub member: MemberId,
    /// What they were called there.
    pub pseudo: String,
    /// How the bytes go.
    pub path: Path,
    /// What the two compare.
    pub code: String,
    /// Whether this person says that they have compared it.
    pub compared: bool,
    /// How it ended, if it has.
    pub over: Option<Parting>,
}

impl DirectTalk {
    /// Whether the server carries it.
    pub fn is_relayed(&self) -> bool {
        self.path == Path::Relayed
    }
}

impl Session {
    /// Whether a thread still serves anything: a search for a path, or a conversation that is open.
    pub fn needs(&self, direct: DirectId) -> bool {
        let open = |talk: &Talk| {
            talk.direct().is_some_and(|own| own.direct == direct && own.over.is_none())
        };
        self.meetings.is_tried(direct) || self.talks.iter().any(open)
    }

    /// The open conversation with somebody without the server in between.
    pub fn direct_with(&self, member: MemberId) -> Option<TalkId> {
        let open = |talk: &&Talk| {
            talk.direct().is_some_and(|direct| direct.member == member && direct.over.is_none())
        };
        self.talks.iter().find(open).map(|talk| talk.id)
    }

    /// Takes in what the thread of a direct conversation tells.
    pub fn take_direct(&mut self, direct: DirectId, report: DirectReport, now: Now) {
        match report {
            DirectReport::Met(met) => self.met(direct, met, now),
            DirectReport::NotMet(error) => {
                if let Some(meeting) = self.meetings.tried_by(direct) {
                    meeting.stage = Stage::Failed(Failure::NotMet(error));
                }
            }
            DirectReport::Sent { ticket, number } => {
                self.progress(ticket, PendingState::Sent(number));
            }
            DirectReport::NotSent { ticket, error } => {
                self.progress(ticket, PendingState::Refused(error));
            }
            DirectReport::Refused { number, error } => {
                let Some(talk) = self.direct_talk(direct) else { return };
                talk.refuse(number, error);
            }
            DirectReport::Said { at, own, content } => self.said_directly(direct, at, own, content),
            DirectReport::Gap(count) => {
                let Some(talk) = self.direct_talk(direct) else { return };
                talk.news(now.wall, News::Gap(count));
            }
            DirectReport::Over(parting) => {
                if let Some(meeting) = self.meetings.tried_by(direct) {
                    meeting.stage = Stage::Failed(Failure::Missed);
                }
                let talk = self.direct_talk(direct).map(|talk| talk.id);
                talk.into_iter().for_each(|id| self.part(id, parting, now));
            }
        }
    }

    /// Two have come together: in the conversation that they had before, if it is listed.
    fn met(&mut self, direct: DirectId, met: Met, now: Now) {
        let Some(meeting) = self.meetings.tried_by(direct) else { return };
        let Some(member) = meeting.member else { return };
        let (key, pseudo) = (meeting.key, meeting.pseudo.clone());
        let Met { path, code } = met;
        let relayed = path == Path::Relayed;
        let with = DirectTalk {
            direct,
            member,
            pseudo: pseudo.clone(),
            path,
            code,
            compared: false,
            over: None,
        };
        let before = |talk: &&Talk| {
            talk.direct().is_some_and(|known| known.member == member || known.pseudo == pseudo)
        };
        let with = With::Direct(with);
        let id = match self.talks.iter().find(before).map(|talk| talk.id) {
            Some(id) => {
                // One that still goes on gives way: the next counts its messages anew.
                self.part(id, Parting::Here, now);
                if let Some(talk) = self.talk_mut(id) {
                    talk.with = with;
                }
                id
            }
            None => {
                self.make_room_for_a_person();
                self.begin(with)
            }
        };
        if let Some(talk) = self.talk_mut(id) {
            talk.news(now.wall, News::DirectBegun { pseudo: pseudo.clone(), relayed });
        }
        if let Some(meeting) = self.meetings.at(key) {
            meeting.stage = Stage::Met { talk: id, relayed };
        }
        self.alert(Call::Met { pseudo, relayed }, "");
    }

    fn said_directly(
        &mut self,
        direct: DirectId,
        at: UnixMillis,
        own: Option<ClientNumber>,
        content: Content,
    ) {
        let Some(id) = self.direct_talk(direct).map(|talk| talk.id) else { return };
        let Some(talk) = self.talk(id) else { return };
        let author = if own.is_some() { self.me.pseudo.as_str() } else { talk.name() };
        let (author, body, directly) = (author.to_owned(), Body::of(content), false);
        self.said_alone(id, Said { at, author, own, body, directly });
    }

    /// A direct conversation is over. What was said stays; nobody will say any more whether what was on
    /// its way has arrived.
    pub fn part(&mut self, id: TalkId, parting: Parting, now: Now) {
        let Some(talk) = self.talk_mut(id) else { return };
        let Some(direct) = talk.direct_mut().filter(|direct| direct.over.is_none()) else { return };
        direct.over = Some(parting);
        let (pseudo, relayed) = (direct.pseudo.clone(), direct.is_relayed());
        talk.give_up_pending();
        talk.news(now.wall, News::DirectOver { pseudo, parting, relayed });
        self.meetings.talk_over(id);
    }

    /// This person has compared the code, or has not.
    pub fn compared(&mut self, id: TalkId, compared: bool) {
        if let Some(direct) = self.talk_mut(id).and_then(Talk::direct_mut) {
            direct.compared = compared;
        }
    }

    fn direct_talk(&mut self, direct: DirectId) -> Option<&mut Talk> {
        let same = |talk: &&mut Talk| talk.direct().is_some_and(|own| own.direct == direct);
        self.talks.iter_mut().find(same)
    }
}

impl Talk {
    /// A message with this number was not accepted.
    pub(super) fn refuse(&mut self, number: ClientNumber, error: ClientError) -> bool {
        let state = PendingState::Sent(number);
        let pending = self.pending.iter_mut().find(|pending| pending.state == state);
        pending.map(|pending| pending.state = PendingState::Refused(error)).is_some()
    }
}
