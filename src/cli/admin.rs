//! `salon admin`: the host's acts, said to a running server through its control socket.

use super::admin_args::{Act, AdminArgs};
use super::control::{
    self, Answer, Audience, BanView, CallError, ClientView, NoticeView, Request, RoomView, State,
    Target,
};
use super::data_dir::DataDir;
use super::exit::{Failure, Status};
use super::output;
use super::table::table;
use salon::proto::ids::UnixMillis;
use salon::texts::{self, tr};
use std::time::Duration;

/// Carries out one act.
///
/// # Errors
/// There is no server, or it did not do it.
pub fn run(args: AdminArgs) -> Result<(), Failure> {
    let data = DataDir::new(args.data)?;
    let answer = control::call(&data.control_socket(), &request(args.act)).map_err(|e| {
        let folder = data.path().display().to_string();
        match e {
            CallError::NoServer => {
                Failure::new(Status::NoServer, tr!("cli-no-server", folder = folder))
            }
            CallError::NotOurs => {
                Failure::new(Status::NoServer, tr!("cli-not-your-server", folder = folder))
            }
            CallError::Timeout => Failure::new(Status::Timeout, tr!("cli-control-timeout")),
            CallError::Broken(e) => {
                Failure::new(Status::Failed, tr!("cli-control-broken", cause = e.to_string()))
            }
        }
    })?;
    if let Answer::Refused { why } = answer {
        return Err(Failure::new(Status::NotDone, why));
    }
    let text = if args.json { json(&answer)? } else { readable(&answer) };
    // Nothing follows that a missing reader could spare.
    output::print(&text).map(|_| ())
}

fn request(act: Act) -> Request {
    match act {
        Act::Clients => Request::Clients,
        Act::Rooms => Request::Rooms,
        Act::Bans => Request::Bans,
        Act::Notices => Request::Notices,
        Act::Kick { pseudos, reason } => Request::Kick { pseudos, reason },
        Act::Ban { targets, lasts, reason } => Request::Ban {
            targets: targets
                .into_iter()
                .map(|target| target.parse().map_or(Target::Pseudo(target), Target::Address))
                .collect(),
            seconds: whole_seconds(lasts),
            reason,
        },
        Act::Unban { ids } => Request::Unban { ids },
        Act::Notice { text, room, to } => {
            let audience = match room {
                Some(room) => Audience::Room(room),
                None if to.is_empty() => Audience::Everyone,
                None => Audience::Members(to),
            };
            Request::Notice { audience, text }
        }
        Act::AddRoom { name, topic, peer_posts } => Request::AddRoom { name, topic, peer_posts },
        Act::ChangeRoom { name, rename, topic, peer_posts } => {
            Request::ChangeRoom { name, new_name: rename, topic, peer_posts }
        }
        Act::CloseRoom { name, reason } => Request::CloseRoom { name, reason },
        Act::Introduce { one, other } => Request::Introduce { pseudos: [one, other] },
        Act::Stop { reason } => Request::Stop { reason },
    }
}

/// Rounded up: a ban is never shorter than it was meant to be.
fn whole_seconds(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0))
}

fn json(answer: &Answer) -> Result<String, Failure> {
    let written = match answer {
        Answer::Clients(clients) => serde_json::to_string(clients),
        Answer::Rooms(rooms) => serde_json::to_string(rooms),
        Answer::Bans(bans) => serde_json::to_string(bans),
        Answer::Notices(notices) => serde_json::to_string(notices),
        Answer::Done { clients, bans } if bans.is_empty() => {
            serde_json::to_string(&serde_json::json!({"clients": clients}))
        }
        Answer::Done { clients, bans } => {
            serde_json::to_string(&serde_json::json!({"clients": clients, "bans": bans}))
        }
        Answer::Refused { why } => serde_json::to_string(why),
    };
    match written {
        Ok(line) => Ok(format!("{}\n", super::neutral::json(&line))),
        Err(e) => Err(Failure::new(Status::Failed, e.to_string())),
    }
}

fn readable(answer: &Answer) -> String {
    match answer {
        Answer::Clients(clients) => clients_table(clients),
        Answer::Rooms(rooms) => rooms_table(rooms),
        Answer::Bans(bans) => bans_table(bans),
        Answer::Notices(notices) => notices_table(notices),
        Answer::Done { clients, .. } => format!("{}\n", tr!("cli-done", clients = *clients)),
        Answer::Refused { why } => format!("{why}\n"),
    }
}

fn clients_table(clients: &[ClientView]) -> String {
    let row = |client: &ClientView| {
        let state = match client.state {
            State::Online => tr!("cli-state-online"),
            State::Lost => tr!("cli-state-lost"),
        };
        [
            client.pseudo.clone(),
            std::net::SocketAddr::new(client.ip, client.port).to_string(),
            client.rooms.join(", "),
            client.last_message.map_or_else(|| "-".into(), |t| texts::moment(UnixMillis(t))),
            client.messages_in.to_string(),
            client.messages_out.to_string(),
            client.round_trip.map_or_else(|| "-".into(), |ms| format!("{ms:.1} ms")),
            client.lag.to_string(),
            state,
        ]
    };
    let headings = [
        tr!("cli-column-pseudo"),
        tr!("cli-column-address"),
        tr!("cli-column-rooms"),
        tr!("cli-column-last-message"),
        tr!("cli-column-messages-in"),
        tr!("cli-column-messages-out"),
        tr!("cli-column-round-trip"),
        tr!("cli-column-lag"),
        tr!("cli-column-state"),
    ];
    table(headings, &clients.iter().map(row).collect::<Vec<_>>())
}

fn rooms_table(rooms: &[RoomView]) -> String {
    let row = |room: &RoomView| {
        let (members, posts) = (room.members.to_string(), room.posts.to_string());
        [room.name.clone(), members, posts, room.topic.clone()]
    };
    let headings = [
        tr!("cli-column-room"),
        tr!("cli-column-members"),
        tr!("cli-column-posts"),
        tr!("cli-column-topic"),
    ];
    table(headings, &rooms.iter().map(row).collect::<Vec<_>>())
}

fn bans_table(bans: &[BanView]) -> String {
    let row = |ban: &BanView| {
        let target = match &ban.target {
            Target::Pseudo(pseudo) => pseudo.clone(),
            Target::Address(address) => address.to_string(),
        };
        [ban.id.to_string(), target, texts::moment(UnixMillis(ban.until)), ban.reason.clone()]
    };
    let headings = [
        tr!("cli-column-ban"),
        tr!("cli-column-target"),
        tr!("cli-column-until"),
        tr!("cli-column-reason"),
    ];
    table(headings, &bans.iter().map(row).collect::<Vec<_>>())
}

fn notices_table(notices: &[NoticeView]) -> String {
    let row = |notice: &NoticeView| {
        let to = match &notice.to {
            Audience::Everyone => tr!("cli-everyone"),
            Audience::Room(room) => room.clone(),
            Audience::Members(pseudos) => pseudos.join(", "),
        };
        let at = texts::moment(UnixMillis(notice.time));
        [at, to, notice.clients.to_string(), notice.text.clone()]
    };
    let headings = [
        tr!("cli-column-time"),
        tr!("cli-column-to"),
        tr!("cli-column-reached"),
        tr!("cli-column-text"),
    ];
    table(headings, &notices.iter().map(row).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_as_an_address_is_one() {
        let ban = |target: &str| {
            let lasts = Duration::from_millis(1500);
            request(Act::Ban { targets: vec![target.into()], lasts, reason: String::new() })
        };
        let banned = |target| {
            let targets = vec![target];
            Request::Ban { targets, seconds: 2, reason: String::new() }
        };
        assert_eq!(ban("::1"), banned(Target::Address("::1".parse().unwrap())));
        assert_eq!(ban("Bob"), banned(Target::Pseudo("Bob".into())));
    }
}
