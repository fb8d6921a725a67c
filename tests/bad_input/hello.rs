//! Connections that never come to a pseudo.

use super::{PHASES, frame, frame_with, in_phase, noise, text};
use crate::support::peer::{PREFACE, Peer};
use crate::support::stage::{Stage, config};
use salon::proto::error_code::ErrorCode;
use salon::proto::header::{Flags, Preface};
use salon::proto::ids::Correlation;
use salon::proto::kind::Kind;
use salon::proto::machine::Phase;
use salon::proto::message::{Hello, Message, PseudoWish};
use std::time::Duration;

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
