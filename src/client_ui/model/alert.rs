//! What calls a person who looks elsewhere.

use super::{Session, Talk, TalkId};
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
