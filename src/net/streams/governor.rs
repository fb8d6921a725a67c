//! How much of the machine streams may take: the processor time of their threads is counted, and
//! whoever has brought the sum over the share waits until it is within it again.

use crate::proto::ids::Tick;
use parking_lot::Mutex;
use std::thread::available_parallelism;
use std::time::Duration;

/// Bytes after which a thread looks at what it has used: looking costs a system call.
const LOOK_AFTER: usize = 256 * 1024;

/// Reads after which it looks in any case: small ones cost as much as large ones.
const LOOK_AFTER_READS: u32 = 64;

/// Processor time that may be used at once after a pause.
const BURST: Duration = Duration::from_millis(2);

/// The shortest wait: less is gathered.
const SHORTEST: Duration = Duration::from_micros(500);

/// The longest: whoever is cut must not sleep through it.
const LONGEST: Duration = Duration::from_millis(200);

/// See the module.
pub(super) struct Governor {
    /// Processor time that may be used in a second; none for as much as there is.
    per_second: Option<f64>,
    ledger: Mutex<Ledger>,
}

/// What is left to be used, in seconds of processor time; below zero it is owed.
struct Ledger {
    left: f64,
    at: Tick,
}

/// What a thread has used since it was last counted.
pub(super) struct Used {
    counted: Duration,
    bytes: usize,
    reads: u32,
}

impl Used {
    /// So many bytes came with a read.
    pub fn read(&mut self, count: usize) {
        self.bytes += count;
        self.reads += 1;
    }

    fn is_worth_a_look(&self) -> bool {
        self.bytes >= LOOK_AFTER || self.reads >= LOOK_AFTER_READS
    }
}

impl Governor {
    /// Lets streams use `share` percent of the machine's processors.
    pub fn new(share: u8) -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        let per_second = (share < 100).then(|| processors as f64 * f64::from(share) / 100.0);
        Self { per_second, ledger: Mutex::new(Ledger { left: BURST.as_secs_f64(), at: Tick(0) }) }
    }

    /// Whether streams are held to a share at all.
    pub fn is_limited(&self) -> bool {
        self.per_second.is_some()
    }

    /// Begins to count what this thread uses.
    pub fn begin(&self) -> Used {
        Used { counted: processor_time(), bytes: 0, reads: 0 }
    }

    /// Counts what this thread has used since the last time. How long it must wait now.
    pub fn charge(&self, used: &mut Used, now: Tick) -> Duration {
        let Some(per_second) = self.per_second.filter(|_| used.is_worth_a_look()) else {
            return Duration::ZERO;
        };
        let total = processor_time();
        let more = total.saturating_sub(used.counted);
        *used = Used { counted: total, bytes: 0, reads: 0 };
        self.ledger.lock().spend(more, per_second, now)
    }
}

impl Ledger {
    fn spend(&mut self, used: Duration, per_second: f64, now: Tick) -> Duration {
        let earned = now.since(self.at).as_secs_f64() * per_second;
        self.at = self.at.max(now);
        self.left = (self.left + earned).min(BURST.as_secs_f64()) - used.as_secs_f64();
        // What nobody will wait for isn't owed: others would pay for it.
        self.left = self.left.max(-LONGEST.as_secs_f64() * per_second);
        if self.left >= 0.0 {
            return Duration::ZERO;
        }
        let wait = Duration::from_secs_f64(-self.left / per_second);
        if wait < SHORTEST { Duration::ZERO } else { wait }
    }
}

/// What this thread has used of the processors.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_the_share_is_waited_for() {
        let mut ledger = Ledger { left: BURST.as_secs_f64(), at: Tick(0) };
        let half = 0.5;
        assert_eq!(ledger.spend(BURST, half, Tick(0)), Duration::ZERO);
        let wait = ledger.spend(Duration::from_millis(5), half, Tick(0));
        assert!(wait.abs_diff(Duration::from_millis(10)) < Duration::from_micros(1), "{wait:?}");
        // Another thread waits behind the first.
        let wait = ledger.spend(Duration::from_millis(5), half, Tick(10_000));
        assert!(wait.abs_diff(Duration::from_millis(10)) < Duration::from_micros(1), "{wait:?}");
        let later = ledger.spend(Duration::ZERO, half, Tick(60_000_000));
        assert_eq!(later, Duration::ZERO);
        assert!(ledger.left <= BURST.as_secs_f64(), "nothing is saved up");
        let most = ledger.spend(Duration::from_secs(9), half, Tick(60_000_000));
        let next = ledger.spend(Duration::ZERO, half, Tick(60_200_000));
        assert!(most.abs_diff(LONGEST) < Duration::from_micros(1) && next.is_zero(), "{most:?}");
    }

    #[test]
    fn all_of_the_machine_is_not_counted() {
        let governor = Governor::new(100);
        let mut used = governor.begin();
        used.read(10 * LOOK_AFTER);
        assert_eq!(governor.charge(&mut used, Tick(0)), Duration::ZERO);
    }
}
