//! `salon bench` with the real program: what it says, and that nothing goes wrong on the way.
#![cfg(all(feature = "cli", target_os = "linux"))]

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_salon"));
    command.arg("bench").args(args).env("LANG", "C").env("LC_ALL", "C").stdin(Stdio::null());
    command
}

fn bench(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

#[test]
fn fanout_measures_salon_beside_the_limits_and_nothing_goes_wrong() {
    let fanout = ["fanout", "--members", "10", "--senders", "2", "--secs", "1", "--json"];
    let Output { status, stdout, stderr } = bench(&fanout);
    let said = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{said}");
    assert_eq!(said.lines().count(), 1, "one line of progress for the one case: {said}");
    let line = String::from_utf8(stdout).unwrap();
    assert_eq!(line.lines().count(), 1, "{line}");
    let figures: Value = serde_json::from_str(&line).unwrap();
    let number = |field: &str| figures[field].as_f64().unwrap_or_else(|| panic!("{field}: {line}"));
    assert_eq!(figures["scenario"], "fanout");
    for (field, value) in [("members", 10.0), ("senders", 2.0), ("rooms", 1.0), ("size", 100.0)] {
        assert_eq!(number(field), value, "{field}");
    }
    for field in ["lost", "doubled", "reordered"] {
        assert_eq!(number(field), 0.0, "{field}");
    }
    for field in [
        "deliveries_per_s",
        "limit_single_per_s",
        "limit_coalesced_per_s",
        "ratio_coalesced",
        "server_cpu_s_per_mdeliv",
        "limit_cpu_s_per_mdeliv",
        "threads",
    ] {
        assert!(number(field) > 0.0, "{field}: {line}");
    }
    assert!(figures.get("p99_us").is_none(), "it is no figure of this scenario");
}

#[test]
fn streams_are_measured_beside_a_relay_and_a_room_beside_streams() {
    let Output { status, stdout, stderr } =
        bench(&["streams", "--quick", "--secs", "0.5", "--json"]);
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    let line = String::from_utf8(stdout).unwrap();
    let figures: Value = serde_json::from_str(&line).unwrap();
    for field in [
        "stream_mb_per_s",
        "limit_stream_mb_per_s",
        "ratio_stream",
        "stream_cpu_s_per_gib",
        "limit_stream_cpu_s_per_gib",
        "streams_mb_per_s",
        "p99_us",
        "p99_us_without",
        "ratio_p99",
    ] {
        assert!(figures[field].as_f64().is_some_and(|value| value > 0.0), "{field}: {line}");
    }
}

#[test]
fn results_are_saved_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("idle.jsonl");
    let Output { status, stdout, stderr } =
        bench(&["idle", "--members", "20", "--save", file.to_str().unwrap()]);
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    assert!(String::from_utf8_lossy(&stdout).contains("JOINS/S"), "a table is shown");
    let figures: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    for field in ["rss_kib_per_member", "limit_rss_kib_per_member", "threads", "joins_per_s"] {
        assert!(figures[field].as_f64().is_some_and(|value| value > 0.0), "{field}: {figures}");
    }
}

#[test]
fn calls_are_measured_beside_a_bare_server_of_as_many_threads() {
    let Output { status, stdout, stderr } =
        bench(&["calls", "--members", "3", "--secs", "0.3", "--json"]);
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    let figures: Value = serde_json::from_slice(&stdout).unwrap();
    assert_eq!((&figures["scenario"], &figures["members"]), (&"calls".into(), &3.into()));
    for field in ["calls_per_s", "limit_calls_per_s", "ratio_calls", "p99_us", "limit_p99_us"] {
        assert!(figures[field].as_f64().is_some_and(|value| value > 0.0), "{field}: {figures}");
    }
}

#[test]
fn an_interruption_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    // Its first step is a Salon server, which has a folder besides.
    let mut bench = command(&["stalled", "--members", "20", "--senders", "1", "--secs", "60"])
        .env("TMPDIR", folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let children = format!("/proc/{0}/task/{0}/children", bench.id());
    let deadline = Instant::now() + PATIENCE;
    let server = loop {
        let child = fs::read_to_string(&children).unwrap_or_default();
        // It is locked by the server itself, which so is past its start.
        let begun =
            fs::read_dir(&folder).unwrap().flatten().any(|e| e.path().join("lock").exists());
        if let Some(child) = child.split_whitespace().next().filter(|_| begun) {
            break child.to_owned();
        }
        assert!(Instant::now() < deadline, "no server was started");
        thread::yield_now();
    };
    kill_process(Pid::from_child(&bench), Signal::INT).unwrap();
    assert_eq!(bench.wait().unwrap().code(), Some(130));
    assert!(!Path::new("/proc").join(server).exists(), "the server runs on");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "its folder is left");
}

#[test]
fn a_target_that_does_not_answer_is_named() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let Output { status, stderr, .. } = bench(&["idle", "--target", &free]);
    assert_eq!(status.code(), Some(6));
    assert!(String::from_utf8_lossy(&stderr).contains(&free));
}

#[test]
fn too_few_open_files_are_told_before_anything_is_measured() {
    let salon = env!("CARGO_BIN_EXE_salon");
    let shell = format!("ulimit -n 100 && exec '{salon}' bench idle --members 1000");
    let Output { status, stderr, .. } =
        Command::new("sh").args(["-c", &shell]).env("LC_ALL", "C").output().unwrap();
    assert_eq!(status.code(), Some(1));
    assert!(String::from_utf8_lossy(&stderr).contains("ulimit -Hn 1128"));
}

#[test]
fn the_load_stays_on_this_machine() {
    let Output { status, stderr, .. } = bench(&["idle", "--target", "192.0.2.1:2428"]);
    assert_eq!(status.code(), Some(2));
    assert!(String::from_utf8_lossy(&stderr).contains("loopback"));
}
