//! Why something did not work, in a sentence that says what to do.

use super::link::LinkError;
use crate::proto::coding::DecodeError;
use crate::proto::error_code::{ByeReason, ErrorCode};
use crate::proto::ids::SequenceId;
use crate::proto::message;
use std::fmt;
use std::time::Duration;

/// Why a call of the client library failed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// The text is not a link.
    Link(LinkError),
    /// The server can't be reached, or went silent before the hello was over.
    Connect {
        /// `HOST:PORT`.
        address: String,
        /// What the system says.
        cause: String,
    },
    /// Something answers, and it isn't a Salon server.
    NotSalon {
        /// `HOST:PORT`.
        address: String,
    },
    /// The server refused (`ERROR`).
    Refused {
        /// Why, for a program.
        code: ErrorCode,
        /// Why, for a person; from the server.
        text: String,
        /// When it makes sense to try again.
        retry_after: Option<Duration>,
        /// The sequence that it is about: the one that blocks, where the code says so.
        about: Option<SequenceId>,
    },
    /// No answer came in time. What was asked for may still happen.
    Timeout {
        /// What was waited for.
        what: &'static str,
        /// For how long.
        after: Duration,
    },
    /// There is no connection at the moment, or it was lost before the answer came.
    Disconnected {
        /// How it was lost.
        cause: String,
    },
    /// The session is over, with the server's reason and the host's words.
    Ended(ByeReason, String),
    /// A new session was begun before the receipt came: nobody knows whether the post arrived.
    Unconfirmed,
    /// A sequence is over, and how it ended was missed.
    OutcomeMissed,
    /// What was to be sent is over a limit, or what came can't be read.
    Body(DecodeError),
    /// The server answered with something that is no answer to what was asked.
    Unexpected {
        /// What was asked.
        what: &'static str,
    },
    /// The system gave no thread or no socket.
    System {
        /// What the system says.
        cause: String,
    },
}

impl ClientError {
    pub(super) fn lost(cause: impl fmt::Display) -> Self {
        Self::Disconnected { cause: cause.to_string() }
    }

    /// The code of a refusal.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// The sequence that a refusal is about.
    pub fn about(&self) -> Option<SequenceId> {
        match self {
            Self::Refused { about, .. } => *about,
            _ => None,
        }
    }

    /// The refusal that the server would have sent.
    pub(crate) fn refused(code: ErrorCode) -> Self {
        Self::Refused { code, text: code.describe().to_owned(), retry_after: None, about: None }
    }
}

impl From<message::Error> for ClientError {
    fn from(error: message::Error) -> Self {
        let retry_after =
            (error.retry_after > 0).then(|| Duration::from_millis(error.retry_after.into()));
        let about = Some(error.about.0).filter(|id| *id != SequenceId(0));
        Self::Refused { code: error.code, text: error.text.into_string(), retry_after, about }
    }
}

impl From<LinkError> for ClientError {
    fn from(error: LinkError) -> Self {
        Self::Link(error)
    }
}

impl From<DecodeError> for ClientError {
    fn from(error: DecodeError) -> Self {
        Self::Body(error)
    }
}

impl std::error::Error for ClientError {}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link(error) => error.fmt(f),
            Self::Connect { address, cause } => write!(
                f,
                "No connection to {address} ({cause}). Check the address, and that the server runs."
            ),
            Self::NotSalon { address } => write!(
                f,
                "What answers at {address} is not a Salon server. Check the port of the link."
            ),
            Self::Refused { code, text, retry_after, .. } => refusal(f, *code, text, *retry_after),
            Self::Timeout { what, after } => {
                write!(f, "{what}: nothing came within {after:?}. Try again.")
            }
            Self::Disconnected { cause } => {
                write!(f, "There is no connection to the server ({cause}). Connect again.")
            }
            Self::Ended(reason, text) if text.is_empty() => f.write_str(reason.describe()),
            Self::Ended(reason, text) => write!(f, "{} ({text})", reason.describe()),
            Self::Unconfirmed => f.write_str(
                "The session was over before the receipt came, so that it isn't known whether the \
                 message arrived. Look, and send it again if it did not.",
            ),
            Self::OutcomeMissed => f.write_str(
                "How it ended was missed while there was no connection. Look, and start it again if \
                 need be.",
            ),
            Self::Body(error) => write!(f, "The message can't be sent or read ({error})."),
            Self::Unexpected { what } => {
                write!(f, "{what}: the server's answer makes no sense. Tell its host.")
            }
            Self::System { cause } => {
                write!(f, "The system refuses a thread or a socket ({cause}). Close some programs.")
            }
        }
    }
}

fn refusal(
    f: &mut fmt::Formatter<'_>,
    code: ErrorCode,
    text: &str,
    retry_after: Option<Duration>,
) -> fmt::Result {
    f.write_str(if text.is_empty() { code.describe() } else { text })?;
    let advice = match code {
        ErrorCode::PseudoInvalid | ErrorCode::PseudoTaken => " Choose another pseudo.",
        ErrorCode::NoSuchRoom => " Choose one of the list of rooms.",
        ErrorCode::NotInRoom => " Join it first.",
        ErrorCode::Version => " Update the older of the two programs.",
        _ => "",
    };
    f.write_str(advice)?;
    match retry_after {
        Some(wait) => write!(f, " Try again in {wait:?}."),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_to_do() {
        let taken = ClientError::refused(ErrorCode::PseudoTaken);
        assert!(taken.to_string().ends_with("Choose another pseudo."), "{taken}");
        let error = message::Error {
            code: ErrorCode::RateLimited,
            survives: true,
            retry_after: 1500,
            text: "Too fast.".into(),
            about: message::Added::default(),
        };
        assert_eq!(ClientError::from(error).to_string(), "Too fast. Try again in 1.5s.");
    }
}
