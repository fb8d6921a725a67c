//! Moments and spans of time as people say them: in the time zone of the machine, in the spoken
//! language, in the order and the hours that the person's region is used to.

use super::region::format_locale;
use super::{Language, language, tr};
use crate::proto::ids::UnixMillis;
use chrono::{DateTime, Datelike, Local, Timelike};
use icu_datetime::fieldsets::{T, YMD, YMDE};
use icu_datetime::input;
use icu_datetime::{DateTimeFormatter, NoCalendarFormatter};
use std::cell::RefCell;
use std::time::Duration;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A moment to the minute, as it is written everywhere: `2024-01-31 10:42`.
pub fn moment(at: UnixMillis) -> String {
    local(at).format("%Y-%m-%d %H:%M").to_string()
}

/// A moment as one reads it: `Wednesday, 31 January 2024, 10:42`.
pub fn long_moment(at: UnixMillis) -> String {
    tr!("time-moment", date = date(at), time = time(at))
}

/// The time of day if it was on the day of `now`, else the date with it.
pub fn clock(at: UnixMillis, now: UnixMillis) -> String {
    if day(at) == day(now) {
        return time(at);
    }
    tr!("time-moment", date = short_date(at), time = time(at))
}

/// The time of day: `10:42`, or `10:42 AM`.
pub fn time(at: UnixMillis) -> String {
    with_formats(|formats| Some(formats.time.format(&input(at)?.time).to_string()))
        .unwrap_or_else(|| local(at).format("%H:%M").to_string())
}

/// A date in full: `Wednesday, 31 January 2024`.
fn date(at: UnixMillis) -> String {
    with_formats(|formats| Some(formats.date.format(&input(at)?.date).to_string()))
        .unwrap_or_else(|| iso_date(at))
}

/// A date in figures: `31/01/2024`.
fn short_date(at: UnixMillis) -> String {
    with_formats(|formats| Some(formats.short_date.format(&input(at)?.date).to_string()))
        .unwrap_or_else(|| iso_date(at))
}

fn iso_date(at: UnixMillis) -> String {
    local(at).format("%Y-%m-%d").to_string()
}

/// The day of a moment, counted from the first of the year 1. Two moments of one day have the same.
pub fn day(at: UnixMillis) -> i32 {
    local(at).num_days_from_ce()
}

/// The day of a moment, for the line between two days: "Today", "Yesterday", or its date.
pub fn day_name(at: UnixMillis, now: UnixMillis) -> String {
    match day(now).saturating_sub(day(at)) {
        0 => tr!("time-today"),
        1 => tr!("time-yesterday"),
        _ => date(at),
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

/// A span of time as it is counted down: minutes and seconds, `0:42`, and hours where there are some,
/// `1:01:01`.
pub fn timer(span: Duration) -> String {
    let seconds = span.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// What stands above the server's words: "Message from the server, 31/01/2024, 10:42:".
pub fn notice_heading(at: UnixMillis) -> String {
    tr!("notice-heading", date = short_date(at), time = time(at))
}

fn local(at: UnixMillis) -> DateTime<Local> {
    // A moment that no calendar has (a peer may say anything) becomes 1970.
    DateTime::from_timestamp_millis(at.0).unwrap_or_default().with_timezone(&Local)
}

/// A moment as the formats take it. `None` for a year that they don't know.
fn input(at: UnixMillis) -> Option<input::DateTime<icu_calendar::Iso>> {
    let at = local(at);
    let (month, day) = (u8::try_from(at.month()).ok()?, u8::try_from(at.day()).ok()?);
    let (hour, minute) = (u8::try_from(at.hour()).ok()?, u8::try_from(at.minute()).ok()?);
    let date = input::Date::try_new_iso(at.year(), month, day).ok()?;
    let time = input::Time::try_new(hour, minute, 0, 0).ok()?;
    Some(input::DateTime { date, time })
}

/// How moments are written in one language.
struct Formats {
    language: Language,
    time: NoCalendarFormatter<T>,
    date: DateTimeFormatter<YMDE>,
    short_date: DateTimeFormatter<YMD>,
}

impl Formats {
    fn new(language: Language) -> Option<Self> {
        let locale = format_locale(language)?;
        Some(Self {
            language,
            time: NoCalendarFormatter::try_new((&locale).into(), T::hm()).ok()?,
            date: DateTimeFormatter::try_new((&locale).into(), YMDE::long()).ok()?,
            short_date: DateTimeFormatter::try_new((&locale).into(), YMD::short()).ok()?,
        })
    }
}

/// Writes with the formats of the spoken language. `None` where the person's are not known.
fn with_formats(write: impl FnOnce(&Formats) -> Option<String>) -> Option<String> {
    thread_local! {
        // In a box: every thread has room for this, and a client's thread has little.
        static FORMATS: RefCell<Option<Box<Formats>>> = const { RefCell::new(None) };
    }
    let language = language();
    FORMATS.with_borrow_mut(|formats| {
        if formats.as_ref().is_none_or(|formats| formats.language != language) {
            *formats = Formats::new(language).map(Box::new);
        }
        write(formats.as_ref()?)
    })
}
