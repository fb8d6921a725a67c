//! Two people, and how they come together.

use salon::client::{Client, Event, Introduction, Link, OpenSequence, Options};
use salon::net::{Config, Server};
use salon::peer::{self, MeetOptions, PeerError, PeerSession};
use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

/// How long anything may take.
pub const WAIT: Duration = Duration::from_secs(60);

/// A server that listens there.
pub fn server(listen: &str) -> Server {
    let listen: SocketAddr = listen.parse().unwrap();
    Server::start(Config { listen, ..Config::default() }).unwrap()
}

/// A client of it.
pub fn client(server: &str, pseudo: &str) -> Client {
    Client::connect(&server.parse::<Link>().unwrap(), Options::new(pseudo)).unwrap()
}

/// The next event that `wanted` makes something of.
pub fn wait_for<T>(client: &Client, wanted: impl Fn(Event) -> Option<T>) -> T {
    loop {
        let event = client.events().recv_timeout(WAIT).expect("an event");
        if let Some(found) = wanted(event) {
            return found;
        }
    }
}

/// The next question whether to meet somebody.
pub fn asked(client: &Client) -> OpenSequence {
    wait_for(client, |event| match event {
        Event::Opened { sequence, .. } if sequence.asked => Some(sequence),
        _ => None,
    })
}

/// The next introduction.
pub fn introduced(client: &Client) -> Introduction {
    wait_for(client, |event| match event {
        Event::Introduced { introduction, .. } => Some(introduction),
        _ => None,
    })
}

/// Waits until somebody says this, in a room or directly.
pub fn hears(client: &Client, said: &str) {
    wait_for(client, |event| match event {
        Event::Posted { content, .. } | Event::Directed { content, .. } => {
            (content.text() == Some(said)).then_some(())
        }
        _ => None,
    });
}

/// What came of a meeting, for each.
pub type Met = Result<PeerSession, PeerError>;

/// One asks the other, who agrees, and they meet.
pub fn meet(one: &Client, other: &Client, options: [MeetOptions; 2]) -> (Met, Met) {
    thread::scope(|scope| {
        let second = scope.spawn(|| {
            peer::agree(other, &asked(other)).unwrap();
            peer::meet(other, &introduced(other), options[1])
        });
        let asking = peer::ask(one, other.member()).unwrap();
        let introduction = introduced(one);
        assert_eq!(introduction.id.0, asking.id().0);
        (peer::meet(one, &introduction, options[0]), second.join().unwrap())
    })
}
