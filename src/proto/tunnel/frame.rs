//! What stands inside the messages of a tunnel, once they are shown
//! (`PROTOCOL.md`, "Between peers").

/// Bytes before what a frame carries: what it is, and of which channel.
const HEAD: usize = 5;

const OPEN: u8 = 1;
const DATA: u8 = 2;
const CREDIT: u8 = 3;
const END: u8 = 4;

/// One frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame<'a> {
    /// A channel begins.
    Open,
    /// Bytes of a channel.
    Data(&'a [u8]),
    /// So many bytes more may be sent.
    Credit(u32),
    /// No more bytes follow in this direction.
    End,
    /// One of a newer version.
    Other,
}

impl<'a> Frame<'a> {
    /// Appends it, as one of `channel`.
    pub fn append(self, channel: u32, out: &mut Vec<u8>) {
        let (what, more): (u8, &[u8]) = match &self {
            Self::Open => (OPEN, &[]),
            Self::Data(bytes) => (DATA, bytes),
            Self::Credit(bytes) => (CREDIT, &bytes.to_be_bytes()),
            Self::End => (END, &[]),
            Self::Other => return,
        };
        out.push(what);
        out.extend_from_slice(&channel.to_be_bytes());
        out.extend_from_slice(more);
    }

    /// The frame that a message holds, and its channel; `None` if it can't be read.
    pub fn parse(message: &'a [u8]) -> Option<(u32, Self)> {
        let (head, rest) = message.split_first_chunk::<HEAD>()?;
        let [what, a, b, c, d] = *head;
        let frame = match what {
            OPEN => Self::Open,
            DATA => Self::Data(rest),
            CREDIT => Self::Credit(u32::from_be_bytes(*rest.first_chunk()?)),
            END => Self::End,
            _ => Self::Other,
        };
        Some((u32::from_be_bytes([a, b, c, d]), frame))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_comes_back() {
        for frame in
            [Frame::Open, Frame::Data(b"hi"), Frame::Data(b""), Frame::Credit(7), Frame::End]
        {
            let mut out = Vec::new();
            frame.append(258, &mut out);
            assert_eq!(Frame::parse(&out), Some((258, frame)));
        }
    }

    #[test]
    fn what_is_cut_short_is_none_and_what_is_new_is_passed_over() {
        let mut out = Vec::new();
        Frame::Credit(7).append(1, &mut out);
        for end in 0..out.len() {
            assert_eq!(Frame::parse(&out[..end]), None);
        }
        assert_eq!(Frame::parse(&[9, 0, 0, 0, 1, 5]), Some((1, Frame::Other)));
    }
}
