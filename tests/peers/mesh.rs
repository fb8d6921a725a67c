//! Posts of a room that go past the server, where the room says so and all allow it.

use crate::stage::{WAIT, client};
use crossbeam_channel::{Receiver, Select, bounded};
use salon::client::{Client, Content, Event, Opening, Room};
use salon::hub::host::Command;
use salon::net::{Config, RoomConfig, Server};
use salon::peer::{self, Arrival, MAX_MEMBERS, MeetOptions, Mesh, Path, Posted};
use salon::proto::error_code::Outcome;
use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::time::Instant;

fn server() -> Server {
    let lobby = RoomConfig { peer_posts: true, ..RoomConfig::new("lobby", "") };
    let rooms = vec![lobby, RoomConfig::new("hall", "")];
    let listen = (Ipv4Addr::LOCALHOST, 0).into();
    Server::start(Config { listen, rooms, ..Config::default() }).unwrap()
}

/// Somebody in a room, who reads all that comes, and what they were told.
struct Member {
    client: Client,
    room: Room,
    mesh: Option<Mesh>,
    /// Something has come from the server.
    woken: Receiver<()>,
    /// What was said, by whom, and whether it came directly.
    heard: Vec<(String, String, bool)>,
    lost: usize,
    events: Vec<Event>,
}

impl Member {
    fn enter(server: &Server, pseudo: &str, room: &str, allows: bool) -> Self {
        let client = client(&format!("127.0.0.1:{}", server.local_addr().port()), pseudo);
        let room = client.join(room).unwrap();
        let (wake, woken) = bounded(1);
        client.events().on_event(Box::new(move || {
            let _ = wake.try_send(());
        }));
        let (heard, events) = (Vec::new(), Vec::new());
        let mut member = Self { client, room, mesh: None, woken, heard, lost: 0, events };
        if allows {
            member.allow();
        }
        member
    }

    fn allow(&mut self) {
        let mesh = Mesh::new(&self.client, &self.room, MeetOptions::default());
        self.mesh = Some(mesh.unwrap());
    }

    fn mesh(&self) -> &Mesh {
        self.mesh.as_ref().unwrap()
    }

    /// Reads what has come.
    fn read(&mut self) {
        let _ = self.woken.try_recv();
        while let Ok(event) = self.client.events().try_recv() {
            let own = match &mut self.mesh {
                Some(mesh) => mesh.handle(&event),
                None => peer::decline_for_room(&self.client, &event).unwrap(),
            };
            if own {
                continue;
            }
            if let Event::Posted { pseudo, content, .. } = &event {
                self.hear(pseudo.clone(), content, false);
            }
            self.events.push(event);
        }
        let arrivals = self.mesh.iter().flat_map(|mesh| mesh.arrivals().try_iter());
        for arrival in arrivals.collect::<Vec<_>>() {
            match arrival {
                Arrival::Post { pseudo, content, .. } => self.hear(pseudo, &content, true),
                Arrival::PathClosed { lost, .. } => self.lost += usize::from(lost),
                Arrival::PathOpened { path, .. } => assert!(matches!(path, Path::Direct(_))),
                Arrival::Missed(_) => panic!("{arrival:?}"),
            }
        }
    }

    fn hear(&mut self, pseudo: String, content: &Content, directly: bool) {
        self.heard.push((pseudo, content.text().unwrap().to_owned(), directly));
    }

    fn heard(&self, pseudo: &str, text: &str, directly: bool) -> usize {
        let it = (pseudo.to_owned(), text.to_owned(), directly);
        self.heard.iter().filter(|heard| **heard == it).count()
    }

    /// With how many others it has paths, and how many are missing.
    fn paths(&self) -> (usize, usize) {
        let state = self.mesh().state();
        (state.paths.len(), state.missing.len())
    }
}

/// All read what comes until it is so.
#[track_caller]
fn until(all: &mut [Member], so: impl Fn(&[Member]) -> bool) {
    let end = Instant::now() + WAIT;
    loop {
        all.iter_mut().for_each(Member::read);
        if so(all) {
            return;
        }
        let mut select = Select::new();
        for member in &*all {
            select.recv(&member.woken);
            if let Some(mesh) = &member.mesh {
                select.recv(mesh.arrivals());
            }
        }
        select.ready_deadline(end).expect("it never came to be");
    }
}

/// How many posts the server has seen in a room.
fn posts(server: &Server, name: &str) -> u64 {
    let rooms = server.host().snapshot().unwrap().rooms;
    rooms.iter().find(|room| room.name == name).unwrap().posts
}

/// Members of a room who allow it, and have paths to each other.
fn tied(server: &Server, room: &str, pseudos: &[&str]) -> Vec<Member> {
    let enter = |pseudo: &&str| Member::enter(server, pseudo, room, true);
    let mut all: Vec<Member> = pseudos.iter().map(enter).collect();
    let others = pseudos.len() - 1;
    until(&mut all, |all| all.iter().all(|member| member.paths() == (others, 0)));
    all
}

/// To how many peers it went; none if through the server.
fn post(by: &Member, text: &str) -> Option<usize> {
    match by.mesh().post(text).unwrap() {
        Posted::ToPeers { count } => Some(count),
        Posted::ThroughServer(_) => None,
    }
}

const ADA: usize = 0;
const BOB: usize = 1;
const CLEO: usize = 2;
const DORA: usize = 3;

#[test]
fn three_talk_past_the_server_and_through_it_while_a_fourth_is_there() {
    let server = server();
    let mut all = tied(&server, "lobby", &["Ada", "Bob", "Cleo"]);
    let code = |one: &Member, other: &Member| {
        let state = one.mesh().state();
        assert!(state.is_whole());
        state.paths.into_iter().find(|path| path.member == other.client.member()).unwrap().code
    };
    assert_eq!(code(&all[ADA], &all[BOB]), code(&all[BOB], &all[ADA]));
    for (by, text) in all.iter().zip(["one", "two", "three"]) {
        assert_eq!(post(by, text), Some(2));
    }
    until(&mut all, |all| all.iter().all(|member| member.heard.len() == 2));
    assert_eq!(all[ADA].heard("Bob", "two", true) + all[ADA].heard("Cleo", "three", true), 2);
    assert_eq!(all[BOB].heard("Ada", "one", true) + all[CLEO].heard("Ada", "one", true), 2);
    assert_eq!(posts(&server, "lobby"), 0);

    // Dora doesn't allow it: all goes through the server, once.
    all.push(Member::enter(&server, "Dora", "lobby", false));
    until(&mut all, |all| all.iter().all(|member| member.room.members().len() == 4));
    assert_eq!(post(&all[ADA], "four"), None);
    assert!(!all[ADA].mesh().state().is_whole());
    until(&mut all, |all| all.iter().all(|member| member.heard("Ada", "four", false) == 1));
    assert_eq!(posts(&server, "lobby"), 1);

    // She allows it, and then no longer.
    all[DORA].allow();
    until(&mut all, |all| all.iter().all(|member| member.paths() == (3, 0)));
    assert_eq!(post(&all[DORA], "five"), Some(3));
    until(&mut all, |all| all[..3].iter().all(|member| member.heard("Dora", "five", true) == 1));
    all[DORA].mesh = None;
    until(&mut all, |all| all[..3].iter().all(|m| m.paths() == (2, 1) && m.lost == 1));
    assert_eq!(post(&all[BOB], "six"), None);
    until(&mut all, |all| all.iter().all(|member| member.heard("Bob", "six", false) == 1));

    // She leaves.
    all.pop().unwrap().room.leave().unwrap();
    until(&mut all, |all| all.iter().all(|member| member.paths() == (2, 0)));
    assert_eq!(post(&all[CLEO], "seven"), Some(2));
    until(&mut all, |all| all[..CLEO].iter().all(|m| m.heard("Cleo", "seven", true) == 1));
    assert_eq!(posts(&server, "lobby"), 2);
    // Nobody has heard anything twice, and no question was shown to anybody.
    for member in &all {
        let texts: BTreeSet<&String> = member.heard.iter().map(|(_, text, _)| text).collect();
        assert_eq!(texts.len(), member.heard.len(), "{:?}", member.heard);
        let asks = |event: &Event| matches!(event, Event::Opened { .. } | Event::Introduced { .. });
        assert!(!member.events.iter().any(asks));
    }
}

#[test]
fn the_host_gives_leave_and_takes_it() {
    let server = server();
    let enter = |pseudo| Member::enter(&server, pseudo, "hall", true);
    let mut all = vec![enter("Ada"), enter("Bob")];
    let hall = all[ADA].room.id();
    let set = |peer_posts| {
        let (name, topic) = ("hall".into(), String::new());
        let command = Command::ChangeRoom { room: hall, name, topic, peer_posts };
        server.host().command(command).unwrap();
    };
    assert!(!all[ADA].mesh().state().allowed);
    assert_eq!(post(&all[ADA], "through it"), None);
    set(true);
    until(&mut all, |all| all.iter().all(|member| member.paths() == (1, 0)));
    assert_eq!(post(&all[BOB], "past it"), Some(1));
    until(&mut all, |all| all[ADA].heard("Bob", "past it", true) == 1);
    set(false);
    until(&mut all, |all| all.iter().all(|member| member.paths() == (0, 1)));
    assert_eq!(post(&all[BOB], "through it again"), None);
    until(&mut all, |all| all[ADA].heard("Bob", "through it again", false) == 1);
    assert_eq!(posts(&server, "hall"), 2);
}

#[test]
fn whoever_is_renamed_is_heard_by_the_new_name() {
    let server = server();
    let mut all = tied(&server, "lobby", &["Ada", "Bob"]);
    all[BOB].client.rename("Bert").unwrap();
    let knows = |member: &Member| member.room.members().iter().any(|m| m.pseudo.as_str() == "Bert");
    until(&mut all, |all| knows(&all[ADA]));
    post(&all[BOB], "hello");
    until(&mut all, |all| all[ADA].heard("Bert", "hello", true) == 1);
}

#[test]
fn in_a_crowd_all_goes_through_the_server() {
    let server = server();
    let enter = |n| Member::enter(&server, &format!("Member {n}"), "lobby", false);
    let mut all: Vec<Member> = (0..MAX_MEMBERS).map(enter).collect();
    all.push(Member::enter(&server, "Ada", "lobby", true));
    let ada = &all[MAX_MEMBERS];
    let state = ada.mesh().state();
    assert!(state.too_many && state.allowed && state.missing.len() == MAX_MEMBERS);
    assert_eq!(post(ada, "hello"), None);
    until(&mut all, |all| all.iter().all(|member| member.heard("Ada", "hello", false) == 1));
    let asked = |event: &Event| matches!(event, Event::Opened { .. });
    assert!(!all.iter().any(|member| member.events.iter().any(asked)));
}

#[test]
fn what_was_posted_last_arrives_before_the_paths_are_closed() {
    let server = server();
    // The one runs the server of the path, the other doesn't.
    for leaves in [ADA, BOB] {
        let mut all = tied(&server, "lobby", &["Ada", "Bob"]);
        let said: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        for text in &said {
            assert_eq!(post(&all[leaves], text), Some(1));
        }
        all[leaves].mesh = None;
        let stays = 1 - leaves;
        until(&mut all, |all| all[stays].lost == 1);
        let heard: Vec<&String> = all[stays].heard.iter().map(|(_, text, _)| text).collect();
        assert_eq!(heard, said.iter().collect::<Vec<_>>());
        for member in all {
            member.mesh.into_iter().for_each(drop);
            member.client.bye().unwrap();
        }
    }
}

#[test]
fn who_asks_without_end_is_put_off() {
    salon::payload! { struct ForRoom: "salon/peer-room" { room: u32 } }
    let server = server();
    let enter = |pseudo, allows| Member::enter(&server, pseudo, "lobby", allows);
    let mut all = vec![enter("Ada", true), enter("Eve", false)];
    let (ada, lobby) = (all[ADA].client.member(), all[ADA].room.id());
    const QUESTIONS: usize = 5;
    for _ in 0..QUESTIONS {
        let opening = Opening::new("salon/peer").toward([ada]);
        drop(all[1].client.open(opening, &ForRoom { room: lobby.0 }).unwrap());
    }
    let ends = |all: &[Member]| -> Vec<Outcome> {
        let end = |event: &Event| match event {
            Event::Resolved { outcome, .. } => Some(*outcome),
            _ => None,
        };
        all[1].events.iter().filter_map(end).collect()
    };
    until(&mut all, |all| ends(all).len() == QUESTIONS);
    let ends = ends(&all);
    assert_eq!(ends.iter().filter(|end| **end == Outcome::Completed).count(), QUESTIONS - 1);
    assert!(ends.contains(&Outcome::Declined));
}
