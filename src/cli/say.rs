//! `salon say`: posts from a script.

use super::args::{LogFormat, SayArgs};
use super::exit::{Failure, Status};
use super::guest::{self, Guest};
use super::{input, logs};
use crossbeam_channel::{Receiver, never, select};
use salon::client::ClientError;
use salon::proto::error_code::ErrorCode;
use salon::texts::tr;
use std::time::Duration;

/// How long to wait where the server says "too fast" and not for how long.
const RETRY: Duration = Duration::from_secs(1);

/// Posts what the arguments or the standard input say, and waits until all of it is acknowledged.
///
/// # Errors
/// Something was not acknowledged.
pub fn run(args: &SayArgs) -> Result<(), Failure> {
    logs::begin(LogFormat::Text, tracing::Level::ERROR);
    let text = args.text.join(" ");
    if !args.text.is_empty() && text.trim().is_empty() {
        return Err(Failure::new(Status::Usage, tr!("cli-nothing-to-say")));
    }
    let guest = Guest::join(&args.join)?;
    let posted = if args.text.is_empty() { post_lines(&guest) } else { post(&guest, &text) };
    guest.leave();
    posted
}

fn post_lines(guest: &Guest) -> Result<(), Failure> {
    let lines = input::lines()?;
    let mut events = guest.events.clone();
    loop {
        select! {
            recv(lines) -> line => match line {
                Ok(line) => {
                    let text = line.text()?;
                    if !text.trim().is_empty() {
                        post(guest, &text)?;
                    }
                }
                Err(_) => return Ok(()),
            },
            recv(events) -> event => match event {
                Ok(event) => guest.check(&event)?,
                // The next post tells why; without one, all was acknowledged.
                Err(_) => events = never(),
            },
            recv(guest.interrupts) -> _ => return Err(interrupted()),
        }
    }
}

/// Posts one text, which takes as long as the server's limits want.
fn post(guest: &Guest, text: &str) -> Result<(), Failure> {
    loop {
        match guest.room.post_and_wait(text) {
            Ok(_) => return Ok(()),
            // Others of this address may have spent what was allowed.
            Err(ClientError::Refused { code: ErrorCode::RateLimited, retry_after, .. }) => {
                wait(&guest.interrupts, retry_after.unwrap_or(RETRY))?;
            }
            Err(error) => return Err(guest::failure(error)),
        }
    }
}

fn wait(interrupts: &Receiver<()>, time: Duration) -> Result<(), Failure> {
    match interrupts.recv_timeout(time) {
        Ok(()) => Err(interrupted()),
        Err(_) => Ok(()),
    }
}

fn interrupted() -> Failure {
    Failure::new(Status::Interrupted, tr!("cli-say-interrupted"))
}
