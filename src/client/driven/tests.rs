//! A client before a server that says what the test wants.

use super::*;
use crate::proto::error_code::{ErrorCode, ResumeStatus};
use crate::proto::header::{Capabilities, Frame, Preface, VERSION};
use crate::proto::ids::{Correlation, Epoch, Number, RoomId, Token, UnixMillis};
use crate::proto::kind::Kind;
use crate::proto::message::{
    Accepted, Ack, Added, Error, Joined, MemberJoined, Okay, Place, Resumed, ResumedRoom, Welcome,
};
use crate::proto::name::{Pseudo, RoomName};
use crate::testing::{End, VirtualClock, pair};
use std::io::Read;

const LOBBY: RoomId = RoomId(7);

/// A client, and the server's end of its connection.
struct Stage {
    time: VirtualClock,
    client: Driven,
    server: End,
}

impl Stage {
    /// The client has a session, and is in the lobby.
    fn new() -> Self {
        let time = VirtualClock::new(UnixMillis(0));
        let link = Link::new("server", 1);
        let client = Driven::new(link, Options::new("Ada"), time.clock(), 1);
        let (_, server) = pair(&time.clock(), 1);
        let mut stage = Self { time, client, server };
        stage.connect();
        stage.say(2, &accepted());
        let answer = stage.client.join("lobby").unwrap();
        let asked = stage.heard();
        assert_eq!(asked.last().unwrap().0, Kind::JOIN);
        stage.say(asked.last().unwrap().1.0, &joined());
        assert_eq!(answer.poll(), Some(Ok(())));
        stage
    }

    /// Gives it a connection, up to `WELCOME`.
    fn connect(&mut self) {
        let (near, far) = pair(&self.time.clock(), 1);
        self.client.connected(Arc::new(near));
        self.server = far;
        let preface = Preface { version: VERSION, capabilities: Capabilities::RESUME };
        Stream::write_all(&self.server, &preface.to_bytes()).unwrap();
        self.say(1, &welcome());
    }

    fn lose(&mut self) {
        self.server.reset();
        while let Wait::Pause(until) = self.client.step() {
            self.time.advance(until.since(self.time.clock().now()));
        }
    }

    fn say<'a>(&mut self, to: u32, message: &impl Message<'a>) {
        // A client that has closed hears nothing.
        drop(Stream::write_all(&self.server, &message.to_frame(Correlation(to))));
        self.client.step();
    }

    /// What the client has said, without its prefaces.
    fn heard(&mut self) -> Vec<(Kind, Correlation)> {
        let mut bytes = vec![0; 10_000];
        let len = Read::read(&mut self.server, &mut bytes).unwrap_or(0);
        bytes.truncate(len);
        let preface = usize::from(bytes.starts_with(&[0xF5])) * 16;
        let (mut rest, mut heard) = (&bytes[preface..], Vec::new());
        while let Some((frame, after)) = Frame::split(rest, |_| u32::MAX).unwrap() {
            heard.push((frame.header.kind, frame.header.correlation));
            rest = after;
        }
        heard
    }
}

fn welcome() -> Welcome {
    Welcome {
        server: "".into(),
        agent: "".into(),
        time: UnixMillis(0),
        heartbeat_interval: 60_000,
        heartbeat_timeout: 5_000,
        resume_grace: 15_000,
        posts_per_second: 0,
        post_burst: 0,
    }
}

fn accepted() -> Accepted {
    Accepted {
        member: MemberId(3),
        pseudo: Pseudo::new("Ada").unwrap(),
        token: Token([1; 16]),
        inbox_epoch: Epoch(1),
        inbox_next: Number(1),
        people: 1,
    }
}

fn joined() -> Joined {
    Joined {
        room: LOBBY,
        name: RoomName::new("lobby").unwrap(),
        topic: "".into(),
        epoch: Epoch(1),
        next: Number(5),
        count: 0,
        more: false,
        members: Vec::new(),
        sequences: Added(0),
        peer_posts: Added(false),
    }
}

fn place(number: u64) -> Place {
    Place { room: LOBBY, number: Number(number), time: UnixMillis(0) }
}

#[test]
fn who_is_closed_begins_no_new_session() {
    let mut stage = Stage::new();
    stage.lose();
    stage.connect();
    assert_eq!(stage.heard().last().unwrap().0, Kind::RESUME);
    stage.client.close();
    let (code, text) = (ErrorCode::ResumeRefused, "".into());
    stage.say(2, &Error { code, survives: true, retry_after: 0, text, about: Added::default() });
    assert_eq!(stage.client.step(), Wait::Nothing);
    assert_eq!(stage.heard(), []);
}

#[test]
fn a_room_is_left_though_the_answer_comes_late() {
    let mut stage = Stage::new();
    let room = stage.client.room("lobby").unwrap();
    let answer = stage.client.leave(&room).unwrap();
    let (kind, asked) = stage.heard()[0];
    assert_eq!(kind, Kind::LEAVE);
    stage.time.advance(Duration::from_secs(11));
    assert!(matches!(answer.poll(), Some(Err(ClientError::Timeout { .. }))));
    assert!(room.is_joined());
    stage.say(asked.0, &Okay {});
    assert!(!room.is_joined());
}

#[test]
fn the_receipt_of_a_repeat_is_passed_over_where_the_event_is_still_to_come() {
    let mut stage = Stage::new();
    let room = stage.client.room("lobby").unwrap();
    let client_number = stage.client.post(&room, "hello").unwrap();
    stage.lose();
    stage.connect();
    let resumed = Resumed {
        member: MemberId(3),
        pseudo: Pseudo::new("Ada").unwrap(),
        token: Token([2; 16]),
        rooms: vec![ResumedRoom { room: LOBBY, epoch: Epoch(1), status: ResumeStatus::Continued }],
    };
    stage.say(2, &resumed);
    assert_eq!(stage.heard().last().unwrap().0, Kind::POST);
    // Number 6 follows behind number 5, which comes first.
    stage.say(0, &Ack { client_number, place: place(6) });
    let (member, pseudo) = (MemberId(9), Pseudo::new("Bob").unwrap());
    stage.say(0, &MemberJoined { place: place(5), member, pseudo });
    let told: Vec<_> = std::iter::from_fn(|| stage.client.next_event()).collect();
    assert!(!told.iter().any(|event| matches!(event, Event::Acknowledged { .. })), "{told:?}");
    stage.say(0, &Ack { client_number, place: place(5) });
    let told: Vec<_> = std::iter::from_fn(|| stage.client.next_event()).collect();
    assert_eq!(told, [Event::Acknowledged { client_number, place: place(5) }]);
}
