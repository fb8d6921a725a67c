//! What others are to vote on.

use super::connect::failure;
use crate::kinds::{MAX_CHOICES, MIN_CHOICES, Vote, VoteError};
use crate::look::{
    self, ActionButton, Choice, Dialog, Field, Icon, choice, icon_button, space, weak,
};
use crate::texts::tr;
use egui::{Context, TextStyle, Ui};
use std::time::Duration;

/// For how many minutes a vote can be open.
const MINUTES: [u64; 4] = [1, 5, 10, 60];

/// A question with its choices, as far as they are typed.
#[derive(Debug)]
pub(in crate::client_ui) struct VoteForm {
    room: String,
    question: String,
    /// Those that are empty don't count.
    choices: Vec<String>,
    minutes: u64,
    waiting: bool,
    focus: Option<Entry>,
    failure: Option<String>,
}

/// What takes the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Question,
    Choice(usize),
}

/// How the dialog was ended.
#[derive(Debug)]
pub(in crate::client_ui) enum VoteChoice {
    /// This is to be voted on in that room, for so long. The dialog stays until the vote is open.
    Open {
        room: String,
        vote: Vote,
        within: Duration,
    },
    Dismissed,
}

impl VoteForm {
    /// Begins with what was typed of it already.
    pub fn new(room: String, question: &str, choices: &[&str]) -> Self {
        let mut choices: Vec<String> = choices.iter().copied().map(str::to_owned).collect();
        choices.resize(choices.len().max(MIN_CHOICES), String::new());
        Self {
            room,
            question: question.to_owned(),
            choices,
            minutes: 10,
            waiting: false,
            focus: None,
            failure: None,
        }
    }

    /// Whether the answer is waited for that tells of a vote in this room.
    pub fn waits_for(&self, room: &str) -> bool {
        self.waiting && self.room == room
    }

    /// It could not be opened.
    pub fn take_refusal(&mut self, why: String) {
        (self.waiting, self.focus) = (false, Some(Entry::Question));
        self.failure = Some(why);
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context) -> Option<VoteChoice> {
        let title = tr!("client-vote-title", room = self.room.as_str());
        let hint = match self.vote() {
            Ok(_) => None,
            Err(VoteError::TooLong) => Some(tr!("client-vote-too-long")),
            Err(VoteError::Empty | VoteError::Choices) => Some(tr!("client-vote-needs")),
        };
        let enabled = hint.is_none() && !self.waiting;
        let choice = Dialog::new(title, look::primary(tr!("client-vote-open")))
            .dismiss(tr!("client-cancel"))
            .enabled(enabled)
            .show(ctx, |ui, just_opened| {
                let focus = self.focus.take().or_else(|| just_opened.then(|| self.first_missing()));
                Field::new(tr!("client-vote-question"), &mut self.question)
                    .focus(focus == Some(Entry::Question))
                    .show(ui);
                self.list(ui, focus);
                self.deadline(ui);
                if let Some(hint) = hint {
                    weak(ui, hint);
                }
                failure(ui, self.failure.as_deref());
            });
        match choice? {
            Choice::Dismissed => Some(VoteChoice::Dismissed),
            Choice::Confirmed => {
                // What was typed together with Enter counts.
                let vote = self.vote().ok()?;
                (self.waiting, self.failure) = (true, None);
                let within = Duration::from_secs(self.minutes * 60);
                Some(VoteChoice::Open { room: self.room.clone(), vote, within })
            }
        }
    }

    fn vote(&self) -> Result<Vote, VoteError> {
        let typed = self.choices.iter().map(|choice| choice.trim());
        Vote::new(&self.question, typed.filter(|choice| !choice.is_empty()))
    }

    /// Where one goes on typing.
    fn first_missing(&self) -> Entry {
        let choice = self.choices.iter().position(String::is_empty);
        choice.filter(|_| !self.question.is_empty()).map_or(Entry::Question, Entry::Choice)
    }

    fn list(&mut self, ui: &mut Ui, focus: Option<Entry>) {
        let mut removed = None;
        let removable = self.choices.len() > MIN_CHOICES;
        for (index, text) in self.choices.iter_mut().enumerate() {
            let number = index + 1;
            let beside = if removable { ui.spacing().interact_size.y + space::XS } else { 0.0 };
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                let width = ui.available_width() - beside;
                ui.vertical(|ui| {
                    ui.set_width(width);
                    Field::new(tr!("client-vote-choice", number = number), text)
                        .focus(focus == Some(Entry::Choice(index)))
                        .show(ui);
                });
                let remove = icon_button(Icon::X, tr!("client-vote-remove", number = number));
                if removable && ui.vertical(|ui| beside_field(ui, remove)).inner {
                    removed = Some(index);
                }
            });
        }
        if let Some(index) = removed {
            self.choices.remove(index);
            self.focus = Some(Entry::Choice(index.min(self.choices.len() - 1)));
        }
        let add = look::quiet(tr!("client-vote-add")).icon(Icon::Plus);
        if self.choices.len() < MAX_CHOICES && ui.add(add).clicked() {
            self.focus = Some(Entry::Choice(self.choices.len()));
            self.choices.push(String::new());
        }
    }

    fn deadline(&mut self, ui: &mut Ui) {
        let all = MINUTES.map(|minutes| (minutes, tr!("client-vote-minutes", count = minutes)));
        ui.horizontal_wrapped(|ui| {
            weak(ui, tr!("client-vote-within"));
            choice(ui, &mut self.minutes, &all);
        });
    }
}

/// A button as high as the field beside it, whose name stands above it. Whether it was clicked.
fn beside_field(ui: &mut Ui, button: ActionButton) -> bool {
    let name = ui.text_style_height(&TextStyle::Small);
    ui.add_space(name + space::XS);
    ui.add(button).clicked()
}
