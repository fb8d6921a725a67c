//! Where a file is that is sent, and where one goes that comes: typed, or chosen from what is there.

use super::files::{KEY, acts, incoming};
use super::harness::Test;
use super::orders::{BUSY, empty, fill};
use super::screen::Screen;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use salon::client_ui::{Order, Report, TransferAct};
use salon::texts::Language;
use salon::transfer::{Problem, To, Transfer, TransferState};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long the thread that looks at the disk may take.
const SOON: Duration = Duration::from_secs(30);

const OFFERED: TransferState = TransferState::Offered { until: None };

/// Draws until this is seen, or is no longer.
#[track_caller]
fn until(test: &mut Test, text: &str, seen: bool) {
    let end = Instant::now() + SOON;
    while test.sees(text) != seen {
        assert!(Instant::now() < end, "{text}: not {seen}");
        std::thread::yield_now();
        test.window.step();
    }
    test.window.run();
}

/// A folder with two in it, and a file.
fn folders() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    for folder in ["Music", "Papers"] {
        fs::create_dir(home.path().join(folder)).unwrap();
    }
    fs::write(home.path().join("plan.txt"), "north").unwrap();
    home
}

fn offered(home: &Path) -> Test {
    let mut test = Test::saving_in(home);
    test.tell(Report::Transfers(vec![incoming(OFFERED)]));
    test
}

fn accept(folder: &Path) -> Order {
    acts(TransferAct::Accept(folder.to_owned()))
}

/// Types something else into the field that has the keyboard.
#[track_caller]
fn types_anew(test: &mut Test, field: &str, text: &str) {
    test.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    test.window.run();
    test.types(Role::TextInput, field, text);
}

#[test]
fn a_file_goes_into_a_folder_that_is_chosen() {
    let home = folders();
    let mut test = offered(home.path());
    test.click("Save song.flac to another folder");
    assert!(test.asks("Save song.flac"));
    let path = home.path().to_str().unwrap().to_owned();
    assert_eq!(test.value(Role::TextInput, "Folder"), format!("{path}/"));
    until(&mut test, "Music", true);
    assert!(!test.sees("plan.txt"), "it is no folder");
    test.click("Music");
    assert_eq!(test.value(Role::TextInput, "Folder"), format!("{path}/Music/"));
    until(&mut test, "Papers", false);
    test.types(Role::TextInput, "Folder", "x");
    assert_eq!(test.value(Role::TextInput, "Folder"), format!("{path}/Music/x"));
    test.key(Key::Backspace);
    test.click("Save");
    let music = home.path().join("Music/");
    test.expect_order(&accept(&music));
    assert!(test.asks("Save song.flac"), "until it is taken");
    let other = Transfer { key: salon::transfer::TransferKey(4), ..incoming(OFFERED) };
    test.tell(Report::Transfers(vec![incoming(TransferState::Starting), other]));
    assert!(!test.asks("Save song.flac"));
    // The next one goes there, too, and the window remembers it.
    assert!(test.sees(&format!("It will lie in {}", music.display())));
    assert_eq!(test.window.state().remembered().folder.as_deref(), Some(&*music));
    test.writes("the keyboard is back");
}

#[test]
fn a_folder_that_is_none_is_said_at_once() {
    let home = folders();
    let mut test = offered(home.path());
    test.click("Save song.flac to another folder");
    let path = |name: &str| home.path().join(name).display().to_string();
    for (typed, said) in [
        (path("none/at/all"), "There is no such folder."),
        (path("plan.txt"), "This is a file, not a folder."),
    ] {
        types_anew(&mut test, "Folder", &typed);
        until(&mut test, said, true);
    }
    // What is begun is not wrong yet: it may become what is below.
    types_anew(&mut test, "Folder", &path("Pap"));
    until(&mut test, "Papers", true);
    assert!(!test.sees("There is no such folder.") && !test.sees("Music"));
    test.key(Key::Escape);
    assert!(!test.asks("Save song.flac"));
    test.expect_no_order();
}

#[test]
fn a_folder_that_can_not_take_it_leads_to_another() {
    let home = folders();
    let mut test = offered(home.path());
    test.click("Save song.flac");
    test.expect_order(&accept(home.path()));
    let cause = "Permission denied (os error 13)".to_owned();
    test.tell(Report::NotTransferred { key: KEY, problem: Problem::Unwritable { cause } });
    assert!(test.asks("Save song.flac"));
    assert!(test.sees("It can’t be written in this folder (it is not allowed)."));
    let papers = home.path().join("Papers");
    types_anew(&mut test, "Folder", papers.to_str().unwrap());
    assert!(!test.sees("It can’t be written"), "it is about another folder");
    test.key(Key::Enter);
    test.expect_order(&accept(&papers));
    test.tell(Report::NotTransferred { key: KEY, problem: Problem::NoRoom });
    assert!(test.sees("There is no room for it in this folder."));
    // Whoever has declined it meanwhile, or waited too long, is asked no more.
    test.tell(Report::Transfers(vec![incoming(TransferState::Failed(Problem::Expired))]));
    assert!(!test.asks("Save song.flac") && test.sees("Nobody answered in time."));
    assert_eq!(test.window.state().remembered().folder, None);
    test.tell(Report::NotTransferred { key: KEY, problem: Problem::Expired });
    assert!(test.sees("“song.flac”: Nobody answered in time."));
}

#[test]
fn an_order_that_is_not_taken_is_said_in_its_dialog() {
    let home = folders();
    let mut test = Test::in_lobby();
    fill(&mut test);
    test.click("Send a file…");
    test.types(Role::TextInput, "File", "/a");
    test.key(Key::Enter);
    assert!(test.asks("Send a file to lobby") && test.sees(BUSY));
    empty(&test);
    test.key(Key::Enter);
    test.expect_order(&Order::Offer { path: "/a".into(), to: To::Room("lobby".into()) });

    let mut test = offered(home.path());
    fill(&mut test);
    test.click("Save song.flac to another folder");
    test.key(Key::Enter);
    assert!(test.asks("Save song.flac") && test.sees(BUSY));
    empty(&test);
    test.key(Key::Enter);
    test.expect_order(&accept(home.path()));
}

#[test]
fn a_file_to_send_is_chosen_from_what_is_there() {
    let home = folders();
    let mut test = Test::in_lobby();
    test.click("Send a file…");
    test.types(Role::TextInput, "File", home.path().join("pl").to_str().unwrap());
    until(&mut test, "plan.txt", true);
    test.click("plan.txt");
    let path = home.path().join("plan.txt");
    assert_eq!(test.value(Role::TextInput, "File"), path.display().to_string());
    test.key(Key::Enter);
    test.expect_order(&Order::Offer { path, to: To::Room("lobby".into()) });
}

#[test]
fn what_was_typed_stays_until_the_file_is_offered() {
    let home = folders();
    let mut test = Test::in_lobby_in(Language::French);
    test.click("Envoyer un fichier…");
    let path = home.path().join("none");
    test.types(Role::TextInput, "Fichier", path.to_str().unwrap());
    until(&mut test, "Rien ne porte ce nom.", true);
    test.key(Key::Enter);
    let to = || To::Room("lobby".into());
    test.expect_order(&Order::Offer { path: path.clone(), to: to() });
    let cause = "No such file or directory (os error 2)".to_owned();
    let problem = Problem::Unreadable { cause };
    test.tell(Report::NotOffered { path: path.clone(), problem });
    assert!(test.asks("Envoyer un fichier à lobby"));
    assert!(test.sees("Le fichier ne peut pas être lu (il n’est pas là). Vérifiez son chemin"));
    assert_eq!(test.value(Role::TextInput, "Fichier"), path.display().to_string());
    test.key(Key::Enter);
    test.expect_order(&Order::Offer { path, to: to() });
}
