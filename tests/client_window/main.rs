//! The guest's window without a display: reports go in, orders come out. And once with a real server.

#![cfg(feature = "windows")]

mod calling;
mod carrying;
mod choosing;
mod composing;
mod copying;
mod dialogs;
mod direct;
mod direct_posts;
#[allow(dead_code)] // it serves the tests of the client library, too
#[path = "../client_library/fake.rs"]
mod fake;
mod files;
mod harness;
mod keeping;
mod meeting;
mod narrow;
mod network;
mod offline;
mod orders;
mod pictures;
mod reading;
mod renamed;
mod right_to_left;
#[path = "../support/screen.rs"]
mod screen;
mod talking;
mod traffic;
mod voting;
