//! `salon call` and `salon services`: what a server offers, from a shell.

mod json;
mod show;
mod words;

use super::args::{CallArgs, LogFormat, ServicesArgs};
use super::exit::{Failure, Status};
use super::guest;
use super::{logs, output};
use salon::client::{CallError, CallRequest, Client, ClientError, Link, ServiceInfo};
use salon::proto::error_code::ErrorCode;
use salon::proto::value::schema::Type;
use salon::proto::value::{Graph, Value};
use salon::texts::{self, tr};
use std::time::Duration;
use words::{Asked, Given};

/// Calls methods one after another, in one session, and prints their results.
///
/// # Errors
/// Something can't be understood, or a call has no result: those after it are not made.
pub fn run(args: &CallArgs) -> Result<(), Failure> {
    logs::begin(LogFormat::Text, tracing::Level::ERROR);
    let calls = words::read(&args.words)?;
    let client = connect(&args.link, args.pseudo.as_deref())?;
    let services = client.services().map_err(guest::failure)?;
    let called = calls.iter().try_for_each(|asked| {
        let result = params(asked, &services)
            .and_then(|params| call(&client, asked, params, args.deadline))
            .map_err(|failure| if calls.len() > 1 { of(asked, failure) } else { failure })?;
        let text = if args.json { json::line(&result)? } else { show::result(&result) };
        output::print(&text).map(drop)
    });
    leave(client);
    called
}

/// Lists what a server offers.
///
/// # Errors
/// It can't be reached.
pub fn services(args: &ServicesArgs) -> Result<(), Failure> {
    logs::begin(LogFormat::Text, tracing::Level::ERROR);
    let client = connect(&args.link, args.pseudo.as_deref())?;
    let services = client.services().map_err(guest::failure)?;
    leave(client);
    let text = if args.json { json::services(&services)? } else { show::services(&services) };
    output::print(&text).map(drop)
}

/// As whoever is named, or as somebody whom nobody knows.
fn connect(link: &Link, pseudo: Option<&str>) -> Result<Client, Failure> {
    let passing = || {
        let letters = std::iter::repeat_with(fastrand::alphanumeric).take(8);
        format!("caller-{}", letters.collect::<String>())
    };
    let pseudo = pseudo.map_or_else(passing, str::to_owned);
    guest::connect(link, &pseudo, false)
}

fn leave(client: Client) {
    if let Err(error) = client.bye() {
        tracing::debug!(%error, "the server did not say goodbye");
    }
}

/// The parameters of a call, as its method takes them.
fn params(asked: &Asked, services: &[ServiceInfo]) -> Result<Graph, Failure> {
    let service = services.iter().find(|service| *service.name == *asked.service);
    let method =
        service.and_then(|service| service.methods.iter().find(|m| *m.name == *asked.method));
    let Some(method) = method else {
        let code = match service {
            Some(_) => ErrorCode::NoSuchMethod,
            None => ErrorCode::NoSuchService,
        };
        return Err(Failure::new(Status::NoSuchCall, texts::error_code(code)));
    };
    // A newer server may describe its types in a way that this program doesn't know.
    let known = match method.params.parse() {
        Ok(Type::Record(fields)) => fields,
        _ => Vec::new(),
    };
    let mut graph = Graph::default();
    let mut fields = Vec::new();
    for (name, given) in &asked.params {
        let ty = known.iter().find(|(own, _)| own == name).map(|(_, ty)| ty);
        let ty = ty.ok_or_else(|| unknown(name, &method.params))?;
        let value = match given {
            Given::Text(text) => words::typed(text, ty, &mut graph),
            Given::Json(value) => json::typed(value, ty, &mut graph),
        };
        let value = value.ok_or_else(|| misfit(name, &ty.to_string()))?;
        fields.push((name.clone(), value));
    }
    let optional = |ty: &Type| matches!(ty, Type::Optional(_) | Type::Any | Type::Null);
    let missing = known.iter().find(|(name, ty)| {
        !optional(ty) && !fields.iter().any(|(given, _): &(String, Value)| given == name)
    });
    if let Some((name, ty)) = missing {
        let sentence = tr!("cli-call-missing", name = name.as_str(), kind = ty.to_string());
        return Err(Failure::new(Status::NoSuchCall, sentence));
    }
    graph.root = graph.add(salon::proto::value::Object::Record(fields)).into();
    Ok(graph)
}

fn unknown(name: &str, params: &str) -> Failure {
    let sentence = tr!("cli-call-unknown-parameter", name = name, params = params);
    Failure::new(Status::NoSuchCall, sentence)
}

fn misfit(name: &str, kind: &str) -> Failure {
    Failure::new(Status::NoSuchCall, tr!("cli-call-misfit", name = name, kind = kind))
}

fn call(
    client: &Client,
    asked: &Asked,
    params: Graph,
    deadline: Option<f64>,
) -> Result<Graph, Failure> {
    let request = CallRequest {
        service: &asked.service,
        method: &asked.method,
        params,
        schema: None,
        deadline: deadline
            .map(|seconds| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)),
    };
    client.begin_call(&request).and_then(|pending| pending.wait()).map_err(failure)
}

/// Of several calls, it is this one that failed.
fn of(asked: &Asked, Failure { status, sentence }: Failure) -> Failure {
    let call = format!("{}.{}", asked.service, asked.method);
    Failure::new(status, tr!("cli-call-failed", call = call, sentence = sentence))
}

/// What a call without a result means for the program's end.
fn failure(error: CallError) -> Failure {
    let sentence = texts::call_error(&error);
    match error {
        CallError::Failed(_) => Failure::new(Status::CallFailed, sentence),
        CallError::Refused(ClientError::Refused { code, .. }) => {
            let status = match code {
                ErrorCode::Busy | ErrorCode::RateLimited => Status::Refused,
                ErrorCode::ServiceFailed => Status::CallFailed,
                _ => Status::NoSuchCall,
            };
            Failure::new(status, sentence)
        }
        CallError::Schema { .. } | CallError::Params(_) => {
            Failure::new(Status::NoSuchCall, sentence)
        }
        CallError::Unknown(ClientError::Refused { .. } | ClientError::Timeout { .. }) => {
            Failure::new(Status::Timeout, sentence)
        }
        CallError::Unknown(_) => Failure::new(Status::Lost, sentence),
        CallError::NotSent(error) | CallError::Refused(error) => guest::failure(error),
        _ => Failure::new(Status::Failed, sentence),
    }
}
