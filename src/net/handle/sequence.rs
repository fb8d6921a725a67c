//! Sequences: opening, answering, declining, taking back, and which there are.

use super::{Caller, Handled, Refusal};
use crate::hub::room::Part;
use crate::hub::sequence::{Order, Refused};
use crate::net::reader::Next;
use crate::net::room_cell::Carry;
use crate::proto::body::{Body, PackedBody};
use crate::proto::error_code::{ErrorCode, Reaction};
use crate::proto::ids::RoomId;
use crate::proto::message::{Answer, Cancel, Decline, ListSequences, Message, Okay, Open};

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        let (code, about) = refused.code();
        Self { about, ..code.into() }
    }
}

/// `OPEN`: on the room's tape, or in the opener's inbox, `OPENED` is the receipt.
#[inline(never)]
pub(super) fn open(caller: &mut Caller<'_>, open: &Open<'_>) -> Handled {
    let number = open.client_number;
    if caller.is_repeat(number)? {
        return Ok(Next::Go);
    }
    caller.take_post()?;
    open.body.check()?;
    let (client, session, turn) = (&mut *caller.client, caller.session, &mut *caller.turn);
    let room = open.room;
    let order = Order {
        opener: session.id,
        pseudo: turn.pseudo.to_string(),
        client_number: number,
        kind: open.kind.clone(),
        block: open.block,
        includes_opener: open.includes_opener,
        quorum: open.quorum,
        deadline: open.deadline,
        named: open.audience.clone(),
        body: PackedBody::keep(&open.body),
        keeps_answers: false,
    };
    order.check()?;
    let then = super::peer::consequence(&client.shared, turn, room, &order)?;
    let place = if room == RoomId::INBOX {
        let (_, place) = client.shared.open_toward(order, then)?;
        place.ok_or(ErrorCode::Internal)?
    } else {
        let cell = turn.room(room).ok_or(ErrorCode::NotInRoom)?;
        let opened = client.shared.open_in_room(cell, order, None).ok_or(ErrorCode::NotInRoom)?;
        let started = opened?;
        client.carries.extend(started.carry);
        started.place
    };
    caller.accepted(number, place);
    Ok(Next::Go)
}

/// `ANSWER`: answered by `OK`, and everybody concerned is told.
#[inline(never)]
pub(super) fn answer(caller: &mut Caller<'_>, answer: &Answer<'_>) -> Handled {
    caller.client.take_request()?;
    answer.body.check()?;
    let part = Part { how: Reaction::Answered, reason: "", body: answer.body };
    let shared = &caller.client.shared;
    let carry =
        shared.react(answer.sequence, caller.session.id, caller.turn.pseudo.as_str(), &part)?;
    caller.done(carry)
}

/// `DECLINE`: answered by `OK`, and everybody concerned is told.
#[inline(never)]
pub(super) fn decline(caller: &mut Caller<'_>, decline: &Decline) -> Handled {
    caller.client.take_request()?;
    let part = Part { how: Reaction::Declined, reason: &decline.reason, body: Body::NOTHING };
    let shared = &caller.client.shared;
    let carry =
        shared.react(decline.sequence, caller.session.id, caller.turn.pseudo.as_str(), &part)?;
    caller.done(carry)
}

/// `CANCEL`: answered by `OK`, and everybody concerned is told.
#[inline(never)]
pub(super) fn cancel(caller: &mut Caller<'_>, cancel: &Cancel) -> Handled {
    caller.client.take_request()?;
    let shared = &caller.client.shared;
    let carry = shared.cancel(cancel.sequence, caller.session.id, &cancel.reason)?;
    caller.done(carry)
}

/// `LIST_SEQUENCES`: answered by a page of `SEQUENCES`, exactly at its point of the stream.
#[inline(never)]
pub(super) fn list(caller: &mut Caller<'_>, list: &ListSequences) -> Handled {
    caller.client.take_request()?;
    let (client, session, correlation) = (&mut *caller.client, caller.session, caller.correlation);
    let conn = &client.conn;
    if list.room == RoomId::INBOX {
        client.shared.list_private(session, list.after, conn, correlation);
        return Ok(Next::Go);
    }
    let cell = caller.turn.room(list.room).ok_or(ErrorCode::NotInRoom)?;
    let pushed = cell.with(&client.shared.stragglers, |inner| {
        let page = inner.room.sequences(list.after, session.id);
        conn.push_at(page.to_frame(correlation), list.room, inner.room.tape().next());
    });
    let ((), carry) = pushed.ok_or(ErrorCode::NotInRoom)?;
    client.carries.extend(carry);
    Ok(Next::Go)
}

impl Caller<'_> {
    /// Says that it is done, and lets others know.
    fn done(&mut self, carry: Option<Carry>) -> Handled {
        self.client.carries.extend(carry);
        self.client.conn.push(Okay {}.to_frame(self.correlation));
        Ok(Next::Go)
    }
}
