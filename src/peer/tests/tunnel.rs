//! The other side of a tunnel is who was introduced, and may still say anything.

use super::lines;
use crate::peer::line::Line;
use crate::peer::tunnel::{Accept, Tunnel};
use crossbeam_channel::{Receiver, bounded, unbounded};
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::time::Duration;

const WAIT: Duration = Duration::from_secs(20);

/// The responder's end of a tunnel: what it takes in, and when it is over. The other end is a bare line.
fn tunnel() -> (Tunnel, Line, Receiver<UnixStream>, Receiver<()>) {
    tunnel_for(usize::MAX)
}

/// One that takes in so many channels at once, and turns others away.
fn tunnel_for(places: usize) -> (Tunnel, Line, Receiver<UnixStream>, Receiver<()>) {
    let (bare, line) = lines();
    let (taken_in, channels) = unbounded();
    let accept: Accept = Box::new(move |stream| {
        if taken_in.len() >= places {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        taken_in.send(stream).unwrap();
        Ok(())
    });
    let (ended, over) = bounded(1);
    let tunnel = Tunnel::start(line, Some(accept), move || ended.send(()).unwrap()).unwrap();
    (tunnel, bare, channels, over)
}

/// The next frame that the tunnel says.
fn hear(line: &mut Line) -> Vec<u8> {
    let mut came = vec![0; 2];
    (&line.carrier).read_exact(&mut came).unwrap();
    let length = usize::from(u16::from_be_bytes([came[0], came[1]]));
    came.resize(2 + length, 0);
    (&line.carrier).read_exact(&mut came[2..]).unwrap();
    let mut plain = Vec::new();
    line.cipher.open(&came[2..], &mut plain).unwrap();
    plain
}

fn say(line: &mut Line, frame: &[u8]) -> bool {
    let mut out = Vec::new();
    line.cipher.seal(frame, &mut out).unwrap();
    (&line.carrier).write_all(&out).is_ok()
}

fn frame(what: u8, channel: u32, more: &[u8]) -> Vec<u8> {
    [&[what][..], &channel.to_be_bytes(), more].concat()
}

#[test]
fn bytes_of_a_channel_come_out_and_its_end_too() {
    let (_tunnel, mut bare, channels, over) = tunnel();
    say(&mut bare, &frame(1, 1, &[]));
    say(&mut bare, &frame(2, 1, b"hello"));
    say(&mut bare, &frame(4, 1, &[]));
    let mut channel = channels.recv_timeout(WAIT).unwrap();
    let mut came = String::new();
    channel.read_to_string(&mut came).unwrap();
    assert_eq!(came, "hello");
    assert!(over.try_recv().is_err());
    channel.shutdown(Shutdown::Both).unwrap();
    assert_eq!(hear(&mut bare), frame(4, 1, &[]));
    over.recv_timeout(WAIT).expect("with the first channel all is over");
}

#[test]
fn what_comes_at_the_end_takes_no_last_words_back() {
    let (_tunnel, mut bare, channels, over) = tunnel();
    say(&mut bare, &frame(1, 1, &[]));
    drop(channels.recv_timeout(WAIT).unwrap());
    assert_eq!(hear(&mut bare), frame(4, 1, &[]));
    assert_eq!((&bare.carrier).read(&mut [0; 1]).unwrap(), 0, "nothing more follows");
    assert!(say(&mut bare, &frame(2, 1, b"hello")), "it reads on");
    drop(bare);
    over.recv_timeout(WAIT).expect("the end");
}

#[test]
fn who_breaks_the_rules_ends_the_tunnel() {
    let open = |id| frame(1, id, &[]);
    // More than the window and what a socket of the system takes beside it.
    let too_much: Vec<Vec<u8>> =
        std::iter::once(open(1)).chain((0..100).map(|_| frame(2, 1, &[0; 16 * 1024]))).collect();
    let too_many: Vec<Vec<u8>> = (1..=65).map(open).collect();
    for broken in [
        vec![vec![]],
        vec![vec![2, 0, 0]],
        vec![frame(3, 1, &[0, 0])],
        vec![open(2), open(2)],
        vec![open(2), open(1)],
        too_much,
        too_many,
    ] {
        let (_tunnel, mut bare, _channels, over) = tunnel();
        for frame in broken {
            // Once it has ended it takes nothing.
            if !say(&mut bare, &frame) {
                break;
            }
        }
        over.recv_timeout(WAIT).expect("the end");
    }
}

#[test]
fn one_who_is_turned_away_leaves_the_others_theirs() {
    let (_tunnel, mut bare, channels, _over) = tunnel_for(1);
    say(&mut bare, &frame(1, 1, &[]));
    say(&mut bare, &frame(1, 2, &[]));
    assert_eq!(hear(&mut bare), frame(4, 2, &[]), "the end of the second");
    let mut chat = channels.recv_timeout(WAIT).unwrap();
    say(&mut bare, &frame(1, 3, &[]));
    let mut third = channels.recv_timeout(WAIT).expect("there is a place again");
    third.write_all(b"x").unwrap();
    chat.write_all(b"hello").unwrap();
    let mut heard = vec![hear(&mut bare), hear(&mut bare)];
    heard.sort();
    assert_eq!(heard, [frame(2, 1, b"hello"), frame(2, 3, b"x")]);
}

#[test]
fn who_makes_the_other_speak_and_never_reads_ends_the_tunnel() {
    let (_tunnel, mut bare, _channels, over) = tunnel_for(1);
    // Each but the first is answered: with more, all in all, than waits for anybody.
    for id in 1..100_000 {
        if !say(&mut bare, &frame(1, id, &[])) {
            break;
        }
    }
    over.recv_timeout(WAIT).expect("the end");
}

#[test]
fn what_is_not_hidden_rightly_ends_the_tunnel() {
    for bytes in [&[0, 3, 1, 2, 3][..], &[0, 0], &[0xFF; 70_000]] {
        let (_tunnel, bare, _channels, over) = tunnel();
        // It may be gone before it has taken all.
        drop((&bare.carrier).write_all(bytes));
        over.recv_timeout(WAIT).expect("the end");
    }
}

#[test]
fn whatever_comes_the_tunnel_stands_or_ends() {
    for seed in 0..200 {
        let mut random = fastrand::Rng::with_seed(seed);
        let (_tunnel, mut bare, channels, over) = tunnel();
        for _ in 0..random.usize(1..60) {
            let more: Vec<u8> = (0..random.usize(0..200)).map(|_| random.u8(..)).collect();
            let frame = frame(random.u8(0..6), random.u32(0..6), &more);
            let cut = if random.bool() { frame.len() } else { random.usize(0..=frame.len()) };
            if !say(&mut bare, &frame[..cut]) {
                break;
            }
            if random.u8(..) < 40 {
                drop(channels.try_recv());
            }
        }
        drop(bare);
        over.recv_timeout(WAIT).expect("the end, once the line is closed");
    }
}
