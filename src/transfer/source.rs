//! The file that is sent, and whether it is still the one that was offered.

use super::problem::Problem;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// A file as it was when it was offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub path: PathBuf,
    pub size: u64,
    /// Nanoseconds since 1970 of its last change.
    pub changed: u64,
}

impl Source {
    /// The file at `path`, as it is now. It can be opened. What is no file is not opened at all: a pipe to
    /// which nobody writes would never come back.
    pub fn find(path: &Path) -> Result<Self, Problem> {
        let unreadable = |error: io::Error| Problem::Unreadable { cause: error.to_string() };
        let path = std::path::absolute(path).map_err(unreadable)?;
        if !path.metadata().map_err(unreadable)?.is_file() {
            return Err(Problem::NotAFile);
        }
        let metadata = File::open(&path).and_then(|file| file.metadata()).map_err(unreadable)?;
        let (size, changed) = state(&metadata);
        Ok(Self { path, size, changed })
    }

    /// Opens it, if it is still the same.
    pub fn open(&self) -> Result<File, Problem> {
        let file = File::open(&self.path)
            .map_err(|error| Problem::Unreadable { cause: error.to_string() })?;
        self.check(&file)?;
        Ok(file)
    }

    /// Whether the file at the path, and `file` that was opened there, are still the same.
    pub fn check(&self, file: &File) -> Result<(), Problem> {
        let same = |metadata: io::Result<Metadata>| {
            metadata.is_ok_and(|metadata| state(&metadata) == (self.size, self.changed))
        };
        let still = same(file.metadata()) && same(self.path.metadata());
        if still { Ok(()) } else { Err(Problem::Changed) }
    }
}

fn state(metadata: &Metadata) -> (u64, u64) {
    let changed = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let changed = changed.and_then(|since| u64::try_from(since.as_nanos()).ok());
    (metadata.len(), changed.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_is_no_file_and_keeps_nobody_waiting() {
        use super::*;
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RWXU, 0).unwrap();
        assert_eq!(Source::find(&pipe), Err(Problem::NotAFile));
    }
}
