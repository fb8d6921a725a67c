//! What peers may do wrong, by mistake or by intent, over real sockets: the one concerned is told
//! so, two who talk meanwhile notice nothing, and no thread or descriptor is left behind.

mod support;

use flate2::{Compress, Compression, FlushCompress};
use salon::net::{Config, Rate, Server, StartError};
use salon::proto::body::Body;
use salon::proto::error_code::{ByeReason, ErrorCode, LeaveCause};
use salon::proto::header::{Flags, Header, Preface};
use salon::proto::ids::{ClientNumber, Correlation, MemberId, RoomId};
use salon::proto::kind::Kind;
use salon::proto::limits::{MAX_BODY, MAX_BODY_PAYLOAD, MAX_REQUEST_PAYLOAD};
use salon::proto::machine::{Phase, allowed};
use salon::proto::message::{
    Bye, Direct, Error, FromServer, Gap, Hello, Join, Leave, ListMembers, ListRooms, MemberLeft,
    Message, Ping, Post, PseudoWish, Resume,
};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use support::peer::{PREFACE, Peer, text_body, text_post};
use support::process::alone;
use support::stage::{Stage, config, start};

/// Any message, be it what it may.
fn frame(kind: Kind, correlation: Correlation, payload: &[u8]) -> Vec<u8> {
    frame_with(kind, Flags::NONE, correlation, payload)
}

fn frame_with(kind: Kind, flags: Flags, correlation: Correlation, payload: &[u8]) -> Vec<u8> {
    let len = u32::try_from(payload.len()).unwrap();
    let mut bytes = header(kind, flags, correlation, len);
    bytes.extend_from_slice(payload);
    bytes
}

fn header(kind: Kind, flags: Flags, correlation: Correlation, len: u32) -> Vec<u8> {
    Header { len, kind, flags, correlation }.to_bytes().to_vec()
}

/// Text as a payload carries it, valid or not.
fn text(bytes: &[u8]) -> Vec<u8> {
    let mut out = u16::try_from(bytes.len()).unwrap().to_be_bytes().to_vec();
    out.extend_from_slice(bytes);
    out
}

/// Bytes without a pattern, the same in each run.
fn noise(seed: u64) -> impl Iterator<Item = u8> {
    let mut x = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    std::iter::repeat_with(move || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        (x >> 32) as u8
    })
}

/// A peer in each state that a connection can be in.
fn in_phase(stage: &Stage, phase: Phase) -> Peer {
    match phase {
        Phase::AwaitHello => {
            let mut peer = Peer::connect(stage.address);
            peer.raw(&PREFACE.to_bytes());
            peer.preface();
            peer
        }
        Phase::AwaitPseudo => Peer::hello(stage.address).0,
        _ => {
            // One more of them, as an earlier one may still be waited for.
            static MALLORYS: AtomicU32 = AtomicU32::new(0);
            let n = MALLORYS.fetch_add(1, Ordering::Relaxed);
            Peer::named(stage.address, &format!("mallory {n}"))
        }
    }
}

const PHASES: [Phase; 3] = [Phase::AwaitHello, Phase::AwaitPseudo, Phase::Connected];

#[test]
fn a_hello_that_is_cut_anywhere() {
    let mut stage = Stage::new(config());
    let mut bytes = PREFACE.to_bytes().to_vec();
    Hello { agent: "test".into() }.append(Correlation(1), &mut bytes);
    PseudoWish { pseudo: "mallory".into() }.append(Correlation(2), &mut bytes);
    for cut in 0..bytes.len() {
        let mut peer = Peer::connect(stage.address);
        peer.raw(&bytes[..cut]);
        peer.finish_sending();
        if cut >= PREFACE.to_bytes().len() {
            peer.preface();
            peer.ends();
        }
        stage.talk();
    }
    stage.end();
}

#[test]
fn garbage_instead_of_a_preface() {
    let mut stage = Stage::new(config());
    let tls = [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03];
    let mut cases: Vec<Vec<u8>> = vec![
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(),
        tls.to_vec(),
        b"NICK ada\r\nUSER ada 0 * :Ada\r\n".to_vec(),
        b"\0".to_vec(),
        b"\xF5SALOM".to_vec(),
        b"\xF5salon\0\x01".to_vec(),
    ];
    // Not even a stray F5 makes noise a preface.
    cases.extend((1..30).map(|seed| noise(seed).map(|b| b & 0x7F).take(5_000).collect()));
    for bytes in cases {
        let mut peer = Peer::connect(stage.address);
        // The server may hang up before it has been told all.
        let _ = peer.try_raw(&bytes);
        assert_eq!(peer.preface().version, 1);
        let ending = peer.ends();
        assert_eq!(ending.messages.len(), 1, "{ending:?}");
        ending.is_error(ErrorCode::NotSalon);
        stage.talk();
    }
    let mut peer = Peer::connect(stage.address);
    peer.raw(&Preface { version: 0, ..PREFACE }.to_bytes());
    peer.preface();
    peer.ends().is_error(ErrorCode::Version);
    drop(peer);
    stage.end();
}

#[test]
fn garbage_after_a_good_beginning() {
    let mut stage = Stage::new(config());
    for seed in 1..40 {
        let mut peer = in_phase(&stage, PHASES[seed as usize % 3]);
        let _ = peer.try_raw(&noise(seed).take(20_000).collect::<Vec<u8>>());
        // Almost any four bytes declare too much.
        peer.ends().is_error(ErrorCode::TooLarge);
        stage.talk();
    }
    // And garbage with small lengths is refused message by message.
    for (n, phase) in PHASES.into_iter().enumerate() {
        let mut peer = in_phase(&stage, phase);
        let mut noise = noise(n as u64 + 100);
        for _ in 0..200 {
            let correlation = peer.correlation();
            let kind = Kind(u16::from(noise.next().unwrap()) << 8 | 0xFE);
            let payload: Vec<u8> = noise.by_ref().take(50).collect();
            peer.raw(&frame_with(kind, Flags(0xFFFF), correlation, &payload));
            peer.refused(correlation, ErrorCode::UnknownKind);
        }
    }
    stage.end();
}

#[test]
fn more_is_declared_than_may_come() {
    let mut stage = Stage::new(config());
    let small = [Kind::HELLO, Kind::PSEUDO, Kind::POST, Kind(0xF001)];
    let cases = [
        (Phase::AwaitHello, &small[..], MAX_REQUEST_PAYLOAD),
        (Phase::AwaitPseudo, &small[..], MAX_REQUEST_PAYLOAD),
        (Phase::Connected, &[Kind::JOIN, Kind::LIST_ROOMS, Kind(0xF001)][..], MAX_REQUEST_PAYLOAD),
        (Phase::Connected, &[Kind::POST, Kind::DIRECT][..], MAX_BODY_PAYLOAD),
    ];
    for (phase, kinds, limit) in cases {
        for kind in kinds {
            for len in [limit + 1, 1 << 31, u32::MAX] {
                let mut peer = in_phase(&stage, phase);
                // Nothing of the payload has come, nor will: the header is enough.
                peer.raw(&header(*kind, Flags::NONE, Correlation(9), len));
                peer.ends().is_error(ErrorCode::TooLarge);
            }
            // What is just within the limit is heard out.
            let mut peer = in_phase(&stage, phase);
            let correlation = peer.correlation();
            peer.raw(&frame(*kind, correlation, &vec![0xFF; limit as usize]));
            let error: Error = peer.reply(correlation);
            assert!(error.survives, "{error:?}");
            if phase != Phase::AwaitHello {
                peer.hears_nothing();
            }
            stage.talk();
        }
    }
    // The largest body of all comes through.
    let mut peer = in_phase(&stage, Phase::Connected);
    peer.join("lobby");
    let bytes: Vec<u8> = noise(7).take(MAX_BODY as usize).collect();
    let body = Body { content_type: "application/x", bytes: &bytes, compressed: false };
    peer.send(&Post { room: stage.lobby, client_number: ClientNumber(1), body });
    assert_eq!(peer.said().bytes, bytes);
    assert_eq!(stage.bob.first(|m| m.kind() == Kind::POSTED).said().bytes, bytes);
    peer.bye();
    stage.end();
}

#[test]
fn hellos_that_take_too_long() {
    let mut hasty = config();
    hasty.limits.handshake = Duration::from_secs(3);
    let mut stage = Stage::new(hasty);
    let mut silent = Peer::connect(stage.address);
    let mut dawdler = in_phase(&stage, Phase::AwaitPseudo);
    dawdler.hears_nothing();
    let mut slow = Peer::connect(stage.address);
    let mut bytes = PREFACE.to_bytes().to_vec();
    bytes.extend(frame(Kind::HELLO, Correlation(1), &text(&[b'x'; 120])));
    // A byte now and then is no way to live on.
    let mut rest = bytes.into_iter();
    while !slow.comes_within(Duration::from_millis(100)) {
        let _ = slow.try_raw(&[rest.next().expect("an end before all was said")]);
        stage.talk();
    }
    for peer in [&mut silent, &mut slow] {
        peer.preface();
    }
    for mut peer in [silent, dawdler, slow] {
        let ending = peer.ends();
        ending.is_error(ErrorCode::HandshakeTimeout);
        assert_eq!(ending.messages.len(), 1, "{ending:?}");
    }
    stage.end();
}

#[test]
fn every_kind_in_every_wrong_state() {
    let mut stage = Stage::new(config());
    for phase in PHASES {
        let mut peer = in_phase(&stage, phase);
        for kind in Kind::ALL.iter().filter(|kind| !allowed(phase, **kind)) {
            // With whatever payload: none, or one that nobody could read.
            for payload in [&[][..], &[0xFF; 40]] {
                let correlation = peer.correlation();
                peer.raw(&frame(*kind, correlation, payload));
                peer.refused(correlation, ErrorCode::WrongState);
            }
        }
        // What only servers say is refused even where everything of clients is allowed.
        for kind in Kind::ALL.iter().filter(|kind| !is_clients(**kind)) {
            let correlation = peer.correlation();
            peer.raw(&frame(*kind, correlation, &[]));
            peer.refused(correlation, ErrorCode::WrongState);
        }
        // The connection is as good as ever.
        match phase {
            Phase::AwaitHello => {
                let asked = peer.send(&Hello { agent: "test".into() });
                peer.reply::<salon::proto::message::Welcome>(asked);
                peer.accepted("mallory");
                peer.bye();
            }
            Phase::AwaitPseudo => {
                peer.accepted("mallory");
                peer.bye();
            }
            _ => peer.bye(),
        }
        stage.talk();
    }
    stage.end();
}

fn is_clients(kind: Kind) -> bool {
    [Phase::AwaitHello, Phase::AwaitPseudo].into_iter().any(|phase| allowed(phase, kind))
        || matches!(
            kind,
            Kind::POST
                | Kind::DIRECT
                | Kind::JOIN
                | Kind::LEAVE
                | Kind::LIST_ROOMS
                | Kind::LIST_MEMBERS
        )
}

#[test]
fn payloads_that_end_too_soon() {
    let mut stage = Stage::new(config());
    let mut peer = in_phase(&stage, Phase::Connected);
    let (room, client_number) = (stage.lobby, ClientNumber(1));
    let whole = [
        text_post(room, client_number, "hello").to_frame(Correlation(0)),
        Direct { to: "ada", client_number, body: text_body("psst") }.to_frame(Correlation(0)),
        PseudoWish { pseudo: "malory".into() }.to_frame(Correlation(0)),
        Ping { nonce: 1 }.to_frame(Correlation(0)),
        salon::proto::message::Pong { nonce: 1 }.to_frame(Correlation(0)),
        ListRooms { after: "a".into() }.to_frame(Correlation(0)),
        Join { name: "lobby".into() }.to_frame(Correlation(0)),
        Leave { room }.to_frame(Correlation(0)),
        ListMembers { room, after: MemberId(1) }.to_frame(Correlation(0)),
    ];
    for bytes in whole {
        let header = Header::parse(&bytes).unwrap();
        let payload = &bytes[bytes.len() - header.len as usize..];
        for end in 0..payload.len() {
            let correlation = peer.correlation();
            peer.raw(&frame(header.kind, correlation, &payload[..end]));
            peer.refused(correlation, ErrorCode::Malformed);
        }
        stage.talk();
    }
    let mut early = in_phase(&stage, Phase::AwaitPseudo);
    let resume = Resume {
        token: salon::proto::ids::Token([1; 16]),
        inbox_epoch: Default::default(),
        inbox_last: Default::default(),
        rooms: Vec::new(),
    };
    let bytes = resume.to_frame(Correlation(0));
    let payload = &bytes[12..];
    for end in 0..payload.len() {
        let correlation = early.correlation();
        early.raw(&frame(Kind::RESUME, correlation, &payload[..end]));
        early.refused(correlation, ErrorCode::Malformed);
    }
    // A count that promises more than there is.
    let correlation = early.correlation();
    let mut liar = payload.to_vec();
    liar.truncate(payload.len() - 2);
    liar.extend_from_slice(&u16::MAX.to_be_bytes());
    early.raw(&frame(Kind::RESUME, correlation, &liar));
    early.refused(correlation, ErrorCode::Malformed);
    early.bye();
    // What follows the last field is of a newer version, and passed over.
    let correlation = peer.correlation();
    let mut longer = 5u64.to_be_bytes().to_vec();
    longer.extend_from_slice(b"of the future");
    peer.raw(&frame(Kind::PING, correlation, &longer));
    assert_eq!(peer.reply::<salon::proto::message::Pong>(correlation).nonce, 5);
    peer.bye();
    stage.end();
}

#[test]
fn goodbyes_that_cannot_be_read() {
    let mut stage = Stage::new(config());
    let bye = [&1u16.to_be_bytes()[..], &text(b"ab\xFFcd")].concat();
    for phase in PHASES {
        for end in 0..=bye.len() {
            let mut peer = in_phase(&stage, phase);
            // Who says goodbye is let go, however it is said.
            let correlation = peer.correlation();
            peer.raw(&frame(Kind::BYE, correlation, &bye[..end]));
            let answer: Bye = peer.reply(correlation);
            assert_eq!(answer.reason, ByeReason::Leaving);
            peer.ends();
        }
        stage.talk();
    }
    stage.end();
}

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
fn a_flood_of_posts() {
    let mut strict = config();
    strict.limits.posts = Rate { per_second: 50, burst: 50 };
    let mut stage = Stage::new(strict);
    let mut peer = in_phase(&stage, Phase::Connected);
    peer.join("lobby");
    let mut bytes = Vec::new();
    for n in 1..=500 {
        let post = text_post(stage.lobby, ClientNumber(n), "flood");
        post.append(peer.correlation(), &mut bytes);
    }
    let before = Instant::now();
    peer.raw(&bytes);
    let (mut accepted, mut refused) = (0, Vec::new());
    while accepted + refused.len() < 500 {
        let received = peer.next();
        match received.message() {
            FromServer::Posted(_) => accepted += 1,
            FromServer::Error(error) => {
                assert_eq!(error.code, ErrorCode::RateLimited);
                assert!((1..=20).contains(&error.retry_after), "{error:?}");
                refused.push((error.retry_after, Instant::now()));
            }
            other => panic!("{other:?}"),
        }
    }
    let most = 50 + before.elapsed().as_secs() * 50 + 50;
    assert!((50..=most as usize).contains(&accepted), "{accepted} in {:?}", before.elapsed());
    // When that time has passed the next one passes too.
    let (retry_after, at) = *refused.last().expect("some were too many");
    while at.elapsed() < Duration::from_millis(u64::from(retry_after)) {
        peer.hears_nothing();
    }
    peer.send(&text_post(stage.lobby, ClientNumber(1_000), "patience"));
    assert_eq!(peer.said().text(), "patience");
    stage.settle();
    stage.talk();
    peer.bye();
    stage.settle();
    stage.end();
}

#[test]
fn a_flood_of_requests() {
    let mut strict = config();
    strict.limits.requests = Rate { per_second: 100, burst: 100 };
    let mut stage = Stage::new(strict);
    let mut peer = in_phase(&stage, Phase::Connected);
    let mut bytes = Vec::new();
    for n in 0..400 {
        let correlation = peer.correlation();
        match n % 4 {
            0 => Ping { nonce: n }.append(correlation, &mut bytes),
            1 => ListRooms { after: "".into() }.append(correlation, &mut bytes),
            2 => Join { name: "nowhere".into() }.append(correlation, &mut bytes),
            _ => PseudoWish { pseudo: "ada".into() }.append(correlation, &mut bytes),
        }
    }
    peer.raw(&bytes);
    let mut refused = 0;
    for _ in 0..400 {
        let received = peer.next();
        if let FromServer::Error(error) = received.message()
            && error.code == ErrorCode::RateLimited
        {
            assert!((1..=10).contains(&error.retry_after), "{error:?}");
            refused += 1;
        }
    }
    assert!(refused > 0);
    stage.talk();
    drop(peer);
    stage.end();
}

#[test]
fn nothing_but_mistakes() {
    let stage = Stage::new(config());
    let mut peer = in_phase(&stage, Phase::Connected);
    let wrong = |peer: &mut Peer, count| {
        let one = frame(Kind(0xF0F0), Correlation(7), &[]);
        peer.raw(&one.repeat(count));
        for _ in 0..count {
            assert_eq!(peer.expect::<Error>().code, ErrorCode::UnknownKind);
        }
    };
    // One good message makes up for many bad ones.
    for _ in 0..3 {
        wrong(&mut peer, 900);
        peer.hears_nothing();
    }
    wrong(&mut peer, 999);
    peer.raw(&frame(Kind(0xF0F0), Correlation(7), &[]));
    let ending = peer.ends();
    assert_eq!(ending.messages.len(), 2, "{ending:?}");
    ending.is_error(ErrorCode::TooManyErrors);
    // The connection is lost like any other: the session can be resumed.
    let course = peer.course.clone();
    drop(peer);
    Peer::resume(stage.address, &course).0.bye();
    stage.end();
}

#[test]
fn five_hundred_that_say_nothing() {
    let mut narrow = config();
    narrow.limits.connections_per_address = 100;
    let mut stage = Stage::new(narrow);
    let mut silent: Vec<Peer> = (0..98).map(|_| Peer::connect(stage.address)).collect();
    stage.host_sees(|snapshot| snapshot.connections == 100);
    for _ in 98..500 {
        let mut refused = Peer::connect(stage.address);
        refused.preface();
        refused.ends().is_error(ErrorCode::TooManyFromAddress);
    }
    stage.talk();
    // As soon as one is gone there is a place.
    drop(silent.pop());
    stage.host_sees(|snapshot| snapshot.connections == 99);
    Peer::named(stage.address, "mallory").bye();
    drop(silent);
    stage.alone_again();
    stage.end();

    let mut wide = config();
    wide.limits.handshake = Duration::from_secs(5);
    let mut stage = Stage::new(wide);
    let mut silent: Vec<Peer> = (0..500).map(|_| Peer::connect(stage.address)).collect();
    stage.host_sees(|snapshot| snapshot.connections > 2);
    stage.talk();
    Peer::named(stage.address, "mallory").bye();
    for peer in &mut silent {
        peer.preface();
        peer.ends().is_error(ErrorCode::HandshakeTimeout);
    }
    drop(silent);
    stage.end();
}

#[test]
fn more_than_there_is_room_for() {
    let mut small = config();
    small.limits.connections = 4;
    let mut stage = Stage::new(small);
    let third = Peer::named(stage.address, "cleo");
    let fourth = Peer::connect(stage.address);
    stage.host_sees(|snapshot| snapshot.connections == 4 && snapshot.max_connections == 4);
    for _ in 0..20 {
        let mut refused = Peer::connect(stage.address);
        refused.preface();
        let ending = refused.ends();
        ending.is_error(ErrorCode::ServerFull);
        assert!(ending.error().retry_after > 0);
    }
    stage.talk();
    third.bye();
    drop(fourth);
    stage.host_sees(|snapshot| snapshot.connections == 2);
    Peer::named(stage.address, "cleo").bye();
    stage.end();
}

#[test]
fn connections_that_are_reset_within_a_message() {
    let mut stage = Stage::new(Config { resume_grace: Duration::ZERO, ..config() });
    let post = text_post(stage.lobby, ClientNumber(1), "half").to_frame(Correlation(1));
    for cut in 1..post.len() {
        let mut peer = in_phase(&stage, Phase::Connected);
        peer.join("lobby");
        peer.raw(&post[..cut]);
        let peer_id = peer.course.member;
        // The server has it all, and waits for the rest.
        peer.reset();
        let lost = |m: &support::received::Received| {
            m.place().is_some_and(|place| place.room != RoomId::INBOX)
                && m.kind() == Kind::MEMBER_LEFT
        };
        let left: MemberLeft = stage.ada.first(lost).read();
        assert_eq!((left.member, left.cause), (peer_id, LeaveCause::Lost));
        stage.bob.first(lost);
        stage.talk();
    }
    // In the middle of a large one, and in the middle of what the server says.
    for _ in 0..20 {
        let mut peer = in_phase(&stage, Phase::Connected);
        peer.raw(&header(Kind::POST, Flags::NONE, Correlation(1), MAX_BODY_PAYLOAD));
        peer.raw(&vec![0; 200_000]);
        peer.reset();
    }
    stage.settle();
    stage.end();
}

#[test]
fn connections_that_come_and_go() {
    let mut stage = Stage::new(Config { resume_grace: Duration::ZERO, ..config() });
    let mut bytes = PREFACE.to_bytes().to_vec();
    Hello { agent: "".into() }.append(Correlation(1), &mut bytes);
    PseudoWish { pseudo: "mallory".into() }.append(Correlation(2), &mut bytes);
    Join { name: "lobby".into() }.append(Correlation(3), &mut bytes);
    text_post(stage.lobby, ClientNumber(1), "hit and run").append(Correlation(4), &mut bytes);
    for n in 0..300 {
        let mut peer = Peer::connect(stage.address);
        let _ = peer.try_raw(&bytes[..bytes.len() * (n % 4) / 3]);
        if n % 2 == 0 {
            peer.reset();
        }
        if n % 50 == 0 {
            stage.talk();
        }
    }
    stage.server_forgets("mallory");
    stage.alone_again();
    stage.end();
}

#[test]
fn one_that_never_reads_in_a_room_that_floods() {
    const POSTS: usize = 2_000;
    let mut tight = config();
    tight.limits.tape_bytes = 256 * 1024;
    tight.limits.outbox_bytes = 256 * 1024;
    let mut stage = Stage::new(tight);
    let mut lazy = Peer::named(stage.address, "lazy");
    lazy.join("lobby");
    stage.settle();
    let before = resident();
    let text = "x".repeat(16 * 1024);
    for n in 0..POSTS {
        stage.bob.post(stage.lobby, &text);
        // The others read along, and miss nothing: their course is checked.
        for peer in [&mut stage.ada, &mut stage.bob] {
            assert_eq!(peer.said().bytes.len(), text.len(), "post {n}");
        }
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < POSTS * text.len() / 2, "{grown} bytes more than before");
    // The lazy one reads at last: it is told what it has missed, and is up to date again.
    let mut missed = 0;
    let last = stage.ada.course.points[&stage.lobby].last;
    while lazy.course.points[&stage.lobby].last < last {
        let received = lazy.next();
        if received.kind() == Kind::GAP {
            let gap: Gap = received.read();
            missed += gap.last.0 + 1 - gap.first.0;
        }
    }
    assert!(missed > 0);
    lazy.hears_nothing();
    assert_eq!(lazy.members(stage.lobby, MemberId(0)).members.len(), 3);
    lazy.post(stage.lobby, "I am back");
    assert_eq!(
        (lazy.said().text(), stage.ada.said().text()),
        ("I am back".into(), "I am back".into())
    );
    lazy.bye();
    stage.settle();
    stage.end();
}

/// Memory of this process that is in use, in bytes.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    let pages: usize = statm.split(' ').nth(1).and_then(|n| n.parse().ok()).expect("pages");
    pages * 4096
}

#[test]
fn one_that_never_reads_what_is_for_it_alone() {
    let mut tight = config();
    tight.limits.outbox_bytes = 1024 * 1024;
    let mut stage = Stage::new(tight);
    let lazy = Peer::named(stage.address, "lazy");
    stage.settle();
    let text = "x".repeat(200_000);
    // What the system's buffers hold is not known; it has an end.
    let mut posts = 0;
    while stage.online("lazy") {
        stage.bob.direct("lazy", &text);
        assert_eq!(stage.bob.said().bytes.len(), text.len());
        stage.talk();
        posts += 1;
        assert!(posts < 1_000, "nothing lets go of one that reads nothing");
    }
    // It was let go as one that is lost: it can come back, and learns what it has missed.
    let course = lazy.course.clone();
    drop(lazy);
    let (mut lazy, _) = Peer::resume(stage.address, &course);
    let gap: Gap = lazy.expect();
    assert_eq!(gap.room, RoomId::INBOX);
    while lazy.course.points[&RoomId::INBOX].last.0 < posts {
        lazy.said();
    }
    lazy.hears_nothing();
    lazy.bye();
    stage.end();
}

#[test]
fn a_port_that_is_in_use() {
    let mut stage = Stage::new(config());
    let taken = Config { listen: stage.address, ..config() };
    let Err(error) = Server::start(taken.clone()) else { panic!("two listen on one port") };
    assert!(matches!(error, StartError::InUse(address) if address == stage.address), "{error:?}");
    assert!(error.to_string().contains(&stage.address.to_string()), "{error}");
    stage.talk();
    stage.end();
    // As soon as it is free it can be had, whatever connections there have been.
    let mut again = Stage::new(taken);
    again.talk();
    again.end();
}

#[test]
fn an_address_that_is_not_this_machines() {
    let _alone = alone();
    let nowhere = SocketAddr::from((Ipv4Addr::new(192, 0, 2, 1), 0));
    let Err(error) = Server::start(Config { listen: nowhere, ..config() }) else { panic!() };
    assert!(matches!(error, StartError::Listen { .. }), "{error:?}");
    let mut doubled = config();
    doubled.rooms.push(doubled.rooms[0].clone());
    let Err(error) = Server::start(doubled) else { panic!("two rooms of one name") };
    assert!(error.to_string().contains("lobby"), "{error}");
    start(config()).stop("");
}
