//! Calls: they go to the switchboard of the services, and their answers leave from the services' threads.

use super::{Caller, Handled, Refusal};
use crate::net::conn::Conn;
use crate::net::reader::{Next, error_frame};
use crate::proto::ids::Correlation;
use crate::proto::message::{Call, CallResult, CancelCall, Failed, ListServices, Message};
use crate::services::{self, Answer, Asked};
use std::sync::Arc;
use std::time::Duration;

/// `CALL`: answered by `RESULT`, `FAILED` or an error, in whatever order calls come to their end.
#[inline(never)]
pub(super) fn call(caller: &mut Caller<'_>, call: &Call<'_>) -> Handled {
    let (client, session, turn) = (&mut *caller.client, caller.session, &mut *caller.turn);
    let own = turn.calls.get_or_insert_with(|| client.shared.new_calls());
    own.rate.take(client.now).map_err(Refusal::rate)?;
    let (conn, correlation) = (Arc::clone(&client.conn), caller.correlation);
    let asked = Asked {
        number: correlation.0,
        call,
        caller: services::Caller { member: session.id, pseudo: turn.pseudo.to_string() },
    };
    let reply = Box::new(move |answer| send(&conn, correlation, answer));
    let taken = client.shared.switchboard.call(&own.calls, asked, reply);
    taken.map_err(|(code, text)| Refusal::new(code, text))?;
    Ok(Next::Go)
}

/// Sends the answer, from whichever thread has it.
fn send(conn: &Arc<Conn>, correlation: Correlation, answer: Answer) {
    let frame = match answer {
        Answer::Result(value) => CallResult { value: &value }.to_frame(correlation),
        Answer::Failed(failure, details) => Failed {
            code: failure.code,
            name: failure.name.as_str().into(),
            text: failure.text.as_str().into(),
            value: &details,
        }
        .to_frame(correlation),
        Answer::Refused(code, text) => error_frame(correlation, code, Duration::ZERO, &text),
    };
    conn.push(frame);
    conn.flush();
}

/// `CANCEL_CALL`: the call itself is answered, unless it was already.
#[inline(never)]
pub(super) fn cancel(caller: &Caller<'_>, cancel: &CancelCall) -> Handled {
    if let Some(own) = &caller.turn.calls {
        own.calls.cancel(cancel.call);
    }
    Ok(Next::Go)
}

/// `LIST_SERVICES`: answered by a page of `SERVICES`.
#[inline(never)]
pub(super) fn list(caller: &mut Caller<'_>, list: &ListServices) -> Handled {
    caller.client.take_request()?;
    let page = caller.client.shared.switchboard.page(&list.after);
    caller.client.conn.push(page.to_frame(caller.correlation));
    Ok(Next::Go)
}
