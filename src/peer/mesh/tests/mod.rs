//! The rules, by themselves and among several who keep them while messages are under way; and posting.

mod circle;
mod posting;
mod world;

use super::circle::View;
use crate::proto::ids::{MemberId, SequenceId, Tick};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
const START: Tick = Tick(0);

fn id(n: u64) -> MemberId {
    MemberId(n)
}

fn question(n: u64) -> SequenceId {
    SequenceId(n)
}

fn view(me: u64, others: impl IntoIterator<Item = u64>) -> View {
    let others = others.into_iter().map(MemberId).collect();
    View { session: 1, me: MemberId(me), others, allowed: true }
}
