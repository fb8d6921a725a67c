//! Two clients are brought together, and the host sees what came of it.

use crate::harness::{Test, client, lobby, now};
use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, Modifiers, PointerButton};
use egui_kittest::kittest::{NodeT, Queryable};
use salon::hub::host::{AskedRow, AskedState, Command, Done, HostError, Snapshot};
use salon::proto::ids::{MemberId, SequenceId};

const BUTTON: &str = "Introduce…";
const TITLE: &str = "Introduce Léa and Tom to each other?";
const TWO: &str = "Choose two clients, and they can be introduced to each other.";
const OFF: &str =
    "Introductions are switched off. Set introductions = true in the configuration file.";

impl Test {
    /// Léa, Tom and Zoé are here; nobody may be introduced unless `introductions`.
    fn three(&mut self, introductions: bool, asked: Vec<AskedRow>) {
        let clients = [(1, "Léa"), (2, "Tom"), (3, "Zoé")].map(|(id, name)| client(id, name));
        let (clients, rooms) = (clients.to_vec(), vec![lobby()]);
        self.shows_all(Snapshot {
            at: now(),
            clients,
            rooms,
            introductions,
            asked,
            ..Snapshot::default()
        });
    }

    fn choose(&mut self, names: &[&str]) {
        for name in names {
            let label = format!("Choose {name}");
            self.window.get_by_role_and_label(Role::CheckBox, &label).click();
            self.window.run();
        }
    }

    /// Why nobody can be introduced; nothing if they can be.
    #[track_caller]
    fn why_not(&self) -> Option<String> {
        let button = self.window.get_by_role_and_label(Role::Button, BUTTON);
        let node = button.accesskit_node();
        let why = node.is_disabled().then(|| node.description().unwrap_or_default());
        why.map(|why| why.to_owned())
    }

    /// The host asks Léa and Tom, by the sequence 7.
    fn asks_both(&mut self) {
        self.three(true, Vec::new());
        self.choose(&["Tom", "Léa"]);
        self.click(BUTTON);
        assert!(self.asks(TITLE));
        self.click("Ask both");
        self.expect_command(&Command::Introduce { members: [MemberId(1), MemberId(2)] });
    }

    /// The server has asked, and so it stands.
    fn asked(&mut self, state: AskedState) {
        self.three(true, vec![AskedRow { id: SequenceId(7), state }]);
    }

    fn was_asked(&mut self) {
        let asked = Some(SequenceId(7));
        self.answer(Ok(Done { asked, ..Done::for_clients(2) }));
    }
}

#[test]
fn two_are_asked_and_agree() {
    let mut test = Test::english();
    test.asks_both();
    test.was_asked();
    assert!(test.sees("Léa and Tom are asked whether they want to talk directly."));
    test.asked(AskedState::Waiting);
    assert!(test.sees("Léa and Tom are asked whether they want to talk directly."));
    test.asked(AskedState::Agreed);
    assert!(test.sees("Léa and Tom have agreed, and are told of each other."));
    // It is told once.
    test.click("Dismiss");
    test.asked(AskedState::Agreed);
    assert!(!test.sees("have agreed"));
}

#[test]
fn the_dialog_says_what_will_happen() {
    let mut test = Test::english();
    test.three(true, Vec::new());
    test.choose(&["Léa", "Tom"]);
    test.click(BUTTON);
    for text in [
        "Léa (192.168.1.1:50001)",
        "Both are asked whether they want to talk to each other directly.",
        "Each learns the address of the other one.",
        "they can go on through the server, which can’t read it.",
    ] {
        assert!(test.sees(text), "{text}");
    }
    test.key(Key::Escape);
    assert!(!test.asks(TITLE));
    test.expect_no_command();
}

#[test]
fn an_introduction_that_fails_says_why() {
    for (state, told) in [
        (AskedState::Declined, "Léa and Tom are not introduced: one of them does not want it."),
        (AskedState::Left, "Léa and Tom are not introduced: one of them has left."),
        (
            AskedState::Expired,
            "Léa and Tom are not introduced: one of them did not answer in time.",
        ),
        (AskedState::Cancelled, "Léa and Tom are not introduced: the question was taken back."),
    ] {
        let mut test = Test::english();
        test.asks_both();
        // The end may be seen before the answer to the command.
        test.asked(state);
        assert!(!test.sees(told));
        test.was_asked();
        assert!(test.sees(told), "{told}");
    }
    for (error, why) in [
        (HostError::NotTwo, "An introduction is of two clients who are both here."),
        (HostError::IntroductionsOff, OFF),
        (HostError::Busy, "The server is busy. Try again in a moment."),
    ] {
        let mut test = Test::english();
        test.asks_both();
        test.answer(Err(error));
        assert!(test.sees(&format!("Léa and Tom were not asked. {why}")));
    }
}

#[test]
fn it_takes_two_and_a_host_who_allows_it() {
    let mut test = Test::english();
    test.three(true, Vec::new());
    test.choose(&["Léa"]);
    assert_eq!(test.why_not().as_deref(), Some(TWO));
    test.choose(&["Tom"]);
    assert_eq!(test.why_not(), None);
    test.choose(&["Zoé"]);
    assert_eq!(test.why_not().as_deref(), Some(TWO));
    test.window.get_by_role_and_label(Role::Button, BUTTON).hover();
    test.window.run();
    assert!(test.sees(TWO), "the pointer shows why");
    test.choose(&["Zoé"]);
    test.three(false, Vec::new());
    assert_eq!(test.why_not().as_deref(), Some(OFF));
}

#[test]
fn a_key_introduces_two_too_or_says_why_not() {
    let mut test = Test::english();
    test.three(true, Vec::new());
    test.key(Key::F6);
    test.key(Key::ArrowDown);
    test.key(Key::P);
    assert!(test.sees(TWO));
    test.window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    test.window.run();
    test.key(Key::P);
    assert!(test.asks(TITLE));
    test.key(Key::Enter);
    test.expect_command(&Command::Introduce { members: [MemberId(1), MemberId(2)] });
}

#[test]
fn the_menu_of_a_row_introduces_two_too() {
    let mut test = Test::english();
    test.three(true, Vec::new());
    test.choose(&["Léa", "Zoé"]);
    test.window.get_by_label("Zoé").click_button(PointerButton::Secondary);
    test.window.run();
    // One stands above the rows, and one in the menu.
    let mut buttons: Vec<_> =
        test.window.query_all_by_role_and_label(Role::Button, BUTTON).collect();
    assert_eq!(buttons.len(), 2);
    buttons.remove(1).click();
    drop(buttons);
    test.window.run();
    assert!(test.asks("Introduce Léa and Zoé to each other?"));
}
