//! Amounts as people write them in their language.

use super::tr;
use std::time::Duration;

/// A count: `12,345`, in French `12 345`.
pub fn count(n: u64) -> String {
    tr!("amount-count", count = n)
}

/// A number of bytes, in the largest unit that leaves a whole number before the point.
pub fn bytes(n: u64) -> String {
    let n = n as f64;
    match n {
        ..1e3 => tr!("amount-bytes", amount = n),
        1e3..1e6 => tr!("amount-kilobytes", amount = short(n / 1e3)),
        1e6..1e9 => tr!("amount-megabytes", amount = short(n / 1e6)),
        _ => tr!("amount-gigabytes", amount = short(n / 1e9)),
    }
}

/// How many in a second, or in another time.
pub fn rate(n: f64) -> String {
    tr!("amount-count", count = short(n))
}

/// A short time, in milliseconds.
pub fn milliseconds(time: Duration) -> String {
    tr!("amount-milliseconds", amount = short(time.as_secs_f64() * 1e3))
}

/// One digit behind the point where there is only one before it.
fn short(n: f64) -> f64 {
    if n < 9.95 { (n * 10.0).round() / 10.0 } else { n.round() }
}
