//! Services of a server without threads, by a clock that is set: each moment can be chosen.

use crate::probe::probe;
use crate::support::received::Received;
use crate::support::stage::config;
use salon::client::Stream;
use salon::clock::VirtualClock;
use salon::net::{Config, Driven};
use salon::proto::error_code::ErrorCode;
use salon::proto::header::{Capabilities, Frame, PREFACE_LEN, Preface, VERSION};
use salon::proto::ids::{Correlation, UnixMillis};
use salon::proto::limits::MAX_SERVER_PAYLOAD;
use salon::proto::message::{Call, CancelCall, Error, FromServer, Hello, Message, PseudoWish};
use salon::proto::value::{Graph, Value};
use salon::services::Share;
use salon::testing::{End, pair};
use std::time::Duration;

/// A server with a probe, and a connection that bears a pseudo.
struct Stage {
    time: VirtualClock,
    server: Driven,
    connection: u64,
    near: End,
}

impl Stage {
    fn new() -> Self {
        let (services, _strings) = probe(Share { threads: 1, queue: 1 });
        let time = VirtualClock::new(UnixMillis(0));
        let mut server = Driven::new(Config { services, ..config() }, time.clock()).unwrap();
        let (near, far) = pair(&time.clock(), 1);
        let connection = server.accept(([127, 0, 0, 1], 1).into(), Box::new(far));
        let mut stage = Self { time, server, connection, near };
        let preface = Preface { version: VERSION, capabilities: Capabilities::NONE };
        stage.near.write_all(&preface.to_bytes()).unwrap();
        stage.say(1, &Hello { agent: "test".into() });
        stage.say(2, &PseudoWish { pseudo: "ada".into() });
        let bytes = stage.bytes();
        assert!(bytes.len() > PREFACE_LEN && bytes.starts_with(b"\xf5SALON"));
        stage
    }

    fn say<'a>(&mut self, number: u32, message: &impl Message<'a>) {
        self.near.write_all(&message.to_frame(Correlation(number))).unwrap();
        while self.server.step(self.connection) {}
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; 64 * 1024];
        let count = Stream::read(&self.near, &mut bytes).unwrap_or(0);
        bytes.truncate(count);
        bytes
    }

    fn heard(&self) -> Vec<Received> {
        let bytes = self.bytes();
        let mut rest = bytes.as_slice();
        let mut heard = Vec::new();
        while let Some((frame, after)) = Frame::split(rest, |_| MAX_SERVER_PAYLOAD).unwrap() {
            heard.push(Received::new(&frame));
            rest = after;
        }
        heard
    }

    fn count(&mut self, number: u32, deadline: u32) {
        let value = Graph::record([]).encode().unwrap();
        let (service, method) = ("probe", "count");
        self.say(number, &Call { service, method, schema: 0, deadline, value: &value });
    }

    /// The one thing that was heard: the number of a call, and the error that answers it.
    fn refused(&self) -> (u32, ErrorCode) {
        let [heard] = &self.heard()[..] else { panic!("one answer") };
        (heard.header.correlation.0, heard.read::<Error>().code)
    }
}

#[test]
fn a_call_waits_until_a_thread_would_take_it() {
    let mut stage = Stage::new();
    stage.count(5, 0);
    assert!(stage.heard().is_empty());
    assert!(stage.server.serve() && !stage.server.serve());
    let [heard] = &stage.heard()[..] else { panic!("one answer") };
    let FromServer::CallResult(result) = heard.message() else { panic!("{heard:?}") };
    assert_eq!(Graph::decode(result.value).unwrap().root, Value::Int(1));
}

#[test]
fn a_deadline_is_kept_to_the_millisecond() {
    let mut stage = Stage::new();
    stage.count(5, 5_000);
    stage.time.advance(Duration::from_micros(4_999_999));
    stage.server.ring();
    assert!(stage.heard().is_empty());
    stage.time.advance(Duration::from_micros(1));
    assert!(stage.server.due().is_some_and(|due| due <= stage.time.clock().now()));
    stage.server.ring();
    assert_eq!(stage.refused(), (5, ErrorCode::Deadline));
    assert!(!stage.server.serve(), "it waits no longer");
}

#[test]
fn what_is_cancelled_makes_room_for_another() {
    let mut stage = Stage::new();
    stage.count(5, 0);
    stage.count(6, 0);
    assert_eq!(stage.refused(), (6, ErrorCode::Busy));
    stage.say(0, &CancelCall { call: 5 });
    assert_eq!(stage.refused(), (5, ErrorCode::Cancelled));
    stage.count(7, 0);
    assert!(stage.server.serve());
    assert_eq!(stage.heard().len(), 1);
}
