//! `salon send` and `salon receive` as shells use them, with the real program: killed in the middle and
//! run again, too.
#![cfg(feature = "cli")]

use salon::client::{Client, Event, Options};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Far longer than anything takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `salon`, ended with the test.
struct Salon {
    child: Child,
    lines: Receiver<String>,
    said: Receiver<String>,
}

impl Salon {
    fn start(args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_salon"))
            .args(args)
            .env("SALON_LANG", "en")
            .env_remove("SALON_DATA")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = read(child.stdout.take().unwrap());
        let said = read(child.stderr.take().unwrap());
        Self { child, lines, said }
    }

    fn answer(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// The next line of its standard output.
    fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("a line in time")
    }

    /// The next line of its standard error.
    fn says(&self) -> String {
        self.said.recv_timeout(PATIENCE).expect("a word in time")
    }

    /// Waits for its end: its status, and what it said.
    fn end(mut self) -> (Option<i32>, Vec<String>) {
        let said = self.said.iter().collect();
        (self.child.wait().unwrap().code(), said)
    }

    /// `kill -9`.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Salon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// A server, and folders for those who use it.
struct Stage {
    _server: Salon,
    link: String,
    folder: TempDir,
}

impl Stage {
    /// With so many percent of the machine for transfers.
    fn new(share: u8) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("server");
        fs::create_dir(&data).unwrap();
        fs::write(data.join("salon.toml"), format!("[transfers]\nshare = {share}\n")).unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        let listen = ["--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()];
        let server = Salon::start(&[&["serve", "--headless", "--no-limits"], &listen[..]].concat());
        server.line();
        let link = server.line().strip_prefix("link ").unwrap().to_owned();
        Self { _server: server, link, folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, content: &[u8]) -> String {
        fs::write(self.path(name), content).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }

    fn send(&self, args: &[&str]) -> Salon {
        let data = self.path("data");
        let who = ["send", &self.link, "--pseudo", "Ada", "--data", data.to_str().unwrap()];
        Salon::start(&[&who, args].concat())
    }

    fn receive(&self, args: &[&str]) -> Salon {
        let (data, into) = (self.path("data"), self.path("in"));
        let (data, into) = (data.to_str().unwrap(), into.to_str().unwrap());
        let who = ["receive", &self.link, "--pseudo", "Bob", "--data", data, "--into", into];
        Salon::start(&[&who, args].concat())
    }

    /// Waits until so much of a file has come, and none of it is whole.
    fn half_come(&self, least: u64) -> u64 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let entries = fs::read_dir(self.path("in")).unwrap().flatten();
            for entry in entries {
                let len = entry.metadata().map_or(0, |metadata| metadata.len());
                assert!(entry.file_name().to_string_lossy().ends_with(".part"), "it is whole");
                if len >= least {
                    return len;
                }
            }
            assert!(Instant::now() < deadline, "nothing comes");
            thread::yield_now();
        }
    }
}

fn noise(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    fastrand::Rng::with_seed(len as u64).fill(&mut bytes);
    bytes
}

#[test]
fn files_go_from_one_to_the_other() {
    let stage = Stage::new(100);
    let (one, two) = (stage.file("one.txt", b"one"), stage.file("two", &noise(3_000_000)));
    // Who is there first sees Bob come: before, nobody could be asked.
    let witness = Client::connect(&stage.link.parse().unwrap(), Options::new("Witness")).unwrap();
    let bob = stage.receive(&["--accept-all", "--count", "2"]);
    let is_bob = |event| matches!(event, Event::Joined { pseudo, .. } if pseudo == "Bob");
    assert!(witness.events().iter().any(is_bob));
    let (status, said) = stage.send(&[&one, &two, "--to", "Bob"]).end();
    assert_eq!(status, Some(0), "{said:?}");
    for name in ["one.txt", "two"] {
        let arrived = format!("“{name}” has arrived at Bob.");
        assert!(said.iter().any(|line| line.contains(&arrived)), "{said:?}");
    }
    let mut paths = [bob.line(), bob.line()];
    paths.sort();
    let wanted = ["one.txt", "two"].map(|name| stage.path("in").join(name));
    assert_eq!(paths.map(PathBuf::from), wanted);
    assert_eq!(bob.end().0, Some(0));
    assert!(fs::read(stage.path("in/two")).unwrap() == noise(3_000_000));
}

#[test]
fn no_more_is_accepted_than_is_counted() {
    let stage = Stage::new(1);
    let (film, small) = (stage.file("film", &noise(20_000_000)), stage.file("small", b"small"));
    let witness = Client::connect(&stage.link.parse().unwrap(), Options::new("Witness")).unwrap();
    let bob = stage.receive(&["--accept-all", "--count", "1"]);
    let is_bob = |event| matches!(event, Event::Joined { pseudo, .. } if pseudo == "Bob");
    assert!(witness.events().iter().any(is_bob));
    let ada = stage.send(&[&film, "--to", "Bob"]);
    stage.half_come(1);
    let data = stage.path("carols");
    let carol = ["send", &stage.link, "--pseudo", "Carol", "--data", data.to_str().unwrap()];
    let carol = Salon::start(&[&carol[..], &[&small, "--to", "Bob"]].concat());
    assert_eq!(PathBuf::from(bob.line()), stage.path("in").join("film"));
    assert_eq!(bob.end().0, Some(0));
    assert_eq!(ada.end().0, Some(0));
    assert_eq!(carol.end().0, Some(16), "nobody has taken it");
    assert_eq!(fs::read_dir(stage.path("in")).unwrap().count(), 1);
}

#[test]
fn whoever_is_asked_may_decline() {
    let stage = Stage::new(100);
    let (one, two) = (stage.file("one", b"one"), stage.file("two", b"two"));
    let mut bob = stage.receive(&["--count", "1"]);
    let (ada, question) = loop {
        let ada = stage.send(&[&one, &two, "--to", "bob"]);
        if let Ok(question) = bob.said.recv_timeout(Duration::from_secs(2)) {
            break (ada, question);
        }
    };
    assert!(question.contains("(y/n)"), "{question}");
    // In the order in which they were typed.
    assert!(question.contains("Ada offers “one” (3"), "{question}");
    bob.answer("no");
    assert!(bob.says().contains("one"));
    let question = bob.says();
    assert!(question.contains("Ada offers “two”"), "{question}");
    bob.answer("yes");
    assert_eq!(PathBuf::from(bob.line()), stage.path("in").join("two"));
    assert_eq!(bob.end().0, Some(0));
    let (status, said) = ada.end();
    assert_eq!(status, Some(16));
    // He is named as he writes it.
    let says = |words: &str| said.iter().any(|line| line.contains(words));
    assert!(says("“one” was not sent. It was declined."), "{said:?}");
    assert!(says("“two” has arrived at Bob."), "{said:?}");
}

/// One of the two is killed in the middle and started again; the file arrives, and what had come is not
/// sent again.
fn killed_in_the_middle(kills_sender: bool) {
    let stage = Stage::new(1);
    let content = noise(30_000_000);
    let film = stage.file("film", &content);
    let receive = || stage.receive(&["--accept-all", "--count", "1"]);
    let send = || stage.send(&[&film, "--to", "Bob"]);
    let mut bob = receive();
    let mut ada = loop {
        let mut ada = send();
        let gone = |ada: &mut Salon| ada.child.try_wait().unwrap().is_some();
        let begun = || fs::read_dir(stage.path("in")).unwrap().count() > 0;
        while !gone(&mut ada) && !begun() {
            thread::yield_now();
        }
        if begun() {
            break ada;
        }
    };
    let had = stage.half_come(2_000_000);
    if kills_sender {
        ada.kill();
        ada = send();
    } else {
        bob.kill();
        bob = receive();
    }
    stage.half_come(had + 1);
    assert_eq!(PathBuf::from(bob.line()), stage.path("in").join("film"));
    assert_eq!(bob.end().0, Some(0));
    let (status, said) = ada.end();
    assert_eq!(status, Some(0), "{said:?}");
    assert!(fs::read(stage.path("in/film")).unwrap() == content);
    assert_eq!(fs::read_dir(stage.path("in")).unwrap().count(), 1, "no part is left");
}

#[test]
fn a_sender_who_is_killed_goes_on_when_the_command_is_run_again() {
    killed_in_the_middle(true);
}

#[test]
fn a_receiver_who_is_killed_goes_on_when_the_command_is_run_again() {
    killed_in_the_middle(false);
}

#[test]
fn what_cannot_be_done_says_why() {
    let stage = Stage::new(100);
    let (status, said) = stage.send(&["/nowhere/at/all", "--to", "Bob"]).end();
    assert_eq!(status, Some(16));
    assert!(said[0].contains("/nowhere/at/all") && said[0].contains("can’t be read"), "{said:?}");
    let (status, said) = stage.receive(&["--into", "/nowhere/at/all"]).end();
    assert_eq!(status, Some(2), "{said:?}");
    let file = stage.file("x", b"x");
    assert_eq!(stage.send(&[&file]).end().0, Some(2), "to whom?");
    assert_eq!(stage.send(&[&file, "--to", "Bob", "--room"]).end().0, Some(2));
    assert!(Path::new(&file).exists());
}
