//! The codec held against `tests/vectors/`, which an independent script has written.

#[path = "vectors/bytes.rs"]
mod bytes;
#[path = "vectors/meaning.rs"]
mod meaning;

use bytes::bytes;
use meaning::{Fields, from_client, from_server, hex};
use salon::proto::body::{Body, PackedBody};
use salon::proto::coding::DecodeError;
use salon::proto::error_code::ErrorCode;
use salon::proto::header::{Capabilities, Frame, Preface, PrefaceError};
use salon::proto::heartbeat::HeartbeatTiming;
use salon::proto::ids::{Correlation, Tick};
use salon::proto::kind::Kind;
use salon::proto::limits::MAX_SERVER_PAYLOAD;
use salon::proto::machine::{Fatal, Machine, Phase, Step, answer};
use salon::proto::message::{FromClient, FromServer};
use salon::proto::name::{NameError, NameKey, Pseudo, RoomName};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;

fn vectors(text: &str) -> Value {
    serde_json::from_str(text).expect("a file of vectors")
}

fn messages() -> Vec<Value> {
    let all = vectors(include_str!("vectors/messages.json"));
    all.as_array().expect("a list of messages").clone()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} of {value}"))
}

/// One reading of a frame: what it says, and what it becomes when it is written again.
struct Read<'a> {
    kind: Kind,
    fields: Fields,
    body: Option<Body<'a>>,
    again: Vec<u8>,
}

fn read_client<'a>(frame: &Frame<'a>) -> Result<Option<Read<'a>>, DecodeError> {
    let Some(message) = FromClient::decode(frame)? else { return Ok(None) };
    let mut again = Vec::new();
    message.append(frame.header.correlation, &mut again);
    let body = match &message {
        FromClient::Post(m) => Some(m.body),
        FromClient::Direct(m) => Some(m.body),
        FromClient::Latest(m) => Some(m.body),
        FromClient::Open(m) => Some(m.body),
        FromClient::Answer(m) => Some(m.body),
        _ => None,
    };
    Ok(Some(Read { kind: message.kind(), fields: from_client(&message), body, again }))
}

fn read_server<'a>(frame: &Frame<'a>) -> Result<Option<Read<'a>>, DecodeError> {
    let Some(message) = FromServer::decode(frame)? else { return Ok(None) };
    let mut again = Vec::new();
    message.append(frame.header.correlation, &mut again);
    let body = match &message {
        FromServer::Posted(m) => Some(m.body),
        FromServer::Directed(m) => Some(m.body),
        FromServer::Newest(m) => Some(m.body),
        FromServer::Opened(m) => Some(m.body),
        FromServer::Answered(m) => Some(m.body),
        _ => None,
    };
    Ok(Some(Read { kind: message.kind(), fields: from_server(&message), body, again }))
}

#[test]
fn every_kind_has_a_vector_from_each_side_that_may_say_it() {
    let vectors = messages();
    for kind in Kind::ALL {
        let mine: Vec<_> = vectors.iter().filter(|v| v["kind"] == kind.0).collect();
        assert!(mine.iter().any(|v| v["lax"] == false), "{kind} lacks a good vector");
        assert!(mine.iter().any(|v| v["lax"] == true), "{kind} lacks a lax vector");
        assert!(mine.iter().all(|v| v["message"] == kind.name().unwrap()), "{kind} is misnamed");
    }
}

#[test]
fn good_messages_say_what_they_should_and_come_out_as_they_went_in() {
    for vector in messages() {
        let name = text(&vector, "name");
        let whole = bytes(&vector["hex"]);
        let (frame, rest) = Frame::split(&whole, |_| MAX_SERVER_PAYLOAD).unwrap().expect(name);
        assert!(rest.is_empty(), "{name}: bytes are left");
        assert_eq!(frame.header.flags.0, vector["flags"], "{name}: flags");
        assert_eq!(frame.header.correlation.0, vector["correlation"], "{name}: correlation");
        let said_by = text(&vector, "from");
        let client = (said_by != "server").then(|| read_client(&frame));
        let server = (said_by != "client").then(|| read_server(&frame));
        for read in [client, server].into_iter().flatten() {
            let read = read.unwrap_or_else(|e| panic!("{name}: {e}"));
            check_reading(&vector, &whole, &read.unwrap_or_else(|| panic!("{name}: not read")));
        }
    }
}

fn check_reading(vector: &Value, whole: &[u8], read: &Read<'_>) {
    let name = text(vector, "name");
    assert_eq!(read.kind.0, vector["kind"], "{name}");
    let wanted = vector["fields"].as_object().expect("fields");
    let names: BTreeSet<&str> = read.fields.iter().map(|(field, _)| *field).collect();
    assert_eq!(names, wanted.keys().map(String::as_str).collect(), "{name}: fields");
    for (field, value) in &read.fields {
        if *field == "body" {
            check_body(name, &wanted["body"], &read.body.expect("a body"));
        } else {
            assert_eq!(value, &wanted[*field], "{name}: {field}");
        }
    }
    if vector["lax"] == false {
        assert_eq!(hex(&read.again), hex(whole), "{name}: written again");
    }
}

fn check_body(name: &str, wanted: &Value, body: &Body<'_>) {
    assert_eq!(body.content_type, text(wanted, "content_type"), "{name}");
    assert_eq!(body.bytes, bytes(&wanted["bytes"]), "{name}: the bytes as they travel");
    assert_eq!(body.compressed, wanted["compressed"] == true, "{name}: compressed");
    let plain = bytes(&wanted["plain"]);
    assert_eq!(body.plain().as_deref(), Ok(&plain[..]), "{name}: the plain bytes");
    assert_eq!(body.check(), Ok(()), "{name}");
    // What Salon makes of the same may be other bytes, and means the same.
    if let Ok(packed) = PackedBody::pack(body.content_type, &plain) {
        assert_eq!(packed.as_body().plain().as_deref(), Ok(&plain[..]), "{name}: packed again");
    }
}

/// A machine that has come as far as a vector says.
fn machine_at(state: &str) -> Machine {
    let second = Duration::from_secs(1);
    let mut machine =
        Machine::new(Tick(0), second, HeartbeatTiming { interval: second, timeout: second });
    let preface = Preface { version: 1, capabilities: Capabilities::NONE }.to_bytes();
    machine.next(&preface).unwrap().expect("the preface");
    if state != "await_hello" {
        machine.welcomed();
    }
    if state == "connected" {
        machine.connected();
    }
    let phase = match state {
        "await_hello" => Phase::AwaitHello,
        "await_pseudo" => Phase::AwaitPseudo,
        "connected" => Phase::Connected,
        other => panic!("no state: {other}"),
    };
    assert_eq!(machine.phase(), phase);
    machine
}

/// The error that a server gives for what a client says.
fn refused_by_server(state: &str, whole: &[u8]) -> Option<ErrorCode> {
    let mut machine = machine_at(state);
    let taken = match machine.next(whole) {
        Ok(taken) => taken.expect("a whole message"),
        Err(Fatal::TooLarge(header)) => {
            assert_eq!(header.correlation, Correlation(3), "the refusal names its request");
            return Some(ErrorCode::TooLarge);
        }
        Err(other) => panic!("{other}"),
    };
    assert_eq!(taken.len, whole.len(), "all of the message is taken");
    match taken.step {
        Step::Refuse(correlation, code, _) => {
            assert_eq!(correlation, Correlation(3), "the refusal names its request");
            Some(code)
        }
        Step::Message(_, FromClient::Post(m)) => m.body.check().err().map(|e| (&e).into()),
        Step::Message(_, FromClient::Direct(m)) => m.body.check().err().map(|e| (&e).into()),
        Step::Message(_, FromClient::Latest(m)) => m.body.check().err().map(|e| (&e).into()),
        Step::Message(_, FromClient::Open(m)) => m.body.check().err().map(|e| (&e).into()),
        Step::Message(_, FromClient::Answer(m)) => m.body.check().err().map(|e| (&e).into()),
        _ => None,
    }
}

/// What is wrong with what a server says.
fn refused_by_client(whole: &[u8]) -> Option<ErrorCode> {
    let (frame, _) = Frame::split(whole, |_| MAX_SERVER_PAYLOAD).unwrap().expect("a message");
    FromServer::decode(&frame).err().map(|e| (&e).into())
}

#[test]
fn malformed_messages_give_the_error_that_is_named() {
    let all = vectors(include_str!("vectors/malformed.json"));
    let mut wrong = Vec::new();
    for vector in all.as_array().expect("a list") {
        let whole = bytes(&vector["hex"]);
        let got = match text(vector, "from") {
            "server" => refused_by_client(&whole),
            _ => refused_by_server(text(vector, "state"), &whole),
        };
        let code = got.map(|code| (u64::from(code.code()), code.survives()));
        let wanted = (vector["code"].as_u64().unwrap(), vector["survives"] == true);
        if code != Some(wanted) {
            wrong.push(format!("{}: {got:?}", text(vector, "name")));
        }
    }
    assert!(wrong.is_empty(), "{} are wrong: {wrong:#?}", wrong.len());
}

#[test]
fn a_goodbye_that_cannot_be_read_is_a_goodbye() {
    let all = vectors(include_str!("vectors/goodbyes.json"));
    for vector in all.as_array().expect("a list") {
        let name = text(vector, "name");
        let whole = bytes(&vector["hex"]);
        let mut machine = machine_at(text(vector, "state"));
        let taken = machine.next(&whole).unwrap().expect(name);
        assert_eq!(taken.len, whole.len(), "{name}");
        let said = matches!(taken.step, Step::Message(Correlation(3), FromClient::Bye(_)));
        assert!(said, "{name}: {:?}", taken.step);
    }
}

#[test]
fn prefaces_are_taken_or_refused() {
    let all = vectors(include_str!("vectors/prefaces.json"));
    for vector in all["good"].as_array().expect("good ones") {
        let name = text(vector, "name");
        let whole = bytes(&vector["hex"]);
        let preface = Preface::parse(&whole).unwrap().expect(name);
        assert_eq!(preface.version, vector["version"], "{name}");
        assert_eq!(preface.capabilities.0.to_string(), text(vector, "capabilities"), "{name}");
        assert_eq!(preface.to_bytes()[..], whole[..], "{name}: written again");
        let both = Capabilities::RESUME.with(Capabilities::OPEN_ROOMS);
        let answered = answer(preface, both).to_bytes();
        assert_eq!(hex(&answered), text(vector, "answer"), "{name}: the server's");
    }
    for vector in all["bad"].as_array().expect("bad ones") {
        let code = match Preface::parse(&bytes(&vector["hex"])) {
            Err(PrefaceError::NotSalon) => ErrorCode::NotSalon,
            Err(PrefaceError::Version) => ErrorCode::Version,
            other => panic!("{}: {other:?}", text(vector, "name")),
        };
        assert_eq!(code.code(), vector["code"], "{}", text(vector, "name"));
    }
}

fn named(sort: &str, wish: &str) -> Result<String, NameError> {
    match sort {
        "pseudo" => Pseudo::new(wish).map(|name| name.to_string()),
        "room" => RoomName::new(wish).map(|name| name.to_string()),
        other => panic!("no sort of name: {other}"),
    }
}

fn reason(error: NameError) -> &'static str {
    match error {
        NameError::Empty => "empty",
        NameError::TooLong => "too_long",
        NameError::Forbidden(_) => "forbidden",
        NameError::Spaces => "spaces",
        NameError::Marks => "marks",
        NameError::Reserved => "reserved",
    }
}

#[test]
fn names_are_taken_or_refused_for_the_reason_that_is_given() {
    let all = vectors(include_str!("vectors/names.json"));
    for vector in all["valid"].as_array().expect("valid ones") {
        let got = named(text(vector, "sort"), text(vector, "wish"));
        assert_eq!(got.as_deref(), Ok(text(vector, "name")), "{vector}");
    }
    for vector in all["invalid"].as_array().expect("invalid ones") {
        let got = named(text(vector, "sort"), text(vector, "wish")).map_err(reason);
        assert_eq!(got, Err(text(vector, "reason")), "{vector}");
    }
}

#[test]
fn names_are_taken_for_one_another_or_told_apart() {
    let all = vectors(include_str!("vectors/names.json"));
    for (pairs, wanted) in [("same", true), ("different", false)] {
        for pair in all[pairs].as_array().expect("pairs") {
            let [a, b] = [0, 1].map(|i| NameKey::of(pair[i].as_str().expect("a name")));
            assert_eq!(a.iter().any(|key| b.contains(key)), wanted, "{pair}");
        }
    }
}
