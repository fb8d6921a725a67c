use super::{Held, Keeper};
use crate::client::{Client, Event, Link, Options};
use crate::net::{Config, Server};
use crate::peer::mesh::ways::Ways;
use crate::peer::tests::{hears, sessions, sessions_with_a_gate};
use crate::peer::{Arrival, MeetOptions, PeerSession};
use crate::proto::ids::{Number, RoomId, SequenceId};
use crossbeam_channel::{Receiver, bounded};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

const WAIT: Duration = Duration::from_secs(30);
const QUESTION: SequenceId = SequenceId(1);

/// A keeper that holds one path, and who is at its other end.
struct Stage {
    _server: Server,
    keeper: Keeper,
    arrivals: Receiver<Arrival>,
    other: PeerSession,
}

fn stage() -> Stage {
    let config = Config { listen: (Ipv4Addr::LOCALHOST, 0).into(), ..Config::default() };
    let server = Server::start(config).unwrap();
    let link = Link::new("127.0.0.1", server.local_addr().port());
    let client = Client::connect(&link, Options::new("Ada")).unwrap();
    let room = client.join("lobby").unwrap();
    let (outlet, arrivals) = bounded(8);
    let ends = (bounded(1).0, bounded(1).0, outlet);
    let within = client.session();
    let options = MeetOptions::default();
    let mut keeper = Keeper::new((client, room, options), Arc::new(Ways::default()), ends);
    let (session, other) = sessions();
    let member = session.peer().member;
    keeper.held.insert(QUESTION, Held { member, session, within });
    Stage { _server: server, keeper, arrivals, other }
}

#[test]
fn what_has_come_is_told_before_its_path_is_closed() {
    let Stage { mut keeper, arrivals, other, .. } = stage();
    let session = &keeper.held[&QUESTION].session;
    other.room().post("the first").unwrap();
    hears(session, "the first");
    // With that answer, all is over that it meant; what comes next is the post.
    session.client().people().unwrap();
    let (wake, woken) = bounded(1);
    session.client().events().on_event(Box::new(move || {
        let _ = wake.try_send(());
    }));
    other.room().post("the last word").unwrap();
    woken.recv_timeout(WAIT).unwrap();
    keeper.let_go(QUESTION, false);
    let arrived: Vec<Arrival> = arrivals.try_iter().collect();
    let [Arrival::Post { content, pseudo, .. }, Arrival::PathClosed { lost: false, .. }] =
        arrived.as_slice()
    else {
        panic!("{arrived:?}");
    };
    assert_eq!((pseudo.as_str(), content.text()), ("Bob", Some("the last word")));
}

#[test]
fn what_the_other_says_is_missing_is_no_number_to_trust() {
    let Stage { mut keeper, arrivals, .. } = stage();
    let here = keeper.held[&QUESTION].session.room().id();
    let gap = |room, last| Event::Gap { room, first: Number(0), last: Number(last) };
    keeper.hear(QUESTION, gap(RoomId::INBOX, 9));
    assert_eq!(keeper.missed, 0, "no post is missing there");
    keeper.hear(QUESTION, gap(here, u64::MAX));
    keeper.hear(QUESTION, gap(here, u64::MAX));
    keeper.let_go(QUESTION, true);
    let arrived: Vec<Arrival> = arrivals.try_iter().collect();
    assert!(
        matches!(arrived.as_slice(), [Arrival::Missed(u64::MAX), Arrival::PathClosed { .. }]),
        "{arrived:?}"
    );
}

#[test]
fn one_who_gives_no_receipt_holds_up_no_other_path_when_all_are_closed() {
    let Stage { mut keeper, other, .. } = stage();
    let (ada, bob, gate) = sessions_with_a_gate();
    let member = ada.peer().member;
    let held = gate.lock();
    ada.room().post("the last word").unwrap();
    // It would be the first, were one closed after the other.
    keeper.held.insert(SequenceId(0), Held { member, session: ada, within: 1 });
    let ending = thread::spawn(move || keeper.end());
    // Sooner than a receipt is waited for.
    let soon = Duration::from_secs(8);
    let ended = loop {
        match other.client().events().recv_timeout(soon) {
            Ok(_) => {}
            Err(end) => break end == crossbeam_channel::RecvTimeoutError::Disconnected,
        }
    };
    assert!(ended, "the other path is still waiting");
    drop(held);
    hears(&bob, "the last word");
    ending.join().unwrap();
}
