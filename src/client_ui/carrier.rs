//! The files of one connection, for its thread: what the window orders, and what it is shown.

use super::port::{Report, TransferAct};
use crate::client::{Client, Event, OpenSequence, Payload};
use crate::texts::tr;
use crate::transfer::{FileOffer, Problem, To, Transfer, TransferKey, TransferState, Transfers};
use crossbeam_channel::{Receiver, never, tick};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often progress is shown.
const PROGRESS: Duration = Duration::from_millis(200);

/// See the module.
pub(super) struct Carrier {
    /// Or why no file can be sent or taken.
    transfers: Result<Transfers, Problem>,
    changed: Receiver<()>,
    /// Has something to say from time to time while bytes flow.
    pub(super) progress: Receiver<Instant>,
    flows: bool,
}

impl Carrier {
    /// Takes up what is remembered in a folder.
    pub fn begin(client: &Arc<Client>, folder: Option<&Path>) -> Self {
        let transfers = folder
            .ok_or_else(|| Problem::Memory { cause: tr!("client-file-no-home") })
            .and_then(|folder| Transfers::new(Arc::clone(client), folder));
        let changed = transfers.as_ref().map_or_else(|_| never(), |all| all.changed().clone());
        Self { transfers, changed, progress: never(), flows: false }
    }

    /// Whether a sequence offers a file.
    pub fn is_offer(sequence: &OpenSequence) -> bool {
        sequence.content.content_type == FileOffer::CONTENT_TYPE
    }

    /// To be called with each event, in order.
    pub fn handle(&self, event: &Event) {
        if let Ok(transfers) = &self.transfers {
            transfers.handle(event);
        }
    }

    /// Says when to look.
    pub fn changed(&self) -> &Receiver<()> {
        &self.changed
    }

    /// Whether it is time to look.
    pub fn has_news(&self) -> bool {
        let changed = self.changed.try_recv().is_ok();
        self.progress.try_recv().is_ok() || changed
    }

    /// All transfers. While bytes flow, it is time to look again soon.
    pub fn look(&mut self) -> Vec<Transfer> {
        let list = self.transfers.as_ref().map(Transfers::list).unwrap_or_default();
        let flows = list.iter().any(|transfer| transfer.state == TransferState::Running);
        if flows != self.flows {
            self.flows = flows;
            self.progress = if flows { tick(PROGRESS) } else { never() };
        }
        list
    }

    /// Offers a file. Tells whether it is, or why not; how all stand then is told as ever.
    pub fn offer(&self, path: PathBuf, to: To) -> Report {
        match self.transfers().and_then(|transfers| transfers.offer(&path, to)) {
            Ok(_) => Report::Offered { path },
            Err(problem) => Report::NotOffered { path, problem },
        }
    }

    /// Does something with a transfer. Tells how all stand then, or why it was not done.
    pub fn act(&mut self, key: TransferKey, act: &TransferAct) -> Report {
        match self.transfers().and_then(|transfers| carry_out(transfers, key, act)) {
            Ok(()) => Report::Transfers(self.look()),
            Err(problem) => Report::NotTransferred { key, problem },
        }
    }

    fn transfers(&self) -> Result<&Transfers, Problem> {
        self.transfers.as_ref().map_err(Clone::clone)
    }

    /// Interrupts all of them, and waits until nothing of them runs.
    pub fn close(self) {
        if let Ok(transfers) = self.transfers {
            transfers.close();
        }
    }
}

fn carry_out(transfers: &Transfers, key: TransferKey, act: &TransferAct) -> Result<(), Problem> {
    match act {
        TransferAct::Accept(folder) => transfers.accept(key, folder)?,
        TransferAct::Cancel => transfers.cancel(key),
        TransferAct::Pause => transfers.pause(key),
        TransferAct::Resume => transfers.resume(key),
        TransferAct::Forget => transfers.forget(key),
    }
    Ok(())
}
