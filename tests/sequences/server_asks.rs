//! The server itself opens sequences, and learns how they ended while it holds no lock.

use crate::support::PATIENCE;
use crate::support::stage::{Stage, config};
use crate::{answer, decline, hears, opened};
use crossbeam_channel::{Receiver, bounded};
use salon::hub::host::Command;
use salon::net::{Ask, Asked};
use salon::proto::body::PackedBody;
use salon::proto::error_code::{ErrorCode, Outcome};
use salon::proto::ids::{MemberId, RoomId};
use salon::proto::limits::{MAX_SEQUENCE_BODY, MAX_SEQUENCE_KIND};

/// A callback that hands on what it is told.
fn told() -> (impl FnOnce(Asked) + Send + 'static, Receiver<Asked>) {
    let (sender, told) = bounded(1);
    (move |asked| drop(sender.send(asked)), told)
}

#[test]
fn it_learns_what_was_answered() {
    let mut stage = Stage::new(config());
    let opener = stage.server.opener();
    let members = vec![stage.ada.course.member, stage.bob.course.member];
    let (then, told) = told();
    let ask = Ask { quorum: 2, ..Ask::members("example/consent", members.clone()) };
    let id = opener.open(ask, then).unwrap();
    hears(&mut stage.ada, &["the server opens example/consent to 2"]);
    assert_eq!(opened(&mut stage.bob), id);
    answer(&mut stage.bob, id, "yes");
    assert!(told.is_empty());
    answer(&mut stage.ada, id, "of course");
    let end = told.recv_timeout(PATIENCE).unwrap();
    assert_eq!((end.sequence, end.outcome), (id, Outcome::Completed));
    let answers: Vec<_> = end.answers.iter().map(|a| (a.member, a.body.as_body().bytes)).collect();
    assert_eq!(answers, [(members[1], &b"yes"[..]), (members[0], &b"of course"[..])]);
}

#[test]
fn it_may_act_on_what_it_learns() {
    let mut stage = Stage::new(config());
    let (opener, host) = (stage.server.opener(), stage.server.host());
    let bob = stage.bob.course.member;
    let (sender, kicked) = bounded(1);
    let ask = Ask { room: stage.lobby, ..Ask::members("example/stay", vec![bob]) };
    let id = opener
        .open(ask, move |end| {
            let kick = Command::Kick { members: vec![bob], reason: "as you wish".into() };
            let sent = host.send(kick);
            drop(sender.send((end.outcome, sent)));
        })
        .unwrap();
    opened(&mut stage.bob);
    decline(&mut stage.bob, id);
    let (outcome, sent) = kicked.recv_timeout(PATIENCE).unwrap();
    assert_eq!(outcome, Outcome::Declined);
    sent.recv_timeout(PATIENCE).unwrap().unwrap();
}

#[test]
fn it_takes_back_its_own_and_is_refused_like_others() {
    let mut stage = Stage::new(config());
    let opener = stage.server.opener();
    let (then, told) = told();
    let id =
        opener.open(Ask { room: stage.lobby, ..Ask::members("example/stay", Vec::new()) }, then);
    let id = id.unwrap();
    opened(&mut stage.ada);
    opener.cancel(id, "closing time").unwrap();
    hears(&mut stage.ada, &["Cancelled closing time: 0 0 0 2"]);
    assert_eq!(told.recv_timeout(PATIENCE).unwrap().outcome, Outcome::Cancelled);
    assert_eq!(opener.cancel(id, ""), Err(ErrorCode::NoSuchSequence));
    let refused = |ask| opener.open(ask, |_| panic!("it was refused")).unwrap_err();
    let nobody = Ask::members("example/stay", vec![MemberId(999)]);
    assert_eq!(refused(nobody.clone()), ErrorCode::NobodyThere);
    assert_eq!(refused(Ask { room: RoomId(99), ..nobody.clone() }), ErrorCode::NoSuchRoom);
    assert_eq!(refused(Ask { kind: String::new(), ..nobody }), ErrorCode::BadSequence);
    // What clients could not read is not opened, and not cut either.
    let bob = Ask::members("example/stay", vec![stage.bob.course.member]);
    let long = Ask { kind: "k".repeat(MAX_SEQUENCE_KIND + 1), ..bob.clone() };
    assert_eq!(refused(long), ErrorCode::BadSequence);
    for byte in [b'x', b'\0'] {
        let said = (0..=MAX_SEQUENCE_BODY).map(|n| byte.wrapping_mul(n as u8)).collect::<Vec<_>>();
        let body = PackedBody::pack("application/octet-stream", &said).unwrap();
        assert_eq!(refused(Ask { body, ..bob.clone() }), ErrorCode::BadSequence);
    }
}

#[test]
fn after_the_stop_nothing_is_asked() {
    let stage = Stage::new(config());
    let opener = stage.server.opener();
    let Stage { server, .. } = stage;
    server.stop("");
    let refused = opener.open(Ask::members("example/stay", vec![MemberId(1)]), |_| {});
    assert_eq!(refused, Err(ErrorCode::Stopping));
}
