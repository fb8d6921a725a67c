//! Where a benchmark stands, on the standard error: a line that changes on a terminal, otherwise a
//! line for each case.

use crate::bench::{Bare, Case, Scenario, Step};
use rustix::termios::tcgetwinsize;
use salon::texts::tr;
use std::io::{self, IsTerminal, Write};

/// See the module.
pub struct Progress {
    terminal: bool,
    steps: usize,
    done: usize,
}

impl Progress {
    /// Nothing is done yet of `steps`.
    pub fn new(steps: usize) -> Self {
        Self { terminal: io::stderr().is_terminal(), steps, done: 0 }
    }

    /// A step begins.
    pub fn begin(&mut self, case: &Case, step: Step) {
        self.done += 1;
        let line = tr!(
            "cli-bench-case",
            done = self.done,
            steps = self.steps,
            scenario = title(case.scenario),
            members = case.crowd.members,
            senders = case.crowd.senders
        );
        // Whoever doesn't read it loses nothing else.
        let _ = if self.terminal {
            let line = fitting(&format!("{line} ({})", described(step)));
            write!(io::stderr(), "\r\x1b[K{line}")
        } else if case.steps().first() == Some(&step) {
            writeln!(io::stderr(), "{line}")
        } else {
            Ok(())
        };
    }

    /// Makes place for what is printed next.
    pub fn clear(&self) {
        if self.terminal {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// As much of a line as one of the terminal holds: of two, only one could be overwritten.
fn fitting(line: &str) -> String {
    let columns = tcgetwinsize(io::stderr()).map_or(0, |size| usize::from(size.ws_col));
    line.chars().take(columns.checked_sub(1).unwrap_or(usize::MAX)).collect()
}

/// What a scenario is called.
pub fn title(scenario: Scenario) -> String {
    match scenario {
        Scenario::Fanout => tr!("cli-bench-fanout"),
        Scenario::Latency => tr!("cli-bench-latency"),
        Scenario::Idle => tr!("cli-bench-idle"),
        Scenario::Rooms => tr!("cli-bench-rooms"),
        Scenario::Stalled => tr!("cli-bench-stalled"),
        Scenario::Streams => tr!("cli-bench-streams"),
        Scenario::Calls => tr!("cli-bench-calls"),
    }
}

fn described(step: Step) -> String {
    match step {
        Step::Salon => tr!("cli-bench-salon"),
        Step::Without => tr!("cli-bench-without"),
        Step::Limit(Bare::Single) => tr!("cli-bench-single"),
        Step::Limit(Bare::Coalesced) => tr!("cli-bench-coalesced"),
        Step::Limit(Bare::Parked) => tr!("cli-bench-parked"),
        Step::Limit(Bare::Relay) => tr!("cli-bench-relay"),
        Step::Beside => tr!("cli-bench-beside"),
        Step::Limit(Bare::Calls) => tr!("cli-bench-bare-calls"),
    }
}
