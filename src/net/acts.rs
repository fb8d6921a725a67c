//! What each command of the host does.

use super::introduce;
use super::session::Session;
use super::shared::Shared;
use crate::hub::host::{BanTarget, Command, Done, HostError, NoticeTarget, SentNotice, SentTo};
use crate::hub::room::RoomSettings;
use crate::proto::error_code::{ByeReason, ErrorCode, LeaveCause, NoticeScope};
use crate::proto::ids::{MemberId, RoomId, UnixMillis};
use crate::proto::limits::{MAX_NOTICE, MAX_REASON, MAX_TOPIC};
use crate::proto::message::Notice;
use crate::proto::name::{Pseudo, RoomName};
use std::sync::Arc;
use std::time::Duration;

/// Carries out a command.
pub(super) fn execute(shared: &Arc<Shared>, command: Command) -> Result<Done, HostError> {
    let done = match command {
        Command::Kick { members, reason } => kick(shared, &members, &reason),
        Command::Ban { targets, lasts, reason } => ban(shared, targets, lasts, &reason),
        Command::Unban { ids } => unban(shared, &ids),
        Command::Notice { target, text } => notice(shared, &target, text),
        Command::AddRoom { name, topic, peer_posts } => {
            let settings = settings(&name, &topic, peer_posts)?;
            shared.add_room(settings).map(|_| Done::default())
        }
        Command::ChangeRoom { room, name, topic, peer_posts } => {
            change_room(shared, room, settings(&name, &topic, peer_posts)?)
        }
        Command::CloseRoom { room, reason } => close_room(shared, room, &reason),
        Command::Introduce { members } => introduce(shared, members),
        // The thread itself ends with it.
        Command::Stop { .. } => Err(HostError::Stopped),
    };
    shared.mark_changed();
    done
}

fn short(text: &str, most: usize) -> Result<(), HostError> {
    if text.len() > most { Err(HostError::TooLong(most)) } else { Ok(()) }
}

fn kick(shared: &Shared, members: &[MemberId], reason: &str) -> Result<Done, HostError> {
    short(reason, MAX_REASON)?;
    let sessions = sessions_of(shared, members)?;
    for session in &sessions {
        shared.dismiss(session, ByeReason::Kicked, LeaveCause::Kicked, reason);
        tracing::info!(member = session.id.0, ?reason, "kicked");
    }
    Ok(Done::for_clients(sessions.len()))
}

/// The sessions of those who are still there, who must be one at least.
fn sessions_of(shared: &Shared, members: &[MemberId]) -> Result<Vec<Arc<Session>>, HostError> {
    let directory = shared.directory.lock();
    let session = |member: &MemberId| directory.person(*member).map(|p| Arc::clone(&p.session));
    let sessions: Vec<_> = members.iter().filter_map(session).collect();
    if sessions.is_empty() { Err(HostError::NoSuchMember) } else { Ok(sessions) }
}

fn ban(
    shared: &Shared,
    targets: Vec<BanTarget>,
    lasts: Duration,
    reason: &str,
) -> Result<Done, HostError> {
    short(reason, MAX_REASON)?;
    let targets: Vec<BanTarget> = targets.into_iter().map(checked).collect::<Result<_, _>>()?;
    let now = shared.clock.wall();
    let lasts = i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX);
    let until = UnixMillis(now.0.saturating_add(lasts));
    let mut done = Done::default();
    for target in targets {
        let concerned = {
            let mut directory = shared.directory.lock();
            done.bans.push(directory.bans.add(target.clone(), until, reason.to_owned(), now));
            concerned(&directory, &target)
        };
        for session in &concerned {
            shared.dismiss(session, ByeReason::Banned, LeaveCause::Banned, reason);
        }
        done.clients += concerned.len();
        tracing::info!(?target, ?reason, "banned");
    }
    Ok(done)
}

/// A target as connections are known by it: an address of IPv4 in IPv6 is one of IPv4.
fn checked(target: BanTarget) -> Result<BanTarget, HostError> {
    match target {
        BanTarget::Address(address) => Ok(BanTarget::Address(address.to_canonical())),
        BanTarget::Pseudo(name) => {
            Pseudo::new(&name)?;
            Ok(BanTarget::Pseudo(name))
        }
    }
}

fn concerned(directory: &super::shared::People, target: &BanTarget) -> Vec<Arc<Session>> {
    match target {
        BanTarget::Address(address) => directory
            .people()
            .filter(|person| person.address.ip() == *address)
            .map(|person| Arc::clone(&person.session))
            .collect(),
        BanTarget::Pseudo(name) => directory
            .find_pseudo(name)
            .map(|person| Arc::clone(&person.session))
            .into_iter()
            .collect(),
    }
}

fn unban(shared: &Shared, ids: &[u64]) -> Result<Done, HostError> {
    let now = shared.clock.wall();
    let mut directory = shared.directory.lock();
    let lifted = ids.iter().filter(|id| directory.bans.lift(**id, now)).count();
    if lifted == 0 { Err(HostError::NoSuchBan) } else { Ok(Done::default()) }
}

fn notice(shared: &Shared, target: &NoticeTarget, text: String) -> Result<Done, HostError> {
    if text.trim().is_empty() {
        return Err(HostError::EmptyNotice);
    }
    short(&text, MAX_NOTICE)?;
    let at = shared.clock.wall();
    let (to, clients) = match target {
        NoticeTarget::Everyone => {
            let everyone: Vec<_> =
                shared.directory.lock().people().map(|p| Arc::clone(&p.session)).collect();
            tell(&everyone, target.scope(), &text, at);
            (SentTo::Everyone, everyone.len())
        }
        NoticeTarget::Members(members) => {
            let sessions = sessions_of(shared, members)?;
            tell(&sessions, target.scope(), &text, at);
            (SentTo::Members(pseudos(shared, &sessions)), sessions.len())
        }
        NoticeTarget::Room(room) => tell_room(shared, *room, &text, at)?,
    };
    shared.directory.lock().notices.add(SentNotice { at, to, text, clients });
    Ok(Done::for_clients(clients))
}

fn tell(sessions: &[Arc<Session>], scope: NoticeScope, text: &str, now: UnixMillis) {
    for session in sessions {
        session.tell(now, |place| Notice { place, scope, text: text.into() });
    }
}

fn pseudos(shared: &Shared, sessions: &[Arc<Session>]) -> Vec<String> {
    let directory = shared.directory.lock();
    let pseudo =
        |session: &Arc<Session>| directory.person(session.id).map(|p| p.pseudo.to_string());
    sessions.iter().filter_map(pseudo).collect()
}

fn tell_room(
    shared: &Shared,
    room: RoomId,
    text: &str,
    now: UnixMillis,
) -> Result<(SentTo, usize), HostError> {
    let (cell, name, members) = {
        let directory = shared.directory.lock();
        let entry = directory.room(room).ok_or(HostError::NoSuchRoom)?;
        (Arc::clone(&entry.cell), entry.settings.name.to_string(), entry.members)
    };
    let told = cell.with(&shared.stragglers, |inner| inner.room.notice(text, now));
    let ((), carry) = told.ok_or(HostError::NoSuchRoom)?;
    if let Some(carry) = carry {
        carry.run();
    }
    Ok((SentTo::Room(name), members))
}

fn introduce(shared: &Arc<Shared>, members: [MemberId; 2]) -> Result<Done, HostError> {
    match introduce::ask(shared, members) {
        Ok(id) => Ok(Done { asked: Some(id), ..Done::for_clients(members.len()) }),
        Err(ErrorCode::NotAllowed) => Err(HostError::IntroductionsOff),
        Err(ErrorCode::NoSuchMember) => Err(HostError::NotTwo),
        Err(_) => Err(HostError::Busy),
    }
}

/// What the host says of a room, if it can be said.
fn settings(name: &str, topic: &str, peer_posts: bool) -> Result<RoomSettings, HostError> {
    short(topic, MAX_TOPIC)?;
    Ok(RoomSettings { name: RoomName::new(name)?, topic: topic.into(), peer_posts })
}

fn change_room(shared: &Shared, room: RoomId, settings: RoomSettings) -> Result<Done, HostError> {
    let (entry, unchanged) = {
        let mut directory = shared.directory.lock();
        let before = directory.room(room).ok_or(HostError::NoSuchRoom)?;
        let unchanged = before.settings == settings;
        (directory.change_room(room, settings)?.clone(), unchanged)
    };
    if unchanged {
        return Ok(Done::for_clients(entry.members));
    }
    let now = shared.clock.wall();
    let changed = entry.cell.with(&shared.stragglers, |inner| {
        inner.room.change(entry.settings, now);
    });
    if let Some(((), Some(carry))) = changed {
        carry.run();
    }
    Ok(Done::for_clients(entry.members))
}

fn close_room(shared: &Shared, room: RoomId, reason: &str) -> Result<Done, HostError> {
    short(reason, MAX_REASON)?;
    let entry = shared.directory.lock().close_room(room).ok_or(HostError::NoSuchRoom)?;
    let now = shared.clock.wall();
    let closed = entry.cell.with(&shared.stragglers, |inner| {
        inner.room.close(reason, now);
        inner.close();
    });
    if let Some(((), Some(carry))) = closed {
        carry.run();
    }
    Ok(Done::for_clients(entry.members))
}
