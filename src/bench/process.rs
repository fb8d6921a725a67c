//! The processes of the servers, the cores that everybody is held to, and what the system says
//! that a process has used.

use super::case::Crowd;
use super::error::BenchError;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Ticks a second in which `/proc` counts; the same on every Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// What a server reads its configuration from, in its folder.
const CONFIG_FILE: &str = "salon.toml";

/// Connections of streams, and of those who open them.
const OTHER_CONNECTIONS: usize = 32;

/// Rooms that a server has without being asked.
const OTHER_ROOMS: usize = 8;

/// A core for the server and one for the generator, if there are two.
#[derive(Debug, Clone, Copy)]
pub struct Cores(Option<(usize, usize)>);

impl Cores {
    /// The first two that this process may use. The calling thread is held to the second one.
    pub fn take() -> io::Result<Self> {
        let allowed = sched_getaffinity(None)?;
        let mut cores = (0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core));
        let cores = Self(cores.next().zip(cores.next()));
        cores.hold(|(_, generator)| generator)?;
        Ok(cores)
    }

    /// For how long the two cores have worked since the system's start, in seconds together.
    pub fn busy_s(self) -> Option<f64> {
        let (server, generator) = self.0?;
        let stat = fs::read_to_string("/proc/stat").ok()?;
        Some(core_busy_s(&stat, server)? + core_busy_s(&stat, generator)?)
    }

    /// Starts a process on the server's core: it inherits the core of the thread that starts it.
    fn spawn(self, command: &mut Command) -> io::Result<Child> {
        self.hold(|(server, _)| server)?;
        let child = command.spawn();
        self.hold(|(_, generator)| generator)?;
        child
    }

    fn hold(self, which: impl Fn((usize, usize)) -> usize) -> io::Result<()> {
        let Some(pair) = self.0 else { return Ok(()) };
        let mut set = CpuSet::new();
        set.set(which(pair));
        Ok(sched_setaffinity(None, &set)?)
    }
}

/// A server to measure. If it was started for that, it ends with this value.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// The cores that everybody is held to.
    pub cores: Cores,
    process: Option<Process>,
    bare: bool,
}

/// Dropped in the order of its fields: the folder goes when nobody uses it any more.
struct Process {
    child: Child,
    _data: Option<Folder>,
}

/// A folder that nobody else can read, and that is removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(number: usize) -> io::Result<Self> {
        let name = format!("salon-bench-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What can't be removed is the system's to clean up.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself, and holds nothing that is worth a goodbye.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// One that runs already. What it uses of the system can't be seen.
    pub fn running(address: SocketAddr, cores: Cores) -> Self {
        Self { address, cores, process: None, bare: false }
    }

    /// A Salon server without limits and with room for `crowd`, from `program`, with `number` in
    /// the name of its folder, and so many percent of the machine for streams, if not the default.
    /// With `echo` it has a service to be called.
    pub fn salon(
        program: &Path,
        cores: Cores,
        number: usize,
        crowd: &Crowd,
        share: Option<u8>,
        echo: bool,
    ) -> Result<Self, BenchError> {
        let data = Folder::new(number)?;
        fs::write(data.0.join(CONFIG_FILE), config(crowd, share))?;
        let mut command = Command::new(program);
        command
            .args(["serve", "--headless", "--no-limits", "--open-rooms"])
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(&data.0)
            .args(echo.then_some("--echo"))
            .env("SALON_LOG", "error");
        Self::start(&mut command, cores, Some(data))
    }

    /// A bare server of the limit that `limit` names on the command line.
    pub fn bare(program: &Path, cores: Cores, limit: &str) -> Result<Self, BenchError> {
        Self::start(Command::new(program).args(["bench-limit", limit]), cores, None)
    }

    fn start(
        command: &mut Command,
        cores: Cores,
        data: Option<Folder>,
    ) -> Result<Self, BenchError> {
        // The pipe to a bare server's standard input closes with us, however we end.
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // Ctrl-C is for us alone: we end the server when we have ended.
        command.process_group(0);
        let child = cores.spawn(command)?;
        let mut process = Process { child, _data: data };
        let mut line = String::new();
        if let Some(out) = process.child.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let address = line.trim_end().strip_prefix("listening on ").and_then(|a| a.parse().ok());
        match address {
            Some(address) => {
                let bare = process._data.is_none();
                Ok(Self { address, cores, process: Some(process), bare })
            }
            None => Err(BenchError::NoServer(line.trim_end().to_owned())),
        }
    }

    /// Whether it is what a server is compared with.
    pub fn is_bare(&self) -> bool {
        self.bare
    }

    /// What its process has used so far.
    pub fn used(&self) -> Option<Used> {
        self.process.as_ref().and_then(|process| Used::of(process.child.id()))
    }
}

/// The limits that no option lifts: a connection for each member, and their rooms.
fn config(crowd: &Crowd, share: Option<u8>) -> String {
    let (connections, rooms) = (crowd.members + OTHER_CONNECTIONS, crowd.rooms + OTHER_ROOMS);
    let share = share.map_or(String::new(), |share| format!("[transfers]\nshare = {share}\n"));
    format!("[limits]\nconnections = {connections}\nrooms = {rooms}\n{share}")
}

/// What a process has used, and has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Used {
    /// Time on a core since its start, in seconds, the kernel's work for it included.
    pub cpu_s: f64,
    /// Its threads.
    pub threads: u64,
    /// Its memory, in KiB.
    pub rss_kib: u64,
}

impl Used {
    /// What this process has used.
    pub fn own() -> Option<Self> {
        Self::of(std::process::id())
    }

    /// The time on a core from one look to the next, in seconds.
    pub fn between(before: Option<Self>, after: Option<Self>) -> Option<f64> {
        Some(after?.cpu_s - before?.cpu_s)
    }

    fn of(pid: u32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        Some(Self {
            cpu_s: cpu_s(&stat)?,
            threads: status_value(&status, "Threads:")?,
            rss_kib: status_value(&status, "VmRSS:")?,
        })
    }
}

/// User and system time of a `/proc/PID/stat`, in which the name may hold anything.
fn cpu_s(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut ticks = fields.split_whitespace().skip(11).map(str::parse::<u64>);
    let (user, system) = (ticks.next()?.ok()?, ticks.next()?.ok()?);
    Some((user + system) as f64 / TICKS_PER_SECOND)
}

/// The time of a core in a `/proc/stat` that was neither idle nor spent on waiting for a disk.
fn core_busy_s(stat: &str, core: usize) -> Option<f64> {
    let key = format!("cpu{core} ");
    let fields = stat.lines().find_map(|line| line.strip_prefix(&key))?;
    let fields: Vec<u64> = fields.split_whitespace().map_while(|f| f.parse().ok()).collect();
    let [user, nice, system, _idle, _disk, interrupts, late_interrupts, ..] = fields[..] else {
        return None;
    };
    Some((user + nice + system + interrupts + late_interrupts) as f64 / TICKS_PER_SECOND)
}

fn status_value(status: &str, key: &str) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix(key))?;
    value.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_figures_are_read() {
        let stat = "12 (a) b) S 1 12 12 0 -1 4194304 900 0 0 0 250 125 0 0 20 0 9 0 100 0";
        assert_eq!(cpu_s(stat), Some(3.75));
        assert_eq!(cpu_s("12 (a"), None);
        let status = "Name:\ta\nVmRSS:\t    5120 kB\nThreads:\t9\n";
        assert_eq!(status_value(status, "VmRSS:"), Some(5120));
        assert_eq!(status_value(status, "Threads:"), Some(9));
        assert_eq!(status_value(status, "VmSwap:"), None);
        let stat =
            "cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 100 20 30 400 50 6 7 8 0 0\ncpu1 1 1 1 1 1 1 1\n";
        assert_eq!(core_busy_s(stat, 0), Some(1.63));
        assert_eq!(core_busy_s(stat, 2), None);
        assert!(Used::own().is_some_and(|used| used.threads > 0 && used.rss_kib > 0));
    }
}
