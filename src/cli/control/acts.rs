//! From what the host typed to what the server can do.

use super::wire::{Answer, Audience, Request, Target};
use salon::hub::host::{BanTarget, Command, NoticeTarget, RoomRow, Snapshot};
use salon::proto::ids::MemberId;
use salon::proto::name::NameKey;
use std::time::Duration;

/// What a request comes down to.
#[derive(Debug, PartialEq)]
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
        Request::Notices => {
            let notices = now.notices.iter().map(|notice| notice.as_ref().into()).collect();
            return Ok(Step::Tell(Answer::Notices(notices)));
        }
        Request::Kick { pseudos, reason } => {
            Command::Kick { members: members(now, &pseudos)?, reason }
        }
        Request::Ban { targets, seconds, reason } => {
            let target = |target| match target {
                Target::Pseudo(pseudo) => BanTarget::Pseudo(pseudo),
                Target::Address(address) => BanTarget::Address(address),
            };
            let targets = targets.into_iter().map(target).collect();
            Command::Ban { targets, lasts: Duration::from_secs(seconds), reason }
        }
        Request::Unban { ids } => Command::Unban { ids },
        Request::Notice { audience, text } => {
            let target = match audience {
                Audience::Everyone => NoticeTarget::Everyone,
                Audience::Room(name) => NoticeTarget::Room(room(now, &name)?.id),
                Audience::Members(pseudos) => NoticeTarget::Members(members(now, &pseudos)?),
            };
            Command::Notice { target, text }
        }
        Request::AddRoom { name, topic, peer_posts } => {
            Command::AddRoom { name, topic, peer_posts }
        }
        Request::ChangeRoom { name, new_name, topic, peer_posts } => {
            let row = room(now, &name)?;
            Command::ChangeRoom {
                room: row.id,
                name: new_name.unwrap_or_else(|| row.name.clone()),
                topic: topic.unwrap_or_else(|| row.topic.clone()),
                peer_posts: peer_posts.unwrap_or(row.peer_posts),
            }
        }
        Request::CloseRoom { name, reason } => {
            Command::CloseRoom { room: room(now, &name)?.id, reason }
        }
        Request::Introduce { pseudos: [one, other] } => {
            Command::Introduce { members: [member(now, &one)?, member(now, &other)?] }
        }
        Request::Stop { reason } => Command::Stop { reason },
    };
    Ok(Step::Act(command))
}

/// All of them, or who is not there.
fn members(now: &Snapshot, pseudos: &[String]) -> Result<Vec<MemberId>, Unknown> {
    pseudos.iter().map(|pseudo| member(now, pseudo)).collect()
}

fn member(now: &Snapshot, pseudo: &str) -> Result<MemberId, Unknown> {
    let found = now.clients.iter().find(|row| same_name(&row.pseudo, pseudo));
    found.map(|row| row.id).ok_or_else(|| Unknown::Client(pseudo.to_owned()))
}

fn room<'a>(now: &'a Snapshot, name: &str) -> Result<&'a RoomRow, Unknown> {
    let found = now.rooms.iter().find(|row| same_name(&row.name, name));
    found.ok_or_else(|| Unknown::Room(name.to_owned()))
}

/// As the server compares names, so that "zoe\u{301}" and "Zoé" are one.
fn same_name(a: &str, b: &str) -> bool {
    let keys = NameKey::of(b);
    a == b || NameKey::of(a).iter().any(|key| keys.contains(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use salon::hub::host::{ClientRow, LinkState, Traffic};
    use salon::proto::ids::{RoomId, UnixMillis};

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
                traffic: Traffic { messages_in: 3, ..Traffic::default() },
                round_trip: Some(Duration::from_micros(1500)),
                lag: 2,
            }],
            rooms: vec![RoomRow {
                id: RoomId(3),
                name: "lobby".into(),
                topic: "Openings".into(),
                peer_posts: true,
                members: 1,
                posts: 9,
            }],
            ..Snapshot::default()
        }
    }

    #[test]
    fn names_become_ids() {
        let kick = Request::Kick { pseudos: vec!["zoe\u{301}".into()], reason: "r".into() };
        let kicked = Command::Kick { members: vec![MemberId(7)], reason: "r".into() };
        assert_eq!(step(kick, &snapshot()), Ok(Step::Act(kicked)));
        let notice = Request::Notice { audience: Audience::Room("Lobby".into()), text: "t".into() };
        let noticed = Command::Notice { target: NoticeTarget::Room(RoomId(3)), text: "t".into() };
        assert_eq!(step(notice, &snapshot()), Ok(Step::Act(noticed)));
    }

    #[test]
    fn what_is_left_out_of_a_room_stays() {
        let change = |new_name: Option<&str>, topic: Option<&str>, peer_posts| {
            let (name, new_name) = ("LOBBY".into(), new_name.map(Into::into));
            let topic = topic.map(Into::into);
            step(Request::ChangeRoom { name, new_name, topic, peer_posts }, &snapshot())
        };
        let changed = |name: &str, topic: &str, peer_posts| {
            let (room, name, topic) = (RoomId(3), name.into(), topic.into());
            Ok(Step::Act(Command::ChangeRoom { room, name, topic, peer_posts }))
        };
        assert_eq!(change(Some("hall"), None, None), changed("hall", "Openings", true));
        assert_eq!(change(None, Some(""), None), changed("lobby", "", true));
        assert_eq!(change(None, None, Some(false)), changed("lobby", "Openings", false));
    }

    #[test]
    fn who_is_not_there_is_told() {
        let pseudos = vec!["Zoé".into(), "Bob".into()];
        let kick = Request::Kick { pseudos, reason: String::new() };
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
        assert_eq!((clients[0].messages_in, clients[0].lag), (3, 2));
        assert_eq!(clients[0].round_trip, Some(1.5));
    }

    #[test]
    fn what_is_said_survives_the_wire() {
        let requests = [
            Request::Clients,
            Request::Ban {
                targets: vec![Target::Address("::1".parse().unwrap())],
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
