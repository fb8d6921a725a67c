//! Sentences about transfers of files.

use super::{client_error, tr};
use crate::transfer::Problem;

/// Why a transfer does not go on, and what to do.
pub fn transfer_problem(problem: &Problem) -> String {
    match problem {
        Problem::Unreadable { cause } => tr!("transfer-unreadable", cause = cause.as_str()),
        Problem::NotAFile => tr!("transfer-not-a-file"),
        Problem::Changed => tr!("transfer-changed"),
        Problem::Differs => tr!("transfer-differs"),
        Problem::DiskFull => tr!("transfer-disk-full"),
        Problem::Unwritable { cause } => tr!("transfer-unwritable", cause = cause.as_str()),
        Problem::NotKept => tr!("transfer-not-kept"),
        Problem::Nobody => tr!("transfer-nobody"),
        Problem::Expired => tr!("transfer-expired"),
        Problem::Refused { words } if words.is_empty() => tr!("transfer-refused"),
        Problem::Refused { words } => tr!("transfer-refused-with-words", words = words.as_str()),
        Problem::Withdrawn => tr!("transfer-withdrawn"),
        Problem::Gone => tr!("transfer-gone"),
        Problem::NoStreams => tr!("transfer-no-streams"),
        Problem::Memory { cause } => tr!("transfer-memory", cause = cause.as_str()),
        Problem::TooMany => tr!("transfer-too-many"),
        Problem::Client(error) => client_error(error),
    }
}
