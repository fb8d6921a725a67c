//! What the host said last.

use super::host::SentNotice;
use std::collections::VecDeque;
use std::sync::Arc;

/// Most notices that can be looked up again; of more, the oldest go.
const MAX_KEPT: usize = 50;

/// The notices of a server, the newest last.
#[derive(Debug, Default)]
pub struct SentNotices(VecDeque<Arc<SentNotice>>);

impl SentNotices {
    /// One was said.
    pub fn add(&mut self, notice: SentNotice) {
        if self.0.len() >= MAX_KEPT {
            self.0.pop_front();
        }
        self.0.push_back(Arc::new(notice));
    }

    /// All that are kept.
    pub fn kept(&self) -> impl Iterator<Item = &Arc<SentNotice>> {
        self.0.iter()
    }
}
