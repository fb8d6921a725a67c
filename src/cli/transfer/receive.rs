//! `salon receive`: takes files that others offer.

use super::{Carrier, Next, failure, trouble};
use crate::cli::exit::{Failure, Status};
use crate::cli::input::{self, Line};
use crate::cli::output::{self, Reader};
use crate::cli::transfer_args::ReceiveArgs;
use crossbeam_channel::Receiver;
use salon::proto::name::NameKey;
use salon::texts::{amount, tr};
use salon::transfer::{Transfer, TransferKey, TransferState, Transfers};
use std::path::PathBuf;

/// What a receiver has decided, and still wants.
struct Receiving {
    carrier: Carrier,
    folder: PathBuf,
    from: Option<String>,
    /// Where answers are typed.
    lines: Option<Receiver<Line>>,
    accept_all: bool,
    asked: Option<TransferKey>,
    /// What waits for room, or has.
    full: Vec<TransferKey>,
    left: Option<u64>,
}

/// Takes files until enough have come, or until Ctrl-C.
///
/// # Errors
/// The session ended before that, or something was interrupted.
pub fn run(args: ReceiveArgs) -> Result<(), Failure> {
    let ReceiveArgs { join, into, accept_all, from, count, data } = args;
    let folder = into.unwrap_or_else(|| PathBuf::from("."));
    if !folder.is_dir() {
        let folder = folder.display().to_string();
        return Err(Failure::new(Status::Usage, tr!("cli-receive-no-folder", folder = folder)));
    }
    let carrier = Carrier::begin(&join, data, "received", Transfers::new)?;
    if join.link.room.is_some() {
        carrier.connected.enter()?;
    }
    let lines = if accept_all { None } else { Some(input::lines()?) };
    let left = count.map(std::num::NonZeroU64::get);
    let (asked, full) = (None, Vec::new());
    let mut receiving = Receiving { carrier, folder, from, lines, accept_all, asked, full, left };
    let received = receiving.run();
    receiving.carrier.end();
    received
}

impl Receiving {
    fn run(&mut self) -> Result<(), Failure> {
        loop {
            let list: Vec<Transfer> =
                self.carrier.look().into_iter().filter(Transfer::is_incoming).collect();
            for transfer in &list {
                if self.tell(transfer)? == Reader::Gone || self.left == Some(0) {
                    return Ok(());
                }
            }
            self.decide(&list);
            match self.carrier.next(self.lines.as_ref())? {
                Next::Look => {}
                Next::Line(line) => self.answer(line.as_deref()),
                Next::Interrupted => {
                    let open = |t: &Transfer| {
                        !t.state.is_over() && !matches!(t.state, TransferState::Offered { .. })
                    };
                    return if list.iter().any(open) {
                        let sentence = tr!("cli-transfer-interrupted");
                        Err(Failure::new(Status::Interrupted, sentence))
                    } else {
                        Ok(())
                    };
                }
            }
        }
    }

    /// Says once what has become of a transfer that is over: the path of a file that has come stands on
    /// the standard output.
    fn tell(&mut self, transfer: &Transfer) -> Result<Reader, Failure> {
        let full = transfer.state == TransferState::NoRoom;
        if full && !self.full.contains(&transfer.key) {
            self.full.push(transfer.key);
            let name = transfer.name.as_str();
            self.carrier.bars.tell(&tr!("cli-receive-full", name = name));
        }
        if !transfer.state.is_over() {
            return Ok(Reader::There);
        }
        self.carrier.transfers.forget(transfer.key);
        if let Some(why) = trouble(transfer) {
            let name = transfer.name.as_str();
            self.carrier.bars.tell(&tr!("cli-receive-not", name = name, why = why));
            return Ok(Reader::There);
        }
        self.left = self.left.map(|left| left - 1);
        match &transfer.path {
            Some(path) => output::print(&format!("{}\n", path.display())),
            None => Ok(Reader::There),
        }
    }

    /// Takes what is offered, or asks about the first that nobody was asked about.
    fn decide(&mut self, list: &[Transfer]) {
        let offered = |t: &&Transfer| matches!(t.state, TransferState::Offered { .. });
        let open: Vec<&Transfer> =
            list.iter().filter(offered).filter(|t| self.is_wanted(&t.with)).collect();
        if self.asked.is_some_and(|asked| open.iter().all(|t| t.key != asked)) {
            self.asked = None;
        }
        if self.accept_all {
            open.iter().take(self.places(list)).for_each(|transfer| self.accept(transfer.key));
        } else if self.lines.is_none() {
            // Nobody can be asked any more.
            open.iter().for_each(|transfer| self.carrier.transfers.cancel(transfer.key));
        } else if self.asked.is_none()
            && self.places(list) > 0
            && let Some(first) = open.first()
        {
            self.asked = Some(first.key);
            let (name, with) = (first.name.as_str(), first.with.as_str());
            let size = amount::bytes(first.size);
            self.carrier.bars.tell(&tr!("cli-receive-ask", with = with, name = name, size = size));
        }
    }

    /// How many more may begin: what begins beyond the count would be broken off by the last that counts.
    /// One whose sender is gone takes nobody's place.
    fn places(&self, list: &[Transfer]) -> usize {
        let waits = |state: &TransferState| {
            matches!(state, TransferState::Offered { .. } | TransferState::Interrupted)
        };
        let run = list.iter().filter(|t| !t.state.is_over() && !waits(&t.state)).count();
        let left = self.left.map(|left| usize::try_from(left).unwrap_or(usize::MAX));
        left.map_or(usize::MAX, |left| left.saturating_sub(run))
    }

    fn is_wanted(&self, with: &str) -> bool {
        self.from.as_ref().is_none_or(|from| {
            let wanted = NameKey::of(from);
            NameKey::of(with).iter().any(|key| wanted.contains(key))
        })
    }

    fn answer(&mut self, line: Option<&str>) {
        if line.is_none() {
            self.lines = None;
        }
        let Some(key) = self.asked.take() else { return };
        let yes = line.is_some_and(|line| {
            let answer = line.trim().to_lowercase();
            ["y", "yes", "o", "oui"].contains(&answer.as_str())
        });
        if yes { self.accept(key) } else { self.carrier.transfers.cancel(key) }
    }

    fn accept(&self, key: TransferKey) {
        if let Err(problem) = self.carrier.transfers.accept(key, &self.folder) {
            self.carrier.bars.tell(&failure(&problem).sentence);
            self.carrier.transfers.refuse(key, &problem);
        }
    }
}
