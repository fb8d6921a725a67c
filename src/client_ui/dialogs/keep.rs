//! Where a file that is offered is to lie.

use super::browser::Browser;
use crate::client_ui::disk::Sought;
use crate::client_ui::wishes::expanded;
use crate::look::{self, Choice, Dialog};
use crate::texts::tr;
use crate::transfer::TransferKey;
use egui::Context;
use std::path::{Path, PathBuf};

/// The folder that is named.
#[derive(Debug)]
pub(in crate::client_ui) struct KeepForm {
    key: TransferKey,
    name: String,
    browser: Browser,
    /// Where it is to lie: the dialog stays until it is taken there.
    waiting: Option<PathBuf>,
}

/// How the dialog was ended.
#[derive(Debug)]
pub(in crate::client_ui) enum KeepChoice {
    /// It is to lie there. The dialog stays until it is taken.
    Keep(TransferKey, PathBuf),
    Dismissed,
}

impl KeepForm {
    /// For a file of this name, beginning with a folder.
    pub fn new(key: TransferKey, name: &str, folder: &Path) -> Self {
        let mut folder = folder.to_string_lossy().into_owned();
        if !folder.ends_with('/') {
            // One goes on with what is in it.
            folder.push('/');
        }
        let browser = Browser::new(Sought::Folder, folder);
        Self { key, name: name.to_owned(), browser, waiting: None }
    }

    /// Which file it is about.
    pub fn key(&self) -> TransferKey {
        self.key
    }

    /// Where it waits for the file to be taken.
    pub fn waiting(&self) -> Option<&Path> {
        self.waiting.as_deref()
    }

    /// It can't lie there.
    pub fn take_refusal(&mut self, why: String) {
        self.waiting = None;
        self.browser.take_refusal(why);
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context) -> Option<KeepChoice> {
        let title = tr!("client-keep-title", name = self.name.as_str());
        let choice = Dialog::new(title, look::primary(tr!("client-file-accept")))
            .dismiss(tr!("client-cancel"))
            .enabled(!self.browser.typed().is_empty() && self.waiting.is_none())
            .show(ctx, |ui, _| self.browser.show(ui, tr!("client-keep-folder")));
        match choice? {
            Choice::Confirmed => {
                let folder = expanded(self.browser.typed());
                self.browser.begin();
                self.waiting = Some(folder.clone());
                Some(KeepChoice::Keep(self.key, folder))
            }
            Choice::Dismissed => Some(KeepChoice::Dismissed),
        }
    }
}
