//! What a line that was typed means, in a terminal and in the window: something to say, or a command.

/// A line of the person.
#[derive(Debug, PartialEq, Eq)]
pub enum Typed<'a> {
    /// Nothing.
    Nothing,
    /// Something to say in the room.
    Post(&'a str),
    /// `/help`
    Help,
    /// `/rooms`
    Rooms,
    /// `/join ROOM`
    Join(&'a str),
    /// `/leave`
    Leave,
    /// `/members`
    Members,
    /// `/msg PSEUDO TEXT`; a pseudo with spaces stands in quotes.
    Direct {
        /// To whom.
        pseudo: &'a str,
        /// What.
        text: &'a str,
    },
    /// `/nick PSEUDO`
    Rename(&'a str),
    /// `/vote QUESTION | CHOICE | CHOICE`, as far as it was typed.
    Vote {
        /// What is asked; nothing if that is still missing.
        question: &'a str,
        /// What can be chosen. Those without words don't count.
        choices: Vec<&'a str>,
    },
    /// `/answer NUMBER`: a choice of a vote, from 1.
    Answer(u16),
    /// `/quit`
    Quit,
    /// A command without what it needs.
    Incomplete,
    /// No command that exists everywhere.
    Unknown {
        /// Its name.
        name: &'a str,
        /// What stands behind it.
        rest: &'a str,
    },
}

impl<'a> Typed<'a> {
    /// Reads a line. To say something that begins with `/`, begin it with `//`.
    pub fn read(line: &'a str) -> Self {
        let line = line.trim();
        let Some(command) = line.strip_prefix('/') else {
            return if line.is_empty() { Self::Nothing } else { Self::Post(line) };
        };
        if command.starts_with('/') {
            return Self::Post(command);
        }
        let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        let rest = rest.trim();
        match (name, rest) {
            ("help" | "?", _) => Self::Help,
            ("rooms", _) => Self::Rooms,
            ("leave", _) => Self::Leave,
            ("members", _) => Self::Members,
            ("quit", _) => Self::Quit,
            ("join" | "nick" | "msg" | "answer", "") => Self::Incomplete,
            ("join", room) => Self::Join(room),
            ("nick", pseudo) => Self::Rename(pseudo),
            ("msg", rest) => Self::direct(rest),
            ("vote", rest) => Self::vote(rest),
            ("answer", number) => number.parse().map_or(Self::Incomplete, Self::Answer),
            _ => Self::Unknown { name, rest },
        }
    }

    fn vote(rest: &'a str) -> Self {
        let mut parts = rest.split('|').map(str::trim);
        let question = parts.next().unwrap_or_default();
        Self::Vote { question, choices: parts.filter(|choice| !choice.is_empty()).collect() }
    }

    fn direct(rest: &'a str) -> Self {
        let parts = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"'),
            None => rest.split_once(char::is_whitespace),
        };
        match parts.map(|(pseudo, text)| (pseudo, text.trim())) {
            Some((pseudo, text)) if !text.is_empty() => Self::Direct { pseudo, text },
            _ => Self::Incomplete,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Typed::*;
    use super::*;

    #[test]
    fn lines_are_posts_or_commands() {
        for (line, typed) in [
            ("", Nothing),
            ("  hello there ", Post("hello there")),
            ("//etc/hosts", Post("/etc/hosts")),
            ("/help", Help),
            ("/join café noir", Join("café noir")),
            ("/join", Incomplete),
            ("/msg Zoé hi  you", Direct { pseudo: "Zoé", text: "hi  you" }),
            ("/msg \"a b\" hi", Direct { pseudo: "a b", text: "hi" }),
            ("/msg Zoé", Incomplete),
            ("/msg \"Zoé hi", Incomplete),
            ("/nick  Zoé 2", Rename("Zoé 2")),
            ("/vote Soup? | yes|no ", Vote { question: "Soup?", choices: vec!["yes", "no"] }),
            ("/vote Soup? | yes||no | ", Vote { question: "Soup?", choices: vec!["yes", "no"] }),
            ("/vote Soup? | yes | ", Vote { question: "Soup?", choices: vec!["yes"] }),
            ("/vote | yes", Vote { question: "", choices: vec!["yes"] }),
            ("/vote", Vote { question: "", choices: vec![] }),
            ("/answer 2", Answer(2)),
            ("/answer yes", Incomplete),
            ("/answer", Incomplete),
            ("/quit now", Quit),
            ("/dance wildly ", Unknown { name: "dance", rest: "wildly" }),
        ] {
            assert_eq!(Typed::read(line), typed, "{line}");
        }
    }
}
