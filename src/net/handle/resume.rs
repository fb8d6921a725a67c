//! Going on with a lost session (`PROTOCOL.md`, "Resuming").

use super::connection::fresh_token;
use super::{Handled, Refusal};
use crate::net::reader::{Client, Next};
use crate::net::session::{Session, Turn};
use crate::proto::error_code::{ByeReason, ErrorCode, LeaveCause, ResumeStatus};
use crate::proto::ids::{Correlation, Epoch, RoomId};
use crate::proto::limits::MAX_ROOMS_PER_MEMBER;
use crate::proto::message::{Message, Resume, ResumePoint, Resumed, ResumedRoom};
use std::sync::Arc;

/// `RESUME`: answered by `RESUMED`, then by what was missed. Nobody else sees anything of it.
pub(super) fn resume(client: &mut Client, correlation: Correlation, resume: &Resume) -> Handled {
    client.take_request()?;
    if resume.rooms.len() > MAX_ROOMS_PER_MEMBER {
        let text = "RESUME names more rooms than one can be in".to_owned();
        return Err(Refusal::new(ErrorCode::Malformed, text));
    }
    let shared = Arc::clone(&client.shared);
    let session = {
        let directory = shared.directory.lock();
        let person = directory.find_token(resume.token).ok_or(ErrorCode::ResumeRefused)?;
        Arc::clone(&person.session)
    };
    let token = fresh_token()?;
    // Waits until the old connection's thread has done what it had begun.
    let mut turn = session.turn.lock();
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
    // Until the straggler has caught up, nobody else writes what might overtake RESUMED.
    client.conn.hold();
    leave_unnamed(client, &session, &mut turn, &resume.rooms);
    let rooms = resume.rooms.iter().map(|point| go_on(client, &mut turn, point)).collect();
    let resumed = Resumed { member: session.id, pseudo: turn.pseudo.clone(), token, rooms };
    let frame = resumed.to_frame(correlation);
    session.resume_inbox(&client.conn, frame, resume.inbox_epoch, resume.inbox_last);
    drop(turn);
    tracing::info!(member = session.id.0, peer = %client.conn.peer, "resumed");
    client.machine.connected();
    client.session = Some(session);
    shared.mark_changed();
    Ok(Next::TakeTurn)
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

/// Sets the cursor of one room to where the client stopped.
fn go_on(client: &Client, turn: &mut Turn, point: &ResumePoint) -> ResumedRoom {
    let gone = |epoch| ResumedRoom { room: point.room, epoch, status: ResumeStatus::Gone };
    let Some(cell) = turn.room(point.room).cloned() else { return gone(Epoch(0)) };
    let conn = &client.conn;
    let status = cell.with(&client.shared.stragglers, |inner| {
        let tape = inner.room.tape();
        // Numbers of another epoch, or that were never given out, say nothing of where to go on:
        // all that is kept follows a gap.
        let known = point.epoch == tape.epoch() && point.last < tape.next();
        let next = if known { point.last.next() } else { crate::proto::ids::Number(1) };
        let status =
            if next < tape.first_kept() { ResumeStatus::Gap } else { ResumeStatus::Continued };
        conn.follow(Arc::clone(&cell), next, true);
        inner.add_reader(conn);
        status
    });
    match status {
        Some((status, _)) => ResumedRoom { room: point.room, epoch: cell.epoch(), status },
        None => gone(cell.epoch()),
    }
}
