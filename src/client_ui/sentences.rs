//! What went wrong and what happened, in the language of the person.

use super::model::{End, News};
use crate::client::{ClientError, LinkError};
use crate::proto::coding::DecodeError;
use crate::proto::error_code::{ErrorCode, NoticeScope};
use crate::texts::{bye_reason, error_code, leave_cause, tr};

/// What went wrong, and what to do about it.
pub(super) fn client_error(error: &ClientError) -> String {
    match error {
        ClientError::Link(error) => link_error(error),
        ClientError::Connect { address, cause } => {
            tr!("client-error-connect", address = address, cause = cause)
        }
        ClientError::NotSalon { address } => tr!("client-error-not-salon", address = address),
        // The server's own words, where this version has none.
        ClientError::Refused { code: ErrorCode::Unknown(_), text, .. } if !text.is_empty() => {
            text.clone()
        }
        ClientError::Refused { code: ErrorCode::Banned, text, .. } => {
            with_words(error_code(ErrorCode::Banned), text)
        }
        ClientError::Refused { code, .. } => error_code(*code),
        ClientError::Timeout { .. } => tr!("client-error-timeout"),
        ClientError::Disconnected { .. } => tr!("client-error-lost"),
        ClientError::Ended(reason, words) => with_words(bye_reason(*reason), words),
        ClientError::Unconfirmed => tr!("client-error-unconfirmed"),
        ClientError::Body(DecodeError::TooLong(..)) => error_code(ErrorCode::TooLarge),
        ClientError::Body(_) | ClientError::Unexpected { .. } => tr!("client-error-senseless"),
        ClientError::System { cause } => tr!("client-error-system", cause = cause),
    }
}

/// Why a text is not a link.
pub(super) fn link_error(error: &LinkError) -> String {
    match error {
        LinkError::Scheme(scheme) => tr!("client-link-scheme", scheme = scheme),
        LinkError::Host(_) => tr!("client-link-host"),
        LinkError::Port(port) => tr!("client-link-port", port = port),
        LinkError::Percent(_) => tr!("client-link-percent"),
    }
}

/// A sentence, and the host's words with it.
pub(super) fn with_words(sentence: String, words: &str) -> String {
    if words.is_empty() {
        sentence
    } else {
        tr!("client-with-words", sentence = sentence, words = words)
    }
}

/// What happened, in one line.
pub(super) fn news(news: &News) -> String {
    match news {
        News::Joined(pseudo) => tr!("client-joined", pseudo = pseudo),
        News::Left { pseudo, cause, reason } => with_words(leave_cause(*cause, pseudo), reason),
        News::Renamed { old, new } => tr!("client-renamed", old = old, new = new),
        News::Gap(count) => tr!("client-gap", count = *count),
        News::Fresh => tr!("client-fresh"),
        News::Closed(reason) => with_words(tr!("client-room-closed"), reason),
        News::KeptOut(error) => tr!("room-kept-out", why = client_error(error)),
    }
}

/// How the session came to its end.
pub(super) fn end(end: &End) -> String {
    match end {
        End::Bye(reason, _) => bye_reason(*reason),
        End::Lost(error) => client_error(error),
    }
}

/// To whom the host speaks, where it is not everybody.
pub(super) fn scope(scope: NoticeScope, room: Option<&str>) -> Option<String> {
    match (scope, room) {
        (NoticeScope::Room, Some(room)) => Some(tr!("client-notice-room", room = room)),
        (NoticeScope::You, _) => Some(tr!("client-notice-you")),
        _ => None,
    }
}
