//! The help of the command line in French. English stands where the command line is defined.

use super::catalogue::{Bundle, Language, format_in, load_from};
use fluent_bundle::FluentArgs;
use std::sync::LazyLock;

/// The French texts, as they were when the program was built.
pub(super) const FRENCH: &str = include_str!("../../locales/fr/help.ftl");

/// What stands below the help of each command: its examples.
const EXAMPLES: [(&str, &str); 14] = [
    ("salon", include_str!("../../locales/fr/help/salon.txt")),
    ("serve", include_str!("../../locales/fr/help/serve.txt")),
    ("client", include_str!("../../locales/fr/help/client.txt")),
    ("chat", include_str!("../../locales/fr/help/chat.txt")),
    ("say", include_str!("../../locales/fr/help/say.txt")),
    ("send", include_str!("../../locales/fr/help/send.txt")),
    ("receive", include_str!("../../locales/fr/help/receive.txt")),
    ("listen", include_str!("../../locales/fr/help/listen.txt")),
    ("call", include_str!("../../locales/fr/help/call.txt")),
    ("services", include_str!("../../locales/fr/help/services.txt")),
    ("admin", include_str!("../../locales/fr/help/admin.txt")),
    ("bench", include_str!("../../locales/fr/help/bench.txt")),
    ("completions", include_str!("../../locales/fr/help/completions.txt")),
    ("man", include_str!("../../locales/fr/help/man.txt")),
];

/// A text of the help in French, whatever is spoken; none if there is none of that key.
pub fn french_help(key: &str, arguments: &FluentArgs<'_>) -> Option<String> {
    static BUNDLE: LazyLock<Bundle> = LazyLock::new(|| load_from(Language::French, &[FRENCH]));
    format_in(&BUNDLE, key, Some(arguments))
}

/// What stands below the help of a command in French, whatever is spoken, if there is anything.
pub fn french_examples(command: &str) -> Option<&'static str> {
    let mut all = EXAMPLES.iter();
    all.find(|(name, _)| *name == command).map(|(_, text)| text.trim_end())
}
