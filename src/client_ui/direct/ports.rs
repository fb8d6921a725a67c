//! The direct conversations of the window, and what goes to and from their threads.

use super::port::{DirectId, DirectOrder, DirectPort, DirectReport, Introduced, Parting};
use crate::client_ui::model::Session;
use crate::client_ui::port::Order;
use crate::client_ui::window::ClientWindow;
use crate::texts::tr;
use crossbeam_channel::TryRecvError;
use egui::Context;

/// Reports of one conversation that are taken in for one frame.
const MOST_AT_ONCE: usize = 256;

/// The ports of all conversations, and of those that are still looked for a path for.
#[derive(Debug, Default)]
pub(in crate::client_ui) struct DirectPorts {
    ports: Vec<(DirectId, DirectPort)>,
    next: u64,
}

impl DirectPorts {
    fn add(&mut self, port: DirectPort) -> DirectId {
        let id = DirectId(self.next);
        self.next += 1;
        self.ports.push((id, port));
        id
    }

    /// Lets go whatever nobody needs any more: its thread says goodbye.
    fn keep_needed(&mut self, session: Option<&Session>) {
        self.ports.retain(|(id, _)| session.is_some_and(|session| session.needs(*id)));
    }

    /// What the threads tell next, and whether more may wait. One that ended without a word counts as a
    /// lost connection.
    fn next_reports(&self) -> (Vec<(DirectId, DirectReport)>, bool) {
        let (mut reports, mut more) = (Vec::new(), false);
        for (id, port) in &self.ports {
            for _ in 0..MOST_AT_ONCE {
                match port.reports.try_recv() {
                    Ok(report) => reports.push((*id, report)),
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => {
                        reports.push((*id, DirectReport::Over(Parting::Lost)));
                        break;
                    }
                }
            }
            more |= !port.reports.is_empty();
        }
        (reports, more)
    }

    /// Hands an order over, if the thread can take more.
    fn order(&self, direct: DirectId, order: DirectOrder) -> bool {
        let mut ports = self.ports.iter();
        let port = ports.find(|(id, _)| *id == direct);
        port.is_some_and(|(_, port)| port.orders.try_send(order).is_ok())
    }
}

impl ClientWindow {
    /// The server has introduced this client to somebody.
    pub(in crate::client_ui) fn introduced(&mut self, introduced: Introduced) {
        let Some((_, session)) = &mut self.session else { return };
        let direct = self.directs.add(introduced.port.clone());
        session.introduced(direct, &introduced);
    }

    /// Takes in what has come of direct conversations.
    pub(in crate::client_ui) fn take_directs(&mut self, ctx: &Context) {
        let now = self.now(ctx);
        let session = self.session.as_mut().map(|(_, session)| &mut **session);
        self.directs.keep_needed(session.as_deref());
        let Some(session) = session else { return };
        let (reports, more) = self.directs.next_reports();
        for (id, report) in reports {
            session.take_direct(id, report, now);
        }
        self.directs.keep_needed(Some(session));
        if more {
            ctx.request_repaint();
        }
    }

    /// Has something said directly.
    ///
    /// # Errors
    /// The thread can't take it, as a sentence. What was to be said is in the field again.
    pub(in crate::client_ui) fn hand_over_directly(&mut self, order: &Order) -> Result<(), String> {
        let Order::Speak { direct, content, ticket } = order else { return Ok(()) };
        let say = DirectOrder::Say { content: content.clone(), ticket: *ticket };
        if self.directs.order(*direct, say) {
            return Ok(());
        }
        if let Some((_, session)) = &mut self.session {
            session.take_back(order);
        }
        Err(tr!("client-busy"))
    }
}
