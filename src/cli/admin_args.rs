//! What can be typed after `salon admin`.

use super::config_file::parse_duration;
use clap::builder::BoolishValueParser;
use clap::{ArgGroup, Args, Subcommand};
use std::path::PathBuf;
use std::time::Duration;

/// Shown by `salon admin --help`.
pub const EXAMPLES: &str = "\
The server is found by its data folder: --data must be the same as the server's. Only the user who
runs the server can act. With --json the lists are one JSON array, and an act is one JSON object
that tells how many clients it concerned.

Examples:
  salon admin clients
  salon admin kick Bob --reason 'Enough now'
  salon admin ban 192.168.1.77 --for 2h
  salon admin notice 'Lunch is ready' --room lobby
  salon admin add-room chess --topic 'Beginners welcome'
  salon admin change-room chess --rename openings
  salon admin change-room openings --peer-posts yes
  salon admin rooms --json | jq -r '.[].name'
  salon admin introduce Ada Bob
  salon admin stop";

/// An act of the host, and on which server.
#[derive(Debug, Args)]
pub struct AdminArgs {
    /// The act.
    #[command(subcommand)]
    pub act: Act,
    /// The data folder of the server; the user's data folder if left out
    #[arg(long, value_name = "DIR", env = "SALON_DATA", global = true)]
    pub data: Option<PathBuf>,
    /// Print JSON instead of text
    #[arg(long, global = true)]
    pub json: bool,
}

/// What the host may do.
#[derive(Debug, Subcommand)]
pub enum Act {
    /// List who is connected
    Clients,
    /// List the rooms
    Rooms,
    /// List the bans in force
    Bans,
    /// List what the host said last
    Notices,
    /// End clients' sessions
    Kick {
        /// Whom
        #[arg(required = true, value_name = "PSEUDO")]
        pseudos: Vec<String>,
        /// What they and the others are told
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Keep a pseudo or an IP address out for a time
    Ban {
        /// Whom; what reads as an IP address is one
        #[arg(required = true, value_name = "PSEUDO|ADDRESS")]
        targets: Vec<String>,
        /// For how long, like 30s, 10m, 2h or 7d
        #[arg(long = "for", value_name = "TIME", default_value = "10m", value_parser = parse_duration)]
        lasts: Duration,
        /// What they are told
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Lift bans
    Unban {
        /// The bans' numbers, as `salon admin bans` shows them
        #[arg(required = true, value_name = "BAN")]
        ids: Vec<u64>,
    },
    /// Say something that can't be overlooked, to everybody unless --room or --to is given
    Notice {
        /// What
        text: String,
        /// To those in this room alone
        #[arg(long, conflicts_with = "to")]
        room: Option<String>,
        /// To this client alone; may be given several times
        #[arg(long, value_name = "PSEUDO")]
        to: Vec<String>,
    },
    /// Open a room
    AddRoom {
        /// Its name
        name: String,
        /// What it is for
        #[arg(long, default_value = "", hide_default_value = true)]
        topic: String,
        /// Let its members send their posts directly to each other
        #[arg(long)]
        peer_posts: bool,
    },
    /// Give a room another name, topic or rule for its posts; its members are told
    #[command(group(ArgGroup::new("change").required(true).multiple(true)))]
    ChangeRoom {
        /// Its name
        name: String,
        /// What it is called from now on
        #[arg(long, group = "change", value_name = "NAME")]
        rename: Option<String>,
        /// What it is for from now on; empty for nothing
        #[arg(long, group = "change")]
        topic: Option<String>,
        /// Whether its members may send their posts directly to each other: yes or no
        #[arg(long, group = "change", value_name = "YES|NO", value_parser = BoolishValueParser::new())]
        peer_posts: Option<bool>,
    },
    /// Close a room; its members are told
    CloseRoom {
        /// Its name
        name: String,
        /// What they are told
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Ask two clients whether they would speak to each other directly
    Introduce {
        /// One of them
        #[arg(value_name = "PSEUDO")]
        one: String,
        /// The other
        #[arg(value_name = "PSEUDO")]
        other: String,
    },
    /// Say goodbye to everybody and stop the server
    Stop {
        /// What they are told
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
    },
}
