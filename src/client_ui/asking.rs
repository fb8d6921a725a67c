//! Which dialog is shown, and what comes of it.

use super::dialogs::{self, Ask, ClientDialog};
use super::direct::DirectWish;
use super::model;
use super::port::{Order, TransferAct};
use super::window::{ClientWindow, Phase, Wish};
use egui::Context;

impl ClientWindow {
    /// One at a time: what must not be overlooked comes first.
    pub(super) fn dialogs(&mut self, ctx: &Context) {
        let connecting = matches!(self.phase, Phase::Connecting { .. });
        if let Some((_, session)) = &mut self.session {
            // Whoever was typing when the host spoke looks up a little later.
            if !session.notices.is_empty()
                && self.dialog.is_none()
                && let Some(talk) = session.shown_mut()
            {
                self.composer.go_on(ctx, talk);
            }
            if let Some(notice) = session.notices.front() {
                if dialogs::notice(ctx, notice, session.notices.len() - 1) {
                    session.notices.pop_front();
                    self.back_to_typing();
                    ctx.request_repaint();
                }
                return;
            }
            if let Some(end) = session.unread_end() {
                if dialogs::end(ctx, end) {
                    session.end_is_read();
                    self.dialog = None;
                    self.back_to_typing();
                    ctx.request_repaint();
                }
                return;
            }
        }
        if self.dialog.is_some() {
            self.asking(ctx);
        } else if !connecting && (self.session.is_none() || self.asks_where) {
            self.ask_where(ctx);
        }
    }

    fn ask_where(&mut self, ctx: &Context) {
        let can_stay = self.session.is_some();
        match self.form.show(ctx, &mut self.remembered, can_stay) {
            Some(dialogs::Where::To(link, pseudo)) => self.connect(link, pseudo),
            Some(dialogs::Where::Stay) => {
                self.asks_where = false;
                self.back_to_typing();
            }
            None => return,
        }
        ctx.request_repaint();
    }

    fn asking(&mut self, ctx: &Context) {
        self.settle_keeping();
        let Some(dialog) = &mut self.dialog else { return };
        let (ask, over) = dialog.show(ctx, &mut self.remembered, &mut self.pictures);
        if over {
            self.close_dialog();
            ctx.request_repaint();
        }
        match ask {
            Some(Ask::ListRooms) => self.list_rooms(),
            Some(Ask::Join(room)) => self.order_in_dialog(Order::Join { room }),
            Some(Ask::Rename(pseudo)) => self.order_in_dialog(Order::Rename { pseudo }),
            Some(Ask::OpenVote { room, vote, within }) => {
                self.order_in_dialog(model::open_vote(room, &vote, within));
            }
            Some(Ask::Send(path, to)) => self.order_in_dialog(Order::Offer { path, to }),
            Some(Ask::SpeakDirectly(member, pseudo)) => {
                self.grant_direct(DirectWish::Ask(member, pseudo), ctx);
            }
            Some(Ask::Keep(key, folder)) => {
                self.order_in_dialog(Order::Transfer { key, act: TransferAct::Accept(folder) });
            }
            Some(Ask::Save(picture)) => self.grant(Wish::SavePicture(picture), ctx),
            None => return,
        }
        ctx.request_repaint();
    }

    /// An order whose answer the dialog waits for: that none will come is said there.
    fn order_in_dialog(&mut self, order: Order) {
        if let Err(why) = self.hand_over(order)
            && let Some(dialog) = &mut self.dialog
        {
            dialog.take_refusal(why);
        }
    }

    pub(super) fn list_rooms(&mut self) {
        if let Err(why) = self.hand_over(Order::ListRooms)
            && let Some(ClientDialog::Rooms(form)) = &mut self.dialog
        {
            form.take_list(Err(why));
        }
    }
}
