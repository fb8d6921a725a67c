//! Texts, bodies and names that can't be.

use super::{frame, in_phase, text};
use crate::support::peer::{Peer, text_post};
use crate::support::stage::{Stage, config};
use flate2::{Compress, Compression, FlushCompress};
use salon::proto::body::{Body, PackedBody};
use salon::proto::error_code::ErrorCode;
use salon::proto::ids::{MemberId, RoomId};
use salon::proto::kind::Kind;
use salon::proto::machine::Phase;
use salon::proto::message::{Direct, Join, Latest, Leave, ListMembers, Post, PseudoWish};

#[test]
fn texts_that_are_no_utf8() {
    let mut stage = Stage::new(config());
    let mut early = in_phase(&stage, Phase::AwaitHello);
    for bad in [&b"\xFF"[..], b"\xC0\xAF", b"\xED\xA0\x80", b"caf\xC3", b"\xF5\x80\x80\x80"] {
        let correlation = early.correlation();
        early.raw(&frame(Kind::HELLO, correlation, &text(bad)));
        early.refused(correlation, ErrorCode::InvalidUtf8);
    }
    early.bye();

    let mut peer = in_phase(&stage, Phase::Connected);
    let bad = b"ab\xFFcd";
    let number = 1u64.to_be_bytes();
    let body = |content_type: &[u8], bytes: &[u8]| {
        let mut out = text(content_type);
        out.extend_from_slice(&u32::try_from(bytes.len()).unwrap().to_be_bytes());
        out.extend_from_slice(bytes);
        out
    };
    let room = stage.lobby.0.to_be_bytes();
    peer.join("lobby");
    let cases: Vec<(Kind, Vec<u8>)> = vec![
        (Kind::PSEUDO, text(bad)),
        (Kind::JOIN, text(bad)),
        (Kind::LIST_ROOMS, text(bad)),
        (Kind::POST, [&room[..], &number, &body(bad, b"x")].concat()),
        (Kind::POST, [&room[..], &number, &body(b"text/plain", bad)].concat()),
        (Kind::POST, [&room[..], &number, &body(b"text/html", bad)].concat()),
        (Kind::DIRECT, [&text(bad)[..], &number, &body(b"text/plain", b"x")].concat()),
        (Kind::DIRECT, [&text(b"ada")[..], &number, &body(b"text/plain", bad)].concat()),
    ];
    for (kind, payload) in cases {
        let correlation = peer.correlation();
        peer.raw(&frame(kind, correlation, &payload));
        peer.refused(correlation, ErrorCode::InvalidUtf8);
        stage.talk();
        peer.said();
    }
    // Where it doesn't say that it is text, anything goes; and a content type is visible ASCII.
    let correlation = peer.correlation();
    let payload = [&room[..], &number, &body(b"application/x", bad)].concat();
    peer.raw(&frame(Kind::POST, correlation, &payload));
    assert_eq!(peer.said().bytes, bad);
    for content_type in [&b""[..], b"text plain", "caf\u{e9}".as_bytes(), &[b'x'; 65]] {
        let correlation = peer.correlation();
        let payload = [&room[..], &2u64.to_be_bytes(), &body(content_type, b"x")].concat();
        peer.raw(&frame(Kind::POST, correlation, &payload));
        peer.refused(correlation, ErrorCode::Malformed);
    }
    peer.bye();
    stage.settle();
    stage.end();
}

/// `plain` deflated, which claims to inflate to so many bytes.
fn deflated(plain: &[u8], claims: u32) -> Vec<u8> {
    let mut out = Vec::with_capacity(plain.len() / 100 + 1_000);
    out.extend_from_slice(&claims.to_be_bytes());
    let mut deflater = Compress::new(Compression::best(), true);
    deflater.compress_vec(plain, &mut out, FlushCompress::Finish).unwrap();
    assert_eq!(deflater.total_in(), plain.len() as u64);
    out
}

#[test]
fn bodies_that_inflate_to_too_much() {
    let mut stage = Stage::new(config());
    let mut peer = in_phase(&stage, Phase::Connected);
    peer.join("lobby");
    let bomb = vec![0; 64 << 20];
    let mut cut = deflated(&bomb[..500_000], 500_000);
    cut.truncate(cut.len() - 5);
    let mut trailing = deflated(&bomb[..500_000], 500_000);
    trailing.push(0);
    let bodies = [
        deflated(&bomb, u32::MAX),
        deflated(&bomb, 64 << 20),
        deflated(&bomb, 1 << 20),
        deflated(&bomb, 0),
        deflated(&bomb[..(1 << 20) + 1], (1 << 20) + 1),
        deflated(&bomb[..1_000], 1_001),
        cut,
        trailing,
        [&10u32.to_be_bytes()[..], b"not zlib at all"].concat(),
    ];
    for bytes in bodies {
        for content_type in ["text/plain", "application/x"] {
            let client_number = peer.client_number();
            let body = Body { content_type, bytes: &bytes, compressed: true };
            let asked = peer.send(&Post { room: stage.lobby, client_number, body });
            peer.refused(asked, ErrorCode::BadCompression);
            let asked = peer.send(&Direct { to: "bob", client_number, body });
            peer.refused(asked, ErrorCode::BadCompression);
        }
        stage.talk();
        peer.said();
    }
    // Exactly at the limit it passes.
    let bytes = deflated(&bomb[..1 << 20], 1 << 20);
    let body = Body { content_type: "application/x", bytes: &bytes, compressed: true };
    let client_number = peer.client_number();
    peer.send(&Post { room: stage.lobby, client_number, body });
    assert_eq!(peer.said().plain().len(), 1 << 20);
    peer.bye();
    stage.settle();
    stage.end();
}

#[test]
fn pseudos_that_cannot_be() {
    let mut stage = Stage::new(config());
    let accents = format!("a{}", "\u{301}".repeat(10_000));
    let long = "x".repeat(33);
    let endless = "x".repeat(60_000);
    let cases = [
        ("", ErrorCode::PseudoInvalid),
        ("   ", ErrorCode::PseudoInvalid),
        (" eve", ErrorCode::PseudoInvalid),
        ("e\u{202E}ve", ErrorCode::PseudoInvalid),
        ("e\u{200B}ve", ErrorCode::PseudoInvalid),
        ("e\nve", ErrorCode::PseudoInvalid),
        ("\u{1b}[2Jeve", ErrorCode::PseudoInvalid),
        ("\u{301}", ErrorCode::PseudoInvalid),
        (&long, ErrorCode::PseudoInvalid),
        (&endless, ErrorCode::PseudoInvalid),
        (&accents, ErrorCode::PseudoInvalid),
        ("Server", ErrorCode::PseudoInvalid),
        ("\u{455}alon", ErrorCode::PseudoInvalid),
        ("bob", ErrorCode::PseudoTaken),
        ("BOB", ErrorCode::PseudoTaken),
        ("b\u{43e}b", ErrorCode::PseudoTaken),
        ("\u{ff42}ob", ErrorCode::PseudoTaken),
        ("\u{430}d\u{430}", ErrorCode::PseudoTaken),
    ];
    let (mut peer, _) = Peer::hello(stage.address);
    for (wish, code) in cases {
        let asked = peer.send(&PseudoWish { pseudo: wish.into() });
        peer.refused(asked, code);
    }
    stage.ada.hears_nothing();
    peer.accepted("eve");
    // Who bears one keeps it.
    for (wish, code) in cases {
        let asked = peer.send(&PseudoWish { pseudo: wish.into() });
        peer.refused(asked, code);
    }
    stage.settle();
    peer.bye();
    stage.end();
}

#[test]
fn rooms_that_do_not_exist() {
    let stage = Stage::new(config());
    let mut peer = in_phase(&stage, Phase::Connected);
    let endless = "\u{FDFA}".repeat(20_000);
    for name in ["nowhere", "", " lobby", "lob\nby", &endless] {
        let asked = peer.send(&Join { name: name.into() });
        peer.refused(asked, ErrorCode::NoSuchRoom);
    }
    for room in [RoomId(0), RoomId(999), RoomId(u32::MAX), stage.lobby] {
        let client_number = peer.client_number();
        let asked = peer.send(&text_post(room, client_number, "hello?"));
        peer.refused(asked, ErrorCode::NotInRoom);
        let asked = peer.send(&Leave { room });
        peer.refused(asked, ErrorCode::NotInRoom);
        if room != RoomId::INBOX {
            let asked = peer.send(&ListMembers { room, after: MemberId(u64::MAX) });
            peer.refused(asked, ErrorCode::NotInRoom);
        }
    }
    peer.bye();
    stage.end();
}

#[test]
fn values_that_can_not_be_said() {
    let mut stage = Stage::new(config());
    let mut peer = in_phase(&stage, Phase::Connected);
    peer.join("lobby");
    stage.settle();
    let value = |room, bytes| Latest {
        room,
        key: 1,
        body: Body { content_type: "a/b", bytes, compressed: false },
    };
    let (most, over) = ([7; 4096], [7; 4097]);
    for (latest, code) in [
        (value(RoomId(99), &most[..]), ErrorCode::NotInRoom),
        (value(RoomId::INBOX, &most[..]), ErrorCode::NotInRoom),
        (value(stage.lobby, &over[..]), ErrorCode::Malformed),
    ] {
        let asked = peer.send(&latest);
        peer.refused(asked, code);
    }
    // 4097 bytes once inflated, and a text that is none.
    let packed = PackedBody::pack("a/b", &[0; 4097]).unwrap();
    let asked = peer.send(&Latest { room: stage.lobby, key: 1, body: packed.as_body() });
    peer.refused(asked, ErrorCode::Malformed);
    let body = Body { content_type: "text/plain", bytes: b"\xFF", compressed: false };
    let asked = peer.send(&Latest { room: stage.lobby, key: 1, body });
    peer.refused(asked, ErrorCode::InvalidUtf8);
    // The largest that may be is taken, and nothing else came.
    peer.send(&value(stage.lobby, &most));
    for other in [&mut stage.ada, &mut stage.bob] {
        assert_eq!(other.next().kind(), Kind::NEWEST);
        other.hears_nothing();
    }
    peer.bye();
    stage.settle();
    stage.end();
}
