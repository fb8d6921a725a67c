//! The thread of a file that is sent: it offers the file, waits for an answer, and sends it, as often as
//! it takes.

use super::book::{Direction, Row, TransferKey, TransferState};
use super::memory::Record;
use super::offer::{FileOffer, KIND, media_type_of, name_of, picture_of, text_of};
use super::problem::Problem;
use super::source::Source;
use super::worker::{AGAIN, Attempt, BLOCK, Carried, Note, Reply, Stop, Worker, notes};
use super::{Inner, To};
use crate::client::{ClientError, Opening, StreamError, StreamOpening, Ticket};
use crate::proto::error_code::{Block, ErrorCode, Outcome};
use crate::proto::header::Capabilities;
use crate::proto::ids::{MemberId, SequenceId};
use crate::proto::limits::MAX_CONTENT_TYPE;
use crate::proto::name::NameKey;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long a person has to answer an offer.
const TO_ANSWER: Duration = Duration::from_secs(600);

/// How long a program has that had accepted it before.
const TO_GO_ON: Duration = Duration::from_secs(30);

/// After so many offers that nobody answered it is given up.
const MOST_UNANSWERED: u32 = 3;

/// How often to look whether the receiver is back.
const LOOK: Duration = Duration::from_secs(3);

/// After so many blocks the file is looked at again.
const LOOK_AFTER: usize = 64;

/// How long a thread waits for what comes at the latest with the end of the sequence.
const LONG: Duration = Duration::from_secs(3600);

/// Where a transfer begins.
enum Begin {
    /// With an offer.
    Offering,
    /// As one that had been accepted and was interrupted.
    Again,
    /// With somebody who has taken it from a room.
    Taken(MemberId, SequenceId),
}

/// See the module.
struct Outgoing {
    worker: Worker,
    source: Source,
    offer: FileOffer,
    with: String,
}

/// Offers a file.
pub(super) fn offer(
    inner: &Arc<Inner>,
    source: Source,
    to: To,
    picture: Vec<u8>,
) -> Result<TransferKey, Problem> {
    let needed = Capabilities::STREAMS.with(Capabilities::SEQUENCES);
    if !inner.client.capabilities().has(needed) {
        return Err(Problem::NoStreams);
    }
    let (with, is_room) = match to {
        To::Member(pseudo) => (pseudo, false),
        To::Room(name) => (name, true),
    };
    let before = inner.remembered().into_iter().find(|record| {
        record.outgoing && record.with == with && !is_room && is_of(record, &source)
    });
    let transfer = match before {
        Some(record) => record.transfer,
        None => new_id()?,
    };
    let media_type = media_type_of(&source.path);
    let text = source.open().map(|mut file| text_of(&mut file, &media_type))?;
    let (name, size) = (name_of(&source.path), source.size);
    let offer = FileOffer { transfer, name, size, media_type, text, picture };
    begin(inner, source, offer, with, if is_room { None } else { Some(Begin::Offering) })
}

/// Takes up a transfer that is remembered.
pub(super) fn take_up(inner: &Arc<Inner>, record: Record) -> Result<(), Problem> {
    let Record { transfer, name, size, media_type, with, path, changed, .. } = record;
    let source = Source { path: PathBuf::from(path), size, changed };
    let (text, picture) = (String::new(), Vec::new());
    let offer = FileOffer { transfer, name, size, media_type, text, picture };
    begin(inner, source, offer, with, Some(Begin::Again)).map(drop)
}

fn is_of(record: &Record, source: &Source) -> bool {
    let Source { path, size, changed } = source;
    path.to_str() == Some(&record.path) && (*size, *changed) == (record.size, record.changed)
}

fn new_id() -> Result<u128, Problem> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Problem::Memory { cause: error.to_string() })?;
    Ok(u128::from_be_bytes(bytes))
}

/// Starts the thread; without a beginning, that of an offer to a room.
fn begin(
    inner: &Arc<Inner>,
    source: Source,
    offer: FileOffer,
    with: String,
    begin: Option<Begin>,
) -> Result<TransferKey, Problem> {
    let (sender, receiver) = notes();
    let mut row = Row::new(Direction::Outgoing, &with, offer.clone(), sender);
    row.seen.path = Some(source.path.clone());
    row.seen.is_room = begin.is_none();
    let control = Arc::clone(&row.control);
    let key = inner.book.lock().add(row)?;
    let worker = Worker::new(inner, key, receiver, control);
    let mut outgoing = Outgoing { worker, source, offer, with };
    inner.spawn(key, move || {
        let ended = outgoing.run(begin);
        outgoing.worker.end(&outgoing.record().unique_name(), ended.map(|()| None));
    })?;
    inner.mark_changed();
    Ok(key)
}

impl Outgoing {
    fn client(&self) -> &crate::client::Client {
        &self.worker.inner.client
    }

    fn run(&mut self, begin: Option<Begin>) -> Result<(), Stop> {
        if matches!(begin, None | Some(Begin::Offering)) {
            self.await_turn()?;
            self.add_picture();
        }
        match begin {
            Some(begin) => self.deliver(begin),
            None => self.offer_to_room(),
        }
    }

    /// What goes to the same people is offered in the order in which it was to be.
    fn await_turn(&self) -> Result<(), Stop> {
        while !self.worker.inner.book.lock().is_its_turn(self.worker.key) {
            self.worker.next(LOOK)?;
        }
        Ok(())
    }

    /// A picture of it, if it is one and nobody has made one yet. It takes a while.
    fn add_picture(&mut self) {
        if self.offer.picture.is_empty()
            && let Ok(mut file) = self.source.open()
        {
            let Source { size, .. } = self.source;
            self.offer.picture = picture_of(&mut file, size, &self.offer.media_type);
        }
    }

    fn deliver(&self, begin: Begin) -> Result<(), Stop> {
        let (mut again, mut taken) = match begin {
            Begin::Offering => (false, None),
            Begin::Again => (true, None),
            Begin::Taken(member, sequence) => (true, Some((member, sequence))),
        };
        let mut unanswered = 0;
        loop {
            if again && taken.is_none() {
                self.worker.state(TransferState::Interrupted);
            }
            let taken = match taken.take() {
                Some(taken) => Some(taken),
                None => {
                    let peer = self.find_peer(again)?;
                    self.offer_to(peer, again)?.map(|sequence| (peer, sequence))
                }
            };
            unanswered = if taken.is_some() { 0 } else { unanswered + 1 };
            if unanswered >= MOST_UNANSWERED {
                return Err(Problem::Expired.into());
            }
            if let Some((peer, sequence)) = taken
                && let Carried::All(_) = self.send(peer, sequence)?
            {
                return Ok(());
            }
            again = true;
        }
    }

    /// Who bears the pseudo now. One who had accepted already is waited for.
    fn find_peer(&self, again: bool) -> Result<MemberId, Stop> {
        let wanted = NameKey::of(&self.with);
        loop {
            let people = self.worker.ask(|| self.client().people())?;
            if let Some(people) = people {
                let people = people.map_err(Problem::from)?;
                let is_it =
                    |pseudo: &str| NameKey::of(pseudo).iter().any(|key| wanted.contains(key));
                let own = self.client().member();
                let found = people.iter().find(|m| m.id != own && is_it(m.pseudo.as_str()));
                match found {
                    Some(member) => {
                        let pseudo = member.pseudo.as_str();
                        self.worker.change(|row| pseudo.clone_into(&mut row.seen.with));
                        return Ok(member.id);
                    }
                    None if !again => return Err(Problem::Nobody.into()),
                    None => {}
                }
            }
            self.worker.next(LOOK)?;
        }
    }

    /// Offers it to a member. The sequence, once they have taken it; `None` where it is to be offered
    /// again.
    fn offer_to(&self, peer: MemberId, again: bool) -> Result<Option<SequenceId>, Stop> {
        let opening = Opening::new(KIND).toward([peer]).blocking(Block::Kind).within(if again {
            TO_GO_ON
        } else {
            TO_ANSWER
        });
        let open = || {
            self.worker.is_in_session();
            self.client().open(opening.clone(), &self.offer).map(|opened| opened.id())
        };
        let sequence = match self.worker.ask(open)? {
            None => return Ok(None),
            Some(Ok(sequence)) => sequence,
            Some(Err(error)) if is_gone(&error) && again => {
                self.worker.next(AGAIN)?;
                return Ok(None);
            }
            Some(Err(error)) if is_gone(&error) => return Err(Problem::Nobody.into()),
            Some(Err(error)) => return Err(Problem::from(error).into()),
        };
        self.opened(sequence, !again);
        match self.next_reply(sequence)? {
            Some(Reply::Taken { .. }) => Ok(Some(sequence)),
            Some(Reply::Declined { words }) => Err(Problem::of_words(&words).into()),
            None => Ok(None),
            Some(Reply::Resolved { .. }) if again => Ok(None),
            Some(Reply::Resolved { outcome, words }) => Err(unanswered(outcome, words).into()),
        }
    }

    fn opened(&self, sequence: SequenceId, tell: bool) {
        let session = self.worker.session.get();
        self.worker.inner.book.lock().set_sequence(self.worker.key, session, sequence);
        if tell {
            self.worker.state(TransferState::Offered { until: None });
        }
    }

    /// What becomes of an open offer next, which is taken back where it is no longer wanted; `None` where a
    /// new session has begun.
    fn next_reply(&self, sequence: SequenceId) -> Result<Option<Reply>, Stop> {
        loop {
            match self.worker.next(LONG) {
                Ok(Some(Note::Offer(of, reply))) if of == sequence => return Ok(Some(reply)),
                Ok(Some(Note::Fresh(_))) => return Ok(None),
                Ok(_) => {}
                // Nobody would open a stream to those who take it from now on.
                Err(stop) => {
                    if let Err(error) = self.client().cancel(sequence, "") {
                        tracing::debug!(%error, "an offer was not taken back");
                    }
                    return Err(stop);
                }
            }
        }
    }

    /// Offers it to a room. Each who takes it has a transfer of their own.
    fn offer_to_room(&self) -> Result<(), Stop> {
        let open = || {
            self.worker.is_in_session();
            let room = self.client().join(&self.with)?;
            let opening = Opening::new(KIND).blocking(Block::Kind).within(TO_ANSWER);
            room.open(opening, &self.offer).map(|opened| opened.id())
        };
        let sequence = match self.worker.ask(open)? {
            None => return Err(Problem::Gone.into()),
            Some(Ok(sequence)) => sequence,
            Some(Err(error)) if is_gone(&error) => return Err(Problem::Nobody.into()),
            Some(Err(error)) => return Err(Problem::from(error).into()),
        };
        self.opened(sequence, true);
        let (mut taken, mut trouble) = (false, None);
        loop {
            match self.next_reply(sequence)? {
                Some(Reply::Taken { member, pseudo }) => {
                    let (source, offer) = (self.source.clone(), self.offer.clone());
                    let with = Some(Begin::Taken(member, sequence));
                    // One who can't have it is no reason to leave the others without.
                    match begin(&self.worker.inner, source, offer, pseudo, with) {
                        Ok(_) => taken = true,
                        Err(problem) => {
                            tracing::warn!(%problem, "a file is not sent to one who has taken it");
                            trouble = Some(problem);
                        }
                    }
                }
                Some(Reply::Declined { .. }) => {}
                Some(Reply::Resolved { .. }) | None if taken => return Ok(()),
                Some(Reply::Resolved { outcome, words }) => {
                    return Err(trouble.unwrap_or_else(|| unanswered(outcome, words)).into());
                }
                None => return Err(trouble.unwrap_or(Problem::Gone).into()),
            }
        }
    }

    /// Sends it to somebody who has taken it.
    fn send(&self, peer: MemberId, sequence: SequenceId) -> Result<Carried, Stop> {
        self.worker.state(TransferState::Starting);
        self.worker.inner.memory.keep(&self.record())?;
        let content_type = match self.offer.media_type.as_str() {
            short if short.len() <= MAX_CONTENT_TYPE => short,
            _ => "application/octet-stream",
        };
        let (about, length) = (sequence.0, Some(self.source.size));
        let opening = StreamOpening { about, length, content_type, name: &self.offer.name };
        let opened = self.worker.ask(|| self.client().open_stream(peer, &opening))?;
        match opened {
            Some(Ok(ticket)) => self.worker.carry(ticket, |ticket| self.attempt(ticket)),
            Some(Err(error)) if error.code() != Some(ErrorCode::NoSuchMember) => {
                Err(Problem::from(error).into())
            }
            _ => Ok(Carried::Interrupted),
        }
    }

    fn record(&self) -> Record {
        let FileOffer { transfer, name, size, media_type, .. } = self.offer.clone();
        Record {
            transfer,
            outgoing: true,
            server: self.client().address(),
            with: self.with.clone(),
            name,
            size,
            media_type,
            path: self.source.path.to_string_lossy().into_owned(),
            changed: self.source.changed,
        }
    }

    fn attempt(&self, ticket: &Ticket) -> Attempt {
        let control = &self.worker.control;
        let sent = self.source.open().map_err(Attempt::Failed).and_then(|mut file| {
            let pending = self.client().attach_sending(ticket).map_err(|e| of_stream(&e))?;
            control.set_stream(Some(pending.handle()));
            // From here on whoever wants it stopped can stop it.
            if self.worker.check().is_err() {
                return Err(Attempt::Lost);
            }
            let mut stream = pending.begin().map_err(|error| of_stream(&error))?;
            let go_on = |done| {
                control.set_done(done);
                self.worker.check().is_ok()
            };
            stream.skip(&mut file, go_on).map_err(|error| of_io(&error))?;
            self.worker.state(TransferState::Running);
            self.write(&mut file, &mut stream)?;
            self.source.check(&file).map_err(Attempt::Failed)?;
            stream.finish().map_err(|error| of_stream(&error))
        });
        sent.map_or_else(|attempt| attempt, |()| Attempt::All(None))
    }

    fn write(
        &self,
        file: &mut File,
        stream: &mut crate::client::SendStream,
    ) -> Result<(), Attempt> {
        let Worker { control, inner, .. } = &self.worker;
        let mut block = vec![0; BLOCK];
        for n in 1.. {
            let paused = control.pause(&inner.closing, |paused| stream.say_paused(paused));
            paused.map_err(|error| of_stream(&error))?;
            if self.worker.check().is_err() {
                return Err(Attempt::Lost);
            }
            let left = usize::try_from(self.source.size - stream.position()).unwrap_or(BLOCK);
            let room = block.get_mut(..left.min(BLOCK)).unwrap_or_default();
            let count = file.read(room).map_err(|error| of_io(&error))?;
            if count == 0 {
                break;
            }
            stream.write_all(room.get(..count).unwrap_or_default()).map_err(|e| of_io(&e))?;
            control.set_done(stream.position());
            if n % LOOK_AFTER == 0 {
                self.source.check(file).map_err(Attempt::Failed)?;
            }
        }
        if stream.position() == self.source.size {
            return Ok(());
        }
        Err(Attempt::Failed(Problem::Changed))
    }
}

/// Nobody took it.
fn unanswered(outcome: Outcome, words: String) -> Problem {
    match outcome {
        Outcome::Expired => Problem::Expired,
        Outcome::Declined => Problem::Refused { words },
        _ => Problem::Gone,
    }
}

fn is_gone(error: &ClientError) -> bool {
    matches!(error.code(), Some(ErrorCode::NobodyThere | ErrorCode::NoSuchMember))
}

fn of_stream(error: &StreamError) -> Attempt {
    match error {
        StreamError::Differs => Attempt::Failed(Problem::Differs),
        _ => Attempt::Lost,
    }
}

/// What went wrong between a file and its stream.
fn of_io(error: &io::Error) -> Attempt {
    let stream = error.get_ref().and_then(|inner| inner.downcast_ref::<StreamError>());
    match stream {
        Some(error) => of_stream(error),
        None if error.kind() == io::ErrorKind::UnexpectedEof => Attempt::Failed(Problem::Changed),
        None => Attempt::Failed(Problem::Unreadable { cause: error.to_string() }),
    }
}
