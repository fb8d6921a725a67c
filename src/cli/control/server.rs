//! The server's end of the control socket.

use super::acts::{Step, Unknown, step};
use super::wire::{Answer, Request};
use super::{MAX_LINE, with_short_path};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use salon::hub::host::{Command, HostError};
use salon::net::Host;
use salon::texts::{self, tr};
use std::fs::{self, Permissions};
use std::io::ErrorKind::{Interrupted, InvalidData, WouldBlock};
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A caller has so long to say what it wants, and so long to take the answer.
const CALL_TIME: Duration = Duration::from_secs(5);

/// Longest request line, in bytes.
const MAX_REQUEST: usize = 64 * 1024;

/// Most callers who are heard at once. Further ones wait in the system's queue until one of these
/// has said what it wants, or had its time.
const MAX_CALLERS: usize = 16;

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

/// Hears the callers until woken, or told to stop by the caller returned. One who says nothing keeps
/// nobody else from being heard; the answers are given one after the other.
fn serve(listener: &UnixListener, woken: &UnixStream, host: &Host) -> Option<UnixStream> {
    let mut callers: Vec<Caller> = Vec::new();
    loop {
        let now = Instant::now();
        let wait = callers.iter().map(|caller| caller.until.saturating_duration_since(now)).min();
        let ready = match ready(listener, woken, &callers, wait) {
            Ok(ready) => ready,
            Err(error) => {
                tracing::error!(%error, "the control socket is closed");
                return None;
            }
        };
        let looked = Instant::now();
        if ready.woken {
            return None;
        }
        for at in ready.callers.into_iter().rev() {
            let mut caller = callers.swap_remove(at);
            match caller.hear() {
                Ok(Some(line)) => match answer_one(&caller.stream, &line, host) {
                    Ok(Then::GoOn) => {}
                    Ok(Then::Stop) => return Some(caller.stream),
                    Err(error) => tracing::debug!(%error, "a caller went away"),
                },
                Ok(None) => callers.push(caller),
                Err(error) => tracing::debug!(%error, "a caller said nothing that counts"),
            }
        }
        // Who had said nothing in time is let go; not who has spoken while others were answered.
        callers.retain(|caller| caller.until > looked);
        if ready.listener && !admit(listener, &mut callers) && pause(woken) {
            return None;
        }
    }
}

/// What there is to do.
struct Ready {
    woken: bool,
    listener: bool,
    /// Who has said something, by their places.
    callers: Vec<usize>,
}

/// Waits until there is something to do, at most for `wait`.
fn ready(
    listener: &UnixListener,
    woken: &UnixStream,
    callers: &[Caller],
    wait: Option<Duration>,
) -> io::Result<Ready> {
    let mut all = vec![PollFd::new(woken, PollFlags::IN)];
    all.extend(callers.iter().map(|caller| PollFd::new(&caller.stream, PollFlags::IN)));
    if callers.len() < MAX_CALLERS {
        all.push(PollFd::new(listener, PollFlags::IN));
    }
    let wait = wait.map(|time| Timespec::try_from(time).unwrap_or_default());
    match poll(&mut all, wait.as_ref()) {
        Ok(_) => {}
        Err(rustix::io::Errno::INTR) => {
            return Ok(Ready { woken: false, listener: false, callers: Vec::new() });
        }
        Err(error) => return Err(error.into()),
    }
    let ready: Vec<bool> = all.iter().map(|one| !one.revents().is_empty()).collect();
    let said = |at: &usize| ready.get(at + 1).is_some_and(|ready| *ready);
    Ok(Ready {
        woken: ready.first().is_some_and(|ready| *ready),
        listener: ready.get(callers.len() + 1).is_some_and(|ready| *ready),
        callers: (0..callers.len()).filter(said).collect(),
    })
}

/// Takes whoever calls. False if the system doesn't let us: out of descriptors, most likely. The
/// caller waits in the queue meanwhile.
fn admit(listener: &UnixListener, callers: &mut Vec<Caller>) -> bool {
    match listener.accept().and_then(|(stream, _)| Caller::new(stream)) {
        Ok(caller) => callers.push(caller),
        Err(error) if error.kind() == WouldBlock => {}
        Err(error) => {
            tracing::warn!(%error, "a caller of the control socket was not heard");
            return false;
        }
    }
    true
}

/// Waits for a while, or until woken, and says whether it was.
fn pause(woken: &UnixStream) -> bool {
    let time = Timespec::try_from(CALL_TIME).unwrap_or_default();
    let mut ready = [PollFd::new(woken, PollFlags::IN)];
    matches!(poll(&mut ready, Some(&time)), Ok(1))
}

/// Somebody who has called and not finished saying what they want.
struct Caller {
    stream: UnixStream,
    said: Vec<u8>,
    /// Until when they must have.
    until: Instant,
}

impl Caller {
    fn new(stream: UnixStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        stream.set_write_timeout(Some(CALL_TIME))?;
        Ok(Self { stream, said: Vec::new(), until: Instant::now() + CALL_TIME })
    }

    /// Hears what they say now. Gives the whole line, once it is there.
    fn hear(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut chunk = [0; 4096];
        let read = match self.stream.read(&mut chunk) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => read,
            Err(e) if matches!(e.kind(), WouldBlock | Interrupted) => return Ok(None),
            Err(e) => return Err(e),
        };
        let chunk = chunk.get(..read).unwrap_or_default();
        if let Some(end) = chunk.iter().position(|byte| *byte == b'\n') {
            self.said.extend(chunk.iter().take(end));
            return Ok(Some(std::mem::take(&mut self.said)));
        }
        self.said.extend(chunk);
        if self.said.len() > MAX_REQUEST { Err(InvalidData.into()) } else { Ok(None) }
    }
}

/// Whether to hear the next caller.
enum Then {
    GoOn,
    Stop,
}

fn answer_one(mut caller: &UnixStream, line: &[u8], host: &Host) -> io::Result<Then> {
    caller.set_nonblocking(false)?;
    let (answer, then) = match serde_json::from_slice(line) {
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
