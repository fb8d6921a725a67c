//! A connection as the server holds it, with somebody who reads along: every frame that the server
//! writes is checked against what it has promised.

use crate::ledger::{Ledger, Stream};
use crate::plant::{Plant, Planted};
use parking_lot::{Mutex, MutexGuard};
use salon::net::{Readiness, Wire};
use salon::proto::error_code::ResumeStatus;
use salon::proto::header::{Frame, HEADER_LEN, PREFACE_LEN};
use salon::proto::ids::{Correlation, MemberId, Number, RoomId};
use salon::proto::message::{FromClient, FromServer, Place, Resume, Resumed};
use salon::testing::{End, Random};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// A wire with somebody who reads along.
pub struct Tapped {
    end: End,
    ledger: Arc<Mutex<Ledger>>,
    course: Mutex<Course>,
    plant: Option<Mutex<Plant>>,
}

impl Tapped {
    pub fn new(
        end: End,
        ledger: Arc<Mutex<Ledger>>,
        run: usize,
        connection: u64,
        planted: Option<(Planted, Random)>,
    ) -> Self {
        let course = Course { run, connection, ..Course::default() };
        let plant = planted.map(|(planted, random)| Mutex::new(Plant::new(planted, random)));
        Self { end, ledger, course: Mutex::new(course), plant }
    }

    fn reader(&self) -> (MutexGuard<'_, Course>, MutexGuard<'_, Ledger>) {
        (self.course.lock(), self.ledger.lock())
    }

    fn send(&self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.end.try_send(bytes)?;
        let (mut course, mut ledger) = self.reader();
        course.written(&bytes[..taken], &mut ledger);
        Ok(taken)
    }
}

impl Wire for Tapped {
    fn receive(&self, into: &mut Vec<u8>) -> io::Result<usize> {
        let before = into.len();
        let count = self.end.receive(into)?;
        let (mut course, mut ledger) = self.reader();
        course.read(&into[before..], &mut ledger);
        Ok(count)
    }

    fn set_receive_timeout(&self, _: Duration) -> io::Result<()> {
        Ok(())
    }

    fn try_send(&self, bytes: &[u8]) -> io::Result<usize> {
        match &self.plant {
            None => self.send(bytes),
            Some(plant) => plant.lock().pass(bytes, |bytes| self.send(bytes)),
        }
    }

    fn finish_sending(&self) {
        self.end.finish_sending();
    }

    fn shut(&self) {
        self.end.shut();
    }

    fn readiness(&self) -> Readiness<'_> {
        self.end.readiness()
    }
}

/// What was said on a connection so far.
#[derive(Default)]
struct Course {
    run: usize,
    connection: u64,
    from_client: Vec<u8>,
    from_server: Vec<u8>,
    client_preface: bool,
    server_preface: bool,
    member: Option<MemberId>,
    resume: Option<Resume>,
    leaving: BTreeMap<Correlation, RoomId>,
    /// The next number of each stream that it follows; `None` where any may come first.
    next: BTreeMap<RoomId, Option<Number>>,
    /// The last gap of each room.
    gaps: BTreeMap<RoomId, (Number, Number)>,
    over: bool,
}

/// Cuts a frame off the front.
fn take_frame(buffer: &mut Vec<u8>, preface: &mut bool) -> Option<Vec<u8>> {
    if !*preface {
        if buffer.len() < PREFACE_LEN {
            return None;
        }
        buffer.drain(..PREFACE_LEN);
        *preface = true;
    }
    let (frame, _) = Frame::split(buffer, |_| u32::MAX).unwrap()?;
    let len = HEADER_LEN + frame.payload.len();
    Some(buffer.drain(..len).collect())
}

impl Course {
    /// The client has said something, and the server is about to handle it.
    fn read(&mut self, bytes: &[u8], ledger: &mut Ledger) {
        self.from_client.extend_from_slice(bytes);
        while let Some(bytes) = take_frame(&mut self.from_client, &mut self.client_preface) {
            let frame = whole(&bytes);
            let said = FromClient::decode(&frame).unwrap().unwrap();
            ledger.mark((self.connection, frame.header.kind.0, bytes.len()));
            ledger.tell(|| format!("  {} -> {}", self.connection, client_words(&said)));
            match said {
                FromClient::Resume(resume) => self.resume = Some(resume),
                FromClient::Call(_) => ledger.calls.came(self.connection, frame.header.correlation),
                FromClient::Leave(leave) => {
                    self.leaving.insert(frame.header.correlation, leave.room);
                }
                _ => {}
            }
        }
    }

    /// The server has said something.
    fn written(&mut self, bytes: &[u8], ledger: &mut Ledger) {
        self.from_server.extend_from_slice(bytes);
        while let Some(bytes) = take_frame(&mut self.from_server, &mut self.server_preface) {
            let frame = whole(&bytes);
            let said = FromServer::decode(&frame).unwrap().unwrap();
            ledger.frames += 1;
            ledger.mark((self.connection, frame.header.kind.0, bytes.len()));
            ledger.tell(|| format!("  {} <- {}", self.connection, server_words(&said)));
            if let Err(fault) = self.check(&said, &bytes, frame.header.correlation, ledger) {
                let connection = self.connection;
                ledger.broken(|| format!("connection {connection}: {fault}"));
            }
        }
    }

    fn check(
        &mut self,
        said: &FromServer<'_>,
        bytes: &[u8],
        correlation: Correlation,
        ledger: &mut Ledger,
    ) -> Result<(), String> {
        if self.over {
            return Err(format!("something follows the last words: {said:?}"));
        }
        if let Some(member) = self.member
            && !ledger.session_is_on(self.run, member, self.connection)
            && !matches!(said, FromServer::Bye(_))
        {
            return Err(format!("member {member} is in two places: {said:?}"));
        }
        match said {
            FromServer::Accepted(accepted) => self.accepted(accepted, ledger)?,
            FromServer::Resumed(resumed) => self.resumed(resumed, ledger)?,
            FromServer::Joined(joined) => {
                let before = self.next.insert(joined.room, Some(joined.next));
                before
                    .map_or(Ok(()), |_| Err(format!("room {} was entered twice", joined.room)))?;
            }
            FromServer::Ok(_) => {
                if let Some(room) = self.leaving.remove(&correlation) {
                    self.next.remove(&room);
                }
            }
            FromServer::Members(page) => {
                let next = self.next.get(&page.room).copied().flatten();
                // A page whose point is in a gap comes behind it, and the client asks again.
                let missed = |gap: &(Number, Number)| gap.0 <= page.next && page.next <= gap.1;
                if next != Some(page.next) && !self.gaps.get(&page.room).is_some_and(missed) {
                    return Err(format!("a page of {} at {next:?}", page.next));
                }
            }
            FromServer::Gap(gap) => {
                let next = self.next.get_mut(&gap.room).ok_or("a gap of a room that was left")?;
                if next.is_some_and(|next| next != gap.first) || gap.last < gap.first {
                    return Err(format!("a gap that isn't one, at {next:?}: {gap:?}"));
                }
                if !ledger.allows_gap(gap.room) {
                    return Err(format!("something was kept no longer, without need: {gap:?}"));
                }
                *next = Some(gap.last.next());
                self.gaps.insert(gap.room, (gap.first, gap.last));
            }
            FromServer::CallResult(_) | FromServer::Failed(_) => {
                let waited = ledger.calls.answered(self.connection, correlation);
                let idle = || format!("no call {correlation} waits for an answer: {said:?}");
                waited.then_some(()).ok_or_else(idle)?;
            }
            FromServer::Bye(_) => self.over = true,
            FromServer::Error(error) => {
                ledger.calls.answered(self.connection, correlation);
                self.over = !error.survives;
            }
            _ => {}
        }
        if let Some(place) = place(said) {
            self.event(place, said, bytes, ledger)?;
        }
        Ok(())
    }

    fn accepted(
        &mut self,
        accepted: &salon::proto::message::Accepted,
        ledger: &mut Ledger,
    ) -> Result<(), String> {
        let next = accepted.inbox_next;
        if self.member.replace(accepted.member).is_none() {
            ledger.session(self.run, accepted.member, self.connection);
            self.next.insert(RoomId::INBOX, Some(next));
        } else if self.next.get(&RoomId::INBOX) != Some(&Some(next)) {
            return Err(format!("another pseudo at {next} of the inbox"));
        }
        Ok(())
    }

    fn resumed(&mut self, resumed: &Resumed, ledger: &mut Ledger) -> Result<(), String> {
        let resume = self.resume.take().ok_or("nobody wanted to resume")?;
        ledger.resumes += 1;
        self.member = Some(resumed.member);
        ledger.session(self.run, resumed.member, self.connection);
        self.next.insert(RoomId::INBOX, Some(resume.inbox_last.next()));
        for room in &resumed.rooms {
            let point = resume.rooms.iter().find(|point| point.room == room.room);
            let point = point.ok_or("a room goes on that was not named")?;
            if room.status != ResumeStatus::Gone {
                let known = point.epoch == room.epoch;
                self.next.insert(room.room, known.then(|| point.last.next()));
            }
        }
        Ok(())
    }

    fn event(
        &mut self,
        place: Place,
        said: &FromServer<'_>,
        bytes: &[u8],
        ledger: &mut Ledger,
    ) -> Result<(), String> {
        let Some(next) = self.next.get_mut(&place.room) else {
            return Err(format!("an event of a room that it isn't in: {said:?}"));
        };
        if next.is_some_and(|next| next != place.number) {
            return Err(format!("{next:?} was to be next: {said:?}"));
        }
        *next = Some(place.number.next());
        let member = self.member.ok_or("an event before there is a session")?;
        let stream = Stream::of(self.run, place.room, member);
        ledger.event(stream, place.number, bytes);
        match said {
            FromServer::Posted(posted) => {
                ledger.said(&text(&posted.body), stream, place.number);
            }
            FromServer::Directed(directed) => {
                ledger.said(&text(&directed.body), stream, place.number);
            }
            FromServer::RoomClosed(_) => {
                self.next.remove(&place.room);
            }
            FromServer::Opened(opened) => {
                let (id, asked) = (opened.sequence, opened.audience_count);
                ledger.sequences.opened((self.run, id), asked, stream, place.number)?;
            }
            FromServer::Answered(answered) => {
                let id = (self.run, answered.sequence);
                ledger.sequences.answered(id, answered.member, answered.tally, stream)?;
            }
            FromServer::Resolved(resolved) => {
                let id = (self.run, resolved.sequence);
                let end = (resolved.outcome, resolved.tally);
                ledger.sequences.resolved(id, end, stream, place.number)?;
            }
            _ => {}
        }
        Ok(())
    }
}

fn text(body: &salon::proto::body::Body<'_>) -> String {
    String::from_utf8(body.plain().unwrap().into_owned()).unwrap()
}

pub fn whole(bytes: &[u8]) -> Frame<'_> {
    Frame::split(bytes, |_| u32::MAX).unwrap().unwrap().0
}

/// Where an event stands.
pub fn place(said: &FromServer<'_>) -> Option<Place> {
    match said {
        FromServer::Posted(event) => Some(event.place),
        FromServer::Directed(event) => Some(event.place),
        FromServer::MemberJoined(event) => Some(event.place),
        FromServer::MemberLeft(event) => Some(event.place),
        FromServer::MemberRenamed(event) => Some(event.place),
        FromServer::Notice(event) => Some(event.place),
        FromServer::RoomClosed(event) => Some(event.place),
        FromServer::RoomChanged(event) => Some(event.place),
        FromServer::Opened(event) => Some(event.place),
        FromServer::Answered(event) => Some(event.place),
        FromServer::Resolved(event) => Some(event.place),
        _ => None,
    }
}

fn client_words(said: &FromClient<'_>) -> String {
    match said {
        FromClient::Post(post) => format!("Post {} {:?}", post.client_number, text(&post.body)),
        other => format!("{other:?}"),
    }
}

fn server_words(said: &FromServer<'_>) -> String {
    match said {
        FromServer::Posted(posted) => {
            let (place, number) = (posted.place, posted.client_number);
            format!("Posted {}/{} {number} {:?}", place.room, place.number, text(&posted.body))
        }
        other => format!("{other:?}"),
    }
}
