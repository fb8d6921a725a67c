//! What can be typed after a `/`: the names that the terminal knows, too, and some of the window's own.

use crate::texts::tr;
use crate::typed::Typed;

/// A command, for the list of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Command {
    /// What stands behind the `/`.
    pub name: &'static str,
    /// How it is typed.
    pub usage: String,
    /// What it does.
    pub what: String,
}

/// All of them, by name.
pub(super) fn all() -> Vec<Command> {
    let command = |name, usage, what| Command { name, usage, what };
    vec![
        command("answer", tr!("client-usage-answer"), tr!("client-command-answer")),
        command("direct", tr!("client-usage-direct"), tr!("client-command-direct")),
        command("find", tr!("client-usage-find"), tr!("client-command-find")),
        command("help", tr!("client-usage-help"), tr!("client-command-help")),
        command("join", tr!("client-usage-join"), tr!("client-command-join")),
        command("leave", tr!("client-usage-leave"), tr!("client-command-leave")),
        command("members", tr!("client-usage-members"), tr!("client-command-members")),
        command("msg", tr!("client-usage-msg"), tr!("client-command-msg")),
        command("mute", tr!("client-usage-mute"), tr!("client-command-mute")),
        command("nick", tr!("client-usage-nick"), tr!("client-command-nick")),
        command("p", tr!("client-usage-p"), tr!("client-command-p")),
        command("peer", tr!("client-usage-peer"), tr!("client-command-peer")),
        command("picture", tr!("client-usage-picture"), tr!("client-command-picture")),
        command("quit", tr!("client-usage-quit"), tr!("client-command-quit")),
        command("rooms", tr!("client-usage-rooms"), tr!("client-command-rooms")),
        command("send", tr!("client-usage-send"), tr!("client-command-send")),
        command("vote", tr!("client-usage-vote"), tr!("client-command-vote")),
    ]
}

/// What was typed, for the window.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant<'a> {
    /// What the terminal knows, too.
    Shared(Typed<'a>),
    /// `/find`, perhaps with what to look for.
    Find(&'a str),
    /// `/mute`, to switch it on or off.
    Mute,
    /// `/direct on` or `/direct off`: whether posts of this room may go from peer to peer.
    PostDirectly(bool),
    /// `/p TEXT`: something to say directly.
    Speak(&'a str),
    /// `/peer`, perhaps with whom to speak to directly, or with `yes`, `no` or `bye`.
    Peer(&'a str),
    /// `/picture FILE`
    Picture(&'a str),
    /// `/send` alone: which file is asked for.
    AskFile,
    /// `/send FILE`
    File(&'a str),
}

/// Reads what was typed.
pub(super) fn read(typed: &str) -> Meant<'_> {
    match Typed::read(typed) {
        Typed::Unknown { name: "find", rest } => Meant::Find(rest),
        Typed::Unknown { name: "mute", .. } => Meant::Mute,
        Typed::Unknown { name: "direct", rest: "on" } => Meant::PostDirectly(true),
        Typed::Unknown { name: "direct", rest: "off" } => Meant::PostDirectly(false),
        Typed::Unknown { name: "direct", .. } => Meant::Shared(Typed::Incomplete),
        Typed::Unknown { name: "p", rest: "" } => Meant::Shared(Typed::Incomplete),
        Typed::Unknown { name: "p", rest } => Meant::Speak(rest),
        Typed::Unknown { name: "peer", rest } => Meant::Peer(rest),
        Typed::Unknown { name: "picture", rest: "" } => Meant::Shared(Typed::Incomplete),
        Typed::Unknown { name: "picture", rest } => Meant::Picture(rest.trim_matches('"')),
        Typed::Unknown { name: "send", rest: "" } => Meant::AskFile,
        Typed::Unknown { name: "send", rest } => Meant::File(rest.trim_matches('"')),
        shared => Meant::Shared(shared),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_knows_more_than_the_terminal() {
        for (typed, meant) in [
            ("hello", Meant::Shared(Typed::Post("hello"))),
            ("/find blue cable", Meant::Find("blue cable")),
            ("/find", Meant::Find("")),
            ("/mute", Meant::Mute),
            ("/direct", Meant::Shared(Typed::Incomplete)),
            ("/direct on", Meant::PostDirectly(true)),
            ("/direct off", Meant::PostDirectly(false)),
            ("/p", Meant::Shared(Typed::Incomplete)),
            ("/p hi  you", Meant::Speak("hi  you")),
            ("/peer", Meant::Peer("")),
            ("/peer Zoé B", Meant::Peer("Zoé B")),
            ("/picture", Meant::Shared(Typed::Incomplete)),
            ("/picture \"a b.png\"", Meant::Picture("a b.png")),
            ("/send", Meant::AskFile),
            ("/send \"a b.pdf\"", Meant::File("a b.pdf")),
            ("/votes", Meant::Shared(Typed::Unknown { name: "votes", rest: "" })),
            ("/join maths", Meant::Shared(Typed::Join("maths"))),
        ] {
            assert_eq!(read(typed), meant, "{typed}");
        }
    }

    #[test]
    fn every_listed_command_is_known() {
        for command in all() {
            let typed = format!("/{} x y", command.name);
            let unknown = matches!(read(&typed), Meant::Shared(Typed::Unknown { .. }));
            assert!(!unknown, "{typed}");
        }
    }
}
