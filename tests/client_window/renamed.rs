//! A room that the host gives another name and topic.

use crate::harness::{LOBBY, Test};
use crate::screen::Screen;
use salon::client::{Event, Place};
use salon::proto::ids::MemberId;

fn changed(place: Option<Place>, [old, name, topic]: [&str; 3]) -> Event {
    let (old, name, topic) = (old.to_owned(), name.to_owned(), topic.to_owned());
    Event::RoomChanged { room: LOBBY, place, old, name, topic, peer_posts: None }
}

#[test]
fn its_conversation_goes_on_under_the_new_name() {
    let mut test = Test::in_lobby();
    test.posted(MemberId(2), "Tom", 1, "Good morning");
    let place = Some(test.place(LOBBY, 0));
    test.happens(changed(place, ["lobby", "Hall", "Mind the step"]));
    assert!(test.sees("The room lobby is now called Hall."));
    assert!(test.sees("Good morning") && test.sees("Mind the step"));
    assert!(test.sees("Write to Hall"));
    let place = Some(test.place(LOBBY, 0));
    test.happens(changed(place, ["Hall", "Hall", ""]));
    assert!(test.sees("Hall has no topic any more."));
    // Learned from the list of rooms, since the event itself is missing.
    test.happens(changed(None, ["Hall", "Parlour", ""]));
    assert!(test.sees("The room Hall is now called Parlour.") && test.sees("Write to Parlour"));
}
