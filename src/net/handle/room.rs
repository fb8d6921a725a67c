//! Rooms: the list, entering, leaving, and who is there.

use super::{Caller, Handled, Refusal};
use crate::hub::directory::JoinRefused;
use crate::net::reader::Next;
use crate::proto::error_code::{ErrorCode, LeaveCause};
use crate::proto::ids::RoomId;
use crate::proto::message::{Added, Join, Leave, ListMembers, ListRooms, Members, Message, Okay};
use std::sync::Arc;

/// `LIST_ROOMS`: answered by a page of `ROOMS`.
#[inline(never)]
pub(super) fn list(caller: &mut Caller<'_>, list: &ListRooms) -> Handled {
    caller.client.take_request()?;
    let rooms = caller.client.shared.directory.lock().rooms_page(&list.after);
    caller.client.conn.push(rooms.to_frame(caller.correlation));
    Ok(Next::Go)
}

/// `JOIN`: answered by `JOINED`, whose place in the stream is the room's at that moment; the
/// others in the room are told.
#[inline(never)]
pub(super) fn join(caller: &mut Caller<'_>, join: &Join) -> Handled {
    caller.client.take_request()?;
    let (client, session, turn) = (&mut *caller.client, caller.session, &mut *caller.turn);
    let shared = Arc::clone(&client.shared);
    let open = |id, epoch, settings: &_| shared.cell(id, epoch, settings);
    let cell = shared.directory.lock().join(session.id, &join.name, open).map_err(refusal)?;
    let (conn, now, wall) = (&client.conn, client.now, client.wall);
    let correlation = caller.correlation;
    let joined = cell.with_presence(&shared, now, |inner| {
        let joined = inner.room.join(session.id, &turn.pseudo, wall);
        // Both under the room's lock: nothing of the room can come before, nor be missed after.
        conn.push(joined.to_frame(correlation));
        conn.follow(Arc::clone(&cell), joined.next, false);
        inner.add_reader(conn);
    });
    let Some(((), carry)) = joined else {
        // The host has closed it since the directory was asked.
        shared.directory.lock().leave(session.id, cell.id());
        return Err(ErrorCode::NoSuchRoom.into());
    };
    client.carries.extend(carry);
    turn.rooms.retain(|other| !other.is_closed());
    turn.rooms.push(cell);
    shared.mark_changed();
    Ok(Next::Go)
}

fn refusal(refused: JoinRefused) -> Refusal {
    match refused {
        JoinRefused::NoSuchRoom => ErrorCode::NoSuchRoom.into(),
        JoinRefused::AlreadyIn => ErrorCode::AlreadyInRoom.into(),
        JoinRefused::TooMany => ErrorCode::TooManyRooms.into(),
        JoinRefused::Name(error) => Refusal::new(
            ErrorCode::RoomNameInvalid,
            format!("this can't be a room's name: {error}"),
        ),
    }
}

/// `LEAVE`: answered by `OK`, after which nothing of the room comes; the others are told.
#[inline(never)]
pub(super) fn leave(caller: &mut Caller<'_>, leave: &Leave) -> Handled {
    caller.client.take_request()?;
    let (client, session, turn) = (&mut *caller.client, caller.session, &mut *caller.turn);
    if turn.room(leave.room).is_none_or(|cell| cell.is_closed()) {
        return Err(ErrorCode::NotInRoom.into());
    }
    let carry = client.shared.leave_room(session, turn, leave.room, LeaveCause::Left, "");
    client.carries.extend(carry);
    client.conn.push(Okay {}.to_frame(caller.correlation));
    Ok(Next::Go)
}

/// `LIST_MEMBERS`: answered by a page of `MEMBERS`, exactly at its point of the stream.
#[inline(never)]
pub(super) fn members(caller: &mut Caller<'_>, list: &ListMembers) -> Handled {
    caller.client.take_request()?;
    let (client, session, correlation) = (&mut *caller.client, caller.session, caller.correlation);
    let conn = &client.conn;
    if list.room == RoomId::INBOX {
        // Under the directory's lock: who enters later is announced behind this page.
        let directory = client.shared.directory.lock();
        let (members, more) = directory.people_page(list.after);
        let count = u32::try_from(directory.people_count()).unwrap_or(u32::MAX);
        session.push_at_inbox(conn, |next| {
            let (room, peer_posts) = (RoomId::INBOX, Added(false));
            Members { room, next, count, more, members, peer_posts }.to_frame(correlation)
        });
        return Ok(Next::Go);
    }
    let cell = caller.turn.room(list.room).ok_or(ErrorCode::NotInRoom)?;
    let pushed = cell.with(&client.shared.stragglers, |inner| {
        let members = inner.room.members(list.after);
        conn.push_at(members.to_frame(correlation), list.room, members.next);
    });
    let ((), carry) = pushed.ok_or(ErrorCode::NotInRoom)?;
    client.carries.extend(carry);
    Ok(Next::Go)
}
