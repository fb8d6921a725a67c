//! The server's end of the control socket.

use super::acts::{Step, Unknown, step};
use super::wire::{Answer, Request};
use super::{MAX_LINE, read_line, with_short_path};
use rustix::event::{PollFd, PollFlags, poll};
use salon::hub::host::{Command, HostError};
use salon::net::Host;
use salon::texts::{self, tr};
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A caller has so long to say what it wants, and so long to take the answer.
const CALL_TIME: Duration = Duration::from_secs(5);

/// Longest request line, in bytes.
const MAX_REQUEST: u64 = 64 * 1024;

/// Takes orders until it is closed or dropped.
#[derive(Debug)]
pub struct ControlServer {
    thread: Option<JoinHandle<Option<UnixStream>>>,
    /// Its other end wakes the thread when this one is closed.
    waker: Option<UnixStream>,
}

impl ControlServer {
    /// Listens at `path`. The caller has locked the data folder, so what is found there was left
    /// behind by a server that is gone.
    ///
    /// # Errors
    /// The socket or the thread can't be made.
    pub fn open(path: PathBuf, host: Host) -> io::Result<Self> {
        match fs::remove_file(&path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let listener = with_short_path(&path, |path| UnixListener::bind(path))?;
        fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        listener.set_nonblocking(true)?;
        let (waker, woken) = UnixStream::pair()?;
        let thread = thread::Builder::new().name("salon-control".into()).spawn(move || {
            let stopper = serve(&listener, &woken, &host);
            remove(&path);
            stopper
        })?;
        Ok(Self { thread: Some(thread), waker: Some(waker) })
    }

    /// Takes no more orders. Whoever ordered the server to stop hangs on until what is returned
    /// is dropped.
    pub fn close(mut self) -> Option<UnixStream> {
        self.end()
    }

    fn end(&mut self) -> Option<UnixStream> {
        drop(self.waker.take());
        // A panic there has been reported already; it leaves nobody waiting.
        self.thread.take().and_then(|thread| thread.join().ok()).flatten()
    }
}

impl Drop for ControlServer {
    fn drop(&mut self) {
        self.end();
    }
}

fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::warn!(%error, "the control socket can't be removed");
    }
}

/// Answers one caller after the other until woken, or told to stop by the caller returned.
fn serve(listener: &UnixListener, woken: &UnixStream, host: &Host) -> Option<UnixStream> {
    loop {
        let mut ready = [PollFd::new(listener, PollFlags::IN), PollFd::new(woken, PollFlags::IN)];
        match poll(&mut ready, None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => {
                tracing::error!(%error, "the control socket is closed");
                return None;
            }
        }
        if !ready[1].revents().is_empty() {
            return None;
        }
        let caller = match listener.accept() {
            Ok((caller, _)) => caller,
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) => {
                tracing::warn!(%error, "a caller of the control socket was not heard");
                // Out of descriptors, most likely: the caller waits in the queue meanwhile.
                if wait(woken, CALL_TIME) { return None } else { continue }
            }
        };
        match serve_one(&caller, host) {
            Ok(Then::GoOn) => {}
            Ok(Then::Stop) => return Some(caller),
            Err(error) => tracing::debug!(%error, "a caller of the control socket went away"),
        }
    }
}

/// Waits for `time`, or until woken, and says whether it was.
fn wait(woken: &UnixStream, time: Duration) -> bool {
    let time = rustix::event::Timespec { tv_sec: time.as_secs() as _, tv_nsec: 0 };
    let mut ready = [PollFd::new(woken, PollFlags::IN)];
    matches!(poll(&mut ready, Some(&time)), Ok(1))
}

/// Whether to hear the next caller.
enum Then {
    GoOn,
    Stop,
}

fn serve_one(mut caller: &UnixStream, host: &Host) -> io::Result<Then> {
    caller.set_nonblocking(false)?;
    caller.set_write_timeout(Some(CALL_TIME))?;
    let line = read_line(caller, MAX_REQUEST, Instant::now() + CALL_TIME)?;
    let (answer, then) = match serde_json::from_slice(&line) {
        Ok(request) => answer(request, host),
        Err(e) => (Answer::Refused { why: e.to_string() }, Then::GoOn),
    };
    let mut line = serde_json::to_vec(&answer)?;
    if line.len() as u64 > MAX_LINE {
        line = serde_json::to_vec(&Answer::Refused { why: "the list is too long".into() })?;
    }
    line.push(b'\n');
    // The order to stop was carried out, whether its caller still listens or not.
    match (caller.write_all(&line), then) {
        (Err(e), Then::GoOn) => Err(e),
        (_, then) => Ok(then),
    }
}

fn answer(request: Request, host: &Host) -> (Answer, Then) {
    match act(request, host) {
        Ok(answered) => answered,
        Err(e) => (Answer::Refused { why: texts::host_error(&e) }, Then::GoOn),
    }
}

/// Who or what there isn't, and where to look who or what there is.
fn nobody(unknown: Unknown) -> String {
    match unknown {
        Unknown::Client(pseudo) => tr!("cli-no-such-client", pseudo = pseudo),
        Unknown::Room(room) => tr!("cli-no-such-room-here", room = room),
    }
}

fn act(request: Request, host: &Host) -> Result<(Answer, Then), HostError> {
    let command = match step(request, &host.snapshot()?) {
        Ok(Step::Tell(answer)) => return Ok((answer, Then::GoOn)),
        Ok(Step::Act(command)) => command,
        Err(unknown) => return Ok((Answer::Refused { why: nobody(unknown) }, Then::GoOn)),
    };
    let then = if matches!(command, Command::Stop { .. }) { Then::Stop } else { Then::GoOn };
    let done = host.command(command)?;
    Ok((Answer::Done { clients: done.clients, bans: done.bans }, then))
}
