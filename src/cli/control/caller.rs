//! The end of the control socket that `salon admin` holds.

use super::wire::{Answer, Request};
use super::{MAX_LINE, with_short_path};
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long the server may take to answer.
const ANSWER_TIME: Duration = Duration::from_secs(15);

/// How long the server may take to say goodbye to everybody.
const STOP_TIME: Duration = Duration::from_secs(30);

/// Why there is no answer.
#[derive(Debug)]
pub enum CallError {
    /// No server listens there.
    NoServer,
    /// The socket is another user's.
    NotOurs,
    /// The server did not answer in time.
    Timeout,
    /// What it answered can't be understood, or the connection broke.
    Broken(io::Error),
}

impl From<io::Error> for CallError {
    fn from(e: io::Error) -> Self {
        match e.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Self::Timeout,
            _ => Self::Broken(e),
        }
    }
}

/// Says `request` to the server whose control socket is at `path`. An order to stop returns once
/// the server has stopped.
///
/// # Errors
/// There is no answer.
pub fn call(path: &Path, request: &Request) -> Result<Answer, CallError> {
    let mut stream = match with_short_path(path, |path| UnixStream::connect(path)) {
        Ok(stream) => stream,
        Err(e) => {
            return Err(match e.kind() {
                io::ErrorKind::NotFound
                | io::ErrorKind::ConnectionRefused
                | io::ErrorKind::NotADirectory => CallError::NoServer,
                io::ErrorKind::PermissionDenied => CallError::NotOurs,
                _ => CallError::Broken(e),
            });
        }
    };
    stream.set_write_timeout(Some(ANSWER_TIME))?;
    let mut line = serde_json::to_vec(request).map_err(io::Error::from)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let answer = read_line(&stream, Instant::now() + ANSWER_TIME)?;
    let answer = serde_json::from_slice(&answer).map_err(io::Error::from)?;
    if matches!((request, &answer), (Request::Stop { .. }, Answer::Done { .. })) {
        wait_for_the_end(stream)?;
    }
    Ok(answer)
}

/// The server lets go of the connection as the last thing that it does.
fn wait_for_the_end(mut stream: UnixStream) -> Result<(), CallError> {
    stream.set_read_timeout(Some(STOP_TIME))?;
    match stream.read(&mut [0]) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::ConnectionReset => Ok(()),
        Err(e) => Err(e.into()),
    }
}

/// Reads the answer until `deadline`; what ends without a newline is none.
fn read_line(mut stream: &UnixStream, deadline: Instant) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        stream.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
        let read = match stream.read(&mut chunk) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => read,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if let Some(end) = chunk[..read].iter().position(|b| *b == b'\n') {
            line.extend_from_slice(&chunk[..end]);
            return Ok(line);
        }
        line.extend_from_slice(&chunk[..read]);
        if line.len() as u64 > MAX_LINE || left.is_zero() {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
}
