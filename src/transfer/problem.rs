//! Why a transfer does not go on.

use crate::client::ClientError;
use std::fmt;
use std::io;

/// Why a transfer did not begin, or did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The file can't be read.
    Unreadable {
        /// What the system says.
        cause: String,
    },
    /// It is a folder, or something else than a file.
    NotAFile,
    /// The file was changed while it was sent.
    Changed,
    /// What arrived is not what was sent.
    Differs,
    /// The receiver's disk is full, says the receiver.
    DiskFull,
    /// There is no room for it in the folder here.
    NoRoom,
    /// It can't be written in the folder here.
    Unwritable {
        /// What the system says.
        cause: String,
    },
    /// The receiver can't keep it, and knows why.
    NotKept,
    /// Nobody of that name, or nobody else in that room, is there.
    Nobody,
    /// Nobody answered in time.
    Expired,
    /// The other one did not want it.
    Refused {
        /// Their words, or nothing.
        words: String,
    },
    /// The other one has ended it in the middle.
    BrokenOff,
    /// Whoever had offered it has taken it back.
    Withdrawn,
    /// The other one is gone, and has not come back.
    Gone,
    /// The server carries no streams.
    NoStreams,
    /// What is remembered of transfers can't be kept.
    Memory {
        /// What the system says.
        cause: String,
    },
    /// Too many transfers wait already.
    TooMany,
    /// The server refused, or there is no connection.
    Client(ClientError),
}

/// Words with which a program of this version cancels a stream: each side says them in its own language.
const WORDS: [(&str, Problem); 4] = [
    ("salon:changed", Problem::Changed),
    ("salon:full", Problem::DiskFull),
    ("salon:differs", Problem::Differs),
    ("salon:not-kept", Problem::NotKept),
];

impl Problem {
    /// Why it can't be written here.
    pub(super) fn of_writing(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoRoom,
            _ => Self::Unwritable { cause: error.to_string() },
        }
    }

    /// What to tell the other side.
    pub(super) fn words(&self) -> &'static str {
        let told = match self {
            Self::Unwritable { .. } | Self::Memory { .. } => &Self::NotKept,
            Self::NoRoom => &Self::DiskFull,
            other => other,
        };
        WORDS.iter().find(|(_, problem)| problem == told).map_or("", |(words, _)| *words)
    }

    /// What the other side has told when it declined.
    pub(super) fn of_words(words: &str) -> Self {
        let known = WORDS.iter().find(|(known, _)| *known == words);
        known.map_or_else(
            || Self::Refused { words: words.to_owned() },
            |(_, problem)| problem.clone(),
        )
    }

    /// What it has told when it ended the stream.
    pub(super) fn of_end(words: &str) -> Self {
        if words.is_empty() { Self::BrokenOff } else { Self::of_words(words) }
    }
}

impl From<ClientError> for Problem {
    fn from(error: ClientError) -> Self {
        Self::Client(error)
    }
}

impl std::error::Error for Problem {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { cause } => write!(f, "The file can't be read ({cause})."),
            Self::NotAFile => f.write_str("This is not a file. Send files one by one."),
            Self::Changed => f.write_str("The file was changed while it was sent. Send it again."),
            Self::Differs => f.write_str("What arrived is not what was sent. Send it again."),
            Self::DiskFull => f.write_str("The receiver's disk is full. Send it again later."),
            Self::NoRoom => f.write_str("There is no room for it there. Choose another folder."),
            Self::Unwritable { cause } => {
                write!(f, "It can't be written there ({cause}). Choose another folder.")
            }
            Self::NotKept => f.write_str("The receiver can't keep it. Ask them why."),
            Self::Nobody => f.write_str("Nobody is there to take it."),
            Self::Expired => f.write_str("Nobody answered in time. Offer it again."),
            Self::Refused { words } if words.is_empty() => f.write_str("It was declined."),
            Self::Refused { words } => write!(f, "It was declined ({words})."),
            Self::BrokenOff => f.write_str("The other side has broken it off."),
            Self::Withdrawn => f.write_str("The offer was taken back."),
            Self::Gone => f.write_str("The other one has gone and has not come back."),
            Self::NoStreams => f.write_str("This server carries no files."),
            Self::Memory { cause } => {
                write!(f, "What is remembered of transfers can't be kept ({cause}).")
            }
            Self::TooMany => f.write_str("Too many transfers wait already. Cancel some."),
            Self::Client(error) => error.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_side_hears_what_concerns_it() {
        let full = Problem::of_writing(&io::ErrorKind::StorageFull.into());
        assert_eq!((&full, Problem::of_words(full.words())), (&Problem::NoRoom, Problem::DiskFull));
        for problem in [Problem::Changed, Problem::Differs] {
            assert_eq!(Problem::of_words(problem.words()), problem);
        }
        let unwritable = Problem::of_writing(&io::ErrorKind::PermissionDenied.into());
        assert_eq!(Problem::of_words(unwritable.words()), Problem::NotKept);
        let words = "not now".to_owned();
        assert_eq!(Problem::of_words("not now"), Problem::Refused { words });
        assert_eq!(Problem::of_end(""), Problem::BrokenOff);
        assert_eq!(Problem::of_end("salon:changed"), Problem::Changed);
    }
}
