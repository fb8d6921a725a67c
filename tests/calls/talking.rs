//! What calls are for.

use crate::probe::{Point, client, probe, serve, serve_probe};
use crate::support::peer::Peer;
use crate::support::stage::{config, start};
use salon::client::{CallError, CallRequest, ClientError, Event, Schema};
use salon::proto::error_code::ErrorCode;
use salon::proto::header::Capabilities;
use salon::proto::ids::{Correlation, MemberId};
use salon::proto::message::{Call, CallResult, FromServer, PseudoWish};
use salon::proto::value::{Graph, Object, Value};
use salon::services::{Services, Share};

fn point(x: i64, y: i64) -> Point {
    Point { x, y, label: Some("é".into()) }
}

#[test]
fn a_typed_call_gets_its_result() {
    let (server, _strings) = serve_probe();
    let ada = client(&server, "Ada");
    assert!(ada.capabilities().has(Capabilities::CALLS));
    let service = probe::Client::new(&ada);
    let sum = service.sum(vec![point(1, 2), point(30, -40)]).unwrap();
    assert_eq!(sum, Point { x: 31, y: -38, label: None });
}

#[test]
fn linked_objects_keep_their_links() {
    let (server, _strings) = serve_probe();
    let ada = client(&server, "Ada");
    let mut graph = Graph::default();
    let shared = graph.add(Object::List(vec![Value::Int(7)]));
    let own = graph.add(Object::Record(vec![
        ("first".into(), shared.into()),
        ("second".into(), shared.into()),
    ]));
    graph.record_mut(own).unwrap().push(("itself".into(), own.into()));
    graph.root = own.into();
    let back = probe::Client::new(&ada).echo(graph.clone()).unwrap();
    assert_eq!(back, graph);
    let twice = Graph::record([("x".into(), Value::Int(1))]);
    assert_ne!(back, twice);
}

#[test]
fn many_calls_are_under_way_and_come_back_in_any_order() {
    let (server, strings) = serve_probe();
    let ada = client(&server, "Ada");
    let later = probe::Client::new(&ada).later();
    let slow = later.wait("slow".into()).unwrap();
    strings.entered("slow");
    let quick: Vec<_> = (0..40).map(|x| later.sum(vec![point(x, 0)]).unwrap()).collect();
    for (x, call) in (0..).zip(quick) {
        assert_eq!(call.wait().unwrap().x, x);
    }
    strings.go_on.send(()).unwrap();
    assert_eq!(slow.wait(), Ok(true));
}

#[test]
fn a_service_fails_in_its_own_words() {
    let (server, _strings) = serve_probe();
    let ada = client(&server, "Ada");
    let Err(CallError::Failed(failure)) = probe::Client::new(&ada).fail(12) else { panic!() };
    assert_eq!((failure.code, failure.name.as_str()), (12, "as_wished"));
    assert_eq!(failure.details.field(&failure.details.root, "asked"), Some(&Value::Int(12)));
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, CallError>) -> (ErrorCode, String) {
    match result {
        Err(CallError::Refused(ClientError::Refused { code, text, .. })) => (code, text),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_service_that_panics_has_answered_and_goes_on() {
    let (server, _strings) = serve_probe();
    let ada = client(&server, "Ada");
    let service = probe::Client::new(&ada);
    for _ in 0..20 {
        assert_eq!(refused(service.panics()).0, ErrorCode::ServiceFailed);
    }
    assert_eq!(service.count(), Ok(1));
}

#[test]
fn what_is_not_there_or_does_not_fit_is_said() {
    let (server, _strings) = serve_probe();
    let ada = client(&server, "Ada");
    let nothing = Graph::default;
    assert_eq!(refused(ada.call("prob", "sum", nothing())).0, ErrorCode::NoSuchService);
    assert_eq!(refused(ada.call("probe", "sums", nothing())).0, ErrorCode::NoSuchMethod);
    assert_eq!(refused(ada.call("probe", "sum", nothing())).0, ErrorCode::BadValue);
    let points = Graph::record([("points".into(), Value::Int(1))]);
    let (code, text) = refused(ada.call("probe", "sum", points));
    assert_eq!(code, ErrorCode::BadValue);
    assert_eq!(text, "points: wanted [{x: int, y: int, label: text?}], found an int");
    assert_eq!(refused(ada.call("probe", "fail", Graph::record([]))).0, ErrorCode::BadValue);
}

#[test]
fn a_mismatch_names_both_ideas_of_the_method() {
    let (server, _strings) = serve_probe();
    let ada = client(&server, "Ada");
    let request = CallRequest {
        service: "probe",
        method: "fail",
        params: Graph::record([("code".into(), "1".into())]),
        schema: Some(Schema { params: "{code: text}".into(), result: "null".into() }),
        deadline: None,
    };
    let Err(CallError::Schema { ours, theirs }) = ada.begin_call::<()>(&request).unwrap().wait()
    else {
        panic!()
    };
    assert_eq!(ours, "probe.fail{code: text} -> null");
    assert!(theirs.contains("fail{code: int} -> null"), "{theirs}");
}

#[test]
fn clients_can_list_what_a_server_offers() {
    let (server, _strings) = serve_probe();
    let ada = client(&server, "Ada");
    let services = ada.services().unwrap();
    let [service] = &services[..] else { panic!("{services:?}") };
    assert_eq!(
        (&*service.name, &*service.description),
        ("probe", "Does what a test wants to see.")
    );
    let sum = service.methods.iter().find(|method| &*method.name == "sum").unwrap();
    assert_eq!(&*sum.params, "{points: [{x: int, y: int, label: text?}]}");
    assert_eq!(&*sum.result, "{x: int, y: int, label: text?}");
    assert_eq!(&*sum.description, "The sum of some points.");
}

#[test]
fn a_server_without_services_says_so() {
    let server = start(config());
    let ada = client(&server, "Ada");
    assert!(!ada.capabilities().has(Capabilities::CALLS));
    assert_eq!(ada.services(), Ok(Vec::new()));
    assert_eq!(refused(ada.call("probe", "sum", Graph::default())).0, ErrorCode::NoSuchService);
}

#[test]
fn a_service_speaks_in_a_room_and_nobody_else_under_its_name() {
    let (server, _strings) = serve_probe();
    let ada = client(&server, "Ada");
    let lobby = ada.join("lobby").unwrap();
    let service = probe::Client::new(&ada);
    let number = service.say("LOBBY".into(), "hello".into()).unwrap();
    let posted = ada.events().iter().find_map(|event| match event {
        Event::Posted { room, place, author, pseudo, content, .. } => {
            Some((room, place.number.0, author, pseudo, content.text().map(str::to_owned)))
        }
        _ => None,
    });
    let said = Some("Ada says: hello".to_owned());
    let number = u64::try_from(number).unwrap();
    assert_eq!(posted, Some((lobby.id(), number, MemberId::SERVER, "probe".into(), said)));
    let Err(CallError::Failed(failure)) = service.say("cellar".into(), "hello".into()) else {
        panic!()
    };
    assert_eq!(failure.text, "there is no such room");

    let (mut peer, _) = Peer::hello(server.local_addr());
    let asked = peer.send(&PseudoWish { pseudo: "Probe".into() });
    peer.refused(asked, ErrorCode::PseudoTaken);
}

#[test]
fn what_is_kept_for_a_session_is_dropped_with_it() {
    let (server, strings) = serve_probe();
    let (ada, bob) = (client(&server, "Ada"), client(&server, "Bob"));
    for count in 1..=3 {
        assert_eq!(probe::Client::new(&ada).count(), Ok(count));
    }
    assert_eq!(probe::Client::new(&bob).count(), Ok(1));
    ada.bye().unwrap();
    assert_eq!(strings.ended.recv_timeout(crate::support::PATIENCE), Ok(3));
    assert_eq!(probe::Client::new(&bob).count(), Ok(2));
}

#[test]
fn two_services_of_one_name_are_refused_at_the_start() {
    let (one, _) = probe(Share::default());
    assert!(Services::default().is_empty() && !one.is_empty());
    let (two, _strings) = probe(Share::default());
    let both = one.with(Again(two));
    let error = salon::net::Server::start(salon::net::Config { services: both, ..config() });
    let error = error.err().expect("a refusal").to_string();
    assert_eq!(error, "the service \"probe\" can't be offered: \"probe\" is there twice");
}

/// A service of the same name.
struct Again(Services);

impl salon::services::Service for Again {
    fn describe(&self) -> salon::services::Description {
        let name = format!("{:?}", self.0).trim_matches(['[', ']', '"']).to_owned();
        salon::services::Description { name, about: String::new(), methods: Vec::new() }
    }
    fn call(&self, _: &salon::services::Call<'_>) -> Result<Graph, salon::services::Fault> {
        Err(salon::services::Fault::NoSuchMethod)
    }
}

#[test]
fn a_call_is_known_by_its_number_which_is_not_given_twice() {
    let (server, strings) = serve_probe();
    let mut peer = Peer::named(server.local_addr(), "ada");
    let name = Graph::record([("name".into(), "one".into())]).encode().unwrap();
    let wait = Call { service: "probe", method: "wait", schema: 0, deadline: 0, value: &name };
    let asked = peer.send(&wait);
    strings.entered("one");
    use salon::proto::message::Message as _;
    for number in [Correlation(0), asked] {
        peer.raw(&wait.to_frame(number));
        peer.refused(number, ErrorCode::WrongState);
    }
    strings.go_on.send(()).unwrap();
    let result = peer.first(|received| received.header.correlation == asked);
    let yes = Graph::from(Value::Bool(true)).encode().unwrap();
    assert_eq!(result.message(), FromServer::CallResult(CallResult { value: &yes }));
    // Answered numbers are free again.
    peer.raw(&wait.to_frame(asked));
    strings.entered("one");
    strings.go_on.send(()).unwrap();
    peer.first(|received| received.header.correlation == asked);
    drop(serve(Services::default()));
}

/// The next thing that the service says.
fn said(client: &salon::client::Client) -> String {
    let said = client.events().iter().find_map(|event| match event {
        Event::Posted { author: MemberId::SERVER, content, .. } => {
            content.text().map(str::to_owned)
        }
        _ => None,
    });
    said.expect("a post before the end of the session")
}

#[test]
fn a_service_asks_members_and_learns_what_they_answer() {
    let (server, _strings) = serve_probe();
    let ada = client(&server, "Ada");
    ada.join("lobby").unwrap();
    let service = probe::Client::new(&ada);
    let asked = || {
        service.ask("example/tea".into()).unwrap();
        let opened = ada.events().iter().find_map(|event| match event {
            Event::Opened { sequence, .. } => Some(sequence),
            _ => None,
        });
        opened.expect("a sequence before the end of the session")
    };
    let sequence = asked();
    assert_eq!((sequence.opener, sequence.kind.as_str()), (MemberId::SERVER, "example/tea"));
    ada.answer_bytes(sequence.id, "text/plain", b"please").unwrap();
    assert_eq!(said(&ada), "Completed please ");
    asked();
    service.withdraw().unwrap();
    assert_eq!(said(&ada), "Cancelled  no tea left");
    let Err(CallError::Failed(failure)) = service.ask(String::new()) else { panic!() };
    assert_eq!(failure.code, u32::from(ErrorCode::BadSequence.code()));
}
