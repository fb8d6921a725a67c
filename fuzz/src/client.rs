//! The client library, held against a server that says anything.

use salon::client::{Client, Event, Link, Options};
use salon::proto::header::{Capabilities, Frame, PREFACE_LEN, Preface};
use salon::proto::ids::{Epoch, MemberId, Number, RoomId, Token, UnixMillis};
use salon::proto::kind::Kind;
use salon::proto::limits::{MAX_SERVER_PAYLOAD, TOKEN_LEN};
use salon::proto::message::{Accepted, Added, FromServer, Joined, Member, Message, Welcome};
use salon::proto::name::{Pseudo, RoomName};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};

const ME: MemberId = MemberId(3);
const EPOCH: Epoch = Epoch(1);
const LOBBY: RoomId = RoomId(1);
const NEXT: Number = Number(5);

/// The events of each room come in order and once each, and what is missing is named, whatever the
/// server says after the client has entered its room.
pub fn client(data: &[u8]) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let link = Link { host: "127.0.0.1".into(), port, room: None, fragment: None };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (stream, _) = listener.accept().expect("a client");
            // It may have had enough before all is said.
            let _ = serve(stream, data);
        });
        let options = Options { reconnect: false, ..Options::new("fuzz") };
        let client = Client::connect(&link, options).expect("a hello that is in order");
        let room = client.join("lobby").expect("a room");
        // Its answer never comes, or is what the bytes say.
        let _ = room.post("hello");
        listen(&client, changes_epoch(data));
        drop((room.members(), room.open_sequences()));
    });
}

/// Whether a gap says that numbers begin anew.
fn changes_epoch(mut data: &[u8]) -> bool {
    while let Ok(Some((frame, rest))) = Frame::split(data, |_| MAX_SERVER_PAYLOAD) {
        if let Ok(Some(FromServer::Gap(gap))) = FromServer::decode(&frame)
            && gap.epoch != EPOCH
        {
            return true;
        }
        data = rest;
    }
    false
}

/// Reads all events, and holds their numbers against one another.
fn listen(client: &Client, gaps_begin_anew: bool) {
    let mut last = BTreeMap::from([(RoomId::INBOX, NEXT.0 - 1), (LOBBY, NEXT.0 - 1)]);
    for event in client.events() {
        let (room, first, end) = match &event {
            Event::Gap { room, first, last } => (*room, first.0, last.0),
            Event::Posted { place, .. }
            | Event::Directed { place, .. }
            | Event::Joined { place, .. }
            | Event::Left { place, .. }
            | Event::Renamed { place, .. }
            | Event::Notice { place, .. }
            | Event::RoomChanged { place: Some(place), .. }
            | Event::Answered { place, .. }
            | Event::Opened { place: Some(place), .. }
            | Event::Resolved { place: Some(place), .. }
            | Event::RoomClosed { place: Some(place), .. } => {
                (place.room, place.number.0, place.number.0)
            }
            _ => continue,
        };
        let last = last.get_mut(&room).expect("an event of a room that was entered");
        let anew = gaps_begin_anew && matches!(event, Event::Gap { .. });
        assert!(first == *last + 1 || anew, "{event:?} after {last}");
        assert!(first <= end, "{event:?}");
        *last = end;
    }
}

/// A server that says hello, lets the client in, says `data` and hangs up.
fn serve(mut stream: TcpStream, data: &[u8]) -> io::Result<()> {
    let mut came = vec![0; PREFACE_LEN];
    stream.read_exact(&mut came)?;
    came.clear();
    stream.write_all(&Preface { version: 1, capabilities: Capabilities::SEQUENCES }.to_bytes())?;
    let mut joined = false;
    while !joined {
        let mut some = [0; 1024];
        let count = stream.read(&mut some)?;
        if count == 0 {
            return Ok(());
        }
        came.extend_from_slice(&some[..count]);
        let mut out = Vec::new();
        let mut rest = &came[..];
        while let Ok(Some((frame, behind))) = Frame::split(rest, |_| MAX_SERVER_PAYLOAD) {
            answer(&frame, &mut out);
            joined |= frame.header.kind == Kind::JOIN;
            rest = behind;
        }
        came = rest.to_vec();
        if joined {
            out.extend_from_slice(data);
        }
        stream.write_all(&out)?;
    }
    stream.shutdown(Shutdown::Write)?;
    io::copy(&mut stream, &mut io::sink()).map(drop)
}

fn answer(frame: &Frame<'_>, out: &mut Vec<u8>) {
    let correlation = frame.header.correlation;
    let pseudo = Pseudo::new("fuzz").expect("a pseudo");
    match frame.header.kind {
        Kind::HELLO => Welcome {
            server: "fuzz".into(),
            agent: "fuzz".into(),
            time: UnixMillis(0),
            heartbeat_interval: 30_000,
            heartbeat_timeout: 5_000,
            resume_grace: 0,
            posts_per_second: 0,
            post_burst: 0,
        }
        .append(correlation, out),
        Kind::PSEUDO => Accepted {
            member: ME,
            pseudo,
            token: Token([0; TOKEN_LEN]),
            inbox_epoch: EPOCH,
            inbox_next: NEXT,
            people: 1,
        }
        .append(correlation, out),
        Kind::JOIN => Joined {
            room: LOBBY,
            name: RoomName::new("lobby").expect("a name"),
            topic: "".into(),
            epoch: EPOCH,
            next: NEXT,
            count: 1,
            more: false,
            members: vec![Member { id: ME, pseudo }],
            sequences: Added(0),
            peer_posts: Added(false),
        }
        .append(correlation, out),
        _ => {}
    }
}
