//! The window: who signs in sees the classes, their students and marks, and a teacher adds to them. It
//! calls the same methods as anybody, on a thread of its own.

mod desk;
mod words;
mod worker;

pub use desk::{Desk, Order, Report, Shown};

use crossbeam_channel::bounded;
use eframe::{CreationContext, NativeOptions};
use egui::ViewportBuilder;
use salon::client::Link;

/// Orders that wait for the worker. The window says so when it is full.
const ORDERS: usize = 32;

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// Nobody is there to see it.
    #[error("no display can be reached: `gradebook serve` serves without a window")]
    NoDisplay,
    /// It can't be drawn.
    #[error("the window can't be opened: {0}")]
    Failed(eframe::Error),
}

impl From<eframe::Error> for WindowError {
    fn from(error: eframe::Error) -> Self {
        match error {
            eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) => Self::NoDisplay,
            error => Self::Failed(error),
        }
    }
}

/// Opens the window on the gradebook at `link`, and runs until it is closed. `user` and `password` stand
/// in the form already.
///
/// # Errors
/// There is no display, or nothing can be drawn on it.
pub fn open(link: &Link, user: &str, password: &str) -> Result<(), WindowError> {
    let viewport = ViewportBuilder::default()
        .with_title(words::say("Gradebook", "Carnet de notes"))
        .with_app_id("salon-gradebook")
        .with_inner_size([860.0, 560.0])
        .with_min_inner_size([560.0, 360.0]);
    let options = NativeOptions { viewport, ..NativeOptions::default() };
    let (link, user, password) = (link.clone(), user.to_owned(), password.to_owned());
    let create = move |context: &CreationContext<'_>| -> Result<Box<dyn eframe::App>, _> {
        let (orders, given) = bounded(ORDERS);
        let (reports, told) = bounded(ORDERS);
        let ctx = context.egui_ctx.clone();
        // It ends when the window lets go of the other end of its orders.
        worker::spawn(link, given, reports, move || ctx.request_repaint())?;
        let mut desk = Desk::new(orders, told);
        desk.prefill(&user, &password);
        Ok(Box::new(desk))
    };
    Ok(eframe::run_native("salon-gradebook", options, Box::new(create))?)
}

impl eframe::App for Desk {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        Desk::ui(self, ui);
    }
}
