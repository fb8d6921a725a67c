//! What the host sees and what the host may do, as plain values. The admin window and the control
//! socket get [`Snapshot`]s and send [`Command`]s; neither ever touches the server's state.

mod command;
mod log;
mod snapshot;

pub use command::{BanTarget, Command, Done, HostError, NoticeTarget};
pub use log::{LogLevel, LogLine};
pub use snapshot::{
    AskedRow, AskedState, BanRow, ClientRow, LinkState, RoomRow, SentNotice, SentTo, Snapshot,
    Traffic,
};
