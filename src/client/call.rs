//! Calls of a server's services.

use super::Client;
use super::error::ClientError;
use super::options::from_now;
use super::shared::{Asked, Shared};
use super::state::Wish;
use crate::proto::error_code::ErrorCode;
use crate::proto::failure::Failure;
use crate::proto::ids::Correlation;
use crate::proto::limits::MAX_CALL_DEADLINE;
use crate::proto::message::{Call, CancelCall, ListServices, Message, ServiceInfo};
use crate::proto::value::schema::schema_hash;
use crate::proto::value::{Graph, Typed, ValueError};
use crossbeam_channel::{RecvTimeoutError, TryRecvError};
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What to ask of which service.
#[derive(Debug, Clone, PartialEq)]
pub struct CallRequest<'a> {
    /// The service.
    pub service: &'a str,
    /// Its method.
    pub method: &'a str,
    /// The parameters: a record.
    pub params: Graph,
    /// What the caller takes for the method's schema; `None` to call it whatever it takes.
    pub schema: Option<Schema>,
    /// How long it may take, an hour at most; `None` for [`Options::request_timeout`].
    ///
    /// [`Options::request_timeout`]: super::Options::request_timeout
    pub deadline: Option<Duration>,
}

/// A caller's idea of a method: the descriptions of its types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The parameters' type.
    pub params: String,
    /// The result's type.
    pub result: String,
}

/// What the server says to a call.
#[derive(Debug)]
pub(super) enum CallAnswer {
    Result(Graph),
    Failed(Failure),
}

/// Why a call has no result.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The service could not do it, and says why.
    #[error("{0}")]
    Failed(Failure),
    /// The server refused the call: nothing was done.
    #[error(transparent)]
    Refused(ClientError),
    /// The caller and the service differ about the method: nothing was done.
    #[error("the method is not what this program takes it for: {ours} ({theirs})")]
    Schema {
        /// The caller's idea of it.
        ours: String,
        /// What the server says.
        theirs: String,
    },
    /// The parameters can't travel: nothing was done.
    #[error("the parameters can't be sent: {0}")]
    Params(#[from] ValueError),
    /// The call could not be sent: nothing was done.
    #[error("the call was not sent. {0}")]
    NotSent(ClientError),
    /// No answer came: the connection was lost, or the time was over. Whether the call was carried
    /// out isn't known. It is never repeated by itself.
    #[error("it isn't known whether the call was carried out. {0}")]
    Unknown(ClientError),
    /// The call was carried out, and its result is none of the method's.
    #[error("the result can't be read: {0}")]
    Result(String),
}

/// A call that is under way. Several may be at the same time, 64 for each client. Dropping it cancels
/// the call.
#[must_use = "dropping a call cancels it"]
pub struct PendingCall<T: Typed = Graph> {
    shared: Arc<Shared>,
    asked: Option<Asked<CallAnswer>>,
    until: Instant,
    allowed: Duration,
    /// The caller's idea of the method.
    ours: Option<String>,
    result: PhantomData<fn() -> T>,
}

impl Client {
    /// The services of the server, by name, with their methods.
    ///
    /// # Errors
    /// There is no connection, or no answer in time.
    pub fn services(&self) -> Result<Vec<ServiceInfo>, ClientError> {
        let mut services: Vec<ServiceInfo> = Vec::new();
        loop {
            let after = services.last().map_or("", |service| &service.name).into();
            let page = self.shared.request(Wish::Services, &ListServices { after })?;
            let last = services.last().map(|service| service.name.to_string());
            let goes_on = page.services.first().map(|s| s.name.to_string()) > last;
            services.extend(page.services);
            if !(page.more && goes_on) {
                return Ok(services);
            }
        }
    }

    /// Calls a method by its name and waits for the result, for [`Options::request_timeout`] at most.
    ///
    /// # Errors
    /// See [`CallError`].
    ///
    /// [`Options::request_timeout`]: super::Options::request_timeout
    pub fn call(&self, service: &str, method: &str, params: Graph) -> Result<Graph, CallError> {
        let (schema, deadline) = (None, None);
        let pending =
            self.begin_call::<Graph>(&CallRequest { service, method, params, schema, deadline })?;
        pending.wait()
    }

    /// Calls a method, and doesn't wait.
    ///
    /// # Errors
    /// The parameters are too large, or there is no connection.
    pub fn begin_call<T: Typed>(
        &self,
        request: &CallRequest<'_>,
    ) -> Result<PendingCall<T>, CallError> {
        begin(&self.shared, request)
    }
}

/// Sends a call.
pub(super) fn begin<T: Typed>(
    shared: &Arc<Shared>,
    request: &CallRequest<'_>,
) -> Result<PendingCall<T>, CallError> {
    let CallRequest { service, method, params, schema, deadline } = request;
    let value = params.encode()?;
    let usual = shared.options.request_timeout;
    let most = Duration::from_millis(MAX_CALL_DEADLINE.into());
    let allowed = deadline.unwrap_or(usual).clamp(Duration::from_millis(1), most);
    let hash = schema.as_ref().map(|own| own.hash(service, method));
    let call = Call {
        service,
        method,
        schema: hash.unwrap_or_default(),
        deadline: u32::try_from(allowed.as_millis()).unwrap_or(MAX_CALL_DEADLINE),
        value: &value,
    };
    let asked = shared.ask(Wish::Call, &call).map_err(CallError::NotSent)?;
    // The server says when the time is over. Only one that is silent is not waited for.
    let until = from_now(allowed.saturating_add(usual));
    let ours = schema.as_ref().map(|own| own.signature(service, method));
    let (shared, asked) = (Arc::clone(shared), Some(asked));
    Ok(PendingCall { shared, asked, until, allowed, ours, result: PhantomData })
}

impl Schema {
    /// Of a method with these types.
    pub fn of<R: Typed>(params: String) -> Self {
        Self { params, result: R::ty().to_string() }
    }

    fn hash(&self, service: &str, method: &str) -> u64 {
        schema_hash(service, method, &self.params, &self.result)
    }

    fn signature(&self, service: &str, method: &str) -> String {
        format!("{service}.{method}{} -> {}", self.params, self.result)
    }
}

impl<T: Typed> PendingCall<T> {
    /// The call's number on this connection.
    pub fn number(&self) -> Correlation {
        self.asked.as_ref().map_or(Correlation(0), |asked| asked.correlation)
    }

    /// Waits for the result.
    ///
    /// # Errors
    /// See [`CallError`].
    pub fn wait(mut self) -> Result<T, CallError> {
        let Some(asked) = &self.asked else { return Err(self.silent()) };
        match asked.answer.recv_deadline(self.until) {
            Ok(answer) => {
                self.asked = None;
                self.read(answer)
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Err(self.silent()),
        }
    }

    /// The result, once. `None` while it may still come.
    pub fn poll(&mut self) -> Option<Result<T, CallError>> {
        match self.asked.as_ref()?.answer.try_recv() {
            Ok(answer) => {
                self.asked = None;
                Some(self.read(answer))
            }
            Err(TryRecvError::Empty) if Instant::now() < self.until => None,
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => {
                let silent = self.silent();
                self.give_up();
                Some(Err(silent))
            }
        }
    }

    /// Cancels the call: the service is told, and whether it was carried out isn't known.
    pub fn cancel(self) {
        drop(self);
    }

    fn silent(&self) -> CallError {
        CallError::Unknown(ClientError::Timeout { what: "Calling a service", after: self.allowed })
    }

    fn read(&self, answer: Result<CallAnswer, ClientError>) -> Result<T, CallError> {
        match answer {
            Ok(CallAnswer::Result(result)) => {
                T::from_graph(&result).map_err(|misfit| CallError::Result(misfit.to_string()))
            }
            Ok(CallAnswer::Failed(failure)) => Err(CallError::Failed(failure)),
            Err(error) => Err(self.failed(error)),
        }
    }

    fn failed(&self, error: ClientError) -> CallError {
        match error {
            ClientError::Refused { code: ErrorCode::Deadline | ErrorCode::Cancelled, .. } => {
                CallError::Unknown(error)
            }
            ClientError::Refused { code: ErrorCode::SchemaMismatch, ref text, .. } => {
                match &self.ours {
                    Some(ours) => CallError::Schema { ours: ours.clone(), theirs: text.clone() },
                    None => CallError::Refused(error),
                }
            }
            // After a fatal one nobody knows what had been done before it.
            ClientError::Refused { code, .. } if code.survives() => CallError::Refused(error),
            ClientError::Body(error) => CallError::Result(error.to_string()),
            error => CallError::Unknown(error),
        }
    }

    fn give_up(&mut self) {
        let Some(asked) = self.asked.take() else { return };
        self.shared.forget(&asked);
        if self.shared.state().check_connected().is_ok() {
            let cancel = CancelCall { call: asked.correlation.0 }.to_frame(Correlation(0));
            // Nobody waits here, so that a call can be dropped anywhere.
            self.shared.outlet.write_soon(&cancel);
        }
    }
}

impl<T: Typed> Drop for PendingCall<T> {
    fn drop(&mut self) {
        self.give_up();
    }
}
