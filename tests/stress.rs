//! Many threads at once on everything that has a lock: guests who join, leave, talk, take other
//! pseudos, break off and come back, while the host kicks, bans, opens and closes rooms and looks.
//! Afterwards all of them agree, and nothing is left over.
//!
//! `--features deadlock-detection` names the threads of a deadlock.

mod support;

use salon::hub::host::{BanTarget, Command, HostError, LinkState, NoticeTarget, Snapshot};
use salon::net::{Ask, Config, Host, Opener, Server};
use salon::proto::error_code::{Block, ByeReason, ErrorCode};
use salon::proto::ids::{ClientNumber, MemberId, RoomId, SequenceId};
use salon::proto::kind::Kind;
use salon::proto::message::{
    Answer, Cancel, Decline, FromServer, ListMembers, ListRooms, ListSequences, Members, Open,
};
use salon::testing::Random;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};
use support::PATIENCE;
use support::guest::{Began, Gone, Guest};
use support::order::Order;
use support::peer::{Peer, text_body};
use support::process::{Held, alone};
use support::stage::{config, host_sees};
use support::watchdog::Watchdog;

const GUESTS: usize = 40;
const HOSTS: usize = 2;

/// More names than guests, so that some are free and some are taken.
const PSEUDOS: usize = 60;

/// Rooms that guests enter; all but two come and go.
const ROOMS: [&str; 8] = ["lobby", "den", "attic", "cellar", "garden", "kitchen", "hall", "roof"];

/// Most messages that a guest reads in a row.
const READ_IN_A_ROW: usize = 200;

/// Long enough to be resumed in, and short enough that some sessions end of it.
const GRACE: Duration = Duration::from_millis(300);

fn busy_config() -> Config {
    let mut config = Config { open_rooms: true, resume_grace: GRACE, ..config() };
    config.heartbeat.interval = Duration::from_millis(100);
    config.limits.tape_bytes = 64 * 1024;
    config
}

fn pseudo(random: &mut Random) -> String {
    format!("guest {}", random.below(PSEUDOS))
}

/// What everybody shares.
struct Stress<'a> {
    address: SocketAddr,
    host: Host,
    opener: Opener,
    order: &'a Order,
    stop: &'a AtomicBool,
}

/// One guest, who does one thing after another.
struct Actor<'a> {
    stress: &'a Stress<'a>,
    guest: Guest,
    random: Random,
    /// Connections that nobody reads any more, and that nobody has closed.
    abandoned: Vec<Peer>,
    /// The sequence that it heard of last.
    newest: Option<SequenceId>,
}

impl<'a> Actor<'a> {
    fn new(stress: &'a Stress<'a>, seed: u64) -> Self {
        let random = Random::new(seed);
        Self { stress, guest: Guest::default(), random, abandoned: Vec::new(), newest: None }
    }

    /// Acts until it is time to stop. What comes back is connected, unless the server has stopped.
    fn run(mut self) -> Guest {
        while !self.stress.stop.load(Ordering::Relaxed) {
            if let Err(gone) = self.act() {
                self.gone(gone);
            }
        }
        self.guest
    }

    /// Whoever was kicked or banned begins anew; whoever was lost goes on.
    fn gone(&mut self, gone: Gone) {
        self.guest.reset();
        match gone {
            Gone::Lost | Gone::Bye(ByeReason::TooSlow | ByeReason::Superseded) => {}
            Gone::Bye(_) | Gone::Error(ErrorCode::Banned | ErrorCode::Stopping) => {
                self.guest = Guest::default();
            }
            Gone::Error(code) => panic!("{code:?}"),
        }
    }

    fn connect(&mut self) -> Result<(), Gone> {
        // Nobody listens any more once the server stops.
        let Ok(stream) = TcpStream::connect(self.stress.address) else {
            std::thread::yield_now();
            return Err(Gone::Lost);
        };
        if self.guest.open(stream)? == Began::Resumed {
            return Ok(());
        }
        let mut pseudo = pseudo(&mut self.random);
        while let Err(code) = self.guest.name(&pseudo)? {
            assert_eq!(code, ErrorCode::PseudoTaken);
            pseudo = self::pseudo(&mut self.random);
        }
        Ok(())
    }

    fn act(&mut self) -> Result<(), Gone> {
        if !self.guest.is_open() {
            self.connect()?;
        }
        let rooms = self.guest.rooms();
        let room = self.random.one_of(&rooms).copied();
        match (self.random.below(100), room) {
            (0..6, room) => self.begin(room)?,
            (6..14, _) => self.finish()?,
            (14..35, Some(room)) => {
                let text = "x".repeat(self.random.below(400));
                self.guest.say(room, &text)?;
            }
            (35..45, _) => {
                let to = pseudo(&mut self.random);
                self.guest.direct(&to, "psst")?;
            }
            (45..65, _) => self.join()?,
            (65..75, Some(room)) => only(self.guest.leave(room)?, &[ErrorCode::NotInRoom]),
            (75..80, _) => {
                let pseudo = pseudo(&mut self.random);
                let banned_or_taken = [ErrorCode::PseudoTaken, ErrorCode::PseudoInvalid];
                only(self.guest.name(&pseudo)?, &banned_or_taken);
            }
            (80..88, room) => self.look(room)?,
            (88..92, _) => self.guest.reset(),
            (92..95, _) => self.abandoned.extend(self.guest.abandon()),
            (95..96, _) => return Err(self.guest.bye()),
            _ => self.guest.settle()?,
        }
        self.abandoned.truncate(2);
        self.read()
    }

    fn join(&mut self) -> Result<(), Gone> {
        let name = ROOMS[self.random.below(ROOMS.len())];
        // The host may close it in the same moment.
        only(self.guest.join(name)?, &[ErrorCode::AlreadyInRoom, ErrorCode::NoSuchRoom]);
        Ok(())
    }

    /// Opens a sequence that is over in a second, here or toward somebody.
    fn begin(&mut self, room: Option<RoomId>) -> Result<(), Gone> {
        let toward = MemberId(1 + self.random.below(200) as u64);
        let somewhere = room.filter(|_| self.random.percent(60));
        self.guest.begin(Open {
            room: somewhere.unwrap_or(RoomId::INBOX),
            client_number: ClientNumber(0),
            kind: "stress/ask".into(),
            block: [Block::Nothing, Block::Kind, Block::Posts][self.random.below(3)],
            includes_opener: self.random.percent(30),
            quorum: u16::from(self.random.percent(50)),
            deadline: 1_000,
            audience: if somewhere.is_some() { Vec::new() } else { vec![toward] },
            body: text_body("Soup?"),
        })
    }

    /// Does something about the sequence that it heard of last, which may be over by now.
    fn finish(&mut self) -> Result<(), Gone> {
        let Some(sequence) = self.newest else { return Ok(()) };
        match self.random.below(4) {
            0 => self.guest.ask(&Decline { sequence, reason: "".into() })?,
            1 => self.guest.ask(&Cancel { sequence, reason: "".into() })?,
            2 => self.guest.ask(&ListSequences { room: RoomId::INBOX, after: SequenceId(0) })?,
            _ => self.guest.ask(&Answer { sequence, body: text_body("yes") })?,
        };
        Ok(())
    }

    fn look(&mut self, room: Option<RoomId>) -> Result<(), Gone> {
        match room {
            Some(room) => self.guest.ask(&ListMembers { room, after: MemberId(0) })?,
            None => self.guest.ask(&ListRooms { after: "".into() })?,
        };
        Ok(())
    }

    /// Reads what has come, and compares it with what others have seen.
    fn read(&mut self) -> Result<(), Gone> {
        let order = self.stress.order;
        let newest = Cell::new(self.newest);
        let listened = self.guest.listen(Instant::now(), READ_IN_A_ROW, |course, came| {
            order.saw(course, came);
            if let FromServer::Opened(opened) = came.message() {
                newest.set(Some(opened.sequence));
            }
        });
        self.newest = newest.get();
        listened
    }
}

#[track_caller]
fn only(done: Result<(), ErrorCode>, allowed: &[ErrorCode]) {
    assert!(done.is_ok() || done.is_err_and(|code| allowed.contains(&code)), "{done:?}");
}

/// Acts as the host until it is time to stop.
fn reign(stress: &Stress<'_>, seed: u64) {
    let mut random = Random::new(seed);
    while !stress.stop.load(Ordering::Relaxed) {
        let Ok(snapshot) = stress.host.snapshot() else { return };
        agrees(&snapshot);
        let reason = String::from("stress");
        let member = random.one_of(&snapshot.clients).map(|row| row.id);
        let room = random.one_of(&snapshot.rooms).filter(|row| row.name != "lobby");
        let command = match (random.below(100), member, room) {
            (0..3, Some(member), _) => Command::Kick { members: vec![member], reason },
            (3..5, ..) => {
                let target = BanTarget::Pseudo(pseudo(&mut random));
                Command::Ban { targets: vec![target], lasts: Duration::from_millis(50), reason }
            }
            (5..10, _, Some(room)) => Command::CloseRoom { room: room.id, reason },
            (10..15, ..) => {
                let name = ROOMS[random.below(ROOMS.len())].to_owned();
                Command::AddRoom { name, topic: String::new(), peer_posts: false }
            }
            (15..20, ..) => notice(NoticeTarget::Everyone),
            (20..25, Some(member), _) => notice(NoticeTarget::Members(vec![member])),
            (25..30, _, Some(room)) => notice(NoticeTarget::Room(room.id)),
            (35..37, _, Some(room)) => {
                let (room, name) = (room.id, ROOMS[random.below(ROOMS.len())].to_owned());
                Command::ChangeRoom { room, name, topic: "stress".into(), peer_posts: true }
            }
            (37..42, Some(member), room) => {
                let room = room.filter(|_| random.percent(50)).map_or(RoomId::INBOX, |row| row.id);
                let deadline = Duration::from_secs(1);
                let ask = Ask { room, deadline, ..Ask::members("stress/ask", vec![member]) };
                // Whoever or whatever was there may be gone by now.
                let _ = stress.opener.open(ask, |_| {});
                continue;
            }
            (30..35, ..) if !snapshot.bans.is_empty() => {
                Command::Unban { ids: vec![snapshot.bans[0].id] }
            }
            _ => {
                std::thread::yield_now();
                continue;
            }
        };
        match stress.host.command(command) {
            Ok(_)
            | Err(HostError::NoSuchMember | HostError::NoSuchRoom)
            | Err(HostError::NoSuchBan | HostError::RoomExists | HostError::Stopped) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

fn notice(target: NoticeTarget) -> Command {
    Command::Notice { target, text: "stress".into() }
}

/// Each room has as many members as there are clients in it.
fn agrees(snapshot: &Snapshot) {
    for room in &snapshot.rooms {
        let inside = snapshot.clients.iter().filter(|row| row.rooms.contains(&room.name)).count();
        assert_eq!(inside, room.members, "{room:?}");
    }
}

/// Lets everybody loose, calls `meanwhile`, and then waits until they have stopped.
fn let_loose(server: &Server, meanwhile: impl FnOnce()) -> Vec<Guest> {
    let (order, stop) = (Order::default(), AtomicBool::new(false));
    let (address, host, opener) = (server.local_addr(), server.host(), server.opener());
    let stress = Stress { address, host, opener, order: &order, stop: &stop };
    let snapshots = stress.host.watch(Box::new(|| {}));
    std::thread::scope(|scope| {
        let guests: Vec<ScopedJoinHandle<'_, Guest>> = (0..GUESTS as u64)
            .map(|seed| {
                scope.spawn({
                    let stress = &stress;
                    move || Actor::new(stress, seed).run()
                })
            })
            .collect();
        for seed in 0..HOSTS as u64 {
            let stress = &stress;
            scope.spawn(move || reign(stress, 1_000 + seed));
        }
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                if let Ok(snapshot) = snapshots.recv_timeout(Duration::from_millis(100)) {
                    agrees(&snapshot);
                }
            }
        });
        meanwhile();
        stop.store(true, Ordering::Relaxed);
        guests.into_iter().map(|guest| guest.join().expect("a guest")).collect()
    })
}

#[test]
fn under_stress_nothing_hangs_and_all_agree_afterwards() {
    let _alone = alone();
    let _watchdog = Watchdog::new(Duration::from_secs(8) + 4 * PATIENCE);
    let before = Held::now();
    let server = support::stage::start(busy_config());
    let idle = Held::now();
    let ends = Instant::now() + Duration::from_secs(7);
    let (_never, nothing) = crossbeam_channel::bounded::<()>(0);
    let mut guests = let_loose(&server, || {
        // Nothing is to be waited for but the time.
        let _ = nothing.recv_deadline(ends);
    });
    all_agree(&server, &mut guests);
    for (index, mut guest) in guests.into_iter().enumerate() {
        if index % 2 == 0 {
            guest.reset();
        } else {
            assert_eq!(guest.bye(), Gone::Bye(ByeReason::Leaving));
        }
    }
    let empty = host_sees(&server, |now| now.clients.is_empty() && now.connections == 0);
    assert!(empty.rooms.iter().all(|room| room.members == 0), "{:?}", empty.rooms);
    idle.comes_back();
    server.stop("");
    before.comes_back();
}

/// Nobody does anything any more: the host and all guests must see the same people in the same rooms.
fn all_agree(server: &Server, guests: &mut [Guest]) {
    for (index, guest) in guests.iter_mut().enumerate() {
        while !guest.is_open() {
            let stream = TcpStream::connect(server.local_addr()).expect("a server that listens");
            match guest.open(stream) {
                Ok(Began::Resumed) => {}
                Ok(Began::Nameless) => {
                    let named = guest.name(&format!("late {index}"));
                    assert_eq!(named, Ok(Ok(())));
                }
                Err(_) => *guest = Guest::default(),
            }
        }
        // What the host did last may still be on its way.
        if guest.ask(&ListRooms { after: "".into() }).is_err() {
            *guest = Guest::default();
        }
    }
    guests.iter_mut().filter(|guest| guest.is_open()).for_each(|guest| {
        guest.settle().expect("receipts");
    });
    let open: BTreeMap<MemberId, String> = guests
        .iter()
        .filter(|guest| guest.is_open())
        .map(|guest| (guest.member(), guest.pseudo.clone()))
        .collect();
    assert!(open.len() > GUESTS / 2, "{open:?}");
    // Sessions that nobody has resumed are over after a while.
    let snapshot =
        host_sees(server, |now| now.clients.len() == open.len() && now.connections == open.len());
    let seen: BTreeMap<_, _> =
        snapshot.clients.iter().map(|row| (row.id, row.pseudo.clone())).collect();
    assert_eq!(seen, open);
    assert!(snapshot.clients.iter().all(|row| row.link == LinkState::Online));
    agrees(&snapshot);
    let inside: Vec<(MemberId, BTreeSet<RoomId>)> =
        guests.iter().map(|guest| (guest.member(), guest.rooms().into_iter().collect())).collect();
    for guest in guests.iter_mut().filter(|guest| guest.is_open()) {
        for room in guest.rooms() {
            let page = guest.ask(&ListMembers { room, after: MemberId(0) }).expect("an answer");
            assert_eq!(page.kind(), Kind::MEMBERS, "{page:?}");
            let listed: BTreeMap<_, _> = page
                .read::<Members>()
                .members
                .into_iter()
                .map(|member| (member.id, member.pseudo.to_string()))
                .collect();
            let here = inside.iter().filter(|(_, rooms)| rooms.contains(&room));
            let here: BTreeMap<_, _> =
                here.map(|(member, _)| (*member, open[member].clone())).collect();
            assert_eq!(listed, here);
        }
    }
}

#[test]
fn a_server_under_stress_stops_at_once() {
    let _alone = alone();
    let _watchdog = Watchdog::new(4 * PATIENCE);
    let before = Held::now();
    let server = support::stage::start(busy_config());
    let (address, host) = (server.local_addr(), server.host());
    let guests = let_loose(&server, || {
        host_sees(&server, |now| now.clients.len() > GUESTS / 2);
        host.command(Command::Stop { reason: "enough".into() }).expect("a stop");
        server.wait();
    });
    assert!(TcpStream::connect(address).is_err(), "somebody still listens");
    drop(server);
    drop(guests);
    before.comes_back();
}
