//! Disks without room, which the tests make for themselves: small ones of memory, in namespaces.

use crate::namespaces::{alone, run};
use crate::people::{Home, Person, done, link, noise, offered, reaches, slow_server};
use salon::transfer::{Problem, TransferKey, TransferState};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

/// How large the disk is.
const DISK: usize = 16 * 1024 * 1024;

/// What is sent: with what fills the disk there is no room for it.
const FILM: usize = 12_000_000;

/// Two people, where the downloads of one are a small disk.
struct Stage {
    homes: [Home; 2],
    downloads: PathBuf,
}

impl Stage {
    fn new() -> Self {
        let homes = [Home::of("Ada"), Home::of("Bob")];
        let downloads = homes[1].downloads();
        run(&format!("mount -t tmpfs -o size={DISK} none {}", downloads.display()));
        Self { homes, downloads }
    }

    /// Leaves room for so much, besides what has come. What comes meanwhile may take that, too.
    fn fill_but(&self, room: usize) {
        let came: usize = self.homes[1].downloaded().iter().map(|(_, bytes)| bytes.len()).sum();
        let filled = fs::write(self.downloads.join("filler"), vec![1; DISK - came - room]);
        assert!(filled.as_ref().map_err(io::Error::kind).map_or_else(is_full, |()| true));
    }

    fn make_room(&self) {
        fs::remove_file(self.downloads.join("filler")).unwrap();
    }

    /// What lies there under a name of its own.
    fn names(&self) -> Vec<String> {
        let names = self.homes[1].downloaded().into_iter().map(|(name, _)| name);
        names.filter(|name| !name.ends_with(".part") && name != "filler").collect()
    }
}

fn is_full(kind: ErrorKind) -> bool {
    kind == ErrorKind::StorageFull
}

/// The film is on its way when the disk gets full.
fn full_in_the_middle(stage: &Stage, [ada, bob]: [&Person; 2]) -> (TransferKey, TransferKey) {
    let sent = ada.offer(&stage.homes[0].write("film", &noise(FILM)), "Bob");
    let people = [ada, bob];
    let key = offered(&people, bob);
    bob.transfers.pause(key);
    bob.transfers.accept(key, &stage.downloads).unwrap();
    reaches(&people, (bob, key), |s| matches!(s, TransferState::Paused { here: true, .. }));
    // What is under way already may still come while it is paused: eight MiB of it at most.
    stage.fill_but(1_000_000);
    bob.transfers.resume(key);
    let full = reaches(&people, (bob, key), |s| *s == TransferState::NoRoom);
    assert!(full.done > 0, "a part of it has come");
    (sent, key)
}

#[test]
fn a_disk_that_gets_full_holds_the_file_until_there_is_room() {
    alone("full::a_disk_that_gets_full_holds_the_file_until_there_is_room", &[], || {
        let (server, stage) = (slow_server(), Stage::new());
        let people = stage.homes.each_ref().map(|home| home.start(&link(&server)));
        let people = people.each_ref();
        let (sent, key) = full_in_the_middle(&stage, people);
        reaches(&people, (people[0], sent), |s| {
            matches!(s, TransferState::Paused { there: true, .. })
        });
        assert_eq!(stage.names(), [""; 0], "half of it has no name");
        stage.make_room();
        done(&people, (people[1], key));
        done(&people, (people[0], sent));
        assert!(fs::read(stage.downloads.join("film")).unwrap() == noise(FILM));
        assert_eq!(stage.names(), ["film"]);
    });
}

#[test]
fn what_waits_for_room_goes_on_after_a_restart() {
    alone("full::what_waits_for_room_goes_on_after_a_restart", &[], || {
        let (server, stage) = (slow_server(), Stage::new());
        let [ada, bob] = stage.homes.each_ref().map(|home| home.start(&link(&server)));
        let (sent, _) = full_in_the_middle(&stage, [&ada, &bob]);
        bob.stop();
        stage.make_room();
        let bob = stage.homes[1].start(&link(&server));
        let people = [&ada, &bob];
        let key = bob.transfers.list()[0].key;
        done(&people, (&bob, key));
        done(&people, (&ada, sent));
        assert!(fs::read(stage.downloads.join("film")).unwrap() == noise(FILM));
    });
}

#[test]
fn what_has_no_room_at_all_is_not_taken_and_may_go_elsewhere() {
    alone("full::what_has_no_room_at_all_is_not_taken_and_may_go_elsewhere", &[], || {
        let (server, stage) = (slow_server(), Stage::new());
        let [ada, bob] = stage.homes.each_ref().map(|home| home.start(&link(&server)));
        let people = [&ada, &bob];
        stage.fill_but(2_000_000);
        let sent = ada.offer(&stage.homes[0].write("film", &noise(FILM)), "Bob");
        let key = offered(&people, &bob);
        assert_eq!(bob.transfers.accept(key, &stage.downloads), Err(Problem::NoRoom));
        assert_eq!(stage.homes[1].downloaded().len(), 1, "nothing of it is there");
        let elsewhere = stage.homes[1].path("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        bob.transfers.accept(key, &elsewhere).unwrap();
        assert_eq!(done(&people, (&bob, key)).path, Some(elsewhere.join("film")));
        done(&people, (&ada, sent));
    });
}
