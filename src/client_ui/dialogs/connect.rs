//! Where to, and as whom.

use crate::client::{ClientError, Link};
use crate::client_ui::memory::Remembered;
use crate::look::{
    self, Choice, Dialog, Field, Icon, Palette, from_right, icon_button, plain_enter, rest, space,
    weak,
};
use crate::proto::error_code::ErrorCode;
use crate::proto::name::Pseudo;
use crate::texts::{client_error, link_error, name_error, tr};
use egui::{Button, Context, Label, RichText, Ui, accesskit};

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

/// What the person wants.
pub(in crate::client_ui) enum Where {
    /// To connect there, as this pseudo.
    To(Link, String),
    /// To stay with what there is to read.
    Stay,
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

    /// Shows it. Gives what the person wants, once that is settled. One can stay where there is
    /// something to read.
    pub(in crate::client_ui) fn show(
        &mut self,
        ctx: &Context,
        remembered: &mut Remembered,
        can_stay: bool,
    ) -> Option<Where> {
        let link = self.address.parse::<Link>();
        let wrong_link = link.as_ref().err().map(link_error).filter(|_| !self.address.is_empty());
        let wrong_pseudo = Pseudo::new(self.pseudo.trim()).err().map(name_error);
        let enabled = link.is_ok() && wrong_pseudo.is_none();
        // Nobody is told off for what they have not begun to type.
        let wrong_pseudo = wrong_pseudo.filter(|_| !self.pseudo.is_empty());
        let first = if self.address.is_empty() { Entry::Address } else { Entry::Pseudo };
        let focus = self.focus.take();
        let mut dialog =
            Dialog::new(tr!("client-connect-title"), look::primary(tr!("client-connect")))
                .enabled(enabled);
        if can_stay {
            dialog = dialog.dismiss(tr!("client-cancel"));
        }
        let choice = dialog.show(ctx, |ui, just_opened| {
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
            self.recent(ui, remembered);
        });
        if can_stay && choice == Some(Choice::Dismissed) {
            return Some(Where::Stay);
        }
        if choice != Some(Choice::Confirmed) {
            // Enter leads to what is still to be filled in.
            let unfinished = if link.is_ok() { Entry::Pseudo } else { Entry::Address };
            self.focus = plain_enter(ctx).then_some(unfinished);
            return None;
        }
        // What was typed together with Enter counts.
        let link = self.address.parse().ok()?;
        self.failure = None;
        Some(Where::To(link, self.pseudo.trim().to_owned()))
    }

    /// Where the person was before: a click fills the form.
    fn recent(&mut self, ui: &mut Ui, remembered: &mut Remembered) {
        if remembered.recent.is_empty() {
            return;
        }
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.add_space(space::XS);
        weak(ui, tr!("client-recent"));
        let mut forgotten = None;
        for (index, (link, pseudo)) in remembered.recent.iter().enumerate() {
            let text = tr!("client-recent-one", pseudo = pseudo, link = link);
            from_right(ui, |ui| {
                let forget = icon_button(Icon::X, tr!("client-forget", place = text.as_str()));
                if ui.add(forget.small()).clicked() {
                    forgotten = Some(index);
                }
                rest(ui, |ui| {
                    let button = Button::new(text).truncate().frame_when_inactive(false);
                    if ui.add(button).clicked() {
                        (self.address, self.pseudo) = (link.clone(), pseudo.clone());
                        (self.failure, self.focus) = (None, Some(Entry::Pseudo));
                    }
                });
            });
        }
        forgotten.into_iter().for_each(|index| drop(remembered.recent.remove(index)));
    }
}

/// What came of what was asked for last, as a sentence.
pub(super) fn failure(ui: &mut egui::Ui, failure: Option<&str>) {
    let Some(failure) = failure else { return };
    let color = Palette::of(ui).danger;
    let response = ui.add(Label::new(RichText::new(failure).color(color)).wrap());
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(accesskit::Live::Assertive));
    let known: Option<String> = ui.data(|data| data.get_temp(response.id));
    if known.as_deref() != Some(failure) {
        // In a small window it may be out of sight.
        response.scroll_to_me(None);
        ui.data_mut(|data| data.insert_temp(response.id, failure.to_owned()));
    }
}
