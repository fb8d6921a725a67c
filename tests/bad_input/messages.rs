//! Messages that are too large, at the wrong moment, or cut off.

use super::{PHASES, frame, header, in_phase, noise, text};
use crate::support::peer::{text_body, text_post};
use crate::support::stage::{Stage, config};
use salon::proto::body::Body;
use salon::proto::error_code::{ByeReason, ErrorCode};
use salon::proto::header::{Flags, Header};
use salon::proto::ids::{ClientNumber, Correlation, MemberId, Token};
use salon::proto::kind::Kind;
use salon::proto::limits::{MAX_BODY, MAX_BODY_PAYLOAD, MAX_REQUEST_PAYLOAD};
use salon::proto::machine::{Phase, allowed};
use salon::proto::message::{
    Bye, Direct, Error, Hello, Join, Latest, Leave, ListMembers, ListRooms, Message, Ping, Pong,
    Post, PseudoWish, Resume, Welcome,
};

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
                peer.reply::<Welcome>(asked);
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
                | Kind::LATEST
                | Kind::OPEN
                | Kind::ANSWER
                | Kind::DECLINE
                | Kind::CANCEL
                | Kind::LIST_SEQUENCES
                | Kind::STREAM_OPEN
                | Kind::STREAM_CANCEL
                | Kind::STREAM_RENEW
                | Kind::CALL
                | Kind::CANCEL_CALL
                | Kind::LIST_SERVICES
                | Kind::CLAIM
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
        Pong { nonce: 1 }.to_frame(Correlation(0)),
        ListRooms { after: "a".into() }.to_frame(Correlation(0)),
        Join { name: "lobby".into() }.to_frame(Correlation(0)),
        Leave { room }.to_frame(Correlation(0)),
        ListMembers { room, after: MemberId(1) }.to_frame(Correlation(0)),
        Latest { room, key: 1, body: text_body("here") }.to_frame(Correlation(0)),
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
        token: Token([1; 16]),
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
    assert_eq!(peer.reply::<Pong>(correlation).nonce, 5);
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
