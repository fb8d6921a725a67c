//! Transfers that are taken up again: after a lost connection, a lost session, a restart.

use crate::people::{
    Home, Pair, done, film_arrives, link, noise, offer, reaches, slow_server, until,
};
use salon::net::Server;
use salon::transfer::{To, TransferKey, TransferState, Transfers};
use std::fs;

/// A film on its way from Ada to Bob, which stands still: the receiver has paused it. With what is in it, and the
/// keys of both.
fn paused(server: &Server) -> (Pair, Vec<u8>, (TransferKey, TransferKey)) {
    let pair = Pair::at(server);
    let Pair { adas, bobs, ada, bob } = &pair;
    let (people, content) = ([ada, bob], noise(20_000_000));
    let (sent, key) = offer(&people, &adas.write("film", &content));
    bob.transfers.accept(key, &bobs.downloads()).unwrap();
    until(&people, || (bob.get(key).done > 0).then_some(()));
    bob.transfers.pause(key);
    let is_paused = |s: &TransferState| matches!(s, TransferState::Paused { here: true, .. });
    reaches(&people, (bob, key), is_paused);
    (pair, content, (sent, key))
}

fn part_of(home: &Home) -> u64 {
    let mut parts = fs::read_dir(home.downloads()).unwrap().flatten();
    let part = parts.find(|e| e.file_name().to_string_lossy().ends_with(".part"));
    part.map_or(0, |part| part.metadata().unwrap().len())
}

#[test]
fn a_receiver_who_restarts_goes_on_where_they_were() {
    let server = slow_server();
    let (Pair { adas: _adas, bobs, ada, bob }, content, (sent, _)) = paused(&server);
    bob.stop();
    let had = part_of(&bobs);
    assert!(had > 0 && had < content.len() as u64, "{had}");

    let bob = bobs.start(&link(&server));
    let people = [&ada, &bob];
    let taken_up = bob.transfers.list();
    let [transfer] = &taken_up[..] else { panic!("{taken_up:?}") };
    assert_eq!((transfer.name.as_str(), transfer.with.as_str()), ("film", "Ada"));
    film_arrives(&people, (sent, transfer.key), &bobs, content);
}

#[test]
fn a_sender_who_restarts_goes_on_where_they_were() {
    let server = slow_server();
    let (Pair { adas, bobs, ada, bob }, content, (_, key)) = paused(&server);
    ada.stop();
    bob.transfers.resume(key);
    let ada = adas.start(&link(&server));
    let people = [&ada, &bob];
    let transfer = ada.transfers.list().remove(0);
    film_arrives(&people, (transfer.key, key), &bobs, content);
}

#[test]
fn what_is_offered_again_goes_on() {
    let server = slow_server();
    let (Pair { adas, bobs, ada, bob }, content, (_, key)) = paused(&server);
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
    let at = first.local_addr();
    let (Pair { adas: _adas, bobs, ada, bob }, content, (sent, key)) = paused(&first);
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
    film_arrives(&people, (sent, key), &bobs, content);
}
