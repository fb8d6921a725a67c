//! Where a text names somebody: `@Ada`, or for oneself the bare name, too.

use std::ops::Range;

/// Shorter names must be written with `@` to name somebody: too many words look like them.
const LEAST_BARE_NAME: usize = 3;

/// Where `@` and one of the names stand, in order; of several names that fit, the longest.
pub fn mentions<'a>(
    text: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Vec<(Range<usize>, &'a str)> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices('@') {
        if at < from || !begins_word(text, at) {
            continue;
        }
        let fits = |name: &'a str| Some((whole_word(&text[at + 1..], name)?, name));
        if let Some((length, name)) = names.clone().filter_map(fits).max_by_key(|fit| fit.0) {
            from = at + 1 + length;
            found.push((at..from, name));
        }
    }
    found
}

/// Whether a text names somebody: `me`.
pub fn names(text: &str, me: &str) -> bool {
    if !mentions(text, std::iter::once(me)).is_empty() {
        return true;
    }
    let long_enough = me.chars().count() >= LEAST_BARE_NAME;
    long_enough
        && text
            .char_indices()
            .any(|(at, _)| begins_word(text, at) && whole_word(&text[at..], me).is_some())
}

/// Whether no word goes on over this point.
fn begins_word(text: &str, at: usize) -> bool {
    !text[..at].chars().next_back().is_some_and(char::is_alphanumeric)
}

/// How many bytes `name` takes at the beginning of `text`, in whatever letters, if it is a word.
fn whole_word(text: &str, name: &str) -> Option<usize> {
    let length = prefix(text, name)?;
    let goes_on = text[length..].chars().next().is_some_and(char::is_alphanumeric);
    (!goes_on && length > 0).then_some(length)
}

/// How many bytes of `text` are `prefix`, small and capital letters being the same.
pub fn prefix(text: &str, prefix: &str) -> Option<usize> {
    let mut left = text.chars();
    for expected in prefix.chars() {
        let found = left.next()?;
        if found != expected && !found.to_lowercase().eq(expected.to_lowercase()) {
            return None;
        }
    }
    Some(text.len() - left.as_str().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_whole_words() {
        let people = ["Ada", "Ada Lovelace", "Zoé"];
        let found = |text: &str| {
            let found = mentions(text, people.iter().copied());
            found.into_iter().map(|(range, _)| text[range].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("@ada and @ZOÉ!"), ["@ada", "@ZOÉ"]);
        assert_eq!(found("@Ada Lovelace, @Adam, a@ada"), ["@Ada Lovelace"]);
        assert_eq!(found("@ @@Ada"), ["@Ada"]);
    }

    #[test]
    fn one_is_named_with_or_without_the_sign() {
        for (text, me, named) in [
            ("Léa: look", "Léa", true),
            ("ask léa?", "Léa", true),
            ("Léandre", "Léa", false),
            ("a word", "a", false),
            ("@a word", "a", true),
            ("", "Léa", false),
        ] {
            assert_eq!(names(text, me), named, "{text}");
        }
    }
}
