//! The server's part in bringing two clients together.

use super::{Caller, Handled, Refusal};
use crate::hub::sequence::Order;
use crate::net::introduce::introducing;
use crate::net::reader::{Client, Next};
use crate::net::sequences::Then;
use crate::net::session::Turn;
use crate::net::shared::Shared;
use crate::proto::coding::Reader;
use crate::proto::error_code::ErrorCode;
use crate::proto::ids::{Correlation, RoomId};
use crate::proto::message::{Claim, Message, Okay, PEER, PEER_ROOM, Prove, Proven};
use std::sync::Arc;

/// What follows from a sequence that a client opens, once it is over. Of one by which two agree to meet,
/// it is their introduction.
pub(super) fn consequence(
    shared: &Arc<Shared>,
    turn: &Turn,
    room: RoomId,
    order: &Order,
) -> Result<Option<Then>, Refusal> {
    if *order.kind != *PEER {
        return Ok(None);
    }
    if !shared.config.introductions {
        return Err(ErrorCode::NotAllowed.into());
    }
    let [other] = order.named.as_slice() else { return Err(ErrorCode::BadSequence.into()) };
    if room != RoomId::INBOX || order.includes_opener {
        return Err(ErrorCode::BadSequence.into());
    }
    let body = order.body.as_body();
    if body.content_type == PEER_ROOM {
        let plain = body.plain()?;
        let room = Reader::new(&plain).u32("room").map_err(|_| ErrorCode::BadSequence)?;
        let cell = turn.room(RoomId(room)).ok_or(ErrorCode::NotAllowed)?;
        if !cell.introduces(order.opener, *other) {
            return Err(ErrorCode::NotAllowed.into());
        }
    }
    Ok(Some(introducing(shared)))
}

/// `PROVE`: answered by `PROVEN`, and that is all of this connection. Once both sides have come,
/// they are told where to try.
#[inline(never)]
pub(super) fn prove(client: &mut Client, correlation: Correlation, prove: &Prove) -> Handled {
    client.take_request()?;
    let seen = client.conn.peer;
    let proven = client.shared.introductions.lock().prove(prove.token, seen, client.now);
    let trial = proven.map_err(|_| ErrorCode::NoSuchIntroduction)?;
    client.conn.finish(Proven { address: seen.into() }.to_frame(correlation));
    client.machine.closed();
    if let Some(trial) = trial {
        client.shared.dial(&trial, client.wall);
    }
    Ok(Next::Linger)
}

/// `CLAIM`: answered by `OK`.
#[inline(never)]
pub(super) fn claim(caller: &mut Caller<'_>, claim: &Claim) -> Handled {
    caller.client.take_request()?;
    let (client, member) = (&mut *caller.client, caller.session.id);
    let Claim { introduction, port, addresses } = claim;
    let mut open = client.shared.introductions.lock();
    open.claim(*introduction, member, *port, addresses, client.now)
        .map_err(|_| ErrorCode::NoSuchIntroduction)?;
    drop(open);
    client.conn.push(Okay {}.to_frame(caller.correlation));
    Ok(Next::Go)
}
