//! Connections that break, and places that can't be listened on.

use super::{header, in_phase};
use crate::support::peer::{PREFACE, Peer, text_post};
use crate::support::process::alone;
use crate::support::received::Received;
use crate::support::stage::{Stage, config, start};
use salon::net::{Config, Server, StartError};
use salon::proto::error_code::LeaveCause;
use salon::proto::header::Flags;
use salon::proto::ids::{ClientNumber, Correlation, RoomId};
use salon::proto::kind::Kind;
use salon::proto::limits::MAX_BODY_PAYLOAD;
use salon::proto::machine::Phase;
use salon::proto::message::{Hello, Join, MemberLeft, Message, PseudoWish};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

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
        let lost = |m: &Received| {
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
