//! What a service is, and what it sees of a call.

use super::description::Description;
use super::flight::Flight;
use super::host::Host;
use crate::clock::Clock;
use crate::proto::failure::Failure;
use crate::proto::ids::MemberId;
use crate::proto::value::{Graph, Misfit, Value};
use std::sync::Arc;
use std::time::Duration;

/// What a server can be asked for.
pub trait Service: Send + Sync + 'static {
    /// What it says of itself. Asked once, when the server starts.
    fn describe(&self) -> Description;

    /// Called once when the server has started, before the first call: `host` can be kept.
    fn started(&self, _host: Host) {}

    /// Carries out a call of one of the described methods, on one of the service's threads: it may
    /// wait and compute. Several run at the same time. It runs to its end even if nobody waits any
    /// more, which [`Call::is_cancelled`] tells.
    ///
    /// # Errors
    /// An error of the service's own, or parameters that don't fit. A panic is answered as
    /// `SERVICE_FAILED`.
    fn call(&self, call: &Call<'_>) -> Result<Graph, Fault>;
}

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who, for as long as their session lasts.
    pub member: MemberId,
    /// What they were called when they called.
    pub pseudo: String,
}

/// Why a call has no result.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// The service's own error.
    Failed(Failure),
    /// The parameters are not those of the method.
    BadValue(String),
    /// It has no such method.
    NoSuchMethod,
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Misfit> for Fault {
    fn from(misfit: Misfit) -> Self {
        Self::BadValue(misfit.to_string())
    }
}

/// A call, as the service that carries it out sees it.
pub struct Call<'a> {
    pub(super) method: &'a str,
    pub(super) params: &'a Graph,
    pub(super) caller: &'a Caller,
    pub(super) host: &'a Host,
    pub(super) flight: &'a Flight,
    pub(super) clock: &'a Clock,
    /// Which of the server's services it is.
    pub(super) service: usize,
}

impl Call<'_> {
    /// The method that is called.
    pub fn method(&self) -> &str {
        self.method
    }

    /// The parameters.
    pub fn params(&self) -> &Graph {
        self.params
    }

    /// The fields of the parameters.
    ///
    /// # Errors
    /// They are no record.
    pub fn fields(&self) -> Result<&[(String, Value)], Fault> {
        let fields = self.params.fields(&self.params.root);
        fields.ok_or_else(|| Fault::BadValue("the parameters are not a record".into()))
    }

    /// Who calls.
    pub fn caller(&self) -> &Caller {
        self.caller
    }

    /// The service's hand on the server.
    pub fn host(&self) -> &Host {
        self.host
    }

    /// Whether nobody waits for the result any more: cancelled, too late, or the caller is gone.
    pub fn is_cancelled(&self) -> bool {
        self.flight.is_answered()
    }

    /// How long the caller will still wait.
    pub fn time_left(&self) -> Duration {
        self.clock.until(self.flight.deadline())
    }

    /// What this service keeps for the caller's session, made by `make` at first. It is shared by
    /// calls that run at the same time, and dropped with the session. One service keeps one type.
    pub fn state<T: Send + Sync + 'static>(&self, make: impl FnOnce() -> T) -> Arc<T> {
        self.flight.calls().state(self.service, make)
    }
}
