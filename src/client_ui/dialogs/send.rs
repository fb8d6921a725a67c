//! Which file to send.

use crate::client_ui::wishes::expanded;
use crate::look::{self, Choice, Dialog, Field, weak};
use crate::texts::tr;
use egui::Context;
use std::path::PathBuf;

/// The file that is named.
#[derive(Debug)]
pub(in crate::client_ui) struct SendForm {
    to: String,
    path: String,
}

/// How the dialog was ended.
#[derive(Debug)]
pub(in crate::client_ui) enum SendChoice {
    /// This file is to be sent.
    Send(PathBuf),
    Dismissed,
}

impl SendForm {
    /// For a file that goes there.
    pub fn new(to: &str) -> Self {
        Self { to: to.to_owned(), path: String::new() }
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context) -> Option<SendChoice> {
        let title = tr!("client-file-title", name = self.to.as_str());
        let choice = Dialog::new(title, look::primary(tr!("client-file-offer")))
            .dismiss(tr!("client-cancel"))
            .enabled(!self.typed().is_empty())
            .show(ctx, |ui, just_opened| {
                Field::new(tr!("client-file-path"), &mut self.path).focus(just_opened).show(ui);
                weak(ui, tr!("client-file-hint"));
            });
        Some(match choice? {
            Choice::Confirmed => SendChoice::Send(expanded(self.typed())),
            Choice::Dismissed => SendChoice::Dismissed,
        })
    }

    fn typed(&self) -> &str {
        self.path.trim().trim_matches('"')
    }
}
