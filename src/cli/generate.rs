//! What is made from the definition of the command line: completions and the manual page.

use super::args::Cli;
use super::exit::{Failure, Status};
use super::output;
use clap::CommandFactory;
use clap_complete::Shell;
use salon::texts::tr;
use std::io;

/// Prints the completions for a shell.
///
/// # Errors
/// The standard output can't be written.
pub fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "salon", &mut script);
    print(&script)
}

/// Prints the manual page: that of `salon`, then a chapter for each command.
///
/// # Errors
/// The standard output can't be written.
pub fn man() -> Result<(), Failure> {
    let mut page = Vec::new();
    write_man(&mut page).map_err(|e| {
        Failure::new(Status::Failed, tr!("cli-output-failed", cause = e.to_string()))
    })?;
    print(&page)
}

fn write_man(page: &mut Vec<u8>) -> io::Result<()> {
    let mut salon = Cli::command().disable_help_subcommand(true);
    salon.build();
    clap_mangen::Man::new(salon.clone()).render(page)?;
    for command in salon.get_subcommands() {
        write_chapter(command, page)?;
        for act in command.get_subcommands() {
            write_chapter(act, page)?;
        }
    }
    Ok(())
}

/// What one command takes, headed by its name.
fn write_chapter(command: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_uppercase();
    page.extend_from_slice(format!(".SH \"{name}\"\n").as_bytes());
    let chapter = clap_mangen::Man::new(command.clone());
    chapter.render_description_section(page)?;
    chapter.render_options_section(page)?;
    chapter.render_extra_section(page)
}

fn print(bytes: &[u8]) -> Result<(), Failure> {
    output::print(&String::from_utf8_lossy(bytes)).map(|_| ())
}
