use super::*;
use crate::proto::message::{Chunk, Pause, Rest};
use StreamRole::{Receiver, Sender};

const NO: Correlation = Correlation(0);

fn start(offset: u64) -> Vec<u8> {
    Start { offset }.to_frame(NO)
}

fn credit(upto: u64) -> Vec<u8> {
    Credit { upto }.to_frame(NO)
}

fn chunk(offset: u64, len: usize) -> Vec<u8> {
    Chunk { offset, data: Rest(&vec![7; len]) }.to_frame(NO)
}

fn end(length: u64) -> Vec<u8> {
    End { length, hash: [0; 32] }.to_frame(NO)
}

fn checked(ok: bool) -> Vec<u8> {
    Checked { ok }.to_frame(NO)
}

fn pause() -> Vec<u8> {
    Pause { paused: true }.to_frame(NO)
}

/// A stream of which all of this was said, each part being passed on whole.
fn after(length: u64, said: &[(StreamRole, Vec<u8>)]) -> Flow {
    let mut flow = Flow::new(length);
    for (from, bytes) in said {
        assert_eq!(flow.pass(*from, bytes), Ok(bytes.len()), "{from:?} {bytes:?}");
    }
    flow
}

fn under_way() -> Flow {
    after(100, &[(Receiver, start(10)), (Receiver, credit(50)), (Sender, chunk(10, 20))])
}

#[test]
fn a_whole_stream() {
    let rest = [(Receiver, credit(100)), (Sender, chunk(30, 70)), (Sender, end(100))];
    let mut flow = under_way();
    for (from, bytes) in rest {
        assert_eq!(flow.pass(from, &bytes), Ok(bytes.len()));
    }
    assert_eq!((flow.reached(), flow.checked()), (100, None));
    flow.pass(Receiver, &checked(true)).unwrap();
    assert_eq!(flow.checked(), Some(true));
    for (from, more) in [(Sender, pause()), (Receiver, pause()), (Receiver, checked(true))] {
        assert!(matches!(flow.pass(from, &more), Err(Violation::Unexpected(_))));
    }
}

#[test]
fn nothing_at_all_is_a_stream_too() {
    let flow = after(0, &[(Receiver, start(0)), (Sender, end(0)), (Receiver, checked(true))]);
    assert_eq!((flow.reached(), flow.checked()), (0, Some(true)));
}

#[test]
fn a_length_that_was_not_known_is_told_at_the_end() {
    let said = [(Receiver, start(0)), (Receiver, credit(u64::MAX)), (Sender, chunk(0, 3))];
    let mut flow = after(UNKNOWN_LENGTH, &said);
    assert!(flow.clone().pass(Sender, &end(4)).is_err());
    assert_eq!(flow.pass(Sender, &end(3)), Ok(end(3).len()));
}

#[test]
fn content_is_passed_on_as_it_comes() {
    let whole = [chunk(30, 20), pause()].concat();
    for cut in 0..=whole.len() {
        let mut flow = under_way();
        let passed = flow.pass(Sender, &whole[..cut]).unwrap();
        assert!(cut - passed < CHUNK_HEAD.max(pause().len()), "{cut}: {passed}");
        assert_eq!(flow.reached(), 30 + passed.clamp(CHUNK_HEAD, CHUNK_HEAD + 20) as u64 - 20);
        assert_eq!(flow.pass(Sender, &whole[passed..]), Ok(whole.len() - passed));
        assert_eq!(flow.reached(), 50);
    }
}

#[test]
fn what_an_end_may_not_say() {
    let unexpected = [
        (Sender, start(0)),
        (Sender, credit(60)),
        (Sender, checked(true)),
        (Receiver, start(10)),
        (Receiver, chunk(30, 1)),
        (Receiver, end(30)),
        (Receiver, checked(true)),
        (Sender, crate::proto::message::Ping { nonce: 1 }.to_frame(NO)),
    ];
    for (from, bytes) in unexpected {
        let got = under_way().pass(from, &bytes);
        assert!(matches!(got, Err(Violation::Unexpected(_))), "{from:?}: {got:?}");
    }
    for bytes in [chunk(0, 1), end(0)] {
        let got = Flow::new(100).pass(Sender, &bytes);
        assert!(matches!(got, Err(Violation::Unexpected(_))), "before START: {got:?}");
    }
}

#[test]
fn offsets_and_lengths_that_lie() {
    let lies = [
        (Sender, chunk(29, 1)),
        (Sender, chunk(31, 1)),
        (Sender, chunk(30, 21)),
        (Sender, chunk(u64::MAX, 1)),
        (Sender, end(30)),
        (Sender, end(100)),
        (Receiver, credit(49)),
    ];
    for (from, bytes) in lies {
        let got = under_way().pass(from, &bytes);
        assert!(matches!(got, Err(Violation::Offset { .. })), "{from:?}: {got:?}");
    }
    let beyond = Flow::new(100).pass(Receiver, &start(101));
    assert!(matches!(beyond, Err(Violation::Offset { .. })));
    assert_eq!(under_way().pass(Sender, &chunk(30, 0)), Err(Violation::Empty));
}

#[test]
fn a_head_that_declares_too_much_is_refused_before_anything_follows() {
    let mut head = chunk_head(30, MAX_CHUNK + 1);
    assert!(matches!(under_way().pass(Sender, &head), Err(Violation::TooLarge(_))));
    head[..4].copy_from_slice(&4u32.to_be_bytes());
    assert_eq!(under_way().pass(Sender, &head), Err(Violation::Empty));
    let mut long = credit(60);
    long[..4].copy_from_slice(&(MAX_STREAM_CONTROL + 1).to_be_bytes());
    assert!(matches!(under_way().pass(Receiver, &long), Err(Violation::TooLarge(_))));
}

#[test]
fn trailing_fields_are_passed_on() {
    let mut bytes = credit(60);
    bytes[3] += 2;
    bytes.extend_from_slice(&[1, 2]);
    assert_eq!(under_way().pass(Receiver, &bytes), Ok(bytes.len()));
}
