//! Signs of life: when to ask for one, and when to give up (`PROTOCOL.md`, "Heartbeat").

use super::ids::Tick;
use std::time::Duration;

/// How often a side asks, and how long it waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeartbeatTiming {
    /// Time from one `PING` to the next.
    pub interval: Duration,
    /// Time from a `PING` to giving up, unless something is heard.
    pub timeout: Duration,
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// Nothing before this moment.
    Wait(Tick),
    /// Send a `PING` with this nonce, now.
    Ping(u64),
    /// The peer is gone.
    Dead,
}

/// The heartbeat of one connection, seen from one side.
#[derive(Debug, Clone)]
pub struct Heartbeat {
    timing: HeartbeatTiming,
    next_ping: Tick,
    last_heard: Tick,
    asked: Option<Asked>,
    nonce: u64,
}

#[derive(Debug, Clone, Copy)]
struct Asked {
    at: Tick,
    nonce: u64,
    /// Something came since: only the round trip is still of interest.
    lives: bool,
}

impl Heartbeat {
    /// Begins at `now`, with the first `PING` one interval later.
    pub fn new(timing: HeartbeatTiming, now: Tick) -> Self {
        Self {
            timing,
            next_ping: now.plus(timing.interval),
            last_heard: now,
            asked: None,
            nonce: 0,
        }
    }

    /// Something came from the peer, or the peer took something: it lives.
    pub fn heard(&mut self, now: Tick) {
        self.last_heard = self.last_heard.max(now);
    }

    /// A `PONG` came. Tells the round-trip time if it answers the `PING` that is out.
    pub fn pong(&mut self, now: Tick, nonce: u64) -> Option<Duration> {
        let asked = self.asked.take_if(|asked| asked.nonce == nonce)?;
        Some(now.since(asked.at))
    }

    /// What is due at `now`. After `Ping`, ask again for the next moment.
    pub fn poll(&mut self, now: Tick) -> Beat {
        if let Some(asked) = self.asked.as_mut().filter(|asked| !asked.lives) {
            let gives_up = asked.at.plus(self.timing.timeout);
            if self.last_heard > asked.at {
                asked.lives = true;
            } else if now >= gives_up {
                return Beat::Dead;
            } else {
                return Beat::Wait(gives_up);
            }
        }
        if now < self.next_ping {
            return Beat::Wait(self.next_ping);
        }
        self.nonce += 1;
        self.next_ping = now.plus(self.timing.interval);
        self.asked = Some(Asked { at: now, nonce: self.nonce, lives: false });
        Beat::Ping(self.nonce)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMING: HeartbeatTiming =
        HeartbeatTiming { interval: Duration::from_secs(30), timeout: Duration::from_secs(5) };

    fn at(secs: u64) -> Tick {
        Tick(secs * 1_000_000)
    }

    #[test]
    fn asks_every_interval_and_gives_up_after_the_timeout() {
        let mut beat = Heartbeat::new(TIMING, at(0));
        assert_eq!(beat.poll(at(29)), Beat::Wait(at(30)));
        assert_eq!(beat.poll(at(30)), Beat::Ping(1));
        assert_eq!(beat.poll(at(30)), Beat::Wait(at(35)));
        assert_eq!(beat.poll(at(35)), Beat::Dead);
    }

    #[test]
    fn any_sign_of_life_will_do_and_a_pong_tells_the_round_trip() {
        let mut beat = Heartbeat::new(TIMING, at(0));
        assert_eq!(beat.poll(at(30)), Beat::Ping(1));
        beat.heard(at(31));
        assert_eq!(beat.pong(at(31), 1), Some(Duration::from_secs(1)));
        assert_eq!(beat.pong(at(31), 1), None);
        assert_eq!(beat.poll(at(35)), Beat::Wait(at(60)));
        assert_eq!(beat.poll(at(61)), Beat::Ping(2));
        beat.heard(at(62));
        assert_eq!(beat.poll(at(90)), Beat::Wait(at(91)));
    }

    #[test]
    fn an_answer_behind_other_messages_tells_the_round_trip_all_the_same() {
        let mut beat = Heartbeat::new(TIMING, at(0));
        assert_eq!(beat.poll(at(30)), Beat::Ping(1));
        beat.heard(at(31));
        assert_eq!(beat.poll(at(31)), Beat::Wait(at(60)));
        beat.heard(at(33));
        assert_eq!(beat.pong(at(33), 1), Some(Duration::from_secs(3)));
    }

    #[test]
    fn a_clock_that_jumps_ahead_asks_before_it_gives_up() {
        let mut beat = Heartbeat::new(TIMING, at(0));
        assert_eq!(beat.poll(at(100_000)), Beat::Ping(1));
    }
}
