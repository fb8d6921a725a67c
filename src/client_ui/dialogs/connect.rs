//! Where to, and as whom.

use crate::client::{ClientError, Link};
use crate::look::{self, Choice, Dialog, Field, Palette, plain_enter};
use crate::proto::error_code::ErrorCode;
use crate::proto::name::Pseudo;
use crate::texts::{client_error, link_error, name_error, tr};
use egui::{Context, Label, RichText, accesskit};

/// What the person types to connect. It stays as typed, whatever comes of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectForm {
    /// An address or a link.
    pub address: String,
    /// The pseudo wished for.
    pub pseudo: String,
    failure: Option<String>,
    focus: Option<Entry>,
}

/// What there is to fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Address,
    Pseudo,
}

impl ConnectForm {
    /// A form that begins with these; either may be empty.
    pub fn new(address: String, pseudo: String) -> Self {
        Self { address, pseudo, failure: None, focus: None }
    }

    /// The attempt has come to nothing: why is said, and what is to be changed has the keyboard.
    pub(in crate::client_ui) fn take_failure(&mut self, error: &ClientError) {
        self.failure = Some(client_error(error));
        self.focus = Some(match error.code() {
            Some(ErrorCode::PseudoInvalid | ErrorCode::PseudoTaken) => Entry::Pseudo,
            _ => Entry::Address,
        });
    }

    /// Shows it. Gives where to connect and as whom, once that is confirmed.
    pub(in crate::client_ui) fn show(&mut self, ctx: &Context) -> Option<(Link, String)> {
        let link = self.address.parse::<Link>();
        let wrong_link = link.as_ref().err().map(link_error).filter(|_| !self.address.is_empty());
        let wrong_pseudo = Pseudo::new(self.pseudo.trim()).err().map(name_error);
        let enabled = link.is_ok() && wrong_pseudo.is_none();
        // Nobody is told off for what they have not begun to type.
        let wrong_pseudo = wrong_pseudo.filter(|_| !self.pseudo.is_empty());
        let first = if self.address.is_empty() { Entry::Address } else { Entry::Pseudo };
        let focus = self.focus.take();
        let choice = Dialog::new(tr!("client-connect-title"), look::primary(tr!("client-connect")))
            .enabled(enabled)
            .show(ctx, |ui, just_opened| {
                let focus = focus.or(just_opened.then_some(first));
                Field::new(tr!("client-address"), &mut self.address)
                    .hint(tr!("client-address-hint"))
                    .wrong(wrong_link)
                    .focus(focus == Some(Entry::Address))
                    .show(ui);
                Field::new(tr!("client-pseudo"), &mut self.pseudo)
                    .hint(tr!("client-pseudo-hint"))
                    .wrong(wrong_pseudo)
                    .focus(focus == Some(Entry::Pseudo))
                    .show(ui);
                failure(ui, self.failure.as_deref());
            });
        if choice != Some(Choice::Confirmed) {
            // Enter leads to what is still to be filled in.
            let unfinished = if link.is_ok() { Entry::Pseudo } else { Entry::Address };
            self.focus = plain_enter(ctx).then_some(unfinished);
            return None;
        }
        // What was typed together with Enter counts.
        let link = self.address.parse().ok()?;
        self.failure = None;
        Some((link, self.pseudo.trim().to_owned()))
    }
}

/// What came of what was asked for last, as a sentence.
pub(super) fn failure(ui: &mut egui::Ui, failure: Option<&str>) {
    let Some(failure) = failure else { return };
    let color = Palette::of(ui).danger;
    let response = ui.add(Label::new(RichText::new(failure).color(color)).wrap());
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(accesskit::Live::Assertive));
}
