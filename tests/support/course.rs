//! How far a peer has come in each of its rooms and in its inbox. Every message that it reads is
//! held against it: an event out of turn, missed or come twice fails the test at once.

use super::received::Received;
use salon::proto::error_code::ResumeStatus;
use salon::proto::ids::{Epoch, MemberId, Number, RoomId, Token};
use salon::proto::message::{FromServer, Gap, Resume, ResumePoint, Resumed};
use std::collections::BTreeMap;

/// How far a peer has come in one stream of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub epoch: Epoch,
    pub last: Number,
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Course {
    pub member: MemberId,
    pub token: Option<Token>,
    /// The inbox is among them, as [`RoomId::INBOX`].
    pub points: BTreeMap<RoomId, Point>,
}

impl Course {
    /// A message was read.
    pub fn take(&mut self, received: &Received) {
        match received.message() {
            FromServer::Accepted(m) => {
                let next = Point { epoch: m.inbox_epoch, last: before(m.inbox_next) };
                if self.token.is_some() {
                    assert_eq!(self.points.get(&RoomId::INBOX), Some(&next), "{m:?}");
                    assert_eq!(self.member, m.member);
                }
                self.points.insert(RoomId::INBOX, next);
                self.member = m.member;
                self.token = Some(m.token);
            }
            FromServer::Joined(m) => {
                let point = Point { epoch: m.epoch, last: before(m.next) };
                assert_eq!(self.points.insert(m.room, point), None, "{m:?}");
            }
            FromServer::Members(m) => {
                assert_eq!(before(m.next), self.point(m.room, received).last, "{received:?}");
            }
            FromServer::Gap(gap) => self.gap(&gap, received),
            FromServer::Resumed(m) => self.resumed(&m),
            _ => self.event(received),
        }
    }

    fn event(&mut self, received: &Received) {
        let Some(place) = received.place() else { return };
        let point = self.point(place.room, received);
        assert_eq!(place.number, point.last.next(), "{received:?} after {}", point.last);
        point.last = place.number;
        if matches!(received.message(), FromServer::RoomClosed(_)) {
            self.points.remove(&place.room);
        }
    }

    fn gap(&mut self, gap: &Gap, received: &Received) {
        let point = self.point(gap.room, received);
        if gap.epoch == point.epoch {
            assert_eq!(gap.first, point.last.next(), "{gap:?}");
        }
        assert!(gap.first <= gap.last, "{gap:?}");
        *point = Point { epoch: gap.epoch, last: gap.last };
    }

    fn resumed(&mut self, resumed: &Resumed) {
        self.token = Some(resumed.token);
        for room in &resumed.rooms {
            if room.status == ResumeStatus::Gone {
                self.points.remove(&room.room);
            } else {
                let point = self.points.get_mut(&room.room).expect("a room that was named");
                if point.epoch != room.epoch {
                    *point = Point { epoch: room.epoch, last: Number(0) };
                }
            }
        }
    }

    /// The room is left.
    pub fn leave(&mut self, room: RoomId) {
        self.points.remove(&room);
    }

    fn point(&mut self, room: RoomId, received: &Received) -> &mut Point {
        let point = self.points.get_mut(&room);
        point.unwrap_or_else(|| panic!("{received:?} of a room that the peer is not in"))
    }

    /// What resumes the session from here.
    pub fn resume(&self) -> Resume {
        let inbox = self.points[&RoomId::INBOX];
        let rooms = self
            .points
            .iter()
            .filter(|(room, _)| **room != RoomId::INBOX)
            .map(|(room, point)| ResumePoint { room: *room, epoch: point.epoch, last: point.last })
            .collect();
        Resume {
            token: self.token.expect("a token"),
            inbox_epoch: inbox.epoch,
            inbox_last: inbox.last,
            rooms,
        }
    }
}

fn before(number: Number) -> Number {
    Number(number.0 - 1)
}
