//! Sequences over a connection that is cut at every byte: each is over once, in the same way for both
//! sides, and what was accepted before a block is acknowledged during it.

use crate::support::PATIENCE;
use crate::support::proxy::{Cut, Passed, Proxy};
use crate::support::received::Received;
use crate::{Place, Told, again, connect, everywhere, make, says_bye};
use salon::client::{Client, Event, Opening, Resolution};
use salon::proto::body::Body;
use salon::proto::error_code::{Block, ErrorCode, Outcome};
use salon::proto::ids::{ClientNumber, SequenceId};
use salon::proto::message::{self, FromServer};

salon::payload! { struct Words: "example/words" { text: String } }

fn words(text: &str) -> Words {
    Words { text: text.into() }
}

fn body(bytes: &[u8]) -> Body<'_> {
    Body { content_type: "example/words", bytes, compressed: false }
}

/// What one side was told.
#[derive(Debug, Default, PartialEq, Eq)]
struct Heard {
    said: Vec<String>,
    opened: Vec<SequenceId>,
    answered: Vec<SequenceId>,
    resolved: Vec<(SequenceId, Outcome)>,
}

impl Heard {
    /// By the library.
    fn event(&mut self, event: &Event) {
        match event {
            Event::Posted { content, .. } => {
                self.said.push(content.text().expect("text").to_owned());
            }
            Event::Opened { sequence, .. } => self.opened.push(sequence.id),
            Event::Answered { sequence, .. } => self.answered.push(*sequence),
            Event::Resolved { sequence, outcome, .. } => {
                self.resolved.push((*sequence, *outcome));
            }
            Event::Gap { .. } | Event::Fresh | Event::Ended { .. } => panic!("{event:?}"),
            _ => {}
        }
    }

    /// By the server.
    fn message(&mut self, received: &Received) {
        match received.message() {
            FromServer::Posted(_) => self.said.push(received.said().text()),
            FromServer::Opened(opened) => self.opened.push(opened.sequence),
            FromServer::Answered(answered) => self.answered.push(answered.sequence),
            FromServer::Resolved(over) => self.resolved.push((over.sequence, over.outcome)),
            _ => {}
        }
    }
}

/// The guest reads events until it has heard of it.
fn guest_hears(client: &Client, heard: &mut Heard, is_it: impl Fn(&Event) -> bool) {
    loop {
        let event = client.events().recv_timeout(PATIENCE).expect("an event");
        heard.event(&event);
        if is_it(&event) {
            return;
        }
    }
}

/// The bystander reads until it is told of another sequence. Which.
fn bystander_is_asked(place: &mut Place, heard: &mut Heard) -> SequenceId {
    let before = heard.opened.len();
    loop {
        heard.message(&place.bystander.next());
        if let Some(id) = heard.opened.get(before) {
            return *id;
        }
    }
}

/// A sequence of the guest's that keeps it from posting, and one of the bystander's that it answers.
fn converse(place: &mut Place, cuts: &[Cut]) -> Passed {
    let _told = Told(format!("{cuts:?}, with sequences"));
    let proxy = Proxy::to(place.server.local_addr());
    cuts.iter().for_each(|cut| proxy.cut(*cut));
    let client = connect(&proxy);
    let member = client.member();
    let room = again(|| client.join("lobby")).expect("a room");
    let (mut mine, mut others) = (Heard::default(), Heard::default());

    // Its post may come again while its sequence, which blocks posts, is open already.
    room.post("before").expect("a post");
    let opening = Opening::new("example/move").blocking(Block::Posts).quorum(1);
    let own = room.open(opening, &words("my move")).expect("a sequence");
    let blocked = room.post("blocked").expect("a post");
    guest_hears(&client, &mut mine, |event| match event {
        Event::Refused { client_number, error } => {
            assert_eq!((*client_number, error.code()), (blocked, Some(ErrorCode::Blocked)));
            true
        }
        _ => false,
    });
    assert_eq!(bystander_is_asked(place, &mut others), own.id());
    let answer = salon::client::Payload::to_bytes(&words("mine"));
    place.bystander.send(&message::Answer { sequence: own.id(), body: body(&answer) });
    let own_id = own.id();
    let Ok(Resolution::Completed { answers, missed: 0, .. }) = own.wait() else {
        panic!("not completed")
    };
    assert_eq!(answers[0].content.get(), Ok(words("mine")));
    room.post("after").expect("a post");

    let number = place.bystander.client_number();
    place.bystander.send(&asking(place, number));
    let asked = bystander_is_asked(place, &mut others);
    guest_hears(
        &client,
        &mut mine,
        |event| matches!(event, Event::Opened { sequence, .. } if sequence.id == asked),
    );
    let answered = again(|| client.answer(asked, &words("yes")));
    // An answer is no post, and not repeated by itself: the first may have been taken.
    if let Err(error) = answered {
        assert_eq!(error.code(), Some(ErrorCode::NoSuchSequence), "{error}");
    }
    guest_hears(
        &client,
        &mut mine,
        |event| matches!(event, Event::Resolved { sequence, .. } if *sequence == asked),
    );
    client.flush().expect("receipts");
    std::iter::from_fn(|| client.events().try_recv().ok()).for_each(|event| mine.event(&event));

    let passed = leave(place, client, proxy);
    place.heard(member).iter().for_each(|received| others.message(received));
    let wanted = Heard {
        said: vec!["before".into(), "after".into()],
        opened: vec![own_id, asked],
        answered: vec![own_id, asked],
        resolved: vec![(own_id, Outcome::Completed), (asked, Outcome::Completed)],
    };
    assert_eq!((&mine, &others), (&wanted, &wanted));
    passed
}

fn asking(place: &Place, client_number: ClientNumber) -> message::Open<'static> {
    message::Open {
        room: place.lobby,
        client_number,
        kind: "example/ask".into(),
        block: Block::Nothing,
        includes_opener: false,
        quorum: 1,
        deadline: 60_000,
        audience: Vec::new(),
        body: Body::NOTHING,
    }
}

/// The guest says goodbye, or the host ends its session for it.
fn leave(place: &Place, client: std::sync::Arc<Client>, proxy: Proxy) -> Passed {
    if says_bye(client).is_ok() {
        return proxy.passed();
    }
    drop(proxy);
    place.ends_lost_ones();
    Passed::default()
}

#[test]
fn sequences_survive_a_cut_at_every_byte() {
    let whole = converse(&mut Place::new(), &[]);
    let runs: Vec<_> = everywhere(whole).into_iter().map(|cut| vec![cut]).collect();
    assert!(runs.len() > 800, "{} runs", runs.len());
    make(&runs, |place, cuts| {
        converse(place, cuts);
    });
}
