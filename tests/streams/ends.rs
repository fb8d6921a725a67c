//! A server, and two clients on it between whom streams go.

use crate::support::PATIENCE;
use crate::support::process::alone;
use parking_lot::MutexGuard;
use salon::client::{Client, Event, Link, Options, StreamOffer, StreamOpening, Ticket};
use salon::net::{Config, Limits, Rate, Server, Transfers};
use salon::proto::error_code::StreamEnd;
use salon::proto::ids::StreamId;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// So soon whoever is cut is gone.
pub const AT_ONCE: Duration = Duration::from_secs(1);

pub fn config() -> Config {
    let limits = Limits { posts: Rate::UNLIMITED, requests: Rate::UNLIMITED, ..Limits::default() };
    // How much of the machine they may have is no matter here.
    let transfers = Transfers { share: 100, ..Transfers::default() };
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    Config { listen, limits, transfers, ..Config::default() }
}

/// Ada sends, Bob receives.
pub struct Ends {
    pub server: Server,
    pub ada: Client,
    pub bob: Client,
    /// Tests look at the memory of the process: one goes after the other.
    _alone: MutexGuard<'static, ()>,
}

pub fn enter(server: &Server, pseudo: &str) -> Client {
    let link = Link::new("127.0.0.1", server.local_addr().port());
    Client::connect(&link, Options::new(pseudo)).unwrap()
}

impl Ends {
    pub fn new(config: Config) -> Self {
        let _alone = alone();
        let server = Server::start(config).unwrap();
        let (ada, bob) = (enter(&server, "Ada"), enter(&server, "Bob"));
        Self { server, ada, bob, _alone }
    }

    /// Ada opens a stream to Bob.
    pub fn open(&self, length: Option<u64>) -> (Ticket, StreamOffer) {
        let opening = StreamOpening { length, ..StreamOpening::named("song.flac") };
        let ticket = self.ada.open_stream(self.bob.member(), &opening).unwrap();
        let offer = until(&self.bob, |event| match event {
            Event::StreamOffered { offer, .. } => Some(offer),
            _ => None,
        });
        assert_eq!(offer.ticket.stream, ticket.stream);
        (ticket, offer)
    }
}

/// The first event that `want` makes something of; others are passed over.
pub fn until<T>(client: &Client, want: impl Fn(Event) -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let event = client.events().recv_timeout(left).expect("what is waited for comes");
        if let Some(wanted) = want(event) {
            return wanted;
        }
    }
}

/// How a stream came to its end, as `client` is told.
pub fn end_of(client: &Client, wanted: StreamId) -> (StreamEnd, u64) {
    until(client, |event| match event {
        Event::StreamEnded { stream, how, reached, .. } if stream == wanted => Some((how, reached)),
        _ => None,
    })
}

/// Bytes that look like nothing.
pub fn noise(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    fastrand::Rng::with_seed(len as u64).fill(&mut bytes);
    bytes
}
