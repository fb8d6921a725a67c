use super::*;

const SECOND: u64 = 1_000_000;

fn at(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn seen(proven: &str, claimed: &[&str]) -> Whereabouts {
    Whereabouts { proven: at(proven), claimed: claimed.iter().map(|text| at(text)).collect() }
}

/// Where one is and what it claims, where the other is and what it claims, what is tried.
type Case = (
    &'static str,
    &'static [&'static str],
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

/// What one whom the server sees at `own` is told of one whom it sees at `other`.
#[test]
fn the_table_of_addresses() {
    let table: &[Case] = &[
        // Everybody may be sent to who dialled from a public address.
        ("198.51.100.7:5000", &[], "203.0.113.9:40000", &[], &["203.0.113.9:40000"]),
        ("192.168.1.5:5000", &[], "203.0.113.9:40000", &[], &["203.0.113.9:40000"]),
        ("127.0.0.1:5000", &[], "203.0.113.9:40000", &[], &["203.0.113.9:40000"]),
        ("[2001:db8::1]:5000", &[], "[2001:db9::2]:40000", &[], &["[2001:db9::2]:40000"]),
        // Low ports are services of the system.
        ("198.51.100.7:5000", &[], "203.0.113.9:1023", &[], &[]),
        ("198.51.100.7:5000", &[], "203.0.113.9:1024", &[], &["203.0.113.9:1024"]),
        ("127.0.0.1:5000", &[], "127.0.0.1:22", &[], &[]),
        // The machine itself, only where the server sees both there.
        ("127.0.0.1:5000", &[], "127.0.0.1:40000", &[], &["127.0.0.1:40000"]),
        ("[::1]:5000", &[], "[::1]:40000", &[], &["[::1]:40000"]),
        ("127.0.0.1:5000", &[], "127.8.8.8:40000", &[], &["127.8.8.8:40000"]),
        ("192.168.1.5:5000", &[], "127.0.0.1:40000", &[], &[]),
        ("203.0.113.9:5000", &[], "127.0.0.1:40000", &[], &[]),
        ("203.0.113.9:5000", &[], "[::1]:40000", &[], &[]),
        ("203.0.113.9:5000", &[], "[::ffff:127.0.0.1]:40000", &[], &[]),
        // A private address, only within the server's own network: elsewhere it is somebody else.
        ("192.168.1.5:5000", &[], "192.168.1.9:40000", &[], &["192.168.1.9:40000"]),
        ("192.168.1.5:5000", &[], "192.168.1.5:40000", &[], &["192.168.1.5:40000"]),
        ("10.0.0.1:5000", &[], "172.16.3.4:40000", &[], &["172.16.3.4:40000"]),
        ("127.0.0.1:5000", &[], "192.168.1.9:40000", &[], &["192.168.1.9:40000"]),
        ("203.0.113.9:5000", &[], "192.168.1.9:40000", &[], &[]),
        ("203.0.113.9:5000", &[], "100.64.0.9:40000", &[], &[]),
        ("203.0.113.9:5000", &[], "[fd00::9]:40000", &[], &[]),
        ("[fd00::1]:5000", &[], "[fd00::9]:40000", &[], &["[fd00::9]:40000"]),
        // One cable.
        ("169.254.0.1:5000", &[], "169.254.0.2:40000", &[], &["169.254.0.2:40000"]),
        ("203.0.113.9:5000", &[], "169.254.169.254:40000", &[], &[]),
        ("192.168.1.5:5000", &[], "169.254.169.254:40000", &[], &[]),
        ("[fe80::1]:5000", &[], "[fe80::2]:40000", &[], &[]),
        // Nobody's.
        ("203.0.113.9:5000", &[], "0.0.0.0:40000", &[], &[]),
        ("127.0.0.1:5000", &[], "0.0.0.0:40000", &[], &[]),
        ("127.0.0.1:5000", &[], "[::]:40000", &[], &[]),
        ("203.0.113.9:5000", &[], "255.255.255.255:40000", &[], &[]),
        ("203.0.113.9:5000", &[], "224.0.0.1:40000", &[], &[]),
        ("203.0.113.9:5000", &[], "[ff02::1]:40000", &[], &[]),
        // Addresses of IPv4 in other clothes.
        ("[2001:db8::1]:5000", &[], "[::127.0.0.1]:40000", &[], &[]),
        ("[2001:db8::1]:5000", &[], "[64:ff9b::a00:1]:40000", &[], &[]),
        ("[2001:db8::1]:5000", &[], "[2002:a00:1::1]:40000", &[], &[]),
        ("[2001:db8::1]:5000", &[], "[2001:0:a00:1::1]:40000", &[], &[]),
        // Claims count behind one router, among neighbours.
        (
            "203.0.113.9:5000",
            &["192.168.1.5:5000"],
            "203.0.113.9:40000",
            &["192.168.1.9:4000"],
            &["203.0.113.9:40000", "192.168.1.9:4000"],
        ),
        (
            "203.0.113.9:5000",
            &["[fd00::5]:5000"],
            "203.0.113.9:40000",
            &["[fd00::9]:4000", "[fd00:1::9]:4000"],
            &["203.0.113.9:40000", "[fd00::9]:4000"],
        ),
        // And within the server's own network.
        (
            "192.168.1.5:5000",
            &["10.0.3.5:5000"],
            "192.168.1.9:40000",
            &["10.0.3.9:4000", "10.0.4.9:4000"],
            &["192.168.1.9:40000", "10.0.3.9:4000"],
        ),
        // Not elsewhere.
        (
            "198.51.100.7:5000",
            &["192.168.1.5:5000"],
            "203.0.113.9:40000",
            &["192.168.1.9:4000"],
            &["203.0.113.9:40000"],
        ),
        // Never one's own machine, a low port, the loopback, one cable, or a public address.
        (
            "203.0.113.9:5000",
            &["192.168.1.5:5000", "127.0.0.1:5000", "169.254.1.1:5000", "8.8.8.8:5000"],
            "203.0.113.9:40000",
            &[
                "192.168.1.5:4000",
                "192.168.1.1:80",
                "127.0.0.1:4000",
                "169.254.1.2:4000",
                "8.8.8.9:4000",
                "0.0.0.0:4000",
                "[::ffff:127.0.0.1]:4000",
            ],
            &["203.0.113.9:40000"],
        ),
        // Nobody is near one who claims nothing.
        (
            "203.0.113.9:5000",
            &[],
            "203.0.113.9:40000",
            &["192.168.1.9:4000"],
            &["203.0.113.9:40000"],
        ),
    ];
    for (own, own_claims, other, claims, tried) in table {
        let (own, other) = (seen(own, own_claims), seen(other, claims));
        let wanted: Vec<SocketAddr> = tried.iter().map(|text| at(text)).collect();
        assert_eq!(to_try(&own, &other), wanted, "{own:?} -> {other:?}");
    }
}

#[test]
fn no_more_is_tried_than_there_may_be() {
    let claims: Vec<String> = (1..100).map(|n| format!("192.168.1.{n}:4000")).collect();
    let claims: Vec<&str> = claims.iter().map(String::as_str).collect();
    let own = seen("203.0.113.9:5000", &["192.168.1.200:5000"]);
    let tried = to_try(&own, &seen("203.0.113.9:4000", &claims));
    assert_eq!(tried.len(), MAX_PEER_ADDRESSES);
}

const ONE: MemberId = MemberId(1);
const OTHER: MemberId = MemberId(2);
const ID: IntroductionId = IntroductionId(7);

fn token(n: u8) -> Token {
    Token([n; 16])
}

fn begun() -> Introductions {
    let mut open = Introductions::default();
    open.begin(ID, [(ONE, token(1)), (OTHER, token(2))], Tick(0));
    open
}

#[test]
fn both_try_once_both_have_proven() {
    let mut open = begun();
    let claims = ["192.168.1.9".parse().unwrap()];
    assert_eq!(open.claim(ID, OTHER, 4000, &claims, Tick(0)), Ok(()));
    assert_eq!(open.claim(ID, ONE, 5000, &["192.168.1.5".parse().unwrap()], Tick(0)), Ok(()));
    assert_eq!(open.prove(token(1), at("203.0.113.9:5000"), Tick(1)), Ok(None));
    // An address is proven once: a token that was overheard moves nobody.
    assert_eq!(open.prove(token(1), at("198.51.100.66:6666"), Tick(1)), Err(Unknown));
    let trial = open.prove(token(2), at("203.0.113.9:40000"), Tick(2)).unwrap().unwrap();
    assert_eq!(trial.id, ID);
    assert_eq!(trial.sides[0], (ONE, vec![at("203.0.113.9:40000"), at("192.168.1.9:4000")]));
    assert_eq!(trial.sides[1], (OTHER, vec![at("203.0.113.9:5000"), at("192.168.1.5:5000")]));
    assert_eq!(open.prove(token(2), at("203.0.113.9:40000"), Tick(2)), Err(Unknown));
    assert_eq!(open.claim(ID, ONE, 5000, &[], Tick(2)), Err(Unknown));
}

#[test]
fn only_those_two_have_a_say_and_not_for_ever() {
    let mut open = begun();
    assert_eq!(open.claim(ID, MemberId(3), 4000, &[], Tick(0)), Err(Unknown));
    assert_eq!(open.claim(IntroductionId(8), ONE, 4000, &[], Tick(0)), Err(Unknown));
    assert_eq!(open.prove(token(3), at("203.0.113.9:5000"), Tick(0)), Err(Unknown));
    assert_eq!(open.prove(token(1), at("203.0.113.9:5000"), Tick(30 * SECOND - 1)), Ok(None));
    let late = open.prove(token(2), at("203.0.113.9:40000"), Tick(30 * SECOND));
    assert_eq!(late, Err(Unknown));
}

#[test]
fn the_oldest_lapses_where_there_are_too_many() {
    let mut open = begun();
    for n in 0..MAX_OPEN as u64 {
        introduce(&mut open, n, [1_000 + 2 * n, 1_001 + 2 * n]);
    }
    assert_eq!(open.prove(token(1), at("203.0.113.9:5000"), Tick(1)), Err(Unknown));
    assert_eq!(open.claim(IntroductionId(100), MemberId(1_000), 4000, &[], Tick(1)), Ok(()));
}

#[test]
fn who_is_introduced_again_and_again_crowds_out_nobody_else() {
    let mut open = begun();
    for n in 0..3 * MAX_OPEN_OF_MEMBER as u64 {
        introduce(&mut open, n, [1_000, 1_001]);
    }
    let first_kept = 100 + 2 * MAX_OPEN_OF_MEMBER as u64;
    let claim = |open: &mut Introductions, n| {
        open.claim(IntroductionId(n), MemberId(1_000), 4000, &[], Tick(1))
    };
    assert_eq!(claim(&mut open, first_kept - 1), Err(Unknown));
    assert_eq!(claim(&mut open, first_kept), Ok(()));
    assert_eq!(open.prove(token(1), at("203.0.113.9:5000"), Tick(1)), Ok(None));
}

fn introduce(open: &mut Introductions, n: u64, who: [u64; 2]) {
    let token = |side: u8| {
        let mut token = Token([side; 16]);
        token.0[..8].copy_from_slice(&n.to_be_bytes());
        token
    };
    let [one, other] = who.map(MemberId);
    open.begin(IntroductionId(100 + n), [(one, token(0xAA)), (other, token(0xBB))], Tick(0));
}
