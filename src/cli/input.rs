//! The lines of the standard input, read by a thread of their own.

use super::exit::{Failure, Status};
use crossbeam_channel::{Receiver, Sender, bounded};
use salon::proto::limits::MAX_INFLATED_BODY;
use salon::texts::tr;
use std::io::{self, BufRead, Read};
use std::thread;

/// Lines that were read and not yet taken. When it is full, reading waits.
const LINES: usize = 16;

/// Something that was typed or piped in.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// A line, without its end.
    Text(String),
    /// A line that is longer than a post may be. Nothing follows it.
    TooLong,
    /// The input can't be read. Nothing follows it.
    Broken(String),
}

impl Line {
    /// The text of the line.
    ///
    /// # Errors
    /// There is none to be had.
    pub fn text(self) -> Result<String, Failure> {
        match self {
            Self::Text(text) => Ok(text),
            Self::TooLong => {
                let most = MAX_INFLATED_BODY;
                Err(Failure::new(Status::Failed, tr!("cli-line-too-long", most = most)))
            }
            Self::Broken(cause) => {
                Err(Failure::new(Status::Failed, tr!("cli-input-failed", cause = cause)))
            }
        }
    }
}

/// Begins to read. The channel disconnects at the end of the input.
///
/// # Errors
/// The system gives no thread.
pub fn lines() -> Result<Receiver<Line>, Failure> {
    let (sender, receiver) = bounded(LINES);
    // It ends with the input, or with the program.
    thread::Builder::new()
        .name("salon-input".into())
        .spawn(move || read_all(io::stdin().lock(), &sender))
        .map_err(|e| {
            Failure::new(Status::Failed, tr!("cli-input-failed", cause = e.to_string()))
        })?;
    Ok(receiver)
}

fn read_all(mut input: impl BufRead, lines: &Sender<Line>) {
    loop {
        let line = match read_line(&mut input) {
            Ok(Some(line)) => line,
            Ok(None) => return,
            Err(e) => Line::Broken(e.to_string()),
        };
        let last = !matches!(line, Line::Text(_));
        if lines.send(line).is_err() || last {
            return;
        }
    }
}

/// The next line; none at the end. What is not UTF-8 in it is replaced.
fn read_line(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let most = u64::from(MAX_INFLATED_BODY) + 2;
    let mut bytes = Vec::new();
    if input.take(most).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    let line = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.len() > MAX_INFLATED_BODY as usize {
        return Ok(Some(Line::TooLong));
    }
    Ok(Some(Line::Text(String::from_utf8_lossy(line).into_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[u8]) -> Vec<Line> {
        let (sender, receiver) = bounded(16);
        read_all(input, &sender);
        drop(sender);
        receiver.iter().collect()
    }

    #[test]
    fn lines_come_without_their_ends() {
        let text = |text: &str| Line::Text(text.into());
        assert_eq!(read(b"a\r\n\nb\xFFc"), [text("a"), text(""), text("b\u{FFFD}c")]);
    }

    #[test]
    fn a_line_has_an_end() {
        let mut long = vec![b'x'; MAX_INFLATED_BODY as usize];
        assert!(matches!(read(&long)[..], [Line::Text(_)]));
        long.push(b'x');
        long.extend(b"\nmore\n");
        assert_eq!(read(&long), [Line::TooLong]);
    }
}
