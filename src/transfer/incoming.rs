//! The thread of a file that is received: it answers the offer, takes the stream, and gives the file its
//! name once it is whole.

use super::Inner;
use super::book::{Direction, Row, TransferKey, TransferState};
use super::memory::Record;
use super::name::safe_name;
use super::offer::{FileAnswer, FileOffer};
use super::part::{self, Part};
use super::problem::Problem;
use super::worker::{Attempt, BLOCK, Carried, Note, Stop, Worker, notes};
use crate::client::{OpenSequence, ReceiveStream, Received, Ticket};
use crate::proto::error_code::ErrorCode;
use crate::proto::ids::{MemberId, SequenceId, UnixMillis};
use crossbeam_channel::Receiver;
use std::cell::Cell;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long a sender has to open the stream.
const TO_BEGIN: Duration = Duration::from_secs(60);

/// How long a thread waits at once for a sender who is gone.
const LONG: Duration = Duration::from_secs(3600);

/// How often a full disk is tried again.
const FULL: Duration = Duration::from_secs(2);

/// See the module.
struct Incoming {
    worker: Worker,
    record: Record,
}

/// What was told of an offer meanwhile, and whose it is.
type Offered = (Receiver<Note>, Option<(SequenceId, MemberId)>);

/// Somebody offers a file: it waits for the person, and what it is told waits with it.
pub(super) fn offered(
    inner: &Inner,
    from: &str,
    member: MemberId,
    offer: FileOffer,
    sequence: SequenceId,
    until: UnixMillis,
) -> Result<(), Problem> {
    let (sender, receiver) = notes();
    let offer = FileOffer { name: safe_name(&offer.name), ..offer };
    let mut row = Row::new(Direction::Incoming, from, offer, sender);
    row.seen.state = TransferState::Offered { until: Some(until) };
    (row.sequence, row.peer, row.waiting) = (Some(sequence), Some(member), Some(receiver));
    inner.book.lock().add(row)?;
    inner.mark_changed();
    Ok(())
}

/// The same file is offered once more: two rows of it would write to the same part.
pub(super) fn offered_again(row: &mut Row, sequence: &OpenSequence) {
    let (id, member) = (sequence.id, sequence.opener);
    if row.waiting.is_some() {
        (row.sequence, row.peer) = (Some(id), Some(member));
        row.seen.state = TransferState::Offered { until: Some(sequence.expires) };
    } else {
        row.control.stop_stream();
        row.note(Note::Again { sequence: id, member });
    }
}

/// Takes an offered file.
pub(super) fn accept(inner: &Arc<Inner>, key: TransferKey, folder: &Path) -> Result<(), Problem> {
    let folder = std::path::absolute(folder)
        .map_err(|error| Problem::Unwritable { cause: error.to_string() })?;
    let record = {
        let mut book = inner.book.lock();
        let row = book.row(key).filter(|row| row.waiting.is_some()).ok_or(Problem::Expired)?;
        record_of(inner, row, &folder)
    };
    // Whoever can't have it there may want it elsewhere: it stays offered until that is sure. Disks may
    // take long: nobody waits for them behind the lock.
    let name = record.unique_name();
    let path = part::path_of(&folder, &name);
    part::begin(&path, record.size)?;
    let taken = inner.memory.keep(&record).and_then(|()| take_offered(inner, key));
    let (notes, offered) = taken.inspect_err(|_| {
        // Unless it was accepted twice in the same moment.
        let mut book = inner.book.lock();
        if book.row(key).is_none_or(|row| row.waiting.is_some() || row.seen.state.is_over()) {
            drop(book);
            inner.memory.forget(&name);
            part::discard(&path);
        }
    })?;
    run(inner, key, notes, record, offered).inspect_err(|_| {
        inner.memory.forget(&name);
        part::discard(&path);
    })
}

/// It waits for nobody any more.
fn take_offered(inner: &Inner, key: TransferKey) -> Result<Offered, Problem> {
    let mut book = inner.book.lock();
    let row = book.row(key).ok_or(Problem::Expired)?;
    let notes = row.waiting.take().ok_or(Problem::Expired)?;
    row.seen.state = TransferState::Starting;
    Ok((notes, row.sequence.zip(row.peer)))
}

fn record_of(inner: &Inner, row: &Row, folder: &Path) -> Record {
    Record {
        transfer: row.transfer,
        outgoing: false,
        server: inner.client.address(),
        with: row.seen.with.clone(),
        name: row.seen.name.clone(),
        size: row.seen.size,
        media_type: row.seen.media_type.clone(),
        path: folder.to_string_lossy().into_owned(),
        changed: 0,
    }
}

/// Declines an offer that nobody has accepted yet.
pub(super) fn decline(inner: &Arc<Inner>, key: TransferKey, words: &'static str) {
    let sequence = {
        let mut book = inner.book.lock();
        let Some(row) = book.row(key).filter(|row| row.waiting.is_some()) else { return };
        row.waiting = None;
        row.seen.state = TransferState::Cancelled;
        row.sequence
    };
    let Some(sequence) = sequence else { return };
    let client = Arc::clone(&inner.client);
    let declining = inner.spawn(key, move || {
        if let Err(error) = client.decline(sequence, words) {
            tracing::debug!(%error, "an offer was not declined");
        }
    });
    if let Err(error) = declining {
        tracing::debug!(%error, "an offer was not declined");
    }
}

/// Takes up a transfer that is remembered.
pub(super) fn take_up(inner: &Arc<Inner>, record: Record) -> Result<(), Problem> {
    let (sender, notes) = notes();
    let offer = FileOffer {
        transfer: record.transfer,
        name: safe_name(&record.name),
        size: record.size,
        media_type: record.media_type.clone(),
        text: String::new(),
        picture: Vec::new(),
    };
    let mut row = Row::new(Direction::Incoming, &record.with, offer, sender);
    row.seen.state = TransferState::Interrupted;
    let key = inner.book.lock().add(row)?;
    run(inner, key, notes, record, None)
}

fn run(
    inner: &Arc<Inner>,
    key: TransferKey,
    notes: Receiver<Note>,
    record: Record,
    offered: Option<(SequenceId, MemberId)>,
) -> Result<(), Problem> {
    let control = inner.book.lock().row(key).map(|row| Arc::clone(&row.control));
    let Some(control) = control else { return Ok(()) };
    let worker = Worker::new(inner, key, notes, control);
    let incoming = Incoming { worker, record };
    inner.spawn(key, move || {
        let path = incoming.part();
        let ended = incoming.receive(&path, offered);
        if let Err(Stop::Cancelled | Stop::Failed(_)) = &ended {
            part::discard(&path);
        }
        if let (Err(Stop::Failed(problem)), Some((sequence, _))) = (&ended, offered) {
            incoming.say_why(sequence, problem);
        }
        incoming.worker.end(&incoming.record.unique_name(), ended.map(Some));
    })
}

impl Incoming {
    fn folder(&self) -> &Path {
        Path::new(&self.record.path)
    }

    fn part(&self) -> PathBuf {
        part::path_of(self.folder(), &self.record.unique_name())
    }

    /// Where the offer has no answer yet, its sender hears why.
    fn say_why(&self, sequence: SequenceId, problem: &Problem) {
        if let Err(error) = self.worker.inner.client.decline(sequence, problem.words()) {
            tracing::debug!(%error, "an offer was not declined");
        }
    }

    fn receive(
        &self,
        path: &Path,
        mut offered: Option<(SequenceId, MemberId)>,
    ) -> Result<PathBuf, Stop> {
        let mut part = Part::open(path)?;
        let mut received = part.received(self.record.size, |done| {
            self.worker.control.set_done(done);
            self.worker.check().is_ok()
        })?;
        self.worker.control.set_done(received.length());
        let mut part = Some(part);
        let mut first = offered.is_some();
        loop {
            self.worker.check()?;
            let (sequence, member) = match offered.take() {
                Some(offered) => offered,
                None => self.offered_again()?,
            };
            if !self.answer(sequence, member, received.length(), first)? {
                continue;
            }
            first = false;
            let ticket = match self.await_stream()? {
                Begun::Stream(ticket) => ticket,
                Begun::Offered(again) => {
                    offered = Some(again);
                    continue;
                }
                Begun::Not => continue,
            };
            let attempt = |ticket: &Ticket| self.attempt(ticket, &mut part, &mut received);
            if let Carried::All(Some(path)) = self.worker.carry(ticket, attempt)? {
                return Ok(path);
            }
        }
    }

    /// Waits until its sender offers it again.
    fn offered_again(&self) -> Result<(SequenceId, MemberId), Stop> {
        self.worker.state(TransferState::Interrupted);
        loop {
            if let Some(Note::Again { sequence, member }) = self.worker.next(LONG)? {
                return Ok((sequence, member));
            }
        }
    }

    /// Says that it is wanted. False where it isn't offered any more, but may be again.
    fn answer(
        &self,
        sequence: SequenceId,
        member: MemberId,
        have: u64,
        first: bool,
    ) -> Result<bool, Stop> {
        self.worker.change(|row| {
            (row.sequence, row.peer) = (Some(sequence), Some(member));
            row.seen.state = TransferState::Starting;
        });
        let attempts = Cell::new(0);
        let answer = || {
            attempts.set(attempts.get() + 1);
            self.worker.inner.client.answer(sequence, &FileAnswer { have })
        };
        match self.worker.ask(answer)? {
            Some(Ok(())) => Ok(true),
            Some(Err(error)) if error.code() == Some(ErrorCode::AlreadyAnswered) => Ok(true),
            Some(Err(error)) if error.code() == Some(ErrorCode::NoSuchSequence) => {
                if attempts.get() > 1 {
                    // An earlier one, whose reply was lost, may have completed it: the stream tells.
                    Ok(true)
                } else if first {
                    Err(Problem::Expired.into())
                } else {
                    Ok(false)
                }
            }
            Some(Err(error)) => Err(Problem::from(error).into()),
            None => Ok(false),
        }
    }

    fn await_stream(&self) -> Result<Begun, Stop> {
        loop {
            match self.worker.next(TO_BEGIN)? {
                Some(Note::Stream(ticket)) => return Ok(Begun::Stream(ticket)),
                Some(Note::Again { sequence, member }) => {
                    return Ok(Begun::Offered((sequence, member)));
                }
                Some(Note::Fresh(_)) | None => return Ok(Begun::Not),
                Some(_) => {}
            }
        }
    }

    fn attempt(
        &self,
        ticket: &Ticket,
        part: &mut Option<Part>,
        received: &mut Received,
    ) -> Attempt {
        match self.take(ticket, part, received) {
            Ok(path) => Attempt::All(Some(path)),
            Err(attempt) => attempt,
        }
    }

    fn take(
        &self,
        ticket: &Ticket,
        part: &mut Option<Part>,
        received: &mut Received,
    ) -> Result<PathBuf, Attempt> {
        let Worker { inner, control, .. } = &self.worker;
        let mut stream =
            inner.client.receive_stream(ticket, received.clone()).map_err(|_| Attempt::Lost)?;
        if stream.length() != Some(self.record.size) {
            // It is not what was offered: nothing of it is written.
            return Err(Attempt::Failed(Problem::Differs));
        }
        control.set_stream(Some(stream.handle()));
        self.worker.state(TransferState::Running);
        let mut block = vec![0; BLOCK];
        loop {
            self.heed_pause(&mut stream)?;
            let count = stream.read(&mut block).map_err(|_| Attempt::Lost)?;
            if count == 0 && !stream.is_paused() {
                break;
            }
            let came = block.get(..count).unwrap_or_default();
            part.as_mut().map_or(Ok(()), |part| self.write(part, &mut stream, came))?;
            *received = stream.received().clone();
            control.set_done(received.length());
        }
        let whole = stream.is_whole() && received.length() == self.record.size;
        let part = part.take().filter(|_| whole).ok_or(Attempt::Failed(Problem::Differs))?;
        let finished = part.finish(self.folder(), &self.record.name).map_err(Attempt::Failed)?;
        // Whether the sender hears it or not: it is here.
        if let Err(error) = stream.finish() {
            tracing::debug!(%error, "the sender was not told");
        }
        Ok(finished)
    }

    /// Says whether it is paused, where that has changed, and rests while it is. What is under way already is
    /// read first.
    fn heed_pause(&self, stream: &mut ReceiveStream) -> Result<(), Attempt> {
        let Worker { inner, control, .. } = &self.worker;
        let paused = control.is_paused();
        let heeded = if paused && stream.is_used_up() {
            control.pause(&inner.closing, |paused| stream.say_paused(paused))
        } else if paused != stream.is_paused() {
            stream.say_paused(paused)
        } else {
            Ok(())
        };
        if heeded.is_err() || self.worker.check().is_err() {
            return Err(Attempt::Lost);
        }
        Ok(())
    }

    /// Writes what has come. Where the disk is full, that waits for room, and the sender with it.
    fn write(
        &self,
        part: &mut Part,
        stream: &mut ReceiveStream,
        bytes: &[u8],
    ) -> Result<(), Attempt> {
        let Worker { inner, control, .. } = &self.worker;
        let mut waited = false;
        loop {
            match part.write(bytes) {
                Err(Problem::NoRoom) => {}
                Err(problem) => return Err(Attempt::Failed(problem)),
                Ok(()) if !waited => return Ok(()),
                Ok(()) => {
                    self.worker.state(TransferState::Running);
                    if let Err(error) = stream.say_paused(false) {
                        // It is written all the same. What is read next says that nothing comes.
                        tracing::debug!(%error, "the sender does not hear that it goes on");
                    }
                    return Ok(());
                }
            }
            if !waited {
                self.worker.state(TransferState::NoRoom);
            }
            waited = true;
            let held = control.hold(&inner.closing, FULL, |held| stream.say_paused(held));
            held.map_err(|_| Attempt::Lost)?;
            self.worker.check().map_err(|_| Attempt::Lost)?;
        }
    }
}

/// What came after an answer.
enum Begun {
    /// The stream.
    Stream(Ticket),
    /// Another offer.
    Offered((SequenceId, MemberId)),
    /// Nothing.
    Not,
}
