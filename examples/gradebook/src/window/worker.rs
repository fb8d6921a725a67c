//! What the window waits for: the server's answers, and word that something has changed.

use super::desk::{Order, Report, Shown};
use super::words::{call_error, say};
use crate::service::{CHANGED, ROOM, gradebook};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use salon::client::{CallError, Client, Event, Link, Options};
use salon::texts::client_error;
use std::io;
use std::thread::Builder;
use std::time::Duration;

/// How often it looks whether something has changed.
const LOOK: Duration = Duration::from_millis(200);

/// Starts the thread.
///
/// # Errors
/// The system gives none.
pub(super) fn spawn(
    link: Link,
    orders: Receiver<Order>,
    reports: Sender<Report>,
    wake: impl Fn() + Send + 'static,
) -> io::Result<()> {
    let run = move || {
        let mut worker = Worker { link, reports, wake: Box::new(wake), client: None, class: None };
        loop {
            match orders.recv_timeout(LOOK) {
                Ok(order) => worker.carry_out(order),
                Err(RecvTimeoutError::Timeout) => worker.look(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    };
    Builder::new().name("gradebook-calls".into()).spawn(run).map(drop)
}

struct Worker {
    link: Link,
    reports: Sender<Report>,
    wake: Box<dyn Fn() + Send>,
    client: Option<Client>,
    /// The class that the window shows.
    class: Option<String>,
}

impl Worker {
    fn tell(&self, report: Report) {
        // A window that is gone needs no telling.
        let _ = self.reports.send(report);
        (self.wake)();
    }

    fn carry_out(&mut self, order: Order) {
        let done = match order {
            Order::SignIn { user, password } => self.sign_in(&user, password),
            Order::Show { class } => {
                self.class = Some(class);
                self.show()
            }
            Order::CreateClass { class } => self.change(|service| service.create_class(class)),
            Order::AddStudent { class, student } => {
                self.change(|service| service.add_student(class, student))
            }
            Order::AddMark { class, student, mark, coefficient } => {
                let coefficient = Some(coefficient).filter(|text| !text.trim().is_empty());
                self.change(|service| service.add_mark(class, student, mark, coefficient))
            }
        };
        match done {
            Ok(()) => self.tell(Report::Done),
            Err(error) => self.tell(Report::Failed(error)),
        }
    }

    fn service<T>(
        &self,
        act: impl FnOnce(gradebook::Client<'_>) -> Result<T, CallError>,
    ) -> Result<T, String> {
        let gone = || say("There is no connection.", "Il n’y a pas de connexion.");
        let client = self.client.as_ref().ok_or_else(gone)?;
        act(gradebook::Client::new(client)).map_err(|error| call_error(&error))
    }

    fn sign_in(&mut self, user: &str, password: String) -> Result<(), String> {
        // A pseudo is anybody's: who somebody is, the gradebook knows by their password.
        let pseudo = format!("desk-{:08x}", std::process::id());
        let client = match self.client.take() {
            Some(client) => client,
            None => {
                Client::connect(&self.link, Options::new(pseudo)).map_err(|e| client_error(&e))?
            }
        };
        client.join(ROOM).map_err(|error| client_error(&error))?;
        self.client = Some(client);
        let role = self.service(|service| service.sign_in(user.to_owned(), password))?;
        self.tell(Report::SignedIn { user: user.to_owned(), teacher: role == "teacher" });
        self.show()
    }

    fn change(
        &self,
        act: impl FnOnce(gradebook::Client<'_>) -> Result<(), CallError>,
    ) -> Result<(), String> {
        self.service(act)?;
        self.show()
    }

    /// Reads all that the window shows.
    fn show(&self) -> Result<(), String> {
        let classes = self.service(|service| service.list_classes())?;
        let class = self.class.clone().filter(|class| classes.contains(class));
        let (students, average) = match &class {
            Some(class) => (
                self.service(|service| service.list_students(class.clone()))?,
                // Why there is none is said where it would stand.
                self.service(|service| service.class_average(class.clone())).map(|a| a.average),
            ),
            None => (Vec::new(), Err(String::new())),
        };
        self.tell(Report::Shown(Shown { classes, class, students, average }));
        Ok(())
    }

    /// Whether somebody has changed something, or the connection is lost.
    fn look(&mut self) {
        let Some(client) = &self.client else { return };
        let mut changed = false;
        let mut lost = false;
        while let Ok(event) = client.events().try_recv() {
            match event {
                Event::Posted { content, .. } => changed |= content.content_type == CHANGED,
                // A session that goes on is still signed in; a new one isn't.
                Event::Resumed | Event::Gap { .. } => changed = true,
                Event::Fresh | Event::Ended { .. } => lost = true,
                Event::Disconnected { retry_in: None, .. } => lost = true,
                _ => {}
            }
        }
        if lost {
            self.client = None;
            let why = say(
                "The connection was lost. Sign in again.",
                "La connexion est perdue. Connectez-vous de nouveau.",
            );
            self.tell(Report::SignedOut(why.into()));
        } else if changed && let Err(error) = self.show() {
            self.tell(Report::Failed(error));
        }
    }
}
