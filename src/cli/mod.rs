//! The program's commands. Each one ends well, or with a [`Failure`]: a sentence for people and
//! an exit status for scripts.

mod admin;
mod admin_args;
mod args;
mod bench;
mod call;
mod chat;
mod config_file;
mod control;
mod data_dir;
mod exit;
mod generate;
mod guest;
mod help;
mod input;
mod interrupt;
mod line;
mod listen;
#[cfg(feature = "windows")]
mod log_feed;
mod logs;
mod neutral;
mod output;
mod reach;
mod say;
mod serve;
mod table;
mod transfer;
mod transfer_args;
mod window;

use args::{Cli, Command};
use exit::Failure;
use std::process::ExitCode;

/// Does what the command line says.
pub fn run() -> ExitCode {
    let cli = match help::parse() {
        Ok(cli) => cli,
        Err(status) => return status,
    };
    match dispatch(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::complain(&failure.sentence);
            ExitCode::from(&failure)
        }
    }
}

fn dispatch(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        None => serve::run(cli.serve),
        Some(Command::Serve(args)) => serve::run(args),
        #[cfg(feature = "windows")]
        Some(Command::Client(args)) => window::client(args),
        Some(Command::Chat(args)) => chat::run(&args),
        Some(Command::Say(args)) => say::run(&args),
        Some(Command::Listen(args)) => listen::run(&args),
        Some(Command::Send(args)) => transfer::send(args),
        Some(Command::Receive(args)) => transfer::receive(args),
        Some(Command::Call(args)) => call::run(&args),
        Some(Command::Services(args)) => call::services(&args),
        Some(Command::Admin(args)) => admin::run(args),
        Some(Command::Bench(args)) => bench::run(&args),
        #[cfg(target_os = "linux")]
        Some(Command::BenchLimit { limit }) => bench::limit(limit),
        Some(Command::Completions { shell }) => generate::completions(shell),
        Some(Command::Man) => generate::man(),
    }
}
