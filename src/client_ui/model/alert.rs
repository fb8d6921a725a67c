//! What calls a person who looks elsewhere.

use super::history::{News, one_line};
use super::{Session, Talk, TalkId};
use crate::client::{OpenSequence, Place};
use crate::kinds::Poll;
use crate::proto::ids::RoomId;
use crate::transfer::{FileOffer, Transfer, TransferState, safe_name};
use std::collections::VecDeque;

/// Calls that wait to be shown. Of more, the oldest are given up; the conversations say it, too.
const MAX_ALERTS: usize = 20;

/// Characters of what was said that a call repeats.
const MOST_CHARACTERS: usize = 160;

/// Something that calls a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Why.
    pub call: Call,
    /// The beginning of the words.
    pub text: String,
}

/// Why somebody is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// They were named in a room.
    Named {
        /// Where.
        talk: TalkId,
        /// The room's name.
        room: String,
        /// Who named them.
        author: String,
    },
    /// Somebody wrote to them alone.
    Private {
        /// Where.
        talk: TalkId,
        /// Who.
        author: String,
    },
    /// They are asked to vote.
    Vote {
        /// Where.
        talk: TalkId,
        /// The room's name.
        room: String,
        /// Who asks.
        author: String,
    },
    /// They are offered a file.
    File {
        /// Where.
        talk: TalkId,
        /// The room's name, where it is offered to all of one.
        room: Option<String>,
        /// Who offers it.
        author: String,
    },
    /// They are asked whether they would speak directly to somebody.
    Asked {
        /// To whom; empty where that isn't known.
        pseudo: String,
        /// Whether the host asks, and not the other.
        host: bool,
    },
    /// They and somebody have come together, and can speak directly.
    Met {
        /// Who.
        pseudo: String,
        /// Whether the server carries what they say.
        relayed: bool,
    },
    /// The host speaks.
    Notice,
}

/// Calls in the order in which they came.
pub type Alerts = VecDeque<Alert>;

impl Session {
    /// Somebody is called.
    pub(super) fn alert(&mut self, call: Call, text: &str) {
        if self.alerts.len() >= MAX_ALERTS {
            self.alerts.pop_front();
        }
        let text = text.chars().take(MOST_CHARACTERS).collect();
        self.alerts.push_back(Alert { call, text });
    }

    /// Somebody waits for an answer of this person: to a vote, or whether they want a file. What was open
    /// before they came calls nobody, nor does a file that they have accepted before and that goes on.
    pub(super) fn asked_for(&mut self, place: Option<Place>, open: &OpenSequence) {
        let Some(place) = place.filter(|_| open.asked && open.opener != self.me.member) else {
            return;
        };
        if let Some(poll) = Poll::of(open) {
            self.called_to_vote(open, &poll);
        } else if let Ok(file) = open.content.get::<FileOffer>() {
            self.offered_file(place, open, &file);
        }
    }

    fn called_to_vote(&mut self, open: &OpenSequence, poll: &Poll) {
        let Some(talk) = self.talk_in(open.room) else { return };
        let known = talk.room().is_some_and(|room| room.asked.contains_key(&open.id));
        let (id, room, muted) = (talk.id, talk.name().to_owned(), talk.muted);
        if !known && !muted && !self.sees(id) {
            let author = open.pseudo.clone();
            self.alert(Call::Vote { talk: id, room, author }, &one_line(&poll.vote().question));
        }
    }

    fn offered_file(&mut self, place: Place, open: &OpenSequence, file: &FileOffer) {
        let (name, author) = (safe_name(&file.name), open.pseudo.clone());
        let waits = |known: &Transfer| {
            let same = (&known.with, &known.name, known.size) == (&author, &name, file.size);
            known.is_incoming() && same && matches!(known.state, TransferState::Offered { .. })
        };
        if !self.transfers.iter().any(waits) {
            return;
        }
        let talk = match open.room {
            RoomId::INBOX => Some(self.person_talk(open.opener, &author)),
            room => self.talk_in(room).map(|talk| talk.id),
        };
        let Some(id) = talk else { return };
        let seen = self.sees(id);
        let Some(talk) = self.talk_mut(id) else { return };
        let room = talk.room().map(|room| room.name.clone());
        let called = !seen && !talk.muted;
        if !seen {
            talk.missed(true);
        }
        talk.news(place.time, News::FileOffered { pseudo: author.clone(), name: name.clone() });
        if called {
            self.alert(Call::File { talk: id, room, author }, &name);
        }
    }

    /// Whether the person sees what comes in a conversation.
    pub(super) fn sees(&self, id: TalkId) -> bool {
        self.attended && self.shown == Some(id)
    }

    /// The person looks at the window, or no longer.
    pub fn attend(&mut self, attended: bool) {
        self.attended = attended;
        if attended && let Some(talk) = self.shown_mut() {
            talk.look_at();
        }
    }

    /// Messages in all conversations that nobody has looked at; those of muted rooms don't count.
    pub fn unread(&self) -> usize {
        self.talks.iter().filter(|talk| !talk.muted).map(|talk| talk.unread).sum()
    }

    /// A room calls nobody from now on, or does again.
    pub fn mute(&mut self, id: TalkId, muted: bool) {
        if let Some(talk) = self.talk_mut(id) {
            talk.muted = muted;
        }
    }

    /// The conversation before or after the one that is shown.
    pub fn neighbour(&self, forward: bool) -> Option<TalkId> {
        let listed: Vec<&Talk> = self.listed().collect();
        let at = listed.iter().position(|talk| Some(talk.id) == self.shown)?;
        let next = if forward { at + 1 } else { at + listed.len() - 1 };
        Some(listed[next % listed.len()].id)
    }

    /// The conversations as they are listed: rooms, then people.
    pub fn listed(&self) -> impl Iterator<Item = &Talk> {
        let rooms = self.talks.iter().filter(|talk| talk.room().is_some());
        rooms.chain(self.talks.iter().filter(|talk| talk.room().is_none()))
    }
}
