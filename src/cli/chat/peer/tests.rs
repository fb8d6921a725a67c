use super::Direct;
use salon::client::{Client, Event, Link, OpenSequence, Opening, Options, Resolution};
use salon::kinds::Vote;
use salon::net::{Config, Server};
use salon::peer::{self, MeetOptions, PeerSession};
use std::net::Ipv4Addr;
use std::time::Duration;

const WAIT: Duration = Duration::from_secs(30);

/// A server, and two of its clients. Ada is the one who chats.
fn stage() -> (Server, Client, Client) {
    let config = Config { listen: (Ipv4Addr::LOCALHOST, 0).into(), ..Config::default() };
    let server = Server::start(config).unwrap();
    let link = Link::new("127.0.0.1", server.local_addr().port());
    let client = |pseudo: &str| Client::connect(&link, Options::new(pseudo)).unwrap();
    let (ada, bob) = (client("Ada"), client("Bob"));
    (server, ada, bob)
}

fn wait_for<T>(client: &Client, wanted: impl Fn(&Event) -> Option<T>) -> T {
    loop {
        let event = client.events().recv_timeout(WAIT).expect("an event");
        if let Some(found) = wanted(&event) {
            return found;
        }
    }
}

fn question(event: &Event) -> Option<OpenSequence> {
    match event {
        Event::Opened { sequence, .. } => Some(sequence.clone()),
        _ => None,
    }
}

fn introduced(client: &Client) -> Event {
    wait_for(client, |event| matches!(event, Event::Introduced { .. }).then(|| event.clone()))
}

/// What is printed next of what comes from elsewhere.
fn next(direct: &mut Direct) -> Vec<String> {
    loop {
        let happening = direct.happenings.recv_timeout(WAIT).expect("something happens");
        let lines = direct.happened(happening);
        if !lines.is_empty() {
            return lines;
        }
    }
}

/// Ada is asked by Bob and agrees: what she sees, and Bob's end.
fn meet(direct: &mut Direct, ada: &Client, bob: &Client) -> (Vec<String>, PeerSession) {
    let _asking = peer::ask(bob, ada.member()).unwrap();
    let asked = wait_for(ada, |event| question(event).map(|_| event.clone()));
    direct.heed(ada, &asked).unwrap();
    direct.command(ada, "yes").unwrap();
    direct.heed(ada, &introduced(ada)).expect("a line");
    let Event::Introduced { introduction, .. } = introduced(bob) else { unreachable!() };
    let session = peer::meet(bob, &introduction, MeetOptions::default()).unwrap();
    (next(direct), session)
}

#[test]
fn nobody_is_met_but_by_the_persons_own_yes() {
    let (_server, ada, bob) = stage();
    let mut direct = Direct::new();
    // A mesh has agreed, and is gone by now.
    let _asking = peer::ask(&bob, ada.member()).unwrap();
    peer::agree(&ada, &wait_for(&ada, question)).unwrap();
    assert_eq!(direct.heed(&ada, &introduced(&ada)), None);
    introduced(&bob);
    let (lines, _session) = meet(&mut direct, &ada, &bob);
    assert!(lines[0].starts_with("You speak to Bob directly"), "{lines:?}");
}

#[test]
fn a_question_that_was_refused_introduces_nobody() {
    let (_server, ada, bob) = stage();
    let mut direct = Direct::new();
    direct.command(&ada, "bob").unwrap();
    assert!(!direct.wanted.is_empty());
    bob.decline(wait_for(&bob, question).id, "").unwrap();
    let over =
        wait_for(&ada, |event| matches!(event, Event::Resolved { .. }).then(|| event.clone()));
    assert_eq!(direct.heed(&ada, &over).unwrap(), "They would rather not speak directly.");
    assert!(direct.wanted.is_empty());
}

#[test]
fn who_was_spoken_to_before_is_told_goodbye() {
    let (_server, ada, bob) = stage();
    let mut direct = Direct::new();
    let (_, before) = meet(&mut direct, &ada, &bob);
    let (lines, _now) = meet(&mut direct, &ada, &bob);
    assert_eq!(lines[0], "You speak to Bob directly no longer.");
    assert!(lines[1].starts_with("You speak to Bob directly, at"), "{lines:?}");
    while before.client().events().recv_timeout(WAIT).is_ok() {}
    assert!(direct.is_on());
}

#[test]
fn whoever_is_spoken_to_is_called_as_they_were_introduced_and_not_kept_waiting() {
    let (_server, ada, bob) = stage();
    let mut direct = Direct::new();
    let (_, bobs) = meet(&mut direct, &ada, &bob);
    bobs.client().rename("The Bank").unwrap();
    bobs.room().post("Your password, please").unwrap();
    assert_eq!(next(&mut direct), ["Bob (directly): Your password, please"]);
    let vote = Vote::new("Soup?", ["yes", "no"]).unwrap();
    let asked = bobs.room().open(Opening::new(salon::kinds::VOTE), &vote).unwrap();
    let end = asked.wait_for(WAIT).expect("an end").unwrap();
    assert!(matches!(end, Resolution::Declined { .. }), "{end:?}");
    let lines = next(&mut direct);
    assert!(lines[0].starts_with("Bob would like something that can’t"), "{lines:?}");
    drop(bobs);
    assert!(next(&mut direct)[0].contains("no longer"));
}
