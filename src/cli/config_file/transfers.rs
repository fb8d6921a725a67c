//! `[transfers]`: what streams from one client to another may take.

use salon::net::Transfers;
use salon::texts::tr;
use serde::{Deserialize, Deserializer, de};
use std::num::NonZeroUsize;

/// The table as it stands. What is left out keeps its default.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileTransfers {
    share: Option<Percent>,
    streams: Option<usize>,
    per_member: Option<NonZeroUsize>,
}

impl FileTransfers {
    pub(super) fn into_transfers(self, default: Transfers) -> Transfers {
        Transfers {
            share: self.share.map_or(default.share, |share| share.0),
            streams: self.streams.unwrap_or(default.streams),
            per_member: self.per_member.map_or(default.per_member, NonZeroUsize::get),
        }
    }
}

/// From 1 to 100.
#[derive(Debug)]
struct Percent(u8);

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let percent = i64::deserialize(d)?;
        let share = u8::try_from(percent).ok().filter(|percent| (1..=100).contains(percent));
        share.map(Self).ok_or_else(|| de::Error::custom(tr!("cli-config-share")))
    }
}
