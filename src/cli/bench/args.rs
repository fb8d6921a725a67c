//! What can be typed after `salon bench`.

use crate::bench::{Scenario, Wishes};
use crate::cli::args::parse_link;
use clap::Args;
use salon::client::Link;
use salon::texts::tr;
use std::path::PathBuf;

/// Most members; the system may allow fewer.
const MAX_MEMBERS: usize = 20_000;

/// Most members of a room that post.
const MAX_SENDERS: usize = 1_000;

/// Longest text, in bytes.
const MAX_SIZE: usize = 65_536;

/// The shortest and longest time that one thing is measured, in seconds.
const SECS: std::ops::RangeInclusive<f64> = 0.1..=60.0;

/// Shown by `salon bench --help`.
pub const EXAMPLES: &str = "\
The scenarios:
  fanout   one room, as many deliveries as the server makes; up to 512 posts are under way
  latency  1,000 members in rooms of ten, 2,000 posts a second at times fixed in advance
  idle     members that keep silent, in rooms of 100: memory, threads, joins a second
  rooms    5,000 members in rooms of ten; up to 8 posts of each room are under way
  stalled  one room of 1,000, of which 100 never read
  streams  1 GiB from one member to another with all of the machine, beside a plain relay of one
           thread; then a room of ten, at rest and beside eight streams at the default share
  calls    1, 10 and 100 clients that call a service, each one small call after the other

Without a scenario all of them run, in less than five minutes. The server runs in a process of its
own on one core, the load on another; only the loopback is used. In the same run a bare server that
only reads and writes the same bytes is measured: that is the limit of this machine, with one system
call for each delivery (single), or with one for all that comes together (coalesced); for calls, one
that hands each request from a thread of its client to a worker, with as many threads. A time in
µs of a core for each delivery is the same as seconds for a million of them. Every delivery is
checked: faults are those that were lost, doubled or reordered, and the exit status tells of them.

With --json each result is one object in a line. Its fields, as far as they apply: scenario,
members, senders, rooms, stalled, size, deliveries_per_s, limit_single_per_s,
limit_coalesced_per_s, ratio_coalesced, server_cores, generator_cores, others_cores,
server_cpu_s_per_mdeliv, limit_cpu_s_per_mdeliv, p50_us, p99_us, p999_us, limit_p50_us,
limit_p99_us, rss_kib_per_member, limit_rss_kib_per_member, threads, joins_per_s,
limit_joins_per_s, deliveries_per_s_without, ratio_without, p99_us_without, stream_mb_per_s,
limit_stream_mb_per_s, ratio_stream, stream_cpu_s_per_gib, limit_stream_cpu_s_per_gib,
streams_mb_per_s, ratio_p99, calls_per_s, limit_calls_per_s, ratio_calls, rss_growth_kib,
lost, doubled, reordered.

Examples:
  salon bench
  salon bench --quick
  salon bench fanout --members 1000 --senders 10 --secs 5
  salon bench latency --json | jq .p99_us
  salon serve --headless --no-limits --open-rooms & salon bench fanout --target localhost";

/// What to measure.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// What to measure; everything if left out
    pub scenario: Option<Scenario>,
    /// How many members
    #[arg(long, value_name = "N", value_parser = count(MAX_MEMBERS))]
    pub members: Option<usize>,
    /// How many members of a room post
    #[arg(long, value_name = "P", value_parser = count(MAX_SENDERS))]
    pub senders: Option<usize>,
    /// How long texts are; 100 bytes if left out
    #[arg(long, value_name = "BYTES", value_parser = count(MAX_SIZE))]
    pub size: Option<usize>,
    /// How long each thing is measured, in seconds
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub secs: Option<f64>,
    /// Less, and in less than 40 seconds
    #[arg(long)]
    pub quick: bool,
    /// Print one JSON object for each result instead of tables
    #[arg(long)]
    pub json: bool,
    /// Also write the results to this file, as with --json, each as soon as it is known
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
    /// A server that runs on this machine, without limits and with open rooms; one is started if
    /// left out
    #[arg(long, value_name = "LINK", value_parser = parse_link)]
    pub target: Option<Link>,
}

impl BenchArgs {
    /// What is wanted differently than usual.
    pub fn wishes(&self) -> Wishes {
        let Self { members, senders, size, secs, quick, .. } = *self;
        Wishes { members, senders, size, secs, quick }
    }
}

fn count(most: usize) -> impl Fn(&str) -> Result<usize, String> + Clone {
    move |text| {
        let count = text.parse().ok().filter(|count| (1..=most).contains(count));
        count.ok_or_else(|| tr!("cli-expected-number", least = 1, most = most))
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    let secs = text.parse().ok().filter(|secs| SECS.contains(secs));
    secs.ok_or_else(|| tr!("cli-expected-number", least = *SECS.start(), most = *SECS.end()))
}
