//! Speaking directly over a real server: two windows, and a window with somebody in another program.

use super::network::{Guest, SOON, Test, hears};
use super::screen::Screen;
use egui::Key;
use egui::accesskit::Role;
use salon::client::{Client, Event, Introduction, OpenSequence};
use salon::hub::host::Command;
use salon::peer::{self, MeetOptions, PeerSession};

/// What `wanted` makes of an event, the first that is one.
fn wait_for<T>(client: &Client, wanted: impl Fn(Event) -> Option<T>) -> T {
    loop {
        if let Some(found) = wanted(client.events().recv_timeout(SOON).expect("an event")) {
            return found;
        }
    }
}

fn asked(client: &Client) -> OpenSequence {
    wait_for(client, |event| match event {
        Event::Opened { sequence, .. } if peer::is_asked(&sequence) => Some(sequence),
        _ => None,
    })
}

fn introduced(client: &Client) -> Introduction {
    wait_for(client, |event| match event {
        Event::Introduced { introduction, .. } => Some(introduction),
        _ => None,
    })
}

/// Says something where one speaks to somebody directly.
fn says(guest: &mut Guest, to: &str, text: &str) {
    let field = format!("Write to {to}, directly");
    guest.types(Role::MultilineTextInput, &field, text);
    guest.key(Key::Enter);
}

/// The window asks Tom, who agrees and comes.
fn meets_tom(test: &mut Test, tom: &Client, options: MeetOptions) -> PeerSession {
    test.guest.wait_for("Tom joined");
    test.guest.click("Write to Tom alone");
    test.guest.click("Talk to Tom directly…");
    test.guest.key(Key::Enter);
    peer::agree(tom, &asked(tom)).unwrap();
    let session = peer::meet(tom, &introduced(tom), options).unwrap();
    test.guest.wait_for("Compare the code that stands above the conversation.");
    test.guest.click("Go there");
    assert!(test.guest.sees(&session.code().to_string()), "both see one code");
    session
}

#[test]
fn what_two_say_directly_outlives_the_server() {
    let mut test = Test::start("Zoé");
    test.guest.wait_for("Zoé (you)");
    let tom = test.other("Tom");
    let session = meets_tom(&mut test, &tom, MeetOptions::default());
    assert!(test.guest.sees("Direct path to 127.0.0.1"));
    says(&mut test.guest, "Tom", "psst");
    assert_eq!(hears(session.client()).1, "psst");
    session.room().post("heard").unwrap();
    test.guest.wait_for("heard");
    test.server.take().unwrap().stop("Good night");
    test.guest.wait_for("This conversation goes on without it.");
    says(&mut test.guest, "Tom", "still there?");
    assert_eq!(hears(session.client()).0, "Tom", "his own is told to him, too");
    assert_eq!(hears(session.client()).1, "still there?");
    session.room().post("as ever").unwrap();
    test.guest.wait_for("as ever");
    session.close().unwrap();
    test.guest.wait_for("Tom has ended this direct conversation");
    drop(tom);
    test.guest.close();
}

#[test]
fn what_the_server_carries_is_lost_with_it() {
    let mut test = Test::start("Zoé");
    test.guest.wait_for("Zoé (you)");
    let tom = test.other("Tom");
    let options = MeetOptions { direct: false, ..MeetOptions::default() };
    let session = meets_tom(&mut test, &tom, options);
    assert!(test.guest.sees("Through the server, since no direct path opened."));
    session.room().post("through the server").unwrap();
    test.guest.wait_for("through the server");
    test.server.take().unwrap().stop("Good night");
    test.guest.wait_for("The connection to Tom, which went through the server, is lost");
    drop((session, tom));
    test.guest.close();
}

#[test]
fn two_windows_talk_directly() {
    let mut test = Test::start("Zoé");
    test.guest.wait_for("Zoé (you)");
    let mut tom = Guest::connecting(&test.link, "Tom");
    tom.wait_for("Tom (you)");
    test.guest.wait_for("Tom joined");
    tom.click("Write to Zoé alone");
    tom.click("Talk to Zoé directly…");
    tom.key(Key::Enter);
    test.guest.wait_for("Tom would like to talk to you directly");
    test.guest.click("Agree to talk to Tom directly");
    for (guest, other) in [(&mut test.guest, "Tom"), (&mut tom, "Zoé")] {
        guest.wait_for(&format!("You and {other} can talk directly now"));
        guest.click("Go there");
        assert!(guest.sees("Direct path to 127.0.0.1"));
    }
    says(&mut tom, "Zoé", "hello Zoé");
    test.guest.wait_for("hello Zoé");
    says(&mut test.guest, "Tom", "hello Tom");
    tom.wait_for("hello Tom");
    // A window that is closed says goodbye.
    tom.close();
    test.guest.wait_for("Tom has ended this direct conversation");
    test.guest.close();
}

#[test]
fn the_host_brings_two_together() {
    let mut test = Test::start("Zoé");
    test.guest.wait_for("Zoé (you)");
    let tom = test.other("Tom");
    test.guest.wait_for("Tom joined");
    let people = tom.people().unwrap();
    let [one, other] = &people[..] else { panic!("{people:?}") };
    let host = test.server.as_ref().unwrap().host();
    host.command(Command::Introduce { members: [one.id, other.id] }).unwrap();
    test.guest.wait_for("The host asks whether you and Tom would talk directly");
    test.guest.click("Agree to talk to Tom directly");
    test.guest.wait_for("The other has still to answer…");
    peer::agree(&tom, &asked(&tom)).unwrap();
    let session = peer::meet(&tom, &introduced(&tom), MeetOptions::default()).unwrap();
    test.guest.wait_for("You and Tom can talk directly now");
    test.guest.click("Go there");
    session.room().post("brought together").unwrap();
    test.guest.wait_for("brought together");
    test.guest.close();
}

#[test]
fn one_who_is_asked_may_decline() {
    let mut test = Test::start("Zoé");
    test.guest.wait_for("Zoé (you)");
    let tom = test.other("Tom");
    test.guest.wait_for("Tom joined");
    let zoe = tom.people().unwrap().into_iter().find(|one| one.pseudo.as_str() == "Zoé").unwrap();
    let asking = peer::ask(&tom, zoe.id).unwrap();
    test.guest.wait_for("Tom would like to talk to you directly");
    test.guest.click("Decline to talk to Tom directly");
    assert!(matches!(asking.wait().unwrap(), salon::client::Resolution::Declined { .. }));
    test.guest.close();
}
