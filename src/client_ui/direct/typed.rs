//! `/peer` and `/p`, as in a terminal.

use super::wishes::DirectWish;
use crate::client_ui::model::{Body, Session, Talk, TalkId};
use crate::client_ui::window::ClientWindow;
use crate::proto::ids::MemberId;
use crate::texts::tr;
use egui::Context;

impl ClientWindow {
    /// `/peer`, `/peer PSEUDO`, `/peer yes`, `/peer no`, `/peer bye`. Whether it was understood.
    pub(in crate::client_ui) fn type_peer(&mut self, rest: &str, ctx: &Context) -> bool {
        match rest {
            "yes" | "no" => self.type_answer_directly(rest == "yes", ctx),
            "bye" => self.type_goodbye(ctx),
            name => self.type_question(name, ctx),
        }
    }

    fn type_question(&mut self, name: &str, ctx: &Context) -> bool {
        let Some((_, session)) = &self.session else { return false };
        let Some((member, pseudo)) = meant(session, name) else {
            self.toast.failed(match name {
                "" => tr!("client-command-incomplete"),
                name => tr!("client-command-nobody", pseudo = name),
            });
            return false;
        };
        self.grant_direct(DirectWish::Explain(member, pseudo), ctx);
        true
    }

    fn type_answer_directly(&mut self, agrees: bool, ctx: &Context) -> bool {
        let Some((_, session)) = &self.session else { return false };
        let Some(key) = session.meetings.waiting().map(|meeting| meeting.key) else {
            self.toast.failed(tr!("client-direct-nobody-asks"));
            return false;
        };
        let wish = if agrees { DirectWish::Agree(key) } else { DirectWish::Leave(key) };
        self.grant_direct(wish, ctx);
        true
    }

    fn type_goodbye(&mut self, ctx: &Context) -> bool {
        match self.conversation() {
            Some(id) => self.end_directly(id, ctx),
            None => false,
        }
    }

    /// `/p TEXT`. Whether it was understood.
    pub(in crate::client_ui) fn type_directly(&mut self, text: &str) -> bool {
        let Some(id) = self.conversation() else { return false };
        let Some((_, session)) = &mut self.session else { return false };
        session.show(id);
        let order = session.say(id, Body::Text(text.to_owned()));
        order.into_iter().for_each(|order| self.order(order));
        true
    }

    /// The direct conversation that is meant: the one that is shown, or the newest. Where there is none,
    /// that is said.
    fn conversation(&mut self) -> Option<TalkId> {
        let (_, session) = self.session.as_ref()?;
        let open = |talk: &&Talk| talk.direct().is_some() && talk.is_open();
        let shown = session.shown().filter(open);
        let talk = shown.or_else(|| session.talks().iter().rev().find(open));
        let id = talk.map(|talk| talk.id);
        if id.is_none() {
            self.toast.failed(tr!("client-direct-none"));
        }
        id
    }
}

/// Who is meant: somebody by name, or the one to whom the conversation that is shown belongs.
fn meant(session: &Session, name: &str) -> Option<(MemberId, String)> {
    if !name.is_empty() {
        return session.member_called(name);
    }
    let person = session.shown()?.person()?;
    Some((person.member?, person.pseudo.clone()))
}
