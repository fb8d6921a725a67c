//! What holds for any bytes and any message: nothing panics, what is read comes out as it went in,
//! and what is cut short wants more.

#[path = "vectors/bytes.rs"]
mod bytes;

use bytes::bytes;
use proptest::collection::vec;
use proptest::prelude::*;
use salon::proto::body::{Body, PackedBody};
use salon::proto::coding::Reader;
use salon::proto::error_code::{ByeReason, ErrorCode};
use salon::proto::header::{Capabilities, Flags, Frame, HEADER_LEN, Header, Preface};
use salon::proto::heartbeat::HeartbeatTiming;
use salon::proto::ids::{Correlation, Tick};
use salon::proto::kind::Kind;
use salon::proto::limits::{MAX_INFLATED_BODY, MAX_SERVER_PAYLOAD};
use salon::proto::machine::Machine;
use salon::proto::message::{FromClient, FromServer};
use salon::proto::name::{NameKey, Pseudo, RoomName};
use salon::proto::stream::is_between_ends;
use std::sync::LazyLock;
use std::time::Duration;

const CASES: u32 = 512;

fn machines() -> [Machine; 4] {
    let second = Duration::from_secs(1);
    let fresh =
        Machine::new(Tick(0), second, HeartbeatTiming { interval: second, timeout: second });
    let mut greeted = fresh.clone();
    let preface = Preface { version: 1, capabilities: Capabilities::NONE }.to_bytes();
    greeted.next(&preface).unwrap().expect("the preface");
    let mut welcomed = greeted.clone();
    welcomed.welcomed();
    let mut connected = greeted.clone();
    connected.connected();
    [fresh, greeted, welcomed, connected]
}

fn framed(kind: Kind, flags: u16, correlation: u32, payload: &[u8]) -> Vec<u8> {
    let len = u32::try_from(payload.len()).unwrap();
    let header = Header { len, kind, flags: Flags(flags), correlation: Correlation(correlation) };
    let mut bytes = header.to_bytes().to_vec();
    bytes.extend_from_slice(payload);
    bytes
}

fn split(bytes: &[u8]) -> Frame<'_> {
    Frame::split(bytes, |_| MAX_SERVER_PAYLOAD).unwrap().expect("a whole message").0
}

/// A kind, most often a known one.
fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![
        9 => prop::sample::select(Kind::ALL),
        1 => any::<u16>().prop_map(Kind),
    ]
}

/// A field as it could stand in a payload, so that payloads of any message come about.
fn fields() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..24),
        "\\PC{0,12}".prop_map(|text| counted(text.as_bytes())),
        Just(counted(b"text/plain")),
        vec(any::<u8>(), 0..40).prop_map(|body| {
            let mut out = u32::try_from(body.len()).unwrap().to_be_bytes().to_vec();
            out.extend(body);
            out
        }),
        (0..4u8).prop_map(|small| vec![0, small]),
        any::<u64>().prop_map(|number| number.to_be_bytes().to_vec()),
        (0..9u64).prop_map(|number| number.to_be_bytes().to_vec()),
        any::<u32>().prop_map(|number| number.to_be_bytes().to_vec()),
    ]
}

fn counted(bytes: &[u8]) -> Vec<u8> {
    let mut out = u16::try_from(bytes.len()).unwrap().to_be_bytes().to_vec();
    out.extend_from_slice(bytes);
    out
}

/// The good messages that the vectors hold, as whole frames: whether a client may say them, and
/// their bytes.
static KNOWN: LazyLock<Vec<(bool, Vec<u8>)>> = LazyLock::new(|| {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("vectors/messages.json")).expect("vectors");
    let all = vectors.as_array().expect("a list").iter();
    all.map(|vector| (vector["from"] != "server", bytes(&vector["hex"]))).collect()
});

/// Whether what `bytes` say as one side's message is, written again, read as the same.
fn comes_back(bytes: &[u8]) -> Result<(), TestCaseError> {
    let frame = split(bytes);
    let mut again = Vec::new();
    if let Ok(Some(message)) = FromClient::decode(&frame) {
        message.append(frame.header.correlation, &mut again);
        let twice = split(&again);
        prop_assert_eq!(twice.header.correlation, frame.header.correlation);
        prop_assert_eq!(FromClient::decode(&twice), Ok(Some(message)));
    }
    again.clear();
    if let Ok(Some(message)) = FromServer::decode(&frame) {
        message.append(frame.header.correlation, &mut again);
        let twice = split(&again);
        prop_assert_eq!(twice.header.correlation, frame.header.correlation);
        prop_assert_eq!(FromServer::decode(&twice), Ok(Some(message)));
    }
    Ok(())
}

/// Reads as all machines and both decoders do; whether it is understood doesn't matter.
fn read_in_every_way(bytes: &[u8]) -> Result<(), TestCaseError> {
    for mut machine in machines() {
        let mut rest = bytes;
        while let Ok(Some(taken)) = machine.next(rest) {
            prop_assert!(taken.len <= rest.len() && taken.len > 0);
            rest = &rest[taken.len..];
        }
    }
    if let Ok(Some((frame, rest))) = Frame::split(bytes, |_| MAX_SERVER_PAYLOAD) {
        prop_assert_eq!(HEADER_LEN + frame.payload.len() + rest.len(), bytes.len());
        let _ = FromClient::decode(&frame);
        let _ = FromServer::decode(&frame);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..400)) {
        read_in_every_way(&bytes)?;
    }

    #[test]
    fn any_payload_is_read_or_refused_and_comes_back(
        kind in kinds(), flags in any::<u16>(), correlation in any::<u32>(),
        parts in vec(fields(), 0..10),
    ) {
        let bytes = framed(kind, flags, correlation, &parts.concat());
        read_in_every_way(&bytes)?;
        comes_back(&bytes)?;
    }

    #[test]
    fn a_known_message_with_some_bytes_changed_is_read_or_refused(
        which in any::<prop::sample::Index>(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let (_, mut bytes) = which.get(&KNOWN).clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        read_in_every_way(&bytes)?;
        if matches!(Frame::split(&bytes, |_| MAX_SERVER_PAYLOAD), Ok(Some(_))) {
            comes_back(&bytes)?;
        }
    }

    #[test]
    fn a_frame_that_is_cut_short_wants_more(
        kind in kinds(), correlation in any::<u32>(), payload in vec(any::<u8>(), 0..64),
    ) {
        let bytes = framed(kind, 0, correlation, &payload);
        for end in 0..bytes.len() {
            prop_assert_eq!(Frame::split(&bytes[..end], |_| MAX_SERVER_PAYLOAD), Ok(None));
            for mut machine in machines().into_iter().skip(1) {
                prop_assert_eq!(machine.next(&bytes[..end]), Ok(None));
            }
        }
    }

    #[test]
    fn a_length_over_the_limit_is_never_waited_for(len in any::<u32>(), limit in any::<u32>()) {
        let header = Header { len, kind: Kind::POST, flags: Flags::NONE, correlation: Correlation(0) };
        let refused = Frame::split(&header.to_bytes(), |_| limit).is_err();
        prop_assert_eq!(refused, len > limit);
    }

    #[test]
    fn any_body_is_inflated_within_its_limits_or_refused(
        declared in prop_oneof![0..2000u32, any::<u32>()],
        stream in vec(any::<u8>(), 0..200),
    ) {
        let mut bytes = declared.to_be_bytes().to_vec();
        bytes.extend_from_slice(&stream);
        let body = Body { content_type: "text/plain", bytes: &bytes, compressed: true };
        if let Ok(plain) = body.plain() {
            prop_assert_eq!(plain.len(), declared as usize);
        }
        let _ = body.check();
    }

    #[test]
    fn a_deflated_body_that_was_damaged_is_inflated_within_its_limits_or_refused(
        at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let plain: Vec<u8> = (0..5000u32).map(|i| (i % 251 / 3) as u8).collect();
        let packed = PackedBody::pack("application/x", &plain).unwrap();
        prop_assert!(packed.as_body().compressed);
        let mut bytes = packed.as_body().bytes.to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let body = Body { bytes: &bytes, ..packed.as_body() };
        if let Ok(plain) = body.plain() {
            prop_assert!(plain.len() <= MAX_INFLATED_BODY as usize);
        }
    }

    #[test]
    fn any_body_is_packed_no_longer_than_it_was_and_comes_back(
        seed in vec(any::<u8>(), 0..300), times in 1..40usize,
    ) {
        let plain = seed.repeat(times);
        let packed = PackedBody::pack("application/octet-stream", &plain).unwrap();
        prop_assert!(packed.as_body().bytes.len() <= plain.len());
        prop_assert_eq!(packed.as_body().plain().unwrap(), plain);
    }

    #[test]
    fn codes_that_nobody_knows_survive(code in any::<u16>()) {
        let bytes = code.to_be_bytes();
        let error = ErrorCode::decode(&mut Reader::new(&bytes), "code").unwrap();
        prop_assert_eq!((error.code(), ErrorCode::from_code(code)), (code, error));
        prop_assert_eq!(ByeReason::from_code(code).code(), code);
    }

    #[test]
    fn any_text_is_a_name_or_none_and_a_name_stays_itself(wish in "\\PC{0,40}|[ -~]{0,40}") {
        if let Ok(name) = RoomName::new(&wish) {
            prop_assert_eq!(RoomName::new(name.as_str()), Ok(name.clone()));
            prop_assert_eq!(NameKey::of(name.as_str()), name.keys());
        }
        if let Ok(pseudo) = Pseudo::new(&wish) {
            prop_assert_eq!(Pseudo::new(pseudo.as_str()), Ok(pseudo));
        }
    }
}

#[test]
fn every_beginning_of_every_known_message_wants_more() {
    let mut connected = machines()[3].clone();
    for (client, bytes) in KNOWN.iter() {
        // Every one of the first, and some of the rest of those with a large body.
        for end in (0..bytes.len()).filter(|end| *end < 4096 || end % 997 == 0) {
            assert_eq!(Frame::split(&bytes[..end], |_| MAX_SERVER_PAYLOAD), Ok(None));
            // What the ends of a stream say is larger, and comes on connections of their own.
            if *client && !between_ends(bytes) {
                assert_eq!(connected.next(&bytes[..end]), Ok(None));
            }
        }
    }
}

fn between_ends(frame: &[u8]) -> bool {
    is_between_ends(Kind(u16::from_be_bytes([frame[4], frame[5]])))
}
