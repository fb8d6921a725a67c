//! What an open sequence keeps its opener from, and nobody else.

use crate::support::peer::{Peer, text_body, text_post};
use crate::support::stage::{Stage, config};
use crate::{answer, asking, cancel, hears, open, opened, words};
use salon::proto::error_code::{Block, ErrorCode};
use salon::proto::ids::{RoomId, SequenceId};
use salon::proto::message::{Ack, Direct, Open};

/// What the peer says next there is refused by that sequence.
#[track_caller]
fn post_is_blocked(peer: &mut Peer, room: RoomId, by: SequenceId) {
    let number = peer.client_number();
    let asked = peer.send(&text_post(room, number, "one more thing"));
    assert_eq!(peer.refused(asked, ErrorCode::Blocked).about.0, by);
}

/// As [`post_is_blocked`], of another sequence.
#[track_caller]
fn open_is_blocked(peer: &mut Peer, wish: Open<'_>, by: SequenceId) {
    let client_number = peer.client_number();
    let asked = peer.send(&Open { client_number, ..wish });
    assert_eq!(peer.refused(asked, ErrorCode::Blocked).about.0, by);
}

#[test]
fn who_waits_says_nothing_there_and_all_else_elsewhere() {
    let mut stage = Stage::new(config());
    let den = stage.ada.join("den").room;
    let wish = Open { block: Block::Posts, ..asking(stage.lobby) };
    let sequence = open(&mut stage.ada, wish.clone());
    opened(&mut stage.bob);
    post_is_blocked(&mut stage.ada, stage.lobby, sequence);
    open_is_blocked(&mut stage.ada, Open { kind: "example/other".into(), ..wish }, sequence);
    stage.ada.post(den, "elsewhere");
    hears(&mut stage.ada, &["ada says 9"]);
    stage.ada.direct("bob", "psst");
    assert_eq!(stage.ada.said().text(), "psst");
    assert_eq!(stage.bob.said().text(), "psst");
    stage.bob.post(stage.lobby, "me");
    hears(&mut stage.ada, &["bob says 2"]);
    answer(&mut stage.bob, sequence, "yes");
    stage.settle();
    stage.talk();
}

#[test]
fn a_second_of_the_same_kind_waits() {
    let mut stage = Stage::new(config());
    let den = stage.ada.join("den").room;
    let wish = Open { block: Block::Kind, ..asking(stage.lobby) };
    let first = open(&mut stage.ada, wish.clone());
    opened(&mut stage.bob);
    open_is_blocked(&mut stage.ada, wish.clone(), first);
    let other = Open { kind: "example/other".into(), ..wish.clone() };
    open(&mut stage.ada, other);
    opened(&mut stage.bob);
    open(&mut stage.ada, Open { room: den, includes_opener: true, ..wish.clone() });
    // Nobody else is kept from anything.
    open(&mut stage.bob, wish.clone());
    stage.settle();
    cancel(&mut stage.ada, first, "");
    stage.settle();
    open(&mut stage.ada, wish);
    stage.settle();
    stage.talk();
}

#[test]
fn toward_members_those_who_were_asked_count() {
    let mut stage = Stage::new(config());
    let chloe = Peer::named(stage.address, "chloe");
    stage.settle();
    let (bob, chloe) = (stage.bob.course.member, chloe.course.member);
    let toward = |members| Open { audience: members, ..asking(RoomId::INBOX) };
    let wish = Open { block: Block::Posts, ..toward(vec![bob]) };
    let sequence = open(&mut stage.ada, wish);
    opened(&mut stage.bob);
    open_is_blocked(&mut stage.ada, toward(vec![chloe, bob]), sequence);
    let client_number = stage.ada.client_number();
    let body = text_body("psst");
    let asked = stage.ada.send(&Direct { to: "Bob", client_number, body });
    assert_eq!(stage.ada.refused(asked, ErrorCode::Blocked).about.0, sequence);
    stage.ada.direct("chloe", "hello");
    assert_eq!(stage.ada.said().text(), "hello");
    open(&mut stage.ada, toward(vec![chloe]));
    stage.talk();
}

#[test]
fn what_was_accepted_before_is_acknowledged() {
    let mut stage = Stage::new(config());
    let post = stage.ada.post(stage.lobby, "first");
    hears(&mut stage.ada, &["ada says 5"]);
    let number = stage.ada.client_number();
    let wish = Open { block: Block::Posts, client_number: number, ..asking(stage.lobby) };
    stage.ada.send(&wish);
    opened(&mut stage.ada);
    let asked = stage.ada.send(&text_post(stage.lobby, post, "first"));
    assert_eq!(stage.ada.reply::<Ack>(asked).client_number, post);
    let asked = stage.ada.send(&wish);
    assert_eq!(stage.ada.reply::<Ack>(asked).client_number, number);
    let heard: Vec<String> = stage.bob.heard().iter().map(words).collect();
    assert_eq!(heard, ["ada says 5", "ada opens example/ask to 1"]);
}
