//! What only the newest of counts.

use super::{Caller, Handled, Refusal};
use crate::hub::newest::Key;
use crate::net::latest::Pending;
use crate::net::reader::Next;
use crate::proto::error_code::ErrorCode;
use crate::proto::ids::Correlation;
use crate::proto::message::{Latest, Message, Newest};

/// `LATEST`: has no answer. It leaves with all else that this read brought, or a little later.
#[inline(never)]
pub(super) fn latest(caller: &mut Caller<'_>, latest: &Latest<'_>) -> Handled {
    let (client, session) = (&mut *caller.client, caller.session);
    let rate = client.shared.config.limits.latest;
    let pending = client.latest.get_or_insert_with(|| Pending::new(rate, client.now));
    pending.admit(client.now).map_err(Refusal::rate)?;
    latest.body.check()?;
    let is_in = caller.turn.room(latest.room).is_some_and(|cell| !cell.is_closed());
    if !is_in {
        return Err(ErrorCode::NotInRoom.into());
    }
    let newest = Newest {
        room: latest.room,
        author: session.id,
        pseudo: caller.turn.pseudo.as_str(),
        key: latest.key,
        time: client.wall,
        body: latest.body,
    };
    let key = Key { room: latest.room, author: session.id, key: latest.key };
    pending.put(key, newest.to_frame(Correlation(0)).into());
    Ok(Next::Go)
}
