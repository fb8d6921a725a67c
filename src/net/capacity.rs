//! How many connections this process can hold: past the kernel's limit on memory mappings the
//! standard library would abort the process, and past that on descriptors nothing can be opened.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Memory mappings that std makes for a thread.
const MAPPINGS_PER_THREAD: usize = 4;

/// Mappings that the rest of the process may need, windows and their drivers included.
const OTHER_MAPPINGS: usize = 4_000;

/// Descriptors that the rest of the process may need.
const OTHER_DESCRIPTORS: usize = 128;

/// Where the system sets no limit, nor does the host: what the bounded queues are made for.
const MOST_CONNECTIONS: usize = 1_000_000;

/// The most connections that can be served, `wanted` at most. Raises the soft limit on descriptors
/// to the hard one first.
pub(crate) fn max_connections(wanted: usize) -> usize {
    let descriptors = raise_descriptor_limit().saturating_sub(OTHER_DESCRIPTORS);
    let threads = max_map_count().map_or(usize::MAX, |mappings| {
        mappings.saturating_sub(OTHER_MAPPINGS) / MAPPINGS_PER_THREAD
    });
    wanted.min(descriptors).min(threads).clamp(1, MOST_CONNECTIONS)
}

fn raise_descriptor_limit() -> usize {
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::debug!(%error, "the limit on descriptors stays as it is");
        }
    }
    let current = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from(current).unwrap_or(usize::MAX)
}

/// Linux's limit on memory mappings; `None` elsewhere.
fn max_map_count() -> Option<usize> {
    std::fs::read_to_string("/proc/sys/vm/max_map_count").ok()?.trim().parse().ok()
}
