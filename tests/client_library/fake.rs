//! A scripted server over real sockets, made of `salon::proto` alone: it checks what comes and says
//! what the test wants.

use salon::client::{Client, ClientError, Event, Link, Options, Room};
use salon::proto::body::Body;
use salon::proto::error_code::{ErrorCode, ResumeStatus};
use salon::proto::header::{
    Capabilities, Frame, HEADER_LEN, Header, PREFACE_LEN, Preface, VERSION,
};
use salon::proto::ids::{
    ClientNumber, Correlation, Epoch, MemberId, Number, RoomId, Token, UnixMillis,
};
use salon::proto::message::{
    Accepted, Added, Error, FromClient, Joined, Member, MemberJoined, Members, Message, Place,
    Posted, Resume, Resumed, ResumedRoom, RoomInfo, Rooms, Welcome,
};
use salon::proto::name::{Pseudo, RoomName};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

/// Longer than anything here takes, so that a test that hangs says where.
pub const GENEROUS: Duration = Duration::from_secs(20);

/// The id of the client in every script.
pub const ME: MemberId = MemberId(7);

/// The room of every script.
pub const LOBBY: RoomId = RoomId(3);

pub const EPOCH: Epoch = Epoch(11);

/// A server that follows a script, on a thread of its own.
pub struct Script {
    pub link: Link,
    thread: Option<JoinHandle<()>>,
}

impl Script {
    pub fn new(script: impl FnOnce(&Fake) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        // Whoever waits for a client that doesn't come says so.
        socket2::SockRef::from(&listener).set_read_timeout(Some(GENEROUS)).unwrap();
        let link = Link::new("127.0.0.1", listener.local_addr().unwrap().port());
        let fake = Fake { listener, welcome: welcome() };
        let thread =
            std::thread::Builder::new().name("script".into()).spawn(move || script(&fake)).unwrap();
        Self { link, thread: Some(thread) }
    }

    pub fn connect(&self) -> Client {
        self.connect_with(options()).unwrap()
    }

    /// Connects, and enters the lobby.
    pub fn enter(&self) -> (Client, Room) {
        let client = self.connect();
        let room = client.join("lobby").unwrap();
        (client, room)
    }

    pub fn connect_with(&self, options: Options) -> Result<Client, ClientError> {
        Client::connect(&self.link, options)
    }

    /// The client goes, and the script has come to its end then.
    pub fn over(self, client: Client) {
        drop(client);
        self.done();
    }

    /// The script has come to its end, with nothing to complain of.
    pub fn done(mut self) {
        if let Err(panic) = self.thread.take().unwrap().join() {
            std::panic::resume_unwind(panic);
        }
    }
}

pub fn options() -> Options {
    Options { request_timeout: GENEROUS, ..Options::new("Ada") }
}

pub fn welcome() -> Welcome {
    Welcome {
        server: "Fake".into(),
        agent: "fake 1".into(),
        time: UnixMillis(1_000),
        heartbeat_interval: 60_000,
        heartbeat_timeout: 60_000,
        resume_grace: 60_000,
        posts_per_second: 0,
        post_burst: 0,
    }
}

/// The next event, which must come.
pub fn next(client: &Client) -> Event {
    client.events().recv_timeout(GENEROUS).unwrap()
}

/// The connection is lost now; it is to be taken up at once.
pub fn lost(client: &Client) -> ClientError {
    match next(client) {
        Event::Disconnected { error, retry_in: Some(_) } => {
            client.reconnect_now();
            error
        }
        other => panic!("not lost: {other:?}"),
    }
}

/// The list of members of a room is whole again.
#[track_caller]
pub fn refreshed(client: &Client, room: &Room, members: &[u64]) {
    assert_eq!(next(client), Event::MembersRefreshed { room: room.id() });
    assert_eq!(ids(room), members);
}

/// The number and the text of a post.
pub fn post(event: Event) -> (u64, String) {
    match event {
        Event::Posted { place, content, .. } => {
            (place.number.0, content.text().unwrap().to_owned())
        }
        other => panic!("not a post: {other:?}"),
    }
}

pub fn ids(room: &Room) -> Vec<u64> {
    room.members().iter().map(|member| member.id.0).collect()
}

pub fn member(id: u64) -> Member {
    Member { id: MemberId(id), pseudo: Pseudo::new(&format!("M{id}")).unwrap() }
}

pub fn members(ids: &[u64]) -> Vec<Member> {
    ids.iter().map(|id| member(*id)).collect()
}

pub fn place(number: u64) -> Place {
    Place { room: LOBBY, number: Number(number), time: UnixMillis(5_000) }
}

pub fn inbox(number: u64) -> Place {
    Place { room: RoomId::INBOX, number: Number(number), time: UnixMillis(5_000) }
}

pub fn text(text: &str) -> Body<'_> {
    Body { content_type: "text/plain", bytes: text.as_bytes(), compressed: false }
}

/// A post of somebody else.
pub fn posted(number: u64, said: &str) -> Posted<'_> {
    Posted {
        place: place(number),
        author: MemberId(1),
        pseudo: "M1",
        client_number: ClientNumber(1),
        body: text(said),
    }
}

/// The receipt of a post of the client's.
pub fn receipt<'a>(number: u64, client_number: u64, said: &'a str) -> Posted<'a> {
    let client_number = ClientNumber(client_number);
    Posted { author: ME, pseudo: "Ada", client_number, ..posted(number, said) }
}

pub fn arrival(number: u64, id: u64) -> MemberJoined {
    MemberJoined { place: place(number), member: MemberId(id), pseudo: member(id).pseudo }
}

pub fn error(code: ErrorCode) -> Error {
    let (survives, text) = (code.survives(), code.describe().into());
    Error { code, survives, retry_after: 0, text, about: Added::default() }
}

pub fn joined(next: u64, ids: &[u64], more: bool) -> Joined {
    Joined {
        room: LOBBY,
        name: RoomName::new("lobby").unwrap(),
        topic: "Where everybody arrives".into(),
        epoch: EPOCH,
        next: Number(next),
        count: 0,
        more,
        members: members(ids),
        sequences: Added(0),
        peer_posts: Added(false),
    }
}

pub fn page(next: u64, ids: &[u64], more: bool) -> Members {
    Members {
        room: LOBBY,
        next: Number(next),
        count: 0,
        more,
        members: members(ids),
        peer_posts: Added(false),
    }
}

/// A whole list of rooms: ids, names and topics.
pub fn rooms(listed: &[(RoomId, &str, &str)]) -> Rooms {
    let room = |(room, name, topic): &(RoomId, &str, &str)| RoomInfo {
        room: *room,
        name: RoomName::new(name).unwrap(),
        topic: (*topic).into(),
        members: 1,
    };
    let rooms: Vec<_> = listed.iter().map(room).collect();
    Rooms { total: rooms.len() as u32, more: false, rooms }
}

pub fn accepted(token: u8) -> Accepted {
    Accepted {
        member: ME,
        pseudo: Pseudo::new("Ada").unwrap(),
        token: Token([token; 16]),
        inbox_epoch: EPOCH,
        inbox_next: Number(1),
        people: 1,
    }
}

pub fn resumed(token: u8, rooms: &[(RoomId, ResumeStatus)]) -> Resumed {
    let room = |(room, status): &(RoomId, ResumeStatus)| ResumedRoom {
        room: *room,
        epoch: EPOCH,
        status: *status,
    };
    Resumed {
        member: ME,
        pseudo: Pseudo::new("Ada").unwrap(),
        token: Token([token; 16]),
        rooms: rooms.iter().map(room).collect(),
    }
}

/// The server's side, where the script begins.
pub struct Fake {
    listener: TcpListener,
    pub welcome: Welcome,
}

impl Fake {
    /// A connection of which nothing was read.
    pub fn accept_raw(&self) -> Peer {
        let (stream, _) = self.listener.accept().unwrap();
        stream.set_read_timeout(Some(GENEROUS)).unwrap();
        Peer { stream, able: Capabilities::RESUME }
    }

    /// A connection whose hello was answered with `WELCOME`.
    pub fn accept(&self) -> Peer {
        let mut peer = self.accept_raw();
        peer.greet(&self.welcome);
        peer
    }

    /// A connection that bears its pseudo.
    pub fn accept_pseudo(&self) -> Peer {
        let mut peer = self.accept();
        let pseudo = peer.next();
        assert!(matches!(pseudo.message(), FromClient::Pseudo(wish) if &*wish.pseudo == "Ada"));
        peer.say(pseudo.to(), accepted(1));
        peer
    }

    /// As [`Fake::accept_pseudo`], in the lobby with members 1 and 7, before number 1.
    pub fn accept_in_lobby(&self) -> Peer {
        let mut peer = self.accept_pseudo();
        peer.expect_join(joined(1, &[1, 7], false));
        peer
    }

    /// A connection that asks to go on with a session.
    pub fn accept_resume(&self) -> (Peer, Correlation, Resume) {
        let mut peer = self.accept();
        let asked = peer.next();
        let FromClient::Resume(resume) = asked.message() else { panic!("{:?}", asked.message()) };
        (peer, asked.to(), resume)
    }

    /// One that goes on with it, in the lobby, having seen everything up to `last`.
    pub fn accept_resumed(&self, last: u64) -> Peer {
        let (mut peer, to, resume) = self.accept_resume();
        let rooms: Vec<_> = resume.rooms.iter().map(|point| (point.room, point.last.0)).collect();
        assert_eq!(rooms, [(LOBBY, last)]);
        peer.say(to, resumed(2, &[(LOBBY, ResumeStatus::Continued)]));
        peer
    }
}

/// One message of the client, as it came.
pub struct Received {
    header: Header,
    payload: Vec<u8>,
}

impl Received {
    pub fn to(&self) -> Correlation {
        self.header.correlation
    }

    pub fn message(&self) -> FromClient<'_> {
        let frame = Frame { header: self.header, payload: &self.payload };
        FromClient::decode(&frame).unwrap().unwrap()
    }
}

/// The server's end of one connection. Dropping it cuts the connection.
pub struct Peer {
    pub stream: TcpStream,
    /// What it says that it is able to do.
    pub able: Capabilities,
}

impl Peer {
    /// Reads preface and `HELLO`, answers both.
    pub fn greet(&mut self, welcome: &Welcome) {
        let mut preface = [0; PREFACE_LEN];
        self.stream.read_exact(&mut preface).unwrap();
        assert_eq!(Preface::parse(&preface).unwrap().unwrap().version, VERSION);
        let hello = self.next();
        assert!(matches!(hello.message(), FromClient::Hello(_)));
        self.preface();
        self.say(hello.to(), welcome.clone());
    }

    pub fn preface(&mut self) {
        let preface = Preface { version: VERSION, capabilities: self.able };
        self.bytes(&preface.to_bytes());
    }

    /// The next message.
    pub fn next(&mut self) -> Received {
        let mut header = [0; HEADER_LEN];
        self.stream.read_exact(&mut header).unwrap();
        let header = Header::parse(&header).unwrap();
        let mut payload = vec![0; header.len as usize];
        self.stream.read_exact(&mut payload).unwrap();
        Received { header, payload }
    }

    /// Preface, `HELLO` and `PSEUDO` of the client, whatever was answered.
    pub fn expect_hello(&mut self) {
        self.stream.read_exact(&mut [0; PREFACE_LEN]).unwrap();
        assert!(matches!(self.next().message(), FromClient::Hello(_)));
        assert!(matches!(self.next().message(), FromClient::Pseudo(_)));
    }

    /// The client closes, having said no more than its hello.
    pub fn expect_end_of_hello(&mut self) {
        self.expect_hello();
        self.expect_end();
    }

    /// The client closes, having said nothing more.
    pub fn expect_end(&mut self) {
        let mut rest = Vec::new();
        // A reset is an end, too.
        drop(self.stream.read_to_end(&mut rest));
        assert_eq!(rest, b"");
    }

    pub fn expect_join(&mut self, answer: Joined) {
        let join = self.next();
        assert!(matches!(join.message(), FromClient::Join(_)), "{:?}", join.message());
        self.say(join.to(), answer);
    }

    /// A request for rooms comes, by which a test knows that all that was said before was read.
    pub fn expect_rooms(&mut self) {
        let rooms = self.next();
        assert!(matches!(rooms.message(), FromClient::ListRooms(_)), "{:?}", rooms.message());
        self.say(rooms.to(), self::rooms(&[]));
    }

    /// The client number and the text of the next message, which is a post to the lobby.
    pub fn expect_post(&mut self) -> (u64, String, Correlation) {
        let received = self.next();
        let FromClient::Post(post) = received.message() else { panic!("{:?}", received.message()) };
        assert_eq!(post.room, LOBBY);
        let said = String::from_utf8(post.body.plain().unwrap().into_owned()).unwrap();
        (post.client_number.0, said, received.to())
    }

    /// The next message asks for the members of the lobby after somebody.
    pub fn expect_members(&mut self, after: u64) -> Correlation {
        let received = self.next();
        let FromClient::ListMembers(list) = received.message() else {
            panic!("{:?}", received.message())
        };
        assert_eq!((list.room, list.after.0), (LOBBY, after));
        received.to()
    }

    pub fn say<'a>(&mut self, to: Correlation, message: impl Message<'a>) {
        self.bytes(&message.to_frame(to));
    }

    /// An event, which answers nothing.
    pub fn tell<'a>(&mut self, message: impl Message<'a>) {
        self.say(Correlation(0), message);
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }
}
