//! What happened, in the language of the person.

use super::model::{End, News};
use super::pictures::AttachError;
use crate::look::Icon;
use crate::proto::error_code::NoticeScope;
use crate::texts::{bye_reason, client_error, leave_cause, room_changed, tr, with_words};

/// What happened, in one line.
pub(super) fn news(news: &News) -> String {
    match news {
        News::Joined(pseudo) => tr!("client-joined", pseudo = pseudo),
        News::Left { pseudo, cause, reason } => with_words(leave_cause(*cause, pseudo), reason),
        News::Renamed { old, new } => tr!("client-renamed", old = old, new = new),
        News::Gap(count) => tr!("client-gap", count = *count),
        News::Fresh => tr!("client-fresh"),
        News::RoomChanged { old, name, topic } => room_changed(old, name, topic),
        News::Closed(reason) => with_words(tr!("client-room-closed"), reason),
        News::KeptOut(error) => tr!("room-kept-out", why = client_error(error)),
    }
}

/// The sign of what happened.
pub(super) fn icon_of(news: &News) -> Icon {
    match news {
        News::Joined(_) => Icon::ArrowRight,
        News::Left { .. } => Icon::ArrowLeft,
        News::Renamed { .. } | News::RoomChanged { .. } => Icon::Pencil,
        News::Gap(_) => Icon::TriangleAlert,
        News::Fresh => Icon::RefreshCw,
        News::Closed(_) | News::KeptOut(_) => Icon::CircleOff,
    }
}

/// Why a picture can't be sent, and what to do about it.
pub(super) fn not_attached(error: &AttachError) -> String {
    match error {
        AttachError::Unreadable(cause) => tr!("client-attach-unreadable", cause = cause),
        AttachError::NoPicture => tr!("client-attach-no-picture"),
        AttachError::TooLarge => tr!("client-attach-too-large"),
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
