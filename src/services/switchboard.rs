//! Where calls come in: all services of a server, by name.

use super::Services;
use super::description::{Description, DescriptionError};
use super::flight::{Calls, Departure, Reply};
use super::host::{Host, House};
use super::pool::{Chore, Job, Pool};
use super::service::Caller;
use super::watch::Watch;
use crate::clock::Clock;
use crate::proto::error_code::ErrorCode;
use crate::proto::ids::Correlation;
use crate::proto::limits::{MAX_CALL_DEADLINE, MAX_CALLS_IN_FLIGHT, MAX_SERVICES_PAGE};
use crate::proto::message::{self, Message, ServiceInfo};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// How long a call may take that says nothing of it.
const DEFAULT_DEADLINE: Duration = Duration::from_secs(30);

/// How long a server that stops waits for what its services are doing.
const PATIENCE: Duration = Duration::from_secs(5);

/// See the module.
pub(crate) struct Switchboard {
    clock: Clock,
    watch: Arc<Watch>,
    open: BTreeMap<String, Counter>,
    /// By their places.
    pools: Vec<Arc<Pool>>,
    serial: AtomicU64,
    threads: Mutex<Threads>,
}

/// A service, as calls find it.
struct Counter {
    pool: Arc<Pool>,
    info: ServiceInfo,
    methods: BTreeMap<String, KnownMethod>,
}

struct KnownMethod {
    name: Arc<str>,
    schema: u64,
    signature: String,
}

#[derive(Default)]
struct Threads {
    running: Vec<(String, JoinHandle<()>)>,
    /// Disconnected once all have ended.
    ended: Option<Receiver<()>>,
}

/// A call that comes in.
pub(crate) struct Asked<'a> {
    /// The caller's number for it.
    pub number: u32,
    /// What is asked for.
    pub call: &'a message::Call<'a>,
    /// By whom.
    pub caller: Caller,
}

/// Why a call was not taken.
pub(crate) type Refused = (ErrorCode, String);

impl Switchboard {
    /// The services of a server. Nothing runs yet.
    ///
    /// # Errors
    /// A service's description can't be shown; names which.
    pub fn new(
        services: &Services,
        clock: &Clock,
        house: &Arc<dyn House>,
    ) -> Result<Self, (String, DescriptionError)> {
        let watch = Arc::new(Watch::new(clock.clone()));
        let mut switchboard = Self {
            clock: clock.clone(),
            watch,
            open: BTreeMap::new(),
            pools: Vec::new(),
            serial: AtomicU64::new(0),
            threads: Mutex::default(),
        };
        for (index, plugged) in services.iter().enumerate() {
            let description = plugged.service.describe();
            let name = description.name.clone();
            description.check().map_err(|error| (name.clone(), error))?;
            let (clock, watch) = (clock.clone(), Arc::clone(&switchboard.watch));
            let pool = Arc::new_cyclic(|pool| {
                let host = Host::new(Arc::clone(house), &name, pool.clone());
                Pool::new(plugged, index, host, clock, watch)
            });
            switchboard.pools.push(Arc::clone(&pool));
            if switchboard.open.insert(name.clone(), Counter::new(pool, &description)).is_some() {
                return Err((name.clone(), DescriptionError::Twice(name)));
            }
        }
        Ok(switchboard)
    }

    /// Whether there is nothing to call.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// The names of the services.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.open.keys().map(String::as_str)
    }

    /// Tells the services that the server has started.
    pub fn begin(&self) {
        self.pools.iter().for_each(|pool| pool.begin());
    }

    /// Starts the threads.
    ///
    /// # Errors
    /// The system gives none.
    pub fn start(&self) -> io::Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        let (alive, ended) = bounded::<()>(0);
        let mut threads = self.threads.lock();
        threads.ended = Some(ended);
        let watch = Arc::clone(&self.watch);
        threads.spawn("salon-watch".into(), alive.clone(), move || watch.run())?;
        self.begin();
        for pool in &self.pools {
            for number in 1..=pool.threads() {
                let run = Arc::clone(pool);
                let name = format!("{}-{number}", pool.name());
                threads.spawn(name, alive.clone(), move || run.run())?;
            }
        }
        Ok(())
    }

    /// Ends the threads, and waits for them for a while: a service may be in the middle of something.
    pub fn stop(&self) {
        self.pools.iter().for_each(|pool| pool.stop());
        self.watch.stop();
        let Threads { running, ended } = std::mem::take(&mut *self.threads.lock());
        let Some(ended) = ended else { return };
        let late = ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout);
        for (name, thread) in running {
            if late && !thread.is_finished() {
                tracing::error!(name, "a service doesn't end; it is left behind");
            } else if thread.join().is_err() {
                tracing::error!(name, "a thread of a service had panicked");
            }
        }
    }

    /// Takes a call. Whoever calls this doesn't wait for it.
    ///
    /// # Errors
    /// It was not taken, and `reply` is not used.
    pub fn call(&self, calls: &Arc<Calls>, asked: Asked<'_>, reply: Reply) -> Result<(), Refused> {
        let Asked { number, call, caller } = asked;
        if number == 0 || calls.has(number) {
            let text = "a call needs a correlation of its own, not 0".to_owned();
            return Err((ErrorCode::WrongState, text));
        }
        let counter = self.open.get(call.service).ok_or(plain(ErrorCode::NoSuchService))?;
        let method = counter.methods.get(call.method).ok_or(plain(ErrorCode::NoSuchMethod))?;
        method.check(call)?;
        let deadline = match call.deadline {
            0 => DEFAULT_DEADLINE,
            millis => Duration::from_millis(millis.min(MAX_CALL_DEADLINE).into()),
        };
        let departure = Departure {
            number,
            deadline: self.clock.now().plus(deadline),
            serial: self.serial.fetch_add(1, Ordering::Relaxed),
            pool: Arc::clone(&counter.pool),
            reply,
        };
        let flight = calls.depart(departure, MAX_CALLS_IN_FLIGHT);
        let flight = flight.ok_or_else(|| {
            (ErrorCode::Busy, format!("{MAX_CALLS_IN_FLIGHT} calls are unanswered"))
        })?;
        self.watch.add(&flight);
        let (method, params) = (Arc::clone(&method.name), call.value.to_vec());
        let job = Job { flight: Arc::clone(&flight), caller, method, params };
        if !counter.pool.push(job) {
            flight.give_up(ErrorCode::Busy);
        }
        Ok(())
    }

    /// A page of services, those after a name.
    pub fn page(&self, after: &str) -> message::Services {
        let mut page = message::Services { more: false, services: Vec::new() };
        let mut bytes = 0;
        for (_, counter) in self.open.range(after.to_owned()..).filter(|(name, _)| *name != after) {
            let one = message::Services { more: false, services: vec![counter.info.clone()] };
            bytes += one.to_frame(Correlation(0)).len();
            if bytes > MAX_SERVICES_PAGE && !page.services.is_empty() {
                page.more = true;
                break;
            }
            page.services.push(counter.info.clone());
        }
        page
    }

    /// A session is over.
    pub fn end(&self, calls: &Calls) {
        calls.end(|service, state| {
            if let Some(pool) = self.pools.get(service) {
                pool.take_on(Chore::Forget(state));
            }
        });
    }

    /// Does one thing of what its threads would do; false if there was nothing.
    pub fn step(&self) -> bool {
        self.pools.iter().any(|pool| pool.step())
    }

    /// What the watch would do now.
    pub fn ring(&self) {
        self.watch.ring();
    }

    /// When the watch has something to do.
    pub fn due(&self) -> Option<crate::proto::ids::Tick> {
        self.watch.due()
    }
}

fn plain(code: ErrorCode) -> Refused {
    (code, String::new())
}

impl Counter {
    fn new(pool: Arc<Pool>, description: &Description) -> Self {
        let method = |method: &super::Method| {
            let known = KnownMethod {
                name: method.name.as_str().into(),
                schema: method.schema(&description.name),
                signature: method.signature(),
            };
            (method.name.clone(), known)
        };
        let methods = description.methods.iter().map(method).collect();
        Self { pool, info: description.info(), methods }
    }
}

impl KnownMethod {
    /// Whether the caller means the same method.
    fn check(&self, call: &message::Call<'_>) -> Result<(), Refused> {
        if call.schema == 0 || call.schema == self.schema {
            return Ok(());
        }
        let text = format!(
            "the caller's idea of {}.{} has the hash {:016x}, and here it is {:016x}: {}",
            call.service, call.method, call.schema, self.schema, self.signature
        );
        Err((ErrorCode::SchemaMismatch, text))
    }
}

impl Threads {
    fn spawn(
        &mut self,
        name: String,
        alive: Sender<()>,
        run: impl FnOnce() + Send + 'static,
    ) -> io::Result<()> {
        let run = move || {
            let _alive = alive;
            run();
        };
        let thread = Builder::new().name(name.clone()).spawn(run)?;
        self.running.push((name, thread));
        Ok(())
    }
}
