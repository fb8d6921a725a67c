//! A room that the host gives another name and topic.

use crate::harness::{LOBBY, Test};
use crate::screen::Screen;
use salon::client::Event;
use salon::proto::ids::MemberId;

#[test]
fn its_conversation_goes_on_under_the_new_name() {
    let mut test = Test::in_lobby();
    test.posted(MemberId(2), "Tom", 1, "Good morning");
    let changed = |old: &str, name: &str, topic: &str| {
        let (old, name, topic) = (old.to_owned(), name.to_owned(), topic.to_owned());
        move |place| Event::RoomChanged { room: LOBBY, place, old, name, topic }
    };
    let place = test.place(LOBBY, 0);
    test.happens(changed("lobby", "Hall", "Mind the step")(place));
    assert!(test.sees("The room lobby is now called Hall."));
    assert!(test.sees("Good morning") && test.sees("Mind the step"));
    assert!(test.sees("Write to Hall"));
    let place = test.place(LOBBY, 0);
    test.happens(changed("Hall", "Hall", "")(place));
    assert!(test.sees("Hall has no topic any more."));
}
