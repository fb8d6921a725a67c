//! The command line in the person's language: its help, and what is wrong with what was typed.
//!
//! English stands where the command line is defined; French is found by the names of commands and
//! arguments, in `locales/fr/help.ftl`, and a test finds what has none. What the parser of arguments
//! says by itself, such as `Usage:`, is put into French once it is text.

use super::args::Cli;
use super::exit::Status;
use super::output;
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, Error, FromArgMatches};
use salon::texts::{Arguments, Language, french_examples, french_help, language};
use std::error::Error as _;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Reads the command line. Where that asks for help or can't be understood, this says so and gives
/// the status to exit with.
///
/// # Errors
/// There is nothing to do.
pub fn parse() -> Result<Cli, ExitCode> {
    let matches = command().try_get_matches();
    let cli = matches.and_then(|matches| Cli::from_arg_matches(&matches));
    cli.map_err(|error| {
        let error = error.format(&mut command());
        match language() {
            // Nobody may be there to read it.
            Language::English => drop(error.print()),
            Language::French => show(&error),
        }
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Status::Usage as u8))
    })
}

/// The definition of the command line.
pub fn command() -> Command {
    match language() {
        Language::English => Cli::command(),
        Language::French => french(Cli::command(), ""),
    }
}

/// What the parser of arguments says by itself, in the person's language.
pub fn in_own_words(text: &str) -> String {
    match language() {
        Language::English => text.to_owned(),
        Language::French => french_words(text),
    }
}

/// The command with its arguments and the commands below it. `path` is its name and those above it,
/// joined by dashes; the program's own is empty.
fn french(command: Command, path: &str) -> Command {
    let name = if path.is_empty() { "salon" } else { path };
    let mut command = command.mut_args(|arg| {
        let help = french_help_of_arg(name, arg.get_id().as_str());
        // The French text names the values itself.
        let hidden = arg.get_action().takes_values();
        arg.help(help.unwrap_or_default()).hide_possible_values(hidden)
    });
    if let Some(about) = say(&format!("help-{name}"), &[]) {
        if let Some(more) = say(&format!("help-{name}-long"), &[]) {
            command = command.long_about(format!("{about}\n\n{more}"));
        }
        command = command.about(about);
    }
    let mut examples = french_examples(name).unwrap_or_default().to_owned();
    if path.is_empty() {
        let statuses = say("help-statuses", &[]).unwrap_or_default();
        examples.push_str(&format!("\n\n{statuses}\n{}", Status::table()));
        command = command
            .after_help(say("help-after", &[]).unwrap_or_default())
            .disable_version_flag(true)
            .arg(own_flag("version", 'V', ArgAction::Version));
    }
    if !examples.is_empty() {
        command = command.after_long_help(examples);
    }
    command = command.disable_help_flag(true).arg(own_flag("help", 'h', ArgAction::Help));
    let below: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for one in below {
        let path = if path.is_empty() { one.clone() } else { format!("{path}-{one}") };
        command = command.mut_subcommand(one, |command| french(command, &path));
    }
    command
}

/// A flag that the parser would add by itself, in English.
fn own_flag(name: &'static str, short: char, action: ArgAction) -> Arg {
    let help = french_help_of_arg("any", name).unwrap_or_default();
    Arg::new(name).short(short).long(name).action(action).help(help)
}

/// What an argument of a command is for: its own text, or the one of all of that name.
fn french_help_of_arg(command: &str, arg: &str) -> Option<String> {
    let arg = arg.replace('_', "-");
    let own = say(&format!("help-{command}-{arg}"), &[]);
    own.or_else(|| say(&format!("help-any-{arg}"), &[]))
}

fn say(key: &str, values: &[(&'static str, String)]) -> Option<String> {
    let mut arguments = Arguments::new();
    for (name, value) in values {
        arguments.set(*name, value.clone());
    }
    french_help(key, &arguments)
}

/// The words of the parser of arguments, and the keys of the French ones.
const WORDS: [(&str, &str); 8] = [
    ("Usage:", "help-word-usage"),
    ("Commands:", "help-word-commands"),
    ("Arguments:", "help-word-arguments"),
    ("Options:", "help-word-options"),
    ("[default:", "help-word-default"),
    ("[env:", "help-word-env"),
    ("COMMAND", "help-word-command"),
    ("Print this message or the help of the given subcommand(s)", "help-word-help-command"),
];

fn french_words(text: &str) -> String {
    let mut text = text.to_owned();
    for (word, key) in WORDS {
        // What is French already stays: COMMANDE begins like COMMAND.
        let french = say(key, &[]).unwrap_or_else(|| word.to_owned());
        text = text.replace(&french, word).replace(word, &french);
    }
    text
}

/// Shows help where it was asked for, or else what is wrong.
fn show(error: &Error) {
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let instead = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if !asked && !instead {
        output::complain(&sentence(error));
        let more = say("help-error-more", &[]).unwrap_or_default();
        let usage = error.get(ContextKind::Usage).map(|usage| format!("\n{usage}\n"));
        let usage = french_words(&usage.unwrap_or_default());
        // Nobody may be there to read it, here and below.
        let _ = writeln!(io::stderr(), "{usage}\n{more}");
        return;
    }
    let coloured = if asked { io::stdout().is_terminal() } else { io::stderr().is_terminal() };
    let text = error.render();
    let text = if coloured { text.ansi().to_string() } else { text.to_string() };
    let text = french_words(&text);
    if asked {
        drop(output::print(&text));
    } else {
        let _ = io::stderr().write_all(text.as_bytes());
    }
}

/// What is wrong, with what may have been meant.
fn sentence(error: &Error) -> String {
    let get = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = ("argument", get(ContextKind::InvalidArg));
    let value = ("value", get(ContextKind::InvalidValue));
    let cause = error.source().map(|cause| ("cause", without_stop(&cause.to_string())));
    let said = match (error.kind(), cause) {
        (ErrorKind::UnknownArgument, _) => say("help-error-unknown-argument", &[argument]),
        (ErrorKind::InvalidSubcommand, _) => {
            let command = ("command", get(ContextKind::InvalidSubcommand));
            say("help-error-unknown-command", &[command])
        }
        (ErrorKind::InvalidValue, _) if value.1.is_empty() => {
            say("help-error-value-missing", &[argument])
        }
        (ErrorKind::ValueValidation, Some(cause)) => {
            say("help-error-value-because", &[value, argument, cause])
        }
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, _) => {
            say("help-error-value", &[value, argument])
        }
        (ErrorKind::MissingRequiredArgument, _) => {
            say("help-error-missing", &[("arguments", argument.1)])
        }
        (ErrorKind::ArgumentConflict, _) => {
            let other = ("other", get(ContextKind::PriorArg));
            if other.1 == argument.1 {
                say("help-error-repeated", &[argument])
            } else {
                say("help-error-conflict", &[argument, other])
            }
        }
        (ErrorKind::MissingSubcommand, _) => say("help-error-command-missing", &[]),
        _ => say("help-error-other", &[]),
    };
    let hints = [
        (ContextKind::SuggestedArg, "similar", "help-error-like"),
        (ContextKind::SuggestedSubcommand, "similar", "help-error-like"),
        (ContextKind::SuggestedValue, "similar", "help-error-like"),
        (ContextKind::ValidValue, "values", "help-error-possible"),
    ];
    let hints = hints.into_iter().filter_map(|(kind, name, key)| {
        let hint = get(kind);
        if hint.is_empty() { None } else { say(key, &[(name, hint)]) }
    });
    said.into_iter().chain(hints).collect::<Vec<_>>().join(" ")
}

/// A cause may be a sentence of its own; here it ends one.
fn without_stop(cause: &str) -> String {
    cause.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const FILE: &str = include_str!("../../locales/fr/help.ftl");

    /// Every command that is shown, by its path.
    fn all(command: &Command, path: &str, into: &mut Vec<(String, Command)>) {
        let name = if path.is_empty() { "salon" } else { path };
        into.push((name.to_owned(), command.clone()));
        for below in command.get_subcommands().filter(|c| !c.is_hide_set()) {
            let name = below.get_name();
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}-{name}") };
            all(below, &path, into);
        }
    }

    fn commands() -> Vec<(String, Command)> {
        let mut commands = Vec::new();
        all(&Cli::command(), "", &mut commands);
        commands
    }

    #[test]
    fn every_command_and_argument_has_its_french_text_and_none_is_left_over() {
        let keys: BTreeSet<String> = FILE
            .lines()
            .filter(|line| line.starts_with("help-"))
            .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
            .collect();
        let mut used = BTreeSet::from(["help-any-help".to_owned(), "help-any-version".to_owned()]);
        for (path, command) in commands() {
            used.insert(format!("help-{path}"));
            if command.get_long_about().is_some() {
                used.insert(format!("help-{path}-long"));
            }
            assert_eq!(
                command.get_after_long_help().is_some(),
                french_examples(&path).is_some(),
                "the examples of {path}"
            );
            for arg in command.get_arguments() {
                let id = arg.get_id().as_str().replace('_', "-");
                let (own, any) = (format!("help-{path}-{id}"), format!("help-any-{id}"));
                used.insert(if keys.contains(&own) { own } else { any });
            }
        }
        let missing: Vec<_> = used.difference(&keys).collect();
        assert!(missing.is_empty(), "no French for {missing:?}");
        let here = include_str!("help.rs").split("#[cfg(test)]").next().unwrap_or_default();
        let left: Vec<_> =
            keys.difference(&used).filter(|key| !here.contains(&format!("\"{key}\""))).collect();
        assert!(left.is_empty(), "nothing uses {left:?}");
    }

    #[test]
    fn nothing_of_the_parsers_english_is_left() {
        let mut commands = Vec::new();
        let mut salon = french(Cli::command(), "");
        salon.build();
        all(&salon, "", &mut commands);
        assert!(commands.len() > 20);
        for (path, mut command) in commands {
            for help in [command.render_help(), command.render_long_help()] {
                let help = french_words(&help.to_string());
                for word in WORDS.map(|(word, _)| word).into_iter().chain([
                    "Print",
                    "ossible values",
                    "For more",
                    "COMMAND]",
                    "COMMAND>",
                ]) {
                    let left = help.replace("COMMANDE", "").contains(word);
                    assert!(!left, "{word} in the help of {path}:\n{help}");
                }
            }
        }
    }

    #[test]
    fn what_is_wrong_is_said_in_french() {
        for (typed, said) in [
            ("serve --nonsense", "« --nonsense » n’est pas attendu ici."),
            ("serve --headles", "Peut-être « --headless » ?"),
            ("dance", "Il n’y a pas de commande « dance »."),
            ("chat", "Il manque : --pseudo <PSEUDO>, <LINK>"),
            ("serve --log-format yaml", "Valeurs possibles : text, json."),
            ("serve --listen", "Il manque une valeur pour --listen <HOST:PORT>."),
            ("serve --headless --headless", "--headless ne se donne qu’une fois."),
            ("admin notice a --room b --to c", "--room <ROOM> ne va pas avec --to <PSEUDO>."),
            ("admin unban x", "« x » ne convient pas pour <BAN>... : "),
        ] {
            let words = ["salon"].into_iter().chain(typed.split(' '));
            let error = french(Cli::command(), "").try_get_matches_from(words).unwrap_err();
            let sentence = sentence(&error).replace('\u{a0}', " ");
            assert!(sentence.contains(said), "{typed}: {sentence}");
        }
    }
}
