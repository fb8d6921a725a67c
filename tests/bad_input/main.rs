//! What peers may do wrong, by mistake or by intent, over real sockets: the one concerned is told
//! so, two who talk meanwhile notice nothing, and no thread or descriptor is left behind.

mod contents;
mod floods;
mod hello;
mod messages;
mod sockets;
#[path = "../support/mod.rs"]
mod support;

use salon::proto::header::{Flags, Header};
use salon::proto::ids::Correlation;
use salon::proto::kind::Kind;
use salon::proto::machine::Phase;
use std::sync::atomic::{AtomicU32, Ordering};
use support::peer::{PREFACE, Peer};
use support::stage::Stage;

/// Any message, be it what it may.
fn frame(kind: Kind, correlation: Correlation, payload: &[u8]) -> Vec<u8> {
    frame_with(kind, Flags::NONE, correlation, payload)
}

fn frame_with(kind: Kind, flags: Flags, correlation: Correlation, payload: &[u8]) -> Vec<u8> {
    let len = u32::try_from(payload.len()).unwrap();
    let mut bytes = header(kind, flags, correlation, len);
    bytes.extend_from_slice(payload);
    bytes
}

fn header(kind: Kind, flags: Flags, correlation: Correlation, len: u32) -> Vec<u8> {
    Header { len, kind, flags, correlation }.to_bytes().to_vec()
}

/// Text as a payload carries it, valid or not.
fn text(bytes: &[u8]) -> Vec<u8> {
    let mut out = u16::try_from(bytes.len()).unwrap().to_be_bytes().to_vec();
    out.extend_from_slice(bytes);
    out
}

/// Bytes without a pattern, the same in each run.
fn noise(seed: u64) -> impl Iterator<Item = u8> {
    let mut x = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    std::iter::repeat_with(move || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        (x >> 32) as u8
    })
}

/// A peer in each state that a connection can be in.
fn in_phase(stage: &Stage, phase: Phase) -> Peer {
    match phase {
        Phase::AwaitHello => {
            let mut peer = Peer::connect(stage.address);
            peer.raw(&PREFACE.to_bytes());
            peer.preface();
            peer
        }
        Phase::AwaitPseudo => Peer::hello(stage.address).0,
        _ => {
            // One more of them, as an earlier one may still be waited for.
            static MALLORYS: AtomicU32 = AtomicU32::new(0);
            let n = MALLORYS.fetch_add(1, Ordering::Relaxed);
            Peer::named(stage.address, &format!("mallory {n}"))
        }
    }
}

const PHASES: [Phase; 3] = [Phase::AwaitHello, Phase::AwaitPseudo, Phase::Connected];
