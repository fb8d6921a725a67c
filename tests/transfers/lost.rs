//! Transfers that are taken up again: after a lost connection, a lost session, a restart.

use crate::people::{Home, Person, done, link, noise, offered, reaches, slow_server, until};
use salon::transfer::{To, TransferKey, TransferState, Transfers};
use std::fs;

/// A transfer of `content` that has begun and stands still, paused by the receiver.
fn paused(people: &[&Person; 2], homes: &[&Home; 2], content: &[u8]) -> (TransferKey, TransferKey) {
    let sent = people[0].offer(&homes[0].write("film", content), "Bob");
    let key = offered(people, people[1]);
    people[1].transfers.accept(key, &homes[1].downloads()).unwrap();
    until(people, || (people[1].get(key).done > 0).then_some(()));
    people[1].transfers.pause(key);
    let is_paused = |s: &TransferState| matches!(s, TransferState::Paused { here: true, .. });
    reaches(people, (people[1], key), is_paused);
    (sent, key)
}

fn part_of(home: &Home) -> u64 {
    let mut parts = fs::read_dir(home.downloads()).unwrap().flatten();
    let part = parts.find(|e| e.file_name().to_string_lossy().ends_with(".part"));
    part.map_or(0, |part| part.metadata().unwrap().len())
}

#[test]
fn a_receiver_who_restarts_goes_on_where_they_were() {
    let server = slow_server();
    let (adas, bobs) = (Home::of("Ada"), Home::of("Bob"));
    let (ada, bob) = (adas.start(&link(&server)), bobs.start(&link(&server)));
    let content = noise(20_000_000);
    let (sent, _) = paused(&[&ada, &bob], &[&adas, &bobs], &content);
    bob.stop();
    let had = part_of(&bobs);
    assert!(had > 0 && had < content.len() as u64, "{had}");

    let bob = bobs.start(&link(&server));
    let people = [&ada, &bob];
    let taken_up = bob.transfers.list();
    let [transfer] = &taken_up[..] else { panic!("{taken_up:?}") };
    assert_eq!((transfer.name.as_str(), transfer.with.as_str()), ("film", "Ada"));
    done(&people, (&bob, transfer.key));
    done(&people, (&ada, sent));
    assert!(bobs.downloaded() == [("film".to_owned(), content)]);
}

#[test]
fn a_sender_who_restarts_goes_on_where_they_were() {
    let server = slow_server();
    let (adas, bobs) = (Home::of("Ada"), Home::of("Bob"));
    let (ada, bob) = (adas.start(&link(&server)), bobs.start(&link(&server)));
    let content = noise(20_000_000);
    let (_, key) = paused(&[&ada, &bob], &[&adas, &bobs], &content);
    ada.stop();
    bob.transfers.resume(key);
    let ada = adas.start(&link(&server));
    let people = [&ada, &bob];
    let transfer = ada.transfers.list().remove(0);
    done(&people, (&ada, transfer.key));
    done(&people, (&bob, key));
    assert!(bobs.downloaded() == [("film".to_owned(), content)]);
}

#[test]
fn what_is_offered_again_goes_on() {
    let server = slow_server();
    let (adas, bobs) = (Home::of("Ada"), Home::of("Bob"));
    let (ada, bob) = (adas.start(&link(&server)), bobs.start(&link(&server)));
    let content = noise(20_000_000);
    let (_, key) = paused(&[&ada, &bob], &[&adas, &bobs], &content);
    ada.stop();

    // A command that sends what it is told, and nothing else.
    let ada = adas.start_as(&link(&server), Transfers::forgetful_of_outgoing);
    assert!(ada.transfers.list().is_empty());
    bob.transfers.resume(key);
    let people = [&ada, &bob];
    reaches(&people, (&bob, key), |s| *s == TransferState::Interrupted);
    let had = part_of(&bobs);
    let sent = ada.transfers.offer(&adas.path("film"), To::Member("Bob".into())).unwrap();
    done(&people, (&bob, key));
    done(&people, (&ada, sent));
    assert!(had > 0);
    assert_eq!(bob.transfers.list().len(), 1, "it is the same transfer");
    assert!(bobs.downloaded() == [("film".to_owned(), content)]);
}

#[test]
fn both_go_on_after_the_server_was_restarted() {
    let first = slow_server();
    let (adas, bobs) = (Home::of("Ada"), Home::of("Bob"));
    let at = first.local_addr();
    let (ada, bob) = (adas.start(&link(&first)), bobs.start(&link(&first)));
    let content = noise(20_000_000);
    let (sent, key) = paused(&[&ada, &bob], &[&adas, &bobs], &content);
    first.stop("");
    bob.transfers.resume(key);
    let _second = loop {
        let config = salon::net::Config { listen: at, ..salon::net::Config::default() };
        if let Ok(server) = salon::net::Server::start(config) {
            break server;
        }
    };
    let people = [&ada, &bob];
    ada.client.reconnect_now();
    bob.client.reconnect_now();
    done(&people, (&bob, key));
    done(&people, (&ada, sent));
    assert!(bobs.downloaded() == [("film".to_owned(), content)]);
}
