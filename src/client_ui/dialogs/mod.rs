//! What the person is asked, and what must not be overlooked.

mod browser;
mod connect;
mod direct;
mod help;
mod keep;
mod picture;
mod rename;
mod rooms;
mod send;
mod settings;
mod vote;

pub use connect::ConnectForm;
pub(super) use connect::Where;
pub(super) use direct::{DirectChoice, DirectForm};
pub(super) use keep::{KeepChoice, KeepForm};
pub(super) use rename::{RenameChoice, RenameForm};
pub(super) use rooms::{RoomsChoice, RoomsForm};
pub(super) use send::{SendChoice, SendForm};
pub(super) use vote::{VoteChoice, VoteForm};

use super::memory::Remembered;
use super::model::{End, Notice, Picture};
use super::pictures::Pictures;
use super::sentences;
use crate::kinds::Vote;
use crate::look::rich::Needle;
use crate::look::{self, Dialog, weak};
use crate::proto::ids::MemberId;
use crate::texts::{notice_heading, notice_scope, tr};
use crate::transfer::{To, TransferKey};
use egui::{Context, RichText, Ui};
use std::path::PathBuf;
use std::time::Duration;

/// Words of the host. Whether they have been read.
pub(super) fn notice(ctx: &Context, notice: &Notice, more: usize) -> bool {
    Dialog::new(notice_heading(notice.at), look::primary(tr!("client-notice-read")))
        .unasked()
        .show(ctx, |ui, _| {
            let scope = notice_scope(notice.scope, notice.room.as_deref());
            look::notice(ui, &notice.text, scope, &Needle::default());
            if more > 0 {
                weak(ui, tr!("client-notice-more", count = more));
            }
        })
        .is_some()
}

/// The session is over. Whether that has been read.
pub(super) fn end(ctx: &Context, end: &End) -> bool {
    Dialog::new(tr!("client-end-title"), look::primary(tr!("client-end-read")))
        .unasked()
        .show(ctx, |ui, _| {
            ui.label(sentences::end(end));
            if let End::Bye(_, words) = end
                && !words.is_empty()
            {
                quote(ui, words);
            }
        })
        .is_some()
}

/// The host's own words.
fn quote(ui: &mut Ui, words: &str) {
    weak(ui, tr!("client-end-words"));
    ui.label(RichText::new(words).strong());
}

/// The dialog that is open, with what was typed into it so far.
pub(super) enum ClientDialog {
    Rooms(RoomsForm),
    Rename(RenameForm),
    Settings,
    Help,
    Picture(Picture),
    Vote(VoteForm),
    Direct(DirectForm),
    Send(SendForm),
    Keep(KeepForm),
}

/// What is to be done for a dialog.
pub(super) enum Ask {
    ListRooms,
    Join(String),
    Rename(String),
    Save(Picture),
    Send(PathBuf, To),
    SpeakDirectly(MemberId, String),
    Keep(TransferKey, PathBuf),
    OpenVote { room: String, vote: Vote, within: Duration },
}

impl ClientDialog {
    /// Shows it. Gives what is to be done, and whether it is over.
    pub fn show(
        &mut self,
        ctx: &Context,
        remembered: &mut Remembered,
        pictures: &mut Pictures,
    ) -> (Option<Ask>, bool) {
        match self {
            Self::Rooms(form) => match form.show(ctx) {
                Some(RoomsChoice::Refresh) => (Some(Ask::ListRooms), false),
                Some(RoomsChoice::Join(room)) => (Some(Ask::Join(room)), false),
                Some(RoomsChoice::Dismissed) => (None, true),
                None => (None, false),
            },
            Self::Rename(form) => match form.show(ctx) {
                Some(RenameChoice::Wish(pseudo)) => (Some(Ask::Rename(pseudo)), false),
                Some(RenameChoice::Dismissed) => (None, true),
                None => (None, false),
            },
            Self::Send(form) => match form.show(ctx) {
                Some(SendChoice::Send(path, to)) => (Some(Ask::Send(path, to)), false),
                Some(SendChoice::Dismissed) => (None, true),
                None => (None, false),
            },
            Self::Direct(form) => match form.show(ctx) {
                Some(DirectChoice::Ask(member, pseudo)) => {
                    (Some(Ask::SpeakDirectly(member, pseudo)), true)
                }
                Some(DirectChoice::Dismissed) => (None, true),
                None => (None, false),
            },
            Self::Keep(form) => match form.show(ctx) {
                Some(KeepChoice::Keep(key, folder)) => (Some(Ask::Keep(key, folder)), false),
                Some(KeepChoice::Dismissed) => (None, true),
                None => (None, false),
            },
            Self::Vote(form) => match form.show(ctx) {
                Some(VoteChoice::Open { room, vote, within }) => {
                    (Some(Ask::OpenVote { room, vote, within }), false)
                }
                Some(VoteChoice::Dismissed) => (None, true),
                None => (None, false),
            },
            Self::Settings => (None, settings::show(ctx, remembered)),
            Self::Help => (None, help::show(ctx)),
            Self::Picture(picture) => match picture::show(ctx, picture, pictures) {
                Some(picture::PictureChoice::Save) => (Some(Ask::Save(picture.clone())), true),
                Some(picture::PictureChoice::Dismissed) => (None, true),
                None => (None, false),
            },
        }
    }

    /// What was asked for last is not done, for this reason.
    pub fn take_refusal(&mut self, why: String) {
        match self {
            Self::Rooms(form) => form.take_refusal(why),
            Self::Rename(form) => form.take_refusal(why),
            Self::Vote(form) => form.take_refusal(why),
            Self::Send(form) => form.take_refusal(why),
            Self::Keep(form) => form.take_refusal(why),
            Self::Settings | Self::Help | Self::Picture(_) | Self::Direct(_) => {}
        }
    }
}
