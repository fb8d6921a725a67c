//! The bytes of posts and deliveries. All texts of a run are equally long, and so are all pseudos:
//! every delivery of a room then begins with the same sixteen bytes, and a generator that reads
//! forty million a second tells them by one comparison.

use super::numbers::Numbers;
use salon::proto::body::{Body, TEXT};
use salon::proto::header::{Frame, HEADER_LEN, TooLarge};
use salon::proto::ids::{ClientNumber, Correlation, MemberId, Number, RoomId, UnixMillis};
use salon::proto::limits::MAX_SERVER_PAYLOAD;
use salon::proto::message::{Message, Place, Post, Posted};

/// Where a `POST` has its client number.
const POST_CLIENT_NUMBER: usize = HEADER_LEN + 4;

/// Where a delivery has its number: behind the room's.
pub const DELIVERY_NUMBER: usize = HEADER_LEN + 4;

/// What a delivery begins with: header and room.
const HEAD: usize = HEADER_LEN + 4;

/// Bytes of a delivery's place and author.
const PLACE_AND_AUTHOR: usize = 20 + 8;

/// How deliveries of one room look in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    head: [u8; HEAD],
    len: usize,
    client_number: usize,
}

/// What somebody sends for a post, with a place for its client number.
#[derive(Debug, Clone, Default)]
pub struct Template {
    bytes: Vec<u8>,
    client_number: usize,
}

impl Template {
    /// A `POST` for a Salon server.
    pub fn post(room: RoomId, text: &[u8]) -> Self {
        let body = Body { content_type: TEXT, bytes: text, compressed: false };
        let post = Post { room, client_number: ClientNumber(0), body };
        Self { bytes: post.to_frame(Correlation(0)), client_number: POST_CLIENT_NUMBER }
    }

    /// The finished delivery, for a bare server, which adds the number and passes it on.
    pub fn delivery(room: RoomId, pseudo: &str, text: &[u8]) -> Self {
        let bytes = delivery(room, pseudo, text);
        Self { bytes, client_number: client_number_at(pseudo) }
    }

    /// Appends the post of this number.
    pub fn append(&self, number: u64, out: &mut Vec<u8>) {
        let start = out.len() + self.client_number;
        out.extend_from_slice(&self.bytes);
        if let Some(place) = out.get_mut(start..start + 8) {
            place.copy_from_slice(&number.to_be_bytes());
        }
    }
}

fn delivery(room: RoomId, pseudo: &str, text: &[u8]) -> Vec<u8> {
    let posted = Posted {
        place: Place { room, number: Number(0), time: UnixMillis(0) },
        author: MemberId(0),
        pseudo,
        client_number: ClientNumber(0),
        body: Body { content_type: TEXT, bytes: text, compressed: false },
    };
    posted.to_frame(Correlation(0))
}

fn client_number_at(pseudo: &str) -> usize {
    HEADER_LEN + PLACE_AND_AUTHOR + 2 + pseudo.len()
}

/// What [`Shape::scan`] found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// Bytes of whole frames.
    pub taken: usize,
    /// Posts among them.
    pub posts: u64,
}

impl Shape {
    /// Deliveries of texts of `size` bytes by members with pseudos as long as `pseudo`.
    pub fn new(room: RoomId, pseudo: &str, size: usize) -> Self {
        let bytes = delivery(room, pseudo, &vec![b'.'; size]);
        let head = bytes.first_chunk().copied().unwrap_or_default();
        Self { head, len: bytes.len(), client_number: client_number_at(pseudo) }
    }

    /// The same in another room.
    #[must_use]
    pub fn in_room(self, room: RoomId) -> Self {
        let mut head = self.head;
        head[HEADER_LEN..].copy_from_slice(&room.0.to_be_bytes());
        Self { head, ..self }
    }

    /// Takes all whole frames of `bytes`: the numbers of deliveries into `numbers`, their client
    /// numbers to `posted`, and other frames whole to `other`.
    ///
    /// # Errors
    /// A header that no server sends: what follows can't be read.
    pub fn scan(
        &self,
        bytes: &[u8],
        numbers: &mut Numbers,
        mut posted: impl FnMut(u64),
        mut other: impl FnMut(&Frame<'_>, &mut Numbers),
    ) -> Result<Scanned, TooLarge> {
        let mut rest = bytes;
        let mut posts = 0;
        loop {
            while let Some((frame, after)) = rest.split_at_checked(self.len) {
                if frame.first_chunk() != Some(&self.head) {
                    break;
                }
                numbers.take(u64_at(frame, DELIVERY_NUMBER));
                posted(u64_at(frame, self.client_number));
                posts += 1;
                rest = after;
            }
            let Some((frame, after)) = Frame::split(rest, |_| MAX_SERVER_PAYLOAD)? else {
                return Ok(Scanned { taken: bytes.len() - rest.len(), posts });
            };
            other(&frame, numbers);
            rest = after;
        }
    }
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let field = bytes.get(at..).and_then(<[u8]>::first_chunk);
    field.map_or(0, |field| u64::from_be_bytes(*field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use salon::proto::message::Ping;

    const ROOM: RoomId = RoomId(7);

    fn scan(bytes: &[u8], numbers: &mut Numbers) -> (Scanned, Vec<u64>, usize) {
        let (mut posts, mut others) = (Vec::new(), 0);
        let shape = Shape::new(ROOM, "ada", 5);
        let scanned = shape.scan(bytes, numbers, |n| posts.push(n), |_, _| others += 1).unwrap();
        (scanned, posts, others)
    }

    fn numbered(number: u64, client_number: u64) -> Vec<u8> {
        let mut out = Vec::new();
        Template::delivery(ROOM, "bob", b"hello").append(client_number, &mut out);
        out[DELIVERY_NUMBER..DELIVERY_NUMBER + 8].copy_from_slice(&number.to_be_bytes());
        out
    }

    #[test]
    fn deliveries_are_found_among_other_frames_and_at_every_cut() {
        let mut bytes = numbered(1, 40);
        bytes.extend(Ping { nonce: 1 }.to_frame(Correlation(0)));
        bytes.extend(numbered(2, 41));
        for cut in 0..bytes.len() {
            let mut numbers = Numbers::from(1);
            let (scanned, mut posts, mut others) = scan(&bytes[..cut], &mut numbers);
            let (rest, more, other) = scan(&bytes[scanned.taken..], &mut numbers);
            posts.extend(more);
            others += other;
            assert_eq!((rest.taken + scanned.taken, posts, others), (bytes.len(), vec![40, 41], 1));
            assert_eq!(numbers.faults(3), Default::default());
        }
    }

    #[test]
    fn what_is_written_can_be_read_as_the_protocol_has_it() {
        let bytes = numbered(3, 9);
        let (frame, _) = Frame::split(&bytes, |_| u32::MAX).unwrap().unwrap();
        let posted = Posted::decode(&frame).unwrap();
        assert_eq!((posted.place.number, posted.client_number), (Number(3), ClientNumber(9)));

        let mut bytes = Vec::new();
        Template::post(ROOM, b"hello").append(12, &mut bytes);
        let (frame, _) = Frame::split(&bytes, |_| u32::MAX).unwrap().unwrap();
        let post = Post::decode(&frame).unwrap();
        assert_eq!((post.client_number, post.body.bytes), (ClientNumber(12), &b"hello"[..]));
    }

    #[test]
    fn a_frame_of_another_room_is_no_delivery_of_this_one() {
        let mut out = Vec::new();
        Template::delivery(RoomId(8), "bob", b"hello").append(1, &mut out);
        let (scanned, _, others) = scan(&out, &mut Numbers::from(1));
        assert_eq!((scanned.posts, others), (0, 1));
    }
}
