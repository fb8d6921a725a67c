//! What the person does with files.

use super::dialogs::{ClientDialog, SendForm};
use super::port::{Order, TransferAct};
use super::window::ClientWindow;
use crate::texts::tr;
use crate::transfer::TransferKey;
use std::path::{Path, PathBuf};

/// What the person wishes to do with files.
#[derive(Debug)]
pub(super) enum FileWish {
    /// To be asked which file to send.
    Ask,
    /// To offer it where they are.
    Send(PathBuf),
    /// To take what is offered.
    Accept(TransferKey),
    /// Something else.
    Act(TransferKey, TransferAct),
}

impl ClientWindow {
    pub(super) fn grant_file(&mut self, wish: FileWish) {
        match wish {
            FileWish::Ask => self.ask_file(),
            FileWish::Send(path) => self.send_file(path),
            FileWish::Accept(key) => {
                let act = TransferAct::Accept(self.pictures.folder());
                self.order(Order::Transfer { key, act });
            }
            FileWish::Act(key, act) => self.order(Order::Transfer { key, act }),
        }
    }

    fn ask_file(&mut self) {
        let session = self.session.as_ref().map(|(_, session)| session);
        let talk = session.filter(|session| session.receivers().is_some());
        match talk.and_then(|session| session.shown()) {
            Some(talk) => self.dialog = Some(ClientDialog::Send(SendForm::new(talk.name()))),
            None => self.toast.failed(tr!("client-file-nowhere")),
        }
    }

    fn send_file(&mut self, path: PathBuf) {
        let to = self.session.as_ref().and_then(|(_, session)| session.receivers());
        match to {
            Some(to) => self.order(Order::Offer { path, to }),
            None => self.toast.failed(tr!("client-file-nowhere")),
        }
    }
}

/// Whether it is a picture that can go with a message, by its name.
pub(super) fn is_picture(path: &Path) -> bool {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    matches!(kind.essence_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp")
}
