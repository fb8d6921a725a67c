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

#[test]
fn a_shell_signs_in_and_keeps_a_class() {
    let folder = tempfile::tempdir().unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_gradebook"))
        .args(["serve", "--listen", "127.0.0.1:0", "--password", "correct horse"])
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .spawn();
    let mut running = Running(child.unwrap());
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let link = line.trim_end().strip_prefix("link ").expect("a link");

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
