//! Whether the desktop is light or dark, where the windows' library doesn't know: the desktops of
//! Linux say so through their portal (`org.freedesktop.appearance color-scheme`).

use egui::{Context, Theme};
use parking_lot::Mutex;
use std::sync::Arc;
use std::{mem, thread};
use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::{OwnedValue, Value};

const NAMESPACE: &str = "org.freedesktop.appearance";
const KEY: &str = "color-scheme";

/// What the portal says for a dark desktop; it says 2 for a light one, and 0 where that is open.
const DARK: u32 = 1;

/// Follows the desktop until it is dropped.
#[must_use = "it ends when it is dropped"]
pub(super) struct Following(Arc<Mutex<Phase>>);

/// How far the thread has come that follows.
enum Phase {
    /// It has no connection yet.
    Opening,
    /// It waits for what comes over this one.
    Open(Connection),
    /// It is to end.
    Over,
}

/// Begins to follow the desktop. The thread `salon-theme` waits for what the portal says; it ends when
/// its connection is closed, or where there is no portal.
pub(super) fn follow(ctx: &Context) -> Following {
    let phase = Arc::new(Mutex::new(Phase::Opening));
    let (ctx, its_phase) = (ctx.clone(), Arc::clone(&phase));
    let run = move || {
        let watched = Connection::session().and_then(|desktop| watch(&ctx, &desktop, &its_phase));
        if let Err(error) = watched {
            tracing::debug!(%error, "the desktop does not say whether it is dark");
        }
    };
    if let Err(error) = thread::Builder::new().name("salon-theme".into()).spawn(run) {
        tracing::debug!(%error, "the desktop is not asked: the system gives no thread");
    }
    Following(phase)
}

impl Drop for Following {
    fn drop(&mut self) {
        let phase = mem::replace(&mut *self.0.lock(), Phase::Over);
        if let Phase::Open(connection) = phase {
            // The desktop may be gone already.
            drop(connection.close());
        }
    }
}

/// Leaves the connection where it can be closed. Whether it is still wanted.
fn is_wanted(phase: &Mutex<Phase>, connection: &Connection) -> bool {
    let mut phase = phase.lock();
    if matches!(*phase, Phase::Over) {
        return false;
    }
    *phase = Phase::Open(connection.clone());
    true
}

fn watch(ctx: &Context, desktop: &Connection, phase: &Mutex<Phase>) -> zbus::Result<()> {
    // Before the first question: its answer may never come.
    if !is_wanted(phase, desktop) {
        return Ok(());
    }
    let portal = Proxy::new(
        desktop,
        "org.freedesktop.portal.Desktop",
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.Settings",
    )?;
    // Before the first question, so that no change is missed.
    let changes = portal.receive_signal("SettingChanged")?;
    let now: OwnedValue = portal.call("Read", &(NAMESPACE, KEY))?;
    show(ctx, &now);
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
