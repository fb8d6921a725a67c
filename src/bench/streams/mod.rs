//! What streams cost and disturb: one as fast as it goes, beside a plain relay; and a room beside eight.

mod ends;

use super::bare::Bare;
use super::case::Case;
use super::error::BenchError;
use super::figures::{Figures, microseconds, rounded};
use super::process::{Server, Used};
use super::run::{Bench, Step, share};
use super::traffic::{Pace, pace};
use ends::{BLOCK, Pair, Talker};
use rustix::process::setpriority_process;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{Builder, JoinHandle};
use std::time::Instant;

/// What one stream carries, in bytes.
const GIB: u64 = 1024 * 1024 * 1024;

/// The same where less is measured.
const QUICK: u64 = 256 * 1024 * 1024;

/// How many streams a room is measured beside.
const BESIDE: usize = 8;

/// Posts a second in that room.
const POSTS_PER_SECOND: f64 = 200.0;

/// How low the priority of the ends is beside a room: they stand for other machines.
const LAST: i32 = 19;

/// The share of the machine with which one stream is measured.
pub const WHOLE: u8 = 100;

/// What carrying so much took.
struct Carried {
    seconds: f64,
    cpu_s: Option<f64>,
}

impl Bench<'_> {
    pub(super) fn streams(
        &mut self,
        case: &Case,
        step: Step,
        figures: &mut Figures,
    ) -> Result<(), BenchError> {
        match step {
            Step::Limit(_) => {
                let server = self.bare(Bare::Relay)?;
                let carried = carried(&server, self.amount(), || plain(&server))?;
                figures.limit_stream_mb_per_s = Some(self.speed(&carried));
                figures.limit_stream_cpu_s_per_gib = self.cost(&carried);
            }
            Step::Salon => {
                let server = self.salon(case.crowd, Some(WHOLE))?;
                let carried = carried(&server, self.amount(), || attached(&server))?;
                figures.stream_mb_per_s = Some(self.speed(&carried));
                figures.stream_cpu_s_per_gib = self.cost(&carried);
                figures.ratio_stream =
                    share(figures.stream_mb_per_s, figures.limit_stream_mb_per_s);
            }
            Step::Without => self.beside(case, 0, figures)?,
            Step::Beside => self.beside(case, BESIDE, figures)?,
        }
        Ok(())
    }

    fn amount(&self) -> u64 {
        if self.is_quick() { QUICK } else { GIB }
    }

    fn speed(&self, carried: &Carried) -> f64 {
        rounded(self.amount() as f64 / 1e6 / carried.seconds)
    }

    fn cost(&self, carried: &Carried) -> Option<f64> {
        carried.cpu_s.map(|cpu_s| rounded(cpu_s * GIB as f64 / self.amount() as f64))
    }

    /// How late posts of a room arrive, beside so many streams.
    fn beside(
        &mut self,
        case: &Case,
        streams: usize,
        figures: &mut Figures,
    ) -> Result<(), BenchError> {
        let mut prepared = self.prepare(Step::Salon, case.crowd)?;
        let flowing = Flowing::begin(&prepared.server, streams)?;
        let timing = self.timing();
        let load = Pace { rate: POSTS_PER_SECOND, warm: timing.warm, measured: timing.paced / 2 };
        let (began, before) = (Instant::now(), flowing.arrived());
        let (seen, spread) = pace(&mut prepared.generator, &prepared.server, load)?;
        let rate = (flowing.arrived() - before) as f64 / 1e6 / began.elapsed().as_secs_f64();
        flowing.end();
        figures.add_faults(prepared.generator.faults());
        if streams == 0 {
            figures.p99_us_without = Some(microseconds(&spread, 0.99));
            return Ok(());
        }
        figures.note_latencies(&spread);
        figures.note_cores(&seen);
        figures.streams_mb_per_s = Some(rounded(rate));
        figures.ratio_p99 = share(figures.p99_us, figures.p99_us_without);
        Ok(())
    }
}

/// Two connections to a plain relay.
fn plain(server: &Server) -> Result<Pair, BenchError> {
    // The first that it accepts is the sender's.
    let sender = ends::connect(server.address)?;
    Ok((sender, ends::connect(server.address)?))
}

/// A stream between two members.
fn attached(server: &Server) -> Result<Pair, BenchError> {
    let mut sender = Talker::connect(server.address, "sender")?;
    let mut receiver = Talker::connect(server.address, "receiver")?;
    sender.open(&mut receiver, None)
}

/// Carries `amount` bytes from the one end to the other, as either kind of server wants it.
fn carried(
    server: &Server,
    amount: u64,
    connect: impl FnOnce() -> Result<Pair, BenchError>,
) -> Result<Carried, BenchError> {
    let is_plain = server.is_bare();
    let hash = if is_plain { [0; 32] } else { hash_of_zeros(amount) };
    let (sender, receiver) = connect()?;
    let (before, began) = (server.used(), Instant::now());
    let sending = thread("bench-sender", move || match is_plain {
        true => write_plain(sender, amount),
        false => ends::send(sender, Some(amount), hash),
    })?;
    let received = if is_plain { read_plain(receiver)? } else { ends::receive(receiver, |_| ())? };
    let seconds = began.elapsed().as_secs_f64();
    let cpu_s = Used::between(before, server.used());
    sending.join().unwrap_or(Err(BenchError::Ended))?;
    if received == amount { Ok(Carried { seconds, cpu_s }) } else { Err(BenchError::NotSalon) }
}

fn hash_of_zeros(amount: u64) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    let block = vec![0; BLOCK];
    for _ in 0..amount / BLOCK as u64 {
        hasher.update(&block);
    }
    *hasher.finalize().as_bytes()
}

fn write_plain(mut stream: TcpStream, amount: u64) -> Result<(), BenchError> {
    let block = vec![0; BLOCK];
    for _ in 0..amount / BLOCK as u64 {
        stream.write_all(&block)?;
    }
    Ok(stream.shutdown(Shutdown::Write)?)
}

fn read_plain(mut stream: TcpStream) -> Result<u64, BenchError> {
    let (mut buffer, mut received) = (vec![0; BLOCK], 0);
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(received),
            count => received += count as u64,
        }
    }
}

fn thread<T: Send + 'static>(
    name: &str,
    run: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, BenchError> {
    Ok(Builder::new().name(name.into()).spawn(run)?)
}

/// Streams that flow beside something else, until they are ended.
struct Flowing {
    arrived: Arc<AtomicU64>,
    sockets: Vec<TcpStream>,
    threads: Vec<JoinHandle<()>>,
    /// Their sessions last as long as they.
    _talkers: Option<(Talker, Talker)>,
}

impl Flowing {
    fn begin(server: &Server, count: usize) -> Result<Self, BenchError> {
        let arrived = Arc::new(AtomicU64::new(0));
        let (sockets, threads) = (Vec::new(), Vec::new());
        let mut flowing = Self { arrived, sockets, threads, _talkers: None };
        if count == 0 {
            return Ok(flowing);
        }
        let mut sender = Talker::connect(server.address, "sender")?;
        let mut receiver = Talker::connect(server.address, "receiver")?;
        for _ in 0..count {
            let pair = sender.open(&mut receiver, None)?;
            flowing.flow(pair)?;
        }
        flowing._talkers = Some((sender, receiver));
        Ok(flowing)
    }

    fn flow(&mut self, (sender, receiver): Pair) -> Result<(), BenchError> {
        self.sockets.extend([sender.try_clone()?, receiver.try_clone()?]);
        let arrived = Arc::clone(&self.arrived);
        // They end when their connections do.
        let sending = move || {
            give_way();
            drop(ends::send(sender, None, [0; 32]));
        };
        let receiving = move || {
            give_way();
            let came = |count| {
                arrived.fetch_add(count, Ordering::Relaxed);
            };
            drop(ends::receive(receiver, came));
        };
        self.threads.push(thread("bench-sender", sending)?);
        self.threads.push(thread("bench-receiver", receiving)?);
        Ok(())
    }

    /// Bytes that have arrived, of all of them.
    fn arrived(&self) -> u64 {
        self.arrived.load(Ordering::Relaxed)
    }

    fn end(self) {
        for socket in &self.sockets {
            // It may have ended already.
            let _ = socket.shutdown(Shutdown::Both);
        }
        for thread in self.threads {
            // Whether it panicked is shown by what arrived.
            let _ = thread.join();
        }
    }
}

fn give_way() {
    // Without it the figures are worse, and nothing else.
    let _ = setpriority_process(None, LAST);
}
