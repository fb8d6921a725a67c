//! Where the commands open windows.

use super::output;
use salon::client::Link;
use salon::net::Host;
use salon::texts::tr;
use std::net::SocketAddr;

/// Waits until the host closes the window, or until the server has stopped; the latter alone
/// where there is no window.
pub fn attend(headless: bool, host: &Host, listening: SocketAddr, link: &Link) {
    if !headless {
        match admin(host, listening, link) {
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
fn admin(host: &Host, listening: SocketAddr, link: &Link) -> Result<(), String> {
    use salon::admin_ui::{self, AdminPort};

    if !has_display() {
        return Err(tr!("cli-no-display"));
    }
    let commander = host.clone();
    let port = AdminPort {
        command: Box::new(move |command| commander.send(command)),
        stopped: host.stopped(),
        link: link.to_string(),
        listening: listening.to_string(),
        warning: None,
    };
    admin_ui::run(port, |wake| host.watch(wake))
        .map_err(|e| tr!("cli-window-failed", cause = e.to_string()))
}

#[cfg(not(feature = "windows"))]
fn admin(_: &Host, _: SocketAddr, _: &Link) -> Result<(), String> {
    Err(tr!("cli-no-windows"))
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

    let failed =
        |cause| Failure::new(Status::Window, tr!("cli-client-window-failed", cause = cause));
    if !has_display() {
        return Err(failed(tr!("cli-no-display-for-client")));
    }
    salon::client_ui::run(args.link, args.pseudo).map_err(|e| failed(e.to_string()))
}
