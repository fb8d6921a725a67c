//! Files from one client to another: offered, accepted, sent as a [stream](crate::client::SendStream),
//! checked, and only then under their name. On top of [`Client`], for windows and commands alike.
//!
//! ```no_run
//! use salon::client::{Client, Options};
//! use salon::transfer::{To, TransferState, Transfers};
//! use std::path::Path;
//! use std::sync::Arc;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Arc::new(Client::connect(&"salon://10.0.0.7".parse()?, Options::new("Ada"))?);
//! let transfers = Transfers::new(Arc::clone(&client), Path::new("/home/ada/.local/share/salon"))?;
//! transfers.offer(Path::new("song.flac"), To::Member("Bob".into()))?;
//! for event in client.events() {
//!     transfers.handle(&event);
//!     for transfer in transfers.list() {
//!         if let TransferState::Offered { .. } = transfer.state && transfer.is_incoming() {
//!             transfers.accept(transfer.key, Path::new("/home/ada/Downloads"))?;
//!         }
//!         println!("{}: {} of {}", transfer.name, transfer.done, transfer.size);
//!     }
//! }
//! # Ok(()) }
//! ```
//!
//! - Whoever reads the client's events hands each of them to [`Transfers::handle`], which never waits.
//! - Each transfer that is under way has a thread. [`Transfers::list`] shows all of them as they are at
//!   this moment; [`Transfers::changed`] says when to look, beside the progress.
//! - What was accepted is remembered in a folder: after a lost session or a restart of either program it
//!   goes on where it stopped, as soon as both are there again.
//! - A file that comes has a hidden name in its folder until it is whole and its hash is right. Then it
//!   gets its [own name](safe_name), or that with a number: no file is ever replaced.

mod book;
mod incoming;
mod memory;
mod name;
mod offer;
mod outgoing;
mod part;
mod problem;
mod rate;
mod router;
mod source;
mod worker;

pub use book::{Direction, Transfer, TransferKey, TransferState};
pub use name::{MAX_FILE_NAME, numbered, safe_name};
pub use offer::{FileAnswer, FileOffer, MAX_PREVIEW};
pub use problem::Problem;
pub use rate::Speed;

use crate::client::{Client, Event};
use book::{Book, Row};
use crossbeam_channel::{Receiver, Sender, bounded};
use memory::{Memory, Record};
use parking_lot::Mutex;
use source::Source;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use worker::Note;

/// Most transfers that are listed at once. Further offers of others are not shown, and expire.
const MOST: usize = 256;

/// To whom a file is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// To whoever bears this pseudo.
    Member(String),
    /// To everybody in a room, by its name. The client must be in it.
    Room(String),
}

/// All transfers of one client. Dropping it interrupts them; those that were accepted go on when there
/// is another one.
pub struct Transfers {
    inner: Arc<Inner>,
}

/// What the threads of all transfers share. The lock of the book is held for moments.
struct Inner {
    client: Arc<Client>,
    memory: Memory,
    book: Mutex<Book>,
    closing: AtomicBool,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// One sign is enough: full means that it was given already.
    changed: (Sender<()>, Receiver<()>),
}

impl Transfers {
    /// Remembers transfers in `folder`, and takes up those that are remembered there of this server.
    ///
    /// # Errors
    /// The folder can't be made.
    pub fn new(client: Arc<Client>, folder: &Path) -> Result<Self, Problem> {
        let transfers = Self::forgetful_of_outgoing(client, folder)?;
        for record in transfers.inner.remembered().into_iter().filter(|record| record.outgoing) {
            outgoing::take_up(&transfers.inner, record)?;
        }
        Ok(transfers)
    }

    /// As [`Transfers::new`], where what was sent goes on only if it is offered again: for a command
    /// that sends what it was told, and nothing else.
    ///
    /// # Errors
    /// The folder can't be made.
    pub fn forgetful_of_outgoing(client: Arc<Client>, folder: &Path) -> Result<Self, Problem> {
        let inner = Arc::new(Inner {
            client,
            memory: Memory::open(folder)?,
            book: Mutex::default(),
            closing: AtomicBool::new(false),
            threads: Mutex::default(),
            changed: bounded(1),
        });
        for record in inner.remembered().into_iter().filter(|record| !record.outgoing) {
            incoming::take_up(&inner, record)?;
        }
        Ok(Self { inner })
    }

    /// Takes note of an event of the client. To be called with each of them, in order.
    pub fn handle(&self, event: &Event) {
        self.inner.route(event);
    }

    /// All transfers, the oldest first.
    pub fn list(&self) -> Vec<Transfer> {
        self.inner.book.lock().list()
    }

    /// Has something to say when a transfer has come, or is in another state. Progress is not told.
    pub fn changed(&self) -> &Receiver<()> {
        &self.inner.changed.1
    }

    /// Offers a file; several to the same people in the order of the calls. One that was offered to the
    /// same member before, is the same still, and did not arrive, goes on where it stopped.
    ///
    /// # Errors
    /// The file can't be read, the server carries none, or too many wait already.
    pub fn offer(&self, path: &Path, to: To) -> Result<TransferKey, Problem> {
        self.offer_with_picture(path, to, Vec::new())
    }

    /// As [`Transfers::offer`], with a picture of it as PNG or JPEG, [`MAX_PREVIEW`] bytes at most; a larger
    /// one is left out. Without one, the feature `pictures` makes one of a file that is a picture.
    ///
    /// # Errors
    /// As [`Transfers::offer`].
    pub fn offer_with_picture(
        &self,
        path: &Path,
        to: To,
        mut picture: Vec<u8>,
    ) -> Result<TransferKey, Problem> {
        if picture.len() > MAX_PREVIEW {
            picture.clear();
        }
        let source = Source::find(path)?;
        outgoing::offer(&self.inner, source, to, picture)
    }

    /// Takes an offered file into a folder.
    ///
    /// # Errors
    /// It is offered no longer; or it can't be written there, or there is no room for it: then it is still
    /// offered, and another folder may do.
    pub fn accept(&self, key: TransferKey, folder: &Path) -> Result<(), Problem> {
        incoming::accept(&self.inner, key, folder)
    }

    /// Declines an offered file that can't be kept, and tells its sender why.
    pub fn refuse(&self, key: TransferKey, why: &Problem) {
        incoming::decline(&self.inner, key, why.words());
    }

    /// Declines an offered file, or breaks a transfer off: of either direction, in any state. What had
    /// come is removed.
    pub fn cancel(&self, key: TransferKey) {
        incoming::decline(&self.inner, key, "");
        self.inner.command(key, |row| row.control.cancelled.store(true, Ordering::Release));
    }

    /// Stops a transfer for a while; the other one is told. One that pauses goes on pausing until
    /// [`Transfers::resume`], over lost connections, but not over a restart.
    pub fn pause(&self, key: TransferKey) {
        self.inner.command(key, |row| row.control.paused.store(true, Ordering::Release));
    }

    /// Goes on with it.
    pub fn resume(&self, key: TransferKey) {
        self.inner.command(key, |row| row.control.paused.store(false, Ordering::Release));
    }

    /// Drops a transfer that is over from the list.
    pub fn forget(&self, key: TransferKey) {
        self.inner.book.lock().forget(key);
        self.inner.mark_changed();
    }

    /// Interrupts all transfers and waits for their threads: nothing holds the client any more.
    pub fn close(self) {
        self.inner.close();
        loop {
            let Some(thread) = self.inner.threads.lock().pop() else { return };
            if thread.join().is_err() {
                tracing::error!("the thread of a transfer had panicked");
            }
        }
    }
}

impl Drop for Transfers {
    fn drop(&mut self) {
        self.inner.close();
    }
}

impl Inner {
    /// What is remembered of this server.
    fn remembered(&self) -> Vec<Record> {
        self.memory.all(&self.client.address())
    }

    fn mark_changed(&self) {
        // Full means that somebody will look anyway.
        let _ = self.changed.0.try_send(());
    }

    /// Changes something of a transfer from outside, and wakes its thread.
    fn command(&self, key: TransferKey, act: impl FnOnce(&Row)) {
        if let Some(row) = self.book.lock().row(key) {
            act(row);
            row.control.wake();
            row.note(Note::Wake);
        }
        self.mark_changed();
    }

    /// Starts the thread of a transfer.
    fn spawn(
        self: &Arc<Self>,
        key: TransferKey,
        run: impl FnOnce() + Send + 'static,
    ) -> Result<(), Problem> {
        let builder = std::thread::Builder::new().name(format!("transfer-{}", key.0));
        let thread = builder.spawn(run).map_err(|error| {
            let problem = Problem::Memory { cause: error.to_string() };
            if let Some(row) = self.book.lock().row(key).filter(|row| !row.seen.state.is_over()) {
                row.seen.state = TransferState::Failed(problem.clone());
            }
            self.mark_changed();
            problem
        })?;
        let mut threads = self.threads.lock();
        threads.retain(|thread| !thread.is_finished());
        threads.push(thread);
        Ok(())
    }
}
