//! The gradebook from a shell: its own program serves, and `salon call` calls.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// The gradebook, ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The `salon` program, which stands beside this one.
fn salon() -> PathBuf {
    let own = Path::new(env!("CARGO_BIN_EXE_gradebook"));
    let salon = own.with_file_name("salon");
    if !salon.exists() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let built = Command::new(env!("CARGO"))
            .args(["build", "--bin", "salon", "--no-default-features", "--features", "cli"])
            .current_dir(root)
            .status();
        assert!(built.unwrap().success(), "the salon program can't be built");
    }
    salon
}

fn call(link: &str, words: &[&str]) -> Output {
    let mut command = Command::new(salon());
    command.env("LC_ALL", "C").args(["call", link, "--deadline", "60"]).args(words);
    command.output().unwrap()
}

/// Serves in `folder`, and says where.
fn begin(folder: &Path) -> (Running, String) {
    let child = Command::new(env!("CARGO_BIN_EXE_gradebook"))
        .args(["serve", "--listen", "127.0.0.1:0", "--password", "correct horse"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .spawn();
    let mut running = Running(child.unwrap());
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let link = line.trim_end().strip_prefix("link ").expect("a link").to_owned();
    (running, link)
}

#[test]
fn another_language_needs_nothing_but_the_protocol() {
    let folder = tempfile::tempdir().unwrap();
    let (_running, link) = begin(folder.path());
    let client = concat!(env!("CARGO_MANIFEST_DIR"), "/client.py");
    let python = |words: &[&str]| {
        let mut command = Command::new("python3");
        let address = link.trim_start_matches("salon://").trim_end_matches('/');
        let sign_in = ["gradebook.sign_in", "user=teacher", "password=correct horse"];
        command.args(["-B", client, address]).args(sign_in).args(words);
        command.output().unwrap()
    };
    let output = python(&[
        "gradebook.create_class",
        "class=BUT1",
        "gradebook.add_student",
        "class=BUT1",
        "student=Zoé",
        "gradebook.add_mark",
        "class=BUT1",
        "student=Zoé",
        "mark=15.5",
        "gradebook.list_students",
        "class=BUT1",
    ]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed = "\"teacher\"\nnull\nnull\nnull\n[{\"student\": \"Zoé\", \"marks\": \
                  [{\"mark\": \"15.5\", \"coefficient\": \"1\"}], \"average\": \"15.50\"}]\n";
    assert_eq!(String::from_utf8(output.stdout).as_deref(), Ok(listed));
    let output = python(&["gradebook.create_class", "class=BUT1"]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("(class_exists)"));
}

#[test]
fn a_shell_signs_in_and_keeps_a_class() {
    let folder = tempfile::tempdir().unwrap();
    let (_running, link) = begin(folder.path());
    let link = link.as_str();

    let sign_in = ["gradebook.sign_in", "user=teacher", "password=correct horse"];
    let mut words = sign_in.to_vec();
    words.extend(["gradebook.create_class", "class=BUT1"]);
    words.extend(["gradebook.add_student", "class=BUT1", "student=Zoé"]);
    words.extend(["gradebook.add_mark", "class=BUT1", "student=Zoé", "mark=15.5", "coefficient=2"]);
    words.extend([
        "gradebook.add_mark",
        "{\"class\": \"BUT1\", \"student\": \"Zoé\", \"mark\": 12}",
    ]);
    words.extend(["gradebook.class_average", "class=BUT1", "--json"]);
    let output = call(link, &words);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed.lines().last(), Some("{\"average\":\"14.33\",\"of\":1}"), "{printed}");

    let mut words = sign_in.to_vec();
    words.extend(["gradebook.list_students", "class=BUT1"]);
    let output = call(link, &words);
    let listed = "teacher\n-\n  student: Zoé\n  marks:\n    -\n      mark: 15.5\n      coefficient: 2\n    \
                  -\n      mark: 12\n      coefficient: 1\n  average: 14.33\n";
    assert_eq!(String::from_utf8(output.stdout).as_deref(), Ok(listed));

    // Another session is not signed in.
    let output = call(link, &["gradebook.class_average", "class=BUT1"]);
    assert_eq!(output.status.code(), Some(20));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Sign in first. (not_signed_in)"));
}
