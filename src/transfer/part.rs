//! A file that is being received. Until it is whole it has a name that nobody takes for its own; then it
//! gets its final one, and never in place of another file.

use super::name::numbered;
use super::problem::Problem;
use crate::client::Received;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Names that are tried before giving up.
const MOST_OF_ONE_NAME: u32 = 10_000;

/// What is read at once of a part that is there already, in bytes.
const READ: usize = 256 * 1024;

/// A part is never written through a link.
#[cfg(unix)]
const NO_LINK: i32 = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();

/// See the module.
#[derive(Debug)]
pub(super) struct Part {
    path: PathBuf,
    file: File,
    /// How many bytes of it are there.
    end: u64,
}

/// Where the part of a transfer of this [name](super::memory::unique_name) lies in `folder`.
pub(super) fn path_of(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!(".salon-{name}.part"))
}

/// Begins the part at `path` of a file of `size` bytes, if that can be written and there is room.
pub(super) fn begin(path: &Path, size: u64) -> Result<(), Problem> {
    let part = Part::open(path)?;
    let have = part.file.metadata().map_or(0, |metadata| metadata.len());
    let free = path.parent().and_then(free_space);
    if free.is_some_and(|free| free < size.saturating_sub(have)) {
        if have == 0 {
            discard(path);
        }
        return Err(Problem::NoRoom);
    }
    Ok(())
}

impl Part {
    /// Opens the part at `path`, or begins it.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        // What lies there under that name may be somebody's trap.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, NO_LINK);
        let file = options.open(path).map_err(|error| Problem::of_writing(&error))?;
        Ok(Self { path: path.to_owned(), file, end: 0 })
    }

    /// Reads what there is, `size` bytes at most; what is written next follows it. Stops where `go_on`
    /// says so.
    pub fn received(
        &mut self,
        size: u64,
        mut go_on: impl FnMut(u64) -> bool,
    ) -> Result<Received, Problem> {
        let mut received = Received::nothing();
        let mut buffer = vec![0; READ];
        while received.length() < size && go_on(received.length()) {
            let left = usize::try_from(size - received.length()).unwrap_or(usize::MAX);
            let room = buffer.get_mut(..left.min(READ)).unwrap_or_default();
            let count = self.file.read(room).map_err(|error| Problem::of_writing(&error))?;
            if count == 0 {
                break;
            }
            received.add(room.get(..count).unwrap_or_default());
        }
        self.end = received.length();
        self.cut().map_err(|error| Problem::of_writing(&error))?;
        Ok(received)
    }

    /// What comes next: all of it, or nothing where it fails.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        if let Err(error) = self.file.write_all(bytes) {
            self.cut().map_err(|error| Problem::of_writing(&error))?;
            return Err(Problem::of_writing(&error));
        }
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// Nothing stands behind the end, where the next byte goes.
    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.end)?;
        self.file.seek(io::SeekFrom::Start(self.end)).map(drop)
    }

    /// It is whole: it gets `name`, or the first of its kind that is free. The path that it has now.
    pub fn finish(self, folder: &Path, name: &str) -> Result<PathBuf, Problem> {
        let wrong = |error: io::Error| Problem::of_writing(&error);
        self.file.sync_all().map_err(wrong)?;
        for n in 1..=MOST_OF_ONE_NAME {
            let path = folder.join(numbered(name, n));
            match rename_without_replacing(&self.path, &path) {
                Ok(()) => return Ok(path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(wrong(error)),
            }
        }
        Err(wrong(io::ErrorKind::AlreadyExists.into()))
    }
}

/// Removes the part at `path`, if there is one.
pub(super) fn discard(path: &Path) {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(path = %path.display(), %error, "a part of a file can't be removed");
        }
        _ => {}
    }
}

/// Bytes that are free where `folder` is, where the system tells.
fn free_space(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// A second name for the same file can't replace another one, in one step, on every system that knows
/// such names.
fn rename_without_replacing(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // Some file systems of memory cards don't.
        Err(_) => replace_nothing(from, to),
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn replace_nothing(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn replace_nothing(from: &Path, to: &Path) -> io::Result<()> {
    if to.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_goes_on_and_then_has_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = path_of(folder.path(), "ab12");
        let mut part = Part::open(&path).unwrap();
        assert_eq!(part.received(6, |_| true).unwrap().length(), 0);
        part.write(b"abc").unwrap();
        drop(part);
        assert!(!folder.path().join("x").exists());

        let mut part = Part::open(&path).unwrap();
        assert_eq!(part.received(6, |_| true).unwrap().length(), 3);
        part.write(b"def").unwrap();
        let whole = part.finish(folder.path(), "x").unwrap();
        assert_eq!(
            (whole.file_name().unwrap(), fs::read(&whole).unwrap()),
            ("x".as_ref(), b"abcdef".to_vec())
        );
        assert!(!path.exists());
    }

    #[test]
    fn no_file_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        for (n, name) in ["x.txt", "x (2).txt", "x (3).txt"].into_iter().enumerate() {
            let mut part = Part::open(&path_of(folder.path(), "ab")).unwrap();
            part.write(&[u8::try_from(n).unwrap()]).unwrap();
            assert_eq!(part.finish(folder.path(), "x.txt").unwrap(), folder.path().join(name));
        }
        assert_eq!(fs::read(folder.path().join("x.txt")).unwrap(), [0]);
    }

    #[test]
    fn more_than_the_whole_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = path_of(folder.path(), "ab");
        fs::write(&path, b"abcdef").unwrap();
        let mut part = Part::open(&path).unwrap();
        assert_eq!(part.received(4, |_| true).unwrap().length(), 4);
        assert_eq!(fs::read(&path).unwrap(), b"abcd");
    }

    #[cfg(unix)]
    #[test]
    fn a_part_is_never_a_link_to_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let (path, elsewhere) = (path_of(folder.path(), "ab"), folder.path().join("precious"));
        fs::write(&elsewhere, b"precious").unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        assert!(matches!(Part::open(&path), Err(Problem::Unwritable { .. })));
        assert_eq!(fs::read(&elsewhere).unwrap(), b"precious");
    }

    #[test]
    fn a_folder_that_is_none_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("nowhere");
        assert!(matches!(begin(&path_of(&nowhere, "1"), 1), Err(Problem::Unwritable { .. })));
    }

    #[test]
    fn what_has_no_room_is_told_before_anything_comes() {
        let folder = tempfile::tempdir().unwrap();
        let path = path_of(folder.path(), "1");
        assert_eq!(begin(&path, u64::MAX), Err(Problem::NoRoom));
        assert!(!path.exists(), "nothing is left of it");
        assert_eq!(begin(&path, 1), Ok(()));
        fs::write(&path, b"abc").unwrap();
        assert_eq!(begin(&path, 3), Ok(()));
        assert_eq!(fs::read(&path).unwrap(), b"abc", "it goes on");
    }
}
