//! Why a service could not do what it was asked for: an error of its own, which travels as
//! `FAILED` (`PROTOCOL.md`, "Calls").

use super::value::Graph;
use std::fmt;

/// A service's own error. Programs go by its code or its name, people by its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The service's number for it.
    pub code: u32,
    /// The service's name for it, like `no_such_class`; 64 bytes at most.
    pub name: String,
    /// What happened and what helps; 512 bytes at most.
    pub text: String,
    /// More about it, for a program.
    pub details: Graph,
}

impl Failure {
    /// One without details.
    pub fn new(code: u32, name: &str, text: impl Into<String>) -> Self {
        Self { code, name: name.to_owned(), text: text.into(), details: Graph::default() }
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.text, self.name)
    }
}
