//! `salon bench`: what is asked for, and what is shown of it.

mod args;
pub mod echo;
#[cfg(target_os = "linux")]
mod measure;
#[cfg(target_os = "linux")]
mod progress;
#[cfg(target_os = "linux")]
mod report;

pub use args::{BenchArgs, EXAMPLES};
#[cfg(target_os = "linux")]
pub use measure::{limit, run};

/// Says that there is nothing to measure with.
///
/// # Errors
/// Always.
#[cfg(not(target_os = "linux"))]
pub fn run(_: &BenchArgs) -> Result<(), super::exit::Failure> {
    let sentence = salon::texts::tr!("cli-bench-linux");
    Err(super::exit::Failure::new(super::exit::Status::Failed, sentence))
}
