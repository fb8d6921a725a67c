//! Every message: its fields, and their encoding and decoding side by side.
//!
//! A message is decoded from a whole [`Frame`] and appended to a buffer as one. [`FromClient`] and
//! [`FromServer`] are the closed sets of what either side may say in this version.

mod call;
mod connection;
mod field;
mod latest;
mod peer;
mod post;
mod room;
mod sequence;
mod stream;

pub use call::{
    Call, CallResult, CancelCall, Failed, ListServices, MethodInfo, ServiceInfo, Services,
};
pub use connection::{
    Accepted, Bye, Error, Gap, Hello, Okay, Ping, Pong, PseudoWish, Resume, ResumePoint, Resumed,
    ResumedRoom, Welcome,
};
pub use field::{Added, Rest, Text};
pub use latest::{Latest, Newest};
pub use peer::{Address, Claim, Dial, Introduce, PEER, PEER_ROOM, Prove, Proven};
pub use post::{Ack, Direct, Directed, Notice, Post, Posted};
pub use room::{
    Join, Joined, Leave, ListMembers, ListRooms, Member, MemberJoined, MemberLeft, MemberRenamed,
    Members, Place, RoomChanged, RoomClosed, RoomInfo, Rooms,
};
pub use sequence::{
    Answer, Answered, Cancel, Decline, EndedSequence, ListSequences, Open, OpenSequence, Opened,
    Resolved, Sequences, Tally,
};
pub use stream::{
    Attach, Attached, Checked, Chunk, Credit, End, Pause, Start, StreamCancel, StreamEnded,
    StreamOffered, StreamOpen, StreamRenew, StreamTicket,
};

use super::coding::{DecodeError, Writer};
use super::header::{Flags, Frame, HEADER_LEN, Header};
use super::ids::Correlation;
use super::kind::Kind;

/// One kind of message.
pub trait Message<'a>: Sized {
    /// Its kind on the wire.
    const KIND: Kind;

    /// Reads the fields from the payload of `frame`; trailing ones are passed over.
    ///
    /// # Errors
    /// Names the field that can't be read.
    fn decode(frame: &Frame<'a>) -> Result<Self, DecodeError>;

    /// Writes the payload.
    fn encode(&self, w: &mut Writer<'_>);

    /// The flags that the header of this message carries.
    fn flags(&self) -> Flags {
        Flags::NONE
    }

    /// Appends the whole message, header and payload, to `out`.
    fn append(&self, correlation: Correlation, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; HEADER_LEN]);
        self.encode(&mut Writer::new(out));
        let len = u32::try_from(out.len() - start - HEADER_LEN).unwrap_or(u32::MAX);
        let header = Header { len, kind: Self::KIND, flags: self.flags(), correlation };
        out[start..start + HEADER_LEN].copy_from_slice(&header.to_bytes());
    }

    /// The whole message as bytes of its own.
    fn to_frame(&self, correlation: Correlation) -> Vec<u8> {
        let mut out = Vec::with_capacity(FRAME_ROOM);
        self.append(correlation, &mut out);
        out
    }
}

/// What most messages fit into, in bytes. Allocators keep small pieces of memory with the thread
/// that gave them back, each size by itself: growing to the size of a frame would leave an idle client
/// with all the sizes on the way.
pub const FRAME_ROOM: usize = 1100;

/// Declares a message whose fields stand on the wire in the order in which they stand here.
/// With `<'a>` it borrows from the payload;
/// `with body` adds a [`Body`](super::body::Body) as the last one, which is borrowed as all text is;
/// `with body up to` some limit, a smaller one.
macro_rules! message {
    ($(#[$doc:meta])* $name:ident $(<$life:lifetime>)? = $kind:ident {
        $($(#[$fdoc:meta])* $field:ident: $ty:ty,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name $(<$life>)? {
            $($(#[$fdoc])* pub $field: $ty,)*
        }

        impl<'a> Message<'a> for $name $(<$life>)? {
            const KIND: Kind = Kind::$kind;

            #[allow(unused_mut, unused_variables)] // a message may have no fields
            fn decode(frame: &Frame<'a>) -> Result<Self, DecodeError> {
                let mut r = Reader::new(frame.payload);
                $(let $field = Field::get(&mut r, stringify!($field))?;)*
                Ok(Self { $($field,)* })
            }

            #[allow(unused_variables)]
            fn encode(&self, w: &mut Writer<'_>) {
                $(Field::put(&self.$field, w);)*
            }
        }
    };
    ($(#[$doc:meta])* $name:ident<'a> = $kind:ident with body $(up to $most:ident)? {
        $($(#[$fdoc:meta])* $field:ident: $ty:ty,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name<'a> {
            $($(#[$fdoc])* pub $field: $ty,)*
            /// What is said.
            pub body: Body<'a>,
        }

        impl<'a> Message<'a> for $name<'a> {
            const KIND: Kind = Kind::$kind;

            fn decode(frame: &Frame<'a>) -> Result<Self, DecodeError> {
                let mut r = Reader::new(frame.payload);
                $(let $field = Field::get(&mut r, stringify!($field))?;)*
                let body = Body::decode(&mut r, frame.header.flags)?;
                $(let body = body.up_to($most)?;)?
                Ok(Self { $($field,)* body })
            }

            fn encode(&self, w: &mut Writer<'_>) {
                $(Field::put(&self.$field, w);)*
                self.body.encode(w);
            }

            fn flags(&self) -> Flags {
                self.body.flags()
            }
        }
    };
}

/// Declares a part of messages that occurs in lists.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $ty:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$fdoc])* pub $field: $ty,)*
        }

        impl<'a> Field<'a> for $name {
            fn get(r: &mut Reader<'a>, _: &'static str) -> Result<Self, DecodeError> {
                $(let $field = Field::get(r, stringify!($field))?;)*
                Ok(Self { $($field,)* })
            }

            fn put(&self, w: &mut Writer<'_>) {
                $(Field::put(&self.$field, w);)*
            }
        }
    };
}

pub(crate) use {message, record};

/// A large message may stand in a set as a box, so that the others don't take its place.
impl<'a, M: Message<'a>> Message<'a> for Box<M> {
    const KIND: Kind = M::KIND;

    fn decode(frame: &Frame<'a>) -> Result<Self, DecodeError> {
        M::decode(frame).map(Box::new)
    }

    fn encode(&self, w: &mut Writer<'_>) {
        M::encode(self, w);
    }

    fn flags(&self) -> Flags {
        M::flags(self)
    }
}

/// Declares the closed set of what one side may say.
macro_rules! one_of {
    ($(#[$doc:meta])* $set:ident { $($variant:ident($message:ty),)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(clippy::large_enum_variant)]
        pub enum $set<'a> {
            $(#[allow(missing_docs)] $variant($message),)*
        }

        impl<'a> $set<'a> {
            /// Reads the message of `frame`; `None` if this side has no message of that kind.
            ///
            /// # Errors
            /// The kind is known and its payload can't be read.
            pub fn decode(frame: &Frame<'a>) -> Result<Option<Self>, DecodeError> {
                $(if frame.header.kind == <$message as Message>::KIND {
                    return <$message as Message>::decode(frame).map(|m| Some(Self::$variant(m)));
                })*
                Ok(None)
            }

            /// The kind of this message.
            pub fn kind(&self) -> Kind {
                match self {
                    $(Self::$variant(_) => <$message as Message>::KIND,)*
                }
            }

            /// Appends the whole message, header and payload, to `out`.
            pub fn append(&self, correlation: Correlation, out: &mut Vec<u8>) {
                match self {
                    $(Self::$variant(m) => m.append(correlation, out),)*
                }
            }
        }
    };
}

one_of! {
    /// What a client may say.
    FromClient {
        Post(Post<'a>),
        Direct(Direct<'a>),
        Hello(Hello),
        Pseudo(PseudoWish),
        Resume(Resume),
        Ping(Ping),
        Pong(Pong),
        Bye(Bye),
        ListRooms(ListRooms),
        Join(Join),
        Leave(Leave),
        ListMembers(ListMembers),
        Latest(Latest<'a>),
        Open(Box<Open<'a>>),
        Answer(Answer<'a>),
        Decline(Decline),
        Cancel(Cancel),
        ListSequences(ListSequences),
        StreamOpen(StreamOpen<'a>),
        StreamCancel(StreamCancel),
        StreamRenew(StreamRenew),
        Attach(Attach),
        Start(Start),
        Credit(Credit),
        Chunk(Chunk<'a>),
        End(End),
        Checked(Checked),
        Pause(Pause),
        Call(Box<Call<'a>>),
        CancelCall(CancelCall),
        ListServices(ListServices),
        Prove(Prove),
        Claim(Claim),
    }
}

/// What is large or seldom is boxed: it would stand in the frame of every client's reading loop.
const _: () = assert!(size_of::<FromClient<'_>>() <= 64);

one_of! {
    /// What a server may say.
    FromServer {
        Posted(Posted<'a>),
        Directed(Directed<'a>),
        Welcome(Welcome),
        Accepted(Accepted),
        Resumed(Resumed),
        Ping(Ping),
        Pong(Pong),
        Bye(Bye),
        Error(Error),
        Ok(Okay),
        Gap(Gap),
        Rooms(Rooms),
        Joined(Joined),
        Members(Members),
        MemberJoined(MemberJoined),
        MemberLeft(MemberLeft),
        MemberRenamed(MemberRenamed),
        RoomClosed(RoomClosed),
        RoomChanged(RoomChanged),
        Ack(Ack),
        Newest(Newest<'a>),
        Notice(Notice),
        Opened(Box<Opened<'a>>),
        Answered(Box<Answered<'a>>),
        Resolved(Resolved),
        Sequences(Sequences),
        StreamTicket(StreamTicket),
        StreamOffered(StreamOffered),
        StreamEnded(StreamEnded),
        Attached(Attached),
        Start(Start),
        Credit(Credit),
        Chunk(Chunk<'a>),
        End(End),
        Checked(Checked),
        Pause(Pause),
        CallResult(CallResult<'a>),
        Failed(Failed<'a>),
        Services(Services),
        Proven(Proven),
        Introduce(Introduce),
        Dial(Dial),
    }
}
