//! What it means to speak to somebody directly, before they are asked.

use crate::look::{self, Choice, Dialog, Icon, Palette, icon, space};
use crate::proto::ids::MemberId;
use crate::texts::tr;
use egui::{Context, Label, Ui};

/// Whom the person would ask.
#[derive(Debug)]
pub(in crate::client_ui) struct DirectForm {
    member: MemberId,
    pseudo: String,
}

/// How the dialog was ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::client_ui) enum DirectChoice {
    /// They are to be asked.
    Ask(MemberId, String),
    /// They are not.
    Dismissed,
}

impl DirectForm {
    /// Begins with somebody.
    pub fn new(member: MemberId, pseudo: String) -> Self {
        Self { member, pseudo }
    }

    /// Shows it.
    pub fn show(&self, ctx: &Context) -> Option<DirectChoice> {
        let pseudo = self.pseudo.as_str();
        let ask = look::primary(tr!("client-direct-ask", pseudo = pseudo));
        let choice = Dialog::new(tr!("client-direct-title", pseudo = pseudo), ask)
            .dismiss(tr!("client-cancel"))
            .show(ctx, |ui, _| {
                ui.spacing_mut().item_spacing.y = space::S;
                point(ui, Icon::Lock, tr!("client-direct-explain-hidden", pseudo = pseudo));
                point(ui, Icon::Eye, tr!("client-direct-explain-address", pseudo = pseudo));
                point(ui, Icon::Server, tr!("client-direct-explain-relay"));
                point(
                    ui,
                    Icon::CircleQuestionMark,
                    tr!("client-direct-explain-asked", pseudo = pseudo),
                );
            })?;
        Some(match choice {
            Choice::Confirmed => DirectChoice::Ask(self.member, self.pseudo.clone()),
            Choice::Dismissed => DirectChoice::Dismissed,
        })
    }
}

/// One thing to know, with its sign beside it.
fn point(ui: &mut Ui, sign: Icon, text: String) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        ui.add(Label::new(icon(sign).color(Palette::of(ui).accent)).selectable(false));
        ui.add(Label::new(text).wrap());
    });
}
