//! `salon bench`: how fast a server is, beside what this machine can do at all.
//!
//! The server and what it is compared with run in processes of their own, on a core of their own;
//! the generator is one thread on another. It checks every delivery that it reads. Linux only: it
//! needs `epoll`, and `/proc` to see what the server uses.
//!
//! A [`Case`] is measured by [`Bench::run`], which gives [`Figures`]. Each case is measured step by
//! step ([`Step`]), the limits of the machine first.

#[cfg(target_os = "linux")]
mod bare;
#[cfg(target_os = "linux")]
mod bare_calls;
#[cfg(target_os = "linux")]
mod bare_room;
#[cfg(target_os = "linux")]
mod callers;
mod case;
#[cfg(target_os = "linux")]
mod delivery;
#[cfg(target_os = "linux")]
mod error;
#[cfg(target_os = "linux")]
mod figures;
#[cfg(target_os = "linux")]
mod generator;
#[cfg(target_os = "linux")]
mod member;
#[cfg(target_os = "linux")]
mod needs;
#[cfg(target_os = "linux")]
mod numbers;
#[cfg(target_os = "linux")]
mod process;
#[cfg(target_os = "linux")]
mod run;
#[cfg(target_os = "linux")]
mod statistics;
#[cfg(target_os = "linux")]
mod streams;
#[cfg(target_os = "linux")]
mod traffic;

#[cfg(target_os = "linux")]
pub use bare::{Bare, serve as serve_bare};
pub use case::{Scenario, Wishes};
#[cfg(target_os = "linux")]
pub use {
    case::Case,
    error::BenchError,
    figures::Figures,
    run::{Bench, Step},
};
