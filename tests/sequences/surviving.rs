//! A lost connection changes nothing, and nothing is missed by it.

use crate::support::peer::{Peer, text_post};
use crate::support::stage::{Stage, config};
use crate::{answer, asking, hears, open, opened};
use salon::net::Config;
use salon::proto::error_code::{Block, Outcome};
use salon::proto::ids::RoomId;
use salon::proto::message::{Ack, ListSequences, Open, Resolved, Sequences};
use std::time::Duration;

#[test]
fn its_opener_may_be_away() {
    let mut stage = Stage::new(config());
    let wish = Open { block: Block::Posts, ..asking(stage.lobby) };
    let post = stage.ada.post(stage.lobby, "my move");
    let number = stage.ada.client_number();
    stage.ada.send(&Open { client_number: number, ..wish.clone() });
    // She reads none of it.
    stage.bob.said();
    let sequence = opened(&mut stage.bob);
    let mut course = stage.ada.course.clone();
    stage.ada.finish_sending();
    stage.host_sees(|snapshot| snapshot.connections == 1);
    answer(&mut stage.bob, sequence, "yes");
    course.member = stage.ada.course.member;
    let (mut ada, _) = Peer::resume(stage.address, &course);
    let asked = ada.send(&text_post(stage.lobby, post, "my move"));
    let again = ada.send(&Open { client_number: number, ..wish });
    assert_eq!(ada.reply::<Ack>(asked).client_number, post);
    assert_eq!(ada.reply::<Ack>(again).client_number, number);
    hears(
        &mut ada,
        &[
            "ada says 7",
            "ada opens example/ask to 1",
            "bob Answered yes: 1 0 0 0",
            "Completed: 1 0 0 0",
        ],
    );
}

#[test]
fn so_may_who_is_asked() {
    let mut stage = Stage::new(config());
    let toward = Open { audience: vec![stage.bob.course.member], ..asking(RoomId::INBOX) };
    let course = stage.bob.course.clone();
    stage.bob.finish_sending();
    stage.host_sees(|snapshot| snapshot.connections == 1);
    let in_room = open(&mut stage.ada, asking(stage.lobby));
    let private = open(&mut stage.ada, toward);
    stage.ada.hears_nothing();
    let (mut bob, _) = Peer::resume(stage.address, &course);
    let mut found = [opened(&mut bob), opened(&mut bob)];
    found.sort_unstable();
    assert_eq!(found, [in_room, private]);
    answer(&mut bob, in_room, "yes");
    answer(&mut bob, private, "yes");
    hears(&mut stage.ada, &["bob Answered yes: 1 0 0 0", "Completed: 1 0 0 0"]);
}

#[test]
fn who_stays_away_has_left() {
    let grace = Duration::from_millis(300);
    let mut stage = Stage::new(Config { resume_grace: grace, ..config() });
    open(&mut stage.ada, asking(stage.lobby));
    opened(&mut stage.bob);
    let toward = Open { audience: vec![stage.bob.course.member], ..asking(RoomId::INBOX) };
    open(&mut stage.ada, toward);
    stage.bob.finish_sending();
    let outcomes: Vec<Outcome> = (0..2).map(|_| stage.ada.find::<Resolved>().outcome).collect();
    assert_eq!(outcomes, [Outcome::Declined, Outcome::Declined]);
}

#[test]
fn after_a_gap_the_list_tells_what_became_of_it() {
    let mut config = config();
    config.limits.tape_bytes = 4_000;
    let mut stage = Stage::new(config);
    let sequence = open(&mut stage.ada, asking(stage.lobby));
    opened(&mut stage.bob);
    let course = stage.bob.course.clone();
    stage.bob.finish_sending();
    stage.host_sees(|snapshot| snapshot.connections == 1);
    crate::cancel(&mut stage.ada, sequence, "never mind");
    for _ in 0..20 {
        stage.ada.post(stage.lobby, &"x".repeat(1_000));
    }
    stage.ada.heard();
    let (mut bob, _) = Peer::resume(stage.address, &course);
    bob.first(|received| received.kind().name() == Some("GAP"));
    let list = ListSequences { room: stage.lobby, after: salon::proto::ids::SequenceId(0) };
    let asked = bob.send(&list);
    let page: Sequences = bob.reply(asked);
    assert_eq!(page.open, []);
    assert_eq!(page.ended[0].outcome, Outcome::Cancelled);
    assert_eq!(&*page.ended[0].reason, "never mind");
}
