//! Ctrl-C and SIGTERM: the first one asks for a polite end, the second one ends at once.

use super::exit::{Failure, Status};
use crossbeam_channel::{Receiver, bounded};
use salon::texts::tr;
use std::sync::atomic::{AtomicBool, Ordering};

/// Does `politely` at the first signal. The program ends at the second.
///
/// # Errors
/// The system takes no handler.
pub fn handle(politely: impl Fn() + Send + 'static) -> Result<(), Failure> {
    let asked = AtomicBool::new(false);
    ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(Status::Interrupted as u8));
        }
        politely();
    })
    .map_err(|e| Failure::new(Status::Failed, tr!("cli-no-signals", cause = e.to_string())))
}

/// A channel in which the first signal arrives.
///
/// # Errors
/// The system takes no handler.
pub fn channel() -> Result<Receiver<()>, Failure> {
    let (sender, receiver) = bounded(1);
    // Only the first signal comes this way, so there is always room for it.
    handle(move || {
        let _ = sender.try_send(());
    })?;
    Ok(receiver)
}
