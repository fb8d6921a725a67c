//! Where the commands open windows.

use super::output;
use salon::client::Link;
use salon::net::Host;
use salon::texts::tr;

/// Whether the host's window is to be opened; where it can't be, that is said.
pub fn wanted(headless: bool) -> bool {
    if headless {
        return false;
    }
    if !cfg!(feature = "windows") {
        output::complain(&tr!("cli-no-windows"));
        return false;
    }
    let display = has_display();
    if !display {
        output::complain(&tr!("cli-no-display"));
    }
    display
}

fn has_display() -> bool {
    let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    cfg!(target_os = "macos") || named("WAYLAND_DISPLAY") || named("DISPLAY")
}
