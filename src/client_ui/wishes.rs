//! What the parts of the window wish for, and how that is granted, after everything was drawn.

use super::commands::{self, Meant};
use super::dialogs::{ClientDialog, RenameForm};
use super::direct::DirectWish;
use super::model::{Body, End, Picture, Session, TalkId};
use super::pictures::Job;
use super::port::{Order, Ticket};
use super::sending::FileWish;
use super::voting::VoteWish;
use super::window::{ClientWindow, Phase};
use crate::proto::error_code::ByeReason;
use crate::proto::ids::MemberId;
use crate::texts::tr;
use crate::typed::Typed;
use egui::{ColorImage, Context};
use std::path::PathBuf;
use std::sync::Arc;

/// What a part of the window wishes for.
#[derive(Debug)]
pub(super) enum Wish {
    Show(TalkId),
    TalkTo(MemberId, String),
    Close(TalkId),
    Mute(TalkId, bool),
    Send,
    SendAgain(Ticket),
    Discard(Ticket),
    Vote(VoteWish),
    Direct(DirectWish),
    File(FileWish),
    Attach(PathBuf),
    AttachImage(Arc<ColorImage>),
    Detach,
    Mention(String),
    Copied,
    ShowPicture(Picture),
    SavePicture(Picture),
    Find,
    ChooseAll,
    Messages,
    Type,
    ShowMembers(bool),
    ChooseRoom,
    ChangePseudo,
    Settings,
    Help,
    RetryNow,
    Disconnect,
    ConnectAgain,
    ConnectElsewhere,
}

impl Wish {
    /// Whatever was clicked, one goes on typing; unless one is to type somewhere else.
    pub fn leads_back_to_typing(&self) -> bool {
        !matches!(self, Self::Find | Self::Messages | Self::ConnectElsewhere)
    }
}

impl ClientWindow {
    pub(super) fn grant(&mut self, wish: Wish, ctx: &Context) {
        match wish {
            Wish::Disconnect => return self.disconnect(),
            Wish::ConnectAgain => return self.connect_again(),
            Wish::ConnectElsewhere => return self.asks_where = true,
            Wish::Settings => return self.dialog = Some(ClientDialog::Settings),
            Wish::Help => return self.dialog = Some(ClientDialog::Help),
            Wish::ShowMembers(shown) => return self.shows_members = shown,
            Wish::Copied => return self.toast.done(tr!("client-copied")),
            Wish::ShowPicture(picture) => {
                return self.dialog = Some(ClientDialog::Picture(picture));
            }
            Wish::SavePicture(picture) => return self.do_picture(ctx, Job::Save(picture)),
            Wish::Find => return self.list.find.open(None),
            Wish::Messages => return self.list.take_focus(),
            Wish::ChooseRoom => return self.choose_room(),
            Wish::Send => return self.send(ctx),
            Wish::RetryNow => return self.order(Order::RetryNow),
            Wish::Vote(wish) => return self.grant_vote(wish),
            Wish::Direct(wish) => return self.grant_direct(wish, ctx),
            Wish::Close(id) if self.end_directly(id, ctx) => return,
            Wish::File(wish) => return self.grant_file(wish),
            _ => {}
        }
        let Some((_, session)) = &mut self.session else { return };
        match wish {
            Wish::Show(id) => session.show(id),
            Wish::TalkTo(member, pseudo) => session.talk_to(member, &pseudo),
            Wish::Close(id) => {
                let order = session.leave(id);
                order.into_iter().for_each(|order| self.order(order));
            }
            Wish::Mute(id, muted) => self.mute(id, muted),
            Wish::SendAgain(ticket) => {
                let order = session.send_again(ticket);
                order.into_iter().for_each(|order| self.order(order));
            }
            Wish::ChooseAll => {
                session.shown().into_iter().for_each(|talk| self.list.choose_all(talk));
            }
            Wish::Discard(ticket) => session.discard(ticket),
            Wish::ChangePseudo => {
                self.dialog = Some(ClientDialog::Rename(RenameForm::new(&session.me.pseudo)));
            }
            Wish::Attach(path) => {
                let talk = session.shown().map(|talk| talk.id);
                talk.into_iter().for_each(|talk| {
                    self.do_picture(ctx, Job::PrepareFile { talk, path: path.clone() })
                });
            }
            Wish::AttachImage(image) => {
                let talk = session.shown().map(|talk| talk.id);
                talk.into_iter().for_each(|talk| {
                    self.do_picture(ctx, Job::PrepareImage { talk, image: image.clone() });
                });
            }
            Wish::Detach => session.shown_mut().into_iter().for_each(|talk| talk.attached = None),
            Wish::Mention(pseudo) => {
                if let Some(talk) = session.shown_mut() {
                    self.composer.insert(ctx, talk, &format!("@{pseudo} "));
                }
            }
            _ => {}
        }
    }

    fn do_picture(&mut self, ctx: &Context, job: Job) {
        if !self.pictures.ask(ctx, job) {
            self.toast.failed(tr!("client-busy"));
        }
    }

    fn mute(&mut self, id: TalkId, muted: bool) {
        let Some((link, session)) = &mut self.session else { return };
        session.mute(id, muted);
        if let Some(talk) = session.talk(id) {
            self.remembered.mute(link, talk.name(), muted);
        }
        self.toast.done(if muted { tr!("client-muted") } else { tr!("client-unmuted") });
    }

    /// Says goodbye. What was said and typed stays.
    fn disconnect(&mut self) {
        self.phase = Phase::Apart;
        self.dialog = None;
        if let Some((_, session)) = &mut self.session {
            session.finish(End::Bye(ByeReason::Leaving, String::new()));
            session.end_is_read();
        }
    }

    fn connect_again(&mut self) {
        let Some((link, session)) = &self.session else { return };
        let (link, pseudo) = (link.clone(), session.me.pseudo.clone());
        self.form.address = link.to_string();
        self.connect(link, pseudo);
    }

    /// Sends what is typed, or does what it commands.
    fn send(&mut self, ctx: &Context) {
        let Some((_, session)) = &mut self.session else { return };
        let Some(talk) = session.shown() else { return };
        let typed = talk.draft.trim().to_owned();
        if session.is_backed_up() {
            return self.toast.failed(tr!("client-too-many-pending"));
        }
        if !typed.starts_with('/') {
            self.list.go_to_end();
            return self.post(&typed);
        }
        self.command(ctx, &typed);
    }

    /// Sends what is typed in the conversation that is shown.
    fn post(&mut self, typed: &str) {
        let Some((_, session)) = &mut self.session else { return };
        let orders = session.send();
        if !orders.is_empty() && !typed.is_empty() {
            self.composer.was_sent(typed);
        }
        orders.into_iter().for_each(|order| self.order(order));
    }

    /// What is typed is a command, or begins with `//`. It leaves the field once it was understood.
    fn command(&mut self, ctx: &Context, typed: &str) {
        let Some((_, session)) = &mut self.session else { return };
        let Some(shown) = session.shown().map(|talk| talk.id) else { return };
        let meant = commands::read(typed);
        match &meant {
            Meant::Shared(Typed::Incomplete) => {
                return self.toast.failed(tr!("client-command-incomplete"));
            }
            Meant::Shared(Typed::Unknown { name, .. }) => {
                return self.toast.failed(tr!("client-command-unknown", name = *name));
            }
            Meant::Shared(Typed::Vote { question, choices }) => {
                if !self.type_vote(question, choices) {
                    return;
                }
            }
            Meant::Shared(Typed::Answer(number)) => {
                if !self.type_answer(*number) {
                    return;
                }
            }
            Meant::Shared(Typed::Direct { pseudo, text }) => {
                if !tell(session, pseudo) {
                    return self.toast.failed(tr!("client-command-nobody", pseudo = *pseudo));
                }
                let order = session.shown().map(|talk| talk.id);
                let body = Body::Text((*text).to_owned());
                let order = order.and_then(|id| session.say(id, body));
                order.into_iter().for_each(|order| self.order(order));
            }
            Meant::Shared(Typed::Post(text)) => {
                let order = session.say(shown, Body::Text((*text).to_owned()));
                self.list.go_to_end();
                order.into_iter().for_each(|order| self.order(order));
            }
            Meant::Shared(Typed::Join(room)) => {
                if !self.order_typed(Order::Join { room: (*room).to_owned() }) {
                    return;
                }
            }
            Meant::Shared(Typed::Rename(pseudo)) => {
                if !self.order_typed(Order::Rename { pseudo: (*pseudo).to_owned() }) {
                    return;
                }
            }
            Meant::Shared(Typed::Leave) => self.grant(Wish::Close(shown), ctx),
            Meant::Shared(Typed::Help) => self.grant(Wish::Help, ctx),
            Meant::Shared(Typed::Rooms) => self.choose_room(),
            Meant::Shared(Typed::Members) => self.shows_members = !self.shows_members,
            Meant::Shared(Typed::Quit) => self.disconnect(),
            Meant::Shared(Typed::Nothing) => {}
            Meant::Find(wanted) => self.list.find.open(Some(wanted)),
            Meant::Mute => {
                let muted = session.shown().is_some_and(|talk| talk.muted);
                self.grant(Wish::Mute(shown, !muted), ctx);
            }
            Meant::Peer(rest) => {
                if !self.type_peer(rest, ctx) {
                    return;
                }
            }
            Meant::PostDirectly(allowed) => {
                if !self.type_posts(shown, *allowed) {
                    return;
                }
            }
            Meant::Speak(text) => {
                if !self.type_directly(text) {
                    return;
                }
            }
            Meant::AskFile => self.grant_file(FileWish::Ask),
            Meant::File(path) => {
                if !self.type_send(expanded(path)) {
                    return;
                }
            }
            Meant::Picture(path) => self.grant(Wish::Attach(expanded(path)), ctx),
        }
        self.composer.was_sent(typed);
        if let Some((_, session)) = &mut self.session
            && let Some(talk) = session.talk_mut(shown)
        {
            talk.draft.clear();
        }
    }
}

/// Shows the conversation with somebody who is known. Whether there is such a person.
fn tell(session: &mut Session, pseudo: &str) -> bool {
    if let Some((member, name)) = session.member_called(pseudo) {
        session.talk_to(member, &name);
        return member != session.me.member;
    }
    let listed = session.talks().iter().find(|talk| {
        talk.person().is_some_and(|person| person.pseudo.to_lowercase() == pseudo.to_lowercase())
    });
    let id = listed.map(|talk| talk.id);
    id.into_iter().for_each(|id| session.show(id));
    id.is_some()
}

/// A path as shells read it: `~` is where the person is at home.
pub(super) fn expanded(path: &str) -> PathBuf {
    let home = directories::UserDirs::new().map(|folders| folders.home_dir().to_owned());
    match (path.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}
