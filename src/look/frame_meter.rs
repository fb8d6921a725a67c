//! How long the frames of a window take, for whoever asks with `SALON_LOG=salon::frames=debug`.

use egui::Context;
use rustix::time::{ClockId, clock_gettime};
use std::fmt;
use tracing::Level;

/// What the figures are logged as. The host's window leaves them out of its own log: showing a line
/// takes a frame.
pub const FRAMES: &str = "salon::frames";

/// How often figures are given, in seconds, while frames are drawn.
const EVERY: f64 = 10.0;

/// Frames that are kept at most. So many give figures before their time is over.
const MOST: usize = 4_096;

/// Measures while somebody listens. It never asks for a frame: a window at rest gives no figures.
#[derive(Debug, Default)]
pub struct FrameMeter {
    /// When the figures to come began, in seconds.
    since: Option<f64>,
    /// What the thread had computed at the frame before, in seconds.
    computed: Option<f64>,
    /// What each frame took of the thread's computing, in seconds.
    cpu: Vec<f32>,
    /// How long each frame took, in seconds.
    whole: Vec<f32>,
}

/// What the frames of some time took.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Figures {
    frames: usize,
    seconds: f64,
    cpu: Spread,
    whole: Spread,
}

/// Median, 99th percentile and highest, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spread(f32, f32, f32);

impl FrameMeter {
    /// To be called wherever a window draws itself, on its thread. `before` is how long the frame before
    /// took up to being handed to the display, in seconds: waiting for whatever draws is in it, beside
    /// what the thread computed.
    pub fn note(&mut self, ctx: &Context, before: Option<f32>) {
        if !tracing::enabled!(target: FRAMES, Level::DEBUG) || ctx.current_pass_index() > 0 {
            return;
        }
        let computed = computed();
        let earlier = self.computed.replace(computed);
        let (Some(whole), Some(earlier)) = (before, earlier) else { return };
        let now = ctx.input(|input| input.time);
        if let Some(figures) = self.add(now, (computed - earlier) as f32, whole) {
            let Figures { frames, seconds, cpu, whole } = figures;
            tracing::debug!(target: FRAMES, "frames={frames} seconds={seconds:.1} cpu_ms={cpu} ms={whole}");
        }
    }

    /// What a frame took. The figures, where it is time for them.
    fn add(&mut self, now: f64, cpu: f32, whole: f32) -> Option<Figures> {
        let since = *self.since.get_or_insert(now);
        self.cpu.push(cpu);
        self.whole.push(whole);
        let (frames, seconds) = (self.cpu.len(), now - since);
        if seconds < EVERY && frames < MOST {
            return None;
        }
        self.since = Some(now);
        let (cpu, whole) = (Spread::of(&mut self.cpu), Spread::of(&mut self.whole));
        Some(Figures { frames, seconds, cpu, whole })
    }
}

impl Spread {
    /// Of some times in seconds, of which none is left.
    fn of(times: &mut Vec<f32>) -> Self {
        times.sort_by(f32::total_cmp);
        let at =
            |part: usize| times.get((times.len() * part / 100).min(times.len().saturating_sub(1)));
        let [median, p99, highest] = [50, 99, 100].map(|part| at(part).map_or(0.0, |s| s * 1e3));
        times.clear();
        Self(median, p99, highest)
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}/{:.2}/{:.2}", self.0, self.1, self.2)
    }
}

/// What this thread has computed since it began, in seconds.
fn computed() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_come_when_their_time_is_over() {
        let mut meter = FrameMeter::default();
        // A hundred and one frames in ten seconds, of 101 to 1 ms, the longest first.
        let mut add = |i: u16| {
            let cpu = f32::from(101 - i) * 1e-3;
            meter.add(f64::from(i) * 0.1, cpu, 2.0 * cpu)
        };
        assert!((0..100).all(|i| add(i).is_none()));
        let figures = add(100).unwrap();
        assert_eq!((figures.frames, figures.seconds), (101, 10.0));
        assert_eq!(figures.cpu.to_string(), "51.00/100.00/101.00");
        assert_eq!(figures.whole.to_string(), "102.00/200.00/202.00");
        assert_eq!(add(101), None);
    }

    #[test]
    fn after_a_rest_figures_speak_of_the_rest_too() {
        let mut meter = FrameMeter::default();
        assert_eq!(meter.add(5.0, 2e-3, 2e-3), None);
        let figures = meter.add(65.0, 4e-3, 4e-3).unwrap();
        assert_eq!((figures.frames, figures.seconds), (2, 60.0));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut meter = FrameMeter::default();
        let figures = (0..MOST).filter_map(|_| meter.add(0.0, 1e-3, 1e-3)).count();
        assert_eq!((figures, meter.cpu.len(), meter.whole.len()), (1, 0, 0));
    }

    #[test]
    fn computing_is_counted() {
        let before = computed();
        while computed() == before {}
        assert!(computed() > before);
    }
}
