//! Many come and go: in one line, which can be opened.

use crate::harness::{LOBBY, TOM, Test, now};
use crate::screen::Screen;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use salon::client::Event;
use salon::proto::error_code::LeaveCause;
use salon::proto::ids::MemberId;
use salon::texts::{self, Language};

fn comes(test: &mut Test, pseudo: &str) {
    let (room, place, member) = (LOBBY, test.place(LOBBY, 0), MemberId(100));
    test.happens(Event::Joined { room, place, member, pseudo: pseudo.into() });
}

fn goes(test: &mut Test, pseudo: &str, cause: LeaveCause, reason: &str) {
    let (room, place, member) = (LOBBY, test.place(LOBBY, 0), MemberId(100));
    let (pseudo, reason) = (pseudo.into(), reason.into());
    test.happens(Event::Left { room, place, member, pseudo, cause, reason });
}

/// One comes after the other; what is seen after each.
fn all_come(language: Language, seen: [&str; 5]) -> Test {
    let mut test = Test::in_lobby_in(language);
    for (pseudo, seen) in ["Ada", "Bob", "Cleo", "Dan", "Eve"].into_iter().zip(seen) {
        comes(&mut test, pseudo);
        assert!(
            test.sees(&format!(" – {seen}")) || test.sees(&format!("{seen}: show each")),
            "{seen}"
        );
    }
    test
}

#[test]
fn they_share_a_line_until_something_is_said() {
    let mut test = all_come(
        Language::English,
        [
            "Ada joined",
            "Ada and Bob joined",
            "Ada, Bob and Cleo joined",
            "Ada, Bob and 2 others joined",
            "Ada, Bob and 3 others joined",
        ],
    );
    goes(&mut test, "Carl", LeaveCause::Lost, "");
    goes(&mut test, "Eve", LeaveCause::Left, "");
    comes(&mut test, "Carl");
    let line = "Ada, Bob and 2 others joined; Eve looked in; Carl left and came back";
    assert!(test.sees(line));
    test.posted(TOM, "Tom", 1, "what a crowd");
    comes(&mut test, "Zoé");
    assert!(test.sees(line) && test.sees("Zoé joined"));
}

#[test]
fn their_numbers_are_french_in_french() {
    let mut test = Test::in_lobby_in(Language::French);
    for pseudo in ["Ada", "Bob", "Cleo", "Dan"] {
        comes(&mut test, pseudo);
    }
    assert!(test.sees("Ada, Bob et 2 autres sont arrivé·es\u{a0}: montrer un à un"));
    goes(&mut test, "Carl", LeaveCause::Left, "");
    assert!(
        test.sees("Ada, Bob et 2 autres sont arrivé·es\u{a0}; Carl est parti·e\u{a0}: montrer")
    );
}

#[test]
fn the_line_is_opened_and_closed_by_keyboard_too() {
    let mut test = Test::in_lobby();
    comes(&mut test, "Ada");
    goes(&mut test, "Tom", LeaveCause::Lost, "");
    let line = "Ada joined; Tom left";
    assert!(!test.sees("Tom lost the connection"));
    test.click(&format!("{line}: show each one"));
    let clock = texts::time(now());
    for each in ["Ada joined", "Tom lost the connection"] {
        assert!(test.window.query_by_label(&format!("{clock} – {each}")).is_some(), "{each}");
    }
    let less = format!("{line}: show less");
    test.window.get_by_role_and_label(Role::Button, &less).focus();
    test.window.run();
    test.key(Key::Space);
    assert!(!test.sees("Tom lost the connection") && test.sees(line));
}

#[test]
fn whoever_is_kicked_has_a_line_of_their_own() {
    let mut test = Test::in_lobby();
    comes(&mut test, "Ada");
    comes(&mut test, "Bob");
    goes(&mut test, "Bob", LeaveCause::Kicked, "Too loud");
    comes(&mut test, "Cleo");
    goes(&mut test, "Cleo", LeaveCause::Banned, "");
    goes(&mut test, "Ada", LeaveCause::Left, "Good night");
    for line in [
        "Ada and Bob joined",
        "Bob was kicked (Too loud)",
        "Cleo joined",
        "Cleo was banned",
        "Ada left (Good night)",
    ] {
        assert!(test.sees(line), "{line}");
    }
}
