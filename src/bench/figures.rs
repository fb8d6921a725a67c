//! What was measured, as one flat object. Fields that don't apply are left out.

use super::case::{Case, Scenario};
use super::numbers::Faults;
use super::statistics::Histogram;
use serde::Serialize;

macro_rules! figures {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)*) => {
        /// Results of one case. Those that begin with `limit` are of a bare server in the same
        /// run, those that end in `without` of the same room without the members that never read.
        #[derive(Debug, Clone, Serialize)]
        pub struct Figures {
            /// What was measured.
            pub scenario: Scenario,
            /// How many members.
            pub members: usize,
            /// How many of a room posted.
            pub senders: usize,
            /// In how many rooms.
            pub rooms: usize,
            /// How many of the members never read.
            pub stalled: usize,
            /// Bytes of a text.
            pub size: usize,
            $($(#[$doc])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
            /// Deliveries that never came.
            pub lost: u64,
            /// Deliveries that came again.
            pub doubled: u64,
            /// Deliveries that came after later ones.
            pub reordered: u64,
        }

        impl Figures {
            /// Of a case of which nothing is known yet.
            pub fn of(case: &Case) -> Self {
                let crowd = case.crowd;
                Self {
                    scenario: case.scenario,
                    members: crowd.members,
                    senders: crowd.senders,
                    rooms: crowd.rooms,
                    stalled: crowd.stalled,
                    size: crowd.size,
                    $($field: None,)*
                    lost: 0,
                    doubled: 0,
                    reordered: 0,
                }
            }
        }
    };
}

figures! {
    /// Deliveries in a second.
    deliveries_per_s: f64,
    /// Of a bare server, one `send` for each.
    limit_single_per_s: f64,
    /// Of a bare server, one `send` for all that come together.
    limit_coalesced_per_s: f64,
    /// The share of the coalesced limit that was reached.
    ratio_coalesced: f64,
    /// Cores that the server used; below 0.95 something else held it back.
    server_cores: f64,
    /// Cores that the generator used.
    generator_cores: f64,
    /// Of those two cores what others used: as much as that, the rates are too low.
    others_cores: f64,
    /// Seconds of a core for a million deliveries, or calls.
    server_cpu_s_per_mdeliv: f64,
    /// Of a bare server: coalesced under full load, one by one under a given one.
    limit_cpu_s_per_mdeliv: f64,
    /// Half of the deliveries were not later, in microseconds after the intended moment.
    p50_us: f64,
    /// Of a hundred deliveries 99 were not later.
    p99_us: f64,
    /// Of a thousand deliveries 999 were not later.
    p999_us: f64,
    /// The median of a bare server.
    limit_p50_us: f64,
    /// The 99 % of a bare server.
    limit_p99_us: f64,
    /// Resident memory that one member costs.
    rss_kib_per_member: f64,
    /// Resident memory of a bare thread that waits on a socket.
    limit_rss_kib_per_member: f64,
    /// Threads of the server.
    threads: u64,
    /// Members that connected, bore a pseudo and entered a room in a second.
    joins_per_s: f64,
    /// Connections in a second that a bare server gave a thread and answered.
    limit_joins_per_s: f64,
    /// Deliveries in a second without the members that never read.
    deliveries_per_s_without: f64,
    /// The share of it that was reached with them.
    ratio_without: f64,
    /// The 99 % without them.
    p99_us_without: f64,
    /// MB (a million bytes) a second that a stream carried.
    stream_mb_per_s: f64,
    /// The same of a plain relay.
    limit_stream_mb_per_s: f64,
    /// The share of it that was reached.
    ratio_stream: f64,
    /// Seconds of a core that the server used for a GiB.
    stream_cpu_s_per_gib: f64,
    /// The same of a plain relay.
    limit_stream_cpu_s_per_gib: f64,
    /// MB a second that eight streams carried together beside a room, at the default share.
    streams_mb_per_s: f64,
    /// How many times as late 99 % of the deliveries of that room were at most, as without them.
    ratio_p99: f64,
    /// Calls that were answered in a second.
    calls_per_s: f64,
    /// Requests in a second that a bare server of as many threads answered.
    limit_calls_per_s: f64,
    /// The share of it that was reached.
    ratio_calls: f64,
    /// Memory that the server has now, and had not before the load.
    rss_growth_kib: f64,
}

impl Figures {
    /// Adds the faults of a run.
    pub fn add_faults(&mut self, faults: Faults) {
        self.lost += faults.lost;
        self.doubled += faults.doubled;
        self.reordered += faults.reordered;
    }
}

/// As much of a value as was measured: four digits.
pub fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    let unit = 10f64.powf(3.0 - value.abs().log10().floor());
    let scaled = (value * unit).round() / unit;
    if unit >= 1.0 { scaled } else { scaled.round() }
}

/// A quantile in microseconds.
pub fn microseconds(spread: &Histogram, share: f64) -> f64 {
    rounded(spread.quantile(share) as f64 / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::case::Wishes;

    #[test]
    fn four_digits_are_kept() {
        for (value, kept) in
            [(0.0, 0.0), (12_345_678.0, 12_350_000.0), (0.123456, 0.1235), (999.96, 1000.0)]
        {
            assert_eq!(rounded(value), kept);
        }
        assert_eq!(rounded(f64::NAN), 0.0);
    }

    #[test]
    fn what_does_not_apply_is_left_out() {
        let mut figures = Figures::of(&Wishes::default().cases(Scenario::Rooms)[0]);
        figures.ratio_coalesced = Some(0.5);
        let text = serde_json::to_string(&figures).unwrap();
        assert!(text.starts_with(r#"{"scenario":"rooms","members":5000,"senders":1,"rooms":500"#));
        assert!(text.ends_with(r#""ratio_coalesced":0.5,"lost":0,"doubled":0,"reordered":0}"#));
    }
}
