//! What the server tells of itself while it runs.

use crate::proto::ids::UnixMillis;

/// How grave a line of the log is, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Something failed that should not.
    Error,
    /// Something that the host should look at.
    Warn,
    /// What happens.
    Info,
    /// What happens, for whoever looks for a fault.
    Debug,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When.
    pub at: UnixMillis,
    /// How grave.
    pub level: LogLevel,
    /// What, on one line; what peers wrote stands in it escaped.
    pub text: String,
}
