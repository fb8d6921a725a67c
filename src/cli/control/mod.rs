//! How `salon admin` reaches a server on the same machine: a Unix socket in the data folder, which
//! only the folder's owner can open. A connection carries one request and one answer, each a
//! line of JSON ([`wire`]).

mod acts;
mod caller;
mod server;
mod wire;

pub use caller::{CallError, call};
pub use server::ControlServer;
pub use wire::{
    Answer, Audience, BanView, ClientView, NoticeView, Request, RoomView, State, Target,
};

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

/// Longest line in either direction. A list of 10,000 clients, each in some rooms, fits well.
const MAX_LINE: u64 = 16 * 1024 * 1024;

/// Longest path that the address of a socket can hold on every system.
const MAX_SOCKET_PATH: usize = 100;

/// Does `open` with `path`, or where that is too long for the address of a socket, with a shorter
/// way to the same file.
fn with_short_path<T>(path: &Path, open: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if path.as_os_str().len() > MAX_SOCKET_PATH => {
            let folder = File::open(folder)?;
            open(&Path::new("/proc/self/fd").join(folder.as_raw_fd().to_string()).join(name))
        }
        _ => open(path),
    }
}

/// Reads one line of at most `max` bytes until `deadline`; what ends without a newline is none.
fn read_line(mut stream: &UnixStream, max: u64, deadline: Instant) -> io::Result<Vec<u8>> {
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
        if line.len() as u64 > max || left.is_zero() {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
}
