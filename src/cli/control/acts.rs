//! From what the host typed to what the server can do.

use super::wire::{Answer, Audience, Request, Target};
use salon::hub::host::{BanTarget, Command, NoticeTarget, Snapshot};
use salon::proto::ids::{MemberId, RoomId};
use salon::proto::name::NameKey;
use std::time::Duration;

/// What a request comes down to.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// The answer is known.
    Tell(Answer),
    /// The server is to act.
    Act(Command),
}

/// Whom or what the server doesn't know, as the host typed it.
#[derive(Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Nobody bears this pseudo.
    Client(String),
    /// There is no room of this name.
    Room(String),
}

/// Looks up in `now` whom and what the request names.
///
/// # Errors
/// There is no such client or room.
pub fn step(request: Request, now: &Snapshot) -> Result<Step, Unknown> {
    let command = match request {
        Request::Clients => {
            return Ok(Step::Tell(Answer::Clients(now.clients.iter().map(Into::into).collect())));
        }
        Request::Rooms => {
            return Ok(Step::Tell(Answer::Rooms(now.rooms.iter().map(Into::into).collect())));
        }
        Request::Bans => {
            return Ok(Step::Tell(Answer::Bans(now.bans.iter().map(Into::into).collect())));
        }
        Request::Kick { pseudo, reason } => Command::Kick { member: member(now, &pseudo)?, reason },
        Request::Ban { target, seconds, reason } => {
            let target = match target {
                Target::Pseudo(pseudo) => BanTarget::Pseudo(pseudo),
                Target::Address(address) => BanTarget::Address(address),
            };
            Command::Ban { target, lasts: Duration::from_secs(seconds), reason }
        }
        Request::Unban { id } => Command::Unban { id },
        Request::Notice { audience, text } => {
            let target = match audience {
                Audience::Everyone => NoticeTarget::Everyone,
                Audience::Room(name) => NoticeTarget::Room(room(now, &name)?),
                Audience::Member(pseudo) => NoticeTarget::Member(member(now, &pseudo)?),
            };
            Command::Notice { target, text }
        }
        Request::AddRoom { name, topic } => Command::AddRoom { name, topic },
        Request::CloseRoom { name, reason } => {
            Command::CloseRoom { room: room(now, &name)?, reason }
        }
        Request::Stop { reason } => Command::Stop { reason },
    };
    Ok(Step::Act(command))
}

fn member(now: &Snapshot, pseudo: &str) -> Result<MemberId, Unknown> {
    let found = now.clients.iter().find(|row| same_name(&row.pseudo, pseudo));
    found.map(|row| row.id).ok_or_else(|| Unknown::Client(pseudo.to_owned()))
}

fn room(now: &Snapshot, name: &str) -> Result<RoomId, Unknown> {
    let found = now.rooms.iter().find(|row| same_name(&row.name, name));
    found.map(|row| row.id).ok_or_else(|| Unknown::Room(name.to_owned()))
}

/// As the server compares names, so that "zoe\u{301}" and "Zoé" are one.
fn same_name(a: &str, b: &str) -> bool {
    let keys = NameKey::of(b);
    a == b || NameKey::of(a).iter().any(|key| keys.contains(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use salon::hub::host::{ClientRow, LinkState, RoomRow};
    use salon::proto::ids::UnixMillis;

    fn snapshot() -> Snapshot {
        Snapshot {
            clients: vec![ClientRow {
                id: MemberId(7),
                pseudo: "Zoé".into(),
                address: "[::ffff:10.0.0.9]:4242".parse().unwrap(),
                rooms: vec!["lobby".into()],
                last_message: None,
                since: UnixMillis(1),
                link: LinkState::Online,
            }],
            rooms: vec![RoomRow {
                id: RoomId(3),
                name: "lobby".into(),
                topic: String::new(),
                members: 1,
            }],
            ..Snapshot::default()
        }
    }

    #[test]
    fn names_become_ids() {
        let kick = Request::Kick { pseudo: "zoe\u{301}".into(), reason: "r".into() };
        let kicked = Command::Kick { member: MemberId(7), reason: "r".into() };
        assert_eq!(step(kick, &snapshot()), Ok(Step::Act(kicked)));
        let notice = Request::Notice { audience: Audience::Room("Lobby".into()), text: "t".into() };
        let noticed = Command::Notice { target: NoticeTarget::Room(RoomId(3)), text: "t".into() };
        assert_eq!(step(notice, &snapshot()), Ok(Step::Act(noticed)));
    }

    #[test]
    fn who_is_not_there_is_told() {
        let kick = Request::Kick { pseudo: "Bob".into(), reason: String::new() };
        assert_eq!(step(kick, &snapshot()), Err(Unknown::Client("Bob".into())));
        let close = Request::CloseRoom { name: "chess".into(), reason: String::new() };
        assert_eq!(step(close, &snapshot()), Err(Unknown::Room("chess".into())));
    }

    #[test]
    fn lists_show_plain_addresses() {
        let Ok(Step::Tell(Answer::Clients(clients))) = step(Request::Clients, &snapshot()) else {
            panic!("not a list");
        };
        assert_eq!(clients[0].ip.to_string(), "10.0.0.9");
        assert_eq!(clients[0].port, 4242);
    }

    #[test]
    fn what_is_said_survives_the_wire() {
        let requests = [
            Request::Clients,
            Request::Ban {
                target: Target::Address("::1".parse().unwrap()),
                seconds: 60,
                reason: "r".into(),
            },
            Request::Notice { audience: Audience::Everyone, text: "a\nb".into() },
            Request::Stop { reason: String::new() },
        ];
        for request in requests {
            let line = serde_json::to_string(&request).unwrap();
            assert!(!line.contains('\n'));
            assert_eq!(serde_json::from_str::<Request>(&line).unwrap(), request);
        }
    }
}
