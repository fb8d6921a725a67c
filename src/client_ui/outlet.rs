//! The way from a thread to the window.

use super::worker::Wake;
use crossbeam_channel::{Sender, TrySendError};

/// The window no longer listens.
pub(super) struct Gone;

/// The way to the window. When it is dropped, the window looks once more.
pub(super) struct Outlet<R> {
    /// Where reports go.
    pub reports: Sender<R>,
    /// How the window is told that there is something to read.
    pub wake: Wake,
}

impl<R> Outlet<R> {
    /// Hands a report over; waits for the window if there is no place.
    pub fn tell(&self, report: R) -> Result<(), Gone> {
        match self.reports.try_send(report) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(report)) => {
                (self.wake)();
                self.reports.send(report).map_err(|_| Gone)
            }
            Err(TrySendError::Disconnected(_)) => Err(Gone),
        }
    }
}

impl<R> Drop for Outlet<R> {
    fn drop(&mut self) {
        (self.wake)();
    }
}
