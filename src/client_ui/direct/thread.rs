//! The thread of a direct conversation: it looks for a path, and carries what is said.
//!
//! There is one for each introduction, `salon-direct-ui`. It ends when there is no path, when the
//! conversation is over, or when the window has dropped its [`DirectPort`], after a goodbye.

use super::port::{DirectOrder, DirectPort, DirectReport, Introduced, Met, Parting};
use crate::client::{Client, Event, Introduction};
use crate::client_ui::outlet::{Gone, Outlet};
use crate::client_ui::worker::Wake;
use crate::peer::{self, MeetOptions, PeerSession, Wanted};
use crate::proto::error_code::LeaveCause;
use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded, select};
use std::sync::Arc;
use std::thread;

/// Orders that may wait. The window keeps more where they were typed.
const MAX_ORDERS: usize = 64;

/// Reports that may wait. Over it the thread waits for the window, and the library's own queue names
/// what it has to drop.
const MAX_REPORTS: usize = 256;

/// Events that are passed on before orders are looked at again.
const EVENTS_AT_ONCE: usize = 256;

/// What begins such threads, for one connection.
pub(in crate::client_ui) struct Introducer {
    /// How the window is told that there is something to read.
    wake: Wake,
    /// Held by each thread for as long as it runs.
    alive: Sender<()>,
    /// Whom this person would meet.
    pub wanted: Wanted,
}

impl Introducer {
    /// Nothing is wished for yet.
    pub fn new(wake: Wake, alive: Sender<()>) -> Self {
        Self { wake, alive, wanted: Wanted::default() }
    }

    /// Meets whom the server has introduced, on a thread. `None` if this person has not wished for it: it
    /// was for a room's posts, say, which they allow no longer.
    pub fn meet(&mut self, client: &Client, introduction: Introduction) -> Option<Introduced> {
        if !self.wanted.take_met(&introduction) {
            return None;
        }
        let (orders, to_do) = bounded(MAX_ORDERS);
        let (told, reports) = bounded(MAX_REPORTS);
        let port = DirectPort { orders, reports };
        let (member, pseudo) = (introduction.member, introduction.pseudo.clone());
        let introduced = Introduced { introduction: introduction.id, member, pseudo, port };
        let (client, alive) = (client.second_hand(), self.alive.clone());
        let outlet = Outlet { reports: told.clone(), wake: self.wake.clone() };
        let run = move || {
            // The error says that the window is gone, or wants no more of it.
            drop(work(client, &introduction, &to_do, outlet));
            drop(alive);
        };
        if let Err(error) = thread::Builder::new().name("salon-direct-ui".into()).spawn(run) {
            // The channel is empty: there is a place.
            drop(told.try_send(DirectReport::NotMet(Arc::new(error.into()))));
        }
        Some(introduced)
    }
}

fn work(
    client: Client,
    introduction: &Introduction,
    orders: &Receiver<DirectOrder>,
    outlet: Outlet<DirectReport>,
) -> Result<(), Gone> {
    let met = peer::meet(&client, introduction, MeetOptions::default());
    // It needs the server no longer.
    drop(client);
    let session = match met {
        Ok(session) => session,
        Err(error) => return outlet.tell(DirectReport::NotMet(Arc::new(error))),
    };
    let (came, coming) = bounded(1);
    session.client().events().on_event({
        let came = came.clone();
        // Full means that the thread is woken already.
        Box::new(move || {
            let _ = came.try_send(());
        })
    });
    let (path, code) = (session.path(), session.code().to_string());
    outlet.tell(DirectReport::Met(Met { path, code }))?;
    let begins = introduction.is_initiator();
    let mut direct = Direct { session, outlet, came, begins, goodbye: false };
    if let Some(parting) = direct.run(orders, &coming)? {
        return direct.outlet.tell(DirectReport::Over(parting));
    }
    if let Err(error) = direct.session.close() {
        tracing::debug!(%error, "the direct conversation was over already");
    }
    Ok(())
}

struct Direct {
    session: PeerSession,
    outlet: Outlet<DirectReport>,
    came: Sender<()>,
    /// Whether the other runs the server of the two.
    begins: bool,
    /// Whether the other has said goodbye.
    goodbye: bool,
}

impl Direct {
    /// Works until it is over, and tells how; or until the window ends it, without a word.
    fn run(
        &mut self,
        orders: &Receiver<DirectOrder>,
        coming: &Receiver<()>,
    ) -> Result<Option<Parting>, Gone> {
        loop {
            if !self.pass_on()? {
                let parting = if self.goodbye { Parting::There } else { Parting::Lost };
                return Ok(Some(parting));
            }
            (self.outlet.wake)();
            select! {
                recv(orders) -> order => match order {
                    Ok(order) => self.carry_out(order)?,
                    Err(_) => return Ok(None),
                },
                recv(coming) -> _ => {}
            }
        }
    }

    /// Passes on what was said. Whether more may come.
    fn pass_on(&mut self) -> Result<bool, Gone> {
        for _ in 0..EVENTS_AT_ONCE {
            match self.session.client().events().try_recv() {
                Ok(event) => self.event(event)?,
                Err(TryRecvError::Empty) => return Ok(true),
                Err(TryRecvError::Disconnected) => return Ok(false),
            }
        }
        // The rest has its turn after an order.
        let _ = self.came.try_send(());
        Ok(true)
    }

    fn event(&mut self, event: Event) -> Result<(), Gone> {
        let report = match event {
            Event::Posted { place, author, client_number, content, .. } => {
                let own = author == self.session.client().member();
                let own = own.then_some(client_number);
                DirectReport::Said { at: place.time, own, content }
            }
            Event::Refused { client_number, error } => {
                DirectReport::Refused { number: client_number, error }
            }
            Event::Gap { first, last, .. } => {
                DirectReport::Gap(last.0.saturating_sub(first.0).saturating_add(1))
            }
            Event::Left { cause, .. } => {
                self.goodbye |= cause == LeaveCause::Left;
                return Ok(());
            }
            // The server of the two is the other's: it stops when they end it.
            Event::Ended { .. } => {
                self.goodbye |= self.begins;
                return Ok(());
            }
            _ => return Ok(()),
        };
        self.outlet.tell(report)
    }

    fn carry_out(&mut self, order: DirectOrder) -> Result<(), Gone> {
        let DirectOrder::Say { content, ticket } = order;
        let room = self.session.room();
        self.outlet.tell(match room.post_bytes(&content.content_type, &content.bytes) {
            Ok(number) => DirectReport::Sent { ticket, number },
            Err(error) => DirectReport::NotSent { ticket, error },
        })
    }
}
