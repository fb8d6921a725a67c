//! How sequences end: each once, and everybody concerned hears how.

use crate::support::peer::Peer;
use crate::support::stage::{Stage, config};
use crate::{answer, asking, cancel, decline, enters, hears, open, opened};
use salon::hub::host::Command;
use salon::proto::error_code::Outcome;
use salon::proto::ids::{MemberId, RoomId};
use salon::proto::message::{Open, Resolved};

/// A stage with chloe in the lobby, too.
fn three() -> (Stage, Peer) {
    let mut stage = Stage::new(config());
    let mut chloe = Peer::named(stage.address, "chloe");
    enters(&mut stage, &mut chloe);
    (stage, chloe)
}

/// Ada asks the other two, who hear of it.
fn ada_asks(stage: &mut Stage, chloe: &mut Peer, wish: Open<'_>) -> salon::proto::ids::SequenceId {
    let sequence = open(&mut stage.ada, wish);
    assert_eq!(opened(&mut stage.bob), sequence);
    assert_eq!(opened(chloe), sequence);
    sequence
}

#[test]
fn all_have_answered() {
    let (mut stage, mut chloe) = three();
    let wish = asking(stage.lobby);
    let sequence = ada_asks(&mut stage, &mut chloe, wish);
    answer(&mut stage.bob, sequence, "yes");
    decline(&mut chloe, sequence);
    for peer in [&mut stage.ada, &mut stage.bob, &mut chloe] {
        hears(
            peer,
            &[
                "bob Answered yes: 1 0 0 1",
                "chloe Declined not hungry: 1 1 0 0",
                "Completed: 1 1 0 0",
            ],
        );
    }
    stage.talk();
}

#[test]
fn the_quorum_completes_it_or_can_be_reached_no_more() {
    let (mut stage, mut chloe) = three();
    let wish = Open { quorum: 1, includes_opener: true, ..asking(stage.lobby) };
    let sequence = ada_asks(&mut stage, &mut chloe, wish.clone());
    answer(&mut stage.ada, sequence, "me");
    hears(&mut chloe, &["ada Answered me: 1 0 0 2", "Completed: 1 0 0 2"]);
    stage.settle();
    let sequence = ada_asks(&mut stage, &mut chloe, Open { quorum: 2, ..wish });
    decline(&mut stage.bob, sequence);
    decline(&mut chloe, sequence);
    let told = ["bob Declined not hungry: 0 1 0 2", "chloe Declined not hungry: 0 2 0 1"];
    hears(&mut chloe, &[told[0], told[1], "Declined: 0 2 0 1"]);
}

#[test]
fn who_leaves_is_not_waited_for() {
    let (mut stage, mut chloe) = three();
    let wish = asking(stage.lobby);
    let sequence = ada_asks(&mut stage, &mut chloe, wish);
    chloe.leave(stage.lobby);
    hears(&mut stage.ada, &["chloe Left", "chloe Left: 0 0 1 1"]);
    // Whoever comes back is not asked any more.
    enters(&mut stage, &mut chloe);
    answer(&mut stage.bob, sequence, "yes");
    hears(&mut stage.ada, &["bob Answered yes: 1 0 1 0", "Completed: 1 0 1 0"]);
}

#[test]
fn its_opener_takes_it_back_or_goes() {
    let (mut stage, mut chloe) = three();
    let wish = asking(stage.lobby);
    let sequence = ada_asks(&mut stage, &mut chloe, wish.clone());
    cancel(&mut stage.ada, sequence, "soup is off");
    for peer in [&mut stage.ada, &mut stage.bob, &mut chloe] {
        hears(peer, &["Cancelled soup is off: 0 0 0 2"]);
    }
    ada_asks(&mut stage, &mut chloe, wish.clone());
    stage.ada.leave(stage.lobby);
    for peer in [&mut stage.bob, &mut chloe] {
        hears(peer, &["ada Left", "Cancelled: 0 0 0 2"]);
    }
    stage.ada.join("lobby");
    for peer in [&mut stage.bob, &mut chloe] {
        hears(peer, &["Some(\"MEMBER_JOINED\")"]);
    }
    ada_asks(&mut stage, &mut chloe, wish);
    let reason = "enough".to_owned();
    let ada = stage.ada.course.member;
    stage.server.host().command(Command::Kick { members: vec![ada], reason }).unwrap();
    hears(&mut stage.bob, &["ada Kicked", "Cancelled: 0 0 0 2"]);
}

#[test]
fn it_is_over_before_its_room_is() {
    let (mut stage, mut chloe) = three();
    let wish = asking(stage.lobby);
    ada_asks(&mut stage, &mut chloe, wish);
    let close = Command::CloseRoom { room: stage.lobby, reason: "painting".into() };
    stage.server.host().command(close).unwrap();
    hears(&mut stage.bob, &["Cancelled painting: 0 0 0 2", "Some(\"ROOM_CLOSED\")"]);
}

#[test]
fn its_deadline_expires_it() {
    let (mut stage, mut chloe) = three();
    let wish = Open { deadline: 1_000, ..asking(stage.lobby) };
    let sequence = ada_asks(&mut stage, &mut chloe, wish);
    answer(&mut stage.bob, sequence, "yes");
    hears(&mut chloe, &["bob Answered yes: 1 0 0 1", "Expired: 1 0 0 1"]);
    let toward = vec![stage.bob.course.member];
    let wish = Open { deadline: 1_000, audience: toward, ..asking(RoomId::INBOX) };
    stage.settle();
    open(&mut stage.ada, wish);
    opened(&mut stage.bob);
    hears(&mut stage.ada, &["Expired: 0 0 0 1"]);
    hears(&mut stage.bob, &["Expired: 0 0 0 1"]);
    chloe.hears_nothing();
}

#[test]
fn toward_members_it_is_theirs_alone() {
    let (mut stage, mut chloe) = three();
    let bob = stage.bob.course.member;
    let mut dora = Peer::named(stage.address, "dora");
    stage.settle();
    chloe.heard();
    let audience = vec![bob, dora.course.member, MemberId(999)];
    let wish = Open { audience, ..asking(RoomId::INBOX) };
    let sequence = open(&mut stage.ada, wish.clone());
    assert_eq!(opened(&mut stage.bob), sequence);
    hears(&mut dora, &["ada opens example/ask to 2"]);
    answer(&mut dora, sequence, "yes");
    decline(&mut stage.bob, sequence);
    for peer in [&mut stage.ada, &mut stage.bob, &mut dora] {
        let bob = "bob Declined not hungry: 1 1 0 0";
        hears(peer, &["dora Answered yes: 1 0 0 1", bob, "Completed: 1 1 0 0"]);
    }
    chloe.hears_nothing();
    // Those who leave the server are not waited for.
    open(&mut stage.ada, wish);
    opened(&mut stage.bob);
    dora.bye();
    hears(&mut stage.ada, &["dora Left: 0 0 1 1", "dora Left"]);
    let kick = Command::Kick { members: vec![bob], reason: String::new() };
    stage.server.host().command(kick).unwrap();
    let resolved: Resolved = stage.ada.find();
    assert_eq!((resolved.outcome, resolved.tally.left), (Outcome::Declined, 2));
}
