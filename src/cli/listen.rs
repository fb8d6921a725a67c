//! `salon listen`: one line for each message, for scripts.

use super::args::{ListenArgs, LogFormat};
use super::exit::{Failure, Status};
use super::guest::{self, Guest};
use super::line::Said;
use super::logs;
use super::output::{self, Reader};
use crossbeam_channel::select;
use salon::client::Event;
use salon::texts::tr;

/// Prints messages until enough of them came, or until Ctrl-C.
///
/// # Errors
/// The session ended before that.
pub fn run(args: &ListenArgs) -> Result<(), Failure> {
    logs::begin(LogFormat::Text, tracing::Level::ERROR);
    let guest = Guest::join(&args.join)?;
    let listened = listen(&guest, args);
    guest.leave();
    listened
}

fn listen(guest: &Guest, args: &ListenArgs) -> Result<(), Failure> {
    let mut left = args.count.map(std::num::NonZeroU64::get);
    loop {
        select! {
            recv(guest.events) -> event => {
                let event = event.map_err(|_| guest::over())?;
                let room = guest.room.name();
                let Some(said) = said(guest, &event, &room)? else { continue };
                let line = if args.json { json(&said)? } else { said.readable() };
                if output::print(&format!("{line}\n"))? == Reader::Gone {
                    return Ok(());
                }
                left = left.map(|left| left - 1);
                if left == Some(0) {
                    return Ok(());
                }
            }
            recv(guest.interrupts) -> _ => return match left {
                None => Ok(()),
                Some(left) => Err(Failure::new(
                    Status::Interrupted,
                    tr!("cli-listen-interrupted", left = left),
                )),
            },
        }
    }
}

/// What somebody said, if that is what happened.
fn said<'a>(guest: &Guest, event: &'a Event, room: &'a str) -> Result<Option<Said<'a>>, Failure> {
    match event {
        Event::RoomClosed { reason, .. } => Err(guest::closed(reason)),
        Event::KeptOut { error, .. } => Err(guest::kept_out(error)),
        Event::Gap { first, last, .. } => {
            output::complain(&tr!("cli-gap", count = last.0.saturating_sub(first.0) + 1));
            Ok(None)
        }
        _ => {
            guest.check(event)?;
            Ok(Said::in_event(event, room))
        }
    }
}

fn json(said: &Said<'_>) -> Result<String, Failure> {
    said.json().map_err(|e| Failure::new(Status::Failed, e.to_string()))
}
