//! Measures a case: Salon, and the bare servers beside it.

use super::bare::Bare;
use super::callers::Callers;
use super::case::{Case, Crowd, Scenario, Timing};
use super::error::BenchError;
use super::figures::{Figures, microseconds, rounded};
use super::generator::Generator;
use super::member::Dialect;
use super::needs::{allow_files, allow_threads};
use super::numbers::Faults;
use super::process::{Cores, Server, Used};
use super::statistics::Histogram;
use super::traffic::{Look, Pace, Saturation, Seen, pace, saturate};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Posts of a room that are under way at the same time.
const WINDOW: u64 = 512;

/// The same where there are many rooms.
const WINDOW_OF_MANY_ROOMS: u64 = 8;

/// Posts a second in all rooms, where latency is measured.
const POSTS_PER_SECOND: f64 = 2000.0;

/// Posts a second in the room of which some never read.
const POSTS_PER_SECOND_STALLED: f64 = 100.0;

/// What is being measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Salon itself.
    Salon,
    /// Salon, without what disturbs it: the members that never read, or the streams.
    Without,
    /// Salon, a room beside streams.
    Beside,
    /// A bare server.
    Limit(Bare),
}

/// Measures cases one after another.
pub struct Bench<'a> {
    program: PathBuf,
    target: Option<SocketAddr>,
    cores: Cores,
    timing: Timing,
    interrupted: &'a AtomicBool,
    begin: &'a mut dyn FnMut(&Case, Step),
    runs: usize,
}

impl Case {
    /// What is measured for it, in order.
    pub fn steps(&self) -> &'static [Step] {
        const COALESCED: Step = Step::Limit(Bare::Coalesced);
        const SINGLE: Step = Step::Limit(Bare::Single);
        match self.scenario {
            Scenario::Fanout | Scenario::Rooms => &[COALESCED, Step::Salon, SINGLE],
            Scenario::Latency => &[SINGLE, Step::Salon],
            Scenario::Idle => &[Step::Limit(Bare::Parked), Step::Salon],
            Scenario::Stalled => &[Step::Without, Step::Salon],
            Scenario::Streams => {
                &[Step::Limit(Bare::Relay), Step::Salon, Step::Without, Step::Beside]
            }
            Scenario::Calls => &[Step::Limit(Bare::Calls), Step::Salon],
        }
    }
}

impl<'a> Bench<'a> {
    /// Holds this thread to one core. Servers are started from `program`, which is this one, unless
    /// `target` runs already. Before each step `begin` is called; once `interrupted` is set, all ends.
    ///
    /// # Errors
    /// The target is not on the loopback, or the system refuses the core.
    pub fn new(
        program: PathBuf,
        target: Option<SocketAddr>,
        timing: Timing,
        interrupted: &'a AtomicBool,
        begin: &'a mut dyn FnMut(&Case, Step),
    ) -> Result<Self, BenchError> {
        if let Some(address) = target.filter(|address| !address.ip().to_canonical().is_loopback()) {
            return Err(BenchError::NotLoopback(address));
        }
        let cores = Cores::take()?;
        Ok(Self { program, target, cores, timing, interrupted, begin, runs: 0 })
    }

    /// Measures one case.
    ///
    /// # Errors
    /// It could not be measured to its end.
    pub fn run(&mut self, case: &Case) -> Result<Figures, BenchError> {
        let mut figures = Figures::of(case);
        for step in case.steps() {
            (self.begin)(case, *step);
            match case.scenario {
                Scenario::Fanout | Scenario::Rooms => self.saturated(case, *step, &mut figures),
                Scenario::Latency => self.latency(case, *step, &mut figures),
                Scenario::Idle => self.idle(case, *step, &mut figures),
                Scenario::Stalled => self.stalled(case, *step, &mut figures),
                Scenario::Streams => self.streams(case, *step, &mut figures),
                Scenario::Calls => self.calls(case, *step, &mut figures),
            }?;
        }
        Ok(figures)
    }

    /// The server of a step, and everybody in their rooms.
    pub(super) fn prepare(&mut self, step: Step, crowd: Crowd) -> Result<Prepared<'a>, BenchError> {
        let (server, dialect, tag) = self.serve(step, &crowd, false)?;
        let (before, begun) = (server.used(), Look::at(&server, 0));
        let (generator, took) =
            Generator::enter(server.address, dialect, crowd, &tag, self.interrupted)?;
        let entering = begun.until(&Look::at(&server, generator.delivered));
        Ok(Prepared { generator, server, before, entering, took })
    }

    /// The server of a step, what it speaks, and what names on it are to begin with.
    fn serve(
        &mut self,
        step: Step,
        crowd: &Crowd,
        echo: bool,
    ) -> Result<(Server, Dialect, String), BenchError> {
        self.runs += 1;
        // Before the server is started, which may hold as many open files as we.
        allow_files(crowd.members)?;
        if self.target.is_none() || step == Step::Limit(Bare::Parked) {
            allow_threads(crowd.members)?;
        }
        let (program, cores) = (self.program.as_path(), self.cores);
        let (server, dialect) = match (step, self.target) {
            (Step::Limit(bare), _) => (Server::bare(program, cores, bare.name())?, Dialect::Bare),
            (_, Some(address)) => (Server::running(address, cores), Dialect::Salon),
            (_, None) => {
                (Server::salon(program, cores, self.runs, crowd, None, echo)?, Dialect::Salon)
            }
        };
        let tag = format!("b{:03}{:02}", std::process::id() % 1000, self.runs % 100);
        Ok((server, dialect, tag))
    }

    fn calls(&mut self, case: &Case, step: Step, figures: &mut Figures) -> Result<(), BenchError> {
        let (server, dialect, tag) = self.serve(step, &case.crowd, true)?;
        let load = (case.crowd.members, case.crowd.size);
        let mut callers = Callers::connect(server.address, dialect, load, &tag, self.interrupted)?;
        let (seen, spread) = callers.run(&server, self.timing.warm, self.timing.saturated)?;
        figures.note_others(&seen);
        let rate = Some(rounded(seen.rate()));
        if let Step::Limit(_) = step {
            figures.limit_calls_per_s = rate;
            figures.limit_cpu_s_per_mdeliv = seen.cpu_s_per_million().map(rounded);
            figures.limit_p50_us = Some(microseconds(&spread, 0.5));
            figures.limit_p99_us = Some(microseconds(&spread, 0.99));
            return Ok(());
        }
        figures.calls_per_s = rate;
        figures.server_cpu_s_per_mdeliv = seen.cpu_s_per_million().map(rounded);
        figures.ratio_calls = share(rate, figures.limit_calls_per_s);
        figures.note_latencies(&spread);
        figures.note_cores(&seen);
        Ok(())
    }

    /// A bare server, with nobody there.
    pub(super) fn bare(&self, bare: Bare) -> Result<Server, BenchError> {
        Server::bare(&self.program, self.cores, bare.name())
    }

    /// A server with nobody there, with so much of the machine for streams.
    pub(super) fn salon(&mut self, crowd: Crowd, share: Option<u8>) -> Result<Server, BenchError> {
        self.runs += 1;
        match self.target {
            Some(address) => Ok(Server::running(address, self.cores)),
            None => Server::salon(&self.program, self.cores, self.runs, &crowd, share, false),
        }
    }

    pub(super) fn timing(&self) -> Timing {
        self.timing
    }

    /// Whether less is to be measured.
    pub(super) fn is_quick(&self) -> bool {
        self.timing.quick
    }

    fn saturated(
        &mut self,
        case: &Case,
        step: Step,
        figures: &mut Figures,
    ) -> Result<(), BenchError> {
        let measured = match step {
            Step::Limit(Bare::Single) => self.timing.single,
            Step::Limit(_) => self.timing.coalesced,
            Step::Salon | Step::Without | Step::Beside => self.timing.saturated,
        };
        let mut prepared = self.prepare(step, case.crowd)?;
        let (seen, faults) = prepared.saturate(&case.crowd, self.timing.warm, measured)?;
        figures.note_others(&seen);
        let rate = Some(rounded(seen.rate()));
        let cpu = seen.cpu_s_per_million().map(rounded);
        match step {
            Step::Limit(Bare::Single) => figures.limit_single_per_s = rate,
            Step::Limit(_) => {
                figures.limit_coalesced_per_s = rate;
                figures.limit_cpu_s_per_mdeliv = cpu;
            }
            Step::Salon | Step::Without | Step::Beside => {
                figures.add_faults(faults);
                figures.deliveries_per_s = rate;
                figures.ratio_coalesced = share(rate, figures.limit_coalesced_per_s);
                figures.server_cpu_s_per_mdeliv = cpu;
                figures.note_cores(&seen);
            }
        }
        Ok(())
    }

    fn latency(
        &mut self,
        case: &Case,
        step: Step,
        figures: &mut Figures,
    ) -> Result<(), BenchError> {
        let mut prepared = self.prepare(step, case.crowd)?;
        let load =
            Pace { rate: POSTS_PER_SECOND, warm: self.timing.warm, measured: self.timing.paced };
        let (seen, spread) = pace(&mut prepared.generator, &prepared.server, load)?;
        figures.note_others(&seen);
        let cpu = seen.cpu_s_per_million().map(rounded);
        if let Step::Limit(_) = step {
            figures.limit_p50_us = Some(microseconds(&spread, 0.5));
            figures.limit_p99_us = Some(microseconds(&spread, 0.99));
            figures.limit_cpu_s_per_mdeliv = cpu;
            return Ok(());
        }
        figures.add_faults(prepared.generator.faults());
        figures.note_latencies(&spread);
        figures.deliveries_per_s = Some(rounded(seen.rate()));
        figures.server_cpu_s_per_mdeliv = cpu;
        figures.note_cores(&seen);
        Ok(())
    }

    fn idle(&mut self, case: &Case, step: Step, figures: &mut Figures) -> Result<(), BenchError> {
        let prepared = self.prepare(step, case.crowd)?;
        figures.note_others(&prepared.entering);
        let after = prepared.server.used();
        let growth = prepared.growth_kib(after);
        let each = growth.map(|kib| rounded(kib / case.crowd.members as f64));
        let rate = Some(rounded(case.crowd.members as f64 / prepared.took.as_secs_f64()));
        if let Step::Limit(_) = step {
            figures.limit_rss_kib_per_member = each;
            figures.limit_joins_per_s = rate;
            return Ok(());
        }
        figures.add_faults(prepared.generator.faults());
        figures.rss_kib_per_member = each;
        figures.threads = after.map(|used| used.threads);
        figures.joins_per_s = rate;
        Ok(())
    }

    fn stalled(
        &mut self,
        case: &Case,
        step: Step,
        figures: &mut Figures,
    ) -> Result<(), BenchError> {
        let readers = case.crowd.members - case.crowd.stalled;
        let crowd = match step {
            Step::Without => Crowd { members: readers, stalled: 0, ..case.crowd },
            Step::Salon | Step::Beside | Step::Limit(_) => case.crowd,
        };
        let mut prepared = self.prepare(step, crowd)?;
        let before = prepared.server.used();
        let (seen, _) = prepared.saturate(&crowd, self.timing.warm, self.timing.saturated)?;
        figures.note_others(&seen);
        let load = Pace {
            rate: POSTS_PER_SECOND_STALLED,
            warm: self.timing.warm,
            measured: self.timing.paced / 2,
        };
        let (paced, spread) = pace(&mut prepared.generator, &prepared.server, load)?;
        figures.note_others(&paced);
        figures.add_faults(prepared.generator.faults());
        let rate = Some(rounded(seen.rate()));
        if step == Step::Without {
            figures.deliveries_per_s_without = rate;
            figures.p99_us_without = Some(microseconds(&spread, 0.99));
            return Ok(());
        }
        figures.deliveries_per_s = rate;
        figures.ratio_without = share(rate, figures.deliveries_per_s_without);
        figures.server_cpu_s_per_mdeliv = seen.cpu_s_per_million().map(rounded);
        figures.note_latencies(&spread);
        figures.note_cores(&seen);
        prepared.before = before;
        figures.rss_growth_kib = prepared.growth_kib(prepared.server.used());
        Ok(())
    }
}

/// A server with everybody in their rooms. The generator goes first, so that the server's ports
/// need not linger.
pub(super) struct Prepared<'a> {
    pub(super) generator: Generator<'a>,
    pub(super) server: Server,
    before: Option<Used>,
    entering: Seen,
    took: Duration,
}

impl Prepared<'_> {
    fn saturate(
        &mut self,
        crowd: &Crowd,
        warm: Duration,
        measured: Duration,
    ) -> Result<(Seen, Faults), BenchError> {
        let (window, nap) = if crowd.rooms > 1 {
            (WINDOW_OF_MANY_ROOMS, Duration::from_micros(500))
        } else {
            let micros = 5 * crowd.members as u64;
            (WINDOW, Duration::from_micros(micros.clamp(50, 5000)))
        };
        let load = Saturation { window, nap, warm, measured };
        let seen = saturate(&mut self.generator, &self.server, load)?;
        Ok((seen, self.generator.faults()))
    }

    fn growth_kib(&self, after: Option<Used>) -> Option<f64> {
        Some(after?.rss_kib as f64 - self.before?.rss_kib as f64)
    }
}

impl Figures {
    pub(super) fn note_cores(&mut self, seen: &Seen) {
        self.server_cores = seen.server_cpu_s.map(|cpu_s| rounded(cpu_s / seen.seconds));
        self.generator_cores = Some(rounded(seen.generator_cpu_s / seen.seconds));
        self.threads = seen.threads;
    }

    /// The most that others disturbed any of the steps.
    fn note_others(&mut self, seen: &Seen) {
        let others = seen.others_cpu_s.map(|cpu_s| rounded(cpu_s / seen.seconds));
        self.others_cores = others.map(|others| others.max(self.others_cores.unwrap_or_default()));
    }

    pub(super) fn note_latencies(&mut self, spread: &Histogram) {
        self.p50_us = Some(microseconds(spread, 0.5));
        self.p99_us = Some(microseconds(spread, 0.99));
        self.p999_us = Some(microseconds(spread, 0.999));
    }
}

pub(super) fn share(of: Option<f64>, whole: Option<f64>) -> Option<f64> {
    Some(rounded(of? / whole.filter(|whole| *whole > 0.0)?))
}
