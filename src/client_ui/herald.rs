//! Calls on the desktop, for a person who looks at another window.

use super::model::{Alert, Call};
use crate::texts::tr;
use crossbeam_channel::bounded;
use notify_rust::{Hint, Notification};
use std::thread;

/// Calls that may wait. Of more, the newest are given up: the window says them, too.
const MAX_CALLS: usize = 16;

/// Calls a person: a heading and some words.
pub type Herald = Box<dyn Fn(String, String)>;

/// A herald that speaks through the desktop's notifications. Its thread `salon-herald` ends when it
/// is dropped, or when the desktop turns out to have none.
pub fn desktop_herald() -> Herald {
    let (calls, to_do) = bounded::<(String, String)>(MAX_CALLS);
    let run = move || {
        for (heading, words) in to_do {
            let shown = Notification::new()
                .appname("Salon")
                .summary(&heading)
                .body(&plain(&words))
                .hint(Hint::Category("im.received".to_owned()))
                .hint(Hint::DesktopEntry(super::APP_ID.to_owned()))
                .show();
            if let Err(error) = shown {
                tracing::debug!(%error, "the desktop shows no notifications");
                return;
            }
        }
    };
    if let Err(error) = thread::Builder::new().name("salon-herald".into()).spawn(run) {
        tracing::debug!(%error, "no notifications: the system gives no thread");
    }
    // Full or ended, there is nobody to tell.
    Box::new(move |heading, words| drop(calls.try_send((heading, words))))
}

/// Desktops read markup in the words.
fn plain(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What a call is headed with.
pub(super) fn heading(call: &Call) -> String {
    match call {
        Call::Named { room, author, .. } => {
            tr!("client-call-named", author = author, room = room)
        }
        Call::Private { author, .. } => tr!("client-call-private", author = author),
        Call::Notice => tr!("client-call-notice"),
    }
}

/// What a call says; a picture has no words.
pub(super) fn words(alert: &Alert) -> String {
    if alert.text.is_empty() { tr!("client-call-picture") } else { alert.text.clone() }
}
