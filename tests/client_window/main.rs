//! The guest's window without a display: reports go in, orders come out. And once with a real server.

#![cfg(feature = "windows")]

mod dialogs;
mod harness;
mod network;
mod offline;
mod talking;
