//! Pseudos and names of rooms: what may be one, and when two are the same (`PROTOCOL.md`, "Names").

use super::coding::{DecodeError, Reader, Writer};
use super::limits::{MAX_NAME_BYTES, MAX_NAME_CHARACTERS, MAX_NAME_MARKS_IN_A_ROW};
use caseless::Caseless;
use std::fmt;
use std::sync::{Arc, LazyLock};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_security::confusable_detection::skeleton;
use unicode_segmentation::UnicodeSegmentation;

/// Names that nobody may bear, since they would speak for the host.
const RESERVED: [&str; 4] = ["server", "serveur", "salon", "system"];

static RESERVED_KEYS: LazyLock<Vec<NameKey>> =
    LazyLock::new(|| RESERVED.into_iter().flat_map(NameKey::of).collect());

/// Why a text can't be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing in it, or nothing that can be seen.
    #[error("it is empty")]
    Empty,
    /// Over [`MAX_NAME_CHARACTERS`] or [`MAX_NAME_BYTES`].
    #[error("it is longer than {MAX_NAME_CHARACTERS} characters")]
    TooLong,
    /// A character that can't be seen, or that changes how others are shown.
    #[error("it has an invisible or control character (U+{:04X})", *.0 as u32)]
    Forbidden(char),
    /// Spaces at an end, or two in a row.
    #[error("it has a space at an end, or two in a row")]
    Spaces,
    /// Combining marks without a base, or too many on one.
    #[error("it has too many combining marks")]
    Marks,
    /// A name kept for the server.
    #[error("it is reserved")]
    Reserved,
}

/// What two names have in common if one can be taken for the other. A name has two keys, since
/// letters look alike both before their case is folded ("I" and "l") and after.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameKey(String);

impl NameKey {
    /// The keys of `name`: two names are the same if they share one. The name need not be normalised:
    /// folding would give marks in another order other keys.
    pub fn of(name: &str) -> [Self; 2] {
        Self::of_plain(name).unwrap_or_else(|| Self::of_any(name))
    }

    /// The keys of a name that is plain ASCII, letter by letter. Most are, and the long way takes
    /// fifty times as long and a page of stack, for each client that enters.
    fn of_plain(name: &str) -> Option<[Self; 2]> {
        static LETTERS: LazyLock<[[NameKey; 2]; 128]> = LazyLock::new(|| {
            std::array::from_fn(|c| NameKey::of_any((c as u8 as char).encode_utf8(&mut [0; 4])))
        });
        if !name.is_ascii() {
            return None;
        }
        let mut folded = String::with_capacity(name.len());
        let mut seen = String::with_capacity(name.len());
        for [one, other] in name.bytes().filter_map(|c| LETTERS.get(usize::from(c))) {
            folded.push_str(&one.0);
            seen.push_str(&other.0);
        }
        Some([Self(folded), Self(seen)])
    }

    #[inline(never)]
    fn of_any(name: &str) -> [Self; 2] {
        let name: String = name.nfc().collect();
        let folded: String = name.chars().default_case_fold().nfkc().default_case_fold().collect();
        let seen: String =
            skeleton(&name).collect::<String>().chars().default_case_fold().collect();
        [Self(skeleton(&folded).collect()), Self(skeleton(&seen).collect())]
    }
}

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl $name {
            /// The name as it is shown.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// What it is compared by.
            pub fn keys(&self) -> [NameKey; 2] {
                NameKey::of(&self.0)
            }

            /// Reads a name that its sender has checked already: only its size is.
            pub fn decode(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
                r.str(field, MAX_NAME_BYTES).map(|name| Self(name.into()))
            }

            /// Writes it to a payload.
            pub fn encode(&self, w: &mut Writer<'_>) {
                w.str(&self.0, MAX_NAME_BYTES);
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

name_type! {
    /// What a client is called: normalised, and checked by the server.
    Pseudo
}
name_type! {
    /// What a room is called: normalised, and checked by the server.
    RoomName
}

impl Pseudo {
    /// Normalises and checks a wish.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn new(wish: &str) -> Result<Self, NameError> {
        let name = check(wish)?;
        let keys = NameKey::of(&name);
        if RESERVED_KEYS.iter().any(|key| keys.contains(key)) {
            Err(NameError::Reserved)
        } else {
            Ok(Self(name.into()))
        }
    }
}

impl RoomName {
    /// Normalises and checks a wish. A `/` would end the name within a link.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn new(wish: &str) -> Result<Self, NameError> {
        let name = check(wish)?;
        if name.contains('/') { Err(NameError::Forbidden('/')) } else { Ok(Self(name.into())) }
    }
}

/// `wish` in NFC, if it may be a name.
fn check(wish: &str) -> Result<String, NameError> {
    // Before anything costly: NFC makes no text so much shorter that it would fit after all.
    if wish.len() > MAX_NAME_BYTES * 4 {
        return Err(NameError::TooLong);
    }
    let plain = wish.is_ascii();
    let name: String = if plain { wish.into() } else { wish.nfc().collect() };
    if name.trim().is_empty() {
        return Err(NameError::Empty);
    }
    if name.starts_with(' ') || name.ends_with(' ') || name.contains("  ") {
        return Err(NameError::Spaces);
    }
    let mut marks = MAX_NAME_MARKS_IN_A_ROW;
    for c in name.chars() {
        if !is_visible(c) {
            return Err(NameError::Forbidden(c));
        }
        if c.general_category_group() == GeneralCategoryGroup::Mark {
            marks += 1;
            if marks > MAX_NAME_MARKS_IN_A_ROW {
                return Err(NameError::Marks);
            }
        } else {
            marks = 0;
        }
    }
    let characters = if plain { name.len() } else { name.graphemes(true).count() };
    if name.len() > MAX_NAME_BYTES || characters > MAX_NAME_CHARACTERS {
        return Err(NameError::TooLong);
    }
    Ok(name)
}

/// Whether `c`, in any text of somebody else, might end a line, make a terminal act, not be shown, or
/// show its neighbours elsewhere. Less is harmful than is forbidden in a name.
pub fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Marks of direction, embeddings, overrides and isolates.
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            // Line and paragraph separators.
            | '\u{2028}' | '\u{2029}'
            // What takes no space. A joiner (U+200D) stays: emoji are made with it.
            | '\u{200B}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            // Tags: whole texts that nobody sees, and three flags.
            | '\u{E0000}'..='\u{E007F}')
}

/// Whether `c` shows as something of its own, or as a space or an ordinary mark.
fn is_visible(c: char) -> bool {
    use GeneralCategory as G;
    // Letters, marks and symbols that Unicode says to show as nothing (Default_Ignorable), and the
    // blank Braille cell.
    let shows_nothing = matches!(c,
        '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}' | '\u{FFFC}' | '\u{FFFD}'
        | '\u{E0000}'..='\u{E0FFF}');
    let hidden = matches!(
        c.general_category(),
        G::Control
            | G::Format
            | G::Surrogate
            | G::PrivateUse
            | G::Unassigned
            | G::LineSeparator
            | G::ParagraphSeparator
    );
    let odd_space = c.general_category() == G::SpaceSeparator && c != ' ';
    !(shows_nothing || hidden || odd_space)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        let other = NameKey::of(b);
        NameKey::of(a).iter().any(|k| other.contains(k))
    }

    #[test]
    fn names_of_many_scripts_are_welcome() {
        for name in
            ["Alice", "Zoé", "Jean-Luc d'Été", "小林", "Ольга", "محمد", "नरेन्द्र", "🦊", "a b", "x_1"]
        {
            assert_eq!(Pseudo::new(name).as_ref().map(Pseudo::as_str), Ok(name));
        }
    }

    #[test]
    fn names_are_normalised() {
        assert_eq!(Pseudo::new("Zoe\u{301}").unwrap().as_str(), "Zoé");
    }

    #[test]
    fn what_is_not_a_name_says_why() {
        let accents = format!("a{}", "\u{301}".repeat(10_000));
        let some_accents = format!("x{}", "\u{323}".repeat(9));
        for (wish, why) in [
            ("", NameError::Empty),
            ("   ", NameError::Empty),
            (" a", NameError::Spaces),
            ("a  b", NameError::Spaces),
            ("a\nb", NameError::Forbidden('\n')),
            ("a\u{1b}[31m", NameError::Forbidden('\u{1b}')),
            ("a\u{202E}b", NameError::Forbidden('\u{202E}')),
            ("a\u{200B}b", NameError::Forbidden('\u{200B}')),
            ("a\u{200D}b", NameError::Forbidden('\u{200D}')),
            ("\u{3164}", NameError::Forbidden('\u{3164}')),
            ("a\0", NameError::Forbidden('\0')),
            ("a\u{a0}b", NameError::Forbidden('\u{a0}')),
            ("\u{301}", NameError::Marks),
            (&some_accents, NameError::Marks),
            (&accents, NameError::TooLong),
            ("123456789012345678901234567890123", NameError::TooLong),
            ("Server", NameError::Reserved),
            ("ѕerver", NameError::Reserved),
        ] {
            assert_eq!(Pseudo::new(wish), Err(why), "{wish:?}");
        }
        assert!(Pseudo::new("12345678901234567890123456789012").is_ok());
        assert_eq!(RoomName::new("a/b"), Err(NameError::Forbidden('/')));
    }

    #[test]
    fn the_short_way_to_a_key_leads_where_the_long_one_does() {
        let printable: String = (' '..='~').collect();
        let mut names: Vec<&str> = vec!["", "0O o1lI|", "rn m", "member00017", "%%'\"`"];
        names.extend((0..printable.len()).map(|from| &printable[from..]));
        for name in names {
            assert_eq!(NameKey::of_plain(name), Some(NameKey::of_any(name)), "{name:?}");
        }
        assert_eq!(NameKey::of_plain("Zoé"), None);
    }

    #[test]
    fn marks_in_any_order_are_the_same() {
        // Folding makes a letter of U+0345, over which the other marks can't be sorted any more.
        let [a, b] = [",\u{309}\u{345}\u{307}", ",\u{309}\u{307}\u{345}"].map(NameKey::of);
        assert_eq!(a, b);
    }

    #[test]
    fn look_alikes_are_the_same() {
        for (a, b) in [
            ("Alice", "alice"),
            ("ALICE", "alice"),
            ("Alice", "AIice"),
            ("Alice", "Аlice"),
            ("paypal", "рaypal"),
            ("Straße", "STRASSE"),
            ("bob", "ｂob"),
            ("modern", "rnodern"),
        ] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [("alice", "bob"), ("Zoé", "Zoe"), ("a b", "ab")] {
            assert!(!same(a, b), "{a} {b}");
        }
    }
}
