//! Streams from one client to another through a real server: of the library, and of raw peers that
//! keep to no rule.

#[path = "../support/mod.rs"]
mod support;

mod ends;
mod library;
mod raw;
