//! What the person does with votes, and what the server says to it.

use super::dialogs::{ClientDialog, VoteForm};
use super::model::{self, RoomTalk, Talk};
use super::port::{Act, Order};
use super::window::ClientWindow;
use crate::client::ClientError;
use crate::kinds::Vote;
use crate::proto::error_code::ErrorCode;
use crate::proto::ids::SequenceId;
use crate::texts::{client_error, tr};
use std::time::Duration;

/// How long a vote is open that was typed as a command.
const OPEN_FOR: Duration = Duration::from_secs(600);

/// What the person wishes to do with votes.
#[derive(Debug)]
pub(super) enum VoteWish {
    /// To be asked what to vote on.
    Ask,
    /// To choose, in the vote that is shown.
    Choose(SequenceId, u16),
    /// To take no part.
    Decline(SequenceId),
    /// To take back what they have opened.
    TakeBack(SequenceId),
    /// Not to see it any more.
    PutAway(SequenceId),
}

impl ClientWindow {
    pub(super) fn grant_vote(&mut self, wish: VoteWish) {
        let Some((_, session)) = &mut self.session else { return };
        let order = match wish {
            VoteWish::Ask => return self.ask_vote(),
            VoteWish::Choose(sequence, choice) => session.vote(sequence, Some(choice)),
            VoteWish::Decline(sequence) => session.vote(sequence, None),
            VoteWish::TakeBack(sequence) => Some(Order::Act { sequence, act: Act::TakeBack }),
            VoteWish::PutAway(sequence) => return session.put_away(sequence),
        };
        order.into_iter().for_each(|order| self.order(order));
    }

    /// The room in which the person may let others vote; if there is none, why is said.
    fn place_for_vote(&mut self) -> Option<String> {
        let room = self.shown_room().map(|room| (room.name.clone(), room.own_question()));
        match room {
            None => self.toast.failed(tr!("client-vote-nowhere")),
            Some((_, Some(question))) => {
                self.toast.failed(tr!("client-vote-one", question = question));
            }
            Some((name, None)) => return Some(name),
        }
        None
    }

    fn shown_room(&self) -> Option<&RoomTalk> {
        let (_, session) = self.session.as_ref()?;
        session.shown().and_then(Talk::room).filter(|room| room.open && session.end.is_none())
    }

    fn ask_vote(&mut self) {
        if let Some(room) = self.place_for_vote() {
            self.dialog = Some(ClientDialog::Vote(VoteForm::new(room, "", &[])));
        }
    }

    /// `/vote QUESTION | CHOICE | CHOICE`. What is still missing is asked for. Whether that could be
    /// done.
    pub(super) fn type_vote(&mut self, question: &str, choices: &[&str]) -> bool {
        let Some(room) = self.place_for_vote() else { return false };
        let Ok(vote) = Vote::new(question, choices.iter().copied()) else {
            self.dialog = Some(ClientDialog::Vote(VoteForm::new(room, question, choices)));
            return true;
        };
        self.order_typed(model::open_vote(room, &vote, OPEN_FOR))
    }

    /// `/answer NUMBER`, counted from 1. Whether it was understood.
    pub(super) fn type_answer(&mut self, number: u16) -> bool {
        let Some((_, session)) = &mut self.session else { return false };
        let Some((sequence, choices)) = session.waiting_vote() else {
            self.toast.failed(tr!("client-vote-none"));
            return false;
        };
        let order = number.checked_sub(1).and_then(|choice| session.vote(sequence, Some(choice)));
        let Some(order) = order else {
            self.toast.failed(tr!("client-vote-range", count = choices));
            return false;
        };
        self.order_typed(order)
    }

    /// What was to be opened is open. The dialog may be about another one by now.
    pub(super) fn sequence_opened(&mut self, room: &str) {
        if matches!(&self.dialog, Some(ClientDialog::Vote(form)) if form.waits_for(room)) {
            self.close_dialog();
        }
    }

    /// What was to be opened is not: why is said where it was asked for.
    pub(super) fn sequence_not_opened(&mut self, room: &str, error: &ClientError) {
        let why = self.why_not_opened(room, error);
        match &mut self.dialog {
            Some(ClientDialog::Vote(form)) if form.waits_for(room) => form.take_refusal(why),
            // It was typed as a command, or nobody waits for it any more.
            _ => self.toast.failed(why),
        }
    }

    fn why_not_opened(&self, room: &str, error: &ClientError) -> String {
        let talk = self.session.as_ref().and_then(|(_, session)| session.room_talk(room));
        let blocks = error.code() == Some(ErrorCode::Blocked);
        let room = talk.and_then(Talk::room).filter(|_| blocks);
        let by = error.about().and_then(|about| room?.asked.get(&about)?.question());
        match by.or_else(|| room?.own_question()) {
            Some(question) => tr!("client-vote-one", question = question),
            None => client_error(error),
        }
    }
}
