//! What can be measured, with how many, and for how long.
#![cfg_attr(not(target_os = "linux"), allow(dead_code))] // what is asked for is named everywhere

use clap::ValueEnum;
use serde::Serialize;
use std::time::Duration;

/// Members of a room where a scenario has many rooms.
const MEMBERS_OF_A_ROOM: usize = 10;

/// Members of a room whose members keep silent.
const MEMBERS_OF_A_SILENT_ROOM: usize = 100;

/// Of so many members one never reads, where some don't.
const STALLED_ONE_IN: usize = 10;

/// Bytes of a text.
pub const DEFAULT_SIZE: usize = 100;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Scenario {
    /// One room, as many deliveries as the server makes.
    Fanout,
    /// Many rooms, posts at moments fixed in advance: how late they arrive.
    Latency,
    /// Members that keep silent: what one costs.
    Idle,
    /// Many rooms, as many deliveries as the server makes.
    Rooms,
    /// One room, of which a tenth never reads.
    Stalled,
    /// A stream from one member to another, and a room beside eight of them.
    Streams,
    /// Clients that call a service, each one call after the other.
    Calls,
}

impl Scenario {
    /// All, in the order in which they run.
    pub const ALL: [Self; 7] = [
        Self::Fanout,
        Self::Latency,
        Self::Idle,
        Self::Rooms,
        Self::Stalled,
        Self::Streams,
        Self::Calls,
    ];
}

/// Who is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crowd {
    /// All members.
    pub members: usize,
    /// The rooms that they are spread over.
    pub rooms: usize,
    /// How many of a room post.
    pub senders: usize,
    /// How many of all never read; they are not among the senders.
    pub stalled: usize,
    /// How long texts are, in bytes.
    pub size: usize,
}

/// One thing to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// What is measured.
    pub scenario: Scenario,
    /// Who is there.
    pub crowd: Crowd,
}

/// What somebody wants differently than usual.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes {
    /// How many members.
    pub members: Option<usize>,
    /// How many of a room post.
    pub senders: Option<usize>,
    /// Bytes of a text.
    pub size: Option<usize>,
    /// How long is measured each time.
    pub secs: Option<f64>,
    /// In a sixth of the time.
    pub quick: bool,
}

/// How long everything takes.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// Load before what is measured.
    pub warm: Duration,
    /// What is measured of Salon under as much load as it takes.
    pub saturated: Duration,
    /// What is measured of the limit with coalescing.
    pub coalesced: Duration,
    /// What is measured of the limit without; it hardly varies.
    pub single: Duration,
    /// What is measured under a load that is fixed in advance.
    pub paced: Duration,
    /// Less is measured than usual.
    pub quick: bool,
}

impl Wishes {
    /// What is to be measured in a scenario.
    pub fn cases(&self, scenario: Scenario) -> Vec<Case> {
        let members: &[usize] = match scenario {
            Scenario::Fanout => &[10, 100, 1000],
            Scenario::Latency | Scenario::Stalled => &[1000],
            Scenario::Idle if self.quick => &[1000],
            Scenario::Idle => &[1000, 10_000],
            Scenario::Rooms => &[5000],
            Scenario::Streams => &[MEMBERS_OF_A_ROOM],
            Scenario::Calls => &[1, 10, 100],
        };
        let senders: &[usize] = match scenario {
            Scenario::Fanout if self.quick => &[10],
            Scenario::Fanout => &[1, 10],
            Scenario::Latency | Scenario::Stalled => &[MEMBERS_OF_A_ROOM],
            Scenario::Idle => &[0],
            Scenario::Rooms | Scenario::Streams => &[1],
            Scenario::Calls => &[0],
        };
        let members = self.members.as_ref().map_or(members, std::slice::from_ref);
        let senders = self.senders.as_ref().map_or(senders, std::slice::from_ref);
        let pairs = members.iter().flat_map(|m| senders.iter().map(|s| (*m, *s)));
        pairs.map(|(members, senders)| self.case(scenario, members, senders)).collect()
    }

    fn case(&self, scenario: Scenario, members: usize, senders: usize) -> Case {
        let rooms = match scenario {
            Scenario::Fanout | Scenario::Stalled | Scenario::Streams | Scenario::Calls => 1,
            Scenario::Latency | Scenario::Rooms => members / MEMBERS_OF_A_ROOM,
            Scenario::Idle => members / MEMBERS_OF_A_SILENT_ROOM,
        };
        let stalled = if scenario == Scenario::Stalled { members / STALLED_ONE_IN } else { 0 };
        let size = self.size.unwrap_or(DEFAULT_SIZE);
        let crowd = Crowd { members, rooms: rooms.max(1), senders, stalled, size };
        Case { scenario, crowd }
    }

    /// How long everything takes.
    pub fn timing(&self) -> Timing {
        let (warm, saturated, coalesced, single, paced) =
            if self.quick { (0.3, 0.8, 0.6, 0.4, 2.5) } else { (0.7, 3.0, 2.0, 1.0, 8.0) };
        let secs = |usual| Duration::from_secs_f64(self.secs.unwrap_or(usual));
        let warm = Duration::from_secs_f64(warm);
        Timing {
            warm,
            saturated: secs(saturated),
            coalesced: secs(coalesced),
            single: secs(single),
            paced: secs(paced),
            quick: self.quick,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_cases_are_those_of_the_goals() {
        let wishes = Wishes::default();
        let pairs = |scenario| -> Vec<(usize, usize, usize)> {
            let cases = wishes.cases(scenario);
            cases.iter().map(|c| (c.crowd.members, c.crowd.rooms, c.crowd.senders)).collect()
        };
        assert_eq!(pairs(Scenario::Fanout).len(), 6);
        assert_eq!(pairs(Scenario::Latency), [(1000, 100, 10)]);
        assert_eq!(pairs(Scenario::Idle), [(1000, 10, 0), (10_000, 100, 0)]);
        assert_eq!(pairs(Scenario::Rooms), [(5000, 500, 1)]);
        let [stalled] = wishes.cases(Scenario::Stalled)[..] else { panic!("one case") };
        assert_eq!((stalled.crowd.members, stalled.crowd.stalled), (1000, 100));
    }

    #[test]
    fn wishes_are_kept() {
        let wishes =
            Wishes { members: Some(7), senders: Some(2), size: Some(9), ..Wishes::default() };
        for scenario in Scenario::ALL {
            let [case] = wishes.cases(scenario)[..] else { panic!("one case") };
            assert_eq!((case.crowd.members, case.crowd.rooms, case.crowd.size), (7, 1, 9));
        }
    }
}
