//! Clients that call: each sends its next call when the last one is answered. One thread and one
//! epoll over all of them.

use super::error::BenchError;
use super::member::Dialect;
use super::process::Server;
use super::statistics::{Draw, Histogram};
use super::traffic::{Look, Seen};
use rustix::buffer::spare_capacity;
use rustix::event::Timespec;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use salon::proto::header::{Capabilities, Frame, PREFACE_LEN, Preface, VERSION};
use salon::proto::ids::Correlation;
use salon::proto::limits::MAX_SERVER_PAYLOAD;
use salon::proto::message::{Call, FromServer, Hello, Message, Pong, PseudoWish};
use salon::proto::value::{Graph, Value};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The service that a server is started with to be measured, and its method.
pub const SERVICE: (&str, &str) = ("echo", "echo");

/// When nothing was answered for so long, nothing will be.
const GIVE_UP: Duration = Duration::from_secs(5);

/// The longest that an interruption is not noticed.
const BEAT: Timespec = Timespec { tv_sec: 0, tv_nsec: 10_000_000 };

/// What one read brings at most, in bytes.
const READ: usize = 64 * 1024;

/// The correlation of the request for a pseudo; calls have later ones.
const NAMED: Correlation = Correlation(2);

/// See the module.
pub struct Callers<'a> {
    callers: Vec<Caller>,
    /// Calls that were answered.
    pub answered: u64,
    /// Nanoseconds from each call to its answer, once they are counted.
    spread: Option<Histogram>,
    epoll: OwnedFd,
    buffer: Vec<u8>,
    interrupted: &'a AtomicBool,
}

struct Caller {
    stream: TcpStream,
    unread: Vec<u8>,
    /// The server's preface is still to come.
    greeting: bool,
    number: u32,
    called: Instant,
    call: Vec<u8>,
}

impl<'a> Callers<'a> {
    /// Connects `count` clients, whose pseudos begin with `tag`, and lets each make its first call, of
    /// a text of `size` bytes.
    ///
    /// # Errors
    /// The server refuses them.
    pub fn connect(
        address: SocketAddr,
        dialect: Dialect,
        (count, size): (usize, usize),
        tag: &str,
        interrupted: &'a AtomicBool,
    ) -> Result<Self, BenchError> {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        let text = String::from_utf8_lossy(&Draw::new(1).text(size)).into_owned();
        let value = Graph::record([("text".to_owned(), Value::from(text))]);
        let value = value.encode().map_err(|error| BenchError::Refused(error.to_string()))?;
        let mut callers = Vec::new();
        for index in 0..count {
            let caller = Caller::connect(address, dialect, &format!("{tag}-{index:05}"), &value)?;
            let data = EventData::new_u64(index as u64);
            epoll::add(&epoll, &caller.stream, data, EventFlags::IN)?;
            callers.push(caller);
        }
        let buffer = vec![0; READ];
        Ok(Self { callers, answered: 0, spread: None, epoll, buffer, interrupted })
    }

    /// Calls as fast as answers come. Tells what was seen after `warm`, and how long answers took.
    ///
    /// # Errors
    /// The server refuses a call, or is silent.
    pub fn run(
        &mut self,
        server: &Server,
        warm: Duration,
        measured: Duration,
    ) -> Result<(Seen, Histogram), BenchError> {
        let begun = Instant::now();
        let mut first = None;
        let mut heard = (self.answered, begun);
        loop {
            self.step()?;
            let now = Instant::now();
            if self.answered > heard.0 {
                heard = (self.answered, now);
            } else if now.duration_since(heard.1) > GIVE_UP {
                return Err(BenchError::Ended);
            }
            let passed = now.duration_since(begun);
            match &first {
                None if passed >= warm => {
                    first = Some(Look::at(server, self.answered));
                    self.spread = Some(Histogram::default());
                }
                Some(look) if passed >= warm + measured => {
                    let seen = Look::until(look, &Look::at(server, self.answered));
                    return Ok((seen, self.spread.take().unwrap_or_default()));
                }
                _ => {}
            }
        }
    }

    fn step(&mut self) -> Result<(), BenchError> {
        if self.interrupted.load(Ordering::Relaxed) {
            return Err(BenchError::Interrupted);
        }
        let mut events: Vec<Event> = Vec::with_capacity(256);
        match epoll::wait(&self.epoll, spare_capacity(&mut events), Some(&BEAT)) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(std::io::Error::from(error).into()),
        }
        for event in events {
            let index = usize::try_from(event.data.u64()).unwrap_or(usize::MAX);
            let Some(caller) = self.callers.get_mut(index) else { continue };
            let count = match caller.stream.read(&mut self.buffer) {
                Ok(0) => return Err(BenchError::Ended),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
                Err(error) => return Err(error.into()),
            };
            caller.unread.extend_from_slice(self.buffer.get(..count).unwrap_or_default());
            while let Some(answered) = caller.next()? {
                if !answered {
                    continue;
                }
                self.answered += 1;
                if let Some(spread) = &mut self.spread {
                    let nanos = caller.called.elapsed().as_nanos();
                    spread.add(u64::try_from(nanos).unwrap_or(u64::MAX));
                }
                caller.call()?;
            }
        }
        Ok(())
    }
}

impl Caller {
    fn connect(
        address: SocketAddr,
        dialect: Dialect,
        pseudo: &str,
        value: &[u8],
    ) -> Result<Self, BenchError> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        // Closing resets, so that no ports stay behind for the next run.
        rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO))
            .map_err(std::io::Error::from)?;
        let (service, method) = SERVICE;
        let call = Call { service, method, schema: 0, deadline: 0, value }.to_frame(Correlation(0));
        let (number, called) = (NAMED.0, Instant::now());
        let greeting = dialect == Dialect::Salon;
        let mut caller = Self { stream, unread: Vec::new(), greeting, number, called, call };
        match dialect {
            Dialect::Salon => {
                let preface = Preface { version: VERSION, capabilities: Capabilities::NONE };
                let mut hello = preface.to_bytes().to_vec();
                Hello { agent: "salon bench".into() }.append(Correlation(1), &mut hello);
                PseudoWish { pseudo: pseudo.into() }.append(NAMED, &mut hello);
                caller.stream.write_all(&hello)?;
            }
            Dialect::Bare => caller.call()?,
        }
        caller.stream.set_nonblocking(true)?;
        Ok(caller)
    }

    /// Makes the next call. It is so short that a socket always takes it.
    fn call(&mut self) -> Result<(), BenchError> {
        self.number = self.number.wrapping_add(1).max(NAMED.0 + 1);
        if let Some(correlation) = self.call.get_mut(8..12) {
            correlation.copy_from_slice(&self.number.to_be_bytes());
        }
        self.called = Instant::now();
        Ok(self.stream.write_all(&self.call)?)
    }

    /// Reads one message; `Some(true)` if it is the answer to the call, `None` if more is to come.
    fn next(&mut self) -> Result<Option<bool>, BenchError> {
        if self.greeting {
            if self.unread.len() < PREFACE_LEN {
                return Ok(None);
            }
            self.unread.drain(..PREFACE_LEN);
            self.greeting = false;
        }
        let split = Frame::split(&self.unread, |_| MAX_SERVER_PAYLOAD);
        let Some((frame, rest)) = split.map_err(|_| BenchError::NotSalon)? else { return Ok(None) };
        let (taken, correlation) = (self.unread.len() - rest.len(), frame.header.correlation);
        let mut answered = false;
        let mut reply = Vec::new();
        match FromServer::decode(&frame).map_err(|_| BenchError::NotSalon)? {
            Some(FromServer::CallResult(_)) => answered = correlation.0 == self.number,
            Some(FromServer::Error(error)) => {
                return Err(BenchError::Refused(error.text.to_string()));
            }
            Some(FromServer::Ping(ping)) => {
                Pong { nonce: ping.nonce }.append(correlation, &mut reply);
            }
            Some(FromServer::Bye(_)) => return Err(BenchError::Ended),
            _ => {}
        }
        let named = correlation == NAMED;
        self.unread.drain(..taken);
        self.stream.write_all(&reply)?;
        if named {
            self.call()?;
        }
        Ok(Some(answered))
    }
}
