//! What becomes of calls when the connection is lost: whether they were carried out isn't known, and
//! nothing is done twice.

use crate::probe::{probe, serve_probe};
use crate::proxy::Proxy;
use crate::support::PATIENCE;
use salon::client::{CallError, Client, Event, Link, Options};

/// A client whose connection can be cut.
fn through(proxy: &Proxy) -> Client {
    Client::connect(&proxy.link, Options::new("Ada")).unwrap()
}

fn until(client: &Client, wanted: &Event) {
    while client.events().recv_timeout(PATIENCE).unwrap() != *wanted {
        client.reconnect_now();
    }
}

#[test]
fn a_call_whose_connection_is_lost_has_an_unknown_outcome_and_is_not_repeated() {
    let (server, strings) = serve_probe();
    let proxy = Proxy::new(Link::new("127.0.0.1", server.local_addr().port()));
    let ada = through(&proxy);
    let later = probe::Client::new(&ada).later();
    let call = later.wait("once".into()).unwrap();
    strings.entered("once");
    proxy.cut_now();
    assert!(matches!(call.wait(), Err(CallError::Unknown(_))));
    until(&ada, &Event::Resumed);
    strings.go_on.send(()).unwrap();
    assert_eq!(strings.wanted.recv_timeout(PATIENCE), Ok(false), "nobody waits for it any more");
    // The session goes on, and with it what services keep for it; the call did not come again.
    assert_eq!(probe::Client::new(&ada).count(), Ok(1));
    assert!(strings.entered.is_empty());
}

#[test]
fn what_is_kept_for_a_session_outlives_its_connection() {
    let (server, strings) = serve_probe();
    let proxy = Proxy::new(Link::new("127.0.0.1", server.local_addr().port()));
    let ada = through(&proxy);
    assert_eq!(probe::Client::new(&ada).count(), Ok(1));
    proxy.cut_now();
    until(&ada, &Event::Resumed);
    assert_eq!(probe::Client::new(&ada).count(), Ok(2));
    assert!(strings.ended.is_empty());
}

#[test]
fn a_call_without_a_connection_is_not_sent() {
    let (server, _strings) = serve_probe();
    let ada = crate::probe::client(&server, "Ada");
    server.stop("the end");
    let ended = ada
        .events()
        .iter()
        .find(|event| matches!(event, Event::Disconnected { .. } | Event::Ended { .. }));
    assert!(ended.is_some());
    let call = probe::Client::new(&ada).count();
    assert!(matches!(call, Err(CallError::NotSent(_))), "{call:?}");
}
