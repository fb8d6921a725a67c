//! What was said, in a room, to this person alone, or directly.

use super::Session;
use super::alert::Call;
use super::history::{Body, Line, What};
use super::talk::{Talk, TalkId};
use crate::client_ui::port::Ticket;
use crate::look::rich::names;
use crate::proto::ids::{ClientNumber, UnixMillis};

/// Something that was said.
#[derive(Debug)]
pub(super) struct Said {
    /// When.
    pub at: UnixMillis,
    /// What its author was called then.
    pub author: String,
    /// The number under which it was on its way, if this client has said it.
    pub own: Option<ClientNumber>,
    /// What.
    pub body: Body,
    /// Whether it went from peer to peer in a room, past the server.
    pub directly: bool,
}

impl Session {
    /// Something was said to everybody in a room.
    pub(super) fn posted(&mut self, id: TalkId, said: Said) {
        let words = said.words();
        let named = said.own.is_none() && names(&words, &self.me.pseudo);
        let seen = said.own.is_some() || self.sees(id);
        let Some(talk) = self.talk_mut(id) else { return };
        let called = named && !talk.muted;
        let (room, author) = (talk.name().to_owned(), said.author.clone());
        talk.said(said, named, seen);
        if called && !seen {
            self.alert(Call::Named { talk: id, room, author }, &words);
        }
    }

    /// Something was said to this person alone, or by them to one other.
    pub(super) fn said_alone(&mut self, id: TalkId, said: Said) {
        let words = said.words();
        let seen = said.own.is_some() || self.sees(id);
        let Some(talk) = self.talk_mut(id) else { return };
        let author = said.author.clone();
        talk.said(said, false, seen);
        if !seen {
            talk.called = true;
            self.alert(Call::Private { talk: id, author }, &words);
        }
    }

    /// What was posted in a room has gone from peer to peer. No event tells of it.
    pub(super) fn sent_directly(&mut self, ticket: Ticket, at: UnixMillis) {
        let author = self.me.pseudo.clone();
        let mut talks = self.talks.iter_mut();
        let Some((at_pending, talk)) =
            talks.find_map(|talk| Some((talk.pending_at(ticket)?, talk)))
        else {
            return;
        };
        let body = talk.pending.remove(at_pending).body;
        let what = What::Said { author, own: true, body, names_me: false };
        talk.history.push(Line { directly: true, ..Line::new(at, what) });
    }
}

impl Said {
    fn words(&self) -> String {
        self.body.text().unwrap_or_default().to_owned()
    }
}

impl Talk {
    /// A message has come; if it is this client's own, it is on its way no longer.
    fn said(&mut self, said: Said, names_me: bool, seen: bool) {
        let Said { at, author, own, body, directly } = said;
        own.and_then(|number| self.settle(number));
        if !seen {
            self.missed(names_me);
        }
        let what = What::Said { author, own: own.is_some(), body, names_me };
        self.history.push(Line { directly, ..Line::new(at, what) });
    }
}
