//! Being introduced to another client: what the server said of it, and how what it says next
//! reaches whoever tries (`PROTOCOL.md`, "Peers").

use super::event::Event;
use super::state::{Effects, State};
use crate::proto::error_code::PeerRole;
use crate::proto::ids::{IntroductionId, MemberId, PeerSecret, Token};
use crate::proto::limits::MAX_PEER_ADDRESSES;
use crate::proto::message::{Dial, Introduce};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

/// Introductions that are remembered until the server says where to try. Over it the oldest is
/// forgotten: it lapses on the server, too.
const MAX_MEETINGS: usize = 16;

/// Somebody to meet. Clones are the same introduction, of which one can be used.
#[derive(Debug, Clone)]
pub struct Introduction {
    /// Which; the number of the sequence by which both agreed.
    pub id: IntroductionId,
    /// Whom to meet.
    pub member: MemberId,
    /// What they were called then.
    pub pseudo: String,
    /// Which side this client is.
    pub role: PeerRole,
    pub(crate) token: Token,
    pub(crate) secret: PeerSecret,
    pub(crate) trial: Receiver<Trial>,
}

/// Two are the same where they bear the same number and secret.
impl PartialEq for Introduction {
    fn eq(&self, other: &Self) -> bool {
        (self.id, self.secret) == (other.id, other.secret)
    }
}

impl Eq for Introduction {}

/// Where to try to reach the other, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trial {
    pub(crate) addresses: Vec<SocketAddr>,
    pub(crate) lasts: Duration,
}

/// Who waits to be told where to try.
#[derive(Debug, Default)]
pub(super) struct Meetings(VecDeque<(IntroductionId, Sender<Trial>)>);

impl State {
    /// Both have agreed.
    pub(super) fn introduce(&mut self, introduce: Introduce, fx: &mut Effects) {
        let place = introduce.place;
        if !self.arrives(place, fx) {
            return;
        }
        let (told, trial) = bounded(1);
        self.meetings.0.truncate(MAX_MEETINGS - 1);
        self.meetings.0.push_front((introduce.introduction, told));
        let introduction = Introduction {
            id: introduce.introduction,
            member: introduce.member,
            pseudo: introduce.pseudo.to_string(),
            role: introduce.role,
            token: introduce.token,
            secret: introduce.secret,
            trial,
        };
        fx.events.push(Event::Introduced { place, introduction });
    }

    /// Both have proven their addresses. It is no event for the application.
    pub(super) fn dial(&mut self, dial: &Dial, fx: &mut Effects) {
        if !self.arrives(dial.place, fx) {
            return;
        }
        let of_id = |(id, _): &(IntroductionId, _)| *id == dial.introduction;
        let Some(index) = self.meetings.0.iter().position(of_id) else { return };
        let Some((_, told)) = self.meetings.0.remove(index) else { return };
        let addresses = dial.addresses.iter().take(MAX_PEER_ADDRESSES);
        let trial = Trial {
            addresses: addresses.map(|address| (*address).into()).collect(),
            lasts: Duration::from_millis(dial.deadline.into()),
        };
        // Whoever was introduced may not care to meet.
        drop(told.try_send(trial));
    }
}
