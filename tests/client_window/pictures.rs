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
    assert_eq!(std::fs::read(folder.path().join("salon-1.png")).unwrap(), png(64, 48));
}

#[test]
fn what_is_no_picture_is_said() {
    let mut test = Test::in_lobby();
    shows(&mut test, "image/png", b"nothing of the kind".to_vec());
    until(&mut test, |test| test.sees("(a picture that can’t be shown)"));
}

#[test]
fn a_file_goes_with_a_message() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a b.png");
    std::fs::write(&path, png(40, 40)).unwrap();
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
    std::fs::write(&text, "hello").unwrap();
    let mut test = Test::in_lobby();
    for (path, said) in [
        (folder.path().join("none.png"), "The file can’t be read"),
        (text, "This is no picture that can be read. Take a PNG"),
        (folder.path().to_owned(), "This is no picture that can be read."),
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
