//! Introductions whose outcome the host waits for.

use crate::hub::host::{AskedState, Snapshot};
use crate::look::Toast;
use crate::proto::ids::SequenceId;
use crate::texts::tr;
use std::collections::VecDeque;

/// Most that are waited for; of more, the oldest is given up.
const MOST_WAITING: usize = 32;

/// Two who were asked, by the names of that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pair {
    id: SequenceId,
    one: String,
    other: String,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Asked(VecDeque<Pair>);

impl Asked {
    /// These two were asked.
    pub fn wait_for(&mut self, id: SequenceId, one: &str, other: &str) {
        if self.0.len() >= MOST_WAITING {
            self.0.pop_front();
        }
        self.0.push_back(Pair { id, one: one.to_owned(), other: other.to_owned() });
    }

    /// Says what came of those that are over. What the snapshot doesn't know yet is waited for.
    pub fn follow(&mut self, snapshot: &Snapshot, toast: &mut Toast) {
        self.0.retain(|pair| {
            let row = snapshot.asked.iter().find(|row| row.id == pair.id);
            let Some(state) = row.map(|row| row.state) else { return true };
            let Pair { one, other, .. } = pair;
            let failed = match state {
                AskedState::Waiting => return true,
                AskedState::Agreed => {
                    toast.done(tr!("admin-introduced", one = one, other = other));
                    return false;
                }
                AskedState::Declined => {
                    tr!("admin-introduction-declined", one = one, other = other)
                }
                AskedState::Left => tr!("admin-introduction-left", one = one, other = other),
                AskedState::Expired => tr!("admin-introduction-expired", one = one, other = other),
                AskedState::Cancelled => {
                    tr!("admin-introduction-cancelled", one = one, other = other)
                }
            };
            toast.failed(failed);
            false
        });
    }
}
