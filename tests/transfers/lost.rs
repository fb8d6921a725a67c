//! Transfers that are taken up again: after a lost connection, a lost session, a restart.

use crate::people::{
    Home, Pair, Person, done, film_arrives, link, noise, offer, offered, reaches, server,
    slow_server, until,
};
use salon::client::{Client, ClientError, Dialer, Link, Options, Socket};
use salon::net::Server;
use salon::transfer::{To, TransferKey, TransferState, Transfers};
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

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
fn what_has_arrived_is_not_offered_again_however_its_receiver_was_named() {
    let server = server();
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    let sent = ada.offer(&adas.write("film", b"short"), "bob");
    let key = offered(&people, &bob);
    bob.transfers.accept(key, &bobs.downloads()).unwrap();
    film_arrives(&people, (sent, key), &bobs, b"short".to_vec());
    ada.leave();
    let ada = adas.start(&link(&server));
    assert_eq!(ada.transfers.list(), []);
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

/// A way to a server. What that says gets lost while a test wants it so.
struct Way {
    link: Link,
    is_deaf: Arc<AtomicBool>,
    /// The server's end of the connection of the chat, which is the first.
    chat: OnceLock<TcpStream>,
}

impl Dialer for Way {
    fn dial(&self, _: &Options) -> Result<Socket, ClientError> {
        let server = TcpStream::connect(self.link.address()).unwrap();
        let (near, far) = UnixStream::pair().unwrap();
        drop(self.chat.set(server.try_clone().unwrap()));
        let (mut from, mut to) = (far.try_clone().unwrap(), server.try_clone().unwrap());
        thread::spawn(move || {
            drop(std::io::copy(&mut from, &mut to));
            drop(to.shutdown(Shutdown::Both));
        });
        let is_deaf = Arc::clone(&self.is_deaf);
        thread::spawn(move || pass_on(&server, &far, &is_deaf));
        Ok(Socket::Local(near))
    }

    fn address(&self) -> String {
        self.link.address()
    }
}

/// Passes on what the server says, to its end.
fn pass_on(mut server: &TcpStream, mut guest: &UnixStream, is_deaf: &AtomicBool) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count) = server.read(&mut buffer)
        && count > 0
    {
        if !is_deaf.load(Ordering::Acquire) && guest.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    drop(guest.shutdown(Shutdown::Both));
}

#[test]
fn an_answer_whose_receipt_is_lost_counts() {
    let server = server();
    let (adas, bobs) = (Home::of("Ada"), Home::of("Bob"));
    let ada = adas.start(&link(&server));
    let is_deaf = Arc::new(AtomicBool::new(false));
    let way = Way { link: link(&server), is_deaf: Arc::clone(&is_deaf), chat: OnceLock::new() };
    let way = Arc::new(way);
    let dialer: Arc<dyn Dialer> = Arc::clone(&way) as _;
    let client = Arc::new(Client::connect_by(dialer, Options::new("Bob")).unwrap());
    let transfers = Transfers::new(Arc::clone(&client), &bobs.path("memory")).unwrap();
    let bob = Person { client, transfers };
    let people = [&ada, &bob];
    let (sent, key) = offer(&people, &adas.write("song", b"la la"));

    is_deaf.store(true, Ordering::Release);
    bob.transfers.accept(key, &bobs.downloads()).unwrap();
    reaches(&people, (&ada, sent), |state| *state == TransferState::Starting);
    way.chat.get().unwrap().shutdown(Shutdown::Both).unwrap();
    is_deaf.store(false, Ordering::Release);
    done(&people, (&bob, key));
    done(&people, (&ada, sent));
    assert!(bobs.downloaded() == [("song".to_owned(), b"la la".to_vec())]);
}

#[test]
fn one_who_cannot_be_sent_a_file_leaves_the_others_theirs() {
    let server = slow_server();
    let homes = [Home::of("Carol"), Home::of("Dave")];
    let [carols, daves] = homes.each_ref();
    let (Pair { bobs, ada, bob, .. }, ..) = paused(&server);
    bob.stop();
    ada.leave();
    // As many wait for somebody who is gone as can be listed beside an offer.
    let memory = bobs.path("memory");
    let record = fs::read_dir(&memory).unwrap().flatten().next().unwrap().path();
    for n in 1..255 {
        fs::copy(&record, memory.join(format!("{n}.transfer"))).unwrap();
    }
    for part in fs::read_dir(bobs.downloads()).unwrap() {
        fs::remove_file(part.unwrap().path()).unwrap();
    }
    let people = [&bobs, carols, daves].map(|home| home.start(&link(&server)));
    let [bob, carol, dave] = &people;
    let everybody = people.each_ref();
    assert_eq!(bob.transfers.list().len(), 255);
    let map = bobs.write("map", b"here");
    let sent = bob.transfers.offer(&map, To::Room("lobby".into())).unwrap();
    let (carols_key, daves_key) = (offered(&everybody, carol), offered(&everybody, dave));
    carol.transfers.accept(carols_key, &carols.downloads()).unwrap();
    reaches(&everybody, (carol, carols_key), |s| *s == TransferState::Starting);
    // There is room for one.
    bob.transfers.cancel(bob.transfers.list()[0].key);
    dave.transfers.accept(daves_key, &daves.downloads()).unwrap();
    done(&everybody, (bob, sent));
    until(&everybody, || {
        let is_done = |person: &Person, key| person.get(key).state == TransferState::Done;
        (is_done(carol, carols_key) || is_done(dave, daves_key)).then_some(())
    });
    people.into_iter().for_each(Person::stop);
}
