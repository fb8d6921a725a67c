//! What calls the person within the window: small cards in its corner, which go by themselves.

use super::herald::{heading, words};
use super::model::{Alert, Call, TalkId};
use super::window::Wish;
use crate::look::{
    Icon, Palette, card, from_right, icon, icon_button, rest, space, strong, truncated,
};
use crate::texts::tr;
use egui::{Align2, Area, Context, Id, Label, Order, Rect, RichText, Sense, Ui, vec2};

/// For how long a card stays, in seconds.
const STAYS: f64 = 8.0;

/// Cards that are shown at once. Of more, the oldest go.
const MOST: usize = 3;

const WIDTH: f32 = 300.0;

/// The cards that are shown.
#[derive(Debug, Default)]
pub(super) struct AlertCards {
    cards: Vec<Card>,
    /// How many there have been.
    count: u64,
}

/// One of them.
#[derive(Debug)]
struct Card {
    /// What tells it from others that say the same.
    serial: u64,
    /// When it came, in seconds.
    since: f64,
    alert: Alert,
    /// Where it was drawn last.
    rect: Option<Rect>,
}

impl AlertCards {
    /// Adds what calls the person. The host's words have a dialog of their own, and meetings cards.
    pub fn add(&mut self, called: Vec<Alert>, now: f64) {
        for alert in called.into_iter().filter(|alert| place(&alert.call).is_some()) {
            self.count += 1;
            self.cards.push(Card { serial: self.count, since: now, alert, rect: None });
        }
        let over = self.cards.len().saturating_sub(MOST);
        self.cards.drain(..over);
    }

    /// Shows them.
    pub fn show(&mut self, ctx: &Context, wishes: &mut Vec<Wish>) {
        let now = ctx.input(|input| input.time);
        self.cards.retain(|card| now - card.since < STAYS);
        let Some(oldest) = self.cards.first() else { return };
        ctx.request_repaint_after_secs((oldest.since + STAYS - now) as f32);
        let mut gone = None;
        let area = Area::new(Id::unique("alerts")).order(Order::Middle);
        area.anchor(Align2::RIGHT_TOP, vec2(-space::M, 52.0)).show(ctx, |ui| {
            ui.set_width(WIDTH.min(ctx.content_rect().width() - 2.0 * space::L));
            for (index, card) in self.cards.iter_mut().enumerate() {
                match card.show(ui) {
                    Some(Answer::Go(talk)) => {
                        wishes.push(Wish::Show(talk));
                        gone = Some(index);
                    }
                    Some(Answer::PutAway) => gone = Some(index),
                    None => {}
                }
            }
        });
        if let Some(index) = gone {
            self.cards.remove(index);
        }
    }
}

enum Answer {
    Go(TalkId),
    PutAway,
}

/// Where a call leads, and its sign; nowhere where something else than such a card says it.
fn place(call: &Call) -> Option<(TalkId, Icon)> {
    match call {
        Call::Named { talk, .. } => Some((*talk, Icon::AtSign)),
        Call::Private { talk, .. } => Some((*talk, Icon::MessageCircle)),
        Call::Vote { talk, .. } => Some((*talk, Icon::Vote)),
        Call::File { talk, .. } => Some((*talk, Icon::Download)),
        Call::Asked { .. } | Call::Met { .. } | Call::Notice => None,
    }
}

impl Card {
    fn show(&mut self, ui: &mut Ui) -> Option<Answer> {
        let alert = &self.alert;
        let (talk, sign) = place(&alert.call)?;
        let palette = Palette::of(ui);
        let mut answer = None;
        // The whole card is a button, and the one that puts it away stands on it: where the card is must
        // be known before it is drawn.
        let id = Id::unique(("call", self.serial));
        let response = self.rect.map(|rect| ui.interact(rect, id, Sense::click()));
        let frame = card(ui).stroke((1.0, palette.accent)).shadow(ui.visuals().popup_shadow);
        let shown = frame.inner_margin(space::S).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.style_mut().interaction.selectable_labels = false;
            from_right(ui, |ui| {
                if ui.add(icon_button(Icon::X, tr!("look-dismiss")).small()).clicked() {
                    answer = Some(Answer::PutAway);
                }
                rest(ui, |ui| {
                    ui.label(icon(sign).color(palette.accent));
                    truncated(ui, strong(heading(&alert.call)));
                });
            });
            ui.add(Label::new(RichText::new(words(alert)).color(palette.weak)).truncate());
        });
        if self.rect.replace(shown.response.rect) != Some(shown.response.rect) {
            ui.ctx().request_repaint();
        }
        let Some(response) = response else { return answer };
        let name = tr!("client-call-go", heading = heading(&alert.call));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_role(egui::accesskit::Role::Button);
            node.set_label(name);
            node.set_live(egui::accesskit::Live::Polite);
        });
        if response.clicked() && answer.is_none() {
            answer = Some(Answer::Go(talk));
        }
        answer
    }
}
