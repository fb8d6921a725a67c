//! Makes text from elsewhere harmless on a terminal: what would move the cursor, change colours,
//! hide itself or turn the order of letters around is written out instead.

use salon::proto::name::is_harmful;
use std::borrow::Cow;
use std::fmt::Write as _;

/// `text` on one line, with what is harmful shown as `\n`, `\u{1b}` and the like.
pub fn line(text: &str) -> Cow<'_, str> {
    replace(text, |c, out| match c {
        // A tab is spacing that people mean.
        '\t' => out.push(' '),
        _ => out.extend(c.escape_default()),
    })
}

/// A line of JSON with what is harmful in its strings shown as JSON writes it: whoever parses it
/// gets the very same text.
pub fn json(line: &str) -> Cow<'_, str> {
    replace(line, |c, out| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string can't fail.
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

fn replace(text: &str, write: impl Fn(char, &mut String)) -> Cow<'_, str> {
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_harmful(c) { write(c, &mut out) } else { out.push(c) }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_written_out() {
        for (text, neutral) in [
            ("Zoé: 小林 🦊", "Zoé: 小林 🦊"),
            ("👩\u{200D}🚀", "👩\u{200D}🚀"),
            ("a\tb", "a b"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("one\r\ntwo", "one\\r\\ntwo"),
            ("\u{7}\u{7f}", "\\u{7}\\u{7f}"),
            ("abc\u{202E}fed", "abc\\u{202e}fed"),
            ("a\u{200B}b\u{2028}c", "a\\u{200b}b\\u{2028}c"),
            ("a\u{E0041}b", "a\\u{e0041}b"),
        ] {
            assert_eq!(line(text), neutral);
        }
    }

    #[test]
    fn json_means_the_same_afterwards() {
        for text in ["plain", "\u{202E}\u{9b}x\u{7f}", "\u{E0001}tag", "quote \" \\ \n"] {
            let written = serde_json::to_string(text).unwrap();
            let neutral = json(&written);
            assert!(!neutral.contains(is_harmful), "{neutral}");
            assert_eq!(serde_json::from_str::<String>(&neutral).unwrap(), text);
        }
    }
}
