//! Several connections over one line between two peers: the chat, and one for each stream. One thread
//! hides what comes out of them and shows what comes over the line; a channel whose reader is slow
//! stops its own sender, and nobody else.

use super::error::PeerError;
use super::line::Line;
use super::noise::split;
use crate::proto::tunnel::{Channel, Channels, Frame, Heard, MAX_DATA};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// Hidden bytes that wait for the line, above which nothing more is read from the channels.
const MAX_WAITING: usize = 64 * 1024;

/// Hidden bytes that wait for the line, above which the other side doesn't read at all, as it must.
/// Credit and ends that it has caused come on top of [`MAX_WAITING`]; it is given far less of them before
/// it has read some.
const MAX_UNREAD: usize = 1024 * 1024;

/// The most that one read of the line brings, in bytes.
const READ: usize = 64 * 1024;

/// The channel of the chat, which is the first: with it the tunnel ends.
const CHAT: u32 = 1;

/// How long the last words may take when a session is closed from here, or over.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Channels that are about to be opened, at most.
const MAX_OPENING: usize = 8;

/// What is done with a channel that the other side opens. Only the responder takes any in.
pub(super) type Accept = Box<dyn FnMut(UnixStream) -> io::Result<()> + Send>;

/// A running tunnel. Dropping it ends it, after its last words.
pub(super) struct Tunnel {
    opener: Opener,
    thread: Option<JoinHandle<()>>,
}

/// Opens channels in a tunnel.
#[derive(Clone)]
pub(super) struct Opener {
    opening: Sender<Order>,
    wake: Arc<UnixStream>,
}

/// What the thread is told.
enum Order {
    Open(UnixStream),
    Stop,
}

impl Tunnel {
    /// Begins to carry. `ended` is called once nothing more is.
    ///
    /// # Errors
    /// The system gives no thread or no socket.
    pub fn start(
        line: Line,
        accept: Option<Accept>,
        ended: impl FnOnce() + Send + 'static,
    ) -> io::Result<Self> {
        line.carrier.set_nonblocking(true)?;
        let (wake, woken) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        woken.set_nonblocking(true)?;
        let (opening, orders) = bounded(MAX_OPENING);
        let mut carrying = Carrying {
            line,
            channels: Channels::new(accept.is_some()),
            accept,
            orders,
            woken,
            sockets: BTreeMap::new(),
            chat_over: false,
            out: Vec::new(),
            plain: Vec::new(),
            stop_by: None,
        };
        let thread = Builder::new().name("salon-peer".into()).spawn(move || {
            if let Err(error) = carrying.run() {
                tracing::info!(%error, "the line between two peers broke");
            }
            drop(carrying);
            ended();
        })?;
        Ok(Self { opener: Opener { opening, wake: Arc::new(wake) }, thread: Some(thread) })
    }

    /// With what channels are opened.
    pub fn opener(&self) -> Opener {
        self.opener.clone()
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.opener.order(Order::Stop);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of a line between two peers had panicked");
        }
    }
}

impl Opener {
    /// One more connection to the other side.
    ///
    /// # Errors
    /// The tunnel is over, or the system gives no socket.
    pub fn open(&self) -> io::Result<UnixStream> {
        let (near, far) = UnixStream::pair()?;
        if self.order(Order::Open(far)) {
            Ok(near)
        } else {
            Err(io::ErrorKind::NotConnected.into())
        }
    }

    /// Tells the thread; false if it has ended, or has more to do than it may.
    fn order(&self, order: Order) -> bool {
        let told = match order {
            // Stopping must not be forgotten: it waits until the thread has taken what it has.
            Order::Stop => self.opening.send(Order::Stop).is_ok(),
            order => !matches!(
                self.opening.try_send(order),
                Err(TrySendError::Full(_) | TrySendError::Disconnected(_))
            ),
        };
        // A full pipe has woken the thread already.
        drop((&*self.wake).write(&[0]));
        told
    }
}

/// What the thread owns.
struct Carrying {
    line: Line,
    accept: Option<Accept>,
    orders: Receiver<Order>,
    woken: UnixStream,
    channels: Channels,
    /// Of each channel the end of this machine.
    sockets: BTreeMap<u32, UnixStream>,
    chat_over: bool,
    /// Hidden bytes that the line has not taken yet.
    out: Vec<u8>,
    plain: Vec<u8>,
    /// It ends by then at the latest.
    stop_by: Option<Instant>,
}

/// What can go on.
#[derive(Default)]
struct Ready {
    woken: bool,
    line: bool,
    channels: Vec<u32>,
}

impl Carrying {
    fn run(&mut self) -> Result<(), PeerError> {
        // What came while the code was agreed on is here already.
        self.understand()?;
        loop {
            self.write_line()?;
            if self.chat_over && self.out.is_empty() {
                self.linger();
                return Ok(());
            }
            if self.stop_by.is_some_and(|by| Instant::now() >= by) {
                return Ok(());
            }
            let ready = self.wait()?;
            if ready.woken {
                self.obey()?;
            }
            if ready.line {
                self.read_line()?;
            }
            for channel in ready.channels {
                self.serve(channel)?;
            }
        }
    }

    fn wait(&self) -> Result<Ready, PeerError> {
        let mut flags = PollFlags::IN;
        if !self.out.is_empty() {
            flags |= PollFlags::OUT;
        }
        let mut fds =
            vec![PollFd::new(&self.woken, PollFlags::IN), PollFd::new(&self.line.carrier, flags)];
        let mut ids = Vec::new();
        for (id, socket) in &self.sockets {
            let Some(channel) = self.channels.get(*id) else { continue };
            let mut flags = PollFlags::empty();
            flags.set(PollFlags::IN, channel.may_send() > 0 && self.out.len() < MAX_WAITING);
            flags.set(PollFlags::OUT, !channel.waiting().is_empty());
            // One without anything to wait for would only tell that its other end is gone.
            if !flags.is_empty() {
                ids.push(*id);
                fds.push(PollFd::new(socket, flags));
            }
        }
        let left = self.stop_by.map(|by| by.saturating_duration_since(Instant::now()));
        let timeout = left.and_then(|left| Timespec::try_from(left).ok());
        match poll(&mut fds, timeout.as_ref()) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => return Ok(Ready::default()),
            Err(error) => return Err(io::Error::from(error).into()),
        }
        let mut ready = fds.iter().map(|fd| !fd.revents().is_empty());
        let (woken, line) = (ready.next() == Some(true), ready.next() == Some(true));
        let channels = ids.into_iter().zip(ready).filter(|(_, ready)| *ready);
        Ok(Ready { woken, line, channels: channels.map(|(id, _)| id).collect() })
    }

    /// Does what the thread was told.
    fn obey(&mut self) -> Result<(), PeerError> {
        let mut drained = [0; 64];
        while matches!((&self.woken).read(&mut drained), Ok(count) if count > 0) {}
        while let Ok(order) = self.orders.try_recv() {
            match order {
                Order::Stop => self.stop_by = Some(Instant::now() + LAST_WORDS),
                Order::Open(socket) => {
                    // Beyond the most, whoever holds the other end finds it closed.
                    let Some(id) = self.channels.open() else { continue };
                    self.keep(id, socket)?;
                    self.say(id, Frame::Open)?;
                }
            }
        }
        if self.channels.is_empty() && self.stop_by.is_some() {
            self.chat_over = true;
        }
        Ok(())
    }

    /// Keeps the end of this machine of a channel. It never waits.
    fn keep(&mut self, id: u32, socket: UnixStream) -> io::Result<()> {
        socket.set_nonblocking(true)?;
        self.sockets.insert(id, socket);
        Ok(())
    }

    fn say(&mut self, channel: u32, frame: Frame<'_>) -> Result<(), PeerError> {
        let mut plain = std::mem::take(&mut self.plain);
        plain.clear();
        frame.append(channel, &mut plain);
        let sealed = self.line.cipher.seal(&plain, &mut self.out);
        self.plain = plain;
        if self.out.len() > MAX_UNREAD { Err(PeerError::NotThem) } else { sealed }
    }

    /// Writes what the line takes.
    fn write_line(&mut self) -> Result<(), PeerError> {
        while !self.out.is_empty() {
            match (&self.line.carrier).write(&self.out) {
                Ok(count) => drop(self.out.drain(..count)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Waits until the other side has read the last words, and closes its end too: closing over what it
    /// says meanwhile would take them back.
    fn linger(&self) {
        let by = self.stop_by.unwrap_or_else(|| Instant::now() + LAST_WORDS);
        // It may be gone already, which is as good.
        drop(self.line.carrier.shutdown(Shutdown::Write));
        let mut passed_over = [0; MAX_DATA];
        loop {
            let left = by.saturating_duration_since(Instant::now());
            let timeout = Timespec::try_from(left).unwrap_or_default();
            let mut fds = [PollFd::new(&self.line.carrier, PollFlags::IN)];
            if left.is_zero() || !matches!(poll(&mut fds, Some(&timeout)), Ok(1)) {
                return;
            }
            if !matches!((&self.line.carrier).read(&mut passed_over), Ok(1..)) {
                return;
            }
        }
    }

    /// Reads once what the line has brought.
    fn read_line(&mut self) -> Result<(), PeerError> {
        let came = &mut self.line.came;
        let start = came.len();
        came.resize(start + READ, 0);
        let read = (&self.line.carrier).read(came.get_mut(start..).unwrap_or_default());
        came.truncate(start + read.as_ref().map_or(0, |count| *count));
        match read {
            Ok(0) => Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
            Ok(_) => self.understand(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Acts on every whole message that has come.
    fn understand(&mut self) -> Result<(), PeerError> {
        let came = std::mem::take(&mut self.line.came);
        let mut plain = Vec::new();
        let mut taken = 0;
        while let Some((message, length)) = split(came.get(taken..).unwrap_or_default()) {
            self.line.cipher.open(message, &mut plain)?;
            match self.channels.hear(&plain)? {
                Heard::Opened(id) => self.accept(id)?,
                Heard::Changed(id) => self.serve(id)?,
                Heard::PassedOver => {}
            }
            taken += length;
        }
        self.line.came = came;
        self.line.came.drain(..taken);
        Ok(())
    }

    /// The other side has opened a channel.
    fn accept(&mut self, id: u32) -> Result<(), PeerError> {
        match self.take_in(id) {
            Err(error) if id == CHAT => Err(error.into()),
            // One for which there is no place is no reason to lose the others.
            Err(error) => {
                tracing::info!(%error, "a connection of the other peer is turned away");
                self.channels.remove(id);
                self.say(id, Frame::End)
            }
            Ok(()) => Ok(()),
        }
    }

    fn take_in(&mut self, id: u32) -> io::Result<()> {
        let (near, far) = UnixStream::pair()?;
        if let Some(accept) = &mut self.accept {
            accept(far)?;
        }
        self.keep(id, near)
    }

    /// Writes to a channel what came for it, and reads from it once.
    fn serve(&mut self, id: u32) -> Result<(), PeerError> {
        let (Some(channel), Some(socket)) = (self.channels.get_mut(id), self.sockets.get(&id))
        else {
            return Ok(());
        };
        write(channel, socket);
        let mut buffer = [0; MAX_DATA];
        let reading = self.out.len() < MAX_WAITING;
        let read = if reading { read(channel, socket, &mut buffer) } else { Some(&[][..]) };
        let credit = channel.credit_due();
        if channel.is_over() {
            self.channels.remove(id);
            self.sockets.remove(&id);
        }
        if let Some(credit) = credit {
            self.say(id, Frame::Credit(credit))?;
        }
        match read {
            Some(&[]) => Ok(()),
            Some(bytes) => self.say(id, Frame::Data(bytes)),
            None => {
                self.chat_over |= id == CHAT;
                self.say(id, Frame::End)
            }
        }
    }
}

/// Writes to a socket what it takes of what came for it, and the end of it.
fn write(channel: &mut Channel, mut socket: &UnixStream) {
    while !channel.waiting().is_empty() {
        match socket.write(channel.waiting()) {
            Ok(count) => channel.took(count),
            Err(error) if is_passing(&error) => return,
            Err(_) => channel.gone(),
        }
    }
    if channel.to_shut() {
        // It may be gone already, which is as good.
        drop(socket.shutdown(Shutdown::Write));
    }
}

/// Bytes that a socket has for the other side; none once it has ended, which is told once.
fn read<'a>(
    channel: &mut Channel,
    mut socket: &UnixStream,
    into: &'a mut [u8; MAX_DATA],
) -> Option<&'a [u8]> {
    let most = channel.may_send();
    if most == 0 {
        return Some(&[]);
    }
    match socket.read(into.get_mut(..most)?) {
        Err(error) if is_passing(&error) => Some(&[]),
        Ok(0) | Err(_) => {
            channel.end();
            None
        }
        Ok(count) => {
            channel.sent(count);
            into.get(..count)
        }
    }
}

fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}
