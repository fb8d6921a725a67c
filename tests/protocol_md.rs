//! `PROTOCOL.md` held against the code: its examples, its tables and its headings.

#[path = "vectors/bytes.rs"]
mod bytes;
#[path = "protocol_md/document.rs"]
mod document;
#[path = "vectors/meaning.rs"]
mod meaning;

use bytes::bytes;
use document::{DOC, anchor, number, section, sections, table_rows};
use meaning::{Named, from_client, from_server, hex};
use salon::proto::error_code::{
    Block, ByeReason, ErrorCode, LeaveCause, NoticeScope, Outcome, PeerRole, Reaction,
    ResumeStatus, StreamEnd, StreamRole,
};
use salon::proto::header::{Capabilities, Flags, Frame, PREFACE_LEN, Preface};
use salon::proto::heartbeat::HeartbeatTiming;
use salon::proto::ids::Tick;
use salon::proto::kind::Kind;
use salon::proto::limits;
use salon::proto::machine::{Machine, Step};
use salon::proto::message::{
    Address, EndedSequence, FromClient, FromServer, Member, MethodInfo, OpenSequence, Place,
    ResumePoint, ResumedRoom, RoomInfo, ServiceInfo, Tally,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// `NotSalon` as `NOT_SALON`.
fn shouted(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_uppercase());
    }
    out
}

/// Which side may say `kind`, as the code has it: a side that may decodes it, or says why not.
fn said_by(kind: Kind) -> &'static str {
    let mut bytes = vec![0; 4];
    bytes.extend_from_slice(&kind.0.to_be_bytes());
    bytes.extend_from_slice(&[0; 6]);
    let (frame, _) = Frame::split(&bytes, |_| 0).unwrap().expect("a frame");
    let client = !matches!(FromClient::decode(&frame), Ok(None));
    let server = !matches!(FromServer::decode(&frame), Ok(None));
    match (client, server) {
        (true, true) => "both",
        (true, false) => "client",
        (false, true) => "server",
        (false, false) => panic!("nobody says {kind}"),
    }
}

#[test]
fn the_kinds_are_those_of_the_code() {
    let told: Vec<(u64, String, String)> = section("Kinds")
        .table("Kind")
        .into_iter()
        .map(|row| (number(&row[0]), row[1].clone(), row[2].clone()))
        .collect();
    let known: Vec<(u64, String, String)> = Kind::ALL
        .iter()
        .map(|kind| (kind.0.into(), kind.to_string(), said_by(*kind).to_owned()))
        .collect();
    assert_eq!(told, known);
}

#[test]
fn every_kind_has_its_heading_and_examples_that_say_what_the_table_says() {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("vectors/messages.json")).expect("vectors");
    let vectors: BTreeSet<Vec<u8>> =
        vectors.as_array().expect("a list").iter().map(|v| bytes(&v["hex"])).collect();
    let mut described = BTreeSet::new();
    for section in sections().iter().filter(|s| s.level == 3 && s.title.contains("(0x")) {
        let (name, code) = section.title.split_once(" (").expect("a name and a number");
        let kind = Kind(u16::try_from(number(code.trim_end_matches(')'))).unwrap());
        assert_eq!(kind.name(), Some(name));
        assert!(described.insert(kind), "{name} is described twice");
        let from = format!("- **From**: {}", said_by(kind));
        assert!(section.lines.iter().any(|l| l.starts_with(&from)), "{name} lacks {from:?}");
        let examples = section.examples();
        assert!(!examples.is_empty(), "{name} lacks an example");
        for (_, example) in examples {
            let fields = read_example(kind, &example);
            if fields.is_empty() {
                assert!(section.lines.contains(&"No fields."), "{name}");
            } else {
                let told: Vec<String> =
                    section.table("Field").iter().map(|row| row[0].clone()).collect();
                assert_eq!(told, fields, "{name}");
            }
            assert!(vectors.contains(&example), "{name}'s example is no vector");
        }
    }
    assert_eq!(described, Kind::ALL.iter().copied().collect());
}

/// The names of the fields of an example, which must be one whole, canonical message.
fn read_example(kind: Kind, example: &[u8]) -> Vec<&'static str> {
    let (frame, rest) =
        Frame::split(example, |_| limits::MAX_SERVER_PAYLOAD).unwrap().expect("a whole message");
    assert!(rest.is_empty(), "{kind}: bytes are left");
    assert_eq!(frame.header.kind, kind);
    let mut again = Vec::new();
    let fields = if said_by(kind) == "server" {
        let message = FromServer::decode(&frame).unwrap().expect("a server's message");
        message.append(frame.header.correlation, &mut again);
        from_server(&message)
    } else {
        let message = FromClient::decode(&frame).unwrap().expect("a client's message");
        message.append(frame.header.correlation, &mut again);
        from_client(&message)
    };
    assert_eq!(hex(&again), hex(example), "{kind}: written again");
    fields.into_iter().map(|(name, _)| name).collect()
}

#[test]
fn the_records_are_those_of_the_code() {
    let values = section("Values");
    for (name, fields) in [
        ("place", Place::FIELDS),
        ("member", Member::FIELDS),
        ("room_info", RoomInfo::FIELDS),
        ("resume_point", ResumePoint::FIELDS),
        ("resumed_room", ResumedRoom::FIELDS),
        ("tally", Tally::FIELDS),
        ("open_sequence", OpenSequence::FIELDS),
        ("ended_sequence", EndedSequence::FIELDS),
        ("service_info", ServiceInfo::FIELDS),
        ("method_info", MethodInfo::FIELDS),
        ("address", Address::FIELDS),
    ] {
        let title = format!("**`{name}`**");
        let start = values.lines.iter().position(|line| line.starts_with(&title)).expect(name);
        // The title, an empty line, the head of the table and the line under it.
        let rows = table_rows(&values.lines[start + 4..]);
        let told: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(told, fields, "{name}");
    }
}

fn codes_told(title: &str) -> BTreeMap<u64, String> {
    let rows = section(title).table("Code");
    let told: BTreeMap<_, _> = rows.iter().map(|r| (number(&r[0]), r[1].clone())).collect();
    assert_eq!(told.len(), rows.len(), "a code stands twice under {title}");
    told
}

fn codes_known<T: Copy + Debug>(all: &[T], code: impl Fn(T) -> u64) -> BTreeMap<u64, String> {
    all.iter().map(|each| (code(*each), shouted(&format!("{each:?}")))).collect()
}

#[test]
fn the_codes_are_those_of_the_code() {
    let known = codes_known(ErrorCode::ALL, |c| c.code().into());
    assert_eq!(codes_told("Errors"), known);
    let known = codes_known(ByeReason::ALL, |c| c.code().into());
    assert_eq!(codes_told("Reasons of BYE"), known);
    let known = codes_known(LeaveCause::ALL, |c| c.code().into());
    assert_eq!(codes_told("Leave causes"), known);
    let known = codes_known(NoticeScope::ALL, |c| c.code().into());
    assert_eq!(codes_told("Notice scopes"), known);
    let known = codes_known(ResumeStatus::ALL, |c| c.code().into());
    assert_eq!(codes_told("Resume statuses"), known);
    let known = codes_known(Block::ALL, |c| c.code().into());
    assert_eq!(codes_told("Blocks"), known);
    let known = codes_known(Reaction::ALL, |c| c.code().into());
    assert_eq!(codes_told("Reactions"), known);
    let known = codes_known(Outcome::ALL, |c| c.code().into());
    assert_eq!(codes_told("Outcomes"), known);
    let known = codes_known(StreamEnd::ALL, |c| c.code().into());
    assert_eq!(codes_told("Stream ends"), known);
    let known = codes_known(StreamRole::ALL, |c| c.code().into());
    assert_eq!(codes_told("Stream roles"), known);
    let known = codes_known(PeerRole::ALL, |c| c.code().into());
    assert_eq!(codes_told("Peer roles"), known);
    for row in section("Errors").table("Code") {
        let code = ErrorCode::from_code(u16::try_from(number(&row[0])).unwrap());
        assert_eq!(row[2] == "yes", code.survives(), "{code:?}");
    }
}

/// What stands in backticks in `line`.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

#[test]
fn the_errors_that_messages_name_exist() {
    let errors = codes_known(ErrorCode::ALL, |c| c.code().into());
    let names: BTreeSet<&str> = errors.values().map(String::as_str).collect();
    let kinds: BTreeSet<&str> = Kind::ALL.iter().filter_map(|kind| kind.name()).collect();
    for section in sections() {
        for line in section.lines.iter().filter(|line| line.starts_with("- **Errors**")) {
            for name in quoted(line) {
                let known = names.contains(name) || kinds.contains(name);
                assert!(known, "{}: {name} is no error", section.title);
            }
        }
    }
}

#[test]
fn the_limits_are_those_of_the_code() {
    macro_rules! values {
        ($($name:ident)*) => { BTreeMap::from([$((stringify!($name), limits::$name as u64)),*]) };
    }
    let known = values!(
        DEFAULT_PORT MAX_PAYLOAD_BEFORE_PSEUDO MAX_REQUEST_PAYLOAD MAX_BODY MAX_LATEST_BODY MAX_INFLATED_BODY
        MAX_BODY_PAYLOAD MAX_SERVER_PAYLOAD MAX_NAME_CHARACTERS MAX_NAME_BYTES MAX_TYPED_NAME
        MAX_NAME_MARKS_IN_A_ROW MAX_CONTENT_TYPE MAX_TOPIC MAX_NOTICE MAX_REASON MAX_AGENT
        MEMBERS_PER_PAGE ROOMS_PER_PAGE MAX_ROOMS_PER_MEMBER MAX_UNACKNOWLEDGED TOKEN_LEN
        COMPRESS_BELOW_PERCENT COMPRESS_FROM MAX_SEQUENCE_KIND MAX_SEQUENCE_BODY MAX_AUDIENCE
        MIN_DEADLINE MAX_DEADLINE MAX_SEQUENCES_PER_MEMBER MAX_SEQUENCES_PER_ROOM
        SEQUENCES_PER_PAGE ENDED_PER_ROOM MAX_CHUNK MAX_STREAM_CONTROL MAX_STREAM_NAME HASH_LEN
        UNKNOWN_LENGTH MAX_VALUE MAX_VALUES MAX_VALUE_READ MAX_VALUE_DEPTH MAX_FIELD_NAME
        MAX_SERVICE_NAME MAX_DESCRIPTION MAX_TYPE MAX_TYPE_DEPTH MAX_METHODS MAX_SERVICES_PAGE
        MAX_CALLS_IN_FLIGHT MAX_CALL_DEADLINE
        PEER_SECRET_LEN MAX_PEER_ADDRESSES MIN_PEER_PORT
    );
    let source: BTreeSet<&str> = include_str!("../src/proto/limits.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split(':').next())
        .collect();
    assert_eq!(known.keys().copied().collect::<BTreeSet<_>>(), source, "this test lacks a limit");
    let rows = section("Limits").table("Name");
    let told: BTreeMap<&str, u64> =
        rows.iter().map(|row| (row[0].as_str(), number(&row[1]))).collect();
    assert_eq!(told, known);
}

#[test]
fn the_bits_are_those_of_the_code() {
    let source: BTreeMap<String, u64> = include_str!("../src/proto/header.rs")
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub const ")?.split_once(": Self = Self("))
        .filter(|(name, _)| *name != "NONE")
        .map(|(name, value)| (name.to_owned(), bits(value.trim_end_matches(");"))))
        .collect();
    let mut told = BTreeMap::new();
    for title in ["Preface", "Header"] {
        for row in section(title).table("Bit") {
            assert_eq!(1 << number(&row[0]), number(&row[1]), "{}", row[2]);
            told.insert(row[2].clone(), number(&row[1]));
        }
    }
    assert_eq!(told, source);
    assert_eq!(told["RESUME"], Capabilities::RESUME.0);
    assert_eq!(told["CALLS"], Capabilities::CALLS.0);
    assert_eq!(told["OPEN_ROOMS"], Capabilities::OPEN_ROOMS.0);
    assert_eq!(told["LATEST"], Capabilities::LATEST.0);
    assert_eq!(told["SEQUENCES"], Capabilities::SEQUENCES.0);
    assert_eq!(told["STREAMS"], Capabilities::STREAMS.0);
    assert_eq!(told["PEERS"], Capabilities::PEERS.0);
    assert_eq!(told["COMPRESSED"], u64::from(Flags::COMPRESSED.0));
}

/// `1` or `1 << 1` as written in the code.
fn bits(value: &str) -> u64 {
    match value.split_once("<<") {
        Some((one, shift)) => number(one.trim()) << number(shift.trim()),
        None => number(value),
    }
}

#[test]
fn the_prefaces_are_prefaces() {
    let wanted = [Capabilities::NONE, Capabilities::RESUME];
    let told = section("Preface").examples();
    assert_eq!(told.len(), wanted.len());
    for ((_, bytes), capabilities) in told.iter().zip(wanted) {
        assert_eq!(bytes[..], Preface { version: 1, capabilities }.to_bytes());
    }
}

#[test]
fn the_minimal_client_is_understood_from_the_first_byte_to_the_last() {
    let second = Duration::from_secs(1);
    let mut machine =
        Machine::new(Tick(0), second, HeartbeatTiming { interval: second, timeout: second });
    let (mut client, mut server) = (Vec::new(), Vec::new());
    for (who, bytes) in section("A minimal client").examples() {
        match who {
            "client" => client.extend(client_says(&mut machine, &bytes)),
            "server" => server.extend(server_says(&bytes, server.is_empty())),
            other => panic!("who says it? {other:?}"),
        }
    }
    let names = |kinds: &[Kind]| kinds.iter().map(Kind::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!(names(&client), "HELLO PSEUDO JOIN POST PONG BYE");
    assert_eq!(names(&server), "WELCOME ACCEPTED JOINED POSTED POSTED PING BYE");
}

fn client_says(machine: &mut Machine, mut bytes: &[u8]) -> Vec<Kind> {
    let mut kinds = Vec::new();
    while !bytes.is_empty() {
        let taken = machine.next(bytes).unwrap().expect("a whole message");
        match taken.step {
            Step::Preface(preface) => assert_eq!(preface.version, 1),
            Step::Message(_, message) => kinds.push(message.kind()),
            Step::Refuse(_, code, text) => panic!("{code:?}: {text}"),
        }
        bytes = &bytes[taken.len..];
        match kinds.last() {
            Some(&Kind::HELLO) => machine.welcomed(),
            Some(&Kind::PSEUDO) => machine.connected(),
            _ => {}
        }
    }
    kinds
}

fn server_says(mut bytes: &[u8], first: bool) -> Vec<Kind> {
    if first {
        Preface::parse(bytes).unwrap().expect("the server's preface");
        bytes = &bytes[PREFACE_LEN..];
    }
    let mut kinds = Vec::new();
    while !bytes.is_empty() {
        let (frame, rest) = Frame::split(bytes, |_| limits::MAX_SERVER_PAYLOAD).unwrap().unwrap();
        kinds.push(FromServer::decode(&frame).unwrap().expect("a server's message").kind());
        bytes = rest;
    }
    kinds
}

#[test]
fn every_link_within_the_file_leads_somewhere() {
    let anchors: BTreeSet<String> = sections().iter().map(|s| anchor(s.title)).collect();
    for link in DOC.split("](#").skip(1) {
        let target = link.split(')').next().unwrap_or_default();
        assert!(anchors.contains(target), "no heading for #{target}");
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn the_sections_that_the_code_refers_to_exist() {
    let titles: BTreeSet<&str> = sections().iter().map(|s| s.title).collect();
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    for file in files {
        // Comments go on over the end of a line.
        let lines = std::fs::read_to_string(&file).unwrap();
        let text: Vec<&str> =
            lines.lines().map(|l| l.trim().trim_start_matches(['/', '!'])).collect();
        for reference in text.join(" ").split("PROTOCOL.md`").skip(1) {
            let reference = reference.split(')').next().unwrap_or_default();
            for title in reference.split('"').skip(1).step_by(2) {
                assert!(titles.contains(title), "{} refers to {title:?}", file.display());
            }
        }
    }
}
