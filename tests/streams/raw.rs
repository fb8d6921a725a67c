//! Raw peers on the connections of streams: garbage, lies, cuts in the middle, a reader who never
//! reads. The stream breaks, both are told, and nobody else notices.

use crate::ends::{Ends, config, end_of, enter};
use crate::support::PATIENCE;
use crate::support::peer::PREFACE;
use salon::client::{Received, Ticket};
use salon::proto::error_code::{ErrorCode, StreamEnd, StreamRole};
use salon::proto::header::{Frame, HEADER_LEN, PREFACE_LEN};
use salon::proto::ids::{Correlation, StreamId, Token};
use salon::proto::limits::{MAX_CHUNK, MAX_SERVER_PAYLOAD};
use salon::proto::message::{
    Attach, Attached, Checked, Chunk, Credit, End, Error, Hello, Message, Pause, Ping, Rest, Start,
};
use salon::proto::stream::chunk_head;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

const NO: Correlation = Correlation(0);

/// One end of a stream that says what a test wants.
struct RawEnd(TcpStream);

impl RawEnd {
    fn connect(server: SocketAddr) -> Self {
        let stream = TcpStream::connect(server).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut end = Self(stream);
        end.say(&PREFACE.to_bytes());
        end
    }

    fn attach(server: SocketAddr, ticket: Ticket, role: StreamRole) -> Self {
        let mut end = Self::connect(server);
        end.say(&Attach { ticket: ticket.token }.to_frame(Correlation(1)));
        end.0.read_exact(&mut [0; PREFACE_LEN]).unwrap();
        let attached: Attached = end.hear();
        assert_eq!(attached.role, role);
        end
    }

    fn say(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).unwrap();
    }

    fn hear<M: for<'a> Message<'a>>(&mut self) -> M {
        let mut bytes = vec![0; HEADER_LEN];
        self.0.read_exact(&mut bytes).unwrap();
        let len = u32::from_be_bytes(*bytes.first_chunk().unwrap()) as usize;
        bytes.resize(HEADER_LEN + len, 0);
        self.0.read_exact(&mut bytes[HEADER_LEN..]).unwrap();
        let (frame, _) = Frame::split(&bytes, |_| MAX_SERVER_PAYLOAD).unwrap().unwrap();
        assert_eq!(frame.header.kind, M::KIND);
        M::decode(&frame).unwrap()
    }

    /// Reads until the server has closed; how many bytes came.
    fn closes(&mut self) -> usize {
        let mut rest = Vec::new();
        // A reset is an end, too.
        let _ = self.0.read_to_end(&mut rest);
        rest.len()
    }
}

/// Both ends of a new stream of 1000 bytes, as raw peers. The receiver has granted 500.
fn attached(ends: &Ends) -> (StreamId, RawEnd, RawEnd) {
    let server = ends.server.local_addr();
    let (ticket, offer) = ends.open(Some(1000));
    let mut receiver = RawEnd::attach(server, offer.ticket, StreamRole::Receiver);
    let mut sender = RawEnd::attach(server, ticket, StreamRole::Sender);
    receiver.say(&Start { offset: 0 }.to_frame(NO));
    receiver.say(&Credit { upto: 500 }.to_frame(NO));
    assert_eq!(
        (sender.hear::<Start>(), sender.hear::<Credit>()),
        (Start { offset: 0 }, Credit { upto: 500 })
    );
    (ticket.stream, sender, receiver)
}

fn chunk(offset: u64, len: usize) -> Vec<u8> {
    Chunk { offset, data: Rest(&vec![7; len]) }.to_frame(NO)
}

#[test]
fn what_an_end_may_not_say_breaks_the_stream() {
    let ends = Ends::new(config());
    let (hash, length) = ([0; 32], 1000);
    let lies: Vec<(StreamRole, &str, Vec<u8>)> = vec![
        (StreamRole::Sender, "beyond its credit", chunk(0, 501)),
        (StreamRole::Sender, "out of order", chunk(1, 10)),
        (StreamRole::Sender, "an empty chunk", chunk(0, 0)),
        (StreamRole::Sender, "too soon the end", End { length, hash }.to_frame(NO)),
        (StreamRole::Sender, "another end", End { length: 0, hash }.to_frame(NO)),
        (StreamRole::Sender, "a chunk too large", chunk_head(0, MAX_CHUNK + 1).to_vec()),
        (StreamRole::Sender, "the receiver's words", Credit { upto: 900 }.to_frame(NO)),
        (StreamRole::Sender, "garbage", b"GET / HTTP/1.1\r\n\r\n".to_vec()),
        (StreamRole::Sender, "talk", Ping { nonce: 1 }.to_frame(NO)),
        (StreamRole::Receiver, "less credit", Credit { upto: 499 }.to_frame(NO)),
        (StreamRole::Receiver, "a second start", Start { offset: 0 }.to_frame(NO)),
        (StreamRole::Receiver, "checked too soon", Checked { ok: true }.to_frame(NO)),
        (StreamRole::Receiver, "the sender's words", chunk(0, 1)),
        (StreamRole::Receiver, "a long message", vec![0, 1, 0, 0, 5, 0x13, 0, 0, 0, 0, 0, 0]),
        (StreamRole::Receiver, "garbage", vec![0xFF; 600]),
    ];
    for (liar, what, bytes) in lies {
        let (stream, mut sender, mut receiver) = attached(&ends);
        if liar == StreamRole::Sender {
            sender.say(&bytes)
        } else {
            receiver.say(&bytes)
        }
        assert_eq!((sender.closes(), receiver.closes()), (0, 0), "{what}: nothing is passed on");
        assert_eq!(end_of(&ends.ada, stream).0, StreamEnd::Broken, "{what}");
        assert_eq!(end_of(&ends.bob, stream).0, StreamEnd::Broken, "{what}");
    }
    ends.ada.direct_and_wait("Bob", "We are still here").unwrap();
}

#[test]
fn a_cut_at_every_byte_of_a_chunk_leaves_a_stream_that_goes_on() {
    let ends = Ends::new(config());
    let whole = [chunk(0, 30), Pause { paused: true }.to_frame(NO)].concat();
    let (stream, mut sender, mut receiver) = attached(&ends);
    for cut in 1..whole.len() {
        sender.say(&whole[..cut]);
        sender.0.shutdown(Shutdown::Write).unwrap();
        let came = receiver.closes();
        assert!(came <= cut, "{came} of {cut}");
        sender.closes();
        let server = ends.server.local_addr();
        let ticket = ends.ada.renew_stream(stream).unwrap();
        let other = ends.bob.renew_stream(stream).unwrap();
        receiver = RawEnd::attach(server, other, StreamRole::Receiver);
        sender = RawEnd::attach(server, ticket, StreamRole::Sender);
        receiver
            .say(&[Start { offset: 0 }.to_frame(NO), Credit { upto: 500 }.to_frame(NO)].concat());
        sender.hear::<Start>();
        sender.hear::<Credit>();
    }
    ends.ada.cancel_stream(stream, "").unwrap();
}

#[test]
fn tickets_that_are_none() {
    let ends = Ends::new(config());
    let server = ends.server.local_addr();
    let (ticket, _) = ends.open(None);
    let mut end = RawEnd::connect(server);
    end.0.read_exact(&mut [0; PREFACE_LEN]).unwrap();
    let mut refused = |token: Token| {
        end.say(&Attach { ticket: token }.to_frame(Correlation(3)));
        let error: Error = end.hear();
        assert_eq!((error.code, error.survives), (ErrorCode::TicketRefused, true));
    };
    refused(Token([0; 16]));
    // One that was renewed, and one whose stream is over.
    let newer = ends.ada.renew_stream(ticket.stream).unwrap();
    refused(ticket.token);
    ends.ada.cancel_stream(ticket.stream, "").unwrap();
    refused(newer.token);
    // A connection that has said hello is no stream's any more.
    end.say(&Hello { agent: "".into() }.to_frame(Correlation(4)));
    end.hear::<salon::proto::message::Welcome>();
    let (ticket, _) = ends.open(None);
    end.say(&Attach { ticket: ticket.token }.to_frame(Correlation(5)));
    assert_eq!(end.hear::<Error>().code, ErrorCode::WrongState);
}

#[test]
fn what_came_behind_an_attach_is_not_lost() {
    let ends = Ends::new(config());
    let server = ends.server.local_addr();
    let (ticket, offer) = ends.open(Some(3));
    let mut receiver = RawEnd::connect(server);
    let attach = Attach { ticket: offer.ticket.token }.to_frame(Correlation(1));
    let at_once = [attach, Start { offset: 0 }.to_frame(NO), Credit { upto: 3 }.to_frame(NO)];
    receiver.say(&at_once.concat());
    let mut sender = RawEnd::attach(server, ticket, StreamRole::Sender);
    sender.hear::<Start>();
    sender.hear::<Credit>();
    sender.say(&chunk(0, 3));
    receiver.0.read_exact(&mut [0; PREFACE_LEN]).unwrap();
    receiver.hear::<Attached>();
    let mut got = vec![0; chunk(0, 3).len()];
    receiver.0.read_exact(&mut got).unwrap();
    assert_eq!(got, chunk(0, 3), "as it was sent");
}

/// Bytes of memory that this process holds.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

#[test]
fn a_reader_who_never_reads_costs_one_buffer() {
    let ends = Ends::new(config());
    let server = ends.server.local_addr();
    let (ticket, offer) = ends.open(None);
    let mut receiver = RawEnd::attach(server, offer.ticket, StreamRole::Receiver);
    let mut sender = RawEnd::attach(server, ticket, StreamRole::Sender);
    receiver
        .say(&[Start { offset: 0 }.to_frame(NO), Credit { upto: u64::MAX }.to_frame(NO)].concat());
    sender.hear::<Start>();
    sender.hear::<Credit>();
    let before = resident();
    // Whatever the system's own buffers take, it comes to an end.
    sender.0.set_nonblocking(true).unwrap();
    let block = chunk(0, 1000);
    let (mut next, mut stuck) = (0, 0);
    let mut rest = block;
    while stuck < 20 {
        match sender.0.write(&rest) {
            Ok(count) => {
                rest.drain(..count);
                stuck = 0;
            }
            Err(_) => {
                stuck += 1;
                // Somebody else's turn; others of the server go on.
                ends.ada.direct_and_wait("Bob", "Are you there?").unwrap();
            }
        }
        if rest.is_empty() {
            next += 1000;
            rest = chunk(next, 1000);
        }
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < 4 * 1024 * 1024, "{grown} bytes for {next}");
    ends.ada.cancel_stream(ticket.stream, "").unwrap();
    assert_eq!(end_of(&ends.bob, ticket.stream).0, StreamEnd::Cancelled);
}

#[test]
fn memory_is_the_same_whatever_the_size() {
    let ends = Ends::new(config());
    let carol = enter(&ends.server, "Carol");
    let (ticket, offer) = ends.open(None);
    std::thread::scope(|scope| {
        let receiving = scope.spawn(|| {
            let mut stream = ends.bob.receive_stream(&offer.ticket, Received::nothing()).unwrap();
            let mut buffer = vec![0; 1 << 16];
            let mut most = 0;
            while stream.read(&mut buffer).unwrap() > 0 {
                most = most.max(resident());
            }
            stream.finish().unwrap();
            most
        });
        let mut stream = ends.ada.send_stream(&ticket).unwrap();
        let block = vec![0; 1 << 20];
        stream.write_all(&block).unwrap();
        let before = resident();
        for _ in 0..100 {
            stream.write_all(&block).unwrap();
        }
        stream.finish().unwrap();
        let grown = receiving.join().unwrap().saturating_sub(before);
        assert!(grown < 4 * 1024 * 1024, "{grown} bytes");
    });
    drop(carol);
}
