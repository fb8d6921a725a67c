//! `salon send` and `salon receive`: files from a shell.

mod bars;
mod receive;
mod send;

pub use receive::run as receive;
pub use send::run as send;

use super::args::{JoinArgs, LogFormat};
use super::data_dir::DataDir;
use super::exit::{Failure, Status};
use super::guest::{self, Connected};
use super::logs;
use bars::Bars;
use crossbeam_channel::{Receiver, never, select, tick};
use salon::texts::{self, tr};
use salon::transfer::{Problem, Transfer, TransferState, Transfers, safe_name};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How often progress is drawn.
const DRAW: Duration = Duration::from_millis(200);

/// What is remembered for whom.
type Remember = fn(Arc<salon::client::Client>, &std::path::Path) -> Result<Transfers, Problem>;

/// A connected client, its transfers, and what is drawn of them.
struct Carrier {
    connected: Connected,
    transfers: Transfers,
    bars: Bars,
}

/// What a command waits for.
enum Next {
    /// Something may have changed.
    Look,
    /// A line was typed, or there are no more.
    Line(Option<String>),
    /// Ctrl-C.
    Interrupted,
}

impl Carrier {
    /// Connects. What is remembered lies in a folder of this use and pseudo.
    fn begin(
        args: &JoinArgs,
        data: Option<PathBuf>,
        using: &str,
        remember: Remember,
    ) -> Result<Self, Failure> {
        logs::begin(LogFormat::Text, tracing::Level::ERROR);
        let folder = DataDir::new(data)?;
        let folder = folder.path().join("transfers").join(using).join(safe_name(&args.pseudo));
        let connected = Connected::new(args)?;
        let transfers =
            remember(Arc::clone(&connected.client), &folder).map_err(|p| failure(&p))?;
        Ok(Self { connected, transfers, bars: Bars::new() })
    }

    /// Waits for the next thing, and draws meanwhile.
    fn next(&self, lines: Option<&Receiver<super::input::Line>>) -> Result<Next, Failure> {
        let (ticks, none) = (tick(DRAW), never());
        loop {
            select! {
                recv(self.connected.events) -> event => {
                    let event = event.map_err(|_| guest::over())?;
                    self.transfers.handle(&event);
                    self.connected.check(&event)?;
                    return Ok(Next::Look);
                }
                recv(self.transfers.changed()) -> _ => return Ok(Next::Look),
                recv(lines.unwrap_or(&none)) -> line => {
                    return match line {
                        Ok(line) => line.text().map(|text| Next::Line(Some(text))),
                        Err(_) => Ok(Next::Line(None)),
                    };
                }
                recv(self.connected.interrupts) -> _ => return Ok(Next::Interrupted),
                recv(ticks) -> _ => self.bars.draw(&self.transfers.list()),
            }
        }
    }

    /// All transfers, drawn.
    fn look(&self) -> Vec<Transfer> {
        let list = self.transfers.list();
        self.bars.draw(&list);
        list
    }

    /// Leaves politely. What goes on when the command is run again is kept.
    fn end(self) {
        let Self { connected, transfers, bars } = self;
        bars.clear();
        transfers.close();
        connected.leave();
    }
}

/// What is wrong with a transfer that is over.
fn trouble(transfer: &Transfer) -> Option<String> {
    match &transfer.state {
        TransferState::Failed(problem) => Some(texts::transfer_problem(problem)),
        TransferState::Cancelled => Some(tr!("transfer-state-cancelled")),
        _ => None,
    }
}

fn failure(problem: &Problem) -> Failure {
    let status = match problem {
        Problem::Memory { .. } => Status::Data,
        _ => Status::Transfer,
    };
    Failure::new(status, texts::transfer_problem(problem))
}
