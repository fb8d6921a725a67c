//! What a server has said, as values that own what they hold.

use salon::proto::body::Body;
use salon::proto::error_code::{ByeReason, ErrorCode};
use salon::proto::header::{Frame, Header};
use salon::proto::ids::{ClientNumber, MemberId};
use salon::proto::kind::Kind;
use salon::proto::message::{Bye, Directed, Error, FromServer, Message, Place, Posted};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

/// One message as it came.
pub struct Received {
    pub header: Header,
    payload: Vec<u8>,
}

impl Received {
    pub fn new(frame: &Frame<'_>) -> Self {
        Self { header: frame.header, payload: frame.payload.to_vec() }
    }

    fn frame(&self) -> Frame<'_> {
        Frame { header: self.header, payload: &self.payload }
    }

    pub fn kind(&self) -> Kind {
        self.header.kind
    }

    /// What it says.
    pub fn message(&self) -> FromServer<'_> {
        FromServer::decode(&self.frame())
            .unwrap_or_else(|error| panic!("{}: {error}", self.kind()))
            .unwrap_or_else(|| panic!("{} is no server's", self.kind()))
    }

    /// What tells its payload from others.
    pub fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.header.kind, &self.payload).hash(&mut hasher);
        hasher.finish()
    }

    /// What it says, as a message that must be of this kind.
    #[track_caller]
    pub fn read<M: for<'a> Message<'a>>(&self) -> M {
        assert_eq!(self.kind(), M::KIND, "{self:?}");
        M::decode(&self.frame()).expect("a payload that can be read")
    }

    #[track_caller]
    pub fn said(&self) -> Said {
        match self.message() {
            FromServer::Posted(m) => Said::of_post(&m),
            FromServer::Directed(m) => Said::of_direct(&m),
            other => panic!("nothing that somebody said: {other:?}"),
        }
    }

    /// Where it stands, if it is an event.
    pub fn place(&self) -> Option<Place> {
        Some(match self.message() {
            FromServer::Posted(m) => m.place,
            FromServer::Directed(m) => m.place,
            FromServer::Notice(m) => m.place,
            FromServer::MemberJoined(m) => m.place,
            FromServer::MemberLeft(m) => m.place,
            FromServer::MemberRenamed(m) => m.place,
            FromServer::RoomClosed(m) => m.place,
            FromServer::RoomChanged(m) => m.place,
            FromServer::Opened(m) => m.place,
            FromServer::Answered(m) => m.place,
            FromServer::Resolved(m) => m.place,
            _ => return None,
        })
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:?}", self.message());
        // A body or a page of members may be long.
        let short: String = text.chars().take(600).collect();
        write!(f, "({}) {short}", self.header.correlation)
    }
}

/// A post or a direct message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub place: Place,
    pub author: MemberId,
    pub pseudo: String,
    /// Of a direct message, to whom.
    pub to: Option<(MemberId, String)>,
    pub client_number: ClientNumber,
    pub content_type: String,
    /// The body as it travelled.
    pub bytes: Vec<u8>,
    pub compressed: bool,
}

impl Said {
    fn of_post(m: &Posted<'_>) -> Self {
        Self::new(m.place, m.author, m.pseudo, None, m.client_number, m.body)
    }

    fn of_direct(m: &Directed<'_>) -> Self {
        let to = Some((m.to, m.to_pseudo.to_owned()));
        Self::new(m.place, m.author, m.pseudo, to, m.client_number, m.body)
    }

    fn new(
        place: Place,
        author: MemberId,
        pseudo: &str,
        to: Option<(MemberId, String)>,
        client_number: ClientNumber,
        body: Body<'_>,
    ) -> Self {
        Self {
            place,
            author,
            pseudo: pseudo.to_owned(),
            to,
            client_number,
            content_type: body.content_type.to_owned(),
            bytes: body.bytes.to_vec(),
            compressed: body.compressed,
        }
    }

    /// The plain bytes.
    pub fn plain(&self) -> Vec<u8> {
        let (content_type, bytes) = (self.content_type.as_str(), self.bytes.as_slice());
        let body = Body { content_type, bytes, compressed: self.compressed };
        body.plain().expect("a body that inflates").into_owned()
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.plain()).expect("text")
    }
}

/// What came to the end of a connection.
#[derive(Debug)]
pub struct Ending {
    /// All that was said before it.
    pub messages: Vec<Received>,
}

impl Ending {
    /// The fatal error that it ended with.
    #[track_caller]
    pub fn error(&self) -> Error {
        let last = self.messages.last().expect("an error before the end");
        let error: Error = last.read();
        assert!(!error.survives && !error.code.survives(), "{error:?}");
        error
    }

    #[track_caller]
    pub fn is_error(&self, code: ErrorCode) {
        assert_eq!(self.error().code, code, "{self:?}");
    }

    /// The goodbye that it ended with.
    #[track_caller]
    pub fn is_bye(&self, reason: ByeReason, text: &str) {
        let bye: Bye = self.messages.last().expect("a goodbye before the end").read();
        assert_eq!((bye.reason, &*bye.text), (reason, text));
    }
}
