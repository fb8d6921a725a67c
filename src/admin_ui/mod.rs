//! The host's window: who is here, and what the host can do about it.
//!
//! It knows no server. An [`AdminPort`] hands it snapshots and takes its commands; both are plain
//! values of [`crate::hub::host`]. It holds no lock of the server's, and draws only when a
//! snapshot, an answer or a line of the log has come, when somebody touches it, once a second
//! while rates fade, and once a minute so that "3 min ago" stays true.

mod activity;
mod asked;
mod clients;
mod commands;
mod dialogs;
mod drawer;
mod header;
mod rooms;
mod shortcuts;
mod window;

pub use crate::look::window::WindowError;
pub use window::AdminWindow;

use crate::hub::host::{Command, Done, HostError, LogLine, Snapshot};
use crate::look::window::{Window, open};
use crate::texts::tr;
use crossbeam_channel::{Receiver, bounded, select};
use egui::vec2;
use std::io;
use std::sync::Arc;
use std::thread;

/// By which the desktop knows the window.
pub const APP_ID: &str = "salon-server";

/// To be called after something has been put into a channel of [`Sources`].
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// From where the window hears what happens.
pub struct Sources {
    /// The newest snapshot, each time that something changed, but at most ten a second.
    pub snapshots: Receiver<Arc<Snapshot>>,
    /// The lines of the log, in order.
    pub log: Receiver<LogLine>,
}

/// The link to hand out, and who can follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reachable {
    /// The link.
    pub link: String,
    /// Who can reach what it names.
    pub reach: Reach,
}

/// Who can reach the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Others in the network.
    Network,
    /// Nobody but this machine, as the server listens on its loopback alone.
    ThisMachine,
    /// Nobody but this machine, as it is in no network.
    NoNetwork,
}

/// All that the window has of a server, beside its snapshots.
pub struct AdminPort {
    /// Sends a command without waiting; its answer comes through the receiver. One that
    /// disconnects without an answer counts as [`HostError::Stopped`].
    pub command: Box<dyn Fn(Command) -> Receiver<Result<Done, HostError>>>,
    /// Disconnects once the server has stopped. The window then closes itself.
    pub stopped: Receiver<()>,
    /// Where the server listens: `HOST:PORT`.
    pub listening: String,
    /// The link to hand out, and who can follow it at this moment.
    pub reach: Box<dyn Fn() -> Reachable>,
}

/// Opens the window and runs it until it is closed or the server has stopped. To be called on
/// the main thread, and once in a process.
///
/// `watch` begins to watch the server once the window is there, and calls the [`Wake`] after
/// whatever it puts into a channel.
///
/// # Errors
/// [`WindowError`] if there is no display or nothing can be drawn on it, or if the window crashed.
/// The server is not touched by that and can go on without a window.
pub fn run(port: AdminPort, watch: impl FnOnce(Wake) -> Sources) -> Result<(), WindowError> {
    let window = Window {
        title: tr!("admin-title", listening = &port.listening),
        app_id: APP_ID,
        size: vec2(1360.0, 820.0),
        least: vec2(400.0, 300.0),
    };
    // Dropped when this function returns, which ends the thread that waits for the server's end.
    let (_open, closed) = bounded::<()>(0);
    open(window, move |context| {
        let ctx = context.egui_ctx.clone();
        if let Err(error) = repaint_when_stopped(port.stopped.clone(), closed, ctx.clone()) {
            tracing::warn!(%error, "the window will notice the server's end late");
        }
        let sources = watch(Arc::new(move || ctx.request_repaint()));
        AdminWindow::new(port, sources)
    })
}

/// A window at rest draws nothing, and so would not see that the server has stopped.
fn repaint_when_stopped(
    stopped: Receiver<()>,
    closed: Receiver<()>,
    ctx: egui::Context,
) -> io::Result<()> {
    let wait = move || {
        select! {
            recv(stopped) -> _ => ctx.request_repaint(),
            recv(closed) -> _ => {}
        }
    };
    thread::Builder::new().name("salon-admin-end".into()).spawn(wait).map(drop)
}
