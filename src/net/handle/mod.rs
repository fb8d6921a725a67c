//! What each message does. A handler takes the caller and the message, and says what comes next or
//! why it was refused; `message` only finds the handler.
//!
//! What seldom comes is never inlined: its locals would stand in the frame of the reading loop, and
//! push what every idle thread holds of its stack over two pages.

mod call;
mod connection;
mod latest;
mod peer;
mod post;
mod resume;
mod room;
mod sequence;
mod stream;

use super::reader::{Client, Next};
use super::session::{Session, Turn};
use crate::proto::coding::DecodeError;
use crate::proto::error_code::ErrorCode;
use crate::proto::ids::{Correlation, SequenceId};
use crate::proto::message::FromClient;
use std::sync::Arc;
use std::time::Duration;

/// Why a message was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// For a program.
    pub code: ErrorCode,
    /// For a person; empty for the code's own words.
    pub text: String,
    /// When it makes sense to try again; zero where time won't help.
    pub retry_after: Duration,
    /// The sequence that it is about, or 0.
    pub about: SequenceId,
}

impl Refusal {
    /// A refusal with words of its own.
    pub fn new(code: ErrorCode, text: String) -> Self {
        Self { code, text, retry_after: Duration::ZERO, about: SequenceId(0) }
    }

    fn rate(retry_after: Duration) -> Self {
        Self { retry_after, ..ErrorCode::RateLimited.into() }
    }
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        Self::new(code, String::new())
    }
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        Self::new((&error).into(), error.to_string())
    }
}

type Handled = Result<Next, Refusal>;

/// Somebody connected, whose turn it is.
struct Caller<'a> {
    client: &'a mut Client,
    session: &'a Arc<Session>,
    turn: &'a mut Turn,
    correlation: Correlation,
}

/// Finds the handler of a message.
pub(crate) fn message(
    client: &mut Client,
    session: Option<&Arc<Session>>,
    turn: Option<&mut Turn>,
    correlation: Correlation,
    message: FromClient<'_>,
) -> Handled {
    match message {
        FromClient::Hello(hello) => return connection::hello(client, correlation, &hello),
        FromClient::Ping(ping) => return connection::ping(client, correlation, ping),
        FromClient::Pong(pong) => return connection::pong(client, &pong),
        FromClient::Attach(attach) => return stream::attach(client, correlation, &attach),
        FromClient::Prove(prove) => return peer::prove(client, correlation, &prove),
        _ => {}
    }
    let (Some(session), Some(turn)) = (session, turn) else {
        return match message {
            FromClient::Pseudo(wish) => connection::pseudo(client, correlation, &wish),
            FromClient::Resume(resume) => resume::resume(client, correlation, &resume),
            FromClient::Bye(_) => connection::bye_unnamed(client, correlation),
            // The state machine lets nothing else through without a session.
            _ => Err(ErrorCode::WrongState.into()),
        };
    };
    let mut caller = Caller { client, session, turn, correlation };
    match message {
        FromClient::Post(post) => post::post(&mut caller, &post),
        FromClient::Direct(direct) => post::direct(&mut caller, &direct),
        FromClient::Pseudo(wish) => connection::rename(&mut caller, &wish),
        FromClient::Bye(_) => connection::bye(&mut caller),
        FromClient::ListRooms(list) => room::list(&mut caller, &list),
        FromClient::Join(join) => room::join(&mut caller, &join),
        FromClient::Leave(leave) => room::leave(&mut caller, &leave),
        FromClient::ListMembers(list) => room::members(&mut caller, &list),
        FromClient::Latest(latest) => latest::latest(&mut caller, &latest),
        FromClient::Open(open) => sequence::open(&mut caller, &open),
        FromClient::Answer(answer) => sequence::answer(&mut caller, &answer),
        FromClient::Decline(decline) => sequence::decline(&mut caller, &decline),
        FromClient::Cancel(cancel) => sequence::cancel(&mut caller, &cancel),
        FromClient::ListSequences(list) => sequence::list(&mut caller, &list),
        FromClient::StreamOpen(open) => stream::open(&mut caller, &open),
        FromClient::StreamCancel(cancel) => stream::cancel(&mut caller, &cancel),
        FromClient::StreamRenew(renew) => stream::renew(&mut caller, &renew),
        FromClient::Call(call) => call::call(&mut caller, &call),
        FromClient::CancelCall(cancel) => call::cancel(&caller, &cancel),
        FromClient::ListServices(list) => call::list(&mut caller, &list),
        FromClient::Claim(claim) => peer::claim(&mut caller, &claim),
        FromClient::Hello(_)
        | FromClient::Ping(_)
        | FromClient::Pong(_)
        | FromClient::Resume(_)
        | FromClient::Attach(_)
        | FromClient::Start(_)
        | FromClient::Credit(_)
        | FromClient::Chunk(_)
        | FromClient::End(_)
        | FromClient::Checked(_)
        | FromClient::Pause(_)
        | FromClient::Prove(_) => Err(ErrorCode::WrongState.into()),
    }
}

impl Client {
    /// Takes a token for a request that is not a post.
    fn take_request(&mut self) -> Result<(), Refusal> {
        self.requests.take(self.now).map_err(Refusal::rate)
    }
}
