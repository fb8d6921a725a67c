//! The `salon` program: a server with the host's window, clients, and the host's commands.

#![forbid(unsafe_code)]

mod bench;
mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
