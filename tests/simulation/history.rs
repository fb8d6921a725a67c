//! One history: what happens in it is chosen by its seed.

use crate::calls::{How, services};
use crate::guest::{Guest, To};
use crate::ledger::Ledger;
use crate::plant::Planted;
use crate::world::World;
use parking_lot::Mutex;
use salon::client::Opening;
use salon::hub::host::{BanTarget, Command, NoticeTarget};
use salon::hub::inbox::MAX_KEPT;
use salon::net::{Config, Rate, RoomConfig};
use salon::proto::error_code::Block;
use salon::proto::heartbeat::HeartbeatTiming;
use salon::testing::{Faults, Random};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

const NAMES: [&str; 7] = ["Ada", "Bob", "Cleo", "Dan", "Eve", "Fay", "Gus"];
const ROOMS: [&str; 4] = ["lobby", "tea", "den", "attic"];

/// How long a sequence may be open.
const MOST_OPEN: Duration = Duration::from_secs(15);

/// How long everything may take to come to rest at the end.
const REST: Duration = Duration::from_secs(200);

/// What can be told of a history.
#[derive(Default)]
pub struct Told {
    pub log: String,
    pub fingerprint: u64,
    pub frames: usize,
    pub resumes: usize,
    pub calls: usize,
}

/// Lets a history happen. Which promise was broken in it, if one was.
pub fn history(seed: u64, planted: Option<Planted>, aloud: bool) -> (Told, Result<(), String>) {
    let mut random = Random::new(seed);
    let mut config = config(&mut random);
    let gaps = config.limits.tape_bytes < 100_000;
    let ledger = Arc::new(Mutex::new(Ledger::new(gaps, aloud)));
    config.services = services(&ledger);
    let mut world = World::new(config, random.fork(), Arc::clone(&ledger), planted);
    live(&mut world, &mut random);
    rest(&mut world);
    drop(world);
    let ledger = ledger.lock();
    let told = Told {
        log: ledger.log().to_owned(),
        fingerprint: ledger.fingerprint(),
        frames: ledger.frames,
        resumes: ledger.resumes,
        calls: ledger.calls.made,
    };
    (told, ledger.fault().map_or(Ok(()), |fault| Err(fault.to_owned())))
}

fn config(random: &mut Random) -> Config {
    let seconds = |n: usize| Duration::from_secs(n as u64);
    let rooms = 2 + random.below(2);
    let mut config = Config {
        rooms: ROOMS[..rooms].iter().map(|name| RoomConfig::new(name, "")).collect(),
        open_rooms: random.percent(30),
        heartbeat: HeartbeatTiming {
            interval: seconds(3 + random.below(12)),
            timeout: seconds(1 + random.below(4)),
        },
        resume_grace: seconds([0, 5, 15, 15, 30, 30][random.below(6)]),
        announce_below: [0, 3, 200][random.below(3)],
        presence_wait: Duration::from_millis([10, 1_000, 2_000][random.below(3)]),
        ..Config::default()
    };
    config.limits.connections = 200;
    if random.percent(50) {
        config.limits.presence = Rate { per_second: 1 + rate(random), burst: 1 + rate(random) };
    }
    config.limits.handshake = seconds(2 + random.below(10));
    if random.percent(40) {
        config.limits.tape_bytes = 200 + random.below(2_000);
    }
    config.limits.posts = Rate::UNLIMITED;
    if random.percent(60) {
        let per_second = if random.percent(30) { 500 } else { 1 + rate(random) };
        config.limits.posts = Rate { per_second, burst: 1 + rate(random) };
    }
    config.limits.calls = Rate::UNLIMITED;
    if random.percent(30) {
        config.limits.calls = Rate { per_second: 1 + rate(random), burst: 1 + rate(random) };
    }
    config.limits.requests = Rate::UNLIMITED;
    if random.percent(30) {
        config.limits.requests = Rate { per_second: 3 + rate(random), burst: 5 + rate(random) };
    }
    config
}

fn rate(random: &mut Random) -> u32 {
    u32::try_from(random.below(20)).unwrap_or_default()
}

/// What happens before everything comes to rest.
fn live(world: &mut World, random: &mut Random) {
    if random.percent(70) {
        let mut witness = arrival("Witness", 99, world, random);
        witness.is_witness = true;
        world.add(witness);
        world.settle();
        for room in ROOMS {
            world.guests[0].join(room);
        }
        world.settle();
    }
    for _ in 0..2 + random.below(4) {
        arrive(world, random);
    }
    for _ in 0..10 + random.below(60) {
        act(world, random);
        world.check_names();
        let span = match random.below(10) {
            0..3 => Duration::ZERO,
            3..6 => random.up_to(Duration::from_millis(100)),
            6..9 => random.up_to(Duration::from_secs(1)),
            _ => random.up_to(Duration::from_secs(10)),
        };
        world.run_for(span);
        if world.ledger().fault().is_some() {
            return;
        }
    }
}

/// Everything comes to rest, and then everybody must agree.
fn rest(world: &mut World) {
    if world.ledger().fault().is_some() {
        return;
    }
    world.ledger().tell(|| "calm".to_owned());
    world.heal();
    let ends = world.now().plus(REST);
    // What is still on its way comes within this time.
    world.run_for(Duration::from_secs(3));
    while !world.is_at_rest() {
        if world.now() > ends {
            let open = world.describe();
            return world.ledger().broken(|| format!("it doesn't come to rest: {open}"));
        }
        world.run_for(Duration::from_secs(3));
        if world.ledger().fault().is_some() {
            return;
        }
    }
    // What the server had put off is told by then.
    world.run_for(Duration::from_secs(3));
    world.check_names();
    world.check_agreement();
    // By then each has come to its deadline.
    world.run_for(MOST_OPEN);
    world.check_sequences();
    a_name_is_free_again(world);
}

/// Whoever is gone has left no ghost that bears their pseudo.
fn a_name_is_free_again(world: &mut World) {
    let Some(snapshot) = world.server.as_ref().map(|server| server.snapshot()) else { return };
    let free =
        |guest: &&Guest| guest.over && !snapshot.clients.iter().any(|c| c.pseudo == guest.name);
    let Some(name) = world.guests.iter().find(free).map(|guest| guest.name.clone()) else { return };
    if !snapshot.bans.is_empty() {
        return;
    }
    let newcomer = Guest::new(&name, IpAddr::from([192, 0, 2, 98]), &world.time.clock(), 0);
    world.add(newcomer);
    world.run_for(Duration::from_secs(1));
    let newcomer = world.guests.last().and_then(|guest| guest.driven.error());
    if let Some(error) = newcomer {
        world.ledger().broken(|| format!("nobody is called {name}, and nobody can be: {error}"));
    }
}

fn arrival(name: &str, host: u8, world: &World, random: &mut Random) -> Guest {
    let address = IpAddr::from([192, 0, 2, host]);
    Guest::new(name, address, &world.time.clock(), random.number())
}

/// Somebody arrives, perhaps with a pseudo that is taken.
fn arrive(world: &mut World, random: &mut Random) {
    let count = world.guests.len();
    let name = NAMES[random.below(NAMES.len())];
    let name = if random.percent(20) { name.to_owned() } else { format!("{name}{count}") };
    let host = 1 + u8::try_from(random.below(5)).unwrap_or_default();
    let guest = arrival(&name, host, world, random);
    world.add(guest);
    world.settle();
    let index = world.guests.len() - 1;
    for _ in 0..1 + random.below(3) {
        world.guests[index].join(room(random));
    }
    world.settle();
}

/// A room, of those that there are from the beginning as a rule.
fn room(random: &mut Random) -> &'static str {
    let rooms = if random.percent(90) { 2 } else { ROOMS.len() };
    ROOMS[random.below(rooms)]
}

/// One thing happens.
fn act(world: &mut World, random: &mut Random) {
    let choice = random.below(100);
    let guest = random.below(world.guests.len());
    let room = room(random);
    world.ledger().tell(|| format!("choice {choice} guest {guest} room {room}"));
    match choice {
        0..32 => talk(world, random, guest, room),
        32..36 => call(world, random, guest),
        36..45 => finish_together(world, random, guest, room),
        45..53 => world.guests[guest].join(room),
        53..56 => world.guests[guest].leave(room),
        56..58 => {
            let name = format!("{}-{}", NAMES[random.below(NAMES.len())], random.below(4));
            world.guests[guest].rename(&name);
        }
        58..61 => arrive(world, random),
        61 if !world.holds_to_a_pace() && random.percent(20) => flood(world, random, guest),
        62 => lag(world, random, guest),
        61..85 => disturb(world, random, guest),
        85..87 => {
            let jump = i64::try_from(random.below(200_000)).unwrap_or_default() - 100_000;
            world.time.jump(jump);
        }
        // Everybody stood still: the machine slept.
        87 => world.time.advance(random.up_to(Duration::from_secs(60))),
        88..97 => host(world, random, room),
        97 if random.percent(60) => {
            world.stop(random.percent(50));
            if random.percent(50) {
                world.run_for(random.up_to(Duration::from_secs(20)));
            }
            world.start();
        }
        98 => world.guests[guest].quit(true),
        _ => world.guests[guest].quit(false),
    }
    world.step_guest(guest);
}

fn talk(world: &mut World, random: &mut Random, guest: usize, room: &str) {
    let times = if random.percent(20) { 1 + random.below(40) } else { 1 + random.below(3) };
    for _ in 0..times {
        let long = random.percent(20);
        if random.percent(15) {
            let other = random.below(world.guests.len());
            let Some(to) = world.guests[other].driven.pseudo() else { continue };
            world.say(guest, long, To::Member(&to));
        } else {
            world.say(guest, long, To::Room(room));
        }
    }
}

/// Somebody calls the service, perhaps more often than it can take, or waits no longer.
fn call(world: &mut World, random: &mut Random, index: usize) {
    let times = if random.percent(10) { 1 + random.below(80) } else { 1 + random.below(4) };
    for _ in 0..times {
        let deadline = Duration::from_millis(1) + random.up_to(Duration::from_secs(5));
        world.call(index, How { fails: random.percent(20), deadline });
    }
    if random.percent(30) {
        let pending = &mut world.guests[index].calls;
        pending.cancel(random.below(pending.len().max(1)));
    }
}

/// Somebody begins a sequence, or does something about those that are open.
fn finish_together(world: &mut World, random: &mut Random, index: usize, room: &str) {
    let known = world.guests[index].open_sequences(&ROOMS);
    let one = known.get(random.below(known.len().max(1)));
    let own = one.is_some_and(|one| Some(one.opener) == world.guests[index].driven.member());
    match one {
        Some(one) if one.asked && random.percent(75) => {
            let id = one.id;
            if random.percent(75) {
                world.guests[index].act(|driven| driven.answer(id, "text/plain", b"yes"));
            } else {
                world.guests[index].act(|driven| driven.decline(id, "not hungry"));
            }
        }
        // One's own, or (which must be refused) somebody else's.
        Some(one) if own && random.percent(30) || random.percent(3) => {
            let id = one.id;
            world.guests[index].act(|driven| driven.cancel(id, "soup is off"));
        }
        _ => open(world, random, index, room),
    }
}

fn open(world: &mut World, random: &mut Random, index: usize, room: &str) {
    let block = [Block::Nothing, Block::Kind, Block::Posts][random.below(3)];
    let quorum = u16::try_from([0, 0, 1, 2][random.below(4)]).unwrap_or_default();
    let kind = ["example/ask", "example/move"][random.below(2)];
    let deadline = Duration::from_secs(1) + random.up_to(MOST_OPEN - Duration::from_secs(1));
    let mut opening = Opening::new(kind).blocking(block).quorum(quorum).within(deadline);
    opening.includes_opener = random.percent(30);
    if random.percent(30) {
        let somebody = random.below(world.guests.len());
        let members = world.guests.iter().skip(somebody).filter_map(|g| g.driven.member());
        opening = opening.toward(members.take(1 + random.below(3)));
    }
    let room = (opening.audience.is_empty() || random.percent(50)).then_some(room);
    world.open(index, room, opening);
}

/// Somebody hears nothing while another says more than a tape may keep, and what they say themselves
/// is late: so they hear of the gap while their posts are still on their way.
fn lag(world: &mut World, random: &mut Random, late: usize) {
    let near = world.guests[late].end.clone();
    let (Some(near), Some(far)) = (near, world.far_end(late).cloned()) else { return };
    let is_in = |guest: &Guest, room| guest.driven.is_online() && guest.driven.room(room).is_some();
    let other =
        |room| (0..world.guests.len()).find(|i| *i != late && is_in(&world.guests[*i], room));
    let rooms = ROOMS.iter().filter(|room| is_in(&world.guests[late], room));
    let both = rooms.filter_map(|room| other(room).map(|other| (*room, other))).next();
    let Some((room, other)) = both.filter(|_| !world.guests[late].is_witness) else { return };
    far.set_faults(Faults { silent: true, capacity: 500, ..Faults::NONE });
    for _ in 0..40 {
        world.say(other, false, To::Room(room));
        world.run_for(Duration::from_millis(3));
    }
    near.set_faults(Faults { delay: Duration::from_millis(300), ..Faults::NONE });
    for _ in 0..10 {
        world.say(late, false, To::Room(room));
    }
    far.set_faults(Faults::NONE);
    world.run_for(random.up_to(Duration::from_millis(100)));
}

/// Somebody loses their connection, and is told more meanwhile than an inbox keeps.
fn flood(world: &mut World, random: &mut Random, lost: usize) {
    let online = |guest: &Guest| !guest.over && guest.driven.is_online();
    let Some(to) = world.guests[lost].driven.pseudo() else { return };
    let talker = (0..world.guests.len()).find(|i| *i != lost && online(&world.guests[*i]));
    let Some(talker) = talker.filter(|_| !world.guests[lost].is_witness) else { return };
    world.guests[lost].cut_off_until = world.now().plus(random.up_to(Duration::from_secs(10)));
    if let Some(end) = &world.guests[lost].end {
        end.reset();
    }
    world.ledger().flooded = true;
    for _ in 0..MAX_KEPT + random.below(200) {
        world.say(talker, false, To::Member(&to));
    }
}

/// Something is wrong with a guest's network, or with its program.
fn disturb(world: &mut World, random: &mut Random, index: usize) {
    let now = world.now();
    if world.guests[index].is_witness {
        return;
    }
    let later = now.plus(random.up_to(Duration::from_secs(20)));
    match random.below(8) {
        0 => world.guests[index].paused_until = later,
        1 => world.guests[index].cut_off_until = later,
        2 | 3 => {
            if let Some(end) = &world.guests[index].end {
                end.reset();
            }
        }
        _ => {
            let near = world.guests[index].end.clone();
            let far = world.far_end(index).cloned();
            for end in near.into_iter().chain(far) {
                if random.percent(50) {
                    let silent = random.percent(40);
                    end.set_faults(Faults { silent, ..Faults::random(random, end.sent()) });
                }
            }
        }
    }
}

/// The host does something.
fn host(world: &mut World, random: &mut Random, room: &str) {
    let Some(server) = &mut world.server else { return };
    let snapshot = server.snapshot();
    let somebody = snapshot.clients.get(random.below(snapshot.clients.len()));
    let somebody = somebody.filter(|row| row.pseudo != "Witness");
    let known = snapshot.rooms.iter().find(|row| row.name == room).map(|row| row.id);
    let reason = String::new();
    let command = match random.below(12) {
        0 => somebody.map(|row| Command::Kick { members: vec![row.id], reason }),
        1 if random.percent(50) => somebody.map(|row| Command::Ban {
            targets: vec![if random.percent(50) {
                BanTarget::Pseudo(row.pseudo.clone())
            } else {
                BanTarget::Address(row.address.ip())
            }],
            lasts: random.up_to(Duration::from_secs(5)),
            reason,
        }),
        2 => snapshot.bans.first().map(|ban| Command::Unban { ids: vec![ban.id] }),
        3 | 4 => {
            let target =
                somebody.map_or(NoticeTarget::Everyone, |row| NoticeTarget::Members(vec![row.id]));
            Some(Command::Notice { target, text: "soup is ready".into() })
        }
        5..8 => known.map(|room| {
            let target = NoticeTarget::Room(room);
            Command::Notice { target, text: "soup is gone".into() }
        }),
        8 => known.map(|room| Command::CloseRoom { room, reason }),
        _ if known.is_none() => Some(Command::AddRoom {
            name: room.into(),
            topic: String::new(),
            peer_posts: random.percent(50),
        }),
        9 => known.map(|id| {
            let topic = if random.percent(50) { "soup" } else { "stew" };
            let (name, topic, peer_posts) = (room.into(), topic.into(), random.percent(50));
            Command::ChangeRoom { room: id, name, topic, peer_posts }
        }),
        _ => None,
    };
    if let Some(command) = command {
        let opens = matches!(command, Command::AddRoom { .. });
        world.ledger().tell(|| format!("the host: {command:?}"));
        if let Some(server) = &mut world.server {
            let done = server.command(command);
            world.ledger().tell(|| format!("the host: {done:?}"));
        }
        if opens && world.guests[0].is_witness {
            world.guests[0].join(room);
            world.settle();
        }
    }
}
