//! Sequences over real sockets: what the server does, and what the library makes of it.

mod blocking;
mod endings;
mod library;
mod listing;
mod refused;
mod server_asks;
#[path = "../support/mod.rs"]
mod support;
mod surviving;

use salon::proto::body::Body;
use salon::proto::error_code::Block;
use salon::proto::ids::{ClientNumber, RoomId, SequenceId};
use salon::proto::message::{Answer, Cancel, Decline, FromServer, Okay, Open, Tally};
use support::peer::Peer;
use support::received::Received;
use support::stage::Stage;

/// A body of this text.
fn body(text: &str) -> Body<'_> {
    Body { content_type: "example/words", bytes: text.as_bytes(), compressed: false }
}

/// Asks everybody else in a room, for a minute.
fn asking(room: RoomId) -> Open<'static> {
    Open {
        room,
        client_number: ClientNumber(0),
        kind: "example/ask".into(),
        block: Block::Nothing,
        includes_opener: false,
        quorum: 0,
        deadline: 60_000,
        audience: Vec::new(),
        body: body("Soup?"),
    }
}

/// Opens a sequence under the next number of the peer's, and hears of it.
#[track_caller]
fn open(peer: &mut Peer, wish: Open<'_>) -> SequenceId {
    let client_number = peer.client_number();
    peer.send(&Open { client_number, ..wish });
    opened(peer)
}

/// Somebody enters the lobby, and ada and bob have heard of it.
fn enters(stage: &mut Stage, newcomer: &mut Peer) {
    newcomer.join("lobby");
    let (lobby, who) = (stage.lobby, newcomer.course.member);
    for peer in [&mut stage.ada, &mut stage.bob] {
        peer.first(|received| match received.message() {
            FromServer::MemberJoined(m) => (m.place.room, m.member) == (lobby, who),
            _ => false,
        });
    }
    stage.settle();
}

/// The next thing that comes is an `OPENED`.
#[track_caller]
fn opened(peer: &mut Peer) -> SequenceId {
    let received = peer.next();
    match received.message() {
        FromServer::Opened(opened) => opened.sequence,
        _ => panic!("not opened: {received:?}"),
    }
}

/// Answers, and hears that it was done.
#[track_caller]
fn answer(peer: &mut Peer, sequence: SequenceId, text: &str) {
    let asked = peer.send(&Answer { sequence, body: body(text) });
    peer.reply::<Okay>(asked);
}

/// Declines, and hears that it was done.
#[track_caller]
fn decline(peer: &mut Peer, sequence: SequenceId) {
    let asked = peer.send(&Decline { sequence, reason: "not hungry".into() });
    peer.reply::<Okay>(asked);
}

/// Takes it back, and hears that it was done.
#[track_caller]
fn cancel(peer: &mut Peer, sequence: SequenceId, reason: &str) {
    let asked = peer.send(&Cancel { sequence, reason: reason.into() });
    peer.reply::<Okay>(asked);
}

/// What comes next, in a few words, one line for each of `lines`.
#[track_caller]
fn hears(peer: &mut Peer, lines: &[&str]) {
    let heard: Vec<String> = lines.iter().map(|_| words(&peer.next())).collect();
    assert_eq!(heard, lines);
}

/// An event in a few words, without its number.
fn words(received: &Received) -> String {
    match received.message() {
        FromServer::Opened(m) => {
            format!("{} opens {} to {}", or_server(m.pseudo), &*m.kind, m.audience_count)
        }
        FromServer::Answered(m) => {
            let said = String::from_utf8_lossy(m.body.bytes);
            let text = format!("{} {:?} {}{}", m.pseudo, m.how, &*m.reason, said);
            format!("{}: {}", text.trim_end(), tally(m.tally))
        }
        FromServer::Resolved(m) => {
            let text = format!("{:?} {}", m.outcome, &*m.reason);
            format!("{}: {}", text.trim_end(), tally(m.tally))
        }
        FromServer::MemberLeft(m) => format!("{} {:?}", m.pseudo, m.cause),
        FromServer::Posted(m) => format!("{} says {}", m.pseudo, m.body.bytes.len()),
        other => format!("{:?}", other.kind().name()),
    }
}

fn or_server(pseudo: &str) -> &str {
    if pseudo.is_empty() { "the server" } else { pseudo }
}

fn tally(tally: Tally) -> String {
    let Tally { answered, declined, left, waiting } = tally;
    format!("{answered} {declined} {left} {waiting}")
}
