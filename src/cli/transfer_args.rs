//! What can be typed after `salon send` and `salon receive`.

use super::args::JoinArgs;
use clap::Args;
use std::path::PathBuf;

/// Shown by `salon send --help`.
pub const SEND_EXAMPLES: &str = "\
The files are offered one after the other, and sent as soon as they are taken. The command ends once
each of them has arrived, was declined or can't arrive. After a lost connection it goes on by itself;
after it was interrupted, the same command goes on where it stopped, if the file is the same still.

Examples:
  salon send salon://192.168.1.5 --pseudo Zoé photo.jpg song.flac --to Bob
  salon send salon://192.168.1.5/lobby --pseudo Zoé map.png --room";

/// Shown by `salon receive --help`.
pub const RECEIVE_EXAMPLES: &str = "\
It asks about each file that is offered: y or yes takes it, everything else declines it. The path of
each file that has arrived is a line of the standard output. A file has its name only once it is
whole and checked, and no other file is ever replaced. What was interrupted goes on when the command
is run again. Files that are offered to a room come where the link names it.

Examples:
  salon receive salon://192.168.1.5 --pseudo Bob
  salon receive salon://192.168.1.5/lobby --pseudo Bob --into ~/Downloads --accept-all
  salon receive localhost --pseudo backup --accept-all --from Zoé --count 1";

/// What to send, where, as whom and to whom.
#[derive(Debug, Args)]
pub struct SendArgs {
    /// Where and as whom.
    #[command(flatten)]
    pub join: JoinArgs,
    /// The files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// To whoever bears this pseudo
    #[arg(long, value_name = "PSEUDO", required_unless_present = "room")]
    pub to: Option<String>,
    /// To everybody in the room of the link
    #[arg(long, conflicts_with = "to")]
    pub room: bool,
    /// Where the state of transfers is kept; the user's data folder if left out
    #[arg(long, value_name = "DIR", env = "SALON_DATA")]
    pub data: Option<PathBuf>,
}

/// What to take, from where and as whom.
#[derive(Debug, Args)]
pub struct ReceiveArgs {
    /// Where and as whom.
    #[command(flatten)]
    pub join: JoinArgs,
    /// The folder into which files come; the present one if left out
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    /// Take everything that is offered, without asking
    #[arg(long)]
    pub accept_all: bool,
    /// Take only what whoever bears this pseudo offers
    #[arg(long, value_name = "PSEUDO")]
    pub from: Option<String>,
    /// End after so many files
    #[arg(long, value_name = "N")]
    pub count: Option<std::num::NonZeroU64>,
    /// Where the state of transfers is kept; the user's data folder if left out
    #[arg(long, value_name = "DIR", env = "SALON_DATA")]
    pub data: Option<PathBuf>,
}
