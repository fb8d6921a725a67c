//! Two peers in one program.

mod meet;
mod race;
mod session;
mod tunnel;

use super::line::Line;
use super::{Path, PeerSession};
use crate::client::{Event, Introduction, Socket};
use crate::proto::error_code::PeerRole;
use crate::proto::ids::{IntroductionId, MemberId, PeerSecret, Token};
use crossbeam_channel::bounded;
use parking_lot::Mutex;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// How long anything may take.
const WAIT: Duration = Duration::from_secs(30);

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

/// Waits until a session has said this.
pub(super) fn hears(session: &PeerSession, said: &str) {
    loop {
        match session.client().events().recv_timeout(WAIT).expect("an event") {
            Event::Posted { content, .. } if content.text() == Some(said) => return,
            _ => {}
        }
    }
}

/// The two ends of a line whose encryption stands.
fn lines() -> (Line, Line) {
    let (here, there) = UnixStream::pair().unwrap();
    lines_over(here, there)
}

fn lines_over(here: UnixStream, there: UnixStream) -> (Line, Line) {
    let line = |stream, role| Line::over(Socket::Local(stream), role, &SECRET).unwrap();
    let other = thread::spawn(move || line(there, PeerRole::Responder));
    (line(here, PeerRole::Initiator), other.join().unwrap())
}

/// Ada, who was introduced to Bob, and Bob.
pub(super) fn sessions() -> (PeerSession, PeerSession) {
    sessions_over(lines())
}

fn sessions_over((mut here, mut there): (Line, Line)) -> (PeerSession, PeerSession) {
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

/// As [`sessions`]; what Ada says goes on as long as nobody holds the lock.
pub(super) fn sessions_with_a_gate() -> (PeerSession, PeerSession, Arc<Mutex<()>>) {
    let ((here, near), (far, there)) = (UnixStream::pair().unwrap(), UnixStream::pair().unwrap());
    let gate = Arc::<Mutex<()>>::default();
    let held = gate.clone();
    let (from_far, to_near) = (far.try_clone().unwrap(), near.try_clone().unwrap());
    thread::spawn(move || copy(&near, &far, || drop(held.lock())));
    thread::spawn(move || copy(&from_far, &to_near, || ()));
    let (ada, bob) = sessions_over(lines_over(here, there));
    (ada, bob, gate)
}

/// Until either end is closed; then both are.
fn copy(mut from: &UnixStream, mut to: &UnixStream, before: impl Fn()) {
    let mut bytes = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        before();
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    for end in [from, to] {
        // The other direction may have closed it.
        let _ = end.shutdown(Shutdown::Both);
    }
}
