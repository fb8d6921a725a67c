//! What the host has ordered, and the sentences that say what came of it.

use super::AdminPort;
use super::asked::Asked;
use crate::hub::host::{BanTarget, Command, Done, HostError, NoticeTarget, Snapshot};
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
/// time the answer comes. Where it concerns several, the name is of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Order {
    Kick { members: Vec<MemberId>, pseudo: String, reason: String },
    Ban { targets: Vec<BanTarget>, name: String, people: usize, lasts: Duration, reason: String },
    Unban { ids: Vec<u64>, name: String },
    Notice { target: NoticeTarget, text: String },
    AddRoom { name: String, topic: String, peer_posts: bool },
    ChangeRoom { room: RoomId, before: String, name: String, topic: String, peer_posts: bool },
    CloseRoom { room: RoomId, name: String, reason: String },
    Introduce { members: [MemberId; 2], one: String, other: String },
    Stop { reason: String },
}

impl Order {
    fn command(&self) -> Command {
        match self.clone() {
            Self::Kick { members, reason, .. } => Command::Kick { members, reason },
            Self::Ban { targets, lasts, reason, .. } => Command::Ban { targets, lasts, reason },
            Self::Unban { ids, .. } => Command::Unban { ids },
            Self::Notice { target, text } => Command::Notice { target, text },
            Self::AddRoom { name, topic, peer_posts } => {
                Command::AddRoom { name, topic, peer_posts }
            }
            Self::ChangeRoom { room, name, topic, peer_posts, .. } => {
                Command::ChangeRoom { room, name, topic, peer_posts }
            }
            Self::CloseRoom { room, reason, .. } => Command::CloseRoom { room, reason },
            Self::Introduce { members, .. } => Command::Introduce { members },
            Self::Stop { reason } => Command::Stop { reason },
        }
    }

    fn success(&self, done: &Done) -> String {
        match self {
            Self::Kick { pseudo, .. } => {
                tr!("admin-done-kick", count = done.clients, pseudo = pseudo)
            }
            Self::Ban { name, people, .. } => {
                tr!("admin-done-ban", count = *people, name = name)
            }
            Self::Unban { ids, name } => tr!("admin-done-unban", count = ids.len(), name = name),
            Self::Notice { .. } => tr!("admin-done-notice", clients = done.clients),
            Self::AddRoom { name, .. } => tr!("admin-done-add-room", room = name),
            Self::ChangeRoom { name, .. } => tr!("admin-done-change-room", room = name),
            Self::CloseRoom { name, .. } => tr!("admin-done-close-room", room = name),
            Self::Introduce { one, other, .. } => {
                tr!("admin-done-introduce", one = one, other = other)
            }
            Self::Stop { .. } => tr!("admin-done-stop"),
        }
    }

    fn failure(&self, error: &HostError) -> String {
        let why = host_error(error);
        match self {
            Self::Kick { pseudo, members, .. } => {
                tr!("admin-failed-kick", count = members.len(), pseudo = pseudo, why = why)
            }
            Self::Ban { name, people, .. } => {
                tr!("admin-failed-ban", count = *people, name = name, why = why)
            }
            Self::Unban { .. } => tr!("admin-failed-unban", why = why),
            Self::Notice { .. } => tr!("admin-failed-notice", why = why),
            Self::AddRoom { name, .. } => tr!("admin-failed-add-room", room = name, why = why),
            Self::ChangeRoom { before, .. } => {
                tr!("admin-failed-change-room", room = before, why = why)
            }
            Self::CloseRoom { name, .. } => {
                tr!("admin-failed-close-room", room = name, why = why)
            }
            Self::Introduce { one, other, .. } => {
                tr!("admin-failed-introduce", one = one, other = other, why = why)
            }
            Self::Stop { .. } => tr!("admin-failed-stop", why = why),
        }
    }

    /// What takes it back, as long as that is possible.
    fn undoing(&self, done: &Done) -> Option<Self> {
        match self {
            Self::Ban { name, .. } => {
                Some(Self::Unban { ids: done.bans.clone(), name: name.clone() })
            }
            _ => None,
        }
    }
}

/// The orders that have no answer yet, what would take back the last one that was done, and who was
/// asked and has not answered yet.
#[derive(Default)]
pub(super) struct Pending {
    orders: Vec<(Order, Receiver<Result<Done, HostError>>)>,
    undo: Option<Order>,
    asked: Asked,
}

impl Pending {
    /// Sends an order to the server.
    pub fn send(&mut self, order: Order, port: &AdminPort, toast: &mut Toast) {
        if self.orders.len() < MOST_PENDING {
            let answer = (port.command)(order.command());
            self.orders.push((order, answer));
        } else {
            toast.failed(tr!("admin-busy"));
        }
    }

    /// Takes back what was done last.
    pub fn undo(&mut self, port: &AdminPort, toast: &mut Toast) {
        if let Some(order) = self.undo.take() {
            self.send(order, port, toast);
        }
    }

    /// Says what came of orders whose answers have come, and of introductions. To be called again after
    /// [`Self::look_again_after`] while some have none.
    pub fn take_answers(&mut self, snapshot: &Snapshot, toast: &mut Toast) {
        let (undo, asked) = (&mut self.undo, &mut self.asked);
        self.orders.retain(|(order, answer)| {
            let answer = match answer.try_recv() {
                Ok(answer) => answer,
                Err(TryRecvError::Disconnected) => Err(HostError::Stopped),
                Err(TryRecvError::Empty) => return true,
            };
            match answer {
                Ok(done) => {
                    if let (Order::Introduce { one, other, .. }, Some(id)) = (order, done.asked) {
                        asked.wait_for(id, one, other);
                    }
                    *undo = order.undoing(&done);
                    match undo {
                        Some(_) => toast.undoable(order.success(&done), tr!("admin-undo")),
                        None => toast.done(order.success(&done)),
                    }
                }
                Err(error) => toast.failed(order.failure(&error)),
            }
            false
        });
        asked.follow(snapshot, toast);
    }

    /// When to look for answers again, if any are still to come.
    pub fn look_again_after(&self) -> Option<Duration> {
        (!self.orders.is_empty()).then_some(LOOK_EVERY)
    }
}
