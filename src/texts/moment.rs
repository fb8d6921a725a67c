//! Moments and spans of time as people say them, in the time zone of the machine.

use super::tr;
use crate::proto::ids::UnixMillis;
use chrono::{DateTime, Local};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A moment to the minute: `2024-01-31 10:42`.
pub fn moment(at: UnixMillis) -> String {
    local(at).format("%Y-%m-%d %H:%M").to_string()
}

/// The time of day if it was on the day of `now`, else the whole moment.
pub fn clock(at: UnixMillis, now: UnixMillis) -> String {
    let at_local = local(at);
    if at_local.date_naive() == local(now).date_naive() {
        at_local.format("%H:%M").to_string()
    } else {
        moment(at)
    }
}

/// How long ago: "just now", "3 min ago", "2 h ago", "5 days ago". A moment that is still to
/// come (two clocks differ) is just now.
pub fn ago(then: UnixMillis, now: UnixMillis) -> String {
    let seconds = now.0.saturating_sub(then.0) / 1000;
    match seconds {
        ..MINUTE => tr!("time-just-now"),
        MINUTE..HOUR => tr!("time-minutes-ago", count = seconds / MINUTE),
        HOUR..DAY => tr!("time-hours-ago", count = seconds / HOUR),
        DAY.. => tr!("time-days-ago", count = seconds / DAY),
    }
}

/// What stands above the server's words: "Message from the server, 2024-01-31 10:42:".
pub fn notice_heading(at: UnixMillis) -> String {
    tr!("notice-heading", at = moment(at))
}

fn local(at: UnixMillis) -> DateTime<Local> {
    // A moment that no calendar has (a peer may say anything) becomes 1970.
    DateTime::from_timestamp_millis(at.0).unwrap_or_default().with_timezone(&Local)
}
