//! What goes between the window and the thread of a direct conversation: plain values, over two bounded
//! channels.

use crate::client::{ClientError, Content};
use crate::client_ui::port::Ticket;
use crate::peer::{Path, PeerError};
use crate::proto::ids::{ClientNumber, IntroductionId, MemberId, UnixMillis};
use crossbeam_channel::{Receiver, Sender};
use std::sync::Arc;

/// By which the window knows a direct conversation, from the introduction on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectId(pub u64);

/// A direct conversation as the window has it. Dropping it says goodbye; a search for a path goes on
/// to its end, and what it finds is closed.
#[derive(Debug, Clone)]
pub struct DirectPort {
    /// What is to be done. If it is full, what was typed is in the field again.
    pub orders: Sender<DirectOrder>,
    /// What has happened. If it is full, the conversation's thread waits for the window.
    pub reports: Receiver<DirectReport>,
}

/// Two are the same where they lead to the same thread.
impl PartialEq for DirectPort {
    fn eq(&self, other: &Self) -> bool {
        self.orders.same_channel(&other.orders) && self.reports.same_channel(&other.reports)
    }
}

/// The server has introduced this client to another, and a path is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Introduced {
    /// By which question; sequence and introduction bear the same number.
    pub introduction: IntroductionId,
    /// To whom.
    pub member: MemberId,
    /// What they were called then.
    pub pseudo: String,
    /// What comes of it. The first report is [`DirectReport::Met`] or [`DirectReport::NotMet`].
    pub port: DirectPort,
}

/// What the window wants done in a direct conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirectOrder {
    /// Say something. Answered by [`DirectReport::Sent`] or [`DirectReport::NotSent`].
    Say {
        /// What.
        content: Content,
        /// By which the answer names it.
        ticket: Ticket,
    },
}

/// What has happened, in the order in which it did.
#[derive(Debug, Clone)]
pub enum DirectReport {
    /// The two have come together.
    Met(Met),
    /// They have not. The last report.
    NotMet(Arc<PeerError>),
    /// A message is on its way.
    Sent {
        /// Which.
        ticket: Ticket,
        /// By which its receipt names it.
        number: ClientNumber,
    },
    /// A message was not sent.
    NotSent {
        /// Which.
        ticket: Ticket,
        /// Why.
        error: ClientError,
    },
    /// A message that was on its way was not accepted.
    Refused {
        /// Which.
        number: ClientNumber,
        /// Why.
        error: ClientError,
    },
    /// Something was said.
    Said {
        /// When, by the clock of one of the two.
        at: UnixMillis,
        /// This client's own number for it, if it was this one who said it.
        own: Option<ClientNumber>,
        /// What.
        content: Content,
    },
    /// So many events are missing here.
    Gap(u64),
    /// It is over. The last report.
    Over(Parting),
}

/// How two have come together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// How the bytes go.
    pub path: Path,
    /// What the two compare.
    pub code: String,
}

/// How a direct conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parting {
    /// This person has ended it.
    Here,
    /// The other has ended it.
    There,
    /// The connection between the two is lost.
    Lost,
}
