//! What the person does about direct conversations.

use super::port::Parting;
use crate::client_ui::dialogs::{ClientDialog, DirectForm};
use crate::client_ui::model::{MeetingKey, Talk, TalkId};
use crate::client_ui::window::{ClientWindow, Wish};
use crate::proto::ids::MemberId;
use crate::texts::tr;
use egui::Context;

/// What the person wishes to do about direct conversations.
#[derive(Debug)]
pub(in crate::client_ui) enum DirectWish {
    /// To be told what it means to speak to this member directly, and asked whether to.
    Explain(MemberId, String),
    /// To ask this member.
    Ask(MemberId, String),
    /// To agree.
    Agree(MeetingKey),
    /// To decline, to take a question back, or to give up.
    Leave(MeetingKey),
    /// Not to see any more what came to nothing.
    PutAway(MeetingKey),
    /// To go to the conversation that has come of it.
    Go(MeetingKey, TalkId),
    /// The code is compared, or not.
    Compared(TalkId, bool),
    /// The code is copied.
    Copied,
    /// What is posted in this room may go from peer to peer, or not.
    PostDirectly(TalkId, bool),
}

impl ClientWindow {
    pub(in crate::client_ui) fn grant_direct(&mut self, wish: DirectWish, ctx: &Context) {
        let Some((_, session)) = &mut self.session else { return };
        let orders = match wish {
            DirectWish::Explain(member, pseudo) => return self.explain(member, pseudo, ctx),
            DirectWish::PostDirectly(id, allowed) => {
                self.post_directly(id, allowed);
                return;
            }
            DirectWish::Copied => return self.toast.done(tr!("client-direct-copied")),
            DirectWish::Ask(member, pseudo) => session.ask_directly(member, &pseudo),
            DirectWish::Agree(key) => session.agree_directly(key),
            DirectWish::Leave(key) => session.leave_meeting(key).into_iter().collect(),
            DirectWish::PutAway(key) => return session.put_meeting_away(key),
            DirectWish::Compared(id, compared) => return session.compared(id, compared),
            DirectWish::Go(key, id) => {
                session.put_meeting_away(key);
                return session.show(id);
            }
        };
        orders.into_iter().for_each(|order| self.order(order));
    }

    /// Says what it means before anybody is asked. Who is spoken to directly already is shown.
    fn explain(&mut self, member: MemberId, pseudo: String, ctx: &Context) {
        let Some((_, session)) = &self.session else { return };
        if let Some(id) = session.direct_with(member) {
            return self.grant(Wish::Show(id), ctx);
        }
        if member == session.me.member || session.end.is_some() {
            return self.toast.failed(tr!("client-direct-nobody"));
        }
        if !session.me.introduces {
            return self.toast.failed(tr!("client-direct-off"));
        }
        self.dialog = Some(ClientDialog::Direct(DirectForm::new(member, pseudo)));
    }

    /// Ends a direct conversation that goes on; what was said stays. Whether it was one.
    pub(in crate::client_ui) fn end_directly(&mut self, id: TalkId, ctx: &Context) -> bool {
        let now = self.now(ctx);
        let Some((_, session)) = &mut self.session else { return false };
        let talk = session.talk(id).filter(|talk| talk.is_open());
        let goes_on = talk.and_then(Talk::direct).is_some();
        if goes_on {
            session.part(id, Parting::Here, now);
            ctx.request_repaint();
        }
        goes_on
    }
}
