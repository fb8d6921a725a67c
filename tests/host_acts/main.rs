//! What the host sees and does, on a running server with real guests.

mod people;
mod rooms;
mod seeing;
mod stopping;
#[path = "../support/mod.rs"]
mod support;

use salon::hub::host::{Command, Done, HostError};
use salon::net::Host;
use salon::proto::ids::MemberId;

fn done(host: &Host, command: Command) -> usize {
    did(host, command).clients
}

fn did(host: &Host, command: Command) -> Done {
    host.command(command).expect("a command that is carried out")
}

fn refused(host: &Host, command: Command) -> HostError {
    host.command(command).expect_err("a command that can't be carried out")
}

fn kick(member: MemberId, reason: &str) -> Command {
    Command::Kick { members: vec![member], reason: reason.into() }
}
