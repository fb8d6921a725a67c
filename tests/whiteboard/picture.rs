//! The rules: whoever comes when, and hears of it however late, everybody has the same picture.

use crate::board::{Ask, Board, Drawing, Line, Point, Undo};
use salon::client::{Content, Payload};
use salon::proto::ids::MemberId;
use std::collections::{BTreeMap, VecDeque};

/// What one member is still to hear of.
enum Happening {
    Posted(MemberId, u64, Content),
    Left(MemberId),
}

/// Answers come another way than posts: neither waits for the other.
struct Member {
    board: Board,
    to_hear: VecDeque<Happening>,
    answers: VecDeque<Drawing>,
}

/// A room in which everybody hears of everything in the same order, each in their own time.
#[derive(Default)]
struct Room {
    members: BTreeMap<MemberId, Member>,
    last: MemberId,
    number: u64,
    /// What the picture must be.
    drawn: Vec<(MemberId, Line)>,
}

fn content<T: Payload>(message: &T) -> Content {
    Content { content_type: T::CONTENT_TYPE.into(), bytes: message.to_bytes() }
}

impl Room {
    fn post<T: Payload>(&mut self, author: MemberId, message: &T) {
        self.number += 1;
        for member in self.members.values_mut() {
            member.to_hear.push_back(Happening::Posted(author, self.number, content(message)));
        }
    }

    fn enter(&mut self) -> MemberId {
        self.last = MemberId(self.last.0 + 1);
        let board = Board::new(self.last, self.members.keys().copied());
        let lacks = board.lacks();
        let (to_hear, answers) = (VecDeque::new(), VecDeque::new());
        self.members.insert(self.last, Member { board, to_hear, answers });
        if lacks {
            self.post(self.last, &Ask {});
        }
        self.last
    }

    fn leave(&mut self, who: MemberId) {
        self.members.remove(&who);
        for member in self.members.values_mut() {
            member.to_hear.push_back(Happening::Left(who));
        }
    }

    fn draw(&mut self, author: MemberId) {
        let (x, y) = (self.number as i16, author.0 as i16);
        let line = Line { colour: 1, points: vec![Point { x, y }] };
        self.post(author, &line);
        self.drawn.push((author, line));
    }

    fn undo(&mut self, author: MemberId) {
        self.post(author, &Undo {});
        if let Some(last) = self.drawn.iter().rposition(|(other, _)| *other == author) {
            self.drawn.remove(last);
        }
    }

    /// One member hears of one thing. False if there was nothing.
    fn hear(&mut self, id: MemberId) -> bool {
        let Some(member) = self.members.get_mut(&id) else { return false };
        match member.to_hear.pop_front() {
            None => return false,
            Some(Happening::Left(other)) => {
                if member.board.is_no_elder(other) {
                    self.post(id, &Ask {});
                }
            }
            Some(Happening::Posted(author, number, content)) => {
                let parts = member.board.posted(author, number, content);
                if let Some(asker) = self.members.get_mut(&author) {
                    asker.answers.extend(parts);
                }
            }
        }
        true
    }

    /// One member gets a part of an answer. False if there was none.
    fn learn(&mut self, id: MemberId) -> bool {
        let Some(member) = self.members.get_mut(&id) else { return false };
        member.answers.pop_front().map(|part| member.board.learns(part)).is_some()
    }

    fn hear_all(&mut self) {
        let members: Vec<MemberId> = self.members.keys().copied().collect();
        while members.iter().any(|member| self.hear(*member) || self.learn(*member)) {}
    }

    /// Everybody has the same picture, and it is the right one.
    #[track_caller]
    fn agrees(&mut self, seed: u64) {
        self.hear_all();
        for (member, Member { board, .. }) in &self.members {
            assert!(!board.lacks(), "{member} of seed {seed} lacks the drawing");
            let lines = board.lines.iter().map(|d| (MemberId(d.author), d.line.clone()));
            assert_eq!(lines.collect::<Vec<_>>(), self.drawn, "{member} of seed {seed}");
        }
    }
}

#[test]
fn everybody_has_the_same_picture_whenever_they_came() {
    for seed in 0..500 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut room = Room::default();
        room.enter();
        for _ in 0..200 {
            let members: Vec<MemberId> = room.members.keys().copied().collect();
            let member = members[random.usize(..members.len())];
            match random.usize(..14) {
                0 if members.len() < 6 => drop(room.enter()),
                // Whoever goes takes along what nobody else knows yet.
                1 if members.len() > 1 => {
                    room.agrees(seed);
                    room.leave(member);
                }
                2..=4 => room.draw(member),
                5 => room.undo(member),
                6..=7 => drop(room.learn(member)),
                _ => drop(room.hear(member)),
            }
        }
        room.agrees(seed);
    }
}

#[test]
fn who_was_asked_and_left_is_not_waited_for() {
    let mut room = Room::default();
    let (first, second) = (room.enter(), room.enter());
    room.draw(first);
    room.hear_all();
    room.enter();
    // The second alone hears the question: it is not the second's to answer, while the first is there.
    while room.hear(second) {}
    room.leave(first);
    room.draw(second);
    room.agrees(0);
}

#[test]
fn a_long_drawing_comes_in_parts() {
    let mut room = Room::default();
    let first = room.enter();
    (0..120).for_each(|_| room.draw(first));
    room.hear_all();
    let second = room.enter();
    while room.hear(first) {}
    // Three parts, and the end.
    assert_eq!(room.members[&second].answers.len(), 4);
    room.agrees(0);
}
