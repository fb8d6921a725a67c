//! What to be called from now on.

use super::connect::failure;
use crate::look::{self, Choice, Dialog, Field};
use crate::proto::name::Pseudo;
use crate::texts::{name_error, tr};
use egui::Context;

/// The pseudo that is wished for.
#[derive(Debug)]
pub(in crate::client_ui) struct RenameForm {
    pseudo: String,
    waiting: bool,
    refocus: bool,
    failure: Option<String>,
}

/// How the dialog was ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::client_ui) enum RenameChoice {
    /// This pseudo is wished for. The dialog stays until it is accepted.
    Wish(String),
    /// The old one stays.
    Dismissed,
}

impl RenameForm {
    /// Begins with the pseudo that the client has.
    pub fn new(pseudo: &str) -> Self {
        Self { pseudo: pseudo.to_owned(), waiting: false, refocus: false, failure: None }
    }

    /// Whether an answer is waited for.
    pub fn is_waiting(&self) -> bool {
        self.waiting
    }

    /// The old one stays, for this reason.
    pub fn take_refusal(&mut self, why: String) {
        (self.waiting, self.refocus) = (false, true);
        self.failure = Some(why);
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context) -> Option<RenameChoice> {
        let wrong = Pseudo::new(self.pseudo.trim()).err().map(name_error);
        let refocus = std::mem::take(&mut self.refocus);
        let choice = Dialog::new(tr!("client-rename-title"), look::primary(tr!("client-rename")))
            .dismiss(tr!("client-cancel"))
            .enabled(wrong.is_none() && !self.waiting)
            .show(ctx, |ui, just_opened| {
                Field::new(tr!("client-pseudo"), &mut self.pseudo)
                    .wrong(wrong)
                    .focus(just_opened || refocus)
                    .show(ui);
                failure(ui, self.failure.as_deref());
            });
        match choice {
            None => None,
            Some(Choice::Confirmed) => {
                (self.waiting, self.failure) = (true, None);
                // What was typed together with Enter counts.
                Some(RenameChoice::Wish(self.pseudo.trim().to_owned()))
            }
            Some(Choice::Dismissed) => Some(RenameChoice::Dismissed),
        }
    }
}
