//! What a search looks for, whatever the letters: capital or small, with or without accents.

use std::ops::Range;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Something to be found in texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needle(String);

impl Needle {
    /// What somebody typed to be looked for.
    pub fn new(typed: &str) -> Self {
        Self(folded(typed.trim()))
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is in a text.
    pub fn is_in(&self, text: &str) -> bool {
        !self.is_empty() && folded(text).contains(&self.0)
    }

    /// Where it is in a text, as whole characters.
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() {
            return Vec::new();
        }
        // For each byte of the folded text, where the character that it comes from begins and ends.
        let (mut plain, mut from) = (String::new(), Vec::new());
        for (at, c) in text.char_indices() {
            fold(c, &mut plain);
            from.resize(plain.len(), at..at + c.len_utf8());
        }
        plain
            .match_indices(&self.0)
            .filter_map(|(at, found)| {
                Some(from.get(at)?.start..from.get(at + found.len() - 1)?.end)
            })
            .collect()
    }
}

/// A text without accents, small.
pub fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    text.chars().for_each(|c| fold(c, &mut plain));
    plain
}

/// Adds a character without accents, small. Letters that are written as one are two, as they are
/// typed. With each letter that is typed, ten thousand messages are looked through within a frame:
/// this is the short way.
fn fold(c: char, plain: &mut String) {
    match c {
        _ if c.is_ascii() => plain.push(c.to_ascii_lowercase()),
        'œ' | 'Œ' => plain.push_str("oe"),
        'æ' | 'Æ' => plain.push_str("ae"),
        _ => decompose_compatible(c, |c| {
            if !is_combining_mark(c) {
                plain.extend(c.to_lowercase());
            }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_found_whatever_they_wear() {
        for (needle, text, found) in [
            ("éte", "L’ÉTÉ, l'ete", vec!["ÉTÉ", "ete"]),
            ("ss", "Straße, class", vec!["ss"]),
            ("ﬁ", "ﬁn, fin", vec!["ﬁ", "fi"]),
            ("e\u{301}", "cafe\u{301} é", vec!["e", "é"]),
            ("coeur", "Cœur, COEUR", vec!["Cœur", "COEUR"]),
            ("  ", "a b", vec![]),
            ("x", "", vec![]),
        ] {
            let places = Needle::new(needle).places(text);
            let words: Vec<_> = places.into_iter().map(|place| &text[place]).collect();
            assert_eq!(words, found, "{needle} in {text}");
            assert_eq!(Needle::new(needle).is_in(text), !found.is_empty());
        }
    }
}
