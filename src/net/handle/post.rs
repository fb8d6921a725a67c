//! What people say: to a room, or to one another.

use super::{Caller, Handled, Refusal};
use crate::hub::posts::Judged;
use crate::hub::sequence::{Act, Refused};
use crate::net::reader::Next;
use crate::proto::error_code::ErrorCode;
use crate::proto::ids::ClientNumber;
use crate::proto::message::{Ack, Direct, Directed, Message, Place, Post};
use std::sync::Arc;

/// `POST`: on the room's tape it is the sender's receipt.
pub(super) fn post(caller: &mut Caller<'_>, post: &Post<'_>) -> Handled {
    if caller.is_repeat(post.client_number)? {
        return Ok(Next::Go);
    }
    caller.take_post()?;
    post.body.check()?;
    let (client, session, turn) = (&mut *caller.client, caller.session, &mut *caller.turn);
    let cell = turn.room(post.room).ok_or(ErrorCode::NotInRoom)?;
    let wall = client.wall;
    let posted = cell.with(&client.shared.stragglers, |inner| {
        match inner.room.blocks(session.id, Act::Post) {
            Some(by) => Err(Refused::Blocked(by)),
            None => Ok(inner.post(session.id, post, wall)),
        }
    });
    let (placed, carry) = posted.ok_or(ErrorCode::NotInRoom)?;
    client.carries.extend(carry);
    caller.accepted(post.client_number, placed?.ok_or(ErrorCode::NotInRoom)?);
    Ok(Next::Go)
}

/// `DIRECT`: into the inbox of the receiver and, as the receipt, of the sender.
pub(super) fn direct(caller: &mut Caller<'_>, direct: &Direct<'_>) -> Handled {
    if caller.is_repeat(direct.client_number)? {
        return Ok(Next::Go);
    }
    caller.take_post()?;
    direct.body.check()?;
    let (session, wall) = (caller.session, caller.client.wall);
    let (to, to_pseudo, receiver) = {
        let directory = caller.client.shared.directory.lock();
        let person = directory.find_pseudo(direct.to).ok_or(ErrorCode::NoSuchMember)?;
        (person.id, person.pseudo.clone(), Arc::clone(&person.session))
    };
    if let Some(by) = caller.client.shared.blocks_direct(session.id, to) {
        return Err(Refused::Blocked(by).into());
    }
    let pseudo = caller.turn.pseudo.clone();
    let directed = |place| Directed {
        place,
        author: session.id,
        pseudo: pseudo.as_str(),
        to,
        to_pseudo: to_pseudo.as_str(),
        client_number: direct.client_number,
        body: direct.body,
    };
    if receiver.id != session.id {
        receiver.tell(wall, directed);
    }
    let (place, _) = session.deliver(wall, directed);
    caller.accepted(direct.client_number, place);
    Ok(Next::Go)
}

impl Caller<'_> {
    /// Acknowledges a post that was accepted before, be it blocked now.
    pub(super) fn is_repeat(&self, client_number: ClientNumber) -> Result<bool, Refusal> {
        match self.turn.posts.judge(client_number) {
            Judged::New => Ok(false),
            Judged::Bad => Err(ErrorCode::BadClientNumber.into()),
            Judged::Repeat(place) => {
                self.client.conn.push(Ack { client_number, place }.to_frame(self.correlation));
                Ok(true)
            }
        }
    }

    pub(super) fn take_post(&mut self) -> Result<(), Refusal> {
        self.turn.post_rate.take(self.client.now).map_err(Refusal::rate)
    }

    pub(super) fn accepted(&mut self, client_number: ClientNumber, place: Place) {
        self.turn.posts.accept(client_number, place);
        self.session.spoke(place.time);
        self.client.shared.mark_changed();
    }
}
