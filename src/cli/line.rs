//! What somebody said, as a line: for people, or as JSON for programs.

use super::neutral;
use salon::client::{Content, Event};
use salon::proto::error_code::NoticeScope;
use salon::proto::ids::UnixMillis;
use salon::texts::{self, tr};
use serde::Serialize;

/// A post, a direct message or a notice.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Said<'a> {
    kind: SaidKind,
    /// The room; none where it was not said in one.
    room: Option<&'a str>,
    /// Its number in the room, or else in the inbox.
    number: u64,
    /// Milliseconds since 1970, UTC.
    time: i64,
    /// The pseudo of who said it; none for the host.
    author: Option<&'a str>,
    /// To whom, where that is one client.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
    #[serde(flatten)]
    what: What<'a>,
}

/// What was said: a text, or the kind and length of something else.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct What<'a> {
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum SaidKind {
    Post,
    Direct,
    Notice,
}

impl<'a> Said<'a> {
    /// What `event` says, in the room called `room` if it is a room's.
    pub fn in_event(event: &'a Event, room: &'a str) -> Option<Self> {
        let (kind, room, place, author, to, what) = match event {
            Event::Posted { place, pseudo, content, .. } => {
                (SaidKind::Post, Some(room), place, Some(pseudo), None, What::of(content))
            }
            Event::Directed { place, pseudo, to_pseudo, content, .. } => {
                let to = Some(to_pseudo.as_str());
                (SaidKind::Direct, None, place, Some(pseudo), to, What::of(content))
            }
            Event::Notice { scope, place, text, .. } => {
                let room = (*scope == NoticeScope::Room).then_some(room);
                (SaidKind::Notice, room, place, None, None, What::text(text))
            }
            _ => return None,
        };
        Some(Self {
            kind,
            room,
            number: place.number.0,
            time: place.time.0,
            author: author.map(|pseudo| pseudo.as_str()),
            to,
            what,
        })
    }

    /// `[14:05] Zoé: Hello`, on one line whatever was said.
    pub fn readable(&self) -> String {
        let at = UnixMillis(self.time);
        let time = texts::clock(at, at);
        let who = match (self.author, self.to) {
            (Some(author), None) => author.to_owned(),
            (Some(author), Some(to)) => format!("{author} → {to}"),
            (None, _) => tr!("cli-the-server"),
        };
        let what = self.what.readable();
        neutral::line(&format!("[{time}] {who}: {what}")).into_owned()
    }

    /// One JSON object, harmless on a terminal.
    ///
    /// # Errors
    /// Never, as far as is known: the fields are plain.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        let line = serde_json::to_string(self)?;
        Ok(neutral::json(&line).into_owned())
    }
}

/// `Zoé (directly): Hello`: what somebody said past the server.
pub fn said_directly(pseudo: &str, content: &Content) -> String {
    let line = tr!("cli-peer-said", pseudo = pseudo, text = What::of(content).readable());
    neutral::line(&line).into_owned()
}

impl<'a> What<'a> {
    fn readable(&self) -> String {
        match self {
            Self { text: Some(text), .. } => (*text).to_owned(),
            Self { content_type, bytes, .. } => tr!(
                "cli-not-text",
                kind = content_type.unwrap_or_default(),
                bytes = bytes.unwrap_or_default()
            ),
        }
    }

    fn text(text: &'a str) -> Self {
        Self { text: Some(text), content_type: None, bytes: None }
    }

    fn of(content: &'a Content) -> Self {
        match content.text() {
            Some(text) => Self::text(text),
            None => Self {
                text: None,
                content_type: Some(&content.content_type),
                bytes: Some(content.bytes.len()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use salon::proto::ids::{ClientNumber, MemberId, Number, RoomId};
    use salon::proto::message::Place;

    fn posted(content: Content) -> Event {
        Event::Posted {
            room: RoomId(1),
            place: Place {
                room: RoomId(1),
                number: Number(7),
                time: UnixMillis(1_700_000_000_000),
            },
            author: MemberId(3),
            pseudo: "Zoé".into(),
            client_number: ClientNumber(1),
            content,
        }
    }

    #[test]
    fn a_post_is_one_harmless_line() {
        let event = posted(Content::plain("a\u{1b}[2J\nb"));
        let line = Said::in_event(&event, "lobby").unwrap().readable();
        assert!(line.ends_with("] Zoé: a\\u{1b}[2J\\nb"), "{line}");
        assert!(line.starts_with('[') && line.as_bytes()[6] == b']', "{line}");
    }

    #[test]
    fn a_program_gets_all_of_it() {
        let event = posted(Content::plain("a\nb"));
        assert_eq!(
            Said::in_event(&event, "lobby").unwrap().json().unwrap(),
            r#"{"kind":"post","room":"lobby","number":7,"time":1700000000000,"author":"Zoé","text":"a\nb"}"#
        );
        let event = posted(Content { content_type: "image/png".into(), bytes: vec![1, 2, 3] });
        let line = Said::in_event(&event, "lobby").unwrap().json().unwrap();
        assert!(line.ends_with(r#""text":null,"content_type":"image/png","bytes":3}"#), "{line}");
    }
}
