//! Too much said, and too little read.

use super::{frame, in_phase};
use crate::support::peer::{Peer, text_body, text_post};
use crate::support::stage::{Stage, config};
use salon::net::Rate;
use salon::proto::error_code::ErrorCode;
use salon::proto::ids::{ClientNumber, Correlation, MemberId, RoomId};
use salon::proto::kind::Kind;
use salon::proto::machine::Phase;
use salon::proto::message::{
    Error, FromServer, Gap, Join, Latest, Leave, ListRooms, Message, Ping, PseudoWish,
};
use std::time::{Duration, Instant};

#[test]
fn a_flood_of_posts() {
    let mut strict = config();
    strict.limits.posts = Rate { per_second: 50, burst: 50 };
    let mut stage = Stage::new(strict);
    let mut peer = in_phase(&stage, Phase::Connected);
    peer.join("lobby");
    let mut bytes = Vec::new();
    for n in 1..=500 {
        let post = text_post(stage.lobby, ClientNumber(n), "flood");
        post.append(peer.correlation(), &mut bytes);
    }
    let before = Instant::now();
    peer.raw(&bytes);
    let (mut accepted, mut refused) = (0, Vec::new());
    while accepted + refused.len() < 500 {
        let received = peer.next();
        match received.message() {
            FromServer::Posted(_) => accepted += 1,
            FromServer::Error(error) => {
                assert_eq!(error.code, ErrorCode::RateLimited);
                assert!((1..=20).contains(&error.retry_after), "{error:?}");
                refused.push((error.retry_after, Instant::now()));
            }
            other => panic!("{other:?}"),
        }
    }
    let most = 50 + before.elapsed().as_secs() * 50 + 50;
    assert!((50..=most as usize).contains(&accepted), "{accepted} in {:?}", before.elapsed());
    // When that time has passed the next one passes too.
    let (retry_after, at) = *refused.last().expect("some were too many");
    while at.elapsed() < Duration::from_millis(u64::from(retry_after)) {
        peer.hears_nothing();
    }
    peer.send(&text_post(stage.lobby, ClientNumber(1_000), "patience"));
    assert_eq!(peer.said().text(), "patience");
    stage.settle();
    stage.talk();
    peer.bye();
    stage.settle();
    stage.end();
}

#[test]
fn a_flood_of_requests() {
    let mut strict = config();
    strict.limits.requests = Rate { per_second: 100, burst: 100 };
    let mut stage = Stage::new(strict);
    let mut peer = in_phase(&stage, Phase::Connected);
    let mut bytes = Vec::new();
    for n in 0..400 {
        let correlation = peer.correlation();
        match n % 4 {
            0 => Ping { nonce: n }.append(correlation, &mut bytes),
            1 => ListRooms { after: "".into() }.append(correlation, &mut bytes),
            2 => Join { name: "nowhere".into() }.append(correlation, &mut bytes),
            _ => PseudoWish { pseudo: "ada".into() }.append(correlation, &mut bytes),
        }
    }
    peer.raw(&bytes);
    let mut refused = 0;
    for _ in 0..400 {
        let received = peer.next();
        if let FromServer::Error(error) = received.message()
            && error.code == ErrorCode::RateLimited
        {
            assert!((1..=10).contains(&error.retry_after), "{error:?}");
            refused += 1;
        }
    }
    assert!(refused > 0);
    stage.talk();
    drop(peer);
    stage.end();
}

#[test]
fn nothing_but_mistakes() {
    let stage = Stage::new(config());
    let mut peer = in_phase(&stage, Phase::Connected);
    let wrong = |peer: &mut Peer, count| {
        let one = frame(Kind(0xF0F0), Correlation(7), &[]);
        peer.raw(&one.repeat(count));
        for _ in 0..count {
            assert_eq!(peer.expect::<Error>().code, ErrorCode::UnknownKind);
        }
    };
    // One good message makes up for many bad ones.
    for _ in 0..3 {
        wrong(&mut peer, 900);
        peer.hears_nothing();
    }
    wrong(&mut peer, 999);
    peer.raw(&frame(Kind(0xF0F0), Correlation(7), &[]));
    let ending = peer.ends();
    assert_eq!(ending.messages.len(), 2, "{ending:?}");
    ending.is_error(ErrorCode::TooManyErrors);
    // The connection is lost like any other: the session can be resumed.
    let course = peer.course.clone();
    drop(peer);
    Peer::resume(stage.address, &course).0.bye();
    stage.end();
}

#[test]
fn one_that_never_reads_in_a_room_that_floods() {
    const POSTS: usize = 2_000;
    let mut tight = config();
    tight.limits.tape_bytes = 256 * 1024;
    tight.limits.outbox_bytes = 256 * 1024;
    let mut stage = Stage::new(tight);
    let mut lazy = Peer::named(stage.address, "lazy");
    lazy.join("lobby");
    stage.settle();
    let before = resident();
    let text = "x".repeat(16 * 1024);
    for n in 0..POSTS {
        stage.bob.post(stage.lobby, &text);
        // The others read along, and miss nothing: their course is checked.
        for peer in [&mut stage.ada, &mut stage.bob] {
            assert_eq!(peer.said().bytes.len(), text.len(), "post {n}");
        }
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < POSTS * text.len() / 2, "{grown} bytes more than before");
    // The lazy one reads at last: it is told what it has missed, and is up to date again.
    let mut missed = 0;
    let last = stage.ada.course.points[&stage.lobby].last;
    while lazy.course.points[&stage.lobby].last < last {
        let received = lazy.next();
        if received.kind() == Kind::GAP {
            let gap: Gap = received.read();
            missed += gap.last.0 + 1 - gap.first.0;
        }
    }
    assert!(missed > 0);
    lazy.hears_nothing();
    assert_eq!(lazy.members(stage.lobby, MemberId(0)).members.len(), 3);
    lazy.post(stage.lobby, "I am back");
    assert_eq!(
        (lazy.said().text(), stage.ada.said().text()),
        ("I am back".into(), "I am back".into())
    );
    lazy.bye();
    stage.settle();
    stage.end();
}

#[test]
fn one_that_leaves_without_having_read() {
    let mut tight = config();
    tight.limits.outbox_bytes = 64 * 1024;
    let mut stage = Stage::new(tight);
    let mut lazy = Peer::named(stage.address, "lazy");
    lazy.join("lobby");
    stage.settle();
    let text = "x".repeat(16 * 1024);
    for _ in 0..1_000 {
        stage.bob.post(stage.lobby, &text);
        stage.ada.said();
        stage.bob.said();
    }
    // What it hasn't read is far more than may wait for it alone: it is named, and then it is out.
    let asked = lazy.send(&Leave { room: stage.lobby });
    loop {
        let received = lazy.next();
        if received.header.correlation == asked {
            break;
        }
    }
    let last = stage.bob.course.points[&stage.lobby].last;
    assert_eq!(lazy.course.points[&stage.lobby].last, last);
    lazy.hears_nothing();
    lazy.bye();
    stage.settle();
    stage.end();
}

/// Memory of this process that is in use, in bytes; nothing where only the system knows.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|n| n.parse::<usize>().ok());
    pages.unwrap_or(0) * 4096
}

#[test]
fn one_that_never_reads_what_is_for_it_alone() {
    let mut tight = config();
    tight.limits.outbox_bytes = 1024 * 1024;
    let mut stage = Stage::new(tight);
    let lazy = Peer::named(stage.address, "lazy");
    stage.settle();
    let text = "x".repeat(200_000);
    // What the system's buffers hold is not known; it has an end.
    let mut posts = 0;
    while stage.online("lazy") {
        stage.bob.direct("lazy", &text);
        assert_eq!(stage.bob.said().bytes.len(), text.len());
        stage.talk();
        posts += 1;
        assert!(posts < 1_000, "nothing lets go of one that reads nothing");
    }
    // It was let go as one that is lost: it can come back, and learns what it has missed.
    let course = lazy.course.clone();
    drop(lazy);
    let (mut lazy, _) = Peer::resume(stage.address, &course);
    let gap: Gap = lazy.expect();
    assert_eq!(gap.room, RoomId::INBOX);
    while lazy.course.points[&RoomId::INBOX].last.0 < posts {
        lazy.said();
    }
    lazy.hears_nothing();
    lazy.bye();
    stage.end();
}

#[test]
fn a_flood_of_values_of_which_only_the_newest_counts() {
    let mut tight = config();
    tight.limits.latest = Rate { per_second: 1, burst: 1 };
    let mut stage = Stage::new(tight);
    let mut flood = Peer::named(stage.address, "flood");
    flood.join("lobby");
    stage.settle();
    let mut bytes = Vec::new();
    for key in 0..1_000 {
        let value = Latest { room: stage.lobby, key: key % 3, body: text_body("x") };
        value.append(Correlation(9), &mut bytes);
    }
    // Refused are those beyond a thousand in vain; after a thousand of them, it is enough.
    while flood.try_raw(&bytes).is_ok() {
        stage.talk();
    }
    let last = flood.ends().messages.pop().expect("a last word");
    // Where the connection was reset under what it had still to say, only that it ended is known.
    if last.kind() == Kind::ERROR {
        let error: Error = last.read();
        let codes = [ErrorCode::TooManyErrors, ErrorCode::RateLimited];
        assert!(codes.contains(&error.code), "{error:?}");
    }
    drop(flood);
    stage.server_forgets("flood");
    stage.settle();
    // What has come of it to the others is the newest of three keys, once a second.
    stage.end();
}
