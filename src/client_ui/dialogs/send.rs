//! Which file to send.

use super::browser::Browser;
use crate::client_ui::disk::Sought;
use crate::client_ui::wishes::expanded;
use crate::look::{self, Choice, Dialog, weak};
use crate::texts::tr;
use crate::transfer::To;
use egui::Context;
use std::path::{Path, PathBuf};

/// The file that is named.
#[derive(Debug)]
pub(in crate::client_ui) struct SendForm {
    to: To,
    browser: Browser,
    /// What it is waited for: the dialog stays until it is offered.
    waiting: Option<PathBuf>,
}

/// How the dialog was ended.
#[derive(Debug)]
pub(in crate::client_ui) enum SendChoice {
    /// This file is to be sent. The dialog stays until it is offered.
    Send(PathBuf, To),
    Dismissed,
}

impl SendForm {
    /// For a file that goes there.
    pub fn new(to: To) -> Self {
        let browser = Browser::new(Sought::File, String::new());
        Self { to, browser, waiting: None }
    }

    /// Whether it waits for this file to be offered.
    pub fn waits_for(&self, path: &Path) -> bool {
        self.waiting.as_deref() == Some(path)
    }

    /// It was not offered.
    pub fn take_refusal(&mut self, why: String) {
        self.waiting = None;
        self.browser.take_refusal(why);
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context) -> Option<SendChoice> {
        let (To::Member(name) | To::Room(name)) = &self.to;
        let title = tr!("client-file-title", name = name.as_str());
        let choice = Dialog::new(title, look::primary(tr!("client-file-offer")))
            .dismiss(tr!("client-cancel"))
            .enabled(!self.browser.typed().is_empty() && self.waiting.is_none())
            .show(ctx, |ui, _| {
                self.browser.show(ui, tr!("client-file-path"));
                weak(ui, tr!("client-file-hint"));
            });
        match choice? {
            Choice::Confirmed => {
                let path = expanded(self.browser.typed());
                self.browser.begin();
                self.waiting = Some(path.clone());
                Some(SendChoice::Send(path, self.to.clone()))
            }
            Choice::Dismissed => Some(SendChoice::Dismissed),
        }
    }
}
