use super::{WAIT, hears};
use crate::client::{Client, Event, Introduction, Link, OpenSequence, Options, StreamOpening};
use crate::net::{Config, Server};
use crate::peer::{MeetOptions, Path, PeerError, PeerSession, agree, ask, is_asked, meet};
use std::net::Ipv4Addr;
use std::thread;
use std::time::Instant;

const DIRECT: MeetOptions = MeetOptions { direct: true, relay: false };
const RELAYED: MeetOptions = MeetOptions { direct: false, relay: true };

struct Stage {
    server: Server,
    ada: Client,
    bob: Client,
}

impl Stage {
    fn new() -> Self {
        let config = Config { listen: (Ipv4Addr::LOCALHOST, 0).into(), ..Config::default() };
        let server = Server::start(config).unwrap();
        let link = Link::new("127.0.0.1", server.local_addr().port());
        let client = |pseudo: &str| Client::connect(&link, Options::new(pseudo)).unwrap();
        let (ada, bob) = (client("Ada"), client("Bob"));
        Self { server, ada, bob }
    }

    fn introduce(&self) -> (Introduction, Introduction) {
        let _asking = ask(&self.ada, self.bob.member()).unwrap();
        agree(&self.bob, &asked(&self.bob)).unwrap();
        (introduced(&self.ada), introduced(&self.bob))
    }

    fn meet(
        &self,
        options: [MeetOptions; 2],
    ) -> (Result<PeerSession, PeerError>, Result<PeerSession, PeerError>) {
        let (to_bob, to_ada) = self.introduce();
        thread::scope(|scope| {
            let other = scope.spawn(|| meet(&self.bob, &to_ada, options[1]));
            (meet(&self.ada, &to_bob, options[0]), other.join().unwrap())
        })
    }
}

fn asked(client: &Client) -> OpenSequence {
    loop {
        match client.events().recv_timeout(WAIT).expect("a question") {
            Event::Opened { sequence, .. } if is_asked(&sequence) => return sequence,
            _ => {}
        }
    }
}

fn introduced(client: &Client) -> Introduction {
    loop {
        let event = client.events().recv_timeout(WAIT).expect("an introduction");
        if let Event::Introduced { introduction, .. } = event {
            return introduction;
        }
    }
}

#[test]
fn two_on_one_machine_meet_directly_and_outlive_the_server() {
    let stage = Stage::new();
    let (ada, bob) = stage.meet([DIRECT, DIRECT]);
    let (ada, bob) = (ada.unwrap(), bob.unwrap());
    assert_eq!(ada.code(), bob.code());
    assert!(matches!(ada.path(), Path::Direct(_)) && matches!(bob.path(), Path::Direct(_)));
    stage.server.stop("");
    ada.room().post("Are you there?").unwrap();
    hears(&bob, "Are you there?");
    bob.room().post("I am.").unwrap();
    hears(&ada, "I am.");
}

#[test]
fn who_would_not_be_seen_goes_through_the_server() {
    let stage = Stage::new();
    for options in [[RELAYED, RELAYED], [RELAYED, MeetOptions::default()]] {
        let (ada, bob) = stage.meet(options);
        let (ada, bob) = (ada.unwrap(), bob.unwrap());
        assert_eq!((ada.path(), bob.path()), (Path::Relayed, Path::Relayed));
        assert_eq!(ada.code(), bob.code());
        ada.room().post("Hello").unwrap();
        hears(&bob, "Hello");
        bob.room().post("Hello, too").unwrap();
        hears(&ada, "Hello, too");
    }
}

#[test]
fn streams_go_from_peer_to_peer() {
    let stage = Stage::new();
    let (ada, bob) = stage.meet([DIRECT, DIRECT]);
    let (ada, bob) = (ada.unwrap(), bob.unwrap());
    let content = vec![7_u8; 3_000_000];
    for (from, to) in [(&ada, &bob), (&bob, &ada)] {
        let receiver = to.client().member();
        let ticket = from.client().open_stream(receiver, &StreamOpening::named("much")).unwrap();
        let came = thread::scope(|scope| {
            scope.spawn(|| {
                let mut sending = from.client().send_stream(&ticket).unwrap();
                std::io::copy(&mut content.as_slice(), &mut sending).unwrap();
                sending.finish().unwrap();
            });
            loop {
                let event = to.client().events().recv_timeout(WAIT).expect("an offer");
                let Event::StreamOffered { offer, .. } = event else { continue };
                let received = crate::client::Received::nothing();
                let mut stream = to.client().receive_stream(&offer.ticket, received).unwrap();
                let mut came = Vec::new();
                std::io::copy(&mut stream, &mut came).unwrap();
                stream.finish().unwrap();
                return came;
            }
        });
        assert!(came == content);
    }
}

#[test]
fn one_who_does_not_come_is_missed() {
    let stage = Stage::new();
    let (to_bob, _) = stage.introduce();
    let begun = Instant::now();
    assert!(matches!(meet(&stage.ada, &to_bob, DIRECT), Err(PeerError::Absent)));
    assert!(begun.elapsed() < WAIT);
}
