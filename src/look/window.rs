//! Opening a window with the look.

use super::choices::Choices;
use super::fonts::find_emoji;
use super::icon::icon;
use super::style::install;
use super::system_theme::follow;
use eframe::{App, CreationContext, NativeOptions};
use egui::{Vec2, ViewportBuilder};
use std::panic::{AssertUnwindSafe, catch_unwind};
use thiserror::Error;

/// Why a window could not be opened, or ended before it was closed.
#[derive(Debug, Error)]
pub enum WindowError {
    /// No display is there, or it can't be reached.
    #[error(
        "no display can be reached: neither WAYLAND_DISPLAY nor DISPLAY names one that answers"
    )]
    NoDisplay(#[source] eframe::Error),
    /// There is a display, but nothing can be drawn on it.
    #[error("the window can't be drawn: {0}")]
    Graphics(#[source] eframe::Error),
    /// It was there, and then something in it or below it panicked. What that was has been
    /// reported by the panic hook.
    #[error("the window has crashed")]
    Crashed,
}

impl From<eframe::Error> for WindowError {
    fn from(error: eframe::Error) -> Self {
        match error {
            eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) => Self::NoDisplay(error),
            _ => Self::Graphics(error),
        }
    }
}

/// What a window is called and how large it begins, in points.
#[derive(Debug, Clone)]
pub struct Window {
    /// What its bar says.
    pub title: String,
    /// By which the desktop knows the program.
    pub app_id: &'static str,
    /// How large it begins.
    pub size: Vec2,
    /// How small it may become.
    pub least: Vec2,
}

/// Opens the window and runs it until it is closed, as large and with the look that it had the last
/// time. To be called on the main thread, and once in a process: the platforms know no second time.
///
/// # Errors
/// [`WindowError`] if there is no display or nothing can be drawn on it, or if it crashed.
pub fn open<A: App>(
    window: Window,
    create: impl FnOnce(&CreationContext<'_>) -> A,
) -> Result<(), WindowError> {
    let viewport = ViewportBuilder::default()
        .with_title(window.title)
        .with_app_id(window.app_id)
        .with_inner_size(window.size)
        .with_min_inner_size(window.least)
        .with_icon(icon());
    let options = NativeOptions { viewport, persist_window: true, ..NativeOptions::default() };
    // It ends with this function.
    let mut following = None;
    let creator = |context: &CreationContext<'_>| -> Result<Box<dyn App + '_>, _> {
        install(&context.egui_ctx);
        find_emoji(&context.egui_ctx);
        following = Some(follow(&context.egui_ctx));
        Choices::recall(context.storage).apply(&context.egui_ctx);
        Ok(Box::new(create(context)))
    };
    // What panics in the window, or in the library below it, ends the window alone: the rest of the
    // process may be a server with people on it. A display of X11 that goes away is another matter:
    // its library (Xlib) then ends the process by itself, and lets nothing safe prevent it.
    let run = || eframe::run_native(window.app_id, options, Box::new(creator));
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(ended) => ended.map_err(WindowError::from),
        Err(_) => Err(WindowError::Crashed),
    }
}
