//! Which sequences are open: for who comes late.

use crate::support::peer::Peer;
use crate::support::stage::{Stage, config};
use crate::{answer, asking, body, cancel, open};
use salon::proto::error_code::Outcome;
use salon::proto::ids::{RoomId, SequenceId};
use salon::proto::message::{ListSequences, Open, Sequences};

fn list(peer: &mut Peer, room: RoomId, after: SequenceId) -> Sequences {
    let asked = peer.send(&ListSequences { room, after });
    peer.reply(asked)
}

#[test]
fn who_comes_late_learns_what_is_open() {
    let mut stage = Stage::new(config());
    let first = open(&mut stage.ada, asking(stage.lobby));
    let second = open(&mut stage.ada, Open { quorum: 1, ..asking(stage.lobby) });
    stage.settle();
    let mut chloe = Peer::named(stage.address, "chloe");
    assert_eq!(chloe.join("lobby").sequences.0, 2);
    let page = list(&mut chloe, stage.lobby, SequenceId(0));
    let ids: Vec<_> = page.open.iter().map(|open| (open.sequence, open.asked)).collect();
    assert_eq!(ids, [(first, false), (second, false)]);
    assert_eq!(page.open[0].body.as_body(), body("Soup?"));
    assert_eq!((page.open[0].tally.waiting, page.more, page.ended.len()), (1, false, 0));
    assert!(list(&mut stage.bob, stage.lobby, first).open[0].asked);
    answer(&mut stage.bob, first, "yes");
    cancel(&mut stage.ada, second, "never mind");
    let page = list(&mut chloe, stage.lobby, SequenceId(0));
    assert_eq!(page.open, []);
    let ended: Vec<_> = page.ended.iter().map(|end| (end.sequence, end.outcome)).collect();
    assert_eq!(ended, [(first, Outcome::Completed), (second, Outcome::Cancelled)]);
    assert_eq!(&*page.ended[1].reason, "never mind");
}

#[test]
fn long_lists_come_in_pages() {
    let mut stage = Stage::new(config());
    let long = "x".repeat(16 * 1024);
    let mut opened = Vec::new();
    for _ in 0..15 {
        opened.push(open(&mut stage.ada, Open { body: body(&long), ..asking(stage.lobby) }));
    }
    for _ in 0..15 {
        // What others have opened comes first.
        stage.settle();
        opened.push(open(&mut stage.bob, Open { body: body(&long), ..asking(stage.lobby) }));
    }
    let first = list(&mut stage.ada, stage.lobby, SequenceId(0));
    assert!(first.more && first.open.len() < 15);
    let (mut seen, mut more) = (first.open, true);
    while more {
        let page = list(&mut stage.ada, stage.lobby, seen.last().unwrap().sequence);
        more = page.more;
        seen.extend(page.open);
    }
    assert_eq!(seen.iter().map(|open| open.sequence).collect::<Vec<_>>(), opened);
}

#[test]
fn the_inbox_lists_what_concerns_its_owner() {
    let mut stage = Stage::new(config());
    let mut chloe = Peer::named(stage.address, "chloe");
    stage.settle();
    let audience = vec![stage.bob.course.member];
    let sequence = open(&mut stage.ada, Open { audience, ..asking(RoomId::INBOX) });
    let asked = |peer: &mut Peer| {
        let page = list(peer, RoomId::INBOX, SequenceId(0));
        page.open.iter().map(|open| (open.sequence, open.asked)).collect::<Vec<_>>()
    };
    assert_eq!(asked(&mut stage.ada), [(sequence, false)]);
    assert_eq!(asked(&mut stage.bob), [(sequence, true)]);
    assert_eq!(asked(&mut chloe), []);
    answer(&mut stage.bob, sequence, "yes");
    assert_eq!(list(&mut stage.ada, RoomId::INBOX, SequenceId(0)).ended.len(), 1);
    assert_eq!(list(&mut chloe, RoomId::INBOX, SequenceId(0)).ended.len(), 0);
}
