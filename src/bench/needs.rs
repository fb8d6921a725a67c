//! What a crowd needs of the system. It is looked at before anything begins: who measures is told
//! what to raise, instead of how a server fails without it.

use super::error::BenchError;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::fs;

/// Open files that are no member's, in the generator or a server.
const OTHER_FILES: u64 = 128;

/// Memory mappings that the standard library makes for a thread: a server has one for each member.
const MAPPINGS_PER_THREAD: u64 = 4;

/// Memory mappings of a server that are no member's.
const OTHER_MAPPINGS: u64 = 4_000;

/// Sees to it that each member can have a socket here, and in a server that inherits the limits.
///
/// # Errors
/// The system allows too few.
pub fn allow_files(members: usize) -> Result<(), BenchError> {
    let wanted = members as u64 + OTHER_FILES;
    let limit = getrlimit(Resource::Nofile);
    let allowed = limit.maximum.unwrap_or(u64::MAX);
    if wanted > allowed {
        return Err(BenchError::Descriptors { wanted, allowed });
    }
    if limit.current.is_some_and(|current| current < wanted) {
        let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
        setrlimit(Resource::Nofile, raised)?;
    }
    Ok(())
}

/// Whether a server that we start can have a thread for each member.
///
/// # Errors
/// The system allows too few mappings for that.
pub fn allow_threads(members: usize) -> Result<(), BenchError> {
    let wanted = members as u64 * MAPPINGS_PER_THREAD + OTHER_MAPPINGS;
    let limit = fs::read_to_string("/proc/sys/vm/max_map_count").ok();
    match limit.and_then(|limit| limit.trim().parse().ok()) {
        Some(allowed) if wanted > allowed => Err(BenchError::Mappings { wanted, allowed }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_members_are_possible_and_a_billion_are_not() {
        allow_files(10).unwrap();
        allow_threads(10).unwrap();
        let files = allow_files(1 << 40).unwrap_err();
        assert!(matches!(files, BenchError::Descriptors { wanted, allowed } if wanted > allowed));
        let threads = allow_threads(1 << 40).unwrap_err();
        assert!(matches!(threads, BenchError::Mappings { wanted, allowed } if wanted > allowed));
    }
}
