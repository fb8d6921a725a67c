//! The paths that two peers find in networks, and who sees what of it.

use crate::network::{Capture, alone, bytes_through, cable, has, machine, on, router, switch};
use crate::stage::{asked, client, hears, introduced, server, wait_for};
use salon::client::{Client, Event};
use salon::peer::{self, MeetOptions, Path, PeerSession};
use std::thread;
use std::time::Instant;

/// What a room is told, as the control of a capture: a server does see that.
const IN_THE_ROOM: &str = "this is for everybody: marzipan";

/// What a peer is told.
const IN_CONFIDENCE: &str = "this is for you alone: nougat";

/// So many bytes go from peer to peer, each way, so that counters tell.
const MUCH: usize = 2_000_000;

/// What else may pass a server meanwhile: signs of life, what kernels say to each other.
const LITTLE: u64 = 20_000;

/// Threads of a client on a machine: it lives there from its first connection on.
fn client_on(machine: &str, server: &str, pseudo: &str) -> Client {
    on(machine, || client(server, pseudo))
}

/// A client, and its machine.
type At<'a> = (&'a str, &'a Client);

/// The first asks the second, and they meet.
fn meet((here, one): At<'_>, (there, other): At<'_>) -> (PeerSession, PeerSession) {
    let options = MeetOptions::default();
    thread::scope(|scope| {
        let second = scope.spawn(|| {
            peer::agree(other, &asked(other)).unwrap();
            let introduction = introduced(other);
            on(there, || peer::meet(other, &introduction, options)).unwrap()
        });
        let _asking = peer::ask(one, other.member()).unwrap();
        let introduction = introduced(one);
        let first = on(here, || peer::meet(one, &introduction, options)).unwrap();
        (first, second.join().unwrap())
    })
}

/// Both say something in confidence, and much besides.
fn talk(ada: &PeerSession, bob: &PeerSession) {
    for (from, to) in [(ada, bob), (bob, ada)] {
        from.room().post(IN_CONFIDENCE).unwrap();
        hears(to.client(), IN_CONFIDENCE);
        let piece = vec![0xA5; 100_000];
        for _ in 0..MUCH / piece.len() {
            from.room().post_bytes("application/x", &noise(&piece)).unwrap();
        }
        from.room().post("That was all.").unwrap();
        hears(to.client(), "That was all.");
    }
}

/// Bytes that can't be compressed, as many as these.
fn noise(piece: &[u8]) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(piece.len() as u64);
    piece.iter().map(|_| random.u8(..)).collect()
}

#[test]
fn in_one_network_no_byte_passes_the_server() {
    alone("networks::in_one_network_no_byte_passes_the_server", || {
        ["s", "a", "b"].into_iter().for_each(machine);
        switch(&[("s", "10.0.0.1"), ("a", "10.0.0.2"), ("b", "10.0.0.3")]);
        let server = on("s", || server("10.0.0.1:2428"));
        let ada = client_on("a", "10.0.0.1:2428", "Ada");
        let bob = client_on("b", "10.0.0.1:2428", "Bob");
        let (to_bob, to_ada) = meet(("a", &ada), ("b", &bob));
        assert_eq!(to_bob.code(), to_ada.code());
        for (session, machine) in [(&to_bob, "10.0.0.3"), (&to_ada, "10.0.0.2")] {
            let Path::Direct(address) = session.path() else { panic!("not direct") };
            assert_eq!(address.ip().to_string(), machine);
        }
        // Nothing passes the server, neither hidden nor open; a room's words do, to be sure of it.
        let capture = Capture::on("s");
        let (before, of_a) = (bytes_through("s"), bytes_through("a"));
        talk(&to_bob, &to_ada);
        let (after, of_a_after) = (bytes_through("s"), bytes_through("a"));
        assert!(after - before < LITTLE, "{} bytes passed the server", after - before);
        assert!(of_a_after - of_a > 2 * MUCH as u64, "the counters count");
        ada.direct_and_wait("Bob", IN_THE_ROOM).unwrap();
        let seen = capture.stop();
        assert!(has(&seen, IN_THE_ROOM), "the capture captures");
        assert!(!has(&seen, IN_CONFIDENCE));
        // And they need it no more.
        server.stop("");
        talk(&to_bob, &to_ada);
    });
}

#[test]
fn between_two_homes_a_path_opens_through_both_routers() {
    alone("networks::between_two_homes_a_path_opens_through_both_routers", || {
        ["s", "ra", "rb", "a", "b"].into_iter().for_each(machine);
        switch(&[("s", "203.0.113.1"), ("ra", "203.0.113.2"), ("rb", "203.0.113.3")]);
        // Both homes number their machines in the same way.
        cable(("a", "192.168.1.2"), ("ra", "192.168.1.1"));
        cable(("b", "192.168.1.2"), ("rb", "192.168.1.1"));
        ["ra", "rb"].into_iter().for_each(router);
        let server = on("s", || server("203.0.113.1:2428"));
        let ada = client_on("a", "203.0.113.1:2428", "Ada");
        let bob = client_on("b", "203.0.113.1:2428", "Bob");
        let (to_bob, to_ada) = meet(("a", &ada), ("b", &bob));
        for (session, router) in [(&to_bob, "203.0.113.3"), (&to_ada, "203.0.113.2")] {
            let Path::Direct(address) = session.path() else { panic!("not direct") };
            assert_eq!(address.ip().to_string(), router);
        }
        server.stop("");
        talk(&to_bob, &to_ada);
    });
}

#[test]
fn where_no_path_opens_the_server_sees_ciphertext_alone() {
    alone("networks::where_no_path_opens_the_server_sees_ciphertext_alone", || {
        ["s", "a", "b"].into_iter().for_each(machine);
        cable(("a", "10.1.0.2"), ("s", "10.1.0.1"));
        cable(("b", "10.2.0.2"), ("s", "10.2.0.1"));
        let _server = on("s", || server("0.0.0.0:2428"));
        let ada = client_on("a", "10.1.0.1:2428", "Ada");
        let bob = client_on("b", "10.2.0.1:2428", "Bob");
        let begun = Instant::now();
        let (to_bob, to_ada) = meet(("a", &ada), ("b", &bob));
        assert!(begun.elapsed().as_secs() >= 5, "nobody learns sooner that a path is closed");
        assert_eq!((to_bob.path(), to_ada.path()), (Path::Relayed, Path::Relayed));
        assert_eq!(to_bob.code(), to_ada.code());
        let capture = Capture::on("s");
        let before = bytes_through("s");
        talk(&to_bob, &to_ada);
        ada.direct_and_wait("Bob", IN_THE_ROOM).unwrap();
        assert!(bytes_through("s") - before > 4 * MUCH as u64, "it all passes the server");
        let seen = capture.stop();
        assert!(has(&seen, IN_THE_ROOM), "the capture captures");
        assert!(!has(&seen, IN_CONFIDENCE));
    });
}

/// A server that would read along: it is two servers, and a client of each that bears the other's name.
/// Whoever asks to be introduced is introduced to that one, with keys of its own.
struct Between {
    as_bob: PeerSession,
    as_ada: PeerSession,
}

impl Between {
    /// Passes on what the two say, and reads it.
    fn pass_on(&self, from: &PeerSession, to: &PeerSession) -> String {
        let said = wait_for(from.client(), |event| match event {
            Event::Posted { content, author, .. } if author != from.client().member() => {
                content.text().map(str::to_owned)
            }
            _ => None,
        });
        to.room().post(&said).unwrap();
        said
    }
}

#[test]
fn a_server_that_swaps_keys_is_seen_by_the_code() {
    alone("networks::a_server_that_swaps_keys_is_seen_by_the_code", || {
        ["s", "a", "b"].into_iter().for_each(machine);
        cable(("a", "10.1.0.2"), ("s", "10.1.0.1"));
        cable(("b", "10.2.0.2"), ("s", "10.2.0.1"));
        let _servers = on("s", || [server("10.1.0.1:2428"), server("10.2.0.1:2428")]);
        let ada = client_on("a", "10.1.0.1:2428", "Ada");
        let bob = client_on("b", "10.2.0.1:2428", "Bob");
        let as_bob = client_on("s", "10.1.0.1:2428", "Bob");
        let as_ada = client_on("s", "10.2.0.1:2428", "Ada");
        let (to_bob, as_bob) = meet(("a", &ada), ("s", &as_bob));
        let (as_ada, to_ada) = meet(("s", &as_ada), ("b", &bob));
        let between = Between { as_bob, as_ada };
        // All goes as if nobody were in between …
        to_bob.room().post(IN_CONFIDENCE).unwrap();
        assert_eq!(between.pass_on(&between.as_bob, &between.as_ada), IN_CONFIDENCE);
        hears(to_ada.client(), IN_CONFIDENCE);
        assert_eq!(to_bob.peer().pseudo, "Bob");
        // … but for the code.
        assert_ne!(to_bob.code(), to_ada.code());
        assert_eq!(to_bob.code(), between.as_bob.code());
    });
}
