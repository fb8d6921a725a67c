//! What emoji are called, in the language of the person, and which of them a word means.

use crate::look::rich::folded;
use crate::texts::{Language, language};
use emojis::Emoji;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// French short names, of Unicode's CLDR (`assets/emoji/CLDR-LICENSE.txt`; `scripts/emoji.sh` makes
/// the file). English ones come with the list of emoji.
const FRENCH: &str = include_str!("../../assets/emoji/fr.tsv");

/// Stands behind a sign that is to be shown as an emoji, and in some lists only.
const AS_EMOJI: char = '\u{FE0F}';

/// A name, and how it is compared.
struct Name {
    name: &'static str,
    folded: String,
}

/// By the emoji without [`AS_EMOJI`].
fn french() -> &'static HashMap<String, Name> {
    static NAMES: OnceLock<HashMap<String, Name>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let named = FRENCH.lines().filter_map(|line| line.split_once('\t'));
        named.map(|(emoji, name)| (key(emoji), Name { name, folded: folded(name) })).collect()
    })
}

fn key(emoji: &str) -> String {
    emoji.trim_end_matches(AS_EMOJI).to_owned()
}

/// Whether it is one sign. What is made of several needs a font that joins them.
pub(super) fn is_single(emoji: &Emoji) -> bool {
    emoji.as_str().chars().filter(|c| *c != AS_EMOJI).count() == 1
}

/// What an emoji is called: in English where there is no name in the language of the person.
pub(super) fn name(emoji: &'static Emoji) -> &'static str {
    match language() {
        Language::English => emoji.name(),
        Language::French => own(emoji).map_or(emoji.name(), |own| own.name),
    }
}

fn own(emoji: &Emoji) -> Option<&'static Name> {
    french().get(&key(emoji.as_str()))
}

/// The emoji that have a word in their names, in the language of the person or among the short names
/// in English that many know. All of them for no word.
pub(super) fn containing(word: &str) -> impl Iterator<Item = &'static Emoji> {
    let word = folded(word.trim());
    let french = language() == Language::French;
    emojis::iter().filter(move |emoji| {
        let named = if french {
            own(emoji).is_some_and(|own| own.folded.contains(&word))
        } else {
            emoji.name().to_lowercase().contains(&word)
        };
        named || emoji.shortcodes().any(|code| code.contains(&word))
    })
}

/// The emoji that a word means which is typed after a `:`, the likeliest first, each with the name
/// that fits. Between words of a name stands `_`.
pub(super) fn beginning(typed: &str) -> Vec<(&'static str, &'static Emoji)> {
    let short = typed.to_lowercase();
    let codes = emojis::iter().flat_map(|emoji| emoji.shortcodes().map(move |code| (code, emoji)));
    let mut fitting: Vec<_> = codes.filter(|(code, _)| code.starts_with(&short)).collect();
    fitting.sort_by_key(|(code, _)| (code.len(), *code));
    if language() == Language::French {
        // In front of what is English.
        fitting = in_french(typed).into_iter().chain(fitting).collect();
    }
    let mut seen = HashSet::new();
    fitting.retain(|(_, emoji)| seen.insert(emoji.as_str()));
    fitting
}

fn in_french(typed: &str) -> Vec<(&'static str, &'static Emoji)> {
    let typed = folded(typed).replace('_', " ");
    let fits = |emoji: &'static Emoji| {
        let own = own(emoji)?;
        let at = own.folded.match_indices(&typed).map(|(at, _)| at);
        let begins =
            |at: &usize| !own.folded[..*at].chars().next_back().is_some_and(char::is_alphanumeric);
        let first = at.into_iter().find(begins)?;
        Some((Reverse(first == 0), own.name.len(), own.name, emoji))
    };
    let mut fitting: Vec<_> = emojis::iter().filter_map(fits).collect();
    fitting
        .sort_by_key(|(from_the_beginning, length, name, _)| (*from_the_beginning, *length, *name));
    fitting.into_iter().map(|(_, _, name, emoji)| (name, emoji)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_every_emoji_of_one_sign_has_a_french_name() {
        let single = || emojis::iter().filter(|emoji| is_single(emoji));
        let without = single().filter(|emoji| own(emoji).is_none()).count();
        // Those that are newer than the CLDR's list, or spelled otherwise there.
        assert!(single().count() > 1_300 && without < 20, "{without}");
        // And the file has nothing that is not used.
        let unused = french().keys().filter(|key| emojis::get(key).is_none());
        assert_eq!(unused.collect::<Vec<_>>(), Vec::<&String>::new());
        assert_eq!(own(emojis::get("❤").unwrap()).unwrap().name, "cœur rouge");
    }

    #[test]
    fn a_french_name_is_found_by_any_of_its_words() {
        let found = |typed| in_french(typed).first().map(|(name, emoji)| (*name, emoji.as_str()));
        assert_eq!(found("fusee"), Some(("fusée", "🚀")));
        assert_eq!(found("fus"), Some(("fusée", "🚀")));
        assert_eq!(found("pouce_vers_le_h"), Some(("pouce vers le haut", "👍")));
        assert_eq!(found("coeur_rou"), Some(("cœur rouge", "❤️")));
        assert!(in_french("rouge").iter().any(|(name, _)| *name == "cœur rouge"));
        assert_eq!(found("usée"), None);
    }
}
