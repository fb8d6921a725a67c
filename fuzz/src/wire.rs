//! The wire: what a server or a client does with bytes, without a socket.

use salon::proto::body::{Body, PackedBody, TEXT};
use salon::proto::header::{Flags, Frame, HEADER_LEN, Header, Preface};
use salon::proto::heartbeat::HeartbeatTiming;
use salon::proto::ids::{Correlation, Tick};
use salon::proto::kind::Kind;
use salon::proto::limits::{MAX_INFLATED_BODY, MAX_SERVER_PAYLOAD};
use salon::proto::machine::{Due, Machine, Phase, Step};
use salon::proto::message::{FromClient, FromServer};
use salon::proto::name::{NameKey, Pseudo, RoomName};
use salon::proto::value::Graph;
use salon::proto::value::schema::Type;
use std::time::Duration;

/// The preface and the header: what is read is written as it was, and no more is taken than there is.
pub fn header(data: &[u8]) {
    if let Ok(Some(preface)) = Preface::parse(data) {
        assert_eq!(Preface::parse(&preface.to_bytes()), Ok(Some(preface)));
    }
    if let Some(header) = Header::parse(data) {
        assert_eq!(header.to_bytes()[..], data[..HEADER_LEN]);
    }
    if let Ok(Some((frame, rest))) = Frame::split(data, |_| MAX_SERVER_PAYLOAD) {
        assert_eq!(HEADER_LEN + frame.payload.len() + rest.len(), data.len());
        assert_eq!(frame.header.len as usize, frame.payload.len());
    }
}

/// Two bytes say the kind, two the flags, and the rest is the payload.
fn frame(data: &[u8]) -> Option<Frame<'_>> {
    let [k0, k1, f0, f1, payload @ ..] = data else { return None };
    let header = Header {
        len: u32::try_from(payload.len()).ok()?,
        kind: Kind(u16::from_be_bytes([*k0, *k1])),
        flags: Flags(u16::from_be_bytes([*f0, *f1])),
        correlation: Correlation(7),
    };
    Some(Frame { header, payload })
}

/// The first message of a buffer that holds a whole one.
fn whole(bytes: &[u8]) -> Frame<'_> {
    let split = Frame::split(bytes, |_| u32::MAX).expect("a length within the limits");
    split.expect("a whole message").0
}

/// Every payload of a client: what is read and written again reads the same.
pub fn client_message(data: &[u8]) {
    let Some(frame) = frame(data) else { return };
    let Ok(Some(message)) = FromClient::decode(&frame) else { return };
    let mut again = Vec::new();
    message.append(frame.header.correlation, &mut again);
    assert_eq!(FromClient::decode(&whole(&again)), Ok(Some(message.clone())));
    match message {
        FromClient::Post(post) => body(&post.body),
        FromClient::Direct(direct) => body(&direct.body),
        FromClient::Latest(latest) => body(&latest.body),
        FromClient::Open(open) => body(&open.body),
        FromClient::Answer(answer) => body(&answer.body),
        _ => {}
    }
}

/// Every payload of a server, as [`client_message`].
pub fn server_message(data: &[u8]) {
    let Some(frame) = frame(data) else { return };
    let Ok(Some(message)) = FromServer::decode(&frame) else { return };
    let mut again = Vec::new();
    message.append(frame.header.correlation, &mut again);
    assert_eq!(FromServer::decode(&whole(&again)), Ok(Some(message.clone())));
    match message {
        FromServer::Posted(posted) => body(&posted.body),
        FromServer::Directed(directed) => body(&directed.body),
        FromServer::Newest(newest) => body(&newest.body),
        FromServer::Opened(opened) => body(&opened.body),
        FromServer::Answered(answered) => body(&answered.body),
        _ => {}
    }
}

fn body(body: &Body<'_>) {
    if body.check().is_ok() && body.content_type.starts_with("text/") {
        let plain = body.plain().expect("a body that was checked");
        assert!(std::str::from_utf8(&plain).is_ok());
    }
}

/// The inflater: what comes out is as long as was declared, within the limit, and can be packed.
pub fn inflate(data: &[u8]) {
    let packed = Body { content_type: TEXT, bytes: data, compressed: true };
    let Ok(plain) = packed.plain() else { return };
    let declared = u32::from_be_bytes(*data.first_chunk().expect("a length"));
    assert_eq!(plain.len(), declared as usize);
    assert!(declared <= MAX_INFLATED_BODY);
    if let Ok(again) = PackedBody::pack(TEXT, &plain) {
        assert_eq!(again.as_body().plain().as_deref(), Ok(&plain[..]));
    }
}

/// Names: one that is taken is taken again as it is, and is the same as itself.
pub fn names(data: &[u8]) {
    let wish = String::from_utf8_lossy(data);
    if let Ok(pseudo) = Pseudo::new(&wish) {
        assert_eq!(Pseudo::new(pseudo.as_str()).as_ref(), Ok(&pseudo));
        let keys = NameKey::of(pseudo.as_str());
        assert!(!keys.is_empty());
        assert_eq!(keys, NameKey::of(&wish), "{wish:?} is {pseudo:?}");
    }
    if let Ok(name) = RoomName::new(&wish) {
        assert_eq!(RoomName::new(name.as_str()).as_ref(), Ok(&name));
        assert_eq!(name.keys(), NameKey::of(name.as_str()));
    }
}

/// Typed values and the descriptions of types: what is read is written so that it reads the same.
pub fn value(data: &[u8]) {
    if let Ok(graph) = Graph::decode(data) {
        let again = graph.encode().expect("what was read");
        assert_eq!(Graph::decode(&again).as_ref(), Ok(&graph));
        assert!(again.len() <= data.len(), "what was written first refers to nothing later");
    }
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(ty) = text.parse::<Type>()
    {
        assert_eq!(ty.to_string(), text);
    }
}

/// The state machine of a connection. The first byte says in what chunks the others come: what it
/// makes of them must not depend on that.
pub fn machine(data: &[u8]) {
    let Some((chunk, input)) = data.split_first() else { return };
    let whole = drive(input, input.len().max(1));
    let chunked = drive(input, usize::from(*chunk).max(1));
    assert_eq!(whole, chunked);
}

const TIMING: HeartbeatTiming =
    HeartbeatTiming { interval: Duration::from_millis(20), timeout: Duration::from_millis(10) };

/// Feeds a machine as a server does, and answers as one that refuses nothing. Tells what came.
fn drive(input: &[u8], chunk: usize) -> Vec<String> {
    let handshake = Duration::from_secs(3600);
    let mut machine = Machine::new(Tick(0), handshake, TIMING);
    let (mut buffer, mut now, mut came) = (Vec::new(), Tick(0), Vec::new());
    for bytes in input.chunks(chunk) {
        now = now.plus(Duration::from_millis(1));
        machine.heard(now);
        while let Due::Ping(_) = machine.poll(now).expect("a sign of life has come") {}
        buffer.extend_from_slice(bytes);
        let mut taken = 0;
        loop {
            match machine.next(&buffer[taken..]) {
                Ok(Some(step)) => {
                    assert!(step.len > 0 && step.len <= buffer.len() - taken);
                    taken += step.len;
                    came.push(format!("{:?}", step.step));
                    let closed = act(&step.step);
                    answer(&mut machine, closed);
                }
                Ok(None) => break,
                Err(fatal) => {
                    came.push(fatal.to_string());
                    return came;
                }
            }
            if machine.phase() == Phase::Closed {
                return came;
            }
        }
        buffer.drain(..taken);
    }
    came
}

/// What a server does about a step.
#[derive(Debug, Clone, Copy)]
enum Act {
    Nothing,
    Welcome,
    Connect,
    Close,
}

fn act(step: &Step<'_>) -> Act {
    match step {
        Step::Message(_, FromClient::Hello(_)) => Act::Welcome,
        Step::Message(_, FromClient::Pseudo(_) | FromClient::Resume(_)) => Act::Connect,
        Step::Message(_, FromClient::Bye(_)) => Act::Close,
        _ => Act::Nothing,
    }
}

fn answer(machine: &mut Machine, act: Act) {
    match act {
        Act::Nothing => {}
        Act::Welcome => machine.welcomed(),
        Act::Connect => machine.connected(),
        Act::Close => machine.closed(),
    }
}
