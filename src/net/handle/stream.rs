//! Streams, as far as they concern the chat's connection, and `ATTACH` on one of their own.

use super::connection::fresh_token;
use super::{Caller, Handled, Refusal};
use crate::net::reader::{Client, Next};
use crate::net::streams::tickets;
use crate::proto::error_code::{ErrorCode, StreamEnd};
use crate::proto::ids::Correlation;
use crate::proto::limits::{MAX_CONTENT_TYPE, MAX_STREAM_NAME};
use crate::proto::message::{
    Attach, Attached, Message, Okay, StreamCancel, StreamOffered, StreamOpen, StreamRenew,
    StreamTicket,
};
use std::sync::Arc;

/// `STREAM_OPEN`: answered by `STREAM_TICKET`, and the receiver is told.
#[inline(never)]
pub(super) fn open(caller: &mut Caller<'_>, open: &StreamOpen<'_>) -> Handled {
    caller.client.take_request()?;
    check(open)?;
    let (client, session) = (&*caller.client, caller.session);
    let shared = &client.shared;
    if !shared.streams.enabled() {
        return Err(ErrorCode::TooManyStreams.into());
    }
    let receiver = {
        let directory = shared.directory.lock();
        let person = directory.person(open.to).filter(|person| person.id != session.id);
        Arc::clone(&person.ok_or(ErrorCode::NoSuchMember)?.session)
    };
    let (sending, receiving) = tickets().map_err(|error| {
        tracing::error!(%error, "no randomness for a ticket");
        Refusal::from(ErrorCode::Internal)
    })?;
    let ends = (session.id, receiver.id);
    let stream = shared
        .streams
        .open(ends, open.length, (sending, receiving), client.now)
        .map_err(|_| ErrorCode::TooManyStreams)?;
    // The receiver may have gone while the stream was opened: then nobody else would end it.
    if shared.directory.lock().person(receiver.id).is_none() {
        shared.end_stream_of(stream, session.id, StreamEnd::Gone, "");
        return Err(ErrorCode::NoSuchMember.into());
    }
    client.conn.push(StreamTicket { stream, ticket: sending }.to_frame(caller.correlation));
    let pseudo = caller.turn.pseudo.clone();
    receiver.tell(client.wall, |place| StreamOffered {
        place,
        stream,
        from: session.id,
        pseudo,
        about: open.about,
        length: open.length,
        content_type: open.content_type.into(),
        name: open.name.into(),
        ticket: receiving,
    });
    Ok(Next::Go)
}

fn check(open: &StreamOpen<'_>) -> Result<(), Refusal> {
    let kind = open.content_type.as_bytes();
    let text = if kind.len() > MAX_CONTENT_TYPE || !kind.iter().all(u8::is_ascii_graphic) {
        "content_type: not visible ASCII of 64 bytes at most"
    } else if open.name.len() > MAX_STREAM_NAME {
        "name: longer than 255 bytes"
    } else {
        return Ok(());
    };
    Err(Refusal::new(ErrorCode::Malformed, text.to_owned()))
}

/// `STREAM_CANCEL`: answered by `OK`, and both ends are told.
#[inline(never)]
pub(super) fn cancel(caller: &mut Caller<'_>, cancel: &StreamCancel) -> Handled {
    caller.client.take_request()?;
    let shared = &caller.client.shared;
    let (stream, member) = (cancel.stream, caller.session.id);
    if !shared.end_stream_of(stream, member, StreamEnd::Cancelled, &cancel.reason) {
        return Err(ErrorCode::NoSuchStream.into());
    }
    caller.client.conn.push(Okay {}.to_frame(caller.correlation));
    Ok(Next::Go)
}

/// `STREAM_RENEW`: answered by `STREAM_TICKET`.
#[inline(never)]
pub(super) fn renew(caller: &mut Caller<'_>, renew: &StreamRenew) -> Handled {
    caller.client.take_request()?;
    let ticket = fresh_token()?;
    let (client, stream) = (&*caller.client, renew.stream);
    if !client.shared.streams.renew(stream, caller.session.id, ticket, client.now) {
        return Err(ErrorCode::NoSuchStream.into());
    }
    client.conn.push(StreamTicket { stream, ticket }.to_frame(caller.correlation));
    Ok(Next::Go)
}

/// `ATTACH`: answered by `ATTACHED`, after which the connection is the stream's.
#[inline(never)]
pub(super) fn attach(client: &mut Client, correlation: Correlation, attach: &Attach) -> Handled {
    let attachment = client.shared.streams.attach(attach.ticket);
    let attachment = attachment.ok_or(ErrorCode::TicketRefused)?;
    let (role, length) = (attachment.role, attachment.length);
    client.conn.push(Attached { role, length }.to_frame(correlation));
    client.attachment = Some(Box::new(attachment));
    Ok(Next::Attached)
}
