//! The configuration file as people write it.

use super::*;
use salon::net::Transfers;
use salon::services::Services;

#[test]
fn an_empty_file_means_the_defaults() {
    assert_eq!(parse(""), Ok(Config::default()));
}

#[test]
fn every_setting_can_be_set() {
    let config = parse(
        r#"
        listen = "127.0.0.1:0"
        name = "Class 5b"
        open_rooms = true
        introductions = false
        resume_grace = 2.5
        announce_below = 7
        presence_wait = "3s"
        [[rooms]]
        name = "one"
        topic = "The first"
        [[rooms]]
        name = "two"
        peer_posts = true
        [heartbeat]
        interval = "1m"
        timeout = "500ms"
        [limits]
        connections = 10
        connections_per_address = 9
        rooms = 8
        handshake = 7
        posts = { per_second = 6, burst = 5 }
        requests = { per_second = 0, burst = 4 }
        latest = { per_second = 11, burst = 12 }
        newest = { per_second = 13, burst = 14 }
        presence = { per_second = 3, burst = 1 }
        tape_bytes = 3
        outbox_bytes = 2
        [transfers]
        share = 50
        streams = 3
        per_member = 2
        "#,
    );
    let two = RoomConfig { peer_posts: true, ..RoomConfig::new("two", "") };
    let expected = Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        name: "Class 5b".into(),
        rooms: vec![RoomConfig::new("one", "The first"), two],
        open_rooms: true,
        introductions: false,
        heartbeat: HeartbeatTiming {
            interval: Duration::from_secs(60),
            timeout: Duration::from_millis(500),
        },
        resume_grace: Duration::from_millis(2500),
        announce_below: 7,
        presence_wait: Duration::from_secs(3),
        limits: Limits {
            connections: 10,
            connections_per_address: 9,
            rooms: 8,
            handshake: Duration::from_secs(7),
            posts: Rate { per_second: 6, burst: 5 },
            requests: Rate { per_second: 0, burst: 4 },
            latest: Rate { per_second: 11, burst: 12 },
            newest: Rate { per_second: 13, burst: 14 },
            calls: Limits::default().calls,
            presence: Rate { per_second: 3, burst: 1 },
            tape_bytes: 3,
            outbox_bytes: 2,
        },
        transfers: Transfers { share: 50, streams: 3, per_member: 2 },
        services: Services::default(),
    };
    assert_eq!(config, Ok(expected));
}

#[test]
fn a_mistake_is_told_with_its_line_and_key() {
    for (text, at_line, of_key, word) in [
        ("name = 5", 1, "name", "string"),
        ("\nlisen = \"x\"", 2, "lisen", "unknown field"),
        ("listen = \"nowhere\"", 1, "listen", "HOST:PORT"),
        ("name = \"a\"\n\n[heartbeat]\ninterval = \"soon\"", 4, "heartbeat.interval", "30s"),
        ("resume_grace = true", 1, "resume_grace", "30s"),
        ("[heartbeat]\ntimeout = 0", 2, "heartbeat.timeout", "more than 0"),
        ("[limits]\nconnections = 0", 2, "limits.connections", "nonzero"),
        ("[limits]\nposts = { per_second = 1 }", 2, "limits.posts", "burst"),
        ("[[rooms]]\nname = \"a/b\"", 2, "rooms.name", "this character"),
        ("[[rooms]]\ntopic = \"é\"", 1, "rooms", "name"),
        ("[[rooms]]\nname = \"a\"\n[[rooms]]\nname = \"A\"", 4, "rooms.name", "above"),
        ("resume_grace = -1", 1, "resume_grace", "between"),
        ("name = \"a\nb\"", 2, "name", ""),
        ("open_rooms = yes", 1, "open_rooms", ""),
        ("[transfers]\nshare = 0", 2, "transfers.share", "percentage"),
    ] {
        match parse(text) {
            Err(ConfigFileError::Mistake { line, key, cause }) => {
                assert_eq!((line, key.as_str()), (at_line, of_key), "{text:?}: {cause}");
                assert!(cause.contains(word), "{text:?}: {cause}");
            }
            other => panic!("{text:?}: {other:?}"),
        }
    }
}

#[test]
fn durations_have_units() {
    for (text, millis) in
        [("500ms", 500), ("30s", 30_000), ("1.5", 1_500), ("10m", 600_000), ("2h", 7_200_000)]
    {
        assert_eq!(parse_duration(text), Ok(Duration::from_millis(millis)));
    }
    for text in ["", "s", "-1s", "1w", "1e99d", "NaN", "inf", "9999999d"] {
        assert!(parse_duration(text).is_err(), "{text}");
    }
}
