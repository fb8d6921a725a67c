//! What the connection tells, and what the window does about it.

use super::dialogs::ClientDialog;
use super::model::{End, Now, Session};
use super::port::{Arrival, Order, Report};
use super::window::{ClientWindow, Phase};
use crate::client::ClientError;
use crate::texts::{client_error, tr};
use crossbeam_channel::TryRecvError;
use egui::Context;

impl ClientWindow {
    /// What the connection tells next. A thread that ended without a word counts as a lost one.
    pub(super) fn next_report(&mut self, ctx: &Context) -> Option<Report> {
        let (Phase::Connecting { port, .. } | Phase::Connected { port }) = &self.phase else {
            return None;
        };
        match port.reports.try_recv() {
            Ok(report) => Some(report),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                self.thread_ended(self.now(ctx));
                None
            }
        }
    }

    fn thread_ended(&mut self, now: Now) {
        let error = ClientError::Disconnected { cause: String::new() };
        match &self.phase {
            Phase::Connected { .. } => {
                self.phase = Phase::Apart;
                if let Some((_, session)) = &mut self.session {
                    session.finish(End::Lost(error));
                }
            }
            Phase::Connecting { .. } => self.take(Report::NotConnected(error), now),
            Phase::Apart => {}
        }
    }

    pub(super) fn take(&mut self, report: Report, now: Now) {
        match report {
            Report::Connected(arrival) => self.connected(arrival, now),
            Report::NotConnected(error) => {
                self.form.take_failure(&error);
                (self.phase, self.asks_where) = (Phase::Apart, true);
            }
            Report::Rooms(rooms) => {
                if let Some(ClientDialog::Rooms(form)) = &mut self.dialog {
                    form.take_list(rooms.map_err(|error| client_error(&error)));
                }
            }
            Report::NotEntered { room, error } => self.not_entered(&room, &error, now),
            Report::NotLeft { room, error } => {
                let why = client_error(&error);
                self.toast.failed(tr!("client-not-left", room = room, why = why));
            }
            Report::NotRenamed(error) => match &mut self.dialog {
                Some(ClientDialog::Rename(form)) if form.is_waiting() => {
                    form.take_refusal(client_error(&error));
                }
                // It was typed as a command, or nobody waits for it any more.
                _ => self.toast.failed(client_error(&error)),
            },
            Report::Offered { path } => self.file_offered(&path),
            Report::NotOffered { path, problem } => self.file_not_offered(&path, &problem),
            Report::NotTransferred { key, problem } => self.not_transferred(key, &problem),
            Report::Introduced(introduced) => self.introduced(introduced),
            Report::Opened { room } => self.sequence_opened(&room),
            Report::NotOpened { room, error } => self.sequence_not_opened(&room, &error),
            Report::NotActed { sequence, error } => {
                self.toast.failed(client_error(&error));
                self.tell_session(Report::NotActed { sequence, error }, now);
            }
            report => self.tell_session(report, now),
        }
    }

    fn tell_session(&mut self, report: Report, now: Now) {
        if let Report::Entered(entered) = &report {
            self.post_directly_again(&entered.name);
        }
        match &report {
            Report::Entered(_) => match &self.dialog {
                Some(ClientDialog::Rooms(form)) if form.is_joining() => self.close_dialog(),
                _ => self.back_to_typing(),
            },
            Report::Renamed { pseudo } => {
                self.form.pseudo.clone_from(pseudo);
                if matches!(&self.dialog, Some(ClientDialog::Rename(form)) if form.is_waiting()) {
                    self.close_dialog();
                }
            }
            _ => {}
        }
        if let Some((_, session)) = &mut self.session {
            session.take(report, now);
            if session.end.is_some() {
                // Nothing comes after it.
                self.phase = Phase::Apart;
            }
        }
    }

    /// The session has begun: the room of the link is entered, and those that the person was in when
    /// the one before ended; without any, one is to be chosen.
    fn connected(&mut self, arrival: Arrival, now: Now) {
        let (port, link) = match std::mem::replace(&mut self.phase, Phase::Apart) {
            Phase::Connecting { port, link } => (port, link),
            other => return self.phase = other,
        };
        self.phase = Phase::Connected { port };
        self.asks_where = false;
        self.remembered.was_at(&link, &self.form.pseudo);
        let session = match self.session.take() {
            Some((before, mut session)) if before.address() == link.address() => {
                session.begin_anew(arrival, now);
                session
            }
            _ => Box::new(Session::new(arrival)),
        };
        let mut rooms = session.wanted_rooms();
        let known = |room: &String| {
            session.room_talk(room).is_some_and(|talk| talk.room().is_some_and(|room| room.wanted))
        };
        rooms.extend(link.room.clone().filter(|room| !known(room)));
        let mut session = session;
        session.muted_rooms = self.remembered.muted_at(&link);
        self.session = Some((link, session));
        if rooms.is_empty() {
            return self.choose_room();
        }
        self.dialog = None;
        rooms.into_iter().for_each(|room| self.order(Order::Join { room }));
        self.back_to_typing();
    }

    fn not_entered(&mut self, room: &str, error: &ClientError, now: Now) {
        let Some((_, session)) = &mut self.session else { return };
        if session.gave_up(room, error, now) {
            return;
        }
        if !matches!(self.dialog, Some(ClientDialog::Rooms(_))) {
            self.choose_room();
        }
        if let Some(ClientDialog::Rooms(form)) = &mut self.dialog {
            let why = client_error(error);
            form.take_refusal(tr!("client-not-entered", room = room, why = why));
        }
    }
}
