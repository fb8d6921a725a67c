//! Sentences for what the client library says as errors.

use super::{bye_reason, error_code, tr};
use crate::client::{CallError, ClientError, LinkError};
use crate::peer::PeerError;
use crate::proto::coding::DecodeError;
use crate::proto::error_code::ErrorCode;

/// What went wrong, and what to do about it.
pub fn client_error(error: &ClientError) -> String {
    match error {
        ClientError::Link(error) => link_error(error),
        ClientError::Connect { address, cause } => {
            tr!("error-client-connect", address = address, cause = system_cause(cause))
        }
        ClientError::NotSalon { address } => tr!("error-client-not-salon", address = address),
        ClientError::Refused { code, text, .. } => refusal(*code, text),
        ClientError::Timeout { .. } => tr!("error-client-timeout"),
        ClientError::Disconnected { .. } => tr!("error-client-lost"),
        ClientError::Ended(reason, words) => with_words(bye_reason(*reason), words),
        ClientError::Unconfirmed => tr!("error-client-unconfirmed"),
        ClientError::OutcomeMissed => tr!("error-client-outcome-missed"),
        ClientError::Body(DecodeError::TooLong(..)) => error_code(ErrorCode::TooLarge),
        ClientError::Body(_) | ClientError::Unexpected { .. } => tr!("error-client-senseless"),
        ClientError::System { cause } => tr!("error-client-system", cause = system_cause(cause)),
    }
}

/// Why a call has no result, and what to do about it.
pub fn call_error(error: &CallError) -> String {
    match error {
        // The service's own words, in its own language.
        CallError::Failed(failure) => with_words(failure.text.clone(), &failure.name),
        CallError::Refused(error) => client_error(error),
        CallError::Schema { ours, theirs } => {
            tr!("error-call-schema", ours = ours, theirs = theirs)
        }
        CallError::Params(error) => tr!("error-call-params", cause = error.to_string()),
        CallError::NotSent(error) => tr!("error-call-not-sent", cause = client_error(error)),
        CallError::Unknown(error) => tr!("error-call-unknown", cause = client_error(error)),
        CallError::Result(cause) => tr!("error-call-result", cause = cause),
    }
}

/// Why two did not come to speak to each other directly.
pub fn peer_error(error: &PeerError) -> String {
    match error {
        PeerError::Server(error) => client_error(error),
        PeerError::Absent => tr!("error-peer-absent"),
        PeerError::NoPath => tr!("error-peer-no-path"),
        PeerError::NotThem => tr!("error-peer-not-them"),
        PeerError::Lost(_) => tr!("error-peer-lost"),
    }
}

/// The code's sentence, in the language of the person, rather than the server's, which is in its
/// own.
fn refusal(code: ErrorCode, text: &str) -> String {
    match code {
        ErrorCode::Unknown(_) if !text.is_empty() => text.to_owned(),
        // Which parameter, and what was wanted.
        ErrorCode::BadValue | ErrorCode::SchemaMismatch if text != code.describe() => {
            with_words(error_code(code), text)
        }
        // The host's words.
        ErrorCode::Banned if text != code.describe() => with_words(error_code(code), text),
        _ => error_code(code),
    }
}

/// Why a text is not a link.
pub fn link_error(error: &LinkError) -> String {
    match error {
        LinkError::Scheme(scheme) => tr!("error-link-scheme", scheme = scheme),
        LinkError::Host(_) => tr!("error-link-host"),
        LinkError::Port(port) => tr!("error-link-port", port = port),
        LinkError::Percent(_) => tr!("error-link-percent"),
    }
}

/// What the system says is the cause of an error, which it says in English: in the language of the
/// person where it is one of the usual ones.
pub fn system_cause(cause: &str) -> String {
    let has = |words: &str| cause.contains(words);
    if has("Connection refused") {
        tr!("cause-refused")
    } else if has("timed out") {
        tr!("cause-timeout")
    } else if has("No route to host") || has("unreachable") {
        tr!("cause-unreachable")
    } else if has("failed to lookup address") {
        tr!("cause-unknown-name")
    } else if has("No such file or directory") {
        tr!("cause-no-file")
    } else if has("ermission denied") || has("not permitted") {
        tr!("cause-denied")
    } else if has("No space left") {
        tr!("cause-full")
    } else if has("Read-only file system") {
        tr!("cause-read-only")
    } else if has("Not a directory") {
        tr!("cause-no-folder")
    } else if has("already exists") || has("File exists") {
        tr!("cause-exists")
    } else if has("Is a directory") {
        tr!("cause-folder")
    } else if has("Input/output error") {
        tr!("cause-broken-disk")
    } else {
        // Its number tells nobody anything.
        cause.split(" (os error ").next().unwrap_or(cause).to_owned()
    }
}

/// A sentence, and the host's words with it, if there are any.
pub fn with_words(sentence: String, words: &str) -> String {
    if words.is_empty() { sentence } else { tr!("with-words", sentence = sentence, words = words) }
}
