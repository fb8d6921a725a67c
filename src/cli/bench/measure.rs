//! Measures what is asked for, and prints it.

use super::args::BenchArgs;
use super::progress::Progress;
use super::report::report;
use crate::bench::{Bare, Bench, BenchError, Case, Figures, Scenario, Step, serve_bare};
use crate::cli::exit::{Failure, Status};
use crate::cli::{interrupt, output};
use salon::client::Link;
use salon::texts::tr;
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::path::Path;
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
    let mut saved = args.save.as_deref().map(Saved::create).transpose()?;
    let progress = RefCell::new(Progress::new(steps));
    let mut begin = |case: &Case, step: Step| progress.borrow_mut().begin(case, step);
    let target = args.target.as_ref().map(resolve).transpose()?;
    let program = std::env::current_exe().map_err(|error| failure(BenchError::System(error)))?;
    let mut bench =
        Bench::new(program, target, wishes.timing(), &INTERRUPTED, &mut begin).map_err(failure)?;

    let mut results = Vec::new();
    for (scenario, cases) in cases {
        let mut of_scenario = Vec::new();
        for case in &cases {
            let figures = bench.run(case).map_err(failure)?;
            let line = json(&figures)?;
            if let Some(saved) = &mut saved {
                saved.add(&line)?;
            }
            if args.json {
                show(&line)?;
            }
            of_scenario.push(figures);
        }
        if !args.json {
            progress.borrow().clear();
            show(&report(scenario, &of_scenario))?;
        }
        results.append(&mut of_scenario);
    }
    judge(&results)
}

/// The file that keeps the results, each from the moment that it is known.
struct Saved<'a> {
    path: &'a Path,
    file: File,
}

impl<'a> Saved<'a> {
    fn create(path: &'a Path) -> Result<Self, Failure> {
        let file = File::create(path).map_err(|error| unsaved(path, &error))?;
        Ok(Self { path, file })
    }

    fn add(&mut self, line: &str) -> Result<(), Failure> {
        self.file.write_all(line.as_bytes()).map_err(|error| unsaved(self.path, &error))
    }
}

fn unsaved(path: &Path, error: &io::Error) -> Failure {
    let (file, cause) = (path.display().to_string(), error.to_string());
    Failure::new(Status::Failed, tr!("cli-bench-unsaved", file = file, cause = cause))
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
fn judge(figures: &[Figures]) -> Result<(), Failure> {
    let faulty = figures.iter().find(|f| f.lost + f.doubled + f.reordered > 0);
    let Some(Figures { lost, doubled, reordered, .. }) = faulty else { return Ok(()) };
    let sentence =
        tr!("cli-bench-faults", lost = *lost, doubled = *doubled, reordered = *reordered);
    Err(Failure::new(Status::Failed, sentence))
}

/// The first address of a link that answers: a name may stand for several.
fn resolve(link: &Link) -> Result<SocketAddr, Failure> {
    let address = link.address();
    let unreachable = |error: io::Error| {
        let sentence =
            tr!("error-client-connect", address = link.address(), cause = error.to_string());
        Failure::new(Status::Connect, sentence)
    };
    let mut refused = None;
    for address in address.to_socket_addrs().map_err(unreachable)? {
        // What is not on this machine is not even tried; the benchmark says so.
        if !address.ip().to_canonical().is_loopback() {
            return Ok(address);
        }
        match TcpStream::connect(address) {
            Ok(_) => return Ok(address),
            Err(error) => refused = Some(unreachable(error)),
        }
    }
    Err(refused.unwrap_or_else(|| {
        Failure::new(Status::Connect, tr!("cli-bench-no-address", address = address))
    }))
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
            tr!(
                "cli-bench-descriptors",
                wanted = wanted.to_string(),
                allowed = allowed.to_string()
            ),
        ),
        BenchError::Mappings { wanted, allowed } => Failure::new(
            Status::Failed,
            tr!("cli-bench-mappings", wanted = wanted.to_string(), allowed = allowed.to_string()),
        ),
        BenchError::NotLoopback(address) => {
            Failure::new(Status::Usage, tr!("cli-bench-loopback", address = address.to_string()))
        }
        BenchError::Interrupted => Failure::new(Status::Interrupted, tr!("cli-bench-interrupted")),
    }
}
