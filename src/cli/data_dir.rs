//! The folder where a server keeps its files. One server at a time may use it.

use super::exit::{Failure, Status};
use salon::texts::tr;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The configuration that is read where none is named.
const CONFIG_FILE: &str = "salon.toml";
/// Locked for as long as a server runs.
const LOCK_FILE: &str = "lock";
/// Where a running server takes orders.
const CONTROL_SOCKET: &str = "control.sock";

/// A data folder by its path; it need not exist.
#[derive(Debug, Clone)]
pub struct DataDir(PathBuf);

/// The folder is this process's until it is dropped.
#[derive(Debug)]
pub struct Locked {
    _file: File,
}

impl DataDir {
    /// The folder that was named, or else the user's own.
    ///
    /// # Errors
    /// None was named, and the user has none.
    pub fn new(named: Option<PathBuf>) -> Result<Self, Failure> {
        let own = || Some(directories::ProjectDirs::from("", "", "salon")?.data_dir().to_owned());
        let none = || Failure::new(Status::Data, tr!("cli-no-data-folder"));
        named.or_else(own).map(Self).ok_or_else(none)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where the configuration is, if it is here.
    pub fn config_file(&self) -> PathBuf {
        self.0.join(CONFIG_FILE)
    }

    /// Where a running server takes orders.
    pub fn control_socket(&self) -> PathBuf {
        self.0.join(CONTROL_SOCKET)
    }

    /// Makes the folder, for its owner alone, and keeps other servers out of it.
    ///
    /// # Errors
    /// Another server uses it, or it can't be made or written to.
    pub fn lock(&self) -> Result<Locked, Failure> {
        let folder = || self.0.display().to_string();
        let unusable = |e: io::Error| {
            let cause = e.to_string();
            Failure::new(Status::Data, tr!("cli-data-unusable", folder = folder(), cause = cause))
        };
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0).map_err(unusable)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(self.0.join(LOCK_FILE))
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Locked { _file: file }),
            Err(TryLockError::WouldBlock) => {
                Err(Failure::new(Status::Data, tr!("cli-data-in-use", folder = folder())))
            }
            Err(TryLockError::Error(e)) => Err(unusable(e)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_at_a_time() {
        let temporary = tempfile::tempdir().unwrap();
        let data = DataDir::new(Some(temporary.path().join("a/b"))).unwrap();
        let locked = data.lock().unwrap();
        assert_eq!(data.lock().map(|_| ()).map_err(|f| f.status), Err(Status::Data));
        drop(locked);
        assert!(data.lock().is_ok());
    }

    #[test]
    fn a_file_is_no_folder() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let data = DataDir::new(Some(file.path().join("data"))).unwrap();
        assert_eq!(data.lock().map(|_| ()).map_err(|f| f.status), Err(Status::Data));
    }
}
