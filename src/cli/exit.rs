//! How the program ends: a status for scripts, and a sentence for people.

use salon::texts::tr;
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
    /// The service that was called says that it can't do it.
    CallFailed = 20,
    /// There is no such service or method, or the parameters don't fit.
    NoSuchCall = 21,
    /// Ctrl-C came before the work was done.
    Interrupted = 130,
}

impl Status {
    /// Every one of them.
    const ALL: [Self; 19] = [
        Self::Failed,
        Self::Usage,
        Self::Configuration,
        Self::Listen,
        Self::Data,
        Self::Connect,
        Self::Refused,
        Self::Pseudo,
        Self::Room,
        Self::Timeout,
        Self::Lost,
        Self::Kicked,
        Self::NoServer,
        Self::NotDone,
        Self::Window,
        Self::Transfer,
        Self::CallFailed,
        Self::NoSuchCall,
        Self::Interrupted,
    ];

    /// What it means, as `--help` and the manual page say it.
    fn meaning(self) -> String {
        match self {
            Self::Failed => tr!("cli-status-failed"),
            Self::Usage => tr!("cli-status-usage"),
            Self::Configuration => tr!("cli-status-configuration"),
            Self::Listen => tr!("cli-status-listen"),
            Self::Data => tr!("cli-status-data"),
            Self::Connect => tr!("cli-status-connect"),
            Self::Refused => tr!("cli-status-refused"),
            Self::Pseudo => tr!("cli-status-pseudo"),
            Self::Room => tr!("cli-status-room"),
            Self::Timeout => tr!("cli-status-timeout"),
            Self::Lost => tr!("cli-status-lost"),
            Self::Kicked => tr!("cli-status-kicked"),
            Self::NoServer => tr!("cli-status-no-server"),
            Self::NotDone => tr!("cli-status-not-done"),
            Self::Window => tr!("cli-status-window"),
            Self::Transfer => tr!("cli-status-transfer"),
            Self::CallFailed => tr!("cli-status-call-failed"),
            Self::NoSuchCall => tr!("cli-status-no-such-call"),
            Self::Interrupted => tr!("cli-status-interrupted"),
        }
    }

    /// One line for each status.
    pub fn table() -> String {
        let mut table = format!("    0  {}\n", tr!("cli-status-well"));
        for status in Self::ALL {
            table.push_str(&format!("{:>5}  {}\n", status as u8, status.meaning()));
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
        let codes: Vec<u8> = Status::ALL.iter().map(|status| *status as u8).collect();
        assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
        assert_eq!(Status::table().lines().count(), codes.len() + 1);
    }
}
