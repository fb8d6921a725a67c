//! Streams by the client library.

use crate::ends::{AT_ONCE, Ends, config, end_of, enter, noise, until};
use salon::client::{ClientError, Event, Received, StreamError, StreamOpening};
use salon::hub::host::{BanTarget, Command};
use salon::net::{Config, Transfers};
use salon::proto::error_code::{ErrorCode, StreamEnd};
use salon::proto::ids::{MemberId, StreamId};
use std::io::{self, Read, Write};
use std::thread;
use std::time::{Duration, Instant};

/// Sends `content` from Ada to Bob, and gives what arrived.
fn carried(ends: &Ends, content: &[u8], length: Option<u64>) -> Vec<u8> {
    let (ticket, offer) = ends.open(length);
    let arrived = thread::scope(|scope| {
        let receiving = scope.spawn(|| {
            let mut stream = ends.bob.receive_stream(&offer.ticket, Received::nothing()).unwrap();
            assert_eq!(stream.length(), length);
            let mut arrived = Vec::new();
            stream.read_to_end(&mut arrived).unwrap();
            assert_eq!(stream.finish().unwrap().length(), arrived.len() as u64);
            arrived
        });
        let mut stream = ends.ada.send_stream(&ticket).unwrap();
        assert_eq!(stream.offset(), 0);
        stream.write_all(content).unwrap();
        stream.finish().unwrap();
        receiving.join().unwrap()
    });
    let done = (StreamEnd::Done, content.len() as u64);
    assert_eq!(end_of(&ends.ada, ticket.stream), done);
    assert_eq!(end_of(&ends.bob, ticket.stream), done);
    arrived
}

#[test]
fn what_is_written_arrives() {
    let ends = Ends::new(config());
    let content = noise(30_000_000);
    let whole = carried(&ends, &content, Some(content.len() as u64));
    assert!(whole == content);
    assert_eq!(carried(&ends, b"", Some(0)), b"");
    assert_eq!(carried(&ends, b"x", None), b"x");
}

#[test]
fn an_offer_says_what_its_sender_says() {
    let ends = Ends::new(config());
    let name = "../../Ünï 文件.txt";
    let opening = StreamOpening { about: 7, length: Some(3), content_type: "text/x-song", name };
    ends.ada.open_stream(ends.bob.member(), &opening).unwrap();
    let offer = until(&ends.bob, |event| match event {
        Event::StreamOffered { offer, .. } => Some(offer),
        _ => None,
    });
    assert_eq!((offer.from, offer.pseudo.as_str()), (ends.ada.member(), "Ada"));
    assert_eq!((offer.about, offer.length), (7, Some(3)));
    assert_eq!((offer.content_type.as_str(), offer.name.as_str()), ("text/x-song", name));
}

#[test]
fn what_cannot_be_opened_says_why() {
    let transfers = Transfers { streams: 2, per_member: 1, ..Transfers::default() };
    let ends = Ends::new(Config { transfers, ..config() });
    let open = |to, opening: &StreamOpening<'_>| {
        ends.ada.open_stream(to, opening).map_err(|error| error.code())
    };
    let plain = StreamOpening::named("x");
    let nobody = MemberId(99);
    assert_eq!(open(nobody, &plain), Err(Some(ErrorCode::NoSuchMember)));
    assert_eq!(open(ends.ada.member(), &plain), Err(Some(ErrorCode::NoSuchMember)), "to oneself");
    let odd = StreamOpening { content_type: "no ascii: é", ..plain };
    assert_eq!(open(ends.bob.member(), &odd), Err(Some(ErrorCode::Malformed)));
    let long = "x".repeat(256);
    let long = StreamOpening::named(&long);
    assert_eq!(open(ends.bob.member(), &long), Err(Some(ErrorCode::Malformed)));
    let ticket = open(ends.bob.member(), &plain).unwrap();
    assert_eq!(open(ends.bob.member(), &plain), Err(Some(ErrorCode::TooManyStreams)));
    ends.ada.cancel_stream(ticket.stream, "").unwrap();
    assert!(open(ends.bob.member(), &plain).is_ok());
    let again = ends.ada.cancel_stream(ticket.stream, "");
    assert_eq!(again.map_err(|error| error.code()), Err(Some(ErrorCode::NoSuchStream)));
}

#[test]
fn a_server_may_have_none() {
    let transfers = Transfers { streams: 0, ..Transfers::default() };
    let ends = Ends::new(Config { transfers, ..config() });
    let opened = ends.ada.open_stream(ends.bob.member(), &StreamOpening::named("x"));
    assert_eq!(opened.map_err(|error| error.code()), Err(Some(ErrorCode::TooManyStreams)));
    let streams = salon::proto::header::Capabilities::STREAMS;
    assert!(!ends.ada.capabilities().has(streams));
}

#[test]
fn a_cut_stream_goes_on_where_it_stopped() {
    let ends = Ends::new(config());
    let content = noise(20_000_000);
    let (ticket, offer) = ends.open(Some(content.len() as u64));
    let (cut_at, received) = thread::scope(|scope| {
        let sending = scope.spawn(|| {
            let mut stream = ends.ada.send_stream(&ticket).unwrap();
            stream.write_all(&content).and_then(|()| stream.finish().map_err(io::Error::from))
        });
        let mut stream = ends.bob.receive_stream(&offer.ticket, Received::nothing()).unwrap();
        let mut part = vec![0; 7_000_001];
        stream.read_exact(&mut part).unwrap();
        let received = stream.received().clone();
        stream.handle().stop();
        assert!(matches!(stream.finish(), Err(StreamError::Nonsense)), "it has no end yet");
        assert!(sending.join().unwrap().is_err());
        (part, received)
    });
    let offset = received.length();
    let (again, there) = (
        ends.ada.renew_stream(ticket.stream).unwrap(),
        ends.bob.renew_stream(ticket.stream).unwrap(),
    );
    thread::scope(|scope| {
        let sending = scope.spawn(|| {
            let mut stream = ends.ada.send_stream(&again).unwrap();
            assert_eq!(stream.offset(), offset);
            let mut rest = &content[..];
            stream.skip(&mut rest, |_| true).unwrap();
            stream.write_all(rest).unwrap();
            stream.finish().unwrap();
        });
        let mut stream = ends.bob.receive_stream(&there, received).unwrap();
        let mut whole = cut_at;
        stream.read_to_end(&mut whole).unwrap();
        stream.finish().unwrap();
        assert!(whole == content);
        sending.join().unwrap();
    });
    assert_eq!(end_of(&ends.bob, ticket.stream).0, StreamEnd::Done);
}

#[test]
fn another_content_than_the_one_that_was_begun_is_found_out() {
    let ends = Ends::new(config());
    let (ticket, offer) = ends.open(Some(4));
    thread::scope(|scope| {
        let sending = scope.spawn(|| {
            let mut stream = ends.ada.send_stream(&ticket).unwrap();
            stream.skip(&mut &b"ax"[..], |_| true).unwrap();
            stream.write_all(b"cd").unwrap();
            assert_eq!(stream.finish(), Err(StreamError::Differs));
        });
        let mut received = Received::nothing();
        received.add(b"ab");
        let mut stream = ends.bob.receive_stream(&offer.ticket, received).unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap();
        assert!(matches!(stream.finish(), Err(StreamError::Differs)));
        sending.join().unwrap();
    });
    assert_eq!(end_of(&ends.ada, ticket.stream).0, StreamEnd::Broken);
}

/// Bob takes a stream and reads nothing of it; Ada sends until it is cut by `cut`. Both must be gone
/// at once.
fn cut_in_mid_transfer(cut: impl FnOnce(&Ends)) -> (Ends, salon::client::Ticket) {
    let ends = Ends::new(config());
    let (ticket, offer) = ends.open(None);
    let mut receiving = thread::scope(|scope| {
        let taking =
            scope.spawn(|| ends.bob.receive_stream(&offer.ticket, Received::nothing()).unwrap());
        let mut sending = ends.ada.send_stream(&ticket).unwrap();
        let mut receiving = taking.join().unwrap();
        receiving.read_exact(&mut [0; 0]).unwrap();
        let writing = scope.spawn(move || {
            let block = vec![7; 1 << 20];
            while sending.write_all(&block).is_ok() {}
            Instant::now()
        });
        // So much is under way: nothing more can be, as nobody reads.
        receiving.read_exact(&mut [0; 100_000]).unwrap();
        let began = Instant::now();
        cut(&ends);
        let ended = writing.join().unwrap();
        assert!(ended - began < AT_ONCE, "{:?}", ended - began);
        receiving
    });
    let mut rest = [0; 1 << 16];
    while receiving.read(&mut rest).is_ok_and(|count| count > 0) {}
    (ends, ticket)
}

#[test]
fn a_cancel_cuts_both_ends() {
    let (ends, ticket) = cut_in_mid_transfer(|ends| {
        // The first that this server has opened.
        ends.bob.cancel_stream(StreamId(1), "Enough now").unwrap();
    });
    assert_eq!(end_of(&ends.ada, ticket.stream).0, StreamEnd::Cancelled);
    assert_eq!(end_of(&ends.bob, ticket.stream).0, StreamEnd::Cancelled);
    let renewed = ends.ada.renew_stream(ticket.stream).map_err(|error| error.code());
    assert_eq!(renewed, Err(Some(ErrorCode::NoSuchStream)));
}

#[test]
fn a_kick_cuts_both_ends() {
    let (ends, ticket) = cut_in_mid_transfer(|ends| {
        let (members, reason) = (vec![ends.bob.member()], String::new());
        ends.server.host().command(Command::Kick { members, reason }).unwrap();
    });
    assert_eq!(end_of(&ends.ada, ticket.stream).0, StreamEnd::Gone);
}

#[test]
fn a_ban_cuts_both_ends() {
    let (ends, ticket) = cut_in_mid_transfer(|ends| {
        let targets = vec![BanTarget::Pseudo("Ada".into())];
        let (lasts, reason) = (Duration::from_secs(60), String::new());
        ends.server.host().command(Command::Ban { targets, lasts, reason }).unwrap();
    });
    assert_eq!(end_of(&ends.bob, ticket.stream).0, StreamEnd::Gone);
}

#[test]
fn whoever_leaves_takes_their_streams_along() {
    let ends = Ends::new(config());
    let (ticket, _) = ends.open(None);
    ends.ada.bye().unwrap();
    assert_eq!(end_of(&ends.bob, ticket.stream).0, StreamEnd::Gone);
}

#[test]
fn a_server_that_stops_waits_for_no_stream() {
    let ends = Ends::new(config());
    let (ticket, offer) = ends.open(None);
    let Ends { server, ada, bob, .. } = ends;
    thread::scope(|scope| {
        let taking =
            scope.spawn(|| bob.receive_stream(&offer.ticket, Received::nothing()).unwrap());
        let mut sending = ada.send_stream(&ticket).unwrap();
        let _receiving = taking.join().unwrap();
        let writing = scope.spawn(move || while sending.write_all(&[0; 100_000]).is_ok() {});
        let began = Instant::now();
        server.stop("");
        assert!(began.elapsed() < 5 * AT_ONCE);
        writing.join().unwrap();
    });
}

#[test]
fn a_server_that_stops_waits_for_no_end_that_is_missing() {
    let ends = Ends::new(config());
    let (_, offer) = ends.open(None);
    let Ends { server, bob, .. } = ends;
    let _waits = bob.receive_stream(&offer.ticket, Received::nothing()).unwrap();
    let began = Instant::now();
    server.stop("");
    assert!(began.elapsed() < 5 * AT_ONCE);
}

#[test]
fn a_sender_whose_receiver_does_not_come_can_be_stopped() {
    let ends = Ends::new(config());
    let (ticket, _) = ends.open(None);
    let pending = ends.ada.attach_sending(&ticket).unwrap();
    let handle = pending.handle();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| pending.begin().map(drop));
        handle.stop();
        assert_eq!(waiting.join().unwrap(), Err(StreamError::Stopped));
    });
}

#[test]
fn a_slow_receiver_slows_its_sender_and_nobody_else() {
    let ends = Ends::new(config());
    let (ticket, offer) = ends.open(None);
    let carol = enter(&ends.server, "Carol");
    thread::scope(|scope| {
        let taking =
            scope.spawn(|| ends.bob.receive_stream(&offer.ticket, Received::nothing()).unwrap());
        let mut slow = ends.ada.send_stream(&ticket).unwrap();
        let idle = taking.join().unwrap();
        // As much as the system keeps and the receiver has granted, and then no more.
        let amount = 64 * 1024 * 1024;
        // It is not dropped when all is written: the stream would break where it had come to.
        let waiting = scope.spawn(move || slow.write_all(&vec![0; amount]).map(|()| slow));
        // Another stream of the same two, and their talk, go on.
        let content = noise(30_000_000);
        assert!(carried(&ends, &content, None) == content);
        carol.direct_and_wait("Bob", "Still there?").unwrap();
        assert!(!waiting.is_finished(), "nobody has made room");
        let mut idle = idle;
        idle.read_exact(&mut vec![0; amount]).unwrap();
        assert_eq!(waiting.join().unwrap().unwrap().position(), amount as u64);
    });
}

#[test]
fn an_end_hears_that_the_other_pauses() {
    let ends = Ends::new(config());
    let (ticket, offer) = ends.open(None);
    thread::scope(|scope| {
        let taking =
            scope.spawn(|| ends.bob.receive_stream(&offer.ticket, Received::nothing()).unwrap());
        let mut sending = ends.ada.send_stream(&ticket).unwrap();
        let mut receiving = taking.join().unwrap();
        sending.say_paused(true).unwrap();
        sending.write_all(b"x").unwrap();
        receiving.read_exact(&mut [0]).unwrap();
        assert!(receiving.handle().is_paused_there());
        sending.say_paused(false).unwrap();
        sending.write_all(b"x").unwrap();
        receiving.read_exact(&mut [0]).unwrap();
        assert!(!receiving.handle().is_paused_there());
    });
}

#[test]
fn a_ticket_is_good_once_and_for_its_end() {
    let ends = Ends::new(config());
    let (ticket, offer) = ends.open(None);
    let taken = thread::scope(|scope| {
        scope.spawn(|| drop(ends.ada.send_stream(&ticket)));
        let taken = ends.bob.receive_stream(&offer.ticket, Received::nothing()).map(drop);
        let again = ends.bob.receive_stream(&offer.ticket, Received::nothing()).map(drop);
        let refused = |error: &StreamError| matches!(error, StreamError::Client(e) if e.code() == Some(ErrorCode::TicketRefused));
        assert!(again.as_ref().is_err_and(refused), "{again:?}");
        taken
    });
    assert!(taken.is_ok());
    let (ticket, _) = ends.open(None);
    let wrong_end = ends.bob.receive_stream(&ticket, Received::nothing()).map(drop);
    let unexpected =
        |e: &StreamError| matches!(e, StreamError::Client(ClientError::Unexpected { .. }));
    assert!(wrong_end.as_ref().is_err_and(unexpected), "{wrong_end:?}");
}
