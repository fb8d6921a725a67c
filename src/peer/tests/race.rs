use super::SECRET;
use crate::client::{Link, Socket};
use crate::peer::PeerError;
use crate::peer::line::Line;
use crate::peer::outpost::Outpost;
use crate::peer::race::{Found, Race};
use crate::proto::error_code::PeerRole;
use crate::proto::ids::PeerSecret;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(300);

/// An outpost on this machine, as if it had dialled a server.
fn outpost() -> Outpost {
    let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = server.local_addr().unwrap().port();
    let (outpost, _) = Outpost::open(&Link::new("127.0.0.1", port)).unwrap();
    let (_, seen) = server.accept().unwrap();
    assert_eq!(seen.port(), outpost.port(), "the server sees the port where it listens");
    outpost
}

fn address(outpost: &Outpost) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, outpost.port()).into()
}

fn run(
    outpost: &Outpost,
    role: PeerRole,
    secret: &PeerSecret,
    to: &[SocketAddr],
    lasts: Duration,
) -> Option<Found> {
    Race::new(outpost, role, secret, to).run(lasts, || false).unwrap()
}

/// Lets two race, each told where to try.
fn both(
    (one, at_one): (&Outpost, Vec<SocketAddr>),
    (other, at_other): (Outpost, Vec<SocketAddr>),
) -> (Found, Found) {
    let responder =
        thread::spawn(move || run(&other, PeerRole::Responder, &SECRET, &at_one, LONG).unwrap());
    let found = run(one, PeerRole::Initiator, &SECRET, &at_other, LONG).unwrap();
    (found, responder.join().unwrap())
}

#[test]
fn both_dial_and_listen_at_once() {
    for _ in 0..20 {
        let (one, other) = (outpost(), outpost());
        let (at_one, at_other) = (vec![address(&one)], vec![address(&other)]);
        let (here, there) = both((&one, at_one), (other, at_other));
        assert_eq!(here.code, there.code);
    }
}

#[test]
fn one_who_can_be_reached_is_enough() {
    let (one, other) = (outpost(), outpost());
    let at_other = vec![address(&other)];
    let (here, there) = both((&one, vec![]), (other, at_other));
    assert_eq!(here.code, there.code);
    let (one, other) = (outpost(), outpost());
    let at_one = vec![address(&one)];
    let (here, there) = both((&one, at_one), (other, vec![]));
    assert_eq!(here.code, there.code);
}

#[test]
fn both_go_on_with_the_same_of_several_paths() {
    let (one, other) = (outpost(), outpost());
    let all = |outpost: &Outpost| -> Vec<SocketAddr> {
        (1..=8).map(|n| (Ipv4Addr::new(127, 0, 0, n), outpost.port()).into()).collect()
    };
    let (at_one, at_other) = (all(&one), all(&other));
    let (here, there) = both((&one, at_one), (other, at_other));
    assert_eq!(here.code, there.code);
}

#[test]
fn nobody_is_found_in_vain_places() {
    let one = outpost();
    // A port at which nobody listens, and one where something else does. Should another test come
    // to listen there, it has another secret.
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let stranger = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let to = [closed, stranger.local_addr().unwrap()];
    assert!(run(&one, PeerRole::Initiator, &PeerSecret([1; 32]), &to, SHORT).is_none());
}

#[test]
fn strangers_who_knock_change_nothing() {
    let (one, other) = (outpost(), outpost());
    let (at_one, at_other) = (address(&one), address(&other));
    let strangers: Vec<TcpStream> = (0..10)
        .map(|n: u8| {
            let mut stranger = TcpStream::connect(at_other).unwrap();
            // Silence, what is too long, what is no message of ours.
            let said: &[u8] = match n % 3 {
                0 => &[],
                1 => &[0xFF; 400],
                _ => &[0, 48, 1, 2, 3],
            };
            stranger.write_all(said).unwrap();
            stranger
        })
        .collect();
    let (here, there) = both((&one, vec![at_one]), (other, vec![at_other]));
    assert_eq!(here.code, there.code);
    for mut stranger in strangers {
        // Whatever the system makes of the end: nothing was said to it.
        assert!(matches!(stranger.read(&mut [0; 8]), Ok(0) | Err(_)));
    }
}

#[test]
fn another_secret_leads_nowhere() {
    let (one, other) = (outpost(), outpost());
    let (at_one, at_other) = (address(&one), address(&other));
    let responder = thread::spawn(move || {
        run(&other, PeerRole::Responder, &PeerSecret([7; 32]), &[at_one], SHORT).is_none()
    });
    assert!(run(&one, PeerRole::Initiator, &SECRET, &[at_other], SHORT).is_none());
    assert!(responder.join().unwrap());
}

#[test]
fn one_who_knows_the_secret_and_breaks_the_rules_is_told_from_one_who_does_not_come() {
    let one = outpost();
    let to = address(&one);
    let liar = thread::spawn(move || {
        let socket = Socket::Tcp(TcpStream::connect(to).unwrap());
        let mut line = Line::over(socket, PeerRole::Initiator, &SECRET).unwrap();
        let mut said = Vec::new();
        // No commitment is so short.
        line.cipher.seal(b"trust me", &mut said).unwrap();
        (&line.carrier).write_all(&said).unwrap();
        line
    });
    let met = Race::new(&one, PeerRole::Responder, &SECRET, &[]).run(LONG, || false);
    assert!(matches!(met, Err(PeerError::NotThem)));
    drop(liar.join().unwrap());
}
