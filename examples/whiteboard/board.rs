//! What is drawn. Posts come to everybody in one order: so everybody comes to the same picture.

use salon::client::{Content, Payload};
use salon::proto::ids::MemberId;
use std::collections::BTreeSet;

salon::payload! { #[derive(Copy)] pub struct Point: "whiteboard/point" { pub x: i16, pub y: i16 } }
salon::payload! { #[derive(Default)]
pub struct Line: "whiteboard/line" { pub colour: u8, pub points: Vec<Point> } }
salon::payload! { pub struct Undo: "whiteboard/undo" {} } // takes the author's last line back
salon::payload! { pub struct Ask: "whiteboard/ask" {} } // what was drawn before this?
salon::payload! { pub struct Drawn: "whiteboard/drawn" { pub author: u64, pub line: Line } }
salon::payload! { /// Some of what was drawn before the `Ask` of this number. An empty one ends it.
#[derive(Default)] pub struct Drawing: "whiteboard/drawing" { pub asked: u64, pub lines: Vec<Drawn> } }
salon::payload! { /// Latest only: a pointer, and the line that it is drawing.
#[derive(Default)] pub struct Cursor: "whiteboard/cursor" { pub at: Option<Point>, pub line: Line } }

type Post = (MemberId, u64, Content);
pub struct Board {
    me: MemberId,
    pub lines: Vec<Drawn>,
    elders: BTreeSet<MemberId>, // who came before, and is still there; one in a room has none
    known: u64,                 // what was posted up to this number is in the drawing that was told
    pub asked: Option<(Drawing, Vec<Post>)>, // the answer so far, and the posts since
}

impl Board {
    /// What `me` knows who finds these members in the room.
    pub fn new(me: MemberId, members: impl IntoIterator<Item = MemberId>) -> Self {
        let elders: BTreeSet<_> = members.into_iter().filter(|id| *id != me).collect();
        let asked = (!elders.is_empty()).then(Default::default);
        Self { me, lines: Vec::new(), elders, known: 0, asked }
    }

    /// Whether there is somebody to ask for what was drawn before.
    pub fn lacks(&self) -> bool {
        self.asked.is_some() && !self.elders.is_empty()
    }

    /// A post, in its place. What comes back is for its author, who has asked.
    pub fn posted(&mut self, author: MemberId, number: u64, content: Content) -> Vec<Drawing> {
        if number <= self.known {
            return Vec::new();
        } else if content.content_type == Ask::CONTENT_TYPE {
            // Who was there first answers, and no other; in parts, as messages have an end.
            if author != self.me && !self.lacks() && self.elders.iter().all(|id| *id == author) {
                let part = |lines: &[Drawn]| Drawing { asked: number, lines: lines.to_vec() };
                return self.lines.chunks(50).chain([&[][..]]).map(part).collect();
            }
        } else if let Ok(line) = content.get() {
            self.lines.push(Drawn { author: author.0, line });
        } else if content.get::<Undo>().is_ok() {
            let last = self.lines.iter().rposition(|drawn| drawn.author == author.0);
            last.map(|last| self.lines.remove(last));
        }
        self.asked.iter_mut().for_each(|(_, since)| since.push((author, number, content.clone())));
        Vec::new()
    }

    /// A part of the answer. Behind the last, what was posted since is done again on top of it.
    pub fn learns(&mut self, part: Drawing) {
        let Some((told, _)) = &mut self.asked else { return };
        let whole = part.lines.is_empty();
        told.lines.retain(|_| told.asked == part.asked); // another answer begins anew
        told.asked = part.asked;
        told.lines.extend(part.lines);
        if let Some((told, since)) = self.asked.take_if(|_| whole) {
            (self.lines, self.known) = (told.lines, told.asked);
            since.into_iter().for_each(|(author, n, post)| drop(self.posted(author, n, post)));
        }
    }

    /// Somebody came later, or is gone. Whether to ask again, as it was perhaps them who were asked.
    pub fn is_no_elder(&mut self, member: MemberId) -> bool {
        self.elders.remove(&member) && self.lacks()
    }
}
