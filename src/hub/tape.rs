//! The tape of a room: encoded events in order, the newest part kept in memory. One encoding, many
//! readers: each has a cursor, the number that it reads next.
//!
//! Events are appended to the tape's open end; [`Tape::seal`] closes that end into a [`Piece`],
//! which is shared and never changes again. Pieces are what is written to sockets.

use crate::proto::ids::{Epoch, Number};
use std::collections::VecDeque;
use std::sync::Arc;

/// Most bytes for which there is room at the beginning of a piece, on account of the one before.
const MOST_EXPECTED: usize = 64 * 1024;

/// A sealed run of whole frames with consecutive numbers.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    first: Number,
    bytes: Vec<u8>,
    /// Where each frame ends within `bytes`.
    ends: Vec<u32>,
}

impl Piece {
    /// The number of its first frame.
    pub fn first(&self) -> Number {
        self.first
    }

    /// The number after its last frame.
    pub fn end(&self) -> Number {
        Number(self.first.0 + self.ends.len() as u64)
    }

    /// The frames with numbers from `from` up to, not including, `to`, as one run of bytes.
    pub fn slice(&self, from: Number, to: Number) -> &[u8] {
        let (start, end) = (self.offset(from), self.offset(to));
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Which frame the byte at `offset` behind the start of frame `from` belongs to, as the number
    /// of the frame and where that ends, counted from the same start.
    pub fn frame_at(&self, from: Number, offset: usize) -> (Number, usize) {
        let base = self.offset(from);
        let wanted = base + offset;
        let index = self.ends.partition_point(|end| *end as usize <= wanted);
        let end = self.ends.get(index).map_or(self.bytes.len(), |end| *end as usize);
        (Number(self.first.0 + index as u64), end - base)
    }

    fn offset(&self, number: Number) -> usize {
        match number.0.saturating_sub(self.first.0) {
            0 => 0,
            frames => {
                let index = usize::try_from(frames - 1).unwrap_or(usize::MAX);
                self.ends.get(index).map_or(self.bytes.len(), |end| *end as usize)
            }
        }
    }

    /// Memory that it holds, in bytes.
    fn cost(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * size_of::<u32>() + size_of::<Self>()
    }
}

/// What a cursor finds on the tape.
#[derive(Debug, PartialEq, Eq)]
pub enum Ahead {
    /// Nothing that is sealed.
    Nothing,
    /// The piece that holds the cursor's number.
    Piece(Arc<Piece>),
    /// The cursor's number is kept no longer; the first that is.
    Fallen(Number),
}

/// The events of one room (of one epoch).
#[derive(Debug)]
pub struct Tape {
    epoch: Epoch,
    pieces: VecDeque<Arc<Piece>>,
    kept: usize,
    limit: usize,
    open: Vec<u8>,
    open_ends: Vec<u32>,
    open_first: Number,
    /// Bytes and frames of the piece before: the next will hardly be much larger.
    expected: (usize, usize),
}

impl Tape {
    /// An empty tape that keeps `limit` bytes of sealed pieces, and one piece at least.
    pub fn new(epoch: Epoch, limit: usize) -> Self {
        Self {
            epoch,
            pieces: VecDeque::new(),
            kept: 0,
            limit,
            open: Vec::new(),
            open_ends: Vec::new(),
            open_first: Number(1),
            expected: (0, 0),
        }
    }

    /// In which epoch its numbers count.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The number that the next event will have.
    pub fn next(&self) -> Number {
        Number(self.open_first.0 + self.open_ends.len() as u64)
    }

    /// The number after the last sealed event.
    pub fn sealed_end(&self) -> Number {
        self.open_first
    }

    /// Whether there are events that no piece holds yet.
    pub fn has_open(&self) -> bool {
        !self.open_ends.is_empty()
    }

    /// Appends one whole frame, which `encode` writes behind what it is given.
    pub fn append(&mut self, encode: impl FnOnce(Number, &mut Vec<u8>)) -> Number {
        let number = self.next();
        if !self.has_open() {
            let (bytes, frames) = self.expected;
            self.open.reserve_exact(bytes.min(MOST_EXPECTED));
            self.open_ends.reserve_exact(frames.min(MOST_EXPECTED / size_of::<u32>()));
        }
        encode(number, &mut self.open);
        self.open_ends.push(u32::try_from(self.open.len()).unwrap_or(u32::MAX));
        number
    }

    /// Seals what was appended since the last time, and forgets the oldest pieces over the limit.
    pub fn seal(&mut self) -> Option<Arc<Piece>> {
        if !self.has_open() {
            return None;
        }
        let mut bytes = std::mem::take(&mut self.open);
        // Growing by doubling may have left half of it empty; what is kept should not be.
        if bytes.capacity() > bytes.len() + bytes.len() / 4 {
            bytes.shrink_to_fit();
        }
        let ends = std::mem::take(&mut self.open_ends);
        self.expected = (bytes.len(), ends.len());
        let piece = Arc::new(Piece { first: self.open_first, bytes, ends });
        self.open_first = piece.end();
        self.kept += piece.cost();
        self.pieces.push_back(Arc::clone(&piece));
        while self.kept > self.limit && self.pieces.len() > 1 {
            if let Some(oldest) = self.pieces.pop_front() {
                self.kept -= oldest.cost();
            }
        }
        Some(piece)
    }

    /// What a cursor that reads `next` finds.
    pub fn ahead(&self, next: Number) -> Ahead {
        if next >= self.open_first {
            return Ahead::Nothing;
        }
        match self.pieces.front() {
            Some(oldest) if next < oldest.first => Ahead::Fallen(oldest.first),
            None => Ahead::Fallen(self.open_first),
            Some(_) => {
                let index = self.pieces.partition_point(|piece| piece.end() <= next);
                self.pieces
                    .get(index)
                    .map_or(Ahead::Nothing, |piece| Ahead::Piece(Arc::clone(piece)))
            }
        }
    }

    /// The frames with numbers from `from` up to, not including, `to`, with those that no piece holds
    /// yet; `None` if some of them are kept no longer, or they are more than `most` bytes.
    pub fn between(&self, from: Number, to: Number, most: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut next = from;
        while next < to
            && let Ahead::Piece(piece) = self.ahead(next)
        {
            let stop = piece.end().min(to);
            bytes.extend_from_slice(piece.slice(next, stop));
            next = stop;
            if bytes.len() > most {
                return None;
            }
        }
        if next < to {
            bytes.extend_from_slice(self.open.get(self.open_start(next)?..self.open_start(to)?)?);
        }
        (bytes.len() <= most).then_some(bytes)
    }

    /// Where the frame of a number begins in the open end; `None` if it is not there.
    fn open_start(&self, number: Number) -> Option<usize> {
        match usize::try_from(number.0.checked_sub(self.open_first.0)?).ok()? {
            0 => Some(0),
            frames => self.open_ends.get(frames - 1).map(|end| *end as usize),
        }
    }

    /// The first number that is still kept.
    pub fn first_kept(&self) -> Number {
        self.pieces.front().map_or(self.open_first, |oldest| oldest.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tape(limit: usize) -> Tape {
        Tape::new(Epoch(1), limit)
    }

    fn append(tape: &mut Tape, text: &str) -> Number {
        tape.append(|_, out| out.extend_from_slice(text.as_bytes()))
    }

    #[test]
    fn numbers_count_from_one_across_pieces() {
        let mut t = tape(1 << 20);
        assert_eq!(append(&mut t, "a"), Number(1));
        assert_eq!(append(&mut t, "bb"), Number(2));
        let piece = t.seal().unwrap();
        assert_eq!((piece.first(), piece.end()), (Number(1), Number(3)));
        assert_eq!(append(&mut t, "c"), Number(3));
        assert_eq!(t.sealed_end(), Number(3));
        assert_eq!(t.next(), Number(4));
        assert_eq!(t.seal().unwrap().slice(Number(3), Number(4)), b"c");
        assert_eq!(t.seal(), None);
    }

    #[test]
    fn a_piece_is_cut_at_any_number() {
        let mut t = tape(1 << 20);
        for text in ["a", "bb", "ccc"] {
            append(&mut t, text);
        }
        let piece = t.seal().unwrap();
        assert_eq!(piece.slice(Number(1), Number(4)), b"abbccc");
        assert_eq!(piece.slice(Number(2), Number(4)), b"bbccc");
        assert_eq!(piece.slice(Number(2), Number(3)), b"bb");
        assert_eq!(piece.slice(Number(4), Number(4)), b"");
        // From the second frame on, bytes 0 and 1 are its own, and 2 begins the third.
        assert_eq!(piece.frame_at(Number(2), 1), (Number(2), 2));
        assert_eq!(piece.frame_at(Number(2), 2), (Number(3), 5));
    }

    #[test]
    fn what_is_between_two_numbers_is_all_of_it_or_nothing() {
        let mut t = tape(1 << 20);
        append(&mut t, "a");
        append(&mut t, "bb");
        t.seal();
        append(&mut t, "ccc");
        append(&mut t, "dddd");
        let between = |from, to, most| {
            let bytes = t.between(Number(from), Number(to), most);
            bytes.map(|bytes| String::from_utf8(bytes).unwrap())
        };
        assert_eq!(between(1, 5, 10).as_deref(), Some("abbcccdddd"));
        assert_eq!(between(2, 5, 9).as_deref(), Some("bbcccdddd"));
        assert_eq!(between(4, 5, 9).as_deref(), Some("dddd"));
        assert_eq!(between(5, 5, 9).as_deref(), Some(""));
        assert_eq!(between(1, 2, 9).as_deref(), Some("a"));
        assert_eq!(between(2, 4, 9).as_deref(), Some("bbccc"));
        assert_eq!(between(1, 3, 9).as_deref(), Some("abb"));
        assert_eq!(between(1, 5, 9), None);

        let mut small = tape(1);
        append(&mut small, "a");
        small.seal();
        append(&mut small, "b");
        small.seal();
        assert_eq!(small.between(Number(1), Number(3), 9), None);
        assert_eq!(small.between(Number(2), Number(3), 9).as_deref(), Some(&b"b"[..]));
    }

    #[test]
    fn a_cursor_finds_its_piece_or_learns_that_it_fell_off() {
        let mut t = tape(1 << 20);
        for text in ["a", "b", "c"] {
            append(&mut t, text);
            t.seal();
        }
        assert!(matches!(t.ahead(Number(2)), Ahead::Piece(p) if p.first() == Number(2)));
        assert_eq!(t.ahead(Number(4)), Ahead::Nothing);
        append(&mut t, "open");
        assert_eq!(t.ahead(Number(4)), Ahead::Nothing);

        let mut small = tape(1);
        for text in ["a", "b", "c"] {
            append(&mut small, text);
            small.seal();
        }
        assert_eq!(small.ahead(Number(1)), Ahead::Fallen(Number(3)));
        assert_eq!(small.first_kept(), Number(3));
    }
}
