//! What the person does with files.

use super::dialogs::{ClientDialog, KeepForm, SendForm};
use super::port::{Order, TransferAct};
use super::window::ClientWindow;
use crate::texts::{tr, transfer_problem};
use crate::transfer::{Problem, To, Transfer, TransferKey, TransferState};
use std::path::{Path, PathBuf};

/// What the person wishes to do with files.
#[derive(Debug)]
pub(super) enum FileWish {
    /// To be asked which file to send.
    Ask,
    /// To offer it where they are.
    Send(PathBuf),
    /// To take what is offered, into this folder.
    Accept(TransferKey, PathBuf),
    /// To be asked where to take it.
    AskWhere(TransferKey),
    /// Something else.
    Act(TransferKey, TransferAct),
}

impl ClientWindow {
    pub(super) fn grant_file(&mut self, wish: FileWish) {
        match wish {
            FileWish::Ask => self.ask_file(),
            FileWish::Send(path) => drop(self.type_send(path)),
            FileWish::Accept(key, folder) => {
                let act = TransferAct::Accept(folder);
                self.order(Order::Transfer { key, act });
            }
            FileWish::AskWhere(key) => drop(self.ask_where_to_keep(key)),
            FileWish::Act(key, act) => self.order(Order::Transfer { key, act }),
        }
    }

    fn ask_file(&mut self) {
        if let Some(to) = self.receivers() {
            self.dialog = Some(ClientDialog::Send(SendForm::new(to)));
        }
    }

    /// Where files go of which nothing else is said.
    pub(super) fn folder(&self) -> PathBuf {
        self.remembered.folder.as_deref().unwrap_or(self.pictures.folder()).to_owned()
    }

    /// What is still offered under this key.
    fn offered(&self, key: TransferKey) -> Option<&Transfer> {
        let (_, session) = self.session.as_ref()?;
        let offered = |transfer: &&Transfer| {
            transfer.key == key && matches!(transfer.state, TransferState::Offered { .. })
        };
        session.transfers.iter().find(offered)
    }

    fn ask_where_to_keep(&mut self, key: TransferKey) -> Option<&mut KeepForm> {
        let name = self.offered(key)?.name.clone();
        let form = KeepForm::new(key, &name, &self.folder());
        match self.dialog.insert(ClientDialog::Keep(form)) {
            ClientDialog::Keep(form) => Some(form),
            _ => None,
        }
    }

    /// The question where a file is to lie is over once nobody waits for the answer. A folder that has
    /// taken one is the first choice from then on.
    pub(super) fn settle_keeping(&mut self) {
        let Some(ClientDialog::Keep(form)) = &self.dialog else { return };
        if self.offered(form.key()).is_some() {
            return;
        }
        let key = form.key();
        let failed =
            |t: &Transfer| matches!(t.state, TransferState::Failed(_) | TransferState::Cancelled);
        let mut transfers = self.session.iter().flat_map(|(_, session)| &session.transfers);
        let taken = transfers.any(|transfer| transfer.key == key && !failed(transfer));
        if let Some(folder) = form.waiting().filter(|_| taken) {
            self.remembered.folder = Some(folder.to_owned());
        }
        self.close_dialog();
    }

    pub(super) fn file_offered(&mut self, path: &Path) {
        if matches!(&self.dialog, Some(ClientDialog::Send(form)) if form.waits_for(path)) {
            self.close_dialog();
        }
    }

    /// Why is said where the file was named.
    pub(super) fn file_not_offered(&mut self, path: &Path, problem: &Problem) {
        let why = transfer_problem(problem);
        match &mut self.dialog {
            Some(ClientDialog::Send(form)) if form.waits_for(path) => form.take_refusal(why),
            _ => {
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                self.toast.failed(tr!("client-file-not", name = name, why = why));
            }
        }
    }

    /// Where a folder can't take a file, another one is asked for.
    pub(super) fn not_transferred(&mut self, key: TransferKey, problem: &Problem) {
        let why = transfer_problem(problem);
        let elsewhere = matches!(problem, Problem::NoRoom | Problem::Unwritable { .. });
        let form = match &mut self.dialog {
            Some(ClientDialog::Keep(form)) if form.key() == key => Some(form),
            None if elsewhere => self.ask_where_to_keep(key),
            _ => None,
        };
        if let Some(form) = form {
            return form.take_refusal(why);
        }
        let transfers = self.session.iter().flat_map(|(_, session)| &session.transfers);
        let known = transfers.into_iter().find(|known| known.key == key);
        let name = known.map(|known| known.name.clone()).unwrap_or_default();
        self.toast.failed(tr!("client-file-not", name = name, why = why));
    }

    /// Offers a file where the person is. Whether that was taken: otherwise it is typed still.
    pub(super) fn type_send(&mut self, path: PathBuf) -> bool {
        let Some(to) = self.receivers() else { return false };
        self.order_typed(Order::Offer { path, to })
    }

    /// To whom a file goes that is offered here; if to nobody, that is said.
    fn receivers(&mut self) -> Option<To> {
        let to = self.session.as_ref().and_then(|(_, session)| session.receivers());
        if to.is_none() {
            self.toast.failed(tr!("client-file-nowhere"));
        }
        to
    }
}

/// Whether it is a picture that can go with a message, by its name.
pub(super) fn is_picture(path: &Path) -> bool {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    matches!(kind.essence_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp")
}
