//! The real program as scripts use it: its lines, its exit statuses, its sentences.
#![cfg(feature = "cli")]

use serde_json::Value;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Far longer than anything takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `salon`, ended with the test.
struct Salon {
    child: Child,
    lines: Receiver<String>,
    /// All of its standard error, once it has ended.
    errors: Receiver<String>,
}

impl Salon {
    fn start(args: &[&str]) -> Self {
        let mut child = command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let mut err = child.stderr.take().unwrap();
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let (sender, errors) = channel();
        thread::spawn(move || {
            let mut text = String::new();
            let _ = err.read_to_string(&mut text);
            sender.send(text)
        });
        Self { child, lines, errors }
    }

    /// The next line of its standard output.
    fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("a line in time")
    }

    fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// Waits for its end: its status, and what it said on the standard error.
    fn end(mut self) -> (i32, String) {
        let errors = self.errors.recv_timeout(PATIENCE).expect("an end in time");
        let status = self.child.wait().unwrap();
        (status.code().expect("no signal ended it"), errors)
    }
}

impl Drop for Salon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_salon"));
    command
        .args(args)
        .env("SALON_LANG", "en")
        .env("TZ", "UTC")
        .env_remove("SALON_DATA")
        .env_remove("SALON_LOG")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    command
}

/// Runs a command to its end.
fn run(args: &[&str]) -> Output {
    command(args).stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn assert_fails(output: &Output, code: i32, words: &[&str]) {
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{errors}");
    for word in words {
        assert!(errors.contains(word), "{word:?} is not in {errors:?}");
    }
}

/// A headless server with a data folder of its own.
struct Server {
    salon: Salon,
    data: TempDir,
    link: String,
    address: String,
}

impl Server {
    fn start() -> Self {
        Self::with(&[])
    }

    fn with(more: &[&str]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().to_str().unwrap();
        let mut args = vec!["serve", "--headless", "--listen", "127.0.0.1:0", "--data", path];
        args.extend(more);
        let salon = Salon::start(&args);
        let listening = salon.line();
        let address = listening.strip_prefix("listening on ").expect("the first line").to_owned();
        let link = salon.line().strip_prefix("link ").expect("the second line").to_owned();
        Self { salon, data, link, address }
    }

    fn data(&self) -> &Path {
        self.data.path()
    }

    fn admin(&self, args: &[&str]) -> Output {
        let mut all = vec!["admin"];
        all.extend(args);
        all.extend(["--data", self.data().to_str().unwrap()]);
        run(&all)
    }

    fn admin_json(&self, args: &[&str]) -> Value {
        let mut all = args.to_vec();
        all.push("--json");
        let output = self.admin(&all);
        assert!(output.status.success(), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// `salon listen`, once it is in its room.
    fn listener(&self, pseudo: &str, more: &[&str]) -> Salon {
        let mut args = vec!["listen", &self.link, "--pseudo", pseudo];
        args.extend(more);
        let listener = Salon::start(&args);
        self.await_in_a_room(pseudo);
        listener
    }

    fn await_in_a_room(&self, pseudo: &str) {
        let begin = Instant::now();
        while !self.is_in_a_room(pseudo) {
            assert!(begin.elapsed() < PATIENCE, "{pseudo} never came");
        }
    }

    fn is_in_a_room(&self, pseudo: &str) -> bool {
        let clients = self.admin_json(&["clients"]);
        let mut clients = clients.as_array().unwrap().iter();
        clients.any(|c| c["pseudo"] == pseudo && c["rooms"][0].is_string())
    }

    fn say(&self, pseudo: &str, words: &[&str]) -> Output {
        let mut args = vec!["say", &self.link, "--pseudo", pseudo, "--"];
        args.extend(words);
        run(&args)
    }

    fn stop(self) {
        assert!(self.admin(&["stop"]).status.success());
        assert_eq!(self.salon.end().0, 0);
    }
}

#[test]
fn a_server_says_where_it_is() {
    let server = Server::start();
    let port = server.address.strip_prefix("127.0.0.1:").expect("the address that was asked for");
    assert_ne!(port, "0");
    assert_eq!(server.link, format!("salon://127.0.0.1:{port}/lobby"));
    server.stop();
}

#[test]
fn a_link_leads_to_an_address_that_others_reach() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().to_str().unwrap();
    let salon = Salon::start(&["--headless", "--listen", "0.0.0.0:0", "--data", path]);
    assert!(salon.line().starts_with("listening on 0.0.0.0:"));
    let link = salon.line();
    assert!(link.starts_with("link salon://") && !link.contains("0.0.0.0"), "{link}");
}

#[test]
fn what_is_said_is_heard() {
    let server = Server::start();
    let listener = server.listener("Ear", &["--count", "2"]);
    let said = server.say("Mouth", &["hello", "  there"]);
    assert!(said.status.success(), "{}", text(&said.stderr));
    let line = listener.line();
    let (time, rest) = line.split_once("] ").unwrap();
    assert_eq!(rest, "Mouth: hello   there");
    assert!(time.starts_with('[') && time.len() == "[00:00".len(), "{line}");
    // A terminal's escape sequence arrives as text.
    assert!(server.say("Mouth", &["\u{1b}[2Jgone"]).status.success());
    assert!(listener.line().ends_with("] Mouth: \\u{1b}[2Jgone"));
    assert_eq!(listener.end(), (0, String::new()));
    server.stop();
}

#[test]
fn each_line_of_the_input_is_a_post() {
    let server = Server::start();
    let listener = server.listener("Ear", &["--json", "--count", "3"]);
    let mut say = Salon::start(&["say", &server.link, "--pseudo", "Mouth"]);
    let mut input = say.child.stdin.take().unwrap();
    input.write_all("one\n\n  two\r\ntr\u{e8}s".as_bytes()).unwrap();
    drop(input);
    assert_eq!(say.end(), (0, String::new()));
    for (number, expected) in ["one", "  two", "très"].into_iter().enumerate() {
        let said: Value = serde_json::from_str(&listener.line()).unwrap();
        assert_eq!(said["kind"], "post");
        assert_eq!(said["room"], "lobby");
        assert_eq!(said["author"], "Mouth");
        assert_eq!(said["text"], expected);
        assert!(said["time"].as_i64().unwrap() > 1_700_000_000_000);
        assert!(said["number"].as_u64().unwrap() > number as u64);
    }
    assert_eq!(listener.end(), (0, String::new()));
    server.stop();
}

#[test]
fn more_lines_than_the_limit_allows_at_once_all_arrive() {
    let config = "[limits]\nposts = { per_second = 200, burst = 5 }\n";
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), config).unwrap();
    let server = Server::with(&["--config", file.path().to_str().unwrap()]);
    let listener = server.listener("Ear", &["--count", "60"]);
    let mut say = Salon::start(&["say", &server.link, "--pseudo", "Mouth"]);
    let lines: String = (0..60).map(|i| format!("line {i}\n")).collect();
    say.child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    assert_eq!(say.end(), (0, String::new()));
    for i in 0..60 {
        assert!(listener.line().ends_with(&format!("Mouth: line {i}")));
    }
    assert_eq!(listener.end(), (0, String::new()));
    server.stop();
}

#[test]
fn the_host_sees_and_acts() {
    let server = Server::start();
    let bob = server.listener("Bob", &["--json"]);
    let clients = server.admin_json(&["clients"]);
    assert_eq!(clients[0]["pseudo"], "Bob");
    assert_eq!(clients[0]["ip"], "127.0.0.1");
    assert!(clients[0]["port"].as_u64().unwrap() > 0);
    assert_eq!(clients[0]["rooms"][0], "lobby");
    assert_eq!(clients[0]["last_message"], Value::Null);

    for (args, room) in [
        (&["notice", "to all"][..], Value::Null),
        (&["notice", "to the room", "--room", "lobby"][..], Value::from("lobby")),
        (&["notice", "to Bob", "--to", "bob"][..], Value::Null),
    ] {
        assert_eq!(server.admin_json(args)["clients"], 1);
        let notice: Value = serde_json::from_str(&bob.line()).unwrap();
        assert_eq!(notice["kind"], "notice");
        assert_eq!(notice["text"], args[1]);
        assert_eq!(notice["room"], room);
        assert_eq!(notice["author"], Value::Null);
    }

    assert!(server.admin(&["add-room", "chess", "--topic", "Beginners welcome"]).status.success());
    let rooms = server.admin(&["rooms"]);
    let line = text(&rooms.stdout).lines().find(|line| line.starts_with("chess"));
    assert!(line.is_some_and(|line| line.ends_with("Beginners welcome")), "{rooms:?}");
    assert!(server.admin(&["change-room", "CHESS", "--rename", "go"]).status.success());
    let rooms = server.admin_json(&["rooms"]);
    let go = rooms.as_array().unwrap().iter().find(|room| room["name"] == "go").unwrap();
    assert_eq!((&go["topic"], &go["posts"]), (&"Beginners welcome".into(), &0.into()));
    assert_eq!(go["peer_posts"], false);
    assert!(server.admin(&["change-room", "go", "--peer-posts", "yes"]).status.success());
    let rooms = server.admin_json(&["rooms"]);
    let go = rooms.as_array().unwrap().iter().find(|room| room["name"] == "go").unwrap();
    assert_eq!((&go["topic"], &go["peer_posts"]), (&"Beginners welcome".into(), &true.into()));
    assert_fails(&server.admin(&["change-room", "go"]), 2, &["--rename", "--topic"]);
    assert!(server.admin(&["change-room", "go", "--topic", ""]).status.success());
    assert!(server.admin(&["change-room", "go", "--rename", "chess"]).status.success());
    let notices = server.admin_json(&["notices"]);
    assert_eq!(notices[1]["to"]["room"], "lobby");
    assert_eq!(notices[2]["to"]["members"][0], "Bob");
    assert!(text(&server.admin(&["notices"]).stdout).contains("to the room"));
    let clients = server.admin_json(&["clients"]);
    assert!(clients[0]["messages_out"].as_u64().unwrap() > 3, "{clients}");
    assert!(server.admin(&["close-room", "Chess"]).status.success());
    assert_fails(&server.admin(&["close-room", "chess"]), 14, &["room"]);

    assert_eq!(server.admin_json(&["kick", "Bob", "--reason", "Enough now"])["clients"], 1);
    let (code, errors) = bob.end();
    assert_eq!(code, 12);
    assert!(errors.contains("Enough now"), "{errors}");
    assert_fails(&server.admin(&["kick", "Bob"]), 14, &["client"]);
    server.stop();
}

#[test]
fn a_ban_keeps_somebody_out_until_it_is_lifted() {
    let server = Server::start();
    assert!(server.admin(&["ban", "Bob", "--for", "1h", "--reason", "Not today"]).status.success());
    assert_fails(&server.say("Bob", &["hi"]), 7, &["banned"]);
    let bans = server.admin_json(&["bans"]);
    assert_eq!(bans[0]["target"]["pseudo"], "Bob");
    let id = bans[0]["id"].to_string();
    assert!(server.admin(&["unban", &id]).status.success());
    assert!(server.say("Bob", &["hi"]).status.success());
    assert_fails(&server.admin(&["unban", &id]), 14, &["ban"]);
    // Several at once, and undone by what the answer says.
    let banned = server.admin_json(&["ban", "Bob", "192.0.2.7", "--for", "1h"]);
    let ids: Vec<String> =
        banned["bans"].as_array().unwrap().iter().map(Value::to_string).collect();
    assert_eq!(ids.len(), 2);
    assert!(server.admin(&["unban", &ids[0], &ids[1]]).status.success());
    assert_eq!(server.admin_json(&["bans"]), Value::Array(vec![]));
    server.stop();
}

#[test]
fn a_closed_room_ends_the_listening() {
    let server = Server::start();
    let ear = server.listener("Ear", &[]);
    assert!(server.admin(&["close-room", "lobby", "--reason", "Cleaning"]).status.success());
    let (code, errors) = ear.end();
    assert_eq!(code, 9);
    assert!(errors.contains("Cleaning"), "{errors}");
    server.stop();
}

#[test]
fn guests_are_told_what_went_wrong() {
    let server = Server::start();
    let _ear = server.listener("Zoé", &[]);
    assert_fails(&server.say("zoé", &["hi"]), 8, &["pseudo"]);
    assert_fails(&server.say("", &["hi"]), 8, &["can be seen"]);
    assert_fails(&server.say("server", &["hi"]), 8, &["kept for the server"]);
    assert_fails(&server.say("ada", &["", " "]), 2, &["nothing in this text"]);
    let elsewhere = format!("{}/nowhere", server.address);
    assert_fails(&run(&["say", &elsewhere, "--pseudo", "A", "hi"]), 9, &["nowhere"]);
    assert_fails(&run(&["say", "http://x", "--pseudo", "A", "hi"]), 2, &["salon://"]);
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = free.to_string();
    assert_fails(&run(&["listen", &nobody, "--pseudo", "A"]), 6, &[&nobody]);
    server.stop();
}

#[test]
fn a_link_without_a_room_leads_to_the_first_of_the_list() {
    let server = Server::with(&[]);
    let said = run(&["say", &server.address, "--pseudo", "A", "hi"]);
    assert!(said.status.success(), "{}", text(&said.stderr));
    let ear =
        Salon::start(&["listen", &server.address, "--pseudo", "Ear", "--json", "--count", "1"]);
    server.await_in_a_room("Ear");
    assert!(run(&["say", &server.address, "--pseudo", "A", "hi"]).status.success());
    let said: Value = serde_json::from_str(&ear.line()).unwrap();
    // "help", "lobby", "random".
    assert_eq!(said["room"], "help");
    server.stop();
}

#[test]
fn a_signal_ends_a_listener_and_a_server_politely() {
    let server = Server::start();
    let ear = server.listener("Ear", &[]);
    ear.signal(rustix::process::Signal::INT);
    assert_eq!(ear.end(), (0, String::new()));
    let counting = server.listener("Counter", &["--count", "5"]);
    counting.signal(rustix::process::Signal::INT);
    assert_eq!(counting.end().0, 130);

    let last = server.listener("Last", &[]);
    let socket = server.data().join("control.sock");
    assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
    server.salon.signal(rustix::process::Signal::TERM);
    let (code, errors) = last.end();
    assert_eq!(code, 11);
    assert!(errors.contains("stopped"), "{errors}");
    assert_eq!(server.salon.end().0, 0);
    assert!(!socket.exists());
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let server = Server::start();
    let mut args = command(&["listen", &server.link, "--pseudo", "Ear"]);
    let mut child = args.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    server.await_in_a_room("Ear");
    assert!(server.say("Mouth", &["hi"]).status.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    server.stop();
}

#[test]
fn two_servers_do_not_share() {
    let server = Server::start();
    let data = server.data().to_str().unwrap();
    let second = ["serve", "--headless", "--listen", "127.0.0.1:0", "--data", data];
    assert_fails(&run(&second), 5, &["Another Salon server", "--data"]);
    let other = tempfile::tempdir().unwrap();
    let other = other.path().to_str().unwrap();
    let same_port = ["serve", "--headless", "--listen", &server.address, "--data", other];
    assert_fails(&run(&same_port), 4, &["--listen"]);
    server.stop();
}

#[test]
fn what_a_killed_server_left_behind_is_in_nobodys_way() {
    let mut server = Server::start();
    server.salon.child.kill().unwrap();
    server.salon.child.wait().unwrap();
    assert!(server.data().join("control.sock").exists());
    assert_fails(&server.admin(&["clients"]), 13, &["salon serve"]);
    let data = server.data().to_str().unwrap();
    let again = Salon::start(&["--headless", "--listen", "127.0.0.1:0", "--data", data]);
    assert!(again.line().starts_with("listening on"));
    assert!(server.admin(&["stop"]).status.success());
    assert_eq!(again.end().0, 0);
}

#[test]
fn a_mistake_in_the_configuration_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let file = folder.path().join("salon.toml");
    std::fs::write(&file, "name = \"Here\"\n[heartbeat]\ninterval = \"soon\"\n").unwrap();
    let words = ["salon.toml", "line 3", "heartbeat.interval"];
    assert_fails(&run(&["--headless", "--data", data]), 3, &words);
    assert_fails(&run(&["--headless", "--data", data, "--config", "/nowhere"]), 3, &["/nowhere"]);
    assert_fails(&run(&["--headless", "--data", data, "--listen", "x"]), 3, &["line 3"]);
    std::fs::write(&file, "").unwrap();
    assert_fails(&run(&["--headless", "--data", data, "--listen", "x"]), 2, &["HOST:PORT"]);
}

#[test]
fn without_a_server_there_is_nothing_to_administer() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    assert_fails(&run(&["admin", "stop", "--data", data]), 13, &["salon serve", "--data"]);
}

#[test]
fn a_caller_of_the_control_socket_who_says_nothing_is_in_nobodys_way() {
    let server = Server::start();
    let socket = server.data().join("control.sock");
    let mut silent = UnixStream::connect(&socket).unwrap();
    let mut slow = UnixStream::connect(&socket).unwrap();
    slow.write_all(b"{\"act\":").unwrap();
    assert!(server.admin(&["clients"]).status.success());
    // Neither was let go before the others were heard: they still have time.
    for caller in [&mut silent, &mut slow] {
        caller.set_nonblocking(true).unwrap();
        assert_eq!(caller.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
        caller.set_nonblocking(false).unwrap();
    }
    slow.write_all(b"\"rooms\"}\n").unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("{\"rooms\":["), "{answer}");
    server.stop();
}

#[test]
fn a_folder_with_a_long_name_can_be_administered() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("long".repeat(40));
    let data = data.to_str().unwrap();
    let salon = Salon::start(&["--headless", "--listen", "127.0.0.1:0", "--data", data]);
    assert!(salon.line().starts_with("listening on"));
    assert!(run(&["admin", "stop", "--data", data]).status.success());
    assert_eq!(salon.end().0, 0);
}

#[test]
fn the_chat_works_without_a_terminal() {
    let server = Server::start();
    let ear = server.listener("Ear", &["--count", "2"]);
    let mut chat = Salon::start(&["chat", &server.link, "--pseudo", "Zoé"]);
    let mut input = chat.child.stdin.take().unwrap();
    input.write_all(b"/members\nhello\n/msg Ear psst\n/join help\n/dance\n/quit\n").unwrap();
    // What is said in private may overtake what is said in the room.
    let heard = [ear.line(), ear.line()];
    for said in ["Zoé: hello", "Zoé → Ear: psst"] {
        assert!(heard.iter().any(|line| line.ends_with(said)), "{heard:?}");
    }
    let shown: Vec<String> = chat.lines.iter().collect();
    assert!(shown.iter().any(|line| line.contains("Ear, Zoé")), "{shown:?}");
    assert!(shown.iter().any(|line| line.contains("You are in help")), "{shown:?}");
    assert!(shown.iter().any(|line| line.contains("/dance")), "{shown:?}");
    assert_eq!(chat.end(), (0, String::new()));
    drop(input);
    server.stop();
}

/// A chat, and what is typed there.
struct Chat {
    salon: Salon,
    input: ChildStdin,
}

impl Chat {
    fn start(server: &Server, pseudo: &str) -> Self {
        let mut salon = Salon::start(&["chat", &server.link, "--pseudo", pseudo]);
        let input = salon.child.stdin.take().unwrap();
        let chat = Self { salon, input };
        chat.shows("Here (");
        chat
    }

    fn type_line(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
    }

    /// The next line that has this in it.
    fn shows(&self, what: &str) -> String {
        loop {
            let line = self.salon.line();
            if line.contains(what) {
                return line;
            }
        }
    }
}

#[test]
fn two_speak_directly_and_need_the_server_no_more() {
    let server = Server::start();
    let (mut ada, mut bob) = (Chat::start(&server, "Ada"), Chat::start(&server, "Bob"));
    ada.type_line("/p hello?");
    ada.shows("You speak to nobody directly");
    ada.type_line("/peer Eve");
    ada.shows("Nobody here bears this pseudo");
    ada.type_line("/peer bob");
    bob.shows("Ada would like to speak to you directly");
    bob.type_line("/peer no");
    ada.shows("They would rather not");
    assert!(server.admin(&["introduce", "Ada", "Bob"]).status.success());
    for chat in [&mut ada, &mut bob] {
        chat.shows("The host would like to bring you");
        chat.type_line("/peer yes");
    }
    ada.shows("You speak to Bob directly, at 127.0.0.1:");
    let code = |line: String| line.split(['.', ':']).nth(1).unwrap().to_owned();
    assert_eq!(code(ada.shows("Code: ")), code(bob.shows("Code: ")));
    ada.type_line("/p hello, Bob");
    assert_eq!(bob.shows("hello"), "Ada (directly): hello, Bob");
    server.stop();
    bob.shows("! The server has stopped");
    bob.type_line("/p still here");
    ada.shows("Bob (directly): still here");
    ada.type_line("/peer bye");
    ada.shows("You speak to Bob directly no longer");
    bob.shows("You speak to Ada directly no longer");
    for chat in [ada, bob] {
        assert_eq!(chat.salon.end().0, 11, "the connection is lost");
    }
}

#[test]
fn a_room_talks_past_the_server_where_all_allow_it() {
    let server = Server::start();
    let (mut ada, mut bob) = (Chat::start(&server, "Ada"), Chat::start(&server, "Bob"));
    ada.type_line("/direct on");
    ada.shows("The host doesn’t let the messages of this room go directly");
    let allow = ["change-room", "lobby", "--peer-posts", "yes"];
    assert!(server.admin(&allow).status.success());
    ada.shows("The host lets members of");
    ada.type_line("/direct");
    ada.shows("go through the server until Bob can be reached directly");
    bob.type_line("/direct on");
    ada.shows("Your messages go directly to 1 person");
    bob.shows("Your messages go directly to 1 person");
    ada.type_line("hello, Bob");
    assert_eq!(bob.shows("hello"), "Ada (directly): hello, Bob");
    let cleo = Chat::start(&server, "Cleo");
    bob.shows("Cleo joined");
    bob.type_line("hello, all");
    bob.shows("From this one on, your messages go through the server");
    for chat in [&ada, &cleo] {
        assert!(chat.shows("hello, all").ends_with("] Bob: hello, all"));
    }
    bob.type_line("/direct off");
    bob.shows("Your messages go through the server.");
    ada.shows("The direct way to Bob is lost");
    server.stop();
}

#[test]
fn a_script_that_chats_learns_that_a_line_was_refused() {
    let server = Server::start();
    for lines in ["/msg Nobody psst\n", "/msg Nobody psst\nhello\n", "hello\n/msg Nobody psst"] {
        let mut chat = Salon::start(&["chat", &server.link, "--pseudo", "Zoé"]);
        chat.child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let shown: Vec<String> = chat.lines.iter().collect();
        assert!(shown.iter().any(|line| line.starts_with("! ")), "{lines}: {shown:?}");
        let (code, errors) = chat.end();
        assert_eq!(code, 7, "{lines}");
        assert!(!errors.is_empty(), "{lines}");
    }
    server.stop();
}

#[test]
fn the_chat_votes() {
    let server = Server::start();
    let shows = |chat: &Salon, part: &str| while !chat.line().contains(part) {};
    let enter = |pseudo| {
        let mut chat = Salon::start(&["chat", &server.link, "--pseudo", pseudo]);
        let input = chat.child.stdin.take().unwrap();
        shows(&chat, "Here (");
        (chat, input)
    };
    let ((zoe, mut to_zoe), (bob, mut to_bob)) = (enter("Zoé"), enter("Bob"));
    to_bob.write_all(b"/answer 1\n/vote Soup?\n").unwrap();
    shows(&bob, "No vote here waits for you");
    shows(&bob, "A vote has a question and 2 to 20 choices");
    to_zoe.write_all("/vote Soupe ? | oui | non\n".as_bytes()).unwrap();
    shows(&zoe, "Zoé asks: Soupe ?");
    shows(&bob, "  2. non");
    to_zoe.write_all("/vote Encore ? | oui | non\n/answer 3\n/answer 1\n".as_bytes()).unwrap();
    shows(&zoe, "! Something that you have started here is still open");
    shows(&zoe, "from 1 to 2");
    shows(&bob, "Zoé has answered; 1 still to come");
    to_bob.write_all(b"/answer 1\n").unwrap();
    for chat in [&zoe, &bob] {
        shows(chat, "The vote is over: Soupe ?");
        assert_eq!([chat.line(), chat.line()], ["  2 × oui", "  0 × non"]);
    }
    drop((to_zoe, to_bob));
    // Her second vote was refused.
    assert_eq!(zoe.end().0, 7);
    assert_eq!(bob.end().0, 0);
    server.stop();
}

#[test]
fn no_display_is_no_obstacle() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let salon = Salon::start(&["--listen", "127.0.0.1:0", "--data", data]);
    assert!(salon.line().starts_with("listening on"));
    assert!(run(&["admin", "stop", "--data", data]).status.success());
    let (code, errors) = salon.end();
    assert_eq!(code, 0);
    assert!(errors.contains("salon admin"), "{errors}");
}

#[test]
fn help_completions_and_the_manual_are_there() {
    let help = run(&["--help"]);
    let help = text(&help.stdout);
    for word in ["serve", "chat", "say", "listen", "admin", "completions", "man", "Exit statuses"] {
        assert!(help.contains(word), "{word}");
    }
    let completions = run(&["completions", "bash"]);
    assert!(text(&completions.stdout).contains("close-room"));
    let man = run(&["man"]);
    let man = text(&man.stdout);
    assert!(man.starts_with(".ie") || man.contains(".TH salon"), "{man}");
    assert!(man.contains("SALON ADMIN KICK") && man.contains("the pseudo is taken"), "{man}");
    assert_fails(&run(&["serve", "--nonsense"]), 2, &["unexpected argument '--nonsense'"]);
}

#[test]
fn the_command_line_explains_itself_in_french() {
    let french = |args: &[&str]| command(args).env("SALON_LANG", "fr").output().unwrap();
    let help = french(&["--help"]);
    assert_eq!((help.status.code(), text(&help.stderr)), (Some(0), ""));
    for word in ["Utilisation", "Commandes", "Servir : ouvrir", "Codes de sortie", "Exemples"] {
        let help = text(&help.stdout).replace('\u{a0}', " ");
        assert!(help.contains(word), "{word}: {help}");
    }
    let wrong = french(&["serve", "--nonsense"]);
    assert_fails(&wrong, 2, &["--nonsense", "n’est pas attendu", "Utilisation", "--help"]);
    assert!(wrong.stdout.is_empty());
    let link = french(&["say", "http://a", "--pseudo", "b", "c"]);
    assert_fails(&link, 2, &["http://a", "salon://"]);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    for (text, line, key, cause) in [
        ("name = \"Ici\"\n[hartbeat]\n", "ligne 2", "hartbeat", "(unknown field"),
        ("[heartbeat]\ntimeout = 0\n", "ligne 2", "heartbeat.timeout", "(il faut plus que 0)"),
        ("resume_grace = true", "ligne 1", "resume_grace", "(il faut une durée"),
        ("= 5", "contient une erreur", "à la ligne 1 (", ")"),
    ] {
        std::fs::write(folder.path().join("salon.toml"), text).unwrap();
        let refused = french(&["serve", "--headless", "--data", data]);
        assert_fails(&refused, 3, &["salon.toml contient une erreur", line, key, cause]);
    }
    let man = french(&["man"]);
    let man = text(&man.stdout).replace("\\-", "-");
    assert!(man.contains(".SH NOM") && man.contains("le pseudo est pris"), "{man}");
    assert!(text(&french(&["completions", "fish"]).stdout).contains("Lister les salons"));
}
