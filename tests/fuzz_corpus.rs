//! A short run of every fuzz target: its kept seeds, and changes of them. `make fuzz` looks longer.

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use fuzz::{TARGETS, Target};
use salon::testing::Random;
use std::fs;
use std::path::Path;

/// Changed inputs for each target.
const CHANGED: usize = 20_000;

/// The same for the one that needs a connection for each input.
const CHANGED_WITH_SOCKETS: usize = 1_000;

/// Most changes of one input.
const CHANGES: usize = 4;

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a file").path())
        .collect();
    // The order in which a folder is read is nobody's.
    files.sort();
    files.iter().map(|file| fs::read(file).expect("a seed")).collect()
}

/// Another input: some bytes changed, taken away, doubled, or those of another seed put in.
fn change(seed: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.below(CHANGES) {
        let at = random.below(bytes.len() + 1);
        let end = at + random.below(bytes.len() - at + 1).min(64);
        match random.below(6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.extend_from_within(at..end),
            3 => bytes.insert(at, u8::try_from(random.below(256)).expect("a byte")),
            4 => drop(bytes.splice(at..end, other.iter().copied().take(64))),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
    }
    bytes
}

/// Says which input it was, if the target fails.
struct Told<'a>(&'a [u8]);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the input was {:02x?}", self.0);
        }
    }
}

fn run(target: Target, input: &[u8]) {
    let _told = Told(input);
    target(input);
}

fn run_all(name: &str, changed: usize) {
    let (_, target) = TARGETS.iter().find(|(other, _)| *other == name).expect("a target");
    let seeds = seeds(name);
    assert!(!seeds.is_empty(), "{name} has no seeds");
    seeds.iter().for_each(|seed| run(*target, seed));
    let mut random = Random::new(1);
    for _ in 0..changed {
        let [seed, other] = [0, 1].map(|_| random.one_of(&seeds).expect("a seed").clone());
        run(*target, &change(&seed, &other, &mut random));
    }
}

#[test]
fn bytes_of_any_kind_are_read_or_refused() {
    for (name, _) in TARGETS.iter().filter(|(name, _)| *name != "client") {
        run_all(name, CHANGED);
    }
}

#[test]
fn a_client_survives_any_server() {
    run_all("client", CHANGED_WITH_SOCKETS);
}
