//! What the window shows, and what is typed into it. It knows the worker by two channels only.

use super::words::{figure, say};
use crate::service::StudentMarks;
use crossbeam_channel::{Receiver, Sender};
use egui::{
    Align, Button, CentralPanel, Color32, Grid, Key, Layout, Panel, RichText, ScrollArea, TextEdit,
    Ui,
};

/// What the window asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Sign in.
    SignIn {
        /// Who.
        user: String,
        /// Their password.
        password: String,
    },
    /// Show a class.
    Show {
        /// Which.
        class: String,
    },
    /// Make a class.
    CreateClass {
        /// Its name.
        class: String,
    },
    /// Take a student into a class.
    AddStudent {
        /// The class.
        class: String,
        /// The student.
        student: String,
    },
    /// Give a mark.
    AddMark {
        /// The class.
        class: String,
        /// The student.
        student: String,
        /// The mark.
        mark: String,
        /// What it counts for; empty for the usual.
        coefficient: String,
    },
}

/// What the worker tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// Somebody has signed in.
    SignedIn {
        /// Who.
        user: String,
        /// Whether they may write.
        teacher: bool,
    },
    /// Nobody is signed in any more, and why.
    SignedOut(String),
    /// What there is to see.
    Shown(Shown),
    /// The last order is carried out.
    Done,
    /// It isn't, and why.
    Failed(String),
}

/// What there is to see.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The classes, by name.
    pub classes: Vec<String>,
    /// The one whose students follow.
    pub class: Option<String>,
    /// Its students.
    pub students: Vec<StudentMarks>,
    /// Its average, or why there is none.
    pub average: Result<String, String>,
}

/// The form for a mark.
#[derive(Default)]
struct MarkForm {
    student: String,
    mark: String,
    coefficient: String,
}

/// The window.
pub struct Desk {
    orders: Sender<Order>,
    reports: Receiver<Report>,
    /// Who has signed in, and whether they may write.
    signed: Option<(String, bool)>,
    shown: Shown,
    /// An order is under way.
    busy: bool,
    error: String,
    user: String,
    password: String,
    new_class: String,
    new_student: String,
    form: MarkForm,
}

impl Desk {
    /// A window in which nobody has signed in.
    pub fn new(orders: Sender<Order>, reports: Receiver<Report>) -> Self {
        let average = Err(String::new());
        Self {
            orders,
            reports,
            signed: None,
            shown: Shown { classes: Vec::new(), class: None, students: Vec::new(), average },
            busy: false,
            error: String::new(),
            user: String::new(),
            password: String::new(),
            new_class: String::new(),
            new_student: String::new(),
            form: MarkForm::default(),
        }
    }

    /// What stands in the form for signing in.
    pub fn prefill(&mut self, user: &str, password: &str) {
        (self.user, self.password) = (user.to_owned(), password.to_owned());
    }

    /// One frame.
    pub fn ui(&mut self, ui: &mut Ui) {
        self.take_in();
        if !self.error.is_empty() {
            Panel::bottom("error").show(ui, |ui| {
                ui.add_space(4.0);
                ui.label(RichText::new(&self.error).color(warning(ui)));
                ui.add_space(4.0);
            });
        }
        match self.signed.clone() {
            None => CentralPanel::default().show(ui, |ui| self.sign_in(ui)),
            Some((user, teacher)) => {
                Panel::left("classes").default_size(200.0).show(ui, |ui| {
                    self.classes(ui, &user, teacher);
                });
                CentralPanel::default().show(ui, |ui| self.class(ui, teacher))
            }
        };
    }

    fn take_in(&mut self) {
        while let Ok(report) = self.reports.try_recv() {
            match report {
                Report::SignedIn { user, teacher } => {
                    self.signed = Some((user, teacher));
                    self.password.clear();
                }
                Report::SignedOut(why) => {
                    (self.signed, self.busy, self.error) = (None, false, why);
                }
                Report::Shown(shown) => self.shown = shown,
                Report::Done => {
                    self.busy = false;
                    self.error.clear();
                    self.new_class.clear();
                    self.new_student.clear();
                    self.form.mark.clear();
                }
                // What was typed stays, to be put right.
                Report::Failed(why) => (self.busy, self.error) = (false, why),
            }
        }
    }

    fn order(&mut self, order: Order) {
        match self.orders.try_send(order) {
            Ok(()) => self.busy = true,
            Err(_) => {
                self.error = say(
                    "Too much is under way. Try again in a moment.",
                    "Trop de choses sont en cours. Réessayez dans un instant.",
                )
                .into()
            }
        }
    }

    fn sign_in(&mut self, ui: &mut Ui) {
        ui.vertical_centered(|ui| {
            ui.add_space(ui.available_height() / 4.0);
            ui.heading(say("Gradebook", "Carnet de notes"));
            ui.add_space(12.0);
            let user = field(ui, say("User", "Utilisateur"), &mut self.user, false);
            let password = field(ui, say("Password", "Mot de passe"), &mut self.password, true);
            ui.add_space(8.0);
            let ready = !self.busy && !self.user.is_empty() && !self.password.is_empty();
            let pressed =
                ui.add_enabled(ready, Button::new(say("Sign in", "Se connecter"))).clicked();
            if ready && (pressed || user || password) {
                let (user, password) = (self.user.clone(), self.password.clone());
                self.order(Order::SignIn { user, password });
            }
        });
    }

    fn classes(&mut self, ui: &mut Ui, user: &str, teacher: bool) {
        ui.add_space(6.0);
        ui.heading(say("Classes", "Promotions"));
        if teacher {
            let (class, added) =
                adding(ui, say("New class", "Nouvelle promotion"), &mut self.new_class, !self.busy);
            if added {
                self.order(Order::CreateClass { class });
            }
        }
        ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
            let role = match teacher {
                true => say("teacher", "enseignant"),
                false => say("student", "étudiant"),
            };
            ui.label(RichText::new(format!("{user} ({role})")).weak());
            ui.separator();
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    for class in self.shown.classes.clone() {
                        let chosen = self.shown.class.as_ref() == Some(&class);
                        if ui.selectable_label(chosen, &class).clicked() {
                            self.order(Order::Show { class });
                        }
                    }
                });
            });
        });
    }

    fn class(&mut self, ui: &mut Ui, teacher: bool) {
        let Some(class) = self.shown.class.clone() else {
            ui.centered_and_justified(|ui| {
                let hint = match teacher {
                    true => say(
                        "Choose a class, or make one.",
                        "Choisissez une promotion, ou créez-en une.",
                    ),
                    false => say("Choose a class.", "Choisissez une promotion."),
                };
                ui.label(RichText::new(hint).weak());
            });
            return;
        };
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            ui.heading(&class);
            if let (Ok(average), true) = (&self.shown.average, teacher) {
                let words = say("average", "moyenne");
                ui.label(format!("{words} {}", figure(average)));
            }
        });
        if teacher {
            ui.add_space(4.0);
            let (student, added) = adding(
                ui,
                say("New student", "Nouvel étudiant"),
                &mut self.new_student,
                !self.busy,
            );
            if added {
                self.order(Order::AddStudent { class: class.clone(), student });
            }
            self.mark_form(ui, &class);
        }
        ui.separator();
        self.students(ui);
    }

    fn mark_form(&mut self, ui: &mut Ui, class: &str) {
        let form = &mut self.form;
        let mut entered = false;
        ui.horizontal(|ui| {
            for (text, hint, width) in [
                (&mut form.student, say("Student", "Étudiant"), 160.0),
                (&mut form.mark, say("Mark, 0 to 20", "Note, 0 à 20"), 110.0),
                (&mut form.coefficient, "Coefficient, 1", 110.0),
            ] {
                let edit = TextEdit::singleline(text).hint_text(hint).desired_width(width);
                let edit = ui.add(edit);
                entered |= enters(ui, &edit);
            }
            let ready = !self.busy && !form.student.is_empty() && !form.mark.is_empty();
            let pressed =
                ui.add_enabled(ready, Button::new(say("Add mark", "Ajouter la note"))).clicked();
            entered = ready && (pressed || entered);
        });
        if entered {
            let MarkForm { student, mark, coefficient } = &self.form;
            let (student, mark) = (student.clone(), mark.clone());
            let coefficient = coefficient.clone();
            let class = class.to_owned();
            self.order(Order::AddMark { class, student, mark, coefficient });
        }
    }

    fn students(&mut self, ui: &mut Ui) {
        if self.shown.students.is_empty() {
            ui.label(RichText::new(say("No students yet.", "Pas encore d’étudiant.")).weak());
            return;
        }
        let mut chosen = None;
        ScrollArea::both().auto_shrink(false).show(ui, |ui| {
            Grid::new("students").num_columns(3).striped(true).spacing([24.0, 6.0]).show(
                ui,
                |ui| {
                    for title in [
                        say("Student", "Étudiant"),
                        say("Average", "Moyenne"),
                        say("Marks (coefficient)", "Notes (coefficient)"),
                    ] {
                        ui.strong(title);
                    }
                    ui.end_row();
                    for student in &self.shown.students {
                        if ui.link(&student.student).clicked() {
                            chosen = Some(student.student.clone());
                        }
                        ui.monospace(student.average.as_deref().map_or("-".into(), figure));
                        let mark = |mark: &crate::service::Mark| {
                            format!("{} ({})", figure(&mark.mark), figure(&mark.coefficient))
                        };
                        ui.label(student.marks.iter().map(mark).collect::<Vec<_>>().join("   "));
                        ui.end_row();
                    }
                },
            );
        });
        if let Some(student) = chosen {
            self.form.student = student;
        }
    }
}

fn warning(ui: &Ui) -> Color32 {
    ui.visuals().error_fg_color
}

/// A labelled field of the form for signing in; true if Enter was pressed in it.
fn field(ui: &mut Ui, label: &str, text: &mut String, hidden: bool) -> bool {
    let edit = TextEdit::singleline(text).hint_text(label).password(hidden).desired_width(220.0);
    let response = ui.add(edit);
    ui.add_space(4.0);
    enters(ui, &response)
}

fn enters(ui: &Ui, response: &egui::Response) -> bool {
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// A field with a button behind it: what was typed, and whether it is to be added.
fn adding(ui: &mut Ui, what: &str, text: &mut String, enabled: bool) -> (String, bool) {
    let mut added = false;
    ui.horizontal(|ui| {
        let edit = ui.add(TextEdit::singleline(text).hint_text(what).desired_width(150.0));
        let ready = enabled && !text.trim().is_empty();
        let pressed = ui.add_enabled(ready, Button::new(say("Add", "Ajouter"))).clicked();
        added = ready && (pressed || enters(ui, &edit));
    });
    (text.clone(), added)
}
