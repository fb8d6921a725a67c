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
use std::io;
use std::os::fd::AsRawFd;
use std::path::Path;

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
