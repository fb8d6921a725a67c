//! Calls on the desktop, for a person who looks at another window.

use super::direct::{asked_by_host, met};
use super::model::{Alert, Call};
use crate::look::rich;
use crate::texts::tr;
use crossbeam_channel::bounded;
use std::collections::HashMap;
use std::thread;
use zbus::blocking::Connection;
use zbus::zvariant::Value;

/// The desktop's service, by name and by interface.
const NOTIFICATIONS: &str = "org.freedesktop.Notifications";

/// Calls that may wait. Of more, the newest are given up: the window says them, too.
const MAX_CALLS: usize = 16;

/// Calls a person: a heading and some words.
pub type Herald = Box<dyn Fn(String, String)>;

/// A herald that speaks through the desktop's notifications, where it has such. Its thread
/// `salon-herald` ends when it is dropped.
pub fn desktop_herald() -> Herald {
    let (calls, to_do) = bounded::<(String, String)>(MAX_CALLS);
    let run = move || {
        // One for all calls: some desktops take away what they show once who asked for it is gone.
        let mut desktop = None;
        for (heading, words) in to_do {
            if let Err(error) = show(&mut desktop, &heading, &words) {
                // The next may be shown all the same: desktops refuse what comes too fast. What was
                // no answer of theirs is a connection that is of no more use.
                if !matches!(error, zbus::Error::MethodError(..)) {
                    desktop = None;
                }
                tracing::debug!(%error, "the desktop shows no notification");
            }
        }
    };
    if let Err(error) = thread::Builder::new().name("salon-herald".into()).spawn(run) {
        tracing::debug!(%error, "no notifications: the system gives no thread");
    }
    // Full or ended, there is nobody to tell.
    Box::new(move |heading, words| drop(calls.try_send((heading, words))))
}

/// Asks the desktop, to which a connection is opened where there is none.
fn show(desktop: &mut Option<Connection>, heading: &str, words: &str) -> zbus::Result<()> {
    let connection = match desktop {
        Some(connection) => connection,
        None => desktop.insert(Connection::session()?),
    };
    let (replaces, icon, for_as_long_as_usual) = (0_u32, "", -1_i32);
    let actions: &[&str] = &[];
    let hints = HashMap::from([
        ("category", Value::from("im.received")),
        ("desktop-entry", Value::from(super::APP_ID)),
    ]);
    let notification =
        ("Salon", replaces, icon, heading, escaped(words), actions, hints, for_as_long_as_usual);
    let path = "/org/freedesktop/Notifications";
    let shown = connection.call_method(
        Some(NOTIFICATIONS),
        path,
        Some(NOTIFICATIONS),
        "Notify",
        &notification,
    );
    shown.map(drop)
}

/// Desktops read markup in the words.
fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What a call is headed with.
pub(super) fn heading(call: &Call) -> String {
    match call {
        Call::Named { room, author, .. } => {
            tr!("client-call-named", author = author, room = room)
        }
        Call::Private { author, .. } => tr!("client-call-private", author = author),
        Call::Vote { room, author, .. } => {
            tr!("client-call-vote", author = author, room = room)
        }
        Call::File { room: Some(room), author, .. } => {
            tr!("client-call-file-room", author = author, room = room)
        }
        Call::File { room: None, author, .. } => tr!("client-call-file", author = author),
        Call::Asked { host: false, pseudo } => tr!("client-direct-asked", pseudo = pseudo),
        Call::Asked { host: true, pseudo } => asked_by_host(pseudo),
        Call::Met { pseudo, relayed } => met(pseudo, *relayed),
        Call::Notice => tr!("client-call-notice"),
    }
}

/// What a call says, without signs of emphasis; a picture has no words.
pub(super) fn words(alert: &Alert) -> String {
    match &alert.call {
        Call::Asked { .. } => tr!("client-direct-what"),
        Call::Met { .. } => tr!("client-direct-compare-soon"),
        _ if alert.text.is_empty() => tr!("client-call-picture"),
        _ => rich::plain(&alert.text),
    }
}
