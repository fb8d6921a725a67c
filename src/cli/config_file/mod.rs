//! The configuration file: TOML in, [`Config`] out. Every setting has a default; a mistake is
//! told with its file, line and key.

mod transfers;

use salon::net::{Config, Limits, Rate, RoomConfig};
use salon::proto::heartbeat::HeartbeatTiming;
use salon::proto::limits::{MAX_NAME_BYTES, MAX_TOPIC};
use salon::proto::name::RoomName;
use salon::texts::{name_error, tr};
use serde::{Deserialize, Deserializer, de};
use std::net::{SocketAddr, ToSocketAddrs};
use std::num::{NonZeroU32, NonZeroUsize};
use std::ops::Range;
use std::path::Path;
use std::time::Duration;
use toml::Spanned;
use transfers::FileTransfers;

/// Longest time that a setting or an option may name: a hundred years.
const MAX_DURATION: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Why a configuration file can't be used.
#[derive(Debug, PartialEq, Eq)]
pub enum ConfigFileError {
    /// It can't be read.
    Unreadable {
        /// Why.
        cause: String,
    },
    /// It has a mistake.
    Mistake {
        /// The line of the mistake, from 1.
        line: usize,
        /// The key that it concerns, with its table; empty where there is none.
        key: String,
        /// What is wrong: in the person's language, unless the reader of TOML says it.
        cause: String,
    },
}

/// Reads the file at `path`.
///
/// # Errors
/// The file can't be read, or has a mistake.
pub fn read(path: &Path) -> Result<Config, ConfigFileError> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| ConfigFileError::Unreadable { cause: e.to_string() })?;
    parse(&text)
}

/// Reads a configuration.
fn parse(text: &str) -> Result<Config, ConfigFileError> {
    let mistake = |span: Option<Range<usize>>, cause: &str| {
        let at = span.map_or(0, |span| span.start).min(text.len());
        ConfigFileError::Mistake {
            line: text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1,
            key: key_at(text, at),
            cause: cause.trim_end().replace('\n', " "),
        }
    };
    let file: File = toml::from_str(text).map_err(|e| mistake(e.span(), e.message()))?;
    for (i, room) in file.rooms.iter().flatten().enumerate() {
        let keys = room.name.get_ref().0.keys();
        let earlier = file.rooms.iter().flatten().take(i);
        if earlier.into_iter().any(|e| e.name.get_ref().0.keys().iter().any(|k| keys.contains(k))) {
            return Err(mistake(Some(room.name.span()), &tr!("cli-config-same-name")));
        }
    }
    Ok(file.into_config())
}

/// The dotted key of the setting that stands at the byte `at`.
fn key_at(text: &str, at: usize) -> String {
    let line_start = text[..floor(text, at)].rfind('\n').map_or(0, |i| i + 1);
    let mut lines = text[line_start..].lines().take(1).chain(text[..line_start].lines().rev());
    let mut key = "";
    for line in &mut lines {
        let line = line.trim();
        if let Some(table) = line.strip_prefix('[').filter(|_| line.contains(']')) {
            let table = table.trim_matches(['[', ']', ' ']).split(']').next().unwrap_or_default();
            let dot = if key.is_empty() { "" } else { "." };
            return format!("{table}{dot}{key}");
        }
        if let Some((name, _)) = line.split_once('=').filter(|_| key.is_empty()) {
            key = name.trim();
        }
    }
    key.to_owned()
}

/// The nearest boundary of a character at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

/// The file as it stands. What is left out keeps its default.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<Listen>,
    name: Option<ServerName>,
    rooms: Option<Vec<Room>>,
    open_rooms: Option<bool>,
    introductions: Option<bool>,
    resume_grace: Option<Seconds>,
    announce_below: Option<usize>,
    presence_wait: Option<Seconds>,
    #[serde(default)]
    heartbeat: Heartbeat,
    #[serde(default)]
    limits: FileLimits,
    #[serde(default)]
    transfers: FileTransfers,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Room {
    name: Spanned<Name>,
    #[serde(default)]
    topic: Topic,
    #[serde(default)]
    peer_posts: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Heartbeat {
    interval: Option<NonZeroSeconds>,
    timeout: Option<NonZeroSeconds>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileLimits {
    connections: Option<NonZeroUsize>,
    connections_per_address: Option<NonZeroUsize>,
    rooms: Option<NonZeroUsize>,
    handshake: Option<NonZeroSeconds>,
    posts: Option<FileRate>,
    requests: Option<FileRate>,
    latest: Option<FileRate>,
    newest: Option<FileRate>,
    presence: Option<FileRate>,
    tape_bytes: Option<NonZeroUsize>,
    outbox_bytes: Option<NonZeroUsize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRate {
    per_second: u32,
    burst: NonZeroU32,
}

impl File {
    fn into_config(self) -> Config {
        let default = Config::default();
        let rooms = |rooms: Vec<Room>| rooms.into_iter().map(Room::into_config).collect();
        Config {
            listen: self.listen.map_or(default.listen, |l| l.0),
            name: self.name.map_or(default.name, |n| n.0),
            rooms: self.rooms.map_or(default.rooms, rooms),
            open_rooms: self.open_rooms.unwrap_or(default.open_rooms),
            introductions: self.introductions.unwrap_or(default.introductions),
            heartbeat: HeartbeatTiming {
                interval: self.heartbeat.interval.map_or(default.heartbeat.interval, |s| s.0),
                timeout: self.heartbeat.timeout.map_or(default.heartbeat.timeout, |s| s.0),
            },
            resume_grace: self.resume_grace.map_or(default.resume_grace, |s| s.0),
            announce_below: self.announce_below.unwrap_or(default.announce_below),
            presence_wait: self.presence_wait.map_or(default.presence_wait, |s| s.0),
            limits: self.limits.into_limits(default.limits),
            transfers: self.transfers.into_transfers(default.transfers),
            services: default.services,
        }
    }
}

impl Room {
    fn into_config(self) -> RoomConfig {
        let (name, topic) = (self.name.into_inner().0.as_str().to_owned(), self.topic.0);
        RoomConfig { name, topic, peer_posts: self.peer_posts }
    }
}

impl FileLimits {
    fn into_limits(self, default: Limits) -> Limits {
        let size = |given: Option<NonZeroUsize>, default| given.map_or(default, NonZeroUsize::get);
        Limits {
            connections: size(self.connections, default.connections),
            connections_per_address: size(
                self.connections_per_address,
                default.connections_per_address,
            ),
            rooms: size(self.rooms, default.rooms),
            handshake: self.handshake.map_or(default.handshake, |s| s.0),
            posts: self.posts.map_or(default.posts, Rate::from),
            requests: self.requests.map_or(default.requests, Rate::from),
            latest: self.latest.map_or(default.latest, Rate::from),
            newest: self.newest.map_or(default.newest, Rate::from),
            // This program has no services of its own.
            calls: default.calls,
            presence: self.presence.map_or(default.presence, Rate::from),
            tape_bytes: size(self.tape_bytes, default.tape_bytes),
            outbox_bytes: size(self.outbox_bytes, default.outbox_bytes),
        }
    }
}

impl From<FileRate> for Rate {
    fn from(rate: FileRate) -> Self {
        Self { per_second: rate.per_second, burst: rate.burst.get() }
    }
}

#[derive(Debug)]
struct Name(RoomName);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let wish = String::deserialize(d)?;
        RoomName::new(&wish).map(Self).map_err(|error| {
            // It stands within another sentence.
            de::Error::custom(name_error(error).trim_end_matches('.'))
        })
    }
}

#[derive(Debug, Default)]
struct Topic(String);

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        no_longer_than(String::deserialize(d)?, MAX_TOPIC).map(Self)
    }
}

#[derive(Debug)]
struct ServerName(String);

impl<'de> Deserialize<'de> for ServerName {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        no_longer_than(String::deserialize(d)?, MAX_NAME_BYTES).map(Self)
    }
}

fn no_longer_than<E: de::Error>(text: String, bytes: usize) -> Result<String, E> {
    if text.len() <= bytes {
        return Ok(text);
    }
    Err(E::custom(tr!("cli-config-too-long", bytes = bytes)))
}

#[derive(Debug)]
struct Listen(SocketAddr);

impl<'de> Deserialize<'de> for Listen {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        parse_listen(&String::deserialize(d)?).map(Self).map_err(de::Error::custom)
    }
}

/// Reads where to listen: an IP address or the name of this machine, and a port.
///
/// # Errors
/// Says what is wrong with it.
pub fn parse_listen(text: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let resolved = text.to_socket_addrs().ok().and_then(|mut addresses| addresses.next());
    resolved.ok_or_else(|| tr!("cli-config-listen"))
}

/// A number of seconds, or text like "30s"; 0 is allowed.
#[derive(Debug)]
struct Seconds(Duration);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Seconds(f64),
            Text(String),
        }
        let written = Written::deserialize(d);
        match written.map_err(|_| de::Error::custom(tr!("cli-config-duration")))? {
            Written::Seconds(seconds) => from_seconds(seconds),
            Written::Text(text) => parse_duration(&text),
        }
        .map(Self)
        .map_err(de::Error::custom)
    }
}

/// The same, and more than 0.
#[derive(Debug)]
struct NonZeroSeconds(Duration);

impl<'de> Deserialize<'de> for NonZeroSeconds {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let Seconds(duration) = Seconds::deserialize(d)?;
        if duration.is_zero() {
            return Err(de::Error::custom(tr!("cli-config-more-than-zero")));
        }
        Ok(Self(duration))
    }
}

/// Reads a time like `500ms`, `30s`, `10m`, `2h`, `7d`, or a plain number of seconds.
///
/// # Errors
/// Says what is expected.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "ms" => 0.001,
        "s" | "" => 1.0,
        "m" => 60.0,
        "h" => 3_600.0,
        "d" => 86_400.0,
        _ => return Err(tr!("cli-expected-duration", given = text)),
    };
    let number: f64 =
        digits.trim().parse().map_err(|_| tr!("cli-expected-duration", given = text))?;
    from_seconds(number * unit)
}

fn from_seconds(seconds: f64) -> Result<Duration, String> {
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if duration <= MAX_DURATION => Ok(duration),
        _ => Err(tr!("cli-duration-range")),
    }
}

#[cfg(test)]
mod tests;
