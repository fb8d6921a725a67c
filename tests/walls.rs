//! The walls between the modules, and a few rules that every file keeps (`ARCHITECTURE.md`).

use std::fs;
use std::path::{Path, PathBuf};

/// Most lines of a file in `src/`.
const MAX_LINES: usize = 450;

/// What each part may use of Salon (itself aside). A part that isn't named here may not exist.
const MAY_USE: &[(&str, &[&str])] = &[
    ("proto", &[]),
    ("hub", &["proto"]),
    ("clock", &["proto::ids"]),
    ("services", &["clock", "proto"]),
    ("net", &["clock", "hub", "proto", "services"]),
    ("client", &["clock", "proto"]),
    ("peer", &["client", "hub::host", "net", "proto"]),
    ("raster", &[]),
    ("transfer", &["client", "proto", "raster"]),
    ("calls", &["client", "proto", "services"]),
    ("testing", &["client", "clock", "net", "proto::ids"]),
    ("texts", &["client", "hub::host", "peer", "proto", "transfer"]),
    ("typed", &[]),
    ("kinds", &["client", "proto"]),
    ("look", &["texts"]),
    ("admin_ui", &["hub::host", "proto::ids", "proto::limits", "proto::name", "look", "texts"]),
    (
        "client_ui",
        &["client", "kinds", "peer", "proto", "look", "raster", "texts", "transfer", "typed"],
    ),
    ("bench", &["proto"]),
    (
        "cli",
        &[
            "admin_ui",
            "bench",
            "client",
            "client_ui",
            "hub::host",
            "kinds",
            "look::FRAMES",
            "net",
            "peer",
            "proto",
            "services",
            "texts",
            "transfer",
            "typed",
        ],
    ),
];

/// What pure code must not touch: sockets, files, threads, clocks.
const IMPURE: &[&str] = &[
    "std::net",
    "std::fs",
    "std::thread",
    "std::io",
    "std::env",
    "std::process",
    "std::os",
    "Instant::now",
    "SystemTime",
    "Utc::now",
    "Local::now",
    "socket2",
    "rustix",
];

/// Parts that are pure. Addresses (`std::net::IpAddr` and the like) are values.
const PURE: &[&str] = &["proto", "hub"];

/// A source file without its comments and its tests.
struct Source {
    /// Relative to `src/`.
    path: PathBuf,
    /// All of it.
    text: String,
    /// What runs in the program.
    code: String,
}

impl Source {
    /// The part of Salon that it belongs to; none for the crate roots.
    fn part(&self) -> Option<&str> {
        let first = self.path.components().next()?.as_os_str().to_str()?;
        let part = first.strip_suffix(".rs").unwrap_or(first);
        (part != "lib" && part != "main").then_some(part)
    }

    fn is_test(&self) -> bool {
        self.path.file_stem().is_some_and(|stem| stem == "tests")
            || self.path.components().any(|c| c.as_os_str() == "tests")
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(files.len() > 10, "the sources are not at {}", root.display());
    let source = |file: PathBuf| {
        let text = fs::read_to_string(&file).unwrap();
        let path = file.strip_prefix(&root).unwrap().to_owned();
        Source { path, code: without_tests(&without_comments(&text)), text }
    };
    files.into_iter().map(source).collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// Lines that are comments become empty.
fn without_comments(text: &str) -> String {
    let line = |line: &str| {
        let comment = line.trim_start().starts_with("//");
        let code = if comment { "" } else { line.split(" // ").next().unwrap_or_default() };
        format!("{code}\n")
    };
    text.lines().map(line).collect()
}

/// Cuts each item that is only there for tests: from `#[cfg(test)]` to the end of its braces, or
/// of its line where it has none.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            kept.push_str(line);
            kept.push('\n');
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let end = format!("{}}}", " ".repeat(indent));
        let one_line = |line: &str| line.trim_end().ends_with(';');
        // `rustfmt` puts the closing brace of an item below its beginning.
        let item = lines.by_ref().find(|line| !line.trim_start().starts_with("#["));
        if item.is_some_and(|item| !one_line(item) && !item.ends_with('}')) {
            lines.by_ref().find(|line| *line == end);
        }
    }
    kept
}

/// The paths into Salon that a file names: `proto::ids::MemberId` for
/// `use crate::proto::ids::MemberId`, and each branch of `use salon::{…}`.
fn uses(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for root in ["crate::", "salon::"] {
        for (at, _) in code.match_indices(root) {
            let inside_word =
                code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            if !inside_word {
                branches(&code[at + root.len()..], "", &mut found);
            }
        }
    }
    found
}

/// Follows a path, and where it opens braces, each of its branches. Gives what is behind it.
fn branches<'a>(path: &'a str, prefix: &str, found: &mut Vec<String>) -> &'a str {
    let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let (name, mut rest) = path.split_at(end.unwrap_or(path.len()));
    let whole = format!("{prefix}{name}");
    if !(name.ends_with("::") || name.is_empty()) || !rest.starts_with('{') {
        found.push(whole);
        return rest;
    }
    loop {
        rest = branches(rest[1..].trim_start(), &whole, found).trim_start();
        let alias =
            rest.strip_prefix("as ").map(|r| r.trim_start_matches(|c| c != ',' && c != '}'));
        rest = alias.unwrap_or(rest);
        match rest.chars().next() {
            Some(',') if rest[1..].trim_start().starts_with('}') => {
                return &rest[1..].trim_start()[1..];
            }
            Some(',') => {}
            Some('}') => return &rest[1..],
            _ => return rest,
        }
    }
}

/// Whether `path` lies in `module`: `proto::ids::MemberId` in `proto` and in `proto::ids`.
fn within(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn imports_flow_one_way() {
    let mut faults = Vec::new();
    // A part's own tests may use what helps them, in files of their own as within the others.
    for source in sources().iter().filter(|source| !source.is_test()) {
        let Some(part) = source.part() else { continue };
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == part) else {
            faults
                .push(format!("{}: say in tests/walls.rs what it may use", source.path.display()));
            continue;
        };
        for path in uses(&source.code) {
            // Within the program's own crate, `crate::` is the crate of `src/main.rs`.
            let own = within(&path, part);
            let known = MAY_USE.iter().any(|(name, _)| within(&path, name));
            if known && !own && !allowed.iter().any(|module| within(&path, module)) {
                faults.push(format!("{}: {part} may not use {path}", source.path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn pure_code_touches_nothing() {
    let mut faults = Vec::new();
    for source in sources() {
        if source.is_test() || !source.part().is_some_and(|part| PURE.contains(&part)) {
            continue;
        }
        for line in source.code.lines() {
            let addresses_only = line.contains("std::net::")
                && ["TcpStream", "TcpListener", "UdpSocket", "ToSocketAddrs", "net::*"]
                    .iter()
                    .all(|word| !line.contains(word));
            for word in IMPURE {
                let value = *word == "std::net" && addresses_only;
                if line.contains(word) && !value {
                    faults.push(format!("{}: {}", source.path.display(), line.trim()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn services_know_no_socket_and_no_window() {
    let words = ["std::net", "std::os", "socket2", "rustix", "egui", "eframe", "Instant::now"];
    let found: Vec<_> =
        lines_with(&words).into_iter().filter(|line| line.starts_with("services")).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let lines = |source: &Source| (source.path.display().to_string(), source.text.lines().count());
    let long: Vec<_> = sources().iter().map(lines).filter(|(_, n)| *n > MAX_LINES).collect();
    assert!(long.is_empty(), "files over {MAX_LINES} lines: {long:?}");
}

/// Finds the lines of the program (not of its tests) that have one of `words`.
fn lines_with(words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        for line in source.code.lines().filter(|line| words.iter().any(|w| line.contains(w))) {
            found.push(format!("{}: {}", source.path.display(), line.trim()));
        }
    }
    found
}

#[test]
fn nothing_panics_on_purpose() {
    let words = [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "dbg!("];
    let found = lines_with(&words);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_thread_has_a_name() {
    let found = lines_with(&["thread::spawn(", "thread::scope("]);
    assert!(found.is_empty(), "use thread::Builder with a name:\n{}", found.join("\n"));
    for source in sources().iter().filter(|source| !source.is_test()) {
        let builders = source.code.matches("Builder::new().spawn").count();
        assert_eq!(builders, 0, "{}: a thread without a name", source.path.display());
    }
}

#[test]
fn nothing_sleeps_in_the_windows() {
    let sleeping = lines_with(&["thread::sleep"]);
    let in_windows = |line: &String| line.starts_with("admin_ui") || line.starts_with("client_ui");
    let found: Vec<_> = sleeping.into_iter().filter(in_windows).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_public_module_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for source in sources() {
        let lines: Vec<&str> = source.text.lines().collect();
        for (i, line) in lines.iter().enumerate() {
            let Some(name) = line.strip_prefix("pub mod ").and_then(|l| l.strip_suffix(';')) else {
                continue;
            };
            let here = lines[..i].iter().rev().find(|line| !line.starts_with("#["));
            let outside = here.is_some_and(|line| line.starts_with("///"));
            let stem = source.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            let folder = root.join(source.path.parent().unwrap());
            let folder =
                if ["lib", "main", "mod"].contains(&stem) { folder } else { folder.join(stem) };
            let files = [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")];
            let inside = files
                .iter()
                .filter_map(|file| fs::read_to_string(file).ok())
                .any(|text| text.starts_with("//!"));
            assert!(outside || inside, "{}: {name} has no documentation", source.path.display());
        }
    }
}

#[test]
fn the_walls_see_what_they_look_for() {
    let code = "use crate::{hub::{host, room as r}, proto::ids::MemberId};\nsalon::net::Host\n";
    assert_eq!(uses(code), ["hub::host", "hub::room", "proto::ids::MemberId", "net::Host"]);
    let tested = "fn a() {}\n#[cfg(test)]\nmod tests {\n    x.unwrap()\n}\nfn b() {}\n";
    assert_eq!(without_tests(tested), "fn a() {}\nfn b() {}\n");
    assert_eq!(without_tests("#[cfg(test)]\nmod tests;\nfn b() {}\n"), "fn b() {}\n");
    assert!(within("proto::ids", "proto") && !within("protocol", "proto"));
}
