use super::{introduction, lines, sessions};
use crate::client::Event;
use crate::peer::code::Code;
use crate::peer::{Path, PeerError, PeerSession};
use crate::proto::error_code::PeerRole;
use std::thread;
use std::time::Duration;

const WAIT: Duration = Duration::from_secs(20);

/// The next event that `wanted` makes something of.
fn wait_for<T>(session: &PeerSession, wanted: impl Fn(&Event) -> Option<T>) -> T {
    loop {
        let event = session.client().events().recv_timeout(WAIT).expect("an event");
        if let Some(found) = wanted(&event) {
            return found;
        }
    }
}

fn text(event: &Event) -> Option<(String, String)> {
    match event {
        Event::Posted { pseudo, content, .. } | Event::Directed { pseudo, content, .. } => {
            Some((pseudo.clone(), content.text()?.to_owned()))
        }
        _ => None,
    }
}

fn is_last(event: &Event) -> Option<()> {
    matches!(event, Event::Ended { .. } | Event::Disconnected { retry_in: None, .. }).then_some(())
}

#[test]
fn both_are_in_one_room_and_say_the_same_code() {
    let (ada, bob) = sessions();
    let codes: [Code; 2] = [ada.code(), bob.code()];
    assert_eq!(codes[0], codes[1]);
    assert_eq!((ada.peer().pseudo.as_str(), bob.peer().pseudo.as_str()), ("Bob", "Ada"));
    ada.room().post("Hello, Bob").unwrap();
    assert_eq!(wait_for(&bob, text), ("Ada".to_owned(), "Hello, Bob".to_owned()));
    wait_for(&ada, text);
    bob.client().direct("Ada", "Hello, Ada").unwrap();
    assert_eq!(wait_for(&ada, text), ("Bob".to_owned(), "Hello, Ada".to_owned()));
}

#[test]
fn much_goes_through_without_loss() {
    let (ada, bob) = sessions();
    let piece = vec![b'x'; 100_000];
    const PIECES: usize = 40;
    let sender = thread::spawn(move || {
        for n in 0..PIECES {
            let mut piece = piece.clone();
            piece[0] = u8::try_from(n).unwrap();
            ada.room().post_bytes("application/x", &piece).unwrap();
        }
        ada.client().flush().unwrap();
        ada
    });
    let came: Vec<u8> = (0..PIECES)
        .map(|_| {
            wait_for(&bob, |event| match event {
                Event::Posted { content, .. } => {
                    assert_eq!(content.bytes.len(), 100_000);
                    content.bytes.first().copied()
                }
                _ => None,
            })
        })
        .collect();
    assert_eq!(came, (0..u8::try_from(PIECES).unwrap()).collect::<Vec<_>>());
    drop(sender.join().unwrap());
}

#[test]
fn whoever_closes_the_other_is_told() {
    let (ada, bob) = sessions();
    ada.room().post("The last word").unwrap();
    ada.close().unwrap();
    assert_eq!(wait_for(&bob, text).1, "The last word");
    wait_for(&bob, is_last);
    let (ada, bob) = sessions();
    bob.room().post("The last word").unwrap();
    bob.close().unwrap();
    assert_eq!(wait_for(&ada, text).1, "The last word");
    wait_for(&ada, is_last);
}

#[test]
fn one_who_vanishes_before_the_tunnel_is_no_server_that_is_gone() {
    let (mut here, mut there) = lines();
    let other = thread::spawn(move || there.agree(PeerRole::Responder).unwrap());
    let code = here.agree(PeerRole::Initiator).unwrap();
    other.join().unwrap();
    let bob = introduction("Bob", PeerRole::Initiator);
    let begun = PeerSession::begin(here, code, Path::Relayed, &bob, "Ada");
    assert!(matches!(begun.err(), Some(PeerError::Lost(_))));
}
