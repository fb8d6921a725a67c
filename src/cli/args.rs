//! What can be typed after `salon`: commands, options, and the help that explains them.

use super::admin_args::AdminArgs;
use super::exit::Status;
use super::transfer_args::{ReceiveArgs, SendArgs};
use clap::{Args, Parser, Subcommand, ValueEnum};
use salon::client::Link;
use salon::texts::{link_error, tr};
use std::path::PathBuf;

/// Rooms, private conversations and presence for everybody nearby.
///
/// Without a command it serves: it opens the rooms, prints the link to hand out, and shows the
/// host's window.
#[derive(Debug, Parser)]
#[command(
    name = "salon",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "`salon --help` has examples and the exit statuses, `salon COMMAND --help` the rest.",
    after_long_help = format!("{EXAMPLES}\n\nExit statuses:\n{}", Status::table())
)]
pub struct Cli {
    /// What to do; to serve if left out.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What `salon` without a command takes.
    #[command(flatten)]
    pub serve: ServeArgs,
}

const EXAMPLES: &str = "\
Examples:
  salon
      Serve, with the host's window
  salon serve --headless --listen 0.0.0.0:2428
      Serve without a window, on IPv4 only
  salon chat salon://192.168.1.5/lobby --pseudo Zoé
      Join in the terminal
  echo 'Coffee is ready' | salon say salon://192.168.1.5/lobby --pseudo kettle
      Post from a script
  salon listen salon://192.168.1.5/lobby --pseudo log --json
      Follow a room from a script
  salon send salon://192.168.1.5 --pseudo Zoé photo.jpg --to Bob
      Send a file
  salon admin kick Bob --reason 'Enough now'
      Act as the host";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve: open the rooms and let everybody nearby in
    #[command(after_long_help = SERVE_EXAMPLES)]
    Serve(ServeArgs),
    /// Join with a window
    #[cfg(feature = "windows")]
    #[command(after_long_help = CLIENT_EXAMPLES)]
    Client(ClientArgs),
    /// Join in the terminal, line by line
    #[command(after_long_help = CHAT_EXAMPLES)]
    Chat(JoinArgs),
    /// Post the arguments, or each line of the standard input
    #[command(after_long_help = SAY_EXAMPLES)]
    Say(SayArgs),
    /// Print what is said, one line for each message
    #[command(after_long_help = LISTEN_EXAMPLES)]
    Listen(ListenArgs),
    /// Offer files, and send them to whoever takes them
    #[command(after_long_help = super::transfer_args::SEND_EXAMPLES)]
    Send(SendArgs),
    /// Take files that others offer
    #[command(after_long_help = super::transfer_args::RECEIVE_EXAMPLES)]
    Receive(ReceiveArgs),
    /// Call a server's services, and print what comes of it
    #[command(after_long_help = CALL_EXAMPLES)]
    Call(CallArgs),
    /// List what a server's services can be asked for
    #[command(after_long_help = SERVICES_EXAMPLES)]
    Services(ServicesArgs),
    /// Act as the host of a server that runs on this machine
    #[command(after_long_help = super::admin_args::EXAMPLES)]
    Admin(AdminArgs),
    /// Measure how fast a server is, beside what this machine can do at all (Linux)
    #[command(after_long_help = super::bench::EXAMPLES)]
    Bench(super::bench::BenchArgs),
    /// What `bench` compares a server with
    #[cfg(target_os = "linux")]
    #[command(hide = true)]
    BenchLimit {
        /// Which limit
        limit: crate::bench::Bare,
    },
    /// Print a shell's completions
    #[command(after_long_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_long_help = MAN_EXAMPLES)]
    Man,
}

const SERVE_EXAMPLES: &str = "\
Once it listens, it prints two lines on the standard output:
  listening on HOST:PORT
  link LINK

LINK is what guests need. Its host is an address that others can reach; its room is the first one.

Ctrl-C, SIGTERM and closing the window say goodbye to everybody and stop the server. A second
Ctrl-C stops it at once. The logs go to the standard error; SALON_LOG chooses what is logged, for
instance SALON_LOG=debug or SALON_LOG=salon::net=trace. With SALON_LOG=salon::frames=debug the window
tells every ten seconds how long its frames took.

The configuration file (all of it may be left out; durations are seconds, or like \"30s\", \"5m\"):
  listen = \"0.0.0.0:2428\"
  name = \"Salon\"              # what guests see
  open_rooms = false
  introductions = true        # two who both wish it may speak to each other directly
  resume_grace = \"15s\"        # how long a lost connection may come back unnoticed
  announce_below = 200        # up to so many, all hear who comes and goes
  presence_wait = \"1s\"        # how long that may wait, where it is more than limits.presence
  [[rooms]]                   # the first one stands in the link
  name = \"lobby\"
  topic = \"Where everybody arrives\"
  peer_posts = false          # true: posts may go directly among members who allow it
  [heartbeat]
  interval = \"30s\"
  timeout = \"5s\"
  [limits]
  connections = 10000
  connections_per_address = 256
  rooms = 1000
  handshake = \"30s\"
  posts = { per_second = 10, burst = 50 }       # per_second = 0: no limit
  requests = { per_second = 20, burst = 100 }
  latest = { per_second = 30, burst = 30 }      # what only the newest of counts: cursors and the like
  newest = { per_second = 40000, burst = 4000 } # somebody is told such a value, on the whole server
  presence = { per_second = 2000, burst = 1000 } # somebody is told that somebody came or went
  tape_bytes = 4194304
  outbox_bytes = 1048576
  [transfers]                 # files and other streams from one client to another
  share = 25                  # percent of the machine's processors
  streams = 64                # at once; 0 for none at all
  per_member = 16

Examples:
  salon serve
  salon serve --headless --listen 127.0.0.1:0 --data /srv/salon
  salon serve --config /etc/salon.toml --log-format json";

#[cfg(feature = "windows")]
const CLIENT_EXAMPLES: &str = "\
With SALON_LOG=salon::frames=debug, the window tells on the standard error, every ten seconds while it
draws, how long its frames took.

Examples:
  salon client
  salon client salon://192.168.1.5:2428/lobby --pseudo Zoé";

const CHAT_EXAMPLES: &str = "\
Lines are posted to the room; lines that begin with / are commands, and /help lists them. A link
without a room joins the first room of the server's list, which is sorted by name.

Examples:
  salon chat salon://192.168.1.5/lobby --pseudo Zoé
  salon chat localhost --pseudo Zoé";

const SAY_EXAMPLES: &str = "\
The arguments make one post, joined by spaces. Without any, each line of the standard input that
is not blank makes one. The posts keep to the server's rate, and the command succeeds once each of
them is acknowledged. A link without a room means the first room of the server's list, which is
sorted by name.

Examples:
  salon say salon://192.168.1.5/lobby --pseudo kettle Coffee is ready
  tail -F news.txt | salon say salon://192.168.1.5/lobby --pseudo herald";

const LISTEN_EXAMPLES: &str = "\
It prints a line like `[14:05] Zoé: Hello` for each post to the room, each direct message and each
notice of the host. With --json each line is an object with the fields kind (\"post\", \"direct\",
\"notice\"), room, number, time (milliseconds since 1970, UTC), author and text. A direct message
and a notice that is not for the room alone have null as their room, notices have null as their
author, and direct messages have the field to. What is not text has null as its text, and the
fields content_type and bytes. Messages that were missed are counted on the standard error.
A link without a room means the first room of the server's list, which is sorted by name.

Examples:
  salon listen salon://192.168.1.5/lobby --pseudo log
  salon listen localhost/lobby --pseudo log --json --count 1 | jq -r .text";

const CALL_EXAMPLES: &str = "\
SERVICE.METHOD begins a call, and what follows are its parameters: KEY=VALUE, or a JSON object, or -
for a JSON object on the standard input. `salon services` says which there are and of which types;
bytes are typed as hexadecimal digits, lists and records as JSON. Several calls are made one after
another in one session, so that one can sign in first. The first that fails ends the command.

A result is printed line by line, and null is nothing. With --json each result is one line of JSON, in
which {\"$ref\": N} is the list or record that began as number N of the result, counted from 0.

Examples:
  salon call localhost gradebook.class_average class=BUT1
  salon call localhost gradebook.sign_in user=ada password=secret \\
      gradebook.add_mark class=BUT1 student=Zoé mark=15.5 coefficient=2
  echo '{\"class\": \"BUT1\"}' | salon call localhost gradebook.list_students - --json";

const SERVICES_EXAMPLES: &str = "\
Each service is followed by its methods, with the types of their parameters and of their results.

Examples:
  salon services salon://192.168.1.5
  salon services localhost --json | jq -r .methods[].name";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  salon completions bash > ~/.local/share/bash-completion/completions/salon
  salon completions zsh > ~/.zfunc/_salon
  salon completions fish > ~/.config/fish/completions/salon.fish";

const MAN_EXAMPLES: &str = "\
Example:
  salon man > salon.1 && man ./salon.1";

/// Reads a link, or says in a sentence why it is none.
pub fn parse_link(text: &str) -> Result<Link, String> {
    text.parse().map_err(|error| link_error(&error))
}

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Show no window; act with `salon admin` instead
    #[arg(long)]
    pub headless: bool,
    /// Where to listen; all interfaces and port 2428 if left out; port 0 picks a free one
    #[arg(long, value_name = "HOST:PORT")]
    pub listen: Option<String>,
    /// Where the server keeps its files; the user's data folder if left out
    #[arg(long, value_name = "DIR", env = "SALON_DATA")]
    pub data: Option<PathBuf>,
    /// The configuration; salon.toml in the data folder if left out and there is one
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Let clients connect without encryption (this version knows no other way)
    #[arg(long)]
    pub plain: bool,
    /// No limits on how fast clients speak and on how many come from one address
    #[arg(long)]
    pub no_limits: bool,
    /// Let members open rooms by joining them
    #[arg(long)]
    pub open_rooms: bool,
    /// Offer the service that `salon bench calls` calls
    #[arg(long, hide = true)]
    pub echo: bool,
    /// How the logs are written
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
}

/// How the logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people: one line for each event
    Text,
    /// For machines: one JSON object for each event
    Json,
}

/// With whom the client window begins.
#[cfg(feature = "windows")]
#[derive(Debug, Args)]
pub struct ClientArgs {
    /// Where to go, like salon://HOST:PORT/ROOM; the window asks if left out
    #[arg(value_parser = parse_link)]
    pub link: Option<Link>,
    /// Under which name; the window asks if left out
    #[arg(long)]
    pub pseudo: Option<String>,
}

/// Where to go, and as whom.
#[derive(Debug, Args)]
pub struct JoinArgs {
    /// Where to go, like salon://HOST:PORT/ROOM; the port is 2428 if left out
    #[arg(value_parser = parse_link)]
    pub link: Link,
    /// Under which name
    #[arg(long)]
    pub pseudo: String,
}

/// What to say, where and as whom.
#[derive(Debug, Args)]
pub struct SayArgs {
    /// Where and as whom.
    #[command(flatten)]
    pub join: JoinArgs,
    /// What to say, after `--` where it begins with a dash; the standard input's lines if left out
    pub text: Vec<String>,
}

/// What to call, where and as whom.
#[derive(Debug, Args)]
pub struct CallArgs {
    /// Where to go, like salon://HOST:PORT; the port is 2428 if left out
    #[arg(value_parser = parse_link)]
    pub link: Link,
    /// What to call: SERVICE.METHOD, KEY=VALUE, a JSON object, or - for one on the standard input
    #[arg(required = true, value_name = "SERVICE.METHOD")]
    pub words: Vec<String>,
    /// Under which name; a passing one if left out
    #[arg(long)]
    pub pseudo: Option<String>,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
    /// How long each call may take; 10 if left out, an hour at most
    #[arg(long, value_name = "SECONDS", value_parser = deadline)]
    pub deadline: Option<f64>,
}

/// Whose services to list, and as whom.
#[derive(Debug, Args)]
pub struct ServicesArgs {
    /// Where to go, like salon://HOST:PORT; the port is 2428 if left out
    #[arg(value_parser = parse_link)]
    pub link: Link,
    /// Under which name; a passing one if left out
    #[arg(long)]
    pub pseudo: Option<String>,
    /// Print JSON objects instead of text
    #[arg(long)]
    pub json: bool,
}

/// What a call can be given, in seconds.
const DEADLINES: std::ops::RangeInclusive<f64> = 0.001..=3600.0;

fn deadline(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds| DEADLINES.contains(seconds));
    let (least, most) = (*DEADLINES.start(), *DEADLINES.end());
    seconds.ok_or_else(|| tr!("cli-expected-number", least = least, most = most))
}

/// What to print, from where and as whom.
#[derive(Debug, Args)]
pub struct ListenArgs {
    /// Where and as whom.
    #[command(flatten)]
    pub join: JoinArgs,
    /// End after so many posts, direct messages and notices
    #[arg(long, value_name = "N")]
    pub count: Option<std::num::NonZeroU64>,
    /// Print JSON objects instead of text
    #[arg(long)]
    pub json: bool,
}
