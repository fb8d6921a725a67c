//! The two kinds of load: as much as the server takes, and posts at moments fixed in advance.

use super::error::BenchError;
use super::generator::{Generator, Timetable, nanoseconds};
use super::process::{Server, Used};
use super::statistics::{Draw, Histogram, poisson};
use std::num::NonZeroU64;
use std::thread;
use std::time::{Duration, Instant};

/// Bytes that a sender collects before it sends them; what its socket doesn't take then waits, and
/// others of the room post meanwhile.
const MAX_UNSENT: usize = 16 * 1024;

/// When no delivery has come for so long, none will.
const GIVE_UP: Duration = Duration::from_secs(5);

/// The longest that the generator takes no notice of an interruption.
const BEAT: Duration = Duration::from_millis(10);

/// Looking at a process with thousands of threads disturbs it: what was to leave within this time
/// after the first look is not counted.
const AFTER_LOOK: Duration = Duration::from_millis(100);

/// As much as the server takes.
#[derive(Debug, Clone, Copy)]
pub struct Saturation {
    /// Most posts of a room that are sent and not yet delivered to all of it.
    pub window: u64,
    /// How long the generator sleeps between two looks. It reads many deliveries at once then, as
    /// a server that does well sends them, and the server pays for waking nobody.
    pub nap: Duration,
    /// Time before what is measured.
    pub warm: Duration,
    /// What is measured.
    pub measured: Duration,
}

/// What was seen within the measured time.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Deliveries.
    pub deliveries: u64,
    /// How long.
    pub seconds: f64,
    /// Seconds of a core that the server used, if that can be seen.
    pub server_cpu_s: Option<f64>,
    /// Seconds of a core that the generator used.
    pub generator_cpu_s: f64,
    /// Seconds of both cores that others used, if that can be seen.
    pub others_cpu_s: Option<f64>,
    /// Threads of the server.
    pub threads: Option<u64>,
}

impl Seen {
    /// Deliveries in a second.
    pub fn rate(&self) -> f64 {
        self.deliveries as f64 / self.seconds
    }

    /// Seconds of a core that the server used for a million deliveries.
    pub fn cpu_s_per_million(&self) -> Option<f64> {
        self.server_cpu_s.map(|cpu_s| cpu_s * 1e6 / self.deliveries.max(1) as f64)
    }
}

/// A look at everything that is measured between two of them.
pub struct Look {
    at: Instant,
    delivered: u64,
    server: Option<Used>,
    generator: Option<Used>,
    cores_s: Option<f64>,
}

impl Look {
    /// At this moment, after so many deliveries.
    pub fn at(server: &Server, delivered: u64) -> Self {
        Self {
            at: Instant::now(),
            delivered,
            server: server.used(),
            generator: Used::own(),
            cores_s: server.cores.busy_s(),
        }
    }

    /// What was seen from this look to a later one.
    pub fn until(&self, later: &Self) -> Seen {
        let spent = |a: Option<Used>, b: Option<Used>| Some(b?.cpu_s - a?.cpu_s);
        let server_cpu_s = spent(self.server, later.server);
        let generator_cpu_s = spent(self.generator, later.generator).unwrap_or_default();
        let others = |all: f64, server: f64| (all - server - generator_cpu_s).max(0.0);
        let all = later.cores_s.zip(self.cores_s).map(|(later, earlier)| later - earlier);
        Seen {
            deliveries: later.delivered - self.delivered,
            seconds: later.at.duration_since(self.at).as_secs_f64(),
            server_cpu_s,
            generator_cpu_s,
            others_cpu_s: all.zip(server_cpu_s).map(|(all, server)| others(all, server)),
            threads: later.server.map(|used| used.threads),
        }
    }
}

/// Posts as much as the window allows, in all rooms, then waits until all has come.
pub fn saturate(
    generator: &mut Generator<'_>,
    server: &Server,
    load: Saturation,
) -> Result<Seen, BenchError> {
    let begun = Instant::now();
    let mut turn = 0;
    let mut first: Option<Look> = None;
    let mut heard = (generator.delivered, begun);
    let seen = loop {
        let pass = Instant::now();
        let passed = pass.duration_since(begun);
        if first.is_none() && passed >= load.warm {
            first = Some(Look::at(server, generator.delivered));
        }
        if passed >= load.warm + load.measured || heard.1.elapsed() > GIVE_UP {
            let last = Look::at(server, generator.delivered);
            break first.as_ref().unwrap_or(&last).until(&last);
        }
        for room in 0..generator.rooms.len() {
            fill(generator, room, load.window, turn)?;
        }
        turn += 1;
        generator.pump(Duration::ZERO)?;
        if generator.delivered != heard.0 {
            heard = (generator.delivered, Instant::now());
        }
        if let Some(rest) = load.nap.checked_sub(pass.elapsed()) {
            thread::sleep(rest);
        }
    };
    drain(generator)?;
    Ok(seen)
}

/// Posts in one room what its window has place for, by its senders in turns.
fn fill(
    generator: &mut Generator<'_>,
    room: usize,
    window: u64,
    turn: usize,
) -> Result<(), BenchError> {
    let Some(own) = generator.rooms.get(room) else { return Ok(()) };
    let all_have = own.delivered / own.readers.max(1);
    let mut free = window.saturating_sub(own.sent - all_have.min(own.sent));
    let senders = own.senders.len();
    let sender = |generator: &Generator<'_>, index: usize| {
        generator.rooms.get(room).and_then(|room| room.senders.get(index % senders).copied())
    };
    let (mut index, mut full) = (turn, 0);
    while free > 0 && full < senders {
        let Some(member) = sender(generator, index) else { break };
        index += 1;
        if generator.unsent(member) > MAX_UNSENT {
            generator.flush(member)?;
            if generator.unsent(member) > MAX_UNSENT {
                full += 1;
                continue;
            }
        }
        generator.post(member);
        free -= 1;
    }
    for index in 0..senders {
        if let Some(member) = sender(generator, index) {
            generator.flush(member)?;
        }
    }
    Ok(())
}

/// Waits until everything that was sent has come, or nothing more does.
fn drain(generator: &mut Generator<'_>) -> Result<(), BenchError> {
    let mut heard = (generator.delivered, Instant::now());
    while generator.delivered < generator.expected() && heard.1.elapsed() < GIVE_UP {
        for room in 0..generator.rooms.len() {
            fill(generator, room, 0, 0)?;
        }
        generator.pump(BEAT)?;
        if generator.delivered != heard.0 {
            heard = (generator.delivered, Instant::now());
        }
    }
    Ok(())
}

/// Posts at moments fixed in advance.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Posts a second, in all rooms together.
    pub rate: f64,
    /// Time before what is measured.
    pub warm: Duration,
    /// What is measured.
    pub measured: Duration,
}

/// Posts at the moments of a Poisson process, in all rooms and by all senders in turns. Latencies
/// are counted from the intended moment: a server that makes the generator late is not spared.
pub fn pace(
    generator: &mut Generator<'_>,
    server: &Server,
    load: Pace,
) -> Result<(Seen, Histogram), BenchError> {
    // A sleep ends when it is to end, not 50 µs later.
    rustix::thread::set_current_timer_slack(NonZeroU64::new(1))?;
    let paced = pace_in_time(generator, server, load);
    rustix::thread::set_current_timer_slack(None)?;
    paced
}

fn pace_in_time(
    generator: &mut Generator<'_>,
    server: &Server,
    load: Pace,
) -> Result<(Seen, Histogram), BenchError> {
    let moments = poisson(load.rate, load.warm + load.measured, &mut Draw::new(2));
    let begun = Instant::now();
    let counted_from = nanoseconds(load.warm + AFTER_LOOK);
    let (first, spread) = (generator.next_client_number(), Histogram::default());
    generator.timetable =
        Some(Timetable { begun, moments: moments.clone(), first, counted_from, spread });
    let rooms = generator.rooms.len();
    let mut first_look = None;
    for (index, intended) in moments.into_iter().enumerate() {
        loop {
            let now = begun.elapsed();
            if now >= load.warm && first_look.is_none() {
                first_look = Some(Look::at(server, generator.delivered));
            }
            match Duration::from_nanos(intended).checked_sub(now) {
                Some(left) if !left.is_zero() => generator.pump(left.min(BEAT))?,
                _ => break,
            };
        }
        let room = generator.rooms.get(index % rooms);
        let senders = room.map_or(&[][..], |room| &room.senders);
        if let Some(member) = senders.get(index / rooms % senders.len().max(1)).copied() {
            generator.post(member);
            generator.flush(member)?;
        }
        // Posts that are late must not keep what has come waiting.
        generator.pump(Duration::ZERO)?;
    }
    let first_look = first_look.unwrap_or_else(|| Look::at(server, generator.delivered));
    let seen = first_look.until(&Look::at(server, generator.delivered));
    drain(generator)?;
    let spread = generator.timetable.take().map(|timetable| timetable.spread);
    Ok((seen, spread.unwrap_or_default()))
}
