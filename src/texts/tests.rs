//! The catalogue is whole: see the module's documentation for what that means.

use super::{Language, ago, amount, system_cause, timer, tr};
use crate::proto::ids::UnixMillis;
use fluent_bundle::FluentResource;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

type Variables = BTreeSet<String>;

/// Every key of a language with its variables.
fn keys(language: Language) -> BTreeMap<String, Variables> {
    let mut keys = BTreeMap::new();
    let mut current = None;
    for line in language.sources().into_iter().flat_map(str::lines) {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            let key = line.split_once(" =").expect("a key is followed by ` =`").0.to_owned();
            assert!(!keys.contains_key(&key), "{key} stands twice in {language:?}");
            keys.insert(key.clone(), Variables::new());
            current = Some(key);
        }
        let Some(variables) = current.as_ref().and_then(|key| keys.get_mut(key)) else { continue };
        if !line.starts_with('#') {
            let names = line.split('$').skip(1).map(|rest| leading_word(rest, "_-"));
            variables.extend(names.map(str::to_owned));
        }
    }
    keys
}

fn leading_word<'a>(text: &'a str, also: &str) -> &'a str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !also.contains(c));
    &text[..end.unwrap_or(text.len())]
}

/// The text of every source file of the program.
fn sources() -> Vec<(String, String)> {
    fn collect(folder: &Path, into: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("its entry can be read").path();
            if path.is_dir() {
                collect(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs")
                && !path.ends_with("texts/tests.rs")
            {
                let text = std::fs::read_to_string(&path).expect("the file can be read");
                into.push((path.display().to_string(), text));
            }
        }
    }
    let mut sources = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    sources
}

/// The calls of `tr!` in a file: the key and the variables given. Comments don't count.
fn calls(text: &str) -> Vec<(String, Variables)> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = code.flat_map(|line| [line, "\n"]).collect();
    let calls = code.match_indices("tr!(").filter(|(at, _)| {
        // Not the end of another macro's name, such as `include_str!`.
        !code[..*at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    });
    let bodies = calls.map(|(at, name)| &code[at + name.len()..]);
    bodies.filter_map(|rest| call(&rest[..end_of_call(rest)])).collect()
}

/// What stands outside of quotes: where, what, and within how many brackets more than at the
/// beginning.
fn unquoted(text: &str) -> impl Iterator<Item = (usize, char, i32)> {
    let (mut depth, mut quoted) = (0, false);
    text.char_indices().filter_map(move |(at, c)| {
        match c {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            _ => {}
        }
        (!quoted).then_some((at, c, depth))
    })
}

/// Where the parenthesis that is open at the beginning closes.
fn end_of_call(text: &str) -> usize {
    let end = unquoted(text).find(|(_, _, depth)| *depth < 0);
    end.unwrap_or_else(|| panic!("a call of tr! that never ends: {text}")).0
}

/// The key and the variables of one call, from what stands in its parentheses.
fn call(body: &str) -> Option<(String, Variables)> {
    let key = body.trim_start().strip_prefix('"')?.split('"').next()?.to_owned();
    let commas = unquoted(body).filter(|(_, c, depth)| *c == ',' && *depth == 0);
    let names = commas.map(|(at, ..)| leading_word(body[at + 1..].trim_start(), "_").to_owned());
    Some((key, names.filter(|name| !name.is_empty()).collect()))
}

#[test]
fn the_files_can_be_read() {
    let help = std::iter::once(super::help::FRENCH);
    for source in Language::ALL.into_iter().flat_map(Language::sources).chain(help) {
        if let Err((_, errors)) = FluentResource::try_new(source.to_owned()) {
            panic!("{errors:?} in:\n{source}");
        }
    }
}

#[test]
fn both_languages_say_the_same() {
    let (english, french) = (keys(Language::English), keys(Language::French));
    let differs = |key: &&String| english.get(*key) != french.get(*key);
    let all: BTreeSet<&String> = english.keys().chain(french.keys()).collect();
    let differing: Vec<_> = all.into_iter().filter(differs).collect();
    assert!(differing.is_empty(), "keys or variables that one language lacks: {differing:?}");
}

#[test]
fn every_call_has_its_key_and_variables() {
    let known = keys(Language::English);
    for (file, text) in sources() {
        for (key, given) in calls(&text) {
            let expected = known.get(&key).unwrap_or_else(|| panic!("{file}: no key {key}"));
            assert_eq!(&given, expected, "{file}: the variables of {key}");
        }
    }
}

#[test]
fn no_key_is_left_over() {
    let used: BTreeSet<String> =
        sources().iter().flat_map(|(_, text)| calls(text)).map(|(key, _)| key).collect();
    let left: Vec<_> = keys(Language::English).into_keys().filter(|k| !used.contains(k)).collect();
    assert!(left.is_empty(), "keys that nothing uses: {left:?}");
}

#[test]
fn a_locale_names_a_language() {
    for (locale, language) in [
        ("fr", Some(Language::French)),
        ("fr-CA", Some(Language::French)),
        ("FR_fr.UTF-8", Some(Language::French)),
        ("en-GB", Some(Language::English)),
        ("frr", None),
        ("C", None),
        ("", None),
    ] {
        assert_eq!(Language::of_locale(locale), language, "{locale}");
    }
}

/// One test alone, since the language is the whole process's.
#[test]
fn both_languages_are_spoken() {
    let now = UnixMillis(1_000_000_000);
    let days = UnixMillis(now.0 - 2 * 24 * 3_600_000);
    super::set_language(Language::English);
    assert_eq!(tr!("leave-kicked", pseudo = "Léa"), "Léa was kicked");
    assert_eq!(ago(days, now), "2 days ago");
    assert_eq!(ago(UnixMillis(now.0 + 5_000), now), "just now");
    assert_eq!((amount::count(1_234_567), amount::count(999)), ("1,234,567".into(), "999".into()));
    assert_eq!(
        (amount::bytes(999), amount::bytes(1_500)),
        ("999\u{a0}B".into(), "1.5\u{a0}kB".into())
    );
    assert_eq!((amount::rate(0.25), amount::rate(12_000.4)), ("0.3".into(), "12,000".into()));
    for (system, said) in [
        ("Connection refused (os error 111)", "nothing listens there"),
        ("connection timed out", "no answer"),
        ("Network is unreachable (os error 101)", "no way leads there"),
        ("failed to lookup address information: Name unknown", "nobody knows this name"),
        ("No such file or directory (os error 2)", "it is not there"),
        ("Permission denied (os error 13)", "it is not allowed"),
        ("Something new (os error 999)", "Something new"),
    ] {
        assert_eq!(system_cause(system), said);
    }
    super::set_language(Language::French);
    assert_eq!(system_cause("Connection refused (os error 111)"), "rien n’y écoute");
    assert_eq!(
        (amount::count(1_234), amount::bytes(2_400_000)),
        ("1\u{202f}234".into(), "2,4\u{a0}Mo".into())
    );
    assert_eq!(tr!("leave-kicked", pseudo = "Léa"), "Léa a été exclu·e");
    assert_eq!(ago(days, now), "il y a 2 jours");
    let unknown = super::look_up("such a key does not exist", None);
    assert_eq!(unknown, "such a key does not exist");
}

#[test]
fn a_span_of_time_is_short() {
    for (seconds, text) in [(0, "0:00"), (59, "0:59"), (61, "1:01"), (3661, "1:01:01")] {
        assert_eq!(timer(Duration::from_secs(seconds)), text);
    }
}

/// One sentence says what went wrong, and another one what to do.
#[test]
fn every_error_says_what_to_do() {
    let is_error = |line: &&str| {
        let problem = line.starts_with("transfer-") && !line.starts_with("transfer-state-");
        line.starts_with("error-") || problem
    };
    for source in Language::ALL.into_iter().flat_map(Language::sources) {
        for line in source.lines().filter(is_error) {
            let (_, text) = line.split_once(" = ").unwrap();
            assert!(sentences(text) > 1, "{line}");
        }
    }
}

/// How many a text has: each begins with a capital, a command, or with what is put in, behind the end of
/// another. What is put in may be one itself.
fn sentences(text: &str) -> usize {
    let begins =
        |part: &str| part.trim_start_matches(['“', '{', '«', ' ', '\u{a0}']).chars().next();
    let text = text.replace("} ", "}. ");
    let parts: Vec<_> = text.split(". ").filter_map(begins).collect();
    parts.into_iter().filter(|c| c.is_uppercase() || matches!(c, '`' | '$')).count()
}

#[test]
fn a_colon_ends_no_sentence() {
    for (text, count) in [
        ("It failed: try again.", 1),
        ("It failed; try again later.", 1),
        ("It failed ({ $cause }). Try again.", 2),
        ("{ $cause } It isn’t known: look.", 2),
        ("There is none. `salon services` lists them.", 2),
        ("“{ $port }” is no port. Give a number.", 2),
    ] {
        assert_eq!(sentences(text), count, "{text}");
    }
}

/// What shows a text to people: the calls in which a window's sentence would stand.
const SHOWING: &[&str] = &[
    "label",
    "weak",
    "strong",
    "truncated",
    "heading",
    "monospace",
    "small",
    "primary",
    "secondary",
    "danger",
    "quiet",
    "link",
    "icon_button",
    "named",
    "hint",
    "hint_text",
    "on_hover_text",
    "selected_text",
    "set_label",
    "set_value",
    "set_description",
    "text",
    "done",
    "failed",
    "undoable",
    "dismiss",
    "copy_text",
    "empty_state",
    "choice",
    "check",
    "checkbox",
    "button",
    "small_button",
    "menu_button",
    "selectable_label",
    "selectable_value",
    "entry",
    "RichText::new",
    "Label::new",
    "Button::new",
    "Dialog::new",
    "Field::new",
    "Hyperlink::new",
    "hyperlink_to",
    "with_title",
    "summary",
    "body",
    "format!",
];

/// What is for programs, and for people who look for a fault: the log and errors, names of
/// widgets.
const NOT_SHOWING: &[&str] = &[
    "tracing::debug!",
    "tracing::info!",
    "tracing::warn!",
    "tracing::error!",
    "error",
    "id_salt",
    "Id::unique",
    "request_discard",
];

/// Commands and names of files: the same in every language.
const SAME_IN_ALL: &[&str] =
    &["salon chat {link} --pseudo PSEUDO", "/msg {word}", "salon-{number}.{ending}"];

/// The literals of a file's code, each with the call in whose parentheses it stands.
fn literals(text: &str) -> Vec<(String, String)> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    // A quote as a character is none, and an escape is no letter.
    let code = code.collect::<Vec<_>>().join("\n").replace("'\"'", "' '").replace("\\\"", "'");
    let code = code.replace("\\n", "  ").replace("\\t", "  ");
    let (mut found, mut rest) = (Vec::new(), 0);
    while let Some(begin) = code[rest..].find('"').map(|at| rest + at) {
        let Some(length) = code[begin + 1..].find('"') else { break };
        let literal = code[begin + 1..begin + 1 + length].to_owned();
        found.push((calling(&code[..begin]), literal));
        rest = begin + length + 2;
    }
    found
}

/// What is called in the parenthesis that is open at the end of `code`.
fn calling(code: &str) -> String {
    let mut depth = 0;
    for (at, c) in code.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' if depth == 0 => {
                let named = |c: char| c.is_alphanumeric() || "_!:.".contains(c);
                let name = code[..at].rfind(|c| !named(c)).map_or(0, |end| end + 1);
                return code[name..at].to_owned();
            }
            '(' => depth -= 1,
            ';' | '{' | '}' if depth == 0 => return String::new(),
            _ => {}
        }
    }
    String::new()
}

/// Whether this literal is a text that people read, and so belongs into the catalogue.
fn is_hard_coded(call: &str, literal: &str) -> bool {
    let mut outside = 0;
    let words: String = literal
        .chars()
        .filter(|c| {
            outside += i32::from(*c == '{') - i32::from(*c == '}');
            outside == 0 && *c != '}'
        })
        .collect();
    let words: Vec<&str> = words
        .split_whitespace()
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 2)
        .collect();
    let is = |names: &[&str]| {
        names.iter().any(|name| {
            call == *name
                || call.ends_with(&format!(".{name}"))
                || call.ends_with(&format!("::{name}"))
        })
    };
    if SAME_IN_ALL.contains(&literal) || is(NOT_SHOWING) {
        return false;
    }
    !words.is_empty() && is(SHOWING) || words.len() >= 3
}

#[test]
fn no_window_says_what_is_not_in_the_catalogue() {
    let must_use = |text: &str| text.lines().any(|line| line.contains("must_use = "));
    for (file, text) in sources() {
        if !["src/admin_ui/", "src/client_ui/", "src/look/"].iter().any(|p| file.contains(p)) {
            continue;
        }
        let text: String = text.split_inclusive('\n').filter(|line| !must_use(line)).collect();
        for (call, literal) in literals(&text) {
            assert!(!is_hard_coded(&call, &literal), "{file}: {call}({literal:?})");
        }
    }
}

#[test]
fn what_a_window_says_by_itself_is_found() {
    let found = |code: &str| literals(code).iter().any(|(call, text)| is_hard_coded(call, text));
    for code in [
        "ui.label(\"Nobody\");",
        "ui.add(Label::new(RichText::new(\"Kick {pseudo}\").small()));",
        "look::weak(ui, \"Nobody is here\")",
        "let text = \"Nobody is here yet\";",
        "ui.button(format!(\"{count} members\"))",
        "(\"F1\".into(), \"Show this list\".into())",
    ] {
        assert!(found(code), "{code}");
    }
    for code in [
        "ui.label(tr!(\"admin-nobody-what\"));",
        "Id::unique(\"find in the log\")",
        "tracing::warn!(%error, \"the window will notice late\");",
        "format!(\"{count} – {hint}\")",
        "Panel::top(\"small header\")",
        "#[error(\"the window has crashed\")]",
        "// ui.label(\"Nobody\");",
    ] {
        assert!(!found(code), "{code}");
    }
}
