//! Sentences for what the protocol and the server say as codes and values.

use super::tr;
use crate::hub::host::HostError;
use crate::proto::error_code::{ByeReason, ErrorCode, LeaveCause, NoticeScope};
use crate::proto::name::NameError;

/// What an `ERROR` means to the one who gets it, as a sentence.
pub fn error_code(code: ErrorCode) -> String {
    match code {
        ErrorCode::NotSalon => tr!("error-not-salon"),
        ErrorCode::Version => tr!("error-version"),
        ErrorCode::TooLarge => tr!("error-too-large"),
        ErrorCode::HandshakeTimeout => tr!("error-handshake-timeout"),
        ErrorCode::ServerFull => tr!("error-server-full"),
        ErrorCode::TooManyFromAddress => tr!("error-too-many-from-address"),
        ErrorCode::Banned => tr!("error-banned"),
        ErrorCode::Stopping => tr!("error-stopping"),
        ErrorCode::TooManyErrors => tr!("error-too-many-errors"),
        ErrorCode::Internal => tr!("error-internal"),
        ErrorCode::UnknownKind => tr!("error-unknown-kind"),
        ErrorCode::Malformed => tr!("error-malformed"),
        ErrorCode::InvalidUtf8 => tr!("error-invalid-utf8"),
        ErrorCode::BadCompression => tr!("error-bad-compression"),
        ErrorCode::WrongState => tr!("error-wrong-state"),
        ErrorCode::PseudoInvalid => tr!("error-pseudo-invalid"),
        ErrorCode::PseudoTaken => tr!("error-pseudo-taken"),
        ErrorCode::ResumeRefused => tr!("error-resume-refused"),
        ErrorCode::NoSuchRoom => tr!("error-no-such-room"),
        ErrorCode::RoomNameInvalid => tr!("error-room-name-invalid"),
        ErrorCode::AlreadyInRoom => tr!("error-already-in-room"),
        ErrorCode::NotInRoom => tr!("error-not-in-room"),
        ErrorCode::TooManyRooms => tr!("error-too-many-rooms"),
        ErrorCode::NoSuchMember => tr!("error-no-such-member"),
        ErrorCode::RateLimited => tr!("error-rate-limited"),
        ErrorCode::BadClientNumber => tr!("error-bad-client-number"),
        ErrorCode::Blocked => tr!("error-blocked"),
        ErrorCode::NoSuchSequence => tr!("error-no-such-sequence"),
        ErrorCode::AlreadyAnswered => tr!("error-already-answered"),
        ErrorCode::NotAsked => tr!("error-not-asked"),
        ErrorCode::NobodyThere => tr!("error-nobody-there"),
        ErrorCode::TooManySequences => tr!("error-too-many-sequences"),
        ErrorCode::BadSequence => tr!("error-bad-sequence"),
        ErrorCode::NoSuchStream => tr!("error-no-such-stream"),
        ErrorCode::TicketRefused => tr!("error-ticket-refused"),
        ErrorCode::TooManyStreams => tr!("error-too-many-streams"),
        ErrorCode::NoSuchService => tr!("error-no-such-service"),
        ErrorCode::NoSuchMethod => tr!("error-no-such-method"),
        ErrorCode::SchemaMismatch => tr!("error-schema-mismatch"),
        ErrorCode::BadValue => tr!("error-bad-value"),
        ErrorCode::Busy => tr!("error-busy"),
        ErrorCode::Deadline => tr!("error-deadline"),
        ErrorCode::Cancelled => tr!("error-cancelled"),
        ErrorCode::ServiceFailed => tr!("error-service-failed"),
        ErrorCode::NotAllowed => tr!("error-not-allowed"),
        ErrorCode::NoSuchIntroduction => tr!("error-no-such-introduction"),
        ErrorCode::Unknown(code) => tr!("error-unknown", code = code.to_string()),
    }
}

/// Why the connection was ended, as a sentence for the one whose connection it was.
pub fn bye_reason(reason: ByeReason) -> String {
    match reason {
        ByeReason::Leaving => tr!("bye-leaving"),
        ByeReason::Stopping => tr!("bye-stopping"),
        ByeReason::Kicked => tr!("bye-kicked"),
        ByeReason::Banned => tr!("bye-banned"),
        ByeReason::Timeout => tr!("bye-timeout"),
        ByeReason::TooSlow => tr!("bye-too-slow"),
        ByeReason::Superseded => tr!("bye-superseded"),
        ByeReason::Refused => tr!("bye-refused"),
        ByeReason::Unknown(code) => tr!("bye-unknown", code = code.to_string()),
    }
}

/// How somebody came to be gone, for the others: "PSEUDO was kicked".
pub fn leave_cause(cause: LeaveCause, pseudo: &str) -> String {
    match cause {
        LeaveCause::Left => tr!("leave-left", pseudo = pseudo),
        LeaveCause::Lost => tr!("leave-lost", pseudo = pseudo),
        LeaveCause::Kicked => tr!("leave-kicked", pseudo = pseudo),
        LeaveCause::Banned => tr!("leave-banned", pseudo = pseudo),
        LeaveCause::Unknown(_) => tr!("leave-unknown", pseudo = pseudo),
    }
}

/// What the host has changed of a room, for those who are in it.
pub fn room_changed(old: &str, name: &str, topic: &str, peer_posts: Option<bool>) -> String {
    if old != name {
        tr!("room-renamed", old = old, name = name)
    } else if let Some(allowed) = peer_posts {
        if allowed {
            tr!("room-peer-posts", name = name)
        } else {
            tr!("room-no-peer-posts", name = name)
        }
    } else if topic.is_empty() {
        tr!("room-no-topic", name = name)
    } else {
        tr!("room-topic", name = name, topic = topic)
    }
}

/// Why a text can't be a name, as a sentence.
pub fn name_error(error: NameError) -> String {
    match error {
        NameError::Empty => tr!("name-empty"),
        NameError::TooLong => {
            tr!("name-too-long", most = crate::proto::limits::MAX_NAME_CHARACTERS)
        }
        NameError::Forbidden(c) if c.is_ascii_graphic() => {
            tr!("name-forbidden", character = c.to_string())
        }
        // One that can't be seen, or that would change how the sentence is shown.
        NameError::Forbidden(c) => {
            tr!("name-forbidden", character = format!("U+{:04X}", u32::from(c)))
        }
        NameError::Spaces => tr!("name-spaces"),
        NameError::Marks => tr!("name-marks"),
        NameError::Reserved => tr!("name-reserved"),
    }
}

/// For whom the host's words are, where that is not everybody. A room's own name is left out where it
/// is plain from the place.
pub fn notice_scope(scope: NoticeScope, room: Option<&str>) -> Option<String> {
    match (scope, room) {
        (NoticeScope::Room, Some(room)) => Some(tr!("notice-room", room = room)),
        (NoticeScope::You, _) => Some(tr!("notice-you")),
        _ => None,
    }
}

/// Why the host's command was not carried out, as a sentence.
pub fn host_error(error: &HostError) -> String {
    match error {
        HostError::NoSuchMember => tr!("host-no-such-member"),
        HostError::NoSuchRoom => tr!("host-no-such-room"),
        HostError::NoSuchBan => tr!("host-no-such-ban"),
        HostError::RoomExists => tr!("host-room-exists"),
        HostError::Name(error) => name_error(*error),
        HostError::TooManyRooms => tr!("host-too-many-rooms"),
        HostError::EmptyNotice => tr!("host-empty-notice"),
        HostError::TooLong(most) => tr!("host-too-long", most = *most),
        HostError::NotTwo => tr!("host-not-two"),
        HostError::IntroductionsOff => tr!("host-introductions-off"),
        HostError::Busy => tr!("host-busy"),
        HostError::Stopped => tr!("host-stopped"),
    }
}
