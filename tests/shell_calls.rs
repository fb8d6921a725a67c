//! `salon call` and `salon services`, as scripts use them.
#![cfg(feature = "cli")]

use salon::client::Failure;
use salon::net::{Config, Server};
use salon::proto::value::{Bytes, Graph};
use salon::services::{Call, Fault, Services};
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};

salon::value! {
    struct Item { name: String, price: String, photo: Option<Bytes> }
}

salon::service! {
    /// A shop.
    mod shop = "shop" {
        /// Puts something into this session's basket.
        fn add(item: String, times: Option<i64>) -> i64;
        fn items(most: u8) -> Vec<Item>;
        fn echo(value: Graph) -> Graph;
        fn sell(item: String, gift: bool, weight: f64);
        fn wait();
    }
}

struct Shop;

impl shop::Methods for Shop {
    fn add(&self, call: &Call<'_>, _item: String, times: Option<i64>) -> Result<i64, Fault> {
        let basket = call.state(|| AtomicI64::new(0));
        let times = times.unwrap_or(1);
        Ok(basket.fetch_add(times, Ordering::Relaxed) + times)
    }

    fn items(&self, _: &Call<'_>, most: u8) -> Result<Vec<Item>, Fault> {
        let item = |number: u8| Item {
            name: format!("Thé n° {number}"),
            price: "2.50".into(),
            photo: (number == 1).then(|| Bytes(vec![0, 255])),
        };
        Ok((0..most).map(item).collect())
    }

    fn echo(&self, _: &Call<'_>, value: Graph) -> Result<Graph, Fault> {
        Ok(value)
    }

    fn sell(&self, _: &Call<'_>, item: String, _: bool, _: f64) -> Result<(), Fault> {
        match item.as_str() {
            "tea" => Ok(()),
            "bug" => panic!("a bug of the test's"),
            _ => Err(Failure::new(3, "sold_out", format!("No {item} is left.")).into()),
        }
    }

    fn wait(&self, call: &Call<'_>) -> Result<(), Fault> {
        while !call.is_cancelled() {
            std::thread::yield_now();
        }
        Ok(())
    }
}

fn serve() -> (Server, String) {
    let services = Services::default().with(shop::Serve(Shop));
    let listen = ([127, 0, 0, 1], 0).into();
    let server = Server::start(Config { listen, services, ..Config::default() }).unwrap();
    let link = format!("127.0.0.1:{}", server.local_addr().port());
    (server, link)
}

fn salon(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_salon"))
        .args(args)
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who doesn't read it has ended.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[track_caller]
fn prints(args: &[&str], input: &str) -> String {
    let Output { status, stdout, stderr } = salon(args, input);
    assert!(status.success(), "{args:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

#[track_caller]
fn fails(args: &[&str], code: i32, words: &str) {
    let Output { status, stderr, .. } = salon(args, "");
    let said = String::from_utf8_lossy(&stderr);
    assert_eq!(status.code(), Some(code), "{args:?}: {said}");
    assert!(said.contains(words), "{args:?}: {said}");
}

#[test]
fn a_result_is_printed_for_people_or_for_programs() {
    let (_server, link) = serve();
    let people = prints(&["call", &link, "shop.items", "most=2"], "");
    let wanted = "-\n  name: Thé n° 0\n  price: 2.50\n  photo:\n\
                  -\n  name: Thé n° 1\n  price: 2.50\n  photo: 00ff\n";
    assert_eq!(people, wanted);
    let programs = prints(&["call", &link, "shop.items", "{\"most\": 2}", "--json"], "");
    let wanted = json!([
        { "name": "Thé n° 0", "price": "2.50", "photo": null },
        { "name": "Thé n° 1", "price": "2.50", "photo": { "$bytes": "00ff" } },
    ]);
    assert_eq!(serde_json::from_str::<Value>(&programs).unwrap(), wanted);
    assert_eq!(prints(&["call", &link, "shop.sell", "item=tea", "gift=true", "weight=2"], ""), "");
}

#[test]
fn several_calls_share_a_session() {
    let (_server, link) = serve();
    let calls = ["call", &link, "shop.add", "item=tea", "shop.add", "item=milk", "times=3"];
    assert_eq!(prints(&calls, ""), "1\n4\n");
    assert_eq!(prints(&["call", &link, "shop.add", "item=tea", "times="], ""), "1\n");
}

#[test]
fn anything_goes_to_and_fro_as_json() {
    let (_server, link) = serve();
    let value =
        "{\"value\": {\"a\": [1, 2.5, \"é\", null], \"b\": {\"$ref\": 1}, \"c\": {\"$ref\": 0}}}";
    let back = prints(&["call", &link, "shop.echo", "-", "--json"], value);
    assert_eq!(back, "{\"a\":[1,2.5,\"é\",null],\"b\":{\"$ref\":1},\"c\":{\"$ref\":0}}\n");
}

#[test]
fn what_a_server_offers_is_listed() {
    let (_server, link) = serve();
    let listed = prints(&["services", &link], "");
    assert!(listed.starts_with("shop\n    A shop.\n  shop.add(item: text, times: int?) -> int\n"));
    assert!(listed.contains("\n  shop.sell(item: text, gift: bool, weight: float)\n"), "{listed}");
    let listed = prints(&["services", &link, "--json"], "");
    let service: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(service["methods"][1]["result"], "[{name: text, price: text, photo: bytes?}]");

    let plain = Server::start(Config { listen: ([127, 0, 0, 1], 0).into(), ..Config::default() });
    let plain = plain.unwrap();
    let link = format!("127.0.0.1:{}", plain.local_addr().port());
    assert_eq!(prints(&["services", &link], ""), "There are no services there.\n");
}

#[test]
fn what_went_wrong_is_said_and_has_a_status() {
    let (_server, link) = serve();
    let call = |words: &[&str], code, said| {
        let mut args = vec!["call", link.as_str()];
        args.extend(words);
        fails(&args, code, said);
    };
    call(&["item=tea"], 2, "neither SERVICE.METHOD");
    call(&["shop.add", "{"], 2, "not a JSON object");
    call(&["shop.add", "item=a", "item=b"], 2, "given twice");
    call(&[], 2, "SERVICE.METHOD");
    call(&["store.add", "item=a"], 21, "no such service");
    call(&["shop.steal"], 21, "no such method");
    call(&["shop.add", "item=a", "shop.steal"], 21, "shop.steal: The service has no such method");
    call(&["shop.add"], 21, "“item” is missing, of the type text");
    call(&["shop.add", "item=a", "price=2"], 21, "no parameter “price”");
    call(&["shop.add", "item=a", "times=two"], 21, "“times” must be of the type int?");
    call(&["shop.items", "most=300"], 21, "wanted an int from 0 to 255, found 300");
    call(&["shop.sell", "item=gold", "gift=false", "weight=1.5"], 20, "No gold is left.");
    call(&["shop.sell", "item=bug", "gift=false", "weight=1.5"], 20, "made a mistake");
    call(&["shop.wait", "--deadline", "0.2"], 10, "isn’t known");
    call(&["shop.wait", "--deadline", "0"], 2, "a number from 0.001 to 3,600");
    fails(&["call", "127.0.0.1:1", "shop.add", "item=a"], 6, "No connection");
}
