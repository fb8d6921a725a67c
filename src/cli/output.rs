//! The standard output and error. A reader that goes away (`salon listen … | head -1`) is no
//! fault of ours.

use super::exit::{Failure, Status};
use super::neutral;
use salon::texts::tr;
use std::io::{self, Write};

/// Whether anybody still reads the standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Reader {
    /// As far as we know.
    There,
    /// Nobody.
    Gone,
}

/// Writes `text` to the standard output, now.
///
/// # Errors
/// It can't be written, and not because its reader is gone.
pub fn print(text: &str) -> Result<Reader, Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(Reader::There),
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(Reader::Gone),
        Err(e) => {
            Err(Failure::new(Status::Failed, tr!("cli-output-failed", cause = e.to_string())))
        }
    }
}

/// Tells the person something beside the program's output.
pub fn complain(sentence: &str) {
    // If even the standard error is gone, there is nobody left to tell.
    let _ = writeln!(io::stderr(), "salon: {}", neutral::line(sentence));
}
