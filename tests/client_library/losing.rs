//! Lost connections: nothing is missed, nothing comes twice.

use crate::fake::{self, LOBBY, Script, error, inbox, lost, next, options, place, post, refreshed};
use crossbeam_channel::RecvTimeoutError;
use salon::client::{Client, ClientError, Event, Options};
use salon::proto::error_code::{ByeReason, ErrorCode, ResumeStatus};
use salon::proto::header::{Flags, Header};
use salon::proto::ids::{ClientNumber, Correlation, Number, Token};
use salon::proto::kind::Kind;
use salon::proto::message::{Ack, Bye, FromClient, Gap, Message, Notice, Welcome};
use std::io::Write;

/// Posts `one` to `three`; the connection is cut when the script lets go of it.
fn cut_and_resumed(script: impl FnOnce(&fake::Fake) + Send + 'static) -> Vec<Event> {
    let script = Script::new(script);
    let (client, room) = script.enter();
    for said in ["one", "two", "three"] {
        room.post(said).unwrap();
    }
    let events = until_the_end(&client);
    client.flush().unwrap();
    script.over(client);
    events
}

/// What happens until [`the_end`], but for the losses.
fn until_the_end(client: &Client) -> Vec<Event> {
    let mut events = Vec::new();
    for _ in 0..1_000 {
        match next(client) {
            Event::Disconnected { .. } => client.reconnect_now(),
            Event::Notice { .. } => return events,
            event => events.push(event),
        }
    }
    panic!("no end: {events:?}");
}

fn the_end(peer: &mut fake::Peer) {
    let scope = salon::proto::error_code::NoticeScope::You;
    peer.tell(Notice { place: inbox(1), scope, text: "the end".into() });
    peer.expect_end();
}

fn expect_posts(peer: &mut fake::Peer, expected: &[(u64, &str)]) {
    for (number, said) in expected {
        let (client_number, text, _) = peer.expect_post();
        assert_eq!((client_number, text.as_str()), (*number, *said));
    }
}

const ALL: [(u64, &str); 3] = [(1, "one"), (2, "two"), (3, "three")];

#[test]
fn cut_before_any_receipt() {
    let events = cut_and_resumed(|fake| {
        let mut peer = fake.accept_in_lobby();
        expect_posts(&mut peer, &ALL[..1]);
        drop(peer);
        let mut peer = fake.accept_resumed(0);
        expect_posts(&mut peer, &ALL);
        for (number, said) in ALL {
            peer.tell(fake::receipt(number, number, said));
        }
        the_end(&mut peer);
    });
    assert_eq!(events[0], Event::Resumed);
    let said: Vec<_> = events[1..].iter().cloned().map(post).collect();
    assert_eq!(said, [(1, "one".into()), (2, "two".into()), (3, "three".into())]);
}

#[test]
fn cut_between_receipts_in_the_middle_of_a_message() {
    let events = cut_and_resumed(|fake| {
        let mut peer = fake.accept_in_lobby();
        expect_posts(&mut peer, &ALL);
        peer.tell(fake::receipt(1, 1, "one"));
        let half = fake::receipt(2, 2, "two").to_frame(Correlation(0));
        peer.bytes(&half[..half.len() - 1]);
        drop(peer);
        // Lost again: before the answer, and in the middle of it.
        let (peer, _, resume) = fake.accept_resume();
        assert_eq!((resume.token, resume.inbox_last), (Token([1; 16]), Number(0)));
        drop(peer);
        let (mut peer, to, resume) = fake.accept_resume();
        assert_eq!(resume.token, Token([1; 16]));
        let answer = fake::resumed(2, &[(LOBBY, ResumeStatus::Continued)]).to_frame(to);
        peer.bytes(&answer[..20]);
        drop(peer);
        // Number 1 again, which was seen, and an ACK besides the missed receipt.
        let mut peer = fake.accept_resumed(1);
        expect_posts(&mut peer, &ALL[1..]);
        peer.tell(fake::receipt(1, 1, "one"));
        peer.tell(fake::receipt(2, 2, "two"));
        peer.tell(Ack { client_number: ClientNumber(2), place: place(2) });
        peer.tell(fake::receipt(3, 3, "three"));
        the_end(&mut peer);
    });
    let said: Vec<_> =
        events.into_iter().filter(|event| *event != Event::Resumed).map(post).collect();
    assert_eq!(said, [(1, "one".into()), (2, "two".into()), (3, "three".into())]);
}

#[test]
fn cut_where_the_receipts_are_lost_for_good() {
    let events = cut_and_resumed(|fake| {
        let mut peer = fake.accept_in_lobby();
        expect_posts(&mut peer, &ALL);
        drop(peer);
        let (mut peer, to, _) = fake.accept_resume();
        peer.say(to, fake::resumed(2, &[(LOBBY, ResumeStatus::Gap)]));
        let (epoch, first, last) = (fake::EPOCH, Number(1), Number(9));
        peer.tell(Gap { room: LOBBY, epoch, first, last });
        // The members, the names and the posts, the order of which nobody is promised; posts twice,
        // perhaps, before and after the gap was read.
        let mut left = 3;
        let (mut asked, mut named) = (None, false);
        while left > 0 || asked.is_none() || !named {
            let received = peer.next();
            match received.message() {
                FromClient::ListMembers(_) => asked = Some(received.to()),
                FromClient::ListRooms(_) => named = true,
                FromClient::Post(post) => {
                    let client_number = post.client_number;
                    let place = place(client_number.0);
                    peer.tell(Ack { client_number, place });
                    left -= u64::from(client_number.0 == 4 - left);
                }
                other => panic!("{other:?}"),
            }
        }
        peer.say(asked.unwrap(), fake::page(10, &[1, 7, 8], false));
        let scope = salon::proto::error_code::NoticeScope::You;
        peer.tell(Notice { place: inbox(1), scope, text: "the end".into() });
        let mut rest = Vec::new();
        drop(std::io::Read::read_to_end(&mut peer.stream, &mut rest));
    });
    let gap = Event::Gap { room: LOBBY, first: Number(1), last: Number(9) };
    assert_eq!(events[..2], [Event::Resumed, gap]);
    let refreshed = Event::MembersRefreshed { room: LOBBY };
    let (refreshes, rest): (Vec<_>, Vec<_>) =
        events[2..].iter().partition(|event| **event == refreshed);
    assert_eq!(refreshes.len(), 1);
    let acknowledged = rest.into_iter().map(|event| match event {
        Event::Acknowledged { client_number, .. } => client_number.0,
        other => panic!("{other:?}"),
    });
    assert_eq!(acknowledged.collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn whoever_waits_is_told_and_what_is_said_meanwhile_is_sent_later() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        let rooms = peer.next();
        assert!(matches!(rooms.message(), FromClient::ListRooms(_)));
        drop(peer);
        let (mut peer, to, _) = fake.accept_resume();
        peer.say(to, fake::resumed(2, &[(LOBBY, ResumeStatus::Continued)]));
        expect_posts(&mut peer, &[(1, "meanwhile"), (2, "and after")]);
        peer.tell(fake::receipt(1, 1, "meanwhile"));
        peer.tell(fake::receipt(2, 2, "and after"));
        peer.expect_end();
    });
    let (client, room) = script.enter();
    assert!(matches!(client.rooms(), Err(ClientError::Disconnected { .. })));
    let Event::Disconnected { .. } = next(&client) else { panic!() };
    room.post("meanwhile").unwrap();
    client.reconnect_now();
    assert_eq!(room.post_and_wait("and after").unwrap(), place(2));
    script.over(client);
}

#[test]
fn a_list_of_members_that_was_cut_off_is_fetched_anew() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_pseudo();
        peer.expect_join(fake::joined(1, &[1, 4], true));
        peer.expect_members(4);
        drop(peer);
        let mut peer = fake.accept_resumed(0);
        let to = peer.expect_members(0);
        peer.say(to, fake::page(1, &[4, 5], true));
        let to = peer.expect_members(5);
        peer.say(to, fake::page(1, &[7], false));
        peer.tell(fake::posted(1, "whole"));
        peer.expect_end();
    });
    let client = script.connect();
    assert!(matches!(client.join("lobby"), Err(ClientError::Disconnected { .. })));
    lost(&client);
    assert_eq!(next(&client), Event::Resumed);
    // The room was entered, though nobody waits for it any more.
    refreshed(&client, &client.join("lobby").unwrap(), &[4, 5, 7]);
    assert_eq!(post(next(&client)), (1, "whole".into()));
    script.over(client);
}

#[test]
fn a_room_that_is_gone_and_posts_to_it() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        peer.expect_post();
        drop(peer);
        let (mut peer, to, _) = fake.accept_resume();
        peer.say(to, fake::resumed(2, &[(LOBBY, ResumeStatus::Gone)]));
        // It may have been accepted before: the server knows.
        let (number, said, again) = peer.expect_post();
        assert_eq!((number, said.as_str()), (1, "hm"));
        peer.say(again, error(ErrorCode::NotInRoom));
        peer.expect_end();
    });
    let (client, room) = script.enter();
    room.post("hm").unwrap();
    lost(&client);
    assert_eq!(next(&client), Event::Resumed);
    let (name, reason) = ("lobby".to_owned(), String::new());
    assert_eq!(next(&client), Event::RoomClosed { room: LOBBY, name, place: None, reason });
    let Event::Refused { client_number: ClientNumber(1), error } = next(&client) else { panic!() };
    assert_eq!(error.code(), Some(ErrorCode::NotInRoom));
    script.over(client);
}

#[test]
fn a_silent_server_is_pinged_and_given_up() {
    let script = Script::new(|fake| {
        let short =
            Welcome { heartbeat_interval: 20, heartbeat_timeout: 20, ..fake.welcome.clone() };
        let mut peer = fake.accept_raw();
        peer.greet(&short);
        let wish = peer.next();
        peer.say(wish.to(), fake::accepted(1));
        let ping = peer.next();
        assert!(matches!(ping.message(), FromClient::Ping(_)));
        peer.expect_end();
    });
    let client = script.connect_with(Options { reconnect: false, ..options() }).unwrap();
    let Event::Disconnected { error, retry_in: None } = next(&client) else { panic!() };
    assert_eq!(error, ClientError::Disconnected { cause: "the server is silent".into() });
    let over = client.events().recv_timeout(fake::GENEROUS);
    assert_eq!(over, Err(RecvTimeoutError::Disconnected));
    assert_eq!(client.rooms(), Err(error));
    script.done();
}

#[test]
fn garbage_ends_the_connection_but_not_the_session() {
    for header in [
        // Declares 4 GiB.
        Header {
            len: u32::MAX,
            kind: Kind::POSTED,
            flags: Flags::NONE,
            correlation: Correlation(0),
        },
        Header { len: 600_000, kind: Kind(9_999), flags: Flags::NONE, correlation: Correlation(0) },
    ] {
        let script = Script::new(move |fake| {
            let mut peer = fake.accept_in_lobby();
            peer.tell(fake::posted(1, "one"));
            peer.bytes(&header.to_bytes());
            peer.expect_end();
            let mut peer = fake.accept_resumed(1);
            peer.tell(fake::posted(2, "two"));
            peer.expect_end();
        });
        let client = script.connect();
        client.join("lobby").unwrap();
        assert_eq!(post(next(&client)), (1, "one".into()));
        assert!(lost(&client).to_string().contains("over the limit"));
        assert_eq!(next(&client), Event::Resumed);
        assert_eq!(post(next(&client)), (2, "two".into()));
        drop(client);
        script.done();
    }
}

#[test]
fn noise_of_any_kind_crashes_nothing() {
    let script = Script::new(|fake| {
        let mut noise: u64 = 0x9E37_79B9_7F4A_7C15;
        for last in 0..20 {
            let mut peer = if last == 0 { fake.accept_in_lobby() } else { fake.accept_resumed(0) };
            for _ in 0..50 {
                noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(last + 1);
                // A header that fits, and a payload that means nothing.
                let kind = Kind::ALL[(noise >> 40) as usize % Kind::ALL.len()];
                if kind == Kind::BYE || kind == Kind::GAP || kind == Kind::ERROR {
                    continue;
                }
                let bytes = noise.to_be_bytes();
                let len = (noise >> 33) as u32 % 9;
                let correlation = Correlation((noise >> 20) as u32 % 8);
                let header = Header { len, kind, flags: Flags(noise as u16), correlation };
                peer.bytes(&header.to_bytes());
                peer.bytes(&bytes[..len as usize]);
            }
            // What it answered is unread: the connection is reset, perhaps before it was resumed.
        }
        the_end(&mut fake.accept_resumed(0));
    });
    let client = script.connect();
    client.join("lobby").unwrap();
    let events = until_the_end(&client);
    assert!(events.iter().all(|event| *event == Event::Resumed), "{events:?}");
    script.over(client);
}

#[test]
fn kicked_is_the_end() {
    for reason in [ByeReason::Kicked, ByeReason::Banned, ByeReason::Superseded] {
        let script = Script::new(move |fake| {
            let mut peer = fake.accept_in_lobby();
            peer.expect_post();
            peer.tell(Bye { reason, text: "enough".into() });
            peer.expect_end();
        });
        let client = script.connect();
        let room = client.join("lobby").unwrap();
        assert_eq!(room.post_and_wait("spam").unwrap_err(), ClientError::Unconfirmed);
        assert_eq!(next(&client), Event::Ended { reason, text: "enough".into() });
        let over = client.events().recv_timeout(fake::GENEROUS);
        assert_eq!(over, Err(RecvTimeoutError::Disconnected));
        let ended = ClientError::Ended(reason, "enough".into());
        assert_eq!(room.post("more spam"), Err(ended.clone()));
        assert_eq!(client.bye(), Err(ended));
        script.done();
    }
}

#[test]
fn a_client_that_was_too_slow_goes_on() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        peer.tell(Bye { reason: ByeReason::TooSlow, text: "".into() });
        peer.stream.flush().unwrap();
        drop(peer);
        fake.accept_resumed(0).expect_end();
    });
    let client = script.connect();
    client.join("lobby").unwrap();
    assert_eq!(lost(&client), ClientError::Ended(ByeReason::TooSlow, String::new()));
    assert_eq!(next(&client), Event::Resumed);
    script.over(client);
}

#[test]
fn a_fatal_error_is_the_reason_that_is_told() {
    let script = Script::new(|fake| {
        let mut peer = fake.accept_in_lobby();
        peer.tell(error(ErrorCode::TooManyErrors));
        drop(peer);
        // Banned meanwhile: no more attempts.
        let (mut peer, to, _) = fake.accept_resume();
        peer.say(to, error(ErrorCode::Banned));
        peer.expect_end();
    });
    let client = script.connect();
    client.join("lobby").unwrap();
    assert_eq!(lost(&client).code(), Some(ErrorCode::TooManyErrors));
    let Event::Ended { reason: ByeReason::Banned, .. } = next(&client) else { panic!() };
    script.over(client);
}
