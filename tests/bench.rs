//! `salon bench` with the real program: what it says, and that nothing goes wrong on the way.
#![cfg(all(feature = "cli", target_os = "linux"))]

use serde_json::Value;
use std::process::{Command, Output, Stdio};

fn bench(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_salon"))
        .arg("bench")
        .args(args)
        .env("LANG", "C")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .output()
        .unwrap()
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
fn the_load_stays_on_this_machine() {
    let Output { status, stderr, .. } = bench(&["idle", "--target", "192.0.2.1:2428"]);
    assert_eq!(status.code(), Some(2));
    assert!(String::from_utf8_lossy(&stderr).contains("loopback"));
}
