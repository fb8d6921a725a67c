//! `salon serve`: the server, its control socket, and the host's window.

use super::args::ServeArgs;
use super::bench::echo::{Echo, echo};
use super::config_file::{self, ConfigFileError};
use super::control::ControlServer;
use super::data_dir::DataDir;
use super::exit::{Failure, Status};
use super::{interrupt, output, reach, window};
use salon::client::Link;
use salon::hub::host::Command;
use salon::net::{Config, Rate};
use salon::net::{Server, StartError};
use salon::services::Services;
use salon::texts::{self, tr};
use std::net::SocketAddr;
use std::path::Path;

/// Serves until the host says stop.
///
/// # Errors
/// The server can't start.
pub fn run(args: ServeArgs) -> Result<(), Failure> {
    let log = window::begin_logs(args.log_format, args.headless);
    // Whatever the server writes is for its owner alone.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let data = DataDir::new(args.data.clone())?;
    let config = settings(&args, &data)?;
    let first_room = config.rooms.first().map(|room| room.name.clone());
    // Held until the very end: another server may start only once all of this one is gone.
    let _locked = data.lock()?;
    let server = Server::start(config).map_err(start_failure)?;
    let host = server.host();
    let control = ControlServer::open(data.control_socket(), host.clone()).map_err(|e| {
        let folder = data.path().display().to_string();
        Failure::new(Status::Data, tr!("cli-no-control", folder = folder, cause = e.to_string()))
    })?;
    let stopper = host.clone();
    interrupt::handle(move || drop(stopper.send(Command::Stop { reason: String::new() })))?;

    let listening = server.local_addr();
    let link = move || link(listening, first_room.clone());
    announce(listening, &link())?;
    window::attend(args.headless, &host, listening, link, log);
    server.stop("");
    drop(control.close());
    Ok(())
}

/// What the configuration file says, and over it what the command line says.
fn settings(args: &ServeArgs, data: &DataDir) -> Result<Config, Failure> {
    let own = data.config_file();
    let file = args.config.as_deref().or_else(|| own.exists().then_some(own.as_path()));
    let mut config = match file {
        Some(path) => config_file::read(path).map_err(|e| config_failure(path, e))?,
        None => Config::default(),
    };
    if let Some(listen) = &args.listen {
        config.listen = config_file::parse_listen(listen).map_err(|_| {
            Failure::new(Status::Usage, tr!("cli-bad-listen", given = listen.as_str()))
        })?;
    }
    config.open_rooms |= args.open_rooms;
    if args.no_limits {
        config.limits.posts = Rate::UNLIMITED;
        config.limits.requests = Rate::UNLIMITED;
        config.limits.calls = Rate::UNLIMITED;
        config.limits.connections_per_address = config.limits.connections;
    }
    if args.echo {
        config.services = Services::default().with(echo::Serve(Echo));
    }
    if args.plain {
        tracing::debug!("connections without encryption are allowed, as always in this version");
    }
    Ok(config)
}

fn config_failure(path: &Path, error: ConfigFileError) -> Failure {
    let file = path.display().to_string();
    let sentence = match error {
        ConfigFileError::Unreadable { cause } => {
            tr!("cli-config-unreadable", file = file, cause = texts::system_cause(&cause))
        }
        ConfigFileError::Mistake { line, key, cause } if key.is_empty() => {
            tr!("cli-config-mistake-in-line", file = file, line = line, cause = cause)
        }
        ConfigFileError::Mistake { line, key, cause } => {
            tr!("cli-config-mistake", file = file, line = line, key = key, cause = cause)
        }
    };
    Failure::new(Status::Configuration, sentence)
}

fn start_failure(error: StartError) -> Failure {
    match error {
        StartError::InUse(address) => {
            Failure::new(Status::Listen, tr!("cli-port-in-use", address = address.to_string()))
        }
        StartError::NotAllowed(address) => {
            Failure::new(Status::Listen, tr!("cli-port-not-allowed", address = address.to_string()))
        }
        StartError::Listen { address, cause } => {
            let (address, cause) = (address.to_string(), cause.to_string());
            Failure::new(Status::Listen, tr!("cli-no-listen", address = address, cause = cause))
        }
        StartError::Room { name, cause } => {
            let cause = texts::host_error(&cause);
            Failure::new(Status::Configuration, tr!("cli-no-room", room = name, cause = cause))
        }
        StartError::Service { name, cause } => {
            let cause = format!("{name}: {cause}");
            Failure::new(Status::Failed, tr!("cli-no-start", cause = cause))
        }
        StartError::System(cause) => {
            Failure::new(Status::Failed, tr!("cli-no-start", cause = cause.to_string()))
        }
    }
}

/// What guests need to come here.
fn link(listening: SocketAddr, room: Option<String>) -> Link {
    Link { host: reach::link_host(listening), port: listening.port(), room, fragment: None }
}

/// Prints the two lines that scripts wait for.
fn announce(listening: SocketAddr, link: &Link) -> Result<(), Failure> {
    // Whoever started the server need not listen to it.
    let _ = output::print(&format!("listening on {listening}\nlink {link}\n"))?;
    Ok(())
}
