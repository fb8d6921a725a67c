//! Speaking to one person directly, beside the chat: asking, agreeing, the code, and what is said.

use crate::cli::exit::Failure;
use crate::cli::guest;
use crossbeam_channel::{Receiver, Sender, bounded};
use salon::client::{Client, Event, Introduction, OpenSequence};
use salon::peer::{self, MeetOptions, Path, Peer, PeerError, PeerSession, Wanted};
use salon::proto::error_code::{ErrorCode, Outcome};
use salon::proto::ids::SequenceId;
use salon::proto::name::NameKey;
use salon::texts::{self, tr};
use std::thread;

#[cfg(test)]
mod tests;

/// What happened and was not read yet. When it is full, the session's own queue holds the rest.
const HAPPENINGS: usize = 64;

/// What comes from the threads that wait for the other.
pub enum Happening {
    /// The two have met, or not.
    Met(Box<Result<PeerSession, PeerError>>),
    /// Something happened in the session of this number.
    Event(u64, Box<Event>),
    /// The other waited there for what the terminal can't do: a vote, a file. It was declined.
    Declined(u64),
    /// It is over.
    Over(u64),
}

/// See the module.
pub struct Direct {
    /// What happens.
    pub happenings: Receiver<Happening>,
    sender: Sender<Happening>,
    /// Who asks, and was not answered.
    asked: Option<OpenSequence>,
    wanted: Wanted,
    session: Option<PeerSession>,
    /// Its number.
    number: u64,
}

impl Direct {
    /// Nobody is spoken to.
    pub fn new() -> Self {
        let (sender, happenings) = bounded(HAPPENINGS);
        let wanted = Wanted::default();
        Self { happenings, sender, asked: None, wanted, session: None, number: 0 }
    }

    /// Whether somebody is spoken to.
    pub fn is_on(&self) -> bool {
        self.session.is_some()
    }

    /// `/peer …`: asks somebody, answers who asks, or ends it. What to print.
    ///
    /// # Errors
    /// The server refuses.
    pub fn command(&mut self, client: &Client, rest: &str) -> Result<String, Failure> {
        match rest {
            "" => Ok(tr!("cli-chat-incomplete")),
            "yes" | "no" => self.answer(client, rest == "yes"),
            "bye" => Ok(self.end()),
            name => self.ask(client, name),
        }
    }

    fn ask(&mut self, client: &Client, name: &str) -> Result<String, Failure> {
        let keys = NameKey::of(name);
        let same = |pseudo: &str| NameKey::of(pseudo).iter().any(|key| keys.contains(key));
        let people = client.people().map_err(guest::failure)?;
        let Some(person) = people.iter().find(|person| same(person.pseudo.as_str())) else {
            return Ok(texts::error_code(ErrorCode::NoSuchMember));
        };
        let question = peer::ask(client, person.id).map_err(guest::failure)?.id();
        self.wanted.add(question);
        Ok(tr!("cli-peer-asking", pseudo = person.pseudo.as_str()))
    }

    fn answer(&mut self, client: &Client, agrees: bool) -> Result<String, Failure> {
        let Some(asked) = self.asked.take() else { return Ok(tr!("cli-peer-nobody-asks")) };
        if !agrees {
            client.decline(asked.id, "").map_err(guest::failure)?;
            return Ok(tr!("cli-peer-declined"));
        }
        peer::agree(client, &asked).map_err(guest::failure)?;
        self.wanted.add(asked.id);
        Ok(tr!("cli-peer-agreed"))
    }

    /// Ends it, once what was said there has arrived. What to print.
    pub fn end(&mut self) -> String {
        let Some(session) = self.session.take() else { return tr!("cli-peer-none") };
        let pseudo = session.peer().pseudo.clone();
        if let Err(error) = session.close() {
            tracing::debug!(%error, "the direct conversation was over already");
        }
        tr!("cli-peer-over", pseudo = pseudo)
    }

    /// `/p TEXT`: says something. What to print, if anything.
    pub fn say(&self, text: &str) -> Option<String> {
        let Some(session) = &self.session else { return Some(tr!("cli-peer-none")) };
        if text.is_empty() {
            return Some(tr!("cli-chat-incomplete"));
        }
        session.room().post(text).err().map(|error| format!("! {}", texts::client_error(&error)))
    }

    /// What an event of the chat's own connection means here. What to print, if it is one of these.
    pub fn heed(&mut self, client: &Client, event: &Event) -> Option<String> {
        match event {
            Event::Opened { sequence, .. } if peer::is_asked(sequence) => {
                self.asked = Some(sequence.clone());
                Some(question(sequence))
            }
            Event::Resolved { sequence, outcome, .. } => self.resolved(*sequence, *outcome),
            Event::Introduced { introduction, .. } => {
                self.wanted.take_met(introduction).then(|| self.meet(client, introduction))
            }
            Event::Fresh => {
                self.wanted.clear();
                None
            }
            _ => None,
        }
    }

    /// The question is over: whoever wanted it learns how, if nothing follows.
    fn resolved(&mut self, sequence: SequenceId, outcome: Outcome) -> Option<String> {
        self.asked.take_if(|asked| asked.id == sequence);
        if outcome == Outcome::Completed || !self.wanted.take(sequence) {
            return None;
        }
        Some(match outcome {
            Outcome::Declined => tr!("cli-peer-refused"),
            _ => tr!("cli-peer-expired"),
        })
    }

    fn meet(&self, client: &Client, introduction: &Introduction) -> String {
        let sender = self.sender.clone();
        let then = move |met| {
            // The chat may be over.
            let _ = sender.send(Happening::Met(Box::new(met)));
        };
        let options = MeetOptions::default();
        match peer::meet_then(client, introduction.clone(), options, then) {
            Ok(()) => tr!("cli-peer-meeting", pseudo = introduction.pseudo.as_str()),
            Err(error) => format!("! {error}"),
        }
    }

    /// What to print of what happened, line by line.
    pub fn happened(&mut self, happening: Happening) -> Vec<String> {
        match happening {
            Happening::Met(met) => match *met {
                Ok(session) => self.met(session),
                Err(error) => vec![format!("! {}", texts::peer_error(&error))],
            },
            Happening::Event(number, event) if number == self.number => {
                self.said(&event).into_iter().collect()
            }
            Happening::Declined(number) if number == self.number => {
                let peer = self.session.as_ref().map(PeerSession::peer);
                let line = |peer: &Peer| tr!("cli-peer-cannot", pseudo = peer.pseudo.as_str());
                peer.map(line).into_iter().collect()
            }
            Happening::Over(number) if number == self.number && self.session.is_some() => {
                vec![self.end()]
            }
            // Of one that was ended from here.
            Happening::Event(..) | Happening::Declined(_) | Happening::Over(_) => Vec::new(),
        }
    }

    fn met(&mut self, session: PeerSession) -> Vec<String> {
        let pseudo = session.peer().pseudo.clone();
        let path = match session.path() {
            Path::Direct(address) => {
                tr!("cli-peer-direct", pseudo = pseudo.as_str(), address = address.to_string())
            }
            Path::Relayed => tr!("cli-peer-relayed", pseudo = pseudo.as_str()),
        };
        let code =
            tr!("cli-peer-code", pseudo = pseudo.as_str(), code = session.code().to_string());
        // One at a time: who was spoken to before is told goodbye.
        let mut lines: Vec<String> = self.is_on().then(|| self.end()).into_iter().collect();
        self.number += 1;
        match forward(self.number, session.client().second_hand(), self.sender.clone()) {
            Ok(()) => lines.extend([path, code, tr!("cli-peer-how")]),
            Err(error) => lines.push(format!("! {error}")),
        }
        self.session = Some(session);
        lines
    }

    fn said(&self, event: &Event) -> Option<String> {
        let session = self.session.as_ref()?;
        // As they were introduced, whatever they call themselves there.
        let pseudo = session.peer().pseudo.as_str();
        match event {
            Event::Posted { author, content, .. } if *author != session.client().member() => {
                Some(tr!("cli-peer-said", pseudo = pseudo, text = content.text()?))
            }
            _ => None,
        }
    }
}

fn question(sequence: &OpenSequence) -> String {
    if sequence.pseudo.is_empty() {
        return tr!("cli-peer-asked-by-host");
    }
    tr!("cli-peer-asked", pseudo = sequence.pseudo.as_str())
}

/// Declines what the other waits for, if the event is of such a thing.
fn declines(client: &Client, event: &Event) -> bool {
    let declined = match event {
        Event::Opened { sequence, .. } if sequence.asked => client.decline(sequence.id, ""),
        Event::StreamOffered { offer, .. } => client.cancel_stream(offer.ticket.stream, ""),
        _ => return false,
    };
    if let Err(error) = declined {
        tracing::debug!(%error, "not declined: it is over");
    }
    true
}

/// Hands the events of a session over, until it is over. What can't be done there is declined, here
/// where nobody else waits for the answer.
fn forward(number: u64, client: Client, sender: Sender<Happening>) -> std::io::Result<()> {
    let forward = move || {
        let happening = |event| match declines(&client, &event) {
            true => Happening::Declined(number),
            false => Happening::Event(number, Box::new(event)),
        };
        let events = client.events().iter();
        let happenings = events.map(happening).chain([Happening::Over(number)]);
        for happening in happenings {
            if sender.send(happening).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("salon-peer-events".into()).spawn(forward).map(drop)
}
