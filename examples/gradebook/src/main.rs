//! `gradebook`: the server with a window on it; or the server alone, or the window alone.

use clap::{Parser, Subcommand};
use gradebook::serve::{FIRST_TEACHER, Served, serve};
use gradebook::window;
use salon::client::Link;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// A gradebook for many at once: classes, students, marks and averages.
///
/// Without a command it serves, and shows a window on what it serves. Whatever it can do can also be
/// called with `salon call LINK gradebook.METHOD ...`; `salon services LINK` lists the methods.
#[derive(Debug, Parser)]
#[command(name = "gradebook", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve without a window
    Serve(ServeArgs),
    /// Show a window on a gradebook that is served elsewhere
    Window {
        /// Where, like salon://HOST:PORT
        link: Link,
    },
}

#[derive(Debug, clap::Args)]
struct ServeArgs {
    /// Where it is kept; made if it isn't there
    #[arg(long, value_name = "FILE", default_value = "gradebook.sqlite")]
    data: PathBuf,
    /// Where to listen; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:2429")]
    listen: SocketAddr,
    /// The password of the user `teacher`, if nobody can sign in yet; one is made up if left out
    #[arg(long, env = "GRADEBOOK_PASSWORD")]
    password: Option<String>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let ended = match cli.command {
        None => begin(&cli.serve).and_then(|served| {
            let link = link(&served);
            let password = served.first_password.as_deref().unwrap_or_default();
            let ended = window::open(&link, FIRST_TEACHER, password);
            served.server.stop("");
            ended.map_err(Into::into)
        }),
        Some(Command::Serve(args)) => begin(&args).and_then(wait),
        Some(Command::Window { link }) => window::open(&link, "", "").map_err(Into::into),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gradebook: {error}");
            ExitCode::FAILURE
        }
    }
}

type Ended<T> = Result<T, Box<dyn std::error::Error>>;

fn link(served: &Served) -> Link {
    let address = served.server.local_addr();
    let host =
        if address.ip().is_unspecified() { "127.0.0.1".into() } else { address.ip().to_string() };
    Link::new(&host, address.port())
}

/// A password that nobody can guess.
fn made_up() -> Ended<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Serves, and says where.
fn begin(args: &ServeArgs) -> Ended<Served> {
    let password = args.password.clone().map_or_else(made_up, Ok)?;
    let served = serve(&args.data, args.listen, &password)?;
    let mut said = format!("link {}\n", link(&served));
    if let Some(password) = &served.first_password {
        said += &format!("user {FIRST_TEACHER}, password {password}\n");
    }
    // Whoever started it need not listen.
    let _ = io::stdout().write_all(said.as_bytes());
    Ok(served)
}

/// Serves until Ctrl-C.
fn wait(served: Served) -> Ended<()> {
    let (stop, stopped) = crossbeam_channel::bounded::<()>(1);
    ctrlc::set_handler(move || {
        // Once is enough, and a second Ctrl-C finds it on its way.
        let _ = stop.try_send(());
    })?;
    // The sender lives as long as the program.
    let _ = stopped.recv();
    served.server.stop("The gradebook is closed.");
    Ok(())
}
