//! Where to, and as whom.

use crate::client::Link;
use crate::client_ui::sentences::link_error;
use crate::look::{self, Choice, Dialog, Field, Palette};
use crate::proto::name::Pseudo;
use crate::texts::{name_error, tr};
use egui::{Context, Label, RichText, accesskit};

/// What the person types to connect. It stays as typed, whatever comes of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectForm {
    /// An address or a link.
    pub address: String,
    /// The pseudo wished for.
    pub pseudo: String,
    /// What came of the last attempt, as a sentence.
    pub failure: Option<String>,
}

impl ConnectForm {
    /// Shows it. Gives where to connect and as whom, once that is confirmed.
    pub(in crate::client_ui) fn show(&mut self, ctx: &Context) -> Option<(Link, String)> {
        let link = self.address.parse::<Link>();
        let wrong_link = link.as_ref().err().map(link_error).filter(|_| !self.address.is_empty());
        let wrong_pseudo = Pseudo::new(self.pseudo.trim()).err().map(name_error);
        let enabled = link.is_ok() && wrong_pseudo.is_none();
        // Nobody is told off for what they have not begun to type.
        let wrong_pseudo = wrong_pseudo.filter(|_| !self.pseudo.is_empty());
        let choice = Dialog::new(tr!("client-connect-title"), look::primary(tr!("client-connect")))
            .enabled(enabled)
            .show(ctx, |ui, just_opened| {
                let first = self.address.is_empty();
                Field::new(tr!("client-address"), &mut self.address)
                    .hint(tr!("client-address-hint"))
                    .wrong(wrong_link)
                    .focus(just_opened && first)
                    .show(ui);
                Field::new(tr!("client-pseudo"), &mut self.pseudo)
                    .hint(tr!("client-pseudo-hint"))
                    .wrong(wrong_pseudo)
                    .focus(just_opened && !first)
                    .show(ui);
                failure(ui, self.failure.as_deref());
            });
        let link = link.ok().filter(|_| choice == Some(Choice::Confirmed))?;
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
