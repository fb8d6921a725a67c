//! Sentences about transfers of files.

use super::{amount, client_error, system_cause, timer, tr};
use crate::transfer::{Problem, Transfer, TransferState};

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
                Some(left) => tr!("transfer-state-running", rate = rate, left = timer(left)),
                None => tr!("transfer-state-slow"),
            }
        }
        _ => tr!("transfer-state-starting"),
    }
}
