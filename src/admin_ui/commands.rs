//! What the host has ordered, and the sentences that say what came of it.

use super::AdminPort;
use crate::hub::host::{Command, Done, HostError, NoticeTarget};
use crate::look::Toast;
use crate::proto::ids::{MemberId, RoomId};
use crate::texts::{host_error, tr};
use crossbeam_channel::{Receiver, TryRecvError};
use std::time::Duration;

/// Most orders without an answer. A further one is not sent, and the host is told so.
const MOST_PENDING: usize = 32;

/// How often answers are looked for while there are orders without one.
const LOOK_EVERY: Duration = Duration::from_millis(30);

/// A command with the names that its sentences need: who or what it concerns may be gone by the
/// time the answer comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Order {
    Kick { member: MemberId, pseudo: String, reason: String },
    Notice { target: NoticeTarget, text: String },
    AddRoom { name: String, topic: String },
    CloseRoom { room: RoomId, name: String, reason: String },
}

impl Order {
    fn command(&self) -> Command {
        match self.clone() {
            Self::Kick { member, reason, .. } => Command::Kick { members: vec![member], reason },
            Self::Notice { target, text } => Command::Notice { target, text },
            Self::AddRoom { name, topic } => Command::AddRoom { name, topic },
            Self::CloseRoom { room, reason, .. } => Command::CloseRoom { room, reason },
        }
    }

    fn success(&self, done: Done) -> String {
        match self {
            Self::Kick { pseudo, .. } => tr!("admin-done-kick", pseudo = pseudo),
            Self::Notice { .. } => tr!("admin-done-notice", clients = done.clients),
            Self::AddRoom { name, .. } => tr!("admin-done-add-room", room = name),
            Self::CloseRoom { name, .. } => tr!("admin-done-close-room", room = name),
        }
    }

    fn failure(&self, error: &HostError) -> String {
        let why = host_error(error);
        match self {
            Self::Kick { pseudo, .. } => tr!("admin-failed-kick", pseudo = pseudo, why = why),
            Self::Notice { .. } => tr!("admin-failed-notice", why = why),
            Self::AddRoom { name, .. } => tr!("admin-failed-add-room", room = name, why = why),
            Self::CloseRoom { name, .. } => {
                tr!("admin-failed-close-room", room = name, why = why)
            }
        }
    }
}

/// The orders that have no answer yet.
#[derive(Default)]
pub(super) struct Pending(Vec<(Order, Receiver<Result<Done, HostError>>)>);

impl Pending {
    /// Sends an order to the server.
    pub fn send(&mut self, order: Order, port: &AdminPort, toast: &mut Toast) {
        if self.0.len() < MOST_PENDING {
            let answer = (port.command)(order.command());
            self.0.push((order, answer));
        } else {
            toast.failed(tr!("admin-busy"));
        }
    }

    /// Says what came of orders whose answers have come. To be called again after
    /// [`Self::look_again_after`] while some have none.
    pub fn take_answers(&mut self, toast: &mut Toast) {
        self.0.retain(|(order, answer)| {
            let answer = match answer.try_recv() {
                Ok(answer) => answer,
                Err(TryRecvError::Disconnected) => Err(HostError::Stopped),
                Err(TryRecvError::Empty) => return true,
            };
            match answer {
                Ok(done) => toast.done(order.success(done)),
                Err(error) => toast.failed(order.failure(&error)),
            }
            false
        });
    }

    /// When to look for answers again, if any are still to come.
    pub fn look_again_after(&self) -> Option<Duration> {
        (!self.0.is_empty()).then_some(LOOK_EVERY)
    }
}
