//! Who is here, under which name, and whether they are connected.

use super::{Directory, Person, PseudoRefused};
use crate::hub::host::LinkState;
use crate::hub::page::page;
use crate::proto::ids::{Epoch, MemberId, Token, UnixMillis};
use crate::proto::limits::MEMBERS_PER_PAGE;
use crate::proto::message::Member;
use crate::proto::name::{NameKey, Pseudo};
use std::net::SocketAddr;
use std::ops::Bound;

/// Most tokens that are good at once for one session.
const MAX_TOKENS: usize = 4;

impl<S: Clone, R: Clone> Directory<S, R> {
    /// Everybody, by id.
    pub fn people(&self) -> impl Iterator<Item = &Person<S>> {
        self.people.values().map(AsRef::as_ref)
    }

    /// How many bear a pseudo.
    pub fn people_count(&self) -> usize {
        self.people.len()
    }

    /// How many of them have no connection.
    pub fn lost_count(&self) -> usize {
        self.lost
    }

    /// Somebody.
    pub fn person(&self, id: MemberId) -> Option<&Person<S>> {
        self.people.get(&id).map(AsRef::as_ref)
    }

    /// Who bears a pseudo, or one that looks like it.
    pub fn find_pseudo(&self, pseudo: &str) -> Option<&Person<S>> {
        self.person(self.pseudos.find(&NameKey::of(pseudo))?)
    }

    /// Nobody may bear this name: the server itself speaks under it.
    pub fn reserve(&mut self, name: &str) {
        self.pseudos.insert(NameKey::of(name), MemberId::SERVER);
    }

    /// Whose session a token resumes.
    pub fn find_token(&self, token: Token) -> Option<&Person<S>> {
        self.person(*self.tokens.get(&token)?)
    }

    /// Takes somebody in; `session` makes the handle for the id that they get.
    ///
    /// # Errors
    /// The pseudo can't be theirs.
    pub fn enter(
        &mut self,
        pseudo: Pseudo,
        address: SocketAddr,
        token: Token,
        now: UnixMillis,
        session: impl FnOnce(MemberId, Epoch) -> S,
    ) -> Result<&Person<S>, PseudoRefused<S>> {
        let keys = pseudo.keys();
        // The ban may be younger than the connection.
        if let Some(ban) = self.bans.of_address(address.ip(), now) {
            return Err(PseudoRefused::Banned(ban.clone()));
        }
        self.check_pseudo(&keys, None, address, now)?;
        self.last_member += 1;
        let id = MemberId(self.last_member);
        let session = session(id, self.new_epoch());
        self.pseudos.insert(keys, id);
        self.tokens.insert(token, id);
        let announced = self.people.len() < self.rules.announce_below;
        let person = Box::new(Person {
            id,
            pseudo,
            address,
            since: now,
            link: LinkState::Online,
            rooms: Vec::new(),
            announced,
            tokens: vec![token],
            session,
        });
        Ok(self.people.entry(id).insert_entry(person).into_mut())
    }

    /// Gives somebody another pseudo and token.
    ///
    /// # Errors
    /// The pseudo can't be theirs. Somebody who is no longer here bears none.
    pub fn rename(
        &mut self,
        id: MemberId,
        pseudo: Pseudo,
        token: Token,
        now: UnixMillis,
    ) -> Result<(), PseudoRefused<S>> {
        let Some(address) = self.people.get(&id).map(|p| p.address) else {
            return Err(PseudoRefused::Taken);
        };
        let keys = pseudo.keys();
        self.check_pseudo(&keys, Some(id), address, now)?;
        if let Some(person) = self.people.get_mut(&id) {
            self.pseudos.remove(&person.pseudo.keys(), id);
            self.pseudos.insert(keys, id);
            person.pseudo = pseudo;
        }
        self.rotate(id, token);
        Ok(())
    }

    fn check_pseudo(
        &mut self,
        keys: &[NameKey; 2],
        own: Option<MemberId>,
        address: SocketAddr,
        now: UnixMillis,
    ) -> Result<(), PseudoRefused<S>> {
        if let Some(ban) = self.bans.of_pseudo(keys, now) {
            return Err(PseudoRefused::Banned(ban.clone()));
        }
        let holder = self.pseudos.find_other(keys, own);
        if holder == Some(MemberId::SERVER) {
            return Err(PseudoRefused::Taken);
        }
        match holder.and_then(|holder| self.people.get(&holder)) {
            None => Ok(()),
            Some(p) if p.link == LinkState::Lost && p.address.ip() == address.ip() => {
                Err(PseudoRefused::HeldByLost(p.session.clone()))
            }
            Some(_) => Err(PseudoRefused::Taken),
        }
    }

    /// Gives somebody another token. The ones before stay good until [`Directory::received`].
    fn rotate(&mut self, id: MemberId, token: Token) {
        let Some(person) = self.people.get_mut(&id) else { return };
        person.tokens.push(token);
        self.tokens.insert(token, id);
        if person.tokens.len() > MAX_TOKENS {
            self.tokens.remove(&person.tokens.remove(0));
        }
    }

    /// Somebody has shown that they received their newest token: it alone is good from now on.
    pub fn received(&mut self, id: MemberId) {
        let Some(person) = self.people.get_mut(&id) else { return };
        let older = person.tokens.len().saturating_sub(1);
        for token in person.tokens.drain(..older) {
            self.tokens.remove(&token);
        }
    }

    /// A session goes on over another connection, with another token.
    pub fn resumed(&mut self, id: MemberId, address: SocketAddr, token: Token) {
        self.rotate(id, token);
        if let Some(person) = self.people.get_mut(&id) {
            if person.link == LinkState::Lost {
                self.lost -= 1;
            }
            person.link = LinkState::Online;
            person.address = address;
        }
    }

    /// Somebody's connection was lost.
    pub fn lost(&mut self, id: MemberId) {
        if let Some(person) = self.people.get_mut(&id)
            && person.link == LinkState::Online
        {
            person.link = LinkState::Lost;
            self.lost += 1;
        }
    }

    /// Takes somebody out, and out of all rooms; the rooms that went with them come along.
    pub fn exit(&mut self, id: MemberId) -> Option<Box<Person<S>>> {
        let person = self.people.remove(&id)?;
        self.pseudos.remove(&person.pseudo.keys(), id);
        for token in &person.tokens {
            self.tokens.remove(token);
        }
        if person.link == LinkState::Lost {
            self.lost -= 1;
        }
        for room in &person.rooms {
            self.count_out(*room);
        }
        Some(person)
    }

    /// Everybody whose id comes after one, as a page.
    pub fn people_page(&self, after: MemberId) -> (Vec<Member>, bool) {
        let rest = self.people.range((Bound::Excluded(after), Bound::Unbounded));
        let members = rest.map(|(id, person)| Member { id: *id, pseudo: person.pseudo.clone() });
        page(members, MEMBERS_PER_PAGE)
    }
}
