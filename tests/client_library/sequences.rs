//! Sequences against a scripted server: what is open stays exact over gaps and lost connections.

use crate::fake::{self, Fake, LOBBY, ME, Peer, Script, inbox, lost, next, place};
use salon::client::{Client, ClientError, Event, OpenSequence, Opening, Resolution};
use salon::proto::body::{Body, PackedBody};
use salon::proto::error_code::{Block, ErrorCode, NoticeScope, Outcome, Reaction, ResumeStatus};
use salon::proto::header::Capabilities;
use salon::proto::ids::{ClientNumber, Correlation, MemberId, Number, SequenceId, UnixMillis};
use salon::proto::message::{
    self, Ack, Added, Answered, EndedSequence, FromClient, Gap, Joined, Notice, Opened, Resolved,
    Sequences, Tally,
};
use std::time::Duration;

salon::payload! { struct Question: "example/question" { text: String } }

fn soup() -> Question {
    Question { text: "Soup?".into() }
}

const WAITING: Tally = Tally { answered: 0, declined: 0, left: 0, waiting: 1 };
const DONE: Tally = Tally { answered: 1, declined: 0, left: 0, waiting: 0 };

/// Greets a client as a server that has sequences.
fn greet(fake: &Fake) -> Peer {
    let mut peer = fake.accept_raw();
    peer.able = Capabilities::RESUME.with(Capabilities::SEQUENCES);
    peer.greet(&fake.welcome);
    peer
}

/// In the lobby with members 1 and 7, before number 1, where so many are open.
fn in_lobby(fake: &Fake, open: u16) -> Peer {
    let mut peer = greet(fake);
    let pseudo = peer.next();
    peer.say(pseudo.to(), fake::accepted(1));
    let joined = Joined { sequences: Added(open), ..fake::joined(1, &[1, 7], false) };
    peer.expect_join(joined);
    peer
}

/// One of the other member's.
fn listed(id: u64) -> message::OpenSequence {
    message::OpenSequence {
        sequence: SequenceId(id),
        opener: MemberId(1),
        pseudo: "M1".into(),
        client_number: ClientNumber(id),
        kind: "example/ask".into(),
        block: Block::Nothing,
        includes_opener: false,
        quorum: 0,
        expires: UnixMillis(60_000),
        audience: Vec::new(),
        tally: WAITING,
        asked: true,
        body: PackedBody::keep(&Body::NOTHING),
    }
}

fn opened(number: u64, id: u64, opener: MemberId, client_number: u64) -> Opened<'static> {
    Opened {
        place: place(number),
        sequence: SequenceId(id),
        opener,
        pseudo: "M1",
        client_number: ClientNumber(client_number),
        kind: "example/ask".into(),
        block: Block::Nothing,
        includes_opener: false,
        quorum: 0,
        expires: UnixMillis(60_000),
        audience: Vec::new(),
        audience_count: 1,
        body: Body::NOTHING,
    }
}

fn ended(id: u64, client_number: u64) -> EndedSequence {
    EndedSequence {
        sequence: SequenceId(id),
        opener: ME,
        client_number: ClientNumber(client_number),
        outcome: Outcome::Completed,
        reason: "".into(),
        tally: DONE,
    }
}

fn page(open: &[u64], more: bool, ended: Vec<EndedSequence>) -> Sequences {
    let open = open.iter().map(|id| listed(*id)).collect();
    Sequences { room: LOBBY, more, open, ended }
}

/// The next message asks for the open sequences of the lobby after one.
fn expect_list(peer: &mut Peer, after: u64) -> Correlation {
    let received = peer.next();
    let FromClient::ListSequences(list) = received.message() else {
        panic!("{:?}", received.message())
    };
    assert_eq!((list.room, list.after.0), (LOBBY, after));
    received.to()
}

/// The next message opens a sequence in the lobby under this number.
fn expect_open(peer: &mut Peer, number: u64) {
    let received = peer.next();
    let FromClient::Open(open) = received.message() else { panic!("{:?}", received.message()) };
    assert_eq!((open.room, open.client_number.0, &*open.kind), (LOBBY, number, "example/ask"));
}

/// The gap that swallows the numbers up to `last`. Members, names and sequences are asked for then, and the
/// `OPEN`s without a receipt come again, in any order. What is left to answer is the list.
fn gap(peer: &mut Peer, first: u64, last: u64, opens: usize) -> Correlation {
    let (first, last) = (Number(first), Number(last));
    peer.tell(Gap { room: LOBBY, epoch: fake::EPOCH, first, last });
    let (mut list, mut again) = (None, 0);
    for _ in 0..3 + opens {
        let received = peer.next();
        match received.message() {
            FromClient::ListMembers(_) => {
                peer.say(received.to(), fake::page(last.0 + 1, &[1, 7], false));
            }
            FromClient::ListRooms(_) => {
                let lobby = (LOBBY, "lobby", "Where everybody arrives");
                peer.say(received.to(), fake::rooms(&[lobby]));
            }
            FromClient::ListSequences(_) => list = Some(received.to()),
            FromClient::Open(_) => again += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(again, opens);
    list.expect("a list that is asked for")
}

fn ids(open: &[OpenSequence]) -> Vec<u64> {
    open.iter().map(|open| open.id.0).collect()
}

/// Somebody has answered the sequence 50.
fn yes(number: u64, tally: Tally) -> Answered<'static> {
    Answered {
        place: place(number),
        sequence: SequenceId(50),
        member: MemberId(1),
        pseudo: "M1",
        how: Reaction::Answered,
        reason: "".into(),
        tally,
        body: fake::text("yes"),
    }
}

/// Ends the script once the client has read all of it.
fn the_end(peer: &mut Peer) {
    peer.tell(Notice { place: inbox(1), scope: NoticeScope::You, text: "the end".into() });
    peer.expect_end();
}

/// What has happened until [`the_end`].
fn until_the_end(client: &Client) -> Vec<Event> {
    let events = std::iter::from_fn(|| match next(client) {
        Event::Notice { .. } => None,
        event => Some(event),
    });
    events.collect()
}

/// What is left of a test that has seen all it wanted.
fn end(script: Script, client: Client) {
    until_the_end(&client);
    script.over(client);
}

/// A script that begins in the lobby, where nothing is open.
fn in_quiet_lobby(play: impl FnOnce(&Fake, Peer) + Send + 'static) -> Script {
    Script::new(|fake| play(fake, in_lobby(fake, 0)))
}

#[test]
fn a_room_is_entered_once_the_list_is_whole() {
    let script = Script::new(|fake| {
        let mut peer = in_lobby(fake, 3);
        let asked = expect_list(&mut peer, 0);
        // Too fast: it is asked for again.
        let too_fast = fake::error(ErrorCode::RateLimited);
        peer.say(asked, message::Error { retry_after: 5, ..too_fast });
        let asked = expect_list(&mut peer, 0);
        peer.say(asked, page(&[31, 32], true, Vec::new()));
        // Of the second page, and opened before it is made.
        peer.tell(opened(1, 40, MemberId(1), 9));
        let asked = expect_list(&mut peer, 32);
        peer.say(asked, page(&[33, 40], false, Vec::new()));
        the_end(&mut peer);
    });
    let (client, room) = script.enter();
    assert_eq!(ids(&room.open_sequences()), [31, 32, 33, 40]);
    let told: Vec<_> = until_the_end(&client)
        .into_iter()
        .map(|event| match event {
            Event::Opened { place, sequence, .. } => (sequence.id.0, place.is_some()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told, [(31, false), (32, false), (40, true), (33, false)]);
    script.over(client);
}

#[test]
fn after_a_gap_the_list_says_what_is_over() {
    let script = in_quiet_lobby(|_, mut peer| {
        for id in 31..=33 {
            peer.tell(opened(id - 30, id, MemberId(1), id));
        }
        let asked = gap(&mut peer, 4, 20, 0);
        let over = EndedSequence { opener: MemberId(1), ..ended(31, 31) };
        peer.say(asked, page(&[32, 35], false, vec![over]));
        the_end(&mut peer);
    });
    let (client, room) = script.enter();
    let events = until_the_end(&client);
    assert_eq!(ids(&room.open_sequences()), [32, 35]);
    let over: Vec<_> = events
        .into_iter()
        .filter_map(|event| match event {
            Event::Resolved { place: None, sequence, outcome, tally, .. } => {
                Some((sequence.0, outcome, tally))
            }
            _ => None,
        })
        .collect();
    // Of the last one nobody knows how it ended.
    assert_eq!(over, [(31, Outcome::Completed, DONE), (33, Outcome::Unknown(0), WAITING)]);
    script.over(client);
}

#[test]
fn a_receipt_that_is_lost_for_good_is_found_in_the_list() {
    let script = in_quiet_lobby(|fake, mut peer| {
        expect_open(&mut peer, 1);
        drop(peer);
        let mut peer = greet(fake);
        let resume = peer.next();
        peer.say(resume.to(), fake::resumed(2, &[(LOBBY, ResumeStatus::Gap)]));
        expect_open(&mut peer, 1);
        let asked = gap(&mut peer, 1, 9, 1);
        peer.tell(Ack { client_number: ClientNumber(1), place: place(4) });
        let mine = message::OpenSequence {
            opener: ME,
            client_number: ClientNumber(1),
            asked: false,
            ..listed(50)
        };
        let list = Sequences { open: vec![mine], ..page(&[], false, Vec::new()) };
        peer.say(asked, list.clone());
        let again = expect_list(&mut peer, 0);
        peer.say(again, list);
        peer.tell(yes(10, DONE));
        let (sequence, outcome, tally) = (SequenceId(50), Outcome::Completed, DONE);
        peer.tell(Resolved { place: place(11), sequence, outcome, reason: "".into(), tally });
        the_end(&mut peer);
    });
    let (client, room) = script.enter();
    let opened = std::thread::spawn(move || room.open(Opening::new("example/ask"), &soup()));
    lost(&client);
    let sequence = opened.join().unwrap().unwrap();
    assert_eq!(sequence.id(), SequenceId(50));
    let Ok(Resolution::Completed { answers, missed: 0, .. }) = sequence.wait() else {
        panic!("not done")
    };
    assert_eq!(answers[0].content.text(), Some("yes"));
    end(script, client);
}

#[test]
fn one_that_was_over_before_its_receipt_could_come() {
    let script = in_quiet_lobby(|_, mut peer| {
        expect_open(&mut peer, 1);
        let asked = gap(&mut peer, 1, 9, 1);
        peer.say(asked, page(&[], false, vec![ended(50, 1)]));
        peer.tell(Ack { client_number: ClientNumber(1), place: place(4) });
        let asked = expect_list(&mut peer, 0);
        peer.say(asked, page(&[], false, vec![ended(50, 1)]));
        the_end(&mut peer);
    });
    let (client, room) = script.enter();
    let sequence = room.open(Opening::new("example/ask"), &soup()).unwrap();
    let done = Resolution::Completed { answers: Vec::new(), missed: 1, tally: DONE };
    assert_eq!(sequence.wait(), Ok(done));
    end(script, client);
}

#[test]
fn answers_in_a_gap_are_said_to_be_missed() {
    const BOTH: Tally = Tally { answered: 3, ..DONE };
    let script = Script::new(|fake| {
        let mut peer = in_lobby(fake, 0);
        expect_open(&mut peer, 1);
        peer.tell(opened(1, 50, ME, 1));
        peer.tell(yes(2, DONE));
        // Among what is missed are two answers: the list of what is open tells how many.
        let asked = gap(&mut peer, 3, 9, 0);
        let mine = message::OpenSequence {
            opener: ME,
            client_number: ClientNumber(1),
            asked: false,
            tally: BOTH,
            ..listed(50)
        };
        peer.say(asked, Sequences { open: vec![mine], ..page(&[], false, Vec::new()) });
        let (sequence, outcome, tally) = (SequenceId(50), Outcome::Expired, BOTH);
        peer.tell(Resolved { place: place(10), sequence, outcome, reason: "".into(), tally });
        the_end(&mut peer);
    });
    let client = script.connect();
    let room = client.join("lobby").unwrap();
    let sequence = room.open(Opening::new("example/ask"), &soup()).unwrap();
    let Ok(Resolution::Expired { answers, missed, tally }) = sequence.wait() else {
        panic!("not expired")
    };
    assert_eq!((answers.len(), missed, tally), (1, 2, BOTH));
    until_the_end(&client);
    drop(client);
    script.done();
}

#[test]
fn the_session_that_ends_takes_its_sequences_with_it() {
    let script = in_quiet_lobby(|fake, mut peer| {
        expect_open(&mut peer, 1);
        peer.tell(opened(1, 50, ME, 1));
        drop(peer);
        let mut peer = greet(fake);
        let resume = peer.next();
        peer.say(resume.to(), fake::error(ErrorCode::ResumeRefused));
        let pseudo = peer.next();
        peer.say(pseudo.to(), fake::accepted(3));
        peer.expect_join(fake::joined(1, &[1, 7], false));
        the_end(&mut peer);
    });
    let (client, room) = script.enter();
    let sequence = room.open(Opening::new("example/ask"), &soup()).unwrap();
    assert_eq!(ids(&room.open_sequences()), [50]);
    let opened = next(&client);
    assert!(matches!(opened, Event::Opened { .. }), "{opened:?}");
    lost(&client);
    assert_eq!(sequence.wait_for(Duration::MAX), Some(Err(ClientError::OutcomeMissed)));
    until_the_end(&client);
    assert_eq!(room.open_sequences(), []);
    script.over(client);
}

#[test]
fn what_is_too_large_is_not_sent() {
    let script = in_quiet_lobby(|_, mut peer| {
        the_end(&mut peer);
    });
    let (client, room) = script.enter();
    let noise: String = std::iter::repeat_with(|| fastrand::char(..)).take(20_000).collect();
    let refused = room.open(Opening::new("example/ask"), &Question { text: noise });
    assert!(matches!(refused, Err(ClientError::Body(_))), "{refused:?}");
    end(script, client);
}
