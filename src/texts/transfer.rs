//! Sentences about transfers of files.

use super::{amount, client_error, system_cause, tr};
use crate::transfer::{Problem, Transfer, TransferState};
use std::time::Duration;

/// Why a transfer does not go on, and what to do.
pub fn transfer_problem(problem: &Problem) -> String {
    match problem {
        Problem::Unreadable { cause } => tr!("transfer-unreadable", cause = system_cause(cause)),
        Problem::NotAFile => tr!("transfer-not-a-file"),
        Problem::Changed => tr!("transfer-changed"),
        Problem::Differs => tr!("transfer-differs"),
        Problem::DiskFull => tr!("transfer-disk-full"),
        Problem::NoRoom => tr!("transfer-no-room"),
        Problem::Unwritable { cause } => tr!("transfer-unwritable", cause = system_cause(cause)),
        Problem::NotKept => tr!("transfer-not-kept"),
        Problem::Nobody => tr!("transfer-nobody"),
        Problem::Expired => tr!("transfer-expired"),
        Problem::Refused { words } if words.is_empty() => tr!("transfer-refused"),
        Problem::Refused { words } => tr!("transfer-refused-with-words", words = words.as_str()),
        Problem::BrokenOff => tr!("transfer-broken-off"),
        Problem::Withdrawn => tr!("transfer-withdrawn"),
        Problem::Gone => tr!("transfer-gone"),
        Problem::NoStreams => tr!("transfer-no-streams"),
        Problem::Memory { cause } => tr!("transfer-memory", cause = system_cause(cause)),
        Problem::TooMany => tr!("transfer-too-many"),
        Problem::Client(error) => client_error(error),
    }
}

/// How a transfer goes that was accepted: `12 MB/s, 0:42 left`.
pub fn transfer_progress(transfer: &Transfer) -> String {
    match &transfer.state {
        TransferState::Paused { .. } => tr!("transfer-state-paused"),
        TransferState::NoRoom => tr!("transfer-state-no-room"),
        TransferState::Interrupted => tr!("transfer-state-interrupted"),
        TransferState::Running => {
            let rate = amount::bytes(transfer.speed.rate as u64);
            match transfer.speed.left {
                Some(left) => tr!("transfer-state-running", rate = rate, left = clock(left)),
                None => tr!("transfer-state-slow"),
            }
        }
        _ => tr!("transfer-state-starting"),
    }
}

/// Minutes and seconds, and hours where there are some.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_short() {
        for (seconds, text) in [(0, "0:00"), (59, "0:59"), (61, "1:01"), (3661, "1:01:01")] {
            assert_eq!(clock(Duration::from_secs(seconds)), text);
        }
    }
}
