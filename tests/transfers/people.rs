//! People with files, on a real server.

use salon::client::{Client, Link, Options};
use salon::net::{Config, Limits, Rate, Server, Transfers as Share};
use salon::proto::error_code::ErrorCode;
use salon::transfer::{Problem, To, Transfer, TransferKey, TransferState, Transfers};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a test waits for what must come. It is never waited out where all is well.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub fn server() -> Server {
    server_with(100)
}

/// A server on which a transfer takes so long that a test can do something meanwhile.
pub fn slow_server() -> Server {
    server_with(1)
}

fn server_with(share: u8) -> Server {
    let limits = Limits { posts: Rate::UNLIMITED, requests: Rate::UNLIMITED, ..Limits::default() };
    let transfers = Share { share, ..Share::default() };
    let listen = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    Server::start(Config { listen, limits, transfers, ..Config::default() }).unwrap()
}

/// Somebody with folders of their own, which outlive their program.
pub struct Home {
    pseudo: &'static str,
    folder: TempDir,
}

impl Home {
    pub fn of(pseudo: &'static str) -> Self {
        Self { pseudo, folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// Where files come.
    pub fn downloads(&self) -> PathBuf {
        let path = self.path("downloads");
        fs::create_dir_all(&path).unwrap();
        path
    }

    /// All that lies there, parts too, by name.
    pub fn downloaded(&self) -> Vec<(String, Vec<u8>)> {
        let entries = fs::read_dir(self.downloads()).unwrap().flatten();
        let mut files: Vec<_> = entries
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, fs::read(entry.path()).unwrap())
            })
            .collect();
        files.sort();
        files
    }

    /// Starts their program.
    pub fn start(&self, link: &Link) -> Person {
        self.start_as(link, Transfers::new)
    }

    /// Starts one that remembers differently.
    pub fn start_as(
        &self,
        link: &Link,
        new: fn(Arc<Client>, &Path) -> Result<Transfers, Problem>,
    ) -> Person {
        // The server may not have noticed yet that the program before this one has ended.
        let client = loop {
            match Client::connect(link, Options::new(self.pseudo)) {
                Ok(client) => break Arc::new(client),
                Err(error) if error.code() == Some(ErrorCode::PseudoTaken) => {}
                Err(error) => panic!("{error}"),
            }
        };
        client.join("lobby").unwrap();
        let transfers = new(Arc::clone(&client), &self.path("memory")).unwrap();
        Person { client, transfers }
    }
}

pub fn link(server: &Server) -> Link {
    Link::new("127.0.0.1", server.local_addr().port())
}

/// Somebody whose program runs.
pub struct Person {
    pub client: Arc<Client>,
    pub transfers: Transfers,
}

impl Person {
    /// Ends their program, without a word.
    pub fn stop(self) {
        self.transfers.close();
        drop(Arc::into_inner(self.client).expect("nobody else holds it"));
    }

    /// Ends their program and their session.
    pub fn leave(self) {
        self.transfers.close();
        Arc::into_inner(self.client).expect("nobody else holds it").bye().unwrap();
    }

    /// Hands over the events that have come.
    pub fn look(&self) -> Vec<Transfer> {
        while let Ok(event) = self.client.events().recv_timeout(Duration::from_millis(1)) {
            self.transfers.handle(&event);
        }
        self.transfers.list()
    }

    pub fn get(&self, key: TransferKey) -> Transfer {
        self.look().into_iter().find(|transfer| transfer.key == key).expect("a transfer")
    }

    pub fn offer(&self, path: &Path, to: &str) -> TransferKey {
        self.transfers.offer(path, To::Member(to.into())).unwrap()
    }
}

/// Ada and Bob, whose programs run, and their folders.
pub struct Pair {
    pub adas: Home,
    pub bobs: Home,
    pub ada: Person,
    pub bob: Person,
}

impl Pair {
    pub fn at(server: &Server) -> Self {
        let (adas, bobs) = (Home::of("Ada"), Home::of("Bob"));
        let (ada, bob) = (adas.start(&link(server)), bobs.start(&link(server)));
        Self { adas, bobs, ada, bob }
    }
}

/// The first of them offers a file to Bob, who is the other. The keys of both.
#[track_caller]
pub fn offer(people: &[&Person; 2], path: &Path) -> (TransferKey, TransferKey) {
    let sent = people[0].offer(path, "Bob");
    (sent, offered(people, people[1]))
}

/// Waits until both have seen the end of a transfer, and looks at the film that has come.
#[track_caller]
pub fn film_arrives(
    people: &[&Person; 2],
    (sent, key): (TransferKey, TransferKey),
    home: &Home,
    content: Vec<u8>,
) {
    done(people, (people[1], key));
    done(people, (people[0], sent));
    assert!(home.downloaded() == [("film".to_owned(), content)]);
}

/// Waits until `look` finds something; meanwhile all of `people` read their events.
#[track_caller]
pub fn until<T>(people: &[&Person], mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let lists: Vec<_> = people.iter().map(|person| person.look()).collect();
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "{lists:#?}");
    }
}

/// An offer that `person` has got, and that `people` have led to.
#[track_caller]
pub fn offered(people: &[&Person], person: &Person) -> TransferKey {
    until(people, || {
        let is_it =
            |t: &Transfer| t.is_incoming() && matches!(t.state, TransferState::Offered { .. });
        person.transfers.list().iter().find(|t| is_it(t)).map(|t| t.key)
    })
}

/// Waits until a transfer is in a state.
#[track_caller]
pub fn reaches(
    people: &[&Person],
    (person, key): (&Person, TransferKey),
    is_it: impl Fn(&TransferState) -> bool,
) -> Transfer {
    until(people, || {
        let found = person.transfers.list().into_iter().find(|t| t.key == key).expect("listed");
        is_it(&found.state).then_some(found)
    })
}

#[track_caller]
pub fn done(people: &[&Person], of: (&Person, TransferKey)) -> Transfer {
    let transfer = reaches(people, of, TransferState::is_over);
    assert_eq!(transfer.state, TransferState::Done);
    transfer
}

#[track_caller]
pub fn fails(people: &[&Person], of: (&Person, TransferKey)) -> Problem {
    match reaches(people, of, TransferState::is_over).state {
        TransferState::Failed(problem) => problem,
        other => panic!("{other:?}"),
    }
}

/// Bytes that look like nothing.
pub fn noise(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    fastrand::Rng::with_seed(len as u64).fill(&mut bytes);
    bytes
}
