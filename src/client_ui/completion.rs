//! What a word that is being typed may become: a command, a name, an emoji.

use super::{commands, emoji_names};
use crate::look::rich::prefix;
use std::ops::Range;

/// Candidates that are offered at most.
const MOST: usize = 8;

/// Letters of an emoji's name that must be typed before any is offered.
const LEAST_EMOJI: usize = 2;

/// Something that the word may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// What stands in the field then.
    pub insert: String,
    /// What is offered.
    pub label: String,
    /// What it does, or is.
    pub detail: String,
}

/// What is offered for a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Completion {
    /// The word, in bytes of the text.
    pub word: Range<usize>,
    /// What it may become, the likeliest first.
    pub candidates: Vec<Candidate>,
}

/// What is offered where the cursor stands (in bytes of the text). `people` are the names that can
/// be meant.
pub(super) fn complete<'a>(
    text: &str,
    cursor: usize,
    people: impl Iterator<Item = &'a str>,
) -> Option<Completion> {
    let before = text.get(..cursor)?;
    let start = before
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let word = &before[start..];
    let candidates = if let Some(name) = word.strip_prefix('/').filter(|_| start == 0) {
        of_commands(name)
    } else if before == format!("/msg {word}") && !word.is_empty() {
        of_people(word, people, |name| {
            if name.contains(' ') { format!("\"{name}\" ") } else { format!("{name} ") }
        })
    } else if let Some(name) = word.strip_prefix('@') {
        of_people(name, people, |name| format!("@{name} "))
    } else if let Some(name) = word.strip_prefix(':').filter(|name| name.len() >= LEAST_EMOJI) {
        of_emoji(name)
    } else {
        return None;
    };
    (!candidates.is_empty()).then_some(Completion { word: start..cursor, candidates })
}

fn of_commands(typed: &str) -> Vec<Candidate> {
    let fits = |command: &commands::Command| command.name.starts_with(typed);
    let candidate = |command: commands::Command| {
        let insert = format!("/{} ", command.name);
        Candidate { insert, label: command.usage, detail: command.what }
    };
    // All of them: this is how one learns what there is.
    commands::all().into_iter().filter(fits).map(candidate).collect()
}

fn of_people<'a>(
    typed: &str,
    people: impl Iterator<Item = &'a str>,
    insert: impl Fn(&str) -> String,
) -> Vec<Candidate> {
    let mut names: Vec<&str> = people.filter(|name| prefix(name, typed).is_some()).collect();
    names.sort_by_cached_key(|name| name.to_lowercase());
    names.dedup();
    let candidate = |name: &&str| {
        let (label, detail) = ((*name).to_owned(), String::new());
        Candidate { insert: insert(name), label, detail }
    };
    names.iter().take(MOST).map(candidate).collect()
}

fn of_emoji(typed: &str) -> Vec<Candidate> {
    let candidate = |(name, emoji): &(&str, &emojis::Emoji)| Candidate {
        insert: format!("{} ", emoji.as_str()),
        label: format!("{} {name}", emoji.as_str()),
        detail: String::new(),
    };
    emoji_names::beginning(typed).iter().take(MOST).map(candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inserts(text: &str) -> Vec<String> {
        let people = ["Ada", "Adam Smith", "Zoé"];
        let completion = complete(text, text.len(), people.into_iter());
        completion.into_iter().flat_map(|c| c.candidates).map(|c| c.insert).collect()
    }

    #[test]
    fn words_are_completed_by_what_they_begin_with() {
        assert_eq!(inserts("/jo"), ["/join "]);
        assert_eq!(
            inserts("/"),
            commands::all().iter().map(|c| format!("/{} ", c.name)).collect::<Vec<_>>()
        );
        assert_eq!(inserts("hello @ad"), ["@Ada ", "@Adam Smith "]);
        assert_eq!(inserts("@ZO"), ["@Zoé "]);
        assert_eq!(inserts("/msg ada"), ["Ada ", "\"Adam Smith\" "]);
        assert_eq!(inserts(":rocke"), ["🚀 "]);
        for nothing in ["", "hello", "hello /jo", "@x", ":r", "a:smile", "/msg "] {
            assert!(inserts(nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn the_word_ends_at_the_cursor() {
        let completion = complete("hi @ad there", 6, ["Ada"].into_iter()).unwrap();
        assert_eq!(completion.word, 3..6);
        assert_eq!(complete("é", 1, [].into_iter()), None);
    }
}
