//! Going on with a lost session (`PROTOCOL.md`, "Resuming").

use super::connection::fresh_token;
use super::{Handled, Refusal};
use crate::net::reader::{Client, Next, TokenProof};
use crate::net::room_cell::RoomCell;
use crate::net::session::{Session, Turn};
use crate::proto::error_code::{ByeReason, ErrorCode, LeaveCause, ResumeStatus};
use crate::proto::ids::{Correlation, Epoch, Number, RoomId};
use crate::proto::limits::MAX_ROOMS_PER_MEMBER;
use crate::proto::message::{Message, Resume, ResumePoint, Resumed, ResumedRoom};
use std::sync::Arc;

/// `RESUME`: answered by `RESUMED`, then by what was missed. Nobody else sees anything of it.
#[inline(never)]
pub(super) fn resume(client: &mut Client, correlation: Correlation, resume: &Resume) -> Handled {
    client.take_request()?;
    check(&resume.rooms)?;
    let shared = Arc::clone(&client.shared);
    if shared.config.resume_grace.is_zero() {
        return Err(ErrorCode::ResumeRefused.into());
    }
    let session = {
        let directory = shared.directory.lock();
        let person = directory.find_token(resume.token).ok_or(ErrorCode::ResumeRefused)?;
        Arc::clone(&person.session)
    };
    let token = fresh_token()?;
    // Waits until the old connection's thread has done what it had begun.
    let mut turn = session.turn.lock();
    if turn.conn.as_ref().is_some_and(|newer| newer.number > client.conn.number) {
        // It comes late, over a connection that the client has given up since.
        client.conn.close(ByeReason::Superseded, "");
        return Ok(Next::Gone);
    }
    {
        let mut directory = shared.directory.lock();
        let current = directory.find_token(resume.token).map(|person| person.id);
        if turn.ended || current != Some(session.id) {
            return Err(ErrorCode::ResumeRefused.into());
        }
        directory.resumed(session.id, client.conn.peer, token);
    }
    if let Some(old) = shared.detach(&session, &mut turn) {
        old.close(ByeReason::Superseded, "");
    }
    turn.conn = Some(Arc::clone(&client.conn));
    turn.lost_until = None;
    leave_unnamed(client, &session, &mut turn, &resume.rooms);
    let found: Vec<_> =
        resume.rooms.iter().map(|point| find(client, &session, &turn, point)).collect();
    let rooms = found.iter().map(|(resumed, _)| resumed.clone()).collect();
    let resumed = Resumed { member: session.id, pseudo: turn.pseudo.clone(), token, rooms };
    let frame = resumed.to_frame(correlation);
    session.resume_inbox(&client.conn, frame, resume.inbox_epoch, resume.inbox_last);
    // RESUMED is in the outbox: no event can overtake it any more.
    for (cell, next) in found.into_iter().filter_map(|(_, cursor)| cursor) {
        // A room that was closed since has no readers any more; its cursor still comes to its end.
        cell.with(&shared.stragglers, |inner| inner.add_reader(&client.conn));
        client.conn.follow(cell, next, true);
    }
    client.conn.hold();
    drop(turn);
    tracing::info!(member = session.id.0, peer = %client.conn.peer, "resumed");
    client.token = TokenProof::Wanted;
    client.machine.connected();
    client.session = Some(session);
    shared.mark_changed();
    Ok(Next::TakeTurn)
}

/// Each room has one cursor on a connection, so that none may be named twice.
fn check(points: &[ResumePoint]) -> Result<(), Refusal> {
    let mut rooms: Vec<RoomId> = points.iter().map(|point| point.room).collect();
    rooms.sort_unstable();
    let text = if rooms.len() > MAX_ROOMS_PER_MEMBER {
        "RESUME names more rooms than one can be in"
    } else if rooms.windows(2).any(|pair| pair.first() == pair.last()) {
        "RESUME names a room twice"
    } else {
        return Ok(());
    };
    Err(Refusal::new(ErrorCode::Malformed, text.to_owned()))
}

/// What the client does not name it doesn't believe to be in: a `JOINED` that was lost, say.
fn leave_unnamed(client: &mut Client, session: &Session, turn: &mut Turn, named: &[ResumePoint]) {
    turn.rooms.retain(|cell| !cell.is_closed());
    let unnamed: Vec<RoomId> = turn
        .rooms
        .iter()
        .map(|cell| cell.id())
        .filter(|room| !named.iter().any(|point| point.room == *room))
        .collect();
    for room in unnamed {
        let carry = client.shared.leave_room(session, turn, room, LeaveCause::Left, "");
        client.carries.extend(carry);
    }
}

/// What becomes of one room, and where its cursor goes on if it does.
fn find(
    client: &Client,
    session: &Session,
    turn: &Turn,
    point: &ResumePoint,
) -> (ResumedRoom, Option<(Arc<RoomCell>, Number)>) {
    let resumed = |epoch, status| ResumedRoom { room: point.room, epoch, status };
    let Some(cell) = turn.room(point.room) else {
        return (resumed(Epoch(0), ResumeStatus::Gone), None);
    };
    let looked = cell.with(&client.shared.stragglers, |inner| {
        let next = inner.room.resume(session.id, point.epoch, point.last)?;
        let kept = next >= inner.room.tape().first_kept();
        Some((next, if kept { ResumeStatus::Continued } else { ResumeStatus::Gap }))
    });
    match looked {
        Some((Some((next, status)), _)) => {
            (resumed(cell.epoch(), status), Some((Arc::clone(cell), next)))
        }
        _ => (resumed(cell.epoch(), ResumeStatus::Gone), None),
    }
}
