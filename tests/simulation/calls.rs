//! Calls, as the service, the wire and the callers see them: each is answered once, or its connection
//! was lost; what was refused was not done; what is kept for a session goes with it, once.

use crate::ledger::Ledger;
use parking_lot::Mutex;
use salon::client::{CallError, CallRequest, Driven, Failure, PendingCall};
use salon::proto::error_code::ErrorCode;
use salon::proto::ids::{Correlation, MemberId};
use salon::proto::value::Graph;
use salon::services::{Call, Fault, Host, Services, Share};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// What the failing method says.
const FAILURE: u32 = 7;

salon::service! {
    /// Does what it is asked for, and remembers that it did.
    pub mod probe = "probe" {
        /// Gives back what it gets.
        fn echo(text: String) -> String;
        /// Fails.
        fn fail(text: String) -> String;
    }
}

/// What is known of all calls.
#[derive(Default)]
pub struct Calls {
    /// The run of the server that carries them out.
    run: usize,
    /// Which of them were carried out: none is said twice.
    done: BTreeSet<String>,
    /// Those of a connection that have no answer yet.
    open: BTreeMap<u64, BTreeSet<Correlation>>,
    /// For which sessions something was kept, and whether it still is.
    kept: BTreeMap<(usize, MemberId), bool>,
    pub made: usize,
}

impl Calls {
    /// A call has come in.
    pub fn came(&mut self, connection: u64, number: Correlation) {
        self.made += 1;
        self.open.entry(connection).or_default().insert(number);
    }

    /// One was answered; false if none of that number was open.
    pub fn answered(&mut self, connection: u64, number: Correlation) -> bool {
        self.open.get_mut(&connection).is_some_and(|open| open.remove(&number))
    }

    /// A connection at rest has no call that waits.
    pub fn unanswered(&self, connection: u64) -> usize {
        self.open.get(&connection).map_or(0, BTreeSet::len)
    }

    /// For which of these sessions something is kept that shouldn't be, or isn't and should.
    pub fn misplaced(&self, run: usize, sessions: &[MemberId]) -> Option<String> {
        let wrong = |((of, member), kept): &(&(usize, MemberId), &bool)| {
            **kept != (*of == run && sessions.contains(member))
        };
        self.kept.iter().find(wrong).map(|found| format!("kept for a session: {found:?}"))
    }
}

/// The service.
struct Probe(Arc<Mutex<Ledger>>);

/// What it keeps for a session.
struct Kept {
    ledger: Arc<Mutex<Ledger>>,
    session: (usize, MemberId),
}

impl Drop for Kept {
    fn drop(&mut self) {
        let session = self.session;
        let mut ledger = self.ledger.lock();
        if ledger.calls.kept.insert(session, false) != Some(true) {
            ledger.broken(|| format!("what was kept for {session:?} goes twice"));
        }
    }
}

impl Probe {
    fn does(&self, call: &Call<'_>, text: &str) {
        let member = call.caller().member;
        let run = self.0.lock().calls.run;
        let kept = call.state(|| {
            let (ledger, session) = (Arc::clone(&self.0), (run, member));
            if self.0.lock().calls.kept.insert(session, true).is_some() {
                self.0.lock().broken(|| format!("something is kept twice for {session:?}"));
            }
            Kept { ledger, session }
        });
        let mut ledger = self.0.lock();
        if kept.session != (run, member) {
            let session = kept.session;
            ledger.broken(|| format!("{member} of {run} finds what was kept for {session:?}"));
        }
        if call.is_cancelled() {
            ledger.broken(|| format!("{text:?} is done, and nobody waits for it"));
        }
        ledger.tell(|| format!("  done: {text}"));
        if !ledger.calls.done.insert(text.to_owned()) {
            ledger.broken(|| format!("{text:?} is done twice"));
        }
    }
}

impl probe::Methods for Probe {
    fn started(&self, _: Host) {
        self.0.lock().calls.run += 1;
    }

    fn echo(&self, call: &Call<'_>, text: String) -> Result<String, Fault> {
        self.does(call, &text);
        Ok(text)
    }

    fn fail(&self, call: &Call<'_>, text: String) -> Result<String, Fault> {
        self.does(call, &text);
        Err(Failure::new(FAILURE, "as_wished", text).into())
    }
}

/// The service of a history, with a short queue.
pub fn services(ledger: &Arc<Mutex<Ledger>>) -> Services {
    let share = Share { threads: 1, queue: 4 };
    Services::default().with_share(probe::Serve(Probe(Arc::clone(ledger))), share)
}

/// The calls of one guest that have no answer yet.
#[derive(Default)]
pub struct Pending(Vec<(String, PendingCall<String>)>);

impl Pending {
    /// It calls.
    pub fn call(&mut self, driven: &Driven, text: &str, how: How, ledger: &mut Ledger) {
        let params = Graph::record([("text".to_owned(), text.into())]);
        let method = if how.fails { "fail" } else { "echo" };
        let (service, deadline) = ("probe", Some(how.deadline));
        let request = CallRequest { service, method, params, schema: None, deadline };
        match driven.call(&request) {
            Ok(pending) => self.0.push((text.to_owned(), pending)),
            Err(error) => answered(text, Err(error), ledger),
        }
    }

    /// It waits for one no longer.
    pub fn cancel(&mut self, which: usize) {
        if let Some((_, pending)) = (which < self.0.len()).then(|| self.0.swap_remove(which)) {
            pending.cancel();
        }
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// What was answered meanwhile.
    pub fn look(&mut self, ledger: &mut Ledger) {
        self.0.retain_mut(|(text, pending)| match pending.poll() {
            Some(answer) => {
                answered(text, answer, ledger);
                false
            }
            None => true,
        });
    }
}

/// How something is called.
#[derive(Clone, Copy)]
pub struct How {
    pub fails: bool,
    pub deadline: Duration,
}

/// Whether an answer fits with what was done.
fn answered(text: &str, answer: Result<String, CallError>, ledger: &mut Ledger) {
    ledger.tell(|| format!("    {text}: {answer:?}"));
    let done = ledger.calls.done.contains(text);
    let fits = match &answer {
        Ok(result) => done && result == text,
        Err(CallError::Failed(failure)) => done && failure.code == FAILURE && failure.text == text,
        Err(CallError::Refused(error)) => {
            let codes = [ErrorCode::Busy, ErrorCode::RateLimited, ErrorCode::Stopping];
            !done && error.code().is_some_and(|code| codes.contains(&code))
        }
        Err(CallError::NotSent(_)) => !done,
        // Nobody knows: the deadline was over, or the connection lost.
        Err(CallError::Unknown(_)) => true,
        Err(_) => false,
    };
    if !fits {
        ledger.broken(|| format!("{text:?} (done: {done}) is answered by {answer:?}"));
    }
}
