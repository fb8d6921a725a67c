//! What happened, in the language of the person.

use super::direct::Parting;
use super::model;
use super::model::{End, News, Passage, Verdict};
use super::pictures::AttachError;
use crate::look::Icon;
use crate::proto::error_code::Outcome;
use crate::texts::{
    bye_reason, client_error, leave_cause, room_changed, system_cause, tr, with_words,
};

/// Names that a line tells; where there are more, the last place tells how many.
const MOST_NAMES: usize = 3;

/// What happened, in one line.
pub(super) fn news(news: &News) -> String {
    match news {
        News::Traffic(traffic) => match traffic.single() {
            Some(single) => passage(single),
            None => outcome(&traffic.outcome()),
        },
        News::Left { pseudo, cause, reason } => with_words(leave_cause(*cause, pseudo), reason),
        News::Renamed { old, new } => tr!("client-renamed", old = old, new = new),
        News::Gap(count) => tr!("client-gap", count = *count),
        News::Fresh => tr!("client-fresh"),
        News::RoomChanged { old, name, topic, peer_posts } => {
            room_changed(old, name, topic, *peer_posts)
        }
        News::Closed(reason) => with_words(tr!("client-room-closed"), reason),
        News::KeptOut(error) => tr!("room-kept-out", why = client_error(error)),
        News::VoteOpened { pseudo, question } => {
            tr!("client-vote-opened", pseudo = pseudo, question = question)
        }
        News::VoteEnded(verdict) => self::verdict(verdict),
        News::FileOffered { pseudo, name } => {
            tr!("client-file-news", pseudo = pseudo, name = name)
        }
        News::DirectBegun { pseudo, relayed: false } => {
            tr!("client-direct-begun", pseudo = pseudo)
        }
        News::DirectBegun { pseudo, relayed: true } => {
            tr!("client-direct-begun-relayed", pseudo = pseudo)
        }
        News::DirectOver { pseudo, parting, relayed } => parting_from(pseudo, *parting, *relayed),
    }
}

/// How a direct conversation came to its end.
pub(super) fn parting_from(pseudo: &str, parting: Parting, relayed: bool) -> String {
    match (parting, relayed) {
        (Parting::Here, _) => tr!("client-direct-over-here"),
        (Parting::There, _) => tr!("client-direct-over-there", pseudo = pseudo),
        (Parting::Lost, false) => tr!("client-direct-over-lost", pseudo = pseudo),
        (Parting::Lost, true) => tr!("client-direct-over-lost-relayed", pseudo = pseudo),
    }
}

/// What has come of a vote.
fn verdict(verdict: &Verdict) -> String {
    let question = verdict.question.as_str();
    let how = match verdict.outcome {
        Outcome::Completed => tr!("client-vote-completed", question = question),
        Outcome::Declined => tr!("client-vote-declined", question = question),
        Outcome::Expired => tr!("client-vote-expired", question = question),
        Outcome::Cancelled => {
            let cancelled = tr!("client-vote-cancelled", question = question);
            return with_words(cancelled, &verdict.reason);
        }
        Outcome::Unknown(_) => return tr!("client-vote-missed", question = question),
    };
    let count =
        |(choice, count): &(String, u32)| tr!("client-vote-count", choice = choice, count = *count);
    let mut counts: Vec<String> = verdict.counts.iter().map(count).collect();
    if verdict.uncounted > 0 {
        counts.push(tr!("client-vote-uncounted", count = verdict.uncounted));
    }
    with_words(how, &counts.join(" · "))
}

/// Somebody came or went.
pub(super) fn passage(passage: &Passage) -> String {
    let pseudo = passage.pseudo.as_str();
    match passage.left {
        None => tr!("client-joined", pseudo = pseudo),
        Some(cause) => leave_cause(cause, pseudo),
    }
}

/// What has become of many who came and went.
fn outcome(outcome: &model::Outcome<'_>) -> String {
    let model::Outcome { came, left, looked_in, came_back } = outcome;
    let mut clauses = Vec::new();
    if !came.is_empty() {
        clauses.push(tr!("client-came", count = came.len(), names = names(came)));
    }
    if !left.is_empty() {
        clauses.push(tr!("client-went", count = left.len(), names = names(left)));
    }
    if !looked_in.is_empty() {
        let (count, names) = (looked_in.len(), names(looked_in));
        clauses.push(tr!("client-looked-in", count = count, names = names));
    }
    if !came_back.is_empty() {
        let (count, names) = (came_back.len(), names(came_back));
        clauses.push(tr!("client-came-back", count = count, names = names));
    }
    let join = |before, after: String| tr!("client-clauses", before = before, after = after);
    clauses.into_iter().reduce(join).unwrap_or_default()
}

/// Names as a list within a sentence. Of many, the first ones and how many more.
fn names(all: &[&str]) -> String {
    let (first, last) = match all {
        [] => return String::new(),
        [only] => return (*only).to_owned(),
        [first @ .., last] if all.len() <= MOST_NAMES => (first, Some(*last)),
        _ => (&all[..MOST_NAMES - 1], None),
    };
    let first = first.join(", ");
    match last {
        Some(last) => tr!("client-names", first = first, last = last),
        None => tr!("client-names-more", first = first, count = all.len() + 1 - MOST_NAMES),
    }
}

/// The sign of what happened.
pub(super) fn icon_of(news: &News) -> Icon {
    match news {
        News::Traffic(traffic) => {
            let came = |passage: &Passage| passage.left.is_none();
            match (traffic.passages().any(came), traffic.passages().all(came)) {
                (true, true) => Icon::ArrowRight,
                (true, false) => Icon::ArrowLeftRight,
                _ => Icon::ArrowLeft,
            }
        }
        News::Left { .. } => Icon::ArrowLeft,
        News::Renamed { .. } | News::RoomChanged { .. } => Icon::Pencil,
        News::Gap(_) => Icon::TriangleAlert,
        News::Fresh => Icon::RefreshCw,
        News::Closed(_) | News::KeptOut(_) => Icon::CircleOff,
        News::VoteOpened { .. } | News::VoteEnded(_) => Icon::Vote,
        News::DirectBegun { .. } => Icon::Lock,
        News::DirectOver { .. } => Icon::Unplug,
        News::FileOffered { .. } => Icon::Paperclip,
    }
}

/// Why a picture can't be sent, and what to do about it.
pub(super) fn not_attached(error: &AttachError) -> String {
    match error {
        AttachError::Unreadable(cause) => {
            tr!("client-attach-unreadable", cause = system_cause(cause))
        }
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
