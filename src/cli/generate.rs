//! What is made from the definition of the command line: completions and the manual page.

use super::exit::{Failure, Status};
use super::{help, output};
use clap_complete::Shell;
use clap_mangen::Man;
use salon::texts::tr;
use std::io;

/// Prints the completions for a shell.
///
/// # Errors
/// The standard output can't be written.
pub fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut help::command(), "salon", &mut script);
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
    print(help::in_own_words(&String::from_utf8_lossy(&page)).as_bytes())
}

fn write_man(page: &mut Vec<u8>) -> io::Result<()> {
    let mut salon = help::command().disable_help_subcommand(true);
    salon.build();
    let man = Man::new(salon.clone());
    man.render_title(page)?;
    let mut name = Vec::new();
    man.render_name_section(&mut name)?;
    page.extend(renamed(&name, ".SH NAME", &format!(".SH {}", tr!("cli-man-name"))));
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    for command in salon.get_subcommands() {
        write_chapter(command, page)?;
        for act in command.get_subcommands() {
            write_chapter(act, page)?;
        }
    }
    let mut end = Vec::new();
    man.render_extra_section(&mut end)?;
    page.extend(renamed(&end, ".SH EXTRA", &format!(".SH {}", tr!("cli-man-end"))));
    man.render_version_section(page)
}

/// What one command takes, headed by its name.
fn write_chapter(command: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_uppercase();
    page.extend(format!(".SH \"{name}\"\n").bytes());
    let man = Man::new(command.clone());
    let mut part = Vec::new();
    man.render_description_section(&mut part)?;
    page.extend(renamed(&part, ".SH DESCRIPTION\n", ""));
    part.clear();
    man.render_options_section(&mut part)?;
    page.extend(renamed(&part, ".SH OPTIONS", ".SS Options"));
    part.clear();
    if command.get_after_long_help().is_some() {
        man.render_extra_section(&mut part)?;
        page.extend(renamed(&part, ".SH EXTRA", &format!(".SS {}", tr!("cli-man-use"))));
    }
    Ok(())
}

/// A section under another heading.
fn renamed(section: &[u8], heading: &str, new: &str) -> Vec<u8> {
    String::from_utf8_lossy(section).replacen(heading, new, 1).into_bytes()
}

fn print(bytes: &[u8]) -> Result<(), Failure> {
    output::print(&String::from_utf8_lossy(bytes)).map(|_| ())
}
