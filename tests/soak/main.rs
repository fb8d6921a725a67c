//! `make soak`: a thousand members for SOAK_MINUTES on the real program, with losses, stalls and posts
//! at random. Every member checks the order of all it reads against that of the others; in the end
//! everybody agrees who is where, and the server holds what it held before. SOAK_SEED makes other
//! members of them.
#![cfg(feature = "cli")]

mod member;
mod server;
#[path = "../support/mod.rs"]
mod support;

use member::{Member, Soak};
use salon::proto::error_code::ByeReason;
use salon::proto::ids::{MemberId, RoomId};
use salon::proto::message::{ListMembers, ListRooms, Members};
use server::{Held, Server};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal, Write};
use std::str::FromStr;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};
use support::PATIENCE;
use support::guest::{Gone, Guest};

/// Stack of a member's thread, in bytes. There are a thousand.
const STACK: usize = 256 * 1024;

/// How much more memory than after the first crowd the server may hold in the end: a quarter, and
/// what the tapes of all rooms may hold meanwhile.
const MORE_MEMORY_PERCENT: usize = 25;
const MORE_MEMORY_KIB: usize = 8 * 1024;

fn setting<T: FromStr>(name: &str, default: T) -> T {
    match std::env::var(name) {
        Ok(text) => text.parse().ok().unwrap_or_else(|| panic!("{name} can't be {text:?}")),
        Err(_) => default,
    }
}

#[test]
#[ignore = "takes as long as it is asked to: make soak"]
fn a_thousand_members_for_a_while() {
    let minutes: f64 = setting("SOAK_MINUTES", 10.0);
    let members: usize = setting("SOAK_MEMBERS", 1_000);
    let seed: u64 = setting("SOAK_SEED", 1);
    let server = Server::start();
    let empty = server.held();
    say(&format!("The server alone:       {empty}\n"));
    // What a crowd costs once (the allocator's arenas, say) is no leak: the first one is not counted.
    crowd(&server, members, seed, Duration::from_secs(10));
    let before = settled(&server, empty);
    say(&format!("After the first crowd:  {before}\n"));
    crowd(&server, members, seed + 1, Duration::from_secs_f64(60.0 * minutes));
    let after = settled(&server, empty);
    say(&format!("After the last one:     {after}\n"));
    let most = before.memory_kib * (100 + MORE_MEMORY_PERCENT) / 100 + MORE_MEMORY_KIB;
    assert!(after.memory_kib <= most, "memory was not given back: at most {most} KiB");
    assert!(server.stop().success(), "the server ends well");
    say("Nothing was lost, doubled, reordered or left behind.\n");
}

/// Past what the test harness keeps for itself.
fn say(text: &str) {
    let mut out = std::io::stderr();
    out.write_all(text.as_bytes()).expect("a terminal or a file");
}

/// A crowd that comes, stays for a while and goes.
fn crowd(server: &Server, members: usize, seed: u64, lasts: Duration) {
    let soak = Soak::at(server.address);
    let mut guests: Vec<Guest> = std::thread::scope(|scope| {
        let spawn = |index| {
            let member = Member::new(&soak, index, seed);
            let thread = std::thread::Builder::new().stack_size(STACK);
            thread.spawn_scoped(scope, move || member.run()).expect("a thread")
        };
        let threads: Vec<_> = (0..members).map(spawn).collect();
        show_progress(server, &soak, lasts);
        soak.stop.store(true, Relaxed);
        threads.into_iter().map(|thread| thread.join().expect("a member without fault")).collect()
    });
    all_agree(&mut guests);
    for (index, mut guest) in guests.into_iter().enumerate() {
        if index % 2 == 0 {
            guest.reset();
        } else {
            assert_eq!(guest.bye(), Gone::Bye(ByeReason::Leaving));
        }
    }
}

/// A line that is renewed each second; of its own each ten where nobody looks at a terminal.
fn show_progress(server: &Server, soak: &Soak, lasts: Duration) {
    let begin = Instant::now();
    let terminal = std::io::stderr().is_terminal();
    let mut seconds = 0;
    while begin.elapsed() < lasts && !soak.stop.load(Relaxed) {
        std::thread::sleep(Duration::from_secs(1).min(lasts.saturating_sub(begin.elapsed())));
        seconds += 1;
        if terminal || seconds % 10 == 0 {
            let counts = [
                ("members", &soak.online),
                ("posts", &soak.posts),
                ("delivered", &soak.deliveries),
                ("losses", &soak.losses),
                ("resumed", &soak.resumed),
                ("stalls", &soak.stalls),
                ("let go", &soak.let_go),
                ("gaps", &soak.gaps),
            ];
            let counts = counts.map(|(what, count)| format!("{} {what}", count.load(Relaxed)));
            let (start, end) = if terminal { ("\r\x1b[K", "") } else { ("", "\n") };
            let elapsed = begin.elapsed().as_secs();
            say(&format!("{start}{elapsed} s: {}; {}{end}", counts.join(", "), server.held()));
        }
    }
    if terminal {
        say("\n");
    }
}

/// Nobody does anything any more: the lists of all rooms are what the members know of themselves.
fn all_agree(guests: &mut [Guest]) {
    let mut inside: BTreeMap<RoomId, BTreeSet<MemberId>> = BTreeMap::new();
    for guest in guests.iter() {
        for room in guest.rooms() {
            inside.entry(room).or_default().insert(guest.member());
        }
    }
    // Sessions of connections that were given up end only after the grace period.
    let deadline = Instant::now() + PATIENCE;
    for (room, members) in inside {
        loop {
            let guest = guests.iter_mut().find(|guest| guest.rooms().contains(&room));
            let listed = listed(guest.expect("a member of the room"), room);
            if listed == members {
                break;
            }
            let ghosts: Vec<_> = listed.symmetric_difference(&members).collect();
            assert!(Instant::now() < deadline, "{room:?}: not everybody agrees on {ghosts:?}");
            std::thread::sleep(Duration::from_millis(200));
            // Whoever is silent for too long is given up.
            for guest in guests.iter_mut() {
                guest.ask(&ListRooms { after: "".into() }).expect("an answer");
            }
        }
    }
}

/// Everybody in a room, as the server lists them.
fn listed(guest: &mut Guest, room: RoomId) -> BTreeSet<MemberId> {
    let mut listed = BTreeSet::new();
    loop {
        let after = listed.last().copied().unwrap_or(MemberId(0));
        let page = guest.ask(&ListMembers { room, after }).expect("an answer");
        let page: Members = page.read();
        listed.extend(page.members.iter().map(|member| member.id));
        if !page.more {
            return listed;
        }
    }
}

/// Waits until the server has no more threads and descriptors than when it was alone.
fn settled(server: &Server, alone: Held) -> Held {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let held = server.held();
        if held.threads == alone.threads && held.descriptors == alone.descriptors {
            return held;
        }
        assert!(Instant::now() < deadline, "{held} are held, and before it was {alone}");
        std::thread::sleep(Duration::from_millis(100));
    }
}
