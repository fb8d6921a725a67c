//! A service that does whatever a test wants to see, and says when it does it.

use crate::support::PATIENCE;
use crate::support::peer::Peer;
use crate::support::stage::{config, start};
use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use parking_lot::Mutex;
use salon::client::{Client, Failure, Link, Options};
use salon::net::{Config, Limits, Rate, Server};
use salon::proto::body::PackedBody;
use salon::proto::ids::{Correlation, MemberId, SequenceId};
use salon::proto::message;
use salon::proto::value::Graph;
use salon::services::{Call, Fault, Question, Resolved, Services, Share};

salon::value! {
    /// A part of a value.
    pub struct Point { pub x: i64, pub y: i64, pub label: Option<String> }
}

salon::service! {
    /// Does what a test
    /// wants to see.
    pub mod probe = "probe" {
        /// Gives back what it gets.
        fn echo(value: Graph) -> Graph;
        /// The sum of some points.
        fn sum(points: Vec<Point>) -> Point;
        /// Fails.
        fn fail(code: u32);
        fn panics();
        /// How often this session has asked.
        fn count() -> u32;
        /// Waits until the test lets it go on; says whether somebody waits for it still.
        fn wait(name: String) -> bool;
        /// Asks the caller something; what they answer is said in the lobby.
        fn ask(kind: String) -> u32;
        /// Takes back what was asked last.
        fn withdraw();
        /// Speaks in a room.
        fn say(room: String, text: String) -> i64;
    }
}

/// The service's side.
pub struct Probe {
    asked: Mutex<Option<SequenceId>>,
    entered: Sender<String>,
    go_on: Receiver<()>,
    wanted: Sender<bool>,
    ended: Sender<u32>,
}

/// The test's side.
pub struct Strings {
    /// Who waits, as soon as they do.
    pub entered: Receiver<String>,
    /// Lets one of those who wait go on.
    pub go_on: Sender<()>,
    /// Whether somebody waited still for the one who went on.
    pub wanted: Receiver<bool>,
    /// How far those had counted whose sessions are over.
    pub ended: Receiver<u32>,
}

impl Strings {
    #[track_caller]
    pub fn entered(&self, name: &str) {
        assert_eq!(self.entered.recv_timeout(PATIENCE).as_deref(), Ok(name));
    }
}

/// What is kept for a session.
struct Count {
    so_far: Mutex<u32>,
    ended: Sender<u32>,
}

impl Drop for Count {
    fn drop(&mut self) {
        // The test may be over.
        let _ = self.ended.send(*self.so_far.lock());
    }
}

impl probe::Methods for Probe {
    fn echo(&self, _: &Call<'_>, value: Graph) -> Result<Graph, Fault> {
        Ok(value)
    }

    fn sum(&self, _: &Call<'_>, points: Vec<Point>) -> Result<Point, Fault> {
        let (x, y) = points.iter().fold((0, 0), |(x, y), point| (x + point.x, y + point.y));
        Ok(Point { x, y, label: None })
    }

    fn fail(&self, _: &Call<'_>, code: u32) -> Result<(), Fault> {
        let details = Graph::record([("asked".to_owned(), code.into())]);
        let failure = Failure::new(code, "as_wished", "It was asked to fail.");
        Err(Failure { details, ..failure }.into())
    }

    fn panics(&self, _: &Call<'_>) -> Result<(), Fault> {
        panic!("a service of a test panics");
    }

    fn count(&self, call: &Call<'_>) -> Result<u32, Fault> {
        let count = call.state(|| Count { so_far: Mutex::new(0), ended: self.ended.clone() });
        let mut so_far = count.so_far.lock();
        *so_far += 1;
        Ok(*so_far)
    }

    fn wait(&self, call: &Call<'_>, name: String) -> Result<bool, Fault> {
        // A test that is over hears nothing more, and lets everybody go on.
        let _ = self.entered.send(name);
        let _ = self.go_on.recv();
        let wanted = !call.is_cancelled();
        let _ = self.wanted.send(wanted);
        Ok(wanted)
    }

    fn ask(&self, call: &Call<'_>, kind: String) -> Result<u32, Fault> {
        let question = Question {
            room: None,
            kind,
            audience: vec![call.caller().member],
            quorum: 0,
            deadline: PATIENCE,
            content_type: "text/plain".into(),
            bytes: b"Tea?".to_vec(),
        };
        let host = call.host().clone();
        let asked = call.host().ask(question, move |resolved| {
            let answered = |(_, body): &(MemberId, PackedBody)| {
                String::from_utf8(body.as_body().plain().unwrap().into_owned()).unwrap()
            };
            let answers: Vec<String> = resolved.answers.iter().map(answered).collect();
            let Resolved { outcome, reason, .. } = resolved;
            host.post("lobby", &format!("{outcome:?} {} {reason}", answers.join(" "))).unwrap();
        });
        match asked {
            Ok(sequence) => {
                *self.asked.lock() = Some(sequence);
                Ok(1)
            }
            Err(code) => Err(Failure::new(code.code().into(), "not_asked", code.describe()).into()),
        }
    }

    fn withdraw(&self, call: &Call<'_>) -> Result<(), Fault> {
        let asked = self.asked.lock().take().unwrap();
        call.host().withdraw(asked, "no tea left").unwrap();
        Ok(())
    }

    fn say(&self, call: &Call<'_>, room: String, text: String) -> Result<i64, Fault> {
        let text = format!("{} says: {text}", call.caller().pseudo);
        match call.host().post(&room, &text) {
            Ok(place) => Ok(i64::try_from(place.number.0).unwrap()),
            Err(error) => Err(Failure::new(1, "not_said", error.to_string()).into()),
        }
    }
}

/// A probe with this share of the machine.
pub fn probe(share: Share) -> (Services, Strings) {
    let (entered, seen) = unbounded();
    let (go, go_on) = bounded(0);
    let (wanted, was_wanted) = unbounded();
    let (ended, counts) = unbounded();
    let service = probe::Serve(Probe { asked: Mutex::default(), entered, go_on, wanted, ended });
    let services = Services::default().with_share(service, share);
    (services, Strings { entered: seen, go_on: go, wanted: was_wanted, ended: counts })
}

/// A server with services and no limits of rates.
pub fn serve(services: Services) -> Server {
    let config = config();
    let limits = Limits { calls: Rate::UNLIMITED, ..config.limits };
    start(Config { services, limits, ..config })
}

/// A server with a probe.
pub fn serve_probe() -> (Server, Strings) {
    let (services, strings) = probe(Share::default());
    (serve(services), strings)
}

/// A raw peer calls `probe.wait`.
pub fn begin_wait(peer: &mut Peer, name: &str) -> Correlation {
    let value = Graph::record([("name".into(), name.into())]).encode().unwrap();
    let (service, method) = ("probe", "wait");
    peer.send(&message::Call { service, method, schema: 0, deadline: 0, value: &value })
}

/// A client of it.
pub fn client(server: &Server, pseudo: &str) -> Client {
    let link = Link::new("127.0.0.1", server.local_addr().port());
    Client::connect(&link, Options::new(pseudo)).unwrap()
}
