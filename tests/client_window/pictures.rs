//! Pictures: shown, sent, refused, saved. A thread decodes them: tests draw until it has.

use super::harness::{LOBBY, TOM, Test};
use super::screen::Screen;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use salon::client::{Content, Event};
use salon::client_ui::{Order, Ticket};
use salon::proto::ids::ClientNumber;
use salon::proto::limits::MAX_BODY;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long the thread may take.
const SOON: Duration = Duration::from_secs(30);

/// Draws until something is so.
#[track_caller]
fn until(test: &mut Test, mut is_so: impl FnMut(&Test) -> bool) {
    let end = Instant::now() + SOON;
    while !is_so(test) {
        assert!(Instant::now() < end, "it never was");
        std::thread::yield_now();
        test.window.step();
    }
    // What is new finds its place.
    test.window.run();
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = vec![120; (width * height * 3) as usize];
    let encoder = PngEncoder::new(&mut bytes);
    encoder.write_image(&pixels, width, height, ExtendedColorType::Rgb8).unwrap();
    bytes
}

fn shows(test: &mut Test, content_type: &str, bytes: Vec<u8>) {
    let place = test.place(LOBBY, 0);
    let content = Content { content_type: content_type.into(), bytes };
    let (room, author, pseudo) = (LOBBY, TOM, "Tom".into());
    let client_number = ClientNumber(1);
    test.happens(Event::Posted { room, place, author, pseudo, client_number, content });
}

#[test]
fn a_picture_is_shown_and_saved() {
    let folder = tempfile::tempdir().unwrap();
    let mut test = Test::saving_in(folder.path());
    shows(&mut test, "image/png", png(64, 48));
    let seen = |test: &Test| test.window.query_by_role_and_label(Role::Image, "Picture").is_some();
    until(&mut test, seen);
    let size = test.window.get_by_role_and_label(Role::Image, "Picture").rect().size();
    assert_eq!(size, egui::vec2(64.0, 48.0));
    test.window.get_by_role_and_label(Role::Image, "Picture").click();
    test.window.run();
    assert!(test.asks("Picture"));
    test.click("Save the picture");
    until(&mut test, |test| test.sees("Saved as "));
    assert_eq!(fs::read(folder.path().join("salon-1.png")).unwrap(), png(64, 48));
}

#[test]
fn what_is_no_picture_is_said() {
    let mut test = Test::in_lobby();
    shows(&mut test, "image/png", b"nothing of the kind".to_vec());
    until(&mut test, |test| test.sees("(a picture that can’t be shown)"));
}

#[test]
fn a_picture_that_can_not_be_saved_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a file");
    fs::write(&file, "in the way").unwrap();
    let mut test = Test::saving_in(&file);
    shows(&mut test, "image/png", png(64, 48));
    let seen = |test: &Test| test.window.query_by_role_and_label(Role::Image, "Picture").is_some();
    until(&mut test, seen);
    test.window.get_by_role_and_label(Role::Image, "Picture").click();
    test.window.run();
    test.click("Close");
    assert!(!test.asks("Picture"));
    test.window.get_by_role_and_label(Role::Image, "Picture").hover();
    test.window.run();
    test.click("Save the picture");
    until(&mut test, |test| test.sees("The picture can’t be saved ("));
    assert!(test.sees("Make room among your downloads, then try again."));
}

#[test]
fn a_file_goes_with_a_message() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a b.png");
    fs::write(&path, png(40, 40)).unwrap();
    let mut test = Test::in_lobby();
    test.writes(&format!("/picture \"{}\" ", path.display()));
    test.key(Key::Enter);
    until(&mut test, |test| test.sees("Goes with your message, 1 KiB"));
    test.click("Leave the picture out");
    assert!(!test.sees("Goes with your message"));
    test.writes(&format!("/picture {} ", path.display()));
    test.key(Key::Enter);
    until(&mut test, |test| test.sees("Goes with your message"));
    test.writes("look");
    test.key(Key::Enter);
    let orders = test.connection.as_ref().unwrap().orders.clone();
    let content = Content { content_type: "image/png".into(), bytes: png(40, 40) };
    let picture = Order::Post { room: "lobby".into(), content, ticket: Ticket(0) };
    assert_eq!(orders.try_recv(), Ok(picture));
    test.expect_order(&super::harness::post(1, "look"));
    assert!(!test.sees("Goes with your message") && test.sees("sending…"));
}

#[test]
fn what_cannot_be_sent_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("a.txt");
    fs::write(&text, "hello").unwrap();
    let mut test = Test::in_lobby();
    for (path, said) in [
        (folder.path().join("none.png"), "The file can’t be read"),
        (text, "This is no picture that can be read. Take a PNG"),
    ] {
        test.writes(&format!("/picture {} ", path.display()));
        test.key(Key::Enter);
        until(&mut test, |test| test.sees(said));
    }
    test.expect_no_order();
}

#[test]
fn a_picture_is_pasted() {
    let mut test = Test::in_lobby();
    let image = egui::ColorImage::filled([30, 20], egui::Color32::RED);
    test.window.event(egui::Event::PasteImage(std::sync::Arc::new(image)));
    until(&mut test, |test| test.sees("Goes with your message"));
    test.click("Send");
    let orders = test.connection.as_ref().unwrap().orders.clone();
    assert!(matches!(orders.try_recv(), Ok(Order::Post { content, .. })
        if content.content_type == "image/png"));
}

/// A file that somebody holds over the window and lets go.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        fs::read(&self.0).map_err(|error| error.to_string())
    }
}

pub fn drops(test: &mut Test, paths: &[PathBuf]) {
    let handle = |path: &PathBuf| Arc::new(Dropped(path.clone())) as egui::DroppedFileHandle;
    test.window.input_mut().dropped_files = paths.iter().map(handle).collect();
    test.window.step();
    test.window.input_mut().dropped_files.clear();
}

#[test]
fn a_picture_that_is_dropped_goes_with_the_next_message() {
    let folder = tempfile::tempdir().unwrap();
    let [other, path] = ["other.png", "à moi.png"].map(|name| folder.path().join(name));
    fs::write(&other, png(10, 10)).unwrap();
    fs::write(&path, png(40, 40)).unwrap();
    let mut test = Test::in_lobby();
    test.writes("look");
    let held = egui::HoveredFile { path: Some(path.clone()), mime: String::new() };
    test.window.input_mut().hovered_files = vec![held];
    // While something is held over it, it is drawn all the time.
    test.window.run_steps(2);
    assert!(test.sees("Drop a picture or a file here to send it to lobby"));
    test.window.input_mut().hovered_files.clear();
    // Of several, the last one.
    drops(&mut test, &[other, path]);
    assert!(!test.sees("Drop a picture or a file here"));
    until(&mut test, |test| test.sees("Goes with your message, 1 KiB"));
    test.expect_no_order();
    test.key(Key::Enter);
    let orders = test.connection.as_ref().unwrap().orders.clone();
    let content = Content { content_type: "image/png".into(), bytes: png(40, 40) };
    let picture = Order::Post { room: "lobby".into(), content, ticket: Ticket(0) };
    assert_eq!(orders.try_recv(), Ok(picture));
    test.expect_order(&super::harness::post(1, "look"));
}

#[test]
fn a_picture_that_is_too_large_is_made_smaller() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.png");
    let mut seed = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    })
    .take(700 * 700 * 3)
    .collect();
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(&noise, 700, 700, ExtendedColorType::Rgb8).unwrap();
    assert!(bytes.len() > MAX_BODY as usize);
    fs::write(&path, bytes).unwrap();
    let mut test = Test::in_lobby();
    drops(&mut test, &[path]);
    until(&mut test, |test| test.sees("Goes with your message"));
    test.click("Send");
    let orders = test.connection.as_ref().unwrap().orders.clone();
    let Ok(Order::Post { content, .. }) = orders.try_recv() else { panic!("nothing is sent") };
    assert_eq!(content.content_type, "image/jpeg");
    assert!(content.bytes.len() <= MAX_BODY as usize);
}

#[test]
fn a_picture_that_is_dropped_and_cannot_be_sent_gets_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let [text, cut, huge, none] =
        ["text.png", "cut.png", "huge.png", "none.png"].map(|name| folder.path().join(name));
    fs::write(&text, "hello").unwrap();
    fs::write(&cut, &png(40, 40)[..30]).unwrap();
    File::create(&huge).unwrap().set_len(65 * 1024 * 1024).unwrap();
    let mut test = Test::in_lobby();
    for (path, said) in [
        (none, "The file can’t be read ("),
        (text, "This is no picture that can be read. Take a PNG, JPEG, GIF or WebP file."),
        (huge, "The picture is too large. Make it smaller, then try again."),
        (cut, "This is no picture that can be read."),
    ] {
        drops(&mut test, &[path]);
        until(&mut test, |test| test.sees(said));
        assert!(!test.sees("Goes with your message"), "{said}");
    }
    test.expect_no_order();
}
