//! What the thread of a stream's end does: it reads what its end says, and passes on to the other as
//! much of it as may be.

use super::{Attachment, Round};
use crate::hub::streams::PATIENCE;
use crate::net::conn::Conn;
use crate::net::reader::Next;
use crate::net::shared::Shared;
use crate::net::wire::{Readiness, Wire};
use crate::proto::error_code::{StreamEnd, StreamRole};
use crate::proto::stream::Violation;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// How long an end may be silent, or take nothing of what it granted. Ends say something every 10 s.
const SILENCE: Duration = Duration::from_secs(60);

/// The most that one read of a sender brings, in bytes: long system calls make others wait.
const SENDER_BUFFER: usize = 128 * 1024;

/// The same of a receiver, who says little.
const RECEIVER_BUFFER: usize = 2 * 1024;

/// How the thread of an end comes to its end.
enum Ending {
    /// The connection of either end is gone.
    Lost,
    /// The receiver has said what it found: nothing is left to be said.
    Checked(bool),
    /// An end said what it may not.
    Violation(Violation),
}

/// Serves one end of a stream. `input` is what came behind its `ATTACH`.
pub(crate) fn serve(
    shared: &Shared,
    conn: &Arc<Conn>,
    attachment: &Attachment,
    input: Vec<u8>,
) -> Next {
    let Attachment { stream, role, round, .. } = attachment;
    conn.hand_over();
    if shared.streams.governor.is_limited() {
        give_way();
    }
    let ending = if round.enter(*role, conn) {
        relay(shared, conn, attachment, input)
    } else {
        Ending::Lost
    };
    match ending {
        Ending::Lost => {
            round.end();
            shared.streams.round_over(*stream, round, shared.clock.now());
        }
        Ending::Checked(ok) => {
            // Whichever of the two threads is first tells both. Who sees the end of its connection knows
            // that the server has taken note.
            shared.end_stream(*stream, if ok { StreamEnd::Done } else { StreamEnd::Broken });
            round.finish();
            return Next::Linger;
        }
        Ending::Violation(violation) => {
            tracing::info!(stream = stream.0, ?role, %violation, "a stream is broken");
            round.end();
            shared.end_stream(*stream, StreamEnd::Broken);
        }
    }
    Next::Gone
}

/// Transfers are the last to get the processor when there is more to do. Elsewhere than on Linux it
/// would concern all threads.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, LAST) {
        tracing::debug!(%error, "a stream keeps its ordinary priority");
    }
}

/// The lowest priority there is.
#[cfg(target_os = "linux")]
const LAST: i32 = 19;

fn relay(shared: &Shared, conn: &Conn, attachment: &Attachment, mut input: Vec<u8>) -> Ending {
    let Attachment { role, round, .. } = attachment;
    let size = if *role == StreamRole::Sender { SENDER_BUFFER } else { RECEIVER_BUFFER };
    input.reserve_exact(size.saturating_sub(input.len()));
    if conn.wire().set_receive_timeout(SILENCE).is_err() {
        return Ending::Lost;
    }
    let lost = || round.checked().map_or(Ending::Lost, Ending::Checked);
    let mut used = shared.streams.governor.begin();
    let mut other = None;
    loop {
        match pass_on(round, *role, &mut other, &mut input) {
            Ok(true) => {}
            Ok(false) => return lost(),
            Err(violation) => return Ending::Violation(violation),
        }
        if let Some(ok) = round.checked().filter(|_| *role == StreamRole::Receiver) {
            return Ending::Checked(ok);
        }
        let wait = shared.streams.governor.charge(&mut used, shared.clock.now());
        if !wait.is_zero() {
            std::thread::sleep(wait);
        }
        match conn.wire().receive(&mut input) {
            Ok(0) => return lost(),
            Ok(count) => {
                conn.meter.read(count);
                used.read(count);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return lost(),
        }
    }
}

/// Passes on what may be, and keeps the rest. False if the other end is gone.
fn pass_on(
    round: &Round,
    role: StreamRole,
    other: &mut Option<Arc<Conn>>,
    input: &mut Vec<u8>,
) -> Result<bool, Violation> {
    let passed = round.pass(role, input)?;
    if passed == 0 {
        return Ok(true);
    }
    if other.is_none() {
        *other = round.other(role, PATIENCE);
    }
    let Some(other) = other else { return Ok(false) };
    let sent = send(other.wire(), input.get(..passed).unwrap_or_default());
    other.sent_directly(passed);
    input.drain(..passed);
    Ok(sent.is_ok())
}

/// Sends all of it, and waits for the socket where it is full.
fn send(wire: &dyn Wire, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match wire.try_send(bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => wait(wire)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn wait(wire: &dyn Wire) -> io::Result<()> {
    let Readiness::Poll(descriptor) = wire.readiness() else {
        return Err(io::ErrorKind::Unsupported.into());
    };
    let mut fds = [PollFd::from_borrowed_fd(descriptor, PollFlags::OUT)];
    let timeout = Timespec { tv_sec: SILENCE.as_secs().try_into().unwrap_or(60), tv_nsec: 0 };
    match poll(&mut fds, Some(&timeout)) {
        Ok(0) => Err(io::ErrorKind::TimedOut.into()),
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
