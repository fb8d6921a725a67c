//! A connection that is reset at every byte of a conversation, in each direction, one run each:
//! the one who stays sees nobody come or go, no number is missing or comes twice, and all that was
//! said is heard once by everybody.

mod sequences;
#[path = "../support/mod.rs"]
mod support;

use salon::client::{Client, ClientError, Event, Link, Options};
use salon::hub::host::Command;
use salon::net::Server;
use salon::proto::error_code::{ByeReason, ErrorCode, LeaveCause};
use salon::proto::ids::{ClientNumber, MemberId, Number, RoomId};
use salon::proto::kind::Kind;
use salon::proto::message::FromServer;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use support::PATIENCE;
use support::guest::{Began, Gone, Guest};
use support::peer::Peer;
use support::proxy::{Cut, Direction, Passed, Proxy};
use support::received::Received;
use support::stage::{config, host_sees, start};

/// Conversations at the same time, each on a server of its own.
const WORKERS: usize = 4;

/// What the guest does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Join,
    /// Says something to the room; the number is the post's.
    Say(u64, &'static str),
    /// Says something to the bystander alone.
    Whisper(u64, &'static str),
    /// Waits for the receipts.
    Settle,
    /// Has the bystander say something to the room, and to the guest alone, and waits for it.
    Listen(&'static str, &'static str),
    Rename,
    Leave,
}

const STEPS: &[Step] = &[
    Step::Join,
    Step::Say(1, "one"),
    Step::Say(2, "two"),
    Step::Settle,
    Step::Listen("three", "psst"),
    Step::Whisper(3, "yes?"),
    Step::Say(4, "four"),
    Step::Rename,
    Step::Say(5, "five"),
    Step::Settle,
    Step::Leave,
];

const SAID: [&str; 5] = ["one", "two", "three", "four", "five"];
const WHISPERED: [&str; 2] = ["psst", "yes?"];

/// A server, the way to it, and the one who stays.
struct Place {
    server: Server,
    proxy: Proxy,
    bystander: Peer,
    lobby: RoomId,
}

impl Place {
    fn new() -> Self {
        let server = start(config());
        let proxy = Proxy::to(server.local_addr());
        let mut bystander = Peer::named(server.local_addr(), "bystander");
        let lobby = bystander.join("lobby").room;
        Self { server, proxy, bystander, lobby }
    }

    /// Ends the sessions of all but the bystander, whose connections are on their way out.
    fn ends_lost_ones(&self) {
        let snapshot = host_sees(&self.server, |now| now.connections == 1);
        for row in snapshot.clients.iter().filter(|row| row.id != self.bystander.course.member) {
            let kick = Command::Kick { members: vec![row.id], reason: String::new() };
            self.server.host().command(kick).expect("somebody to kick");
        }
    }

    /// What the bystander has heard, once the guest is gone from the server.
    fn heard(&mut self, guest: MemberId) -> Vec<Received> {
        let mut heard = Vec::new();
        let mut gone = false;
        while !gone {
            let received = self.bystander.next();
            if let FromServer::MemberLeft(left) = received.message() {
                gone = left.member == guest && left.place.room == RoomId::INBOX;
            }
            heard.push(received);
        }
        // The page of members stands behind all that happened in the room before it.
        self.bystander.members(self.lobby, MemberId(0));
        heard.extend(self.bystander.heard());
        heard
    }
}

/// One conversation, over as many connections as it takes.
struct Run<'a> {
    place: &'a mut Place,
    guest: Guest,
    next_step: usize,
    listened: bool,
    said_bye: bool,
    /// Who the guest is, once it knows.
    member: MemberId,
    /// Requests whose answer was lost: the server may have carried them out.
    names_lost: usize,
    joins_lost: usize,
}

impl<'a> Run<'a> {
    fn new(place: &'a mut Place) -> Self {
        Self {
            place,
            guest: Guest::default(),
            next_step: 0,
            listened: false,
            said_bye: false,
            member: MemberId(0),
            names_lost: 0,
            joins_lost: 0,
        }
    }

    /// The conversation, whose connections are cut one after another. Tells what went over each.
    fn go(mut self, cuts: &[Cut]) -> Vec<Passed> {
        let _told = Told(format!("{cuts:?}"));
        cuts.iter().for_each(|cut| self.place.proxy.cut(*cut));
        let mut passed = Vec::new();
        loop {
            let ended = self.connection();
            self.guest.reset();
            passed.push(self.place.proxy.passed());
            match ended {
                Ok(()) | Err(Gone::Bye(ByeReason::Leaving)) if self.said_bye => break,
                Err(Gone::Lost) if passed.len() <= cuts.len() => {}
                other => panic!("{other:?} after {} connections", passed.len()),
            }
        }
        self.check();
        passed
    }

    /// One connection, to its end; `Ok` if there was nothing left to do.
    fn connection(&mut self) -> Result<(), Gone> {
        let had_session = self.guest.course().token.is_some();
        match self.guest.open(self.place.proxy.connect())? {
            Began::Resumed => {}
            Began::Nameless if had_session => {
                assert!(self.said_bye, "the session is over");
                return Ok(());
            }
            Began::Nameless => self.enter()?,
        }
        self.member = self.guest.member();
        while let Some(step) = STEPS.get(self.next_step) {
            self.step(*step)?;
            self.next_step += 1;
        }
        self.said_bye = true;
        Err(self.guest.bye())
    }

    /// Takes the pseudo. The session of a connection that was cut may bear it until the server has
    /// noticed the cut.
    fn enter(&mut self) -> Result<(), Gone> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.guest.name("guest").inspect_err(|_| self.names_lost += 1)? {
                Ok(()) => return Ok(()),
                Err(code) => assert_eq!(code, ErrorCode::PseudoTaken),
            }
            assert!(self.names_lost > 0 && Instant::now() < deadline, "the pseudo is not freed");
            std::thread::yield_now();
        }
    }

    fn step(&mut self, step: Step) -> Result<(), Gone> {
        let lobby = self.place.lobby;
        let inside = self.guest.rooms().contains(&lobby);
        let already = |guest: &Guest, number| guest.last_said() >= ClientNumber(number);
        match step {
            Step::Join if inside => {}
            Step::Join => {
                let joined = self.guest.join("lobby").inspect_err(|_| self.joins_lost += 1)?;
                assert_eq!(joined, Ok(()));
            }
            Step::Say(number, _) | Step::Whisper(number, _) if already(&self.guest, number) => {}
            Step::Say(_, text) => self.guest.say(lobby, text)?,
            Step::Whisper(_, text) => self.guest.direct("bystander", text)?,
            Step::Settle => self.guest.settle()?,
            Step::Listen(said, whispered) => {
                if !std::mem::replace(&mut self.listened, true) {
                    self.place.bystander.post(lobby, said);
                    self.place.bystander.direct("guest", whispered);
                }
                for text in [said, whispered] {
                    while !self.heard(text) {
                        self.guest.read()?;
                    }
                }
            }
            Step::Rename if self.guest.pseudo == "renamed" => {}
            Step::Rename => assert_eq!(self.guest.name("renamed")?, Ok(())),
            Step::Leave if !inside => {}
            Step::Leave => assert_eq!(self.guest.leave(lobby)?, Ok(())),
        }
        Ok(())
    }

    fn heard(&self, text: &str) -> bool {
        self.guest.heard.iter().filter_map(Line::of).any(|line| line.text == text)
    }

    /// What both have heard of it. That no number was missing or came twice, both have checked
    /// with each message.
    fn check(self) {
        let Self { place, guest, member, names_lost, joins_lost, .. } = self;
        let mine: Vec<Line> = guest.heard.iter().filter_map(Line::of).collect();
        let others = place.heard(member);
        check_lines(&mine, &others.iter().filter_map(Line::of).collect::<Vec<_>>());
        let seen = Seen::of(&others, place.lobby, member);
        // Of a request whose answer was lost the guest knows nothing: it asks again.
        assert!((1..=1 + names_lost).contains(&seen.came), "{seen:?}");
        assert!((1..=1 + joins_lost).contains(&seen.entered), "{seen:?}");
        assert_eq!((seen.came, seen.entered, 2), (seen.went, seen.left, seen.renamed), "{seen:?}");
        assert_eq!(seen.last, Some(LeaveCause::Left));
    }
}

/// Something that was said, as somebody heard it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    whispered: bool,
    /// Inboxes are private: only a room's number is the same for everybody.
    number: Option<Number>,
    text: String,
}

impl Line {
    fn of(received: &Received) -> Option<Self> {
        let said =
            matches!(received.kind(), Kind::POSTED | Kind::DIRECTED).then(|| received.said())?;
        Some(Self::new(said.place, said.text()))
    }

    fn new(place: salon::proto::message::Place, text: String) -> Self {
        let whispered = place.room == RoomId::INBOX;
        Self { whispered, number: (!whispered).then_some(place.number), text }
    }
}

/// All that was said was heard by both, once, in the same order and under the same numbers.
fn check_lines(mine: &[Line], others: &[Line]) {
    for (whispered, wanted) in [(false, &SAID[..]), (true, &WHISPERED[..])] {
        let of = |lines: &[Line]| -> Vec<Line> {
            lines.iter().filter(|line| line.whispered == whispered).cloned().collect()
        };
        let texts = |lines: &[Line]| -> Vec<String> {
            let mut texts: Vec<_> = of(lines).into_iter().map(|line| line.text).collect();
            if whispered {
                // Each inbox has an order of its own.
                texts.sort();
            }
            texts
        };
        assert_eq!(texts(mine), wanted);
        assert_eq!(texts(others), wanted);
        assert!(whispered || of(mine) == of(others), "{mine:?} {others:?}");
    }
}

/// What the bystander has seen of coming and going.
#[derive(Debug, Default)]
struct Seen {
    came: usize,
    went: usize,
    entered: usize,
    left: usize,
    renamed: usize,
    /// How the session that said goodbye has ended.
    last: Option<LeaveCause>,
}

impl Seen {
    fn of(heard: &[Received], lobby: RoomId, guest: MemberId) -> Self {
        let mut seen = Self::default();
        for received in heard {
            let inside = received.place().is_some_and(|place| place.room == lobby);
            match received.message() {
                FromServer::MemberJoined(_) if inside => seen.entered += 1,
                FromServer::MemberJoined(_) => seen.came += 1,
                FromServer::MemberLeft(left) if inside => {
                    assert_eq!(left.cause, LeaveCause::Left, "{received:?}");
                    seen.left += 1;
                }
                FromServer::MemberLeft(left) => {
                    seen.went += 1;
                    seen.last = (left.member == guest).then_some(left.cause);
                }
                FromServer::MemberRenamed(_) => seen.renamed += 1,
                _ => {}
            }
        }
        seen
    }
}

/// Says which run it was, if it fails.
struct Told(String);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("in the conversation that is cut at {}", self.0);
        }
    }
}

/// Every offset of a connection in both directions, its end included.
fn everywhere(passed: Passed) -> Vec<Cut> {
    let each = |direction, end| (0..=end).map(move |after| Cut { direction, after });
    let to_server = each(Direction::ToServer, passed.to_server);
    to_server.chain(each(Direction::ToGuest, passed.to_guest)).collect()
}

/// Has all runs made, by workers with a place each.
fn make(runs: &[Vec<Cut>], run: impl Fn(&mut Place, &[Cut]) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                let mut place = Place::new();
                while let Some(cuts) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    run(&mut place, cuts);
                }
            });
        }
    });
}

fn converse(place: &mut Place, cuts: &[Cut]) -> Vec<Passed> {
    Run::new(place).go(cuts)
}

#[test]
fn a_conversation_survives_a_cut_at_every_byte() {
    let whole = converse(&mut Place::new(), &[]);
    let runs: Vec<_> = everywhere(whole[0]).into_iter().map(|cut| vec![cut]).collect();
    assert!(runs.len() > 1_000, "{} runs", runs.len());
    make(&runs, |place, cuts| {
        converse(place, cuts);
    });
}

#[test]
fn taking_a_session_up_again_survives_a_cut_at_every_byte() {
    // Where the first connection ends, in the midst of what both say.
    let whole = converse(&mut Place::new(), &[])[0];
    let first = Cut { direction: Direction::ToGuest, after: whole.to_guest / 2 };
    let second = converse(&mut Place::new(), &[first])[1];
    let runs: Vec<_> = everywhere(second).into_iter().map(|cut| vec![first, cut]).collect();
    assert!(runs.len() > 500, "{} runs", runs.len());
    make(&runs, |place, cuts| {
        converse(place, cuts);
    });
}

// The same with the client library.

/// Asks again while the connection is lost.
fn again<T>(mut ask: impl FnMut() -> Result<T, ClientError>) -> Result<T, ClientError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match ask() {
            Err(ClientError::Disconnected { .. } | ClientError::Connect { .. }) => {}
            // Of the session of a connection that was cut, until the server has noticed.
            Err(error) if error.code() == Some(ErrorCode::PseudoTaken) => {}
            other => return other,
        }
        assert!(Instant::now() < deadline, "the connection stays lost");
        std::thread::yield_now();
    }
}

fn connect(proxy: &Proxy) -> Arc<Client> {
    let link: Link = proxy.address.to_string().parse().expect("a link");
    let client = again(|| Client::connect(&link, Options::new("guest"))).expect("a client");
    let client = Arc::new(client);
    let weak = Arc::downgrade(&client);
    // No pause before an attempt: only what comes of them is of interest here.
    client.events().on_event(Box::new(move || {
        if let Some(client) = weak.upgrade() {
            client.reconnect_now();
        }
    }));
    client
}

/// The conversation of [`STEPS`], by a program that uses the library.
fn converse_by_library(place: &mut Place, cuts: &[Cut]) {
    let _told = Told(format!("{cuts:?}, with the library"));
    // The next run's connections must not take this one's cuts.
    let proxy = Proxy::to(place.server.local_addr());
    cuts.iter().for_each(|cut| proxy.cut(*cut));
    let client = connect(&proxy);
    let member = client.member();
    let room = again(|| client.join("lobby")).expect("a room");
    let mut mine = Vec::new();
    room.post("one").expect("a post");
    room.post("two").expect("a post");
    client.flush().expect("receipts");
    place.bystander.post(place.lobby, "three");
    place.bystander.direct("guest", "psst");
    while mine.len() < 4 {
        mine.extend(line(client.events().recv_timeout(PATIENCE).expect("an event")));
    }
    client.direct("bystander", "yes?").expect("a direct message");
    room.post("four").expect("a post");
    again(|| client.rename("renamed")).expect("another pseudo");
    room.post("five").expect("a post");
    client.flush().expect("receipts");
    let left = again(|| room.leave());
    assert!(left.is_ok() || left.as_ref().is_err_and(|e| e.code() == Some(ErrorCode::NotInRoom)));
    mine.extend(std::iter::from_fn(|| client.events().try_recv().ok()).filter_map(line));
    if says_bye(client).is_err() {
        // Nobody takes up a session of it again, so that only the host can end it now.
        drop(proxy);
        place.ends_lost_ones();
    }
    let others = place.heard(member);
    check_lines(&mine, &others.iter().filter_map(Line::of).collect::<Vec<_>>());
    let seen = Seen::of(&others, place.lobby, member);
    assert_eq!((seen.went, seen.left, 2), (seen.came, seen.entered, seen.renamed), "{seen:?}");
    assert!(seen.came <= 2 && seen.entered <= 2 && seen.came + seen.entered <= 3, "{seen:?}");
}

fn line(event: Event) -> Option<Line> {
    match event {
        Event::Posted { place, content, .. } | Event::Directed { place, content, .. } => {
            Some(Line::new(place, content.text().expect("text").to_owned()))
        }
        Event::Gap { .. } | Event::Fresh | Event::Ended { .. } | Event::Refused { .. } => {
            panic!("{event:?}")
        }
        _ => None,
    }
}

/// Says goodbye, once nobody else holds the client.
fn says_bye(mut client: Arc<Client>) -> Result<(), ClientError> {
    loop {
        match Arc::try_unwrap(client) {
            Ok(client) => return client.bye(),
            // It is just being woken.
            Err(held) => client = held,
        }
        std::thread::yield_now();
    }
}

#[test]
fn a_program_survives_a_cut_at_every_byte() {
    let whole = converse(&mut Place::new(), &[])[0];
    let runs: Vec<_> = everywhere(whole).into_iter().map(|cut| vec![cut]).collect();
    assert!(runs.len() > 1_000, "{} runs", runs.len());
    make(&runs, converse_by_library);
}
