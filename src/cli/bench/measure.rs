//! Measures what is asked for, and prints it.

use super::args::BenchArgs;
use super::progress::Progress;
use super::report::report;
use crate::bench::{Bare, Bench, BenchError, Case, Figures, Scenario, Step, serve_bare};
use crate::cli::exit::{Failure, Status};
use crate::cli::{interrupt, output};
use salon::client::Link;
use salon::texts::tr;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};

/// Set at the first Ctrl-C.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Measures and prints.
///
/// # Errors
/// It could not be measured to the end, or deliveries were lost, doubled or reordered.
pub fn run(args: &BenchArgs) -> Result<(), Failure> {
    interrupt::handle(|| INTERRUPTED.store(true, Ordering::Relaxed))?;
    let wishes = args.wishes();
    let scenarios = args.scenario.as_ref().map_or(&Scenario::ALL[..], std::slice::from_ref);
    let cases: Vec<(Scenario, Vec<Case>)> =
        scenarios.iter().map(|scenario| (*scenario, wishes.cases(*scenario))).collect();
    let steps = cases.iter().flat_map(|(_, cases)| cases).map(|case| case.steps().len()).sum();
    let mut progress = Progress::new(steps);
    let mut begin = |case: &Case, step: Step| progress.begin(case, step);
    let target = args.target.as_ref().map(resolve).transpose()?;
    let program = std::env::current_exe().map_err(|error| failure(BenchError::System(error)))?;
    let mut bench =
        Bench::new(program, target, wishes.timing(), &INTERRUPTED, &mut begin).map_err(failure)?;

    let mut results = Vec::new();
    for (scenario, cases) in cases {
        let mut of_scenario = Vec::new();
        for case in &cases {
            let figures = bench.run(case).map_err(failure)?;
            if args.json {
                show(&json(&figures)?)?;
            }
            of_scenario.push(figures);
        }
        results.push((scenario, of_scenario));
    }
    drop(progress);
    if !args.json {
        results.iter().try_for_each(|(scenario, figures)| show(&report(*scenario, figures)))?;
    }
    judge(results.iter().flat_map(|(_, figures)| figures))
}

/// Serves as what a server is compared with.
///
/// # Errors
/// The system refuses something.
pub fn limit(limit: Bare) -> Result<(), Failure> {
    serve_bare(limit).map_err(|error| failure(BenchError::System(error)))
}

/// Prints, for as long as there is a reader.
fn show(text: &str) -> Result<(), Failure> {
    output::print(text).map(|_| ())
}

fn json(figures: &Figures) -> Result<String, Failure> {
    let line = serde_json::to_string(figures);
    let line = line.map_err(|error| Failure::new(Status::Failed, error.to_string()))?;
    Ok(line + "\n")
}

/// Numbers of a server that loses messages are worth nothing.
fn judge<'a>(mut figures: impl Iterator<Item = &'a Figures>) -> Result<(), Failure> {
    let faulty = figures.find(|f| f.lost + f.doubled + f.reordered > 0);
    let Some(Figures { lost, doubled, reordered, .. }) = faulty else { return Ok(()) };
    let sentence =
        tr!("cli-bench-faults", lost = *lost, doubled = *doubled, reordered = *reordered);
    Err(Failure::new(Status::Failed, sentence))
}

fn resolve(link: &Link) -> Result<SocketAddr, Failure> {
    let address = link.address();
    let addresses = address.to_socket_addrs();
    let mut addresses = addresses.map_err(|error| {
        let cause = error.to_string();
        Failure::new(
            Status::Connect,
            tr!("error-client-connect", address = link.address(), cause = cause),
        )
    })?;
    let first = addresses.next();
    first.ok_or_else(|| {
        Failure::new(Status::Connect, tr!("cli-bench-no-address", address = address))
    })
}

fn failure(error: BenchError) -> Failure {
    match error {
        BenchError::NoServer(said) => {
            Failure::new(Status::Failed, tr!("cli-bench-no-server", said = said))
        }
        BenchError::System(cause) => {
            Failure::new(Status::Failed, tr!("cli-bench-system", cause = cause.to_string()))
        }
        BenchError::Refused(cause) => {
            Failure::new(Status::Refused, tr!("cli-bench-refused", cause = cause))
        }
        BenchError::NotSalon => Failure::new(Status::Connect, tr!("cli-bench-not-salon")),
        BenchError::Ended => Failure::new(Status::Lost, tr!("cli-bench-ended")),
        BenchError::Joining { joined, members } => Failure::new(
            Status::Timeout,
            tr!("cli-bench-joining", joined = joined, members = members),
        ),
        BenchError::Limited(rate) => {
            Failure::new(Status::Refused, tr!("cli-bench-limited", rate = rate))
        }
        BenchError::Descriptors { wanted, allowed } => Failure::new(
            Status::Failed,
            tr!("cli-bench-descriptors", wanted = wanted, allowed = allowed),
        ),
        BenchError::NotLoopback(address) => {
            Failure::new(Status::Usage, tr!("cli-bench-loopback", address = address.to_string()))
        }
        BenchError::Interrupted => Failure::new(Status::Interrupted, tr!("cli-bench-interrupted")),
    }
}
