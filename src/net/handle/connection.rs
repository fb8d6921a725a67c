//! Hello, pseudo, heartbeat, goodbye.

use super::{Caller, Handled, Refusal};
use crate::hub::directory::PseudoRefused;
use crate::net::meter::MEASURING;
use crate::net::reader::{Client, Next, TokenProof};
use crate::net::session::Session;
use crate::net::shared::{Shared, new_token};
use crate::proto::error_code::{ByeReason, ErrorCode, LeaveCause};
use crate::proto::ids::{Correlation, Token};
use crate::proto::message::{
    Accepted, Bye, Hello, MemberRenamed, Message, Ping, Pong, PseudoWish, Welcome,
};
use crate::proto::name::Pseudo;
use std::sync::Arc;
use std::time::Duration;

/// The description of this program that `WELCOME` carries.
const AGENT: &str = concat!("salon ", env!("CARGO_PKG_VERSION"));

/// `HELLO`: answered by `WELCOME`.
#[inline(never)]
pub(super) fn hello(client: &mut Client, correlation: Correlation, hello: &Hello) -> Handled {
    tracing::debug!(conn = client.conn.number, agent = ?&*hello.agent, "hello");
    let config = &client.shared.config;
    let welcome = Welcome {
        server: config.name.as_str().into(),
        agent: AGENT.into(),
        time: client.wall,
        heartbeat_interval: millis(config.heartbeat.interval),
        heartbeat_timeout: millis(config.heartbeat.timeout),
        resume_grace: millis(config.resume_grace),
        posts_per_second: config.limits.posts.per_second,
        post_burst: config.limits.posts.burst,
    };
    client.conn.push(welcome.to_frame(correlation));
    client.machine.welcomed();
    Ok(Next::Go)
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

/// `PING`: answered by `PONG`.
pub(super) fn ping(client: &mut Client, correlation: Correlation, ping: Ping) -> Handled {
    client.take_request()?;
    client.conn.push(Pong { nonce: ping.nonce }.to_frame(correlation));
    Ok(Next::Go)
}

/// `PONG`: no reply.
pub(super) fn pong(client: &mut Client, pong: &Pong) -> Handled {
    let now = client.now;
    let meter = &client.conn.meter;
    let first = match client.machine.pong(now, pong.nonce) {
        Some(round_trip) => meter.answered(round_trip),
        None => pong.nonce == MEASURING && meter.measured(now),
    };
    if first {
        // Later ones are seen with whatever changes next.
        client.shared.mark_changed();
    }
    if client.token == TokenProof::Asked(pong.nonce)
        && let Some(session) = &client.session
    {
        client.token = TokenProof::Given;
        client.shared.directory.lock().received(session.id);
    }
    Ok(Next::Go)
}

/// The first `PSEUDO`: answered by `ACCEPTED`, and the others are told.
#[inline(never)]
pub(super) fn pseudo(client: &mut Client, correlation: Correlation, wish: &PseudoWish) -> Handled {
    client.take_request()?;
    let pseudo = wished(wish)?;
    let token = fresh_token()?;
    let session = enter(client, &pseudo, token)?;
    let turn = session.turn.lock();
    accept(client, &session, &turn.pseudo, token, correlation);
    tracing::info!(
        member = session.id.0,
        pseudo = ?pseudo.as_str(),
        peer = %client.conn.peer,
        "connected"
    );
    let shared = &client.shared;
    let announced = shared.directory.lock().person(session.id).is_some_and(|p| p.announced);
    if announced {
        shared.announce_arrival(&session, &turn);
    }
    drop(turn);
    client.machine.connected();
    client.session = Some(session);
    client.shared.mark_changed();
    Ok(Next::TakeTurn)
}

fn wished(wish: &PseudoWish) -> Result<Pseudo, Refusal> {
    Pseudo::new(&wish.pseudo).map_err(|error| {
        Refusal::new(ErrorCode::PseudoInvalid, format!("this can't be a pseudo: {error}"))
    })
}

/// A token that nobody can guess.
pub(super) fn fresh_token() -> Result<Token, Refusal> {
    new_token().map_err(|error| {
        tracing::error!(%error, "no randomness for a token");
        ErrorCode::Internal.into()
    })
}

fn enter(client: &Client, pseudo: &Pseudo, token: Token) -> Result<Arc<Session>, Refusal> {
    let (conn, wall) = (&client.conn, client.wall);
    free_if_lost(&client.shared, |directory| {
        let session =
            |id, epoch| Session::new(id, pseudo.clone(), epoch, conn, client.shared.post_bucket());
        directory
            .enter(pseudo.clone(), conn.peer, token, wall, session)
            .map(|person| Arc::clone(&person.session))
    })
}

/// Tries to give out a pseudo; one that a lost session of the same address bears is freed first.
fn free_if_lost<T>(
    shared: &Shared,
    give: impl Fn(&mut crate::net::shared::People) -> Result<T, PseudoRefused<Arc<Session>>>,
) -> Result<T, Refusal> {
    let first = give(&mut shared.directory.lock());
    let refused = match first {
        Ok(given) => return Ok(given),
        Err(PseudoRefused::HeldByLost(lost)) => {
            // Somebody may be resuming it at this moment: then it is taken after all.
            if let Some(mut turn) = lost.turn.try_lock()
                && turn.conn.is_none()
            {
                shared.end(&lost, &mut turn, LeaveCause::Lost, "");
            }
            match give(&mut shared.directory.lock()) {
                Ok(given) => return Ok(given),
                Err(refused) => refused,
            }
        }
        Err(refused) => refused,
    };
    Err(match refused {
        PseudoRefused::Taken | PseudoRefused::HeldByLost(_) => ErrorCode::PseudoTaken.into(),
        PseudoRefused::Banned(ban) => {
            let retry_after = ban.left(shared.clock.wall());
            Refusal { text: ban.reason, retry_after, ..ErrorCode::Banned.into() }
        }
    })
}

fn accept(
    client: &Client,
    session: &Session,
    pseudo: &Pseudo,
    token: Token,
    correlation: Correlation,
) {
    let people = client.shared.directory.lock().people_count();
    session.open_inbox(&client.conn, |inbox_epoch, inbox_next| {
        Accepted {
            member: session.id,
            pseudo: pseudo.clone(),
            token,
            inbox_epoch,
            inbox_next,
            people: u32::try_from(people).unwrap_or(u32::MAX),
        }
        .to_frame(correlation)
    });
}

/// `PSEUDO` from somebody who bears one: answered by `ACCEPTED`, and the others are told.
#[inline(never)]
pub(super) fn rename(caller: &mut Caller<'_>, wish: &PseudoWish) -> Handled {
    caller.client.take_request()?;
    let (client, session, turn) = (&mut *caller.client, caller.session, &mut *caller.turn);
    let new = wished(wish)?;
    let token = fresh_token()?;
    let wall = client.wall;
    free_if_lost(&client.shared, |directory| {
        directory.rename(session.id, new.clone(), token, wall)
    })
    .map_err(keep_connected)?;
    client.token = TokenProof::Wanted;
    let old = std::mem::replace(&mut turn.pseudo, new.clone());
    accept(client, session, &new, token, caller.correlation);
    if old == new {
        return Ok(Next::Go);
    }
    for cell in &turn.rooms {
        let renamed = cell.with(&client.shared.stragglers, |inner| {
            inner.room.rename(session.id, &new, wall);
        });
        client.carries.extend(renamed.and_then(|((), carry)| carry));
    }
    let shared = &client.shared;
    if shared.directory.lock().person(session.id).is_some_and(|p| p.announced) {
        let member = session.id;
        shared.announce(member, |place| MemberRenamed {
            place,
            member,
            old: old.clone(),
            new: new.clone(),
        });
    }
    shared.mark_changed();
    Ok(Next::Go)
}

/// Who asks for a banned pseudo keeps the one that they bear, and their connection.
fn keep_connected(refusal: Refusal) -> Refusal {
    match refusal.code {
        ErrorCode::Banned => Refusal { code: ErrorCode::PseudoInvalid, ..refusal },
        _ => refusal,
    }
}

/// `BYE` from somebody who bears a pseudo: answered by `BYE`, and the others are told that they left.
#[inline(never)]
pub(super) fn bye(caller: &mut Caller<'_>) -> Handled {
    let (client, session) = (&mut *caller.client, caller.session);
    tracing::info!(member = session.id.0, pseudo = ?caller.turn.pseudo.as_str(), "left");
    client.shared.end(session, caller.turn, LeaveCause::Left, "");
    bye_unnamed(client, caller.correlation)
}

/// `BYE` from somebody without a pseudo: answered by `BYE`.
pub(super) fn bye_unnamed(client: &mut Client, correlation: Correlation) -> Handled {
    let bye = Bye { reason: ByeReason::Leaving, text: "".into() };
    client.conn.finish(bye.to_frame(correlation));
    client.machine.closed();
    Ok(Next::Linger)
}
