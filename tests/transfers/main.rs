//! Files from one client to another, with the library: offered, taken, paused, broken off, taken up
//! again.

mod files;
#[cfg(target_os = "linux")]
mod full;
mod large;
mod lost;
mod mischief;
#[cfg(target_os = "linux")]
#[path = "../support/namespaces.rs"]
mod namespaces;
mod people;
