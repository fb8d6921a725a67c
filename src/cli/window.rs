//! Where the commands open windows.

use super::args::LogFormat;
use super::{logs, output};
use salon::client::Link;
use salon::net::Host;
use salon::texts::tr;
use std::net::SocketAddr;
use tracing::Level;

/// What the window reads of the logs.
#[cfg(feature = "windows")]
pub type Log = Option<super::log_feed::LogFeed>;
#[cfg(not(feature = "windows"))]
pub type Log = ();

/// Begins to log, so that a window can read along if there will be one.
#[cfg(feature = "windows")]
pub fn begin_logs(format: LogFormat, headless: bool) -> Log {
    if headless {
        logs::begin(format, Level::INFO);
        return None;
    }
    Some(logs::begin_with_feed(format, Level::INFO))
}

#[cfg(not(feature = "windows"))]
pub fn begin_logs(format: LogFormat, _: bool) -> Log {
    logs::begin(format, Level::INFO);
}

/// Waits until the host closes the window, or until the server has stopped; the latter alone
/// where there is no window. `link` makes the link to hand out, as it is at that moment.
pub fn attend(
    headless: bool,
    host: &Host,
    listening: SocketAddr,
    link: impl Fn() -> Link + 'static,
    log: Log,
) {
    if !headless {
        match admin(host, listening, link, log) {
            Ok(()) => return,
            Err(why) => output::complain(&why),
        }
    }
    // Nothing is ever sent: it ends with an error, once the server is gone.
    let _ = host.stopped().recv();
}

/// Opens the host's window and runs it until it is closed or the server has stopped. Says in a
/// sentence why it can't.
#[cfg(feature = "windows")]
fn admin(
    host: &Host,
    listening: SocketAddr,
    link: impl Fn() -> Link + 'static,
    log: Log,
) -> Result<(), String> {
    use super::reach;
    use salon::admin_ui::{self, AdminPort, Reachable, Sources, Wake};

    if !has_display() {
        return Err(tr!("cli-no-display"));
    }
    let commander = host.clone();
    let reach = move || Reachable { link: link().to_string(), reach: reach::reach(listening) };
    let port = AdminPort {
        command: Box::new(move |command| commander.send(command)),
        stopped: host.stopped(),
        listening: listening.to_string(),
        reach: Box::new(reach),
    };
    let watch = |wake: Wake| {
        let log = log.map_or_else(crossbeam_channel::never, |log| log.open(wake.clone()));
        Sources { snapshots: host.watch(Box::new(move || wake())), log }
    };
    admin_ui::run(port, watch).map_err(|e| tr!("cli-window-failed", cause = cause(&e)))
}

#[cfg(not(feature = "windows"))]
fn admin(_: &Host, _: SocketAddr, _: impl Fn() -> Link, (): Log) -> Result<(), String> {
    Err(tr!("cli-no-windows"))
}

/// Why there is no window; what the libraries below say is in English.
#[cfg(feature = "windows")]
fn cause(error: &salon::admin_ui::WindowError) -> String {
    use salon::admin_ui::WindowError;

    match error {
        WindowError::NoDisplay(_) => tr!("cli-cause-no-display"),
        WindowError::Graphics(cause) => cause.to_string(),
        WindowError::Crashed => tr!("cli-cause-crashed"),
    }
}

/// Whether there is anything to open a window on.
#[cfg(feature = "windows")]
fn has_display() -> bool {
    let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    cfg!(target_os = "macos") || named("WAYLAND_DISPLAY") || named("DISPLAY")
}

/// Opens the guest's window.
///
/// # Errors
/// It can't be opened.
#[cfg(feature = "windows")]
pub fn client(args: super::args::ClientArgs) -> Result<(), super::exit::Failure> {
    use super::exit::{Failure, Status};

    logs::begin(LogFormat::Text, Level::ERROR);
    let failed =
        |cause| Failure::new(Status::Window, tr!("cli-client-window-failed", cause = cause));
    if !has_display() {
        return Err(failed(tr!("cli-no-display-for-client")));
    }
    salon::client_ui::run(args.link, args.pseudo).map_err(|e| failed(cause(&e)))
}
