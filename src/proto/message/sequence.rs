//! Sequences: what somebody starts and others are to finish (`PROTOCOL.md`, "Sequences").

use super::field::Field;
use super::{Message, Place, Text, message, record};
use crate::proto::body::{Body, PackedBody};
use crate::proto::coding::{DecodeError, Reader, Writer};
use crate::proto::error_code::{Block, Outcome, Reaction};
use crate::proto::header::{Flags, Frame};
use crate::proto::ids::{ClientNumber, MemberId, RoomId, SequenceId, UnixMillis};
use crate::proto::kind::Kind;
use crate::proto::limits::{MAX_NAME_BYTES, MAX_REASON, MAX_SEQUENCE_BODY, MAX_SEQUENCE_KIND};

record! {
    /// How those who were asked stand. The four together are always as many as were asked.
    #[derive(Copy, Default)]
    Tally {
        /// Who have answered.
        answered: u32,
        /// Who have declined.
        declined: u32,
        /// Who are gone.
        left: u32,
        /// Who are waited for.
        waiting: u32,
    }
}

message! {
    /// Starts something that others are to finish.
    Open<'a> = OPEN with body up to MAX_SEQUENCE_BODY {
        /// Where: a room that the sender is in, or the inbox for members wherever they are.
        room: RoomId,
        /// The sender's own number for it, out of those of its posts; comes back in `OPENED`.
        client_number: ClientNumber,
        /// What it is, for programs: `salon/vote`.
        kind: Text<MAX_SEQUENCE_KIND>,
        /// What it keeps the sender from while it is open.
        block: Block,
        /// Whether the sender is asked, too.
        includes_opener: bool,
        /// How many answers complete it; 0 for all who can.
        quorum: u16,
        /// After how many milliseconds it expires.
        deadline: u32,
        /// Who is asked; nobody named in a room: everybody who is in it.
        audience: Vec<MemberId>,
    }
}

message! {
    /// A sequence is open; for its opener, the receipt.
    Opened<'a> = OPENED with body up to MAX_SEQUENCE_BODY {
        /// Where and when.
        place: Place,
        /// Which, from now on.
        sequence: SequenceId,
        /// Who has opened it; 0 for the server.
        opener: MemberId,
        /// What they were called then; empty for the server.
        pseudo: &'a str,
        /// The opener's own number for it.
        client_number: ClientNumber,
        /// What it is.
        kind: Text<MAX_SEQUENCE_KIND>,
        /// What it keeps its opener from.
        block: Block,
        /// Whether the opener is asked, too.
        includes_opener: bool,
        /// How many answers complete it; 0 for all who can.
        quorum: u16,
        /// When it expires, by the server's clock.
        expires: UnixMillis,
        /// Who is asked; nobody named: everybody who was in the room.
        audience: Vec<MemberId>,
        /// How many are asked.
        audience_count: u32,
    }
}

message! {
    /// The sender's part of a sequence; answered by `OK`.
    Answer<'a> = ANSWER with body up to MAX_SEQUENCE_BODY {
        /// Of which.
        sequence: SequenceId,
    }
}

message! {
    /// The sender won't take part; answered by `OK`.
    Decline = DECLINE {
        /// In which.
        sequence: SequenceId,
        /// For people, or nothing.
        reason: Text<MAX_REASON>,
    }
}

message! {
    /// The opener takes it back; answered by `OK`.
    Cancel = CANCEL {
        /// Which.
        sequence: SequenceId,
        /// For people, or nothing.
        reason: Text<MAX_REASON>,
    }
}

message! {
    /// One less is waited for.
    Answered<'a> = ANSWERED with body up to MAX_SEQUENCE_BODY {
        /// Where and when.
        place: Place,
        /// Of which sequence.
        sequence: SequenceId,
        /// Who.
        member: MemberId,
        /// What they are called.
        pseudo: &'a str,
        /// What they did.
        how: Reaction,
        /// Their words, where they declined; or nothing.
        reason: Text<MAX_REASON>,
        /// How all stand now.
        tally: Tally,
    }
}

message! {
    /// A sequence is over.
    Resolved = RESOLVED {
        /// Where and when.
        place: Place,
        /// Which.
        sequence: SequenceId,
        /// How it ended.
        outcome: Outcome,
        /// Why it was cancelled, for people; or nothing.
        reason: Text<MAX_REASON>,
        /// How all stood in the end.
        tally: Tally,
    }
}

message! {
    /// Asks for the open sequences whose ids come after one.
    ListSequences = LIST_SEQUENCES {
        /// Of which room; the inbox for those toward members that concern the sender.
        room: RoomId,
        /// The last id of the page before; 0 for the first page.
        after: SequenceId,
    }
}

record! {
    /// An open sequence as the list shows it.
    OpenSequence {
        /// Which.
        sequence: SequenceId,
        /// Who has opened it; 0 for the server.
        opener: MemberId,
        /// What they were called then; empty for the server.
        pseudo: Text<MAX_NAME_BYTES>,
        /// The opener's own number for it.
        client_number: ClientNumber,
        /// What it is.
        kind: Text<MAX_SEQUENCE_KIND>,
        /// What it keeps its opener from.
        block: Block,
        /// Whether the opener is asked, too.
        includes_opener: bool,
        /// How many answers complete it; 0 for all who can.
        quorum: u16,
        /// When it expires, by the server's clock.
        expires: UnixMillis,
        /// Who is asked; nobody named: everybody who was in the room.
        audience: Vec<MemberId>,
        /// How all stand now.
        tally: Tally,
        /// Whether the receiver of this list is still waited for.
        asked: bool,
        /// What is asked.
        body: PackedBody,
    }
}

record! {
    /// A sequence that is over, as the list shows it.
    EndedSequence {
        /// Which.
        sequence: SequenceId,
        /// Who had opened it; 0 for the server.
        opener: MemberId,
        /// The opener's own number for it.
        client_number: ClientNumber,
        /// How it ended.
        outcome: Outcome,
        /// Why it was cancelled, or nothing.
        reason: Text<MAX_REASON>,
        /// How all stood in the end.
        tally: Tally,
    }
}

message! {
    /// A page of open sequences by id, at the very point of the stream at which it comes.
    Sequences = SEQUENCES {
        /// Of which room, or of the inbox.
        room: RoomId,
        /// Whether another page follows.
        more: bool,
        /// The sequences of this page.
        open: Vec<OpenSequence>,
        /// On the last page: those that ended last, the oldest first.
        ended: Vec<EndedSequence>,
    }
}
