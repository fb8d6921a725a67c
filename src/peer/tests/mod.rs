//! Two peers in one program.

mod meet;
mod race;
mod session;
mod tunnel;

use super::line::Line;
use super::{Path, PeerSession};
use crate::client::{Introduction, Socket};
use crate::proto::error_code::PeerRole;
use crate::proto::ids::{IntroductionId, MemberId, PeerSecret, Token};
use crossbeam_channel::bounded;
use std::os::unix::net::UnixStream;
use std::thread;

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
        words: bounded(0).1,
    }
}

/// The two ends of a line whose encryption stands.
fn lines() -> (Line, Line) {
    let (here, there) = UnixStream::pair().unwrap();
    let line = |stream, role| Line::over(Socket::Local(stream), role, &SECRET).unwrap();
    let other = thread::spawn(move || line(there, PeerRole::Responder));
    (line(here, PeerRole::Initiator), other.join().unwrap())
}

/// Ada, who was introduced to Bob, and Bob.
pub(super) fn sessions() -> (PeerSession, PeerSession) {
    let (mut here, mut there) = lines();
    let ada = thread::spawn(move || {
        let code = here.agree(PeerRole::Initiator).unwrap();
        let bob = introduction("Bob", PeerRole::Initiator);
        PeerSession::begin(here, code, Path::Relayed, &bob, "Ada").unwrap()
    });
    let code = there.agree(PeerRole::Responder).unwrap();
    let to_ada = introduction("Ada", PeerRole::Responder);
    let bob = PeerSession::begin(there, code, Path::Relayed, &to_ada, "Bob").unwrap();
    (ada.join().unwrap(), bob)
}
