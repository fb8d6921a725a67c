//! Bringing two clients together: both are told of each other, and once both have proven where they
//! are, where to try. The server itself dials nobody, ever (`PROTOCOL.md`, "Peers").

use super::sequences::{Ask, Then};
use super::session::Session;
use super::shared::{Shared, new_token};
use crate::hub::introduction::Trial;
use crate::hub::sequence::{End, Refused};
use crate::proto::error_code::{ErrorCode, Outcome, PeerRole};
use crate::proto::ids::{IntroductionId, MemberId, PeerSecret, SequenceId, Token, UnixMillis};
use crate::proto::limits::PEER_SECRET_LEN;
use crate::proto::message::{Dial, Introduce, PEER};
use crate::proto::name::Pseudo;
use std::sync::Arc;
use std::time::Duration;

/// How long the two try to reach each other.
const DIAL_DEADLINE: Duration = Duration::from_secs(5);

/// Somebody who is introduced.
struct Party {
    pseudo: Pseudo,
    session: Arc<Session>,
    token: Token,
}

/// How many must agree where the server asks both.
const BOTH: u16 = 2;

/// What is done with the end of a sequence by which two agree to meet.
pub(super) fn introducing(shared: &Arc<Shared>) -> Then {
    let shared = Arc::downgrade(shared);
    Box::new(move |end| {
        if let Some(shared) = shared.upgrade()
            && end.outcome == Outcome::Completed
        {
            shared.agreed(&end);
        }
    })
}

/// The same, and the host sees how it ended.
fn telling(shared: &Arc<Shared>) -> Then {
    let introduce = introducing(shared);
    let shared = Arc::downgrade(shared);
    Box::new(move |end| {
        if let Some(shared) = shared.upgrade() {
            shared.directory.lock().asked.ended(&end);
            shared.mark_changed();
        }
        introduce(end);
    })
}

/// Asks two members whether they would meet, in the server's name. If both would, they are introduced.
///
/// # Errors
/// `NOT_ALLOWED`; `NO_SUCH_MEMBER` if they are not two, or not here; `TOO_MANY_SEQUENCES`.
pub(super) fn ask(shared: &Arc<Shared>, who: [MemberId; 2]) -> Result<SequenceId, ErrorCode> {
    if !shared.config.introductions {
        return Err(ErrorCode::NotAllowed);
    }
    let ask = Ask { quorum: BOTH, ..Ask::members(PEER, who.to_vec()) };
    let opened = shared.open_toward(ask.order(), Some(telling(shared)));
    let (id, _) = opened.map_err(|refused| match refused {
        // Fewer than two of them are there.
        Refused::Nobody | Refused::Bad => ErrorCode::NoSuchMember,
        other => other.code().0,
    })?;
    shared.directory.lock().asked.began(id);
    shared.mark_changed();
    Ok(id)
}

impl Shared {
    /// A sequence by which two agree to meet was completed.
    fn agreed(&self, end: &End) {
        let id = IntroductionId(end.sequence.0);
        match (end.opener, end.audience.as_slice()) {
            (MemberId::SERVER, [one, other]) => self.introduce(id, *one, *other),
            (opener, [asked]) => self.introduce(id, opener, *asked),
            (_, _) => tracing::error!(introduction = id.0, "there are not two to be introduced"),
        }
    }

    /// Introduces two members who have both agreed: the first begins. One who is gone meanwhile is
    /// introduced to nobody, and whoever waits for them will see that they have left.
    fn introduce(&self, id: IntroductionId, initiator: MemberId, responder: MemberId) {
        let (Some(first), Some(second)) = (self.party(initiator), self.party(responder)) else {
            return;
        };
        let mut secret = PeerSecret([0; PEER_SECRET_LEN]);
        if let Err(error) = getrandom::fill(&mut secret.0) {
            tracing::error!(%error, "no randomness for an introduction");
            return;
        }
        let who = [(initiator, first.token), (responder, second.token)];
        self.introductions.lock().begin(id, who, self.clock.now());
        tracing::info!(%initiator, %responder, introduction = id.0, "introduced");
        let wall = self.clock.wall();
        for (own, other, role) in
            [(&first, &second, PeerRole::Initiator), (&second, &first, PeerRole::Responder)]
        {
            own.session.tell(wall, |place| Introduce {
                place,
                introduction: id,
                member: other.session.id,
                pseudo: other.pseudo.clone(),
                role,
                token: own.token,
                secret,
            });
        }
    }

    fn party(&self, member: MemberId) -> Option<Party> {
        let token = new_token().inspect_err(|error| {
            tracing::error!(%error, "no randomness for an introduction");
        });
        let directory = self.directory.lock();
        let person = directory.person(member)?;
        let (pseudo, session) = (person.pseudo.clone(), Arc::clone(&person.session));
        Some(Party { pseudo, session, token: token.ok()? })
    }

    /// Tells both where to try.
    pub fn dial(&self, trial: &Trial, wall: UnixMillis) {
        let deadline = u32::try_from(DIAL_DEADLINE.as_millis()).unwrap_or(u32::MAX);
        for (member, addresses) in &trial.sides {
            let session = {
                let directory = self.directory.lock();
                directory.person(*member).map(|person| Arc::clone(&person.session))
            };
            let Some(session) = session else { continue };
            session.tell(wall, |place| Dial {
                place,
                introduction: trial.id,
                deadline,
                addresses: addresses.iter().map(|address| (*address).into()).collect(),
            });
        }
    }
}
