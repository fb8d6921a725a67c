//! Files that arrive, and some that don't.

use crate::people::{
    Home, Pair, done, fails, film_arrives, link, noise, offer, offered, reaches, server, until,
};
use salon::transfer::{Problem, To, TransferState};
use std::fs;
use std::io::Write;

#[test]
fn a_file_arrives_and_then_has_its_name() {
    let server = server();
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    let content = noise(5_000_000);
    let song = adas.write("song.flac", &content);
    let (sent, key) = offer(&people, &song);
    let offer = bob.get(key);
    assert_eq!((offer.name.as_str(), offer.size), ("song.flac", 5_000_000));
    assert_eq!((offer.with.as_str(), offer.media_type.as_str()), ("Ada", "audio/flac"));
    bob.transfers.accept(key, &bobs.downloads()).unwrap();
    let arrived = done(&people, (&bob, key));
    assert_eq!(arrived.path, Some(bobs.downloads().join("song.flac")));
    assert_eq!(done(&people, (&ada, sent)).done, 5_000_000);
    assert!(bobs.downloaded() == [("song.flac".to_owned(), content)]);
    assert_eq!(fs::read_dir(adas.path("memory")).unwrap().count(), 0, "it is forgotten");
    assert_eq!(fs::read_dir(bobs.path("memory")).unwrap().count(), 0);
}

#[test]
fn several_at_once_and_nothing_is_replaced() {
    let server = server();
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    fs::write(bobs.downloads().join("a.txt"), "Bob's own").unwrap();
    let (one, two, empty) =
        (adas.write("a.txt", b"one"), adas.write("b.txt", b"two"), adas.write("empty", b""));
    let sent = [&one, &two, &empty, &one].map(|path| ada.offer(path, "Bob"));
    for _ in &sent {
        let key = offered(&people, &bob);
        bob.transfers.accept(key, &bobs.downloads()).unwrap();
    }
    for key in sent {
        done(&people, (&ada, key));
    }
    until(&people, || bob.transfers.list().iter().all(|t| t.state.is_over()).then_some(()));
    let file = |name: &str, content: &str| (name.to_owned(), content.as_bytes().to_vec());
    let all = [
        file("a (2).txt", "one"),
        file("a (3).txt", "one"),
        file("a.txt", "Bob's own"),
        file("b.txt", "two"),
        file("empty", ""),
    ];
    assert_eq!(bobs.downloaded(), all);
}

#[test]
fn files_are_offered_in_their_order() {
    let server = server();
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    let names = ["c", "a", "e", "b", "d"];
    // To whom is the same, however it is written.
    let offer = |name: &str| {
        let to = if name == "a" { "bob" } else { "Bob" };
        ada.offer(&adas.write(name, b"x"), to)
    };
    let sent = names.map(offer);
    for (turn, name) in names.into_iter().enumerate() {
        let key = offered(&people, &bob);
        assert_eq!(bob.get(key).name, name);
        // One that is taken back, or declined, keeps none of the others waiting.
        match turn {
            1 => ada.transfers.cancel(sent[turn]),
            2 => bob.transfers.cancel(key),
            _ => bob.transfers.accept(key, &bobs.downloads()).unwrap(),
        }
        reaches(&people, (&bob, key), |state| !matches!(state, TransferState::Offered { .. }));
    }
    for key in [sent[0], sent[3], sent[4]] {
        done(&people, (&ada, key));
    }
}

#[cfg(feature = "pictures")]
#[test]
fn a_picture_is_offered_with_a_small_one() {
    use image::{DynamicImage, ImageFormat};
    let server = server();
    let Pair { adas, ada, bob, .. } = Pair::at(&server);
    let photo = adas.path("photo.jpg");
    let mut random = fastrand::Rng::with_seed(1);
    let mut noise = image::RgbImage::new(1200, 800);
    noise.pixels_mut().for_each(|pixel| pixel.0 = [0; 3].map(|_| random.u8(..)));
    DynamicImage::from(noise).save_with_format(&photo, ImageFormat::Jpeg).unwrap();
    ada.offer(&photo, "Bob");
    ada.offer(&adas.write("text.png", b"no picture"), "Bob");
    let key = offered(&[&ada, &bob], &bob);
    let picture = bob.get(key).picture;
    let small = image::load_from_memory(&picture).unwrap();
    assert!(picture.len() <= salon::transfer::MAX_PREVIEW && small.width() > 90, "{small:?}");
    bob.transfers.cancel(key);
    let next = |t: &salon::transfer::Transfer| t.name == "text.png";
    let next = until(&[&ada, &bob], || bob.transfers.list().into_iter().find(next));
    assert!(next.picture.is_empty());
}

#[test]
fn a_preview_says_what_it_is() {
    let server = server();
    let Pair { adas, bobs: _bobs, ada, bob } = Pair::at(&server);
    let poem = adas.write("poem.txt", "Ô temps, suspends ton vol !".as_bytes());
    let to = To::Member("bob".into());
    let sent = ada.transfers.offer_with_picture(&poem, to, b"\x89PNG".to_vec()).unwrap();
    let key = offered(&[&ada, &bob], &bob);
    let offer = bob.get(key);
    assert_eq!(offer.text, "Ô temps, suspends ton vol !");
    assert_eq!(&*offer.picture, b"\x89PNG");
    bob.transfers.cancel(key);
    assert_eq!(bob.get(key).state, TransferState::Cancelled);
    let refused = fails(&[&ada, &bob], (&ada, sent));
    assert_eq!(refused, Problem::Refused { words: String::new() });
    assert_eq!(ada.get(sent).with, "Bob", "as he writes it");
}

#[test]
fn an_offer_to_a_room_is_taken_by_whoever_wants_it() {
    let server = server();
    let homes = [Home::of("Ada"), Home::of("Bob"), Home::of("Carol"), Home::of("Dave")];
    let people = homes.each_ref().map(|home| home.start(&link(&server)));
    let [ada, bob, carol, dave] = &people;
    let everybody = people.each_ref();
    let map = homes[0].write("map.png", &noise(300_000));
    let sent = ada.transfers.offer(&map, To::Room("lobby".into())).unwrap();
    let keys = [bob, carol, dave].map(|person| offered(&everybody, person));
    bob.transfers.accept(keys[0], &homes[1].downloads()).unwrap();
    carol.transfers.cancel(keys[1]);
    dave.transfers.accept(keys[2], &homes[3].downloads()).unwrap();
    done(&everybody, (bob, keys[0]));
    done(&everybody, (dave, keys[2]));
    done(&everybody, (ada, sent));
    until(&everybody, || {
        let list = ada.transfers.list();
        let to = |name: &str| {
            list.iter().any(|t| t.with == name && !t.is_room && t.state == TransferState::Done)
        };
        (to("Bob") && to("Dave") && list.len() == 3).then_some(())
    });
    assert_eq!(homes[1].downloaded(), homes[3].downloaded());
    assert!(homes[2].downloaded().is_empty());
}

#[test]
fn names_that_would_climb_out_stay_in_the_folder() {
    let server = server();
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    // What a file of Linux can be called; others only come from another program.
    let names = [
        ("..\\..\\x", "x"),
        ("C:\\x", "x (2)"),
        ("NUL", "_NUL"),
        (".bashrc", "_bashrc"),
        ("文件 – ملف – 🦊.pdf", "文件 – ملف – 🦊.pdf"),
    ];
    let long = "é".repeat(127);
    for (name, safe) in names.into_iter().chain([(long.as_str(), long.as_str())]) {
        let (sent, key) = offer(&people, &adas.write(name, b"x"));
        bob.transfers.accept(key, &bobs.downloads()).unwrap();
        let arrived = done(&people, (&bob, key));
        assert_eq!(arrived.path, Some(bobs.downloads().join(safe)), "{name}");
        done(&people, (&ada, sent));
    }
    assert_eq!(bobs.downloaded().len(), 6);
}

#[test]
fn what_cannot_be_offered_says_why() {
    let server = server();
    let (adas, bobs) = (Home::of("Ada"), Home::of("Bob"));
    let ada = adas.start(&link(&server));
    let offer = |path: &std::path::Path, to: &str| ada.transfers.offer(path, To::Member(to.into()));
    let nowhere = offer(&adas.path("nowhere"), "Bob");
    assert!(matches!(nowhere, Err(Problem::Unreadable { .. })), "{nowhere:?}");
    assert_eq!(offer(&adas.downloads(), "Bob"), Err(Problem::NotAFile));
    let file = adas.write("x", b"x");
    let key = offer(&file, "Bob").unwrap();
    assert_eq!(fails(&[&ada], (&ada, key)), Problem::Nobody);
    let to_oneself = offer(&file, "Ada").unwrap();
    assert_eq!(fails(&[&ada], (&ada, to_oneself)), Problem::Nobody);
    let alone = ada.transfers.offer(&file, To::Room("lobby".into())).unwrap();
    assert_eq!(fails(&[&ada], (&ada, alone)), Problem::Nobody);
    drop(bobs);
}

#[test]
fn a_file_that_is_changed_while_it_is_sent_is_told_to_both() {
    let server = server();
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    let log = adas.write("server.log", &noise(20_000_000));
    let (sent, key) = offer(&people, &log);
    bob.transfers.accept(key, &bobs.downloads()).unwrap();
    bob.transfers.pause(key);
    reaches(&people, (&bob, key), |state| {
        matches!(state, TransferState::Paused { here: true, .. })
    });
    fs::OpenOptions::new().append(true).open(&log).unwrap().write_all(b"more").unwrap();
    bob.transfers.resume(key);
    assert_eq!(fails(&people, (&ada, sent)), Problem::Changed);
    assert_eq!(fails(&people, (&bob, key)), Problem::Changed);
    assert!(bobs.downloaded().is_empty(), "nothing is left of it");
}

#[test]
fn a_pause_is_seen_on_both_sides_and_ends() {
    let server = server();
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    let content = noise(20_000_000);
    let (sent, key) = offer(&people, &adas.write("film", &content));
    bob.transfers.pause(key);
    bob.transfers.accept(key, &bobs.downloads()).unwrap();
    let (here, there) = (true, true);
    reaches(&people, (&bob, key), |s| matches!(s, TransferState::Paused { here: true, .. }));
    reaches(&people, (&ada, sent), |s| matches!(s, TransferState::Paused { there: true, .. }));
    ada.transfers.pause(sent);
    reaches(&people, (&ada, sent), |s| *s == TransferState::Paused { here, there });
    bob.transfers.resume(key);
    ada.transfers.resume(sent);
    film_arrives(&people, (sent, key), &bobs, content);
}

#[test]
fn who_pauses_reads_what_is_under_way_and_no_more() {
    let server = server();
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    // A stream grants 8 MiB at once.
    for (size, under_way) in [(20_000_000, 8 * 1024 * 1024), (3, 3)] {
        let content = noise(size);
        let (sent, key) = offer(&people, &adas.write("film", &content));
        bob.transfers.pause(key);
        bob.transfers.accept(key, &bobs.downloads()).unwrap();
        until(&people, || (bob.get(key).done == under_way).then_some(()));
        reaches(&people, (&ada, sent), |s| matches!(s, TransferState::Paused { there: true, .. }));
        let paused = bob.get(key);
        assert_eq!(paused.state, TransferState::Paused { here: true, there: false });
        assert_eq!(paused.done, under_way);
        bob.transfers.resume(key);
        let arrived = done(&people, (&bob, key));
        done(&people, (&ada, sent));
        assert!(fs::read(arrived.path.unwrap()).unwrap() == content);
    }
}

#[test]
fn either_side_may_break_it_off() {
    let server = server();
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    let film = adas.write("film", &noise(20_000_000));
    for by_sender in [true, false] {
        let (sent, key) = offer(&people, &film);
        bob.transfers.pause(key);
        bob.transfers.accept(key, &bobs.downloads()).unwrap();
        reaches(&people, (&bob, key), |s| matches!(s, TransferState::Paused { .. }));
        let refused = Problem::BrokenOff;
        if by_sender {
            ada.transfers.cancel(sent);
            assert_eq!(fails(&people, (&bob, key)), refused);
            reaches(&people, (&ada, sent), |s| *s == TransferState::Cancelled);
        } else {
            bob.transfers.cancel(key);
            assert_eq!(fails(&people, (&ada, sent)), refused);
            reaches(&people, (&bob, key), |s| *s == TransferState::Cancelled);
        }
        assert!(bobs.downloaded().is_empty());
        assert_eq!(fs::read_dir(bobs.path("memory")).unwrap().count(), 0);
    }
}

#[test]
fn an_offer_may_be_taken_back() {
    let server = server();
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    let (sent, key) = offer(&people, &adas.write("x", b"x"));
    ada.transfers.cancel(sent);
    assert_eq!(fails(&people, (&bob, key)), Problem::Withdrawn);
    reaches(&people, (&ada, sent), |s| *s == TransferState::Cancelled);
    assert_eq!(bob.transfers.accept(key, &bobs.downloads()), Err(Problem::Expired));
}

#[test]
fn what_can_not_be_written_in_a_folder_may_go_into_another() {
    let server = server();
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    let (sent, key) = offer(&people, &adas.write("x", b"x"));
    let unwritable = bob.transfers.accept(key, &bobs.path("nowhere"));
    assert!(matches!(unwritable, Err(Problem::Unwritable { .. })), "{unwritable:?}");
    assert!(matches!(bob.get(key).state, TransferState::Offered { .. }), "it is offered still");
    bob.transfers.accept(key, &bobs.downloads()).unwrap();
    done(&people, (&bob, key));
    done(&people, (&ada, sent));
    assert_eq!(fs::read_dir(bobs.path("memory")).unwrap().count(), 0);
}

#[test]
fn an_offer_that_cannot_be_remembered_may_be_accepted_again() {
    let server = server();
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    let (sent, key) = offer(&people, &adas.write("x", b"x"));
    fs::remove_dir_all(bobs.path("memory")).unwrap();
    let forgetful = bob.transfers.accept(key, &bobs.downloads());
    assert!(matches!(forgetful, Err(Problem::Memory { .. })), "{forgetful:?}");
    fs::create_dir(bobs.path("memory")).unwrap();
    bob.transfers.accept(key, &bobs.downloads()).unwrap();
    done(&people, (&bob, key));
    done(&people, (&ada, sent));
}
