//! How the program ends: a status for scripts, and a sentence for people.

use std::fmt;
use std::process::ExitCode;

/// Exit statuses. They are a contract: a number never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Something failed that has no status of its own.
    Failed = 1,
    /// The command line can't be understood. Given by the parser of arguments.
    Usage = 2,
    /// The configuration file has a mistake, or can't be read.
    Configuration = 3,
    /// The address to listen on is taken, or is not one of this machine's.
    Listen = 4,
    /// The data folder can't be used, or another server uses it.
    Data = 5,
    /// No server answers at the link.
    Connect = 6,
    /// The server lets nobody in, or not this client.
    Refused = 7,
    /// The pseudo is taken, or can't be one.
    Pseudo = 8,
    /// There is no such room.
    Room = 9,
    /// The server did not answer in time.
    Timeout = 10,
    /// The connection was lost, or the server ended it.
    Lost = 11,
    /// The host ended the session.
    Kicked = 12,
    /// No server runs with this data folder.
    NoServer = 13,
    /// The server did not do what the host asked.
    NotDone = 14,
    /// A window can't be opened.
    Window = 15,
    /// A file did not arrive.
    Transfer = 16,
    /// Ctrl-C came before the work was done.
    Interrupted = 130,
}

impl Status {
    /// Every one of them, and what it means, as `--help` and the manual page say it.
    const MEANINGS: [(Self, &str); 17] = [
        (Self::Failed, "something failed that has no status of its own"),
        (Self::Usage, "the command line can't be understood"),
        (Self::Configuration, "the configuration file has a mistake, or can't be read"),
        (Self::Listen, "the address to listen on is taken, or is not one of this machine's"),
        (Self::Data, "the data folder can't be used, or another server uses it"),
        (Self::Connect, "no server answers at the link"),
        (Self::Refused, "the server lets nobody in, or not this client"),
        (Self::Pseudo, "the pseudo is taken, or can't be one"),
        (Self::Room, "there is no such room"),
        (Self::Timeout, "the server did not answer in time"),
        (Self::Lost, "the connection was lost, or the server ended it"),
        (Self::Kicked, "the host ended the session (kicked or banned)"),
        (Self::NoServer, "no server runs with this data folder"),
        (Self::NotDone, "the server did not do what the host asked"),
        (Self::Window, "a window can't be opened"),
        (Self::Transfer, "a file did not arrive"),
        (Self::Interrupted, "Ctrl-C came before the work was done"),
    ];

    /// One line for each status.
    pub fn table() -> String {
        let mut table = String::from("    0  all went well\n");
        for (status, meaning) in Self::MEANINGS {
            table.push_str(&format!("{:>5}  {meaning}\n", status as u8));
        }
        table
    }
}

/// Why a command ends without having done its work.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// For scripts.
    pub status: Status,
    /// One sentence for a person, that says what to do.
    pub sentence: String,
}

impl Failure {
    /// Ends with `status` and says `sentence`.
    pub fn new(status: Status, sentence: impl Into<String>) -> Self {
        Self { status, sentence: sentence.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl From<&Failure> for ExitCode {
    fn from(failure: &Failure) -> Self {
        Self::from(failure.status as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_distinct_and_told_in_order() {
        let codes: Vec<u8> = Status::MEANINGS.iter().map(|(status, _)| *status as u8).collect();
        assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
        assert_eq!(Status::table().lines().count(), codes.len() + 1);
    }
}
