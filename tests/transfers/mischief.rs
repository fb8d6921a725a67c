//! Somebody whose program isn't Salon's own, and offers what it likes.

use crate::people::{
    Home, PATIENCE, Pair, Person, done, link, noise, offered, reaches, server, until,
};
use salon::client::{Client, Event, Opening, Options, StreamOpening};
use salon::net::Server;
use salon::proto::ids::{MemberId, RoomId, SequenceId};
use salon::transfer::{FileAnswer, FileOffer, To, TransferKey, TransferState};
use std::io::Write;
use std::thread;
use std::time::Instant;

/// Mallory, in the lobby.
fn mallory(server: &Server) -> Client {
    let client = Client::connect(&link(server), Options::new("Mallory")).unwrap();
    client.join("lobby").unwrap();
    client
}

fn await_event<T>(client: &Client, wanted: impl Fn(&Event) -> Option<T>) -> T {
    loop {
        let event = client.events().recv_timeout(PATIENCE).expect("an event");
        if let Some(found) = wanted(&event) {
            return found;
        }
    }
}

/// An offer of somebody else that Mallory sees.
fn seen(mallory: &Client) -> FileOffer {
    await_event(mallory, |event| match event {
        Event::Opened { sequence, .. } => sequence.content.get().ok(),
        _ => None,
    })
}

fn offer(mallory: &Client, to: MemberId, offer: &FileOffer) -> SequenceId {
    mallory.open(Opening::new("salon/file").toward([to]), offer).unwrap().id()
}

/// Waits until somebody answers one of `sequences`; which.
fn answered(mallory: &Client, sequences: &[SequenceId]) -> SequenceId {
    await_event(mallory, |event| match event {
        Event::Answered { sequence, .. } => sequences.contains(sequence).then_some(*sequence),
        _ => None,
    })
}

/// Sends `content` to `to`, once they have taken the offer.
fn send(mallory: &Client, to: MemberId, about: SequenceId, content: &[u8]) {
    answered(mallory, &[about]);
    let length = Some(content.len() as u64);
    let opening = StreamOpening { about: about.0, length, ..StreamOpening::named("x") };
    let ticket = mallory.open_stream(to, &opening).unwrap();
    let mut stream = mallory.send_stream(&ticket).unwrap();
    stream.write_all(content).unwrap();
    stream.finish().unwrap();
}

/// What `person` is offered by `with`.
fn offered_by(people: &[&Person], person: &Person, with: &str) -> TransferKey {
    until(people, || {
        let list = person.transfers.list();
        list.iter().find(|transfer| transfer.with == with).map(|transfer| transfer.key)
    })
}

#[test]
fn a_file_under_the_id_of_another_touches_nothing_of_it() {
    let server = server();
    let mallory = mallory(&server);
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    let content = noise(20_000_000);
    ada.transfers.offer(&adas.write("film", &content), To::Room("lobby".into())).unwrap();
    let film = offered(&people, &bob);
    bob.transfers.accept(film, &bobs.downloads()).unwrap();
    until(&people, || (bob.get(film).done > 0).then_some(()));
    bob.transfers.pause(film);
    reaches(&people, (&bob, film), |state| matches!(state, TransferState::Paused { .. }));

    let theirs = seen(&mallory);
    let to = bob.client.member();
    let about = offer(&mallory, to, &FileOffer { name: "x".into(), size: 1, ..theirs });
    let other = offered_by(&people, &bob, "Mallory");
    bob.transfers.accept(other, &bobs.downloads()).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| send(&mallory, to, about, b"x"));
        done(&people, (&bob, other));
    });
    bob.transfers.resume(film);
    done(&people, (&bob, film));
    assert!(bobs.downloaded() == [("film".to_owned(), content), ("x".to_owned(), b"x".to_vec())]);
}

#[test]
fn one_who_takes_a_file_and_never_comes_keeps_nobody_waiting() {
    let server = server();
    let mallory = mallory(&server);
    let adas = Home::of("Ada");
    let ada = adas.start(&link(&server));
    let sent = ada.offer(&adas.write("x", b"x"), "Mallory");
    let about = until(&[&ada], || mallory.open_sequences(RoomId::INBOX).first().map(|s| s.id));
    mallory.answer(about, &FileAnswer { have: 0 }).unwrap();
    until(&[&ada], || {
        let event = mallory.events().try_recv();
        matches!(event, Ok(Event::StreamOffered { .. })).then_some(())
    });
    let begun = Instant::now();
    ada.transfers.cancel(sent);
    reaches(&[&ada], (&ada, sent), |state| *state == TransferState::Cancelled);
    assert!(begun.elapsed() < PATIENCE / 2, "not as long as the server waits for her");
}

#[test]
fn what_is_offered_twice_is_listed_once() {
    let server = server();
    let mallory = mallory(&server);
    let bobs = Home::of("Bob");
    let bob = bobs.start(&link(&server));
    let to = bob.client.member();
    let first = FileOffer {
        transfer: 7,
        name: "x".into(),
        size: 1,
        media_type: String::new(),
        text: String::new(),
        picture: Vec::new(),
    };
    let once = offer(&mallory, to, &first);
    let second = offer(&mallory, to, &first);
    offer(&mallory, to, &FileOffer { size: 2, ..first.clone() });
    offer(&mallory, to, &FileOffer { transfer: 8, name: "last".into(), ..first });
    let list = until(&[&bob], || {
        let list = bob.transfers.list();
        list.iter().any(|transfer| transfer.name == "last").then_some(list)
    });
    let names: Vec<_> =
        list.iter().map(|transfer| (transfer.name.as_str(), transfer.size)).collect();
    assert_eq!(names, [("x", 1), ("last", 1)]);
    let key = list[0].key;
    bob.transfers.accept(key, &bobs.downloads()).unwrap();
    assert_eq!(answered(&mallory, &[once, second]), second, "the newer one is open for longer");
}
