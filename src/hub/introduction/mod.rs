//! Introductions: who is being brought together, what the server has seen of where they are, and
//! when both may try (`PROTOCOL.md`, "Peers").
//!
//! ```text
//! begin ──> both CLAIM, if they like ──> one has PROVEN ──> both have: DIAL, and it is over
//!    └───────────────────── 30 s pass: it lapses ─────────────────────────┘
//! ```

mod asked;
mod policy;

pub use asked::AskedList;
pub use policy::{Whereabouts, to_try};

use crate::proto::ids::{IntroductionId, MemberId, Tick, Token};
use crate::proto::limits::MAX_PEER_ADDRESSES;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// How long both have to prove their addresses.
pub const LASTS: Duration = Duration::from_secs(30);

/// Introductions that are open at once. Over it the oldest lapses.
pub const MAX_OPEN: usize = 4096;

/// Those of one member. Over it their oldest lapses, so that some who are introduced again and again
/// don't crowd out others.
pub const MAX_OPEN_OF_MEMBER: usize = 8;

/// Nobody is being introduced by this number or token, or no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unknown;

/// What both are told to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Which introduction.
    pub id: IntroductionId,
    /// Who, and where each may reach the other.
    pub sides: [(MemberId, Vec<SocketAddr>); 2],
}

/// The introductions that are open, the oldest first.
#[derive(Debug, Default)]
pub struct Introductions(Vec<Introduction>);

#[derive(Debug)]
struct Introduction {
    id: IntroductionId,
    ends: Tick,
    sides: [Side; 2],
}

#[derive(Debug)]
struct Side {
    member: MemberId,
    token: Token,
    proven: Option<SocketAddr>,
    claimed: Vec<SocketAddr>,
}

impl Introductions {
    /// Two members, each with the token that proves its address, have agreed to meet.
    pub fn begin(&mut self, id: IntroductionId, who: [(MemberId, Token); 2], now: Tick) {
        self.lapse(now);
        for (member, _) in who {
            let own = |open: &Introduction| open.sides.iter().any(|side| side.member == member);
            if self.0.iter().filter(|open| own(open)).count() >= MAX_OPEN_OF_MEMBER
                && let Some(oldest) = self.0.iter().position(own)
            {
                self.0.remove(oldest);
            }
        }
        if self.0.len() >= MAX_OPEN {
            self.0.remove(0);
        }
        let sides =
            who.map(|(member, token)| Side { member, token, proven: None, claimed: Vec::new() });
        self.0.push(Introduction { id, ends: now.plus(LASTS), sides });
    }

    /// A member says where it listens within its own network. What it said before counts no more,
    /// and more addresses than there may be are passed over.
    ///
    /// # Errors
    /// It isn't being introduced so.
    pub fn claim(
        &mut self,
        id: IntroductionId,
        member: MemberId,
        port: u16,
        addresses: &[IpAddr],
        now: Tick,
    ) -> Result<(), Unknown> {
        self.lapse(now);
        let of_id = self.0.iter_mut().filter(|introduction| introduction.id == id);
        let mut sides = of_id.flat_map(|introduction| &mut introduction.sides);
        let side = sides.find(|side| side.member == member).ok_or(Unknown)?;
        let claimed = addresses.iter().take(MAX_PEER_ADDRESSES);
        side.claimed = claimed.map(|ip| SocketAddr::new(ip.to_canonical(), port)).collect();
        Ok(())
    }

    /// A connection of `token` comes from `seen`. Once both sides have come, what they try; the
    /// introduction is over then.
    ///
    /// # Errors
    /// There is no such token, or it has proven an address already.
    pub fn prove(
        &mut self,
        token: Token,
        seen: SocketAddr,
        now: Tick,
    ) -> Result<Option<Trial>, Unknown> {
        self.lapse(now);
        let unproven = |side: &Side| side.token == token && side.proven.is_none();
        let index = self.0.iter().position(|each| each.sides.iter().any(unproven));
        let index = index.ok_or(Unknown)?;
        let introduction = self.0.get_mut(index).ok_or(Unknown)?;
        for side in introduction.sides.iter_mut().filter(|side| side.token == token) {
            side.proven = Some(SocketAddr::new(seen.ip().to_canonical(), seen.port()));
        }
        let trial = introduction.trial();
        if trial.is_some() {
            self.0.remove(index);
        }
        Ok(trial)
    }

    fn lapse(&mut self, now: Tick) {
        self.0.retain(|introduction| now < introduction.ends);
    }
}

impl Introduction {
    fn trial(&self) -> Option<Trial> {
        let [first, second] = &self.sides;
        let (one, other) = (first.whereabouts()?, second.whereabouts()?);
        let sides = [(first.member, to_try(&one, &other)), (second.member, to_try(&other, &one))];
        Some(Trial { id: self.id, sides })
    }
}

impl Side {
    fn whereabouts(&self) -> Option<Whereabouts> {
        Some(Whereabouts { proven: self.proven?, claimed: self.claimed.clone() })
    }
}

#[cfg(test)]
mod tests;
