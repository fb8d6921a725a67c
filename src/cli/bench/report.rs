//! Figures as tables for people.

use super::progress::title;
use crate::bench::{Figures, Scenario};
use crate::cli::table::table;
use salon::texts::tr;

/// What others may use of two cores without a word about it.
const QUIET_CORES: f64 = 0.1;

/// The results of one scenario.
pub fn report(scenario: Scenario, all: &[Figures]) -> String {
    let table = match scenario {
        Scenario::Fanout | Scenario::Rooms => throughput(all),
        Scenario::Latency => latency(all),
        Scenario::Idle => idle(all),
        Scenario::Stalled => stalled(all),
        Scenario::Streams => streams(all),
        Scenario::Calls => calls(all),
    };
    let others = all.iter().filter_map(|f| f.others_cores).fold(0.0, f64::max);
    let note = if others > QUIET_CORES {
        tr!("cli-bench-others", cores = format!("{others:.2}")) + "\n"
    } else {
        String::new()
    };
    format!("{}\n{table}{note}\n", title(scenario))
}

fn throughput(all: &[Figures]) -> String {
    let headings = [
        tr!("cli-bench-column-members"),
        tr!("cli-bench-column-senders"),
        tr!("cli-bench-column-rooms"),
        tr!("cli-bench-column-deliveries"),
        tr!("cli-bench-column-coalesced"),
        tr!("cli-bench-column-ratio"),
        tr!("cli-bench-column-single"),
        tr!("cli-bench-column-cpu"),
        tr!("cli-bench-column-limit-cpu"),
        tr!("cli-bench-column-faults"),
    ];
    let row = |f: &Figures| {
        [
            f.members.to_string(),
            f.senders.to_string(),
            f.rooms.to_string(),
            short(f.deliveries_per_s),
            short(f.limit_coalesced_per_s),
            short(f.ratio_coalesced),
            short(f.limit_single_per_s),
            short(f.server_cpu_s_per_mdeliv),
            short(f.limit_cpu_s_per_mdeliv),
            faults(f),
        ]
    };
    table(headings, &all.iter().map(row).collect::<Vec<_>>())
}

fn latency(all: &[Figures]) -> String {
    let headings = [
        tr!("cli-bench-column-members"),
        tr!("cli-bench-column-rooms"),
        tr!("cli-bench-column-median"),
        tr!("cli-bench-column-limit-median"),
        tr!("cli-bench-column-p99"),
        tr!("cli-bench-column-limit-p99"),
        tr!("cli-bench-column-p999"),
        tr!("cli-bench-column-cpu"),
        tr!("cli-bench-column-limit-cpu"),
        tr!("cli-bench-column-faults"),
    ];
    let row = |f: &Figures| {
        [
            f.members.to_string(),
            f.rooms.to_string(),
            short(f.p50_us),
            short(f.limit_p50_us),
            short(f.p99_us),
            short(f.limit_p99_us),
            short(f.p999_us),
            short(f.server_cpu_s_per_mdeliv),
            short(f.limit_cpu_s_per_mdeliv),
            faults(f),
        ]
    };
    table(headings, &all.iter().map(row).collect::<Vec<_>>())
}

fn idle(all: &[Figures]) -> String {
    let headings = [
        tr!("cli-bench-column-members"),
        tr!("cli-bench-column-rooms"),
        tr!("cli-bench-column-memory"),
        tr!("cli-bench-column-parked"),
        tr!("cli-bench-column-threads"),
        tr!("cli-bench-column-joins"),
        tr!("cli-bench-column-limit-joins"),
        tr!("cli-bench-column-faults"),
    ];
    let row = |f: &Figures| {
        [
            f.members.to_string(),
            f.rooms.to_string(),
            short(f.rss_kib_per_member),
            short(f.limit_rss_kib_per_member),
            f.threads.map_or_else(nothing, |threads| threads.to_string()),
            short(f.joins_per_s),
            short(f.limit_joins_per_s),
            faults(f),
        ]
    };
    table(headings, &all.iter().map(row).collect::<Vec<_>>())
}

fn stalled(all: &[Figures]) -> String {
    let headings = [
        tr!("cli-bench-column-members"),
        tr!("cli-bench-column-stalled"),
        tr!("cli-bench-column-deliveries"),
        tr!("cli-bench-column-without"),
        tr!("cli-bench-column-ratio"),
        tr!("cli-bench-column-p99"),
        tr!("cli-bench-column-p99-without"),
        tr!("cli-bench-column-growth"),
        tr!("cli-bench-column-faults"),
    ];
    let row = |f: &Figures| {
        [
            f.members.to_string(),
            f.stalled.to_string(),
            short(f.deliveries_per_s),
            short(f.deliveries_per_s_without),
            short(f.ratio_without),
            short(f.p99_us),
            short(f.p99_us_without),
            short(f.rss_growth_kib),
            faults(f),
        ]
    };
    table(headings, &all.iter().map(row).collect::<Vec<_>>())
}

fn streams(all: &[Figures]) -> String {
    let headings = [
        tr!("cli-bench-column-stream"),
        tr!("cli-bench-column-relay"),
        tr!("cli-bench-column-ratio"),
        tr!("cli-bench-column-gib"),
        tr!("cli-bench-column-relay-gib"),
        tr!("cli-bench-column-rest"),
        tr!("cli-bench-column-beside"),
        tr!("cli-bench-column-ratio"),
        tr!("cli-bench-column-eight"),
        tr!("cli-bench-column-faults"),
    ];
    let row = |f: &Figures| {
        [
            short(f.stream_mb_per_s),
            short(f.limit_stream_mb_per_s),
            short(f.ratio_stream),
            short(f.stream_cpu_s_per_gib),
            short(f.limit_stream_cpu_s_per_gib),
            short(f.p99_us_without),
            short(f.p99_us),
            short(f.ratio_p99),
            short(f.streams_mb_per_s),
            faults(f),
        ]
    };
    table(headings, &all.iter().map(row).collect::<Vec<_>>())
}

fn calls(all: &[Figures]) -> String {
    let headings = [
        tr!("cli-bench-column-clients"),
        tr!("cli-bench-column-calls"),
        tr!("cli-bench-column-limit-calls"),
        tr!("cli-bench-column-ratio"),
        tr!("cli-bench-column-median"),
        tr!("cli-bench-column-limit-median"),
        tr!("cli-bench-column-p99"),
        tr!("cli-bench-column-limit-p99"),
        tr!("cli-bench-column-cpu"),
        tr!("cli-bench-column-limit-cpu"),
    ];
    let row = |f: &Figures| {
        [
            f.members.to_string(),
            short(f.calls_per_s),
            short(f.limit_calls_per_s),
            short(f.ratio_calls),
            short(f.p50_us),
            short(f.limit_p50_us),
            short(f.p99_us),
            short(f.limit_p99_us),
            short(f.server_cpu_s_per_mdeliv),
            short(f.limit_cpu_s_per_mdeliv),
        ]
    };
    table(headings, &all.iter().map(row).collect::<Vec<_>>())
}

/// Three digits or so, and a unit where there are many more.
fn short(value: Option<f64>) -> String {
    let Some(value) = value else { return nothing() };
    match value {
        v if v >= 1e6 => format!("{:.1}M", v / 1e6),
        v if v >= 1e4 => format!("{:.0}k", v / 1e3),
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v => format!("{v:.3}"),
    }
}

fn nothing() -> String {
    "-".into()
}

fn faults(figures: &Figures) -> String {
    (figures.lost + figures.doubled + figures.reordered).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let values = [0.02345, 2.5, 12.34, 345.6, 9999.0, 34_567.0, 34_567_890.0];
        let short: Vec<String> = values.iter().map(|v| short(Some(*v))).collect();
        assert_eq!(short, ["0.023", "2.500", "12.3", "346", "9999", "35k", "34.6M"]);
    }
}
