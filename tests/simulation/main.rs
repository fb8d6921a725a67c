//! Salon's own server and client through thousands of random histories, on a clock that is set and
//! over a network in memory: joins, posts, losses, half-open connections, resumes, repeats, partial
//! writes, slow readers, sequences, calls, kicks, restarts and clocks that jump. Whatever happens, each promise must
//! hold (`ledger.rs`, `wire.rs` and `guest.rs` say which).
//!
//! A seed is a history. One that fails is printed, and told from its beginning by
//! `SALON_SEED=N cargo test --test simulation`; `SALON_SEEDS=N` runs so many.

mod calls;
mod guest;
mod history;
mod ledger;
mod plant;
mod sequences;
mod wire;
mod world;

use history::{Told, history};
use plant::Planted;

/// How many histories `make test` runs.
const HISTORIES: u64 = 2_000;

/// Among how many histories a planted fault must be found.
const FOUND_WITHIN: u64 = 60;

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}

#[test]
fn every_history_keeps_every_promise() {
    if let Some(seed) = number("SALON_SEED") {
        let (told, outcome) = history(seed, None, true);
        print!("{}", told.log);
        return outcome.unwrap_or_else(|fault| panic!("seed {seed}: {fault}"));
    }
    let mut all = Told::default();
    for seed in 0..number("SALON_SEEDS").unwrap_or(HISTORIES) {
        let (told, outcome) = history(seed, None, false);
        if let Err(fault) = outcome {
            panic!("{fault}\nReplay it: SALON_SEED={seed} cargo test --test simulation every");
        }
        all.frames += told.frames;
        all.resumes += told.resumes;
        all.calls += told.calls;
        if seed % 1_000 == 999 {
            let Told { frames, resumes, calls, .. } = &all;
            println!("{} histories, {frames} frames, {resumes} resumes, {calls} calls", seed + 1);
        }
    }
}

#[test]
fn a_seed_is_one_history() {
    for seed in 0..20 {
        let prints = [0; 2].map(|_| history(seed, None, false).0.fingerprint);
        assert_eq!(prints[0], prints[1], "seed {seed}");
    }
}

/// The fault that the first history finds which has one.
fn found(planted: Planted) -> String {
    let faults = (0..FOUND_WITHIN).find_map(|seed| history(seed, Some(planted), false).1.err());
    faults.unwrap_or_else(|| panic!("{planted:?} is not found"))
}

#[test]
fn a_skipped_frame_is_found() {
    let fault = found(Planted::SkippedFrame);
    // The last of all is missed by whoever waits for it.
    let missed = ["was to be next", "doesn't come to rest"].iter().any(|by| fault.contains(by));
    assert!(missed, "{fault}");
}

#[test]
fn a_doubled_resume_is_found() {
    let fault = found(Planted::DoubledResume);
    assert!(fault.contains("was to be next"), "{fault}");
}

#[test]
fn a_lost_leave_is_found() {
    let fault = found(Planted::LostLeave);
    assert!(fault.contains(" sees "), "{fault}");
}

#[test]
fn a_lost_answer_is_found() {
    let fault = found(Planted::LostAnswer);
    let missed = ["never answered", "doesn't come to rest"].iter().any(|by| fault.contains(by));
    assert!(missed, "{fault}");
}

#[test]
fn a_doubled_answer_is_found() {
    let fault = found(Planted::DoubledAnswer);
    assert!(fault.contains("waits for an answer"), "{fault}");
}
