//! Two peers in one program.

mod race;
mod session;

use super::line::Line;
use super::noise::{Handshake, split};
use crate::client::{Introduction, Socket};
use crate::proto::error_code::PeerRole;
use crate::proto::ids::{IntroductionId, MemberId, PeerSecret, Token};
use crossbeam_channel::bounded;
use std::os::unix::net::UnixStream;

const SECRET: PeerSecret = PeerSecret([42; 32]);

/// An introduction to somebody of this name.
fn introduction(pseudo: &str, role: PeerRole) -> Introduction {
    Introduction {
        id: IntroductionId(1),
        member: MemberId(9),
        pseudo: pseudo.to_owned(),
        role,
        token: Token([0; 16]),
        secret: SECRET,
        trial: bounded(0).1,
    }
}

/// The two ends of a line whose encryption stands.
fn lines() -> (Line, Line) {
    let (here, there) = UnixStream::pair().unwrap();
    lines_over(here, there)
}

fn lines_over(here: UnixStream, there: UnixStream) -> (Line, Line) {
    let mut one = Handshake::new(PeerRole::Initiator, &SECRET).unwrap();
    let mut other = Handshake::new(PeerRole::Responder, &SECRET).unwrap();
    other.hear(split(&one.say().unwrap().unwrap()).unwrap().0).unwrap();
    one.hear(split(&other.say().unwrap().unwrap()).unwrap().0).unwrap();
    other.hear(split(&one.say().unwrap().unwrap()).unwrap().0).unwrap();
    let line = |stream, handshake: Handshake| Line {
        carrier: Socket::Local(stream),
        cipher: handshake.finish().unwrap(),
        came: Vec::new(),
    };
    (line(here, one), line(there, other))
}
