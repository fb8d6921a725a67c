//! What is remembered of transfers, so that they go on after the program was restarted: a small file for
//! each, until it is over.

use super::problem::Problem;
use crate::client::Payload;
use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The longest that is read, in bytes.
const MAX_RECORD: u64 = 64 * 1024;

/// How such a file ends.
const ENDING: &str = "transfer";

crate::payload! {
    /// One transfer.
    pub(super) struct Record: "application/vnd.salon.transfer" {
        /// Its id.
        pub transfer: u128,
        /// Whether it is sent from here.
        pub outgoing: bool,
        /// `HOST:PORT` of the server.
        pub server: String,
        /// With whom.
        pub with: String,
        /// What it is called.
        pub name: String,
        /// How many bytes it has.
        pub size: u64,
        /// What it is.
        pub media_type: String,
        /// The file that is sent, or the folder into which it comes.
        pub path: String,
        /// When the file that is sent was changed last, in nanoseconds since 1970.
        pub changed: u64,
    }
}

impl Record {
    /// What its files are called.
    pub fn unique_name(&self) -> String {
        unique_name(&self.server, self.transfer, &self.with)
    }
}

/// The folder of them.
#[derive(Debug)]
pub(super) struct Memory(PathBuf);

impl Memory {
    /// The folder at `path`, made for its owner alone if there is none.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path).map_err(|error| problem(&error))?;
        Ok(Self(path.to_owned()))
    }

    /// Keeps a record, in place of an older one of the same transfer. A crash leaves one of the two.
    pub fn keep(&self, record: &Record) -> Result<(), Problem> {
        let path = self.path_of(&record.unique_name());
        let new = path.with_extension("new");
        let write = || -> io::Result<()> {
            let mut file = fs::File::create(&new)?;
            file.write_all(&record.to_bytes())?;
            file.sync_all()?;
            fs::rename(&new, &path)
        };
        write().map_err(|error| problem(&error))
    }

    /// It is over.
    pub fn forget(&self, name: &str) {
        match fs::remove_file(self.path_of(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "a record of a transfer can't be removed");
            }
            _ => {}
        }
    }

    /// All of one server. What can't be read is passed over.
    pub fn all(&self, server: &str) -> Vec<Record> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let files = entries.map(|entry| entry.path());
        let records = files.filter(|path| path.extension().is_some_and(|e| e == ENDING));
        records.filter_map(|path| read(&path)).filter(|record| record.server == server).collect()
    }

    fn path_of(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.{ENDING}"))
    }
}

/// What the files of one transfer are called here. Its id alone tells nothing: an offer to a room has the
/// same for all who take it, and whoever has seen it can offer something else under it.
pub(super) fn unique_name(server: &str, transfer: u128, with: &str) -> String {
    // No address has a line break.
    let whose = blake3::hash(format!("{server}\n{with}").as_bytes()).to_hex();
    format!("{transfer:032x}-{}", whose.as_str().get(..16).unwrap_or_default())
}

fn read(path: &Path) -> Option<Record> {
    let size = fs::metadata(path).ok()?.len();
    if size > MAX_RECORD {
        return None;
    }
    let record = Record::from_bytes(&fs::read(path).ok()?);
    if let Err(error) = &record {
        tracing::warn!(path = %path.display(), %error, "not a record of a transfer");
    }
    record.ok()
}

fn problem(error: &io::Error) -> Problem {
    Problem::Memory { cause: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(transfer: u128) -> Record {
        Record {
            transfer,
            outgoing: true,
            server: "h:1".into(),
            with: "Bob".into(),
            name: "été".into(),
            size: 5,
            media_type: "text/plain".into(),
            path: "/tmp/été".into(),
            changed: 7,
        }
    }

    #[test]
    fn what_was_kept_is_there_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        let memory = Memory::open(&path).unwrap();
        memory.keep(&record(1)).unwrap();
        memory.keep(&Record { size: 6, ..record(1) }).unwrap();
        memory.keep(&Record { server: "other:1".into(), ..record(2) }).unwrap();
        fs::write(path.join("x.transfer"), b"nonsense").unwrap();
        let memory = Memory::open(&path).unwrap();
        assert_eq!(memory.all("h:1"), [Record { size: 6, ..record(1) }]);
        memory.forget(&unique_name("h:1", 1, "Ada"));
        memory.forget(&unique_name("other:1", 1, "Bob"));
        assert_eq!(memory.all("h:1").len(), 1);
        memory.forget(&unique_name("h:1", 1, "Bob"));
        memory.forget(&unique_name("h:1", 1, "Bob"));
        assert!(memory.all("h:1").is_empty());
    }
}
