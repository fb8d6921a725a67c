//! Who is kept out, and until when.

use super::host::{BanRow, BanTarget};
use crate::proto::ids::UnixMillis;
use crate::proto::name::NameKey;
use std::net::IpAddr;

/// Most bans that are kept; the one that ends first makes room for a new one.
const MAX_BANS: usize = 10_000;

/// The bans of a server. One that has ended is forgotten when anybody looks.
#[derive(Debug, Default)]
pub struct Bans {
    bans: Vec<Ban>,
    last_id: u64,
}

#[derive(Debug)]
struct Ban {
    row: BanRow,
    /// Of a banned pseudo: what it is compared by.
    keys: Option<[NameKey; 2]>,
}

impl Bans {
    /// Keeps `target` out until a moment. Gives by what the ban can be lifted.
    pub fn add(
        &mut self,
        target: BanTarget,
        until: UnixMillis,
        reason: String,
        now: UnixMillis,
    ) -> u64 {
        self.forget_ended(now);
        if self.bans.len() >= MAX_BANS
            && let Some((first, _)) =
                self.bans.iter().enumerate().min_by_key(|(_, ban)| ban.row.until)
        {
            self.bans.remove(first);
        }
        self.last_id += 1;
        let keys = match &target {
            BanTarget::Pseudo(name) => Some(NameKey::of(name)),
            BanTarget::Address(_) => None,
        };
        self.bans.push(Ban { row: BanRow { id: self.last_id, target, until, reason }, keys });
        self.last_id
    }

    /// Lifts a ban; false if it is no longer in force.
    pub fn lift(&mut self, id: u64, now: UnixMillis) -> bool {
        self.forget_ended(now);
        let before = self.bans.len();
        self.bans.retain(|ban| ban.row.id != id);
        self.bans.len() < before
    }

    /// The bans in force, the newest last.
    pub fn in_force(&mut self, now: UnixMillis) -> impl Iterator<Item = &BanRow> {
        self.forget_ended(now);
        self.bans.iter().map(|ban| &ban.row)
    }

    /// What keeps an address out, if anything does.
    pub fn of_address(&mut self, address: IpAddr, now: UnixMillis) -> Option<&BanRow> {
        let target = BanTarget::Address(address);
        self.find(now, |ban| ban.row.target == target)
    }

    /// What keeps a pseudo out, if anything does.
    pub fn of_pseudo(&mut self, keys: &[NameKey; 2], now: UnixMillis) -> Option<&BanRow> {
        self.find(now, |ban| ban.keys.iter().flatten().any(|key| keys.contains(key)))
    }

    fn find(&mut self, now: UnixMillis, concerns: impl Fn(&Ban) -> bool) -> Option<&BanRow> {
        self.forget_ended(now);
        self.bans.iter().find(|ban| concerns(ban)).map(|ban| &ban.row)
    }

    fn forget_ended(&mut self, now: UnixMillis) {
        self.bans.retain(|ban| ban.row.until > now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ban_holds_for_look_alikes_until_it_ends_or_is_lifted() {
        let mut bans = Bans::default();
        let now = UnixMillis(0);
        bans.add(BanTarget::Pseudo("Troll".into()), UnixMillis(100), "enough".into(), now);
        bans.add(BanTarget::Address([10, 0, 0, 1].into()), UnixMillis(50), String::new(), now);
        let keys = NameKey::of("troII");
        let troll = bans.of_pseudo(&keys, UnixMillis(40)).unwrap();
        assert_eq!((troll.reason.as_str(), troll.left(UnixMillis(40)).as_millis()), ("enough", 60));
        assert_eq!(bans.of_pseudo(&NameKey::of("bob"), now), None);
        assert!(bans.of_address([10, 0, 0, 1].into(), UnixMillis(49)).is_some());
        assert_eq!(bans.of_address([10, 0, 0, 1].into(), UnixMillis(50)), None);
        let id = bans.in_force(UnixMillis(50)).next().unwrap().id;
        assert!(bans.lift(id, UnixMillis(50)));
        assert!(!bans.lift(id, UnixMillis(50)));
    }
}
