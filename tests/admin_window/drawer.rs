//! What goes on, the log, the bans, and what the host said.

use crate::harness::{Test, client, lobby, now};
use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::kittest::Queryable;
use salon::hub::host::{
    BanRow, BanTarget, Command, HostError, LogLevel, LogLine, NoticeTarget, SentNotice, SentTo,
    Snapshot, Traffic,
};
use salon::proto::ids::UnixMillis;
use salon::texts;
use std::sync::Arc;
use std::time::Duration;

const HOUR: i64 = 3_600_000;

impl Test {
    /// Shows a tab of the drawer by its number.
    fn tab(&mut self, key: Key) {
        self.window.key_press_modifiers(Modifiers::COMMAND, key);
        self.window.run();
    }

    fn says(&mut self, level: LogLevel, text: &str) {
        self.log.send(LogLine { at: now(), level, text: text.into() }).unwrap();
        self.window.run();
    }

    #[track_caller]
    fn chooses_level(&mut self, level: &str) {
        self.window.get_by_role_and_label(Role::ComboBox, "Least level").click();
        self.window.run();
        self.click(level);
    }
}

#[test]
fn rates_are_those_between_two_looks() {
    let mut test = Test::english();
    let look = |before: i64, messages_in, messages_out, posts| {
        let mut room = lobby();
        room.posts = posts;
        let traffic = Traffic { messages_in, messages_out, bytes_in: 0, bytes_out: 0 };
        let at = UnixMillis(now().0 - before);
        Snapshot {
            at,
            clients: vec![client(1, "Léa")],
            rooms: vec![room],
            traffic,
            ..Snapshot::default()
        }
    };
    test.shows_all(look(11_000, 100, 1_000, 50));
    test.shows_all(look(1_000, 200, 31_000, 57));
    for text in ["Messages a second: In 10, Out 3,000", "Clients:  1", "7/min"] {
        assert!(test.sees(text), "{text}");
    }
    // With nothing more, there is nothing to see; what stays is that there was something.
    test.shows_all(look(0, 200, 31_000, 57));
    assert!(test.sees("· highest 3,000"));
}

#[test]
fn the_log_shows_what_is_grave_enough_and_what_is_looked_for() {
    let mut test = Test::english();
    test.says(LogLevel::Info, "connected member=1");
    test.says(LogLevel::Warn, "the disk is nearly full");
    test.says(LogLevel::Error, "a thread panicked");
    test.says(LogLevel::Debug, "hello from somewhere");
    assert!(test.sees("Log (2 new)"), "what is grave is announced");
    test.tab(Key::Num2);
    assert!(!test.sees("new)"), "it is seen now");
    let shown =
        |test: &Test| ["connected", "disk", "panicked", "hello"].map(|word| test.sees(word));
    assert_eq!(shown(&test), [true, true, true, false]);
    for (level, seen) in [
        ("Everything", [true, true, true, true]),
        ("Warnings and worse", [false, true, true, false]),
        ("Errors", [false, false, true, false]),
    ] {
        test.chooses_level(level);
        assert_eq!(shown(&test), seen, "{level}");
    }
    test.chooses_level("Everything");
    test.focus(Role::TextInput, "Find in the log");
    test.types(Role::TextInput, "Find in the log", "DISK");
    assert_eq!(shown(&test), [false, true, false, false]);
    test.window.get_by_role_and_label(Role::Button, "Copy what is shown").click();
    test.window.step();
    let clock = texts::clock(now(), now());
    let copied = OutputCommand::CopyText(format!("{clock} warning the disk is nearly full"));
    let done = &test.window.output().platform_output.commands;
    assert!(done.contains(&copied), "{done:?}");
    test.focus(Role::TextInput, "Find in the log");
    test.types(Role::TextInput, "Find in the log", "#");
    assert!(test.sees("The log has nothing to show here."));
}

#[test]
fn of_a_long_log_the_newest_is_kept_and_only_what_is_in_sight_is_laid_out() {
    let mut test = Test::english();
    for n in 0..2_500 {
        let text = format!("line {n}");
        test.log.send(LogLine { at: now(), level: LogLevel::Info, text }).unwrap();
        if n % 60 == 0 {
            test.window.run();
        }
    }
    test.window.run();
    test.tab(Key::Num2);
    assert!(test.sees("line 2499"));
    let shown = test.window.query_all_by_label_contains("line ").count();
    assert!((1..60).contains(&shown), "{shown} lines");
}

fn ban(id: u64, target: BanTarget) -> BanRow {
    BanRow { id, target, until: UnixMillis(now().0 + HOUR), reason: "enough".into() }
}

#[test]
fn bans_are_listed_and_lifted() {
    let mut test = Test::english();
    test.tab(Key::Num3);
    assert!(test.sees("Nobody is kept out."));
    let address = "192.0.2.7".parse().unwrap();
    let bans = vec![ban(4, BanTarget::Pseudo("Troll".into())), ban(9, BanTarget::Address(address))];
    test.shows_all(Snapshot { at: now(), bans, ..Snapshot::default() });
    let until = texts::clock(UnixMillis(now().0 + HOUR), now());
    for text in ["Bans (2)", "Troll", "192.0.2.7", "enough", &format!("until {until}")] {
        assert!(test.sees(text), "{text}");
    }
    test.click("Lift the ban on 192.0.2.7");
    test.expect_command(&Command::Unban { ids: vec![9] });
    test.done(0);
    assert!(test.sees("The ban on 192.0.2.7 is lifted."));
    test.click("Lift the ban on Troll");
    test.expect_command(&Command::Unban { ids: vec![4] });
    test.answer(Err(HostError::NoSuchBan));
    assert!(test.sees("The ban was not lifted. This ban is no longer in force."));
}

#[test]
fn somebody_who_is_not_here_is_banned() {
    let mut test = Test::english();
    test.tab(Key::Num3);
    for (typed, target) in [
        ("Troll", BanTarget::Pseudo("Troll".into())),
        ("192.0.2.7", BanTarget::Address("192.0.2.7".parse().unwrap())),
        ("::1", BanTarget::Address("::1".parse().unwrap())),
    ] {
        test.click("Ban somebody…");
        assert!(test.asks("Ban somebody"));
        test.key(Key::Enter);
        assert!(test.asks("Ban somebody"), "nobody was named");
        test.expect_no_command();
        test.types(Role::TextInput, "Pseudo or address", typed);
        test.key(Key::Enter);
        let lasts = Duration::from_secs(3_600);
        test.expect_command(&Command::Ban { targets: vec![target], lasts, reason: String::new() });
        test.done(0);
        assert!(test.sees(&format!("{typed} is banned.")));
    }
    test.click("Ban somebody…");
    test.types(Role::TextInput, "Pseudo or address", "a\u{200d}b");
    assert!(test.sees("A name can’t have this character"));
    test.key(Key::Enter);
    test.expect_no_command();
}

#[test]
fn what_was_said_is_listed_and_can_be_said_again() {
    let mut test = Test::english();
    test.tab(Key::Num4);
    assert!(test.sees("What you say to everyone, to a room or to somebody stands here."));
    let notice = |to, text: &str, clients| {
        Arc::new(SentNotice { at: now(), to, text: text.into(), clients })
    };
    let notices = vec![
        notice(SentTo::Everyone, "Soup\nis ready", 12),
        notice(SentTo::Room("lobby".into()), "Sit down", 2),
        notice(SentTo::Members(vec!["Léa".into(), "Tom".into()]), "Your turn", 0),
    ];
    test.shows_all(Snapshot { at: now(), notices, ..Snapshot::default() });
    for text in [
        "Messages (3)",
        "Everyone",
        "Soup is ready",
        "reached 12",
        "Room lobby",
        "Léa, Tom",
        "reached nobody",
    ] {
        assert!(test.sees(text), "{text}");
    }
    test.click("Say again: Sit down");
    assert!(test.asks("Message from the server"));
    test.key(Key::Enter);
    let text = "Sit down".into();
    test.expect_command(&Command::Notice { target: NoticeTarget::Everyone, text });
    test.click("New message…");
    assert!(test.asks("Message from the server"));
}

#[test]
fn the_drawer_is_shut_and_opened() {
    let mut test = Test::english();
    assert!(test.sees("Messages a second"));
    test.click("Activity");
    assert!(!test.sees("Messages a second"));
    test.tab(Key::Num1);
    assert!(test.sees("Messages a second"));
}
