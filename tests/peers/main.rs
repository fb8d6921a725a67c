//! Two clients who are introduced to each other, with sockets of the system: on one machine, and in
//! networks that the tests make for themselves.

mod consent;
mod mesh;
#[cfg(target_os = "linux")]
#[path = "../support/namespaces.rs"]
mod namespaces;
#[cfg(target_os = "linux")]
mod network;
#[cfg(target_os = "linux")]
mod networks;
mod stage;
