//! The pure state machine of a tunnel: several connections over one line between two peers, as one
//! end of it sees them (`PROTOCOL.md`, "Between peers"). It owns no socket, no cipher and no thread.
//!
//! Each message that the other side says goes to [`Channels::hear`]. After it, and whenever the
//! program here has said or taken something, the owner looks at the [`Channel`]: what waits for its
//! program, whether credit is due to the other side, and whether it is over.

mod channel;
mod frame;

pub use self::channel::{Channel, MAX_DATA, WINDOW};
pub use self::frame::Frame;

use std::collections::BTreeMap;

/// Channels that may be open at once. The other side that opens more breaks the rules.
pub const MAX_CHANNELS: usize = 64;

/// The other side has broken the rules of a tunnel, which ends by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A message is too short for what it says to be.
    #[error("a frame that is cut short")]
    CutShort,
    /// It isn't the other side's to open channels.
    #[error("only the initiator opens channels")]
    NotTheirs,
    /// The number of a channel was used before.
    #[error("channel {0} comes out of order")]
    OutOfOrder(u32),
    /// More channels are open than there may be.
    #[error("more than {MAX_CHANNELS} channels")]
    TooMany,
    /// More bytes came than there was credit for.
    #[error("more bytes on channel {0} than it may send")]
    Overrun(u32),
}

/// What came of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The other side has opened a channel.
    Opened(u32),
    /// Something of a channel has changed.
    Changed(u32),
    /// It is of a channel that is over, or of a newer version.
    PassedOver,
}

/// The channels of one end of a tunnel.
#[derive(Debug)]
pub struct Channels {
    /// Whether the other side may open some.
    takes_in: bool,
    /// The newest that was opened.
    newest: u32,
    open: BTreeMap<u32, Channel>,
}

impl Channels {
    /// None yet. The responder takes in those that the initiator opens.
    pub fn new(takes_in: bool) -> Self {
        Self { takes_in, newest: 0, open: BTreeMap::new() }
    }

    /// Takes a message of the other side.
    ///
    /// # Errors
    /// It breaks the rules, and with them the tunnel.
    pub fn hear(&mut self, message: &[u8]) -> Result<Heard, Broken> {
        let (id, frame) = Frame::parse(message).ok_or(Broken::CutShort)?;
        if frame == Frame::Open {
            return self.take_in(id);
        }
        let Some(channel) = self.open.get_mut(&id) else { return Ok(Heard::PassedOver) };
        match frame {
            Frame::Data(bytes) => channel.came(bytes).ok_or(Broken::Overrun(id))?,
            Frame::Credit(bytes) => channel.credited(bytes),
            Frame::End => channel.other_ended(),
            Frame::Open | Frame::Other => return Ok(Heard::PassedOver),
        }
        Ok(Heard::Changed(id))
    }

    fn take_in(&mut self, id: u32) -> Result<Heard, Broken> {
        if !self.takes_in {
            return Err(Broken::NotTheirs);
        }
        if id <= self.newest {
            return Err(Broken::OutOfOrder(id));
        }
        if self.open.len() >= MAX_CHANNELS {
            return Err(Broken::TooMany);
        }
        self.newest = id;
        self.open.insert(id, Channel::new());
        Ok(Heard::Opened(id))
    }

    /// Opens one from here, and gives its number; `None` if as many are open as there may be.
    pub fn open(&mut self) -> Option<u32> {
        // Numbers don't run out while anybody lives.
        let id = self.newest.checked_add(1).filter(|_| self.open.len() < MAX_CHANNELS)?;
        self.newest = id;
        self.open.insert(id, Channel::new());
        Some(id)
    }

    /// An open channel.
    pub fn get(&self, id: u32) -> Option<&Channel> {
        self.open.get(&id)
    }

    /// An open channel.
    pub fn get_mut(&mut self, id: u32) -> Option<&mut Channel> {
        self.open.get_mut(&id)
    }

    /// Forgets a channel.
    pub fn remove(&mut self, id: u32) {
        self.open.remove(&id);
    }

    /// Whether none is open.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(channel: u32, frame: Frame<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        frame.append(channel, &mut out);
        out
    }

    #[test]
    fn channels_are_opened_in_order_and_not_too_many() {
        let mut channels = Channels::new(true);
        let mut open = |id| channels.hear(&frame(id, Frame::Open));
        assert_eq!(open(2), Ok(Heard::Opened(2)));
        assert_eq!(open(2), Err(Broken::OutOfOrder(2)));
        assert_eq!(open(1), Err(Broken::OutOfOrder(1)));
        for id in 3..66 {
            assert_eq!(open(id), Ok(Heard::Opened(id)));
        }
        assert_eq!(open(66), Err(Broken::TooMany));
        assert_eq!(channels.open(), None);
        channels.remove(7);
        assert_eq!(channels.open(), Some(66));
    }

    #[test]
    fn the_responder_opens_none() {
        let mut channels = Channels::new(false);
        assert_eq!(channels.hear(&frame(1, Frame::Open)), Err(Broken::NotTheirs));
        assert_eq!(channels.open(), Some(1));
        assert_eq!(channels.hear(&frame(1, Frame::Data(b"hi"))), Ok(Heard::Changed(1)));
        assert_eq!(channels.get(1).unwrap().waiting(), b"hi");
    }

    #[test]
    fn what_is_of_no_channel_is_passed_over_and_what_is_cut_short_is_not() {
        let mut channels = Channels::new(true);
        for late in [Frame::Data(b"late"), Frame::Credit(7), Frame::End] {
            assert_eq!(channels.hear(&frame(5, late)), Ok(Heard::PassedOver));
        }
        assert_eq!(channels.hear(&[9, 0, 0, 0, 1]), Ok(Heard::PassedOver));
        assert_eq!(channels.hear(&[2, 0, 0]), Err(Broken::CutShort));
    }
}
