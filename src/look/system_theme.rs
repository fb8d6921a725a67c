//! Whether the desktop is light or dark, where the windows' library doesn't know: the desktops of
//! Linux say so through their portal (`org.freedesktop.appearance color-scheme`).

use crossbeam_channel::{Receiver, Sender, bounded};
use egui::{Context, Theme};
use std::thread;
use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::{OwnedValue, Value};

const NAMESPACE: &str = "org.freedesktop.appearance";
const KEY: &str = "color-scheme";

/// What the portal says for a dark desktop; it says 2 for a light one, and 0 where that is open.
const DARK: u32 = 1;

/// Follows the desktop until it is dropped.
#[must_use = "it ends when it is dropped"]
pub(super) struct Following {
    connection: Receiver<Connection>,
}

/// Begins to follow the desktop. The thread `salon-theme` waits for what the portal says; it ends when
/// its connection is closed, or where there is no portal.
pub(super) fn follow(ctx: &Context) -> Following {
    let (opened, connection) = bounded(1);
    let ctx = ctx.clone();
    let run = move || {
        if let Err(error) = watch(&ctx, &opened) {
            tracing::debug!(%error, "the desktop does not say whether it is dark");
        }
    };
    if let Err(error) = thread::Builder::new().name("salon-theme".into()).spawn(run) {
        tracing::debug!(%error, "the desktop is not asked: the system gives no thread");
    }
    Following { connection }
}

impl Drop for Following {
    fn drop(&mut self) {
        if let Ok(connection) = self.connection.try_recv() {
            // The desktop may be gone already.
            drop(connection.close());
        }
    }
}

fn watch(ctx: &Context, opened: &Sender<Connection>) -> zbus::Result<()> {
    let connection = Connection::session()?;
    let portal = Proxy::new(
        &connection,
        "org.freedesktop.portal.Desktop",
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.Settings",
    )?;
    // Before the first question, so that no change is missed.
    let changes = portal.receive_signal("SettingChanged")?;
    let now: OwnedValue = portal.call("Read", &(NAMESPACE, KEY))?;
    show(ctx, &now);
    // There is a place: it is the only one.
    drop(opened.try_send(connection.clone()));
    for change in changes {
        let body = change.body();
        let (namespace, key, value): (&str, &str, Value<'_>) = body.deserialize()?;
        if (namespace, key) == (NAMESPACE, KEY) {
            show(ctx, &value);
        }
    }
    Ok(())
}

/// Shows the windows as the desktop is, unless somebody has chosen otherwise.
fn show(ctx: &Context, value: &Value<'_>) {
    let theme = if number(value) == Some(DARK) { Theme::Dark } else { Theme::Light };
    ctx.options_mut(|options| options.fallback_theme = theme);
    ctx.request_repaint();
}

/// The number in a value, however often it is wrapped: older portals wrap it twice.
fn number(value: &Value<'_>) -> Option<u32> {
    match value {
        Value::U32(number) => Some(*number),
        Value::Value(inner) => number(inner),
        _ => None,
    }
}
