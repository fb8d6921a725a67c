//! Full queues, deadlines, cancelling: nobody waits longer than they must, and a slow service is
//! nobody else's trouble.

use crate::probe::{Strings, begin_wait, client, probe, serve, serve_probe};
use crate::support::PATIENCE;
use crate::support::peer::Peer;
use crate::support::stage::{config, start};
use salon::client::{CallError, CallRequest, Client, ClientError, PendingCall};
use salon::net::{Config, Limits, Rate, Server};
use salon::proto::error_code::ErrorCode;
use salon::proto::limits::{MAX_CALLS_IN_FLIGHT, MAX_VALUE};
use salon::proto::message::CancelCall;
use salon::proto::value::{Bytes, Graph, Typed, Value, ValueError};
use salon::services::{Fault, Services, Share};
use std::time::Duration;

#[track_caller]
fn refused_with<T: std::fmt::Debug>(result: Result<T, CallError>) -> ErrorCode {
    match result {
        Err(CallError::Refused(ClientError::Refused { code, .. })) => code,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn unknown<T: std::fmt::Debug>(result: Result<T, CallError>) -> ErrorCode {
    match result {
        Err(CallError::Unknown(ClientError::Refused { code, .. })) => code,
        other => panic!("{other:?}"),
    }
}

salon::service! {
    /// Another service.
    mod other = "other" {
        fn answer() -> u32;
    }
}

struct Other;

impl other::Methods for Other {
    fn answer(&self, _: &salon::services::Call<'_>) -> Result<u32, Fault> {
        Ok(42)
    }
}

/// A service of one thread, which works on one call of Ada's while another one waits.
struct Worked {
    server: Server,
    ada: Client,
    strings: Strings,
    working: PendingCall<bool>,
    waiting: PendingCall<bool>,
}

impl Worked {
    fn begin() -> Self {
        let (services, strings) = probe(Share { threads: 1, queue: 8 });
        let server = serve(services);
        let ada = client(&server, "Ada");
        let later = probe::Client::new(&ada).later();
        let working = later.wait("working".into()).unwrap();
        strings.entered("working");
        let waiting = later.wait("waiting".into()).unwrap();
        Self { server, ada, strings, working, waiting }
    }
}

#[test]
fn a_full_service_is_busy_at_once_and_others_are_not() {
    let (services, strings) = probe(Share { threads: 2, queue: 3 });
    let server = serve(services.with(other::Serve(Other)));
    let (ada, bob) = (client(&server, "Ada"), client(&server, "Bob"));
    let later = probe::Client::new(&ada).later();
    let begin = |name: &str| later.wait(name.into()).unwrap();
    let working = [begin("1"), begin("2")];
    let mut names: Vec<_> =
        (0..2).map(|_| strings.entered.recv_timeout(PATIENCE).unwrap()).collect();
    names.sort();
    assert_eq!(names, ["1", "2"]);
    let waiting = [begin("3"), begin("4"), begin("5")];
    assert_eq!(refused_with(begin("6").wait()), ErrorCode::Busy);
    assert_eq!(refused_with(probe::Client::new(&bob).count()), ErrorCode::Busy);
    assert_eq!(other::Client::new(&bob).answer(), Ok(42));
    for _ in 0..5 {
        strings.go_on.send(()).unwrap();
    }
    for call in working.into_iter().chain(waiting) {
        assert_eq!(call.wait(), Ok(true));
    }
    assert_eq!(probe::Client::new(&bob).count(), Ok(1));
}

#[test]
fn a_client_hears_pongs_and_others_while_its_call_takes_its_time() {
    let (server, strings) = serve_probe();
    let mut peer = Peer::named(server.local_addr(), "ada");
    begin_wait(&mut peer, "slow");
    strings.entered("slow");
    peer.hears_nothing();
    let lobby = peer.join("lobby").room;
    peer.post(lobby, "meanwhile");
    peer.said();
    drop(strings);
}

fn wait_within(millis: u64) -> CallRequest<'static> {
    CallRequest {
        service: "probe",
        method: "wait",
        params: Graph::record([("name".into(), "late".into())]),
        schema: None,
        deadline: Some(Duration::from_millis(millis)),
    }
}

#[test]
fn a_deadline_counts_while_it_waits_and_while_it_is_worked_on() {
    let (services, strings) = probe(Share { threads: 1, queue: 8 });
    let server = serve(services);
    let ada = client(&server, "Ada");
    let working: PendingCall<bool> = ada.begin_call(&wait_within(300)).unwrap();
    strings.entered("late");
    let waiting: PendingCall<bool> = ada.begin_call(&wait_within(100)).unwrap();
    assert_eq!(unknown(waiting.wait()), ErrorCode::Deadline);
    assert_eq!(unknown(working.wait()), ErrorCode::Deadline);
    strings.go_on.send(()).unwrap();
    assert_eq!(strings.wanted.recv_timeout(PATIENCE), Ok(false));
    // The one that waited was never begun: nobody has entered but the first.
    assert_eq!(probe::Client::new(&ada).count(), Ok(1));
    assert!(strings.entered.is_empty());
}

#[test]
fn dropping_a_call_cancels_it() {
    let Worked { server: _server, ada, strings, working, waiting } = Worked::begin();
    drop(waiting);
    working.cancel();
    // What the server has heard before this.
    ada.rooms().unwrap();
    strings.go_on.send(()).unwrap();
    assert_eq!(strings.wanted.recv_timeout(PATIENCE), Ok(false));
    assert_eq!(probe::Client::new(&ada).count(), Ok(1));
    assert!(strings.entered.is_empty(), "what was cancelled while it waited is never begun");
}

#[test]
fn a_cancelled_call_is_answered_once_and_a_late_cancel_by_nothing() {
    let (server, strings) = serve_probe();
    let mut peer = Peer::named(server.local_addr(), "ada");
    let asked = begin_wait(&mut peer, "it");
    strings.entered("it");
    peer.send(&CancelCall { call: asked.0 });
    peer.refused(asked, ErrorCode::Cancelled);
    strings.go_on.send(()).unwrap();
    assert_eq!(strings.wanted.recv_timeout(PATIENCE), Ok(false));
    peer.send(&CancelCall { call: asked.0 });
    peer.send(&CancelCall { call: 77 });
    peer.hears_nothing();
}

#[test]
fn so_many_calls_are_under_way_at_most() {
    let (server, strings) = serve_probe();
    let (ada, bob) = (client(&server, "Ada"), client(&server, "Bob"));
    let later = probe::Client::new(&ada).later();
    let calls: Vec<_> = (0..MAX_CALLS_IN_FLIGHT).map(|_| later.wait("x".into()).unwrap()).collect();
    let more = later.wait("x".into()).unwrap().wait();
    assert_eq!(refused_with(more), ErrorCode::Busy);
    assert!(later.wait("x".into()).is_ok(), "it could be sent");
    // Nobody who only listens is concerned.
    assert!(bob.rooms().is_ok());
    drop((calls, strings));
}

#[test]
fn calls_have_a_rate_of_their_own() {
    let (services, _strings) = probe(Share::default());
    let limits = Limits { calls: Rate { per_second: 1, burst: 2 }, ..config().limits };
    let server = start(Config { services, limits, ..config() });
    let ada = client(&server, "Ada");
    let service = probe::Client::new(&ada);
    assert_eq!((service.count(), service.count()), (Ok(1), Ok(2)));
    assert_eq!(refused_with(service.count()), ErrorCode::RateLimited);
}

#[test]
fn a_value_as_large_as_may_be_goes_to_and_fro_and_a_larger_one_is_not_sent() {
    let (server, _strings) = serve_probe();
    let ada = client(&server, "Ada");
    let service = probe::Client::new(&ada);
    // What stands around the bytes: a record with one field, and their count.
    let around = 1 + 4 + 1 + "value".len() + 1 + 4;
    let largest = Bytes(vec![7; MAX_VALUE - around]);
    assert_eq!(service.echo(largest.to_graph()), Ok(largest.to_graph()));
    let larger = Bytes(vec![7; MAX_VALUE - around + 1]);
    let refused = service.echo(larger.to_graph());
    assert_eq!(refused, Err(CallError::Params(ValueError::TooLarge)));
    assert_eq!(service.echo(Value::Null.into()), Ok(Graph::default()));
}

#[test]
fn a_server_stops_though_calls_are_under_way() {
    let Worked { server, ada: _ada, strings, working, waiting } = Worked::begin();
    drop(strings);
    server.stop("the end");
    for call in [working, waiting] {
        // Either it was quick enough, or nobody knows.
        assert!(matches!(call.wait(), Ok(true) | Err(CallError::Unknown(_))));
    }
    assert!(Services::default().is_empty());
}
