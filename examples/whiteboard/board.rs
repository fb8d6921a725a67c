//! What is drawn: the messages, and the rules by which everybody comes to the same picture. Posts
//! come to everybody in one order, so that lines and their taking back need no more than that.

use salon::client::{Content, Payload};
use salon::proto::ids::MemberId;
use std::collections::BTreeSet;

salon::payload! { #[derive(Copy)] pub struct Point: "whiteboard/point" { pub x: i16, pub y: i16 } }
salon::payload! { #[derive(Default)]
pub struct Line: "whiteboard/line" { pub colour: u8, pub points: Vec<Point> } }
salon::payload! { /// Takes the author's last line back.
pub struct Undo: "whiteboard/undo" {} }
salon::payload! { /// What was drawn before this?
pub struct Ask: "whiteboard/ask" {} }
salon::payload! { pub struct Drawn: "whiteboard/drawn" { pub author: u64, pub line: Line } }
salon::payload! { /// Some of what was drawn before the `Ask` of this number. An empty one ends it.
pub struct Drawing: "whiteboard/drawing" { pub asked: u64, pub lines: Vec<Drawn> } }
salon::payload! { /// Latest only: a pointer, and the line that it is drawing.
#[derive(Default)] pub struct Cursor: "whiteboard/cursor" { pub at: Option<Point>, pub line: Line } }

/// The picture, as far as one member knows it.
pub struct Board {
    me: MemberId,
    pub lines: Vec<Drawn>,
    /// Who came before this member and is still there: in every room, one has none.
    elders: BTreeSet<MemberId>,
    /// Until the drawing has come: the number of the own question, what came of the answer, and the
    /// posts behind the question.
    asked: Option<(u64, Vec<Drawn>, Vec<(MemberId, u64, Content)>)>,
}

impl Board {
    /// What `me` knows who finds these members in the room.
    pub fn new(me: MemberId, members: impl IntoIterator<Item = MemberId>) -> Self {
        let elders: BTreeSet<_> = members.into_iter().filter(|id| *id != me).collect();
        let asked = (!elders.is_empty()).then(Default::default);
        Self { me, lines: Vec::new(), elders, asked }
    }

    /// Whether there is somebody to ask for what was drawn before.
    pub fn lacks(&self) -> bool {
        self.asked.is_some() && !self.elders.is_empty()
    }

    /// A post, in its place. What comes back is for its author, who has asked.
    pub fn posted(&mut self, author: MemberId, number: u64, content: Content) -> Vec<Drawing> {
        if content.content_type == Ask::CONTENT_TYPE {
            if author == self.me {
                self.asked = Some((number, Vec::new(), Vec::new()));
            } else if !self.lacks() && self.elders.iter().all(|elder| *elder == author) {
                // Who was there first answers, and no other; in parts, as messages have an end.
                let part = |lines: &[Drawn]| Drawing { asked: number, lines: lines.to_vec() };
                return self.lines.chunks(50).chain([&[][..]]).map(part).collect();
            }
        } else if let Ok(line) = content.get() {
            self.lines.push(Drawn { author: author.0, line });
        } else if content.get::<Undo>().is_ok()
            && let Some(last) = self.lines.iter().rposition(|drawn| drawn.author == author.0)
        {
            self.lines.remove(last);
        }
        if let Some((_, _, since)) = &mut self.asked {
            since.push((author, number, content));
        }
        Vec::new()
    }

    /// A part of the answer. Behind the last, what was posted since is done again on top of it.
    pub fn learns(&mut self, part: Drawing) {
        let Some((asked, lines, _)) = &mut self.asked else { return };
        lines.extend(part.lines.iter().filter(|_| *asked == part.asked).cloned());
        let whole = *asked == part.asked && part.lines.is_empty();
        if let Some((_, lines, since)) = self.asked.take_if(|_| whole) {
            self.lines = lines;
            since.into_iter().for_each(|(author, n, post)| drop(self.posted(author, n, post)));
        }
    }

    /// Somebody came later, or is gone. Whether to ask again, as it was perhaps them who were asked.
    pub fn is_no_elder(&mut self, member: MemberId) -> bool {
        self.elders.remove(&member) && self.lacks()
    }
}
