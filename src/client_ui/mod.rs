//! The guest's window: rooms, private conversations, and what the host says.
//!
//! ```text
//! views ── wishes ──> window ── orders ──> a thread for each connection ──> salon::client
//!                     model  <── reports ──
//! ```
//!
//! What takes time with pictures and folders, and the calls on the desktop, have threads of their own.
//!
//! The model is pure: reports go in, and views draw what it says. Nothing that waits is called on the
//! window's thread. It draws only when a report has come, when somebody touches it, and once a second
//! while it counts down to the next attempt to connect.

mod alerts;
mod asking;
mod carrier;
mod commands;
mod completion;
mod composer;
mod conversation;
mod dialogs;
mod direct;
mod disk;
mod emoji;
mod emoji_names;
mod files;
mod find;
mod herald;
mod keys;
mod measured;
mod members;
mod memory;
mod message;
mod messages;
pub mod model;
mod news;
mod outlet;
mod page;
mod pictures;
mod port;
mod reports;
mod sending;
mod sentences;
mod sidebar;
mod stretch;
mod tools;
mod votes;
mod voting;
mod window;
mod wishes;
mod worker;

pub use crate::look::window::WindowError;
pub use dialogs::ConnectForm;
pub use direct::{
    DirectId, DirectOrder, DirectPort, DirectPosts, DirectReport, Introduced, Met, Parting, Reach,
};
pub use herald::{Herald, desktop_herald};
pub use memory::Remembered;
pub use port::{Act, Arrival, Connector, Entered, Order, Port, Report, Ticket, TransferAct};
pub use window::ClientWindow;
pub use worker::{Wake, connector};

use crate::client::Link;
use crate::look::window::{Window, open};
use crate::texts::tr;
use crossbeam_channel::bounded;
use egui::vec2;
use std::sync::Arc;
use std::time::Duration;

/// By which the desktop knows the window, and under which it remembers.
pub const APP_ID: &str = "salon-client";

/// How long the end of the program waits for the goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// Opens the window and runs it until it is closed. To be called on the main thread, and once in a
/// process. With a link and a pseudo it connects at once; what is missing is asked for, beginning
/// with what was typed the last time.
///
/// # Errors
/// [`WindowError`] if there is no display or nothing can be drawn on it.
pub fn run(link: Option<Link>, pseudo: Option<String>) -> Result<(), WindowError> {
    let window = Window {
        title: tr!("client-title"),
        app_id: APP_ID,
        size: vec2(1060.0, 700.0),
        least: vec2(420.0, 380.0),
    };
    let (alive, ended) = bounded(0);
    let opened = open(window, move |context| {
        let ctx = context.egui_ctx.clone();
        let wake: Wake = Arc::new(move || ctx.request_repaint());
        let folder = eframe::storage_dir(APP_ID).map(|folder| folder.join("transfers"));
        let at_once = link.is_some() && pseudo.is_some();
        let mut form = memory::recall_form(context.storage);
        if let Some(link) = link {
            form.address = link.to_string();
        }
        if let Some(pseudo) = pseudo {
            form.pseudo = pseudo;
        }
        let window = ClientWindow::new(connector(wake, alive, folder), form)
            .remembering(Remembered::recall(context.storage))
            .with_herald(desktop_herald());
        if at_once { window.connecting() } else { window }
    });
    // Disconnected once every connection has said goodbye. Nothing is ever sent.
    let _ = ended.recv_timeout(GOODBYE);
    opened
}
