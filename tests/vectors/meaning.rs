//! What a decoded message says, field by field in the order of the wire, as the vectors write it.

use salon::proto::body::{Body, PackedBody};
use salon::proto::error_code::{
    Block, ByeReason, ErrorCode, LeaveCause, NoticeScope, Outcome, PeerRole, Reaction,
    ResumeStatus, StreamEnd, StreamRole,
};
use salon::proto::ids::{
    ClientNumber, Epoch, IntroductionId, MemberId, Number, PeerSecret, RoomId, SequenceId,
    StreamId, Token, UnixMillis,
};
use salon::proto::message::{
    Added, Address, EndedSequence, FromClient, FromServer, Member, MethodInfo, OpenSequence, Place,
    Rest, ResumePoint, ResumedRoom, RoomInfo, ServiceInfo, Tally, Text,
};
use salon::proto::name::{Pseudo, RoomName};
use serde_json::{Value, json};
use std::net::IpAddr;

/// The fields of a message, by name.
pub type Fields = Vec<(&'static str, Value)>;

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A field's value as the vectors write it.
trait Meaning {
    fn meaning(&self) -> Value;
}

macro_rules! meanings {
    ($($ty:ty: |$value:ident| $meaning:expr;)*) => {$(
        impl Meaning for $ty {
            fn meaning(&self) -> Value {
                let $value = self;
                json!($meaning)
            }
        }
    )*};
}

// Integers of 64 bits are text there, since not every reader of JSON keeps them.
meanings! {
    u16: |v| v;
    u32: |v| v;
    bool: |v| v;
    u64: |v| v.to_string();
    &str: |v| v;
    &[u8]: |v| hex(v);
    MemberId: |v| v.to_string();
    RoomId: |v| v.0;
    Epoch: |v| v.to_string();
    Number: |v| v.to_string();
    ClientNumber: |v| v.to_string();
    UnixMillis: |v| v.to_string();
    Token: |v| hex(&v.0);
    Pseudo: |v| v.as_str();
    RoomName: |v| v.as_str();
    ErrorCode: |v| v.code();
    ByeReason: |v| v.code();
    LeaveCause: |v| v.code();
    NoticeScope: |v| v.code();
    ResumeStatus: |v| v.code();
    SequenceId: |v| v.to_string();
    StreamId: |v| v.to_string();
    StreamEnd: |v| v.code();
    StreamRole: |v| v.code();
    [u8; 32]: |v| hex(v);
    // They are compared where the whole is written again.
    Rest<'_>: |v| json!({ "bytes": v.0.len() });
    Block: |v| v.code();
    Reaction: |v| v.code();
    Outcome: |v| v.code();
    PackedBody: |v| {
        let Body { compressed, content_type, bytes } = v.as_body();
        json!({ "compressed": compressed, "content_type": content_type, "bytes": hex(bytes) })
    };
    PeerRole: |v| v.code();
    IntroductionId: |v| v.to_string();
    PeerSecret: |v| hex(&v.0);
    IpAddr: |v| v.to_string();
    // Its bytes are compared by themselves, as vectors may write them in parts.
    Body<'_>: |v| json!({ "content_type": v.content_type, "compressed": v.compressed });
}

impl<const MAX: usize> Meaning for Text<MAX> {
    fn meaning(&self) -> Value {
        json!(**self)
    }
}

impl<T: Meaning> Meaning for Added<T> {
    fn meaning(&self) -> Value {
        self.0.meaning()
    }
}

impl<T: Meaning> Meaning for Vec<T> {
    fn meaning(&self) -> Value {
        self.iter().map(Meaning::meaning).collect()
    }
}

macro_rules! records {
    ($($record:ident { $($field:ident)* })*) => {$(
        impl Meaning for $record {
            fn meaning(&self) -> Value {
                json!({ $(stringify!($field): self.$field.meaning()),* })
            }
        }

        impl Named for $record {
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];
        }
    )*};
}

/// A part of messages that has fields of its own.
#[allow(dead_code)] // only one of the tests that share this file asks for them
pub trait Named {
    /// Their names, in the order of the wire.
    const FIELDS: &'static [&'static str];
}

records! {
    Place { room number time }
    Member { id pseudo }
    RoomInfo { room name topic members }
    ResumePoint { room epoch last }
    ResumedRoom { room epoch status }
    Tally { answered declined left waiting }
    OpenSequence {
        sequence opener pseudo client_number kind block includes_opener quorum expires audience
        tally asked body
    }
    EndedSequence { sequence opener client_number outcome reason tally }
    MethodInfo { name description schema params result }
    ServiceInfo { name description methods }
    Address { ip port }
}

macro_rules! said {
    ($function:ident($set:ident) { $($variant:ident { $($field:ident)* })* }) => {
        /// The fields of what one side says, in the order of the wire.
        pub fn $function(message: &$set<'_>) -> Fields {
            match message {
                $($set::$variant(_m) => vec![$((stringify!($field), _m.$field.meaning())),*],)*
            }
        }
    };
}

said! {
    from_client(FromClient) {
        Hello { agent }
        Pseudo { pseudo }
        Resume { token inbox_epoch inbox_last rooms }
        Ping { nonce }
        Pong { nonce }
        Bye { reason text }
        ListRooms { after }
        Join { name }
        Leave { room }
        ListMembers { room after }
        Latest { room key body }
        Post { room client_number body }
        Direct { to client_number body }
        Open { room client_number kind block includes_opener quorum deadline audience body }
        Answer { sequence body }
        Decline { sequence reason }
        Cancel { sequence reason }
        ListSequences { room after }
        StreamOpen { to about length content_type name }
        StreamCancel { stream reason }
        StreamRenew { stream }
        Attach { ticket }
        Start { offset }
        Credit { upto }
        Chunk { offset data }
        End { length hash }
        Checked { ok }
        Pause { paused }
        Call { service method schema deadline value }
        CancelCall { call }
        ListServices { after }
        Prove { token }
        Claim { introduction port addresses }
    }
}

said! {
    from_server(FromServer) {
        Welcome {
            server agent time heartbeat_interval heartbeat_timeout resume_grace posts_per_second
            post_burst
        }
        Accepted { member pseudo token inbox_epoch inbox_next people }
        Resumed { member pseudo token rooms }
        Ping { nonce }
        Pong { nonce }
        Bye { reason text }
        Error { code survives retry_after text about }
        Ok {}
        Gap { room epoch first last }
        Rooms { total more rooms }
        Joined { room name topic epoch next count more members sequences peer_posts }
        Members { room next count more members peer_posts }
        MemberJoined { place member pseudo }
        MemberLeft { place member pseudo cause reason }
        MemberRenamed { place member old new }
        RoomClosed { place reason }
        RoomChanged { place name topic peer_posts }
        Posted { place author pseudo client_number body }
        Directed { place author pseudo to to_pseudo client_number body }
        Ack { client_number place }
        Newest { room author pseudo key time body }
        Notice { place scope text }
        Opened {
            place sequence opener pseudo client_number kind block includes_opener quorum expires
            audience audience_count body
        }
        Answered { place sequence member pseudo how reason tally body }
        Resolved { place sequence outcome reason tally }
        Sequences { room more open ended }
        StreamTicket { stream ticket }
        StreamOffered { place stream from pseudo about length content_type name ticket }
        StreamEnded { place stream how reached reason }
        Attached { role length }
        Start { offset }
        Credit { upto }
        Chunk { offset data }
        End { length hash }
        Checked { ok }
        Pause { paused }
        CallResult { value }
        Failed { code name text value }
        Services { more services }
        Proven { address }
        Introduce { place introduction member pseudo role token secret }
        Dial { place introduction deadline addresses }
    }
}
