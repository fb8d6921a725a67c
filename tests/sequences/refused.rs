//! What can't be a sequence, or isn't one's own affair.

use crate::support::peer::Peer;
use crate::support::stage::{Stage, config};
use crate::{answer, asking, body, enters, open, opened};
use salon::proto::error_code::{Block, ErrorCode};
use salon::proto::ids::{ClientNumber, MemberId, RoomId, SequenceId};
use salon::proto::limits::{MAX_AUDIENCE, MAX_SEQUENCES_PER_MEMBER, MAX_SEQUENCES_PER_ROOM};
use salon::proto::message::{Answer, Cancel, Decline, ListSequences, Open};

#[track_caller]
fn is_refused(peer: &mut Peer, wish: Open<'_>, code: ErrorCode) {
    let client_number = peer.client_number();
    let asked = peer.send(&Open { client_number, ..wish });
    peer.refused(asked, code);
}

#[test]
fn what_makes_no_sense_is_refused_and_nobody_hears_of_it() {
    let mut stage = Stage::new(config());
    let wish = asking(stage.lobby);
    let bad = [
        Open { kind: "".into(), ..wish.clone() },
        Open { kind: "two words".into(), ..wish.clone() },
        Open { kind: "é".into(), ..wish.clone() },
        Open { block: Block::Unknown(3), ..wish.clone() },
        Open { quorum: 2, ..wish.clone() },
        Open { deadline: 999, ..wish.clone() },
        Open { deadline: 86_400_001, ..wish.clone() },
        Open { audience: vec![MemberId(1); MAX_AUDIENCE + 1], ..wish.clone() },
    ];
    for wish in bad {
        is_refused(&mut stage.ada, wish, ErrorCode::BadSequence);
    }
    let ada = stage.ada.course.member;
    let nobody = [
        Open { audience: vec![ada], ..wish.clone() },
        Open { audience: vec![MemberId(999)], ..wish.clone() },
        asking(RoomId::INBOX),
        Open { audience: vec![MemberId(0), ada], ..asking(RoomId::INBOX) },
    ];
    for wish in nobody {
        is_refused(&mut stage.ada, wish, ErrorCode::NobodyThere);
    }
    is_refused(&mut stage.ada, asking(RoomId(99)), ErrorCode::NotInRoom);
    let asked = stage.ada.send(&Open { client_number: ClientNumber(0), ..wish.clone() });
    stage.ada.refused(asked, ErrorCode::BadClientNumber);
    let not_text = Open {
        body: salon::proto::body::Body {
            content_type: "text/plain",
            bytes: b"\xFF",
            compressed: false,
        },
        ..wish
    };
    is_refused(&mut stage.ada, not_text, ErrorCode::InvalidUtf8);
    stage.bob.hears_nothing();
    stage.talk();
}

#[test]
fn what_is_not_ones_affair_is_refused() {
    let mut stage = Stage::new(config());
    let mut chloe = Peer::named(stage.address, "chloe");
    stage.settle();
    let sequence = open(&mut stage.ada, asking(stage.lobby));
    opened(&mut stage.bob);
    let toward = Open { audience: vec![stage.bob.course.member], ..asking(RoomId::INBOX) };
    let private = open(&mut stage.ada, toward);
    opened(&mut stage.bob);
    for id in [sequence, private, SequenceId(0), SequenceId(99)] {
        let asked = chloe.send(&Answer { sequence: id, body: body("me!") });
        chloe.refused(asked, ErrorCode::NoSuchSequence);
        let asked = chloe.send(&Cancel { sequence: id, reason: "".into() });
        let known = id == sequence;
        chloe.refused(asked, if known { ErrorCode::NotAsked } else { ErrorCode::NoSuchSequence });
    }
    let asked = chloe.send(&ListSequences { room: stage.lobby, after: SequenceId(0) });
    chloe.refused(asked, ErrorCode::NotInRoom);
    for id in [sequence, private] {
        let asked = stage.ada.send(&Answer { sequence: id, body: body("me!") });
        stage.ada.refused(asked, ErrorCode::NotAsked);
        let asked = stage.bob.send(&Cancel { sequence: id, reason: "".into() });
        stage.bob.refused(asked, ErrorCode::NotAsked);
        answer_and_again(&mut stage.bob, id);
    }
    stage.settle();
    stage.talk();
}

fn answer_and_again(peer: &mut Peer, sequence: SequenceId) {
    answer(peer, sequence, "yes");
    let asked = peer.send(&Decline { sequence, reason: "".into() });
    peer.refused(asked, ErrorCode::NoSuchSequence);
}

#[test]
fn nobody_answers_twice() {
    let mut stage = Stage::new(config());
    let mut chloe = Peer::named(stage.address, "chloe");
    enters(&mut stage, &mut chloe);
    let sequence = open(&mut stage.ada, asking(stage.lobby));
    answer(&mut stage.bob, sequence, "yes");
    let asked = stage.bob.send(&Answer { sequence, body: body("no") });
    stage.bob.refused(asked, ErrorCode::AlreadyAnswered);
    let asked = stage.bob.send(&Decline { sequence, reason: "".into() });
    stage.bob.refused(asked, ErrorCode::AlreadyAnswered);
}

#[test]
fn there_are_limits() {
    let mut stage = Stage::new(config());
    let wish = asking(stage.lobby);
    let mut open_here = 0;
    let mut peers: Vec<Peer> = (0..4)
        .map(|n| {
            let mut peer = Peer::named(stage.address, &format!("guest{n}"));
            enters(&mut stage, &mut peer);
            peer
        })
        .collect();
    for peer in &mut peers {
        for _ in 0..MAX_SEQUENCES_PER_MEMBER {
            peer.heard();
            open(peer, wish.clone());
            open_here += 1;
        }
        // Anywhere.
        let elsewhere = Open { audience: vec![stage.ada.course.member], ..asking(RoomId::INBOX) };
        is_refused(peer, elsewhere, ErrorCode::TooManySequences);
    }
    assert_eq!(open_here, MAX_SEQUENCES_PER_ROOM);
    is_refused(&mut stage.ada, wish.clone(), ErrorCode::TooManySequences);
    peers.pop().unwrap().bye();
    stage.ada.first(|received| received.kind().name() == Some("RESOLVED"));
    stage.settle();
    open(&mut stage.ada, wish);
}
