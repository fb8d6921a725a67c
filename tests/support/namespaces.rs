//! A test that runs in namespaces of its own, as somebody who may do everything there and nothing
//! outside.

use std::process::Command;

/// Set in the program that is alone.
const ALONE: &str = "SALON_TEST_ALONE";

/// Runs a test in namespaces of these kinds (as `unshare` names them) beside one of users and one of
/// mounts: this program is started again there, for that test alone, and `act` is what it does.
pub fn alone(test: &str, kinds: &[&str], act: impl FnOnce()) {
    if std::env::var_os(ALONE).is_some() {
        return act();
    }
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount"]).args(kinds).arg(program);
    let status = command.args(["--exact", test, "--nocapture"]).env(ALONE, "1").status();
    let status = status.expect("unshare, of util-linux");
    assert!(
        status.success(),
        "{test}: {status}. It needs namespaces: unshare --map-root-user --mount {}",
        kinds.join(" ")
    );
}

/// Runs a line of commands.
pub fn run(line: &str) {
    let status = Command::new("sh").args(["-ec", line]).status().unwrap();
    assert!(status.success(), "{line}: {status}");
}
